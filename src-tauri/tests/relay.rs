//! Journeys that begin with a form: the relay is off until it is switched on, gives an address that a phone gets through
//! with, and is gone when it is switched off; or the till itself goes into the customer's hands. How the relay answers
//! attackers is proven where it stands, in the tests of the relay itself.

use super::{
    phone,
    shop::{Shop, order, order_at_payplug},
};
use serde_json::json;

#[test]
fn the_relay_is_off_until_it_is_switched_on_and_gone_when_it_is_switched_off() {
    let shop = Shop::training();
    let id = shop.starts(order_at_payplug("form-0001", "two_step"));
    let journey = || shop.told("journey", json!({ "id": id }));
    assert_eq!(journey(), json!({ "kind": "page" }), "off at first");

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
    assert_eq!(journey(), json!({ "kind": "page" }));
    assert!(phone::get(&address).is_err(), "nobody listens any more");
    shop.managed("relay", json!({ "on": true }));
    assert_ne!(
        phone::scans(&shop, &id),
        address,
        "an old address does not come back"
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
