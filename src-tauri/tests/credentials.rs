//! What may be done with a credential: put in, replaced, taken out and used, and what is said when it is wrong or the vault
//! does not take it. That it is never seen is proven in `canary`.

use super::{
    profiles::own_gateway,
    shop::{Premises, Shop},
};
use sandbox::Options;
use serde_json::{Value, json};
use till::VaultFault;

/// A secret that stands nowhere else.
const CANARY: &str = "canary-5f1d8a7c-never-to-be-read";

fn puts_in(shop: &Shop, name: &str, value: &str) -> Result<Value, Value> {
    shop.ask_as_manager(
        "set_credential",
        json!({ "gateway": "sandbox", "name": name, "value": value }),
    )
}

#[test]
fn a_wrong_credential_is_refused_by_the_gateway_and_said_so() {
    let (running, text) = own_gateway(Options::default());
    let shop = Shop::at(&Premises::of_a_till(&[("sandbox", &text)]));
    puts_in(&shop, "api_key_id", "training").unwrap();
    puts_in(&shop, "api_key", CANARY).unwrap();
    let probe = shop.told("test_connection", json!({ "gateway": "sandbox" }));
    assert_eq!(
        (&probe["probe"], &probe["rejection"]["kind"]),
        (&json!("refused"), &json!("credentials"))
    );
    assert!(!probe.to_string().contains(CANARY));
    assert_eq!(running.books().cofidis.all().len(), 0);
}

#[test]
fn credentials_are_set_replaced_and_deleted_and_shown_as_there_or_not() {
    let (_running, text) = own_gateway(Options::default());
    let shop = Shop::at(&Premises::of_a_till(&[("sandbox", &text)]));
    let states = |listed: &Value| {
        let listed = listed.as_array().unwrap().iter();
        let mut states: Vec<String> = listed
            .map(|one| {
                format!(
                    "{} {}",
                    one["name"].as_str().unwrap(),
                    one["state"].as_str().unwrap()
                )
            })
            .collect();
        states.sort();
        states
    };
    let there = puts_in(&shop, "api_key", "first").unwrap();
    assert_eq!(states(&there), ["api_key present", "api_key_id missing"]);
    puts_in(&shop, "api_key", "second").unwrap();
    let gone = shop.managed(
        "delete_credential",
        json!({ "gateway": "sandbox", "name": "api_key" }),
    );
    assert_eq!(states(&gone), ["api_key missing", "api_key_id missing"]);
    let setting = json!({ "fault": "setting", "setting": "credential" });
    let long = "x".repeat(50_001);
    for (name, value) in [
        ("api_key", "  "),
        ("api_key", long.as_str()),
        ("password", "x"),
        ("../ledger-key", "x"),
    ] {
        assert_eq!(puts_in(&shop, name, value), Err(setting.clone()), "{name}");
    }
}

#[test]
fn a_vault_that_locks_while_the_till_runs_is_told_and_nothing_is_kept_elsewhere() {
    let (_running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    let shop = Shop::at(&premises);
    shop.told("badges", json!({}));
    for (face, word) in [
        (VaultFault::Locked, "locked"),
        (VaultFault::Unreachable, "unreachable"),
    ] {
        premises.vault.turn(Some(face));
        assert_eq!(
            puts_in(&shop, "api_key", CANARY),
            Err(json!({ "fault": "vault", "vault": word }))
        );
        let listed = shop.told("credentials", json!({ "gateway": "sandbox" }));
        assert_eq!(listed[0]["state"], word);
    }
    let bytes = CANARY.as_bytes();
    for (file, content) in premises.files() {
        assert!(
            !content.windows(bytes.len()).any(|window| window == bytes),
            "{file}"
        );
    }
}
