//! What a Payplug call must look like: its form, its HASH, and every parameter.

use sandbox::fate::{Delivery, Reply};
use sandbox::payplug::{Endpoint, Operation, Params, Platform, Site};

use crate::counter::{ask, authorization, morning, platform, with};

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
