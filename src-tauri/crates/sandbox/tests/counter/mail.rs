//! Notifications: sent, held, reordered, repeated, forged.

use sandbox::Running;
use sandbox::cofidis::{CaptureMode, TechnicalData};
use sandbox::mail::{Forgery, Notification};
use sandbox::payplug::Params;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::client::{post_form, post_json};
use crate::counter::{authorise, bank, morning, open, opening, part, platform, signature};
use crate::wire::started;

/// Whether the shop's account key fits the HASH of a notification.
fn is_signed(notification: &Notification) -> bool {
    let params = Params::of(
        notification
            .fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    params.get("HASH") == Some(params.hash("training-key").as_str())
}

#[test]
fn cofidis_tells_of_acceptance_and_of_pending_and_of_nothing_else() {
    let (mut bank, now) = (bank(), morning());
    let mut opening = opening("1", CaptureMode::Immediate);
    opening.technical_data = TechnicalData {
        notification_url_success: Some("http://127.0.0.1:9/yes".to_owned()),
        notification_url_pending: Some("http://127.0.0.1:9/wait".to_owned()),
        ..TechnicalData::default()
    };
    let journey = open(&mut bank, opening, now);
    bank.customer(&journey, &sandbox::journey::Move::Open, now)
        .unwrap();
    assert_eq!(bank.take_notifications(), []);
    bank.customer(&journey, &sandbox::journey::Move::Review, now)
        .unwrap();
    bank.decide(&journey, true).unwrap();
    let told = bank.take_notifications();
    let words: Vec<_> = told
        .iter()
        .map(|each| (each.url.as_deref(), each.field("transactionStatus")))
        .collect();
    let expected = [
        (Some("http://127.0.0.1:9/wait"), Some("pending")),
        (Some("http://127.0.0.1:9/yes"), Some("to_confirm")),
    ];
    assert_eq!(words, expected);
    let key: Value = serde_json::from_str(told[0].field("transactionKey").unwrap()).unwrap();
    assert_eq!(key["merchantTransactionId"], "1");
}

#[test]
fn payplug_signs_what_it_tells_and_a_forgery_does_not_fit() {
    let (mut platform, now) = (platform(), morning());
    let (id, journey) = authorise(&mut platform, now);
    platform.customer(&journey, &signature(), now).unwrap();
    platform.call(
        sandbox::payplug::Operation::Capture,
        &part("capture", &id, "1000"),
        now,
    );
    let told = platform.take_notifications();
    let lines: Vec<_> = told
        .iter()
        .map(|each| (each.field("OPERATIONTYPE"), each.field("AMOUNT")))
        .collect();
    assert_eq!(
        lines,
        [
            (Some("authorization"), Some("124990")),
            (Some("capture"), Some("1000"))
        ]
    );
    assert!(told.iter().all(is_signed));
    let forgeries = [
        Forgery::NoHash,
        Forgery::UpperCaseHash,
        Forgery::WrongHash,
        Forgery::OtherOrder,
        Forgery::ChangedAmount,
        Forgery::ExtraParameter,
        Forgery::HugeBody,
    ];
    for how in forgeries {
        assert!(!is_signed(&how.spoil(&told[0])), "{how:?}");
    }
    let repeated = Forgery::RepeatedParameter.spoil(&told[0]);
    assert_eq!(
        repeated
            .fields
            .iter()
            .filter(|(name, _)| name == "AMOUNT")
            .count(),
        2
    );
    assert!(Forgery::HugeBody.spoil(&told[0]).body().len() > 1_000_000);
}

/// A shop's door that takes `count` notifications, answers `OK`, and gives back the operations in order of arrival.
async fn receive(listener: &TcpListener, count: usize) -> Vec<String> {
    let mut operations = Vec::new();
    for _ in 0..count {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut text = String::new();
        while !text.contains("VERSION=3.0") {
            let mut piece = [0; 4_096];
            let length = stream.read(&mut piece).await.unwrap();
            assert!(length > 0, "no notification: {text}");
            text.push_str(&String::from_utf8_lossy(&piece[..length]));
        }
        stream
            .write_all(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nOK")
            .await
            .unwrap();
        operations.push(
            text.split("OPERATIONTYPE=")
                .nth(1)
                .unwrap()
                .split('&')
                .next()
                .unwrap()
                .to_owned(),
        );
    }
    operations
}

async fn notify(running: &Running, order: Value) -> Value {
    let answer = post_json(&format!("{}/notify", running.addresses().cofidis), &order).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Authorises, signs and captures through the sandbox's own addresses.
async fn captured(running: &Running) {
    let answer = crate::wire::payplug(
        running,
        &crate::counter::with(crate::counter::authorization(), &[]),
    )
    .await
    .unwrap();
    let answer = answer.json();
    let page = crate::counter::decoded(answer["REDIRECTHTML"].as_str().unwrap());
    let token = page
        .split("name=\"journey\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let journey = format!("{}/journey/payplug/{token}", running.addresses().pages);
    post_form(
        &format!("{journey}/move"),
        "move=accept&signature=L&consent=yes",
    )
    .await
    .unwrap();
    let capture = part("capture", answer["TRANSACTIONID"].as_str().unwrap(), "");
    assert_eq!(
        crate::wire::payplug(running, &capture)
            .await
            .unwrap()
            .json()["EXECCODE"],
        "0000"
    );
}

#[tokio::test]
async fn notifications_arrive_in_order_again_and_the_other_way_round() {
    let running = started().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/payplug?shop=1", listener.local_addr().unwrap());
    notify(&running, json!({ "address": { "url": url } })).await;
    captured(&running).await;
    assert_eq!(receive(&listener, 2).await, ["authorization", "capture"]);

    let (again, answers) = tokio::join!(
        receive(&listener, 2),
        notify(&running, json!({ "repeat": { "times": 2 } }))
    );
    assert_eq!(again, ["capture", "capture"]);
    assert_eq!(
        answers,
        json!([{ "status": 200, "body": "OK" }, { "status": 200, "body": "OK" }])
    );

    notify(&running, json!("hold")).await;
    captured(&running).await;
    let release = json!({ "release": { "newest_first": true } });
    let (reversed, _) = tokio::join!(receive(&listener, 2), notify(&running, release));
    assert_eq!(reversed, ["capture", "authorization"]);

    let forge = json!({ "forge": { "number": 0, "how": "wrong_hash" } });
    let (forged, _) = tokio::join!(receive(&listener, 1), notify(&running, forge));
    assert_eq!(forged, ["authorization"]);
}

#[tokio::test]
async fn nobody_but_this_machine_is_ever_notified() {
    let running = started().await;
    for url in [
        "http://192.0.2.1/payplug",
        "https://127.0.0.1/payplug",
        "http://shop.example/payplug",
    ] {
        notify(&running, json!({ "address": { "url": url } })).await;
        notify(&running, json!("hold")).await;
        captured(&running).await;
        let answers = notify(&running, json!({ "release": {} })).await;
        let refusal = json!({ "undelivered": "only http:// addresses of this machine are called" });
        assert_eq!(answers, json!([refusal, refusal]));
    }
}
