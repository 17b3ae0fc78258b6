//! That it would be noticed: the same races on a counter made wrongly. The mistakes are made in what these proofs put
//! around the till (the lanes in the place of its own, the file under it); the till itself has no switch for them.

use crate::{
    counter::{Heard, MOST, Shop, heard, marc, one_wins},
    explore::{Part, at_once, noticed},
    windows::{LEFT, refund_and_question},
};
use financing::{Operation, Refusal};
use scheduled_till::{Till, locks::Lanes};

/// What makes a ledger's file forget that it was written: the version stays what it was, and what the schema refuses
/// besides is let through. One program alone would never notice.
const NO_VERSION: &str = "
    PRAGMA foreign_keys = OFF;
    DROP TRIGGER journal_only_grows;
    DROP TRIGGER journal_is_not_edited;
    DROP TRIGGER journal_is_kept;
    DROP TRIGGER intent_moves_forward;
    DROP TRIGGER financing_recounts;
    DROP TRIGGER financing_moves;
    CREATE TABLE kept AS SELECT * FROM journal;
    DROP TABLE journal;
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY, financing TEXT, nth INTEGER, day TEXT NOT NULL, entry TEXT NOT NULL, hash BLOB NOT NULL
    ) STRICT;
    INSERT INTO journal SELECT * FROM kept;
    CREATE TRIGGER no_version AFTER UPDATE ON financing WHEN new.version > old.version BEGIN
        UPDATE financing SET version = old.version WHERE id = new.id;
    END;";

#[test]
fn a_ledger_that_is_written_without_its_version_refunds_twice_and_is_noticed() {
    let shop = Shop::financed();
    let careless = shop.clone();
    let race = move || {
        let counter = careless.open();
        counter.on_disk(NO_VERSION);
        let other = counter.another_program();
        let press = |till: &Till| heard(till.refund(&careless.id, marc(), Some(MOST)), till);
        let heard = at_once([
            Box::new(|| press(&counter.till)) as Part<'_, Heard>,
            Box::new(|| press(&other)),
        ]);
        counter.bank.in_the_books(|books| books.hold());
        one_wins(heard, &[Refusal::Busy, Refusal::AboveLeft { left: LEFT }]);
    };
    let why = noticed("no version", race);
    assert!(why.contains("twice"), "{why}");
}

#[test]
fn a_lane_per_request_is_noticed() {
    let shop = Shop::financed();
    let why = noticed("a lane per request", move || {
        Lanes::OnePerRequest.make();
        let counter = shop.open();
        refund_and_question(&counter, &shop.id);
        let books = counter.bank.in_the_books(|books| books.clone());
        assert_eq!(books.most_at_once, 1, "one request at a time");
    });
    assert!(why.contains("one request at a time"), "{why}");
}

#[test]
fn a_lane_that_is_never_given_back_is_noticed() {
    let shop = Shop::financed();
    let why = noticed("a lane never given back", move || {
        Lanes::NeverGivenBack.make();
        let counter = shop.open();
        let part = financing::Cents::of(10_000);
        let press = || {
            heard(
                counter.till.refund(&shop.id, marc(), Some(part)),
                &counter.till,
            )
        };
        at_once([Box::new(press) as Part<'_, Heard>, Box::new(press)]);
        counter
            .bank
            .in_the_books(|books| books.times(Operation::Refund));
    });
    assert!(why.contains("deadlock"), "{why}");
}
