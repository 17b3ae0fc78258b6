//! Where things are: the folders of this checkout and the programs beside it. It reads the environment and the file
//! system and changes neither. It knows nothing of what is done in those folders.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// This crate's folder, seen from the root of the checkout.
const OWN_FOLDER: &str = "src-tauri/crates/xtask";

/// The working copy that the runner was called in.
pub(crate) struct Checkout {
    root: PathBuf,
}

impl Checkout {
    /// The checkout that cargo started the runner from. Cargo says it at run time; the place at compile time is the
    /// fallback for a runner that is called directly.
    pub(crate) fn find() -> Result<Self, Error> {
        let own = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let depth = Path::new(OWN_FOLDER).components().count();
        own.ancestors()
            .nth(depth)
            .filter(|root| own == root.join(OWN_FOLDER) && own.is_dir())
            .map(|root| Self {
                root: root.to_owned(),
            })
            .ok_or(Error::NoCheckout)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The screen's sources.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Where cargo leaves a program of this checkout that is built as it ships.
    pub(crate) fn release_program(&self, name: &str) -> PathBuf {
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |folder| self.root.join(folder));
        target
            .join("release")
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Where set-up installs programs, so that nothing outside the checkout is touched (`bin/` holds them).
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join("target").join("tools")
    }

    /// Where those programs are compiled.
    pub(crate) fn tools_build(&self) -> PathBuf {
        self.root.join("target").join("tools-build")
    }

    /// The folders in which a program may be found: the checkout's own tools, PATH, and what cargo installed.
    pub(crate) fn program_folders(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.tools().join("bin")];
        folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
        folders.extend(cargo_home().map(|home| home.join("bin")));
        folders
    }

    /// The same folders as a value of PATH, for programs that look for others.
    pub(crate) fn path(&self) -> Result<OsString, Error> {
        env::join_paths(self.program_folders()).map_err(Error::Path)
    }
}

/// A program's file in the first of these folders that has it.
pub(crate) fn find_program(
    name: &str,
    folders: impl IntoIterator<Item = PathBuf>,
) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    folders
        .into_iter()
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file())
}

/// Where cargo keeps what it fetched and installed.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}
