//! The lists and the figures of a day as the screen gets them, and the papers: what stands in them after a financing was
//! accepted, released, refunded, or asks for a person.

use super::{
    books::{Book, noon},
    phone,
    shop::{Premises, Shop, but, order},
};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use financing::calendar;
use sandbox::{Fault, cofidis::Method, fate::Fate};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// A store day by filter, or all that a search finds.
fn day(shop: &Shop, day: &str, filter: &str, search: &str) -> Value {
    shop.told(
        "today",
        json!({ "day": day, "filter": filter, "search": search }),
    )
}

fn names(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap()).collect()
}

/// A shop with one financing financed and one waiting for its goods; their names and the store day on which they began.
struct Noon {
    shop: Shop,
    financed: String,
    waiting: String,
    day: String,
}

/// The store day of an instant.
fn store_day(instant: &Value) -> String {
    let at: DateTime<Utc> = instant.as_str().unwrap().parse().unwrap();
    calendar::business_day(at, Tz::Europe__Paris).to_string()
}

/// Begun anew where midnight came between the two.
fn at_noon() -> Noon {
    loop {
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
        let last = shop.until_it_is(&waiting, "accepted")["accepted"].clone();
        let first = shop.told("detail", json!({ "id": financed }))["started"].clone();
        if store_day(&first) == store_day(&last) {
            let day = store_day(&first);
            return Noon {
                shop,
                financed,
                waiting,
                day,
            };
        }
    }
}

#[test]
fn a_day_shows_what_was_financed_and_what_waits() {
    let noon = at_noon();
    let (shop, financed, waiting) = (&noon.shop, noon.financed.as_str(), noon.waiting.as_str());
    let of_that_day = |filter| day(shop, &noon.day, filter, "");
    let all = of_that_day("all");
    assert_eq!(names(&all["rows"]), [waiting, financed], "the newest first");
    let totals = &all["totals"];
    assert_eq!(totals["financed"], 124_990);
    assert_eq!(
        (&totals["to_deliver_count"], &totals["to_deliver"]),
        (&json!(1), &json!(60_000))
    );
    assert_eq!(totals["refunded"], 0);
    assert_eq!(all["more"], false);
    for (filter, shown) in [
        ("financed", vec![financed]),
        ("to_deliver", vec![waiting]),
        ("refunded", vec![]),
        ("ended", vec![]),
    ] {
        assert_eq!(names(&of_that_day(filter)["rows"]), shown, "{filter}");
    }
    shop.managed("refund", json!({ "id": financed, "amount": 20_000 }));
    let refunded = shop.until(financed, |detail| detail["amounts"]["refunded"] == 20_000);
    assert_eq!(names(&of_that_day("refunded")["rows"]), [financed]);
    let told = refunded["history"].as_array().unwrap().last().unwrap();
    let day_of_refund = day(shop, &store_day(&told["at"]), "all", "");
    assert_eq!(day_of_refund["totals"]["refunded"], 20_000);
}

/// A count beside the sum that counted what was started would call Tuesday's three hundred euros "of no contract".
#[test]
fn money_stands_on_the_day_it_moved_and_a_financing_on_the_day_it_was_started() {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let monday: DateTime<Utc> = "2026-11-16T10:00:00Z".parse().unwrap();
    let [tuesday, wednesday] = [1, 2].map(|days| monday + TimeDelta::days(days));
    let held = book.accepted("A-1", monday);
    let id = held.financing.id.to_string();
    let held = book.delivered(&held, tuesday);
    book.refunded(&held, wednesday);
    drop(book);
    let shop = Shop::at(&premises);
    for (of, rows, financed, refunded) in [
        (monday, vec![id.as_str()], 0, 0),
        (tuesday, vec![], 30_000, 0),
        (wednesday, vec![], 0, 30_000),
    ] {
        let shown = day(&shop, &of.date_naive().to_string(), "all", "");
        assert_eq!(names(&shown["rows"]), rows, "{of}");
        let totals = &shown["totals"];
        assert_eq!(
            (&totals["financed"], &totals["refunded"]),
            (&json!(financed), &json!(refunded)),
            "{of}"
        );
        let started: Vec<u64> = totals["states"]
            .as_array()
            .unwrap()
            .iter()
            .map(|state| state["count"].as_u64().unwrap())
            .collect();
        assert_eq!(started.iter().sum::<u64>(), rows.len() as u64, "{of}");
        for count in ["financed_count", "refunded_count"] {
            assert!(totals[count].is_null(), "{of} counts other financings");
        }
    }
}

#[test]
fn a_financing_is_found_by_name_order_number_or_reference() {
    let Noon {
        shop,
        financed,
        waiting,
        day: of_that_day,
    } = at_noon();
    let today = |search: &str| day(&shop, &of_that_day, "all", search);
    let reference = shop.told("detail", json!({ "id": waiting }))["reference"].clone();
    for typed in [
        "okafor",
        "CMD-777",
        waiting.as_str(),
        reference.as_str().unwrap(),
    ] {
        assert_eq!(names(&today(typed)["rows"]), [waiting.as_str()], "{typed}");
    }
    assert_eq!(names(&today("noel")["rows"]), [financed.as_str()]);
    for nobody in ["nobody", "%", "_", "\"", "' OR 1=1", "*"] {
        assert_eq!(names(&today(nobody)["rows"]), [""; 0], "{nobody}");
    }
}

#[test]
fn what_waits_for_its_goods_is_listed_with_its_deadline_until_they_leave() {
    let Noon { shop, waiting, .. } = at_noon();
    let rows = shop.told("to_deliver", json!({}));
    assert_eq!(names(&rows), [waiting.as_str()]);
    let row = &rows[0];
    assert!(row["deadline"].as_str().unwrap() > row["accepted"].as_str().unwrap());
    assert!(row["deeds"].as_array().unwrap().contains(&json!("deliver")));
    assert_eq!(
        shop.told("badges", json!({})),
        json!({ "to_deliver": 1, "attention": 0, "waiting": 0, "unsettled": 1 })
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
    let Noon { shop, financed, .. } = at_noon();
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

/// Whoever plays the customer may give their own name.
#[test]
fn training_s_papers_are_gone_when_training_is_begun_again() {
    let Noon { shop, financed, .. } = at_noon();
    let receipt = shop.told("print", json!({ "id": financed, "paper": "receipt" }));
    let of = json!({ "id": financed, "of": [financed] });
    let copy = shop.managed("export_customer", of);
    for file in [&receipt["file"], &copy] {
        assert!(Path::new(file.as_str().unwrap()).exists(), "{file}");
    }
    shop.tries_training();
    assert!(!shop.premises.home.papers(true).exists());
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
    let noon = noon();
    let open = book.begun("first", noon).held.financing.id.to_string();
    for number in 0..301 {
        book.refused(&format!("A-{number}"), noon);
    }
    drop(book);
    let shop = Shop::at(&premises);
    let listed = |filter: &str| day(&shop, &noon.date_naive().to_string(), filter, "");
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
fn a_filter_finds_what_a_search_means_behind_three_hundred_others() {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let noon = noon();
    let open = book.begun("CMD-Z", noon).held.financing.id.to_string();
    for number in 0..301 {
        book.refused(&format!("CMD-{number}"), noon);
    }
    drop(book);
    let shop = Shop::at(&premises);
    let found = |filter: &str| {
        let found = day(&shop, &noon.date_naive().to_string(), filter, "CMD-");
        (names(&found["rows"]).len(), found["more"].clone())
    };
    let rows = day(&shop, &noon.date_naive().to_string(), "open", "CMD-")["rows"].clone();
    assert_eq!(names(&rows), [open.as_str()]);
    assert_eq!(found("open"), (1, json!(false)));
    assert_eq!(found("ended"), (300, json!(true)));
    assert_eq!(found("all"), (300, json!(true)));
}

#[test]
fn the_history_of_a_direct_financing_says_that_it_was_accepted() {
    let Noon { shop, financed, .. } = at_noon();
    let detail = shop.told("detail", json!({ "id": financed }));
    let history = detail["history"].as_array().unwrap().iter();
    let told: Vec<&Value> = history
        .filter(|line| line["what"] == "told")
        .map(|line| &line["state"])
        .collect();
    assert!(told.contains(&&json!("accepted")), "{told:?}");
    assert!(!told.contains(&&json!("releasing")), "{told:?}");
}
