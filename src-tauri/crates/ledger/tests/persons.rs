//! Personal data: in two tables and nowhere else, erased without a trace, handed over to the customer who asks.

use crate::shop::{Shop, customer, day, minute, open, order, told};
use crate::tamper::{beside, raw};
use financing::{Actor, Cents, Customer, Entry, FinancingId, Status};
use ledger::Filter;
use std::fs;

/// All that lies in the file: its decrypted pages, free ones included, and the bytes of it, its log and its index as
/// they are on the disk.
fn all_in(file: &std::path::Path) -> String {
    let decrypted = raw(file).serialize(rusqlite::MAIN_DB).unwrap().to_vec();
    let on_disk = ["", "-wal", "-shm"].map(|suffix| fs::read(beside(file, suffix)));
    let parts = on_disk.into_iter().flatten().chain([decrypted]);
    parts
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

/// Whether a text stands anywhere in the file.
fn stands_in(file: &std::path::Path, text: &str) -> bool {
    all_in(file).contains(text)
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
    let before = all_in(&file);
    assert!((0..200).all(|number| before.contains(&name(number))));
    let erasure = shop
        .ledger
        .erase_expired_persons(day(1), day(0), minute(60))
        .unwrap();
    assert_eq!(erasure.financings.len(), 100);
    assert!(erasure.log_emptied);
    assert_eq!(fs::metadata(beside(&file, "-wal")).unwrap().len(), 0);
    let after = all_in(&file);
    for number in (0..200).step_by(2) {
        for erased in [name(number), folded(number)] {
            assert!(!after.contains(&erased), "{erased} is still there");
        }
    }
    assert!(
        (1..200)
            .step_by(2)
            .all(|number| after.contains(&name(number)))
    );
}

#[test]
fn erasing_leaves_money_journal_and_chain_whole() {
    let mut shop = Shop::new();
    two_hundred(&mut shop);
    let before = shop.ledger.head().unwrap();
    let totals = shop.ledger.totals(day(0)).unwrap();
    shop.ledger
        .erase_expired_persons(day(1), day(0), minute(60))
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
        r#"{"note":"persons_erased","at":"2026-11-23T10:00:00Z","untouched_since":"2026-11-24","financings":100}"#
    );
}

#[test]
fn only_what_is_old_and_settled_is_erased() {
    let mut shop = Shop::new();
    two_hundred(&mut shop);
    let early = shop
        .ledger
        .erase_expired_persons(day(0), day(0), minute(60))
        .unwrap();
    assert_eq!(early.financings, []);
    let head = shop.ledger.head().unwrap();
    shop.ledger
        .erase_expired_persons(day(1), day(0), minute(61))
        .unwrap();
    let refused = FinancingId::new("T2-000001").unwrap();
    let reserved = FinancingId::new("T2-000002").unwrap();
    assert_eq!(shop.ledger.person(&refused).unwrap(), None);
    assert!(shop.ledger.person(&reserved).unwrap().is_some());
    assert!(shop.ledger.journey(&reserved).unwrap().is_some());
    assert_eq!(shop.ledger.head().unwrap().seq, head.seq + 1);
    let again = shop
        .ledger
        .erase_expired_persons(day(1), day(0), minute(62))
        .unwrap();
    assert_eq!(again.financings, []);
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
        .erase_expired_persons(day(1), day(0), minute(60))
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
        .erase_expired_persons(day(1), day(0), minute(60))
        .unwrap();
    assert!(!erasure.log_emptied);
    reader.execute_batch("COMMIT").unwrap();
    let erasure = shop
        .ledger
        .erase_expired_persons(day(1), day(0), minute(61))
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

/// A customer with a name, an e-mail and a mobile.
fn reached(first: &str, last: &str, email: &str, mobile: &str) -> Customer {
    let mut customer = customer(first, last);
    customer.email = email.to_owned();
    customer.billing.mobile = mobile.to_owned();
    customer
}

#[test]
fn one_customers_financings_are_found_by_name_and_a_way_to_reach_them_and_others_are_told_apart() {
    let mut shop = Shop::new();
    let of = |shop: &mut Shop, name: &str, customer: &Customer| {
        let begun = shop.press(name, order(name, 30_000), customer).unwrap();
        begun.held.financing.id
    };
    let lea = reached("Léa", "Noël", "lea@example.org", "+33600000001");
    let first = of(&mut shop, "A-1", &lea);
    let again = reached("Noel", "LEA", "", "+33600000001");
    let again = of(&mut shop, "A-2", &again);
    let mailed = reached("Léa", "Noël", "LEA@example.org", "");
    let mailed = of(&mut shop, "A-3", &mailed);
    let mut fixed = reached("Lea", "Noel", "", "");
    fixed.billing.phone = "+33600000001".to_owned();
    let fixed = of(&mut shop, "A-4", &fixed);
    let namesake = of(
        &mut shop,
        "B-1",
        &reached("Léa", "Noël", "other@example.org", ""),
    );
    let household = of(
        &mut shop,
        "B-2",
        &reached("Paul", "Noël", "", "+33600000001"),
    );
    of(
        &mut shop,
        "C-1",
        &reached("Léa", "Noëlle", "x@example.org", "+33600000009"),
    );
    of(&mut shop, "C-2", &Customer::default());

    let related = shop.ledger.related(&first).unwrap();
    let told: Vec<_> = related
        .iter()
        .map(|related| {
            let id = related.listed.held.financing.id.clone();
            (id, related.shared.is_surely_one())
        })
        .collect();
    let newest_first = [
        (household, false),
        (namesake, false),
        (fixed, true),
        (mailed, true),
        (again, true),
        (first, true),
    ];
    assert_eq!(told, newest_first);
}

#[test]
fn a_customer_of_whom_nothing_is_known_is_related_to_their_own_financing_alone() {
    let mut shop = Shop::new();
    shop.begin("A-1", 30_000);
    let nobody = Customer::default();
    let begun = shop.press("A-2", order("A-2", 30_000), &nobody).unwrap();
    shop.press("A-3", order("A-3", 30_000), &nobody).unwrap();
    let related = shop.ledger.related(&begun.held.financing.id).unwrap();
    assert_eq!(related.len(), 1);
    assert_eq!(related[0].listed.held, begun.held);
}

#[test]
fn one_customer_is_erased_where_it_is_over_and_the_journal_says_by_whom() {
    let mut shop = Shop::new();
    let person = reached("Zxqvly", "Wkbrtzy", "zxqv@example.org", "+33612309876");
    let over = shop.press("A-1", order("A-1", 30_000), &person).unwrap();
    shop.answers(&over.held, Status::Refused);
    let open = shop.press("A-2", order("A-2", 30_000), &person).unwrap();
    let other = shop.begin("B-1", 30_000);
    shop.answers(&other.held, Status::Refused);
    let (over, open) = (over.held.financing.id, open.held.financing.id);
    let by = Actor::Manager("M. Roche".to_owned());

    let both = [over.clone(), open.clone()];
    let erasure = shop
        .ledger
        .erase_customer(&both, &by, day(0), minute(60))
        .unwrap();
    assert_eq!(erasure.financings, std::slice::from_ref(&over));
    assert!(erasure.log_emptied);
    assert_eq!(shop.ledger.person(&over).unwrap(), None);
    assert!(
        shop.ledger.person(&open).unwrap().is_some(),
        "money is open"
    );
    assert!(
        shop.ledger
            .person(&other.held.financing.id)
            .unwrap()
            .is_some()
    );
    assert_eq!(shop.ledger.related(&over).unwrap(), []);
    shop.ledger.verify(|_, _| ()).unwrap();

    let held = shop.ledger.financing(&open).unwrap();
    shop.answers(&held, Status::Refused);
    shop.ledger
        .erase_customer(&both, &by, day(0), minute(61))
        .unwrap();
    for residue in [
        "Zxqvly",
        "zxqvly",
        "Wkbrtzy",
        "wkbrtzy",
        "zxqv@example.org",
        "+33612309876",
    ] {
        assert!(
            !stands_in(&shop.file(), residue),
            "{residue} is still there"
        );
    }
    let notes: Vec<String> = raw(&shop.file())
        .prepare("SELECT entry FROM journal WHERE financing IS NULL ORDER BY seq")
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(
        notes,
        [
            r#"{"note":"customer_erased","at":"2026-11-23T10:00:00Z","by":{"who":"manager","name":"M. Roche"},"financings":["T2-000001"]}"#,
            r#"{"note":"customer_erased","at":"2026-11-23T10:01:00Z","by":{"who":"manager","name":"M. Roche"},"financings":["T2-000002"]}"#,
        ]
    );
}

#[test]
fn what_was_touched_lately_is_kept_however_long_ago_it_was_started() {
    let mut shop = Shop::new();
    let begun = shop.begin("A-1", 30_000);
    let at = minute(3 * 1440);
    let told = told(Some(begun.intent.number), Status::Refused);
    let step = financing::step(&begun.held.financing, &told, at).unwrap();
    let entry = Entry {
        at,
        by: Actor::Gateway,
        event: told,
    };
    shop.ledger
        .record(&begun.held, &entry, &step, None, day(3))
        .unwrap();
    assert_eq!(shop.ledger.expired_persons(day(3)).unwrap(), []);
    let id = begun.held.financing.id;
    assert_eq!(shop.ledger.expired_persons(day(4)).unwrap(), [id]);
}
