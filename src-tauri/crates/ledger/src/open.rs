//! Opening a ledger: the checks that stand between a file and the first deed, and the creation of a new one. Whatever
//! is wrong is told apart and nothing is repaired in passing; a file that is there and does not open is never
//! replaced. It knows no table but those it checks.

use crate::{Damage, Hash, Ledger, LedgerError, LedgerKey, journal};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, MAIN_DB, OpenFlags, config::DbConfig, params};
use rusqlite_migration::{M, Migrations};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc, Once,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Every change of the schema, oldest first. There is no way back.
pub(crate) const MIGRATIONS: [&str; 2] = [
    include_str!("../migrations/0001_ledger.sql"),
    include_str!("../migrations/0002_customers.sql"),
];

/// The schema this program writes: the number of migrations.
pub(crate) const SCHEMA: i64 = MIGRATIONS.len() as i64;

/// `Cmpt`, in the header of every ledger.
const APPLICATION_ID: i64 = 1_131_245_684;

/// The first SQLite without the WAL-reset defect.
const SQLITE_AT_LEAST: i32 = 3_051_003;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many statements stay prepared: all there are.
const STATEMENTS: usize = 64;

/// Whether a ledger must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It must: this till has worked before.
    MustExist,
    /// A new one is created when nothing is there at all. Something that is there and does not open is refused.
    MayCreate {
        /// 32 random bytes for a new ledger's hash chain.
        salt: [u8; 32],
    },
}

impl Ledger {
    /// Opens the ledger at `path`, or creates it at `now` where `presence` allows.
    ///
    /// Checked before it is handed out: the file is not in clear, the engine has its cipher and is recent enough, the
    /// key fits, it is a ledger, its schema is not newer than this program, write-ahead logging with full
    /// synchronisation is in force, and the journal's last row is right. This reads a handful of pages, however large
    /// the file; [`Ledger::verify`] reads all of it. That only one program opens it at a time is the caller's care.
    pub fn open(
        path: &Path,
        key: &LedgerKey,
        presence: Presence,
        now: DateTime<Utc>,
    ) -> Result<Ledger, LedgerError> {
        if !path.try_exists()? {
            match presence {
                Presence::MustExist => return Err(LedgerError::Missing),
                Presence::MayCreate { salt } => create(path, key, &salt, now)?,
            }
        }
        Ledger::on(connect(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?)
    }

    /// Checks what a connection leads to and counts what it writes from now on.
    pub(crate) fn on(mut conn: Connection) -> Result<Ledger, LedgerError> {
        check_kind(&conn)?;
        migrate(&mut conn, &MIGRATIONS)?;
        journal::check_head(&conn)?;
        merge_on_close(&conn)?;
        let commits = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&commits);
        conn.commit_hook(Some(move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false
        }))?;
        Ok(Ledger { conn, commits })
    }
}

/// A connection on which every statement is durable, or the reason why there is none.
pub(crate) fn connect(
    path: &Path,
    key: &LedgerKey,
    flags: OpenFlags,
) -> Result<Connection, LedgerError> {
    if !flags.contains(OpenFlags::SQLITE_OPEN_CREATE) {
        check_beginning(path)?;
    }
    start_engine();
    if rusqlite::version_number() < SQLITE_AT_LEAST {
        return Err(LedgerError::SqliteTooOld {
            found: rusqlite::version_number(),
        });
    }
    let conn = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(PATIENCE)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    keep_apart(&conn)?;
    unlock(&conn, key)?;
    if conn.is_readonly(MAIN_DB)? {
        return Err(LedgerError::ReadOnly);
    }
    make_durable(&conn)?;
    Ok(conn)
}

/// Starts the database engine, once in the life of the program and with nobody else under way: SQLite calls itself
/// started before its cipher is, so of two threads that open their first file together, one may find no cipher.
fn start_engine() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| drop(Connection::open_in_memory()));
}

/// The bytes of a page. Every ledger has at least one: it is merged into its file before it gets its name.
const PAGE: u64 = 4096;

/// Looks at the file before the engine does, which takes the rest of a first page for a database to be begun, and
/// writes into it.
fn check_beginning(path: &Path) -> Result<(), LedgerError> {
    let mut beginning = Vec::with_capacity(16);
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    file.take(16).read_to_end(&mut beginning)?;
    match beginning.as_slice() {
        [] => Err(Damage::Empty.into()),
        b"SQLite format 3\0" if cfg!(feature = "cipher") => Err(LedgerError::NotEncrypted),
        _ if length < PAGE => Err(Damage::Header.into()),
        _ => Ok(()),
    }
}

/// Gives the engine the key and reads the first page with it.
fn unlock(conn: &Connection, key: &LedgerKey) -> Result<(), LedgerError> {
    #[cfg(feature = "cipher")]
    {
        // The engine's own log would go to the standard error stream; its faults come back as errors all the same.
        conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
        conn.execute_batch(&key.pragma())?;
        let mut asked = conn.prepare("PRAGMA cipher_version")?;
        if !asked.exists(())? {
            return Err(LedgerError::CipherMissing);
        }
    }
    #[cfg(not(feature = "cipher"))]
    let _ = key;
    match conn.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(())) {
        Ok(()) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Err(wrong_key_or_damage(conn))
        }
        Err(error) => Err(error.into()),
    }
}

/// A wrong key and a damaged first page look alike. They are told apart by the other pages, each of which carries a
/// seal made with the key: if any of them holds, the key is right. A damaged salt (the first 16 bytes) breaks every
/// seal and cannot be told from a wrong key; nor can a ledger of a single page.
fn wrong_key_or_damage(conn: &Connection) -> LedgerError {
    let broken = conn
        .prepare("PRAGMA cipher_integrity_check")
        .and_then(|mut check| check.query_map((), |_| Ok(()))?.count_ok());
    let pages = conn
        .path()
        .and_then(|path| fs::metadata(path).ok())
        .map(|file| file.len().div_ceil(PAGE));
    match (broken, pages) {
        (Ok(broken), Some(pages)) if broken > 0 && broken < pages => Damage::Header.into(),
        (Ok(_) | Err(_), _) => LedgerError::WrongKey,
    }
}

/// Counts rows that all read.
trait CountOk {
    fn count_ok(self) -> rusqlite::Result<u64>;
}

impl<T: Iterator<Item = rusqlite::Result<()>>> CountOk for T {
    fn count_ok(mut self) -> rusqlite::Result<u64> {
        self.try_fold(0, |count, row| row.map(|()| count + 1))
    }
}

/// Puts the settings in force and reads back the two that money depends on.
fn make_durable(conn: &Connection) -> Result<(), LedgerError> {
    let mode: String = conn.query_row("PRAGMA journal_mode = WAL", (), |row| row.get(0))?;
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA secure_delete = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;",
    )?;
    let synchronous: i64 = conn.query_row("PRAGMA synchronous", (), |row| row.get(0))?;
    let foreign_keys: bool = conn.query_row("PRAGMA foreign_keys", (), |row| row.get(0))?;
    if mode == "wal" && synchronous == 2 && foreign_keys {
        Ok(())
    } else {
        Err(LedgerError::NotDurable)
    }
}

/// Refuses what is not a ledger, or is newer than this program.
fn check_kind(conn: &Connection) -> Result<(), LedgerError> {
    let application_id: i64 = conn.query_row("PRAGMA application_id", (), |row| row.get(0))?;
    if application_id != APPLICATION_ID {
        return Err(Damage::NotALedger.into());
    }
    let found: i64 = conn.query_row("PRAGMA user_version", (), |row| row.get(0))?;
    if found > SCHEMA {
        return Err(LedgerError::Newer {
            found,
            known: SCHEMA,
        });
    }
    Ok(())
}

/// Applies the migrations that are missing, each in a transaction of its own: a program killed between or in them
/// starts again where it was.
pub(crate) fn migrate(conn: &mut Connection, migrations: &[&str]) -> Result<(), LedgerError> {
    let migrations: Migrations<'_> = migrations.iter().copied().map(M::up).collect();
    migrations.to_latest(conn).map_err(|error| {
        if let rusqlite_migration::Error::RusqliteError { err, .. } = error {
            err.into()
        } else {
            Damage::Schema.into()
        }
    })
}

/// Builds a new ledger beside its place and moves it there once it is whole: a program killed meanwhile leaves
/// nothing that could be taken for a ledger.
fn create(
    path: &Path,
    key: &LedgerKey,
    salt: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    if beside(path, "-wal").try_exists()? {
        return Err(Damage::Gone.into());
    }
    let making = beside(path, ".making");
    remove_database(&making)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut conn = connect(&making, key, flags)?;
    migrate(&mut conn, &MIGRATIONS)?;
    let created = now.to_rfc3339();
    conn.execute(
        "INSERT INTO ledger (one, created, salt, seq, hash) VALUES (1, ?1, ?2, 0, ?3)",
        params![created, salt, Hash::of_creation(&created, salt)],
    )?;
    close(conn)?;
    put_in_place(&making, path)
}

/// A connection that is refused must not merge the log into the file when it is dropped: both stay as they are.
pub(crate) fn keep_apart(conn: &Connection) -> Result<(), LedgerError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(())
}

/// Lets the last connection of a file leave all of it in the one file.
fn merge_on_close(conn: &Connection) -> Result<(), LedgerError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// Closes the last connection of a file that is as it should be, which leaves all of it in the one file. The log is
/// merged before: where that fails the engine closes all the same, without a word, and leaves the file in halves.
pub(crate) fn close(conn: Connection) -> Result<(), LedgerError> {
    let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
    if busy {
        return Err(LedgerError::Busy);
    }
    merge_on_close(&conn)?;
    conn.close().map_err(|(_, error)| error.into())
}

/// The file next to `path` whose name continues its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Removes a database and what SQLite keeps beside it, as far as they are there.
pub(crate) fn remove_database(path: &Path) -> Result<(), LedgerError> {
    ["", "-wal", "-shm", "-journal"]
        .iter()
        .try_for_each(|suffix| remove(&beside(path, suffix)))
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), LedgerError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Moves a whole, synchronised file to its place, so that the place holds either what it held or all of this.
pub(crate) fn put_in_place(from: &Path, to: &Path) -> Result<(), LedgerError> {
    File::options().write(true).open(from)?.sync_all()?;
    fs::rename(from, to)?;
    Ok(sync_folder(to)?)
}

/// Makes a file's new name in its folder durable. Windows keeps names in its own journal and opens no folder as a file.
pub fn sync_folder(of: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = of;
    Ok(())
}
