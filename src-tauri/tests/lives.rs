//! Whole lives of financings, pressed at the counter and lived through on the customer's phone: direct and two-step, at
//! both gateways. At each end the till and the gateway's own books say the same.

use super::{
    books::{Book, noon},
    phone,
    shop::{Premises, Shop, but, order, order_at_payplug},
};
use sandbox::{
    Fault,
    books::{Books, Effect, Totals},
    cofidis::Method,
    fate::Fate,
};
use serde_json::{Value, json};
use std::thread;

fn deed(id: &str, amount: Option<u32>) -> Value {
    json!({ "id": id, "amount": amount })
}

/// The totals of the only transaction in the books.
fn only(books: &Books) -> Totals {
    assert_eq!(books.all().len(), 1, "{books:?}");
    books.all().values().next().unwrap().clone()
}

/// How often something happened to money, and how much each time.
fn times(books: &Books, effect: Effect) -> Vec<u64> {
    let entries = books.entries().iter();
    entries
        .filter(|entry| entry.effect == effect)
        .map(|entry| entry.amount)
        .collect()
}

#[test]
fn a_form_sent_twice_at_once_starts_one_financing() {
    let shop = Shop::training();
    let form = json!({ "form": order("one-form-only", "direct") });
    let presses: Vec<_> = (0..8)
        .map(|_| {
            let (finger, form) = (shop.finger(), form.clone());
            thread::spawn(move || finger("start", form).unwrap()["id"].clone())
        })
        .collect();
    let ids: Vec<Value> = presses
        .into_iter()
        .map(|press| press.join().unwrap())
        .collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    shop.until_it_is(ids[0].as_str().unwrap(), "shown");
    let later = shop.told("start", form);
    assert_eq!(later["id"], ids[0]);
    // A search looks over every day: midnight may have passed.
    let with_this_order = json!({ "day": null, "filter": "all", "search": "CMD-20418" });
    let found = shop.told("today", with_this_order);
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
    assert_eq!(shop.books().cofidis.all().len(), 1);
}

#[test]
fn a_direct_financing_is_released_by_itself_once_signed() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "direct"));
    phone::signs(&shop, &id);
    let detail = shop.until_it_is(&id, "financed");
    assert_eq!(detail["amounts"]["released"], 124_990);
    assert_eq!(times(&shop.books().cofidis, Effect::Released), [124_990]);
}

#[test]
fn a_two_step_financing_is_released_on_delivered_and_refunded_in_parts() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "two_step"));
    phone::signs(&shop, &id);
    let accepted = shop.until_it_is(&id, "accepted");
    assert!(accepted["financed"].is_null());
    assert_eq!(
        shop.books().cofidis.entries(),
        [],
        "nothing moves before delivery"
    );

    shop.told("deliver", deed(&id, None));
    let financed = shop.until_it_is(&id, "financed");
    assert_eq!(financed["amounts"]["left_to_refund"], 124_990);

    let above = shop.refused("refund", deed(&id, Some(124_991)));
    let left = json!({ "fault": "refused", "why": { "refusal": "above_left", "left": 124_990 } });
    assert_eq!(above, left);
    shop.managed("refund", deed(&id, Some(24_990)));
    let part = shop.until(&id, |detail| detail["amounts"]["refunded"] == 24_990);
    assert_eq!(part["state"], "financed");
    let above = shop.refused("refund", deed(&id, Some(100_001)));
    assert_eq!(
        above["why"],
        json!({ "refusal": "above_left", "left": 100_000 })
    );
    shop.managed("refund", deed(&id, None));
    let refunded = shop.until_it_is(&id, "refunded");
    assert_eq!(refunded["amounts"]["left_to_refund"], 0);

    let books = shop.books().cofidis;
    assert_eq!(times(&books, Effect::Released), [124_990]);
    assert_eq!(times(&books, Effect::Refunded), [24_990, 100_000]);
    let verified = shop.told("verify_ledger", json!({}));
    assert_eq!(
        (&verified["broken"], &verified["financings"]),
        (&Value::Null, &json!(1))
    );
}

#[test]
fn delivered_pressed_twice_is_busy_and_releases_once() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "two_step"));
    phone::signs(&shop, &id);
    shop.until_it_is(&id, "accepted");
    shop.fault(Fault::Cofidis {
        method: Method::Confirm,
        fate: Fate::HANG,
        times: 1,
    });
    let underway = shop.told("deliver", deed(&id, None));
    assert_eq!(underway["state"], "releasing");
    let busy = json!({ "fault": "refused", "why": { "refusal": "busy" } });
    assert_eq!(shop.refused("deliver", deed(&id, None)), busy);
    assert_eq!(shop.refused("cancel", deed(&id, None)), busy);
    assert_eq!(shop.refused("refund", deed(&id, None))["fault"], "refused");
    let hung = shop.told("detail", json!({ "id": id }));
    assert_eq!(
        (&hung["state"], &hung["financed"]),
        (&json!("releasing"), &Value::Null)
    );
}

#[test]
fn goods_are_not_delivered_before_the_customer_has_signed() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "two_step"));
    let why = |fault: Value| fault["why"]["refusal"].as_str().unwrap().to_owned();
    assert_eq!(
        why(shop.refused("deliver", deed(&id, None))),
        "not_accepted"
    );
    assert_eq!(why(shop.refused("refund", deed(&id, None))), "not_financed");
    assert_eq!(shop.books().cofidis.entries(), []);
}

#[test]
fn every_other_end_of_the_journey_is_told_and_moves_no_money() {
    for (tap, state) in [
        ("refuse", "refused"),
        ("leave", "abandoned"),
        ("break", "failed"),
        ("review", "under_review"),
    ] {
        let shop = Shop::training();
        let id = shop.starts(order("form-0001", "direct"));
        phone::taps(&phone::scans(&shop, &id), tap);
        shop.told("check", json!({ "id": id }));
        let detail = shop.until_it_is(&id, state);
        assert_eq!(detail["amounts"]["authorised"], 0, "{tap}");
        assert_eq!(shop.books().cofidis.entries(), [], "{tap}");
        let too_soon = shop.refused("check", json!({ "id": id }));
        assert_eq!(too_soon["fault"], "too_soon", "{tap}");
    }
}

#[test]
fn a_financing_ended_at_the_counter_is_never_released() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "direct"));
    let journey = phone::scans(&shop, &id);
    let ended = shop.told("cancel", deed(&id, None));
    assert_eq!(ended["state"], "withdrawing");
    phone::taps(&journey, "accept");
    shop.told("check", json!({ "id": id }));
    let detail = shop.until(&id, |detail| detail["state"] != "withdrawing");
    assert_ne!(detail["state"], "financed");
    assert_eq!(times(&shop.books().cofidis, Effect::Released), [0; 0]);
}

#[test]
fn one_that_was_ended_after_acceptance_can_still_be_asked_about() {
    let shop = Shop::training();
    let id = shop.starts(order("form-0001", "two_step"));
    phone::signs(&shop, &id);
    shop.until_it_is(&id, "accepted");
    let ended = shop.managed("cancel", deed(&id, None));
    assert_eq!(ended["state"], "withdrawn");
    assert!(ended["deeds"].as_array().unwrap().contains(&json!("check")));
}

#[test]
fn what_is_called_back_before_it_left_is_as_it_was_and_its_history_says_so() {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let at = noon();
    let by_hand = book.delivered_by_hand("by-hand", at).financing.id;
    let reserved = book.accepted("kept", at);
    let kept = book.called_back(&reserved, at).financing.id;
    drop(book);
    let shop = Shop::at(&premises);

    let waits = shop.told("detail", json!({ "id": by_hand }));
    assert_eq!(
        (&waits["by_hand"], &waits["state"], &waits["pending"]),
        (&json!(true), &json!("releasing"), &Value::Null)
    );
    let by_hand = shop.managed("cancel", json!({ "id": by_hand, "amount": null }));
    assert_eq!(by_hand["state"], "accepted");
    let kept = shop.told("detail", json!({ "id": kept }));
    assert_eq!(
        (&kept["by_hand"], &kept["state"]),
        (&json!(false), &json!("reserved"))
    );
    for detail in [by_hand, kept] {
        let last = detail["history"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (&last["what"], &last["operation"], &last["who"]),
            (&json!("called_back"), &json!("release"), &json!("manager"))
        );
    }
}

#[test]
fn payplug_captures_a_part_and_lets_the_rest_go() {
    let shop = Shop::training();
    shop.managed("relay", json!({ "on": true }));
    let id = shop.starts(order_at_payplug("form-0001", "two_step"));
    phone::signs(&shop, &id);
    shop.until_it_is(&id, "reserved");
    let above = shop.refused("deliver", deed(&id, Some(124_991)));
    assert_eq!(
        above["why"],
        json!({ "refusal": "above_left", "left": 124_990 })
    );
    shop.told("deliver", deed(&id, Some(100_000)));
    let financed = shop.until_it_is(&id, "financed");
    assert_eq!(financed["amounts"]["released"], 100_000);
    let totals = only(&shop.books().payplug);
    assert_eq!(
        (totals.reserved, totals.released, totals.held()),
        (124_990, 100_000, 0)
    );
    shop.managed("refund", deed(&id, Some(40_000)));
    shop.until(&id, |detail| detail["amounts"]["refunded"] == 40_000);
    let above = shop.refused("refund", deed(&id, Some(60_001)));
    assert_eq!(
        above["why"],
        json!({ "refusal": "above_left", "left": 60_000 })
    );
    assert_eq!(times(&shop.books().payplug, Effect::Refunded), [40_000]);
}

#[test]
fn a_direct_financing_through_payplug_is_captured_by_itself() {
    let shop = Shop::training();
    shop.managed("relay", json!({ "on": true }));
    let id = shop.starts(order_at_payplug("form-0001", "direct"));
    phone::signs(&shop, &id);
    shop.until_it_is(&id, "financed");
    assert_eq!(only(&shop.books().payplug).released, 124_990);
}

#[test]
fn what_payplug_has_reserved_and_nobody_will_fetch_is_voided() {
    let shop = Shop::training();
    shop.managed("relay", json!({ "on": true }));
    let id = shop.starts(order_at_payplug("form-0001", "two_step"));
    phone::signs(&shop, &id);
    shop.until_it_is(&id, "reserved");
    shop.managed("cancel", deed(&id, None));
    shop.until_it_is(&id, "cancelled");
    let totals = only(&shop.books().payplug);
    assert_eq!((totals.voided, totals.released), (124_990, 0));
    let over = shop.refused("deliver", deed(&id, None));
    assert_eq!(over["fault"], "refused");
}

#[test]
fn two_customers_at_two_gateways_do_not_meet() {
    let shop = Shop::training();
    shop.managed("relay", json!({ "on": true }));
    let here = shop.starts(order("form-0001", "direct"));
    let there = shop.starts(but(
        order_at_payplug("form-0002", "direct"),
        &[("/amount", json!(50_000))],
    ));
    phone::signs(&shop, &there);
    shop.until_it_is(&there, "financed");
    assert_eq!(
        shop.told("detail", json!({ "id": here }))["amounts"]["released"],
        0
    );
    let books = shop.books();
    assert_eq!(
        (books.cofidis.entries().len(), only(&books.payplug).released),
        (0, 50_000)
    );
}
