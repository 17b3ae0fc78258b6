//! The settings file.

use std::fs;
use till::{Language, Settings, SettingsFault, TillSettings};

fn settings() -> Settings {
    Settings {
        language: Language::En,
        staff: "Inès".to_owned(),
        training: false,
        till: Some(TillSettings {
            shop: "Maison Lumière".to_owned(),
            shop_lines: vec!["12 rue de l’Exemple".to_owned()],
            till: "T2".to_owned(),
            country: "FR".to_owned(),
            zone: chrono_tz::Europe::Paris,
            gateways: vec!["sandbox".to_owned()],
            legal_id: "SIRET 123 456 789 00012".to_owned(),
            personal_data_months: None,
        }),
    }
}

#[test]
fn what_is_written_is_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config").join("till.toml");
    settings().write(&path).unwrap();
    assert_eq!(Settings::read(&path).unwrap(), settings());
}

#[test]
fn a_first_start_has_no_file_and_no_till() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        Settings::read(&folder.path().join("till.toml")).unwrap(),
        Settings::default()
    );
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.toml");
    let text = "language = \"fr\"\nlanguge = \"en\"\n";
    fs::write(&path, text).unwrap();
    assert!(matches!(
        Settings::read(&path),
        Err(SettingsFault::Unreadable { line: Some(_), .. })
    ));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_prefix_that_no_receipt_number_could_bear_is_refused_before_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.toml");
    let mut settings = settings();
    settings.till.as_mut().unwrap().till = "till two".to_owned();
    assert!(matches!(
        settings.write(&path),
        Err(SettingsFault::Value { field: "till" })
    ));
    assert!(!path.exists());
}

#[test]
fn settings_written_before_shops_gave_their_registration_are_read_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("till.toml");
    settings().write(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let older = text.lines().filter(|line| !line.starts_with("legal_id"));
    fs::write(&path, older.collect::<Vec<_>>().join("\n")).unwrap();
    assert_eq!(Settings::read(&path).unwrap().till.unwrap().legal_id, "");
}

#[test]
fn a_registration_longer_than_a_paper_is_wide_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings();
    settings.till.as_mut().unwrap().legal_id = "1".repeat(41);
    assert!(matches!(
        settings.write(&folder.path().join("till.toml")),
        Err(SettingsFault::Value { field: "legal_id" })
    ));
}

#[test]
fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile.toml");
    till::replace_file(&path, b"a long first content").unwrap();
    till::replace_file(&path, b"second").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"second");
    let a_folder = folder.path().join("taken");
    fs::create_dir(&a_folder).unwrap();
    till::replace_file(&a_folder.join("x.toml"), b"x").unwrap();
    assert_eq!(fs::read_dir(&a_folder).unwrap().count(), 1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
