//! `cargo xtask fuzz`: every fuzz target of `tests/fuzz` in turn, from the committed corpus on. It installs the fuzzer
//! where it is missing, and knows nothing of what the targets claim.
//!
//! The fuzzer wants a compiler flag that a stable compiler keeps for itself: `RUSTC_BOOTSTRAP` lets it through. No
//! sanitizer is asked for, because that would take a standard library of another build; our own code has no `unsafe`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::checkout::Checkout;
use crate::child::Program;
use crate::error::Error;
use crate::setup::{self, Policy};

/// How the number of seconds reaches this file.
pub(crate) const SECONDS: &str = "COMPTOIR_FUZZ_SECONDS";

/// The fuzzer's generation.
const VERSION: &str = "^0.13";

/// Runs each target for so many seconds; a claim that is broken is the command's failure, and its input is kept.
pub(crate) fn run(
    checkout: &Checkout,
    policy: Policy,
    settings: &[(&'static str, String)],
) -> Result<(), Error> {
    setup::first(checkout, policy)?;
    setup::need_tool(checkout, policy, "cargo-fuzz", VERSION, "compiled once")?;
    let seconds = settings.iter().find(|(variable, _)| *variable == SECONDS);
    let time = seconds.map(|(_, seconds)| format!("-max_total_time={seconds}"));
    let package = checkout.root().join("tests").join("fuzz");
    let targets = targets(&package)?;
    for (number, target) in (1..).zip(&targets) {
        println!("\n== {number}/{} {target}", targets.len());
        // What is found goes here and not into the committed corpus, which is small on purpose.
        let found = checkout.root().join("target").join("fuzz").join(target);
        fs::create_dir_all(&found).map_err(|source| Error::File {
            doing: "make",
            path: found.clone(),
            source,
        })?;
        let build = checkout.root().join("target").join("fuzz-build");
        Program::cargo(checkout)
            .args(["fuzz", "run", "--sanitizer", "none", "--fuzz-dir"])
            .args([&package.join("targets")])
            .args(["--target-dir"])
            .args([&build])
            .args([target])
            .args([&found, &package.join("corpus").join(target)])
            .args(["--", "-print_final_stats=1", "-timeout=10"])
            .args(&time)
            .env("RUSTC_BOOTSTRAP", "1")
            .env("PATH", checkout.path()?)
            .run()?;
    }
    Ok(())
}

/// The targets, by name: each has a folder in the corpus.
fn targets(package: &Path) -> Result<Vec<String>, Error> {
    let folder = package.join("corpus");
    let unreadable = |source| Error::File {
        doing: "read",
        path: folder.clone(),
        source,
    };
    let mut names = Vec::new();
    for file in fs::read_dir(&folder).map_err(unreadable)? {
        let path: PathBuf = file.map_err(unreadable)?.path();
        names.extend(
            path.file_stem()
                .map(|name| name.to_string_lossy().into_owned()),
        );
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_of_the_corpus_has_its_target() {
        let checkout = Checkout::find().unwrap();
        let package = checkout.root().join("tests").join("fuzz");
        let manifest = fs::read_to_string(package.join("targets").join("Cargo.toml")).unwrap();
        let names = targets(&package).unwrap();
        assert_eq!(
            names.len(),
            manifest.matches("[[bin]]").count(),
            "{names:?}"
        );
        for name in names {
            assert!(manifest.contains(&format!("name = \"{name}\"\npath = \"{name}.rs\"")));
        }
    }
}
