//! Profiles that are none, or are not finished: the fault names the line or the key, the file that worked stays as it
//! was, and a gateway that cannot be used is listed with the reason while the others go on.

use super::shop::{Premises, Shop, but, order};
use gateways::Profile;
use sandbox::{Options, Running, Sandbox};
use serde_json::{Value, json};
use std::fs;
use tauri::async_runtime::block_on;

/// A pretended gateway of the test's own, and the profile of a till that uses it as if it were a shop's.
pub(super) fn own_gateway(options: Options) -> (Running, String) {
    let running = block_on(Sandbox::start(options)).unwrap();
    let base = running.addresses().cofidis.parse().unwrap();
    (running, gateways::cofidis::sandbox_text(&base))
}

fn ready(name: &str) -> &'static str {
    Profile::ready()
        .find(|(ready, _)| *ready == name)
        .unwrap()
        .1
}

fn gateways(shop: &Shop) -> Vec<Value> {
    shop.told("settings", json!({}))["gateways"]
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn a_text_that_is_no_profile_is_told_where_and_the_old_one_stays() {
    let (_running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    let shop = Shop::at(&premises);
    let line_of = |text: &str, start: &str| {
        text.lines()
            .position(|line| line.starts_with(start))
            .unwrap()
            + 1
    };

    let unknown = text.replacen("[paths]", "[paths]\nwarp = \"/api/warp\"", 1);
    let remote = text.replacen("api = \"http://127.0.0.1", "api = \"http://shop.example", 1);
    let password = text.replacen(
        "api = \"http://127.0.0.1",
        "api = \"http://me:secret@127.0.0.1",
        1,
    );
    let nowhere = text.replacen("api = \"http://127.0.0.1", "api = \"nowhere", 1);
    let missing = text.replacen("[merchant]", "[merchants]", 1);
    let other_id = text.replacen("id = \"sandbox\"", "id = \"other\"", 1);
    for (text, line, key) in [
        (&unknown, json!(line_of(&unknown, "warp")), ""),
        (&remote, Value::Null, "addresses.api"),
        (&password, Value::Null, "addresses.api"),
        (&nowhere, Value::Null, "addresses.api"),
        (&missing, json!(line_of(&missing, "[merchants]")), ""),
        (&other_id, Value::Null, "id"),
        (&"x".repeat(200_001), Value::Null, ""),
    ] {
        let fault = shop.refused_to_a_manager(
            "save_profile",
            json!({ "gateway": "sandbox", "text": text }),
        );
        assert_eq!(fault["fault"], "profile", "{fault}");
        assert_eq!(
            (&fault["line"], &fault["key"]),
            (&line, &json!(key)),
            "{fault}"
        );
        assert!(!fault.to_string().contains("secret"), "{fault}");
    }
    assert_eq!(
        fs::read_to_string(premises.home.profile("sandbox")).unwrap(),
        text
    );
    let shown = shop.told("profile_text", json!({ "gateway": "sandbox" }));
    assert_eq!(shown, json!(text));
}

#[test]
fn a_profile_that_reads_takes_the_old_ones_place_while_the_till_runs() {
    let (_running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    let shop = Shop::at(&premises);
    let renamed = text.replacen("name = \"Cofidis\"", "name = \"Cofidis at the door\"", 1);
    let settings = shop.managed(
        "save_profile",
        json!({ "gateway": "sandbox", "text": renamed }),
    );
    assert_eq!(settings["gateways"][0]["name"], "Cofidis at the door");
    assert_eq!(
        fs::read_to_string(premises.home.profile("sandbox")).unwrap(),
        renamed
    );
}

#[test]
fn a_gateway_that_cannot_be_used_is_listed_with_the_reason_and_the_others_go_on() {
    let (running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[
        ("sandbox", &text),
        ("cofidis-fr", ready("cofidis-fr")),
        ("broken", "gateway = \"cofidis\"\nid = 7\n"),
        ("payplug", ready("payplug")),
    ]);
    let shop = Shop::at(&premises);
    let unusable = |listed: &[Value], id: &str| {
        let found = listed.iter().find(|gateway| gateway["id"] == id).unwrap();
        assert_eq!(
            (&found["usable"], &found["products"]),
            (&json!(false), &json!([]))
        );
        found["trouble"].clone()
    };
    let listed = gateways(&shop);
    let missing = json!({ "why": "credential_missing", "name": "api_key_id" });
    assert_eq!(unusable(&listed, "sandbox"), missing);
    assert_eq!(unusable(&listed, "cofidis-fr")["why"], "not_filled_in");
    assert_eq!(unusable(&listed, "broken")["why"], "profile");
    assert_eq!(unusable(&listed, "payplug")["why"], "not_filled_in");
    for gateway in ["sandbox", "cofidis-fr", "broken", "payplug"] {
        let probe = shop.told("test_connection", json!({ "gateway": gateway }));
        assert_eq!(probe["probe"], "unusable", "{gateway}");
        let form = but(
            order("form-0001", "direct"),
            &[("/gateway", json!(gateway))],
        );
        let fault = shop.refused("start", json!({ "form": form }));
        assert_eq!(fault["why"]["refusal"], "unknown_gateway", "{gateway}");
    }
    assert_eq!(
        running.books().cofidis.all().len(),
        0,
        "nothing was contacted"
    );

    for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
        shop.managed(
            "set_credential",
            json!({ "gateway": "sandbox", "name": name, "value": value }),
        );
    }
    let usable: Vec<bool> = gateways(&shop)
        .iter()
        .map(|gateway| gateway["usable"] == true)
        .collect();
    assert_eq!(usable, [true, false, false, false]);
    shop.starts(order("form-0001", "direct"));
    assert_eq!(running.books().cofidis.all().len(), 1);
}

#[test]
fn a_gateway_is_added_and_taken_off_and_its_financings_stay() {
    let (_running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    let shop = Shop::at(&premises);
    for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
        shop.managed(
            "set_credential",
            json!({ "gateway": "sandbox", "name": name, "value": value }),
        );
    }
    let id = shop.starts(order("form-0001", "direct"));
    let added = shop.managed("add_gateway", json!({ "profile": "cofidis-fr" }));
    assert_eq!(added["gateways"].as_array().unwrap().len(), 2);
    assert_eq!(
        shop.refused_to_a_manager("add_gateway", json!({ "profile": "../till" }))["setting"],
        "profile"
    );
    let left = shop.managed("remove_gateway", json!({ "gateway": "sandbox" }));
    assert_eq!(left["gateways"].as_array().unwrap().len(), 1);
    assert_eq!(shop.told("detail", json!({ "id": id }))["state"], "shown");
    assert!(
        premises.home.profile("sandbox").exists(),
        "its profile stays where it is"
    );
}

#[test]
fn training_has_no_profile_and_no_credential_to_change() {
    let shop = Shop::training();
    for (command, with) in [
        ("save_profile", json!({ "gateway": "sandbox", "text": "" })),
        ("profile_text", json!({ "gateway": "sandbox" })),
        ("add_gateway", json!({ "profile": "cofidis-fr" })),
        ("remove_gateway", json!({ "gateway": "sandbox" })),
        ("save_till", json!({ "form": a_till() })),
    ] {
        assert_eq!(
            shop.refused(command, with),
            json!({ "fault": "setting", "setting": "profile" }),
            "{command}"
        );
    }
    let credential = json!({ "gateway": "sandbox", "name": "api_key", "value": "stray" });
    for command in ["set_credential", "delete_credential"] {
        assert_eq!(
            shop.refused(command, credential.clone()),
            json!({ "fault": "setting", "setting": "credential" }),
            "{command}"
        );
    }
    assert_eq!(
        shop.premises.vault.names(),
        [""; 0],
        "nothing of training is in the vault"
    );
}

fn a_till() -> Value {
    json!({
        "shop": "Maison", "shop_lines": [], "legal_id": "", "till": "T2", "country": "FR",
        "zone": "Europe/Paris", "language": "fr",
    })
}

#[test]
fn what_only_the_shop_has_is_asked_for_and_written_into_the_profile() {
    let text = gateways::Profile::ready()
        .find(|(name, _)| *name == "cofidis-fr")
        .unwrap()
        .1;
    let premises = Premises::of_a_till(&[("cofidis-fr", text)]);
    let shop = Shop::at(&premises);
    let gateway = shop.told("settings", json!({}))["gateways"][0]["id"].clone();
    let asked = || shop.told("to_fill_in", json!({ "gateway": gateway }));
    let empty = |key: &str| json!({ "key": key, "value": "", "given": false });
    assert_eq!(
        asked(),
        json!([empty("addresses.api"), empty("merchant.merchant_id")])
    );

    let fill_in = |values| json!({ "gateway": gateway, "values": values });
    let address = "https://api.cofidis.example/retail";
    for wrong in [
        json!([{ "key": "addresses.api", "value": "http://in-clear.example" }]),
        json!([{ "key": "id", "value": "another" }]),
    ] {
        let fault = shop.refused_to_a_manager("fill_in", fill_in(wrong));
        assert_eq!(fault["fault"], "profile");
    }
    let kept = fs::read_to_string(premises.home.profile("cofidis-fr")).unwrap();
    assert_eq!(kept, text);
    shop.managed(
        "fill_in",
        fill_in(json!([
            { "key": "addresses.api", "value": address },
            { "key": "merchant.merchant_id", "value": " 020280098 " },
        ])),
    );
    let given = |key: &str, value: &str| json!({ "key": key, "value": value, "given": true });
    assert_eq!(
        asked(),
        json!([
            given("addresses.api", address),
            given("merchant.merchant_id", "020280098")
        ])
    );
    let filled = fs::read_to_string(premises.home.profile("cofidis-fr")).unwrap();
    assert_eq!(
        filled.lines().count(),
        text.lines().count(),
        "its comments stay"
    );
}
