//! Tests of `redirect`.

use super::*;

fn shop() -> Destinations {
    let hosts = ["journey.example.org", ".cofidis.example"]
        .map(str::to_owned)
        .to_vec();
    Destinations {
        hosts,
        private_network: false,
    }
}

fn journey(html: &str) -> Result<Journey, RedirectFault> {
    shop().journey(&STANDARD.encode(html))
}

fn leads_to(html: &str, address: &str) {
    assert_eq!(
        journey(html),
        Ok(Journey::Address(address.to_owned())),
        "{html}"
    );
}

const HIDDEN: &str = r#"<!DOCTYPE html><html><head><title>x</title></head>
    <body onload="document.forms[0].submit()">
    <form action="https://www.cofidis.example/start" METHOD="Post">
    <input type="hidden" name="token" value="a&amp;b"><input type=hidden name=lang value=fr>
    <input type="checkbox" name="box" value="1"><input type="submit" name="go" value="Go">
    <noscript><button>Go</button></noscript></form></body></html>"#;

#[test]
fn a_plain_redirect_becomes_an_address() {
    leads_to(
        r#"<html><head><meta http-equiv="Refresh" content="0; URL='https://journey.example.org/a?b=c'"></head></html>"#,
        "https://journey.example.org/a?b=c",
    );
    for script in [
        "window.location.replace(\"https://journey.example.org/a\");",
        "window.location = 'https://journey.example.org/a'",
        "document.location.href=\"https:\\/\\/journey.example.org\\/a\";",
        "top.location.assign( 'https://journey.example.org/a' )",
    ] {
        leads_to(
            &format!("<script>{script}</script>"),
            "https://journey.example.org/a",
        );
    }
    leads_to(
        r#"<body onload="location.href='https://journey.example.org/a'">"#,
        "https://journey.example.org/a",
    );
}

#[test]
fn a_get_form_is_an_address_only_when_no_field_would_stand_in_it() {
    leads_to(
        r#"<form action="https://journey.example.org/a"><button>Go</button></form>"#,
        "https://journey.example.org/a",
    );
    let secret =
        r#"<form action="https://journey.example.org/a"><input type=hidden name=t value=s></form>"#;
    assert_eq!(journey(secret), Ok(Journey::Page(secret.to_owned())));
}

#[test]
fn a_form_to_post_is_a_page_whose_fields_can_be_posted_without_its_script() {
    assert_eq!(journey(HIDDEN), Ok(Journey::Page(HIDDEN.to_owned())));
    let form = shop().form(HIDDEN).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(form.method, FormMethod::Post);
    assert_eq!(form.action.as_str(), "https://www.cofidis.example/start");
    assert_eq!(form.fields, [pair("token", "a&b"), pair("lang", "fr")]);
}

#[test]
fn the_fields_of_a_form_are_not_readable_in_a_log() {
    let shown = format!("{:?}", shop().form(HIDDEN).unwrap());
    assert!(
        !shown.contains("a&b") && !shown.contains("token"),
        "{shown}"
    );
}

#[test]
fn a_script_that_looks_for_the_application_does_not_come_along() {
    let prying = HIDDEN.replace(
        "<noscript>",
        "<script>window.__TAURI__.invoke('x')</script><noscript>",
    );
    let form = shop().form(&prying).unwrap();
    assert_eq!(form, shop().form(HIDDEN).unwrap());
}

#[test]
fn what_is_not_base64_or_not_html_is_refused() {
    assert_eq!(
        shop().journey("<<< not base64 >>>"),
        Err(RedirectFault::NotBase64)
    );
    assert_eq!(shop().journey("aGk"), Err(RedirectFault::NotBase64));
    let png = STANDARD.encode([0x89, b'P', b'N', b'G', 0xff]);
    assert_eq!(shop().journey(&png), Err(RedirectFault::NotHtml));
    for text in [
        "",
        "a plain text",
        "{\"url\":\"https://journey.example.org\"}",
    ] {
        assert_eq!(journey(text), Err(RedirectFault::NotHtml), "{text}");
    }
}

#[test]
fn a_second_layer_of_base64_is_refused() {
    assert_eq!(
        journey(&STANDARD.encode(HIDDEN)),
        Err(RedirectFault::NotHtml)
    );
}

#[test]
fn five_megabytes_are_refused_before_they_are_read() {
    let huge = STANDARD.encode(format!("{HIDDEN}<!--{}-->", "x".repeat(5 << 20)));
    assert_eq!(shop().journey(&huge), Err(RedirectFault::TooLarge));
    let large = format!("{HIDDEN}<!--{}-->", "x".repeat(LARGEST_PAGE));
    assert_eq!(shop().form(&large), Err(RedirectFault::TooLarge));
}

#[test]
fn a_page_that_leads_nowhere_or_to_several_places_is_refused() {
    assert_eq!(
        journey("<html><p>Merci</p></html>"),
        Err(RedirectFault::LeadsNowhere)
    );
    let two = HIDDEN.replace(
        "</body>",
        "<form action='https://journey.example.org/b'></form></body>",
    );
    assert_eq!(journey(&two), Err(RedirectFault::Ambiguous));
    let scripts = "<script>location='https://journey.example.org/a';location='https://journey.example.org/b'</script>";
    assert_eq!(journey(scripts), Err(RedirectFault::Ambiguous));
}

#[test]
fn a_journey_leads_only_to_the_profiles_hosts_over_https() {
    let to = |address: &str| journey(&format!("<form method=post action=\"{address}\"></form>"));
    for (address, fault) in [
        ("https://evil.example.net/", RedirectFault::OtherHost),
        (
            "https://cofidis.example.evil.example/",
            RedirectFault::OtherHost,
        ),
        ("https://notcofidis.example/", RedirectFault::OtherHost),
        (
            "https://user@journey.example.org/",
            RedirectFault::OtherHost,
        ),
        (
            "https://journey.example.org.evil.example/",
            RedirectFault::OtherHost,
        ),
        ("http://journey.example.org/", RedirectFault::NotSecure),
        ("http://127.0.0.1/", RedirectFault::NotSecure),
        ("javascript:alert(1)", RedirectFault::NoAddress),
        ("/relative", RedirectFault::NoAddress),
        ("", RedirectFault::NoAddress),
    ] {
        assert_eq!(to(address), Err(fault), "{address}");
    }
    assert!(to("https://cofidis.example/").is_ok());
}

#[test]
fn only_a_pretended_gateway_leads_to_this_machine_and_the_shops_network() {
    let training = Destinations {
        hosts: Vec::new(),
        private_network: true,
    };
    let admits = |address: &str| training.admits(&Url::parse(address).unwrap());
    assert!(admits("http://127.0.0.1:8080/j"));
    assert!(admits("http://192.168.1.20:8080/j"));
    assert!(!admits("http://203.0.113.7/j"));
    assert!(!admits("https://journey.example.org/j"));
}
