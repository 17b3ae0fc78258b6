//! Files that are not as they should be: each is told apart, none is replaced, and what was acknowledged is never lost
//! to a torn log.

use crate::shop::{Shop, minute, morning, open};
use crate::tamper::{beside, edit, power_cut, raw};
use ledger::{Damage, Head, LedgerError, NoHead, quarantine};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

/// A shop that has worked a day and closed, and its file.
fn closed() -> (TempDir, PathBuf) {
    let mut shop = Shop::new();
    shop.works_a_day();
    let file = shop.file();
    (shop.close(), file)
}

/// What a failed opening says; that it left the file alone is checked in passing.
fn refused(file: &PathBuf, may_create: bool) -> LedgerError {
    let before = fs::read(file).unwrap();
    let error = open(file, may_create).unwrap_err();
    assert_eq!(fs::read(file).unwrap(), before, "the file was touched");
    error
}

#[test]
fn a_till_that_has_worked_before_does_not_begin_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.db");
    assert!(matches!(open(&file, false), Err(LedgerError::Missing)));
    assert!(!file.exists());
}

#[test]
fn a_ledger_that_lost_its_file_but_not_its_log_is_not_replaced() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let file = power_cut(&shop, "copy.db");
    fs::remove_file(&file).unwrap();
    let opened = open(&file, true);
    assert!(
        matches!(opened, Err(LedgerError::Corrupt { what: Damage::Gone })),
        "{opened:?}"
    );
    assert!(!file.exists());
}

#[test]
#[cfg(feature = "cipher")]
fn another_key_does_not_open_it() {
    let (_folder, file) = closed();
    let before = fs::read(&file).unwrap();
    use ledger::{Ledger, LedgerKey, Presence};
    for presence in [Presence::MustExist, Presence::MayCreate { salt: [7; 32] }] {
        let other = LedgerKey::from_bytes([43; 32]);
        let opened = Ledger::open(&file, &other, presence, morning());
        assert!(matches!(opened, Err(LedgerError::WrongKey)), "{opened:?}");
    }
    assert_eq!(fs::read(&file).unwrap(), before);
    open(&file, false).unwrap();
}

#[test]
#[cfg(feature = "cipher")]
fn another_key_touches_neither_the_file_nor_its_log() {
    use ledger::{Ledger, LedgerKey, Presence};
    let mut shop = Shop::new();
    shop.works_a_day();
    let seen = shop.ledger.verify(|_, _| ()).unwrap();
    let file = power_cut(&shop, "cut.db");
    let both = || ["", "-wal"].map(|suffix| fs::read(beside(&file, suffix)).unwrap());
    let before = both();
    let other = LedgerKey::from_bytes([43; 32]);
    Ledger::open(&file, &other, Presence::MustExist, morning()).unwrap_err();
    assert!(both() == before);
    let ledger = open(&file, false).unwrap();
    assert_eq!(ledger.verify(|_, _| ()).unwrap(), seen);
}

#[test]
#[cfg(feature = "cipher")]
fn a_damaged_first_page_is_not_taken_for_a_wrong_key() {
    let (_folder, file) = closed();
    let mut bytes = fs::read(&file).unwrap();
    bytes[100] ^= 1;
    fs::write(&file, bytes).unwrap();
    let error = refused(&file, true);
    assert!(
        matches!(
            error,
            LedgerError::Corrupt {
                what: Damage::Header
            }
        ),
        "{error:?}"
    );
}

#[test]
#[cfg(feature = "cipher")]
fn a_ledger_in_clear_is_refused() {
    let (folder, _) = closed();
    let file = folder.path().join("plain.db");
    let plain = rusqlite::Connection::open(&file).unwrap();
    plain.execute_batch("CREATE TABLE t (x)").unwrap();
    drop(plain);
    assert!(matches!(refused(&file, true), LedgerError::NotEncrypted));
}

#[test]
#[cfg(feature = "cipher")]
fn nothing_of_it_is_in_clear_on_the_disk() {
    let mut shop = Shop::new();
    shop.works_a_day();
    for suffix in ["", "-wal"] {
        let bytes = fs::read(beside(&shop.file(), suffix)).unwrap();
        assert!(bytes.len() > 4096);
        for clear in [
            "SQLite format 3",
            "Dupont",
            "dupont",
            "T2-000001",
            "journal",
        ] {
            let found = bytes
                .windows(clear.len())
                .any(|part| part == clear.as_bytes());
            assert!(!found, "{clear} stands in the file{suffix}");
        }
    }
}

#[test]
fn an_empty_file_is_damage_and_not_a_new_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.db");
    fs::write(&file, b"").unwrap();
    let error = refused(&file, true);
    assert!(
        matches!(
            error,
            LedgerError::Corrupt {
                what: Damage::Empty
            }
        ),
        "{error:?}"
    );
}

#[test]
fn a_file_of_something_else_is_refused() {
    let (folder, _) = closed();
    let file = folder.path().join("other.db");
    fs::write(&file, "a shopping list\n".repeat(1000)).unwrap();
    assert!(matches!(refused(&file, true), LedgerError::WrongKey));
    fs::remove_file(&file).unwrap();
    raw(&file).execute_batch("CREATE TABLE t (x)").unwrap();
    let error = open(&file, true).unwrap_err();
    assert!(
        matches!(
            error,
            LedgerError::Corrupt {
                what: Damage::NotALedger
            }
        ),
        "{error:?}"
    );
}

#[test]
fn a_newer_programs_ledger_is_left_to_it() {
    let (_folder, file) = closed();
    edit(&file, "PRAGMA user_version = 3");
    let error = refused(&file, true);
    assert!(
        matches!(error, LedgerError::Newer { found: 3, known: 2 }),
        "{error:?}"
    );
}

#[test]
fn a_truncated_file_is_found_wherever_it_is_cut() {
    let (folder, file) = closed();
    let whole = fs::read(&file).unwrap();
    for part in 1..8 {
        let copy = folder.path().join(format!("cut-{part}.db"));
        fs::write(&copy, &whole[..whole.len() * part / 8]).unwrap();
        let seen = open(&copy, true).map(|ledger| ledger.verify(|_, _| ()));
        assert!(
            !matches!(seen, Ok(Ok(_))),
            "{part}/8 of a file went unnoticed"
        );
    }
}

#[test]
#[cfg(feature = "cipher")]
fn a_thousand_flipped_bits_on_all_pages_are_found() {
    let (folder, file) = closed();
    let whole = fs::read(&file).unwrap();
    assert!(whole.len() > 20 * 4096, "{} pages", whole.len() / 4096);
    let copy = folder.path().join("flipped.db");
    let pages = whole.len() / 4096;
    for flip in 0..1_000 {
        let page = flip % pages;
        let at = page * 4096 + (flip * 977 + 13) % 4096;
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (flip % 8);
        fs::write(&copy, flipped).unwrap();
        match open(&copy, true) {
            Err(LedgerError::WrongKey) if at < 16 => {}
            Err(LedgerError::Corrupt {
                what: Damage::Header,
            }) if page == 0 => {}
            Err(LedgerError::Corrupt { what: Damage::Page }) => {}
            Err(other) => panic!("byte {at}: {other:?}"),
            Ok(ledger) => assert!(
                ledger.verify(|_, _| ()).is_err(),
                "byte {at} went unnoticed"
            ),
        }
    }
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let seen = shop.ledger.verify(|_, _| ()).unwrap();
    let file = power_cut(&shop, "cut.db");
    assert!(!beside(&file, "-shm").exists());
    let ledger = open(&file, false).unwrap();
    assert_eq!(ledger.verify(|_, _| ()).unwrap(), seen);
}

#[test]
fn a_torn_log_leaves_whole_deeds_and_no_halves() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let known = shop.ledger.head().unwrap();
    let last = known.seq;
    let file = power_cut(&shop, "torn.db");
    let (db, log) = (
        fs::read(&file).unwrap(),
        fs::read(beside(&file, "-wal")).unwrap(),
    );
    let mut heads = Vec::new();
    for part in 0..40 {
        fs::write(&file, &db).unwrap();
        fs::write(beside(&file, "-wal"), &log[..log.len() * part / 40]).unwrap();
        let ledger = open(&file, false).unwrap();
        let ends = ledger.verify(|_, _| ()).unwrap().head.seq;
        let reaches = ledger.reaches(&known);
        assert!(
            matches!(reaches, Err(LedgerError::Shortened { row, known }) if (row, known) == (ends, last)),
            "it is good, and known to have gone further: {reaches:?}"
        );
        heads.push(ends);
    }
    assert!(heads.is_sorted());
    assert_eq!(heads[0], 0);
    assert!(*heads.last().unwrap() < last);
    assert!(heads.iter().any(|head| (1..last - 1).contains(head)));
}

#[test]
fn a_damaged_log_leaves_whole_deeds_and_no_halves() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let known = shop.ledger.head().unwrap();
    let file = power_cut(&shop, "damaged.db");
    let (db, log) = (
        fs::read(&file).unwrap(),
        fs::read(beside(&file, "-wal")).unwrap(),
    );
    for part in 1..20 {
        fs::write(&file, &db).unwrap();
        let mut damaged = log.clone();
        damaged[log.len() * part / 20] ^= 4;
        fs::write(beside(&file, "-wal"), damaged).unwrap();
        let ledger = open(&file, false).unwrap();
        ledger.verify(|_, _| ()).unwrap();
        let reaches = ledger.reaches(&known);
        assert!(
            matches!(reaches, Err(LedgerError::Shortened { .. })),
            "{reaches:?}"
        );
    }
}

#[test]
fn a_ledger_reaches_every_row_it_ever_had_and_no_other_ledgers() {
    let mut shop = Shop::new();
    let mut heads = vec![shop.ledger.head().unwrap()];
    shop.works_a_day();
    heads.push(shop.ledger.head().unwrap());
    shop.begin("later", 30_000);
    for known in &heads {
        shop.ledger.reaches(known).unwrap();
        assert_eq!(known.to_string().parse(), Ok(*known), "as a note holds it");
    }
    let known = Head {
        hash: heads[0].hash,
        ..heads[1]
    };
    let reaches = shop.ledger.reaches(&known);
    assert!(
        matches!(reaches, Err(LedgerError::ChainBroken { row }) if row == known.seq),
        "{reaches:?}"
    );
    let digits = "0".repeat(63);
    let (short, signed) = (format!("7 {digits}"), format!("7 +{digits}"));
    let (strange, long) = (format!("7 {digits}g"), format!("7 {digits}00"));
    for no_head in ["", "7", "7 ", "x y", &short, &signed, &strange, &long] {
        assert_eq!(no_head.parse::<Head>(), Err(NoHead), "{no_head}");
    }
}

#[test]
fn a_program_killed_while_it_made_a_ledger_makes_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.db");
    fs::write(beside(&file, ".making"), b"half a ledger").unwrap();
    let ledger = open(&file, true).unwrap();
    assert_eq!(ledger.head().unwrap().seq, 0);
    assert!(!beside(&file, ".making").exists());
}

#[test]
fn a_file_marked_read_only_is_told_apart() {
    let (_folder, file) = closed();
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let may_write_anyway = fs::File::options().append(true).open(&file).is_ok();
    let opened = open(&file, false);
    if may_write_anyway {
        opened.unwrap(); // the administrator's account is not bound by the mark
    } else {
        assert!(matches!(opened, Err(LedgerError::ReadOnly)), "{opened:?}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_an_error_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nowhere").join("ledger.db");
    assert!(open(&file, true).is_err());
    assert!(!folder.path().join("nowhere").exists());
}

#[test]
fn a_bad_ledger_is_put_aside_as_a_copy() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let file = power_cut(&shop, "bad.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[5] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let log = fs::read(beside(&file, "-wal")).unwrap();
    let aside = quarantine(&file, morning()).unwrap();
    assert_eq!(fs::read(&file).unwrap(), bytes, "the original stays");
    assert_eq!(fs::read(&aside.path).unwrap(), bytes);
    assert_eq!(fs::read(beside(&aside.path, "-wal")).unwrap(), log);
    assert_eq!(quarantine(&file, minute(1)).unwrap(), aside, "once");
    fs::write(beside(&file, "-wal"), &log[1..]).unwrap();
    let another = quarantine(&file, minute(2)).unwrap();
    assert_ne!(another, aside, "another log");
}

#[test]
fn a_ledger_says_when_another_program_writes() {
    let mut shop = Shop::new();
    let held = shop.reserved("A-1", 60_000);
    let other = raw(&shop.file());
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let deliver = financing::Event::Deliver { amount: None };
    let busy = crate::shop::try_record(&mut shop.ledger, &held, deliver.clone(), 30, None);
    assert!(matches!(busy, Err(LedgerError::Busy)), "{busy:?}");
    other.execute_batch("ROLLBACK").unwrap();
    shop.deed(&held, deliver);
}
