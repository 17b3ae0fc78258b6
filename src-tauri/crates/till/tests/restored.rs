//! A ledger that continues a backup: what the gateways did since is not in it, so everything open is asked about, whatever
//! its calendar says.

use crate::{
    counter::{Counter, ines, no_network, roche, told, told_with},
    papers::{receipt, shop},
};
use chrono::TimeDelta;
use financing::{Amounts, Cents, Operation, Route, Standing, State, Status};
use till::{Task, TillFault};

/// The goods leave after the backup: the ledger forgets it, the gateway does not.
async fn delivered(counter: &Counter) {
    let to_deliver = counter.till.to_deliver().unwrap();
    let id = to_deliver[0].held.financing.id.clone();
    counter.answer(told(Status::Released));
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    let held = counter.till.carry_out(underway).await.unwrap();
    assert_eq!(held.financing.state, State::Financed);
}

#[tokio::test(start_paused = true)]
async fn everything_open_is_asked_about_after_a_restore_until_it_is_answered() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    assert_eq!(
        counter.till.due().unwrap().tasks,
        [],
        "its calendar asks nothing"
    );
    let counter = counter.restored_after(delivered).await;
    assert_eq!(counter.financing(&id).state, State::Accepted);
    assert!(counter.till.recover().unwrap().is_empty());
    assert_eq!(counter.till.due().unwrap().tasks, [Task::Ask(id.clone())]);

    assert_eq!(counter.follow_up().await, 1, "no answer comes");
    tokio::time::advance(std::time::Duration::from_secs(600)).await;
    counter.word(Status::Released);
    assert_eq!(counter.follow_up().await, 1);
    assert_eq!(counter.financing(&id).state, State::Financed);
    assert_eq!(counter.sent(Operation::Release), 0, "nothing is sent");
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_owes_an_answer_after_a_restore_is_left_alone_for_a_while() {
    let counter = Counter::open(Route::OneCall);
    counter.to_deliver().await;
    let counter = counter.restored_after(async |_| {}).await;
    counter.till.recover().unwrap();
    for pause in [5, 10] {
        assert_eq!(counter.follow_up().await, 1, "no answer comes");
        assert_eq!(counter.till.due().unwrap().tasks, [], "not at once again");
        tokio::time::advance(std::time::Duration::from_secs(pause)).await;
    }
    counter.word(Status::Accepted);
    assert_eq!(counter.follow_up().await, 1);
    assert_eq!(counter.till.due().unwrap().tasks, [], "it was answered");
}

#[tokio::test(start_paused = true)]
async fn a_press_that_the_backup_knew_as_kept_may_have_left_since_and_is_not_sent_again() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(no_network());
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    let standing = |counter: &Counter| counter.financing(&id).pending.map(|kept| kept.standing);
    assert_eq!(standing(&counter), Some(Standing::Prepared));
    let the_network_comes_back = async |counter: &Counter| {
        counter.clock.forward(TimeDelta::minutes(10));
        counter.answer(told(Status::Released));
        counter.follow_up().await;
        assert_eq!(counter.financing(&id).state, State::Financed);
    };
    let counter = counter.restored_after(the_network_comes_back).await;
    assert_eq!(standing(&counter), Some(Standing::Prepared));

    counter.word(Status::Released);
    for underway in counter.till.recover().unwrap() {
        counter.till.carry_out(underway).await.unwrap();
    }
    counter.follow_up().await;
    assert_eq!(counter.financing(&id).state, State::Financed);
    assert_eq!(counter.sent(Operation::Release), 0);
}

#[tokio::test(start_paused = true)]
async fn a_till_that_stops_before_the_answer_owes_the_question_still_and_one_answered_owes_none() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let counter = counter.restored_after(async |_| {}).await;
    let counter = counter.after_a_power_cut();
    counter.till.recover().unwrap();
    assert_eq!(counter.till.due().unwrap().tasks, [Task::Ask(id.clone())]);
    counter.word(Status::Accepted);
    counter.follow_up().await;
    assert_eq!(counter.till.due().unwrap().tasks, [], "it was asked");
    let counter = Counter::open(Route::OneCall);
    counter.to_deliver().await;
    let counter = counter.after_a_power_cut();
    counter.till.recover().unwrap();
    assert_eq!(
        counter.till.due().unwrap().tasks,
        [],
        "nothing was restored"
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_refunded_since_the_backup_is_not_refunded_again_before_its_gateway_was_asked() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let (whole, part) = (counter.financing(&id).order.amount, Cents::of(50_000));
    let books = told_with(
        Status::Released,
        Amounts {
            authorised: whole,
            released: whole,
            refunded: part,
            ..Amounts::default()
        },
    );
    let refunded_in_part = async |counter: &Counter| {
        counter.answer(books.clone());
        let underway = counter.till.refund(&id, roche(), Some(part)).unwrap();
        counter.till.carry_out(underway).await.unwrap();
    };
    let counter = counter.restored_after(refunded_in_part).await;
    counter.till.recover().unwrap();
    let refunded = |counter: &Counter| counter.financing(&id).amounts.refunded;
    assert_eq!(
        refunded(&counter),
        Cents::ZERO,
        "the backup knows nothing of it"
    );

    let again = counter.till.refund(&id, ines(), Some(part));
    assert!(
        matches!(again, Err(TillFault::AskFirst)),
        "nobody is asked for a PIN first: {again:?}"
    );
    let unanswered = counter.till.check(&id).unwrap();
    counter.till.carry_out(unanswered).await.unwrap();
    let again = counter.till.refund(&id, roche(), Some(part));
    assert!(
        matches!(again, Err(TillFault::AskFirst)),
        "no answer came: {again:?}"
    );
    let folder = tempfile::tempdir().unwrap();
    receipt(&counter, &id, &shop(), folder.path()).unwrap();
    let again = counter.till.refund(&id, roche(), Some(part));
    assert!(
        matches!(again, Err(TillFault::AskFirst)),
        "a paper says nothing of what was refunded: {again:?}"
    );
    let strange = Status::Unrecognised {
        word: "odd".to_owned(),
    };
    tokio::time::advance(std::time::Duration::from_secs(10)).await;
    counter.word(strange);
    let answered = counter.till.check(&id).unwrap();
    counter.till.carry_out(answered).await.unwrap();
    let again = counter.till.refund(&id, roche(), Some(part));
    assert!(
        matches!(again, Err(TillFault::AskFirst)),
        "nor does a word that nobody understands: {again:?}"
    );
    assert_eq!(counter.sent(Operation::Refund), 0, "nothing was sent");

    tokio::time::advance(std::time::Duration::from_secs(10)).await;
    counter.says(books.clone());
    let answered = counter.till.check(&id).unwrap();
    counter.till.carry_out(answered).await.unwrap();
    assert_eq!(refunded(&counter), part);
    let rest = counter.till.refund(&id, roche(), None).unwrap();
    assert_eq!(
        rest.held.financing.pending.unwrap().amount,
        whole.minus(part).unwrap()
    );
}

#[tokio::test(start_paused = true)]
async fn what_was_started_since_the_backup_is_refunded_without_asking() {
    let counter = Counter::open(Route::OneCall);
    let counter = counter.restored_after(async |_| {}).await;
    counter.till.recover().unwrap();
    let id = counter.financed().await;
    let _pressed = counter.till.refund(&id, roche(), None).unwrap();
    assert_eq!(counter.financing(&id).state, State::Refunding);
}
