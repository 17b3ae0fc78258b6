//! Profiles: a text that a person may have edited in any editor. One that is read can be filled in, and reads back what
//! was given, letter by letter, with all else as it was; one that is not read says in which line of it.

use gateways::{FillIn, Profile, ProfileError};

/// What a person may type into a field, good or not.
const TYPED: [&str; 9] = [
    "020280098",
    "  Demo Shop  ",
    "192.0.2.10",
    "https://api.example.org/v1",
    "Étoile \"du\" Nord",
    "back\\slash",
    "two\nlines",
    "'''\"\"\"",
    "",
];

pub(crate) fn hold(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let read = Profile::read(text);
    match &read {
        Ok(profile) => profile_holds(text, profile),
        Err(ProfileError::Text { line, .. }) => {
            let lines = text.matches('\n').count() + 1;
            assert!((1..=lines).contains(line), "line {line} of {lines}");
            assert!(Profile::to_fill_in(text).is_empty());
        }
        Err(ProfileError::Value { key, .. }) => assert!(!key.is_empty()),
    }
    read.is_ok()
}

fn profile_holds(text: &str, profile: &Profile) {
    assert!(!profile.name().is_empty() && !profile.id().as_str().is_empty());
    assert!(
        !profile.credential_names().is_empty(),
        "nobody says who asks"
    );
    let missing = Profile::to_fill_in(text);
    for blank in &missing {
        for typed in TYPED {
            let value = (blank.key.clone(), typed.to_owned());
            if let Ok(filled) = Profile::filled_in(text, &[value]) {
                filled_in_holds(&missing, &filled, &blank.key, typed.trim());
            }
        }
    }
    let as_they_are: Vec<(String, String)> = missing
        .iter()
        .map(|blank| (blank.key.clone(), blank.value.clone()))
        .collect();
    let trimmed = missing
        .iter()
        .all(|blank| blank.value.trim() == blank.value);
    if let Ok(filled) = Profile::filled_in(text, &as_they_are)
        && trimmed
    {
        assert_eq!(
            Profile::to_fill_in(&filled),
            missing,
            "it changed what it was given"
        );
        let again = Profile::filled_in(&filled, &as_they_are).unwrap();
        assert_eq!(again, filled, "a second time changes something");
    }
    let not_the_shops = ("name".to_owned(), "x".to_owned());
    assert!(Profile::filled_in(text, &[not_the_shops]).is_err());
}

/// The value reads back as it was typed, and every other value as it stood.
fn filled_in_holds(before: &[FillIn], filled: &str, key: &str, typed: &str) {
    let after = Profile::to_fill_in(filled);
    assert_eq!(after.len(), before.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.key, after.key);
        if after.key == key {
            assert_eq!(after.value, typed, "{key} reads back otherwise");
        } else {
            assert_eq!(after.value, before.value, "{} was not touched", after.key);
        }
    }
}
