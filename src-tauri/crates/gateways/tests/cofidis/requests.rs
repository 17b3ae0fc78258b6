//! What leaves the machine: which method for which deed under which delivery signal, and what stands in it.

use crate::loopback::{Loopback, Turn};
use crate::shop::{self, send, two_step};
use financing::{Gateway, Mode, Operation, Outcome, PortalPage, ProductCode, Route, Sending};
use serde_json::{Value, json};

const CONFIRM: &str = "signal = \"send_payment_confirm\"";
const VALIDATE: &str = "signal = \"initialize_validate\"";
const UPDATE: &str =
    "signal = \"update_status\"\nupdate = { word = \"Delivered\", reason = \"DLV\" }";

fn key() -> Value {
    json!({
        "merchantCountry": "fr", "providerId": "comptoir", "providerTransactionId": null,
        "merchantId": "020280098", "merchantTransactionId": "2YgKoUd4DB",
        "merchantTransactionDate": "20260227",
    })
}

/// The path and the body of what an operation sends.
async fn sent(signal: &str, operation: Operation) -> (String, Value) {
    let server = Loopback::always(Turn::json(&json!({ "responseCode": "003" }))).await;
    let gateway = shop::gateway(&shop::with_signal(&shop::text(&server.url), signal));
    let outcome = send(gateway.as_ref(), &two_step(gateway.as_ref()), operation).await;
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
    let request = server.only();
    assert_eq!(request.header("x-api-key-id"), Some("training"));
    assert_eq!(request.header("x-api-key"), Some("training-secret"));
    (request.path.clone(), request.json())
}

#[tokio::test]
async fn an_in_store_opening_says_all_that_cofidis_needs_and_no_more() {
    let (path, body) = sent(CONFIRM, Operation::Open).await;
    assert_eq!(path, "/api/sendPayment");
    let expected = json!({
        "transactionKey": key(),
        "captureMode": "Immediate",
        "processMod": "Redirect",
        "productCode": "4XCB",
        "sellerId": null,
        "amount": 124_990,
        "currency": "EUR",
        "orderReference": "CMD-20418",
        "instalments": 4,
        "customer": { "firstName": "Zoe", "lastName": "Lefevre-d OEuvre" },
        "sendPaymentMerchantData": { "sendingType": "Link" },
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn an_opening_that_reserves_first_is_an_initialize_in_validate_mode() {
    let (path, body) = sent(VALIDATE, Operation::Open).await;
    assert_eq!(path, "/api/initialize");
    assert_eq!(body["captureMode"], "Validate");
    assert_eq!(body.get("sendPaymentMerchantData"), None);
}

#[tokio::test]
async fn each_delivery_signal_has_its_own_calls() {
    let (keyed, amounts) = (json!({ "transactionKey": key() }), "transactionKey");
    let with = |name: &str| json!({ amounts: key(), name: 124_990 });
    let updated = json!({ amounts: key(), "newStatus": "Delivered", "reasonCode": "DLV" });
    for (signal, operation, path, body) in [
        (CONFIRM, Operation::Release, "/api/confirm", keyed.clone()),
        (VALIDATE, Operation::Reserve, "/api/confirm", keyed),
        (
            VALIDATE,
            Operation::Release,
            "/api/validate",
            with("validateAmount"),
        ),
        (
            VALIDATE,
            Operation::Cancel,
            "/api/cancel",
            with("cancelAmount"),
        ),
        (
            CONFIRM,
            Operation::Refund,
            "/api/refund",
            with("refundAmount"),
        ),
        (UPDATE, Operation::Release, "/api/updateStatus", updated),
    ] {
        let sent = sent(signal, operation).await;
        assert_eq!(sent, (path.to_owned(), body), "{signal} {operation:?}");
    }
}

#[tokio::test]
async fn a_delivery_by_hand_sends_nothing() {
    let server = Loopback::slammed().await;
    let text = shop::with_signal(&shop::text(&server.url), "signal = \"portal\"").replace(
        "modes = [\"direct\", \"two_step\"]",
        "modes = [\"two_step\"]",
    );
    let gateway = shop::gateway(&text);
    let financing = two_step(gateway.as_ref());
    assert_eq!(financing.order.terms.route, Route::ByHand);
    let product = &financing.order.product;
    assert_eq!(gateway.terms(product, Mode::Direct), None);
    let outcome = send(gateway.as_ref(), &financing, Operation::Release).await;
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn italy_abandons_before_acceptance_and_others_have_no_word_for_it() {
    let server = Loopback::always(Turn::json(&json!({ "responseCode": "003" }))).await;
    let abandon = "[abandon]\nword = \"Abandonned\"\nreason = \"R1\"\n\n[parts]";
    let text = shop::text(&server.url).replace("[parts]", abandon);
    let gateway = shop::gateway(&text);
    let financing = two_step(gateway.as_ref());
    assert!(financing.order.terms.abandon);
    send(gateway.as_ref(), &financing, Operation::Abandon).await;
    let request = server.only();
    assert_eq!(request.path, "/api/updateStatus");
    assert_eq!(request.json()["newStatus"], "Abandonned");
    assert_eq!(request.json()["reasonCode"], "R1");

    let elsewhere = shop::gateway(&shop::text(&server.url));
    let financing = two_step(elsewhere.as_ref());
    assert!(!financing.order.terms.abandon);
    let outcome = send(elsewhere.as_ref(), &financing, Operation::Abandon).await;
    assert!(matches!(outcome, Outcome::Rejected(_)), "{outcome:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_text_message_carries_the_telephone_even_where_the_product_needs_none() {
    let server = Loopback::always(Turn::json(&json!({ "responseCode": "041" }))).await;
    let gateway = shop::gateway(&shop::text(&server.url));
    for (sending, word, phone) in [
        (Sending::Sms, "SMS", json!("+33612345678")),
        (Sending::Qr, "QR", Value::Null),
    ] {
        let order = shop::order(gateway.as_ref(), Mode::TwoStep, sending);
        send(gateway.as_ref(), &shop::financing(order), Operation::Open).await;
        let body = server.seen().last().expect("a request").json();
        let data = &body["sendPaymentMerchantData"];
        assert_eq!(
            (&data["sendingType"], &data["mobilePhone"]),
            (&json!(word), &phone)
        );
    }
}

#[tokio::test]
async fn a_profile_decides_names_units_dates_and_titles() {
    let server = Loopback::always(Turn::json(&json!({ "responseCode": "003" }))).await;
    let text = shop::text(&server.url)
        .replace("amounts = \"cents\"", "amounts = \"euros\"")
        .replace("\"YYYY-MM-DD\"", "\"DD/MM/YYYY\"")
        .replace("mrs = \"mrs\"", "mrs = \"Mme\"")
        .replacen("amount = \"amount\"", "amount = \"plan.total\"", 1)
        .replace(
            "instalments = \"instalments\"",
            "instalments = \"plan.count\"",
        )
        .replace(
            "initialize = \"/api/initialize\"",
            "initialize = \"/v2/start\"",
        )
        .replace(
            "send_payment = \"/api/sendPayment\"",
            "send_payment = \"/v2/till\"",
        )
        .replace(
            "needs = [\"first_name\", \"last_name\"]",
            "needs = [\"title\", \"birth_date\", \"country\", \"email\", \"address\", \"city\"]",
        )
        .replace(
            "currency = \"EUR\"",
            "currency = \"EUR\"\nseller_id = \"S-7\"",
        );
    let gateway = shop::gateway(&text);
    send(
        gateway.as_ref(),
        &two_step(gateway.as_ref()),
        Operation::Open,
    )
    .await;
    let request = server.only();
    let body = request.json();
    assert_eq!(request.path, "/v2/till");
    assert_eq!(body["plan"], json!({ "total": "1249.90", "count": 4 }));
    assert_eq!(body["sellerId"], "S-7");
    let customer = json!({
        "title": "Mme", "birthDate": "31/12/1984", "country": "FR", "email": "zoe@mail.example",
        "address": "12 rue de l Eglise", "city": "Villeneuve-d Ascq",
    });
    assert_eq!(body["customer"], customer);
}

#[tokio::test]
async fn the_shops_own_addresses_bear_a_word_that_cannot_be_guessed() {
    let server = Loopback::always(Turn::json(&json!({ "responseCode": "003" }))).await;
    let returns = "[returns]\nsuccess = \"https://shop.example/yes\"\n\
        other = \"https://shop.example/no\"\n\
        notification_success = \"https://shop.example/told\"\n\
        notification_pending = \"https://shop.example/told\"\n\n[journey]";
    let text = shop::text(&server.url).replace("[journey]", returns);
    let gateway = shop::gateway(&text);
    send(
        gateway.as_ref(),
        &two_step(gateway.as_ref()),
        Operation::Open,
    )
    .await;
    let data = server.only().json()["technicalData"].clone();
    assert_eq!(
        data["returnUrlSuccess"],
        "https://shop.example/yes?t=2YgKoUd4DB"
    );
    assert_eq!(
        data["notificationUrlPending"],
        "https://shop.example/told?t=2YgKoUd4DB"
    );
}

#[tokio::test]
async fn only_what_is_offered_is_offered() {
    let server = Loopback::slammed().await;
    let gateway = shop::gateway(&shop::text(&server.url));
    let four = ProductCode::new("4XCB").expect("a code");
    let all = [Sending::Link, Sending::Qr, Sending::Sms];
    assert_eq!(gateway.sendings(&four, Mode::Direct), all);
    let reserving = shop::gateway(&shop::with_signal(&shop::text(&server.url), VALIDATE));
    assert_eq!(reserving.sendings(&four, Mode::TwoStep), [Sending::Link]);
    let unknown = ProductCode::new("5XCB").expect("a code");
    assert_eq!(gateway.terms(&unknown, Mode::Direct), None);
    assert_eq!(gateway.sendings(&unknown, Mode::Direct), []);
    let terms = |code: &str| {
        let code = ProductCode::new(code).expect("a code");
        let terms = gateway.terms(&code, Mode::TwoStep).expect("offered");
        (
            terms.release_days,
            terms.journey_minutes,
            terms.asking.every_seconds,
        )
    };
    assert_eq!(terms("4XCB"), (6, 50, Some(2)));
    assert_eq!(terms("LOAN"), (30, 50, Some(2)));
}

#[tokio::test]
async fn the_portal_opens_on_the_page_that_was_asked_for() {
    let answer =
        json!({ "responseCode": "000", "connectUrl": "https://portal.cofidis.example/x?t=1" });
    let server = Loopback::always(Turn::json(&answer)).await;
    let text = shop::leading_to(&shop::text(&server.url), "cofidis.example");
    let gateway = shop::gateway(&text);
    let link = gateway
        .portal(PortalPage::Training)
        .await
        .expect("an address");
    assert_eq!(link, "https://portal.cofidis.example/x?t=1");
    let request = server.only();
    assert_eq!(request.path, "/api/connect");
    let body = json!({ "merchantId": "020280098", "sellerId": null, "page": "training" });
    assert_eq!(request.json(), body);
}

#[tokio::test]
async fn a_financing_of_another_gateway_or_another_way_of_releasing_is_not_sent() {
    let server = Loopback::slammed().await;
    let confirming = shop::gateway(&shop::text(&server.url));
    let reserving = shop::gateway(&shop::with_signal(&shop::text(&server.url), VALIDATE));
    let other = shop::text(&server.url).replace("id = \"sandbox\"", "id = \"elsewhere\"");
    let elsewhere = shop::gateway(&other);
    let financing = two_step(confirming.as_ref());
    let not_sent = Outcome::NotSent(financing::NotSent::NotConfigured);
    let gateways: [&dyn Gateway; 2] = [reserving.as_ref(), elsewhere.as_ref()];
    for gateway in gateways {
        assert_eq!(send(gateway, &financing, Operation::Open).await, not_sent);
    }
    assert_eq!(elsewhere.ask(&financing).await, not_sent);
    assert_eq!(server.connections(), 0);
}
