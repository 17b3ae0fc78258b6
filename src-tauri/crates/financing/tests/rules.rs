//! The rules as sentences about the shop: what a press and its answer lead to, from the first link to the last refund,
//! and the way out of every corner. The whole table is next door, and so is doubt; here stands why it must be so.

use crate::shop::{AMOUNT, PART, ROUTES, Shop, accepted, amounts, financed, link, naming, terms};
use chrono::TimeDelta;
use financing::{
    Attention, Cents, Declared, Deed, Effect, Event, Kind, Mode, Operation, Overdue, Paper,
    Refusal, Rejection, RejectionKind, Report, Route, Sending, Silence, Standing, State, Status,
    Terms, allowed, fold, start, withdrawal_until,
};

fn not_done() -> Event {
    Event::Declared {
        what: Declared::NotDone,
    }
}

// Direct and two-step

#[test]
fn a_direct_financing_releases_itself_on_acceptance() {
    let mut shop = Shop::starts(Mode::Direct, terms(Route::OneCall));
    shop.answered(link()).learns(Status::Accepted);
    assert_eq!(
        shop.state(),
        State::Releasing,
        "not financed before the gateway says so"
    );
    assert_eq!(shop.sent(), Some((Operation::Release, AMOUNT)));
    shop.answered(Report::of(Status::Released));
    assert_eq!(shop.state(), State::Financed);
}

#[test]
fn a_direct_financing_that_reserves_first_goes_through_both_calls_by_itself() {
    let mut shop = Shop::starts(Mode::Direct, terms(Route::ReserveFirst));
    shop.answered(link()).learns(Status::Accepted);
    assert_eq!(shop.sent(), Some((Operation::Reserve, AMOUNT)));
    shop.answered(Report::of(Status::Reserved));
    assert_eq!(shop.sent(), Some((Operation::Release, AMOUNT)));
}

#[test]
fn a_two_step_financing_waits_for_delivered() {
    for route in ROUTES {
        let shop = accepted(terms(route));
        assert!(
            matches!(shop.state(), State::Accepted | State::Reserved),
            "{route:?}"
        );
        assert_eq!(shop.financing.amounts.released, Cents::ZERO);
        assert_eq!(shop.financing.deliverable(), AMOUNT);
    }
}

#[test]
fn delivered_pressed_before_the_reservation_worked_releases_once_it_does() {
    let mut shop = Shop::shows(terms(Route::ReserveFirst));
    shop.learns(Status::Accepted).rejected().delivers();
    assert_eq!(shop.sent(), Some((Operation::Reserve, AMOUNT)));
    shop.answered(Report::of(Status::Reserved));
    assert_eq!(
        shop.sent(),
        Some((Operation::Release, AMOUNT)),
        "the press is not forgotten"
    );
}

#[test]
fn a_release_that_came_to_nothing_is_no_longer_a_delivery() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers().rejected();
    assert_eq!(shop.state(), State::Accepted);
    assert_eq!(shop.financing.times.delivered, None);
    let note = Event::Printed {
        paper: Paper::DeliveryNote,
    };
    assert_eq!(shop.tries(note), Err(Refusal::NothingToPrint));
}

#[test]
fn what_is_released_by_hand_is_only_ever_asked_about() {
    let mut shop = accepted(terms(Route::ByHand));
    shop.delivers();
    assert_eq!(
        (shop.state(), shop.effects.as_slice()),
        (State::Releasing, [Effect::Ask].as_slice())
    );
    shop.learns(Status::Accepted).learns(Status::Reserved);
    assert_eq!(
        (shop.state(), shop.financing.intents),
        (State::Releasing, 1)
    );
    shop.learns(Status::Released);
    assert_eq!(shop.state(), State::Financed);
}

#[test]
fn delivered_by_hand_but_never_released_comes_back_to_the_list() {
    let mut shop = accepted(terms(Route::ByHand));
    shop.delivers().does(Event::Overdue {
        what: Overdue::Outcome,
    });
    shop.does(not_done());
    assert_eq!(shop.state(), State::Accepted);
}

// Parts

#[test]
fn a_part_is_delivered_where_parts_are_allowed_and_the_rest_is_never_released_twice() {
    let mut shop = accepted(terms(Route::ReserveFirst));
    shop.does(Event::Deliver { amount: Some(PART) });
    assert_eq!(shop.sent(), Some((Operation::Release, PART)));
    shop.answered(Report::of(Status::Released));
    assert_eq!(shop.financing.amounts.released, PART);
    let again = Event::Deliver { amount: None };
    assert_eq!(shop.tries(again), Err(Refusal::AlreadyFinanced));
    let too_much = Event::Refund {
        amount: Some(AMOUNT),
    };
    assert_eq!(shop.tries(too_much), Err(Refusal::AboveLeft { left: PART }));
}

#[test]
fn where_parts_are_not_allowed_only_the_whole_is_taken() {
    let whole = Terms {
        part_delivery: false,
        part_cancel: false,
        part_refund: false,
        ..terms(Route::ReserveFirst)
    };
    let mut shop = accepted(whole.clone());
    for event in [
        Event::Deliver { amount: Some(PART) },
        Event::Cancel { amount: Some(PART) },
    ] {
        assert_eq!(shop.tries(event), Err(Refusal::OnlyWhole));
    }
    let mut shop = financed(whole);
    let refund = |amount| Event::Refund { amount };
    assert_eq!(shop.tries(refund(Some(PART))), Err(Refusal::OnlyWhole));
    assert_eq!(shop.tries(refund(Some(Cents::ZERO))), Err(Refusal::Nothing));
    shop.does(refund(Some(AMOUNT)));
}

#[test]
fn parts_are_given_back_until_nothing_is_left() {
    let mut shop = accepted(terms(Route::ReserveFirst));
    shop.cancels(Some(PART))
        .answered(Report::of(Status::Reserved));
    assert_eq!(shop.financing.deliverable(), Cents::of(60_000));
    shop.cancels(None);
    assert_eq!(shop.sent(), Some((Operation::Cancel, Cents::of(60_000))));
    shop.answered(Report::of(Status::Reserved));
    assert_eq!(
        shop.state(),
        State::Cancelled,
        "reserved, and nothing left of it"
    );
}

#[test]
fn refunds_are_repeated_until_nothing_is_left() {
    let mut shop = financed(terms(Route::OneCall));
    shop.refunds(Some(PART))
        .answered(Report::of(Status::Released));
    assert_eq!(
        (shop.state(), shop.financing.amounts.left_to_refund()),
        (State::Financed, Cents::of(60_000))
    );
    shop.refunds(None).answered(Report::of(Status::Refunded));
    assert_eq!(shop.state(), State::Refunded);
    assert_eq!(
        shop.tries(Event::Refund { amount: None }),
        Err(Refusal::Over)
    );
}

#[test]
fn twenty_taps_are_one_deed() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    for _ in 0..19 {
        assert_eq!(
            shop.tries(Event::Deliver { amount: None }),
            Err(Refusal::Busy)
        );
    }
    assert_eq!(shop.financing.intents, 2, "the opening and one release");
}

// Ending a journey

#[test]
fn a_link_lost_with_its_answer_is_said_so_but_not_to_a_customer_who_has_it() {
    let mut shop = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    shop.unanswered().learns(Status::Waiting);
    assert_eq!(shop.financing.attention, Some(Attention::LinkLost));
    let mut shop = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    shop.unanswered().learns(Status::InJourney);
    assert_eq!(shop.financing.attention, None);
    let mut order = crate::shop::order(Mode::TwoStep, terms(Route::OneCall));
    order.sending = Sending::Sms;
    let step = start(shop.financing.id.clone(), order, shop.now);
    shop.financing = step.next;
    shop.unanswered().learns(Status::Waiting);
    assert_eq!(
        shop.financing.attention, None,
        "the text message carries it"
    );
}

#[test]
fn a_customer_who_was_quicker_than_the_withdrawal_is_not_financed() {
    let mut shop = Shop::shows(terms(Route::OneCall));
    shop.cancels(None).unanswered().learns(Status::Accepted);
    assert_eq!((shop.state(), shop.sent()), (State::Withdrawn, None));
}

#[test]
fn what_was_reserved_after_staff_ended_it_is_given_back() {
    let mut shop = Shop::shows(Terms {
        abandon: false,
        ..terms(Route::ReservedOnAcceptance)
    });
    shop.cancels(None).learns(Status::Reserved);
    assert_eq!(shop.sent(), Some((Operation::Cancel, AMOUNT)));
    shop.answered(Report::of(Status::Cancelled));
    assert_eq!(shop.state(), State::Cancelled);
}

#[test]
fn what_was_financed_after_staff_ended_it_stands_before_a_person() {
    let mut shop = Shop::shows(terms(Route::OneCall));
    shop.cancels(None).unanswered().learns(Status::Released);
    assert_eq!(shop.state(), State::Financed);
    assert_eq!(
        shop.financing.attention,
        Some(Attention::FinancedAfterWithdrawal)
    );
}

#[test]
fn a_rejected_abandoning_is_asked_about_at_once() {
    let mut shop = Shop::shows(terms(Route::OneCall));
    shop.cancels(None).rejected();
    assert_eq!(shop.state(), State::Withdrawing);
    assert_eq!(shop.effects.last(), Some(&Effect::Ask));
}

#[test]
fn a_part_of_a_journey_cannot_be_ended() {
    let part = || Event::Cancel { amount: Some(PART) };
    let mut opening = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    assert_eq!(opening.tries(part()), Err(Refusal::OnlyWhole));
    assert_eq!(opening.not_sent().tries(part()), Err(Refusal::OnlyWhole));
    assert_eq!(
        Shop::shows(terms(Route::OneCall)).tries(part()),
        Err(Refusal::OnlyWhole)
    );
}

// Italy: the journey ends under review, the money is released at once, refunds only whole

#[test]
fn in_italy_a_journey_ends_under_review_and_is_not_accepted_by_it() {
    let italy = Terms {
        part_refund: false,
        part_delivery: false,
        ..terms(Route::OneCall)
    };
    let mut shop = Shop::starts(Mode::Direct, italy.clone());
    shop.answered(link()).learns(Status::UnderReview);
    assert_eq!((shop.state(), shop.sent()), (State::UnderReview, None));
    assert_eq!(shop.financing.amounts.authorised, Cents::ZERO);
    shop.clone()
        .learns(Status::Accepted)
        .answered(Report::of(Status::Released));
    shop.cancels(None);
    assert_eq!(shop.sent(), Some((Operation::Abandon, AMOUNT)));
    shop.answered(Report::of(Status::Abandoned));
    assert_eq!(shop.state(), State::Withdrawn);
    let mut shop = financed(italy);
    assert_eq!(
        shop.tries(Event::Refund { amount: Some(PART) }),
        Err(Refusal::OnlyWhole)
    );
}

#[test]
fn an_answer_to_another_operation_than_the_one_under_way_is_none() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    let intent = shop.intent() - 1;
    let why = Silence::TimedOut;
    assert_eq!(
        shop.tries(Event::Unanswered { intent, why }),
        Err(Refusal::Stale)
    );
    assert_eq!(shop.state(), State::Releasing);
}

// Ways out

#[test]
fn a_reservation_let_go_in_silence_is_ended_by_cancelling_it() {
    let mut shop = accepted(terms(Route::ReservedOnAcceptance));
    shop.cancels(None).rejected();
    assert_eq!(
        shop.state(),
        State::Reserved,
        "within its time a no is only a no"
    );
    shop.waits(TimeDelta::days(6)).cancels(None).rejected();
    assert_eq!(shop.state(), State::Lapsed);
}

#[test]
fn an_abandoning_that_was_declared_not_done_is_in_doubt_no_more() {
    let mut shop = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    shop.answered(link()).cancels(None).unanswered();
    let what = Overdue::Outcome;
    shop.does(Event::Overdue { what }).does(not_done());
    assert_eq!(shop.state(), State::Withdrawing, "and asked about");
    assert_eq!(shop.financing.attention, None);
}

#[test]
fn a_part_that_was_given_back_before_the_rest_was_released_counts_as_given_back() {
    let mut shop = accepted(terms(Route::ReserveFirst));
    shop.cancels(Some(PART)).unanswered();
    let number = shop.intent();
    let rest = AMOUNT.minus(PART).unwrap();
    let books = amounts(AMOUNT, rest, PART, Cents::ZERO);
    shop.asked(0, naming(Status::Released, books));
    assert_eq!(
        (shop.state(), shop.financing.amounts),
        (State::Financed, books)
    );
    let settled = Effect::Settle {
        intent: number,
        standing: Standing::Confirmed,
    };
    assert!(shop.effects.contains(&settled), "{:?}", shop.effects);
}

#[test]
fn a_time_that_is_over_is_not_seen_away_and_what_was_refused_is() {
    let seen = || Event::Declared {
        what: Declared::Seen,
    };
    let overdue = |what| Event::Overdue { what };
    let mut shown = Shop::shows(terms(Route::OneCall));
    shown.does(overdue(Overdue::Journey));
    let mut late = accepted(terms(Route::OneCall));
    late.does(overdue(Overdue::Release));
    let mut doubtful = accepted(terms(Route::OneCall));
    doubtful
        .delivers()
        .unanswered()
        .does(overdue(Overdue::Outcome));
    for mut shop in [shown, late, doubtful] {
        let before = shop.financing.clone();
        assert_eq!(shop.tries(seen()), Err(Refusal::NothingToDeclare));
        assert_eq!(shop.financing, before);
        assert!(!allowed(&before, shop.now).contains(&Deed::DeclareSeen));
    }
    let mut refused = accepted(terms(Route::OneCall));
    refused.delivers().rejected().does(seen());
    assert_eq!(refused.financing.attention, None);
}

#[test]
fn wrong_credentials_never_end_a_reservation() {
    let mut shop = accepted(terms(Route::ReservedOnAcceptance));
    shop.waits(TimeDelta::days(6)).cancels(None);
    let (intent, kind) = (shop.intent(), RejectionKind::Credentials);
    let rejection = Rejection {
        kind,
        code: "1003".to_owned(),
    };
    shop.does(Event::Rejected { intent, rejection });
    assert_eq!(shop.state(), State::Reserved);
}

#[test]
fn only_what_is_unknown_is_declared_not_done() {
    let mut shop = accepted(terms(Route::OneCall));
    assert_eq!(shop.tries(not_done()), Err(Refusal::NothingToDeclare));
    shop.delivers();
    assert_eq!(
        shop.tries(not_done()),
        Err(Refusal::NothingToDeclare),
        "on its way"
    );
    let overdue = Event::Overdue {
        what: Overdue::Outcome,
    };
    assert_eq!(
        shop.tries(overdue),
        Err(Refusal::Stale),
        "on its way is not unknown"
    );
    shop.unanswered().does(not_done());
    assert_eq!(shop.state(), State::Accepted);
}

#[test]
fn declaring_an_abandoning_not_done_does_not_end_the_financing() {
    let mut shop = Shop::shows(terms(Route::ReservedOnAcceptance));
    shop.cancels(None).unanswered().does(not_done());
    assert_eq!(
        shop.state(),
        State::Withdrawing,
        "the customer may still be accepted"
    );
    shop.learns(Status::Reserved);
    assert_eq!(shop.sent(), Some((Operation::Cancel, AMOUNT)));
}

// The journal

#[test]
fn a_second_start_and_an_empty_journal_are_no_financing() {
    let mut shop = financed(terms(Route::ReserveFirst));
    let again = shop.journal[0].event.clone();
    assert_eq!(shop.tries(again), Err(Refusal::OutOfOrder));
    assert_eq!(fold(&[]), None);
    assert_eq!(fold(&shop.journal[1..]), None);
    assert_eq!(fold(&shop.journal), Some(shop.financing));
}

#[test]
fn a_journal_read_back_from_json_tells_of_the_same_financing() {
    let shop = financed(terms(Route::ReserveFirst));
    let json = serde_json::to_string(&shop.journal).expect("a journal is JSON");
    let journal: Vec<financing::Entry> = serde_json::from_str(&json).expect("and back");
    assert_eq!(fold(&journal), Some(shop.financing.clone()));
    let json = serde_json::to_string(&shop.financing).expect("a financing is JSON");
    assert_eq!(serde_json::from_str(&json).ok(), Some(shop.financing));
}

#[test]
fn an_interrupted_operation_is_unknown_after_a_crash() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    let (intent, why) = (shop.intent(), Silence::Interrupted);
    shop.does(Event::Unanswered { intent, why });
    let pending = shop.financing.pending.clone().expect("under way");
    assert_eq!(
        (pending.standing, pending.silence),
        (Standing::Unknown, Some(why))
    );
    assert_eq!(
        shop.tries(Event::SentAgain { intent }),
        Err(Refusal::Stale),
        "never sent again"
    );
}

// What staff are offered, and what they are told

#[test]
fn a_part_is_offered_where_the_profile_takes_parts_and_more_than_a_cent_is_left() {
    let offered = |shop: &Shop| allowed(&shop.financing, shop.now);
    let mut shop = accepted(terms(Route::ReserveFirst));
    for deed in [
        Deed::Deliver,
        Deed::DeliverPart,
        Deed::Cancel,
        Deed::CancelPart,
    ] {
        assert!(offered(&shop).contains(&deed), "{deed:?}");
    }
    shop.delivers().answered(Report::of(Status::Released));
    for deed in [Deed::Refund, Deed::RefundPart, Deed::PrintReceipt] {
        assert!(offered(&shop).contains(&deed), "{deed:?}");
    }
    let all_but_a_cent = AMOUNT.minus(Cents::of(1)).expect("a part");
    let books = amounts(AMOUNT, AMOUNT, Cents::ZERO, all_but_a_cent);
    shop.refunds(Some(all_but_a_cent))
        .answered(naming(Status::Released, books));
    assert!(offered(&shop).contains(&Deed::Refund), "the last cent");
    assert!(
        !offered(&shop).contains(&Deed::RefundPart),
        "of a cent there is no part"
    );
    let whole = Terms {
        part_delivery: false,
        part_cancel: false,
        ..terms(Route::ReserveFirst)
    };
    let shop = accepted(whole);
    for deed in [Deed::DeliverPart, Deed::CancelPart] {
        assert!(!offered(&shop).contains(&deed), "{deed:?}");
    }
}

#[test]
fn a_customer_still_in_the_journey_after_fifty_minutes_is_put_before_a_person() {
    for status in [Status::Waiting, Status::InJourney, Status::Absent] {
        let mut shop = Shop::shows(terms(Route::OneCall));
        shop.waits(TimeDelta::minutes(49)).learns(status.clone());
        assert_eq!(shop.financing.attention, None, "{status:?}");
        shop.waits(TimeDelta::minutes(1)).learns(status.clone());
        assert_eq!(
            shop.financing.attention,
            Some(Attention::JourneyOverdue),
            "{status:?}"
        );
    }
}

#[test]
fn a_withdrawal_that_the_gateway_does_not_end_is_put_before_a_person_after_fifty_minutes() {
    for status in [Status::Waiting, Status::InJourney, Status::Absent] {
        let without_abandoning = Terms {
            abandon: false,
            ..terms(Route::OneCall)
        };
        let mut shop = Shop::shows(without_abandoning);
        shop.cancels(None);
        assert!(shop.financing.is_withdrawn(), "staff ended it");
        shop.waits(TimeDelta::minutes(49)).learns(status.clone());
        assert_eq!(shop.financing.attention, None, "{status:?}");
        shop.waits(TimeDelta::minutes(1)).learns(status.clone());
        assert_eq!(
            shop.financing.attention,
            Some(Attention::JourneyOverdue),
            "{status:?}"
        );
        assert_eq!(shop.state(), State::Withdrawing, "and still looked after");
    }
}

#[test]
fn a_loan_may_be_withdrawn_from_until_the_fourteenth_day_and_instalments_may_not() {
    let shop = accepted(terms(Route::ReserveFirst));
    let until = |days, kind, country| {
        let now = shop.now + TimeDelta::days(days);
        withdrawal_until(&shop.financing, kind, country, now).map(|day| day.to_string())
    };
    let last = Some("2026-03-16".to_owned());
    assert_eq!(until(0, Kind::Loan, "FR"), last);
    assert_eq!(until(14, Kind::Loan, "FR"), last, "the last day counts");
    assert_eq!(until(15, Kind::Loan, "FR"), None, "it is over");
    assert_eq!(until(0, Kind::Instalments, "FR"), None);
    assert_eq!(
        until(0, Kind::Loan, "CH"),
        None,
        "nothing is known of that country"
    );
    let shown = Shop::shows(terms(Route::ReserveFirst));
    assert_eq!(
        withdrawal_until(&shown.financing, Kind::Loan, "FR", shown.now),
        None
    );
    assert!(!shown.financing.is_withdrawn());
}

#[test]
fn a_journey_is_open_while_it_is_shown_filled_in_or_under_review_and_at_no_other_time() {
    let open: Vec<State> = State::ALL
        .into_iter()
        .filter(|state| state.in_journey())
        .collect();
    assert_eq!(open, [State::Shown, State::Filling, State::UnderReview]);
}
