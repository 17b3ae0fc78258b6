//! How transactions are opened at the pretended Cofidis: what is taken, what is refused, and what comes back.

use sandbox::cofidis::{
    Body, CaptureMode, Method, Request, SendPaymentMerchantData, SendPaymentReturn, SendingType,
};

use crate::counter::{bank, minutes, morning, opening, told};

#[test]
fn the_date_of_a_transaction_is_today_in_paris_and_not_in_utc() {
    let (mut bank, before_midnight) = (bank(), morning() + minutes(13 * 60 + 29));
    let just_after = before_midnight + minutes(2);
    assert_eq!(
        bank.call(
            &Request::Initialize(opening("1", CaptureMode::Immediate)),
            before_midnight
        )
        .response_code,
        "000"
    );
    assert_eq!(
        bank.call(
            &Request::Initialize(opening("2", CaptureMode::Immediate)),
            just_after
        )
        .response_code,
        "001"
    );
}

#[test]
fn a_key_opens_one_transaction_only() {
    let (mut bank, now) = (bank(), morning());
    let call = Request::Initialize(opening("1", CaptureMode::Immediate));
    assert_eq!(bank.call(&call, now).response_code, "000");
    assert_eq!(bank.call(&call, now).response_code, "002");
    assert_eq!(bank.books().all().len(), 1);
}

#[test]
fn a_customer_without_a_name_is_mended_under_the_same_key() {
    let (mut bank, now) = (bank(), morning());
    let mut nameless = opening("1", CaptureMode::Immediate);
    nameless.customer.first_name.clear();
    assert_eq!(
        told(&bank.call(&Request::Initialize(nameless), now)),
        ("000", "Initialized_to_retry")
    );
    let mended = bank.call(
        &Request::Initialize(opening("1", CaptureMode::Immediate)),
        now,
    );
    assert_eq!(told(&mended), ("000", "Initialized"));
}

#[test]
fn the_sellers_device_gets_a_link_a_picture_or_an_sms() {
    let (mut bank, now) = (bank(), morning());
    let mut send = |number: &str, sending_type, mobile_phone: Option<&str>| {
        let mut opening = opening(number, CaptureMode::Immediate);
        let mobile_phone = mobile_phone.map(str::to_owned);
        opening.send_payment_merchant_data = Some(SendPaymentMerchantData {
            sending_type,
            mobile_phone,
        });
        match bank.call(&Request::SendPayment(opening), now).body {
            Body::Opened {
                transaction_status,
                send_payment_return,
                ..
            } => (transaction_status, send_payment_return),
            other @ (Body::Nothing { .. }
            | Body::Standing { .. }
            | Body::Done { .. }
            | Body::Connected { .. }) => {
                panic!("{other:?}")
            }
        }
    };
    let (_, link) = send("1", SendingType::Link, None);
    assert!(
        matches!(link, Some(SendPaymentReturn::Link(link)) if link.starts_with("http://127.0.0.1:1/journey/cofidis/"))
    );
    let (_, picture) = send("2", SendingType::Qr, None);
    assert!(
        matches!(picture, Some(SendPaymentReturn::QrCode(png)) if png.starts_with("iVBORw0KGgo"))
    );
    let (_, text) = send("3", SendingType::Sms, Some("+33600000000"));
    assert_eq!(text, Some(SendPaymentReturn::Sent(true)));
    assert_eq!(
        send("4", SendingType::Sms, None),
        ("Initialized_to_retry".to_owned(), None)
    );
}

#[test]
fn sellers_who_may_not_sell_are_told_so() {
    let (mut bank, now) = (bank(), morning());
    for (seller, code) in [
        ("not-allowed", "040"),
        ("not-trained", "041"),
        ("anna", "000"),
    ] {
        let mut opening = opening(seller, CaptureMode::Immediate);
        opening.seller_id = Some(seller.to_owned());
        let sending = SendPaymentMerchantData {
            sending_type: SendingType::Link,
            mobile_phone: None,
        };
        opening.send_payment_merchant_data = Some(sending);
        assert_eq!(
            bank.call(&Request::SendPayment(opening), now).response_code,
            code
        );
    }
}

#[test]
fn requests_that_cannot_be_right_are_unreadable() {
    let right = serde_json::to_value(opening("1", CaptureMode::Immediate)).unwrap();
    let read =
        |method, body: &serde_json::Value| Request::read(method, body.to_string().as_bytes());
    assert!(read(Method::Initialize, &right).is_ok());
    let wrong = [
        ("amount", serde_json::json!(9_999)),
        ("amount", serde_json::json!(300_001)),
        ("amount", serde_json::json!(1249.9)),
        ("amount", serde_json::json!(-1)),
        ("currency", serde_json::json!("USD")),
        ("productCode", serde_json::json!("5XCB")),
        ("processMod", serde_json::json!("API")),
        ("captureMode", serde_json::json!("Later")),
    ];
    for (field, value) in wrong {
        let mut body = right.clone();
        body[field] = value;
        assert!(
            read(Method::Initialize, &body).is_err(),
            "{field}: {}",
            body[field]
        );
    }
    let mut sent = right.clone();
    sent["sendPaymentMerchantData"] = serde_json::json!({ "sendingType": "Link" });
    assert!(read(Method::SendPayment, &sent).is_ok());
    assert!(
        read(Method::Initialize, &sent).is_err(),
        "initialize sends nothing"
    );
    assert!(
        read(Method::SendPayment, &right).is_err(),
        "sendPayment must say how"
    );
    sent["captureMode"] = serde_json::json!("Validate");
    assert!(
        read(Method::SendPayment, &sent).is_err(),
        "sendPayment is Immediate"
    );
}
