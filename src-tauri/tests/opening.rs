//! Opening the counter: what a first start offers, and what keeps a till shut. Each trouble has its own face, and in
//! each the ledger on the disk is, byte for byte, what it was.

use super::shop::{PATIENCE, PIN, Premises, Shop, order};
use crate::{ledgers, log};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use ledger::{Ledger, LedgerKey, Presence};
use serde_json::{Value, json};
use std::{fs, sync::Arc, thread, time::Instant};
use tauri::async_runtime::block_on;
use till::{LEDGER_KEY, Language, Settings, Vault, VaultFault};

/// What would write the settings, and with which word.
const TAPS: [(&str, Option<(&str, &str)>); 4] = [
    ("try_training", None),
    ("leave_training", None),
    ("set_staff", Some(("name", "Ana"))),
    ("set_language", Some(("language", "en"))),
];

fn json_of(word: Option<(&str, &str)>) -> Value {
    word.map_or(json!({}), |(name, value)| json!({ name: value }))
}

fn situation(shop: &Shop) -> Value {
    shop.told("situation", json!({}))
}

/// Opens the till again, expects this trouble, and looks that the ledger was left alone.
fn stays_shut(shop: &Shop, trouble: &[(&str, &str)]) {
    let before = shop.premises.ledger();
    let situation = shop.told("open_again", json!({}));
    assert_eq!(situation["stands"], "in_trouble", "{situation}");
    for (name, value) in trouble {
        assert_eq!(situation[name], *value, "{situation}");
    }
    let not_ready = json!({ "fault": "not_ready" });
    for (command, with) in [
        ("start", json!({ "form": order("form-0001", "direct") })),
        ("badges", json!({})),
        ("settings", json!({})),
        ("verify_ledger", json!({})),
    ] {
        assert_eq!(shop.refused(command, with), not_ready, "{command}");
    }
    assert_eq!(shop.premises.ledger(), before, "the ledger was touched");
}

/// Opens the program at these premises and expects this trouble, at first and after a second try.
fn is_in_trouble(premises: &Premises, trouble: &[(&str, &str)]) -> Shop {
    let before = premises.ledger();
    let shop = Shop::at(premises);
    let situation = situation(&shop);
    assert_eq!(situation["stands"], "in_trouble", "{situation}");
    assert_eq!(premises.ledger(), before, "the ledger was touched");
    stays_shut(&shop, trouble);
    shop
}

#[test]
fn a_first_start_offers_the_ready_profiles_and_makes_nothing() {
    let premises = Premises::new();
    let shop = Shop::at(&premises);
    let situation = situation(&shop);
    assert_eq!(situation["stands"], "first_start");
    assert_eq!(
        situation["language"],
        Value::Null,
        "nobody chose one: the screen speaks the system's"
    );
    let profiles = situation["profiles"].as_array().unwrap();
    let names: Vec<&str> = profiles
        .iter()
        .map(|profile| profile["name"].as_str().unwrap())
        .collect();
    for expected in [
        "cofidis-fr",
        "cofidis-es",
        "cofidis-pt",
        "cofidis-it",
        "payplug",
    ] {
        assert!(names.contains(&expected), "{names:?}");
    }
    let france = profiles
        .iter()
        .find(|profile| profile["name"] == "cofidis-fr")
        .unwrap();
    assert_eq!(
        (&france["country"], &france["incomplete"]),
        (&json!("fr"), &json!(true))
    );
    assert!(
        !names.iter().any(|name| name.contains("sandbox")),
        "training is not a shop's"
    );
    assert_eq!(
        shop.refused("badges", json!({})),
        json!({ "fault": "not_ready" })
    );
    assert!(!premises.home.ledger().exists() && !premises.home.settings().exists());
}

#[test]
fn the_language_that_a_first_start_was_read_in_is_the_one_of_training() {
    let shop = Shop::at(&Premises::new());
    assert_eq!(situation(&shop)["language"], Value::Null);
    let chosen = shop.told("set_language", json!({ "language": "en" }));
    assert_eq!(chosen["stands"], "first_start");
    assert_eq!(shop.tries_training()["language"], "en");
}

#[test]
fn training_opens_whatever_the_vault_says_and_puts_nothing_into_it() {
    for face in [VaultFault::Locked, VaultFault::Unreachable] {
        let premises = Premises::new();
        premises.vault.turn(Some(face));
        let shop = Shop::at(&premises);
        let situation = shop.tries_training();
        assert_eq!(
            (&situation["stands"], &situation["training"]),
            (&json!("open"), &json!(true))
        );
        shop.starts(order("form-0001", "direct"));
        premises.vault.turn(None);
        assert_eq!(
            premises.vault.get(LEDGER_KEY).unwrap_err(),
            VaultFault::Missing
        );
        assert!(
            !premises.home.ledger().exists(),
            "a till's ledger is not training's"
        );
    }
}

#[test]
fn a_vault_that_does_not_give_the_key_has_four_faces_and_the_ledger_is_untouched() {
    for (face, word) in [
        (VaultFault::Locked, "locked"),
        (VaultFault::Unreachable, "unreachable"),
        (VaultFault::Missing, "missing"),
        (VaultFault::Wrong, "wrong"),
    ] {
        let premises = Premises::of_a_till(&[]);
        premises.vault.turn(Some(face));
        is_in_trouble(&premises, &[("trouble", "vault"), ("vault", word)]);
    }
}

#[test]
fn a_key_that_was_taken_out_is_missing_and_one_of_another_length_is_wrong() {
    let premises = Premises::of_a_till(&[]);
    premises.vault.delete(LEDGER_KEY).unwrap();
    let shop = is_in_trouble(&premises, &[("trouble", "vault"), ("vault", "missing")]);
    assert_eq!(
        premises.vault.get(LEDGER_KEY).unwrap_err(),
        VaultFault::Missing,
        "no new one was made"
    );
    premises.change_key(&[7; 31]);
    stays_shut(&shop, &[("trouble", "vault"), ("vault", "wrong")]);
}

#[test]
fn a_vault_unlocked_again_opens_the_till_without_a_restart() {
    let premises = Premises::of_a_till(&[]);
    premises.vault.turn(Some(VaultFault::Locked));
    let shop = Shop::at(&premises);
    assert_eq!(situation(&shop)["vault"], "locked");
    premises.vault.turn(None);
    assert_eq!(shop.told("open_again", json!({}))["stands"], "open");
}

#[test]
fn a_ledger_under_another_key_stays_shut() {
    let premises = Premises::of_a_till(&[]);
    premises.change_key(&[7; 32]);
    is_in_trouble(
        &premises,
        &[
            ("trouble", "ledger"),
            ("kind", "wrong_key"),
            ("file", "till.ledger"),
        ],
    );
}

#[test]
fn a_newer_programs_ledger_is_left_to_it() {
    let premises = Premises::of_a_till(&[]);
    let ledger = rusqlite::Connection::open(premises.home.ledger()).unwrap();
    let key = premises.key();
    ledger
        .execute_batch(&format!(
            "PRAGMA key = \"x'{key}'\"; PRAGMA user_version = 99"
        ))
        .unwrap();
    ledger.close().unwrap();
    is_in_trouble(&premises, &[("trouble", "ledger"), ("kind", "newer")]);
}

#[test]
fn a_ledger_with_a_flipped_byte_is_corrupt_and_one_cut_to_nothing_too() {
    let premises = Premises::of_a_till(&[]);
    let mut bytes = premises.ledger().unwrap();
    bytes[100] ^= 1;
    fs::write(premises.home.ledger(), bytes).unwrap();
    let shop = is_in_trouble(&premises, &[("trouble", "ledger"), ("kind", "corrupt")]);
    fs::write(premises.home.ledger(), "").unwrap();
    stays_shut(&shop, &[("trouble", "ledger"), ("kind", "corrupt")]);
}

#[test]
fn a_ledger_in_clear_is_not_believed() {
    let premises = Premises::of_a_till(&[]);
    fs::remove_file(premises.home.ledger()).unwrap();
    let plain = rusqlite::Connection::open(premises.home.ledger()).unwrap();
    plain.execute_batch("CREATE TABLE financing (id)").unwrap();
    plain.close().unwrap();
    is_in_trouble(
        &premises,
        &[("trouble", "ledger"), ("kind", "not_encrypted")],
    );
}

#[test]
fn a_ledger_that_vanished_is_not_begun_anew() {
    let premises = Premises::of_a_till(&[]);
    fs::remove_dir_all(premises.home.ledger().parent().unwrap()).unwrap();
    let shop = is_in_trouble(&premises, &[("trouble", "ledger"), ("kind", "missing")]);
    premises.vault.delete(LEDGER_KEY).unwrap();
    stays_shut(&shop, &[("trouble", "vault"), ("vault", "missing")]);
    assert_eq!(premises.ledger(), None);
}

#[test]
fn a_ledger_marked_read_only_is_told_apart() {
    let premises = Premises::of_a_till(&[]);
    let mut permissions = fs::metadata(premises.home.ledger()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(premises.home.ledger(), permissions).unwrap();
    let is_bound = fs::File::options()
        .append(true)
        .open(premises.home.ledger())
        .is_err();
    if is_bound {
        is_in_trouble(&premises, &[("trouble", "ledger"), ("kind", "read_only")]);
    } else {
        // The administrator's account is not bound by the mark.
        assert_eq!(situation(&Shop::at(&premises))["stands"], "open");
    }
}

/// Where no folder can be made the log cannot be begun either: the window still opens, and says why the till does not.
#[test]
fn a_disk_that_takes_no_file_at_all_still_shows_why_the_till_is_shut() {
    let premises = Premises::new();
    let data = premises.home.ledger();
    fs::write(data.parent().unwrap(), "in the way").unwrap();
    assert!(log::file(&premises.home).is_err());
    let shop = Shop::at(&premises);
    let situation = situation(&shop);
    assert_eq!(
        (&situation["stands"], &situation["trouble"]),
        (&json!("in_trouble"), &json!("ledger")),
        "{situation}"
    );
    fs::remove_file(data.parent().unwrap()).unwrap();
    assert_eq!(
        shop.told("open_again", json!({}))["stands"],
        "first_start",
        "and opens once there is a place"
    );
}

#[test]
fn a_second_copy_of_the_application_does_not_open_the_same_till() {
    let premises = Premises::of_a_till(&[]);
    let first = Shop::at(&premises);
    assert_eq!(situation(&first)["stands"], "open");
    first.told("set_language", json!({ "language": "en" }));
    let second = Shop::at(&premises);
    let told = situation(&second);
    assert_eq!(told["trouble"], "already_open");
    assert_eq!(told["language"], "en", "the language of the shop");
    assert_eq!(
        second.refused("badges", json!({})),
        json!({ "fault": "not_ready" })
    );
    let written = fs::read(premises.home.settings()).unwrap();
    for (command, with) in TAPS {
        let fault = second.refused(command, json_of(with));
        assert_eq!(fault, json!({ "fault": "not_ready" }), "{command}");
    }
    assert_eq!(
        fs::read(premises.home.settings()).unwrap(),
        written,
        "the first one's settings"
    );
    first.told("badges", json!({}));
    assert_eq!(
        second.told("open_again", json!({}))["trouble"],
        "already_open"
    );
}

#[test]
fn settings_with_an_unknown_key_are_told_with_their_line_and_kept() {
    let premises = Premises::of_a_till(&[]);
    let path = premises.home.settings();
    let text = fs::read_to_string(&path).unwrap();
    let text = text.replacen("language = ", "langauge = \"fr\"\nlanguage = ", 1);
    let line = text
        .lines()
        .position(|line| line.starts_with("langauge"))
        .unwrap()
        + 1;
    fs::write(&path, &text).unwrap();
    let before = premises.ledger();
    let situation = situation(&Shop::at(&premises));
    assert_eq!(
        (&situation["trouble"], &situation["line"]),
        (&json!("settings"), &json!(line))
    );
    assert!(
        situation["detail"].as_str().unwrap().contains("langauge"),
        "{situation}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    assert_eq!(premises.ledger(), before);
}

#[test]
fn settings_that_nobody_could_read_are_not_overwritten_by_a_tap() {
    let premises = Premises::of_a_till(&[]);
    fs::write(premises.home.settings(), "language = [").unwrap();
    let shop = Shop::at(&premises);
    let told = situation(&shop);
    assert_eq!(
        (&told["trouble"], &told["language"]),
        (&json!("settings"), &Value::Null)
    );
    for (command, with) in TAPS {
        let fault = shop.refused(command, json_of(with));
        assert_eq!(fault, json!({ "fault": "not_ready" }), "{command}");
    }
    let kept = fs::read_to_string(premises.home.settings()).unwrap();
    assert_eq!(kept, "language = [", "it stays for whoever mends it");
}

#[test]
fn a_till_is_set_up_once_its_facts_are_right_and_opens_with_a_gateway_to_complete() {
    let premises = Premises::new();
    let shop = Shop::at(&premises);
    let form = |prefix: &str, profile: &str| {
        json!({ "form": { "profile": profile, "pin": PIN, "pin_again": PIN, "till": {
            "shop": "Maison Lilas", "shop_lines": ["3 rue des Lilas", ""], "legal_id": "", "till": prefix,
            "country": "FR", "zone": "Europe/Paris", "language": "en",
        } } })
    };
    let wrong = shop.refused("set_up", form("till two", "cofidis-fr"));
    assert_eq!(wrong["fields"][0]["field"], "till");
    assert_eq!(
        shop.refused("set_up", form("T2", "elsewhere"))["setting"],
        "profile"
    );
    assert!(!premises.home.ledger().exists() && !premises.home.settings().exists());

    let open = shop.told("set_up", form("T2", "cofidis-fr"));
    assert_eq!(
        (&open["stands"], &open["till"], &open["training"]),
        (&json!("open"), &json!("T2"), &json!(false))
    );
    assert_eq!(open["gateways"][0]["usable"], false);
    assert!(premises.home.ledger().exists());
}

#[test]
fn each_day_has_one_verified_copy_and_a_fortnight_of_them_is_kept_whatever_the_clock_did() {
    let premises = Premises::of_a_till(&[]);
    let (_ledger, opened) = ledgers::of_the_till(&premises.home, premises.vault.as_ref()).unwrap();
    let (copies, first) = (premises.home.backups(), at("2026-11-01T08:00:00Z"));
    let zone = Tz::Europe__Paris;
    let count = || ledger::backups(&copies).unwrap().len();
    for (hours, expected) in [(0, 1), (1, 1), (10, 1), (24, 2), (30, 2), (48, 3)] {
        opened
            .copied_today(&copies, zone, first + TimeDelta::hours(hours))
            .unwrap();
        assert_eq!(count(), expected, "after {hours} hours");
    }
    for day in 3..30 {
        opened
            .copied_today(&copies, zone, first + TimeDelta::days(day))
            .unwrap();
    }
    assert_eq!(count(), 14);
    // A flat battery: the copy of a day that looks long past is kept all the same until there is a newer one.
    opened
        .copied_today(&copies, zone, at("1970-01-01T00:00:00Z"))
        .unwrap();
    let oldest = ledger::backups(&copies).unwrap().pop().unwrap();
    assert!(
        oldest.to_string_lossy().contains("ledger-1970"),
        "{oldest:?}"
    );
    assert_eq!(count(), 14);
}

/// In Auckland a day of business lies in two days of UTC.
#[test]
fn a_day_s_copy_is_one_of_the_store_s_day_and_not_of_greenwich_s() {
    let premises = Premises::of_a_till(&[]);
    let (_ledger, opened) = ledgers::of_the_till(&premises.home, premises.vault.as_ref()).unwrap();
    let copies = premises.home.backups();
    for (now, expected) in [
        ("2026-06-01T21:00:00Z", 1), // 2 June, 9:00
        ("2026-06-02T05:00:00Z", 1), // 2 June, 17:00
        ("2026-06-02T21:00:00Z", 2), // 3 June, 9:00
    ] {
        opened
            .copied_today(&copies, Tz::Pacific__Auckland, at(now))
            .unwrap();
        assert_eq!(ledger::backups(&copies).unwrap().len(), expected, "{now}");
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn an_open_till_has_the_day_s_copy_without_anybody_asking() {
    let premises = Premises::of_a_till(&[]);
    let shop = Shop::at(&premises);
    assert_eq!(situation(&shop)["stands"], "open");
    let deadline = Instant::now() + PATIENCE;
    let made = loop {
        if let Some(made) = ledger::backups(&premises.home.backups()).unwrap().pop() {
            break made;
        }
        assert!(Instant::now() < deadline, "no copy is made");
        thread::yield_now();
    };
    let key = premises.vault.get(LEDGER_KEY).unwrap();
    let key = LedgerKey::from_bytes(key.as_slice().try_into().unwrap());
    let copy = Ledger::open(&made, &key, Presence::MustExist, Utc::now()).unwrap();
    copy.verify(|_, _| ()).unwrap();
}

/// Each has read the settings before the other writes them.
#[test]
fn changes_of_the_settings_that_wait_together_are_all_kept() {
    let premises = Premises::of_a_till(&[]);
    let shop = Shop::at(&premises);
    shop.authorises();
    let form = serde_json::from_value(json!({
        "shop": "Maison Lilas", "shop_lines": [], "legal_id": "", "till": "T2", "country": "FR",
        "zone": "Europe/Paris", "language": "en",
    }));
    let (form, house) = (form.unwrap(), &shop.house);
    let nobody_answers = premises.vault.is_held();
    Arc::clone(house).open_at_start();
    let done = block_on(async {
        tokio::join!(
            house.keep_personal_data(Some(12)),
            house.add_gateway("payplug"),
            house.add_gateway("payplug"),
            house.save_till(form),
            async { drop(nobody_answers) },
        )
    });
    assert!(done.0.is_ok() && done.1.is_ok() && done.2.is_ok() && done.3.is_ok());
    let kept = Settings::read(&premises.home.settings()).unwrap();
    let till = kept.till.unwrap();
    assert_eq!(
        (kept.language, till.shop.as_str()),
        (Language::En, "Maison Lilas")
    );
    assert_eq!(till.gateways, ["payplug"]);
    assert_eq!(till.personal_data_months, Some(12));
}
