//! Set-up: makes sure that what the other commands need is there, installs what is missing where it may, and says what
//! it does and how far it is. It owns the list of checks; what each looks for is in the files of `setup/`.
//!
//! On Linux it installs. On Windows and macOS, and with `--no-install`, it says what is missing and how to get it.

mod debian;
mod driver;
mod elsewhere;
mod toolchain;

use std::env;
use std::time::Instant;

use crate::checkout::{Checkout, find_program};
use crate::child::Program;
use crate::error::Error;
use crate::screen;

/// Whether set-up may install.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    Install,
    CheckOnly,
}

impl Policy {
    pub(crate) fn of_this_machine(no_install: bool) -> Self {
        if no_install || env::consts::OS != "linux" {
            Self::CheckOnly
        } else {
            Self::Install
        }
    }
}

/// What a check found.
enum Finding {
    /// All is there; what exactly.
    Present(String),
    /// It was missing and is there now.
    Installed(String),
    /// It cannot be known here; what must be there.
    Unknown(String),
    /// It is missing; what to do about it.
    Missing(String),
}

type Check = fn(&Checkout, Policy) -> Result<Finding, Error>;

const CHECKS: [(&str, Check); 5] = [
    ("Rust", |_, policy| toolchain::rust(policy)),
    ("Node", |_, _| toolchain::node()),
    ("system", |_, policy| system(policy)),
    ("screen", screen_packages),
    ("driver", driver::check),
];

/// `cargo xtask setup`: what is still missing at its end is its failure.
pub(crate) fn alone(checkout: &Checkout, policy: Policy) -> Result<(), Error> {
    let missing = check_all(checkout, policy)?;
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::Missing(missing))
    }
}

/// Set-up before another command, which is left to try its luck when nothing may be installed: whoever installs by
/// hand may have put something else in a missing thing's place.
pub(crate) fn first(checkout: &Checkout, policy: Policy) -> Result<(), Error> {
    check_all(checkout, policy).map(drop)
}

/// Goes through the checks. Where it may install, the first thing that it cannot provide ends it.
fn check_all(checkout: &Checkout, policy: Policy) -> Result<Vec<String>, Error> {
    let start = Instant::now();
    let mut missing = Vec::new();
    for (number, (title, check)) in (1..).zip(CHECKS) {
        let (state, what) = match check(checkout, policy)? {
            Finding::Present(what) => ("there", what),
            Finding::Installed(what) => ("installed", what),
            Finding::Unknown(what) => ("not checked", what),
            Finding::Missing(remedy) if policy == Policy::Install => {
                return Err(Error::Missing(vec![remedy]));
            }
            Finding::Missing(remedy) => {
                missing.push(remedy.clone());
                ("MISSING", remedy)
            }
        };
        println!(
            "set-up {number}/{}  {title:<6}  {state}: {what}",
            CHECKS.len()
        );
    }
    println!("set-up took {:.1?}", start.elapsed());
    Ok(missing)
}

/// Says what an installation is about to do, before it does it.
fn announce(what: &str) {
    println!("set-up      installing {what}");
}

/// Makes sure that a tool which only one command needs is there, in any version, and compiles it where it may.
pub(crate) fn need_tool(
    checkout: &Checkout,
    policy: Policy,
    tool: &str,
    version: &str,
    how_long: &str,
) -> Result<(), Error> {
    if find_program(tool, checkout.program_folders()).is_some() {
        return Ok(());
    }
    match policy {
        Policy::CheckOnly => Err(Error::Missing(vec![format!(
            "{tool}: run `cargo install {tool} --version {version} --locked`"
        )])),
        Policy::Install => {
            let installed = install_tool(checkout, tool, version, how_long);
            // Why not, cargo has said.
            installed.map_err(|_cause| Error::NoTool {
                tool: tool.to_owned(),
            })
        }
    }
}

/// Compiles a tool into the checkout. An unoptimised build serves as well and is ready sooner.
fn install_tool(
    checkout: &Checkout,
    tool: &str,
    version: &str,
    how_long: &str,
) -> Result<(), Error> {
    announce(&format!("{tool} into target/tools ({how_long})"));
    Program::cargo(checkout)
        .args([
            "install",
            tool,
            "--version",
            version,
            "--locked",
            "--debug",
            "--root",
        ])
        .args([checkout.tools()])
        .args(["--target-dir"])
        .args([checkout.tools_build()])
        .run()
}

fn system(policy: Policy) -> Result<Finding, Error> {
    match env::consts::OS {
        "linux" => debian::check(policy),
        "windows" => elsewhere::windows(),
        "macos" => elsewhere::macos(),
        other => Ok(Finding::Unknown(format!(
            "the web view of {other} is not known to this program"
        ))),
    }
}

fn screen_packages(checkout: &Checkout, policy: Policy) -> Result<Finding, Error> {
    if screen::packages_are_current(checkout)? {
        return Ok(Finding::Present(
            "ui/node_modules is what ui/package-lock.json says".to_owned(),
        ));
    }
    match policy {
        Policy::CheckOnly => Ok(Finding::Missing(
            "the screen's packages: run `npm ci` in ui".to_owned(),
        )),
        Policy::Install => {
            announce("the screen's packages with npm ci (a minute at most)");
            screen::install_packages(checkout)?;
            Ok(Finding::Installed(
                "the packages of ui/package-lock.json".to_owned(),
            ))
        }
    }
}
