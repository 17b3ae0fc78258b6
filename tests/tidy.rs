//! The house rules that a compiler does not know: who may name whom, what a file says first, what may not be kept.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every committed or new file that git does not ignore, below the root.
fn files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(listed.stdout).unwrap();
    let files: Vec<PathBuf> = text
        .lines()
        .map(PathBuf::from)
        .filter(|file| root().join(file).is_file())
        .collect();
    assert!(files.len() > 100, "git lists the tree");
    files
}

fn read(file: &Path) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_default()
}

fn with_ending<'a>(files: &'a [PathBuf], ending: &str) -> impl Iterator<Item = &'a PathBuf> {
    files
        .iter()
        .filter(move |file| file.extension().is_some_and(|found| found == ending))
}

/// A third gateway is a folder in `gateways/` and a line in the shell: the rules, the till and its memory know none.
#[test]
fn the_rules_the_till_and_the_ledger_name_no_gateway() {
    for file in files() {
        let named = file.to_string_lossy().replace('\\', "/");
        let room = ["financing", "till", "ledger"];
        if room
            .iter()
            .any(|room| named.starts_with(&format!("src-tauri/crates/{room}/")))
        {
            let text = read(&file).to_lowercase();
            for gateway in ["cofidis", "payplug", "dalenys", "be2bill"] {
                assert!(!text.contains(gateway), "{named} names {gateway}");
            }
        }
    }
}

/// The arrows of ARCHITECTURE.md, read from the manifests.
#[test]
fn every_room_knows_only_the_rooms_it_may() {
    let may = [
        ("src-tauri/crates", "financing", vec![]),
        ("src-tauri/crates", "gateways", vec!["financing"]),
        ("src-tauri/crates", "ledger", vec!["financing"]),
        ("src-tauri/crates", "printer", vec!["financing"]),
        (
            "src-tauri/crates",
            "till",
            vec!["financing", "ledger", "printer"],
        ),
        ("src-tauri/crates", "sandbox", vec![]),
        ("src-tauri/crates", "xtask", vec![]),
        ("tests", "world", vec!["financing", "ledger", "till"]),
        // What the till's own sources, built once more, may know.
        ("tests", "races", vec!["financing", "ledger", "printer"]),
        ("tests", "fuzz", vec!["financing", "gateways", "sandbox"]),
    ];
    let rooms: Vec<&str> = may.iter().map(|(_, room, _)| *room).collect();
    for (folder, room, allowed) in &may {
        let manifest = read(Path::new(&format!("{folder}/{room}/Cargo.toml")));
        let own = manifest.split("[dev-dependencies]").next().unwrap();
        let known: Vec<&&str> = rooms
            .iter()
            .filter(|other| {
                own.contains(&format!("\n{other}.workspace"))
                    || own.contains(&format!("\n{other} = "))
            })
            .collect();
        for other in &known {
            assert!(allowed.contains(other), "{room} must not know {other}");
        }
        assert_eq!(known.len(), allowed.len(), "{room} knows {known:?}");
    }
}

/// The rules do no I/O: what they stand on can be read in one line.
#[test]
fn the_rules_depend_on_no_runtime_no_network_and_no_file() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package",
            "financing",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--offline",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("financing v"), "cargo tree answers");
    for absent in [
        "tokio",
        "reqwest",
        "rusqlite",
        "tauri",
        "hyper",
        "getrandom",
    ] {
        assert!(
            !tree
                .lines()
                .any(|line| line.starts_with(&format!("{absent} v"))),
            "financing stands on {absent}"
        );
    }
}

/// What races is tried in `tests/races`, where the till's locks are exchanged for scheduled ones: a lock that is not among
/// them is one that nothing interrupts. The keyring's own thread is no part of a deed.
#[test]
fn every_lock_of_the_till_is_one_that_the_races_can_interrupt() {
    let sources = "src-tauri/crates/till/src/";
    for file in files() {
        let named = file.to_string_lossy().replace('\\', "/");
        let Some(name) = named.strip_prefix(sources) else {
            continue;
        };
        if ["locks.rs", "keyring.rs"].contains(&name) {
            continue;
        }
        let text = read(&file);
        let used = text
            .split("\nuse ")
            .skip(1)
            .filter_map(|rest| rest.split_once(';'))
            .map(|(used, _)| used)
            .filter(|used| !used.starts_with("crate::"));
        for used in used {
            for lock in ["Mutex", "RwLock", "Condvar", "Once", "atomic", "mpsc"] {
                assert!(!used.contains(lock), "{named} uses {lock} of its own");
            }
        }
        for path in ["std::sync::", "tokio::sync::"] {
            let in_the_code =
                text.matches(path).count() - text.matches(&format!("use {path}")).count();
            assert_eq!(in_the_code, 0, "{named} names {path}");
        }
    }
}

/// The application's locks are the system's: what makes a till's locks scheduled ones is said in one place, for the
/// package it stands in.
#[test]
fn only_the_races_build_a_till_with_scheduled_locks() {
    let says = ["cfg", "=", "scheduled"].concat();
    let files = files();
    let saying: Vec<&PathBuf> = ["rs", "toml", "yml", "json"]
        .iter()
        .flat_map(|ending| with_ending(&files, ending))
        .filter(|file| read(file).contains(&says))
        .collect();
    assert_eq!(saying, [Path::new("tests/races/build.rs")]);
}

/// A reader learns from the first line what a file owns.
#[test]
fn every_source_file_opens_by_saying_what_it_owns() {
    let files = files();
    for file in with_ending(&files, "rs") {
        assert!(
            read(file).starts_with("//!"),
            "{} opens without a word",
            file.display()
        );
    }
    for file in with_ending(&files, "sql") {
        assert!(
            read(file).starts_with("--"),
            "{} opens without a word",
            file.display()
        );
    }
}

/// Names that say nothing are where things get lost.
#[test]
fn no_file_is_named_for_nothing() {
    for file in files() {
        let stem = file
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        for empty in [
            "mod", "common", "types", "utils", "util", "helpers", "helper", "manager", "service",
            "misc",
        ] {
            assert_ne!(stem, empty, "{}", file.display());
        }
    }
}

/// A source file over 500 lines is two files that have not been told apart (400 wants a reason). A file of tests, which
/// is read a sentence at a time, may be longer.
#[test]
fn no_source_file_outgrows_its_reader() {
    let files = files();
    for file in with_ending(&files, "rs") {
        let is_proof = file.components().any(|part| part.as_os_str() == "tests");
        let (lines, most) = (read(file).lines().count(), if is_proof { 600 } else { 500 });
        assert!(lines <= most, "{} has {lines} lines", file.display());
    }
}

/// Nothing unfinished, and nothing of the machine it was written on.
#[test]
fn nothing_unfinished_or_private_is_kept() {
    // Put together here so that this file does not hold them itself.
    let todo = ["TO", "DO"].concat();
    let fixme = ["FIX", "ME"].concat();
    let stub = ["unimpl", "emented!"].concat();
    let private = ["-----BEGIN PRIV", "ATE KEY-----"].concat();
    let home = ["/ro", "ot/"].concat();
    let files = files();
    let sources = [
        "rs", "ts", "svelte", "toml", "sql", "ftl", "md", "json", "css",
    ];
    for file in sources
        .iter()
        .flat_map(|ending| with_ending(&files, ending))
    {
        let text = read(file);
        for (what, found) in [
            ("an open task", &todo),
            ("an open task", &fixme),
            ("a stub", &stub),
            ("a key", &private),
            ("a machine's path", &home),
        ] {
            assert!(
                !text.contains(found.as_str()),
                "{} holds {what}",
                file.display()
            );
        }
    }
}

/// The window's walls stand in its configuration: they cannot be opened by an oversight.
#[test]
fn the_window_may_call_nothing_but_our_own_commands() {
    let text = read(Path::new("tauri.conf.json"));
    let csp = text
        .split("\"csp\": \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    assert!(csp.contains("default-src 'none'") && csp.contains("script-src 'self'"));
    assert!(
        csp.contains("connect-src ipc: http://ipc.localhost;"),
        "IPC and nothing else"
    );
    for hole in ["unsafe", "http://*", "https:", "blob:", "*"] {
        assert!(!csp.contains(hole), "the policy allows {hole}");
    }
    assert!(
        text.contains("\"freezePrototype\": true") && text.contains("\"withGlobalTauri\": false")
    );
    let permissions = text
        .split("\"permissions\": [")
        .nth(1)
        .and_then(|rest| rest.split(']').next())
        .unwrap();
    let granted: Vec<&str> = permissions.split(',').map(str::trim).collect();
    assert_eq!(
        granted,
        [
            "\"core:event:allow-listen\"",
            "\"core:event:allow-unlisten\""
        ]
    );
    assert_eq!(text.matches("\"permissions\"").count(), 1, "one capability");
    assert!(
        text.contains("\"windows\": [\"main\"]"),
        "for the main window alone"
    );
}

/// A shop's journal outlives any library: what each dependency is for is written down.
#[test]
fn every_dependency_has_its_line() {
    let architecture = read(Path::new("ARCHITECTURE.md"));
    let manifest = read(Path::new("Cargo.toml"));
    let section = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .unwrap()
        .split("\n[")
        .next()
        .unwrap();
    let rooms = [
        "financing",
        "gateways",
        "ledger",
        "printer",
        "till",
        "sandbox",
    ];
    for line in section
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
    {
        let Some((name, _)) = line.split_once(" = ") else {
            continue;
        };
        if !rooms.contains(&name) && !name.starts_with(' ') {
            assert!(
                architecture.contains(&format!("`{name}`")),
                "ARCHITECTURE.md has no line for {name}"
            );
        }
    }
}

/// All that is written in Rust.
fn sources() -> String {
    let files = files();
    with_ending(&files, "rs").map(|file| read(file)).collect()
}

/// What stands between backquotes in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// That each of these tests is in the sources.
fn are_there(tests: &[&str], sources: &str) {
    for test in tests {
        assert!(
            sources.contains(&format!("fn {test}(")),
            "{test} is not there"
        );
    }
}

/// A defence without a test is a hope: every test that SECURITY.md names is there, and every threat names one.
#[test]
fn every_threat_names_a_test_that_is_there() {
    let security = read(Path::new("SECURITY.md"));
    let sources = sources();
    let threats: Vec<&str> = security.split("\n## ").skip(1).collect();
    assert_eq!(threats.len(), 8, "eight threats");
    for threat in threats {
        assert!(
            threat.contains("\nNot done: "),
            "nothing is left to do: {threat}"
        );
        let (_, tests) = threat.split_once("\nTests: ").unwrap();
        let named: Vec<&str> = quoted(tests).collect();
        assert!(!named.is_empty(), "no test holds {threat}");
        are_there(&named, &sources);
    }
}

/// A measured figure that nobody can measure again is hearsay: every test that RELIABILITY.md names is there.
#[test]
fn every_test_that_a_figure_rests_on_is_there() {
    let reliability = read(Path::new("RELIABILITY.md"));
    let sources = sources();
    let is_a_test = |name: &&str| {
        name.matches('_').count() > 2
            && name
                .chars()
                .all(|letter| letter == '_' || letter.is_alphanumeric())
    };
    let named: Vec<&str> = quoted(&reliability).filter(is_a_test).collect();
    assert!(named.len() > 100, "{} tests are named", named.len());
    are_there(&named, &sources);
}

/// An invariant without a test is a wish: every test that ARCHITECTURE.md names is there.
#[test]
fn every_invariant_names_a_test_that_is_there() {
    let architecture = read(Path::new("ARCHITECTURE.md"));
    let table = architecture
        .split("## What always holds")
        .nth(1)
        .unwrap()
        .split("\n## ")
        .next()
        .unwrap();
    let sources = sources();
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| |"))
        .collect();
    assert_eq!(rows.len(), 10, "ten invariants");
    for row in rows {
        let named: Vec<&str> = quoted(row)
            .filter(|name| name.contains('_') && !name.contains(':'))
            .collect();
        assert!(!named.is_empty(), "no test holds {row}");
        are_there(&named, &sources);
    }
}
