//! Journeys that begin with a form: the relay is off until it is switched on, gives an address that a phone gets through
//! with, and is gone when it is switched off; or the till itself goes into the customer's hands. How the relay answers
//! attackers is proven where it stands, in the tests of the relay itself.

use super::{
    phone,
    shop::{Shop, order, order_at_payplug},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// The first answer of the gateway is news, of which the screen is told too; those that say the same are not.
fn has_been_asked_about(shop: &Shop, id: &str) {
    shop.until(id, |detail| !detail["last_question"].is_null());
}

#[test]
fn the_relay_is_off_until_it_is_switched_on_and_gone_when_it_is_switched_off() {
    let shop = Shop::training();
    let id = shop.starts(order_at_payplug("form-0001", "two_step"));
    let journey = || shop.told("journey", json!({ "id": id }));
    let page = json!({ "kind": "page", "handed": false });
    assert_eq!(journey(), page, "off at first");

    assert_eq!(shop.managed("relay", json!({ "on": true })), json!(true));
    assert_eq!(
        shop.managed("relay", json!({ "on": true })),
        json!(true),
        "on stays on"
    );
    let address = phone::scans(&shop, &id);
    assert_eq!(
        phone::scans(&shop, &id),
        address,
        "one address per customer"
    );
    assert_eq!(phone::get(&address).unwrap().status, 200);

    assert_eq!(shop.told("relay", json!({ "on": false })), json!(false));
    assert_eq!(journey(), page);
    assert!(phone::get(&address).is_err(), "nobody listens any more");
    shop.managed("relay", json!({ "on": true }));
    assert_ne!(
        phone::scans(&shop, &id),
        address,
        "an old address does not come back"
    );
}

/// A code that is dead must not stay in front of the customer.
#[test]
fn the_screen_is_told_until_when_a_code_is_good_and_when_it_was_opened_for_the_last_time() {
    let shop = Shop::training();
    shop.managed("relay", json!({ "on": true }));
    let id = shop.starts(order_at_payplug("form-0001", "two_step"));
    let shown = shop.told("journey", json!({ "id": id }));
    let until: DateTime<Utc> = shown["until"].as_str().unwrap().parse().unwrap();
    let left = until - Utc::now();
    assert!(
        left > TimeDelta::minutes(14) && left <= TimeDelta::minutes(15) + TimeDelta::seconds(1)
    );

    let address = phone::scans(&shop, &id);
    let opens = || assert_eq!(phone::get(&address).unwrap().status, 200);
    opens();
    opens();
    has_been_asked_about(&shop, &id);
    assert!(shop.is_told_after(opens));
    let next = phone::scans(&shop, &id);
    assert_ne!(next, address);
    assert_eq!(phone::get(&next).unwrap().status, 200);
}

/// The gateway's own address lives as long as its journey.
#[test]
fn an_address_that_is_the_gateways_is_good_until_no_instant_of_ours() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "direct"));
    let shown = shop.told("journey", json!({ "id": id }));
    assert_eq!(
        (&shown["kind"], &shown["until"]),
        (&json!("address"), &json!(null))
    );
}

#[test]
fn a_journey_that_is_over_has_no_address_any_more() {
    let shop = Shop::training();
    shop.managed("relay", json!({ "on": true }));
    let id = shop.starts(order_at_payplug("form-0001", "two_step"));
    phone::signs(&shop, &id);
    shop.until_it_is(&id, "reserved");
    let journey = shop.told("journey", json!({ "id": id }));
    assert_ne!(journey["kind"], "address", "{journey}");
}

#[test]
fn a_journey_that_is_an_address_needs_no_relay_and_no_window() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "direct"));
    assert!(phone::scans(&shop, &id).starts_with("http://127.0.0.1:"));
    assert_eq!(
        shop.refused("hand_over", json!({ "id": id })),
        json!({ "fault": "not_found" })
    );
    assert!(shop.glass.opened.lock().unwrap().is_empty());
}

#[test]
fn the_till_goes_into_one_customers_hands_at_a_time() {
    let shop = Shop::training();
    let lea = shop.starts(order_at_payplug("form-0001", "two_step"));
    let next = shop.starts(order_at_payplug("form-0002", "two_step"));
    shop.told("hand_over", json!({ "id": lea }));
    let (label, first) = shop.glass.opened.lock().unwrap()[0].clone();
    assert_ne!(label, crate::hand_over::TILL);
    phone::taps(&phone::continues(&phone::get(&first).unwrap()), "accept");

    shop.told("hand_over", json!({ "id": next }));
    assert_eq!(*shop.glass.closed.lock().unwrap(), [label]);
    assert!(
        phone::get(&first).is_err(),
        "the first customer's page is gone with their window"
    );
    shop.told("check", json!({ "id": lea }));
    shop.until_it_is(&lea, "reserved");
}

#[test]
fn a_customer_who_closes_the_window_does_not_have_the_till_any_more() {
    let shop = Shop::training();
    let id = shop.starts(order_at_payplug("form-0001", "two_step"));
    shop.told("hand_over", json!({ "id": id }));
    let handed = |hand: bool| json!({ "kind": "page", "handed": hand });
    let journey = || shop.told("journey", json!({ "id": id }));
    assert_eq!(journey(), handed(true));
    shop.managed("relay", json!({ "on": true }));
    assert_eq!(journey(), handed(true), "one customer, one way in");
    shop.told("relay", json!({ "on": false }));

    has_been_asked_about(&shop, &id);
    assert!(shop.is_told_after(|| shop.glass.is_closed_by_the_customer()));
    shop.until_the_journey(&id, |journey| *journey == handed(false));
    shop.told("hand_over", json!({ "id": id }));
    assert_eq!(journey(), handed(true));
    shop.told("close_hand_over", json!({}));
    assert_eq!(journey(), handed(false));
}

#[test]
fn the_sandbox_is_shown_to_no_phone_by_itself_and_a_real_till_has_none() {
    let shop = Shop::training();
    let sandbox = shop.told("sandbox", json!({}));
    assert_eq!(sandbox["shown_to_phones"], false);
    assert!(
        sandbox["books"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    let books = phone::get(sandbox["books"].as_str().unwrap()).unwrap();
    assert_eq!(books.status, 200);
}
