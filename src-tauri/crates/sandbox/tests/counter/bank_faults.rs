//! Fates of Cofidis calls: what the bank does, and what the caller sees.

use sandbox::cofidis::{Bank, CaptureMode, Request, TransactionKey};
use sandbox::fate::{Answering, Delivery, Fate, Reply};

use crate::counter::{bank, morning, signed, word};

/// A bank with a signed transaction, and what `confirm` comes back as under `fate`.
fn confirmed_under(fate: Fate) -> (Bank, TransactionKey, Delivery) {
    let mut bank = bank();
    let key = signed(&mut bank, "1", CaptureMode::Immediate, morning());
    let delivery = bank.call_under(&Request::Confirm(key.clone()), &fate, morning());
    (bank, key, delivery)
}

fn released(bank: &Bank, key: &TransactionKey) -> bool {
    bank.books().totals(&key.name()).released > 0
}

fn json(delivery: Delivery) -> serde_json::Value {
    let Delivery::Whole(Reply { body, .. }) = delivery else {
        panic!("{delivery:?}")
    };
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn a_lost_request_moves_nothing_and_a_lost_answer_does() {
    let (bank, key, delivery) = confirmed_under(Fate::LOSE_REQUEST);
    assert_eq!((delivery, released(&bank, &key)), (Delivery::Lost, false));
    let (bank, key, delivery) = confirmed_under(Fate::LOSE_ANSWER);
    assert_eq!((delivery, released(&bank, &key)), (Delivery::Lost, true));
    let (bank, key, delivery) = confirmed_under(Fate::HANG);
    assert_eq!((delivery, released(&bank, &key)), (Delivery::Hung, true));
}

#[test]
fn a_server_error_comes_before_or_after_acting() {
    for acts in [false, true] {
        let (bank, key, delivery) = confirmed_under(Fate::http(503, acts));
        assert!(matches!(
            delivery,
            Delivery::Whole(Reply { status: 503, .. })
        ));
        assert_eq!(released(&bank, &key), acts);
    }
}

#[test]
fn a_technical_code_comes_before_or_after_acting() {
    for acts in [false, true] {
        let (bank, key, delivery) = confirmed_under(Fate::code("904", acts));
        assert_eq!(json(delivery)["responseCode"], "904");
        assert_eq!(released(&bank, &key), acts);
    }
}

#[test]
fn a_call_that_fails_or_is_to_be_retried_leaves_its_word() {
    let failed = Fate {
        acts: false,
        answer: Answering::Failed,
    };
    let (mut bank, key, delivery) = confirmed_under(failed);
    assert_eq!(json(delivery)["responseCode"], "904");
    assert_eq!(
        word(&bank.call(&Request::GetStatus(key.clone()), morning())),
        "Confirm_failed"
    );
    assert_eq!(
        bank.call(&Request::Confirm(key), morning()).response_code,
        "005"
    );

    let retry = Fate {
        acts: false,
        answer: Answering::ToRetry,
    };
    let (mut bank, key, _) = confirmed_under(retry);
    assert_eq!(
        word(&bank.call(&Request::GetStatus(key.clone()), morning())),
        "Confirm_to_retry"
    );
    assert_eq!(
        word(&bank.call(&Request::Confirm(key), morning())),
        "validated"
    );
}

#[test]
fn a_confirmation_can_be_refused_for_good() {
    let (mut bank, key, delivery) = confirmed_under(Fate {
        acts: false,
        answer: Answering::Declined,
    });
    assert_eq!(json(delivery)["transactionStatus"], "confirm_refused");
    assert_eq!(
        bank.call(&Request::Confirm(key), morning()).response_code,
        "005"
    );
}

#[test]
fn answers_lie_about_status_key_and_amount() {
    let (_, _, delivery) = confirmed_under(Fate::answered(Answering::UnknownStatus));
    assert_eq!(json(delivery)["transactionStatus"], "Teleported");
    let (_, key, delivery) = confirmed_under(Fate::answered(Answering::OtherKey));
    assert_ne!(
        json(delivery)["transactionKey"]["merchantTransactionId"],
        key.merchant_transaction_id
    );
    let (_, _, delivery) = confirmed_under(Fate::answered(Answering::OtherAmount));
    assert_eq!(json(delivery)["validatedAmount"], 125_090);
}

#[test]
fn bodies_that_are_no_json_stay_no_json() {
    for answer in [Answering::Html, Answering::HalfJson, Answering::Garbage] {
        let (bank, key, delivery) = confirmed_under(Fate::answered(answer));
        let Delivery::Whole(Reply {
            status: 200, body, ..
        }) = delivery
        else {
            panic!("{delivery:?}")
        };
        assert!(serde_json::from_slice::<serde_json::Value>(&body).is_err());
        assert!(released(&bank, &key));
    }
}

#[test]
fn a_fate_can_be_written_down_and_read_again() {
    for fate in [
        Fate::FINE,
        Fate::CUT_ANSWER,
        Fate::late(5),
        Fate::code("912", true),
    ] {
        let text = serde_json::to_string(&fate).unwrap();
        assert_eq!(serde_json::from_str::<Fate>(&text).unwrap(), fate, "{text}");
    }
}
