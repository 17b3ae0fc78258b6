//! `cargo xtask bugs`, its second half: one mistake at a time is made in a copy of the product's sources, and the tests
//! of its crate must notice. It owns the copy, the building and the table; which mistakes there are stands beside it.
//!
//! The copy lies in `target/mistakes` and is built beside it: cargo tells two checkouts that share a target folder apart
//! by nothing, and would take what was built with a mistake for what is here. A mistake that does not compile, or whose
//! lines are not there any more, is an error and not a mistake that was noticed.

mod catalogue;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::checkout::Checkout;
use crate::child::Program;
use crate::error::Error;
use catalogue::{ALL, Edit, Mistake};

/// Where the crates are, in the checkout and in its copy.
const CRATES: &str = "src-tauri/crates";

/// Where the copy is built.
const BUILD: &str = "target/mistakes-build";

/// How many tests that noticed are named.
const NAMED: usize = 2;

/// The mistakes whose name holds `only`.
pub(crate) fn named(only: &str) -> Vec<&'static Mistake> {
    let named = ALL.iter().filter(|mistake| mistake.name.contains(only));
    named.collect()
}

/// Tries each mistake whose name holds `only`. Those that no test notices are the command's failure.
pub(crate) fn run(checkout: &Checkout, only: &str) -> Result<(), Error> {
    let chosen = named(only);
    if chosen.is_empty() {
        return Ok(());
    }
    let copy = Copy::of(checkout)?;
    println!(
        "\n{} mistakes in a copy of the sources, each against the tests of its crate",
        chosen.len()
    );
    for package in packages(&chosen) {
        // What fails without any mistake would notice every one of them.
        let unharmed = copy.tests(package, &[])?;
        if !unharmed.passed {
            let test = unharmed.failed.first().cloned();
            let test = test.unwrap_or_else(|| package.to_owned());
            return Err(Error::Unsound { test });
        }
    }
    println!("| mistake | | noticed by | of | seconds |\n|---|---|---|---|---|");
    let (mut missed, mut times) = (Vec::new(), Vec::new());
    for mistake in &chosen {
        let tried = copy.with(mistake, |copy| copy.tests(mistake.package, mistake.tests))?;
        println!("{}", line(mistake, &tried));
        if tried.failed.is_empty() {
            missed.push(mistake.name);
        } else {
            times.push(tried.took);
        }
    }
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!(
        "{} noticed, {} missed; median {median:.2?}",
        times.len(),
        missed.len()
    );
    if missed.is_empty() {
        Ok(())
    } else {
        Err(Error::Unnoticed(missed))
    }
}

/// A line of the table.
fn line(mistake: &Mistake, tried: &Tried) -> String {
    let verdict = if tried.failed.is_empty() {
        "missed"
    } else {
        "caught"
    };
    let more = tried.failed.len().saturating_sub(NAMED);
    let named: Vec<String> = tried
        .failed
        .iter()
        .take(NAMED)
        .map(|test| format!("`{test}`"))
        .collect();
    let more = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    format!(
        "| {} | {verdict} | {}{more} | `{}` | {:.1} |",
        mistake.name,
        named.join(", "),
        mistake.package,
        tried.took.as_secs_f64()
    )
}

fn packages(chosen: &[&Mistake]) -> Vec<&'static str> {
    let mut packages: Vec<&str> = chosen.iter().map(|mistake| mistake.package).collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// What the tests said of one mistake.
struct Tried {
    /// Whether they came to their end, and all of them passed.
    passed: bool,
    /// The tests that failed, by name.
    failed: Vec<String>,
    /// How long they ran, without the building.
    took: Duration,
}

/// The copy of the sources.
struct Copy<'a> {
    checkout: &'a Checkout,
    root: PathBuf,
}

impl<'a> Copy<'a> {
    /// Copies every file that git keeps, as it is here now.
    fn of(checkout: &'a Checkout) -> Result<Self, Error> {
        let root = checkout.root().join("target").join("mistakes");
        if root.exists() {
            fs::remove_dir_all(&root).map_err(|source| file("remove", &root, source))?;
        }
        let listed = Program::new("git")
            .args(["ls-files", "-z"])
            .in_folder(checkout.root())
            .ask()?;
        for name in String::from_utf8_lossy(&listed.stdout).split_terminator('\0') {
            let (from, to) = (checkout.root().join(name), root.join(name));
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder).map_err(|source| file("make", folder, source))?;
            }
            // A file that was removed here and not yet there is no part of the sources.
            if from.exists() {
                fs::copy(&from, &to).map_err(|source| file("copy", &from, source))?;
            }
        }
        Ok(Self { checkout, root })
    }

    /// Makes the mistake, does `work`, and takes the mistake back.
    fn with<T>(
        &self,
        mistake: &Mistake,
        work: impl FnOnce(&Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut before: Vec<(PathBuf, String)> = Vec::new();
        for edit in mistake.edits {
            let path = self.root.join(CRATES).join(edit.file);
            let text = read(&path)?;
            let made = made_in(&text, edit).ok_or(Error::NoSuchLines {
                mistake: mistake.name,
                file: edit.file,
            })?;
            write(&path, &made)?;
            before.push((path, text));
        }
        let done = work(self);
        for (path, text) in before.into_iter().rev() {
            write(&path, &text)?;
        }
        done
    }

    /// Builds a crate's tests and runs those whose path holds one of the words, or all.
    fn tests(&self, package: &str, words: &[&str]) -> Result<Tried, Error> {
        self.cargo(package, &[OsStr::new("--no-run")])
            .ask()
            .and_then(built)?;
        let start = Instant::now();
        let filters = words.iter().map(OsStr::new);
        let wanted: Vec<&OsStr> = [OsStr::new("--no-fail-fast"), OsStr::new("--")]
            .into_iter()
            .chain(filters)
            .collect();
        let output = self.cargo(package, &wanted).ask()?;
        let took = start.elapsed();
        let said = String::from_utf8_lossy(&output.stdout);
        Ok(Tried {
            passed: output.status.success(),
            failed: said.lines().filter_map(failed_test).collect(),
            took,
        })
    }

    fn cargo(&self, package: &str, args: &[&OsStr]) -> Program {
        Program::cargo(self.checkout)
            .in_folder(&self.root)
            .args(["test", "--locked", "--tests", "--package", package])
            .args(args)
            .env("CARGO_TARGET_DIR", self.checkout.root().join(BUILD))
    }
}

/// The text with the mistake in it, provided that its lines stand there once.
fn made_in(text: &str, edit: &Edit) -> Option<String> {
    (text.matches(edit.was).count() == 1).then(|| text.replacen(edit.was, edit.is, 1))
}

/// `test a::b ... FAILED`
fn failed_test(line: &str) -> Option<String> {
    let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
    Some(name.rsplit("::").next().unwrap_or(name).to_owned())
}

fn built(output: std::process::Output) -> Result<(), Error> {
    if output.status.success() {
        Ok(())
    } else {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        Err(Error::Failed {
            program: "cargo test --no-run".to_owned(),
            status: output.status,
        })
    }
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| file("read", path, source))
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|source| file("write", path, source))
}

fn file(doing: &'static str, path: &Path, source: std::io::Error) -> Error {
    Error::File {
        doing,
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_every_mistake_stand_once_in_the_sources() {
        let checkout = Checkout::find().unwrap();
        for mistake in ALL {
            assert!(
                !mistake.edits.is_empty(),
                "{} changes nothing",
                mistake.name
            );
            for edit in mistake.edits {
                let text = read(&checkout.root().join(CRATES).join(edit.file)).unwrap();
                assert!(
                    made_in(&text, edit).is_some(),
                    "{}: {}",
                    mistake.name,
                    edit.file
                );
                assert_ne!(edit.was, edit.is, "{}", mistake.name);
            }
        }
    }

    #[test]
    fn a_test_that_failed_is_read_off_its_line_and_no_other() {
        assert_eq!(
            failed_test("test rules::no_money_twice ... FAILED").as_deref(),
            Some("no_money_twice")
        );
        for line in [
            "test rules::no_money_twice ... ok",
            "test result: FAILED. 1 passed",
            "error: test failed",
        ] {
            assert_eq!(failed_test(line), None);
        }
    }
}
