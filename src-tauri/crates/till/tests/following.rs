//! What time, restarts and clocks ask of a till.

use crate::counter::{Counter, ines, no_network, roche, told, told_with};
use chrono::TimeDelta;
use financing::{
    Amounts, Attention, Cents, FinancingId, Mode, Operation, Route, Standing, State, Status,
};
use std::{sync::Arc, time::Duration};
use till::TillFault;
use tokio::sync::oneshot;

#[tokio::test]
async fn an_unopened_journey_is_asked_about_at_twenty_minutes_and_thirty_minutes_later() {
    let counter = Counter::open(Route::OneCall);
    counter.shown(Mode::TwoStep).await;
    let mut asked_at = Vec::new();
    for minute in 1..=55 {
        counter.clock.forward(TimeDelta::minutes(1));
        counter.word(Status::InJourney);
        if counter.follow_up().await > 0 {
            asked_at.push(minute);
        } else {
            counter.gateway.words.lock().unwrap().clear();
        }
    }
    assert_eq!(asked_at, [20, 50]);
}

#[tokio::test]
async fn a_kept_delivery_is_sent_when_the_network_is_back_and_only_once() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(no_network());
    counter.answer(no_network());
    counter.answer(told(Status::Released));
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    for _ in 0..4 {
        counter.clock.forward(TimeDelta::minutes(5));
        counter.follow_up().await;
    }
    assert_eq!(counter.financing(&id).state, State::Financed);
    assert_eq!(
        counter.sent(Operation::Release),
        3,
        "two that never left, and one"
    );
}

#[tokio::test]
async fn after_a_power_cut_a_dispatched_release_is_asked_about_and_never_sent_again() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let _lost_with_the_power = counter.till.deliver(&id, ines(), None).unwrap();
    let counter = counter.after_a_power_cut();
    counter.word(Status::Released);
    for underway in counter.till.recover().unwrap() {
        counter.till.carry_out(underway).await.unwrap();
    }
    assert_eq!(counter.financing(&id).state, State::Financed);
    assert_eq!(counter.sent(Operation::Release), 0);
}

#[tokio::test]
async fn recovering_twice_changes_nothing_more() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let _lost = counter.till.deliver(&id, ines(), None).unwrap();
    let counter = counter.after_a_power_cut();
    let first = counter.till.recover().unwrap().len();
    let commits = counter.commits();
    let second = counter.till.recover().unwrap().len();
    assert_eq!((first, second), (1, 0));
    assert_eq!(counter.commits(), commits);
}

#[tokio::test]
async fn a_start_kept_until_the_next_day_is_given_up_because_its_date_is_past() {
    let counter = Counter::open(Route::OneCall);
    counter.answer(no_network());
    let underway = counter.press_start("kept-too-long", Mode::Direct).unwrap();
    let id = counter.till.carry_out(underway).await.unwrap().financing.id;
    counter.clock.forward(TimeDelta::days(1));
    counter.follow_up().await;
    let financing = counter.financing(&id);
    assert_eq!(financing.state, State::Failed);
    assert_eq!(financing.attention, Some(Attention::NeverSent));
    assert_eq!(counter.sent(Operation::Open), 1);
}

#[tokio::test]
async fn a_clock_set_back_a_day_neither_expires_nor_silences_anything() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    counter.follow_up().await;
    counter.clock.forward(TimeDelta::days(-1));
    counter.follow_up().await;
    counter.clock.forward(TimeDelta::minutes(21));
    counter.word(Status::Accepted);
    counter.follow_up().await;
    assert_eq!(counter.financing(&id).state, State::Accepted);
}

#[tokio::test]
async fn a_clock_that_was_ahead_while_the_till_ran_and_right_when_it_runs_again_silences_nothing() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    let counter = counter.after_a_power_cut();
    counter.clock.forward(TimeDelta::days(-1));
    counter.till.recover().unwrap();
    counter.follow_up().await;
    counter.clock.forward(TimeDelta::minutes(21));
    counter.word(Status::Accepted);
    counter.follow_up().await;
    assert_eq!(counter.financing(&id).state, State::Accepted);
}

#[tokio::test]
async fn a_delivery_that_is_kept_past_the_release_deadline_stands_before_a_person() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(no_network());
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    let days = i64::from(counter.financing(&id).order.terms.release_days);
    for minutes in [24 * 60 * days - 5, 10] {
        assert_eq!(counter.financing(&id).attention, None);
        counter.answer(no_network());
        counter.clock.forward(TimeDelta::minutes(minutes));
        counter.follow_up().await;
    }
    counter.follow_up().await;
    let kept = counter.financing(&id);
    assert_eq!(kept.attention, Some(Attention::ReleaseOverdue));
    assert_eq!(
        kept.pending.unwrap().standing,
        Standing::Prepared,
        "and it is tried again all the same"
    );
}

#[tokio::test]
async fn a_clock_that_jumps_a_week_ahead_ends_nothing_by_itself() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.clock.forward(TimeDelta::days(7));
    counter.follow_up().await;
    let financing = counter.financing(&id);
    assert_eq!(financing.state, State::Accepted);
    assert_eq!(
        financing.attention,
        Some(Attention::ReleaseOverdue),
        "a person is told, and may still deliver"
    );
    counter.answer(told(Status::Released));
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    assert_eq!(counter.financing(&id).state, State::Financed);
}

#[tokio::test(start_paused = true)]
async fn a_release_the_gateway_never_saw_is_sent_again_only_once_its_absence_is_proven() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    tokio::time::advance(Duration::from_secs(119)).await;
    counter.word(Status::Accepted);
    counter.ask(&id).await;
    assert_eq!(counter.sent(Operation::Release), 1, "too early to tell");
    tokio::time::advance(Duration::from_secs(2)).await;
    counter.word(Status::Accepted);
    counter.answer(told(Status::Released));
    counter.ask(&id).await;
    assert_eq!(counter.sent(Operation::Release), 2);
    assert_eq!(counter.financing(&id).state, State::Financed);
}

#[tokio::test(start_paused = true)]
async fn an_outcome_unknown_for_a_day_stands_before_a_person_and_is_still_asked_about() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    counter.clock.forward(TimeDelta::days(1));
    counter.follow_up().await;
    let financing = counter.financing(&id);
    assert_eq!(
        financing.attention,
        Some(Attention::OutcomeUnknown {
            operation: Operation::Release
        })
    );
    assert_eq!(financing.pending.unwrap().standing, Standing::Unknown);
    counter.clock.forward(TimeDelta::hours(1));
    counter.word(Status::Released);
    counter.follow_up().await;
    assert_eq!(counter.financing(&id).state, State::Financed);
}

#[tokio::test(start_paused = true)]
async fn the_loop_finishes_a_journey_by_itself() {
    let mut terms = crate::counter::terms(Route::OneCall);
    terms.asking.every_seconds = Some(2);
    let counter = Counter::with(terms);
    let id = counter.shown(Mode::Direct).await;
    counter.word(Status::Accepted);
    counter.answer(told(Status::Released));
    let (till, clock) = (std::sync::Arc::new(counter.till), counter.clock);
    let following = tokio::spawn(std::sync::Arc::clone(&till).follow(|fault| panic!("{fault}")));
    for _ in 0..40 {
        clock.forward(TimeDelta::seconds(2));
        till.on_counter(Some(id.clone()));
        tokio::time::advance(Duration::from_secs(2)).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(
        till.detail(&id).unwrap().held.financing.state,
        State::Financed
    );
    following.abort();
}

#[tokio::test(start_paused = true)]
async fn a_refund_that_another_program_sent_a_moment_ago_is_not_absent_because_this_one_has_run_for_long()
 {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    tokio::time::advance(Duration::from_secs(3_600)).await;
    let other = counter.another_till(chrono_tz::Europe::Paris);
    let underway = other.refund(&id, roche(), None).unwrap();
    other.carry_out(underway).await.unwrap();
    let books = Amounts {
        authorised: Cents::of(124_990),
        released: Cents::of(124_990),
        ..Amounts::default()
    };
    for _ in 0..2 {
        let word = told_with(Status::Released, books);
        counter.gateway.words.lock().unwrap().push_back(word);
        counter.ask(&id).await;
        assert_eq!(
            counter.financing(&id).state,
            State::Refunding,
            "it may still be on its way"
        );
        tokio::time::advance(Duration::from_secs(119)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_was_under_way_while_another_program_refunded_does_not_say_that_it_was_not_done()
 {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    tokio::time::advance(Duration::from_secs(3_600)).await;
    let before_the_refund = Amounts {
        authorised: Cents::of(124_990),
        released: Cents::of(124_990),
        ..Amounts::default()
    };
    counter.says(told_with(Status::Released, before_the_refund));
    counter.word(Status::Released);
    counter.gateway.dawdle(Duration::from_secs(5));
    let slow = counter.ask(&id);
    let meanwhile = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let other = counter.another_till(chrono_tz::Europe::Paris);
        other.run(till::Task::Ask(id.clone())).await.unwrap();
        let underway = other.refund(&id, roche(), None).unwrap();
        other.carry_out(underway).await.unwrap();
    };
    tokio::join!(slow, meanwhile);
    let financing = counter.financing(&id);
    assert_eq!(
        financing.state,
        State::Refunding,
        "{:?}",
        financing.attention
    );
}

/// The shop's settings are saved, say, while a question is answered slowly: a new till takes the ledger up.
#[tokio::test(start_paused = true)]
async fn a_refund_that_waited_behind_a_question_and_was_called_interrupted_meanwhile_does_not_leave()
 {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    counter.gateway.dawdle(Duration::from_secs(20));
    let slow = counter.ask(&id);
    let meanwhile = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let underway = counter.till.refund(&id, roche(), None).unwrap();
        let waits = counter.till.carry_out(underway);
        let taken_up = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let other = counter.another_till(chrono_tz::Europe::Paris);
            let left = other.recover().unwrap();
            assert_eq!(left.len(), 1, "it is to be asked about");
        };
        let (waited, ()) = tokio::join!(waits, taken_up);
        waited.unwrap();
    };
    tokio::join!(slow, meanwhile);
    assert_eq!(counter.sent(Operation::Refund), 0);
    let pending = counter.financing(&id).pending.unwrap();
    assert_eq!(pending.standing, Standing::Unknown);
}

#[tokio::test]
async fn a_delivery_kept_before_the_clock_was_set_back_goes_out_all_the_same() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.answer(no_network());
    counter.answer(told(Status::Released));
    let underway = counter.till.deliver(&id, ines(), None).unwrap();
    counter.till.carry_out(underway).await.unwrap();
    counter.clock.forward(TimeDelta::days(-1));
    counter.follow_up().await;
    assert_eq!(counter.financing(&id).state, State::Financed);
}

/// The settings were saved: another till takes this one's place.
#[tokio::test(start_paused = true)]
async fn a_follow_up_that_is_to_end_waits_for_the_answer_to_what_it_has_asked() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::TwoStep).await;
    counter.clock.forward(TimeDelta::minutes(21));
    counter.gateway.dawdle(Duration::from_secs(20));
    counter.word(Status::Accepted);
    let (till, gateway) = (Arc::new(counter.till), counter.gateway);
    let (end, ended) = oneshot::channel::<()>();
    let ends = async { _ = ended.await };
    let told = |_: Option<&FinancingId>, came: Result<(), TillFault>| came.unwrap();
    let following = tokio::spawn(Arc::clone(&till).follow_and_tell(told, ends));
    while *gateway.asked.lock().unwrap() == 0 {
        tokio::task::yield_now().await;
    }
    end.send(()).unwrap();
    following.await.unwrap();
    let state = till.detail(&id).unwrap().held.financing.state;
    assert_eq!(state, State::Accepted);
}
