//! Tests of `profile`.

use super::*;
use crate::{
    Credentials, Flaw,
    payplug::{Payplug, READY, sandbox_text},
};
use url::Url;

fn training() -> String {
    let at = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    sandbox_text(&at(7001), &at(7002))
}

/// The training profile with one line in place of another.
fn with(line: &str, other: &str) -> Result<Profile, ProfileError> {
    let text = training();
    assert!(text.contains(line), "{line}");
    Profile::read(&text.replace(line, other))
}

fn flaw(line: &str, other: &str) -> (String, Flaw) {
    match with(line, other) {
        Err(ProfileError::Value { key, flaw }) => (key, flaw),
        other => panic!("{other:?}"),
    }
}

const PRODUCTS: [&str; 4] = [
    "cofidis-3xcb",
    "cofidis-4xcb",
    "cofidis-4xpaypal",
    "cofidis-1euro",
];

#[test]
fn every_ready_profile_reads_and_offers_the_four_products_in_both_modes() {
    for (name, text) in READY
        .iter()
        .copied()
        .chain([("training", training().as_str())])
    {
        let profile = Profile::read(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let codes: Vec<&str> = profile
            .products
            .iter()
            .map(|product| product.code.as_str())
            .collect();
        assert_eq!(codes, PRODUCTS, "{name}");
        for product in profile.products() {
            assert!(profile.terms(&product.code, Mode::Direct).is_some());
            assert!(profile.terms(&product.code, Mode::TwoStep).is_some());
        }
    }
}

#[test]
fn the_hosts_of_the_vendor_are_those_of_its_documents() {
    let hosts = |name: &str| {
        let text = READY.iter().find(|ready| ready.0 == name).unwrap().1;
        let profile = Profile::read(text).unwrap();
        let main = profile.main.process.to_string();
        let second = profile.second.export.to_string();
        (main, second)
    };
    let url =
        |host: &str, end: &str| format!("https://{host}.dalenys.com/front/service/rest/{end}");
    assert_eq!(
        hosts("payplug"),
        (
            url("secure-magenta1", "process"),
            url("secure-magenta2", "export")
        )
    );
    assert_eq!(
        hosts("payplug-test"),
        (url("secure-test", "process"), url("secure-test", "export"))
    );
}

#[test]
fn the_terms_are_the_gateways_own() {
    let profile = Profile::read(&training()).unwrap();
    let terms = profile
        .terms(&ProductCode::new("cofidis-4xcb").unwrap(), Mode::TwoStep)
        .unwrap();
    assert_eq!(terms.journey_minutes, 50);
    assert_eq!(terms.release_days, 7);
    assert!(terms.part_delivery && terms.part_refund);
    assert!(!terms.part_cancel && !terms.abandon);
    assert_eq!(terms.absence_proven_after_s, None);
}

#[test]
fn what_the_shop_must_fill_in_is_named_before_anything_is_mounted() {
    let (_, text) = READY[0];
    let credentials = || Credentials::default().with(ACCOUNT_KEY, "k");
    let unset = |text: &str| match Payplug::new(Profile::read(text).unwrap(), credentials()) {
        Err(MountError::NotFilledIn { key }) => key,
        other => panic!("{other:?}"),
    };
    assert_eq!(unset(text), "identifier");
    let named = text.replace("\"to-be-given-by-payplug\"", "\"Demo Shop\"");
    assert_eq!(unset(&named), "till_address");
    let complete = named.replace("\"to-be-given\"", "\"192.0.2.10\"");
    assert!(Payplug::new(Profile::read(&complete).unwrap(), credentials()).is_ok());
}

#[test]
fn the_keys_that_must_be_in_the_vault_follow_from_who_signs() {
    let names = |requests: &str, notifications: &str| {
        let text = training()
            .replace(
                "requests = \"account\"",
                &format!("requests = \"{requests}\""),
            )
            .replace(
                "notifications = \"account\"",
                &format!("notifications = \"{notifications}\""),
            );
        Profile::read(&text).unwrap().credential_names()
    };
    assert_eq!(names("account", "account"), [ACCOUNT_KEY]);
    assert_eq!(
        names("account", "notification"),
        [ACCOUNT_KEY, NOTIFICATION_KEY]
    );
    assert_eq!(names("api", "account"), [API_KEY_ID, API_KEY, ACCOUNT_KEY]);
    assert_eq!(
        names("api", "notification"),
        [API_KEY_ID, API_KEY, NOTIFICATION_KEY]
    );
}

#[test]
fn a_missing_key_is_named_and_nothing_is_mounted() {
    let profile = Profile::read(&training()).unwrap();
    let missing = Payplug::new(profile, Credentials::default());
    assert!(matches!(missing, Err(MountError::MissingCredential(name)) if name == ACCOUNT_KEY));
}

#[test]
fn a_bad_value_is_refused_with_its_key() {
    let bad = |line: &str, other: &str, key: &str| assert_eq!(flaw(line, other).0, key);
    bad(
        "till_address = \"192.0.2.10\"",
        "till_address = \"here\"",
        "till_address",
    );
    bad(
        "identifier = \"training\"",
        "identifier = \"\"",
        "identifier",
    );
    bad("rest_s = 5", "rest_s = 0", "platforms.rest_s");
    bad("release_days = 7", "release_days = 0", "money.release_days");
    bad("minutes = 50", "minutes = 0", "journey.minutes");
    bad(
        "review_minutes = 120",
        "review_minutes = 60",
        "asking.review_minutes",
    );
    bad(
        "process = \"/front",
        "process = \"front",
        "platforms.process",
    );
    bad(
        "main = \"http://127.0.0.1:7001/\"",
        "main = \"http://192.0.2.1\"",
        "platforms.main",
    );
    bad(
        "second = \"http://127.0.0.1:7002/\"",
        "second = \"nowhere\"",
        "platforms.second",
    );
    let twice = flaw("code = \"cofidis-4xcb\"", "code = \"cofidis-3xcb\"");
    assert_eq!(twice, ("products[1].code".to_owned(), Flaw::Twice));
}

#[test]
fn every_ready_profile_wants_what_the_page_takes_and_needs_not() {
    for (name, text) in READY {
        let profile = Profile::read(text).unwrap();
        for product in profile.products() {
            let wants = profile.wants(&product.code).unwrap();
            for field in [Field::BirthDate, Field::Prescoring, Field::Cart] {
                assert!(wants.contains(&field), "{name} {field:?}");
            }
            assert!(!wants.contains(&Field::Seller), "{name}");
        }
    }
}

#[test]
fn what_is_wanted_may_be_left_out_and_a_marketplace_asks_who_sells() {
    let code = ProductCode::new("cofidis-3xcb").unwrap();
    let wants = |text: &str| Profile::read(text).unwrap().wants(&code).unwrap().to_vec();
    let training = training();
    let without: Vec<&str> = training
        .lines()
        .filter(|line| !line.starts_with("wants"))
        .collect();
    assert_eq!(wants(&without.join("\n")), []);
    let market = |text: &str| text.replace("marketplace = false", "marketplace = true");
    assert_eq!(wants(&market(&training)).last(), Some(&Field::Seller));
    assert_eq!(wants(&market(&without.join("\n"))), []);
}

#[test]
fn what_cannot_be_offered_is_refused_with_its_key() {
    let wants = |first: &str| flaw("wants = [\"birth_date\"", &format!("wants = [\"{first}\""));
    let key = "products[0].wants".to_owned();
    for (want, with) in [
        ("mobile", "needs"),
        ("seller", "cart.marketplace"),
        ("amount", "customer"),
        ("metadata", "customer"),
    ] {
        let against = (key.clone(), Flaw::Contradicts { with });
        assert_eq!(wants(want), against, "{want}");
    }
    assert_eq!(wants("title"), (key, Flaw::Twice));
}

#[test]
fn an_address_that_only_a_network_of_ones_own_knows_is_no_customers() {
    let (_, text) = READY[0];
    let read = |text: &str, address: &str| {
        let given = format!("till_address = \"{address}\"");
        Profile::read(&text.replace("till_address = \"to-be-given\"", &given))
    };
    for address in [
        "127.0.0.1",
        "10.1.2.3",
        "172.31.0.1",
        "192.168.1.20",
        "169.254.0.7",
        "100.64.0.1",
        "100.127.255.254",
        "0.0.0.1",
        "224.0.0.1",
        "255.255.255.255",
    ] {
        let refused = read(text, address);
        assert!(
            matches!(&refused, Err(ProfileError::Value { key, flaw: Flaw::NotPublic })
                if key == "till_address"),
            "{address}: {refused:?}"
        );
        let pretended = training().replace("192.0.2.10", address);
        let pretended = Profile::read(&pretended).unwrap();
        assert_eq!(pretended.till_address.to_string(), address);
    }
    for address in ["192.0.2.10", "100.63.0.1", "100.128.0.1", "172.32.0.1"] {
        let profile = read(text, address).unwrap();
        assert!(profile.for_the_shop()[1].1, "{address} is given");
    }
    let unset = read(text, "0.0.0.0").unwrap();
    assert!(!unset.for_the_shop()[1].1, "nobody's address is none");
}

#[test]
fn no_office_hours_are_known_of_payplug() {
    for (name, text) in READY {
        let profile = Profile::read(text).unwrap();
        let product = ProductCode::new(PRODUCTS[0]).unwrap();
        let terms = profile.terms(&product, Mode::TwoStep).unwrap();
        assert!(!terms.asking.office_hours, "{name}");
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    let unknown = with(
        "identifier = \"training\"",
        "identifier = \"training\"\nidentifer = \"x\"",
    );
    assert!(
        matches!(unknown, Err(ProfileError::Text { line: 7, .. })),
        "{unknown:?}"
    );
}

#[test]
fn what_only_a_pretended_gateway_may_do_is_refused_for_a_real_one() {
    let real = |text: String| {
        text.replace("http://127.0.0.1:7001/", "https://gateway.example")
            .replace("http://127.0.0.1:7002/", "https://gateway.example")
    };
    let key = |text: String| match Profile::read(&text) {
        Err(ProfileError::Value { key, .. }) => key,
        other => panic!("{other:?}"),
    };
    assert_eq!(key(real(training())), "journey.private_network");
    let private = training().replace("private_network = true", "private_network = false");
    assert_eq!(key(real(private)), "asking.every_seconds");
    let restless = training().replace("every_seconds = 2", "every_seconds = 0");
    assert_eq!(key(restless), "asking.every_seconds");
    let restless = training().replace("every_seconds = 2", "counter_seconds = 0");
    assert_eq!(key(restless), "asking.counter_seconds");
}
