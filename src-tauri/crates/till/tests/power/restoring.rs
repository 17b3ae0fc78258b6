//! The power goes while a backup is put in a bad ledger's place. Whoever opens the till then finds it shut, with a backup
//! to go back to, or the bad ledger with all that it held, or the backup that goes on and says so: never an older ledger
//! that passes for today's, whose numbers would be allotted again. What was bad is kept whole, in its place or aside.

use super::{
    Bench, Loss, Point, Reach,
    disk::{Disk, Folder},
    files, is_complete,
    life::{LEDGER, TILL, key, say},
    now, record_in, recorded, replay_and,
};
use crate::counter::{Counter, terms};
use chrono::TimeDelta;
use financing::{Clock, Mode, Route};
use ledger::{Ledger, Presence, backups, newest_whole, restore};
use std::{fs, path::Path};
use tempfile::{Builder, TempDir};

/// The name of the test, for the program that is recorded.
const TEST: &str = "restoring::a_restore_that_the_power_interrupts_leaves_a_till_that_is_shut_or_restored_and_never_an_older_one";

/// The bytes of a page.
const PAGE: usize = 4096;

/// A till whose ledger opens and is bad: a page deep in it was flipped, its newest rows are in its log, and its backup is
/// older than those.
struct Bad {
    folder: TempDir,
    /// What lies there.
    files: Folder,
    /// How far its journal goes, and that of its backup.
    rows: u64,
    backed_up: u64,
}

impl Bad {
    fn ledger() -> Bad {
        let folder = tempfile::tempdir().unwrap();
        let till = Builder::new()
            .prefix(TILL)
            .rand_bytes(0)
            .disable_cleanup(true)
            .tempdir_in(folder.path());
        let counter = Counter::in_folder(till.unwrap(), terms(Route::OneCall));
        let press = |counter: &Counter, token: &str| {
            let _never_sent = counter.press_start(token, Mode::TwoStep).unwrap();
        };
        for number in 0..20 {
            press(&counter, &format!("before the backup {number}"));
        }
        counter.on_disk("PRAGMA wal_checkpoint(TRUNCATE)");
        let at = counter.folder.path().to_owned();
        let file = at.join(LEDGER);
        let open =
            || Ledger::open(&file, &key(), Presence::MustExist, counter.clock.now()).unwrap();
        let copies = at.join("copies");
        let backup = open().backup(&copies, &key(), 3, counter.clock.now());
        press(&counter, "since the backup");
        let rows = open().head().unwrap().seq;
        let mut files = files(&at);
        files.retain(|name, _| !name.ends_with("-shm"));
        drop(counter);
        damage(&mut files);
        fs::remove_file(&file).unwrap();
        for (name, bytes) in &files {
            fs::write(at.join(name), bytes).unwrap();
        }
        Bad {
            folder,
            files,
            rows,
            backed_up: backup.unwrap().head.seq,
        }
    }

    /// Whether its file and its log lie in their place, or both aside.
    fn is_kept(&self, left: &Folder) -> bool {
        let mut own = self.files.iter().filter(|(name, _)| !is_copy(name));
        let is_aside = |bytes: &Vec<u8>| {
            let mut aside = left
                .iter()
                .filter(|(name, _)| name.contains(".quarantine-"));
            aside.any(|(_, kept)| kept == bytes)
        };
        own.clone()
            .all(|(name, bytes)| left.get(name) == Some(bytes))
            || own.all(|(_, bytes)| is_aside(bytes))
    }

    /// Opens what the power left, as the till would, and goes back to the backup where that was still to be done.
    fn goes_on(&self, bench: &Bench, point: &Point<'_>) -> Result<(), Loss> {
        let place = bench.file(LEDGER);
        let restored = match Ledger::open(&place, &key(), Presence::MustExist, now()) {
            Ok(ledger) if ledger.restored()?.is_some() => {
                self.is_restored(&ledger).map(|()| true)?
            }
            Ok(ledger) => {
                let rows = ledger.head()?.seq;
                (rows == self.rows)
                    .then_some(false)
                    .ok_or(Loss::Older(rows))?
            }
            Err(_shut) => false,
        };
        if restored || !point.extreme {
            return Ok(());
        }
        if let Some(promise) = point.promises.first() {
            return Err(Loss::Promise(promise.clone()));
        }
        let later = now() + TimeDelta::minutes(1);
        let found = newest_whole(&bench.file("copies"), &key(), later)?;
        let backup = found.ok_or(Loss::NoWayBack)?.path;
        let ledger = restore(&backup, &place, &key(), later.date_naive(), later, |_| {
            Ok(())
        })?;
        self.is_restored(&ledger)
    }

    /// Whether a ledger holds all of the backup, and says that it is one.
    fn is_restored(&self, ledger: &Ledger) -> Result<(), Loss> {
        let rows = ledger.verify(|_, _| ())?.head.seq;
        if rows <= self.backed_up || ledger.restored()?.is_none() {
            return Err(Loss::Older(rows));
        }
        Ok(())
    }
}

fn is_copy(name: &str) -> bool {
    name.starts_with("copies/")
}

/// Flips a bit of a page that opening does not read and a check does.
fn damage(files: &mut Folder) {
    let bench = Bench::new();
    let pages = files[LEDGER].len() / PAGE;
    let is_deep = |page: &usize| {
        let mut flipped = files.clone();
        flipped.get_mut(LEDGER).unwrap()[page * PAGE + PAGE / 2] ^= 1;
        bench.lay(flipped);
        let opened = Ledger::open(&bench.file(LEDGER), &key(), Presence::MustExist, now());
        opened.is_ok_and(|ledger| ledger.verify(|_, _| ()).is_err())
    };
    let page = (0..pages).rev().find(is_deep).expect("a page that is deep");
    files.get_mut(LEDGER).unwrap()[page * PAGE + PAGE / 2] ^= 1;
}

/// The restore that is recorded.
fn restores(folder: &Path) {
    let till = folder.join(TILL);
    let backup = backups(&till.join("copies")).unwrap().remove(0);
    let today = now().date_naive();
    drop(
        restore(
            &backup,
            &till.join(LEDGER),
            &key(),
            today,
            now(),
            |_| Ok(()),
        )
        .unwrap(),
    );
    say("restored");
}

#[test]
fn a_restore_that_the_power_interrupts_leaves_a_till_that_is_shut_or_restored_and_never_an_older_one()
 {
    if let Some((folder, _)) = recorded() {
        return restores(&folder);
    }
    let bad = Bad::ledger();
    let own = bad.files.keys().filter(|name| !is_copy(name)).count();
    assert_eq!(own, 2, "a file and its log");
    assert!(bad.rows > bad.backed_up);
    let start = Disk::holding(bad.files.clone());
    let Bad { folder, files, .. } = &bad;
    let calls = record_in(folder, TEST);

    let left = is_complete(&calls, start.clone(), folder);
    assert_ne!(&left, files);

    let reach = Reach::Between {
        by_chance: 6,
        one_in: 10,
    };
    let tally = replay_and(&calls, reach, &start, |bench, left, point| {
        if !bad.is_kept(&left) {
            return Err(Loss::NotAside);
        }
        bench.lay(left);
        bad.goes_on(bench, point)
    });
    let tally = tally.unwrap_or_else(|found| panic!("{found}"));
    println!("{} calls: {tally:?}", calls.len());
    assert!(tally.opened > 200, "{tally:?}");
}
