//! Everything that can go wrong with a ledger, told apart by what a person or the till would do about it. SQLite's
//! faults are mapped by their codes, never by their messages; no error carries a row's content.

use financing::{FinancingId, NameError};
use rusqlite::ffi;
use std::io;

/// Why the ledger did not do it. Unless a variant says otherwise, nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// There is no file where one must be.
    #[error("there is no ledger there")]
    Missing,
    /// The file does not open with this key: it is another till's, or the vault holds another key. A file whose first
    /// 16 bytes were altered looks exactly the same.
    #[error("the ledger does not open with this key")]
    WrongKey,
    /// The file is a database in clear.
    #[error("the ledger is not encrypted")]
    NotEncrypted,
    /// A newer version of the program wrote it.
    #[error("the ledger has schema {found}, this program knows {known}")]
    Newer {
        /// Its schema.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// The database engine of this process has no cipher (a system library took its place).
    #[error("the database engine has no cipher")]
    CipherMissing,
    /// The database engine of this process is older than the first one that is safe.
    #[error("SQLite {found} is older than 3.51.3")]
    SqliteTooOld {
        /// Its version, as 3051003 for 3.51.3.
        found: i32,
    },
    /// Write-ahead logging with full synchronisation could not be put in force (some network shares forbid it).
    #[error("the ledger cannot be written durably there")]
    NotDurable,
    /// The file is damaged. Quarantine it and restore a backup; never start a new one over it.
    #[error("the ledger is damaged: {what}")]
    Corrupt {
        /// How that shows.
        what: Damage,
    },
    /// A journal row does not follow from the one before it: the file was edited.
    #[error("the journal is broken at row {row}")]
    ChainBroken {
        /// The first row that is wrong.
        row: u64,
    },
    /// The journal ends before a row that is known to have been written: a log was lost, or an older file was put in
    /// this one's place. What it holds is good, and going on from it would allot its numbers again.
    #[error("the journal ends at row {row}, and row {known} was written")]
    Shortened {
        /// Where it ends.
        row: u64,
        /// How far it went.
        known: u64,
    },
    /// No room on the disk. What was under way is rolled back.
    #[error("the disk is full")]
    DiskFull,
    /// The file, its folder or its disk cannot be written.
    #[error("the ledger is read-only")]
    ReadOnly,
    /// The disk or the file system failed.
    #[error("the disk failed (SQLite code {code})")]
    Disk {
        /// SQLite's extended code.
        code: i32,
    },
    /// A file beside the database could not be handled.
    #[error("a file could not be handled")]
    Io(#[source] io::Error),
    /// Another program is writing; it may be tried again.
    #[error("another program is writing")]
    Busy,
    /// This press was written before: it is this financing.
    #[error("already begun as {id}")]
    AlreadyBegun {
        /// Which.
        id: FinancingId,
    },
    /// The transaction key names another financing already: draw a new one.
    #[error("the transaction key is taken")]
    KeyTaken,
    /// The till's prefix makes no name for a financing.
    #[error("the till's prefix makes no name: {0}")]
    BadTill(#[source] NameError),
    /// Somebody else wrote to this financing first: read it again and decide again.
    #[error("somebody else wrote first")]
    Overtaken,
    /// No such financing.
    #[error("no such financing")]
    NotFound,
    /// The step is not the one that the rules give for this event on this financing. A fault of the caller.
    #[error("the step does not follow from the event")]
    NotItsStep,
    /// A fault of the program: the engine refused a statement or the schema a row.
    #[error("the database engine refused")]
    Database(#[source] rusqlite::Error),
}

impl LedgerError {
    /// Whether the file itself is at fault, so that another one in its place would open. A damaged beginning looks like a
    /// wrong key.
    pub fn is_of_the_file(&self) -> bool {
        match self {
            LedgerError::Missing
            | LedgerError::WrongKey
            | LedgerError::NotEncrypted
            | LedgerError::Corrupt { .. }
            | LedgerError::ChainBroken { .. }
            | LedgerError::Shortened { .. } => true,
            LedgerError::Newer { .. }
            | LedgerError::CipherMissing
            | LedgerError::SqliteTooOld { .. }
            | LedgerError::NotDurable
            | LedgerError::DiskFull
            | LedgerError::ReadOnly
            | LedgerError::Busy
            | LedgerError::Disk { .. }
            | LedgerError::Io(_)
            | LedgerError::AlreadyBegun { .. }
            | LedgerError::KeyTaken
            | LedgerError::BadTill(_)
            | LedgerError::Overtaken
            | LedgerError::NotFound
            | LedgerError::NotItsStep
            | LedgerError::Database(_) => false,
        }
    }
}

/// How damage showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// The file is gone and its write-ahead log is still there.
    #[error("the file is gone, its log is not")]
    Gone,
    /// The first page does not read, others do: the key is right.
    #[error("the first page does not read")]
    Header,
    /// A page does not read or the tree of pages does not hold together.
    #[error("a page does not read")]
    Page,
    /// A database under the right key, and not a ledger.
    #[error("it is not a ledger")]
    NotALedger,
    /// The schema could not be brought up to date.
    #[error("its schema cannot be brought up to date")]
    Schema,
    /// A financing does not read.
    #[error("a financing does not read")]
    Financing,
    /// A journal row does not read.
    #[error("a journal row does not read")]
    Journal,
    /// The intents do not fit their financing.
    #[error("the intents do not fit their financing")]
    Intents,
    /// A customer's facts do not read.
    #[error("a customer's facts do not read")]
    Person,
    /// A total does not read.
    #[error("a total does not read")]
    Totals,
    /// A backup is not what was to be backed up.
    #[error("the backup differs")]
    Backup,
}

impl From<Damage> for LedgerError {
    fn from(what: Damage) -> LedgerError {
        LedgerError::Corrupt { what }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        let Some(failure) = error.sqlite_error() else {
            return LedgerError::Database(error);
        };
        let code = failure.extended_code;
        match code & 0xff {
            ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB => Damage::Page.into(),
            ffi::SQLITE_FULL => LedgerError::DiskFull,
            ffi::SQLITE_READONLY | ffi::SQLITE_PERM => LedgerError::ReadOnly,
            ffi::SQLITE_IOERR | ffi::SQLITE_CANTOPEN => LedgerError::Disk { code },
            ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => LedgerError::Busy,
            _ => LedgerError::Database(error),
        }
    }
}

impl From<io::Error> for LedgerError {
    fn from(error: io::Error) -> LedgerError {
        use io::ErrorKind as Kind;
        let kind = error.kind();
        if matches!(kind, Kind::StorageFull | Kind::QuotaExceeded) {
            LedgerError::DiskFull
        } else if matches!(kind, Kind::PermissionDenied | Kind::ReadOnlyFilesystem) {
            LedgerError::ReadOnly
        } else if kind == Kind::NotFound {
            LedgerError::Missing
        } else {
            LedgerError::Io(error)
        }
    }
}
