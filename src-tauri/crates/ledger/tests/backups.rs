//! Copies of a ledger: made and opened, the newest kept, a bad file put aside and the till put back to work.

use crate::shop::{Shop, day, key, minute, open};
use crate::tamper::{edit, power_cut, raw};
use financing::Status;
use ledger::{Backup, Damage, Ledger, LedgerError, backups, newest_whole, restore};
use std::{fs, path::Path};
use tempfile::TempDir;

/// Puts a backup in the place of this file, on the second day, where nobody keeps count of how far the ledger has come.
fn put_back(backup: &Path, file: &Path, now: i64) -> Result<Ledger, LedgerError> {
    restore(backup, file, &key(), day(1), minute(now), |_| Ok(()))
}

/// The shop once this backup has taken its ledger's place; the folder lasts until it is dropped.
fn restored(shop: Shop, backup: &Backup, now: i64) -> (Shop, TempDir) {
    let file = shop.file();
    let old = shop.close();
    let mut shop = Shop::new();
    shop.ledger = put_back(&backup.path, &file, now).unwrap();
    (shop, old)
}

#[test]
fn a_backup_is_the_ledger_as_it_stood() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let folder = shop.folder().join("backups");
    let seen = shop.ledger.verify(|_, _| ()).unwrap();
    let commits = shop.ledger.commits();
    let backup = shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    assert_eq!(backup.head, seen.head);
    assert_eq!(
        shop.ledger.commits(),
        commits,
        "it costs the ledger nothing"
    );
    shop.begin("later", 30_000);
    let copy = open(&backup.path, false).unwrap();
    assert_eq!(copy.verify(|_, _| ()).unwrap(), seen);
}

#[test]
#[cfg(feature = "cipher")]
fn a_backup_opens_with_the_same_key_and_no_other() {
    use ledger::{Ledger, LedgerKey, Presence};
    let mut shop = Shop::new();
    shop.works_a_day();
    let folder = shop.folder().join("backups");
    let backup = shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    let other = LedgerKey::from_bytes([1; 32]);
    let opened = Ledger::open(&backup.path, &other, Presence::MustExist, minute(601));
    assert!(matches!(opened, Err(LedgerError::WrongKey)), "{opened:?}");
    let bytes = fs::read(&backup.path).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"));
}

#[test]
fn only_the_newest_backups_are_kept() {
    let mut shop = Shop::new();
    shop.begin("A-1", 30_000);
    let folder = shop.folder().join("backups");
    assert_eq!(
        backups(&folder).unwrap(),
        [""; 0].map(std::path::PathBuf::from)
    );
    let made: Vec<_> = (0..5)
        .map(|days| {
            let now = minute(days * 1440);
            shop.ledger.backup(&folder, &key(), 3, now).unwrap().path
        })
        .collect();
    let newest: Vec<_> = made.into_iter().rev().take(3).collect();
    assert_eq!(backups(&folder).unwrap(), newest);
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        3,
        "and nothing else lies there"
    );
}

#[test]
fn a_bad_ledger_goes_aside_and_its_backup_goes_on() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let folder = shop.folder().join("backups");
    let backup = shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    shop.begin("after the backup", 30_000);
    let file = power_cut(&shop, "bad.db");
    let mut bad = fs::read(&file).unwrap();
    bad.truncate(5000);
    fs::write(&file, &bad).unwrap();

    let restored = put_back(&backup.path, &file, 1500).unwrap();
    let seen = restored.verify(|_, _| ()).unwrap();
    assert_eq!(seen.financings, 5);
    assert_eq!(seen.rows, backup.head.seq + 1, "a note says so");
    let aside: Vec<_> = fs::read_dir(shop.folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.display().to_string().contains(".quarantine-"))
        .collect();
    assert!(aside.iter().any(|path| fs::read(path).unwrap() == bad));
    assert_eq!(aside.len(), 2, "the file and its log: {aside:?}");
}

#[test]
fn after_a_restore_no_number_is_allotted_twice() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let folder = shop.folder().join("backups");
    let backup = shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    let lost = shop.begin("after the backup", 30_000);
    assert_eq!(lost.held.financing.id.as_str(), "T2-000006");
    let (mut shop, old) = restored(shop, &backup, 1500);
    assert_eq!(
        shop.begin("again", 30_000).held.financing.id.as_str(),
        "T2-010006"
    );
    shop.ledger.verify(|_, _| ()).unwrap();
    drop(old);
}

#[test]
fn a_till_that_had_no_number_when_its_backup_was_made_allots_none_twice_either() {
    let mut shop = Shop::new();
    let folder = shop.folder().join("backups");
    let backup = shop.ledger.backup(&folder, &key(), 3, minute(1)).unwrap();
    let lost = shop.begin("after the backup", 30_000);
    assert_eq!(lost.held.financing.id.as_str(), "T2-000001");
    let (mut shop, old) = restored(shop, &backup, 1500);
    let names = ["again", "and again"].map(|press| shop.begin(press, 30_000).held.financing.id);
    let names = names.each_ref().map(|id| id.as_str());
    assert_eq!(names, ["T2-010001", "T2-010002"]);
    drop(old);
}

#[test]
fn a_ledger_that_is_lost_twice_in_a_day_allots_no_number_twice() {
    let mut shop = Shop::new();
    let folder = shop.folder().join("backups");
    shop.begin("before", 30_000);
    shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    let file = shop.file();
    let old = shop.close();
    let names = [1500, 1600].map(|now| {
        let newest = newest_whole(&folder, &key(), minute(now)).unwrap().unwrap();
        let mut shop = Shop::new();
        shop.ledger = put_back(&newest.path, &file, now).unwrap();
        shop.begin("again", 30_000).held.financing.id
    });
    let names = names.each_ref().map(|id| id.as_str());
    assert_eq!(names, ["T2-010002", "T2-020002"]);
    drop(old);
}

/// Whoever is offered it after an interrupted restore reads since when everything is lost.
#[test]
fn the_copy_that_a_restore_lays_down_is_of_the_moment_of_the_backup_and_not_of_the_restore() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let folder = shop.folder().join("backups");
    let backup = shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    let file = shop.file();
    let old = shop.close();
    drop(put_back(&backup.path, &file, 1500).unwrap());
    let newest = newest_whole(&folder, &key(), minute(1501))
        .unwrap()
        .unwrap();
    assert_eq!(newest.head.seq, backup.head.seq + 1);
    assert!((newest.made - backup.made).num_seconds() == 0 && newest.made > backup.made);
    drop(old);
}

#[test]
fn a_backup_that_was_passed_over_never_takes_the_place_of_what_came_after_it() {
    let mut shop = Shop::new();
    let folder = shop.folder().join("backups");
    shop.begin("before", 30_000);
    let older = shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    for number in 0..5 {
        shop.begin(&format!("since {number}"), 30_000);
    }
    let bad = shop.ledger.backup(&folder, &key(), 3, minute(700)).unwrap();
    let bytes = fs::read(&bad.path).unwrap();
    let (mut shop, old) = restored(shop, &older, 800);
    let found = backups(&folder).unwrap();
    assert!(found.len() == 2 && found[1] == older.path, "{found:?}");
    let aside = format!("{}.passed-over", bad.path.display());
    assert_eq!(fs::read(&aside).unwrap(), bytes, "kept as it is");
    for days in 1..=3 {
        shop.begin(&format!("again {days}"), 30_000);
        let now = minute(800 + days * 1440);
        shop.ledger.backup(&folder, &key(), 3, now).unwrap();
    }
    assert!(!fs::exists(&aside).unwrap(), "not for ever");
    drop(old);
}

#[test]
fn a_copy_made_under_a_clock_that_was_ahead_is_neither_the_newest_nor_kept_for_ever() {
    let mut shop = Shop::new();
    let folder = shop.folder().join("backups");
    shop.begin("A-1", 30_000);
    let far = minute(5_000_000);
    let ahead = shop.ledger.backup(&folder, &key(), 3, far).unwrap();
    let mut since = Vec::new();
    for days in 0..3 {
        shop.begin(&format!("B-{days}"), 30_000);
        let now = minute(days * 1440);
        since.push(shop.ledger.backup(&folder, &key(), 3, now).unwrap());
        let found = newest_whole(&folder, &key(), now).unwrap();
        assert_eq!(found.as_ref(), since.last());
    }
    let newest_first: Vec<_> = since.into_iter().rev().map(|backup| backup.path).collect();
    assert_eq!(backups(&folder).unwrap(), newest_first);
    assert!(!ahead.path.exists());
}

#[test]
fn the_newest_whole_backup_is_found_past_a_bad_one_and_both_are_left_alone() {
    let mut shop = Shop::new();
    let folder = shop.folder().join("backups");
    assert_eq!(newest_whole(&folder, &key(), minute(1)).unwrap(), None);
    shop.works_a_day();
    let older = shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    shop.begin("between", 30_000);
    let newer = shop.ledger.backup(&folder, &key(), 3, minute(700)).unwrap();
    let found = newest_whole(&folder, &key(), minute(800)).unwrap();
    assert_eq!(found.as_ref(), Some(&newer));
    let mut bytes = fs::read(&newer.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    if cfg!(not(feature = "cipher")) {
        bytes.truncate(middle);
    }
    fs::write(&newer.path, &bytes).unwrap();
    let found = newest_whole(&folder, &key(), minute(800)).unwrap();
    assert_eq!(found, Some(older));
    assert_eq!(fs::read(&newer.path).unwrap(), bytes);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
}

#[test]
fn what_is_open_after_a_restore_is_untouched_until_something_happens_to_it() {
    let mut shop = Shop::new();
    let settled = shop.begin("settled", 30_000);
    shop.answers(&settled.held, Status::Refused);
    let one = shop.reserved("one", 50_000);
    let other = shop.reserved("other", 50_000);
    let folder = shop.folder().join("backups");
    let backup = shop.ledger.backup(&folder, &key(), 3, minute(600)).unwrap();
    assert_eq!(shop.ledger.restored().unwrap(), None);
    let (mut shop, old) = restored(shop, &backup, 1500);
    let ids = [one.financing.id.clone(), other.financing.id.clone()];
    let restored = shop.ledger.restored().unwrap().unwrap();
    assert_eq!(shop.ledger.untouched_since(restored).unwrap(), ids);
    let deliver = financing::Event::Deliver { amount: None };
    shop.happens(&one, deliver, 1600);
    let [_, other] = ids;
    assert_eq!(shop.ledger.untouched_since(restored).unwrap(), [other]);
    drop(old);
}

#[test]
fn a_bad_backup_replaces_nothing() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let folder = shop.folder().join("backups");
    let backup = shop
        .ledger
        .backup(&folder, &key(), 3, minute(600))
        .unwrap()
        .path;
    let file = power_cut(&shop, "ledger-2.db");
    let before = fs::read(&file).unwrap();
    edit(&backup, "UPDATE ledger SET seq = seq + 1");
    let refused = put_back(&backup, &file, 1500);
    assert!(
        matches!(refused, Err(LedgerError::ChainBroken { .. })),
        "{refused:?}"
    );
    fs::write(&backup, b"").unwrap();
    let refused = put_back(&backup, &file, 1500);
    assert!(
        matches!(
            refused,
            Err(LedgerError::Corrupt {
                what: Damage::Empty
            })
        ),
        "{refused:?}"
    );
    assert_eq!(fs::read(&file).unwrap(), before);
    let gone = shop.folder().join("no such backup");
    let refused = put_back(&gone, &file, 1500);
    assert!(matches!(refused, Err(LedgerError::Missing)), "{refused:?}");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_backup_holds_what_another_connection_has_just_written() {
    let mut shop = Shop::new();
    let held = shop.reserved("A-1", 60_000);
    let mut other = open(&shop.file(), false).unwrap();
    let deliver = financing::Event::Deliver { amount: None };
    crate::shop::try_record(&mut other, &held, deliver, 30, None).unwrap();
    let folder = shop.folder().join("backups");
    let backup = shop.ledger.backup(&folder, &key(), 1, minute(600)).unwrap();
    assert_eq!(backup.head, other.head().unwrap());
    let intents: i64 = raw(&backup.path)
        .query_row("SELECT count(*) FROM intent", (), |row| row.get(0))
        .unwrap();
    assert_eq!(intents, 2);
}
