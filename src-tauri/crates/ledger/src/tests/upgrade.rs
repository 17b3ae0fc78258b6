//! A program that brings an older ledger up to date and is killed meanwhile: a real process, killed at every call by which
//! it writes, one after the other. The next start finds the older ledger or the newer one, whole, and goes on.

use super::{
    shop::{Shop, customer, key, morning, open, order},
    strace::disturbed,
};
use crate::{
    Hash, Head, Held, Ledger,
    open::{MIGRATIONS, SCHEMA, beside, close, connect, migrate},
};
use financing::{Customer, FinancingId};
use rusqlite::{OpenFlags, params};
use std::{
    collections::BTreeSet, env, fs, os::unix::process::ExitStatusExt, path::Path,
    process::ExitStatus,
};
use tempfile::TempDir;

/// Where the program that is to be killed finds its ledger.
const FILE: &str = "COMPTOIR_UPGRADE";

/// The calls that change what a disk holds.
const WRITES: [&str; 5] = ["pwrite64", "fdatasync", "fsync", "ftruncate", "unlink"];

/// Enough customers for indexes of several pages.
const CUSTOMERS: usize = 80;

const SIGKILL: i32 = 9;

/// A ledger of the first version, and all that stands in it.
struct Old {
    folder: TempDir,
    head: Head,
    held: Vec<(Held, Option<Customer>)>,
}

impl Old {
    fn of_the_first_version() -> Old {
        let mut shop = Shop::new();
        let file = shop.folder().join("old.db");
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut conn = connect(&file, &key(), flags).unwrap();
        migrate(&mut conn, &MIGRATIONS[..1]).unwrap();
        let (created, salt) = (morning().to_rfc3339(), [7; 32]);
        let hash = Hash::of_creation(&created, &salt);
        conn.execute(
            "INSERT INTO ledger (one, created, salt, seq, hash) VALUES (1, ?1, ?2, 0, ?3)",
            params![created, salt, hash],
        )
        .unwrap();
        let commits = Default::default();
        shop.ledger = Ledger { conn, commits };
        shop.works_a_day();
        for number in 0..CUSTOMERS {
            let name = format!("A-{number}");
            let mut customer = customer("Marie", &format!("Dupont{number}"));
            customer.email = format!("marie.dupont.the.{number}th@mail.example.com");
            shop.press(&name, order(&name, 30_000), &customer).unwrap();
        }
        let (head, held) = (shop.ledger.head().unwrap(), all(&shop.ledger));
        assert!(held.len() > CUSTOMERS && held.iter().all(|(_, person)| person.is_some()));
        let other = Shop::new();
        let conn = std::mem::replace(&mut shop.ledger, other.ledger).conn;
        close(conn).unwrap();
        let folder = shop.close();
        assert_eq!(version(&file), 1);
        Old { folder, head, held }
    }

    /// A copy of it in a folder of its own.
    fn copy(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(self.folder.path().join("old.db"), file(&folder)).unwrap();
        folder
    }

    /// Whether a ledger that was killed opens, is of today's version and holds all of it.
    fn is_all_in(&self, file: &Path) {
        let ledger = open(file, false).unwrap();
        assert_eq!(ledger.head().unwrap(), self.head);
        ledger.verify(|_, _| ()).unwrap();
        assert_eq!(all(&ledger), self.held);
        let related = ledger.related(&self.held[7].0.financing.id).unwrap();
        assert!(!related.is_empty(), "customers are found by what is new");
        close(ledger.conn).unwrap();
        assert_eq!(version(file), SCHEMA);
    }
}

fn file(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("ledger.db")
}

/// Every financing and its customer.
fn all(ledger: &Ledger) -> Vec<(Held, Option<Customer>)> {
    let ids = (1..).map_while(|number| {
        let id = FinancingId::numbered("T2", number).unwrap();
        ledger.financing(&id).ok().map(|held| (id, held))
    });
    ids.map(|(id, held)| (held, ledger.person(&id).unwrap()))
        .collect()
}

/// The version of the schema by a copy of the file and its log, so that the file stays as the kill left it.
fn version(file: &Path) -> i64 {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    fs::copy(file, &copy).unwrap();
    if let Ok(log) = fs::read(beside(file, "-wal")) {
        fs::write(beside(&copy, "-wal"), log).unwrap();
    }
    let conn = connect(&copy, &key(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    conn.query_row("PRAGMA user_version", (), |row| row.get(0))
        .unwrap()
}

/// Opens this ledger in a program of its own, which is killed at the `nth` such call.
fn killed_at(call: &str, nth: u32, file: &Path) -> ExitStatus {
    let test = "tests::upgrade::a_program_killed_at_any_write_of_an_upgrade_goes_on_with_all_of_it";
    let killed = format!("{call}:signal=SIGKILL:when={nth}");
    disturbed(&killed, test, (FILE, file)).status
}

#[test]
fn a_program_killed_at_any_write_of_an_upgrade_goes_on_with_all_of_it() {
    if let Some(file) = env::var_os(FILE) {
        let ledger = open(Path::new(&file), false).unwrap();
        close(ledger.conn).unwrap();
        return;
    }
    let old = Old::of_the_first_version();
    let (mut kills, mut found) = (0, BTreeSet::new());
    for call in WRITES {
        for nth in 1.. {
            let folder = old.copy();
            let ended = killed_at(call, nth, &file(&folder));
            if ended.success() {
                old.is_all_in(&file(&folder));
                break;
            }
            assert_eq!(ended.signal(), Some(SIGKILL), "{call} {nth}: {ended}");
            kills += 1;
            found.insert(version(&file(&folder)));
            old.is_all_in(&file(&folder));
        }
    }
    println!("{kills} kills");
    assert!(kills > 20, "{kills}");
    assert_eq!(
        found,
        [1, SCHEMA].into(),
        "before it was written, and after"
    );
}
