//! The pretended Cofidis without sockets.

use sandbox::books::Effect;
use sandbox::cofidis::{CaptureMode, PRODUCTS, Request};
use sandbox::journey::{Move, NoSuchJourney, Stage};

use crate::counter::{
    bank, bank_that_tells, days, key, minutes, morning, open, opening, signature, signed, standing,
    told, word,
};

const ALL: Option<u64> = Some(124_990);

#[test]
fn a_direct_financing_is_paid_by_confirm_and_refunded_in_parts() {
    let (mut bank, now) = (bank(), morning());
    let key = signed(&mut bank, "1", CaptureMode::Immediate, now);
    assert_eq!(
        told(&bank.call(&Request::Confirm(key.clone()), now)),
        ("000", "validated")
    );
    assert_eq!(
        told(&bank.call(&Request::Refund(key.clone(), Some(24_990)), now)),
        ("000", "validated")
    );
    assert_eq!(
        told(&bank.call(&Request::Refund(key.clone(), Some(100_001)), now)),
        ("011", "validated")
    );
    assert_eq!(
        told(&bank.call(&Request::Refund(key.clone(), Some(100_000)), now)),
        ("000", "Refunded")
    );
    assert_eq!(
        told(&bank.call(&Request::Refund(key.clone(), Some(1)), now)),
        ("009", "Refunded")
    );
    let effects: Vec<_> = bank
        .books()
        .entries()
        .iter()
        .map(|entry| (entry.effect, entry.amount))
        .collect();
    let expected = [
        (Effect::Reserved, 124_990),
        (Effect::Released, 124_990),
        (Effect::Refunded, 24_990),
        (Effect::Refunded, 100_000),
    ];
    assert_eq!(effects, expected);
}

#[test]
fn a_two_step_financing_is_authorised_cancelled_in_part_and_validated_once() {
    let (mut bank, now) = (bank(), morning());
    let key = signed(&mut bank, "1", CaptureMode::Validate, now);
    assert_eq!(
        told(&bank.call(&Request::Confirm(key.clone()), now)),
        ("000", "authorized")
    );
    assert_eq!(
        told(&bank.call(&Request::Cancel(key.clone(), Some(24_990)), now)),
        ("000", "authorized")
    );
    assert_eq!(
        told(&bank.call(&Request::Cancel(key.clone(), Some(100_001)), now)),
        ("013", "authorized")
    );
    assert_eq!(
        told(&bank.call(&Request::Validate(key.clone(), Some(100_001)), now)),
        ("008", "authorized")
    );
    assert_eq!(
        told(&bank.call(&Request::Validate(key.clone(), Some(90_000)), now)),
        ("000", "validated")
    );
    assert_eq!(
        told(&bank.call(&Request::Validate(key.clone(), Some(1)), now)),
        ("006", "validated")
    );
    let totals = bank.books().totals(&key.name());
    assert_eq!(
        (totals.released, totals.cancelled, totals.lapsed),
        (90_000, 24_990, 10_000)
    );
}

#[test]
fn cancelling_all_ends_an_authorisation() {
    let (mut bank, now) = (bank(), morning());
    let key = signed(&mut bank, "1", CaptureMode::Validate, now);
    bank.call(&Request::Confirm(key.clone()), now);
    assert_eq!(
        told(&bank.call(&Request::Cancel(key.clone(), ALL), now)),
        ("000", "Canceled")
    );
    assert_eq!(
        told(&bank.call(&Request::Cancel(key.clone(), Some(1)), now)),
        ("012", "Canceled")
    );
    assert_eq!(
        told(&bank.call(&Request::Validate(key, ALL), now)),
        ("007", "Canceled")
    );
}

/// What confirm, validate, cancel and refund are answered in each status.
#[test]
fn every_money_call_has_its_code_in_every_status() {
    let table = [
        ("Initialized", ["003", "003", "003", "003"]),
        ("Undefined", ["003", "003", "003", "003"]),
        ("Refused", ["003", "003", "003", "003"]),
        ("Aborted", ["003", "003", "003", "003"]),
        ("Error", ["003", "003", "003", "003"]),
        ("pending", ["003", "003", "003", "003"]),
        ("to_confirm", ["000", "007", "013", "010"]),
        ("authorized", ["004", "000", "000", "010"]),
        ("validated", ["004", "006", "013", "000"]),
        ("Refunded", ["004", "006", "013", "009"]),
        ("Canceled", ["004", "007", "012", "010"]),
    ];
    for (status, codes) in table {
        for (column, code) in codes.into_iter().enumerate() {
            let (mut bank, now) = (bank(), morning());
            let key = in_status(&mut bank, status);
            assert_eq!(
                word(&bank.call(&Request::GetStatus(key.clone()), now)),
                status
            );
            let calls = [
                Request::Confirm(key.clone()),
                Request::Validate(key.clone(), ALL),
                Request::Cancel(key.clone(), ALL),
                Request::Refund(key.clone(), ALL),
            ];
            let answer = bank.call(&calls[column], now);
            assert_eq!(
                answer.response_code,
                code,
                "{:?} in {status}",
                calls[column].method()
            );
        }
    }
}

fn in_status(bank: &mut sandbox::cofidis::Bank, status: &str) -> sandbox::cofidis::TransactionKey {
    let now = morning();
    let journey = open(bank, opening("1", CaptureMode::Validate), now);
    let mut customer = |step: Move| bank.customer(&journey, &step, now).unwrap();
    match status {
        "Initialized" => return key("1"),
        "Undefined" => customer(Move::Open),
        "Refused" => customer(Move::Refuse),
        "Aborted" => customer(Move::Leave),
        "Error" => customer(Move::Break),
        "pending" => customer(Move::Review),
        _ => customer(signature()),
    };
    let calls = match status {
        "authorized" => vec![Request::Confirm(key("1"))],
        "validated" => vec![Request::Confirm(key("1")), Request::Validate(key("1"), ALL)],
        "Refunded" => {
            vec![
                Request::Confirm(key("1")),
                Request::Validate(key("1"), ALL),
                Request::Refund(key("1"), ALL),
            ]
        }
        "Canceled" => vec![Request::Confirm(key("1")), Request::Cancel(key("1"), ALL)],
        _ => vec![],
    };
    for call in calls {
        assert_eq!(bank.call(&call, now).response_code, "000");
    }
    key("1")
}

#[test]
fn an_unknown_key_is_022_everywhere() {
    let (mut bank, now) = (bank(), morning());
    let calls = [
        Request::GetStatus(key("9")),
        Request::Confirm(key("9")),
        Request::Validate(key("9"), ALL),
        Request::Cancel(key("9"), ALL),
        Request::Refund(key("9"), ALL),
        Request::UpdateStatus(key("9"), "Delivered".to_owned()),
    ];
    for call in calls {
        assert_eq!(
            bank.call(&call, now).response_code,
            "022",
            "{:?}",
            call.method()
        );
    }
}

#[test]
fn a_validation_without_amount_is_to_be_sent_again() {
    let (mut bank, now) = (bank(), morning());
    let key = signed(&mut bank, "1", CaptureMode::Validate, now);
    bank.call(&Request::Confirm(key.clone()), now);
    assert_eq!(
        told(&bank.call(&Request::Validate(key.clone(), None), now)),
        ("000", "Validate_to_retry")
    );
    assert_eq!(
        told(&bank.call(&Request::Validate(key, ALL), now)),
        ("000", "validated")
    );
}

#[test]
fn an_amount_of_nothing_is_above_every_rest() {
    let (mut bank, now) = (bank(), morning());
    let key = signed(&mut bank, "1", CaptureMode::Validate, now);
    bank.call(&Request::Confirm(key.clone()), now);
    assert_eq!(
        bank.call(&Request::Cancel(key.clone(), Some(0)), now)
            .response_code,
        "013"
    );
    assert_eq!(
        bank.call(&Request::Validate(key, Some(0)), now)
            .response_code,
        "008"
    );
}

#[test]
fn a_journey_nobody_finishes_is_aborted_after_fifty_minutes() {
    let (mut bank, now) = (bank(), morning());
    let journey = open(&mut bank, opening("1", CaptureMode::Immediate), now);
    bank.customer(&journey, &Move::Open, now).unwrap();
    let late = now + minutes(49);
    assert_eq!(
        word(&bank.call(&Request::GetStatus(key("1")), late)),
        "Undefined"
    );
    assert_eq!(
        bank.customer(&journey, &signature(), now + minutes(50)),
        Ok(Stage::Expired)
    );
    assert_eq!(
        word(&bank.call(&Request::GetStatus(key("1")), now + minutes(50))),
        "Aborted"
    );
}

#[test]
fn an_authorisation_lapses_after_six_days_and_a_loan_after_thirty() {
    for (product, hold) in [("4XCB", 6), ("LOAN", 30)] {
        let (mut bank, now) = (bank(), morning());
        let mut opening = opening("1", CaptureMode::Validate);
        opening.product_code = product.to_owned();
        let journey = open(&mut bank, opening, now);
        bank.customer(&journey, &signature(), now).unwrap();
        bank.call(&Request::Confirm(key("1")), now);
        let ask = Request::GetStatus(key("1"));
        assert_eq!(
            word(&bank.call(&ask, now + days(hold) - minutes(1))),
            "authorized"
        );
        assert_eq!(
            bank.call(&Request::Validate(key("1"), ALL), now + days(hold))
                .response_code,
            "007"
        );
        assert_eq!(bank.books().totals(&key("1").name()).lapsed, 124_990);
        let told = bank.call(&ask, now + days(hold));
        let amounts = standing(&told);
        assert_eq!(amounts, ("Canceled", 124_990, 124_990), "wholly cancelled");
    }
}

#[test]
fn what_lapses_counts_as_cancelled_with_what_was_cancelled_before() {
    let (mut bank, now) = (bank(), morning());
    let key = signed(&mut bank, "1", CaptureMode::Validate, now);
    bank.call(&Request::Confirm(key.clone()), now);
    bank.call(&Request::Cancel(key.clone(), Some(24_990)), now);
    let ask = Request::GetStatus(key);
    let told = bank.call(&ask, now + days(5));
    let before = standing(&told);
    assert_eq!(before, ("authorized", 124_990, 24_990));
    let told = bank.call(&ask, now + days(6));
    let after = standing(&told);
    assert_eq!(after, ("Canceled", 124_990, 124_990));
}

#[test]
fn italian_journeys_end_pending_may_be_abandoned_and_are_refunded_whole() {
    let (mut bank, now) = (bank(), morning());
    let italian = |number: &str| {
        let mut opening = opening(number, CaptureMode::Immediate);
        opening.transaction_key.merchant_country = "it".to_owned();
        opening
    };
    let first = open(&mut bank, italian("1"), now);
    assert_eq!(
        bank.customer(&first, &signature(), now),
        Ok(Stage::UnderReview)
    );
    let abandon =
        |number| Request::UpdateStatus(italian(number).transaction_key, "Abandonned".to_owned());
    assert_eq!(told(&bank.call(&abandon("1"), now)), ("000", "Aborted"));
    assert_eq!(bank.call(&abandon("1"), now).response_code, "003");

    let second = open(&mut bank, italian("2"), now);
    bank.customer(&second, &signature(), now).unwrap();
    assert_eq!(bank.decide(&second, true), Ok(Stage::Accepted));
    bank.call(&Request::Confirm(key("2")), now);
    assert_eq!(
        bank.call(&Request::Refund(italian("2").transaction_key, Some(1)), now)
            .response_code,
        "011"
    );
    assert_eq!(
        told(&bank.call(&Request::Refund(italian("2").transaction_key, ALL), now)),
        ("000", "Refunded")
    );
}

#[test]
fn an_abandoned_transaction_may_be_told_by_the_word_that_was_set() {
    let (mut bank, now) = (bank_that_tells("Abandonned"), morning());
    let mut italian = opening("1", CaptureMode::Immediate);
    italian.transaction_key.merchant_country = "it".to_owned();
    let key = italian.transaction_key.clone();
    let journey = open(&mut bank, italian, now);
    let abandon = Request::UpdateStatus(key.clone(), "Abandonned".to_owned());
    assert_eq!(told(&bank.call(&abandon, now)), ("000", "Abandonned"));
    let ask = Request::GetStatus(key);
    assert_eq!(word(&bank.call(&ask, now)), "Abandonned");
    assert_eq!(
        bank.customer(&journey, &signature(), now),
        Ok(Stage::Left),
        "it is over for the customer too"
    );
}

#[test]
fn a_loan_is_paid_in_as_many_instalments_as_were_sent() {
    let (mut bank, now) = (bank(), morning());
    let mut loan = opening("1", CaptureMode::Immediate);
    loan.product_code = "LOAN".to_owned();
    loan.instalments = Some(24);
    let journey = open(&mut bank, loan, now);
    assert_eq!(bank.sheet(&journey, now).unwrap().plan.len(), 24);
    assert_eq!(
        PRODUCTS.map(|product| product.pays_in(4)),
        [false, true, true],
        "a card plan has its own number"
    );
}

#[test]
fn only_italy_abandons_by_update_status() {
    let (mut bank, now) = (bank(), morning());
    open(&mut bank, opening("1", CaptureMode::Immediate), now);
    let answer = bank.call(
        &Request::UpdateStatus(key("1"), "Abandonned".to_owned()),
        now,
    );
    assert_eq!(told(&answer), ("003", "Initialized"));
}

#[test]
fn delivery_can_be_signalled_by_a_word() {
    for mode in [CaptureMode::Immediate, CaptureMode::Validate] {
        let (mut bank, now) = (bank(), morning());
        let key = signed(&mut bank, "1", mode, now);
        if mode == CaptureMode::Validate {
            bank.call(&Request::Confirm(key.clone()), now);
        }
        let delivered = Request::UpdateStatus(key.clone(), "Delivered".to_owned());
        assert_eq!(told(&bank.call(&delivered, now)), ("000", "validated"));
        assert_eq!(told(&bank.call(&delivered, now)), ("006", "validated"));
        assert_eq!(bank.books().totals(&key.name()).released, 124_990);
    }
}

#[test]
fn what_the_customer_does_too_late_or_twice_changes_nothing() {
    let (mut bank, now) = (bank(), morning());
    let journey = open(&mut bank, opening("1", CaptureMode::Immediate), now);
    assert_eq!(
        bank.customer(
            &journey,
            &Move::Accept {
                signature: "  ".to_owned()
            },
            now
        ),
        Ok(Stage::Offered)
    );
    assert_eq!(
        bank.customer(&journey, &signature(), now),
        Ok(Stage::Accepted)
    );
    for step in [signature(), Move::Refuse, Move::Leave, Move::Open] {
        assert_eq!(bank.customer(&journey, &step, now), Ok(Stage::Accepted));
    }
    assert_eq!(
        bank.customer("nobody", &Move::Open, now),
        Err(NoSuchJourney)
    );
}

#[test]
fn the_same_seed_and_calls_give_the_same_answers() {
    let life = || {
        let mut bank = bank();
        signed(&mut bank, "1", CaptureMode::Validate, morning());
        bank.call(
            &Request::Initialize(opening("2", CaptureMode::Immediate)),
            morning(),
        )
    };
    assert_eq!(life(), life());
}
