//! The pretended Payplug without sockets.

use chrono::TimeDelta;
use sandbox::fate::{Answering, Delivery, Fate, Reply};
use sandbox::journey::{Move, Stage};
use sandbox::payplug::{Endpoint, Operation, Params, Platform, Redirect, Site};

use crate::counter::{
    ask, authorise, authorised, authorization, days, decoded, listed, minutes, morning, part,
    platform, signature, with,
};

/// The vectors that clients of this API have published.
#[test]
fn the_hash_fits_the_published_vectors() {
    let flat = Params::of([("c", "3"), ("a", "1"), ("b", "2")]);
    assert_eq!(
        flat.hash("password"),
        "77c71c1e70ea28525cf078537d22d1932922e3741ed83287b0dc0a117bf77999"
    );
    let nested = Params::of([
        ("c", "3"),
        ("a", "1"),
        ("b", "2"),
        ("d[y]", "43"),
        ("d[x]", "42"),
    ]);
    assert_eq!(
        nested.hash("password"),
        "376383093261372eb97909ed1a44b1adb5e8f2687f7a64f1c41d5a0c8cc0b0fa"
    );
    let capture = Params::of([
        ("DESCRIPTION", "Capture test 01"),
        ("IDENTIFIER", "IDENTIFIER"),
        ("OPERATIONTYPE", "capture"),
        ("ORDERID", "order_21"),
        ("TRANSACTIONID", "test1"),
        ("VERSION", "2.0"),
    ]);
    assert_eq!(
        capture.hash("PASSWORD"),
        "ea22191f962b6fc708f48baff8600f8caaea3afa7e8be3f2d2dafb3249396e72"
    );
}

#[test]
fn the_lines_of_a_cart_are_hashed_in_the_order_of_their_numbers() {
    let names = [
        "CART[10][TAX]",
        "CART[9][TAX]",
        "CARTE",
        "CAR",
        "CART[9][AX]",
    ];
    let params = Params::of(names.map(|name| (name, "1")));
    let order: Vec<String> = params.iter().map(|(name, _)| name.to_string()).collect();
    assert_eq!(
        order,
        [
            "CAR",
            "CART[9][AX]",
            "CART[9][TAX]",
            "CART[10][TAX]",
            "CARTE"
        ]
    );
}

#[test]
fn a_signed_call_survives_its_way_through_a_form() {
    let call = with(
        authorization(),
        &[
            ("CART[0][TOTALAMOUNT]", "124990"),
            ("CART[0][NAME]", "Canapé & pouf = 2"),
        ],
    );
    assert_eq!(
        Params::read(call.body("authorization").as_bytes()),
        Ok(("authorization".to_owned(), call))
    );
}

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
fn every_parameter_of_an_authorisation_is_checked() {
    let long = "x".repeat(511);
    let table: &[(&str, &str, &str)] = &[
        ("AMOUNT", "", "1001 AMOUNT"),
        ("AMOUNT", "1249.90", "1002 AMOUNT"),
        ("AMOUNT", "0", "1002 AMOUNT"),
        ("AMOUNT", "-5", "1002 AMOUNT"),
        ("AMOUNT", "9999", "3003"),
        ("BILLINGADDRESS", "3 rue\ndes Lilas", "1002 BILLINGADDRESS"),
        ("BILLINGADDRESS", &long[..51], "1002 BILLINGADDRESS"),
        ("BILLINGCITY", &long[..256], "1002 BILLINGCITY"),
        ("BILLINGCOUNTRY", "FRA", "1002 BILLINGCOUNTRY"),
        ("BILLINGFIRSTNAME", &long[..16], "1002 BILLINGFIRSTNAME"),
        ("BILLINGLASTNAME", &long[..16], "1002 BILLINGLASTNAME"),
        (
            "BILLINGMOBILEPHONE",
            "0600000000",
            "1002 BILLINGMOBILEPHONE",
        ),
        ("BILLINGPHONE", "", "1001 BILLINGPHONE"),
        ("BILLINGPOSTALCODE", &long[..10], "1002 BILLINGPOSTALCODE"),
        ("BILLINGTITLE", "dr", "1002 BILLINGTITLE"),
        ("CLIENTDOB", "20/06/1982", "1002 CLIENTDOB"),
        ("CLIENTDOB", "1982-02-30", "1002 CLIENTDOB"),
        ("CLIENTEMAIL", "lea@nowhere", "1002 CLIENTEMAIL"),
        ("CLIENTIDENT", "", "1001 CLIENTIDENT"),
        ("CLIENTIP", "::1", "1002 CLIENTIP"),
        ("CLIENTUSERAGENT", &long[..256], "1002 CLIENTUSERAGENT"),
        ("DESCRIPTION", &long[..511], "1002 DESCRIPTION"),
        ("EXTRADATA", &long[..256], "1002 EXTRADATA"),
        ("METADATA", &long[..256], "1002 METADATA"),
        ("ORDERID", &long[..41], "1002 ORDERID"),
        ("PAYMENTOPTION", "cofidis-5xcb", "1002 PAYMENTOPTION"),
        ("PRESCORINGCODE", &long[..21], "1002 PRESCORINGCODE"),
        ("SHIPTOADDRESS", &long[..51], "1002 SHIPTOADDRESS"),
        ("SHIPTOCITY", &long[..256], "1002 SHIPTOCITY"),
        ("SHIPTOCOMPANYNAME", &long[..51], "1002 SHIPTOCOMPANYNAME"),
        ("SHIPTOCOUNTRY", "fr", "1002 SHIPTOCOUNTRY"),
        ("SHIPTOFIRSTNAME", &long[..16], "1002 SHIPTOFIRSTNAME"),
        ("SHIPTOLASTNAME", &long[..31], "1002 SHIPTOLASTNAME"),
        ("SHIPTOMOBILEPHONE", "+0600000000", "1002 SHIPTOMOBILEPHONE"),
        ("SHIPTOPHONE", "+33 6", "1002 SHIPTOPHONE"),
        ("SHIPTOPOSTALCODE", &long[..10], "1002 SHIPTOPOSTALCODE"),
        ("SHIPTOTITLE", "Mr", "1002 SHIPTOTITLE"),
        ("VERSION", "2.0", "1002 VERSION"),
        ("IDENTIFIER", "somebody", "1002 IDENTIFIER"),
        ("CART[0][TOTALAMOUNT]", "124989", "1007"),
        ("CART[0][TAX]", "19.5", "1001 CART[0][TOTALAMOUNT]"),
        ("CART[0][TAX]", "19,5", "1002 CART[0][TAX]"),
        ("CART[a][TAX]", "19.5", "1002 CART[a][TAX]"),
        ("SURPRISE", "1", "1002 SURPRISE"),
        ("APIKEYID", "unknown", "3007"),
    ];
    for (name, value, expected) in table {
        let params = with(authorization(), &[(name, value)]);
        let answer = platform().call(Operation::Authorization, &params, morning());
        let parameter = answer
            .message
            .split(": ")
            .nth(1)
            .map(|name| format!(" {name}"))
            .unwrap_or_default();
        assert_eq!(
            format!("{}{parameter}", answer.execcode),
            *expected,
            "{name} = {value}"
        );
    }
}

#[test]
fn a_cart_of_twelve_lines_that_adds_up_is_taken() {
    let names: Vec<String> = (0..12)
        .map(|line| format!("CART[{line}][TOTALAMOUNT]"))
        .collect();
    let mut changes: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), "10000")).collect();
    changes[11].1 = "14990";
    assert_eq!(
        ask(&mut platform(), &with(authorization(), &changes), morning()).0,
        "0002"
    );
}

#[test]
fn only_the_right_hash_opens_the_door() {
    let right = with(authorization(), &[]);
    let hash = right.get("HASH").unwrap().to_owned();
    let flipped = if hash.starts_with('0') {
        hash.replacen('0', "1", 1)
    } else {
        format!("0{}", &hash[1..])
    };
    let forged = |hash: &str| {
        let mut call = authorization();
        call.push(("HASH", hash));
        Params::of(call)
    };
    assert_eq!(ask(&mut platform(), &forged(&hash), morning()).0, "0002");
    assert_eq!(ask(&mut platform(), &forged(&flipped), morning()).0, "1003");
    assert_eq!(
        ask(&mut platform(), &forged(&hash.to_uppercase()), morning()).0,
        "1003"
    );
    assert_eq!(
        ask(&mut platform(), &Params::of(authorization()), morning()).0,
        "1001"
    );
    assert_eq!(
        ask(
            &mut platform(),
            &Params::of(authorization()).signed("other-key"),
            morning()
        )
        .0,
        "1003"
    );
    let mut call = authorization();
    call.push(("APIKEYID", "training-api"));
    assert_eq!(
        ask(
            &mut platform(),
            &Params::of(call.clone()).signed("training-api-key"),
            morning()
        )
        .0,
        "0002"
    );
    assert_eq!(
        ask(
            &mut platform(),
            &Params::of(call).signed("training-key"),
            morning()
        )
        .0,
        "1003"
    );
}

fn sent(platform: &mut Platform, endpoint: Endpoint, body: &str) -> serde_json::Value {
    let delivery = platform.receive(Site::Main, endpoint, body.as_bytes(), morning());
    let Delivery::Whole(Reply {
        status: 200, body, ..
    }) = delivery
    else {
        panic!("{delivery:?}")
    };
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn the_form_is_read_strictly() {
    let right = with(authorization(), &[]).body("authorization");
    let mut platform = platform();
    let mut code = |endpoint, body: &str| {
        sent(&mut platform, endpoint, body)["EXECCODE"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(code(Endpoint::Process, &right), "0002");
    assert_eq!(code(Endpoint::Export, &right), "1002");
    assert_eq!(
        code(
            Endpoint::Process,
            &right.replace("method=authorization", "method=capture")
        ),
        "1002"
    );
    assert_eq!(
        code(
            Endpoint::Process,
            &right.replace("method=authorization&", "")
        ),
        "1001"
    );
    assert_eq!(
        code(
            Endpoint::Process,
            &format!("{right}&params%5BAMOUNT%5D=124990")
        ),
        "1002"
    );
    assert_eq!(
        code(Endpoint::Process, &format!("{right}&AMOUNT=124990")),
        "1002"
    );
    assert_eq!(
        code(Endpoint::Process, &format!("{right}&params%5BCART%5D%5B=1")),
        "1002"
    );
    assert_eq!(
        code(
            Endpoint::Process,
            &format!("{right}&params%5BMETADATA%5D=%ff")
        ),
        "1005"
    );
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
