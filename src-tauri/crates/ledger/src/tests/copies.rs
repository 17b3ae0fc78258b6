//! A disk that fills up while the ledger is copied or its copies are looked at: a real program, whose writes find no room
//! from the N-th on. Nothing half made keeps the room that sales need, and no older copy passes for the newest.

use super::{
    shop::{Shop, key, minute, open},
    strace::disturbed,
};
use crate::{LedgerError, backups, newest_whole};
use std::{
    env, fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Where the program finds its ledger and its copies.
const FOLDER: &str = "COMPTOIR_COPIES";

/// What it says of what it found.
const FOUND: &str = "found: ";

/// A ledger that was closed, and two copies of it: one of the day before.
fn folder() -> TempDir {
    let mut shop = Shop::new();
    shop.works_a_day();
    for (number, day) in [(1, 0), (2, 1440)] {
        shop.begin(&format!("before copy {number}"), 30_000);
        let copies = shop.folder().join("copies");
        shop.ledger.backup(&copies, &key(), 5, minute(day)).unwrap();
    }
    shop.close()
}

fn copies(folder: &Path) -> PathBuf {
    folder.join("copies")
}

fn ledger(folder: &Path) -> PathBuf {
    folder.join("ledger.db")
}

/// Does it with a disk that is full from the first, the second, the third write on, and so on, until it has enough room.
/// How often there was none.
fn at_every_write(test: &str, folder: &Path, mut see: impl FnMut(&str)) -> u32 {
    for nth in 1.. {
        let full = format!("pwrite64:error=ENOSPC:when={nth}+");
        let output = disturbed(&full, test, (FOLDER, folder));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{nth}: {text}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let told = text.lines().find_map(|line| line.split_once(FOUND));
        let (_, told) = told.unwrap_or_else(|| panic!("{nth}: {text}"));
        if told.starts_with("all") {
            return nth - 1;
        }
        see(told);
    }
    0
}

#[test]
fn a_disk_that_fills_up_at_any_write_of_a_copy_gets_all_of_its_room_back() {
    if let Some(folder) = env::var_os(FOLDER) {
        let folder = PathBuf::from(folder);
        let ledger = open(&ledger(&folder), false);
        match ledger.and_then(|ledger| ledger.backup(&copies(&folder), &key(), 5, minute(3000))) {
            Ok(_) => println!("{FOUND}all"),
            Err(LedgerError::DiskFull | LedgerError::Disk { .. }) => println!("{FOUND}full"),
            Err(other) => panic!("{other}"),
        }
        return;
    }
    let folder = folder();
    let before = backups(&copies(folder.path())).unwrap();
    let test =
        "tests::copies::a_disk_that_fills_up_at_any_write_of_a_copy_gets_all_of_its_room_back";
    let full = at_every_write(test, folder.path(), |told| {
        assert_eq!(told, "full");
        let left: Vec<PathBuf> = fs::read_dir(copies(folder.path()))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(left.len(), before.len(), "{left:?}");
    });
    println!("{full} times full");
    assert!(full > 10, "{full}");
    assert_eq!(
        backups(&copies(folder.path())).unwrap().len(),
        before.len() + 1
    );
    open(&ledger(folder.path()), false)
        .unwrap()
        .verify(|_, _| ())
        .unwrap();
}

#[test]
fn what_a_killed_copy_left_is_gone_with_the_next_one() {
    let folder = folder();
    for left in [
        "ledger-20261101T080000000Z.making",
        "ledger-20261101T080000000Z.making-wal",
    ] {
        fs::write(copies(folder.path()).join(left), "half of it").unwrap();
    }
    let shop = open(&ledger(folder.path()), false).unwrap();
    shop.backup(&copies(folder.path()), &key(), 5, minute(3000))
        .unwrap();
    assert_eq!(fs::read_dir(copies(folder.path())).unwrap().count(), 3);
}

#[test]
fn on_a_full_disk_no_older_copy_is_taken_for_the_newest_whole_one() {
    if let Some(folder) = env::var_os(FOLDER) {
        let copies = copies(Path::new(&folder));
        match newest_whole(&copies, &key(), minute(3000)) {
            Ok(Some(found)) if found.path == backups(&copies).unwrap()[0] => println!("{FOUND}all"),
            Ok(found) => println!("{FOUND}{found:?}"),
            Err(fault) => println!("{FOUND}fault: {fault:?}"),
        }
        return;
    }
    let folder = folder();
    let test = "tests::copies::on_a_full_disk_no_older_copy_is_taken_for_the_newest_whole_one";
    let full = at_every_write(test, folder.path(), |told| {
        assert!(told.starts_with("fault"), "{told}")
    });
    assert!(full > 0);
    assert_eq!(fs::read_dir(copies(folder.path())).unwrap().count(), 2);
}
