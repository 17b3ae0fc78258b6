//! Bad input and bad answers: each gets a clear word, nothing is sent twice, nothing is lost.

use crate::{
    counter::{Counter, customer, mounted, mounted_with, order, profile_text},
    listener::{Listener, Says, code, nobody},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use financing::{
    Attention, CartLine, Cents, Customer, Field, FieldFault, FieldProblem, Gateway, Journey, Mode,
    NotSent, Operation, Outcome, PortalFault, PortalPage, ProbeFault, Rejection, RejectionKind,
    Sending, Silence, State,
};
use std::sync::Arc;

fn no(kind: RejectionKind, code: &str) -> Rejection {
    Rejection {
        kind,
        code: code.to_owned(),
    }
}

async fn against(says: Says) -> (Arc<dyn Gateway>, Listener) {
    let listener = Listener::saying(&[says]).await;
    (mounted(&listener.url, &listener.url), listener)
}

/// The opening's only answer is this REDIRECTHTML.
async fn opened_with(html: &str) -> Counter {
    let answer = format!(r#"{{"EXECCODE":"0002","TRANSACTIONID":"A1","REDIRECTHTML":"{html}"}}"#);
    let (gateway, _listener) = against(Says::Json(answer)).await;
    Counter::start(gateway, Mode::TwoStep).await
}

#[tokio::test]
async fn a_certain_no_to_an_opening_is_shown_with_its_code_and_sent_once() {
    for (says, kind) in [
        ("1003", RejectionKind::Credentials),
        ("3002", RejectionKind::Account),
        ("1002", RejectionKind::Malformed),
    ] {
        let (gateway, listener) = against(code(says)).await;
        let counter = Counter::start(gateway, Mode::TwoStep).await;
        let rejection = no(kind, says);
        assert_eq!(*counter.last(), Outcome::Rejected(rejection.clone()));
        let operation = Operation::Open;
        let why = Attention::Rejected {
            operation,
            rejection,
        };
        assert_eq!(counter.financing.attention, Some(why));
        assert_eq!(counter.financing.state, State::Failed);
        assert_eq!(listener.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_connection_test_tells_a_wrong_key_from_an_unlisted_address_and_a_slow_down() {
    for (says, fault) in [
        (
            code("1003"),
            ProbeFault::Rejected(no(RejectionKind::Credentials, "1003")),
        ),
        (
            code("3002"),
            ProbeFault::Rejected(no(RejectionKind::Account, "3002")),
        ),
        (code("3004"), ProbeFault::NotSent(NotSent::Busy)),
        (code("5006"), ProbeFault::Unknown(Silence::TechnicalError)),
        (code("0000"), ProbeFault::Unknown(Silence::Unreadable)),
        (Says::Page, ProbeFault::Unknown(Silence::Unreadable)),
    ] {
        let (gateway, _listener) = against(says).await;
        assert_eq!(gateway.probe().await, Err(fault));
    }
    let nobody = nobody();
    let fault = ProbeFault::NotSent(NotSent::NoConnection);
    assert_eq!(mounted(&nobody, &nobody).probe().await, Err(fault));
}

#[tokio::test]
async fn a_connection_test_asks_about_an_order_that_nobody_has() {
    let (gateway, listener) = against(crate::listener::no_rows()).await;
    let probe = gateway.probe().await.unwrap();
    assert!(probe.reached);
    assert_eq!(probe.authenticated, Some(true));
    gateway.probe().await.unwrap();
    let asked: Vec<String> = listener
        .requests()
        .iter()
        .map(|request| request.field("params[ORDERID]").unwrap().to_owned())
        .collect();
    assert_ne!(asked[0], asked[1]);
    assert!(asked[0].len() <= 40);
}

#[tokio::test]
async fn a_last_name_of_sixteen_characters_is_named_and_not_a_byte_leaves() {
    let (gateway, listener) = against(code("0000")).await;
    let mut customer = customer();
    customer.billing.last_name = "Saint-Exupéry-Roi".to_owned();
    let order = order(gateway.as_ref(), Mode::TwoStep);
    let fault = FieldFault {
        field: Field::LastName,
        problem: FieldProblem::TooLong { most: 15 },
    };
    assert_eq!(gateway.review(&order, &customer), Err(vec![fault]));
    let counter = Counter::start_for(gateway, Mode::TwoStep, customer).await;
    let rejection = no(RejectionKind::Malformed, "LastName");
    assert_eq!(*counter.last(), Outcome::Rejected(rejection));
    assert_eq!(listener.requests().len(), 0);
}

#[tokio::test]
async fn a_cart_that_does_not_add_up_is_named_and_not_a_byte_leaves() {
    let (gateway, listener) = against(code("0000")).await;
    let cart = vec![CartLine {
        name: "Canapé".to_owned(),
        quantity: 1,
        price: Cents::of(124_991),
        total: Cents::of(124_991),
        tax_bp: None,
        discount_bp: None,
        merchant: None,
    }];
    let customer = Customer { cart, ..customer() };
    let order = order(gateway.as_ref(), Mode::TwoStep);
    let fault = FieldFault {
        field: Field::Cart,
        problem: FieldProblem::DoesNotAddUp,
    };
    assert_eq!(gateway.review(&order, &customer), Err(vec![fault]));
    assert_eq!(listener.requests().len(), 0);
}

#[tokio::test]
async fn a_customer_who_was_erased_meanwhile_is_not_sent_as_nobody() {
    let (gateway, listener) = against(code("0000")).await;
    let counter = Counter::start_for(gateway, Mode::TwoStep, Customer::default()).await;
    assert!(matches!(counter.last(), Outcome::Rejected(no) if no.kind == RejectionKind::Malformed));
    assert_eq!(listener.requests().len(), 0);
}

#[tokio::test]
async fn a_redirect_that_cannot_be_used_leaves_the_transaction_known_and_its_link_lost() {
    let huge = STANDARD.encode(format!("<form>{}</form>", "x".repeat(5 << 20)));
    let elsewhere = STANDARD.encode("<form method=post action='https://evil.example/'></form>");
    for (html, detail) in [
        ("not base64!", Some("REDIRECTHTML: not base64")),
        (&*STANDARD.encode("Bonjour"), Some("REDIRECTHTML: not HTML")),
        (
            &*elsewhere,
            Some("REDIRECTHTML: leads to a host that is not in the profile"),
        ),
        ("", Some("REDIRECTHTML: missing")),
    ] {
        let counter = opened_with(html).await;
        assert_eq!(counter.financing.state, State::Shown, "{detail:?}");
        assert_eq!(
            counter.financing.attention,
            Some(Attention::LinkLost),
            "{detail:?}"
        );
        assert_eq!(counter.financing.handle.get("authorization"), Some("A1"));
        assert_eq!(counter.financing.detail.as_deref(), detail);
        assert_eq!(counter.journey, None);
    }
    // Five megabytes are more than is read of any answer: unknown, and asked about.
    let counter = opened_with(&huge).await;
    assert_eq!(*counter.last(), Outcome::Unknown(Silence::Unreadable));
    assert_eq!(counter.financing.state, State::Opening);
}

#[tokio::test]
async fn a_script_that_looks_for_the_application_stays_in_a_page_that_is_never_ours() {
    let page = "<html><body><script>window.__TAURI__.invoke('x')</script>\
        <form method=post action='http://127.0.0.1/j'><input type=hidden name=t value=v></form></body></html>";
    let counter = opened_with(&STANDARD.encode(page)).await;
    assert_eq!(counter.journey, Some(Journey::Page(page.to_owned())));
}

#[tokio::test]
async fn an_answer_without_a_transaction_opens_all_the_same() {
    let html = STANDARD.encode("<meta http-equiv=refresh content='0; url=http://127.0.0.1/j'>");
    let answer = format!(r#"{{"EXECCODE":"0002","REDIRECTHTML":"{html}"}}"#);
    let (gateway, _listener) = against(Says::Json(answer)).await;
    let counter = Counter::start(gateway, Mode::TwoStep).await;
    assert_eq!(counter.financing.state, State::Shown);
    assert_eq!(counter.financing.handle.get("authorization"), None);
    assert_eq!(
        counter.journey,
        Some(Journey::Address("http://127.0.0.1/j".to_owned()))
    );
}

#[tokio::test]
async fn an_api_key_signs_with_its_number() {
    let listener = Listener::saying(&[crate::listener::no_rows()]).await;
    let text = profile_text(&listener.url, &listener.url)
        .replace("requests = \"account\"", "requests = \"api\"");
    let credentials = gateways::Credentials::default()
        .with(gateways::CredentialName::new("api_key_id"), "training-api")
        .with(gateways::CredentialName::new("api_key"), "k")
        .with(crate::counter::ACCOUNT_KEY, "k");
    let profile = gateways::Profile::read(&text).unwrap();
    gateways::mount(profile, credentials)
        .unwrap()
        .probe()
        .await
        .unwrap();
    assert_eq!(
        listener.requests()[0].field("params[APIKEYID]"),
        Some("training-api")
    );
}

#[tokio::test]
async fn no_key_is_readable_in_what_is_shown_of_a_gateway() {
    let nobody = nobody();
    let text = profile_text(&nobody, &nobody);
    let profile = gateways::Profile::read(&text).unwrap();
    let gateways::Profile::Payplug(profile) = profile else {
        panic!("{profile:?}")
    };
    let credentials =
        gateways::Credentials::default().with(crate::counter::ACCOUNT_KEY, "very-secret-key");
    let gateway = gateways::payplug::Payplug::new(*profile, credentials).unwrap();
    assert!(!format!("{gateway:?}").contains("very-secret-key"));
}

#[tokio::test]
async fn the_gateway_says_what_it_offers() {
    let nobody = nobody();
    let gateway = mounted_with(&profile_text(&nobody, &nobody), "k");
    assert_eq!(gateway.id().as_str(), "payplug-sandbox");
    assert_eq!(gateway.products().len(), 4);
    let product = &gateway.products()[0].code;
    assert_eq!(gateway.sendings(product, Mode::Direct), [Sending::Link]);
    assert!(gateway.needs(product).contains(&Field::LastName));
    assert_eq!(gateway.as_sent(" Zoë\n Łukasz "), "Zoë Łukasz");
    assert_eq!(
        gateway.portal(PortalPage::Homepage).await,
        Err(PortalFault::None)
    );
}
