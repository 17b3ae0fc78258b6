//! The manager's PIN at the counter: without it no money goes back, no customer's data leave and no setting changes; with it
//! one deed is done. The gateway's books say what moved. How a try is judged is proven in the till's own tests.

use super::{
    phone,
    profiles::own_gateway,
    shop::{PIN, Premises, Shop, TRAINING_PIN, order},
};
use sandbox::{Options, Running, books::Effect};
use serde_json::{Value, json};
use std::{thread, time::Duration};
use till::{MANAGER_PIN, Vault, VaultFault};

/// The premises of a till with a gateway it can use, and that gateway.
fn premises(made: impl FnOnce(&[(&str, &str)]) -> Premises) -> (Running, Premises) {
    let (running, text) = own_gateway(Options::default());
    let premises = made(&[("sandbox", &text)]);
    for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
        let name = format!("sandbox/{name}");
        premises.vault.set(&name, value.as_bytes()).unwrap();
    }
    (running, premises)
}

fn a_till() -> (Running, Shop) {
    let (running, premises) = premises(Premises::of_a_till);
    (running, Shop::at(&premises))
}

fn financed(shop: &Shop, token: &str) -> String {
    let id = shop.starts(order(token, "direct"));
    phone::signs(shop, &id);
    shop.until_it_is(&id, "financed");
    id
}

fn refunds(running: &Running) -> usize {
    let books = running.books().cofidis;
    let entries = books.entries().iter();
    entries
        .filter(|entry| entry.effect == Effect::Refunded)
        .count()
}

fn part(id: &str, cents: u32) -> Value {
    json!({ "id": id, "amount": cents })
}

fn all(id: &str) -> Value {
    json!({ "id": id, "amount": null })
}

fn wanted() -> Value {
    json!({ "fault": "manager", "why": { "pin": "wanted", "training": null } })
}

fn none_set() -> Value {
    json!({ "fault": "manager", "why": { "pin": "none_set" } })
}

fn typed(pin: &str) -> Value {
    json!({ "pin": pin })
}

fn twice(pin: &str) -> Value {
    json!({ "pin": pin, "again": pin })
}

#[test]
fn a_refund_without_the_managers_pin_moves_nothing_at_the_gateway() {
    let (running, shop) = a_till();
    let id = financed(&shop, "form-0001");
    let before = shop.told("detail", json!({ "id": id }));
    assert_eq!(shop.refused("refund", all(&id)), wanted());
    shop.refused("authorise", typed("528617"));
    assert_eq!(shop.refused("refund", all(&id)), wanted());
    assert_eq!(
        shop.told("detail", json!({ "id": id }))["history"],
        before["history"]
    );
    assert_eq!(refunds(&running), 0);

    shop.authorises();
    shop.told("refund", all(&id));
    shop.until_it_is(&id, "refunded");
    assert_eq!(refunds(&running), 1);
}

#[test]
fn one_pin_is_one_refund_even_when_two_are_pressed_at_once() {
    let (running, shop) = a_till();
    let (one, other) = (financed(&shop, "form-0001"), financed(&shop, "form-0002"));
    for round in 1..=8 {
        shop.authorises();
        let presses = [&one, &other].map(|id| (shop.finger(), part(id, 100)));
        let told = presses.map(|(press, with)| thread::spawn(move || press("refund", with)));
        let told = told.map(|pressed| pressed.join().unwrap());
        let refused: Vec<&Value> = told.iter().filter_map(|told| told.as_ref().err()).collect();
        assert_eq!(refused, [&wanted()], "round {round}");
        for id in [&one, &other] {
            shop.until_it_is(id, "financed");
        }
        assert_eq!(refunds(&running), round);
    }
}

#[test]
fn staff_end_a_journey_without_a_pin_and_give_nothing_back_without_one() {
    let (_running, shop) = a_till();
    let id = shop.starts(order("form-0001", "two_step"));
    let ended = shop.told("cancel", all(&id));
    assert_eq!(ended["state"], "withdrawing");
    let pressed = |detail: &Value| {
        let lines = detail["history"].as_array().unwrap().clone();
        let mut lines = lines.into_iter();
        lines.find(|line| line["what"] == "cancel_pressed").unwrap()["who"].clone()
    };
    assert_eq!(pressed(&ended), "staff");

    let id = shop.starts(order("form-0002", "two_step"));
    phone::signs(&shop, &id);
    shop.until_it_is(&id, "accepted");
    assert_eq!(shop.refused("cancel", all(&id)), wanted());
    shop.until_it_is(&id, "accepted");
    shop.authorises();
    let ended = shop.told("cancel", all(&id));
    assert_eq!(
        (&ended["state"], pressed(&ended)),
        (&json!("withdrawn"), json!("manager"))
    );
}

#[test]
fn whatever_comes_of_a_deed_its_pin_is_used_up() {
    let (running, shop) = a_till();
    let id = financed(&shop, "form-0001");
    shop.authorises();
    let above = shop.refused("refund", part(&id, 124_991));
    assert_eq!(above["why"]["refusal"], "above_left");
    assert_eq!(shop.refused("refund", part(&id, 100)), wanted());
    let open = shop.starts(order("form-0002", "two_step"));
    shop.authorises();
    shop.told("cancel", all(&open));
    assert_eq!(shop.refused("refund", part(&id, 100)), wanted());
    shop.authorises();
    shop.premises.watch.goes_on(Duration::from_secs(180));
    assert_eq!(
        shop.refused("refund", part(&id, 100)),
        wanted(),
        "nobody used it in time"
    );
    assert_eq!(refunds(&running), 0);
}

#[test]
fn each_copy_and_each_erasure_of_a_customers_data_takes_a_pin_of_its_own() {
    let (_running, shop) = a_till();
    let id = financed(&shop, "form-0001");
    let theirs = json!({ "id": id, "of": [id] });
    for deed in ["export_customer", "erase_customer"] {
        assert_eq!(shop.refused(deed, theirs.clone()), wanted());
    }
    shop.authorises();
    shop.told("export_customer", theirs.clone());
    assert_eq!(shop.refused("erase_customer", theirs.clone()), wanted());
    let detail = shop.told("detail", json!({ "id": id }));
    assert_eq!(detail["customer_facts"]["name"], "Léa Noël");
    shop.authorises();
    shop.told("erase_customer", theirs);
}

#[test]
fn the_settings_stay_open_for_three_minutes_after_their_last_change_and_open_no_deed() {
    let (running, shop) = a_till();
    let id = financed(&shop, "form-0001");
    let months = |months: u32| json!({ "months": months });
    let later = |seconds| shop.premises.watch.goes_on(Duration::from_secs(seconds));
    assert_eq!(shop.refused("keep_personal_data", months(30)), wanted());
    shop.authorises();
    for number in [30, 31, 32] {
        shop.told("keep_personal_data", months(number));
        later(179);
    }
    assert_eq!(
        shop.refused("refund", all(&id)),
        wanted(),
        "for this it was not typed"
    );
    shop.told("keep_personal_data", months(33));
    later(180);
    assert_eq!(shop.refused("keep_personal_data", months(34)), wanted());
    shop.authorises();
    shop.told("keep_personal_data", months(34));
    shop.told("end_authority", json!({}));
    assert_eq!(shop.refused("keep_personal_data", months(35)), wanted());
    assert_eq!(shop.told("settings", json!({}))["personal_data_months"], 34);
    assert_eq!(refunds(&running), 0);
}

#[test]
fn five_wrong_pins_make_the_next_one_wait_and_a_new_start_of_the_program_does_not_help() {
    let (running, premises) = premises(Premises::of_a_till);
    let wrong = |left: u32| json!({ "fault": "manager", "why": { "pin": "wrong", "left": left } });
    let wait =
        |seconds: u32| json!({ "fault": "manager", "why": { "pin": "wait", "seconds": seconds } });
    let shop = Shop::at(&premises);
    for left in [4, 3] {
        assert_eq!(shop.refused("authorise", typed("528617")), wrong(left));
    }
    let premises = premises.next_day();
    let shop = Shop::at(&premises);
    for left in [2, 1] {
        assert_eq!(shop.refused("authorise", typed("528617")), wrong(left));
    }
    assert_eq!(shop.refused("authorise", typed("528617")), wait(30));
    assert_eq!(shop.refused("authorise", typed(PIN)), wait(30));
    premises.watch.goes_on(Duration::from_secs(29));
    assert_eq!(shop.refused("authorise", typed(PIN)), wait(1));

    let premises = premises.next_day();
    let shop = Shop::at(&premises);
    let begins = shop.refused("authorise", typed(PIN));
    assert_eq!(begins, wait(30), "it begins with the wait");
    let id = financed(&shop, "form-0001");
    assert_eq!(shop.refused("refund", all(&id)), wanted());
    premises.watch.goes_on(Duration::from_secs(30));
    shop.told("authorise", typed(PIN));
    shop.told("refund", all(&id));
    shop.until_it_is(&id, "refunded");
    assert_eq!(refunds(&running), 1);
}

#[test]
fn a_vault_that_does_not_answer_is_no_till_without_a_pin() {
    let (running, shop) = a_till();
    let id = financed(&shop, "form-0001");
    for (face, word) in [
        (VaultFault::Locked, "locked"),
        (VaultFault::Unreachable, "unreachable"),
        (VaultFault::Wrong, "wrong"),
    ] {
        shop.premises.vault.turn(Some(face));
        let fault = json!({ "fault": "vault", "vault": word });
        assert_eq!(shop.refused("refund", all(&id)), fault);
        assert_eq!(shop.refused("authorise", typed(PIN)), fault);
        assert_eq!(shop.refused("set_manager_pin", twice("528617")), fault);
        let months = json!({ "months": 30 });
        assert_eq!(shop.refused("keep_personal_data", months), fault);
    }
    shop.premises.vault.turn(None);
    assert_eq!(shop.refused("refund", all(&id)), wanted());
    assert_eq!(refunds(&running), 0);
}

#[test]
fn a_till_from_before_there_were_pins_has_one_chosen_first() {
    let (running, premises) = premises(Premises::of_an_old_till);
    let shop = Shop::at(&premises);
    let id = financed(&shop, "form-0001");
    assert_eq!(shop.refused("refund", all(&id)), none_set());
    assert_eq!(
        shop.refused("keep_personal_data", json!({ "months": 30 })),
        none_set()
    );
    assert_eq!(shop.refused("authorise", typed(PIN)), none_set());
    let fault = shop.refused("set_manager_pin", json!({ "pin": PIN, "again": "528617" }));
    assert_eq!(
        fault["fields"],
        json!([{ "field": "pin_again", "problem": "differs" }])
    );
    assert_eq!(shop.refused("refund", all(&id)), none_set());
    shop.told("set_manager_pin", twice(PIN));
    assert_eq!(
        shop.refused("refund", all(&id)),
        wanted(),
        "choosing one is not typing it"
    );
    shop.authorises();
    shop.told("refund", all(&id));
    shop.until_it_is(&id, "refunded");
    assert_eq!(refunds(&running), 1);
}

#[test]
fn another_pin_is_chosen_by_a_manager_and_the_one_before_opens_nothing_any_more() {
    let (_running, shop) = a_till();
    assert_eq!(shop.refused("set_manager_pin", twice("528617")), wanted());
    shop.authorises();
    shop.told("keep_personal_data", json!({ "months": 30 }));
    let open = shop.refused("set_manager_pin", twice("528617"));
    assert_eq!(
        open,
        wanted(),
        "settings left open are no leave to lock the manager out"
    );
    shop.authorises();
    shop.told("set_manager_pin", twice("528617"));
    assert_eq!(shop.refused("authorise", typed(PIN))["why"]["pin"], "wrong");
    shop.told("authorise", typed("528617"));
}

#[test]
fn training_has_a_pin_that_everybody_is_told_and_that_opens_nothing_but_training() {
    let (_running, premises) = premises(Premises::of_a_till);
    let shop = Shop::at(&premises);
    shop.told("situation", json!({}));
    let before = premises.vault.get(MANAGER_PIN).unwrap();
    shop.told("try_training", json!({}));
    let id = financed(&shop, "form-0001");
    let told = json!({ "fault": "manager", "why": { "pin": "wanted", "training": TRAINING_PIN } });
    assert_eq!(shop.refused("refund", part(&id, 100)), told);
    assert_eq!(shop.refused("relay", json!({ "on": true })), told);
    assert_eq!(shop.refused("authorise", typed(PIN))["why"]["pin"], "wrong");
    shop.told("authorise", typed(TRAINING_PIN));
    shop.told("refund", part(&id, 100));
    let own = shop.refused("set_manager_pin", twice("528617"));
    assert_eq!(own, json!({ "fault": "setting", "setting": "pin" }));

    shop.told("authorise", typed(TRAINING_PIN));
    shop.told("leave_training", json!({}));
    let months = json!({ "months": 30 });
    assert_eq!(shop.refused("keep_personal_data", months.clone()), wanted());
    assert_eq!(
        shop.refused("authorise", typed(TRAINING_PIN))["why"]["pin"],
        "wrong"
    );
    shop.authorises();
    shop.told("try_training", json!({}));
    shop.until_it_is(&shop.starts(order("form-0002", "direct")), "shown");
    assert_eq!(shop.refused("relay", json!({ "on": true })), told);
    let hash = |record: &[u8]| {
        let record: Value = serde_json::from_slice(record).unwrap();
        record["hash"].clone()
    };
    assert_eq!(
        hash(&premises.vault.get(MANAGER_PIN).unwrap()),
        hash(&before)
    );
}

/// A first start's form with these PINs.
fn set_up(pin: &str, again: &str) -> Value {
    json!({ "form": { "profile": "cofidis-fr", "pin": pin, "pin_again": again, "till": {
        "shop": "Maison Lilas", "shop_lines": [], "legal_id": "", "till": "T2",
        "country": "FR", "zone": "Europe/Paris", "language": "en",
    } } })
}

#[test]
fn a_till_is_set_up_with_a_managers_pin_that_will_do_or_not_at_all() {
    let premises = Premises::new();
    let shop = Shop::at(&premises);
    for (pin, again, field, problem) in [
        ("", "", "pin", "too_short"),
        ("739", "739", "pin", "too_short"),
        ("7391739173917", "7391739173917", "pin", "too_long"),
        ("seven", "seven", "pin", "not_digits"),
        ("0000", "0000", "pin", "too_easy"),
        ("1234", "1234", "pin", "too_easy"),
        ("2468", "2468", "pin", "too_easy"),
        ("7391", "7392", "pin_again", "differs"),
        ("7391", "", "pin_again", "differs"),
    ] {
        let fault = shop.refused("set_up", set_up(pin, again));
        let named = &fault["fields"][0];
        assert_eq!(
            (&named["field"], &named["problem"]),
            (&json!(field), &json!(problem)),
            "{pin}"
        );
    }
    premises.vault.turn(Some(VaultFault::Locked));
    let locked = shop.refused("set_up", set_up(PIN, PIN));
    assert_eq!(locked, json!({ "fault": "vault", "vault": "locked" }));
    premises.vault.turn(None);
    assert!(!premises.home.settings().exists());
    assert_eq!(premises.vault.names(), [""; 0]);

    shop.told("set_up", set_up(PIN, PIN));
    assert!(premises.home.settings().exists());
    assert_eq!(
        shop.refused("keep_personal_data", json!({ "months": 30 })),
        wanted()
    );
    shop.authorises();
    shop.told("keep_personal_data", json!({ "months": 30 }));
}

#[test]
fn whoever_takes_the_settings_away_does_not_choose_another_pin_by_setting_the_till_up_again() {
    let premises = Premises::of_a_till(&[]);
    std::fs::remove_file(premises.home.settings()).unwrap();
    let shop = Shop::at(&premises);
    assert_eq!(shop.told("situation", json!({}))["stands"], "first_start");
    assert_eq!(shop.refused("set_up", set_up("528617", "528617")), wanted());
    assert!(!premises.home.settings().exists());
    shop.authorises();
    shop.told("set_up", set_up("528617", "528617"));
    shop.told("authorise", typed("528617"));
}

#[test]
fn a_second_copy_of_the_program_tries_no_pin() {
    let premises = Premises::of_a_till(&[]);
    let first = Shop::at(&premises);
    first.told("badges", json!({}));
    let second = Shop::at(&premises);
    assert_eq!(
        second.told("situation", json!({}))["trouble"],
        "already_open"
    );
    let not_ready = json!({ "fault": "not_ready" });
    assert_eq!(second.refused("authorise", typed(PIN)), not_ready);
    assert_eq!(
        second.refused("set_manager_pin", twice("528617")),
        not_ready
    );
    first.authorises();
}
