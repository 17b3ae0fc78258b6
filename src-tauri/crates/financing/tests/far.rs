//! Questions that lie far from where they are counted from: whoever comes back after weeks, or after a clock stood in
//! 1970, finds the instant that somebody would find who walked through all of them.

use crate::shop::{Shop, accepted, link, terms, utc};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use financing::{
    Asking, Financing, Mode, Route, Status, Terms,
    calendar::{next_question, office_is_open},
};
use proptest::prelude::*;
use std::iter;

/// The calendar's instants are fixed: the first one after `asked`, walked to from the first of all.
fn walked(
    first: DateTime<Utc>,
    after: &impl Fn(DateTime<Utc>) -> DateTime<Utc>,
    least: DateTime<Utc>,
) -> DateTime<Utc> {
    let mut all = iter::successors(Some(first), |at| Some(after(*at)));
    all.find(|at| *at >= least).expect("an instant")
}

/// The same instant, or the first full hour after it at which the office is open.
fn when_open(at: DateTime<Utc>) -> DateTime<Utc> {
    let hour = at.duration_trunc(TimeDelta::hours(1)).expect("an hour");
    let hours = iter::successors(Some(hour + TimeDelta::hours(1)), |hour| {
        Some(*hour + TimeDelta::hours(1))
    });
    iter::once(at)
        .chain(hours)
        .find(|at| office_is_open(*at))
        .expect("an open hour")
}

fn asking(review_minutes: u32, office_hours: bool) -> Terms {
    let asking = Asking {
        review_minutes,
        office_hours,
        ..Asking::default()
    };
    Terms {
        asking,
        ..terms(Route::OneCall)
    }
}

/// Any minute of the year, or one in the night before a week begins or in its first morning.
fn any_minute() -> impl Strategy<Value = DateTime<Utc>> {
    let any = 0..525_600_i64;
    let monday = (0..52_i64, -1_200..300_i64).prop_map(|(week, minutes)| week * 10_080 + minutes);
    let from_monday = prop_oneof![any, monday];
    from_monday.prop_map(|minutes| utc("2026-01-05 07:00") + TimeDelta::minutes(minutes))
}

fn question(financing: &Financing, asked: DateTime<Utc>) -> DateTime<Utc> {
    next_question(financing, Some(asked), false).expect("a question")
}

proptest! {
    #[test]
    fn a_review_is_taken_up_again_after_weeks_where_its_calendar_stands(
        began in any_minute(),
        review_minutes in 120..1_441_u32,
        office_hours in any::<bool>(),
        gone_minutes in prop_oneof![0..120_000_i64, 0..3_000_i64],
    ) {
        let mut shop = Shop::starts_at(began, Mode::TwoStep, asking(review_minutes, office_hours));
        shop.answered(link()).learns(Status::UnderReview);
        let asked = began + TimeDelta::minutes(gone_minutes);
        let every = TimeDelta::minutes(i64::from(review_minutes));
        let after = |at: DateTime<Utc>| if office_hours { when_open(at + every) } else { at + every };
        let least = asked + TimeDelta::minutes(119);
        prop_assert_eq!(question(&shop.financing, asked), walked(after(began), &after, least));
    }

    #[test]
    fn a_journey_and_a_delivery_are_taken_up_again_where_their_calendars_stand(
        began in any_minute(),
        gone_seconds in 0..9_000_000_i64,
    ) {
        let asked = began + TimeDelta::seconds(gone_seconds);
        let just_after = asked + TimeDelta::seconds(1);
        let mut shop = Shop::starts_at(began, Mode::TwoStep, asking(120, true));
        shop.answered(link());
        let [fixed, overdue] = [50, 50 + 10 + 20 + 40 + 80 + 160].map(|minutes| began + TimeDelta::minutes(minutes));
        let after = |at: DateTime<Utc>| at + TimeDelta::hours(4);
        if asked >= overdue {
            prop_assert_eq!(question(&shop.financing, asked), walked(overdue, &after, just_after));
        } else {
            prop_assert!(question(&shop.financing, asked) <= overdue);
            prop_assert!(question(&shop.financing, asked) > asked || asked < fixed);
        }
    }
}

/// A machine whose clock stood in 1970 when the answer was lost, and is right again.
#[test]
fn an_operation_doubted_since_1970_is_asked_about_within_half_an_hour() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers().unanswered();
    let now = utc("2026-11-21 10:00");
    if let Some(pending) = &mut shop.financing.pending {
        pending.since = DateTime::UNIX_EPOCH;
    }
    let next = question(&shop.financing, now);
    assert!(next > now && next <= now + TimeDelta::minutes(30), "{next}");
    let ramp = DateTime::UNIX_EPOCH + TimeDelta::seconds(2046);
    assert_eq!((next - ramp).num_seconds() % 1800, 0);
}
