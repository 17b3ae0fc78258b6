//! The clock, the fault buttons and the trainers' page over real sockets.

use sandbox::cofidis::CaptureMode;
use serde_json::json;

use crate::client::{get, post_form, post_json, send};
use crate::counter::morning;
use crate::wire::{asked, cofidis, opened, started};

#[tokio::test]
async fn the_clock_is_moved_forward_and_back() {
    let running = started().await;
    let journey = opened(&running, CaptureMode::Immediate).await;
    get(&journey).await;
    let clock = format!("{}/clock", running.addresses().cofidis);
    let now = post_json(&clock, &json!({ "seconds": 3_000 })).await.json();
    assert_eq!(
        (now["now"].as_str(), now["offset_seconds"].as_i64()),
        (Some("2026-02-27T10:20:00Z"), Some(3_000))
    );
    let status = async || {
        cofidis(&running, "getStatus", &asked())
            .await
            .unwrap()
            .json()["transactionStatus"]
            .clone()
    };
    assert_eq!(status().await, "Aborted");
    post_json(&clock, &json!({ "seconds": -3_000 })).await;
    assert_eq!(status().await, "Aborted", "what has lapsed stays so");
    assert_eq!(running.clock().now(), morning());
}

#[tokio::test]
async fn a_fault_with_a_spelling_mistake_is_refused() {
    let running = started().await;
    for body in [
        json!({ "gate": { "site": "main", "gat": "closed" } }),
        json!("clera"),
        json!({ "lag": { "seconds": -1 } }),
    ] {
        let answer = post_json(&format!("{}/fault", running.addresses().cofidis), &body).await;
        assert_eq!(answer.status, 422, "{body}");
    }
}

#[tokio::test]
async fn a_trainer_presses_buttons_and_foreign_pages_do_not() {
    let running = started().await;
    opened(&running, CaptureMode::Immediate).await;
    let trainer = &running.addresses().trainer;
    assert!(get(trainer).await.text().contains("Lose the request"));
    let press = async |fields: &[(&str, String)], site: &str| {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        send("POST", trainer, &[form, ("Sec-Fetch-Site", site)], &body)
            .await
            .unwrap()
            .status
    };
    let fields = [
        ("call", json!({ "cofidis": "getStatus" }).to_string()),
        (
            "fate",
            json!({ "acts": true, "answer": "lost" }).to_string(),
        ),
    ];
    assert_eq!(press(&fields, "cross-site").await, 403);
    assert!(cofidis(&running, "getStatus", &asked()).await.is_ok());
    assert_eq!(press(&fields, "same-origin").await, 303);
    assert!(cofidis(&running, "getStatus", &asked()).await.is_err());
    let clock = [("order", json!({ "clock": { "seconds": 60 } }).to_string())];
    assert_eq!(press(&clock, "same-origin").await, 303);
    assert_eq!(running.clock().offset().num_seconds(), 60);
}

#[tokio::test]
async fn every_button_of_the_trainers_page_is_one_the_desk_understands() {
    let running = started().await;
    let trainer = running.addresses().trainer.clone();
    let page = get(&trainer).await.text();
    let after = |mark: &str| -> Vec<String> {
        let pieces = page.split(mark).skip(1);
        pieces
            .map(|piece| piece.split('"').next().unwrap().replace("&quot;", "\""))
            .collect()
    };
    let values = |name: &str| after(&format!("name=\"{name}\" value=\""));
    let calls = after("<option value=\"");
    let mut presses: Vec<Vec<(&str, String)>> = values("order")
        .into_iter()
        .map(|order| vec![("order", order)])
        .collect();
    presses.extend(
        values("fate")
            .into_iter()
            .map(|fate| vec![("call", calls[0].clone()), ("fate", fate)]),
    );
    presses.extend(
        calls
            .iter()
            .map(|call| vec![("call", call.clone()), ("fate", values("fate")[0].clone())]),
    );
    assert!(presses.len() > 60, "{} buttons", presses.len());
    for press in presses {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&press)
            .finish();
        assert_eq!(
            post_form(&trainer, &body).await.unwrap().status,
            303,
            "{press:?}"
        );
    }
}
