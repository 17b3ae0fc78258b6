//! Copies of a ledger: the daily one, encrypted under the same key and opened before it counts; the one put aside
//! when a file is bad; and the way back. Nothing here ever puts an empty ledger where another stood. When to make one
//! is not known here.

use crate::{
    Head, Ledger, LedgerError, LedgerKey, Note, Presence, journal,
    open::{beside, close, connect, put_in_place, remove, remove_database, sync_folder},
    verify::check_pages,
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use rusqlite::{
    Connection, OpenFlags, TransactionBehavior,
    backup::{self, StepResult},
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// How many numbers a restored till skips: more than it can have allotted since its last backup, so that no number is
/// ever on two receipts.
const NUMBERS_SKIPPED: u32 = 10_000;

/// What a backup's file name begins with; then stand the moment it was made, in UTC, and how far its journal went.
const PREFIX: &str = "ledger-";

/// What a backup's file name ends with.
const SUFFIX: &str = ".backup";

/// What the name of a copy ends with while it is made.
const MAKING: &str = ".making";

/// What is added to the name of a backup that was passed over when an older one took the ledger's place: it goes further
/// in a past that is not this ledger's, and is kept as it is.
const PASSED_OVER: &str = ".passed-over";

/// What a bad ledger's copy bears after the ledger's name; the moment it was made follows.
const QUARANTINE: &str = ".quarantine-";

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
        remove_unfinished(folder)?;
        let making = unnamed(folder, now);
        let backup = or_nothing(&making, || {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
            let mut copy = connect(&making, key, flags)?;
            copy_all(&self.conn, &mut copy)?;
            close(copy)?;
            named_once_read(&making, folder, key, now, now)
        })?;
        keep_newest(folder, &backup.path, keep)?;
        Ok(backup)
    }
}

/// Makes a database. Where that fails nothing of it stays: on a full disk it would keep the room that sales need.
fn or_nothing<T>(
    making: &Path,
    make: impl FnOnce() -> Result<T, LedgerError>,
) -> Result<T, LedgerError> {
    make().inspect_err(|_fault| {
        // What cannot be removed now is removed before the next one is made.
        _ = remove_database(making);
    })
}

/// Removes what copies that were interrupted left, by a kill or a power cut.
fn remove_unfinished(folder: &Path) -> Result<(), LedgerError> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.contains(MAKING) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Where a backup is made before it bears its name.
fn unnamed(folder: &Path, now: DateTime<Utc>) -> PathBuf {
    folder.join(format!("{PREFIX}{}{MAKING}", stamp(now)))
}

/// Gives a copy the name of a backup made then, once it was opened and all of it read.
fn named_once_read(
    making: &Path,
    folder: &Path,
    key: &LedgerKey,
    made: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Backup, LedgerError> {
    let head = read_whole(making, key, now)?;
    let path = folder.join(format!("{PREFIX}{}-{}{SUFFIX}", stamp(made), head.seq));
    put_in_place(making, &path)?;
    Ok(Backup { path, head, made })
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

/// The newest backup of a folder that is whole: each is copied, opened and read until one is. Those that are not stay
/// where they are; what is not the file's fault is told, and says nothing of it.
pub fn newest_whole(
    folder: &Path,
    key: &LedgerKey,
    now: DateTime<Utc>,
) -> Result<Option<Backup>, LedgerError> {
    for path in backups(folder)? {
        let Some((made, _)) = named(&path) else {
            continue;
        };
        let looking = beside(&path, MAKING);
        remove_database(&looking)?;
        let looked = fs::copy(&path, &looking).map_err(LedgerError::from);
        let head = looked.and_then(|_bytes| read_whole(&looking, key, now));
        remove_database(&looking)?;
        match head {
            Ok(head) => return Ok(Some(Backup { path, head, made })),
            Err(fault) if fault.is_of_the_file() => {}
            Err(fault) => return Err(fault),
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

/// Copies a bad ledger, and what SQLite keeps beside it, aside. The original stays where and as it is. One that was put
/// aside before, and is the same still, is not copied again.
pub fn quarantine(path: &Path, now: DateTime<Utc>) -> Result<Quarantined, LedgerError> {
    if let Some(path) = put_aside_before(path)? {
        return Ok(Quarantined { path });
    }
    let aside = beside(path, &format!("{QUARANTINE}{}", stamp(now)));
    or_nothing(&aside, || {
        for suffix in ["-wal", "-shm", ""] {
            let to = beside(&aside, suffix);
            match fs::copy(beside(path, suffix), &to) {
                Ok(_bytes) => fs::File::options().write(true).open(&to)?.sync_all()?,
                // It is not there, or was merged into the file just now, which is copied after it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(sync_folder(&aside)?)
    })?;
    Ok(Quarantined { path: aside })
}

/// The copy of a ledger that holds what the ledger and its log hold now.
fn put_aside_before(path: &Path) -> Result<Option<PathBuf>, LedgerError> {
    let (Some(folder), true) = (path.parent(), path.try_exists()?) else {
        return Ok(None);
    };
    let copies = beside(path, QUARANTINE);
    let copies = copies.to_string_lossy();
    for entry in fs::read_dir(folder)? {
        let copy = entry?.path();
        let name = copy.to_string_lossy();
        let is_one =
            name.starts_with(&*copies) && !name.ends_with("-wal") && !name.ends_with("-shm");
        if is_one && same(path, &copy)? && same(&beside(path, "-wal"), &beside(&copy, "-wal"))? {
            return Ok(Some(copy));
        }
    }
    Ok(None)
}

/// Whether two files hold the same; one that is not there holds nothing, as an empty one does.
fn same(one: &Path, other: &Path) -> Result<bool, LedgerError> {
    let long = |path: &Path| match fs::metadata(path) {
        Ok(about) => Ok(about.len()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    };
    let (length, others) = (long(one)?, long(other)?);
    Ok(length == others && (length == 0 || fs::read(one)? == fs::read(other)?))
}

/// Puts a backup in a ledger's place and opens it. The backup is read whole first; what stood there is quarantined
/// first. Each till skips ten thousand numbers, so that none is allotted twice, and the journal says so. What goes on is
/// a backup of the same folder before it goes on, of the moment of the one it was made of: were it lost in its turn, the
/// older one would skip to the same numbers again. Backups that go further are no backups any more. What was written
/// after the backup is lost here: the gateways must be asked about everything that is not settled. Whoever keeps count of
/// how far the ledger has come is told where it will stand before anything is moved, and may refuse.
pub fn restore(
    backup: &Path,
    path: &Path,
    key: &LedgerKey,
    day: NaiveDate,
    now: DateTime<Utc>,
    goes_on_from: impl FnOnce(&Head) -> Result<(), LedgerError>,
) -> Result<Ledger, LedgerError> {
    let making = beside(path, MAKING);
    remove_database(&making)?;
    or_nothing(&making, || {
        fs::copy(backup, &making)?;
        read_whole(&making, key, now)?;
        let mut restored = Ledger::open(&making, key, Presence::MustExist, now)?;
        skip_numbers(&mut restored, day, now)?;
        let head = restored.head()?;
        drop(restored.commits);
        close(restored.conn)?;
        if let Some(folder) = backup.parent() {
            let copying = unnamed(folder, now);
            let made = named(backup).map_or(now, |(made, _)| made + TimeDelta::milliseconds(1));
            let copy = or_nothing(&copying, || {
                fs::copy(&making, &copying)?;
                named_once_read(&copying, folder, key, made, now)
            })?;
            pass_over(folder, backup, &copy.path)?;
        }
        quarantine(path, now)?;
        goes_on_from(&head)?;
        clear(path)?;
        put_in_place(&making, path)
    })?;
    Ledger::open(path, key, Presence::MustExist, now)
}

/// Takes the name of a backup from those that go further than the one that goes on as this copy.
fn pass_over(folder: &Path, backup: &Path, copy: &Path) -> Result<(), LedgerError> {
    let found = backups(folder)?;
    let further = found.iter().take_while(|other| *other != backup);
    for other in further.filter(|other| *other != copy) {
        fs::rename(other, beside(other, PASSED_OVER))?;
    }
    Ok(sync_folder(copy)?)
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

/// Removes all but the newest and the one just made, which a clock that was set back may call old; and what was passed
/// over, once as many have been made since as are kept.
fn keep_newest(folder: &Path, made: &Path, keep: usize) -> Result<(), LedgerError> {
    let mut others = backups(folder)?;
    others.retain(|other| other != made);
    let (kept, old) = others.split_at(keep.saturating_sub(1).min(others.len()));
    for old in old {
        remove_database(old)?;
    }
    let Some(oldest) = kept
        .last()
        .and_then(|kept| backup_made(kept))
        .filter(|_| !old.is_empty())
    else {
        return Ok(());
    };
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.to_string_lossy();
        let passed_over = name.strip_suffix(PASSED_OVER).map(Path::new);
        if passed_over
            .and_then(backup_made)
            .is_some_and(|made| made < oldest)
        {
            remove(&path)?;
        }
    }
    Ok(())
}

/// A moment as part of a file name, such that names sort as moments do.
fn stamp(now: DateTime<Utc>) -> String {
    now.format(STAMP).to_string()
}
