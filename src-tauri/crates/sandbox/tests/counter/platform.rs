//! The pretended Payplug without sockets.

use chrono::TimeDelta;
use sandbox::fate::{Answering, Delivery, Fate, Reply};
use sandbox::journey::{Move, Stage};
use sandbox::payplug::{Endpoint, Operation, Redirect, Site};

use crate::counter::{
    ask, authorise, authorised, authorization, days, decoded, listed, minutes, morning, part,
    platform, signature, with,
};

#[test]
fn an_authorisation_redirects_and_is_done_when_the_customer_signs() {
    let (mut platform, now) = (platform(), morning());
    let (id, journey) = authorise(&mut platform, now);
    assert_eq!(
        listed(&mut platform, now),
        [row("authorization", "1249.90", "2")]
    );
    assert_eq!(ask(&mut platform, &part("capture", &id, ""), now).0, "2006");
    assert_eq!(
        platform.customer(&journey, &Move::Open, now),
        Ok(Stage::Open)
    );
    assert_eq!(
        platform.customer(&journey, &signature(), now),
        Ok(Stage::Accepted)
    );
    assert_eq!(
        listed(&mut platform, now),
        [row("authorization", "1249.90", "0")]
    );
    assert_eq!(platform.books().totals(&id).reserved, 124_990);
}

fn row(operation: &str, amount: &str, code: &str) -> (String, String, String) {
    (operation.to_owned(), amount.to_owned(), code.to_owned())
}

#[test]
fn each_end_of_the_journey_has_its_code() {
    let ends = [
        (Move::Refuse, "4001"),
        (Move::Leave, "4004"),
        (Move::Review, "3"),
        (Move::Break, "5006"),
    ];
    for (step, code) in ends {
        let (mut platform, now) = (platform(), morning());
        let (_, journey) = authorise(&mut platform, now);
        platform.customer(&journey, &step, now).unwrap();
        assert_eq!(
            listed(&mut platform, now),
            [row("authorization", "1249.90", code)]
        );
    }
    let (mut platform, now) = (platform(), morning());
    let (id, _) = authorise(&mut platform, now);
    assert_eq!(
        ask(&mut platform, &part("capture", &id, ""), now + minutes(50)).0,
        "2003"
    );
    assert_eq!(
        listed(&mut platform, now + minutes(50)),
        [row("authorization", "1249.90", "4017")]
    );
}

#[test]
fn the_back_office_decides_what_is_under_review() {
    for (accepted, code) in [(true, "0"), (false, "4001")] {
        let (mut platform, now) = (platform(), morning());
        let (id, journey) = authorise(&mut platform, now);
        platform.customer(&journey, &Move::Review, now).unwrap();
        assert_eq!(platform.under_review(), [journey.as_str()]);
        assert_eq!(ask(&mut platform, &part("capture", &id, ""), now).0, "2006");
        platform.decide(&journey, accepted, now).unwrap();
        assert_eq!(
            listed(&mut platform, now),
            [row("authorization", "1249.90", code)]
        );
    }
}

#[test]
fn an_authorisation_is_captured_once_and_never_above_its_amount() {
    let (mut platform, now) = (platform(), morning());
    let id = authorised(&mut platform, now);
    assert_eq!(
        ask(&mut platform, &part("capture", &id, "124991"), now).0,
        "2007"
    );
    let (code, capture) = ask(&mut platform, &part("capture", &id, "100000"), now);
    assert_eq!(code, "0000");
    assert_eq!(
        ask(&mut platform, &part("capture", &id, "1"), now).0,
        "2005"
    );
    assert_eq!(ask(&mut platform, &part("void", &id, ""), now).0, "2015");
    assert_eq!(
        ask(&mut platform, &part("refund", &id, ""), now).0,
        "2004",
        "a refund names the capture"
    );
    assert_eq!(
        ask(&mut platform, &part("refund", &capture, "60000"), now).0,
        "0000"
    );
    assert_eq!(
        ask(&mut platform, &part("refund", &capture, "60000"), now).0,
        "2008"
    );
    assert_eq!(
        ask(&mut platform, &part("refund", &capture, ""), now).0,
        "0000"
    );
    assert_eq!(
        ask(&mut platform, &part("refund", &capture, ""), now).0,
        "2004"
    );
    let totals = platform.books().totals(&id);
    assert_eq!(
        (totals.released, totals.refunded, totals.lapsed),
        (100_000, 100_000, 24_990)
    );
}

#[test]
fn a_void_gives_up_an_authorisation_and_nothing_else() {
    let (mut platform, now) = (platform(), morning());
    let id = authorised(&mut platform, now);
    let (code, void) = ask(&mut platform, &part("void", &id, ""), now);
    assert_eq!(code, "0000");
    assert_eq!(ask(&mut platform, &part("void", &id, ""), now).0, "2015");
    assert_eq!(ask(&mut platform, &part("void", &void, ""), now).0, "2015");
    assert_eq!(ask(&mut platform, &part("capture", &id, ""), now).0, "2005");
    assert_eq!(ask(&mut platform, &part("void", "A404", ""), now).0, "2002");
    assert_eq!(platform.books().totals(&id).voided, 124_990);
}

#[test]
fn a_capture_comes_within_seven_days() {
    let (mut platform, now) = (platform(), morning());
    let id = authorised(&mut platform, now);
    let mut in_time = platform.clone();
    assert_eq!(
        ask(
            &mut in_time,
            &part("capture", &id, ""),
            now + days(7) - minutes(1)
        )
        .0,
        "0000"
    );
    assert_eq!(
        ask(&mut platform, &part("capture", &id, ""), now + days(7)).0,
        "2009"
    );
    assert_eq!(platform.books().totals(&id).lapsed, 124_990);
}

#[test]
fn get_transactions_lags_and_lists_every_operation() {
    let (mut platform, now) = (platform(), morning());
    platform.settings().lag = TimeDelta::minutes(2);
    let id = authorised(&mut platform, now);
    assert_eq!(listed(&mut platform, now + minutes(1)), []);
    let capture = ask(&mut platform, &part("capture", &id, ""), now + minutes(1)).1;
    assert_eq!(
        listed(&mut platform, now + minutes(2)),
        [row("authorization", "1249.90", "0")]
    );
    ask(
        &mut platform,
        &part("refund", &capture, "5"),
        now + minutes(2),
    );
    let all = [
        row("authorization", "1249.90", "0"),
        row("capture", "1249.90", "0"),
        row("refund", "0.05", "0"),
    ];
    assert_eq!(listed(&mut platform, now + minutes(4)), all);
}

#[test]
fn get_transactions_asks_by_order_or_by_transaction() {
    let (mut platform, now) = (platform(), morning());
    let first = authorised(&mut platform, now);
    let second = ask(
        &mut platform,
        &with(authorization(), &[("ORDERID", "CMD-2")]),
        now,
    )
    .1;
    let mut rows = |name: &str, value: &str, columns: &str| {
        let call = vec![
            ("IDENTIFIER", "training"),
            ("OPERATIONTYPE", "getTransactions"),
            ("VERSION", "3.0"),
        ];
        let params = with(call, &[(name, value), ("COLUMNS", columns)]);
        let answer = platform.call(Operation::GetTransactions, &params, now);
        (answer.execcode, answer.data.unwrap_or_default())
    };
    assert_eq!(rows("ORDERID", "CMD-20418;CMD-2", "").1.len(), 2);
    assert_eq!(
        rows("TRANSACTIONID", &format!("{first};{second}"), "")
            .1
            .len(),
        2
    );
    let (_, only) = rows("TRANSACTIONID", &second, "ORDERID;EXECCODE");
    assert_eq!(
        serde_json::to_value(only).unwrap(),
        serde_json::json!([{ "ORDERID": "CMD-2", "EXECCODE": "2" }])
    );
    assert_eq!(rows("ORDERID", "CMD-404", ""), ("0000".to_owned(), vec![]));
    assert_eq!(rows("AMOUNT", "", "").0, "1001", "one of the two is needed");
}

#[test]
fn an_order_number_is_no_key() {
    let (mut platform, now) = (platform(), morning());
    let first = ask(&mut platform, &with(authorization(), &[]), now);
    let second = ask(&mut platform, &with(authorization(), &[]), now);
    assert_eq!((first.0.as_str(), second.0.as_str()), ("0002", "0002"));
    assert_ne!(first.1, second.1);
}

#[test]
fn redirections_come_in_every_shape() {
    let (mut platform, now) = (platform(), morning());
    let mut html = |shape| {
        platform.settings().redirect = shape;
        platform
            .call(Operation::Authorization, &with(authorization(), &[]), now)
            .redirecthtml
            .unwrap()
    };
    let form = decoded(&html(Redirect::PostForm));
    assert!(
        form.contains("onload=\"document.forms[0].submit()\"") && form.contains("method=\"post\"")
    );
    assert!(decoded(&html(Redirect::GetForm)).contains("method=\"get\""));
    assert!(decoded(&html(Redirect::MetaRefresh)).contains("http-equiv=\"refresh\""));
    assert!(decoded(&html(Redirect::Location)).contains("window.location.replace"));
    assert!(html(Redirect::NotBase64).contains('<'));
    assert!(html(Redirect::NotHtml).starts_with("iVBOR"));
    assert!(html(Redirect::Huge).len() > 5_000_000);
    assert!(decoded(&html(Redirect::Prying)).contains("__TAURI_INTERNALS__"));
}

#[test]
fn a_fate_belongs_to_one_platform_and_the_books_to_both() {
    let (mut platform, now) = (platform(), morning());
    let id = authorised(&mut platform, now);
    let body = part("capture", &id, "").body("capture");
    platform
        .script()
        .push((Site::Main, Operation::Capture), Fate::http(503, false));
    let main = platform.receive(Site::Main, Endpoint::Process, body.as_bytes(), now);
    assert!(matches!(main, Delivery::Whole(Reply { status: 503, .. })));
    assert_eq!(platform.books().totals(&id).released, 0);
    platform.receive(Site::Second, Endpoint::Process, body.as_bytes(), now);
    assert_eq!(platform.books().totals(&id).released, 124_990);
}

#[test]
fn fates_change_codes_and_leave_things_out() {
    let table = [
        (Fate::code("5001", false), "5001", false),
        (Fate::code("2017", false), "2017", false),
        (Fate::code("3002", false), "3002", false),
        (Fate::code("5006", true), "5006", true),
        (
            Fate::answered(Answering::CodeThenNotice { ms: 250 }),
            "5004",
            true,
        ),
        (Fate::answered(Answering::UnknownStatus), "0042", true),
        (Fate::answered(Answering::NoTransactionId), "0000", true),
    ];
    for (fate, code, captured) in table {
        let (mut platform, now) = (platform(), morning());
        let id = authorised(&mut platform, now);
        platform.take_notifications();
        let delivery =
            platform.call_under(Operation::Capture, &part("capture", &id, ""), &fate, now);
        let Delivery::Whole(Reply { body, .. }) = delivery else {
            panic!("{delivery:?}")
        };
        let answer: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(answer["EXECCODE"], code);
        assert_eq!(
            platform.books().totals(&id).released > 0,
            captured,
            "{fate:?}"
        );
        if fate.answer == Answering::NoTransactionId {
            assert!(answer.get("TRANSACTIONID").is_none());
        }
        let late = platform
            .take_notifications()
            .iter()
            .any(|notice| notice.after.as_millis() == 250);
        assert_eq!(late, code == "5004");
    }
}
