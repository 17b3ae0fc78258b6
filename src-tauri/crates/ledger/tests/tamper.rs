//! A hand in the file: a second connection that knows the key and none of the rules, and copies of files as a crash
//! would leave them.

use crate::shop::Shop;
use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A connection to the file, past the program. It sees and may write anything.
pub(crate) fn raw(file: &Path) -> Connection {
    let conn = Connection::open(file).unwrap();
    if cfg!(feature = "cipher") {
        let key = "2a".repeat(32);
        conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\""))
            .unwrap();
    }
    conn
}

/// Runs statements on the file with every guard of the schema taken off first.
pub(crate) fn edit(file: &Path, sql: &str) {
    let conn = raw(file);
    let guards: Vec<String> = conn
        .prepare("SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        .unwrap();
    conn.execute_batch(&guards.join(";")).unwrap();
    conn.execute_batch(sql).unwrap();
}

/// The file next to this one whose name continues its name.
pub(crate) fn beside(file: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", file.display()))
}

/// The shop's files as a power cut would leave them now, under another name: the database and its log, without the
/// index of the log, which is only memory.
pub(crate) fn power_cut(shop: &Shop, name: &str) -> PathBuf {
    let copy = shop.folder().join(name);
    for suffix in ["", "-wal"] {
        fs::copy(beside(&shop.file(), suffix), beside(&copy, suffix)).unwrap();
    }
    copy
}
