//! A shop to make claims about: its gateways on both sides of what a profile may say, an order, a financing in every
//! state of a life, and what the rules must make of any outcome. Names and numbers are invented.

use chrono::{DateTime, NaiveDate, Utc};
use financing::{
    Amounts, Cents, Event, Financing, FinancingId, Gateway, Key, Mode, Order, OrderNumber, Outcome,
    ProductCode, Report, Sending, State, Status, start, step,
};
use gateways::{Profile, Reply, cofidis::Cofidis, payplug::Payplug};
use std::sync::LazyLock;
use url::Url;

/// Our reference of every transaction here.
pub(crate) const REFERENCE: &str = "2YgKoUd4DBq7RsT0";

/// What every order here is for.
pub(crate) const AMOUNT: Cents = Cents::of(60_000);

/// The domain under which all journeys and the portal of the Cofidis gateways are.
pub(crate) const DOMAIN: &str = "cofidis.example";

fn base() -> Url {
    Url::parse("http://127.0.0.1:9").unwrap()
}

fn cofidis(text: &str) -> Cofidis {
    let text = text.replace("plain_http = true", &format!("hosts = [\".{DOMAIN}\"]"));
    let Profile::Cofidis(profile) = Profile::read(&text).unwrap() else {
        panic!("the sandbox's profile is Cofidis's");
    };
    let credentials = Profile::Cofidis(profile.clone()).training_credentials();
    Cofidis::new(*profile, credentials).unwrap()
}

/// Cofidis with `sendPayment` and whole cents.
pub(crate) static ONE_CALL: LazyLock<Cofidis> =
    LazyLock::new(|| cofidis(&gateways::cofidis::sandbox_text(&base())));

/// Cofidis with `initialize` in Validate mode, euros as text, and deliveries and cancellations in parts.
pub(crate) static RESERVE_FIRST: LazyLock<Cofidis> = LazyLock::new(|| {
    let text = gateways::cofidis::sandbox_text(&base())
        .replace("\"send_payment_confirm\"", "\"initialize_validate\"")
        .replace("sendings = [\"link\", \"qr\", \"sms\"]", "")
        .replace("amounts = \"cents\"", "amounts = \"euros\"")
        .replace("delivery = false", "delivery = true")
        .replace("cancel = false", "cancel = true");
    cofidis(&text)
});

/// The profile of the pretended Payplug account.
pub(crate) fn payplug_profile() -> gateways::payplug::Profile {
    match Profile::payplug_sandbox(&base(), &base()).unwrap() {
        Profile::Payplug(profile) => *profile,
        Profile::Cofidis(_) => panic!("the sandbox's profile is Payplug's"),
    }
}

/// The pretended Payplug account.
pub(crate) static PAYPLUG: LazyLock<Payplug> = LazyLock::new(|| {
    let profile = Profile::payplug_sandbox(&base(), &base()).unwrap();
    Payplug::new(payplug_profile(), profile.training_credentials()).unwrap()
});

/// An order at this gateway.
fn order(gateway: &dyn Gateway, product: &str, sending: Sending) -> Order {
    let product = ProductCode::new(product).unwrap();
    Order {
        gateway: gateway.id().clone(),
        key: Key {
            reference: REFERENCE.to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
        },
        amount: AMOUNT,
        terms: gateway.terms(&product, Mode::TwoStep).unwrap(),
        product,
        instalments: 3,
        mode: Mode::TwoStep,
        order: OrderNumber::new("F-1042").unwrap(),
        sending,
    }
}

pub(crate) fn noon() -> DateTime<Utc> {
    "2026-03-02T11:00:00Z".parse().unwrap()
}

/// Lives at the gateways: one by one call and by each sending, one with a reservation first, one at Payplug.
pub(crate) static LIVES: LazyLock<[Vec<Financing>; 5]> = LazyLock::new(|| {
    let one_call = |sending| life(order(&*ONE_CALL, "4XCB", sending));
    [
        one_call(Sending::Link),
        one_call(Sending::Qr),
        one_call(Sending::Sms),
        life(order(&*RESERVE_FIRST, "4XCB", Sending::Link)),
        life(order(&*PAYPLUG, "cofidis-3xcb", Sending::Link)),
    ]
});

/// The financing of this order at every turn of a life that goes well, from the opening to a refund under way; where an
/// operation is under way, once with its answer awaited and once with its outcome unknown.
fn life(order: Order) -> Vec<Financing> {
    let id = FinancingId::numbered("T1", 1).unwrap();
    let mut turns = vec![start(id, order, noon()).next];
    for turn in [
        Turn::Says(Status::Waiting),
        Turn::Says(Status::Accepted),
        Turn::Says(Status::Reserved),
        Turn::Press(Event::Deliver { amount: None }),
        Turn::Says(Status::Reserved),
        Turn::Says(Status::Released),
        Turn::Press(Event::Refund { amount: None }),
    ] {
        let last = turns.last().unwrap();
        let intent = last.pending.as_ref().map(|pending| pending.intent);
        let event = match turn {
            Turn::Says(status) => told(intent, Report::of(status)),
            Turn::Press(event) => event,
        };
        let next = step(last, &event, noon()).ok().map(|step| step.next);
        if let Some(next) = next.filter(|next| next != last) {
            turns.push(next);
        }
    }
    let doubtful: Vec<Financing> = turns
        .iter()
        .filter_map(|financing| {
            let intent = financing.pending.as_ref()?.intent;
            let why = financing::Silence::TimedOut;
            Some(
                step(financing, &Event::Unanswered { intent, why }, noon())
                    .ok()?
                    .next,
            )
        })
        .collect();
    turns.extend(doubtful);
    turns
}

enum Turn {
    Says(Status),
    Press(Event),
}

fn told(intent: Option<u32>, report: Report) -> Event {
    Event::Told {
        intent,
        report,
        waited_s: 0,
    }
}

/// What the rules must make of any outcome, whether it answers the operation under way or a question: the books stay
/// possible, and financed is only what the gateway's books say was released.
pub(crate) fn rules_hold(financing: &Financing, outcome: &Outcome) {
    let under_way = financing.pending.as_ref().map(|pending| pending.intent);
    let mut events = Vec::new();
    if let Outcome::Told { report, .. } = outcome {
        events.push(told(None, report.clone()));
    }
    if let Some(intent) = under_way {
        events.push(match outcome {
            Outcome::Told { report, .. } => told(Some(intent), report.clone()),
            Outcome::Rejected(rejection) => Event::Rejected {
                intent,
                rejection: rejection.clone(),
            },
            Outcome::NotSent(why) => Event::NotSent { intent, why: *why },
            Outcome::Unknown(why) => Event::Unanswered { intent, why: *why },
        });
    }
    for event in events {
        let Ok(step) = step(financing, &event, noon()) else {
            continue;
        };
        let (before, after) = (financing, step.next);
        assert!(
            after.amounts.agree_with(after.order.amount),
            "{:?}",
            after.amounts
        );
        if after.state == State::Financed && before.amounts.released.is_zero() {
            assert!(says_released(&event), "{event:?} is called financed");
        }
        if after.amounts.released > before.amounts.released {
            assert!(says_released(&event), "{event:?} released");
        }
    }
}

fn says_released(event: &Event) -> bool {
    let Event::Told { report, .. } = event else {
        return false;
    };
    let released = |amounts: Amounts| !amounts.released.is_zero();
    match report.status {
        Status::Released | Status::Refunded => true,
        Status::Reserved => report.amounts.is_some_and(released),
        Status::Waiting
        | Status::Incomplete
        | Status::InJourney
        | Status::Abandoned
        | Status::Refused
        | Status::Broken
        | Status::UnderReview
        | Status::Accepted
        | Status::ReservationRefused
        | Status::Cancelled
        | Status::OperationFailed { .. }
        | Status::OperationRefused { .. }
        | Status::OperationIncomplete { .. }
        | Status::Absent
        | Status::Unrecognised { .. } => false,
    }
}

/// A reply of HTTP 200 with JSON.
pub(crate) fn reply(body: &[u8]) -> Reply {
    Reply {
        status: 200,
        content_type: "application/json".to_owned(),
        body: body.to_vec(),
    }
}
