//! What goes wrong at the pretended Payplug, or is done twice by two hands: lost and late answers, platforms that fail,
//! deeds the gateway refuses. Its books show each deed once or not at all.

use crate::{
    counter::{Counter, impatient},
    lives::{
        RELEASED, RESERVED, books, customer, delivered, gateway, platforms, pretended, to_deliver,
    },
};
use chrono::TimeDelta;
use financing::{
    Attention, Cents, Mode, NotSent, Operation, Outcome, Refusal, Rejection, RejectionKind,
    Silence, State,
};
use sandbox::{
    Fault, Gate, Running,
    books::Effect,
    fate::{Answering, Fate},
    payplug::{Operation as Wire, Redirect, Site},
};
use std::sync::Arc;

async fn fate(running: &Running, operation: Wire, fate: Fate) {
    running
        .script(Fault::Payplug {
            site: Site::Main,
            operation,
            fate,
            times: 1,
        })
        .await;
}

#[tokio::test]
async fn a_hostile_redirect_loses_its_link_and_nothing_else() {
    for shape in [Redirect::NotBase64, Redirect::NotHtml] {
        let running = pretended().await;
        running.script(Fault::Redirect { shape }).await;
        let counter = Counter::start(gateway(&running), Mode::TwoStep).await;
        assert_eq!(counter.financing.state, State::Shown, "{shape:?}");
        assert_eq!(
            counter.financing.attention,
            Some(Attention::LinkLost),
            "{shape:?}"
        );
    }
    let running = pretended().await;
    running
        .script(Fault::Redirect {
            shape: Redirect::Huge,
        })
        .await;
    let counter = Counter::start(gateway(&running), Mode::TwoStep).await;
    // The answer was too large to be read; asking, which follows at once, found the transaction.
    assert_eq!(*counter.last(), Outcome::Unknown(Silence::Unreadable));
    assert_eq!(counter.financing.state, State::Shown);
    assert_eq!(counter.financing.attention, Some(Attention::LinkLost));
}

#[tokio::test]
async fn a_lost_capture_is_found_by_asking_and_done_once() {
    for lost in [
        Fate::LOSE_ANSWER,
        Fate::CUT_ANSWER,
        Fate::HANG,
        Fate::http(503, true),
    ] {
        let running = pretended().await;
        let mut counter = to_deliver(&running).await;
        fate(&running, Wire::Capture, lost.clone()).await;
        if lost == Fate::HANG {
            let (main, second) = platforms(&running);
            counter.gateway = impatient(&main, &second);
        }
        counter.deliver(None).await.unwrap();
        assert_eq!(counter.financing.state, State::Financed, "{lost:?}");
        assert_eq!(books(&running), [RESERVED, RELEASED], "{lost:?}");
    }
}

#[tokio::test]
async fn a_capture_that_never_arrived_stays_unknown_and_is_never_sent_again_by_itself() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    fate(&running, Wire::Capture, Fate::LOSE_REQUEST).await;
    counter.deliver(None).await.unwrap();
    for _ in 0..3 {
        counter.check().await;
        assert_eq!(counter.financing.state, State::Releasing);
    }
    assert_eq!(books(&running), [RESERVED]);
}

#[tokio::test]
async fn a_time_out_at_the_gateway_is_asked_about_while_its_rows_lag() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    running.script(Fault::Lag { seconds: 120 }).await;
    let late = Fate::answered(Answering::CodeThenNotice { ms: 5 });
    fate(&running, Wire::Capture, late).await;
    counter.deliver(None).await.unwrap();
    assert_eq!(counter.financing.state, State::Releasing);
    counter.check().await;
    assert_eq!(counter.financing.state, State::Releasing);
    running.clock().shift(TimeDelta::seconds(121));
    counter.check().await;
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!(books(&running), [RESERVED, RELEASED]);
}

#[tokio::test]
async fn a_lost_refund_is_found_by_asking_and_done_once() {
    let running = pretended().await;
    let mut counter = delivered(&running).await;
    fate(&running, Wire::Refund, Fate::LOSE_ANSWER).await;
    counter.refund(Some(20_000)).await.unwrap();
    assert_eq!(counter.financing.amounts.refunded, Cents::of(20_000));
    assert_eq!(books(&running).len(), 3);
}

#[tokio::test]
async fn a_closed_main_platform_and_its_maintenance_lead_to_the_second() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    running
        .script(Fault::Gate {
            site: Site::Main,
            gate: Gate::Closed,
        })
        .await;
    counter.deliver(Some(100_000)).await.unwrap();
    assert_eq!(counter.financing.state, State::Financed);
    running.script(Fault::Clear).await;
    fate(&running, Wire::Refund, Fate::code("5003", false)).await;
    counter.refund(Some(10_000)).await.unwrap();
    assert_eq!(*counter.last(), Outcome::NotSent(NotSent::Busy));
    counter.try_again().await;
    assert_eq!(counter.financing.amounts.refunded, Cents::of(10_000));
    let done: Vec<Effect> = books(&running).into_iter().map(|entry| entry.0).collect();
    let expected = [
        Effect::Reserved,
        Effect::Released,
        Effect::Lapsed,
        Effect::Refunded,
    ];
    assert_eq!(done, expected);
}

#[tokio::test]
async fn a_platform_that_drops_connections_is_not_failed_over_for_money() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    running
        .script(Fault::Gate {
            site: Site::Main,
            gate: Gate::Dropping,
        })
        .await;
    counter.deliver(None).await.unwrap();
    assert!(
        matches!(counter.last(), Outcome::Unknown(_)),
        "{:?}",
        counter.last()
    );
    assert_eq!(books(&running), [RESERVED]);
}

#[tokio::test]
async fn two_edits_at_once_wait_their_turn_and_are_done_once() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    for busy in ["2017", "3004"] {
        fate(&running, Wire::Capture, Fate::code(busy, false)).await;
    }
    counter.deliver(None).await.unwrap();
    counter.try_again().await;
    counter.try_again().await;
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!(books(&running), [RESERVED, RELEASED]);
}

#[tokio::test]
async fn a_capture_eight_days_later_is_refused_in_words() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    running.clock().shift(TimeDelta::days(8));
    counter.now += TimeDelta::days(8);
    counter.deliver(None).await.unwrap();
    let rejection = Rejection {
        kind: RejectionKind::Forbidden,
        code: "2009".to_owned(),
    };
    let operation = Operation::Release;
    assert_eq!(
        counter.financing.attention,
        Some(Attention::Rejected {
            operation,
            rejection
        })
    );
    assert_eq!(books(&running), [RESERVED, (Effect::Lapsed, 124_990)]);
}

/// Another till of the shop, or the gateway's dashboard, with the same transaction in hand.
fn twin(counter: &Counter) -> Counter {
    Counter {
        gateway: Arc::clone(&counter.gateway),
        financing: counter.financing.clone(),
        customer: counter.customer.clone(),
        journey: None,
        outcomes: Vec::new(),
        now: counter.now,
    }
}

#[tokio::test]
async fn a_void_after_somebody_else_captured_shows_the_capture() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    twin(&counter).deliver(None).await.unwrap();
    counter.cancel().await.unwrap();
    assert_eq!(*counter.last(), Outcome::Unknown(Silence::AlreadyDone));
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!(books(&running), [RESERVED, RELEASED]);
}

#[tokio::test]
async fn a_second_capture_shows_the_first() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    twin(&counter).deliver(None).await.unwrap();
    counter.deliver(None).await.unwrap();
    assert_eq!(*counter.last(), Outcome::Unknown(Silence::AlreadyDone));
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!(books(&running), [RESERVED, RELEASED]);
}

#[tokio::test]
async fn a_refund_above_the_rest_is_refused_by_the_rules_and_by_the_gateway() {
    let running = pretended().await;
    let mut counter = delivered(&running).await;
    let left = Cents::of(124_990);
    assert_eq!(
        counter.refund(Some(124_991)).await,
        Err(Refusal::AboveLeft { left })
    );
    let mut twin = twin(&counter);
    twin.refund(Some(100_000)).await.unwrap();
    counter.refund(Some(100_000)).await.unwrap();
    let no = Rejection {
        kind: RejectionKind::Forbidden,
        code: "2008".to_owned(),
    };
    assert_eq!(*counter.last(), Outcome::Rejected(no));
    assert_eq!(counter.financing.state, State::Financed);
    counter.check().await;
    assert_eq!(counter.financing.amounts.refunded, Cents::of(100_000));
    assert_eq!(
        books(&running),
        [RESERVED, RELEASED, (Effect::Refunded, 100_000)]
    );
}

#[tokio::test]
async fn two_refunds_at_once_never_exceed_what_was_captured() {
    let running = pretended().await;
    let mut counter = delivered(&running).await;
    let mut twin = twin(&counter);
    let (one, other) = tokio::join!(counter.refund(Some(80_000)), twin.refund(Some(80_000)));
    assert_eq!((one, other), (Ok(()), Ok(())));
    let refunded: Vec<(Effect, u64)> = books(&running).split_off(2);
    assert_eq!(refunded, [(Effect::Refunded, 80_000)]);
}

#[tokio::test]
async fn an_answer_without_a_transaction_is_made_up_for_by_the_rows() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    fate(
        &running,
        Wire::Capture,
        Fate::answered(Answering::NoTransactionId),
    )
    .await;
    counter.deliver(None).await.unwrap();
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!(counter.financing.handle.get("capture"), None);
    counter.refund(None).await.unwrap();
    assert_eq!(counter.financing.state, State::Refunded);
}

#[tokio::test]
async fn rows_of_another_order_or_amount_move_nothing() {
    for bent in [
        Answering::OtherKey,
        Answering::OtherAmount,
        Answering::HalfJson,
        Answering::Html,
        Answering::Garbage,
    ] {
        let running = pretended().await;
        let mut counter = Counter::start(gateway(&running), Mode::Direct).await;
        let journey = counter.journey.clone().unwrap();
        customer(&running, &journey, "accept").await;
        fate(
            &running,
            Wire::GetTransactions,
            Fate::answered(bent.clone()),
        )
        .await;
        counter.check().await;
        assert_eq!(counter.financing.state, State::Shown, "{bent:?}");
        assert_eq!(books(&running), [RESERVED], "{bent:?}");
        counter.check().await;
        assert_eq!(counter.financing.state, State::Financed, "{bent:?}");
    }
}

#[tokio::test]
async fn an_unknown_code_ends_nothing_and_is_asked_about() {
    let running = pretended().await;
    let unknown = Fate::answered(Answering::UnknownStatus);
    fate(&running, Wire::Authorization, unknown.clone()).await;
    fate(&running, Wire::GetTransactions, unknown).await;
    let mut counter = Counter::start(gateway(&running), Mode::TwoStep).await;
    let word = "0042".to_owned();
    assert_eq!(
        counter.financing.attention,
        Some(Attention::Unrecognised { word })
    );
    assert_eq!(counter.financing.state, State::Opening);
    counter.check().await;
    assert_eq!(counter.financing.state, State::Shown);
    assert_eq!(running.books().payplug.all().len(), 1);
}
