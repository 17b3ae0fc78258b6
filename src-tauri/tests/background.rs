//! What fails where nobody pressed anything: the screen is told that it did, why, and since when, until the same thing
//! succeeds; and what can still be done goes on meanwhile.

use super::{
    phone,
    profiles::own_gateway,
    shop::{Premises, Shop, but, order},
};
use sandbox::{Options, Running};
use serde_json::{Value, json};
use std::fs;

/// A till with the pretended gateway as its own.
pub(super) fn working() -> (Running, Shop) {
    let (running, text) = own_gateway(Options::default());
    let shop = Shop::at(&Premises::of_a_till(&[("sandbox", &text)]));
    for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
        let credential = json!({ "gateway": "sandbox", "name": name, "value": value });
        shop.managed("set_credential", credential);
    }
    (running, shop)
}

fn form(number: u32) -> Value {
    let (token, order_number) = (format!("form-000{number}"), format!("CMD-{number}"));
    but(
        order(&token, "two_step"),
        &[("/order", json!(order_number))],
    )
}

#[test]
fn a_day_s_copy_that_could_not_be_made_is_told_until_one_is_made() {
    let premises = Premises::of_a_till(&[]);
    fs::write(premises.home.backups(), "in the way").unwrap();
    let shop = Shop::at(&premises);
    let told = shop.until_unresolved(&["backup"]);
    assert!(!told[0]["reference"].as_str().unwrap().is_empty());
    assert_eq!(shop.told("settings", json!({}))["last_copy"], Value::Null);
    shop.does_the_day();
    let again = shop.told("unresolved", json!({}));
    assert_eq!(again[0]["since"], told[0]["since"], "it is still that one");

    fs::remove_file(premises.home.backups()).unwrap();
    shop.does_the_day();
    assert_eq!(shop.told("unresolved", json!({})), json!([]));
    let made = shop.told("settings", json!({}))["last_copy"].clone();
    assert!(made.as_str().unwrap().ends_with('Z'), "{made}");
}

#[test]
fn customers_data_that_could_not_be_erased_are_told_until_they_are() {
    let premises = Premises::of_a_till(&[]);
    fs::write(premises.home.papers(false), "in the way").unwrap();
    let shop = Shop::at(&premises);
    shop.until_unresolved(&["erasure"]);
    fs::remove_file(premises.home.papers(false)).unwrap();
    shop.does_the_day();
    assert_eq!(shop.told("unresolved", json!({})), json!([]));
}

#[test]
fn an_answer_that_could_not_be_written_is_told_until_the_financing_s_next_one_is() {
    let (_running, shop) = working();
    let id = shop.starts(form(1));
    shop.premises.on_disk(
        "CREATE TRIGGER no_room BEFORE INSERT ON journal BEGIN SELECT RAISE (ABORT, 'no room'); END",
    );
    phone::signs(&shop, &id);
    shop.until_unresolved(&["answer"]);
    assert_eq!(shop.told("detail", json!({ "id": id }))["state"], "shown");
    shop.premises.on_disk("DROP TRIGGER no_room");
    shop.told("cancel", json!({ "id": id, "amount": null }));
    shop.until_unresolved(&[]);
}

#[test]
fn a_ledger_that_the_follow_up_cannot_read_is_not_a_till_with_nothing_due() {
    let (_running, shop) = working();
    let id = shop.starts(form(1));
    shop.premises.on_disk(&format!(
        "UPDATE financing SET body = json_set(body, '$.state', 'nowhere') WHERE id = '{id}'"
    ));
    let second = shop.starts(form(2));
    let told = shop.until_unresolved(&["follow_up"]);
    assert_eq!(told[0]["kind"], "corrupt");
    assert_eq!(
        shop.told("detail", json!({ "id": second }))["state"],
        "shown",
        "what can be done goes on"
    );
    shop.premises.on_disk(&format!(
        "UPDATE financing SET body = json_set(body, '$.state', 'shown') WHERE id = '{id}'"
    ));
    shop.starts(form(3));
    shop.until_unresolved(&[]);
}
