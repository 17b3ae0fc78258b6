//! A damaged ledger and its backup: what is offered, what stays, and that nothing else ever takes a ledger's place.

use super::{
    books::{Book, key, noon},
    shop::{PATIENCE, Premises, Shop},
};
use crate::{begun, ledgers::LOOK};
use chrono::{Days, SecondsFormat, TimeDelta};
use serde_json::{Value, json};
use std::{fs, sync::PoisonError, thread, time::Instant};

/// A till with a financing that is open and a backup of it, one begun after the backup, and a ledger damaged since; the
/// names of both and when the backup was made.
fn damaged() -> (Premises, String, String, String) {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let now = noon();
    let yesterday = now - Days::new(1);
    let backed_up = book.begun("A-1", yesterday).held.financing.id.to_string();
    let (folder, made) = (premises.home.backups(), yesterday + TimeDelta::minutes(5));
    book.ledger
        .backup(&folder, &key(&premises), 14, made)
        .unwrap();
    let lost = book.begun("A-2", now).held.financing.id.to_string();
    drop(book);
    let mut bytes = premises.ledger().unwrap();
    bytes[100] ^= 1;
    fs::write(premises.home.ledger(), bytes).unwrap();
    let made = made.to_rfc3339_opts(SecondsFormat::Secs, true);
    (premises, backed_up, lost, made)
}

fn put_aside(premises: &Premises) -> Vec<Vec<u8>> {
    let files = premises.files().into_iter();
    files
        .filter(|(name, _)| name.contains(".quarantine-"))
        .map(|(_, bytes)| bytes)
        .collect()
}

#[test]
fn a_damaged_ledger_is_kept_aside_and_its_backup_goes_on_with_everything_open_in_doubt() {
    let (premises, backed_up, lost, made) = damaged();
    let shop = Shop::at(&premises);
    let situation = shop.told("situation", json!({}));
    assert_eq!(
        (&situation["kind"], &situation["backup"]),
        (&json!("corrupt"), &json!(made))
    );
    let bad = premises.ledger().unwrap();
    let other = shop.refused("restore_backup", json!({ "made": "2020-01-01T00:00:00Z" }));
    assert_eq!(
        other,
        json!({ "fault": "not_ready" }),
        "what was not offered"
    );
    assert_eq!(premises.ledger().unwrap(), bad);
    assert!(put_aside(&premises).is_empty());

    let unmanaged = shop.refused("restore_backup", json!({ "made": made }));
    assert_eq!(
        unmanaged,
        json!({ "fault": "manager", "why": { "pin": "wanted", "training": null } })
    );
    assert!(put_aside(&premises).is_empty());

    let situation = shop.managed("restore_backup", json!({ "made": made }));
    assert_eq!(situation["stands"], "open", "{situation}");
    assert!(put_aside(&premises).contains(&bad), "byte for byte");
    shop.until(&backed_up, |detail| {
        detail["pending"]["standing"] == "unknown" && !detail["last_question"].is_null()
    });
    assert_eq!(
        shop.refused("detail", json!({ "id": lost })),
        json!({ "fault": "not_found" })
    );
    assert_eq!(shop.told("verify_ledger", json!({}))["broken"], Value::Null);
    let again = shop.refused("restore_backup", json!({ "made": made }));
    assert_eq!(
        again,
        json!({ "fault": "not_ready" }),
        "an open till is not restored"
    );
}

/// A past row was edited after yesterday's backup and before today's: the till opens, for its door looks at the last row
/// alone, and today's backup holds the edit as well.
#[test]
fn a_check_that_finds_an_edited_row_shuts_the_till_and_offers_the_newest_backup_without_it() {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let now = noon();
    let yesterday = now - Days::new(1);
    book.begun("A-1", yesterday);
    let (folder, made) = (premises.home.backups(), yesterday + TimeDelta::minutes(5));
    book.ledger
        .backup(&folder, &key(&premises), 14, made)
        .unwrap();
    book.begun("A-2", now);
    drop(book);
    premises.on_disk(
        "DROP TRIGGER journal_is_not_edited;
         UPDATE journal SET entry = replace(entry, 'Inès', 'Eve') WHERE seq = 1",
    );
    let shop = Shop::at(&premises);
    assert_eq!(shop.told("situation", json!({}))["stands"], "open");
    shop.does_the_day();
    assert!(ledger::backups(&folder).unwrap().len() > 1);

    let nobody_looks = LOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let found = shop.told("verify_ledger", json!({}));
    assert_eq!(found["broken"], "journal row 1 was edited");
    let situation = shop.told("situation", json!({}));
    assert_eq!(
        (&situation["stands"], &situation["backup"]),
        (&json!("in_trouble"), &Value::Null),
        "shut before a backup is looked for"
    );
    drop(nobody_looks);
    let situation = shop.until_the_situation(|situation| situation["backup"].is_string());
    let made = made.to_rfc3339_opts(SecondsFormat::Secs, true);
    assert_eq!(
        (&situation["stands"], &situation["kind"]),
        (&json!("in_trouble"), &json!("chain_broken"))
    );
    assert_eq!(situation["backup"], json!(made), "the one before the edit");
    assert!(!put_aside(&premises).is_empty(), "before anybody decides");
    assert!(!folder.join("looked-at").exists(), "cleared away");

    let unmanaged = shop.refused("restore_backup", json!({ "made": made }));
    assert_eq!(unmanaged["why"]["pin"], "wanted");
    let situation = shop.managed("restore_backup", json!({ "made": made }));
    assert_eq!(situation["stands"], "open", "{situation}");
    assert_eq!(shop.told("verify_ledger", json!({}))["broken"], Value::Null);
    assert_eq!(shop.told("situation", json!({}))["stands"], "open");
}

/// A till that knew of a second financing, and into whose folder the ledger as it was before that one came back: whole,
/// and without a log. The names of both.
fn shortened() -> (Premises, String, String) {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let kept = book.begun("A-1", noon()).held.financing.id.to_string();
    drop(book);
    let older = premises.ledger().unwrap();
    let lost = Book::of(&premises).begun("A-2", noon()).held.financing.id;
    let shop = Shop::at(&premises);
    assert_eq!(shop.told("situation", json!({}))["stands"], "open");
    shop.does_the_day();
    let next = premises.next_day();
    fs::write(next.home.ledger(), older).unwrap();
    for log in ["ledger-wal", "ledger-shm"] {
        _ = fs::remove_file(next.home.ledger().with_extension(log));
    }
    (next, kept, lost.to_string())
}

#[test]
fn an_older_ledger_in_the_tills_place_is_put_aside_and_the_backup_that_goes_further_goes_on() {
    let (premises, kept, lost) = shortened();
    let older = premises.ledger().unwrap();
    let shop = Shop::at(&premises);
    let situation = shop.told("situation", json!({}));
    assert_eq!(
        (&situation["stands"], &situation["kind"]),
        (&json!("in_trouble"), &json!("shortened"))
    );
    assert!(put_aside(&premises).contains(&older), "byte for byte");
    let made = situation["backup"].clone();
    let situation = shop.managed("restore_backup", json!({ "made": made }));
    assert_eq!(situation["stands"], "open", "{situation}");
    for id in [kept, lost] {
        shop.told("detail", json!({ "id": id }));
    }
    let next = Shop::at(&premises.next_day());
    assert_eq!(next.told("situation", json!({}))["stands"], "open");
}

#[test]
fn a_ledger_that_ends_too_soon_is_its_own_backup_where_none_goes_as_far() {
    let (premises, kept, lost) = shortened();
    fs::remove_dir_all(premises.home.backups()).unwrap();
    for _ in 0..2 {
        let shop = Shop::at(&premises.next_day());
        assert_eq!(shop.told("situation", json!({}))["kind"], "shortened");
    }
    let shop = Shop::at(&premises);
    let situation = shop.told("open_again", json!({}));
    assert_eq!(situation["kind"], "shortened");
    let backups = ledger::backups(&premises.home.backups()).unwrap();
    assert_eq!(backups.len(), 1, "opened twice, copied once");
    shop.managed("restore_backup", json!({ "made": situation["backup"] }));
    shop.until(&kept, |detail| detail["pending"]["standing"] == "unknown");
    assert_eq!(
        shop.refused("detail", json!({ "id": lost })),
        json!({ "fault": "not_found" })
    );
    let next = premises.next_day();
    let mut book = Book::of(&next);
    let fresh = book.begun("A-3", noon()).held.financing.id.to_string();
    assert!(
        fresh > format!("T2-{:06}", 10_000),
        "no number twice: {fresh}"
    );
}

#[test]
fn a_ledger_of_another_past_than_the_tills_is_not_gone_on_with() {
    let (premises, ..) = shortened();
    let mut book = Book::of(&premises);
    for order in ["B-1", "B-2", "B-3"] {
        book.begun(order, noon());
    }
    drop(book);
    let other = premises.ledger().unwrap();
    let shop = Shop::at(&premises);
    let situation = shop.told("situation", json!({}));
    assert_eq!(situation["kind"], "chain_broken");
    assert!(put_aside(&premises).contains(&other), "byte for byte");
}

#[test]
fn a_mark_that_cannot_be_written_moves_no_file_and_is_told() {
    let (premises, .., made) = damaged();
    let in_the_way = premises.home.ledger_begun().with_extension("new");
    let bad = premises.ledger().unwrap();
    let shop = Shop::at(&premises);
    fs::create_dir(&in_the_way).unwrap();
    shop.authorises();
    shop.refused("restore_backup", json!({ "made": made }));
    assert!(premises.ledger().unwrap() == bad, "nothing is in its place");
    fs::remove_dir(&in_the_way).unwrap();
    let situation = shop.managed("restore_backup", json!({ "made": made }));
    assert_eq!(situation["stands"], "open", "{situation}");

    fs::create_dir(&in_the_way).unwrap();
    shop.does_the_day();
    let everything = json!({ "day": null, "filter": "all", "search": "Noël" });
    let rows = shop.told("today", everything)["rows"].clone();
    let id = rows[0]["id"].clone();
    shop.managed("declare", json!({ "id": id, "what": "not_done" }));
    shop.until_unresolved(&["mark"]);
    fs::remove_dir(&in_the_way).unwrap();
    shop.told("check", json!({ "id": id }));
    shop.until_unresolved(&[]);
}

#[test]
fn a_mark_that_cannot_be_read_is_named_and_nothing_is_said_of_the_ledger() {
    let premises = Premises::of_a_till(&[]);
    let mark = premises.home.ledger_begun();
    fs::remove_file(&mark).unwrap();
    fs::create_dir(&mark).unwrap();
    let shop = Shop::at(&premises);
    let situation = shop.told("situation", json!({}));
    assert_eq!(
        (&situation["kind"], &situation["file"], &situation["backup"]),
        (&json!("io"), &json!("ledger-begun"), &Value::Null)
    );
    assert!(put_aside(&premises).is_empty());
    fs::remove_dir(&mark).unwrap();
    assert_eq!(shop.told("open_again", json!({}))["stands"], "open");
}

#[test]
fn the_mark_follows_every_press_and_one_that_says_nothing_keeps_no_till_shut() {
    let premises = Premises::of_a_till(&[]);
    let mark = premises.home.ledger_begun();
    for text in ["The ledger of this till was begun.\n", "", "\u{fffd}\0"] {
        fs::write(&mark, text).unwrap();
        let shop = Shop::at(&premises.next_day());
        assert_eq!(
            shop.told("situation", json!({}))["stands"],
            "open",
            "{text:?}"
        );
    }
    let shop = Shop::training();
    let none = shop.premises.home.ledger_begun();
    assert!(!none.exists(), "training's ledger is begun anew each time");

    let mut book = Book::of(&premises);
    let refused = book.refused("A-1", noon());
    drop(book);
    let shop = Shop::at(&premises);
    let opened = shop.counter().till.head().unwrap();
    assert_eq!(begun::read(&mark).unwrap(), Some(opened));
    shop.managed("erase_customer", json!({ "id": refused, "of": [refused] }));
    let head = shop.counter().till.head().unwrap();
    assert_ne!(head, opened);
    let deadline = Instant::now() + PATIENCE;
    while begun::read(&mark).unwrap() != Some(head) {
        assert!(Instant::now() < deadline, "the mark stays behind");
        thread::yield_now();
    }
}

#[test]
fn a_ledger_that_vanished_is_restored_and_one_without_a_whole_backup_stays_shut() {
    let (premises, backed_up, _, made) = damaged();
    fs::remove_file(premises.home.ledger()).unwrap();
    let shop = Shop::at(&premises);
    assert_eq!(shop.told("situation", json!({}))["backup"], json!(made));
    shop.managed("restore_backup", json!({ "made": made }));
    shop.told("detail", json!({ "id": backed_up }));

    let (premises, .., made) = damaged();
    let backup = fs::read_dir(premises.home.backups()).unwrap().next();
    let backup = backup.unwrap().unwrap().path();
    let mut bytes = fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(backup, bytes).unwrap();
    let before = premises.ledger();
    let shop = Shop::at(&premises);
    assert_eq!(shop.told("situation", json!({}))["backup"], Value::Null);
    shop.refused("restore_backup", json!({ "made": made }));
    assert_eq!(premises.ledger(), before);
}

#[test]
fn a_customer_who_was_erased_on_request_does_not_come_back_with_a_backup() {
    let premises = Premises::of_a_till(&[]);
    let mut book = Book::of(&premises);
    let yesterday = noon() - Days::new(1);
    let hers = book.refused("A-1", yesterday);
    let folder = premises.home.backups();
    let made = yesterday + TimeDelta::minutes(5);
    let backup = book.ledger.backup(&folder, &key(&premises), 14, made);
    let backup = backup.unwrap().path;
    drop(book);
    let shop = Shop::at(&premises);
    let erased = shop.managed("erase_customer", json!({ "id": hers, "of": [hers] }));
    assert_eq!(erased, json!({ "erased": 1, "kept": 0 }));

    // The next day the ledger is damaged, and the one copy that is left was made before.
    let next = premises.next_day();
    for copy in fs::read_dir(next.home.backups()).unwrap() {
        let copy = copy.unwrap().path();
        if copy.file_name() != backup.file_name() {
            fs::remove_file(copy).unwrap();
        }
    }
    for log in ["ledger-wal", "ledger-shm"] {
        _ = fs::remove_file(next.home.ledger().with_extension(log));
    }
    let mut bytes = next.ledger().unwrap();
    bytes[100] ^= 1;
    fs::write(next.home.ledger(), bytes).unwrap();
    // The copy of somebody else's data cannot be removed: that is told, and keeps nobody else here.
    let copy = "T2-000009-customer-data-2020-01-01.json";
    fs::create_dir_all(next.home.papers(false).join(copy)).unwrap();
    let shop = Shop::at(&next);
    let made = shop.told("situation", json!({}))["backup"].clone();
    shop.managed("restore_backup", json!({ "made": made }));
    shop.until(&hers, |detail| detail["customer_facts"].is_null());
    shop.until_unresolved(&["erasure"]);
    let everything = json!({ "day": null, "filter": "all", "search": "Noël" });
    assert_eq!(shop.told("today", everything)["rows"], json!([]));
    assert_eq!(shop.told("verify_ledger", json!({}))["broken"], Value::Null);
}

#[test]
fn what_is_not_the_files_fault_is_not_mended_by_another_file() {
    let (premises, .., made) = damaged();
    premises.vault.turn(Some(till::VaultFault::Locked));
    let shop = Shop::at(&premises);
    assert_eq!(shop.told("situation", json!({}))["trouble"], "vault");
    shop.refused("restore_backup", json!({ "made": made }));
    assert!(put_aside(&premises).is_empty());
}
