//! One financing for every state, for every way an operation can stand in it, on every route and in both modes. None of
//! them is made up: each was led there by the rules, the way a shop and its gateway would.

use crate::shop::{PART, ROUTES, Shop, link, terms};
use financing::{Financing, Mode, Report, Route, State, Status};

pub(crate) const MODES: [Mode; 2] = [Mode::Direct, Mode::TwoStep];

/// On which route and in which mode.
pub(crate) type Way = (Route, Mode);

/// A state, and one way a financing comes to stand in it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) way: Way,
    pub(crate) financing: Financing,
}

/// The financings that every route and mode lead to.
pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for way @ (route, mode) in ROUTES
        .into_iter()
        .flat_map(|it| MODES.map(|mode| (it, mode)))
    {
        for (name, shop) in lives(mode, route) {
            let financing = shop.financing;
            cases.push(Case {
                name,
                way,
                financing,
            });
        }
    }
    cases
}

/// From an operation on its way: the three ways it can stand.
fn standings(names: [&'static str; 3], sent: &Shop) -> Vec<(&'static str, Shop)> {
    let [on_its_way, not_sent, unknown] = names;
    vec![
        (on_its_way, sent.clone()),
        (not_sent, sent.clone().not_sent().clone()),
        (unknown, sent.clone().unanswered().clone()),
    ]
}

fn lives(mode: Mode, route: Route) -> Vec<(&'static str, Shop)> {
    let after = |shop: &Shop, status: Status| shop.clone().learns(status).clone();
    let opening = Shop::starts(mode, terms(route));
    let shown = opening.clone().answered(link()).clone();
    let mut lives = standings(["on its way", "not sent", "outcome unknown"], &opening);
    lives.push(("", shown.clone()));
    lives.push(("", after(&shown, Status::InJourney)));
    lives.push(("", after(&shown, Status::UnderReview)));
    lives.push(("", after(&shown, Status::Abandoned)));
    lives.push(("", after(&shown, Status::Refused)));
    lives.push(("", after(&shown, Status::ReservationRefused)));
    lives.push(("", after(&shown, Status::Broken)));
    lives.extend(ended_by_staff(&opening, &shown));
    let accepted = accepted(&shown, route, &mut lives);
    lives.push(("", after(&accepted, Status::Refused)));
    let releasing = match (mode, route) {
        (Mode::Direct, Route::OneCall | Route::ReserveFirst | Route::ReservedOnAcceptance) => {
            let mut stays = accepted.clone();
            stays.rejected();
            lives.push(("released by itself in vain", stays));
            accepted.clone()
        }
        (Mode::Direct | Mode::TwoStep, _) => {
            lives.push(("", accepted.clone()));
            accepted.clone().delivers().clone()
        }
    };
    if route == Route::ByHand {
        lives.push(("by hand", releasing.clone()));
    } else {
        lives.extend(standings(
            ["on its way", "not sent", "outcome unknown"],
            &releasing,
        ));
    }
    lives.extend(money(&releasing, &accepted, route));
    lives
}

/// Withdrawing and withdrawn.
fn ended_by_staff(opening: &Shop, shown: &Shop) -> Vec<(&'static str, Shop)> {
    let early = opening.clone().cancels(None).clone();
    let abandoning = shown.clone().cancels(None).clone();
    let waiting = abandoning.clone().rejected().clone();
    let withdrawn = abandoning
        .clone()
        .answered(Report::of(Status::Abandoned))
        .clone();
    let mut lives = vec![
        ("opening on its way", early.clone()),
        (
            "opening, outcome unknown",
            early.clone().unanswered().clone(),
        ),
    ];
    lives.extend(standings(
        [
            "abandoning on its way",
            "abandoning not sent",
            "abandoning, outcome unknown",
        ],
        &abandoning,
    ));
    lives.push(("awaiting the gateway's last word", waiting));
    lives.push(("", withdrawn));
    lives
}

/// The way to the first state from which the money can be released; what lies on it is added to the lives.
fn accepted(shown: &Shop, route: Route, lives: &mut Vec<(&'static str, Shop)>) -> Shop {
    match route {
        Route::OneCall | Route::ByHand => shown.clone().learns(Status::Accepted).clone(),
        Route::ReservedOnAcceptance => shown.clone().learns(Status::Reserved).clone(),
        Route::ReserveFirst => {
            let reserving = shown.clone().learns(Status::Accepted).clone();
            lives.extend(standings(
                ["on its way", "not sent", "outcome unknown"],
                &reserving,
            ));
            let vain = reserving.clone().rejected().clone();
            lives.push(("not reserved", vain.clone()));
            lives.push((
                "delivered before it was reserved",
                vain.clone().delivers().clone(),
            ));
            reserving
                .clone()
                .answered(Report::of(Status::Reserved))
                .clone()
        }
    }
}

/// Financed, refunded, given back.
fn money(releasing: &Shop, accepted: &Shop, route: Route) -> Vec<(&'static str, Shop)> {
    let financed = releasing.clone().learns_or_is_told(Status::Released);
    let refunding = financed.clone().refunds(Some(PART)).clone();
    let mut lives = vec![
        ("", financed.clone()),
        (
            "a part refunded",
            refunding
                .clone()
                .answered(Report::of(Status::Released))
                .clone(),
        ),
        ("", financed.clone().learns(Status::Refunded).clone()),
    ];
    let a_part = [
        "a part on its way",
        "a part not sent",
        "a part, outcome unknown",
    ];
    lives.extend(standings(a_part, &refunding));
    let all = ["all on its way", "all not sent", "all, outcome unknown"];
    lives.extend(standings(all, &financed.clone().refunds(None).clone()));
    let reserves = matches!(route, Route::ReserveFirst | Route::ReservedOnAcceptance);
    if reserves && accepted.state() == State::Reserved {
        lives.extend(standings(
            a_part,
            &accepted.clone().cancels(Some(PART)).clone(),
        ));
        let cancelling = accepted.clone().cancels(None).clone();
        lives.extend(standings(all, &cancelling));
        let cancelled = cancelling
            .clone()
            .answered(Report::of(Status::Cancelled))
            .clone();
        lives.push(("", cancelled));
    }
    lives
}

impl Shop {
    /// The gateway's word, as the answer to what is under way where there is something.
    fn learns_or_is_told(mut self, status: Status) -> Shop {
        if self.financing.pending.is_some() {
            self.answered(Report::of(status));
        } else {
            self.learns(status);
        }
        self
    }
}
