//! What can go wrong while a real window is under test, each said so that the person who reads the failure knows what
//! was being waited for and what was there instead. It knows nothing of the shop.

use std::{io, path::PathBuf, process::ExitStatus, time::Duration};

/// Why a scene stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Mishap {
    /// A program of the machine could not be started.
    #[error(
        "{program} cannot be started ({source}); `cargo xtask test` installs what the window tests need"
    )]
    NoProgram {
        /// Its name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ended in failure.
    #[error("{program} failed with {status}: {said}")]
    Program {
        /// Its name.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// What it wrote to its standard error.
        said: String,
    },
    /// Something did not come in time.
    #[error("waited {waited:?} for {wanted}; there was {seen} instead")]
    TooLate {
        /// What was waited for.
        wanted: String,
        /// How long.
        waited: Duration,
        /// What was there at last.
        seen: String,
    },
    /// A ledger did not take what was put into it.
    #[error(transparent)]
    Ledger(#[from] rusqlite::Error),
    /// Something is not what it has to be.
    #[error("{what}: wanted {wanted}, got {got}")]
    Differs {
        /// What is compared.
        what: String,
        /// What it has to be.
        wanted: String,
        /// What it is.
        got: String,
    },
    /// A file of a run.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system itself.
    #[error(transparent)]
    System(#[from] io::Error),
    /// The web engine, reached by its driver at a port of this machine, found that port taken by somebody else.
    #[error("the port at which the driver reaches the window was taken")]
    PortTaken,
    /// A driver gave no session.
    #[error("no session with the driver: {0}")]
    Session(#[from] fantoccini::error::NewSessionError),
    /// A driver did not do what it was told.
    #[error("the driver: {}", super::page::said(.0))]
    Driver(#[from] fantoccini::error::CmdError),
    /// An answer over HTTP.
    #[error("over HTTP: {0}")]
    Http(#[from] reqwest::Error),
    /// A text that is not the JSON it should be.
    #[error("not the JSON it should be: {0}")]
    Json(#[from] serde_json::Error),
    /// The pretended gateways did not start.
    #[error(transparent)]
    Sandbox(#[from] sandbox::SandboxError),
}

impl Mishap {
    /// For reading and writing the file at `path`.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Mishap {
        let path = path.into();
        move |source| Mishap::File { path, source }
    }

    /// Something that differs from what it has to be.
    pub(crate) fn differs(what: &str, wanted: impl ToString, got: impl ToString) -> Mishap {
        Mishap::Differs {
            what: what.to_owned(),
            wanted: wanted.to_string(),
            got: got.to_string(),
        }
    }
}

/// Fails unless `got` is `wanted`.
pub(crate) fn same<T: PartialEq + std::fmt::Debug>(
    what: &str,
    wanted: &T,
    got: &T,
) -> Result<(), Mishap> {
    if wanted == got {
        return Ok(());
    }
    Err(Mishap::differs(
        what,
        format!("{wanted:?}"),
        format!("{got:?}"),
    ))
}

/// Fails, naming `what`, unless it holds; `got` says what is there instead.
pub(crate) fn holds(what: &str, it_does: bool, got: impl ToString) -> Result<(), Mishap> {
    if it_does {
        Ok(())
    } else {
        Err(Mishap::differs(what, "yes", got))
    }
}
