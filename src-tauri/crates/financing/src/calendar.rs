//! Time that means something: the transaction date, the deadlines, when a gateway may be asked again, when an unsent
//! operation is tried again. Everything is a pure function of what it is given. Days and office hours are those of
//! Europe/Paris (the seed's "Central European time"), whatever zone the till stands in.
//!
//! The asking calendar needs no memory but the last time it was asked: its instants are fixed by the moment the
//! financing reached its state, so a till that restarts keeps to the same ones.

use crate::{Asking, Financing, Operation, Standing, State, Terms};
use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike,
    Utc, Weekday,
};
use chrono_tz::{Europe::Paris, Tz};
use std::iter;

/// The opening hour of the gateway's office (08:00, Known).
const OPENS: u32 = 8;
/// Its closing hour (18:00, Known).
const CLOSES: u32 = 18;

/// A question put this long before the state it was about began: the clock was set back in between.
const SET_BACK: TimeDelta = TimeDelta::minutes(5);

/// The least time between two questions of a review (two hours, Known), less the moment a question takes to be put.
const LEAST_REVIEW: TimeDelta = TimeDelta::minutes(119);

/// The date a transaction bears: today in Europe/Paris (Known: any other is refused with 001).
pub fn transaction_date(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Paris).date_naive()
}

/// The store's day on which something happens, in the store's own zone.
pub fn business_day(now: DateTime<Utc>, store: Tz) -> NaiveDate {
    now.with_timezone(&store).date_naive()
}

/// When the customer's time in the journey ends.
pub fn journey_deadline(financing: &Financing) -> Option<DateTime<Utc>> {
    let minutes = i64::from(financing.order.terms.journey_minutes);
    financing
        .times
        .shown
        .map(|shown| shown + TimeDelta::minutes(minutes))
}

/// When an accepted or reserved amount lapses if it is not released: the same time of day in Paris, so many calendar
/// days later, across clock changes, month ends and leap days. Where that time of day does not exist (the hour that
/// spring skips) the deadline is the hour before; where it exists twice, the first.
pub fn release_deadline(financing: &Financing) -> Option<DateTime<Utc>> {
    match financing.state {
        State::Accepted
        | State::Reserving
        | State::Reserved
        | State::Releasing
        | State::Cancelling => {}
        State::Opening
        | State::Shown
        | State::Filling
        | State::UnderReview
        | State::Financed
        | State::Cancelled
        | State::Refunding
        | State::Refunded
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawing
        | State::Withdrawn
        | State::Lapsed => return None,
    }
    financing
        .times
        .accepted
        .map(|accepted| days_later(accepted, &financing.order.terms))
}

fn days_later(from: DateTime<Utc>, terms: &Terms) -> DateTime<Utc> {
    let days = u64::from(terms.release_days);
    let local = from.with_timezone(&Paris).naive_local();
    in_paris(local.checked_add_days(Days::new(days)).unwrap_or(local))
}

/// The instant at which Paris clocks show `local`.
fn in_paris(local: NaiveDateTime) -> DateTime<Utc> {
    match Paris.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        LocalResult::None => match Paris.from_local_datetime(&(local - TimeDelta::hours(1))) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
            LocalResult::None => local.and_utc(),
        },
    }
}

/// Whether the gateway's office is open: Monday to Friday, from 08:00 until before 18:00 in Paris.
pub fn office_is_open(at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&Paris);
    !matches!(local.weekday(), Weekday::Sat | Weekday::Sun)
        && (OPENS..CLOSES).contains(&local.hour())
}

/// `at` itself when the office is open then, else the next opening.
fn when_open(at: DateTime<Utc>) -> DateTime<Utc> {
    if office_is_open(at) {
        return at;
    }
    let local = at.with_timezone(&Paris).naive_local();
    let mut day = local.date();
    if local.hour() >= OPENS {
        day = day.succ_opt().unwrap_or(day);
    }
    while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
        let Some(next) = day.succ_opt() else {
            return at;
        };
        day = next;
    }
    day.and_hms_opt(OPENS, 0, 0).map_or(at, in_paris)
}

/// When the gateway is to be asked next about this financing, if ever. `asked` is when this run of the program asked
/// it last (or started, for a financing under review: a restart is no reason to ask more often); it follows the clock
/// back when that is set back. `on_counter` says that its journey is in front of staff now. The instant may lie in
/// the past: then it is due, as soon as [`may_ask`] allows.
pub fn next_question(
    financing: &Financing,
    asked: Option<DateTime<Utc>>,
    on_counter: bool,
) -> Option<DateTime<Utc>> {
    let asking = &financing.order.terms.asking;
    let changed = financing.times.changed;
    let after = asked.map_or(changed, |asked| asked.max(changed));
    if let Some(pending) = &financing.pending {
        return match pending.standing {
            Standing::Unknown
                if pending.operation == Operation::Abandon
                    && in_review(financing)
                    && asking.every_seconds.is_none() =>
            {
                next_review(asking, pending.since, asked)
            }
            Standing::Unknown if let Some(asked) = before(asked, pending.since) => {
                Some(asked + TimeDelta::minutes(1))
            }
            Standing::Unknown => Some(growing(
                pending.since,
                (1..=10).map(|turn| TimeDelta::seconds(1 << turn)),
                TimeDelta::minutes(30),
                asked.unwrap_or(pending.since),
            )),
            Standing::Prepared
            | Standing::Dispatched
            | Standing::Confirmed
            | Standing::Rejected => None,
        };
    }
    if let (Some(every), false) = (asking.every_seconds, financing.state.is_settled()) {
        let from = before(asked, changed).unwrap_or(after);
        return Some(from + TimeDelta::seconds(i64::from(every)));
    }
    match financing.state {
        State::UnderReview | State::Releasing => next_review(asking, changed, asked),
        State::Withdrawing if in_review(financing) => next_review(asking, changed, asked),
        State::Shown | State::Filling | State::Withdrawing
            if let Some(asked) = before(asked, changed) =>
        {
            Some(asked + TimeDelta::minutes(i64::from(asking.first_minutes)))
        }
        State::Shown | State::Filling | State::Withdrawing => {
            let scheduled = journey_question(financing, after);
            let counter = asking.counter_seconds.filter(|_| on_counter);
            let sooner = counter.map(|seconds| after + TimeDelta::seconds(i64::from(seconds)));
            sooner.into_iter().chain([scheduled]).min()
        }
        State::Accepted | State::Reserved => {
            let deadline = release_deadline(financing)?;
            Some(if deadline > after {
                deadline
            } else {
                in_steps(deadline, TimeDelta::days(1), after)
            })
        }
        State::Opening
        | State::Reserving
        | State::Financed
        | State::Cancelling
        | State::Cancelled
        | State::Refunding
        | State::Refunded
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawn
        | State::Lapsed => None,
    }
}

/// The last question, where it was put well before that which it is about: the clock was set back in between, the
/// calendar's instants lie in the future and say nothing, and a plain pause from that question must do.
fn before(asked: Option<DateTime<Utc>>, then: DateTime<Utc>) -> Option<DateTime<Utc>> {
    asked.filter(|asked| *asked + SET_BACK < then)
}

/// Whether the gateway may be asked by itself now: while it checks by hand, within its office hours only, even when a
/// question fell due while the till slept. A person may ask at any time.
pub fn may_ask(financing: &Financing, now: DateTime<Utc>) -> bool {
    let asking = &financing.order.terms.asking;
    let bound = asking.office_hours && asking.every_seconds.is_none();
    !bound || !in_review(financing) || office_is_open(now)
}

/// Whether the gateway checks by hand, so that its office hours bind whoever asks.
fn in_review(financing: &Financing) -> bool {
    match financing.state {
        State::UnderReview => true,
        State::Withdrawing => financing.times.reviewed.is_some(),
        State::Opening
        | State::Shown
        | State::Filling
        | State::Accepted
        | State::Reserving
        | State::Reserved
        | State::Releasing
        | State::Financed
        | State::Cancelling
        | State::Cancelled
        | State::Refunding
        | State::Refunded
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawn
        | State::Lapsed => false,
    }
}

/// The next question of a review that began at `from`: never two within two hours.
fn next_review(
    asking: &Asking,
    from: DateTime<Utc>,
    asked: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    match before(asked, from) {
        Some(asked) if asking.office_hours => Some(when_open(asked + every(asking))),
        Some(asked) => Some(asked + every(asking)),
        None => review_question(
            from,
            asking,
            asked.map_or(from, |asked| asked + LEAST_REVIEW),
        ),
    }
}

/// The pause between two questions of a review, within what the gateway asks for.
fn every(asking: &Asking) -> TimeDelta {
    TimeDelta::minutes(i64::from(asking.review_minutes.clamp(120, 1440)))
}

/// The longest pause before what has not left is tried again.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(5);

/// After so many tries the pause before the next one is the longest.
pub(crate) const TRIES_TO_LONGEST_PAUSE: u32 = 7;

/// When an operation of which not a byte has left is tried again: 5 s after the first try, then twice as long each
/// time, five minutes at most.
pub fn next_try(financing: &Financing) -> Option<DateTime<Utc>> {
    let pending = financing
        .pending
        .as_ref()
        .filter(|pending| pending.standing == Standing::Prepared)?;
    let doublings = pending.tries.clamp(1, TRIES_TO_LONGEST_PAUSE) - 1;
    let pause = TimeDelta::seconds(5 << doublings).min(LONGEST_PAUSE);
    Some(pending.since + pause)
}

/// The first question of a journey after `after`: the seed's fixed ones, then growing pauses from its deadline on.
fn journey_question(financing: &Financing, after: DateTime<Utc>) -> DateTime<Utc> {
    let asking = &financing.order.terms.asking;
    let shown = financing.times.shown.unwrap_or(financing.times.started);
    let [first, second, notified] = [
        asking.first_minutes,
        asking.second_minutes,
        asking.notified_minutes,
    ]
    .map(|minutes| TimeDelta::minutes(i64::from(minutes)));
    let fixed = if asking.notified {
        vec![notified]
    } else {
        vec![first, second]
    };
    let overdue = (0..5).map(|turn| TimeDelta::minutes(10 << turn));
    let pauses = fixed.into_iter().chain(overdue);
    growing(shown, pauses, TimeDelta::minutes(240), after)
}

/// The first question of a review that is not before `least`: every so many minutes, within office hours where the
/// gateway asks for them. Whenever the review began, a question waits on each Monday when the office opens, for no pause
/// is longer than a weekend: the questions are counted from the last such opening, however long it takes.
fn review_question(
    from: DateTime<Utc>,
    asking: &Asking,
    least: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let every = every(asking);
    if !asking.office_hours {
        return Some(in_steps(from, every, least - TimeDelta::nanoseconds(1)));
    }
    let monday = last_monday(least).filter(|monday| *monday >= from + every);
    let after = |at: &DateTime<Utc>| Some(when_open(*at + every));
    let first = monday.or_else(|| after(&from));
    iter::successors(first, after).find(|at| *at >= least)
}

/// The last opening of the office on a Monday that is not after `at`.
fn last_monday(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = at.with_timezone(&Paris).date_naive();
    let opening = |day: NaiveDate| {
        Some(in_paris(
            day.week(Weekday::Mon)
                .first_day()
                .and_hms_opt(OPENS, 0, 0)?,
        ))
    };
    let this_week = opening(day).filter(|monday| *monday <= at);
    this_week.or_else(|| opening(day.checked_sub_days(Days::new(7))?))
}

/// The first instant after `after` of those that follow `from` in growing pauses, then in steps of `every`.
fn growing(
    from: DateTime<Utc>,
    pauses: impl Iterator<Item = TimeDelta>,
    every: TimeDelta,
    after: DateTime<Utc>,
) -> DateTime<Utc> {
    let mut at = from;
    for pause in pauses {
        at += pause;
        if at > after {
            return at;
        }
    }
    in_steps(at, every, after)
}

/// The first of `from + every`, `from + 2 every`... after `after`, however many lie before it.
fn in_steps(from: DateTime<Utc>, every: TimeDelta, after: DateTime<Utc>) -> DateTime<Utc> {
    let step_s = every.num_seconds().max(1);
    let passed = ((after - from).num_seconds() / step_s).max(0);
    from + TimeDelta::seconds(step_s.saturating_mul(passed + 1))
}
