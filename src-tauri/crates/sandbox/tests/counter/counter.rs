//! A shop with its requests, for the other files: a bank and a platform at a fixed morning, and short ways to call them.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use sandbox::books::Cents;
use sandbox::cofidis::{
    self, Answer, Bank, Body, CaptureMode, Customer, Opening, ProcessMod, Request, TransactionKey,
};
use sandbox::journey::{Move, Stage};
use sandbox::payplug::{self, Operation, Params, Platform, Redirect};

/// A Friday morning in Paris.
pub(crate) fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 2, 27, 9, 30, 0).unwrap()
}

pub(crate) fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

pub(crate) fn days(count: i64) -> TimeDelta {
    TimeDelta::days(count)
}

pub(crate) fn bank() -> Bank {
    bank_that_tells("Aborted")
}

/// A bank that tells of an abandoned transaction by this word.
pub(crate) fn bank_that_tells(abandoned_word: &str) -> Bank {
    let settings = cofidis::Settings {
        shop: "Maison Lilas".to_owned(),
        pages: "http://127.0.0.1:1".to_owned(),
        credentials: cofidis::Credentials::default(),
        delivery_word: "Delivered".to_owned(),
        abandoned_word: abandoned_word.to_owned(),
    };
    Bank::new(settings, 1)
}

pub(crate) fn platform() -> Platform {
    let settings = payplug::Settings {
        shop: "Maison Lilas".to_owned(),
        pages: "http://127.0.0.1:1".to_owned(),
        account: payplug::Account::default(),
        redirect: Redirect::default(),
        lag: TimeDelta::zero(),
    };
    Platform::new(settings, 1)
}

pub(crate) fn key(number: &str) -> TransactionKey {
    TransactionKey {
        merchant_country: "fr".to_owned(),
        provider_id: "comptoir".to_owned(),
        provider_transaction_id: None,
        merchant_id: "020280098".to_owned(),
        merchant_transaction_id: number.to_owned(),
        merchant_transaction_date: "20260227".to_owned(),
    }
}

pub(crate) fn opening(number: &str, capture_mode: CaptureMode) -> Opening {
    Opening {
        transaction_key: key(number),
        technical_data: cofidis::TechnicalData::default(),
        capture_mode,
        process_mod: ProcessMod::Redirect,
        product_code: "4XCB".to_owned(),
        seller_id: None,
        amount: 124_990,
        currency: "EUR".to_owned(),
        order_reference: Some("CMD-20418".to_owned()),
        instalments: None,
        customer: Customer {
            first_name: "Léa".to_owned(),
            last_name: "Noël".to_owned(),
            ..Customer::default()
        },
        send_payment_merchant_data: None,
    }
}

/// The word an answer gives for where the transaction stands.
pub(crate) fn word(answer: &Answer) -> &str {
    match &answer.body {
        Body::Opened {
            transaction_status, ..
        }
        | Body::Standing {
            transaction_status, ..
        }
        | Body::Done {
            transaction_status, ..
        } => transaction_status,
        Body::Nothing { .. } | Body::Connected { .. } => "",
    }
}

/// Code and status word.
pub(crate) fn told(answer: &Answer) -> (&str, &str) {
    (answer.response_code.as_str(), word(answer))
}

/// The word of an answer about a transaction, what is authorised and what is cancelled.
pub(crate) fn standing(answer: &Answer) -> (&str, Cents, Cents) {
    let Body::Standing { amounts, .. } = &answer.body else {
        panic!("no standing: {answer:?}")
    };
    let (authorised, cancelled) = (amounts.authorized_amount, amounts.cancelled_amount);
    (word(answer), authorised, cancelled)
}

/// Opens a transaction and gives its journey's token.
pub(crate) fn open(bank: &mut Bank, opening: Opening, now: DateTime<Utc>) -> String {
    let answer = bank.call(&Request::Initialize(opening), now);
    let Body::Opened {
        redirect_url: Some(url),
        ..
    } = answer.body
    else {
        panic!("no journey: {answer:?}")
    };
    url.rsplit('/').next().unwrap().to_owned()
}

/// Opens a transaction and has the customer sign it: `to_confirm`.
pub(crate) fn signed(
    bank: &mut Bank,
    number: &str,
    mode: CaptureMode,
    now: DateTime<Utc>,
) -> TransactionKey {
    let journey = open(bank, opening(number, mode), now);
    bank.customer(&journey, &Move::Open, now).unwrap();
    let stage = bank.customer(&journey, &signature(), now).unwrap();
    assert_eq!(stage, Stage::Accepted);
    key(number)
}

pub(crate) fn signature() -> Move {
    Move::Accept {
        signature: "Léa Noël".to_owned(),
    }
}

/// A right authorisation for 1,249.90 euros, unsigned.
pub(crate) fn authorization() -> Vec<(&'static str, &'static str)> {
    vec![
        ("IDENTIFIER", "training"),
        ("OPERATIONTYPE", "authorization"),
        ("VERSION", "3.0"),
        ("AMOUNT", "124990"),
        ("PAYMENTOPTION", "cofidis-4xcb"),
        ("ORDERID", "CMD-20418"),
        ("DESCRIPTION", "Canapé"),
        ("EXTRADATA", "intent-1"),
        ("CLIENTIDENT", "client-7"),
        ("CLIENTEMAIL", "lea.noel@example.org"),
        ("CLIENTIP", "127.0.0.1"),
        ("CLIENTUSERAGENT", "Mozilla/5.0"),
        ("BILLINGFIRSTNAME", "Léa"),
        ("BILLINGLASTNAME", "Noël"),
        ("BILLINGADDRESS", "3 rue des Lilas"),
        ("BILLINGPOSTALCODE", "59000"),
        ("BILLINGCITY", "Lille"),
        ("BILLINGCOUNTRY", "FR"),
        ("BILLINGPHONE", "+33320000000"),
        ("BILLINGMOBILEPHONE", "+33600000000"),
    ]
}

/// The same call with other values; an empty value leaves the parameter out.
pub(crate) fn with<'a>(
    mut call: Vec<(&'a str, &'a str)>,
    changes: &[(&'a str, &'a str)],
) -> Params {
    for (name, value) in changes {
        call.retain(|(held, _)| held != name);
        if !value.is_empty() {
            call.push((name, value));
        }
    }
    Params::of(call).signed("training-key")
}

/// A capture, refund or void of `of`, for `amount` cents or for all if it is empty.
pub(crate) fn part<'a>(operation: &'a str, of: &'a str, amount: &'a str) -> Params {
    let call = vec![
        ("IDENTIFIER", "training"),
        ("OPERATIONTYPE", operation),
        ("VERSION", "3.0"),
        ("TRANSACTIONID", of),
        ("ORDERID", "CMD-20418"),
        ("DESCRIPTION", "Canapé"),
        ("EXTRADATA", "intent-2"),
    ];
    with(call, &[("AMOUNT", amount)])
}

/// Calls the platform and gives EXECCODE and TRANSACTIONID.
pub(crate) fn ask(
    platform: &mut Platform,
    params: &Params,
    now: DateTime<Utc>,
) -> (String, String) {
    let operation = Operation::named(params.get("OPERATIONTYPE").unwrap()).unwrap();
    let answer = platform.call(operation, params, now);
    (answer.execcode, answer.transactionid.unwrap_or_default())
}

/// Starts an authorisation; gives its TRANSACTIONID and its journey's token.
pub(crate) fn authorise(platform: &mut Platform, now: DateTime<Utc>) -> (String, String) {
    let answer = platform.call(Operation::Authorization, &with(authorization(), &[]), now);
    assert_eq!(answer.execcode, "0002", "{}", answer.message);
    let page = decoded(&answer.redirecthtml.unwrap());
    let token = page
        .split("name=\"journey\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    (answer.transactionid.unwrap(), token.to_owned())
}

/// An authorisation that the customer has signed.
pub(crate) fn authorised(platform: &mut Platform, now: DateTime<Utc>) -> String {
    let (id, journey) = authorise(platform, now);
    assert_eq!(
        platform.customer(&journey, &signature(), now),
        Ok(Stage::Accepted)
    );
    id
}

pub(crate) fn decoded(base64_text: &str) -> String {
    use base64::Engine;
    String::from_utf8(
        base64::engine::general_purpose::STANDARD
            .decode(base64_text)
            .unwrap(),
    )
    .unwrap()
}

/// What the platform lists for the order, as operation, amount and EXECCODE.
pub(crate) fn listed(platform: &mut Platform, now: DateTime<Utc>) -> Vec<(String, String, String)> {
    let call = vec![
        ("IDENTIFIER", "training"),
        ("OPERATIONTYPE", "getTransactions"),
        ("VERSION", "3.0"),
        ("ORDERID", "CMD-20418"),
    ];
    let answer = platform.call(Operation::GetTransactions, &with(call, &[]), now);
    assert_eq!(answer.execcode, "0000", "{}", answer.message);
    let column = |row: &payplug::Row, name: &str| row[name].clone();
    let rows = answer.data.unwrap();
    rows.iter()
        .map(|row| {
            (
                column(row, "OPERATIONTYPE"),
                column(row, "AMOUNT"),
                column(row, "EXECCODE"),
            )
        })
        .collect()
}
