//! The calendar to the letter: the seed's asking times, office hours in Paris across clock changes, and clocks that jump.
//! Every instant is written as Paris clocks show it. Deadlines are next door.

use crate::shop::{Shop, accepted, any_minute, link, paris, shown_in_paris, terms, utc};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Asking, Event, Financing, Mode, NotSent, Report, Route, Status, Terms,
    calendar::{journey_deadline, may_ask, next_question, next_try, office_is_open},
};
use proptest::prelude::*;

fn asking(asking: Asking) -> Terms {
    Terms {
        asking,
        ..terms(Route::OneCall)
    }
}

/// A financing whose journey was shown then, under these terms.
fn shown_at(text: &str, terms: Terms) -> Shop {
    let mut shop = Shop::starts_at(paris(text), Mode::TwoStep, terms);
    shop.answered(link());
    shop
}

/// A financing that came under review then.
fn under_review_at(text: &str, asking_: Asking) -> Shop {
    let mut shop = shown_at(text, asking(asking_));
    shop.learns(Status::UnderReview);
    shop
}

/// The next questions, each put when it is due.
fn questions(financing: &Financing, count: usize) -> Vec<String> {
    let mut asked = None;
    let mut times = Vec::new();
    for _ in 0..count {
        let at = next_question(financing, asked, false).expect("a question");
        times.push(shown_in_paris(at));
        asked = Some(at);
    }
    times
}

// The journey

#[test]
fn without_notifications_it_is_asked_after_20_minutes_and_30_minutes_later() {
    let shop = shown_at("2026-03-02 10:00", asking(Asking::default()));
    assert_eq!(
        questions(&shop.financing, 2),
        ["Mon 2026-03-02 10:20", "Mon 2026-03-02 10:50"]
    );
    let deadline = journey_deadline(&shop.financing).map(shown_in_paris);
    assert_eq!(deadline.as_deref(), Some("Mon 2026-03-02 10:50"));
}

#[test]
fn the_second_question_keeps_its_time_when_the_first_found_the_customer_in_the_journey() {
    let mut shop = shown_at("2026-03-02 10:00", asking(Asking::default()));
    let asked = shop.now + TimeDelta::minutes(20);
    shop.waits(TimeDelta::minutes(20)).learns(Status::InJourney);
    let next = next_question(&shop.financing, Some(asked), false).map(shown_in_paris);
    assert_eq!(next.as_deref(), Some("Mon 2026-03-02 10:50"));
}

#[test]
fn with_notifications_it_is_asked_after_50_minutes() {
    let notified = Asking {
        notified: true,
        ..Asking::default()
    };
    let shop = shown_at("2026-03-02 10:00", asking(notified));
    assert_eq!(questions(&shop.financing, 1), ["Mon 2026-03-02 10:50"]);
}

#[test]
fn a_journey_that_stays_undecided_is_asked_about_with_growing_pauses_and_never_given_up() {
    let shop = shown_at("2026-03-02 10:00", asking(Asking::default()));
    let times = questions(&shop.financing, 12);
    assert_eq!(
        times[2..8],
        [
            "Mon 2026-03-02 11:00",
            "Mon 2026-03-02 11:20",
            "Mon 2026-03-02 12:00",
            "Mon 2026-03-02 13:20",
            "Mon 2026-03-02 16:00",
            "Mon 2026-03-02 20:00",
        ]
    );
    assert_eq!(times[11], "Tue 2026-03-03 12:00");
}

#[test]
fn on_the_counter_it_is_asked_more_often_where_the_merchant_may() {
    let fast = Asking {
        counter_seconds: Some(15),
        ..Asking::default()
    };
    let shop = shown_at("2026-03-02 10:00", asking(fast));
    let next = |asked, on_counter| next_question(&shop.financing, asked, on_counter);
    let soon = shop.now + TimeDelta::seconds(15);
    assert_eq!(next(None, true), Some(soon));
    assert_eq!(next(Some(soon), true), Some(soon + TimeDelta::seconds(15)));
    assert_eq!(
        next(Some(soon), false),
        Some(paris("2026-03-02 10:20")),
        "off the counter again"
    );
    let slow = shown_at("2026-03-02 10:00", asking(Asking::default()));
    assert_eq!(
        next_question(&slow.financing, None, true),
        Some(paris("2026-03-02 10:20"))
    );
}

#[test]
fn the_counter_never_speeds_up_a_review() {
    let fast = Asking {
        counter_seconds: Some(15),
        ..Asking::default()
    };
    let shop = under_review_at("2026-03-02 10:00", fast);
    assert_eq!(
        next_question(&shop.financing, None, true),
        Some(paris("2026-03-02 12:00"))
    );
}

#[test]
fn a_pretended_gateway_is_asked_every_two_seconds_at_any_hour() {
    let every = Asking {
        every_seconds: Some(2),
        ..Asking::default()
    };
    let shop = under_review_at("2026-03-01 03:30", every);
    let next = next_question(&shop.financing, Some(shop.now), false);
    assert_eq!(next, Some(shop.now + TimeDelta::seconds(2)));
    assert!(may_ask(&shop.financing, shop.now));
    let mut over = shop;
    over.learns(Status::Refused);
    assert_eq!(next_question(&over.financing, None, true), None);
}

// The review

#[test]
fn a_review_is_asked_about_every_two_hours_within_office_hours() {
    let shop = under_review_at("2026-03-02 13:10", Asking::default());
    assert_eq!(
        questions(&shop.financing, 5),
        [
            "Mon 2026-03-02 15:10",
            "Mon 2026-03-02 17:10",
            "Tue 2026-03-03 08:00",
            "Tue 2026-03-03 10:00",
            "Tue 2026-03-03 12:00",
        ]
    );
}

#[test]
fn a_review_of_friday_evening_waits_for_monday_morning() {
    let shop = under_review_at("2026-03-06 17:30", Asking::default());
    assert_eq!(
        questions(&shop.financing, 2),
        ["Mon 2026-03-09 08:00", "Mon 2026-03-09 10:00"]
    );
    let last = under_review_at("2026-03-06 15:59", Asking::default());
    assert_eq!(
        questions(&last.financing, 2),
        ["Fri 2026-03-06 17:59", "Mon 2026-03-09 08:00"]
    );
    let closed = under_review_at("2026-03-06 16:00", Asking::default());
    assert_eq!(
        questions(&closed.financing, 1),
        ["Mon 2026-03-09 08:00"],
        "18:00 is closed"
    );
}

#[test]
fn a_daily_review_is_asked_about_once_a_working_day() {
    let daily = Asking {
        review_minutes: 1_440,
        ..Asking::default()
    };
    let shop = under_review_at("2026-03-05 17:00", daily);
    assert_eq!(
        questions(&shop.financing, 4),
        [
            "Fri 2026-03-06 17:00",
            "Mon 2026-03-09 08:00",
            "Tue 2026-03-10 08:00",
            "Wed 2026-03-11 08:00",
        ]
    );
}

#[test]
fn a_profile_cannot_ask_more_often_than_every_two_hours_nor_less_than_once_a_day() {
    let hasty = Asking {
        review_minutes: 1,
        ..Asking::default()
    };
    let shop = under_review_at("2026-03-02 09:00", hasty);
    assert_eq!(questions(&shop.financing, 1), ["Mon 2026-03-02 11:00"]);
    let idle = Asking {
        review_minutes: 100_000,
        ..Asking::default()
    };
    let shop = under_review_at("2026-03-02 09:00", idle);
    assert_eq!(questions(&shop.financing, 1), ["Tue 2026-03-03 09:00"]);
}

#[test]
fn office_hours_are_those_of_paris_before_and_after_both_clock_changes() {
    let spring = under_review_at("2026-03-27 17:00", Asking::default());
    assert_eq!(
        next_question(&spring.financing, None, false),
        Some(utc("2026-03-30 06:00"))
    );
    let autumn = under_review_at("2026-10-23 17:00", Asking::default());
    assert_eq!(
        next_question(&autumn.financing, None, false),
        Some(utc("2026-10-26 07:00"))
    );
    assert!(!office_is_open(utc("2026-03-27 06:59")), "07:59 in winter");
    assert!(office_is_open(utc("2026-03-27 07:00")), "08:00 in winter");
    assert!(office_is_open(utc("2026-03-27 16:59")), "17:59 in winter");
    assert!(!office_is_open(utc("2026-03-27 17:00")), "18:00 in winter");
    assert!(office_is_open(utc("2026-03-30 06:00")), "08:00 in summer");
    assert!(!office_is_open(utc("2026-03-30 16:00")), "18:00 in summer");
}

#[test]
fn midnight_month_ends_and_the_leap_day_are_days_like_others() {
    let night = under_review_at("2026-03-02 23:59", Asking::default());
    assert_eq!(questions(&night.financing, 1), ["Tue 2026-03-03 08:00"]);
    let small_hours = under_review_at("2026-03-03 00:01", Asking::default());
    assert_eq!(
        questions(&small_hours.financing, 1),
        ["Tue 2026-03-03 08:00"]
    );
    let month_end = under_review_at("2026-04-30 16:30", Asking::default());
    assert_eq!(questions(&month_end.financing, 1), ["Fri 2026-05-01 08:00"]);
    let leap = under_review_at("2028-02-28 17:00", Asking::default());
    assert_eq!(questions(&leap.financing, 1), ["Tue 2028-02-29 08:00"]);
    let year_end = under_review_at("2026-12-31 17:00", Asking::default());
    assert_eq!(questions(&year_end.financing, 1), ["Fri 2027-01-01 08:00"]);
}

#[test]
fn a_review_without_office_hours_is_asked_about_the_moment_it_may_be() {
    let at_any_hour = Asking {
        office_hours: false,
        ..Asking::default()
    };
    let shop = under_review_at("2026-03-07 10:00", at_any_hour);
    let asked = paris("2026-03-07 12:01");
    let next = next_question(&shop.financing, Some(asked), false);
    assert_eq!(next, Some(paris("2026-03-07 14:00")));
}

#[test]
fn a_till_that_restarts_keeps_to_the_same_times() {
    let shop = under_review_at("2026-03-02 09:00", Asking::default());
    let after_restart = |at: &str| next_question(&shop.financing, Some(paris(at)), false);
    assert_eq!(
        after_restart("2026-03-02 09:01"),
        Some(paris("2026-03-02 11:00"))
    );
    assert_eq!(
        after_restart("2026-03-02 11:01"),
        Some(paris("2026-03-02 13:00"))
    );
}

#[test]
fn a_question_put_late_is_not_followed_by_another_within_two_hours() {
    let shop = under_review_at("2026-03-02 08:00", Asking::default());
    let late = paris("2026-03-02 11:55");
    let next = next_question(&shop.financing, Some(late), false);
    assert_eq!(next, Some(paris("2026-03-02 14:00")));
}

#[test]
fn a_question_that_fell_due_while_the_till_slept_waits_for_the_office_to_open() {
    let shop = under_review_at("2026-03-06 15:00", Asking::default());
    assert_eq!(questions(&shop.financing, 1), ["Fri 2026-03-06 17:00"]);
    assert!(
        !may_ask(&shop.financing, paris("2026-03-07 10:00")),
        "Saturday"
    );
    assert!(!may_ask(&shop.financing, paris("2026-03-06 18:00")));
    assert!(may_ask(&shop.financing, paris("2026-03-09 08:00")));
    let journey = shown_at("2026-03-07 10:00", asking(Asking::default()));
    assert!(
        may_ask(&journey.financing, paris("2026-03-07 10:20")),
        "only a review is bound"
    );
}

#[test]
fn a_review_that_staff_ended_keeps_office_hours() {
    let mut shop = under_review_at("2026-03-06 16:30", Asking::default());
    shop.waits(TimeDelta::minutes(60)).cancels(None).rejected();
    assert_eq!(questions(&shop.financing, 1), ["Mon 2026-03-09 08:00"]);
    assert!(!may_ask(&shop.financing, paris("2026-03-07 10:00")));
    let mut lost = under_review_at("2026-03-06 16:30", Asking::default());
    lost.waits(TimeDelta::minutes(60))
        .cancels(None)
        .unanswered();
    let asked = Some(lost.now);
    let next = next_question(&lost.financing, asked, false).map(shown_in_paris);
    assert_eq!(next.as_deref(), Some("Mon 2026-03-09 08:00"));
}

#[test]
fn a_journey_that_cannot_be_abandoned_is_asked_about_like_any_other_after_staff_ended_it() {
    let stays = Terms {
        abandon: false,
        ..asking(Asking::default())
    };
    let mut shop = shown_at("2026-03-06 16:30", stays);
    shop.cancels(None);
    let next = next_question(&shop.financing, Some(shop.now), false).map(shown_in_paris);
    assert_eq!(next.as_deref(), Some("Fri 2026-03-06 16:50"));
}

#[test]
fn a_journey_that_staff_ended_before_any_review_is_asked_about_at_once() {
    let mut shop = shown_at("2026-03-06 16:30", asking(Asking::default()));
    shop.cancels(None).unanswered();
    let next = next_question(&shop.financing, Some(shop.now), false);
    assert_eq!(next, Some(shop.now + TimeDelta::seconds(2)));
}

// Unknown outcomes, prepared operations, accepted ones

#[test]
fn an_unknown_outcome_is_asked_about_with_growing_pauses_and_then_every_half_hour() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers().unanswered();
    let since = shop.now;
    let mut asked = Some(since);
    let mut waits = Vec::new();
    for _ in 0..13 {
        asked = next_question(&shop.financing, asked, false);
        waits.push(asked.map(|at| (at - since).num_seconds()));
    }
    let expected = [
        2, 6, 14, 30, 62, 126, 254, 510, 1_022, 2_046, 3_846, 5_646, 7_446,
    ];
    assert_eq!(waits, expected.map(Some));
}

#[test]
fn what_is_on_its_way_or_was_not_sent_is_not_asked_about() {
    let mut shop = accepted(terms(Route::OneCall));
    let long_ago = Some(shop.now - TimeDelta::days(2));
    shop.delivers();
    assert_eq!(next_question(&shop.financing, long_ago, true), None);
    shop.not_sent();
    assert_eq!(next_question(&shop.financing, long_ago, true), None);
}

#[test]
fn what_was_not_sent_is_tried_again_after_5_seconds_and_at_last_every_5_minutes() {
    let mut shop = accepted(terms(Route::OneCall));
    assert_eq!(next_try(&shop.financing), None);
    shop.delivers();
    let mut pauses = Vec::new();
    for _ in 0..9 {
        shop.not_sent();
        let at = next_try(&shop.financing).expect("a next try");
        pauses.push((at - shop.now).num_seconds());
        shop.now = at;
        let intent = shop.intent();
        shop.does(Event::SentAgain { intent });
    }
    assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
}

#[test]
fn a_gateway_that_rests_is_tried_again_after_five_minutes_at_once() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    let (intent, why) = (shop.intent(), NotSent::Resting);
    shop.does(Event::NotSent { intent, why });
    let pause = next_try(&shop.financing).map(|at| (at - shop.now).num_seconds());
    assert_eq!(pause, Some(300));
}

#[test]
fn an_accepted_one_is_asked_about_when_its_time_is_over_and_then_daily() {
    let shop = accepted(terms(Route::OneCall));
    assert_eq!(
        questions(&shop.financing, 3),
        [
            "Sun 2026-03-08 10:00",
            "Mon 2026-03-09 10:00",
            "Tue 2026-03-10 10:00",
        ]
    );
}

// Clocks that jump

#[test]
fn a_clock_set_back_a_day_keeps_asking() {
    let journey = shown_at("2026-03-03 10:00", asking(Asking::default()));
    let set_back = paris("2026-03-02 10:05");
    let next = next_question(&journey.financing, Some(set_back), false);
    assert_eq!(next, Some(set_back + TimeDelta::minutes(20)));
    let review = under_review_at("2026-03-03 10:00", Asking::default());
    let next = next_question(&review.financing, Some(set_back), false);
    assert_eq!(next, Some(set_back + TimeDelta::hours(2)));
    let evening = paris("2026-03-02 17:00");
    let next = next_question(&review.financing, Some(evening), false);
    assert_eq!(
        next,
        Some(paris("2026-03-03 08:00")),
        "office hours all the same"
    );
    let at_any_hour = Asking {
        office_hours: false,
        ..Asking::default()
    };
    let review = under_review_at("2026-03-03 10:00", at_any_hour);
    let next = next_question(&review.financing, Some(evening), false);
    assert_eq!(next, Some(paris("2026-03-02 19:00")));
    let mut unknown = accepted(terms(Route::OneCall));
    unknown.delivers().unanswered();
    let set_back = unknown.now - TimeDelta::days(1);
    let next = next_question(&unknown.financing, Some(set_back), false);
    assert_eq!(next, Some(set_back + TimeDelta::minutes(1)));
}

#[test]
fn a_question_of_five_minutes_before_is_none_of_a_clock_that_was_set_back() {
    let journey = shown_at("2026-03-03 10:00", asking(Asking::default()));
    let minutes_before = |minutes| Some(paris("2026-03-03 10:00") - TimeDelta::minutes(minutes));
    let next = |asked| next_question(&journey.financing, asked, false).map(shown_in_paris);
    let usual = "Tue 2026-03-03 10:20".to_owned();
    assert_eq!(next(minutes_before(5)), Some(usual));
    let set_back = "Tue 2026-03-03 10:14".to_owned();
    assert_eq!(next(minutes_before(6)), Some(set_back));
}

#[test]
fn a_clock_set_forward_a_day_ends_nothing() {
    let mut shop = accepted(terms(Route::ReserveFirst));
    let before = shop.financing.amounts;
    shop.waits(TimeDelta::days(365)).learns(Status::Reserved);
    assert_eq!(shop.financing.amounts, before);
    shop.delivers();
    let mut journey = shown_at("2026-03-02 10:00", asking(Asking::default()));
    journey.waits(TimeDelta::days(1)).learns(Status::InJourney);
    journey
        .learns(Status::Accepted)
        .delivers()
        .answered(Report::of(Status::Released));
}

proptest! {
    #[test]
    fn no_review_is_ever_asked_about_out_of_hours_or_twice_in_two_hours(
        began in any_minute(),
        review_minutes in 0..3_000_u32,
        lates in prop::collection::vec(0..400_i64, 1..12),
    ) {
        let mut shop = Shop::starts_at(began, Mode::TwoStep, asking(Asking { review_minutes, ..Asking::default() }));
        shop.answered(link()).learns(Status::UnderReview);
        let mut last: Option<DateTime<Utc>> = None;
        for late in lates {
            let due = next_question(&shop.financing, last, false).expect("a question");
            prop_assert!(office_is_open(due));
            let at = due + TimeDelta::minutes(late);
            if !may_ask(&shop.financing, at) {
                prop_assert!(!office_is_open(at));
                continue;
            }
            if let Some(last) = last {
                prop_assert!(due - last >= TimeDelta::minutes(119));
                prop_assert!(due - last <= TimeDelta::days(4) + TimeDelta::hours(2));
            }
            last = Some(at);
        }
    }
}
