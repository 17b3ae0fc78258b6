//! Synchronous answers of Payplug, to every operation. Money moves on 0000 alone, a journey is opened by 0001 and 0002
//! alone and leads home, a no is the code's own, and nothing is concluded from what is no answer.

use crate::{
    journeys::of_payplug,
    shop::{LIVES, PAYPLUG, payplug_profile, reply, rules_hold},
};
use financing::{NotSent, Operation, Outcome, Rejection, RejectionKind, Report, Silence, Status};
use gateways::{Reply, payplug::Profile};
use serde_json::Value;
use std::sync::LazyLock;

static PROFILE: LazyLock<Profile> = LazyLock::new(payplug_profile);

pub(crate) fn hold(body: &[u8]) -> bool {
    let json = serde_json::from_slice::<Value>(body).ok();
    let reply = reply(body);
    let mut told = false;
    for operation in Operation::ALL {
        let outcome = PAYPLUG.outcome_of(operation, &reply);
        told |= matches!(outcome, Outcome::Told { .. });
        match method(operation) {
            Some(method) => outcome_holds(operation, method, &outcome, json.as_ref()),
            None => assert!(is_no(&outcome, RejectionKind::Forbidden)),
        }
        for financing in &LIVES[4] {
            let pending = financing.pending.as_ref().map(|pending| pending.operation);
            if pending == Some(operation) {
                rules_hold(financing, &outcome);
            }
        }
        for status in [201, 302, 404, 429, 500, 503] {
            let other = Reply {
                status,
                ..reply.clone()
            };
            let failed = Outcome::Unknown(Silence::PlatformFailed);
            let outcome = PAYPLUG.outcome_of(operation, &other);
            assert!(outcome == failed || method(operation).is_none(), "{status}");
        }
    }
    told
}

fn method(operation: Operation) -> Option<&'static str> {
    match operation {
        Operation::Open => Some("authorization"),
        Operation::Release => Some("capture"),
        Operation::Refund => Some("refund"),
        Operation::Cancel => Some("void"),
        Operation::Reserve | Operation::Abandon => None,
    }
}

fn is_no(outcome: &Outcome, of: RejectionKind) -> bool {
    matches!(outcome, Outcome::Rejected(Rejection { kind, .. }) if *kind == of)
}

fn outcome_holds(operation: Operation, method: &str, outcome: &Outcome, json: Option<&Value>) {
    if matches!(outcome, Outcome::Unknown(_)) {
        return;
    }
    let answer = json.unwrap();
    let code = answer["EXECCODE"].as_str().unwrap();
    assert!(code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit()));
    let operation_type = &answer["OPERATIONTYPE"];
    assert!(
        operation_type.is_null() || operation_type == method,
        "it answers another"
    );
    match outcome {
        Outcome::Told { report, journey } => {
            told_holds(operation, code, report, answer);
            let opens = operation == Operation::Open && ["0001", "0002"].contains(&code);
            assert!(journey.is_none() || opens);
            assert_eq!(
                report.journey,
                journey.as_ref().map(financing::Journey::kind)
            );
            if let Some(journey) = journey {
                of_payplug(
                    journey,
                    PROFILE.journeys(),
                    &["127.0.0.1", "localhost"],
                    true,
                );
            }
        }
        Outcome::Rejected(rejection) => {
            assert_eq!(rejection.code, code);
            assert!(
                code.starts_with(['1', '2', '3', '4', '6']),
                "{code} is no no"
            );
        }
        Outcome::NotSent(why) => {
            assert!(matches!(why, NotSent::Busy | NotSent::Resting));
            let again = match operation {
                Operation::Open => ["5001", "5002", "5003", "5005"].as_slice(),
                Operation::Release | Operation::Cancel => &["5002", "5003", "5005"],
                Operation::Refund => &["5003"],
                Operation::Reserve | Operation::Abandon => &[],
            };
            let later = ["2006", "2017", "3004"];
            assert!(
                again.contains(&code) || later.contains(&code),
                "{code} may have been acted on"
            );
        }
        Outcome::Unknown(_) => {}
    }
}

fn told_holds(operation: Operation, code: &str, report: &Report, answer: &Value) {
    let done = match operation {
        Operation::Open | Operation::Reserve => Status::Reserved,
        Operation::Release | Operation::Refund => Status::Released,
        Operation::Cancel => Status::Cancelled,
        Operation::Abandon => Status::Abandoned,
    };
    assert_eq!(
        code == "0000",
        report.status == done,
        "{code}: {:?}",
        report.status
    );
    assert_eq!(report.amounts, None, "this answer names no amounts");
    let given = answer["TRANSACTIONID"].as_str().filter(|id| !id.is_empty());
    for name in ["authorization", "capture"] {
        let kept = report.handle.get(name);
        assert!(kept.is_none() || kept == given, "a number nobody gave");
        assert!(
            kept.is_none_or(|id| id.len() <= 32 && id.bytes().all(|byte| byte.is_ascii_graphic()))
        );
    }
}
