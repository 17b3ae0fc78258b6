//! A ledger's file, the disk under it, and a reader beside the programs that write it. After a deed the reader looks at
//! the journal rows that are new; what it has read it keeps, until it is told to forget and to read all of it again.

use super::{
    invariants::Tale,
    restore::{Copied, Forgotten},
    wire::held,
};
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Paris;
use financing::{Entry, Event, FinancingId, calendar};
use ledger::{Held, Ledger, LedgerError, LedgerKey, Presence};
use rusqlite::Connection;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use till::{LEDGER_KEY, Pocket, Vault};

/// The key of every ledger here.
pub(crate) const KEY: [u8; 32] = [7; 32];

/// Where rows are counted on a full disk: the engine says that the disk is full when no number is left, as it does when
/// no page is, and rolls back what was under way.
const LAST_ROW: i64 = i64::MAX;

/// What takes room.
const WRITES: [(&str, &str); 5] = [
    ("INSERT", "journal"),
    ("INSERT", "intent"),
    ("UPDATE", "intent"),
    ("INSERT", "financing"),
    ("UPDATE", "financing"),
];

/// How the disk under a ledger is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Disk {
    /// It takes what is written.
    #[default]
    Works,
    /// It fails in the middle of what is written.
    Fails,
    /// It has no room left, or soon will not have.
    Full,
}

/// An empty ledger, made once: every life begins with a copy of it.
fn empty_ledger() -> &'static [u8] {
    static EMPTY: OnceLock<Vec<u8>> = OnceLock::new();
    EMPTY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.ledger");
        let presence = Presence::MayCreate { salt: [9; 32] };
        drop(Ledger::open(&path, &key(), presence, DateTime::UNIX_EPOCH).unwrap());
        fs::read(path).unwrap()
    })
}

fn key() -> LedgerKey {
    LedgerKey::from_bytes(KEY)
}

/// Opens the ledger that is there.
pub(crate) fn open_ledger(path: &Path) -> Ledger {
    open_ledger_with(path, &key())
}

/// Opens it with a key out of a keyring.
pub(crate) fn open_ledger_with(path: &Path, key: &LedgerKey) -> Ledger {
    Ledger::open(path, key, Presence::MustExist, DateTime::UNIX_EPOCH).unwrap()
}

/// Opens the file that is there, behind the ledger's back.
fn open_file(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    let digits: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    conn.execute_batch(&format!("PRAGMA key = \"x'{digits}'\""))
        .unwrap();
    conn
}

/// What was read of a financing.
pub(crate) struct Seen {
    /// As the ledger has it.
    pub(crate) held: Held,
    /// As its rows tell it.
    pub(crate) tale: Tale,
    /// What happened, row by row.
    pub(crate) events: Vec<Event>,
}

/// A ledger's file.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) reader: Arc<Mutex<Ledger>>,
    /// Every financing that ever began here.
    pub(crate) known: BTreeSet<FinancingId>,
    /// Those that changed since somebody looked.
    pub(crate) changed: Arc<Mutex<BTreeSet<FinancingId>>>,
    /// How the disk is.
    pub(crate) disk: Arc<Mutex<Disk>>,
    /// The keyring of whoever writes it.
    pub(crate) secrets: Arc<Pocket>,
    /// The newest copy of it.
    pub(crate) copied: Option<Copied>,
    /// It is a backup that took its place.
    pub(crate) restored: bool,
    /// What it does not know any more since then.
    pub(crate) forgotten: Forgotten,
    /// How often a program of it was started, a clock set, a disk refused, a deed dropped; how often before the last look;
    /// and before each financing was seen.
    mishaps: AtomicU64,
    mishaps_before: u64,
    /// The clock of a machine that writes it was wrong.
    pub(crate) clocks_were_set: bool,
    began_after: BTreeMap<FinancingId, u64>,
    /// What was read so far.
    seen: BTreeMap<FinancingId, Seen>,
    /// The power of the machines that write it went.
    pub(crate) power_is_out: Arc<AtomicBool>,
    rows: Connection,
    generation: u32,
}

impl File {
    /// A new till's ledger.
    pub(crate) fn new(folder: &Path, number: usize) -> File {
        let path = folder.join(format!("till-{number}-0.ledger"));
        fs::write(&path, empty_ledger()).unwrap();
        let secrets = Arc::<Pocket>::default();
        secrets.set(LEDGER_KEY, &KEY).unwrap();
        File {
            reader: Arc::new(Mutex::new(open_ledger(&path))),
            rows: open_file(&path),
            path,
            known: BTreeSet::new(),
            changed: Arc::default(),
            disk: Arc::default(),
            secrets,
            copied: None,
            restored: false,
            forgotten: Forgotten::default(),
            mishaps: AtomicU64::new(0),
            mishaps_before: 0,
            clocks_were_set: false,
            began_after: BTreeMap::new(),
            seen: BTreeMap::new(),
            power_is_out: Arc::default(),
            generation: 0,
        }
    }

    /// A financing as it lies on the disk.
    pub(crate) fn financing(&self, id: &FinancingId) -> Result<Held, LedgerError> {
        held(&self.reader).financing(id)
    }

    /// A financing as it was when somebody last looked.
    pub(crate) fn seen(&self, id: &FinancingId) -> Option<&Seen> {
        self.seen.get(id)
    }

    /// Forgets what was read: the next look reads every row again.
    pub(crate) fn forget(&mut self) {
        self.seen.clear();
    }

    /// Something befell whoever writes it.
    pub(crate) fn mishap(&self) {
        self.mishaps.fetch_add(1, Ordering::Relaxed);
    }

    /// Somebody looked at all that changed.
    pub(crate) fn looked_at(&mut self) {
        self.mishaps_before = self.mishaps.load(Ordering::Relaxed);
    }

    /// Whether something befell whoever writes it since a financing began.
    pub(crate) fn had_a_mishap_since(&self, id: &FinancingId) -> bool {
        let now = self.mishaps.load(Ordering::Relaxed);
        self.began_after.get(id).is_none_or(|before| *before < now)
    }

    /// Reads what is new of a financing, or says what cannot be so.
    pub(crate) fn read(&mut self, id: &FinancingId) -> Result<(), String> {
        let before = self.mishaps_before;
        self.began_after.entry(id.clone()).or_insert(before);
        let unread = |error: LedgerError| format!("2: it does not read: {error}");
        let held = held(&self.reader).financing(id).map_err(unread)?;
        let (mut events, tale) = match self.seen.remove(id) {
            Some(seen) => (seen.events, Some(seen.tale)),
            None => (Vec::new(), None),
        };
        let new = match &tale {
            Some(_) => self.rows_after(id, events.len()),
            None => self.all_rows(id).map_err(unread)?,
        };
        let tale = match tale {
            Some(tale) => new.iter().try_fold(tale, Tale::and),
            None => Tale::of(&new),
        };
        let tale = tale.ok_or("4: the journal does not fold")?;
        events.extend(new.into_iter().map(|entry| entry.event));
        let seen = Seen { held, tale, events };
        self.seen.insert(id.clone(), seen);
        Ok(())
    }

    fn all_rows(&self, id: &FinancingId) -> Result<Vec<Entry>, LedgerError> {
        let rows = held(&self.reader).history(id)?;
        Ok(rows.into_iter().map(|row| row.entry).collect())
    }

    fn rows_after(&self, id: &FinancingId, count: usize) -> Vec<Entry> {
        let mut query = self
            .rows
            .prepare_cached(
                "SELECT entry FROM journal WHERE financing = ?1 AND nth > ?2 ORDER BY nth",
            )
            .unwrap();
        let rows = query.query_map((id.as_str(), count as i64), |row| {
            Ok(serde_json::from_str(row.get_ref(0)?.as_str()?).unwrap())
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// Runs SQL on the file behind the ledger's back.
    pub(crate) fn meddle(&self, sql: &str) {
        self.rows.execute_batch(sql).unwrap();
    }

    /// From now on the disk fails in the middle of every transaction: when it writes this table.
    pub(crate) fn fail(&self, table: &str) {
        if !self.fails() {
            self.mishap();
            *held(&self.disk) = Disk::Fails;
            self.meddle(&format!(
                "CREATE TRIGGER disk_fails BEFORE INSERT ON {table} BEGIN SELECT RAISE (ABORT, 'the disk fails'); END"
            ));
        }
    }

    /// From now on the disk has room for so many rows and no more.
    pub(crate) fn fill_up(&self, rows: i64) {
        if !self.fails() {
            self.mishap();
            *held(&self.disk) = Disk::Full;
            let counts: String = WRITES
                .iter()
                .map(|(what, table)| {
                    format!(
                        "CREATE TRIGGER takes_room_to_{what}_{table} BEFORE {what} ON {table} \
                         BEGIN INSERT INTO room VALUES (NULL); END;"
                    )
                })
                .collect();
            self.meddle(&format!(
                "CREATE TABLE room (row INTEGER PRIMARY KEY AUTOINCREMENT);
                 INSERT INTO sqlite_sequence VALUES ('room', {LAST_ROW} - {rows});
                 {counts}"
            ));
        }
    }

    /// Whether the disk refuses what is written, or is about to.
    pub(crate) fn fails(&self) -> bool {
        *held(&self.disk) != Disk::Works
    }

    /// The disk works again, and has room.
    pub(crate) fn mend(&self) {
        match std::mem::take(&mut *held(&self.disk)) {
            Disk::Works => {}
            Disk::Fails => self.meddle("DROP TRIGGER IF EXISTS disk_fails"),
            Disk::Full => {
                let counts: String = WRITES
                    .iter()
                    .map(|(what, table)| {
                        format!("DROP TRIGGER IF EXISTS takes_room_to_{what}_{table};")
                    })
                    .collect();
                self.meddle(&format!("{counts} DROP TABLE IF EXISTS room"));
            }
        }
    }

    /// A verified copy, as the application makes one every day.
    pub(crate) fn back_up(&self, keep: usize, now: DateTime<Utc>) -> PathBuf {
        let folder = self.path.with_file_name("backups");
        let ledger = open_ledger(&self.path);
        ledger.backup(&folder, &key(), keep, now).unwrap().path
    }

    /// The backup that would be put back now.
    pub(crate) fn newest_copy(&self, now: DateTime<Utc>) -> PathBuf {
        let folder = self.path.with_file_name("backups");
        let newest = ledger::newest_whole(&folder, &key(), now).unwrap();
        newest.unwrap().path
    }

    /// The power fails: what goes on is a copy of the file and its log as they lie there, without a merge on closing.
    /// `lose` cuts so many bytes off the log's end, as a disk may that was never told to keep them.
    pub(crate) fn power_cut(&mut self, lose: u64) {
        let next = self.copy_as_it_lies(lose);
        self.goes_on_at(next);
    }

    /// What goes on is a backup, put in the ledger's place as the application does it; or copied there `by_hand`, which is
    /// a bug.
    pub(crate) fn restore(&mut self, backup: &Path, now: DateTime<Utc>, by_hand: bool) {
        let next = self.copy_as_it_lies(0);
        if by_hand {
            fs::copy(backup, &next).unwrap();
            _ = fs::remove_file(beside_log(&next));
        } else {
            let day = calendar::business_day(now, Paris);
            drop(ledger::restore(backup, &next, &key(), day, now, |_| Ok(())).unwrap());
        }
        self.goes_on_at(next);
        self.restored = true;
    }

    fn copy_as_it_lies(&mut self, lose: u64) -> PathBuf {
        self.generation += 1;
        let stem = self.path.to_string_lossy();
        let stem = stem.rsplit_once('-').unwrap().0;
        let next = PathBuf::from(format!("{stem}-{}.ledger", self.generation));
        fs::copy(&self.path, &next).unwrap();
        if beside_log(&self.path).exists() {
            let log = fs::read(beside_log(&self.path)).unwrap();
            let kept = log.len().saturating_sub(lose as usize);
            fs::write(beside_log(&next), &log[..kept]).unwrap();
        }
        next
    }

    fn goes_on_at(&mut self, next: PathBuf) {
        self.power_is_out = Arc::default();
        self.reader = Arc::new(Mutex::new(open_ledger(&next)));
        self.rows = open_file(&next);
        self.path = next;
    }
}

/// Where a ledger's log lies.
fn beside_log(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}
