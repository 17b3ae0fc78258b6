//! What may be done with a credential: put in, replaced, taken out and used, and what is said when it is wrong or the vault
//! does not take it. That it is never seen is proven in `canary`.

use super::{
    background::working,
    desktop::{Drawer, Ear, Glass},
    profiles::own_gateway,
    shop::{PATIENCE, Premises, Shop, order},
};
use crate::{
    house::House,
    screen::{Job, UnresolvedView},
};
use financing::GatewayId;
use sandbox::Options;
use serde_json::{Value, json};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use till::{Vault, VaultFault};
use tokio::{
    runtime,
    task::yield_now,
    time::{Instant, advance},
};
use zeroize::Zeroizing;

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
    shop.does_the_day();
    for (file, content) in premises.files() {
        assert!(
            !content.windows(bytes.len()).any(|window| window == bytes),
            "{file}"
        );
    }
}

#[test]
fn a_start_with_a_gateway_that_a_locked_vault_keeps_from_being_made_says_so() {
    let (running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    let shop = Shop::at(&premises);
    let form = || json!({ "form": order("form-0001", "direct") });
    let no_credentials = shop.refused("start", form());
    assert_eq!(no_credentials["why"]["refusal"], "unknown_gateway");
    shop.authorises();
    premises.vault.turn(Some(VaultFault::Locked));
    shop.told("add_gateway", json!({ "profile": "payplug" }));
    assert_eq!(
        shop.refused("start", form()),
        json!({ "fault": "vault", "vault": "locked" })
    );
    assert_eq!(running.books().cofidis.all().len(), 0);
}

#[test]
fn a_vault_that_locks_takes_no_gateway_off_a_till_that_runs() {
    let (running, shop) = working();
    let sandbox = |settings: &Value| settings["gateways"][0].clone();
    shop.premises.vault.turn(Some(VaultFault::Locked));
    let settings = shop.told("add_gateway", json!({ "profile": "payplug" }));
    let kept = sandbox(&settings);
    assert_eq!(kept["usable"], true, "{kept}");
    assert_eq!(
        kept["trouble"],
        json!({ "why": "vault", "vault": "locked" })
    );
    assert_eq!(
        settings["gateways"][1]["usable"], false,
        "what was never made is not there"
    );
    shop.starts(order("form-0001", "direct"));
    assert_eq!(running.books().cofidis.all().len(), 1, "it sells on");

    shop.premises.vault.turn(None);
    let probe = shop.told("test_connection", json!({ "gateway": "sandbox" }));
    assert_eq!(probe["probe"], "reached");
    let settings = shop.told("settings", json!({}));
    assert_eq!(sandbox(&settings)["trouble"], Value::Null, "made anew");
}

#[test]
fn a_gateway_that_could_not_be_used_is_made_anew_when_its_connection_is_tested() {
    let (_running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    let shop = Shop::at(&premises);
    let test = || shop.told("test_connection", json!({ "gateway": "sandbox" }));
    assert_eq!(test()["probe"], "unusable");
    for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
        let name = format!("sandbox/{name}");
        premises.vault.set(&name, value.as_bytes()).unwrap();
    }
    assert_eq!(test()["probe"], "reached");
    shop.starts(order("form-0001", "direct"));
}

/// A vault that gives the ledger's key, and a gateway's credentials only once it is unlocked.
struct HalfLocked {
    drawer: Arc<Drawer>,
    unlocked: AtomicBool,
}

impl Vault for HalfLocked {
    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        if name.starts_with("sandbox/") && !self.unlocked.load(Ordering::Relaxed) {
            return Err(VaultFault::Locked);
        }
        self.drawer.get(name)
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.drawer.set(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.drawer.delete(name)
    }
}

#[test]
fn a_gateway_that_the_vault_kept_while_the_till_opened_is_made_by_itself_once_it_is_unlocked() {
    let (_running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
        let name = format!("sandbox/{name}");
        premises.vault.set(&name, value.as_bytes()).unwrap();
    }
    let vault = Arc::new(HalfLocked {
        drawer: Arc::clone(&premises.vault),
        unlocked: AtomicBool::new(false),
    });
    let house = Arc::new(House::new(
        premises.home.clone(),
        vault.clone(),
        Arc::new(Ear::default()),
        Arc::new(Glass::default()),
        premises.watch.run(),
    ));
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        house.open().await;
        let counter = house.counter().await.unwrap();
        let is_there = || {
            let gateway = GatewayId::new("sandbox").unwrap();
            counter.till.gateways.get(&gateway).is_some()
        };
        assert!(!is_there());
        let lines = counter.unresolved.view();
        let locked = |line: &UnresolvedView| line.job == Job::Gateways && line.kind == "locked";
        assert!(lines.iter().any(locked), "{lines:?}");

        vault.unlocked.store(true, Ordering::Relaxed);
        let (before, patience) = (Instant::now(), std::time::Instant::now() + PATIENCE);
        while !is_there() {
            assert!(std::time::Instant::now() < patience, "it stays away");
            advance(Duration::from_secs(1)).await;
        }
        assert!(before.elapsed() >= Duration::from_secs(60));
        let is_told = || counter.unresolved.view().iter().any(locked);
        while is_told() {
            assert!(std::time::Instant::now() < patience, "it is told still");
            yield_now().await;
        }
    });
}
