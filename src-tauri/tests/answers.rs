//! Gateways that answer what no gateway should: a page, half a sentence, a strange word, somebody else's transaction,
//! another amount. The financing waits or stands before a person; it is not called financed before it is known to be,
//! and nothing is sent a second time. Once the gateway speaks sense again, the truth is found out.

use super::{
    phone,
    shop::{Shop, order, order_at_payplug},
};
use sandbox::{
    Fault,
    books::{Books, Effect},
    cofidis::Method,
    fate::{Answering, Fate},
    payplug::{Operation, Site},
};
use serde_json::{Value, json};

/// More often than a test could ever ask.
const ALWAYS: u16 = 1_000;

fn nonsense() -> [Answering; 5] {
    [
        Answering::Html,
        Answering::HalfJson,
        Answering::UnknownStatus,
        Answering::OtherKey,
        Answering::OtherAmount,
    ]
}

fn at_cofidis(method: Method, answer: &Answering, times: u16) -> Fault {
    let fate = Fate::answered(answer.clone());
    Fault::Cofidis {
        method,
        fate,
        times,
    }
}

fn at_payplug(operation: Operation, answer: &Answering, times: u16) -> Fault {
    Fault::Payplug {
        site: Site::Main,
        operation,
        fate: Fate::answered(answer.clone()),
        times,
    }
}

fn releases(books: &Books) -> Vec<u64> {
    let released = books.entries().iter();
    released
        .filter(|entry| entry.effect == Effect::Released)
        .map(|entry| entry.amount)
        .collect()
}

/// Whether it is waited for, or a person is told why.
fn is_in_doubt(detail: &Value) -> bool {
    detail["pending"]["standing"] == "unknown" || !detail["attention"].is_null()
}

/// *Delivered* is pressed while the gateway talks nonsense: it acts, and nobody can read what it says.
fn is_delivered_in_doubt(shop: &Shop, id: &str, how: &Answering) {
    shop.told("deliver", json!({ "id": id, "amount": null }));
    let doubtful = shop.until(id, is_in_doubt);
    assert_ne!(doubtful["state"], "financed", "{how:?}");
    assert!(doubtful["financed"].is_null(), "{how:?}");
    assert_eq!(doubtful["amounts"]["released"], 0, "{how:?}");
    let again = shop.refused("deliver", json!({ "id": id, "amount": null }));
    assert_eq!(again["fault"], "refused", "{how:?}");
}

#[test]
fn nonsense_from_cofidis_is_never_called_financed_and_never_released_twice() {
    for how in nonsense() {
        let shop = Shop::training();
        let id = shop.starts(order("form-0001", "two_step"));
        phone::signs(&shop, &id);
        shop.until_it_is(&id, "accepted");
        shop.fault(at_cofidis(Method::Confirm, &how, 1));
        shop.fault(at_cofidis(Method::GetStatus, &how, ALWAYS));
        is_delivered_in_doubt(&shop, &id, &how);
        assert_eq!(releases(&shop.books().cofidis), [124_990], "{how:?}");

        shop.fault(Fault::Clear);
        let financed = shop.until_it_is(&id, "financed");
        assert_eq!(financed["amounts"]["released"], 124_990, "{how:?}");
        assert_eq!(releases(&shop.books().cofidis), [124_990], "{how:?}");
    }
}

#[test]
fn nonsense_from_payplug_is_never_called_financed_and_never_captured_twice() {
    // A capture's own answer names neither the order nor an amount: only the list of transactions can be about others.
    for (captured, how) in [
        (Answering::Html, Answering::Html),
        (Answering::HalfJson, Answering::HalfJson),
        (Answering::UnknownStatus, Answering::UnknownStatus),
        (Answering::Lost, Answering::OtherKey),
        (Answering::Lost, Answering::OtherAmount),
    ] {
        let shop = Shop::training();
        shop.managed("relay", json!({ "on": true }));
        let id = shop.starts(order_at_payplug("form-0001", "two_step"));
        phone::signs(&shop, &id);
        shop.until_it_is(&id, "reserved");
        shop.fault(at_payplug(Operation::Capture, &captured, 1));
        shop.fault(at_payplug(Operation::GetTransactions, &how, ALWAYS));
        is_delivered_in_doubt(&shop, &id, &how);
        assert_eq!(releases(&shop.books().payplug), [124_990], "{how:?}");

        shop.fault(Fault::Clear);
        let financed = shop.until_it_is(&id, "financed");
        assert_eq!(financed["amounts"]["released"], 124_990, "{how:?}");
        assert_eq!(releases(&shop.books().payplug), [124_990], "{how:?}");
    }
}

/// Starts a financing whose opening is answered so, and looks once the till has found out that the transaction is there.
fn opened_in_doubt(shop: &Shop, how: &Answering) -> Value {
    shop.fault(at_cofidis(Method::SendPayment, how, 1));
    let started = shop.told("start", json!({ "form": order("form-0001", "direct") }));
    let found = shop.until_it_is(started["id"].as_str().unwrap(), "shown");
    let books = shop.books().cofidis;
    assert_eq!(books.all().len(), 1, "{how:?}");
    assert_eq!(books.entries(), [], "{how:?}");
    found
}

#[test]
fn an_opening_whose_answer_cannot_be_read_is_asked_about_and_not_sent_again() {
    for how in [
        Answering::Html,
        Answering::HalfJson,
        Answering::OtherKey,
        Answering::Lost,
        Answering::Http { status: 503 },
    ] {
        let shop = Shop::training();
        let found = opened_in_doubt(&shop, &how);
        assert_eq!(found["attention"]["reason"], "link_lost", "{how:?}");
        let attention = shop.told("attention", json!({}));
        assert_eq!(attention[0]["id"], found["id"], "{how:?}");
    }
}

#[test]
fn an_opening_answered_with_a_strange_word_keeps_its_journey() {
    let shop = Shop::training();
    let found = opened_in_doubt(&shop, &Answering::UnknownStatus);
    let journey = shop.told("journey", json!({ "id": found["id"] }));
    assert_eq!(journey["kind"], "address", "{journey}");
}

#[test]
fn a_gateway_that_speaks_nonsense_fails_its_connection_test_in_words() {
    let shop = Shop::training();
    let probe = || shop.told("test_connection", json!({ "gateway": "sandbox" }));
    assert_eq!(
        probe(),
        json!({ "probe": "reached", "authenticated": true })
    );
    for how in [Answering::Html, Answering::HalfJson, Answering::Garbage] {
        shop.fault(at_cofidis(Method::GetStatus, &how, 1));
        assert_eq!(
            probe(),
            json!({ "probe": "no_answer", "why": "unreadable" }),
            "{how:?}"
        );
    }
    assert_eq!(shop.books().cofidis.all().len(), 0, "a test moves nothing");
}
