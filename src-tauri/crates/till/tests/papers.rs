//! Papers.

use crate::counter::{Counter, ines};
use chrono::TimeDelta;
use financing::{FinancingId, Mode, Paper, Refusal, Route};
use std::{fs, path::Path};
use till::{Language, PrintFor, Printed, TillFault, TillSettings};

pub(crate) fn shop() -> TillSettings {
    TillSettings {
        shop: "Maison Lumière".to_owned(),
        shop_lines: vec!["12 rue de l’Exemple, 75000 Paris".to_owned()],
        till: "T2".to_owned(),
        country: "FR".to_owned(),
        zone: chrono_tz::Europe::Paris,
        gateways: Vec::new(),
        legal_id: "SIRET 123 456 789 00012".to_owned(),
        personal_data_months: None,
    }
}

/// Inès prints the receipt, in French.
pub(crate) fn receipt(
    counter: &Counter,
    id: &FinancingId,
    shop: &TillSettings,
    folder: &Path,
) -> Result<Printed, TillFault> {
    let print_for = PrintFor {
        shop,
        language: Language::Fr,
        training: false,
    };
    counter
        .till
        .print(id, ines(), Paper::Receipt, &print_for, folder)
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

#[tokio::test]
async fn an_original_for_which_there_was_no_room_is_still_the_original() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let folder = counter.folder.path().join("papers");
    fs::write(&folder, "a file where the folder should be").unwrap();
    let refused = receipt(&counter, &id, &shop(), &folder);
    assert!(matches!(refused, Err(TillFault::Paper(_))), "{refused:?}");
    assert_eq!(counter.financing(&id).receipts, 0);
    fs::remove_file(&folder).unwrap();
    assert_eq!(receipt(&counter, &id, &shop(), &folder).unwrap().copy, 1);
}

#[tokio::test]
async fn a_press_that_the_ledger_refused_leaves_no_paper() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let folder = counter.folder.path().join("papers");
    counter.disk_fails();
    receipt(&counter, &id, &shop(), &folder).unwrap_err();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    counter.disk_recovers();
    assert_eq!(receipt(&counter, &id, &shop(), &folder).unwrap().copy, 1);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[tokio::test]
async fn a_reprint_days_later_bears_the_first_prints_date() {
    let mut duplicates = Vec::new();
    for days in [0, 3] {
        let counter = Counter::open(Route::OneCall);
        let id = counter.financed().await;
        let folder = counter.folder.path();
        let original = receipt(&counter, &id, &shop(), folder).unwrap();
        counter.clock.forward(TimeDelta::days(days));
        let duplicate = receipt(&counter, &id, &shop(), folder).unwrap();
        let bytes = fs::read(duplicate.file).unwrap();
        assert_ne!(bytes, fs::read(original.file).unwrap(), "its mark");
        duplicates.push(bytes);
    }
    assert_eq!(duplicates[0], duplicates[1]);
}

#[tokio::test]
async fn the_shops_registration_stands_on_its_papers() {
    let mut papers = Vec::new();
    for legal_id in ["SIRET 123 456 789 00012", "SIRET 987 654 321 00012"] {
        let counter = Counter::open(Route::OneCall);
        let id = counter.financed().await;
        let mut shop = shop();
        shop.legal_id = legal_id.to_owned();
        let printed = receipt(&counter, &id, &shop, counter.folder.path()).unwrap();
        papers.push(fs::read(printed.file).unwrap());
    }
    assert_ne!(papers[0], papers[1]);
}

/// A restored ledger may have forgotten the papers that its customers hold.
#[tokio::test]
async fn a_paper_that_lies_there_already_is_never_printed_over_and_the_next_one_is_its_duplicate() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let folder = counter.folder.path().join("papers");
    let mut before = Vec::new();
    let counter = counter
        .restored_after(async |counter| {
            for copy in [1, 2] {
                let printed = receipt(counter, &id, &shop(), &folder).unwrap();
                assert_eq!(printed.copy, copy);
                before.push((printed.file.clone(), fs::read(&printed.file).unwrap()));
            }
        })
        .await;
    assert_eq!(
        counter.financing(&id).receipts,
        0,
        "the backup knows of none"
    );
    for (copy, name) in [
        (3, "T2-000001-receipt-3.pdf"),
        (4, "T2-000001-receipt-4.pdf"),
    ] {
        let printed = receipt(
            &counter,
            &id,
            &shop(),
            &counter.folder.path().join("papers"),
        );
        let printed = printed.unwrap();
        assert_eq!(printed.copy, copy);
        assert!(printed.file.ends_with(name), "{printed:?}");
        before.push((printed.file.clone(), fs::read(&printed.file).unwrap()));
    }
    for (file, bytes) in &before {
        assert_eq!(&fs::read(file).unwrap(), bytes, "{file:?}");
    }
    assert_ne!(before[0].1, before[2].1, "its mark");
}

/// The power went, or the disk failed, after the press was written and before the paper was put in its place.
#[tokio::test]
async fn a_paper_whose_press_was_written_and_that_is_not_in_its_place_is_put_there_by_the_next_press()
 {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let folder = counter.folder.path();
    let original = receipt(&counter, &id, &shop(), folder).unwrap();
    let bytes = fs::read(&original.file).unwrap();
    let beside = original.file.with_extension("pdf.new");
    fs::rename(&original.file, &beside).unwrap();

    let again = receipt(&counter, &id, &shop(), folder).unwrap();
    assert_eq!(again, original);
    assert_eq!(fs::read(&again.file).unwrap(), bytes);
    assert!(!beside.exists());
    assert_eq!(counter.financing(&id).receipts, 1, "none more is counted");
    assert_eq!(receipt(&counter, &id, &shop(), folder).unwrap().copy, 2);
}

#[tokio::test]
async fn a_paper_that_was_taken_away_is_printed_as_a_duplicate_and_half_a_one_is_none() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    let folder = counter.folder.path();
    let original = receipt(&counter, &id, &shop(), folder).unwrap();
    fs::remove_file(&original.file).unwrap();
    assert_eq!(receipt(&counter, &id, &shop(), folder).unwrap().copy, 2);
    let last = receipt(&counter, &id, &shop(), folder).unwrap();
    let half = fs::read(&last.file).unwrap();
    fs::remove_file(&last.file).unwrap();
    let beside = last.file.with_extension("pdf.new");
    fs::write(beside, &half[..half.len() / 2]).unwrap();
    assert_eq!(receipt(&counter, &id, &shop(), folder).unwrap().copy, 4);
}
