//! The rules as sentences about the shop: what a press, an answer, a silence or a word of the gateway leads to where
//! money could be lost, doubled or shown too early. The whole table is next door; here stands why it must be so.

use crate::shop::{
    AMOUNT, PART, ROUTES, Shop, WINDOW_S, accepted, amounts, financed, link, naming, terms,
};
use chrono::TimeDelta;
use financing::{
    Attention, Cents, Declared, Effect, Event, Mode, Operation, Overdue, Paper, Refusal, Rejection,
    RejectionKind, Report, Route, Sending, Silence, Standing, State, Status, Terms, fold, start,
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

// Direct and two-step

#[test]
fn a_direct_financing_releases_itself_on_acceptance() {
    let mut shop = Shop::starts(Mode::Direct, terms(Route::OneCall));
    shop.answered(link()).learns(Status::Accepted);
    assert_eq!(
        shop.state(),
        State::Releasing,
        "not financed before the gateway says so"
    );
    assert_eq!(shop.sent(), Some((Operation::Release, AMOUNT)));
    shop.answered(Report::of(Status::Released));
    assert_eq!(shop.state(), State::Financed);
}

#[test]
fn a_direct_financing_that_reserves_first_goes_through_both_calls_by_itself() {
    let mut shop = Shop::starts(Mode::Direct, terms(Route::ReserveFirst));
    shop.answered(link()).learns(Status::Accepted);
    assert_eq!(shop.sent(), Some((Operation::Reserve, AMOUNT)));
    shop.answered(Report::of(Status::Reserved));
    assert_eq!(shop.sent(), Some((Operation::Release, AMOUNT)));
}

#[test]
fn a_two_step_financing_waits_for_delivered() {
    for route in ROUTES {
        let shop = accepted(terms(route));
        assert!(
            matches!(shop.state(), State::Accepted | State::Reserved),
            "{route:?}"
        );
        assert_eq!(shop.financing.amounts.released, Cents::ZERO);
        assert_eq!(shop.financing.deliverable(), AMOUNT);
    }
}

#[test]
fn delivered_pressed_before_the_reservation_worked_releases_once_it_does() {
    let mut shop = Shop::shows(terms(Route::ReserveFirst));
    shop.learns(Status::Accepted).rejected().delivers();
    assert_eq!(shop.sent(), Some((Operation::Reserve, AMOUNT)));
    shop.answered(Report::of(Status::Reserved));
    assert_eq!(
        shop.sent(),
        Some((Operation::Release, AMOUNT)),
        "the press is not forgotten"
    );
}

#[test]
fn a_release_that_came_to_nothing_is_no_longer_a_delivery() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers().rejected();
    assert_eq!(shop.state(), State::Accepted);
    assert_eq!(shop.financing.times.delivered, None);
    let note = Event::Printed {
        paper: Paper::DeliveryNote,
    };
    assert_eq!(shop.tries(note), Err(Refusal::NothingToPrint));
}

#[test]
fn what_is_released_by_hand_is_only_ever_asked_about() {
    let mut shop = accepted(terms(Route::ByHand));
    shop.delivers();
    assert_eq!(
        (shop.state(), shop.effects.as_slice()),
        (State::Releasing, [Effect::Ask].as_slice())
    );
    shop.learns(Status::Accepted).learns(Status::Reserved);
    assert_eq!(
        (shop.state(), shop.financing.intents),
        (State::Releasing, 1)
    );
    shop.learns(Status::Released);
    assert_eq!(shop.state(), State::Financed);
}

#[test]
fn delivered_by_hand_but_never_released_comes_back_to_the_list() {
    let mut shop = accepted(terms(Route::ByHand));
    shop.delivers().does(Event::Overdue {
        what: Overdue::Outcome,
    });
    shop.does(not_done());
    assert_eq!(shop.state(), State::Accepted);
}

// Parts

#[test]
fn a_part_is_delivered_where_parts_are_allowed_and_the_rest_is_never_released_twice() {
    let mut shop = accepted(terms(Route::ReserveFirst));
    shop.does(Event::Deliver { amount: Some(PART) });
    assert_eq!(shop.sent(), Some((Operation::Release, PART)));
    shop.answered(Report::of(Status::Released));
    assert_eq!(shop.financing.amounts.released, PART);
    let again = Event::Deliver { amount: None };
    assert_eq!(shop.tries(again), Err(Refusal::AlreadyFinanced));
    let too_much = Event::Refund {
        amount: Some(AMOUNT),
    };
    assert_eq!(shop.tries(too_much), Err(Refusal::AboveLeft { left: PART }));
}

#[test]
fn where_parts_are_not_allowed_only_the_whole_is_taken() {
    let whole = Terms {
        part_delivery: false,
        part_cancel: false,
        part_refund: false,
        ..terms(Route::ReserveFirst)
    };
    let mut shop = accepted(whole.clone());
    for event in [
        Event::Deliver { amount: Some(PART) },
        Event::Cancel { amount: Some(PART) },
    ] {
        assert_eq!(shop.tries(event), Err(Refusal::OnlyWhole));
    }
    let mut shop = financed(whole);
    let refund = |amount| Event::Refund { amount };
    assert_eq!(shop.tries(refund(Some(PART))), Err(Refusal::OnlyWhole));
    assert_eq!(shop.tries(refund(Some(Cents::ZERO))), Err(Refusal::Nothing));
    shop.does(refund(Some(AMOUNT)));
}

#[test]
fn parts_are_given_back_until_nothing_is_left() {
    let mut shop = accepted(terms(Route::ReserveFirst));
    shop.cancels(Some(PART))
        .answered(Report::of(Status::Reserved));
    assert_eq!(shop.financing.deliverable(), Cents::of(60_000));
    shop.cancels(None);
    assert_eq!(shop.sent(), Some((Operation::Cancel, Cents::of(60_000))));
    shop.answered(Report::of(Status::Reserved));
    assert_eq!(
        shop.state(),
        State::Cancelled,
        "reserved, and nothing left of it"
    );
}

#[test]
fn refunds_are_repeated_until_nothing_is_left() {
    let mut shop = financed(terms(Route::OneCall));
    shop.refunds(Some(PART))
        .answered(Report::of(Status::Released));
    assert_eq!(
        (shop.state(), shop.financing.amounts.left_to_refund()),
        (State::Financed, Cents::of(60_000))
    );
    shop.refunds(None).answered(Report::of(Status::Refunded));
    assert_eq!(shop.state(), State::Refunded);
    assert_eq!(
        shop.tries(Event::Refund { amount: None }),
        Err(Refusal::Over)
    );
}

#[test]
fn twenty_taps_are_one_deed() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    for _ in 0..19 {
        assert_eq!(
            shop.tries(Event::Deliver { amount: None }),
            Err(Refusal::Busy)
        );
    }
    assert_eq!(shop.financing.intents, 2, "the opening and one release");
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

// Ending a journey

#[test]
fn a_link_lost_with_its_answer_is_said_so_but_not_to_a_customer_who_has_it() {
    let mut shop = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    shop.unanswered().learns(Status::Waiting);
    assert_eq!(shop.financing.attention, Some(Attention::LinkLost));
    let mut shop = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    shop.unanswered().learns(Status::InJourney);
    assert_eq!(shop.financing.attention, None);
    let mut order = crate::shop::order(Mode::TwoStep, terms(Route::OneCall));
    order.sending = Sending::Sms;
    let step = start(shop.financing.id.clone(), order, shop.now);
    shop.financing = step.next;
    shop.unanswered().learns(Status::Waiting);
    assert_eq!(
        shop.financing.attention, None,
        "the text message carries it"
    );
}

#[test]
fn a_customer_who_was_quicker_than_the_withdrawal_is_not_financed() {
    let mut shop = Shop::shows(terms(Route::OneCall));
    shop.cancels(None).unanswered().learns(Status::Accepted);
    assert_eq!((shop.state(), shop.sent()), (State::Withdrawn, None));
}

#[test]
fn what_was_reserved_after_staff_ended_it_is_given_back() {
    let mut shop = Shop::shows(Terms {
        abandon: false,
        ..terms(Route::ReservedOnAcceptance)
    });
    shop.cancels(None).learns(Status::Reserved);
    assert_eq!(shop.sent(), Some((Operation::Cancel, AMOUNT)));
    shop.answered(Report::of(Status::Cancelled));
    assert_eq!(shop.state(), State::Cancelled);
}

#[test]
fn what_was_financed_after_staff_ended_it_stands_before_a_person() {
    let mut shop = Shop::shows(terms(Route::OneCall));
    shop.cancels(None).unanswered().learns(Status::Released);
    assert_eq!(shop.state(), State::Financed);
    assert_eq!(
        shop.financing.attention,
        Some(Attention::FinancedAfterWithdrawal)
    );
}

#[test]
fn a_rejected_abandoning_is_asked_about_at_once() {
    let mut shop = Shop::shows(terms(Route::OneCall));
    shop.cancels(None).rejected();
    assert_eq!(shop.state(), State::Withdrawing);
    assert_eq!(shop.effects.last(), Some(&Effect::Ask));
}

#[test]
fn a_part_of_a_journey_cannot_be_ended() {
    let part = || Event::Cancel { amount: Some(PART) };
    let mut opening = Shop::starts(Mode::TwoStep, terms(Route::OneCall));
    assert_eq!(opening.tries(part()), Err(Refusal::OnlyWhole));
    assert_eq!(opening.not_sent().tries(part()), Err(Refusal::OnlyWhole));
    assert_eq!(
        Shop::shows(terms(Route::OneCall)).tries(part()),
        Err(Refusal::OnlyWhole)
    );
}

// Italy: the journey ends under review, the money is released at once, refunds only whole

#[test]
fn in_italy_a_journey_ends_under_review_and_is_not_accepted_by_it() {
    let italy = Terms {
        part_refund: false,
        part_delivery: false,
        ..terms(Route::OneCall)
    };
    let mut shop = Shop::starts(Mode::Direct, italy.clone());
    shop.answered(link()).learns(Status::UnderReview);
    assert_eq!((shop.state(), shop.sent()), (State::UnderReview, None));
    assert_eq!(shop.financing.amounts.authorised, Cents::ZERO);
    shop.clone()
        .learns(Status::Accepted)
        .answered(Report::of(Status::Released));
    shop.cancels(None);
    assert_eq!(shop.sent(), Some((Operation::Abandon, AMOUNT)));
    shop.answered(Report::of(Status::Abandoned));
    assert_eq!(shop.state(), State::Withdrawn);
    let mut shop = financed(italy);
    assert_eq!(
        shop.tries(Event::Refund { amount: Some(PART) }),
        Err(Refusal::OnlyWhole)
    );
}

// Ways out

#[test]
fn a_reservation_let_go_in_silence_is_ended_by_cancelling_it() {
    let mut shop = accepted(terms(Route::ReservedOnAcceptance));
    shop.cancels(None).rejected();
    assert_eq!(
        shop.state(),
        State::Reserved,
        "within its time a no is only a no"
    );
    shop.waits(TimeDelta::days(6)).cancels(None).rejected();
    assert_eq!(shop.state(), State::Lapsed);
}

#[test]
fn wrong_credentials_never_end_a_reservation() {
    let mut shop = accepted(terms(Route::ReservedOnAcceptance));
    shop.waits(TimeDelta::days(6)).cancels(None);
    let (intent, kind) = (shop.intent(), RejectionKind::Credentials);
    let rejection = Rejection {
        kind,
        code: "1003".to_owned(),
    };
    shop.does(Event::Rejected { intent, rejection });
    assert_eq!(shop.state(), State::Reserved);
}

#[test]
fn only_what_is_unknown_is_declared_not_done() {
    let mut shop = accepted(terms(Route::OneCall));
    assert_eq!(shop.tries(not_done()), Err(Refusal::NothingToDeclare));
    shop.delivers();
    assert_eq!(
        shop.tries(not_done()),
        Err(Refusal::NothingToDeclare),
        "on its way"
    );
    let overdue = Event::Overdue {
        what: Overdue::Outcome,
    };
    assert_eq!(
        shop.tries(overdue),
        Err(Refusal::Stale),
        "on its way is not unknown"
    );
    shop.unanswered().does(not_done());
    assert_eq!(shop.state(), State::Accepted);
}

#[test]
fn declaring_an_abandoning_not_done_does_not_end_the_financing() {
    let mut shop = Shop::shows(terms(Route::ReservedOnAcceptance));
    shop.cancels(None).unanswered().does(not_done());
    assert_eq!(
        shop.state(),
        State::Withdrawing,
        "the customer may still be accepted"
    );
    shop.learns(Status::Reserved);
    assert_eq!(shop.sent(), Some((Operation::Cancel, AMOUNT)));
}

// The journal

#[test]
fn a_second_start_and_an_empty_journal_are_no_financing() {
    let mut shop = financed(terms(Route::ReserveFirst));
    let again = shop.journal[0].event.clone();
    assert_eq!(shop.tries(again), Err(Refusal::OutOfOrder));
    assert_eq!(fold(&[]), None);
    assert_eq!(fold(&shop.journal[1..]), None);
    assert_eq!(fold(&shop.journal), Some(shop.financing));
}

#[test]
fn a_journal_read_back_from_json_tells_of_the_same_financing() {
    let shop = financed(terms(Route::ReserveFirst));
    let json = serde_json::to_string(&shop.journal).expect("a journal is JSON");
    let journal: Vec<financing::Entry> = serde_json::from_str(&json).expect("and back");
    assert_eq!(fold(&journal), Some(shop.financing.clone()));
    let json = serde_json::to_string(&shop.financing).expect("a financing is JSON");
    assert_eq!(serde_json::from_str(&json).ok(), Some(shop.financing));
}

#[test]
fn an_interrupted_operation_is_unknown_after_a_crash() {
    let mut shop = accepted(terms(Route::OneCall));
    shop.delivers();
    let (intent, why) = (shop.intent(), Silence::Interrupted);
    shop.does(Event::Unanswered { intent, why });
    let pending = shop.financing.pending.clone().expect("under way");
    assert_eq!(
        (pending.standing, pending.silence),
        (Standing::Unknown, Some(why))
    );
    assert_eq!(
        shop.tries(Event::SentAgain { intent }),
        Err(Refusal::Stale),
        "never sent again"
    );
}
