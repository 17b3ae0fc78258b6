//! Customers' data on the screen: found, handed over and erased by a manager, and gone by themselves when their time is
//! over.

use super::{
    books::{Book, noon},
    phone,
    shop::{Premises, Shop, but, order},
};
use chrono::Days;
use serde_json::{Value, json};
use std::fs;

fn by(token: &str, first: &str, last: &str, email: &str) -> Value {
    let customer = json!({ "billing": { "first_name": first, "last_name": last }, "email": email });
    but(order(token, "direct"), &[("/customer", customer)])
}

fn financed(shop: &Shop, form: Value) -> String {
    let id = shop.starts(form);
    phone::signs(shop, &id);
    shop.until_it_is(&id, "financed");
    id
}

fn told(related: &Value) -> Vec<(&str, bool, bool)> {
    let rows = related.as_array().unwrap().iter();
    rows.map(|row| {
        let flag = |name: &str| row[name].as_bool().unwrap();
        (row["id"].as_str().unwrap(), flag("sure"), flag("over"))
    })
    .collect()
}

#[test]
fn a_customer_is_handed_a_copy_and_erased_and_whoever_shares_the_name_is_not() {
    let shop = Shop::training();
    let first = financed(&shop, by("form-0001", "Léa", "Noël", "lea@example.org"));
    let other = financed(&shop, by("form-0002", "Léa", "Noël", "other@example.org"));
    let open = shop.starts(by("form-0003", "Lea", "NOEL", "LEA@example.org"));
    shop.told("print", json!({ "id": first, "paper": "receipt" }));
    let related = shop.told("related", json!({ "id": first }));
    assert_eq!(
        told(&related),
        [
            (open.as_str(), true, false),
            (other.as_str(), false, true),
            (first.as_str(), true, true)
        ]
    );

    let theirs = json!({ "id": first, "of": [first, open] });
    let file = shop.managed("export_customer", theirs.clone());
    let file = file.as_str().unwrap();
    let copy = fs::read_to_string(file).unwrap();
    assert!(copy.contains("lea@example.org") && copy.contains("Noël"));
    assert!(!copy.contains("other@example.org"));
    for not_theirs in [json!(["T2-999999"]), json!(["../../T2"]), json!([])] {
        for deed in ["export_customer", "erase_customer"] {
            let fault = shop.refused_to_a_manager(deed, json!({ "id": first, "of": not_theirs }));
            assert_eq!(
                fault,
                json!({ "fault": "not_found" }),
                "{deed} {not_theirs}"
            );
        }
    }

    assert_eq!(
        shop.managed("erase_customer", theirs),
        json!({ "erased": 1, "kept": 1 })
    );
    let detail = |id: &str| shop.told("detail", json!({ "id": id }));
    assert_eq!(detail(&first)["customer_facts"], Value::Null);
    assert_eq!(detail(&first)["amounts"]["released"], 124_990);
    assert_eq!(detail(&open)["customer_facts"]["email"], "LEA@example.org");
    assert_eq!(
        detail(&other)["customer_facts"]["email"],
        "other@example.org"
    );
    assert!(!fs::exists(file).unwrap(), "the copy goes too");
    let papers = shop.premises.home.papers(true);
    assert_eq!(fs::read_dir(papers).unwrap().count(), 0, "and the receipt");
    assert_eq!(shop.told("related", json!({ "id": first })), json!([]));
    assert_eq!(shop.told("verify_ledger", json!({}))["broken"], Value::Null);
}

#[test]
fn the_lifetime_is_the_countrys_until_the_shop_chooses_one_and_stays_when_the_till_is_saved() {
    let premises = Premises::of_a_till(&[]);
    let shop = Shop::at(&premises);
    let months = |settings: &Value| settings["personal_data_months"].as_u64().unwrap();
    let settings = shop.told("settings", json!({}));
    assert_eq!(
        (months(&settings), &settings["personal_data_default"]),
        (24, &json!(24))
    );
    assert_eq!(
        months(&shop.managed("keep_personal_data", json!({ "months": 36 }))),
        36
    );
    for out_of_range in [0, 121] {
        let fault =
            shop.refused_to_a_manager("keep_personal_data", json!({ "months": out_of_range }));
        assert_eq!(fault["fields"][0]["field"], "personal_data_months");
    }
    let form = json!({ "form": {
        "shop": "Maison Lilas", "shop_lines": [], "legal_id": "", "till": "T2", "country": "ES",
        "zone": "Europe/Madrid", "language": "en",
    } });
    assert_eq!(months(&shop.managed("save_till", form)), 36);
    assert_eq!(
        months(&shop.managed("keep_personal_data", json!({ "months": null }))),
        36,
        "Spain's"
    );
    let fault = Shop::training().refused("keep_personal_data", json!({ "months": 1 }));
    assert_eq!(fault["setting"], "profile", "training's shop is made up");
}

#[test]
fn a_till_that_opens_erases_what_its_time_is_over_for_and_then_makes_the_days_copy() {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let years_ago = book.refused("A-1", noon() - Days::new(1000));
    let lately = book.refused("A-2", noon() - Days::new(2));
    book.refused("A-3", noon() - Days::new(1));
    drop(book);
    let shop = Shop::at(&premises);
    shop.until(&years_ago, |detail| detail["customer_facts"].is_null());
    let kept = shop.told("detail", json!({ "id": lately }));
    assert_eq!(kept["customer_facts"]["name"], "Léa Noël");
}
