//! What comes from outside, held against its claims: every file of the corpus as it stands, and what
//! becomes of the corpus under small changes. `cargo xtask fuzz` does the same with a fuzzer, for as long as one likes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use claims::{SOURCES, Source};
use gateways::{Secret, payplug::Notification};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use std::{fs, panic::catch_unwind, path::PathBuf};

/// How many changed files are tried for each source.
const CHANGED: u32 = 300;

/// The corpus of a source, in the order of the names.
fn corpus(source: &Source) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(source.name);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let with_bytes = |file: PathBuf| {
        let bytes = fs::read(&file).unwrap();
        (file, bytes)
    };
    files.into_iter().map(with_bytes).collect()
}

/// A small change to a file.
#[derive(Debug, Clone)]
enum Change {
    /// A byte of another value.
    Byte(Index, u8),
    /// Nothing behind this place.
    Cut(Index),
    /// A stretch less.
    Leave(Index, usize),
    /// A stretch twice.
    Repeat(Index, usize),
    /// A stretch of another file of the corpus.
    Graft(Index, Index, Index, usize),
    /// Something that parsers stumble over.
    Put(Index, &'static str),
}

const STUMBLES: [&str; 24] = [
    "null",
    "\"\"",
    "0",
    "-1",
    "1e9",
    "\"0\"",
    "\"0000\"",
    "{}",
    "[]",
    "\\",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "\r\n",
    "%00",
    "%ff",
    "&",
    "=",
    "[0]",
    "\"",
    "'",
    "<script>",
    "@evil.example",
    "#",
];

fn change() -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        place().prop_map(Change::Cut),
        (place(), 1..24_usize).prop_map(|(at, length)| Change::Leave(at, length)),
        (place(), 1..48_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
        (place(), place(), place(), 1..64_usize)
            .prop_map(|(at, file, from, length)| Change::Graft(at, file, from, length)),
        (place(), proptest::sample::select(STUMBLES.to_vec()))
            .prop_map(|(at, text)| Change::Put(at, text)),
    ]
}

fn changed(mut bytes: Vec<u8>, change: &Change, corpus: &[Vec<u8>]) -> Vec<u8> {
    let size = bytes.len() + 1;
    let stretch = |of: &[u8], from: usize, length: usize| {
        of[from.min(of.len())..(from + length).min(of.len())].to_vec()
    };
    match change {
        Change::Byte(at, byte) => {
            let at = at.index(size);
            bytes.splice(at..size.min(at + 1).min(bytes.len()), [*byte]);
        }
        Change::Cut(at) => bytes.truncate(at.index(size)),
        Change::Leave(at, length) => {
            let at = at.index(size);
            bytes.drain(at..(at + length).min(size - 1));
        }
        Change::Repeat(at, length) => {
            let at = at.index(size);
            let again = stretch(&bytes, at, *length);
            bytes.splice(at..at, again);
        }
        Change::Graft(at, file, from, length) => {
            let at = at.index(size);
            let other = &corpus[file.index(corpus.len())];
            let graft = stretch(other, from.index(other.len() + 1), *length);
            bytes.splice(at..at, graft);
        }
        Change::Put(at, text) => {
            let at = at.index(size);
            bytes.splice(at..at, text.bytes());
        }
    }
    bytes
}

#[test]
fn every_file_of_the_corpus_keeps_the_claims() {
    let mut broken = Vec::new();
    for source in &SOURCES {
        let corpus = corpus(source);
        assert!(corpus.len() >= 10, "{} has a corpus", source.name);
        for (file, bytes) in corpus {
            if catch_unwind(|| (source.holds)(&bytes)).is_err() {
                broken.push(file);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn the_corpus_with_small_changes_keeps_the_claims() {
    let mut broken = Vec::new();
    for source in &SOURCES {
        let corpus: Vec<Vec<u8>> = corpus(source).into_iter().map(|(_, bytes)| bytes).collect();
        let changes = (any::<Index>(), proptest::collection::vec(change(), 1..4));
        let tried = runner().run(&changes, |(file, changes)| {
            let first = corpus[file.index(corpus.len())].clone();
            let bytes = changes
                .iter()
                .fold(first, |bytes, change| changed(bytes, change, &corpus));
            (source.holds)(&bytes);
            Ok(())
        });
        broken.extend(tried.err().map(|why| format!("{}: {why}", source.name)));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The same changes each time.
fn runner() -> TestRunner {
    let config = Config {
        cases: CHANGED,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let chance = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, chance)
}

/// A reader that refused everything would keep every claim about what is taken.
#[test]
fn what_is_whole_in_the_corpus_is_taken_and_what_is_not_signed_by_us_is_not() {
    let key = Secret::new("training-key".to_owned());
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/payplug_notifications");
    let taken = |name: &str| {
        let body = fs::read(folder.join(name)).unwrap();
        Notification::read("", &body, &key)
    };
    for name in ["authorization", "capture", "part", "refund", "void"] {
        assert!(taken(name).is_ok(), "{name}: {:?}", taken(name));
    }
    for name in ["other-key", "unsigned", "wrong"] {
        assert!(taken(name).is_err(), "{name}");
    }
}
