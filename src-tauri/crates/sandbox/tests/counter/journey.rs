//! The customer's pages, completed over HTTP as a browser would.

use sandbox::Running;
use sandbox::cofidis::CaptureMode;
use serde_json::json;

use crate::client::{get, post_form, post_json, send};
use crate::counter::{authorization, decoded, key, with};
use crate::wire::{cofidis, opened, payplug, started};

/// Taps a control that submits to the journey's `move`.
async fn tap(journey: &str, fields: &str) -> String {
    let answer = post_form(&format!("{journey}/move"), fields).await.unwrap();
    assert_eq!(answer.status, 303);
    answer.header("location").unwrap().to_owned()
}

async fn status(running: &Running) -> String {
    let answer = cofidis(running, "getStatus", &json!({ "transactionKey": key("1") }))
        .await
        .unwrap()
        .json();
    answer["transactionStatus"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_customer_reads_consents_signs_and_is_done() {
    let running = started().await;
    let journey = opened(&running, CaptureMode::Immediate).await;
    assert_eq!(status(&running).await, "Initialized");

    let offer = get(&journey).await.text();
    assert_eq!(status(&running).await, "Undefined");
    for part in [
        "TRAINING",
        "Maison &lt;Lilas&gt;",
        "1,249.90\u{a0}€",
        "312.49\u{a0}€",
        "27 February 2026",
        "27 May 2026",
    ] {
        assert!(offer.contains(part), "{part}");
    }
    assert!(offer.contains("id=\"journey-continue\"") && offer.contains("id=\"journey-leave\""));

    let identity = get(&format!("{journey}/identity")).await.text();
    assert!(identity.contains("Léa Noël") && identity.contains("id=\"journey-consent\""));

    let sign = get(&format!("{journey}/sign?consent=yes")).await.text();
    for id in [
        "journey-sign",
        "journey-signature",
        "journey-refuse",
        "journey-review",
        "journey-break",
        "journey-leave",
    ] {
        assert!(sign.contains(&format!("id=\"{id}\"")), "{id}");
    }
    tap(
        &journey,
        "move=accept&signature=L%C3%A9a+No%C3%ABl&consent=yes",
    )
    .await;
    assert!(
        get(&journey)
            .await
            .text()
            .contains("id=\"journey-end\" class=\"Accepted\"")
    );
    assert_eq!(status(&running).await, "to_confirm");
}

#[tokio::test]
async fn nobody_signs_without_consent_or_without_a_name() {
    let running = started().await;
    let journey = opened(&running, CaptureMode::Immediate).await;
    assert!(
        get(&format!("{journey}/sign"))
            .await
            .text()
            .contains("id=\"journey-consent-missing\"")
    );
    assert!(
        tap(&journey, "move=accept&signature=L")
            .await
            .ends_with("/sign")
    );
    assert!(
        tap(&journey, "move=accept&signature=+&consent=yes")
            .await
            .ends_with("/sign?consent=yes")
    );
    assert_eq!(status(&running).await, "Undefined");
}

#[tokio::test]
async fn every_other_end_is_a_tap_away() {
    let ends = [
        ("leave", "Aborted", "Left"),
        ("refuse", "Refused", "Refused"),
        ("review", "pending", "UnderReview"),
        ("break", "Error", "Broken"),
    ];
    for (step, word, page) in ends {
        let running = started().await;
        let journey = opened(&running, CaptureMode::Immediate).await;
        tap(&journey, &format!("move={step}")).await;
        assert_eq!(status(&running).await, word);
        assert!(
            get(&format!("{journey}/identity"))
                .await
                .text()
                .contains(&format!("class=\"{page}\""))
        );
    }
}

#[tokio::test]
async fn reloading_and_tapping_twice_is_harmless() {
    let running = started().await;
    let journey = opened(&running, CaptureMode::Immediate).await;
    for _ in 0..3 {
        get(&journey).await;
    }
    for _ in 0..3 {
        tap(&journey, "move=accept&signature=L&consent=yes").await;
    }
    tap(&journey, "move=leave").await;
    assert_eq!(status(&running).await, "to_confirm");
}

#[tokio::test]
async fn the_back_office_decides_over_http() {
    let running = started().await;
    let journey = opened(&running, CaptureMode::Immediate).await;
    tap(&journey, "move=review").await;
    let decide = format!("{}/decide", running.addresses().cofidis);
    let waiting = get(&decide).await.json();
    let decision = json!({ "gateway": waiting[0]["gateway"], "journey": waiting[0]["journey"], "accepted": true });
    assert_eq!(
        post_json(&decide, &decision).await.json()["stage"],
        "accepted"
    );
    assert_eq!(status(&running).await, "to_confirm");
}

#[tokio::test]
async fn a_french_phone_reads_french() {
    let running = started().await;
    let journey = opened(&running, CaptureMode::Immediate).await;
    let page = send(
        "GET",
        &journey,
        &[("Accept-Language", "fr-FR,fr;q=0.9")],
        "",
    )
    .await
    .unwrap()
    .text();
    for part in [
        "lang=\"fr\"",
        "Votre financement",
        "1\u{202f}249,90\u{a0}€",
        "27 février 2026",
        "ENTRAÎNEMENT",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_pages_run_no_script_and_are_not_kept() {
    let running = started().await;
    let journey = opened(&running, CaptureMode::Immediate).await;
    let page = get(&journey).await;
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .starts_with("default-src 'none'")
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(!page.text().contains("<script"));
    let nowhere = get(&format!(
        "{}/journey/cofidis/0000",
        running.addresses().pages
    ))
    .await;
    assert!(nowhere.status == 404 && nowhere.text().contains("id=\"journey-lost\""));
}

#[tokio::test]
async fn payplugs_form_leads_into_the_same_journey() {
    let running = started().await;
    let answer = payplug(&running, &with(authorization(), &[]))
        .await
        .unwrap()
        .json();
    let page = decoded(answer["REDIRECTHTML"].as_str().unwrap());
    let between = |start: &str| {
        page.split(start)
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let action = between("action=\"");
    let entered = post_form(
        &action,
        &format!("journey={}&lang=fr", between("name=\"journey\" value=\"")),
    )
    .await
    .unwrap();
    assert_eq!(entered.status, 303);
    let journey = format!(
        "{}{}",
        running.addresses().pages,
        entered.header("location").unwrap()
    );
    assert!(
        get(&journey)
            .await
            .text()
            .contains("id=\"journey-continue\"")
    );
    tap(&journey, "move=accept&signature=L&consent=yes").await;
    let id = answer["TRANSACTIONID"].as_str().unwrap();
    assert_eq!(running.books().payplug.totals(id).reserved, 124_990);
}
