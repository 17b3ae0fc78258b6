//! Tests of `outcome`.

use super::*;
use crate::payplug::shop::profile;
use base64::{Engine, engine::general_purpose::STANDARD};

fn answer(code: &str) -> Answer {
    Answer {
        code: ExecCode::read(code).unwrap(),
        transaction: Some("A1".to_owned()),
        descriptor: None,
        redirect_html: None,
        rows: None,
    }
}

fn come_to(operation: Operation, code: &str) -> Outcome {
    outcome(operation, &answer(code), &profile().journeys)
}

fn status(operation: Operation, code: &str) -> Status {
    let outcome = come_to(operation, code);
    let Outcome::Told { report, .. } = outcome else {
        panic!("{operation:?} {code}: {outcome:?}")
    };
    report.status
}

const MONEY: [Operation; 3] = [Operation::Release, Operation::Cancel, Operation::Refund];
const SENT: [Operation; 4] = [
    Operation::Open,
    Operation::Release,
    Operation::Cancel,
    Operation::Refund,
];

#[test]
fn success_says_what_the_operation_is_for() {
    assert_eq!(status(Operation::Open, "0000"), Status::Reserved);
    assert_eq!(status(Operation::Release, "0000"), Status::Released);
    assert_eq!(status(Operation::Refund, "0000"), Status::Released);
    assert_eq!(status(Operation::Cancel, "0000"), Status::Cancelled);
}

#[test]
fn a_capture_is_remembered_because_refunds_name_it() {
    let Outcome::Told { report, .. } = come_to(Operation::Release, "0000") else {
        panic!()
    };
    assert_eq!(report.handle.get(CAPTURE), Some("A1"));
    let Outcome::Told { report, .. } = come_to(Operation::Refund, "0000") else {
        panic!()
    };
    assert_eq!(report.handle.get(CAPTURE), None);
}

#[test]
fn an_opening_brings_the_journey() {
    let html = "<meta http-equiv=refresh content='0; url=http://127.0.0.1/j'>";
    let redirect_html = Some(STANDARD.encode(html));
    let answer = Answer {
        redirect_html,
        ..answer("0002")
    };
    let told = outcome(Operation::Open, &answer, &profile().journeys);
    let Outcome::Told { report, journey } = told else {
        panic!("{told:?}")
    };
    assert_eq!(report.status, Status::Waiting);
    assert_eq!(report.handle.get(AUTHORIZATION), Some("A1"));
    assert_eq!(
        journey,
        Some(Journey::Address("http://127.0.0.1/j".to_owned()))
    );
    assert_eq!(report.journey, journey.map(|journey| journey.kind()));
}

#[test]
fn an_opening_without_a_usable_journey_exists_all_the_same_and_says_why() {
    for html in [None, Some("<<< not base64 >>>".to_owned())] {
        let answer = Answer {
            redirect_html: html,
            ..answer("0002")
        };
        let told = outcome(Operation::Open, &answer, &profile().journeys);
        let Outcome::Told { report, journey } = told else {
            panic!("{told:?}")
        };
        assert_eq!(report.status, Status::Waiting);
        assert_eq!(report.handle.get(AUTHORIZATION), Some("A1"));
        assert_eq!(journey, None);
        assert!(report.detail.is_some());
    }
}

#[test]
fn an_answer_without_a_transaction_teaches_none() {
    let answer = Answer {
        transaction: None,
        ..answer("0000")
    };
    let told = outcome(Operation::Release, &answer, &profile().journeys);
    let Outcome::Told { report, .. } = told else {
        panic!("{told:?}")
    };
    assert_eq!(report.status, Status::Released);
    assert!(report.handle.is_empty());
}

#[test]
fn a_label_for_the_statement_is_kept() {
    let answer = Answer {
        descriptor: Some("SHOP".to_owned()),
        ..answer("0000")
    };
    let told = outcome(Operation::Release, &answer, &profile().journeys);
    let Outcome::Told { report, .. } = told else {
        panic!("{told:?}")
    };
    assert_eq!(report.handle.get("descriptor"), Some("SHOP"));
}

#[test]
fn a_declined_customer_is_refused_and_one_who_left_has_abandoned() {
    for code in ["4001", "4021", "6001", "6999"] {
        assert_eq!(status(Operation::Open, code), Status::Refused, "{code}");
    }
    for code in ["4004", "4008", "4009", "4014", "4015", "4017"] {
        assert_eq!(status(Operation::Open, code), Status::Abandoned, "{code}");
    }
    for operation in MONEY {
        for code in ["4001", "4004", "6001"] {
            let no = rejected(RejectionKind::Declined, ExecCode::read(code).unwrap());
            assert_eq!(come_to(operation, code), no);
        }
    }
}

#[test]
fn a_certain_no_keeps_its_code_for_support() {
    for (code, kind) in [
        ("1001", RejectionKind::Malformed),
        ("1002", RejectionKind::Malformed),
        ("1003", RejectionKind::Credentials),
        ("1007", RejectionKind::Malformed),
        ("2002", RejectionKind::Forbidden),
        ("2007", RejectionKind::Forbidden),
        ("2008", RejectionKind::Forbidden),
        ("2009", RejectionKind::Forbidden),
        ("3001", RejectionKind::Account),
        ("3002", RejectionKind::Account),
        ("3007", RejectionKind::Credentials),
    ] {
        for operation in SENT {
            let no = Rejection {
                kind,
                code: code.to_owned(),
            };
            assert_eq!(come_to(operation, code), Outcome::Rejected(no));
        }
    }
}

#[test]
fn what_may_have_been_done_before_is_asked_about() {
    let done = Outcome::Unknown(Silence::AlreadyDone);
    assert_eq!(come_to(Operation::Release, "2005"), done);
    assert_eq!(come_to(Operation::Cancel, "2015"), done);
    let no = |code| rejected(RejectionKind::Forbidden, ExecCode::read(code).unwrap());
    assert_eq!(come_to(Operation::Cancel, "2005"), no("2005"));
    assert_eq!(come_to(Operation::Refund, "2015"), no("2015"));
}

#[test]
fn two_edits_at_once_and_a_rate_limit_wait_their_turn() {
    for operation in SENT {
        for code in ["2006", "2017", "3004"] {
            assert_eq!(come_to(operation, code), Outcome::NotSent(NotSent::Busy));
        }
    }
}

#[test]
fn a_failure_in_the_chain_is_tried_again_unless_it_could_pay_twice() {
    for code in ["5002", "5005"] {
        for operation in [Operation::Open, Operation::Release, Operation::Cancel] {
            let resting = Outcome::NotSent(NotSent::Resting);
            assert_eq!(come_to(operation, code), resting);
        }
        let unknown = Outcome::Unknown(Silence::TechnicalError);
        assert_eq!(come_to(Operation::Refund, code), unknown);
    }
}

#[test]
fn maintenance_did_nothing_and_a_failed_exchange_may_have() {
    let unknown = Outcome::Unknown(Silence::TechnicalError);
    for operation in SENT {
        assert_eq!(come_to(operation, "5003"), Outcome::NotSent(NotSent::Busy));
    }
    for operation in MONEY {
        assert_eq!(come_to(operation, "5001"), unknown);
    }
    assert_eq!(
        come_to(Operation::Open, "5001"),
        Outcome::NotSent(NotSent::Busy)
    );
}

#[test]
fn a_time_out_at_the_gateway_is_never_a_failure() {
    for operation in SENT {
        for code in ["5004", "5006", "5999", "7001"] {
            assert_eq!(
                come_to(operation, code),
                Outcome::Unknown(Silence::TechnicalError)
            );
        }
    }
}

#[test]
fn in_progress_is_a_review_for_a_customer_and_no_answer_yet_for_money() {
    assert_eq!(status(Operation::Open, "0003"), Status::UnderReview);
    for operation in MONEY {
        assert_eq!(
            come_to(operation, "0003"),
            Outcome::Unknown(Silence::TimedOut)
        );
        assert_eq!(
            come_to(operation, "0002"),
            Outcome::Unknown(Silence::Unreadable)
        );
    }
}

#[test]
fn done_in_part_and_an_unknown_kind_of_done_are_for_a_person() {
    for operation in SENT {
        for code in ["0004", "0042"] {
            let word = code.to_owned();
            assert_eq!(status(operation, code), Status::Unrecognised { word });
        }
    }
}
