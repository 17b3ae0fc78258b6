//! Answers that must not be believed. Each becomes *unknown*, which is asked about, or a certain no, which is shown;
//! none becomes a financed sale, and none is sent a second time.

use crate::loopback::{Loopback, Turn, nobody};
use crate::shop::{self, send, two_step};
use financing::{
    Amounts, Cents, Journey, JourneyKind, Mode, NotSent, Operation, Outcome, PortalFault,
    PortalPage, Probe, ProbeFault, Rejection, RejectionKind, Sending, Silence, Status, WITHHELD,
};
use serde_json::{Value, json};

fn key() -> Value {
    json!({
        "merchantCountry": "fr", "providerId": "comptoir", "providerTransactionId": null,
        "merchantId": "020280098", "merchantTransactionId": "2YgKoUd4DB",
        "merchantTransactionDate": "20260227",
    })
}

fn standing(status: &str) -> Value {
    json!({
        "responseCode": "000", "responseMessage": "fine", "transactionKey": key(),
        "transactionStatus": status, "subStatus": null, "amount": 124_990,
        "authorizedAmount": 124_990, "cancelledAmount": 0, "validatedAmount": 124_990,
        "refundedAmount": 0,
    })
}

/// The answer to *Delivered*, when Cofidis says this.
async fn delivered(turn: Turn) -> Outcome {
    let server = Loopback::always(turn).await;
    let gateway = shop::gateway(&shop::text(&server.url));
    let financing = two_step(gateway.as_ref());
    let outcome = send(gateway.as_ref(), &financing, Operation::Release).await;
    assert_eq!(server.only().path, "/api/confirm");
    outcome
}

/// The answer to a question, when Cofidis says this.
async fn asked(turn: Turn) -> Outcome {
    let server = Loopback::always(turn).await;
    let gateway = shop::gateway(&shop::text(&server.url));
    let outcome = gateway.ask(&two_step(gateway.as_ref())).await;
    assert_eq!(server.only().path, "/api/getStatus");
    outcome
}

fn with(mut answer: Value, name: &str, value: Value) -> Turn {
    answer[name] = value;
    Turn::json(&answer)
}

fn without(mut answer: Value, name: &str) -> Turn {
    answer.as_object_mut().expect("an object").remove(name);
    Turn::json(&answer)
}

#[tokio::test]
async fn an_honest_answer_is_believed() {
    let outcome = delivered(Turn::json(&standing("Validated"))).await;
    let Outcome::Told {
        report,
        journey: None,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(report.status, Status::Released);
    let amounts = Amounts {
        authorised: shop::AMOUNT,
        released: shop::AMOUNT,
        ..Amounts::default()
    };
    assert_eq!(report.amounts, Some(amounts));
}

#[tokio::test]
async fn what_is_not_an_answer_of_cofidis_is_unreadable() {
    let json = "application/json";
    let half = standing("validated").to_string();
    let half = half[..half.len() / 2].to_owned();
    for (case, turn) in [
        (
            "HTML with 200",
            Turn::Answer(200, "text/html", "<h1>Back soon</h1>".to_owned()),
        ),
        (
            "JSON said to be HTML",
            Turn::Answer(200, "text/html", standing("validated").to_string()),
        ),
        ("half a JSON", Turn::Answer(200, json, half)),
        ("nothing", Turn::Answer(200, json, String::new())),
        (
            "bytes that are nothing",
            Turn::Answer(200, json, "\u{fffd}\u{0}{".to_owned()),
        ),
        ("a list", Turn::Answer(200, json, "[]".to_owned())),
        ("no code", without(standing("validated"), "responseCode")),
        (
            "a code that is a number",
            with(standing("validated"), "responseCode", json!(0)),
        ),
        (
            "a code of no table",
            with(standing("validated"), "responseCode", json!("042")),
        ),
        (
            "no status",
            without(standing("validated"), "transactionStatus"),
        ),
        (
            "an empty status",
            with(standing("validated"), "transactionStatus", json!("")),
        ),
        ("no key", without(standing("validated"), "transactionKey")),
        (
            "a key that is null",
            with(standing("validated"), "transactionKey", Value::Null),
        ),
        (
            "half of the amounts",
            without(standing("validated"), "refundedAmount"),
        ),
        (
            "an amount below zero",
            with(standing("validated"), "refundedAmount", json!(-1)),
        ),
        (
            "an amount in euros",
            with(standing("validated"), "validatedAmount", json!(1249.9)),
        ),
        (
            "an amount as text",
            with(standing("validated"), "validatedAmount", json!("124990")),
        ),
    ] {
        assert_eq!(
            delivered(turn).await,
            Outcome::Unknown(Silence::Unreadable),
            "{case}"
        );
    }
}

#[tokio::test]
async fn an_answer_about_another_transaction_or_amount_is_not_ours() {
    let mut cases = Vec::new();
    for (name, value) in [
        ("merchantTransactionId", json!("2YgKoUd4DC")),
        ("merchantTransactionId", json!("2ygkoud4db")),
        ("merchantTransactionDate", json!("20260228")),
        ("merchantId", json!("020280099")),
        ("merchantId", Value::Null),
        ("merchantCountry", json!("es")),
        ("providerId", json!("another")),
    ] {
        let mut other = key();
        other[name] = value;
        cases.push(with(standing("validated"), "transactionKey", other));
    }
    cases.push(with(
        standing("validated"),
        "transactionKey",
        json!("2YgKoUd4DB"),
    ));
    cases.push(with(standing("validated"), "amount", json!(124_991)));
    for turn in cases {
        let case = format!("{turn:?}");
        let silence = Outcome::Unknown(Silence::OtherTransaction);
        assert_eq!(delivered(turn.clone()).await, silence, "{case}");
        assert_eq!(asked(turn).await, silence, "{case}");
    }
    let mut refusal = standing("validated");
    refusal["responseCode"] = json!("003");
    refusal["transactionKey"]["merchantTransactionId"] = json!("another");
    let outcome = delivered(Turn::json(&refusal)).await;
    assert_eq!(
        outcome,
        Outcome::Unknown(Silence::OtherTransaction),
        "a no for another is no no"
    );
}

#[tokio::test]
async fn each_response_code_leads_where_the_table_says() {
    use RejectionKind::{Forbidden, Key, Seller};
    use Silence::{AlreadyDone, TechnicalError};
    for (code, kind) in [
        ("001", Key),
        ("003", Forbidden),
        ("005", Forbidden),
        ("007", Forbidden),
        ("008", Forbidden),
        ("010", Forbidden),
        ("011", Forbidden),
        ("013", Forbidden),
        ("022", Forbidden),
        ("040", Seller),
        ("041", Seller),
    ] {
        let code = code.to_owned();
        let turn = with(standing("to_confirm"), "responseCode", json!(code));
        let rejected = Outcome::Rejected(Rejection { kind, code });
        assert_eq!(delivered(turn).await, rejected);
    }
    for (code, silence) in [
        ("002", AlreadyDone),
        ("004", AlreadyDone),
        ("006", AlreadyDone),
        ("009", AlreadyDone),
        ("012", AlreadyDone),
        ("904", TechnicalError),
        ("912", TechnicalError),
        ("913", TechnicalError),
        ("906", TechnicalError),
        ("914", TechnicalError),
        ("908", TechnicalError),
        ("915", TechnicalError),
        ("910", TechnicalError),
        ("916", TechnicalError),
        ("999", TechnicalError),
    ] {
        let turn = with(standing("to_confirm"), "responseCode", json!(code));
        assert_eq!(delivered(turn).await, Outcome::Unknown(silence), "{code}");
    }
}

#[tokio::test]
async fn each_http_status_but_200_is_no_business_answer() {
    for status in [
        201, 204, 301, 302, 400, 404, 405, 409, 418, 500, 502, 503, 504,
    ] {
        let turn = Turn::Answer(
            status,
            "application/json",
            standing("validated").to_string(),
        );
        let failed = Outcome::Unknown(Silence::PlatformFailed);
        assert_eq!(delivered(turn).await, failed, "{status}");
    }
    for status in [401, 403] {
        let turn = Turn::Answer(status, "text/plain", "who are you?".to_owned());
        let rejected = Outcome::Rejected(Rejection {
            kind: RejectionKind::Credentials,
            code: format!("HTTP {status}"),
        });
        assert_eq!(delivered(turn).await, rejected);
    }
    let busy = Turn::Answer(429, "text/plain", String::new());
    assert_eq!(delivered(busy).await, Outcome::NotSent(NotSent::Busy));
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_a_refused_connection_is_not_sent() {
    let server = Loopback::slammed().await;
    let gateway = shop::gateway(&shop::text(&server.url));
    let financing = two_step(gateway.as_ref());
    let outcome = send(gateway.as_ref(), &financing, Operation::Release).await;
    assert_eq!(outcome, Outcome::Unknown(Silence::Cut));
    assert_eq!(server.connections(), 1);

    let nobody = nobody();
    let gateway = shop::gateway(&shop::text(&nobody));
    let outcome = send(gateway.as_ref(), &financing, Operation::Release).await;
    assert_eq!(outcome, Outcome::NotSent(NotSent::NoConnection));
}

#[tokio::test]
async fn a_word_of_no_table_is_kept_where_it_is_a_word_and_repeats_no_credential() {
    for (said, kept) in [
        ("Zuruck_gestellt", "Zuruck_gestellt"),
        ("Finance\u{7}d", WITHHELD),
        ("Dear customer, your contract: 17", WITHHELD),
        ("claire@example.org", WITHHELD),
        ("training-secret", WITHHELD),
    ] {
        let outcome = asked(Turn::json(&standing(said))).await;
        let Outcome::Told { report, .. } = outcome else {
            panic!("{outcome:?}");
        };
        let word = kept.to_owned();
        assert_eq!(report.status, Status::Unrecognised { word });
    }
}

#[tokio::test]
async fn a_sub_status_is_shown_and_never_branched_on() {
    let turn = with(
        standing("Pending"),
        "subStatus",
        json!("waiting for papers"),
    );
    let Outcome::Told { report, .. } = asked(turn).await else {
        panic!("an honest answer");
    };
    assert_eq!(report.status, Status::UnderReview);
    assert_eq!(report.detail.as_deref(), Some("waiting for papers"));
}

#[tokio::test]
async fn a_question_about_what_cofidis_does_not_know_is_answered_absent() {
    let turn = Turn::json(&json!({ "responseCode": "022", "transactionKey": key() }));
    let Outcome::Told {
        report,
        journey: None,
    } = asked(turn).await
    else {
        panic!("absent is an answer");
    };
    assert_eq!((report.status, report.amounts), (Status::Absent, None));
}

#[tokio::test]
async fn amounts_in_euros_are_read_to_the_cent() {
    let mut answer = standing("validated");
    for (name, euros) in [
        ("amount", "1249.90"),
        ("authorizedAmount", "1249.9"),
        ("cancelledAmount", "0"),
        ("validatedAmount", "1249.90"),
        ("refundedAmount", "0.01"),
    ] {
        answer[name] = json!(euros);
    }
    let server = Loopback::always(Turn::json(&answer)).await;
    let text = shop::text(&server.url).replace("amounts = \"cents\"", "amounts = \"euros\"");
    let gateway = shop::gateway(&text);
    let Outcome::Told { report, .. } = gateway.ask(&two_step(gateway.as_ref())).await else {
        panic!("an honest answer");
    };
    let amounts = report.amounts.expect("four amounts");
    assert_eq!(
        (amounts.released, amounts.refunded),
        (shop::AMOUNT, Cents::of(1))
    );
}

fn opened(name: &str, value: Value) -> Turn {
    Turn::json(&json!({
        "responseCode": "000", "transactionKey": key(), "transactionStatus": "Initialized",
        "sendPaymentReturn": { name: value },
    }))
}

async fn open(sending: Sending, turn: Turn) -> Outcome {
    let server = Loopback::always(turn).await;
    let text = shop::leading_to(&shop::text(&server.url), "cofidis.example");
    let gateway = shop::gateway(&text);
    let order = shop::order(gateway.as_ref(), Mode::TwoStep, sending);
    send(gateway.as_ref(), &shop::financing(order), Operation::Open).await
}

#[tokio::test]
async fn each_sending_brings_its_own_kind_of_journey() {
    let link = "https://journey.cofidis.example/j?t=1";
    let picture = "iVBORw0KGgoAAAANSUhEUg==";
    for (sending, turn, journey) in [
        (
            Sending::Link,
            opened("link", json!(link)),
            Journey::Address(link.to_owned()),
        ),
        (
            Sending::Qr,
            opened("qrCode", json!(picture)),
            Journey::Picture(picture.to_owned()),
        ),
        (Sending::Sms, opened("sent", json!(true)), Journey::Texted),
    ] {
        let outcome = open(sending, turn).await;
        let Outcome::Told {
            report,
            journey: Some(brought),
        } = outcome
        else {
            panic!("{outcome:?}");
        };
        assert_eq!(
            (report.status, report.journey),
            (Status::Waiting, Some(journey.kind()))
        );
        assert!(brought == journey);
    }
}

/// A customer's telephone may read an address by other rules than ours.
#[tokio::test]
async fn a_journey_is_handed_on_as_it_was_understood() {
    for (link, understood) in [
        (
            r"https://journey.cofidis.example\@evil.example/",
            "https://journey.cofidis.example/@evil.example/",
        ),
        (
            " https://JOURNEY.cofidis.example/a\n",
            "https://journey.cofidis.example/a",
        ),
    ] {
        let outcome = open(Sending::Link, opened("link", json!(link))).await;
        let Outcome::Told { journey, .. } = outcome else {
            panic!("{outcome:?}");
        };
        assert!(
            journey == Some(Journey::Address(understood.to_owned())),
            "{link}"
        );
    }
}

#[tokio::test]
async fn a_journey_that_leads_astray_is_not_shown() {
    for link in [
        "http://journey.cofidis.example/j",
        "https://cofidis.example.evil.example/j",
        "https://notcofidis.example/j",
        "https://cofidis.example@evil.example/j",
        "https://127.0.0.1/j",
        "javascript:alert(1)",
        "data:text/html,hello",
        "/relative",
        "",
    ] {
        let outcome = open(Sending::Link, opened("link", json!(link))).await;
        assert_eq!(outcome, Outcome::Unknown(Silence::Unreadable), "{link}");
    }
    for picture in ["not base64!", "PHN2Zz48L3N2Zz4=", ""] {
        let outcome = open(Sending::Qr, opened("qrCode", json!(picture))).await;
        assert_eq!(outcome, Outcome::Unknown(Silence::Unreadable), "{picture}");
    }
}

#[tokio::test]
async fn a_pretended_journey_stays_on_this_machine_or_the_shops_network() {
    for (link, shown) in [
        ("http://127.0.0.1:8801/journey/1", true),
        ("http://192.168.1.20:8801/journey/1", true),
        ("http://journey.cofidis.example/j", false),
        ("https://journey.cofidis.example/j", false),
        ("http://192.0.2.10/j", false),
    ] {
        let server = Loopback::always(opened("link", json!(link))).await;
        let gateway = shop::gateway(&shop::text(&server.url));
        let order = shop::order(gateway.as_ref(), Mode::TwoStep, Sending::Link);
        let financing = shop::financing(order);
        let outcome = send(gateway.as_ref(), &financing, Operation::Open).await;
        let brought = matches!(
            outcome,
            Outcome::Told {
                journey: Some(_),
                ..
            }
        );
        assert_eq!(brought, shown, "{link}");
    }
}

#[tokio::test]
async fn an_opening_without_its_journey_is_told_so_that_a_person_can_end_it() {
    let outcome = open(Sending::Link, opened("sent", json!(true))).await;
    let Outcome::Told {
        report,
        journey: None,
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    assert_eq!(
        (report.status, report.journey),
        (Status::Waiting, None::<JourneyKind>)
    );
}

#[tokio::test]
async fn a_connection_test_proves_reach_and_credentials_by_a_transaction_nobody_made() {
    let server = Loopback::always(Turn::json(&json!({ "responseCode": "022" }))).await;
    let gateway = shop::gateway(&shop::text(&server.url));
    let probe = gateway.probe().await.expect("reached");
    let authenticated = Some(true);
    assert_eq!(
        probe,
        Probe {
            reached: true,
            authenticated
        }
    );
    let request = server.only();
    assert_eq!(request.path, "/api/getStatus");
    gateway.probe().await.expect("reached");
    let references = server.seen().into_iter().map(|request| {
        let key = request.json()["transactionKey"].clone();
        key["merchantTransactionId"]
            .as_str()
            .expect("a reference")
            .to_owned()
    });
    let references: std::collections::BTreeSet<_> = references.collect();
    assert_eq!(references.len(), 2, "never the same twice");
}

#[tokio::test]
async fn a_connection_test_tells_its_failures_apart() {
    let probed = async |turn| {
        let server = Loopback::always(turn).await;
        shop::gateway(&shop::text(&server.url)).probe().await
    };
    let wrong = probed(Turn::Answer(401, "text/plain", String::new())).await;
    assert!(
        matches!(wrong, Err(ProbeFault::Rejected(no)) if no.kind == RejectionKind::Credentials)
    );
    let down = probed(Turn::Answer(503, "text/html", String::new())).await;
    assert_eq!(down, Err(ProbeFault::Unknown(Silence::PlatformFailed)));
    let odd = probed(Turn::json(&standing("validated"))).await;
    assert_eq!(odd, Err(ProbeFault::Unknown(Silence::OtherTransaction)));
    let gone = shop::gateway(&shop::text(&nobody())).probe().await;
    assert_eq!(gone, Err(ProbeFault::NotSent(NotSent::NoConnection)));
}

#[tokio::test]
async fn a_portal_that_leads_astray_is_not_opened() {
    for link in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://a:b@cofidis.example/",
        "https://portal.example/",
    ] {
        let answer = json!({ "responseCode": "000", "connectUrl": link });
        let server = Loopback::always(Turn::json(&answer)).await;
        let text = shop::leading_to(&shop::text(&server.url), "cofidis.example");
        let gateway = shop::gateway(&text);
        let opened = gateway.portal(PortalPage::Homepage).await;
        assert_eq!(
            opened,
            Err(PortalFault::Unknown(Silence::Unreadable)),
            "{link}"
        );
    }
    let server = Loopback::slammed().await;
    let text = shop::text(&server.url);
    let (before, rest) = text.split_once("[portal]").expect("a portal");
    let (_, after) = rest.split_once("[[products]]").expect("products");
    let gateway = shop::gateway(&format!("{before}[[products]]{after}"));
    let opened = gateway.portal(PortalPage::Homepage).await;
    assert_eq!((opened, server.connections()), (Err(PortalFault::None), 0));
}

/// The status that a profile with these lines reads in this word.
async fn read_as(lines: &[(&str, &str)], word: &str) -> Status {
    let answer = without(standing(word), "amount");
    let server = Loopback::always(answer).await;
    let text = shop::text(&server.url);
    let text = lines.iter().fold(text, |text, (place, line)| {
        assert!(text.contains(place));
        text.replacen(place, line, 1)
    });
    let gateway = shop::gateway(&text);
    let Outcome::Told { report, .. } = gateway.ask(&two_step(gateway.as_ref())).await else {
        panic!("no word is {word}");
    };
    report.status
}

#[tokio::test]
async fn a_word_of_the_contract_means_what_the_profile_says_of_it() {
    let words = "[states]\n\"Livraison attendue\" = \"accepted\"\n\"KO\" = \"confirm_failed\"";
    let words = [("[states]", words)];
    assert_eq!(
        read_as(&words, "LIVRAISON attendue").await,
        Status::Accepted
    );
    let operation = Operation::Release;
    assert_eq!(
        read_as(&words, "KO").await,
        Status::OperationFailed { operation }
    );
    assert_eq!(read_as(&words, "validated").await, Status::Released);
    let word = "Livraison attendue".to_owned();
    assert_eq!(read_as(&[], &word).await, Status::Unrecognised { word });
}

#[tokio::test]
async fn what_update_status_was_asked_to_set_is_read_when_it_is_told() {
    let abandon = ("[parts]", "[abandon]\nword = \"Abandonned\"\n\n[parts]");
    let deliver = (
        "signal = \"send_payment_confirm\"",
        "signal = \"update_status\"\nupdate = { word = \"Delivered\" }",
    );
    let both = [abandon, deliver];
    assert_eq!(read_as(&both, "abandonned").await, Status::Abandoned);
    assert_eq!(read_as(&both, "DELIVERED").await, Status::Released);
    let word = "Delivered".to_owned();
    assert_eq!(
        read_as(&[abandon], &word).await,
        Status::Unrecognised { word }
    );
    let other = ("[states]", "[states]\n\"delivered\" = \"reserved\"");
    assert_eq!(
        read_as(&[abandon, deliver, other], "Delivered").await,
        Status::Reserved
    );
}
