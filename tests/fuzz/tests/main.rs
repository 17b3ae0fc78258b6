//! What comes from outside, held against its claims: every file of the corpus as it stands, and what
//! becomes of the corpus under small changes. `cargo xtask fuzz` does the same with a fuzzer, for as long as one likes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use claims::{SOURCES, Source};
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
            let _taken = (source.holds)(&bytes);
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

/// What of the corpus is taken for what it seems to be, source by source.
const TAKEN: [(&str, &str); SOURCES.len()] = [
    (
        "cofidis_answers",
        "amounts-cents amounts-euros amounts-impossible amounts-reserved code-000 detail journey-backslash \
         journey-evil journey-initialize journey-link journey-picture journey-port key-capitals portal \
         status-aborted status-authorized status-canceled status-confirm-failed status-confirm-refused \
         status-error status-initialized status-initialized-to-retry status-pending status-refunded \
         status-refused status-to-confirm status-undefined status-validate-to-retry status-validated",
    ),
    (
        "cofidis_notifications",
        "date-leap extra key-small status-canceled status-initialized status-no-word status-pending \
         status-to-confirm status-validated word-long",
    ),
    (
        "journal",
        "by-hand declared direct impossible never-sent not-reserved one-call opening-lost overdue printed \
         refunded release-lost release-refused reserve-first unrecognised void withdrawn",
    ),
    (
        "payplug_answers",
        "authorization-0003 authorization-4001 authorization-4004 authorization-6003 capture-0004 \
         capture-0042 descriptor-long done-authorization done-capture done-refund done-void empty-number \
         journey-evil journey-form journey-none journey-refresh no-number no-operation",
    ),
    (
        "payplug_hash",
        "accents broken bytes capture case dates deep empty-values equals flat large-numbers names-as-numbers \
         nested none one prefix ten twice zeros",
    ),
    (
        "payplug_notifications",
        "authorization capture part refund void",
    ),
    (
        "payplug_rows",
        "authorised capture-failed capture-first capture-silent capture-twice captured captured-in-part \
         code-00 declined declined-then-waiting foreign left none order-of-time refunded refunded-in-part \
         refunded-too-much review voided voided-no-amount waiting",
    ),
    (
        "profiles",
        "authority-crlf.toml authority.toml cofidis-fr.toml cofidis-it.toml comments.toml crlf.toml \
         dotted.toml inline.toml literal.toml mixed-ends.toml multi-line.toml oauth.toml one-product.toml payplug-crlf.toml \
         payplug-sandbox.toml payplug.toml quoted-keys.toml sandbox.toml",
    ),
    (
        "redirects",
        "backslash bom buttons comment encoded get get-fields href idn number onload post post-local private \
         refresh replace six svg tab table",
    ),
];

/// Exactly those: a reader that took nothing would keep every claim, and one that took more has more to keep.
#[test]
fn what_is_whole_in_the_corpus_is_taken_and_the_rest_is_not() {
    for (source, (name, names)) in SOURCES.iter().zip(TAKEN) {
        let corpus = corpus(source).into_iter();
        let taken = corpus.filter(|(_, bytes)| (source.holds)(bytes));
        let taken: Vec<String> = taken
            .map(|(file, _)| file.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!((source.name, taken.join(" ").as_str()), (name, names));
    }
}
