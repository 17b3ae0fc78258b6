//! Presses.

use crate::counter::{Counter, ines, no_network, opened, roche, told, told_with};
use financing::{
    Actor, Amounts, Cents, Declared, Mode, Operation, OrderRefusal, Outcome, Refusal, Rejection,
    RejectionKind, Route, Silence, Standing, State, Status,
};
use till::TillFault;

#[tokio::test]
async fn starting_costs_two_commits_and_the_first_comes_before_the_first_byte() {
    let counter = Counter::open(Route::OneCall);
    counter.answer(opened());
    let before = counter.commits();
    let underway = counter.press_start("one-press", Mode::Direct).unwrap();
    assert_eq!(counter.commits() - before, 1);
    assert_eq!(counter.sent(Operation::Open), 0, "nothing has left yet");
    counter.till.carry_out(underway).await.unwrap();
    assert_eq!(counter.commits() - before, 2);
    assert_eq!(counter.sent(Operation::Open), 1);
}

#[tokio::test]
async fn a_double_tap_on_start_gives_one_financing_and_one_request() {
    let counter = Counter::open(Route::OneCall);
    counter.answer(opened());
    let first = counter.press_start("same-form", Mode::Direct).unwrap();
    let second = counter.press_start("same-form", Mode::Direct).unwrap();
    assert_eq!(first.held.financing.id, second.held.financing.id);
    counter.till.carry_out(first).await.unwrap();
    counter.till.carry_out(second).await.unwrap();
    assert_eq!(counter.sent(Operation::Open), 1);
}

#[tokio::test]
async fn an_order_outside_the_products_limits_is_refused_before_anything_is_written() {
    let counter = Counter::open(Route::OneCall);
    let before = counter.commits();
    for (cents, why) in [
        (0, OrderRefusal::NoAmount),
        (
            9_999,
            OrderRefusal::BelowMinimum {
                minimum: Cents::of(10_000),
            },
        ),
        (
            300_001,
            OrderRefusal::AboveMaximum {
                maximum: Cents::of(300_000),
            },
        ),
    ] {
        let mut request = Counter::request("limits-form", Mode::Direct);
        request.amount = Cents::of(cents);
        match counter.till.start(ines(), request, &Counter::customer()) {
            Err(TillFault::Order(refusal)) => assert_eq!(refusal, why),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(counter.commits(), before);
}

#[tokio::test]
async fn a_customer_the_gateway_would_object_to_is_refused_with_the_field_named() {
    let counter = Counter::open(Route::OneCall);
    let nameless = financing::Customer::default();
    let refused = counter.till.start(
        ines(),
        Counter::request("nameless", Mode::Direct),
        &nameless,
    );
    assert!(
        matches!(refused, Err(TillFault::Order(OrderRefusal::Fields { faults })) if faults.len() == 1)
    );
    assert!(counter.gateway.sent.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_direct_financing_releases_itself_once_it_is_accepted() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::Direct).await;
    counter.word(Status::Accepted);
    counter.answer(told(Status::Released));
    counter.ask(&id).await;
    let financing = counter.financing(&id);
    assert_eq!(financing.state, State::Financed);
    assert_eq!(financing.amounts.released, Cents::of(124_990));
}

#[tokio::test]
async fn a_two_step_financing_waits_for_delivered_and_two_presses_release_once() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    assert_eq!(counter.financing(&id).state, State::Accepted);
    counter.answer(told(Status::Released));
    let first = counter.till.deliver(&id, ines(), None).unwrap();
    let second = counter.till.deliver(&id, ines(), None);
    assert!(matches!(second, Err(TillFault::Refused(Refusal::Busy))));
    counter.till.carry_out(first).await.unwrap();
    assert_eq!(counter.sent(Operation::Release), 1);
    assert_eq!(counter.financing(&id).state, State::Financed);
}

#[tokio::test]
async fn an_answer_that_never_came_is_asked_about_and_not_sent_again() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(Outcome::Unknown(Silence::TimedOut));
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    let waiting = counter.financing(&id);
    assert_eq!(waiting.state, State::Releasing, "not failed, not financed");
    assert_eq!(waiting.pending.unwrap().standing, Standing::Unknown);
    counter.word(Status::Released);
    counter.ask(&id).await;
    assert_eq!(counter.financing(&id).state, State::Financed);
    assert_eq!(counter.sent(Operation::Release), 1);
}

#[tokio::test]
async fn a_refused_release_goes_back_to_the_shelf_with_the_gateways_code() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(Outcome::Rejected(Rejection {
        kind: RejectionKind::Forbidden,
        code: "005".to_owned(),
    }));
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    let financing = counter.financing(&id);
    assert_eq!(financing.state, State::Accepted);
    assert_eq!(counter.till.attention().unwrap().len(), 1);
}

#[tokio::test]
async fn a_delivery_without_network_is_kept_and_never_called_financed() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(no_network());
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    let kept = counter.financing(&id);
    assert_eq!(kept.state, State::Releasing);
    assert_eq!(kept.pending.unwrap().standing, Standing::Prepared);
    assert!(kept.amounts.released.is_zero());
}

#[tokio::test]
async fn refunds_in_parts_never_exceed_what_was_released() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let whole = Cents::of(124_990);
    let half = Cents::of(60_000);
    let books = |refunded| Amounts {
        authorised: whole,
        released: whole,
        cancelled: Cents::ZERO,
        refunded,
    };
    counter.answer(told_with(Status::Released, books(half)));
    let underway = counter.till.refund(&id, roche(), Some(half)).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    let too_much = counter.till.refund(&id, roche(), Some(Cents::of(64_991)));
    assert!(
        matches!(too_much, Err(TillFault::Refused(Refusal::AboveLeft { left })) if left == Cents::of(64_990))
    );
    counter.answer(told_with(Status::Refunded, books(whole)));
    let underway = counter.till.refund(&id, roche(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    assert_eq!(counter.financing(&id).state, State::Refunded);
}

#[tokio::test]
async fn a_reading_or_an_answer_that_changed_nothing_costs_no_commit() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    let before = counter.commits();
    counter.word(Status::Waiting);
    counter.ask(&id).await;
    counter.till.detail(&id).unwrap();
    counter.till.to_deliver().unwrap();
    counter.till.search("font", 20).unwrap();
    assert_eq!(counter.commits(), before);
}

#[tokio::test]
async fn check_now_is_taken_once_in_ten_seconds() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    let _asked = counter.till.check(&id).unwrap();
    assert!(matches!(
        counter.till.check(&id),
        Err(TillFault::TooSoon { seconds: 1..=10 })
    ));
}

#[tokio::test]
async fn a_manager_can_end_the_doubt_about_a_refund_that_the_gateway_never_saw() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let underway = counter.till.refund(&id, roche(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    assert_eq!(counter.financing(&id).state, State::Refunding);
    let _settled = counter
        .till
        .declare(&id, roche(), Declared::NotDone)
        .unwrap();
    let financing = counter.financing(&id);
    assert_eq!(financing.state, State::Financed);
    assert!(financing.amounts.refunded.is_zero());
}

#[tokio::test]
async fn staff_end_a_journey_and_only_a_manager_gives_back_refunds_or_declares() {
    let wanted = |told| matches!(told, Err(TillFault::ManagerWanted));
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let before = counter.commits();
    assert!(wanted(counter.till.cancel(&id, ines(), None)));
    assert_eq!(counter.commits(), before, "nothing is written");
    let ended = counter.till.cancel(&id, roche(), None).unwrap();
    assert_eq!(ended.held.financing.state, State::Withdrawn);

    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    for by in [ines(), Actor::Till, Actor::Gateway] {
        assert!(wanted(counter.till.refund(&id, by, None)));
    }
    assert_eq!(counter.sent(Operation::Refund), 0);
    let underway = counter.till.refund(&id, roche(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    assert_eq!(counter.sent(Operation::Refund), 1);
    assert!(wanted(counter.till.declare(&id, ines(), Declared::NotDone)));

    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    let refused = counter.till.refund(&id, ines(), None);
    assert!(
        matches!(refused, Err(TillFault::Refused(Refusal::NotFinanced))),
        "what the rules refuse is refused without asking who it is"
    );
    let ended = counter.till.cancel(&id, ines(), None).unwrap();
    assert_eq!(ended.held.financing.state, State::Withdrawing);
}

#[tokio::test]
async fn what_is_not_delivered_is_given_back_and_the_rest_released() {
    let counter = Counter::open(Route::ReserveFirst);
    let id = counter.shown(Mode::TwoStep).await;
    counter.word(Status::Accepted);
    counter.answer(told(Status::Reserved));
    counter.ask(&id).await;
    assert_eq!(counter.financing(&id).state, State::Reserved);
    counter.answer(told(Status::Reserved));
    let underway = counter
        .till
        .cancel(&id, roche(), Some(Cents::of(24_990)))
        .unwrap();
    counter.till.carry_out(underway).await.unwrap();
    assert_eq!(counter.financing(&id).deliverable(), Cents::of(100_000));
    counter.answer(told(Status::Released));
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    let financing = counter.financing(&id);
    assert_eq!(financing.state, State::Financed);
    assert_eq!(financing.amounts.released, Cents::of(100_000));
}
