//! The lists and the figures of a day as the screen gets them, and the papers: what stands in them after a financing was
//! accepted, released, refunded, or asks for a person.

use super::{
    books::{Book, noon},
    phone,
    shop::{Premises, Shop, but, order},
};
use sandbox::{Fault, cofidis::Method, fate::Fate};
use serde_json::{Value, json};
use std::fs;

fn today(shop: &Shop, filter: &str, search: &str) -> Value {
    shop.told(
        "today",
        json!({ "day": null, "filter": filter, "search": search }),
    )
}

fn names(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap()).collect()
}

/// A shop with one financing financed and one waiting for its goods; their names.
fn at_noon() -> (Shop, String, String) {
    let shop = Shop::training();
    let financed = shop.starts(order("form-0001", "direct"));
    phone::signs(&shop, &financed);
    shop.until_it_is(&financed, "financed");
    let waiting = shop.starts(but(
        order("form-0002", "two_step"),
        &[
            ("/order", json!("CMD-777")),
            ("/amount", json!(60_000)),
            ("/customer/billing/last_name", json!("Okafor")),
        ],
    ));
    phone::signs(&shop, &waiting);
    shop.until_it_is(&waiting, "accepted");
    (shop, financed, waiting)
}

#[test]
fn today_shows_what_was_financed_and_what_waits() {
    let (shop, financed, waiting) = at_noon();
    let day = today(&shop, "all", "");
    assert_eq!(
        names(&day["rows"]),
        [waiting.as_str(), financed.as_str()],
        "the newest first"
    );
    let totals = &day["totals"];
    let figure = |name: &str| totals[name].as_u64().unwrap();
    assert_eq!((figure("financed_count"), figure("financed")), (1, 124_990));
    assert_eq!(
        (figure("to_deliver_count"), figure("to_deliver")),
        (1, 60_000)
    );
    assert_eq!((figure("refunded_count"), figure("refunded")), (0, 0));
    assert_eq!(
        (&day["is_today"], &day["more"]),
        (&json!(true), &json!(false))
    );
    for (filter, shown) in [
        ("financed", vec![financed.as_str()]),
        ("to_deliver", vec![waiting.as_str()]),
        ("refunded", vec![]),
        ("ended", vec![]),
    ] {
        assert_eq!(names(&today(&shop, filter, "")["rows"]), shown, "{filter}");
    }
    shop.managed("refund", json!({ "id": financed, "amount": 20_000 }));
    shop.until(&financed, |detail| detail["amounts"]["refunded"] == 20_000);
    let day = today(&shop, "refunded", "");
    assert_eq!(names(&day["rows"]), [financed.as_str()]);
    assert_eq!(day["totals"]["refunded"], 20_000);
}

#[test]
fn a_financing_is_found_by_name_order_number_or_reference() {
    let (shop, financed, waiting) = at_noon();
    let reference = shop.told("detail", json!({ "id": waiting }))["reference"].clone();
    for typed in [
        "okafor",
        "CMD-777",
        waiting.as_str(),
        reference.as_str().unwrap(),
    ] {
        assert_eq!(
            names(&today(&shop, "all", typed)["rows"]),
            [waiting.as_str()],
            "{typed}"
        );
    }
    assert_eq!(
        names(&today(&shop, "all", "noel")["rows"]),
        [financed.as_str()]
    );
    for nobody in ["nobody", "%", "_", "\"", "' OR 1=1", "*"] {
        assert_eq!(
            names(&today(&shop, "all", nobody)["rows"]),
            [""; 0],
            "{nobody}"
        );
    }
}

#[test]
fn what_waits_for_its_goods_is_listed_with_its_deadline_until_they_leave() {
    let (shop, _, waiting) = at_noon();
    let rows = shop.told("to_deliver", json!({}));
    assert_eq!(names(&rows), [waiting.as_str()]);
    let row = &rows[0];
    assert!(row["deadline"].as_str().unwrap() > row["accepted"].as_str().unwrap());
    assert!(row["deeds"].as_array().unwrap().contains(&json!("deliver")));
    assert_eq!(
        shop.told("badges", json!({})),
        json!({ "to_deliver": 1, "attention": 0, "waiting": 0 })
    );
    shop.told("deliver", json!({ "id": waiting, "amount": null }));
    shop.until_it_is(&waiting, "financed");
    assert_eq!(shop.told("to_deliver", json!({})), json!([]));
    assert_eq!(shop.told("badges", json!({}))["to_deliver"], 0);
}

#[test]
fn what_asks_for_a_person_stands_in_the_list_until_somebody_has_seen_it() {
    let shop = Shop::training();
    shop.fault(Fault::Cofidis {
        method: Method::SendPayment,
        fate: Fate::LOSE_ANSWER,
        times: 1,
    });
    let started = shop.told("start", json!({ "form": order("form-0001", "direct") }));
    let id = started["id"].as_str().unwrap();
    let detail = shop.until(id, |detail| !detail["attention"].is_null());
    assert_eq!(detail["attention"]["reason"], "link_lost");
    assert_eq!(
        shop.told("journey", json!({ "id": id })),
        json!({ "kind": "lost" })
    );
    assert_eq!(names(&shop.told("attention", json!({}))), [id]);
    assert_eq!(shop.told("badges", json!({}))["attention"], 1);
    let unmanaged = shop.refused("declare", json!({ "id": id, "what": "seen" }));
    assert_eq!(unmanaged["why"]["pin"], "wanted");
    shop.managed("declare", json!({ "id": id, "what": "seen" }));
    assert_eq!(shop.told("attention", json!({})), json!([]));
    assert_eq!(shop.told("badges", json!({}))["attention"], 0);
    let nothing = shop.refused("declare", json!({ "id": id, "what": "not_done" }));
    assert_eq!(nothing["why"]["refusal"], "nothing_to_declare");
}

#[test]
fn a_receipt_is_printed_once_as_the_original_and_then_as_a_duplicate() {
    let (shop, financed, _) = at_noon();
    let print = || shop.told("print", json!({ "id": financed, "paper": "receipt" }));
    let (original, duplicate) = (print(), print());
    assert_eq!(
        (&original["copy"], &duplicate["copy"]),
        (&json!(1), &json!(2))
    );
    let bytes = |paper: &Value| fs::read(paper["file"].as_str().unwrap()).unwrap();
    assert_ne!(original["file"], duplicate["file"]);
    assert!(bytes(&original).starts_with(b"%PDF") && bytes(&duplicate).starts_with(b"%PDF"));
    assert_ne!(
        bytes(&original),
        bytes(&duplicate),
        "a duplicate says that it is one"
    );
    assert_eq!(
        shop.told("detail", json!({ "id": financed }))["receipts"],
        2
    );
}

#[test]
fn what_has_no_receipt_yet_prints_none() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "direct"));
    let fault = shop.refused("print", json!({ "id": id, "paper": "receipt" }));
    assert_eq!(fault["why"]["refusal"], "nothing_to_print");
    assert!(!shop.premises.home.papers(true).exists());
}

#[test]
fn an_accent_leaves_as_the_gateway_takes_it() {
    let shop = Shop::training();
    let sent = |gateway: &str| {
        shop.ask(
            "as_sent",
            json!({ "gateway": gateway, "text": "Zoé d’Œuvre" }),
        )
    };
    assert_eq!(sent("sandbox"), Ok(json!("Zoe d OEuvre")));
    assert_eq!(sent("elsewhere"), Err(json!({ "fault": "not_found" })));
}

#[test]
fn a_filter_finds_what_was_started_before_three_hundred_others_of_the_day() {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let open = book.begun("first", noon()).held.financing.id.to_string();
    for number in 0..301 {
        book.refused(&format!("A-{number}"), noon());
    }
    drop(book);
    let shop = Shop::at(&premises);
    let day = noon().date_naive();
    let listed = |filter: &str| {
        let asked = json!({ "day": day, "filter": filter, "search": "" });
        shop.told("today", asked)
    };
    let found = listed("open");
    assert_eq!(names(&found["rows"]), [open.as_str()]);
    assert_eq!(found["more"], false);
    let ended = listed("ended");
    assert_eq!(
        (names(&ended["rows"]).len(), &ended["more"]),
        (300, &json!(true))
    );
}

#[test]
fn the_history_of_a_direct_financing_says_that_it_was_accepted() {
    let (shop, financed, _) = at_noon();
    let detail = shop.told("detail", json!({ "id": financed }));
    let history = detail["history"].as_array().unwrap().iter();
    let told: Vec<&Value> = history
        .filter(|line| line["what"] == "told")
        .map(|line| &line["state"])
        .collect();
    assert!(told.contains(&&json!("accepted")), "{told:?}");
    assert!(!told.contains(&&json!("releasing")), "{told:?}");
}
