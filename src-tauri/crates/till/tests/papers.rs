//! Papers.

use crate::counter::{Counter, ines};
use financing::{Mode, Paper, Refusal, Route};
use std::fs;
use till::{Language, PrintFor, TillFault, TillSettings};

fn shop() -> TillSettings {
    TillSettings {
        shop: "Maison Lumière".to_owned(),
        shop_lines: vec!["12 rue de l’Exemple, 75000 Paris".to_owned()],
        till: "T2".to_owned(),
        country: "FR".to_owned(),
        zone: chrono_tz::Europe::Paris,
        gateways: Vec::new(),
    }
}

#[tokio::test]
async fn the_original_comes_once_and_a_duplicate_says_so() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let shop = shop();
    let print_for = PrintFor {
        shop: &shop,
        language: Language::Fr,
        training: false,
    };
    let before = counter.commits();
    let print = || {
        counter
            .till
            .print(
                &id,
                ines(),
                Paper::Receipt,
                &print_for,
                counter.folder.path(),
            )
            .unwrap()
    };
    let (original, duplicate, second) = (print(), print(), print());
    assert_eq!(counter.commits() - before, 3, "one commit a paper");
    assert_eq!((original.copy, duplicate.copy, second.copy), (1, 2, 3));
    let bytes = fs::read(&original.file).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    assert_ne!(bytes, fs::read(&duplicate.file).unwrap());
    assert!(original.file.ends_with("T2-000001-receipt.pdf"));
}

#[tokio::test]
async fn there_is_no_receipt_of_a_contract_that_was_not_accepted() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.shown(Mode::Direct).await;
    let shop = shop();
    let print_for = PrintFor {
        shop: &shop,
        language: Language::En,
        training: true,
    };
    let refused = counter.till.print(
        &id,
        ines(),
        Paper::Receipt,
        &print_for,
        counter.folder.path(),
    );
    assert!(matches!(
        refused,
        Err(TillFault::Refused(Refusal::NothingToPrint))
    ));
}
