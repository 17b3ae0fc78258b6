//! Addresses, credentials and faults over real sockets.

use std::io::ErrorKind;
use std::time::Duration;

use sandbox::clock::Clock;
use sandbox::cofidis::CaptureMode;
use sandbox::{Options, Running, Sandbox, nobody_at};
use serde_json::{Value, json};
use tokio::net::TcpSocket;

use crate::client::{Answer, get, post_form, post_json, send};
use crate::counter::{authorization, key, morning, opening, part, with};

/// A sandbox at the fixed morning.
pub(crate) async fn started() -> Running {
    let clock = Clock::standing(morning());
    Sandbox::start(Options {
        clock,
        seed: Some(1),
        shop: "Maison <Lilas>".to_owned(),
        ..Options::default()
    })
    .await
    .unwrap()
}

const KEYS: [(&str, &str); 2] = [
    ("X-Api-Key-Id", "training"),
    ("X-Api-Key", "training-secret"),
];

/// Calls a Cofidis method with the training keys.
pub(crate) async fn cofidis(
    running: &Running,
    method: &str,
    body: &Value,
) -> std::io::Result<Answer> {
    send(
        "POST",
        &format!("{}/api/{method}", running.addresses().cofidis),
        &KEYS,
        &body.to_string(),
    )
    .await
}

/// Opens a transaction and gives the journey's address.
pub(crate) async fn opened(running: &Running, mode: CaptureMode) -> String {
    let opening = serde_json::to_value(opening("1", mode)).unwrap();
    let answer = cofidis(running, "initialize", &opening)
        .await
        .unwrap()
        .json();
    answer["redirectUrl"].as_str().unwrap().to_owned()
}

/// Calls an operation of Payplug's main platform.
pub(crate) async fn payplug(
    running: &Running,
    params: &sandbox::payplug::Params,
) -> std::io::Result<Answer> {
    let operation = params.get("OPERATIONTYPE").unwrap();
    let path = if operation == "getTransactions" {
        "export"
    } else {
        "process"
    };
    let url = format!("{}/front/service/rest/{path}", running.addresses().payplug);
    post_form(&url, &params.body(operation)).await
}

async fn fault(running: &Running, body: Value) {
    let answer = post_json(&format!("{}/fault", running.addresses().cofidis), &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

pub(crate) fn asked() -> Value {
    json!({ "transactionKey": key("1") })
}

#[tokio::test]
async fn every_way_of_proving_who_calls_is_taken() {
    let running = started().await;
    let base = &running.addresses().cofidis;
    let url = format!("{base}/api/getStatus");
    let status = async |headers: &[(&str, &str)]| {
        send("POST", &url, headers, &asked().to_string())
            .await
            .unwrap()
            .status
    };
    assert_eq!(status(&KEYS).await, 200);
    assert_eq!(
        status(&[("Authorization", "Basic dHJhaW5pbmc6dHJhaW5pbmctc2VjcmV0")]).await,
        200
    );
    assert_eq!(
        status(&[("Authorization", "Basic dHJhaW5pbmc6d3Jvbmc=")]).await,
        401
    );
    assert_eq!(
        status(&[("X-Api-Key-Id", "training"), ("X-Api-Key", "wrong")]).await,
        401
    );
    assert_eq!(status(&[]).await, 401);

    let form = "grant_type=client_credentials&client_id=training&client_secret=training-secret";
    let token = post_form(&format!("{base}/oauth/token"), form)
        .await
        .unwrap()
        .json();
    assert_eq!(
        (token["token_type"].as_str(), token["expires_in"].as_i64()),
        (Some("Bearer"), Some(300))
    );
    let bearer = format!("Bearer {}", token["access_token"].as_str().unwrap());
    assert_eq!(status(&[("Authorization", &bearer)]).await, 200);
    post_json(&format!("{base}/clock"), &json!({ "seconds": 300 })).await;
    assert_eq!(
        status(&[("Authorization", &bearer)]).await,
        401,
        "tokens expire by the sandbox's clock"
    );
    let wrong = post_form(&format!("{base}/oauth/token"), &form.replace("-secret", ""))
        .await
        .unwrap();
    assert_eq!(wrong.status, 401);
}

#[tokio::test]
async fn a_financing_goes_through_over_http_and_stands_in_the_books() {
    let running = started().await;
    let journey = opened(&running, CaptureMode::Immediate).await;
    assert_eq!(get(&journey).await.status, 200);
    let signed = post_form(
        &format!("{journey}/move"),
        "move=accept&signature=L&consent=yes",
    )
    .await
    .unwrap();
    assert_eq!(signed.status, 303);
    let answer = cofidis(&running, "confirm", &asked()).await.unwrap().json();
    assert_eq!(
        (
            answer["responseCode"].as_str(),
            answer["transactionStatus"].as_str()
        ),
        (Some("000"), Some("validated"))
    );
    let books = get(&running.addresses().books).await.json();
    assert_eq!(
        books["cofidis"]["totals"]["020280098/20260227/1"]["released"],
        124_990
    );
    assert_eq!(
        running.books().cofidis.totals(&key("1").name()).released,
        124_990
    );
}

#[tokio::test]
async fn what_is_no_call_is_told_so() {
    let running = started().await;
    assert_eq!(
        cofidis(&running, "simulateOffer", &json!({}))
            .await
            .unwrap()
            .status,
        404
    );
    assert_eq!(
        cofidis(&running, "confirm", &json!({ "transactionKey": 7 }))
            .await
            .unwrap()
            .status,
        400
    );
    let payplug = format!("{}/front/service/rest/process", running.addresses().payplug);
    assert_eq!(get(&payplug).await.json()["EXECCODE"], "1006");
    assert_eq!(
        post_json(&payplug, &json!({})).await.json()["EXECCODE"],
        "1005"
    );
    assert_eq!(
        post_form(&payplug, &"x".repeat(1_100_000))
            .await
            .unwrap()
            .json()["EXECCODE"],
        "1005"
    );
}

#[tokio::test]
async fn lost_and_cut_answers_are_really_lost_and_cut() {
    let running = started().await;
    opened(&running, CaptureMode::Immediate).await;
    let get_status = |answer: &str| json!({ "cofidis": { "method": "getStatus", "fate": { "acts": true, "answer": answer } } });
    fault(&running, get_status("lost")).await;
    assert!(cofidis(&running, "getStatus", &asked()).await.is_err());
    fault(&running, get_status("cut")).await;
    let cut = cofidis(&running, "getStatus", &asked()).await.unwrap();
    assert!(cut.status == 200 && !cut.is_whole() && !cut.body.is_empty());
    let fine = cofidis(&running, "getStatus", &asked()).await.unwrap();
    assert!(fine.is_whole(), "a fate is for one call");
}

#[tokio::test]
async fn errors_html_and_half_answers_come_as_told() {
    let running = started().await;
    opened(&running, CaptureMode::Immediate).await;
    let fates = [
        (json!({ "http": { "status": 502 } }), 502),
        (json!("html"), 200),
        (json!("half_json"), 200),
        (json!("garbage"), 200),
        (json!({ "late": { "ms": 1 } }), 200),
    ];
    for (answer, status) in fates {
        let fate = json!({ "acts": true, "answer": answer });
        fault(
            &running,
            json!({ "cofidis": { "method": "getStatus", "fate": fate, "times": 2 } }),
        )
        .await;
        for _ in 0..2 {
            let answer = cofidis(&running, "getStatus", &asked()).await.unwrap();
            assert!(answer.status == status && answer.is_whole(), "{fate}");
        }
    }
}

#[tokio::test]
async fn a_call_that_hangs_has_acted_and_ends_when_the_sandbox_stops() {
    let running = started().await;
    let opening = serde_json::to_value(opening("1", CaptureMode::Immediate)).unwrap();
    fault(&running, json!({ "cofidis": { "method": "initialize", "fate": { "acts": true, "answer": "hung" } } })).await;
    let (url, body) = (
        format!("{}/api/initialize", running.addresses().cofidis),
        opening.to_string(),
    );
    let hung = send("POST", &url, &KEYS, &body);
    tokio::pin!(hung);
    while running.books().cofidis.all().is_empty() {
        tokio::select! {
            answer = &mut hung => panic!("answered: {answer:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    let (answer, ()) = tokio::join!(hung, running.stop());
    assert!(answer.is_err());
}

#[tokio::test]
async fn a_closed_platform_refuses_connections_and_the_second_answers() {
    let running = started().await;
    let params = with(authorization(), &[]);
    fault(
        &running,
        json!({ "gate": { "site": "main", "gate": "closed" } }),
    )
    .await;
    assert_eq!(
        payplug(&running, &params).await.unwrap_err().kind(),
        ErrorKind::ConnectionRefused
    );
    let second = format!(
        "{}/front/service/rest/process",
        running.addresses().payplug_second
    );
    let authorised = post_form(&second, &params.body("authorization"))
        .await
        .unwrap()
        .json();
    assert_eq!(authorised["EXECCODE"], "0002");

    fault(
        &running,
        json!({ "gate": { "site": "main", "gate": "dropping" } }),
    )
    .await;
    let dropped = payplug(&running, &params).await.unwrap_err();
    assert_ne!(dropped.kind(), ErrorKind::ConnectionRefused);

    fault(&running, json!("clear")).await;
    let id = authorised["TRANSACTIONID"].as_str().unwrap();
    let known = payplug(&running, &part("capture", id, ""))
        .await
        .unwrap()
        .json();
    assert_eq!(
        known["EXECCODE"], "2006",
        "both platforms keep the same books"
    );
}

/// Keeps an address that was given up. Another test may be given it first, and gives it up too.
async fn kept(base: &str) -> TcpSocket {
    let address = base.strip_prefix("http://").unwrap().parse().unwrap();
    let keeps = async {
        loop {
            match nobody_at(address) {
                Ok(kept) => return kept,
                Err(_taken) => tokio::task::yield_now().await,
            }
        }
    };
    // It only guards against hanging.
    tokio::time::timeout(Duration::from_secs(30), keeps)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_ports_are_free_again_once_it_has_stopped() {
    let running = started().await;
    let addresses = running.addresses().clone();
    assert!(
        get(&format!("{}/", addresses.cofidis))
            .await
            .text()
            .contains(&addresses.payplug_second)
    );
    running.stop().await;
    for base in [
        &addresses.cofidis,
        &addresses.payplug,
        &addresses.payplug_second,
    ] {
        let _kept = kept(base).await;
        let refused = send("GET", &format!("{base}/"), &[], "").await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
    }
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let running = started().await;
    let port = running
        .addresses()
        .cofidis
        .rsplit(':')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let refused = Sandbox::start(Options {
        cofidis_port: port,
        ..Options::default()
    })
    .await
    .unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("cannot listen at 127.0.0.1:{port}")
    );
}
