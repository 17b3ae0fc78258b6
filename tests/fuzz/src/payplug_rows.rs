//! Rows of getTransactions. Every row that is believed is of our account and our order; sums are those of the rows that
//! succeeded, to the cent; a capture that succeeded is never read as none.

use crate::shop::{LIVES, PAYPLUG, REFERENCE, reply, rules_hold};
use financing::{Cents, Financing, Outcome, Report, Status};
use serde_json::Value;

pub(crate) fn hold(body: &[u8]) -> bool {
    let json = serde_json::from_slice::<Value>(body).ok();
    let reply = reply(body);
    let mut told = false;
    for financing in &LIVES[4] {
        let outcome = PAYPLUG.standing_of(financing, &reply);
        rules_hold(financing, &outcome);
        match &outcome {
            Outcome::Told { report, journey } => {
                told = true;
                assert!(journey.is_none());
                report_holds(report, json.as_ref().unwrap(), financing);
            }
            Outcome::Rejected(rejection) => {
                let code = rejection.code.as_str();
                assert_eq!(json.as_ref().unwrap()["EXECCODE"], code);
                assert!(
                    code.starts_with(['1', '2', '3', '4', '6']),
                    "{code} is no no"
                );
            }
            Outcome::NotSent(_) | Outcome::Unknown(_) => {}
        }
    }
    told
}

fn report_holds(report: &Report, answer: &Value, financing: &Financing) {
    assert_eq!(answer["EXECCODE"], "0000");
    let rows = answer["DATA"].as_array().unwrap();
    for row in rows {
        assert_eq!(row["IDENTIFIER"], "training", "a row of another account");
        assert_eq!(row["ORDERID"], REFERENCE, "a row of another order");
        let currency = &row["CURRENCY"];
        assert!(
            currency.is_null() || currency == "EUR",
            "{currency} is not our money"
        );
    }
    let done = |kind: &str| {
        let of_kind = rows.iter().filter(|row| row["OPERATIONTYPE"] == kind);
        let zeros = |code: &str| !code.is_empty() && code.bytes().all(|byte| byte == b'0');
        of_kind
            .filter(|row| row["EXECCODE"].as_str().is_some_and(zeros))
            .collect::<Vec<_>>()
    };
    let sum = |kind: &str| {
        let cents = |row: &Value| in_cents(row["AMOUNT"].as_str().unwrap_or("0"));
        done(kind).into_iter().map(cents).sum::<i64>()
    };
    let released = sum("capture");
    if let Some(amounts) = report.amounts {
        assert_eq!(amounts.released, Cents::new(released).unwrap());
        assert_eq!(amounts.refunded, Cents::new(sum("refund")).unwrap());
    }
    let says = |statuses: &[Status]| statuses.contains(&report.status);
    if says(&[Status::Released, Status::Refunded]) {
        assert!(released > 0, "released without a capture");
    }
    if says(&[Status::Refunded]) {
        assert_eq!(sum("refund"), released, "refunded in part");
    }
    if says(&[Status::Reserved]) {
        assert!(
            !done("authorization").is_empty(),
            "reserved without an authorisation"
        );
    }
    if says(&[Status::Cancelled]) {
        assert!(!done("void").is_empty(), "cancelled without a void");
    }
    if says(&[Status::Absent]) {
        assert!(
            financing.handle.get("authorization").is_none(),
            "we know better"
        );
        assert!(done("authorization").is_empty());
    }
    let before_release = [
        Status::Waiting,
        Status::UnderReview,
        Status::Refused,
        Status::Abandoned,
        Status::Broken,
        Status::Reserved,
        Status::Cancelled,
        Status::Absent,
    ];
    if says(&before_release) {
        assert!(done("capture").is_empty(), "a capture that is read as none");
    }
}

/// `123.9` euros, as whole cents.
fn in_cents(text: &str) -> i64 {
    let (euros, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals = format!("{decimals:0<2}");
    let number = |text: &str| {
        if text.is_empty() {
            0
        } else {
            text.parse::<i64>().unwrap()
        }
    };
    number(euros) * 100 + number(&decimals)
}
