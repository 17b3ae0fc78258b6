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
