//! Personal data: in two tables and nowhere else, erased without a trace, handed over to the customer who asks.

use crate::shop::{Shop, customer, day, minute, open, order, told};
use crate::tamper::{beside, raw};
use financing::{Cents, FinancingId, Status};
use ledger::Filter;
use std::fs;

/// Whether a text stands anywhere in the decrypted pages of the file, free ones included.
fn stands_in(file: &std::path::Path, text: &str) -> bool {
    let conn = raw(file);
    let bytes = conn.serialize(rusqlite::MAIN_DB).unwrap();
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

/// A name that is like no other, longer or shorter by the number.
fn name(number: usize) -> String {
    format!("Zx{number:04}{}", "qwertzu".repeat(number % 23))
}

/// Two hundred customers, every other one refused, the others still reserved.
fn two_hundred(shop: &mut Shop) {
    for number in 0..200 {
        let order = order(&format!("A-{number}"), 30_000);
        let customer = customer("Émile", &name(number));
        let begun = shop.press(&format!("{number}"), order, &customer).unwrap();
        let shown = shop.shown(&begun);
        let status = if number % 2 == 0 {
            Status::Refused
        } else {
            Status::Reserved
        };
        shop.happens(&shown, told(None, status), 20);
    }
}

#[test]
fn erased_names_stand_nowhere_in_the_file_or_its_log() {
    let mut shop = Shop::new();
    two_hundred(&mut shop);
    let file = shop.file();
    let folded = |number: usize| name(number).to_lowercase();
    assert!((0..200).all(|number| stands_in(&file, &name(number))));
    let erasure = shop
        .ledger
        .erase_persons(day(1), day(0), minute(60))
        .unwrap();
    assert_eq!(erasure.financings, 100);
    assert!(erasure.log_emptied);
    assert_eq!(fs::metadata(beside(&file, "-wal")).unwrap().len(), 0);
    for number in (0..200).step_by(2) {
        assert!(
            !stands_in(&file, &name(number)),
            "{} is still there",
            name(number)
        );
        assert!(
            !stands_in(&file, &folded(number)),
            "{} is still there",
            folded(number)
        );
    }
    assert!(
        (1..200)
            .step_by(2)
            .all(|number| stands_in(&file, &name(number)))
    );
}

#[test]
fn erasing_leaves_money_journal_and_chain_whole() {
    let mut shop = Shop::new();
    two_hundred(&mut shop);
    let before = shop.ledger.head().unwrap();
    let totals = shop.ledger.totals(day(0)).unwrap();
    shop.ledger
        .erase_persons(day(1), day(0), minute(60))
        .unwrap();
    assert_eq!(
        shop.ledger.verify(|_, _| ()).unwrap().rows,
        before.seq + 1,
        "a note says so"
    );
    assert_eq!(shop.ledger.totals(day(0)).unwrap(), totals);
    let note: String = raw(&shop.file())
        .query_row(
            "SELECT entry FROM journal WHERE financing IS NULL",
            (),
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(
        note,
        r#"{"note":"persons_erased","at":"2026-11-23T10:00:00Z","started_before":"2026-11-24","financings":100}"#
    );
}

#[test]
fn only_what_is_old_and_settled_is_erased() {
    let mut shop = Shop::new();
    two_hundred(&mut shop);
    let early = shop
        .ledger
        .erase_persons(day(0), day(0), minute(60))
        .unwrap();
    assert_eq!(early.financings, 0);
    let head = shop.ledger.head().unwrap();
    shop.ledger
        .erase_persons(day(1), day(0), minute(61))
        .unwrap();
    let refused = FinancingId::new("T2-000001").unwrap();
    let reserved = FinancingId::new("T2-000002").unwrap();
    assert_eq!(shop.ledger.person(&refused).unwrap(), None);
    assert!(shop.ledger.person(&reserved).unwrap().is_some());
    assert!(shop.ledger.journey(&reserved).unwrap().is_some());
    assert_eq!(shop.ledger.head().unwrap().seq, head.seq + 1);
    let again = shop
        .ledger
        .erase_persons(day(1), day(0), minute(62))
        .unwrap();
    assert_eq!(again.financings, 0);
    assert_eq!(
        shop.ledger.head().unwrap().seq,
        head.seq + 1,
        "nothing to note"
    );
}

#[test]
fn an_erased_customer_is_not_found_and_the_financing_still_is() {
    let mut shop = Shop::new();
    let begun = shop.begin("A-1", 30_000);
    shop.answers(&begun.held, Status::Refused);
    assert_eq!(shop.ledger.search("dupont", 20).unwrap().len(), 1);
    shop.ledger
        .erase_persons(day(1), day(0), minute(60))
        .unwrap();
    assert_eq!(shop.ledger.search("dupont", 20).unwrap(), []);
    let listed = shop.ledger.search("A-1", 20).unwrap();
    assert_eq!(listed[0].name, None);
    let today = shop
        .ledger
        .day(day(0), &Filter::default(), None, 20)
        .unwrap();
    assert_eq!(today, listed);
}

#[test]
fn a_reader_in_the_way_is_told_and_the_next_erasure_empties_the_log() {
    let mut shop = Shop::new();
    two_hundred(&mut shop);
    let reader = raw(&shop.file());
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM person")
        .unwrap();
    let erasure = shop
        .ledger
        .erase_persons(day(1), day(0), minute(60))
        .unwrap();
    assert!(!erasure.log_emptied);
    reader.execute_batch("COMMIT").unwrap();
    let erasure = shop
        .ledger
        .erase_persons(day(1), day(0), minute(61))
        .unwrap();
    assert!(erasure.log_emptied);
    assert!(!stands_in(&shop.file(), &name(22)));
}

#[test]
fn personal_data_stand_in_their_own_tables_only() {
    let mut shop = Shop::new();
    let begun = shop.begin("A-1", 30_000);
    shop.shown(&begun);
    let conn = raw(&shop.file());
    conn.execute_batch("PRAGMA secure_delete = ON; DELETE FROM person; DELETE FROM name_word")
        .unwrap();
    for personal in [
        "Dupont",
        "dupont",
        "customer@example.com",
        "https://pay.example",
    ] {
        assert!(
            !stands_in(&shop.file(), personal),
            "{personal} stands elsewhere"
        );
    }
}

#[test]
fn a_customer_who_asks_gets_all_that_is_kept() {
    let mut shop = Shop::new();
    let financed = shop.financed("A-1", 60_000);
    let export = shop.ledger.export_person(&financed.financing.id).unwrap();
    assert_eq!(export.financing, financed.financing);
    assert_eq!(
        export.customer.as_ref().unwrap().full_name(),
        "Marie Dupont"
    );
    assert_eq!(export.history.len(), 5);
    assert_eq!(export.financing.amounts.released, Cents::of(60_000));
    assert_eq!(format!("{export:?}"), "Export { T2-000001, .. }");
}

#[test]
fn a_printed_list_shows_no_name() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let listed = shop.ledger.search("dupont", 20).unwrap();
    assert!(listed.iter().all(|line| line.name.is_some()));
    assert!(!format!("{listed:?}").contains("Dupont"));
    let file = shop.file();
    assert!(!format!("{:?}", open(&file, false).unwrap()).contains("2a2a"));
}
