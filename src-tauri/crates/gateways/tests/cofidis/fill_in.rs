//! The values that only the shop has: they are found in a profile's text, written into it without touching a comment,
//! and refused with their key when they cannot be used.

use gateways::{FillIn, Flaw, Profile, ProfileError};
use url::Url;

fn ready(name: &str) -> &'static str {
    let (_, text) = Profile::ready()
        .find(|(ready, _)| *ready == name)
        .expect("a ready profile");
    text
}

fn values(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    pairs.iter().map(owned).collect()
}

fn flaw(text: &str, key: &str, value: &str) -> (String, Flaw) {
    match Profile::filled_in(text, &values(&[(key, value)])) {
        Err(ProfileError::Value { key, flaw }) => (key, flaw),
        other => panic!("{key} = {value}: {other:?}"),
    }
}

/// What is shown of a text: key, value, given.
fn shown(text: &str) -> Vec<(String, String, bool)> {
    let shown = |FillIn { key, value, given }| (key, value, given);
    Profile::to_fill_in(text).into_iter().map(shown).collect()
}

fn row(key: &str, value: &str, given: bool) -> (String, String, bool) {
    (key.to_owned(), value.to_owned(), given)
}

const COFIDIS: [(&str, &str); 2] = [
    ("addresses.api", "https://api.cofidis.example/retail"),
    ("merchant.merchant_id", "020280098"),
];
const PAYPLUG: [(&str, &str); 2] = [("identifier", "Atelier"), ("till_address", "192.0.2.10")];

#[test]
fn a_shipped_profile_asks_for_two_values_and_no_more() {
    for (name, text) in Profile::ready() {
        let expected = if name.starts_with("cofidis") {
            [
                row(
                    "addresses.api",
                    "https://to-be-given-by-cofidis.invalid",
                    false,
                ),
                row("merchant.merchant_id", "", false),
            ]
        } else {
            [
                row("identifier", "to-be-given-by-payplug", false),
                row("till_address", "to-be-given", false),
            ]
        };
        assert_eq!(shown(text), expected, "{name}");
    }
}

#[test]
fn two_values_make_a_shipped_profile_complete_and_change_nothing_else_in_it() {
    for (name, text) in Profile::ready() {
        let given = if name.starts_with("cofidis") {
            COFIDIS
        } else {
            PAYPLUG
        };
        let filled = Profile::filled_in(text, &values(&given)).expect("a complete profile");
        assert!(Profile::read(&filled).expect("a profile").is_filled_in());
        assert_eq!(
            shown(&filled),
            given.map(|(key, value)| row(key, value, true)),
            "{name}"
        );
        let changed: Vec<_> = text
            .lines()
            .zip(filled.lines())
            .filter(|(before, after)| before != after)
            .collect();
        assert_eq!(changed.len(), 2, "{name}: {changed:?}");
        for (before, after) in changed {
            let comment = |line: &str| line.split_once('#').map(|(_, words)| words.to_owned());
            assert_eq!(comment(before), comment(after), "{name}");
            assert!(comment(after).is_some(), "{name}: {after}");
        }
        assert_eq!(text.lines().count(), filled.lines().count());
    }
}

#[test]
fn a_file_written_on_windows_keeps_the_ends_of_its_lines() {
    let text = ready("cofidis-fr").replace('\n', "\r\n");
    let filled = Profile::filled_in(&text, &values(&COFIDIS)).expect("a profile");
    let ends = |text: &str| (text.matches("\r\n").count(), text.matches('\n').count());
    assert_eq!(ends(&filled), ends(&text));
}

#[test]
fn one_value_may_come_before_the_other_and_may_be_mended_later() {
    let text = ready("cofidis-fr");
    let first = Profile::filled_in(text, &values(&COFIDIS[1..])).expect("a profile");
    assert!(!Profile::read(&first).expect("a profile").is_filled_in());
    assert_eq!(
        shown(&first)[1],
        row("merchant.merchant_id", "020280098", true)
    );
    let mended = values(&[("merchant.merchant_id", "  020280099\n"), COFIDIS[0]]);
    let mended = Profile::filled_in(&first, &mended).expect("a profile");
    assert_eq!(
        shown(&mended)[1],
        row("merchant.merchant_id", "020280099", true)
    );
    assert!(Profile::read(&mended).expect("a profile").is_filled_in());
}

#[test]
fn what_is_typed_stays_a_value_whatever_is_in_it() {
    let typed = "a\" # b [merchant]\\ 'c' é";
    let text = ready("cofidis-fr");
    let filled = Profile::filled_in(text, &values(&[("merchant.merchant_id", typed)]));
    let filled = filled.expect("a profile");
    assert_eq!(shown(&filled)[1], row("merchant.merchant_id", typed, true));
    assert_eq!(shown(&filled)[0], shown(text)[0]);
}

#[test]
fn a_value_that_cannot_be_used_is_refused_with_its_key() {
    let (cofidis, payplug) = (ready("cofidis-fr"), ready("payplug"));
    for (text, key, value, expected) in [
        (cofidis, "addresses.api", "", Flaw::NotAnAddress),
        (
            cofidis,
            "addresses.api",
            "api.cofidis.example",
            Flaw::NotAnAddress,
        ),
        (
            cofidis,
            "addresses.api",
            "http://api.cofidis.example",
            Flaw::NotSecure,
        ),
        (
            cofidis,
            "addresses.api",
            "https://me:word@api.example",
            Flaw::NotABase,
        ),
        (payplug, "identifier", " ", Flaw::NotAName),
        (
            cofidis,
            "merchant.merchant_id",
            "0202\n80098",
            Flaw::NotAName,
        ),
        (payplug, "till_address", "next door", Flaw::NotAnAddress),
        (payplug, "till_address", "192.168.1.20", Flaw::NotPublic),
    ] {
        assert_eq!(
            flaw(text, key, value),
            (key.to_owned(), expected),
            "{value}"
        );
    }
}

#[test]
fn nothing_but_the_shops_own_values_can_be_filled_in() {
    for key in ["id", "merchant.country", "journey.hosts"] {
        let found = flaw(ready("cofidis-fr"), key, "x");
        assert_eq!(found, (key.to_owned(), Flaw::NotTheShops));
    }
    // What is no key of the text is not repeated: it may be a secret in the wrong place.
    for key in ["identifier", "addresses", "", ".", "colour"] {
        let found = flaw(ready("cofidis-fr"), key, "x");
        assert_eq!(found, (String::new(), Flaw::NotTheShops));
    }
}

#[test]
fn a_token_is_fetched_where_cofidis_says_and_that_is_asked_for_too() {
    let keys = "kind = \"api_key\"\nid_header = \"X-Api-Key-Id\"\nkey_header = \"X-Api-Key\"";
    let token = "kind = \"oauth2\"\ntoken = \"https://to-be-given.invalid/token\"";
    let text = ready("cofidis-fr").replace(keys, token);
    assert_eq!(
        shown(&text)[1],
        row(
            "authentication.token",
            "https://to-be-given.invalid/token",
            false
        )
    );
    let all = [
        COFIDIS[0],
        ("authentication.token", "https://id.cofidis.example/token"),
        COFIDIS[1],
    ];
    let filled = Profile::filled_in(&text, &values(&all)).expect("a profile");
    assert!(Profile::read(&filled).expect("a profile").is_filled_in());
}

#[test]
fn a_text_that_is_no_profile_asks_for_nothing_and_is_not_filled_in() {
    for text in ["", "gateway = \"cofidis\"", "[parts", "gateway = 1"] {
        assert_eq!(Profile::to_fill_in(text), []);
        let refused = Profile::filled_in(text, &values(&COFIDIS));
        assert!(matches!(refused, Err(ProfileError::Text { .. })), "{text}");
    }
    let training = Profile::cofidis_sandbox(&Url::parse("http://127.0.0.1:9").expect("a url"));
    assert!(training.expect("a profile").is_filled_in());
}
