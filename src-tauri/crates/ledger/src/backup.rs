//! Copies of a ledger: the daily one, encrypted under the same key and opened before it counts; the one put aside
//! when a file is bad; and the way back. Nothing here ever puts an empty ledger where another stood. When to make one
//! is not known here.

use crate::{
    Head, Ledger, LedgerError, LedgerKey, Note, Presence, journal,
    open::{beside, close, connect, put_in_place, remove, remove_database, sync_folder},
    verify::check_pages,
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use rusqlite::{
    Connection, OpenFlags, TransactionBehavior,
    backup::{self, StepResult},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How many numbers a restored till skips: more than it can have allotted since its last backup, so that no number is
/// ever on two receipts.
const NUMBERS_SKIPPED: u32 = 10_000;

/// What a backup's file name begins with; then stand the moment it was made, in UTC, and how far its journal went.
const PREFIX: &str = "ledger-";

/// What a backup's file name ends with.
const SUFFIX: &str = ".backup";

/// A moment in a file's name.
const STAMP: &str = "%Y%m%dT%H%M%S%3fZ";

/// A backup that was opened and read after it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Where it is.
    pub path: PathBuf,
    /// Where the journal stood.
    pub head: Head,
    /// When it was made.
    pub made: DateTime<Utc>,
}

/// A bad ledger's copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The copy of the file; what SQLite kept beside it is copied beside this one.
    pub path: PathBuf,
}

impl Ledger {
    /// Copies the ledger into a folder, under the same key, then opens the copy, reads every page of it and compares
    /// its journal with ours. Only then does it bear a backup's name, and only then are all but the newest `keep`
    /// backups of that folder removed: those whose journals go furthest, whatever the clock said when they were made. It
    /// reads as of one moment; writing may go on meanwhile.
    pub fn backup(
        &self,
        folder: &Path,
        key: &LedgerKey,
        keep: usize,
        now: DateTime<Utc>,
    ) -> Result<Backup, LedgerError> {
        fs::create_dir_all(folder)?;
        sync_folder(folder)?;
        let making = unnamed(folder, now);
        remove_database(&making)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut copy = connect(&making, key, flags)?;
        copy_all(&self.conn, &mut copy)?;
        close(copy)?;
        let backup = named_once_read(&making, folder, key, now)?;
        keep_newest(folder, &backup.path, keep)?;
        Ok(backup)
    }
}

/// Where a backup is made before it bears its name.
fn unnamed(folder: &Path, now: DateTime<Utc>) -> PathBuf {
    folder.join(format!("{PREFIX}{}.making", stamp(now)))
}

/// Gives a copy the name of a backup made now, once it was opened and all of it read.
fn named_once_read(
    making: &Path,
    folder: &Path,
    key: &LedgerKey,
    now: DateTime<Utc>,
) -> Result<Backup, LedgerError> {
    let head = read_whole(making, key, now)?;
    let path = folder.join(format!("{PREFIX}{}-{}{SUFFIX}", stamp(now), head.seq));
    put_in_place(making, &path)?;
    Ok(Backup {
        path,
        head,
        made: now,
    })
}

/// Copies every page in one step, which is one moment.
fn copy_all(from: &Connection, to: &mut Connection) -> Result<(), LedgerError> {
    let copied = backup::Backup::new(from, to)?.step(-1)?;
    (copied == StepResult::Done)
        .then_some(())
        .ok_or(LedgerError::Busy)
}

/// The backups of a folder, newest first: the one whose journal goes furthest, and of two that go as far the one made
/// later. A folder that is not there has none.
pub fn backups(folder: &Path) -> Result<Vec<PathBuf>, LedgerError> {
    if !folder.try_exists()? {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some((made, rows)) = named(&path) {
            found.push((rows, made, path));
        }
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    Ok(found.into_iter().map(|(_, _, path)| path).collect())
}

/// The newest backup of a folder that is whole: each is copied, opened and read until one is. Those that are not are
/// passed over and stay where they are.
pub fn newest_whole(
    folder: &Path,
    key: &LedgerKey,
    now: DateTime<Utc>,
) -> Result<Option<Backup>, LedgerError> {
    for path in backups(folder)? {
        let Some((made, _)) = named(&path) else {
            continue;
        };
        let looking = beside(&path, ".making");
        remove_database(&looking)?;
        fs::copy(&path, &looking)?;
        let head = read_whole(&looking, key, now);
        remove_database(&looking)?;
        if let Ok(head) = head {
            return Ok(Some(Backup { path, head, made }));
        }
    }
    Ok(None)
}

/// When a backup was made, by its name; `None` for what is no backup.
pub fn backup_made(path: &Path) -> Option<DateTime<Utc>> {
    named(path).map(|(made, _)| made)
}

/// When a backup was made and how many rows its journal has, by its name.
fn named(path: &Path) -> Option<(DateTime<Utc>, u64)> {
    let name = path.file_name()?.to_str()?;
    let name = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
    let (stamp, rows) = name.split_once('-')?;
    let made = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?;
    Some((made.and_utc(), rows.parse().ok()?))
}

/// Copies a bad ledger, and what SQLite keeps beside it, aside. The original stays where and as it is.
pub fn quarantine(path: &Path, now: DateTime<Utc>) -> Result<Quarantined, LedgerError> {
    let aside = beside(path, &format!(".quarantine-{}", stamp(now)));
    for suffix in ["-wal", "-shm", ""] {
        let from = beside(path, suffix);
        if from.try_exists()? {
            let to = beside(&aside, suffix);
            fs::copy(&from, &to)?;
            fs::File::options().write(true).open(&to)?.sync_all()?;
        }
    }
    sync_folder(&aside)?;
    Ok(Quarantined { path: aside })
}

/// Puts a backup in a ledger's place and opens it. The backup is read whole first; what stood there is quarantined
/// first. Each till skips ten thousand numbers, so that none is allotted twice, and the journal says so. What goes on is
/// a backup of the same folder before it goes on: were it lost in its turn, the older one would skip to the same numbers
/// again. What was written after the backup is lost here: the gateways must be asked about everything that is not settled.
pub fn restore(
    backup: &Path,
    path: &Path,
    key: &LedgerKey,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Ledger, LedgerError> {
    let making = beside(path, ".making");
    remove_database(&making)?;
    fs::copy(backup, &making)?;
    read_whole(&making, key, now)?;
    let mut restored = Ledger::open(&making, key, Presence::MustExist, now)?;
    skip_numbers(&mut restored, day, now)?;
    drop(restored.commits);
    close(restored.conn)?;
    if let Some(folder) = backup.parent() {
        let copying = unnamed(folder, now);
        fs::copy(&making, &copying)?;
        named_once_read(&copying, folder, key, now)?;
    }
    quarantine(path, now)?;
    clear(path)?;
    put_in_place(&making, path)?;
    Ledger::open(path, key, Presence::MustExist, now)
}

/// Takes away what was put aside, so that its log is not read into what comes. The file goes first, and for certain: a
/// log without its file keeps a till shut, but a file without its log could pass for an older ledger.
fn clear(path: &Path) -> Result<(), LedgerError> {
    remove(path)?;
    sync_folder(path)?;
    remove(&beside(path, "-wal"))?;
    remove(&beside(path, "-shm"))?;
    Ok(sync_folder(path)?)
}

fn skip_numbers(
    ledger: &mut Ledger,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let tx = ledger
        .conn
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute("UPDATE till SET last = last + ?1", [NUMBERS_SKIPPED])?;
    let note = Note::Restored {
        at: now,
        numbers_skipped: NUMBERS_SKIPPED,
    };
    journal::note(&tx, &note, day)?;
    Ok(tx.commit()?)
}

/// Opens a copy with every check, reads all its pages and tells where its journal stands.
fn read_whole(path: &Path, key: &LedgerKey, now: DateTime<Utc>) -> Result<Head, LedgerError> {
    let copy = Ledger::open(path, key, Presence::MustExist, now)?;
    check_pages(&copy.conn)?;
    let head = copy.head()?;
    close(copy.conn)?;
    Ok(head)
}

/// Removes all but the newest and the one just made, which a clock that was set back may call old.
fn keep_newest(folder: &Path, made: &Path, keep: usize) -> Result<(), LedgerError> {
    let mut others = backups(folder)?;
    others.retain(|other| other != made);
    for old in others.into_iter().skip(keep.saturating_sub(1)) {
        remove_database(&old)?;
    }
    Ok(())
}

/// A moment as part of a file name, such that names sort as moments do.
fn stamp(now: DateTime<Utc>) -> String {
    now.format(STAMP).to_string()
}
