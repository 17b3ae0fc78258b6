//! What may be seen of a credential: that it is there. A canary goes in through the screen, is used against a gateway
//! that knows it and one that does not, and is then looked for in every answer, in the log and in every file.

use super::{
    profiles::own_gateway,
    shop::{Premises, Shop, order},
};
use crate::log;
use sandbox::{Options, cofidis};
use serde_json::{Value, json};
use std::fs;
use till::VaultFault;

/// A secret that stands nowhere else.
const CANARY: &str = "canary-5f1d8a7c-never-to-be-read";

fn puts_in(shop: &Shop, name: &str, value: &str) -> Result<Value, Value> {
    shop.ask(
        "set_credential",
        json!({ "gateway": "sandbox", "name": name, "value": value }),
    )
}

#[test]
fn a_credential_is_used_and_never_read_back() {
    let options = Options {
        cofidis: cofidis::Credentials {
            secret: CANARY.to_owned(),
            ..cofidis::Credentials::default()
        },
        ..Options::default()
    };
    let (running, text) = own_gateway(options);
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    log::begin(&premises.home).unwrap();
    let shop = Shop::at(&premises);
    let gateway = json!({ "gateway": "sandbox" });
    let mut answers = vec![
        puts_in(&shop, "api_key_id", "training").unwrap(),
        puts_in(&shop, "api_key", CANARY).unwrap(),
    ];
    let probe = shop.told("test_connection", gateway.clone());
    assert_eq!(
        probe,
        json!({ "probe": "reached", "authenticated": true }),
        "it is used"
    );
    let id = shop.starts(order("form-0001", "direct"));
    for (command, with) in [
        ("situation", json!({})),
        ("settings", json!({})),
        ("credentials", gateway.clone()),
        ("profile_text", gateway.clone()),
        ("detail", json!({ "id": id })),
        ("verify_ledger", json!({})),
    ] {
        answers.push(shop.told(command, with));
    }
    // A profile that cannot be read is told with the reader's own words, and logged.
    answers.push(shop.refused(
        "save_profile",
        json!({ "gateway": "sandbox", "text": "gateway = 7" }),
    ));
    fs::remove_file(premises.home.profile("sandbox")).unwrap();
    let broken = shop.refused("profile_text", gateway.clone());
    let reference = broken["reference"].as_str().unwrap().to_owned();
    answers.push(broken);
    running.books();
    for answer in &answers {
        assert!(!answer.to_string().contains(CANARY), "{answer}");
    }
    let written = fs::read_to_string(premises.home.log()).unwrap();
    assert!(
        written.contains(&reference),
        "the log is the one that is looked into"
    );
    let bytes = CANARY.as_bytes();
    for (file, content) in premises.files() {
        let found = content.windows(bytes.len()).any(|window| window == bytes);
        assert!(!found, "{file} holds the secret");
    }
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
    let gone = shop.told(
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
