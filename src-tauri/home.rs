//! Where the application keeps its files: settings and profiles, ledgers and papers, logs. `COMPTOIR_HOME` moves all
//! of them under one folder, for tests and for a till that runs from a stick.

use crate::log;
use directories::ProjectDirs;
use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// The folders of one installation.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    config: PathBuf,
    data: PathBuf,
}

/// The system names no home folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system names no folder for this user's files; set COMPTOIR_HOME")]
pub struct NoHome;

impl Home {
    /// The folders of this user, or those under `COMPTOIR_HOME`.
    pub(crate) fn find() -> Result<Home, NoHome> {
        match env::var_os("COMPTOIR_HOME").filter(|home| !home.is_empty()) {
            Some(home) => Ok(Home::under(home.into())),
            None => {
                let folders = ProjectDirs::from("shop", "Comptoir", "Comptoir").ok_or(NoHome)?;
                Ok(Home {
                    config: folders.config_dir().to_owned(),
                    data: folders.data_local_dir().to_owned(),
                })
            }
        }
    }

    /// All folders under one.
    pub(crate) fn under(folder: PathBuf) -> Home {
        Home {
            config: folder.join("config"),
            data: folder.join("data"),
        }
    }

    /// Makes the two folders where they are not there yet, and closes them to everybody but this user.
    pub(crate) fn make(&self) -> io::Result<()> {
        for folder in [&self.config, &self.data] {
            fs::create_dir_all(folder)?;
            // A stick may know nothing of leaves: the till opens all the same.
            if let Err(error) = close(folder) {
                log::fault("folder-open-to-others", &error);
            }
            ledger::sync_folder(folder)?;
        }
        Ok(())
    }

    /// The settings of the till.
    pub(crate) fn settings(&self) -> PathBuf {
        self.config.join("till.toml")
    }

    /// The profile of this name.
    pub(crate) fn profile(&self, name: &str) -> PathBuf {
        self.config.join("profiles").join(format!("{name}.toml"))
    }

    /// Held by the one copy of the application that runs.
    pub(crate) fn lock(&self) -> PathBuf {
        self.data.join("till.lock")
    }

    /// The till's ledger.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.data.join("till.ledger")
    }

    /// Says that the till's ledger was begun and how far it has come: apart from the data, so that it outlives them.
    pub(crate) fn ledger_begun(&self) -> PathBuf {
        self.config.join("ledger-begun")
    }

    /// Which financings' customers were erased on request: apart from the data likewise.
    pub(crate) fn erased(&self) -> PathBuf {
        self.config.join("erased-customers")
    }

    /// Training's ledgers, each begun anew.
    pub(crate) fn training_ledgers(&self) -> PathBuf {
        self.data.join("training")
    }

    /// Where papers are written.
    pub(crate) fn papers(&self, training: bool) -> PathBuf {
        self.data.join(if training {
            "training-papers"
        } else {
            "papers"
        })
    }

    /// Where verified copies of the ledger are kept.
    pub(crate) fn backups(&self) -> PathBuf {
        self.data.join("backups")
    }

    /// The log.
    pub(crate) fn log(&self) -> PathBuf {
        self.data.join("comptoir.log")
    }
}

/// Lets nobody but its owner into a folder. Windows does so by itself in a user's own folders.
fn close(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
