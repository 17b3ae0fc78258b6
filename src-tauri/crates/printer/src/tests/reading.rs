//! What others read from the finished file: a person who copies its text, a scanner, a printer's checker, and whoever
//! looks for what should not be in it.

use super::{
    specimen,
    tools::{OnDisk, scanned},
};
use crate::{Issue, Language, PrintedState, PrinterError, Release, delivery_note, receipt};
use financing::{Amounts, Cents, Mode};

/// The text with its spaces made plain and single, as it is read aloud.
fn aloud(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_receipt_says_all_a_customer_may_need_in_french() {
    let pdf = OnDisk::of(&receipt(&specimen::receipt(Language::French)).unwrap());
    let text = aloud(&pdf.text());
    for words in [
        "Maison Lumière",
        "12 rue de l’Étoile",
        "SIRET 123 456 789 00012",
        "Reçu de financement",
        "T2-000147",
        "Original",
        "Financé",
        "Accordé Libéré Remboursé Net financé",
        "1 249,90 € 1 249,90 € 149,00 € 1 100,90 €",
        "Date 21 novembre 2026 à 11:11",
        "Caisse Caisse 2",
        "Vendeur Inès",
        "Client Nadège Lefèvre-Œuvrard",
        "Commande CMD-20411",
        "Produit Paiement en 4 fois par carte",
        "Échéancier indicatif 2 × 312,48 € + 2 × 312,47 €",
        "Mode Financement en deux temps, libéré à la livraison",
        "Libéré le 21 novembre 2026 à 11:10",
        "Organisme Cofidis",
        "Référence 7Hq2LkZtB9wXc4Rn",
        "Date de transaction 20 novembre 2026",
        "Autres références A184-2207 · C1-90033",
        "Ceci n’est pas le contrat de crédit.",
        "Page 1 sur 1",
    ] {
        assert!(text.contains(words), "`{words}` is not in\n{text}");
    }
}

#[test]
fn a_receipt_says_the_same_in_english() {
    let mut said = specimen::receipt(Language::English);
    said.mode = Mode::Direct;
    let text = aloud(&OnDisk::of(&receipt(&said).unwrap()).text());
    for words in [
        "€1,249.90 €1,249.90 €149.00 €1,100.90",
        "Date 21 November 2026, 11:11",
        "Indicative plan 2 × €312.48 + 2 × €312.47",
        "Mode Direct financing, released on signature",
        "Released on 21 November 2026, 11:10",
        "Financed through Cofidis",
        "This is not the credit contract.",
    ] {
        assert!(text.contains(words), "`{words}` is not in\n{text}");
    }
}

#[test]
fn a_receipt_before_delivery_gives_the_deadline_and_does_not_say_financed() {
    let mut said = specimen::training(Language::French);
    for state in [
        PrintedState::Accepted,
        PrintedState::Reserved,
        PrintedState::Releasing,
    ] {
        said.heading.state = state;
        let text = aloud(&OnDisk::of(&receipt(&said).unwrap()).text());
        assert!(text.contains("À libérer avant le 26 novembre 2026 à 11:08"));
        assert!(text.contains("Reste à libérer"));
        assert!(
            !text.contains("Financé")
                && !text.contains("Net financé")
                && !text.contains("Libéré le")
        );
    }
}

#[test]
fn what_a_part_delivery_let_go_is_not_left_to_be_released() {
    let mut said = specimen::receipt(Language::French);
    said.amounts.released = Cents::of(100_000);
    for state in [
        PrintedState::Financed,
        PrintedState::Refunding,
        PrintedState::Refunded,
    ] {
        said.heading.state = state;
        let text = aloud(&OnDisk::of(&receipt(&said).unwrap()).text());
        let columns = "Non libéré Net financé 249,90 € 851,00 €";
        assert!(text.contains(columns), "`{columns}` is not in\n{text}");
        assert!(!text.contains("Reste à libérer"), "{text}");
    }
}

#[test]
fn facts_that_are_not_known_take_no_place() {
    let mut said = specimen::receipt(Language::French);
    said.plan.clear();
    said.gateway.further.clear();
    said.release = Release::Nothing;
    said.amounts = Amounts::default();
    let text = aloud(&OnDisk::of(&receipt(&said).unwrap()).text());
    for words in [
        "Échéancier",
        "échéancier",
        "Autres références",
        "Libéré le",
        "À libérer",
        "Annulé",
    ] {
        assert!(!text.contains(words), "{words}");
    }
}

#[test]
fn a_delivery_note_says_what_was_handed_over_and_asks_for_a_signature() {
    let note = specimen::delivery_note(Language::French, 3);
    let text = aloud(&OnDisk::of(&delivery_note(&note).unwrap()).text());
    for words in [
        "Bon de livraison",
        "Montant livré 1 249,90 €",
        "Livré le 21 novembre 2026 à 11:09",
        "Articles livrés Qté",
        "Fauteuil n° 3, velours côtelé 3",
        "J’ai reçu les articles du bon T2-000147",
        "Nom Date Signature du client",
    ] {
        assert!(text.contains(words), "`{words}` is not in\n{text}");
    }
    let bare = specimen::delivery_note(Language::French, 0);
    let text = aloud(&OnDisk::of(&delivery_note(&bare).unwrap()).text());
    assert!(text.contains("Articles de la commande CMD-20411"));
}

#[test]
fn the_code_on_paper_is_scanned_as_the_reference() {
    let pdf = OnDisk::of(&receipt(&specimen::receipt(Language::French)).unwrap());
    assert_eq!(scanned(&pdf.picture()).trim_end(), specimen::REFERENCE);
}

#[test]
fn a_reference_that_no_code_holds_gives_no_paper() {
    let mut said = specimen::receipt(Language::French);
    said.gateway.key.reference = "x".repeat(3_000);
    assert!(matches!(
        receipt(&said),
        Err(PrinterError::QrTooLong { bytes: 3_000 })
    ));
    said.gateway.key.reference.clear();
    assert!(matches!(receipt(&said), Err(PrinterError::QrEmpty)));
}

#[test]
fn every_paper_is_sound_and_small() {
    for language in Language::ALL {
        let mut crowded = specimen::training(*language);
        crowded.heading.customer = ('!'..='~').chain('À'..='ſ').chain('А'..='я').collect();
        for pdf in [
            receipt(&specimen::receipt(*language)).unwrap(),
            receipt(&crowded).unwrap(),
            delivery_note(&specimen::delivery_note(*language, 12)).unwrap(),
        ] {
            assert!(pdf.len() < 40_000, "{} bytes", pdf.len());
            assert!(
                OnDisk::of(&pdf)
                    .check()
                    .contains("No syntax or stream encoding errors")
            );
        }
    }
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let said = specimen::receipt(Language::French);
    assert_eq!(receipt(&said).unwrap(), receipt(&said).unwrap());
    let note = specimen::delivery_note(Language::French, 3);
    assert_eq!(delivery_note(&note).unwrap(), delivery_note(&note).unwrap());
}

#[test]
fn a_reprint_differs_by_its_mark_alone() {
    let original = specimen::receipt(Language::French);
    let mut reprint = original.clone();
    reprint.heading.issue = Issue::of(2);
    let [original, reprint] =
        [original, reprint].map(|said| aloud(&OnDisk::of(&receipt(&said).unwrap()).text()));
    assert_eq!(original.replace("Original", "DUPLICATA 1"), reprint);
}

#[test]
fn the_file_s_properties_tell_the_number_and_the_day_and_nobody_s_name() {
    let pdf = OnDisk::of(&receipt(&specimen::receipt(Language::French)).unwrap());
    let properties = pdf.properties();
    assert!(properties.contains("T2-000147"));
    assert!(properties.contains("D:20261121101130+00'00'"));
    let unpacked = String::from_utf8_lossy(&pdf.unpacked()).into_owned();
    for name in ["Lefèvre", "Lef", "Inès", "Maison", "/Author"] {
        let found = properties.contains(name) || unpacked.contains(name);
        assert!(!found, "{name}");
    }
}

#[test]
fn poppler_too_sees_every_word_of_a_crowded_receipt_on_the_page() {
    let mut said = specimen::training(Language::French);
    said.heading.shop.name = "Électroménager ".repeat(20);
    said.heading.shop.address = vec!["Bâtiment C, ".repeat(20); 9];
    said.heading.customer = "W".repeat(300);
    said.heading.staff = "🦊".repeat(90);
    let boxes = OnDisk::of(&receipt(&said).unwrap()).boxes();
    let mut words = 0;
    for word in boxes.lines().filter(|line| line.contains("<word ")) {
        let corner = |name: &str| -> i32 {
            let value = word.split(name).nth(1).unwrap().split('"').nth(1).unwrap();
            value.split('.').next().unwrap().parse().unwrap()
        };
        assert!(corner("xMin") >= 12 && corner("yMin") >= 12, "{word}");
        assert!(corner("xMax") <= 583 && corner("yMax") <= 830, "{word}");
        words += 1;
    }
    assert!(words > 60, "{words} words");
    assert!(boxes.contains('□'));
}
