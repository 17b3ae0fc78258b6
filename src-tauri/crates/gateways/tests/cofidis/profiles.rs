//! Profile files: the shipped ones can be read and wait for their addresses, and a bad one is refused with its place
//! and the reason.

use crate::shop;
use gateways::{Credentials, Flaw, MountError, Profile, ProfileError, mount};
use proptest::prelude::*;
use url::Url;

fn good() -> String {
    shop::text(&Url::parse("http://127.0.0.1:9/").expect("a url"))
}

fn refused(text: &str) -> ProfileError {
    Profile::read(text).expect_err("this must be refused")
}

fn flaw(from: &str, to: &str) -> (String, Flaw) {
    assert!(good().contains(from), "{from}");
    match refused(&good().replacen(from, to, 1)) {
        ProfileError::Value { key, flaw } => (key, flaw),
        ProfileError::Text { .. } => panic!("{to} can be read"),
    }
}

#[test]
fn the_shipped_profiles_can_be_read_and_each_has_its_own_name() {
    let mut ids = Vec::new();
    for (name, text) in Profile::ready() {
        let profile = Profile::read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(profile.id().as_str(), name);
        ids.push(name);
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), Profile::ready().count());
}

#[test]
fn a_shipped_cofidis_profile_names_no_host_and_says_what_is_missing() {
    for (name, text) in Profile::ready().filter(|(name, _)| name.starts_with("cofidis")) {
        let profile = Profile::read(text).expect("a profile");
        let credentials = shop::credentials(&profile);
        let refused = mount(profile, credentials.clone()).err();
        let Some(MountError::NotFilledIn { key }) = refused else {
            panic!("{name}: {refused:?}");
        };
        assert_eq!(key, "addresses.api");
        let filled = text.replace("to-be-given-by-cofidis.invalid", "gateway.example");
        let profile = Profile::read(&filled).expect("a profile");
        let refused = mount(profile, credentials.clone()).err();
        assert!(
            matches!(refused, Some(MountError::NotFilledIn { key }) if key == "merchant.merchant_id")
        );
        let filled = filled.replace("merchant_id = \"\"", "merchant_id = \"020280098\"");
        let profile = Profile::read(&filled).expect("a profile");
        assert!(mount(profile, credentials).is_ok(), "{name}");
    }
}

#[test]
fn every_assumption_of_a_shipped_profile_is_marked() {
    for (name, text) in Profile::ready().filter(|(name, _)| name.starts_with("cofidis")) {
        for table in [
            "[paths]",
            "[authentication]",
            "[formats]",
            "[titles]",
            "[names.",
            "[text]",
            "[lengths]",
            "[phones]",
            "[delivery]",
            "[journey]",
            "[[products]]",
        ] {
            let mut sections = text
                .split("\n\n")
                .filter(|section| section.starts_with(table));
            assert!(sections.clone().count() > 0, "{name} has no {table}");
            assert!(
                sections
                    .all(|section| section.contains("# Assumed") || section.contains("Assumed")),
                "{name} {table}"
            );
        }
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    for (from, to) in [
        ("[merchant]", "[merchant]\ncolour = \"red\""),
        ("[parts]", "[colours]\nred = 1\n\n[parts]"),
        ("id_header = ", "colour = \"red\"\nid_header = "),
        ("modes = ", "colour = \"red\"\nmodes = "),
    ] {
        let text = good().replacen(from, to, 1);
        let line = 1 + text
            .lines()
            .position(|line| line.contains("colour") || line.contains("red = 1"))
            .expect("a line");
        let error = refused(&text);
        let ProfileError::Text { line: said, .. } = &error else {
            panic!("{error}");
        };
        let near = |said: usize| (said..=said + 12).contains(&line) || said == line;
        assert!(
            near(*said),
            "line {said}, but it is in line {line}: {error}"
        );
        assert!(error.to_string().contains("colour"), "{error}");
    }
}

#[test]
fn a_missing_key_a_wrong_type_and_a_broken_file_are_refused() {
    for (from, to) in [
        ("gateway = \"cofidis\"", "gateway = \"another\""),
        ("merchant_id = \"020280098\"", ""),
        ("journey_minutes = 50", "journey_minutes = \"fifty\""),
        ("minimum_cents = 10000", "minimum_cents = -1"),
        ("minimum_cents = 10000", "minimum_cents = 100.00"),
        ("signal = \"send_payment_confirm\"", "signal = \"by post\""),
        ("code = \"responseCode\"", "code = \"a..b\""),
        ("[parts]", "[parts"),
        ("[parts]", "\u{0}"),
    ] {
        assert!(good().contains(from), "{from}");
        let error = refused(&good().replacen(from, to, 1));
        assert!(
            matches!(error, ProfileError::Text { line: 1.., .. }),
            "{to}: {error}"
        );
    }
    for text in ["", "gateway", "gateway = \"cofidis\""] {
        assert!(matches!(refused(text), ProfileError::Text { .. }));
    }
}

#[test]
fn a_bad_address_is_refused_with_its_key_and_the_reason() {
    let address = "api = \"http://127.0.0.1:9\"";
    for (to, expected) in [
        ("not an address", Flaw::NotAnAddress),
        ("https://", Flaw::NotAnAddress),
        ("http://gateway.example", Flaw::NotSecure),
        ("http://localhost:9", Flaw::NotSecure),
        ("ftp://gateway.example", Flaw::NotSecure),
        ("https://user:word@gateway.example", Flaw::NotABase),
        ("https://:word@gateway.example", Flaw::NotABase),
        ("https://gateway.example/?key=word", Flaw::NotABase),
        ("https://gateway.example/#word", Flaw::NotABase),
    ] {
        let found = flaw(address, &format!("api = \"{to}\""));
        assert_eq!(found, ("addresses.api".to_owned(), expected), "{to}");
    }
    for path in ["", "api/confirm", "/../confirm"] {
        let found = flaw(
            "confirm = \"/api/confirm\"",
            &format!("confirm = \"{path}\""),
        );
        assert_eq!(
            found,
            ("paths.confirm".to_owned(), Flaw::NotAnAddress),
            "{path}"
        );
    }
    let found = flaw("confirm = \"/api/confirm\"", "");
    assert_eq!(found, ("paths.confirm".to_owned(), Flaw::NotAnAddress));
}

#[test]
fn a_value_that_cannot_be_meant_is_refused_with_its_key() {
    for (from, to, key) in [
        ("id = \"sandbox\"", "id = \"\"", "id"),
        ("country = \"fr\"", "country = \"FRA\"", "merchant.country"),
        ("country = \"fr\"", "country = \"it\"", "parts.refund"),
        (
            "provider_id = \"comptoir\"",
            "provider_id = \"\"",
            "merchant.provider_id",
        ),
        (
            "journey_minutes = 50",
            "journey_minutes = 0",
            "deadlines.journey_minutes",
        ),
        ("loan_days = 30", "loan_days = 999", "deadlines.loan_days"),
        (
            "every_seconds = 2",
            "every_seconds = 0",
            "asking.every_seconds",
        ),
        (
            "every_seconds = 2",
            "review_minutes = 60",
            "asking.review_minutes",
        ),
        ("total_ms = 30000", "total_ms = 5000", "transport.total_ms"),
        (
            "connect_ms = 5000",
            "connect_ms = 0",
            "transport.connect_ms",
        ),
        (
            "minimum_cents = 10000",
            "minimum_cents = 0",
            "products.1.minimum_cents",
        ),
        (
            "minimum_cents = 10000",
            "minimum_cents = 300001",
            "products.1.minimum_cents",
        ),
        (
            "instalments_from = 3",
            "instalments_from = 4",
            "products.1.instalments_from",
        ),
        (
            "modes = [\"direct\", \"two_step\"]",
            "modes = []",
            "products.1.modes",
        ),
        ("code = \"4XCB\"", "code = \"3XCB\"", "products.2.code"),
        (
            "\"first_name\", \"last_name\"]",
            "\"city\", \"city\"]",
            "products.1.needs",
        ),
        (
            "first_name = \"customer.firstName\"",
            "",
            "products.1.needs",
        ),
        (
            "prefixes = [\"+33\"",
            "prefixes = [\"0033\"",
            "phones.prefixes",
        ),
        ("delivery = false", "delivery = true", "parts.delivery"),
        (
            "signal = \"send_payment_confirm\"",
            "signal = \"update_status\"",
            "delivery.update",
        ),
        (
            "signal = \"send_payment_confirm\"",
            "signal = \"initialize_validate\"",
            "delivery.sendings",
        ),
        (
            "signal = \"send_payment_confirm\"",
            "signal = \"portal\"",
            "products.1.modes",
        ),
        (
            "kind = \"api_key\"\nid_header = \"X-Api-Key-Id\"\nkey_header = \"X-Api-Key\"",
            "kind = \"none\"",
            "authentication.kind",
        ),
    ] {
        assert_eq!(flaw(from, to).0, key, "{to}");
    }
}

#[test]
fn a_choice_of_instalments_that_would_not_be_sent_is_refused() {
    let name = "instalments = \"instalments\"";
    let (key, found) = flaw(name, "");
    assert_eq!(
        (key.as_str(), found),
        ("products.3.instalments_to", Flaw::ChoiceNotSent)
    );
    let one = good()
        .replacen(name, "", 1)
        .replace("instalments_to = 36", "instalments_to = 10");
    assert!(Profile::read(&one).is_ok(), "one number needs no name");
}

#[test]
fn a_word_of_the_contract_has_one_of_our_names_and_no_documented_word_another_meaning() {
    for (line, key, expected) in [
        (
            "\"validated\" = \"accepted\"",
            "states.validated",
            Flaw::AnotherMeaning,
        ),
        (
            "\"Confirm_Failed\" = \"validate_failed\"",
            "states.Confirm_Failed",
            Flaw::AnotherMeaning,
        ),
        (
            "\"signe\" = \"accepted\"\n\"SIGNE\" = \"accepted\"",
            "states.signe",
            Flaw::Twice,
        ),
        ("\"\" = \"accepted\"", "states.", Flaw::Empty),
    ] {
        let found = flaw("[states]", &format!("[states]\n{line}"));
        assert_eq!(found, (key.to_owned(), expected), "{line}");
    }
    for line in ["\"signe\" = \"Accepted\"", "\"signe\" = \"s3cret\""] {
        let text = good().replacen(
            "[states]",
            &format!("[states]\n\"en cours\" = \"waiting\"\n{line}"),
            1,
        );
        let place = text.lines().position(|each| each.starts_with(line));
        let error = refused(&text);
        let ProfileError::Text { line: said, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(Some(*said), place.map(|place| place + 1), "{error}");
        let told = error.to_string();
        assert!(
            told.contains("in_journey") && !told.contains("s3cret"),
            "{told}"
        );
    }
    let same = good().replacen("[states]", "[states]\n\"VALIDATED\" = \"released\"", 1);
    assert!(Profile::read(&same).is_ok());
}

#[test]
fn one_word_cannot_both_abandon_and_deliver() {
    let both = "signal = \"update_status\"\nupdate = { word = \"done\" }";
    let text = good()
        .replace("signal = \"send_payment_confirm\"", both)
        .replace("[parts]", "[abandon]\nword = \"DONE\"\n\n[parts]");
    let refused = refused(&text).to_string();
    assert_eq!(
        refused,
        "delivery.update.word: this does not go with abandon.word"
    );
}

/// The profile of a gateway that is not on this machine.
fn of_a_shop(journey: &str) -> String {
    let elsewhere = good().replacen(
        "api = \"http://127.0.0.1:9\"",
        "api = \"https://gateway.example\"",
        1,
    );
    assert!(elsewhere.contains("gateway.example") && elsewhere.contains("plain_http = true"));
    elsewhere
        .replacen("plain_http = true", journey, 1)
        .replacen("every_seconds = 2", "", 1)
}

#[test]
fn a_real_gateway_is_not_asked_every_other_second() {
    let journey = "hosts = [\".cofidis.example\"]";
    let restless = of_a_shop(journey).replacen("[asking]", "[asking]\nevery_seconds = 2", 1);
    assert!(restless.contains("every_seconds = 2"));
    let with = "addresses.api";
    let ProfileError::Value { key, flaw } = refused(&restless) else {
        panic!("it can be read");
    };
    assert_eq!(key, "asking.every_seconds");
    assert_eq!(flaw, Flaw::Contradicts { with });
}

#[test]
fn a_shops_profile_says_where_its_customers_may_be_led() {
    for (journey, key, expected) in [
        ("", "journey.hosts", Flaw::NoHost),
        ("hosts = []", "journey.hosts", Flaw::NoHost),
        ("hosts = [\"\"]", "journey.hosts", Flaw::NotAHost),
        ("hosts = [\".fr\"]", "journey.hosts", Flaw::NotAHost),
        (
            "hosts = [\"https://cofidis.example\"]",
            "journey.hosts",
            Flaw::NotAHost,
        ),
        (
            "hosts = [\".cofidis.example\"]\nplain_http = true",
            "journey.plain_http",
            Flaw::Contradicts {
                with: "addresses.api",
            },
        ),
    ] {
        let ProfileError::Value { key: said, flaw } = refused(&of_a_shop(journey)) else {
            panic!("{journey} can be read");
        };
        assert_eq!((said.as_str(), flaw), (key, expected), "{journey}");
    }
    assert!(Profile::read(&of_a_shop("hosts = [\".cofidis.example\"]")).is_ok());
    let (table, hosts) = ("[journey]\n", "plain_http = true");
    let without = good().replacen(table, "", 1).replacen(hosts, "", 1);
    assert_eq!(
        refused(&without).to_string(),
        "journey.hosts: name the hosts that a journey may lead to; without them it could lead anywhere"
    );
}

#[test]
fn a_shipped_profile_leads_customers_to_the_gateways_own_domains_only() {
    for (name, text) in Profile::ready() {
        let hosts = text.lines().find(|line| line.starts_with("hosts = "));
        let hosts = hosts.unwrap_or_else(|| panic!("{name} names no hosts"));
        assert!(hosts.contains("# Assumed"), "{name}");
    }
}

#[test]
fn a_profile_without_credentials_says_which_one_is_missing() {
    let profile = Profile::read(&good()).expect("a profile");
    let error = mount(profile, Credentials::default())
        .err()
        .expect("refused");
    assert_eq!(error.to_string(), "the credential api_key_id is missing");
}

#[test]
fn every_key_of_a_profile_is_explained() {
    let explained = include_str!("../../profiles/README.md");
    let text = good();
    let keys = text.lines().filter_map(|line| {
        let key = line.trim_start_matches("# ").split_once(" = ")?.0;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        key.bytes().all(plain).then_some(key)
    });
    let tables = text.lines().filter(|line| line.starts_with('['));
    let tables = tables.map(|line| line.split(" #").next().unwrap_or(line).trim());
    let mut count = 0;
    for word in keys.chain(tables) {
        assert!(explained.contains(&format!("`{word}`")), "{word}");
        count += 1;
    }
    assert!(count > 60, "{count} keys were looked for");
}

proptest! {
    #[test]
    fn a_profile_with_any_line_spoilt_is_read_or_refused_and_never_worse(
        line in 0_usize..150,
        with in "[ -~é\"\\[\\]={}]{0,20}",
    ) {
        let mut lines: Vec<_> = good().lines().map(str::to_owned).collect();
        let place = line.min(lines.len() - 1);
        lines[place] = with;
        if let Err(error) = Profile::read(&lines.join("\n")) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
