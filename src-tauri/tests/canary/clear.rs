//! What stands in the ledger once it is decrypted: every row of every table and every page of the file, those among them
//! that are free again. No secret is anywhere, and no customer outside the customers' own tables.

use super::{
    Premises,
    marks::{Mark, found},
};
use rusqlite::{Connection, MAIN_DB, types::ValueRef};

/// The tables that hold personal data, and are all that do.
const OF_CUSTOMERS: [&str; 2] = ["person", "name_word"];

/// Looks into all of it, while the till may be open.
pub(super) fn is_clean(premises: &Premises, marks: &[Mark]) {
    let ledger = Connection::open(premises.home.ledger()).unwrap();
    let key = premises.key();
    let unlock = format!("PRAGMA key = \"x'{key}'\"");
    ledger.execute_batch(&unlock).unwrap();
    for table in tables(&ledger) {
        let columns = words(&ledger, &table);
        if OF_CUSTOMERS.contains(&table.as_str()) {
            let held = columns.iter().any(|words| !found(marks, words).is_empty());
            assert!(
                held,
                "{table} holds the customers, and the search finds them"
            );
        } else {
            for words in columns {
                let found = found(marks, &words);
                let words = String::from_utf8_lossy(&words);
                assert!(found.is_empty(), "{table} holds {found:?}: {words}");
            }
        }
    }
    let pages = ledger.serialize(MAIN_DB).unwrap().to_vec();
    assert!(!found(marks, &pages).is_empty(), "the pages are in clear");
    assert_eq!(
        found(marks, &without_customers(pages)),
        Vec::<String>::new()
    );
}

fn tables(ledger: &Connection) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let mut query = ledger.prepare(sql).unwrap();
    let names = query.query_map((), |row| row.get(0)).unwrap();
    names.map(Result::unwrap).collect()
}

/// Each row of a table as bytes: all that is text or a blob in it, and what is read out of that.
fn words(ledger: &Connection, table: &str) -> Vec<Vec<u8>> {
    let mut query = ledger.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = query.column_count();
    let rows = query.query_map((), |row| {
        let mut words = Vec::new();
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => words.extend_from_slice(bytes),
                ValueRef::Integer(number) => words.extend(number.to_string().into_bytes()),
                ValueRef::Null | ValueRef::Real(_) => {}
            }
            words.push(b' ');
        }
        Ok(words)
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// All pages of a ledger once the customers' tables are emptied as an erasure empties them.
fn without_customers(mut pages: Vec<u8>) -> Vec<u8> {
    // A database in memory has no log beside it: what the header says of one goes.
    pages[18..20].fill(1);
    let mut ledger = Connection::open_in_memory().unwrap();
    ledger
        .deserialize_read_exact(MAIN_DB, pages.as_slice(), pages.len(), false)
        .unwrap();
    ledger.execute_batch("PRAGMA secure_delete = ON").unwrap();
    for table in OF_CUSTOMERS {
        ledger
            .execute_batch(&format!("DELETE FROM {table}"))
            .unwrap();
    }
    ledger.serialize(MAIN_DB).unwrap().to_vec()
}
