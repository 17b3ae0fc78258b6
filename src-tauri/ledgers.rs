//! Which ledger a counter opens, and under which key: the till's, under the key in the vault, never begun a second time
//! in place of one that vanished; training's, under a key that nobody keeps. And the day's verified copy of the till's.

use crate::{
    home::Home,
    log,
    screen::{Trouble, ledger_kind},
};
use chrono::{DateTime, Utc};
use ledger::{Broken, Ledger, LedgerError, LedgerKey, Presence, Verified};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};
use tauri::async_runtime::{self, JoinHandle};
use till::{Dice, LEDGER_KEY, OsDice, Vault, ledger_key, replace_file};

/// How many verified copies of the ledger are kept.
const BACKUPS_KEPT: usize = 14;

/// How often an open till looks whether the day has its copy.
const BETWEEN_LOOKS: Duration = Duration::from_secs(3_600);

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

    /// Makes each day's verified copy in the background, likewise, until it is aborted: a till may stay open for weeks.
    pub(crate) fn keep_copied(&self, home: &Home) -> JoinHandle<()> {
        let (opened, folder) = (self.clone(), home.backups());
        async_runtime::spawn(async move {
            let mut looks = tokio::time::interval(BETWEEN_LOOKS);
            loop {
                looks.tick().await;
                let (opened, folder) = (opened.clone(), folder.clone());
                let copied = move || {
                    if let Err(error) = opened.copied_today(&folder, Utc::now()) {
                        log::fault("backup", &error);
                    }
                };
                _ = async_runtime::spawn_blocking(copied).await;
            }
        })
    }

    /// Makes a verified copy unless there is one of this day, in UTC.
    pub(crate) fn copied_today(
        &self,
        folder: &Path,
        now: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        if !ledger::backups(folder)?
            .iter()
            .any(|copy| made_on_the_day_of(copy, now))
        {
            let ledger = Ledger::open(&self.path, &self.key, Presence::MustExist, now)?;
            ledger.backup(folder, &self.key, BACKUPS_KEPT, now)?;
        }
        Ok(())
    }
}

/// A copy's name says when it was made.
fn made_on_the_day_of(copy: &Path, now: DateTime<Utc>) -> bool {
    let day = format!("ledger-{}", now.format("%Y%m%d"));
    let name = copy.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.starts_with(&day))
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
    let opened = open(path, LedgerKey::from_bytes(*key), presence)?;
    if !begun.exists() {
        let word = b"The ledger of this till was begun. If it is missing, restore a backup: a new one is never begun here.\n";
        replace_file(&begun, word).map_err(|error| trouble(&error.into(), &begun))?;
    }
    Ok(opened)
}

/// Training's ledger: blocking. It is new each time and its key is in memory only, so nothing of it can be read later.
pub(crate) fn of_training(home: &Home) -> Result<(Ledger, Opened), Trouble> {
    let salt = salt()?;
    remove_earlier(&home.training_ledgers());
    let name: String = salt
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut key = [0; 32];
    fill(&mut key)?;
    let path = home.training_ledgers().join(format!("{name}.ledger"));
    fs::create_dir_all(home.training_ledgers()).map_err(|error| trouble(&error.into(), &path))?;
    open(
        path,
        LedgerKey::from_bytes(key),
        Presence::MayCreate { salt },
    )
}

/// What is left of earlier trainings goes. A file that another program holds open stays until the next time.
fn remove_earlier(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => _ = log::fault("earlier-training", &error),
    }
}

fn open(path: PathBuf, key: LedgerKey, presence: Presence) -> Result<(Ledger, Opened), Trouble> {
    match Ledger::open(&path, &key, presence, Utc::now()) {
        Ok(ledger) => Ok((ledger, Opened { path, key })),
        Err(error) => Err(trouble(&error, &path)),
    }
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
    }
}

/// Something else that keeps the ledger shut.
pub(crate) fn broken(code: &str, error: &dyn std::error::Error) -> Trouble {
    Trouble::Ledger {
        kind: "io".to_owned(),
        file: String::new(),
        reference: log::fault(code, error),
    }
}
