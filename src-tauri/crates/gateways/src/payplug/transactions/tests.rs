//! Tests of `transactions`.

use super::*;
use crate::payplug::shop::{REFERENCE, financing, waiting_for};
use serde_json::{Value, json};

fn row(operation: &str, id: &str, amount: &str, code: &str) -> Value {
    json!({
        "IDENTIFIER": "training", "DATE": "2026-03-02 10:28:30", "TRANSACTIONID": id,
        "ORDERID": REFERENCE, "OPERATIONTYPE": operation, "AMOUNT": amount, "CURRENCY": "EUR",
        "EXECCODE": code,
    })
}

fn with(mut row: Value, column: &str, text: &str) -> Value {
    row[column] = json!(text);
    row
}

fn told_of(rows: &[Value], financing: &Financing) -> Result<Report, Silence> {
    let rows = serde_json::from_value(json!(rows)).unwrap();
    report(rows, "training", financing)
}

/// What the rows say of an order of 600 euros.
fn told(rows: &[Value]) -> Report {
    told_of(rows, &financing(60_000)).unwrap()
}

fn authorised() -> Value {
    row("authorization", "A1", "600.00", "0")
}

#[test]
fn euros_are_read_exact_to_the_cent() {
    for (text, cents) in [
        ("123.90", 12_390),
        ("123.9", 12_390),
        ("123", 12_300),
        ("0.01", 1),
    ] {
        assert_eq!(euros_to_cents(text), Ok(Cents::of(cents)), "{text}");
    }
    for text in [
        "123,90", "123.905", "1,234.50", "-1.00", "1e3", "", " 1", "١",
    ] {
        assert_eq!(euros_to_cents(text), Err(Silence::Unreadable), "{text}");
    }
}

#[test]
fn an_accepted_customer_reserves_the_amount() {
    let report = told(&[authorised()]);
    assert_eq!(report.status, Status::Reserved);
    assert_eq!(report.amounts.unwrap().authorised, Cents::of(60_000));
    assert_eq!(report.handle.get("authorization"), Some("A1"));
}

#[test]
fn a_customer_in_the_journey_is_waited_for() {
    assert_eq!(
        told(&[row("authorization", "A1", "600.00", "2")]).status,
        Status::Waiting
    );
    assert_eq!(
        told(&[row("authorization", "A1", "600.00", "0002")]).status,
        Status::Waiting
    );
    assert_eq!(
        told(&[row("authorization", "A1", "600.00", "3")]).status,
        Status::UnderReview
    );
    assert_eq!(
        told(&[row("authorization", "A1", "600.00", "2")]).amounts,
        None
    );
}

#[test]
fn a_journey_that_ended_without_acceptance_says_how() {
    for (code, status) in [
        ("4001", Status::Refused),
        ("6003", Status::Refused),
        ("4004", Status::Abandoned),
        ("4017", Status::Abandoned),
        ("3008", Status::Broken),
        ("2005", Status::Broken),
        ("5004", Status::Waiting),
        ("5001", Status::Waiting),
        (
            "42",
            Status::Unrecognised {
                word: "0042".to_owned(),
            },
        ),
    ] {
        assert_eq!(
            told(&[row("authorization", "A1", "600.00", code)]).status,
            status,
            "{code}"
        );
    }
}

#[test]
fn a_capture_releases_all_or_part() {
    let whole = told(&[authorised(), row("capture", "A2", "600.00", "0")]);
    assert_eq!(whole.status, Status::Released);
    assert_eq!(whole.handle.get("capture"), Some("A2"));
    let part = told(&[authorised(), row("capture", "A2", "400.50", "0")]);
    let amounts = part.amounts.unwrap();
    assert_eq!(amounts.released, Cents::of(40_050));
    assert_eq!(amounts.cancelled, Cents::ZERO);
}

#[test]
fn refunds_add_up_until_nothing_is_left() {
    let captured = [authorised(), row("capture", "A2", "600.00", "0")];
    let refunds = [
        row("refund", "A3", "200.00", "0"),
        row("refund", "A4", "200.00", "0"),
    ];
    let part = told(&[captured.as_slice(), refunds.as_slice()].concat());
    assert_eq!(part.status, Status::Released);
    assert_eq!(part.amounts.unwrap().refunded, Cents::of(40_000));
    let last = [row("refund", "A5", "200.00", "0")];
    let all = told(&[captured.as_slice(), refunds.as_slice(), last.as_slice()].concat());
    assert_eq!(all.status, Status::Refunded);
}

#[test]
fn money_that_moved_without_an_amount_is_not_counted_as_none() {
    let captured = [authorised(), row("capture", "A2", "600.00", "0")];
    for operation in ["authorization", "capture", "refund"] {
        for amount in ["", "0", "0.00"] {
            let rows = [captured.as_slice(), &[row(operation, "A3", amount, "0")]].concat();
            let told = told_of(&rows, &financing(60_000));
            assert_eq!(told, Err(Silence::Unreadable), "{operation} of {amount}");
        }
        let failed = row(operation, "A3", "", "5004");
        let rows = [captured.as_slice(), &[failed]].concat();
        assert_eq!(told(&rows).status, Status::Released);
    }
}

#[test]
fn what_did_not_succeed_moves_no_amount() {
    let report = told(&[
        authorised(),
        row("capture", "A2", "600.00", "5004"),
        row("capture", "A3", "600.00", "2017"),
    ]);
    assert_eq!(report.status, Status::Reserved);
    assert_eq!(report.amounts.unwrap().released, Cents::ZERO);
    assert_eq!(report.handle.get("capture"), None);
}

#[test]
fn a_void_gives_the_whole_back() {
    for amount in ["600.00", ""] {
        let report = told(&[authorised(), row("void", "A2", amount, "0")]);
        assert_eq!(report.status, Status::Cancelled);
        assert_eq!(report.amounts.unwrap().cancelled, Cents::of(60_000));
    }
}

#[test]
fn rows_may_come_in_any_order() {
    let late = |row: Value| with(row, "DATE", "2026-03-03 09:00:00");
    let refused = row("authorization", "A1", "600.00", "4001");
    let accepted = late(row("authorization", "A9", "600.00", "0"));
    for rows in [[refused.clone(), accepted.clone()], [accepted, refused]] {
        let report = told(&rows);
        assert_eq!(report.status, Status::Reserved);
        assert_eq!(report.handle.get("authorization"), Some("A9"));
        let since = report.since.map(|since| since.to_rfc3339());
        assert_eq!(
            since.as_deref(),
            Some("2026-03-03T09:00:00+00:00"),
            "reserved since then"
        );
    }
}

#[test]
fn two_authorisations_that_both_succeeded_add_up_to_more_than_was_ordered() {
    let report = told(&[authorised(), row("authorization", "A2", "600.00", "0")]);
    assert_eq!(report.amounts.unwrap().authorised, Cents::of(120_000));
    assert!(!report.amounts.unwrap().agree_with(Cents::of(60_000)));
}

#[test]
fn a_capture_whose_authorisation_lags_is_not_lost() {
    let report = told(&[row("capture", "A2", "600.00", "0")]);
    assert_eq!(report.status, Status::Released);
    assert_eq!(report.amounts.unwrap().authorised, Cents::of(60_000));
}

#[test]
fn no_row_is_no_trace_but_proves_nothing_where_a_transaction_is_held() {
    assert_eq!(told(&[]).status, Status::Absent);
    let mut opened = financing(60_000);
    opened.handle = Handle::default().with("authorization", "A1");
    assert_eq!(told_of(&[], &opened).unwrap().status, Status::Waiting);
}

#[test]
fn only_a_row_with_the_number_of_the_operation_proves_that_it_was_refused() {
    let pending = waiting_for(Operation::Release, 60_000);
    let refused = row("capture", "A2", "600.00", "2009");
    let ours = with(refused.clone(), "EXTRADATA", &format!("{REFERENCE}/2"));
    let earlier = with(refused.clone(), "EXTRADATA", &format!("{REFERENCE}/1"));
    let refusal = Status::OperationRefused {
        intent: 2,
        rejection: Rejection {
            kind: RejectionKind::Forbidden,
            code: "2009".to_owned(),
        },
    };
    assert_eq!(
        told_of(&[authorised(), ours], &pending).unwrap().status,
        refusal
    );
    for row in [refused, earlier] {
        assert_eq!(
            told_of(&[authorised(), row], &pending).unwrap().status,
            Status::Reserved
        );
    }
}

#[test]
fn a_later_try_that_was_refused_does_not_hide_an_earlier_one_that_was_done() {
    let numbered = |row, number| with(row, "EXTRADATA", &format!("{REFERENCE}/{number}"));
    let captured = numbered(row("capture", "A2", "600.00", "0"), 1);
    let refused = numbered(row("capture", "A3", "600.00", "2005"), 2);
    let releasing = waiting_for(Operation::Release, 60_000);
    let told = |rows: &[Value], financing| told_of(rows, financing).unwrap().status;
    let rows = [authorised(), captured.clone(), refused];
    assert_eq!(told(&rows, &releasing), Status::Released);
    let mut in_parts = waiting_for(Operation::Release, 30_000);
    in_parts.amounts.released = Cents::of(30_000);
    let part = numbered(row("capture", "A2", "300.00", "0"), 1);
    let refused = numbered(row("capture", "A3", "300.00", "2007"), 2);
    let refused_with = |code: &str| Status::OperationRefused {
        intent: 2,
        rejection: Rejection {
            kind: RejectionKind::Forbidden,
            code: code.to_owned(),
        },
    };
    assert_eq!(
        told(&[authorised(), part, refused], &in_parts),
        refused_with("2007"),
        "the part that was known to be released says nothing of the other"
    );
    let voided = numbered(row("void", "A2", "600.00", "0"), 1);
    let refused = numbered(row("void", "A3", "600.00", "2015"), 2);
    let cancelling = waiting_for(Operation::Cancel, 60_000);
    assert_eq!(
        told(&[authorised(), voided, refused], &cancelling),
        Status::Cancelled
    );
    let refund = |id, code| numbered(row("refund", id, "100.00", code), 2);
    let refunding = waiting_for(Operation::Refund, 10_000);
    let twice = [
        authorised(),
        captured.clone(),
        refund("A4", "0"),
        refund("A5", "2008"),
    ];
    assert_eq!(told(&twice, &refunding), Status::Released);
    let earlier = numbered(row("refund", "A3", "100.00", "0"), 1);
    let once = [authorised(), captured, earlier, refund("A5", "2008")];
    assert_eq!(told(&once, &refunding), refused_with("2008"));
}

#[test]
fn an_operation_the_till_never_sends_is_put_before_a_person() {
    let report = told(&[authorised(), row("chargeback", "A7", "600.00", "0")]);
    let word = "chargeback".to_owned();
    assert_eq!(report.status, Status::Unrecognised { word });
}

#[test]
fn rows_of_another_order_or_account_make_the_answer_unknown() {
    let other = Err(Silence::OtherTransaction);
    let financing = financing(60_000);
    assert_eq!(
        told_of(&[with(authorised(), "ORDERID", "other")], &financing),
        other
    );
    assert_eq!(
        told_of(&[with(authorised(), "IDENTIFIER", "other")], &financing),
        other
    );
}

#[test]
fn rows_that_cannot_be_read_make_the_answer_unknown() {
    let financing = financing(60_000);
    for (column, text) in [
        ("AMOUNT", "600,00"),
        ("AMOUNT", "60000.000"),
        ("EXECCODE", "ok"),
        ("EXECCODE", ""),
        ("DATE", "2026-03-02T10:28:30Z"),
        ("CURRENCY", "USD"),
        ("TRANSACTIONID", ""),
    ] {
        let row = with(authorised(), column, text);
        assert_eq!(
            told_of(&[row], &financing),
            Err(Silence::Unreadable),
            "{column}={text}"
        );
    }
}

#[test]
fn cents_mistaken_for_euros_do_not_pass_for_the_amount_that_was_ordered() {
    let report = told(&[row("authorization", "A1", "60000", "0")]);
    assert!(!report.amounts.unwrap().agree_with(Cents::of(60_000)));
}
