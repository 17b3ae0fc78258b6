//! Damage at random, many times over: a byte flipped, a file cut, a log that is torn or another ledger's, an index of
//! the log that is rubbish. Each is found or costs whole deeds at most, and no file that is there is ever replaced.
//! `COMPTOIR_DAMAGE` says how many bytes are flipped by chance; in every run of the tests it is a few hundred.

use crate::shop::{Shop, key, minute, open};
use crate::tamper::{beside, power_cut, raw};
use ledger::{Damage, Hash, LedgerError, quarantine};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const PAGE: usize = 4096;

/// How many bytes are flipped by chance.
fn flips() -> usize {
    env::var("COMPTOIR_DAMAGE").map_or(300, |flips| flips.parse().unwrap())
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    /// A byte of a file of this length, and what to flip in it.
    fn flip(&mut self, length: usize) -> (usize, u8) {
        (self.below(length), 1 << self.below(8))
    }
}

/// A shop that has worked a day and closed, and its file.
fn closed() -> (TempDir, PathBuf) {
    let mut shop = Shop::new();
    shop.works_a_day();
    let file = shop.file();
    (shop.close(), file)
}

/// Opens a damaged file as a till does that may begin a new one, and reads all of it. What is wrong must be told, and
/// the file must stay as it is.
fn is_found(file: &Path, damaged: &[u8], what: &str) -> Option<LedgerError> {
    fs::write(file, damaged).unwrap();
    let refused = match open(file, true) {
        Err(refused) => Some(refused),
        Ok(ledger) => {
            assert!(ledger.verify(|_, _| ()).is_err(), "{what} went unnoticed");
            None
        }
    };
    assert!(
        fs::read(file).unwrap() == damaged,
        "{what}: the file was touched"
    );
    refused
}

#[test]
#[cfg(feature = "cipher")]
fn a_flipped_byte_is_found_on_every_page_and_anywhere() {
    let (folder, file) = closed();
    let whole = fs::read(&file).unwrap();
    let copy = folder.path().join("flipped.db");
    let mut chance = Chance(20_261_121);
    let on_each_page: Vec<(usize, u8)> = (0..whole.len() / PAGE)
        .map(|page| {
            let (at, bit) = chance.flip(PAGE);
            (page * PAGE + at, bit)
        })
        .collect();
    let anywhere = (0..flips()).map(|_| chance.flip(whole.len()));
    let (mut refused, mut found) = (0, 0);
    for (at, bit) in on_each_page.into_iter().chain(anywhere) {
        let mut flipped = whole.clone();
        flipped[at] ^= bit;
        match is_found(&copy, &flipped, &format!("byte {at}")) {
            Some(LedgerError::WrongKey) if at < 16 => refused += 1,
            Some(LedgerError::Corrupt {
                what: Damage::Header,
            }) if at < PAGE => refused += 1,
            Some(LedgerError::Corrupt { what: Damage::Page }) => refused += 1,
            Some(other) => panic!("byte {at}: {other:?}"),
            None => found += 1,
        }
    }
    println!(
        "{} pages: {refused} flips kept it shut, {found} were found by its verification",
        whole.len() / PAGE
    );
}

#[test]
fn a_file_cut_at_or_beside_any_page_is_found() {
    let (folder, file) = closed();
    let whole = fs::read(&file).unwrap();
    let copy = folder.path().join("cut.db");
    for page in 0..whole.len() / PAGE {
        for length in [page * PAGE, page * PAGE + 1, (page + 1) * PAGE - 1] {
            is_found(&copy, &whole[..length], &format!("a cut at {length}"));
        }
    }
}

/// Every row of the journal, by its place.
fn rows(file: &Path) -> BTreeMap<u64, Vec<u8>> {
    let file = raw(file);
    let mut asked = file.prepare("SELECT seq, hash FROM journal").unwrap();
    let rows = asked
        .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_flipped_byte_in_the_log_costs_whole_deeds_and_leaves_no_halves() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let rows = rows(&shop.file());
    let file = power_cut(&shop, "flipped.db");
    let (db, log) = (
        fs::read(&file).unwrap(),
        fs::read(beside(&file, "-wal")).unwrap(),
    );
    let mut chance = Chance(4);
    for _ in 0..flips() / 4 {
        let (at, bit) = chance.flip(log.len());
        let mut flipped = log.clone();
        flipped[at] ^= bit;
        fs::write(&file, &db).unwrap();
        fs::write(beside(&file, "-wal"), flipped).unwrap();
        let head = open(&file, false).unwrap().verify(|_, _| ()).unwrap().head;
        let known = |hash: Hash| {
            rows.get(&head.seq)
                .is_some_and(|row| row == hash.as_bytes())
        };
        assert!(
            head.seq == 0 || known(head.hash),
            "byte {at}: a past that never was"
        );
    }
}

/// The pages that a log holds, from 1: a header of 32 bytes, then frames of 24 bytes and a page, that begin with its
/// number.
fn logged(log: &[u8]) -> BTreeSet<usize> {
    let frames = log[32..].chunks_exact(24 + PAGE);
    frames
        .map(|frame| u32::from_be_bytes(frame[..4].try_into().unwrap()))
        .map(|page| usize::try_from(page).unwrap())
        .collect()
}

#[test]
fn a_page_that_the_power_left_half_merged_is_no_damage_while_the_log_holds_it() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let seen = shop.ledger.verify(|_, _| ()).unwrap();
    let file = power_cut(&shop, "half-merged.db");
    let (db, log) = (
        fs::read(&file).unwrap(),
        fs::read(beside(&file, "-wal")).unwrap(),
    );
    let pages = logged(&log);
    let pages: Vec<usize> = pages
        .into_iter()
        .filter(|page| page * PAGE <= db.len())
        .collect();
    assert!(pages.len() > 5, "{pages:?}");
    for page in pages {
        let mut torn = db.clone();
        let sector = (page - 1) * PAGE + 512;
        torn[sector..sector + 512].fill(0);
        fs::write(&file, torn).unwrap();
        fs::write(beside(&file, "-wal"), &log).unwrap();
        let ledger = open(&file, false).unwrap();
        assert_eq!(ledger.verify(|_, _| ()).unwrap(), seen, "page {page}");
    }
}

#[test]
fn an_index_of_the_log_that_is_rubbish_or_gone_is_made_again() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let seen = shop.ledger.verify(|_, _| ()).unwrap();
    for (number, rubbish) in [vec![], vec![0; 32_768], vec![0xa5; 32_768], vec![7; 100]]
        .iter()
        .enumerate()
    {
        let file = power_cut(&shop, &format!("index-{number}.db"));
        fs::write(beside(&file, "-shm"), rubbish).unwrap();
        assert_eq!(open(&file, false).unwrap().verify(|_, _| ()).unwrap(), seen);
    }
    let file = power_cut(&shop, "no-index.db");
    assert_eq!(open(&file, false).unwrap().verify(|_, _| ()).unwrap(), seen);
}

/// Where a file can be taken away under an open program at all.
#[test]
#[cfg(unix)]
fn an_index_that_is_deleted_under_an_open_till_costs_nothing() {
    let mut shop = Shop::new();
    shop.works_a_day();
    fs::remove_file(beside(&shop.file(), "-shm")).unwrap();
    shop.begin("after it", 30_000);
    let another = open(&shop.file(), false).unwrap();
    shop.begin("beside another", 30_000);
    let seen = another.verify(|_, _| ()).unwrap();
    assert_eq!(
        shop.ledger.verify(|_, _| ()).unwrap(),
        seen,
        "both see both"
    );
    let folder = shop.folder().join("backups");
    let backup = another.backup(&folder, &key(), 1, minute(600)).unwrap();
    assert_eq!(backup.head, seen.head);
    drop(another);
    let file = shop.file();
    let _folder = shop.close();
    assert_eq!(open(&file, false).unwrap().verify(|_, _| ()).unwrap(), seen);
}

/// Somebody lays a copy in the ledger's place by hand and leaves the log of the old one beside it.
#[test]
#[cfg(feature = "cipher")]
fn a_log_of_another_file_is_not_taken_for_this_one_s() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let backup = shop
        .ledger
        .backup(&shop.folder().join("backups"), &key(), 1, minute(600))
        .unwrap();
    shop.begin("after the backup", 30_000);
    let (other, foreign) = closed();
    for in_its_place in [&backup.path, &foreign] {
        let file = power_cut(&shop, "laid.db");
        let log = fs::read(beside(&file, "-wal")).unwrap();
        is_found(
            &file,
            &fs::read(in_its_place).unwrap(),
            "a log of another file",
        );
        assert!(
            fs::read(beside(&file, "-wal")).unwrap() == log,
            "the log was touched"
        );
    }
    drop(other);
}

#[test]
#[cfg(feature = "cipher")]
fn whatever_is_wrong_with_it_a_bad_ledger_is_put_aside_byte_for_byte() {
    let (_folder, file) = closed();
    let whole = fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[3 * PAGE + 7] ^= 1;
    for (minutes, bad) in [
        (0, &whole[..0]),
        (1, &whole[..5_000]),
        (2, &flipped[..]),
        (3, &whole[PAGE..]),
    ] {
        fs::write(&file, bad).unwrap();
        let aside = quarantine(&file, minute(minutes)).unwrap().path;
        assert!(fs::read(aside).unwrap() == bad && fs::read(&file).unwrap() == bad);
    }
}
