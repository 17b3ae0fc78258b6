//! REDIRECTHTML: whatever foreign page it holds, a journey leads to a host of the profile and nowhere else, is an
//! address of the web and never a script, and is read the same each time.

use crate::journeys::of_payplug;
use base64::{Engine, engine::general_purpose::STANDARD};
use financing::Journey;
use gateways::{Profile, payplug::Destinations};
use std::sync::LazyLock;

const DOMAINS: [&str; 2] = ["cofidis.example", "journey.example.org"];

fn places(hosts: &str, private: bool) -> Destinations {
    let base = url::Url::parse("http://127.0.0.1:9").unwrap();
    let text = gateways::payplug::sandbox_text(&base, &base)
        .replace("hosts = [\"127.0.0.1\", \"localhost\"]", hosts)
        .replace(
            "private_network = true",
            &format!("private_network = {private}"),
        );
    match Profile::read(&text).unwrap() {
        Profile::Payplug(profile) => profile.journeys().clone(),
        Profile::Cofidis(_) => panic!("it is Payplug's"),
    }
}

const HOSTS: &str = r#"hosts = [".cofidis.example", "journey.example.org"]"#;

static SHOP: LazyLock<Destinations> = LazyLock::new(|| places(HOSTS, false));
static TRAINING: LazyLock<Destinations> = LazyLock::new(|| places(HOSTS, true));

pub(crate) fn hold(bytes: &[u8]) -> bool {
    let mut leads = false;
    for (places, pretended) in [(&*SHOP, false), (&*TRAINING, true)] {
        if let Ok(text) = std::str::from_utf8(bytes) {
            if let Ok(journey) = places.journey(text) {
                leads = true;
                of_payplug(&journey, places, &DOMAINS, pretended);
            }
            if let Ok(form) = places.form(text) {
                let page = places.journey(&STANDARD.encode(text)).unwrap();
                assert!(page == Journey::Page(text.to_owned()));
                assert_eq!(places.form(text), Ok(form), "read the same each time");
            }
        }
        let journey = places.journey(&STANDARD.encode(bytes));
        if let Ok(journey) = &journey {
            leads = true;
            of_payplug(journey, places, &DOMAINS, pretended);
        }
        assert!(
            journey == places.journey(&STANDARD.encode(bytes)),
            "read the same each time"
        );
    }
    leads
}
