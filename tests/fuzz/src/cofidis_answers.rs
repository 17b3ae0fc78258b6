//! Answers of Cofidis, to every method. What is taken as done names the transaction that was asked about and the amount
//! that was ordered; a word of no table stays unknown; a no is one of the documentation's own. The tables here are
//! written a second time, from the documentation.

use crate::{
    journeys::leads_home,
    shop::{AMOUNT, DOMAIN, LIVES, ONE_CALL, REFERENCE, RESERVE_FIRST, reply, rules_hold},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use financing::{
    Amounts, Cents, Financing, Journey, NotSent, Operation, Outcome, PortalFault, RejectionKind,
    Report, Sending, Silence, Status,
};
use gateways::{Reply, cofidis::Cofidis};
use serde_json::Value;

/// Every response code that is a certain no.
const NO: [&str; 11] = [
    "001", "003", "005", "007", "008", "010", "011", "013", "022", "040", "041",
];

/// Every word for a transaction, in lower case.
const WORDS: [&str; 20] = [
    "initialized",
    "initialized_to_retry",
    "undefined",
    "aborted",
    "refused",
    "error",
    "pending",
    "to_confirm",
    "confirm_refused",
    "authorized",
    "validated",
    "refunded",
    "canceled",
    "confirm_failed",
    "validate_failed",
    "cancel_failed",
    "refund_failed",
    "confirm_to_retry",
    "validate_to_retry",
    "cancel_to_retry",
];

/// The words that move money, and what they say.
const MONEY: [(&str, Status); 5] = [
    ("to_confirm", Status::Accepted),
    ("authorized", Status::Reserved),
    ("validated", Status::Released),
    ("refunded", Status::Refunded),
    ("canceled", Status::Cancelled),
];

pub(crate) fn hold(body: &[u8]) -> bool {
    let json = serde_json::from_slice::<Value>(body).ok();
    let (reply, json) = (reply(body), json.as_ref());
    let [link, qr, sms, reserved, _] = &*LIVES;
    let mut told = answers_to(&RESERVE_FIRST, reserved, &reply, json, false);
    for life in [link, qr, sms] {
        told |= answers_to(&ONE_CALL, life, &reply, json, true);
    }
    for gateway in [&*ONE_CALL, &*RESERVE_FIRST] {
        if let Ok(address) = gateway.portal_of(&reply) {
            told = true;
            leads_home(&address, &[DOMAIN], false);
            assert_eq!(code(json), Some("000"));
        }
    }
    what_is_no_answer(&reply);
    told
}

fn answers_to(
    gateway: &Cofidis,
    life: &[Financing],
    reply: &Reply,
    json: Option<&Value>,
    in_cents: bool,
) -> bool {
    let order = &life[0].order;
    let mut told = false;
    for operation in Operation::ALL {
        let outcome = gateway.outcome_of(operation, order, reply);
        outcome_holds(&outcome, json, in_cents);
        if let Outcome::Told { report, journey } = &outcome {
            told = true;
            assert_eq!(report.journey, journey.as_ref().map(Journey::kind));
            assert!(journey.is_none() || operation == Operation::Open);
            assert!(!matches!(report.status, Status::Absent));
            if let Some(journey) = journey {
                journey_holds(journey, order.sending);
            }
        }
        for financing in life {
            let pending = financing.pending.as_ref().map(|pending| pending.operation);
            if pending == Some(operation) {
                rules_hold(financing, &outcome);
            }
        }
    }
    let outcome = gateway.standing_of(order, reply);
    if matches!(&outcome, Outcome::Told { report, .. } if report.status == Status::Absent) {
        assert_eq!(code(json), Some("022"), "only this code says so");
    } else {
        outcome_holds(&outcome, json, in_cents);
    }
    for financing in life {
        rules_hold(financing, &outcome);
    }
    told
}

fn outcome_holds(outcome: &Outcome, json: Option<&Value>, in_cents: bool) {
    match outcome {
        Outcome::Told { report, .. } => told_holds(report, json.unwrap(), in_cents),
        Outcome::Rejected(rejection) => {
            assert_eq!(code(json), Some(rejection.code.as_str()));
            assert!(NO.contains(&rejection.code.as_str()), "{rejection:?}");
            assert!(!is_of_another(json.unwrap()), "a no for another is no no");
        }
        Outcome::NotSent(why) => panic!("an answer came, and yet {why:?}"),
        Outcome::Unknown(_) => {}
    }
}

fn told_holds(report: &Report, answer: &Value, in_cents: bool) {
    assert_eq!(code(Some(answer)), Some("000"));
    let key = &answer["transactionKey"];
    assert_eq!(key["merchantTransactionId"], REFERENCE, "it names another");
    assert_eq!(key["merchantTransactionDate"], "20260302");
    assert_eq!(key["merchantId"], "020280098");
    let money = |name: &str| {
        let value = answer.get(name).filter(|value| !value.is_null())?;
        Some(if in_cents {
            Cents::new(value.as_i64().unwrap()).unwrap()
        } else {
            Cents::parse(value.as_str().unwrap()).unwrap()
        })
    };
    assert!(money("amount").is_none_or(|amount| amount == AMOUNT));
    let amounts = money("authorizedAmount").map(|authorised| Amounts {
        authorised,
        released: money("validatedAmount").unwrap(),
        cancelled: money("cancelledAmount").unwrap(),
        refunded: money("refundedAmount").unwrap(),
    });
    assert_eq!(report.amounts, amounts, "all four or none");

    let word = answer["transactionStatus"].as_str().unwrap().to_lowercase();
    let known = WORDS.contains(&word.as_str());
    let unrecognised = matches!(report.status, Status::Unrecognised { .. });
    assert_eq!(unrecognised, !known, "{word} is {:?}", report.status);
    for (says, status) in MONEY {
        assert_eq!(
            word == says,
            report.status == status,
            "{word} is {:?}",
            report.status
        );
    }
    let mut kept: Vec<&String> = report.detail.iter().collect();
    if let Status::Unrecognised { word } = &report.status {
        kept.push(word);
    }
    for kept in kept {
        assert!(kept.chars().count() <= 64 && !kept.contains(char::is_control));
    }
}

fn journey_holds(journey: &Journey, sending: Sending) {
    match (journey, sending) {
        (Journey::Address(address), Sending::Link) => leads_home(address, &[DOMAIN], false),
        (Journey::Picture(picture), Sending::Qr) => {
            assert!(STANDARD.decode(picture).unwrap().starts_with(b"\x89PNG"));
        }
        (Journey::Texted, Sending::Sms) => {}
        (journey, sending) => panic!("{journey:?} was not asked for by {sending:?}"),
    }
}

/// What no answer of Cofidis is: another HTTP status, another type. None of it is believed.
fn what_is_no_answer(reply: &Reply) {
    let order = &LIVES[0][0].order;
    let says = |status, content_type: &str| {
        let reply = Reply {
            status,
            content_type: content_type.to_owned(),
            body: reply.body.clone(),
        };
        let portal = ONE_CALL.portal_of(&reply);
        assert!(matches!(
            portal,
            Err(PortalFault::Unknown(_) | PortalFault::Rejected(_) | PortalFault::NotSent(_))
        ));
        ONE_CALL.outcome_of(Operation::Release, order, &reply)
    };
    let failed = Outcome::Unknown(Silence::PlatformFailed);
    for status in [201, 302, 404, 500, 503] {
        assert_eq!(says(status, "application/json"), failed);
    }
    assert_eq!(
        says(200, "text/html"),
        Outcome::Unknown(Silence::Unreadable)
    );
    assert_eq!(
        says(429, "application/json"),
        Outcome::NotSent(NotSent::Busy)
    );
    let who = says(401, "application/json");
    assert!(
        matches!(who, Outcome::Rejected(rejection) if rejection.kind == RejectionKind::Credentials)
    );
}

fn code(json: Option<&Value>) -> Option<&str> {
    json?.get("responseCode")?.as_str()
}

fn is_of_another(answer: &Value) -> bool {
    let key = &answer["transactionKey"];
    !key.is_null() && key["merchantTransactionId"] != REFERENCE
}
