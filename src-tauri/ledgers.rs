//! Which ledger a counter opens, and under which key: the till's, under the key in the vault, never begun a second time
//! in place of one that vanished; training's, under a key that nobody keeps. And the day's verified copy of the till's.

use crate::{
    begun,
    home::Home,
    log,
    screen::{Fault, Trouble, instant, ledger_kind},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use financing::calendar;
use ledger::{Broken, Head, Ledger, LedgerError, LedgerKey, Presence, Verified, backup_made};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use till::{Dice, LEDGER_KEY, OsDice, Vault, ledger_key};
use zeroize::Zeroizing;

/// How many verified copies of the ledger are kept.
const BACKUPS_KEPT: usize = 14;

/// Held by whoever makes a copy: two of one moment would be written at one place, and whoever comes second finds that the
/// day has its copy.
static COPY: Mutex<()> = Mutex::new(());

/// Where an open ledger is, and its key, for connections of their own.
#[derive(Clone)]
pub(crate) struct Opened {
    path: PathBuf,
    key: LedgerKey,
}

impl Opened {
    /// Reads the whole journal again and compares it with what stands in the ledger, over a connection of its own:
    /// deeds do not wait. Blocking.
    pub(crate) fn verify(&self) -> Result<Verified, Broken> {
        Ledger::open(&self.path, &self.key, Presence::MustExist, Utc::now())?.verify(|_, _| {})
    }

    /// Makes a verified copy unless there is one of this store day.
    pub(crate) fn copied_today(
        &self,
        folder: &Path,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let _one_at_a_time = COPY.lock().unwrap_or_else(PoisonError::into_inner);
        let day_of = |at| calendar::business_day(at, zone);
        let copies = ledger::backups(folder)?;
        let mut made = copies.iter().filter_map(|copy| backup_made(copy));
        if !made.any(|made| day_of(made) == day_of(now)) {
            let ledger = Ledger::open(&self.path, &self.key, Presence::MustExist, now)?;
            ledger.backup(folder, &self.key, BACKUPS_KEPT, now)?;
        }
        Ok(())
    }
}

/// When the newest verified copy was made; `None` while there is none.
pub(crate) fn last_copy(home: &Home) -> Result<Option<DateTime<Utc>>, LedgerError> {
    let copies = ledger::backups(&home.backups())?;
    Ok(copies.iter().find_map(|copy| backup_made(copy)))
}

/// The till's ledger: blocking. One that was there once must be there still.
pub(crate) fn of_the_till(home: &Home, vault: &dyn Vault) -> Result<(Ledger, Opened), Trouble> {
    let (path, begun) = (home.ledger(), home.ledger_begun());
    let known = path.exists() || begun.exists();
    let key = ledger_key(vault, LEDGER_KEY, known, &OsDice).map_err(|fault| Trouble::Vault {
        vault: fault.into(),
    })?;
    // A file without the mark is one whose making was cut short: making it again is the ledger's to judge.
    let presence = if begun.exists() {
        Presence::MustExist
    } else {
        Presence::MayCreate { salt: salt()? }
    };
    let key = LedgerKey::from_bytes(*key);
    let known = begun::read(&begun).map_err(|error| trouble(&error.into(), &begun))?;
    let opened = open(&path, &key, presence)
        .and_then(
            |(ledger, opened)| match known.map(|known| ledger.reaches(&known)) {
                None | Some(Ok(())) => Ok((ledger, opened)),
                Some(Err(error)) => {
                    keep(&error, &ledger, &opened, &home.backups());
                    Err(error)
                }
            },
        )
        .map_err(|error| damaged(&error, &path, home, &key))?;
    match mark(&begun, &opened.0) {
        // Without any mark a ledger that vanishes would be begun anew; an old one only asks less.
        Err(error) if !begun.exists() => return Err(trouble(&error, &begun)),
        Err(error) => _ = log::fault("mark", &error),
        Ok(()) => {}
    }
    Ok(opened)
}

/// Says how far a ledger has come.
fn mark(begun: &Path, ledger: &Ledger) -> Result<(), LedgerError> {
    Ok(begun::write(begun, &ledger.head()?)?)
}

/// Puts a ledger aside that is not the one that was written, with its log. What it
/// holds is good where it only ends too soon: unless a backup goes as far it is made one, so that there is one to go on
/// from. What fails is told in the log alone: the till is shut anyway.
fn keep(error: &LedgerError, ledger: &Ledger, opened: &Opened, backups: &Path) {
    let now = Utc::now();
    put_aside(&opened.path);
    let kept = || -> Result<(), LedgerError> {
        let newest = ledger::newest_whole(backups, &opened.key, now)?;
        let goes = ledger.head()?.seq;
        if newest.is_none_or(|backup| backup.head.seq < goes) {
            ledger.backup(backups, &opened.key, BACKUPS_KEPT, now)?;
        }
        Ok(())
    };
    if matches!(error, LedgerError::Shortened { .. })
        && let Err(fault) = kept()
    {
        log::fault("shortened", &fault);
    }
}

/// Copies a bad ledger aside as it lies there.
fn put_aside(path: &Path) {
    if let Err(error) = ledger::quarantine(path, Utc::now()) {
        log::fault("quarantine", &error);
    }
}

/// Training's ledger: blocking. It is new each time and its key is in memory only, so nothing of it can be read later. The
/// papers of earlier trainings go with their ledgers: whoever played the customer may have given their own name.
pub(crate) fn of_training(home: &Home) -> Result<(Ledger, Opened), Trouble> {
    let salt = salt()?;
    remove_earlier(&home.training_ledgers());
    remove_earlier(&home.papers(true));
    let name: String = salt
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut key = Zeroizing::new([0; 32]);
    fill(key.as_mut())?;
    let path = home.training_ledgers().join(format!("{name}.ledger"));
    fs::create_dir_all(home.training_ledgers()).map_err(|error| trouble(&error.into(), &path))?;
    let key = LedgerKey::from_bytes(*key);
    open(&path, &key, Presence::MayCreate { salt }).map_err(|error| trouble(&error, &path))
}

/// Puts the backup made then in the place of the till's ledger, which is kept aside first: blocking. It is read whole
/// before anything is moved.
pub(crate) fn restore(home: &Home, vault: &dyn Vault, made: &str, zone: Tz) -> Result<(), Fault> {
    let now = Utc::now();
    let key = LedgerKey::from_bytes(*ledger_key(vault, LEDGER_KEY, true, &OsDice)?);
    let is_the_one = |copy: &PathBuf| backup_made(copy).is_some_and(|at| instant(at) == made);
    let mut backups = ledger::backups(&home.backups())?.into_iter();
    let backup = backups.find(is_the_one).ok_or(Fault::NotFound)?;
    let day = calendar::business_day(now, zone);
    // The mark is its own before it goes on: until then the till stays shut, and is never shut for it.
    let marked = |head: &Head| Ok(begun::write(&home.ledger_begun(), head)?);
    ledger::restore(&backup, &home.ledger(), &key, day, now, marked)?;
    Ok(())
}

/// What is left from earlier goes. A file that another program holds open stays until the next time.
fn remove_earlier(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => _ = log::fault("left-from-earlier", &error),
    }
}

fn open(path: &Path, key: &LedgerKey, presence: Presence) -> Result<(Ledger, Opened), LedgerError> {
    let ledger = Ledger::open(path, key, presence, Utc::now())?;
    let (path, key) = (path.to_owned(), key.clone());
    Ok((ledger, Opened { path, key }))
}

fn salt() -> Result<[u8; 32], Trouble> {
    let mut salt = [0; 32];
    fill(&mut salt)?;
    Ok(salt)
}

fn fill(bytes: &mut [u8]) -> Result<(), Trouble> {
    OsDice
        .fill(bytes)
        .map_err(|error| broken("randomness", &error))
}

/// A ledger that does not open, as the screen tells it.
pub(crate) fn trouble(error: &LedgerError, path: &Path) -> Trouble {
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Trouble::Ledger {
        kind: ledger_kind(error).to_owned(),
        file: file.unwrap_or_default(),
        reference: log::fault("ledger", error),
        backup: None,
    }
}

/// The till's ledger that does not open, with the backup that may take its place where the file itself is at fault.
fn damaged(error: &LedgerError, path: &Path, home: &Home, key: &LedgerKey) -> Trouble {
    let mut trouble = trouble(error, path);
    if let Trouble::Ledger { backup, .. } = &mut trouble
        && error.is_of_the_file()
    {
        match ledger::newest_whole(&home.backups(), key, Utc::now()) {
            Ok(found) => *backup = found.map(|found| instant(found.made)),
            Err(error) => _ = log::fault("backups", &error),
        }
    }
    trouble
}

/// The till's ledger in which a check found this. `None` where what was found is not the file's fault. Which backup may
/// take its place takes a while to find out: that is [`newest_proven`]'s to say.
pub(crate) fn found(broken: &Broken, reference: String, opened: &Opened) -> Option<Trouble> {
    let kind = match broken {
        Broken::Missing { .. } | Broken::Edited { .. } | Broken::Impossible { .. } => {
            "chain_broken"
        }
        Broken::State { .. } | Broken::Intents { .. } | Broken::Totals { .. } => "corrupt",
        Broken::Unreadable(error) if error.is_of_the_file() => ledger_kind(error),
        Broken::Unreadable(_) => return None,
    };
    let file = opened.path.file_name();
    Some(Trouble::Ledger {
        kind: kind.to_owned(),
        file: file
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        reference,
        backup: None,
    })
}

/// Held by whoever looks for a backup: all look at one place.
pub(crate) static LOOK: Mutex<()> = Mutex::new(());

/// Puts the ledger aside in which a check found damage: where no backup is whole the till may be opened again as it was.
/// Then says when the newest backup was made that passes the whole check, as the screen is told it: blocking, for
/// minutes. One made after the damage holds it too.
pub(crate) fn newest_proven(home: &Home, opened: &Opened) -> Option<String> {
    let _one_at_a_time = LOOK.lock().unwrap_or_else(PoisonError::into_inner);
    put_aside(&opened.path);
    let proven = proven(home, &opened.key).unwrap_or_else(|error| {
        log::fault("backups", &error);
        None
    });
    proven.map(instant)
}

/// The same. A copy is looked at, so that the backup stays as it is.
fn proven(home: &Home, key: &LedgerKey) -> Result<Option<DateTime<Utc>>, LedgerError> {
    let looking = home.backups().join("looked-at");
    let mut proven = None;
    for backup in ledger::backups(&home.backups())? {
        remove_earlier(&looking);
        fs::create_dir_all(&looking)?;
        let copy = looking.join("copy.ledger");
        fs::copy(&backup, &copy)?;
        let opened = Opened {
            path: copy,
            key: key.clone(),
        };
        match opened.verify() {
            Ok(_) => {
                proven = backup_made(&backup);
                break;
            }
            // It says nothing of this backup, and an older one would be passed off as the newest.
            Err(Broken::Unreadable(fault)) if !fault.is_of_the_file() => {
                remove_earlier(&looking);
                return Err(fault);
            }
            Err(_bad) => {}
        }
    }
    remove_earlier(&looking);
    Ok(proven)
}

/// Something else that keeps the ledger shut.
pub(crate) fn broken(code: &str, error: &dyn std::error::Error) -> Trouble {
    Trouble::Ledger {
        kind: "io".to_owned(),
        file: String::new(),
        reference: log::fault(code, error),
        backup: None,
    }
}
