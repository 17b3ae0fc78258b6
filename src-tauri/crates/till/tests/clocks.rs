//! Clocks that are wrong or are put right while the till runs. Whatever the clock does, each financing stands on one
//! day and is counted there once, nothing ends because of it, and the gateway's next word leads on as always.

use crate::counter::{Counter, ines, opened, told};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use financing::{Attention, Clock, FinancingId, Mode, Operation, Route, State, Status};
use ledger::Filter;
use std::collections::BTreeMap;
use till::Till;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Puts the clock.
fn set(counter: &Counter, to: DateTime<Utc>) {
    counter.clock.forward(to - counter.clock.now());
}

/// A journey on the counter, from a form of its own.
async fn shown(counter: &Counter, form: &str) -> FinancingId {
    counter.answer(opened());
    let underway = counter.press_start(form, Mode::TwoStep).unwrap();
    counter.till.carry_out(underway).await.unwrap().financing.id
}

/// On which day of the view each financing stands, and that the figures of the days say the same.
fn days_of(till: &Till, days: &[NaiveDate]) -> BTreeMap<FinancingId, Vec<NaiveDate>> {
    let mut found: BTreeMap<FinancingId, Vec<NaiveDate>> = BTreeMap::new();
    for day in days {
        let listed = till.day(*day, &Filter::default(), None, 100).unwrap();
        let (totals, _) = till.totals(*day).unwrap();
        let counted: u64 = totals.iter().map(|total| total.count).sum();
        assert_eq!(
            counted,
            u64::try_from(listed.len()).unwrap(),
            "the figures of {day}"
        );
        for row in listed {
            found.entry(row.held.financing.id).or_default().push(*day);
        }
    }
    found
}

/// What the clock shows before and after it is put, and why.
const JUMPS: [(&str, &str, &str); 9] = [
    (
        "an hour back",
        "2026-11-20T09:00:00Z",
        "2026-11-20T08:00:00Z",
    ),
    (
        "an hour back over midnight",
        "2026-11-19T23:30:00Z",
        "2026-11-19T22:30:00Z",
    ),
    (
        "a day ahead",
        "2026-11-20T09:00:00Z",
        "2026-11-21T09:00:00Z",
    ),
    ("a day back", "2026-11-20T09:00:00Z", "2026-11-19T09:00:00Z"),
    (
        "a flat battery",
        "2026-11-20T09:00:00Z",
        "1970-01-01T00:00:00Z",
    ),
    (
        "a flat battery put right",
        "1970-01-01T00:00:00Z",
        "2026-11-20T09:00:00Z",
    ),
    (
        "into summer time",
        "2026-03-29T00:59:00Z",
        "2026-03-29T01:01:00Z",
    ),
    (
        "out of summer time",
        "2026-10-25T00:59:00Z",
        "2026-10-25T01:01:00Z",
    ),
    (
        "out of summer time, put by hand",
        "2026-10-25T01:01:00Z",
        "2026-10-25T00:01:00Z",
    ),
];

#[tokio::test(start_paused = true)]
async fn whatever_the_clock_does_each_financing_is_counted_once_and_none_ends_because_of_it() {
    for (what, before, after) in JUMPS {
        let counter = Counter::open(Route::ReserveFirst);
        set(&counter, at(before));
        let waiting = shown(&counter, "waiting").await;
        let reserved = shown(&counter, "reserved").await;
        counter.word(Status::Accepted);
        counter.answer(told(Status::Reserved));
        counter.ask(&reserved).await;
        let unanswered = shown(&counter, "unanswered").await;
        counter.word(Status::Accepted);
        counter.answer(told(Status::Reserved));
        counter.ask(&unanswered).await;
        let underway = counter.till.deliver(&unanswered, ines(), None).unwrap();
        counter.till.carry_out(underway).await.unwrap();
        let stood = days_of(&counter.till, &days(&[before, after]));

        set(&counter, at(after));
        counter.follow_up().await;
        let later = shown(&counter, "later").await;
        counter.follow_up().await;
        let states =
            [&waiting, &reserved, &unanswered, &later].map(|id| counter.financing(id).state);
        let expected = [
            State::Shown,
            State::Reserved,
            State::Releasing,
            State::Shown,
        ];
        assert_eq!(states, expected, "{what}");
        assert_eq!(
            counter.sent(Operation::Release),
            1,
            "{what}: nothing is sent a second time"
        );
        let stands = days_of(&counter.till, &days(&[before, after]));
        assert_eq!(stands.len(), 4, "{what}");
        assert!(
            stands.values().all(|days| days.len() == 1),
            "{what}: {stands:?}"
        );
        assert!(
            stood.iter().all(|(id, days)| stands[id] == *days),
            "{what}: one moved to another day"
        );

        // Back at the counter life goes on, whichever clock was right.
        counter.word(Status::Released);
        counter.ask(&unanswered).await;
        counter.answer(told(Status::Released));
        let underway = counter.till.deliver(&reserved, ines(), None).unwrap();
        counter.till.carry_out(underway).await.unwrap();
        for id in [&waiting, &later] {
            counter.word(Status::Accepted);
            counter.answer(told(Status::Reserved));
            counter.ask(id).await;
            assert_eq!(counter.financing(id).state, State::Reserved, "{what}");
        }
        for id in [&unanswered, &reserved] {
            assert_eq!(counter.financing(id).state, State::Financed, "{what}");
        }
        assert!(
            days_of(&counter.till, &days(&[before, after]))
                .values()
                .all(|days| days.len() == 1)
        );
    }
}

/// The store's days at these instants.
fn days(instants: &[&str]) -> Vec<NaiveDate> {
    let paris = |text: &&str| {
        at(text)
            .with_timezone(&chrono_tz::Europe::Paris)
            .date_naive()
    };
    let mut days: Vec<NaiveDate> = instants.iter().map(paris).collect();
    days.dedup();
    days
}

#[tokio::test]
async fn the_hour_that_autumn_repeats_counts_each_financing_of_both_on_the_one_day() {
    let counter = Counter::open(Route::OneCall);
    for (form, instant) in [
        ("first", "2026-10-25T00:30:00Z"),
        ("second", "2026-10-25T01:30:00Z"),
    ] {
        set(&counter, at(instant));
        shown(&counter, form).await;
    }
    let day = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap();
    assert_eq!(days_of(&counter.till, &[day]).len(), 2);
}

/// What was never sent is the one thing that a jump ahead may end: nobody knows of it but the till, and an hour's sleep
/// of the machine looks the same.
#[tokio::test]
async fn a_start_that_never_left_is_given_up_when_the_clock_is_put_an_hour_ahead_and_a_person_is_told()
 {
    let counter = Counter::open(Route::OneCall);
    counter.answer(crate::counter::no_network());
    let underway = counter.press_start("kept", Mode::TwoStep).unwrap();
    let id = counter.till.carry_out(underway).await.unwrap().financing.id;
    counter.clock.forward(TimeDelta::hours(1));
    counter.follow_up().await;
    let financing = counter.financing(&id);
    assert_eq!(
        (financing.state, financing.attention),
        (State::Failed, Some(Attention::NeverSent))
    );
    assert_eq!(
        counter.sent(Operation::Open),
        1,
        "the one that found no network"
    );
}

#[tokio::test]
async fn another_zone_from_now_on_leaves_every_financing_on_the_day_it_was_started() {
    let counter = Counter::open(Route::OneCall);
    set(&counter, at("2026-11-20T23:30:00Z")); // the 21st in Paris, the 20th in Lisbon
    let in_paris = shown(&counter, "in Paris").await;
    let lisbon = counter.another_till(chrono_tz::Europe::Lisbon);
    counter.answer(opened());
    let request = Counter::request("in Lisbon", Mode::TwoStep);
    let underway = lisbon.start(ines(), request, &Counter::customer()).unwrap();
    let in_lisbon = lisbon.carry_out(underway).await.unwrap().financing.id;
    counter.word(Status::Accepted);
    lisbon.run(till::Task::Ask(in_paris.clone())).await.unwrap();
    counter.answer(told(Status::Released));
    let underway = lisbon.deliver(&in_paris, ines(), None).unwrap();
    lisbon.carry_out(underway).await.unwrap();

    let [twentieth, twenty_first] =
        [20, 21].map(|day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap());
    let expected = [(in_paris, vec![twenty_first]), (in_lisbon, vec![twentieth])].into();
    assert_eq!(days_of(&lisbon, &[twentieth, twenty_first]), expected);
    let moved = |day| lisbon.totals(day).unwrap().1.len();
    assert_eq!(
        (moved(twentieth), moved(twenty_first)),
        (1, 0),
        "the money moved on the day it is in the store"
    );
}
