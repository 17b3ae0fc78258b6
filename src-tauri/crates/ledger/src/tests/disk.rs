//! A disk that is full or read-only, and a program that is killed while it changes the schema: what was under way leaves
//! nothing behind, and what was written before is all there.

use super::shop::{Shop, customer, open, order, told, try_record};
use crate::{
    Ledger, LedgerError,
    open::{MIGRATIONS, close, migrate},
};
use financing::Status;
use std::{fs, time::Duration};

/// Leaves the file as much room as it has.
fn fill_disk(ledger: &Ledger) {
    let pages: i64 = ledger
        .conn
        .query_row("PRAGMA page_count", (), |row| row.get(0))
        .unwrap();
    limit_pages(ledger, pages);
}

fn limit_pages(ledger: &Ledger, pages: i64) {
    ledger
        .conn
        .query_row(&format!("PRAGMA max_page_count = {pages}"), (), |_| Ok(()))
        .unwrap();
}

#[test]
fn on_a_full_disk_a_press_is_refused_whole_and_taken_once_there_is_room() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let before = shop.ledger.verify(|_, _| ()).unwrap();
    fill_disk(&shop.ledger);
    let refused = (0..50).find_map(|press| {
        let name = format!("press-{press}");
        let order = order(&name, 30_000);
        let head = shop.ledger.head().unwrap();
        let pressed = shop.press(&name, order, &customer("Jean", "Petit"));
        pressed.err().map(|error| (name, error, head))
    });
    let (name, error, head) = refused.unwrap();
    assert!(matches!(error, LedgerError::DiskFull), "{error:?}");
    assert_eq!(shop.ledger.head().unwrap(), head);
    shop.ledger.verify(|_, _| ()).unwrap();
    limit_pages(&shop.ledger, 1_000_000);
    let begun = shop.begin(&name, 30_000);
    let after = shop.ledger.verify(|_, _| ()).unwrap();
    assert_eq!(after.rows, head.seq + 1);
    assert!(after.rows > before.rows);
    let number: u64 = begun.held.financing.id.as_str()[3..].parse().unwrap();
    assert_eq!(number, after.financings, "the refused press took no number");
}

#[test]
fn an_answer_that_finds_the_disk_full_is_written_later() {
    let mut shop = Shop::new();
    let begun = shop.begin("A-1", 30_000);
    fill_disk(&shop.ledger);
    let report = told(
        Some(1),
        Status::Unrecognised {
            word: "x".repeat(64).repeat(200),
        },
    );
    let full = try_record(&mut shop.ledger, &begun.held, report.clone(), 1, None);
    assert!(matches!(full, Err(LedgerError::DiskFull)), "{full:?}");
    let id = &begun.held.financing.id;
    assert_eq!(shop.ledger.financing(id).unwrap(), begun.held);
    limit_pages(&shop.ledger, 1_000_000);
    try_record(&mut shop.ledger, &begun.held, report, 1, None).unwrap();
    shop.ledger.verify(|_, _| ()).unwrap();
}

#[test]
fn a_ledger_that_cannot_be_written_says_so() {
    let mut shop = Shop::new();
    shop.ledger
        .conn
        .execute_batch("PRAGMA query_only = ON")
        .unwrap();
    let pressed = shop.press("A-1", order("A-1", 30_000), &customer("Jean", "Petit"));
    assert!(matches!(pressed, Err(LedgerError::ReadOnly)), "{pressed:?}");
}

/// A copy of one file is a copy of all of it: what the log could not hand over is told, never left behind.
#[test]
fn a_file_whose_log_cannot_be_merged_is_not_closed_as_whole() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let file = shop.file();
    let reader = open(&file, false).unwrap();
    reader.conn.execute_batch("BEGIN").unwrap();
    reader.head().unwrap();
    shop.begin("after-the-reader", 30_000);
    let writer = open(&file, false).unwrap();
    writer.conn.busy_timeout(Duration::ZERO).unwrap();
    let closed = close(writer.conn);
    assert!(matches!(closed, Err(LedgerError::Busy)), "{closed:?}");

    reader.conn.execute_batch("COMMIT").unwrap();
    drop(reader);
    let folder = shop.close();
    close(open(&file, false).unwrap().conn).unwrap();
    assert!(!file.with_extension("db-wal").exists());
    open(&file, false).unwrap().verify(|_, _| ()).unwrap();
    drop(folder);
}

/// What a later version of the program might add, cut short.
const HALF: &str = "CREATE TABLE closing (number INTEGER PRIMARY KEY) STRICT;
     ALTER TABLE till ADD COLUMN closings INTEGER NOT NULL DEFAULT 0;";

#[test]
fn a_migration_that_fails_halfway_changes_nothing() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let broken = format!("{HALF} SELECT * FROM nowhere;");
    let failed = migrate(
        &mut shop.ledger.conn,
        &[MIGRATIONS[0], MIGRATIONS[1], &broken],
    );
    assert!(
        matches!(failed, Err(LedgerError::Database(_))),
        "{failed:?}"
    );
    let (file, folder) = (shop.file(), shop.close());
    let ledger = open(&file, false).unwrap();
    ledger.verify(|_, _| ()).unwrap();
    assert!(ledger.conn.prepare("SELECT * FROM closing").is_err());
    drop(folder);
}

#[test]
fn a_program_killed_in_a_migration_finds_the_ledger_as_it_was() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let before = shop.ledger.head().unwrap();
    let copy = shop.folder().join("killed.db");
    let file = shop.file();
    let tx = shop.ledger.conn.transaction().unwrap();
    tx.execute_batch(HALF).unwrap();
    tx.cache_flush().unwrap();
    for suffix in ["", "-wal"] {
        let name = |path: &std::path::Path| format!("{}{suffix}", path.display());
        fs::copy(name(&file), name(&copy)).unwrap();
    }
    drop(tx);
    let ledger = open(&copy, false).unwrap();
    assert_eq!(ledger.head().unwrap(), before);
    ledger.verify(|_, _| ()).unwrap();
    assert!(ledger.conn.prepare("SELECT * FROM closing").is_err());
}

#[test]
fn the_schema_itself_refuses_what_must_never_be() {
    let mut shop = Shop::new();
    shop.financed("A-1", 60_000);
    let refused = [
        (
            "more refunded than released",
            "UPDATE financing SET body = json_set(body, '$.amounts.refunded', 60001)",
        ),
        (
            "more released than authorised",
            "UPDATE financing SET body = json_set(body, '$.amounts.released', 60001)",
        ),
        (
            "more authorised than ordered",
            "UPDATE financing SET body = json_set(body, '$.amounts.authorised', 60001)",
        ),
        (
            "more cancelled than is left",
            "UPDATE financing SET body = json_set(body, '$.amounts.cancelled', 1)",
        ),
        (
            "a negative refund",
            "UPDATE financing SET body = json_set(body, '$.amounts.refunded', -1)",
        ),
        (
            "an amount that is no number",
            "UPDATE financing SET body = json_set(body, '$.amounts.refunded', 'x')",
        ),
        (
            "another financing's state",
            "UPDATE financing SET body = json_set(body, '$.id', 'T2-000009')",
        ),
        ("a financing deleted", "DELETE FROM financing"),
        (
            "a second open operation",
            "INSERT INTO intent VALUES ('T2-000001', 8, 'refund', 1, 'dispatched'), ('T2-000001', 9, 'refund', 1, 'prepared')",
        ),
        (
            "a settled operation opened again",
            "UPDATE intent SET standing = 'dispatched'",
        ),
        (
            "an operation of another amount",
            "UPDATE intent SET amount = amount + 1",
        ),
        ("an operation deleted", "DELETE FROM intent"),
        (
            "a journal row edited",
            "UPDATE journal SET day = '2020-01-01'",
        ),
        ("a journal row deleted", "DELETE FROM journal WHERE seq = 2"),
        (
            "a journal row replaced",
            "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 2",
        ),
        (
            "a gap in the journal",
            "INSERT INTO journal SELECT 99, NULL, NULL, day, entry, hash FROM journal WHERE seq = 2",
        ),
    ];
    for (what, sql) in refused {
        let done = shop.ledger.conn.execute(sql, ());
        let code = done
            .as_ref()
            .err()
            .and_then(|error| error.sqlite_error_code());
        assert_eq!(
            code,
            Some(rusqlite::ErrorCode::ConstraintViolation),
            "{what}: {done:?}"
        );
    }
    shop.ledger.verify(|_, _| ()).unwrap();
}

#[test]
fn every_connection_writes_through_to_the_disk() {
    let shop = Shop::new();
    let setting = |name: &str| -> String {
        let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
        shop.ledger
            .conn
            .query_row(&sql, (), |row| row.get(0))
            .unwrap()
    };
    assert_eq!(setting("journal_mode"), "wal");
    assert_eq!(setting("synchronous"), "2", "FULL");
    for on in [
        "foreign_keys",
        "secure_delete",
        "cell_size_check",
        "fullfsync",
        "checkpoint_fullfsync",
    ] {
        assert_eq!(setting(on), "1", "{on}");
    }
    assert_eq!(setting("trusted_schema"), "0");
}
