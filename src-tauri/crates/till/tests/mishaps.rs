//! What goes wrong between the till and its own disk, and between its questions and the network.

use crate::counter::{Counter, ines, no_network, told};
use chrono::TimeDelta;
use financing::{
    Clock, Mode, NotSent, Operation, Outcome, Rejection, RejectionKind, Route, Silence, Standing,
    State, Status,
};
use ledger::{Ledger, LedgerKey, Presence};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use till::{QuestionOutcome, Task};
use tokio::time::advance;

#[tokio::test(start_paused = true)]
async fn an_answer_that_a_full_disk_refused_is_asked_for_once_there_is_room() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(told(Status::Released));
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.disk_fails();
    counter.till.carry_out(underway).await.unwrap_err();
    let pending = counter.financing(&id).pending.unwrap();
    assert_eq!(pending.standing, Standing::Dispatched);
    let task = counter.till.due().unwrap().tasks.pop().unwrap();
    counter.till.run(task).await.unwrap_err();
    assert!(
        counter.till.due().unwrap().tasks.is_empty(),
        "a pause first"
    );
    counter.disk_recovers();
    advance(Duration::from_secs(6)).await;
    counter.word(Status::Released);
    assert_eq!(counter.follow_up().await, 1);
    assert_eq!(counter.financing(&id).state, State::Financed);
    assert_eq!(counter.sent(Operation::Release), 1, "sent once");
}

#[tokio::test]
async fn a_deed_whose_customer_cannot_be_read_sends_nothing_and_is_asked_about() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.on_disk("UPDATE person SET customer = json_quote(customer)");
    counter.till.carry_out(underway).await.unwrap_err();
    counter.on_disk("UPDATE person SET customer = customer ->> '$'");
    assert_eq!(counter.sent(Operation::Release), 0);
    counter.follow_up().await;
    let pending = counter.financing(&id).pending.unwrap();
    assert_eq!(pending.standing, Standing::Unknown);
    assert_eq!(pending.silence, Some(Silence::Interrupted));
}

#[tokio::test]
async fn a_deed_that_is_dropped_under_way_is_asked_about_in_the_same_run() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.gateway.hang();
    let carried = tokio::select! {
        biased;
        _ = counter.till.carry_out(underway) => true,
        () = tokio::task::yield_now() => false,
    };
    assert!(!carried);
    counter.word(Status::Released);
    counter.follow_up().await;
    assert_eq!(counter.financing(&id).state, State::Financed);
    assert_eq!(counter.sent(Operation::Release), 1);
}

/// How many faults the loop tells of in `seconds`, a second at a time.
async fn faults_in(counter: Counter, seconds: u32) -> u32 {
    let faults = Arc::new(AtomicU32::new(0));
    let told = Arc::clone(&faults);
    let (till, clock) = (Arc::new(counter.till), counter.clock);
    let following = tokio::spawn(Arc::clone(&till).follow(move |_| {
        told.fetch_add(1, Ordering::Relaxed);
    }));
    for _ in 0..seconds {
        clock.forward(TimeDelta::seconds(1));
        advance(Duration::from_secs(1)).await;
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        if faults.load(Ordering::Relaxed) > 100 {
            break; // it spins
        }
    }
    following.abort();
    faults.load(Ordering::Relaxed)
}

#[tokio::test(start_paused = true)]
async fn a_task_that_keeps_failing_is_tried_seven_times_in_ten_minutes() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(no_network());
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    counter.disk_fails();
    let faults = faults_in(counter, 600).await;
    assert!((5..=7).contains(&faults), "{faults}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_could_not_be_written_is_not_told_as_one() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    counter.word(Status::UnderReview);
    counter.disk_fails();
    let underway = counter.till.check(&id).unwrap();
    counter.till.carry_out(underway).await.unwrap_err();
    assert_eq!(counter.till.last_question(&id), None);
}

#[tokio::test(start_paused = true)]
async fn a_question_for_a_gateway_that_is_not_there_goes_by_the_calendar_all_the_same() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    let gateway = counter.financing(&id).order.gateway;
    counter.till.gateways.unmount(&gateway);
    counter.clock.forward(TimeDelta::minutes(21));
    assert_eq!(counter.follow_up().await, 1);
    assert_eq!(counter.follow_up().await, 0);
    let last = counter.till.last_question(&id).unwrap();
    assert_eq!(
        last.outcome,
        QuestionOutcome::NotSent(NotSent::NotConfigured)
    );
}

#[tokio::test(start_paused = true)]
async fn a_question_that_finds_another_request_under_way_goes_by_the_calendar_all_the_same() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    counter.clock.forward(TimeDelta::minutes(21));
    counter.gateway.hang();
    let first = counter.till.check(&id).unwrap();
    let asking = counter.till.carry_out(first);
    tokio::pin!(asking);
    let waits = tokio::select! {
        biased;
        _ = &mut asking => false,
        () = tokio::task::yield_now() => true,
    };
    assert!(waits);
    counter.clock.forward(TimeDelta::minutes(30));
    assert_eq!(counter.follow_up().await, 1, "finds the lane taken");
    assert_eq!(counter.follow_up().await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_question_that_fell_over_is_put_again_later() {
    let mut terms = crate::counter::terms(Route::OneCall);
    terms.asking.every_seconds = Some(2);
    let counter = Counter::with(terms);
    let id = counter.shown(Mode::TwoStep).await;
    let gateway = Arc::clone(&counter.gateway);
    gateway.falls.store(true, Ordering::Relaxed);
    let (till, clock) = (Arc::new(counter.till), counter.clock);
    let following = tokio::spawn(Arc::clone(&till).follow(|fault| panic!("{fault}")));
    for second in 0..60 {
        if second == 20 {
            gateway.falls.store(false, Ordering::Relaxed);
            gateway
                .words
                .lock()
                .unwrap()
                .push_back(told(Status::Accepted));
        }
        clock.forward(TimeDelta::seconds(1));
        advance(Duration::from_secs(1)).await;
        tokio::task::yield_now().await;
    }
    let state = till.detail(&id).unwrap().held.financing.state;
    assert_eq!(state, State::Accepted);
    following.abort();
}

#[tokio::test]
async fn a_till_that_wakes_on_saturday_asks_about_a_review_on_monday_morning() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    counter.word(Status::UnderReview);
    counter.ask(&id).await;
    let asked = || *counter.gateway.asked.lock().unwrap();
    let before = asked();
    counter.clock.forward(TimeDelta::hours(26)); // Saturday, 12:00 in Paris
    assert_eq!(counter.follow_up().await, 0);
    counter.till.run(Task::Ask(id.clone())).await.unwrap();
    assert_eq!(asked(), before, "not by itself");
    let monday = "2026-11-23T07:00:00Z".parse().unwrap();
    let next = counter.till.next_check(&counter.financing(&id));
    assert_eq!(next, Some(monday));
    let by_hand = counter.till.check(&id).unwrap();
    counter.till.carry_out(by_hand).await.unwrap();
    assert_eq!(asked(), before + 1, "a person may ask at any time");
    counter.clock.forward(TimeDelta::hours(45)); // Monday, 09:00
    assert_eq!(counter.follow_up().await, 1);
    assert_eq!(asked(), before + 2);
}

#[tokio::test(start_paused = true)]
async fn check_now_says_what_came_of_it_each_time() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    assert_eq!(counter.till.last_question(&id), None);
    let rejection = Rejection {
        kind: RejectionKind::Credentials,
        code: "1003".to_owned(),
    };
    for (word, outcome) in [
        (
            no_network(),
            QuestionOutcome::NotSent(NotSent::NoConnection),
        ),
        (
            no_network(),
            QuestionOutcome::NotSent(NotSent::NoConnection),
        ),
        (
            Outcome::Unknown(Silence::TimedOut),
            QuestionOutcome::Unknown(Silence::TimedOut),
        ),
        (
            Outcome::Rejected(rejection.clone()),
            QuestionOutcome::Rejected(rejection),
        ),
        (
            told(Status::Waiting),
            QuestionOutcome::Answered { amounts: false },
        ),
    ] {
        counter.gateway.words.lock().unwrap().push_back(word);
        let looks = counter.looks();
        let underway = counter.till.check(&id).unwrap();
        counter.till.carry_out(underway).await.unwrap();
        assert!(counter.looks() > looks, "the screen looks again");
        let last = counter.till.last_question(&id).unwrap();
        assert_eq!(last.outcome, outcome);
        advance(Duration::from_secs(10)).await;
        counter.till.due().unwrap();
    }
    let looks = counter.looks();
    counter.word(Status::Waiting);
    counter.ask(&id).await;
    assert_eq!(counter.looks(), looks, "the calendar's is no news");
}

#[tokio::test]
async fn deeds_go_on_while_the_journal_is_checked_on_a_connection_of_its_own() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let mut pressed = None;
    let key = LedgerKey::from_bytes([7; 32]);
    let path = counter.folder.path().join("till.ledger");
    let beside = Ledger::open(&path, &key, Presence::MustExist, counter.clock.now()).unwrap();
    let seen = beside.verify(|_, _| {
        pressed.get_or_insert_with(|| counter.till.deliver(&id, ines(), None).unwrap());
    });
    assert_eq!(
        seen.unwrap().rows,
        3,
        "started, shown and accepted: as it stood when the check began"
    );
    assert!(pressed.is_some());
    assert_eq!(counter.financing(&id).state, State::Releasing);
}
