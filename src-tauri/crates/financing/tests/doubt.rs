//! Doubt, as sentences about the shop: what no answer, a late one or one that does not fit leads to. Here money would be
//! doubled or lost if an unknown were taken for a no.

use crate::shop::{
    AMOUNT, PART, ROUTES, Shop, WINDOW_S, accepted, amounts, financed, link, naming, rejection,
    terms,
};
use chrono::TimeDelta;
use financing::{
    Attention, Cents, Declared, Effect, Event, Mode, Operation, Overdue, Refusal, Report, Route,
    Silence, Standing, State, Status, Terms,
};

/// Terms of a gateway whose books lag: that it shows no trace never proves anything.
fn lagging(route: Route) -> Terms {
    Terms {
        absence_proven_after_s: None,
        ..terms(route)
    }
}

fn not_done() -> Event {
    Event::Declared {
        what: Declared::NotDone,
    }
}

// Silence

#[test]
fn a_time_out_is_unknown_and_never_failed() {
    for route in ROUTES {
        let mut shop = Shop::starts(Mode::TwoStep, terms(route));
        shop.unanswered();
        assert_eq!(shop.state(), State::Opening);
        assert_eq!(shop.effects.last(), Some(&Effect::Ask));
        shop.learns(Status::Absent);
        assert_eq!(shop.state(), State::Opening, "too early to prove anything");
        shop.asked(WINDOW_S, Report::of(Status::Absent));
        assert_eq!(shop.state(), State::Failed);
    }
}

#[test]
fn where_books_lag_absence_never_proves_and_a_person_decides() {
    let mut shop = Shop::starts(Mode::TwoStep, lagging(Route::ReservedOnAcceptance));
    shop.unanswered()
        .asked(u32::MAX, Report::of(Status::Absent));
    assert_eq!(shop.state(), State::Opening);
    shop.does(Event::Overdue {
        what: Overdue::Outcome,
    });
    let operation = Operation::Open;
    assert_eq!(
        shop.financing.attention,
        Some(Attention::OutcomeUnknown { operation })
    );
    shop.does(not_done());
    assert_eq!(shop.state(), State::Failed);
}

#[test]
fn a_release_without_a_trace_is_sent_again_three_times_and_then_a_person_decides() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    let pressed = shop.financing.times.delivered;
    for _ in 0..3 {
        shop.waits(TimeDelta::minutes(3)).unanswered();
        shop.asked(WINDOW_S, Report::of(Status::Accepted));
        assert_eq!(shop.sent(), Some((Operation::Release, AMOUNT)));
    }
    assert_eq!(
        shop.financing.times.delivered, pressed,
        "delivered when it was pressed"
    );
    shop.unanswered()
        .asked(WINDOW_S, Report::of(Status::Accepted));
    assert_eq!((shop.state(), shop.sent()), (State::Accepted, None));
    let operation = Operation::Release;
    assert_eq!(
        shop.financing.attention,
        Some(Attention::NotDone { operation })
    );
}

#[test]
fn a_release_is_not_sent_again_on_a_word_from_before_the_reservation() {
    let mut shop = accepted(terms(Route::ReserveFirst));
    shop.delivers().unanswered();
    shop.asked(WINDOW_S, Report::of(Status::Accepted));
    assert_eq!((shop.state(), shop.sent()), (State::Releasing, None));
}

#[test]
fn a_refund_of_a_part_counts_as_not_done_only_when_the_gateway_names_amounts() {
    let mut shop = financed(terms(Route::OneCall));
    shop.refunds(Some(PART)).unanswered();
    shop.asked(u32::MAX, Report::of(Status::Released));
    assert_eq!(
        shop.state(),
        State::Refunding,
        "released is also the word after a part was refunded"
    );
    let untouched = amounts(AMOUNT, AMOUNT, Cents::ZERO, Cents::ZERO);
    shop.asked(u32::MAX, naming(Status::Released, untouched));
    assert_eq!((shop.state(), shop.sent()), (State::Financed, None));
}

#[test]
fn giving_back_a_part_counts_as_not_done_only_when_the_gateway_names_amounts() {
    let mut shop = accepted(terms(Route::ReserveFirst));
    shop.cancels(Some(PART)).unanswered();
    shop.asked(u32::MAX, Report::of(Status::Reserved));
    assert_eq!(shop.state(), State::Cancelling);
    let untouched = amounts(AMOUNT, Cents::ZERO, Cents::ZERO, Cents::ZERO);
    shop.asked(u32::MAX, naming(Status::Reserved, untouched));
    assert_eq!((shop.state(), shop.sent()), (State::Reserved, None));
}

#[test]
fn a_failure_of_an_earlier_refund_does_not_fail_the_one_on_its_way() {
    let operation = Operation::Refund;
    let failed = || Report::of(Status::OperationFailed { operation });
    let mut shop = financed(lagging(Route::OneCall));
    shop.refunds(Some(PART)).answered(failed());
    assert_eq!(shop.state(), State::Financed);
    shop.refunds(Some(PART)).asked(0, failed());
    assert_eq!(
        shop.state(),
        State::Refunding,
        "its own answer is still to come"
    );
    shop.unanswered().asked(u32::MAX, failed());
    assert_eq!(
        shop.state(),
        State::Refunding,
        "it may have been done all the same"
    );
    assert_eq!(
        shop.financing.attention,
        Some(Attention::ContactGateway { operation })
    );
}

#[test]
fn the_answer_to_a_stale_question_says_nothing_about_what_is_on_its_way() {
    let mut shop = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    shop.learns(Status::Waiting);
    assert_eq!(shop.state(), State::Opening);
    shop.answered(link());
    assert_eq!(
        shop.financing.attention, None,
        "the link came with the answer and was not lost"
    );
}

#[test]
fn an_answer_to_an_operation_that_is_over_is_refused() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    let intent = shop.intent();
    shop.answered(Report::of(Status::Released));
    let late = Event::Rejected {
        intent,
        rejection: crate::shop::rejection(),
    };
    assert_eq!(shop.tries(late), Err(Refusal::Stale));
    assert_eq!(shop.state(), State::Financed);
}

#[test]
fn no_word_makes_the_till_ask_without_end() {
    let mut shop = financed(lagging(Route::OneCall));
    shop.refunds(None).unanswered();
    let outcome = Event::Overdue {
        what: Overdue::Outcome,
    };
    shop.does(outcome.clone());
    for status in [
        Status::Refused,
        Status::Broken,
        Status::Unrecognised {
            word: "Zurueck".to_owned(),
        },
        Status::OperationFailed {
            operation: Operation::Refund,
        },
    ] {
        shop.learns(status.clone());
        assert!(!shop.effects.contains(&Effect::Ask), "{status:?}");
        assert_eq!(
            shop.tries(outcome.clone()),
            Err(Refusal::Stale),
            "{status:?}"
        );
    }
}

#[test]
fn what_was_not_sent_can_be_taken_back_and_what_was_cannot() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    assert_eq!(
        shop.tries(Event::Cancel { amount: None }),
        Err(Refusal::Busy)
    );
    shop.not_sent().cancels(None);
    assert_eq!(
        (shop.state(), &shop.financing.pending),
        (State::Accepted, &None)
    );
    shop.delivers().unanswered();
    assert_eq!(
        shop.tries(Event::Cancel { amount: None }),
        Err(Refusal::Busy)
    );
}

#[test]
fn what_is_only_prepared_is_sent_under_the_same_intent() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers().not_sent();
    let intent = shop.intent();
    shop.does(Event::SentAgain { intent });
    assert_eq!(shop.intent(), intent);
    assert_eq!(shop.tries(Event::SentAgain { intent }), Err(Refusal::Stale));
}

#[test]
fn what_is_only_prepared_is_doubted_by_a_till_that_was_interrupted_and_by_nothing_else() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers().not_sent();
    let intent = shop.intent();
    let because = |why| Event::Unanswered { intent, why };
    assert_eq!(shop.tries(because(Silence::TimedOut)), Err(Refusal::Stale));
    shop.does(because(Silence::Interrupted));
    let standing = shop.financing.pending.as_ref().map(|kept| kept.standing);
    assert_eq!(standing, Some(Standing::Unknown));
    assert_eq!(
        shop.tries(Event::SentAgain { intent }),
        Err(Refusal::Stale),
        "it is asked about and not sent"
    );
}

#[test]
fn an_opening_kept_without_network_is_given_up_and_nothing_was_sent() {
    let mut shop = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    let intent = shop.intent();
    assert_eq!(shop.tries(Event::NeverSent { intent }), Err(Refusal::Stale));
    shop.not_sent().does(Event::NeverSent { intent });
    assert_eq!(shop.state(), State::Failed);
    assert_eq!(shop.financing.attention, Some(Attention::NeverSent));
}

// Words that do not fit

#[test]
fn another_amount_than_the_order_s_moves_nothing() {
    let another = amounts(PART, PART, Cents::ZERO, Cents::ZERO);
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers().answered(naming(Status::Released, another));
    assert_eq!(shop.state(), State::Releasing);
    assert_eq!(shop.financing.attention, Some(Attention::Contradiction));
    let mut shop = Shop::shows(terms(Route::OneCall));
    let another = amounts(PART, Cents::ZERO, Cents::ZERO, Cents::ZERO);
    shop.asked(0, naming(Status::Accepted, another));
    assert_eq!(shop.state(), State::Shown);
    assert_eq!(shop.financing.attention, Some(Attention::Contradiction));
}

#[test]
fn a_word_whose_amounts_say_otherwise_moves_nothing() {
    let zero = Cents::ZERO;
    for (status, named) in [
        (Status::Released, amounts(AMOUNT, zero, zero, zero)),
        (Status::Refunded, amounts(AMOUNT, AMOUNT, zero, PART)),
        (Status::Cancelled, amounts(AMOUNT, zero, PART, zero)),
    ] {
        let mut shop = accepted(terms(Route::ReserveFirst));
        shop.asked(0, naming(status.clone(), named));
        assert_eq!(shop.state(), State::Reserved, "{status:?}");
        assert_eq!(
            shop.financing.attention,
            Some(Attention::Contradiction),
            "{status:?}"
        );
    }
}

#[test]
fn old_news_never_takes_money_back() {
    let mut shop = financed(terms(Route::ReservedOnAcceptance));
    shop.refunds(Some(PART))
        .answered(Report::of(Status::Released));
    let before = shop.financing.clone();
    let zero = Cents::ZERO;
    for report in [
        Report::of(Status::Waiting),
        Report::of(Status::Accepted),
        Report::of(Status::Absent),
        naming(Status::Reserved, amounts(AMOUNT, zero, zero, zero)),
        naming(Status::Released, amounts(AMOUNT, AMOUNT, zero, zero)),
    ] {
        shop.asked(0, report);
        assert_eq!(shop.financing, before);
    }
}

#[test]
fn a_strange_word_is_kept_as_it_came_and_put_before_a_person() {
    let word = "Zurueckgestellt".to_owned();
    let mut shop = Shop::shows(terms(Route::OneCall));
    shop.learns(Status::Unrecognised { word: word.clone() });
    assert_eq!(shop.state(), State::Shown);
    assert_eq!(
        shop.financing.attention,
        Some(Attention::Unrecognised { word })
    );
    shop.learns(Status::InJourney);
    assert_eq!(
        shop.financing.attention, None,
        "the next word that fits answers it"
    );
}

#[test]
fn a_transaction_that_vanished_stands_before_a_person() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.learns(Status::Absent);
    assert_eq!(shop.financing.attention, Some(Attention::Contradiction));
    let mut shop = accepted(lagging(Route::OneCall));
    shop.learns(Status::Absent);
    assert_eq!(
        shop.financing.attention, None,
        "books that lag say nothing by silence"
    );
}

#[test]
fn a_release_that_ends_in_lapsed_is_believed_only_once_it_is_time() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers().unanswered().learns(Status::Abandoned);
    assert_eq!(shop.state(), State::Releasing);
    shop.asked(WINDOW_S, Report::of(Status::Abandoned));
    assert_eq!(shop.state(), State::Lapsed);
    shop.learns(Status::Released);
    assert_eq!(
        shop.state(),
        State::Financed,
        "the gateway's books have the last word"
    );
}

#[test]
fn a_reservation_in_doubt_that_lapsed_since_was_made_and_is_over() {
    let mut shop = Shop::shows(terms(Route::ReserveFirst));
    shop.learns(Status::Accepted).unanswered();
    let lapsed = amounts(AMOUNT, Cents::ZERO, AMOUNT, Cents::ZERO);
    shop.asked(0, naming(Status::Cancelled, lapsed));
    assert_eq!(shop.state(), State::Cancelled);
    assert!(
        shop.effects.contains(&Effect::Settle {
            intent: 2,
            standing: Standing::Confirmed
        }),
        "{:?}",
        shop.effects
    );
}

/// The gateway's books show no trace of the cancellation, nor that the reservation's time is over.
#[test]
fn a_reservation_let_go_in_silence_while_its_cancellation_was_in_doubt_is_ended_by_cancelling_it_again()
 {
    let doubtful = |terms| {
        let mut shop = accepted(terms);
        shop.cancels(None).unanswered().waits(TimeDelta::days(6));
        shop
    };
    let mut by_its_books = doubtful(terms(Route::ReservedOnAcceptance));
    by_its_books.asked(WINDOW_S, Report::of(Status::Reserved));
    let mut by_a_manager = doubtful(lagging(Route::ReservedOnAcceptance));
    by_a_manager.asked(WINDOW_S, Report::of(Status::Reserved));
    assert_eq!(
        by_a_manager.state(),
        State::Cancelling,
        "books that lag prove nothing"
    );
    by_a_manager.does(not_done());
    for mut shop in [by_its_books, by_a_manager] {
        let operation = Operation::Cancel;
        assert_eq!(
            shop.financing.attention,
            Some(Attention::NotDone { operation })
        );
        shop.cancels(None).rejected();
        assert_eq!(shop.state(), State::Lapsed);
    }
}

/// "Not voidable" is said of what was voided before and of what was let go.
#[test]
fn a_reservation_of_which_nothing_is_left_is_over_once_a_manager_knows_that_it_was_not_given_back()
{
    let mut shop = accepted(lagging(Route::ReservedOnAcceptance));
    let first = shop.financing.intents + 1;
    let why = Silence::AlreadyDone;
    shop.cancels(None)
        .does(Event::Unanswered { intent: first, why });
    shop.asked(WINDOW_S, Report::of(Status::Reserved));
    assert_eq!(shop.state(), State::Cancelling, "it may have been done");
    let mut in_time = shop.clone();
    in_time.does(not_done());
    assert_eq!(
        in_time.state(),
        State::Reserved,
        "within its time the manager's word takes nothing away"
    );
    shop.waits(TimeDelta::days(6)).does(not_done());
    assert_eq!(shop.state(), State::Lapsed);
    shop.learns(Status::Released);
    assert_eq!(
        shop.state(),
        State::Financed,
        "the gateway's books have the last word"
    );
}

/// A gateway that proves nothing by silence proves it by its record of the very operation.
#[test]
fn a_record_that_names_the_operation_says_that_it_was_refused_and_another_one_s_says_nothing() {
    let record = |intent| {
        Report::of(Status::OperationRefused {
            intent,
            rejection: rejection(),
        })
    };
    let mut shop = financed(lagging(Route::ReservedOnAcceptance));
    shop.refunds(None).unanswered();
    let number = shop.intent();
    shop.asked(0, record(number - 1));
    assert_eq!(shop.state(), State::Refunding, "it is told of another one");
    shop.asked(0, record(number));
    assert_eq!(shop.state(), State::Financed);
    let why = Attention::Rejected {
        operation: Operation::Refund,
        rejection: rejection(),
    };
    assert_eq!(shop.financing.attention, Some(why));
}
