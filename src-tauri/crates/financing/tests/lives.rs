//! Whole lives, thousands of them, with a gateway that says anything at all, sensible or not: whatever it says, the
//! amounts hold together, nothing is sent that nobody asked for, and a person can bring it to an end.

use crate::shop::{AMOUNT, Shop, WINDOW_S, amounts, any_way, rejection, thousands};
use chrono::TimeDelta;
use financing::{
    Amounts, Cents, Declared, Effect, Event, NotSent, Operation, Overdue, Paper, Report, Silence,
    Standing, State, Status, fold,
};
use proptest::{prelude::*, sample::select};

/// All of it, or some part, sensible or not.
fn any_part() -> impl Strategy<Value = Option<Cents>> {
    prop_oneof![
        3 => Just(None),
        1 => (0..=120_000_u32).prop_map(|cents| Some(Cents::of(cents))),
    ]
}

fn any_amounts() -> impl Strategy<Value = Option<Amounts>> {
    let some = || select(vec![0_u32, 1, 40_000, 60_000, 100_000, 100_001]).prop_map(Cents::of);
    let named = (some(), some(), some(), some());
    prop_oneof![
        2 => Just(None),
        3 => named.prop_map(|(a, b, c, d)| Some(amounts(a, b, c, d))),
        3 => (some(), some(), some()).prop_map(|(b, c, d)| Some(amounts(AMOUNT, b, c, d))),
    ]
}

fn any_report() -> impl Strategy<Value = Report> {
    let operations = || select(Operation::ALL.to_vec());
    let status = prop_oneof![
        6 => select(vec![Status::Waiting, Status::InJourney, Status::UnderReview, Status::Accepted]),
        6 => select(vec![Status::Reserved, Status::Released]),
        3 => select(vec![Status::Refunded, Status::Cancelled, Status::Absent]),
        2 => select(vec![Status::Incomplete, Status::Abandoned, Status::Refused]),
        1 => select(vec![Status::Broken, Status::ReservationRefused]),
        1 => operations().prop_map(|operation| Status::OperationFailed { operation }),
        1 => operations().prop_map(|operation| Status::OperationIncomplete { operation }),
        1 => (1..6_u32).prop_map(|intent| Status::OperationRefused { intent, rejection: rejection() }),
        1 => Just(Status::Unrecognised { word: "Zurueck".to_owned() }),
    ];
    (status, any_amounts()).prop_map(|(status, amounts)| Report {
        amounts,
        ..Report::of(status)
    })
}

/// Anything that can happen. The intent 0 stands for the one under way.
fn any_event() -> impl Strategy<Value = Event> {
    let intent = || prop_oneof![6 => Just(0), 1 => 1..6_u32];
    let waited = select(vec![0, WINDOW_S - 1, WINDOW_S, u32::MAX]);
    prop_oneof![
        3 => any_part().prop_map(|amount| Event::Deliver { amount }),
        2 => any_part().prop_map(|amount| Event::Cancel { amount }),
        2 => any_part().prop_map(|amount| Event::Refund { amount }),
        1 => select(vec![Paper::Receipt, Paper::DeliveryNote]).prop_map(|paper| Event::Printed { paper }),
        1 => select(vec![Declared::NotDone, Declared::Seen]).prop_map(|what| Event::Declared { what }),
        8 => (intent(), any_report()).prop_map(|(intent, report)| Event::Told { intent: Some(intent), report, waited_s: 0 }),
        8 => (any_report(), waited).prop_map(|(report, waited_s)| Event::Told { intent: None, report, waited_s }),
        1 => intent().prop_map(|intent| Event::Rejected { intent, rejection: rejection() }),
        2 => intent().prop_map(|intent| Event::NotSent { intent, why: NotSent::NoConnection }),
        3 => intent().prop_map(|intent| Event::Unanswered { intent, why: Silence::TimedOut }),
        2 => intent().prop_map(|intent| Event::SentAgain { intent }),
        1 => intent().prop_map(|intent| Event::NeverSent { intent }),
        1 => select(vec![Overdue::Journey, Overdue::Release, Overdue::Outcome]).prop_map(|what| Event::Overdue { what }),
    ]
}

/// The same event about the intent under way, where it left that open.
fn about(event: Event, under_way: u32) -> Event {
    let number = |intent: u32| if intent == 0 { under_way } else { intent };
    match event {
        Event::Told {
            intent,
            report,
            waited_s,
        } => Event::Told {
            intent: intent.map(number),
            report,
            waited_s,
        },
        Event::Rejected { intent, rejection } => Event::Rejected {
            intent: number(intent),
            rejection,
        },
        Event::NotSent { intent, why } => Event::NotSent {
            intent: number(intent),
            why,
        },
        Event::Unanswered { intent, why } => Event::Unanswered {
            intent: number(intent),
            why,
        },
        Event::SentAgain { intent } => Event::SentAgain {
            intent: number(intent),
        },
        Event::NeverSent { intent } => Event::NeverSent {
            intent: number(intent),
        },
        other @ (Event::Started { .. }
        | Event::Deliver { .. }
        | Event::Cancel { .. }
        | Event::Refund { .. }
        | Event::Printed { .. }
        | Event::Declared { .. }
        | Event::Overdue { .. }) => other,
    }
}

/// Whether this word shows released money.
fn shows_released(event: &Event) -> bool {
    let Event::Told { report, .. } = event else {
        return false;
    };
    let named = report
        .amounts
        .is_some_and(|named| !named.released.is_zero());
    named || matches!(report.status, Status::Released | Status::Refunded)
}

/// Whether a person, or a withdrawal of theirs, asked for this operation.
fn is_asked_for(operation: Operation, event: &Event, before: State) -> bool {
    let again = matches!(event, Event::SentAgain { .. });
    match operation {
        Operation::Refund => again || matches!(event, Event::Refund { .. }),
        Operation::Cancel => {
            let withdrawn = matches!(before, State::Withdrawing | State::Withdrawn);
            again || withdrawn || matches!(event, Event::Cancel { .. })
        }
        Operation::Open | Operation::Reserve | Operation::Release | Operation::Abandon => true,
    }
}

/// What holds after every step, whatever was said.
fn check_step(before: &Shop, event: &Event, after: &Shop, unsettled: &mut Option<u32>) {
    let (was, is) = (&before.financing, &after.financing);
    assert!(is.amounts.agree_with(AMOUNT), "{:?}", is.amounts);
    assert!(
        is.amounts.released >= was.amounts.released,
        "released money came back"
    );
    assert!(
        is.amounts.refunded >= was.amounts.refunded,
        "a refund came back"
    );
    assert!(
        is.amounts.cancelled >= was.amounts.cancelled,
        "what was given back came back"
    );
    if matches!(is.state, State::Financed | State::Refunded) {
        assert!(
            !is.amounts.released.is_zero(),
            "financed with nothing released"
        );
        let came_back = was.state == State::Refunding || was.state == is.state;
        assert!(came_back || shows_released(event), "financed by {event:?}");
    }
    for effect in &after.effects {
        match effect {
            Effect::Send(intent) => {
                let again = matches!(event, Event::SentAgain { .. });
                assert_eq!(*unsettled, again.then_some(intent.number), "two under way");
                assert!(
                    is_asked_for(intent.operation, event, was.state),
                    "{intent:?} by {event:?}"
                );
                *unsettled = Some(intent.number);
            }
            Effect::Settle { intent, standing } => {
                assert_eq!(*unsettled, Some(*intent), "settled what was not under way");
                if matches!(standing, Standing::Confirmed | Standing::Rejected) {
                    *unsettled = None;
                }
            }
            Effect::Ask => {}
        }
    }
    assert_eq!(
        is.pending.as_ref().map(|pending| pending.intent),
        *unsettled
    );
    let over = is.state.is_settled();
    assert!(
        !over || is.pending.is_none(),
        "over, with something under way"
    );
    let delivered = is.times.delivered.is_some();
    assert!(
        is.state != State::Accepted || !delivered,
        "delivered, but not released"
    );
}

proptest! {
    #![proptest_config(thousands())]

    #[test]
    fn whatever_a_gateway_says_the_books_of_the_shop_hold(
        (mode, terms) in any_way(),
        events in prop::collection::vec((any_event(), -90..240_i64), 1..60),
    ) {
        let mut shop = Shop::starts(mode, terms);
        let mut unsettled = Some(1);
        for (event, minutes) in events {
            shop.waits(TimeDelta::minutes(minutes));
            let under_way = shop.financing.pending.as_ref().map_or(u32::MAX, |it| it.intent);
            let event = about(event, under_way);
            let before = shop.clone();
            match shop.tries(event.clone()) {
                Ok(_) => check_step(&before, &event, &shop, &mut unsettled),
                Err(refusal) => {
                    let late = before.financing.pending.is_none() || matches!(event, Event::Told { intent: Some(it), .. } if it != under_way);
                    let answer = matches!(event, Event::Told { intent: Some(_), .. });
                    let word = matches!(event, Event::Told { .. });
                    prop_assert!(!word || (answer && late), "a word was refused: {refusal}");
                    prop_assert_eq!(&shop.financing, &before.financing);
                }
            }
        }
        prop_assert_eq!(fold(&shop.journal), Some(shop.financing));
    }

    #[test]
    fn the_same_answer_again_changes_nothing_and_asks_nothing(
        (mode, terms) in any_way(),
        events in prop::collection::vec(any_event(), 0..30),
        report in any_report(),
    ) {
        let mut shop = Shop::starts(mode, terms);
        for event in events {
            let under_way = shop.financing.pending.as_ref().map_or(u32::MAX, |it| it.intent);
            let _ = shop.tries(about(event, under_way));
        }
        shop.asked(WINDOW_S - 1, report.clone()).asked(WINDOW_S - 1, report.clone());
        let before = shop.financing.clone();
        shop.asked(WINDOW_S - 1, report);
        prop_assert_eq!(shop.effects.as_slice(), &[]);
        prop_assert_eq!(shop.financing, before);
    }

    #[test]
    fn a_person_can_end_anything_when_the_gateway_only_ever_says_no(
        (mode, terms) in any_way(),
        events in prop::collection::vec(any_event(), 0..40),
    ) {
        let mut shop = Shop::starts(mode, terms);
        for event in events {
            let under_way = shop.financing.pending.as_ref().map_or(u32::MAX, |it| it.intent);
            let _ = shop.tries(about(event, under_way));
        }
        shop.waits(TimeDelta::days(60));
        for _ in 0..12 {
            if shop.state().is_settled() {
                break;
            }
            let pending = shop.financing.pending.as_ref().map(|it| (it.intent, it.standing));
            match pending {
                Some((intent, Standing::Prepared)) => _ = shop.does(Event::SentAgain { intent }),
                Some((_, Standing::Dispatched)) => _ = shop.rejected(),
                Some(_) => _ = shop.does(Event::Declared { what: Declared::NotDone }),
                None if shop.tries(Event::Cancel { amount: None }).is_ok() => {}
                None => _ = shop.does(Event::Declared { what: Declared::NotDone }),
            }
        }
        prop_assert!(shop.state().is_settled(), "stuck in {:?}", shop.state());
    }
}
