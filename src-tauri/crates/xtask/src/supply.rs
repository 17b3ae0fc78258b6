//! What the program stands on: how many crates and packages, said in every run so that it is seen to grow, and
//! `cargo deny` over them. The rules are `deny.toml`'s; those that need neither a tool nor a network are held by
//! `tests/supply.rs` too.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::checkout::{Checkout, cargo_home};
use crate::child::Program;
use crate::error::Error;
use crate::setup::{self, Policy};

/// The generation of cargo-deny that reads our `deny.toml`.
const DENY: &str = "^0.20";

/// Says how much there is.
pub(crate) fn count(checkout: &Checkout) -> Result<(), Error> {
    let tree = [
        "tree",
        "--locked",
        "--package",
        "comptoir",
        "--edges",
        "normal",
        "--prefix",
        "none",
    ];
    let crates = said(Program::cargo(checkout).args(tree))?;
    let packages = said(Program::npm(checkout).args(["ls", "--all", "--omit=dev", "--parseable"]))?;
    println!(
        "{} crates in the application here, {} in Cargo.lock with every platform, test and tool",
        crates_in(&crates),
        count_of("[[package]]", &read(&checkout.root().join("Cargo.lock"))?)
    );
    println!(
        "{} npm packages at run time and for its compiler, {} in package-lock.json",
        // The first line is the screen itself.
        packages.lines().count().saturating_sub(1),
        count_of(
            "\"node_modules/",
            &read(&checkout.ui().join("package-lock.json"))?
        )
    );
    Ok(())
}

/// `cargo xtask deny`: licences, sources and bans, and known advisories when their database is at hand.
pub(crate) fn deny(checkout: &Checkout, policy: Policy) -> Result<(), Error> {
    setup::need_tool(
        checkout,
        policy,
        "cargo-deny",
        DENY,
        "compiled once, ten minutes or more",
    )?;
    run(checkout, &["deny", "check", "licenses", "sources", "bans"])?;
    let databases = cargo_home().map(|home| home.join("advisory-dbs"));
    if databases
        .is_some_and(|folder| fs::read_dir(folder).is_ok_and(|mut found| found.next().is_some()))
    {
        run(
            checkout,
            &["deny", "check", "--disable-fetch", "advisories"],
        )
    } else {
        println!("advisories NOT CHECKED: no database is at hand; `cargo deny fetch db` gets one");
        Ok(())
    }
}

fn run(checkout: &Checkout, words: &[&str]) -> Result<(), Error> {
    Program::cargo(checkout)
        .args(words)
        .env("PATH", checkout.path()?)
        .run()
}

fn said(program: Program) -> Result<String, Error> {
    let line = program.line().to_owned();
    let output = program.ask()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let (program, status) = (line, output.status);
        Err(Error::Failed { program, status })
    }
}

/// The crates in a tree that names some of them again with a star.
fn crates_in(tree: &str) -> usize {
    let named = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    named
        .filter(|line| !line.is_empty())
        .collect::<BTreeSet<_>>()
        .len()
}

fn count_of(word: &str, text: &str) -> usize {
    text.lines()
        .filter(|line| line.trim_start().starts_with(word))
        .count()
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::File {
        doing: "read",
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_that_a_tree_names_again_is_counted_once() {
        let tree = "comptoir v0.1.0 (/shop)\nserde v1.0.0\nserde v1.0.0 (*)\nserde v0.9.0\n\n";
        assert_eq!(crates_in(tree), 3);
    }

    #[test]
    fn locks_are_counted_by_their_packages() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\n\n[[package]]\nname = \"b\"\n";
        assert_eq!(count_of("[[package]]", lock), 2);
        let lock = "  \"packages\": {\n    \"\": {\n    \"node_modules/a\": {\n    \"node_modules/a/node_modules/b\": {\n";
        assert_eq!(count_of("\"node_modules/", lock), 2);
    }
}
