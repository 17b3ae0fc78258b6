//! Whoever edits the past is found, and the row is named; whoever edits the present is found by the past.

use crate::shop::{Shop, open};
use crate::tamper::{edit, raw};
use ledger::{Broken, LedgerError};
use sha2::{Digest, Sha256};
use std::path::Path;

/// A day's work, closed, then edited, then opened and verified: what is found.
fn found_after(sql: &str) -> String {
    let mut shop = Shop::new();
    shop.works_a_day();
    let (file, folder) = (shop.file(), shop.close());
    edit(&file, sql);
    let found = match open(&file, false) {
        Err(LedgerError::ChainBroken { row }) => format!("opening: row {row}"),
        Err(other) => format!("opening: {other}"),
        Ok(ledger) => match ledger.verify(|_, _| ()) {
            Ok(_) => "nothing".to_owned(),
            Err(broken) => broken.to_string(),
        },
    };
    drop(folder);
    found
}

#[test]
fn an_untouched_ledger_has_nothing_to_find() {
    assert_eq!(found_after("SELECT 1"), "nothing");
}

#[test]
fn an_edited_row_is_named() {
    let edited = "UPDATE journal SET entry = replace(entry, '2026', '2025') WHERE seq = 6";
    assert_eq!(found_after(edited), "journal row 6 was edited");
    let moved = "UPDATE journal SET day = '2026-11-20' WHERE seq = 7";
    assert_eq!(found_after(moved), "journal row 7 was edited");
    let given = "UPDATE journal SET financing = 'T2-000005', nth = 99 WHERE seq = 6";
    assert_eq!(found_after(given), "journal row 6 was edited");
}

#[test]
fn a_deleted_row_is_named() {
    assert_eq!(
        found_after("DELETE FROM journal WHERE seq = 6"),
        "journal row 6 is missing"
    );
    assert_eq!(
        found_after("DELETE FROM journal WHERE seq = 1"),
        "journal row 1 is missing"
    );
}

#[test]
fn rows_that_changed_places_are_named() {
    let swapped =
        "UPDATE journal SET seq = -6 WHERE seq = 6; UPDATE journal SET seq = 6 WHERE seq = 7;
                   UPDATE journal SET seq = 7 WHERE seq = -6";
    assert_eq!(found_after(swapped), "journal row 6 was edited");
}

#[test]
fn a_row_slipped_in_is_named() {
    let slipped = "UPDATE journal SET seq = seq + 100 WHERE seq > 5; UPDATE journal SET seq = seq - 99 WHERE seq > 100;
                   INSERT INTO journal SELECT 6, financing, 98, day, entry, hash FROM journal WHERE seq = 5";
    let found = found_after(slipped);
    assert!(found.starts_with("opening: row"), "{found}");
    let restored = format!(
        "{slipped}; UPDATE ledger SET (seq, hash) = (SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1)"
    );
    let found = found_after(&restored);
    assert!(found.starts_with("opening: row"), "{found}");
}

#[test]
fn the_last_rows_cannot_be_cut_off() {
    let cut = "DELETE FROM journal WHERE seq > 15";
    assert_eq!(found_after(cut), "opening: row 15");
    let hidden = format!(
        "{cut}; UPDATE ledger SET (seq, hash) = (SELECT seq, hash FROM journal WHERE seq = 15)"
    );
    assert_eq!(
        found_after(&hidden),
        "T2-000005 is not what its journal says"
    );
}

#[test]
fn an_edited_last_row_is_found_at_the_door() {
    let edited = "UPDATE journal SET entry = entry || ' ' WHERE seq = (SELECT seq FROM ledger)";
    assert!(found_after(edited).starts_with("opening: row"));
}

#[test]
fn another_beginning_is_found() {
    let found = found_after("UPDATE ledger SET salt = zeroblob(32)");
    assert_eq!(found, "journal row 1 was edited");
}

#[test]
fn a_state_that_the_journal_does_not_tell_is_named() {
    let refused =
        "UPDATE financing SET body = json_set(body, '$.state', 'financed') WHERE id = 'T2-000002'";
    assert_eq!(
        found_after(refused),
        "T2-000002 is not what its journal says"
    );
    let more = "UPDATE financing SET body = json_set(body, '$.amounts.refunded', 10001) WHERE id = 'T2-000004'";
    assert_eq!(found_after(more), "T2-000004 is not what its journal says");
    for column in [
        "settled = 1 - settled",
        "release_by = 5",
        "day = '2026-01-01'",
        "version = 77",
    ] {
        let sql = format!("UPDATE financing SET {column} WHERE id = 'T2-000003'");
        assert_eq!(
            found_after(&sql),
            "T2-000003 is not what its journal says",
            "{column}"
        );
    }
}

#[test]
fn intents_that_the_journal_does_not_tell_are_named() {
    let less = "UPDATE intent SET amount = amount - 1 WHERE financing = 'T2-000005' AND number = 2";
    assert_eq!(
        found_after(less),
        "the intents of T2-000005 are not what its journal says"
    );
    let gone = "DELETE FROM intent WHERE financing = 'T2-000001'";
    assert_eq!(
        found_after(gone),
        "the intents of T2-000001 are not what its journal says"
    );
    let done = "UPDATE intent SET standing = 'confirmed' WHERE financing = 'T2-000001'";
    assert_eq!(
        found_after(done),
        "the intents of T2-000001 are not what its journal says"
    );
}

#[test]
fn totals_that_do_not_add_up_are_named() {
    let wrong = "the totals of 2026-11-23 do not add up";
    for sql in [
        "UPDATE day_total SET released = released + 1 WHERE state = 'financed'",
        "DELETE FROM day_total WHERE state = 'refused'",
        "UPDATE day_movement SET refunded = refunded - 1",
        "DELETE FROM day_movement",
    ] {
        assert_eq!(found_after(sql), wrong, "{sql}");
    }
    let more = "INSERT INTO day_movement VALUES ('2026-11-22', 'bank', 'direct', 'X', 1, 0, 0)";
    assert_eq!(found_after(more), "the totals of 2026-11-22 do not add up");
}

#[test]
fn a_financing_without_a_journal_is_named() {
    let copied = "INSERT INTO financing (id, token, version, day, last_day, started_by, settled, release_by, body)
        SELECT 'T2-000009', 'x', 1, day, last_day, started_by, settled, release_by,
            json_set(body, '$.id', 'T2-000009', '$.order.key.reference', 'x')
        FROM financing WHERE id = 'T2-000001'";
    assert_eq!(
        found_after(copied),
        "T2-000009 is not what its journal says"
    );
}

#[test]
fn verifying_tells_how_far_it_is() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let mut told = Vec::new();
    let seen = shop
        .ledger
        .verify(|done, all| told.push((done, all)))
        .unwrap();
    let all = seen.rows + seen.financings;
    assert_eq!(seen.financings, 5);
    assert_eq!(told, (1..=all).map(|done| (done, all)).collect::<Vec<_>>());
}

#[test]
fn a_broken_ledger_can_still_be_read_by_its_owner() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let (file, folder) = (shop.file(), shop.close());
    edit(&file, "UPDATE journal SET entry = '{}' WHERE seq = 6");
    let ledger = open(&file, false).unwrap();
    let broken = ledger.verify(|_, _| ());
    assert!(
        matches!(broken, Err(Broken::Edited { row: 6 })),
        "{broken:?}"
    );
    assert_eq!(ledger.unsettled().unwrap().len(), 3);
    drop(folder);
}

/// The hash of a row as the documentation says it is made, in other hands: the one before it, then the JSON array.
fn link(before: &[u8], seq: i64, financing: &str, day: &str, entry: &str) -> Vec<u8> {
    let row = format!("[{seq},{financing:?},{day:?},{entry}]");
    Sha256::digest([before, row.as_bytes()].concat()).to_vec()
}

/// Every row of a ledger's journal: its number, financing, day, entry and hash.
fn rows(file: &Path) -> Vec<(i64, String, String, String, Vec<u8>)> {
    let conn = raw(file);
    let mut query = conn
        .prepare("SELECT seq, financing, day, entry, hash FROM journal ORDER BY seq")
        .unwrap();
    let rows = query.query_map((), |row| {
        Ok((
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        ))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn an_auditor_can_follow_the_chain_with_other_tools() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let (created, salt): (String, Vec<u8>) = raw(&shop.file())
        .query_row("SELECT created, salt FROM ledger", (), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let mut hash = Sha256::digest([b"ledger ", created.as_bytes(), &salt].concat()).to_vec();
    for (seq, financing, day, entry, stored) in rows(&shop.file()) {
        hash = link(&hash, seq, &financing, &day, &entry);
        assert_eq!(hash, stored, "row {seq}");
    }
    assert_eq!(hash, shop.ledger.head().unwrap().hash.as_bytes());
}

#[test]
fn an_edited_row_with_a_hash_of_its_own_breaks_the_next() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let (file, folder) = (shop.file(), shop.close());
    let rows = rows(&file);
    let (seq, financing, day, entry, _) = &rows[5];
    let entry = entry.replace("2026", "2025");
    let hash: String = link(&rows[4].4, *seq, financing, day, &entry)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    edit(
        &file,
        &format!("UPDATE journal SET entry = '{entry}', hash = x'{hash}' WHERE seq = 6"),
    );
    let broken = open(&file, false).unwrap().verify(|_, _| ());
    assert!(
        matches!(broken, Err(Broken::Edited { row: 7 })),
        "{broken:?}"
    );
    drop(folder);
}
