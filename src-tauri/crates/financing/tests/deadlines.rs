//! Deadlines and days to the letter: time to release keeps its time of day across clock changes, month ends and leap
//! days, and a day is the store's or Paris's, whatever zone the till stands in.

use crate::shop::{Shop, any_minute, link, paris, shown_in_paris, terms, utc};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Mode, Report, Route, Status, Terms,
    calendar::{business_day, release_deadline, transaction_date},
};
use proptest::prelude::*;

/// The deadline of an amount accepted then, for so many days.
fn deadline(accepted_at: DateTime<Utc>, days: u32) -> String {
    let terms = Terms {
        release_days: days,
        ..terms(Route::OneCall)
    };
    let mut shop = Shop::starts_at(accepted_at, Mode::TwoStep, terms);
    shop.answered(link()).learns(Status::Accepted);
    shown_in_paris(release_deadline(&shop.financing).expect("a deadline"))
}

#[test]
fn a_release_deadline_keeps_its_time_of_day_across_clock_changes() {
    assert_eq!(
        deadline(paris("2026-03-02 15:45"), 6),
        "Sun 2026-03-08 15:45"
    );
    assert_eq!(
        deadline(paris("2026-03-25 15:45"), 6),
        "Tue 2026-03-31 15:45"
    );
    assert_eq!(
        deadline(paris("2026-03-25 15:45"), 7),
        "Wed 2026-04-01 15:45"
    );
    assert_eq!(
        deadline(paris("2026-03-25 15:45"), 30),
        "Fri 2026-04-24 15:45"
    );
    assert_eq!(
        deadline(paris("2026-10-22 09:00"), 6),
        "Wed 2026-10-28 09:00"
    );
    assert_eq!(
        deadline(paris("2026-10-22 09:00"), 7),
        "Thu 2026-10-29 09:00"
    );
    assert_eq!(
        deadline(paris("2026-10-22 09:00"), 30),
        "Sat 2026-11-21 09:00"
    );
}

/// A till that was switched off, or that may ask on working days alone, learns of an acceptance days later.
#[test]
fn the_time_to_release_counts_from_the_gateways_own_moment_where_it_says_one() {
    let learned = |since: Option<&str>| {
        let mut shop = Shop::starts_at(
            paris("2026-03-06 18:00"),
            Mode::TwoStep,
            terms(Route::ReservedOnAcceptance),
        );
        shop.answered(link()).waits(TimeDelta::days(3));
        shop.asked(
            0,
            Report {
                since: since.map(paris),
                ..Report::of(Status::Reserved)
            },
        );
        shown_in_paris(release_deadline(&shop.financing).expect("a deadline"))
    };
    assert_eq!(learned(None), "Sun 2026-03-15 18:00");
    assert_eq!(learned(Some("2026-03-07 10:00")), "Fri 2026-03-13 10:00");
    let (before_it_began, in_the_future) = ("2026-03-01 10:00", "2026-03-20 10:00");
    assert_eq!(learned(Some(before_it_began)), "Thu 2026-03-12 18:00");
    assert_eq!(learned(Some(in_the_future)), "Sun 2026-03-15 18:00");
}

#[test]
fn a_release_deadline_crosses_month_ends_and_leap_days() {
    assert_eq!(
        deadline(paris("2026-01-31 18:00"), 30),
        "Mon 2026-03-02 18:00"
    );
    assert_eq!(
        deadline(paris("2028-02-27 18:00"), 6),
        "Sat 2028-03-04 18:00"
    );
    assert_eq!(
        deadline(paris("2028-02-29 18:00"), 30),
        "Thu 2028-03-30 18:00"
    );
    assert_eq!(
        deadline(paris("2026-12-28 18:00"), 7),
        "Mon 2027-01-04 18:00"
    );
}

#[test]
fn a_deadline_in_the_hour_that_spring_skips_is_the_hour_before_and_in_autumn_the_first() {
    assert_eq!(
        deadline(paris("2026-03-23 02:30"), 6),
        "Sun 2026-03-29 01:30"
    );
    let terms = Terms {
        release_days: 6,
        ..terms(Route::OneCall)
    };
    let mut shop = Shop::starts_at(paris("2026-10-19 02:30"), Mode::TwoStep, terms);
    shop.answered(link()).learns(Status::Accepted);
    assert_eq!(
        release_deadline(&shop.financing),
        Some(utc("2026-10-25 00:30")),
        "02:30 in summer time"
    );
}

#[test]
fn what_waits_for_no_release_has_no_deadline() {
    let mut shop = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    shop.answered(link());
    assert_eq!(release_deadline(&shop.financing), None);
    shop.learns(Status::Accepted)
        .delivers()
        .answered(Report::of(Status::Released));
    assert_eq!(release_deadline(&shop.financing), None);
}

#[test]
fn the_transaction_date_is_that_of_paris_whatever_the_zone_of_the_till() {
    let date = |text| transaction_date(utc(text)).to_string();
    assert_eq!(
        date("2026-07-14 23:30"),
        "2026-07-15",
        "summer: 01:30 in Paris"
    );
    assert_eq!(date("2026-07-14 21:59"), "2026-07-14");
    assert_eq!(date("2026-07-14 22:00"), "2026-07-15");
    assert_eq!(
        date("2026-01-14 23:30"),
        "2026-01-15",
        "winter: 00:30 in Paris"
    );
    assert_eq!(date("2026-01-14 22:59"), "2026-01-14");
    assert_eq!(date("2028-02-28 23:30"), "2028-02-29");
    assert_eq!(date("2026-12-31 23:00"), "2027-01-01");
    let lisbon = business_day(utc("2026-07-14 22:30"), chrono_tz::Europe::Lisbon);
    assert_eq!(
        lisbon.to_string(),
        "2026-07-14",
        "the store's own day is another matter"
    );
}

proptest! {
    #[test]
    fn a_deadline_is_the_same_time_of_day_so_many_days_later(at in any_minute(), days in 0..40_u32) {
        let (date, time) = {
            let shown = shown_in_paris(at);
            (transaction_date(at), shown[shown.len() - 5..].to_owned())
        };
        let deadline = deadline(at, days);
        let due = date + TimeDelta::days(i64::from(days));
        prop_assert!(deadline.contains(&due.to_string()), "{deadline}");
        prop_assert!(deadline.ends_with(&time) || time.starts_with("02:"), "{deadline}");
    }
}
