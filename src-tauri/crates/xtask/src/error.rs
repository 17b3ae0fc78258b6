//! Everything that can stop a command, each as one sentence for the person at the keyboard, and the exit code it ends
//! with. It is written by hand, for the runner takes no dependencies.

use std::env::JoinPathsError;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Error {
    /// The runner was called with a word that is not in its table.
    UnknownCommand(String),
    /// The command exists and the option does not.
    UnknownOption {
        command: &'static str,
        option: String,
    },
    /// An option stands at the end of the line without its value.
    NoValue { option: &'static str },
    /// The runner does not stand in the checkout it was built from.
    NoCheckout,
    /// A program could not be started.
    NotStarted { program: String, source: io::Error },
    /// A program ran and did not succeed.
    Failed { program: String, status: ExitStatus },
    /// A program's output could not be passed on.
    Output(io::Error),
    /// A file or folder could not be read or written; `doing` is the verb.
    File {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    /// A folder whose name cannot stand in PATH.
    Path(JoinPathsError),
    /// System packages are missing and the user may not install them; the line to run is given.
    NeedsRoot { command: String },
    /// What set-up could not provide, a remedy each.
    Missing(Vec<String>),
    /// A tool that a command needs could not be had: no network, or it does not build here.
    NoTool { tool: String },
    /// A test fails without any mistake having been made, so that it would notice every one.
    Unsound { test: String },
    /// The lines that a mistake replaces do not stand once in the sources.
    NoSuchLines {
        mistake: &'static str,
        file: &'static str,
    },
    /// Mistakes that no test noticed.
    Unnoticed(Vec<&'static str>),
}

impl Error {
    /// 2 for a call that was typed wrongly, 69 where a tool could not be had (`EX_UNAVAILABLE` of sysexits), the program's
    /// own code where a program failed, 1 otherwise.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::UnknownCommand(_) | Self::UnknownOption { .. } | Self::NoValue { .. } => {
                ExitCode::from(2)
            }
            Self::Failed { status, .. } => {
                let code = status
                    .code()
                    .and_then(|code| u8::try_from(code).ok())
                    .filter(|code| *code != 0);
                ExitCode::from(code.unwrap_or(1))
            }
            Self::NoTool { .. } => ExitCode::from(69),
            Self::NoCheckout
            | Self::NotStarted { .. }
            | Self::Output(_)
            | Self::File { .. }
            | Self::Path(_)
            | Self::NeedsRoot { .. }
            | Self::Missing(_)
            | Self::Unsound { .. }
            | Self::NoSuchLines { .. }
            | Self::Unnoticed(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownCommand(word) => write!(
                f,
                "there is no command `{word}`; `cargo xtask help` lists them"
            ),
            Self::UnknownOption { command, option } => {
                write!(f, "`cargo xtask {command}` has no option `{option}`")
            }
            Self::NoValue { option } => write!(f, "the option `{option}` needs a value"),
            Self::NoCheckout => write!(
                f,
                "this is not the checkout the runner belongs to; call it as `cargo xtask`"
            ),
            Self::NotStarted { program, source } => {
                write!(f, "`{program}` could not be started: {source}")
            }
            Self::Failed { program, status } => match status.code() {
                Some(code) => write!(f, "`{program}` failed with exit code {code}"),
                None => write!(f, "`{program}` was stopped by a signal"),
            },
            Self::Output(source) => write!(f, "the output could not be written: {source}"),
            Self::File {
                doing,
                path,
                source,
            } => write!(f, "could not {doing} {}: {source}", path.display()),
            Self::Path(source) => write!(
                f,
                "the folder of the tools cannot be put into PATH: {source}"
            ),
            Self::NeedsRoot { command } => {
                write!(
                    f,
                    "system packages are missing and neither root nor sudo is at hand; have this run: {command}"
                )
            }
            Self::Missing(remedies) => write!(f, "set-up is not complete: {}", remedies.join("; ")),
            Self::NoTool { tool } => write!(f, "{tool} could not be installed, and this needs it"),
            Self::Unsound { test } => {
                write!(f, "{test} fails without any mistake, so it can notice none")
            }
            Self::NoSuchLines { mistake, file } => {
                write!(
                    f,
                    "the lines of the mistake `{mistake}` do not stand once in {file}"
                )
            }
            Self::Unnoticed(mistakes) => {
                write!(f, "no test noticed: {}", mistakes.join("; "))
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotStarted { source, .. } | Self::Output(source) | Self::File { source, .. } => {
                Some(source)
            }
            Self::Path(source) => Some(source),
            Self::UnknownCommand(_)
            | Self::UnknownOption { .. }
            | Self::NoValue { .. }
            | Self::NoCheckout
            | Self::Failed { .. }
            | Self::NeedsRoot { .. }
            | Self::Missing(_)
            | Self::NoTool { .. }
            | Self::Unsound { .. }
            | Self::NoSuchLines { .. }
            | Self::Unnoticed(_) => None,
        }
    }
}
