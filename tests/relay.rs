//! The journey relay, as a customer's phone, an idler and an attacker on the shop's network meet it: over loopback, with
//! the time given. The page a phone gets is read back by the reader that found the gateway's own form, so that what the
//! customer posts is what the gateway asked for.

/// The shop they meet it in: the harness, no tests.
pub(crate) mod shop;

use comptoir::relay::{Door, Relay, RelayFault};
use financing::Cents;
use shop::{Shop, financing, gateways_form, hear, invitation, journeys};
use std::{
    io::Write,
    net::{IpAddr, Ipv4Addr, TcpStream},
    time::Duration,
};
use till::Language;

#[test]
fn the_customer_gets_a_page_whose_button_posts_exactly_what_the_gateway_asked_for() {
    let shop = Shop::open();
    let page = shop.get(&shop.path(&financing(1)));
    assert!(page.is_the_page(), "{}", page.head);
    assert!(journeys().form(&page.body).unwrap() == gateways_form());
    assert!(page.body.contains("€2,500.00"));
    assert!(
        page.body
            .contains("Meubles &lt;b&gt;&amp;&lt;/b&gt; &quot;Fils&quot;"),
        "the shop's name is a text, whatever stands in it"
    );
    assert!(!page.body.contains("<script") && !page.body.contains("onload"));
}

#[test]
fn the_page_speaks_the_language_of_the_till() {
    let shop = Shop::open_as(Language::Fr, Duration::from_secs(20));
    let page = shop.get(&shop.path(&financing(1))).body;
    assert!(page.contains("<html lang=\"fr\">") && page.contains("Continuer vers Cofidis"));
    assert!(page.contains("2\u{202f}500,00\u{a0}€"));
}

#[test]
fn a_page_of_training_says_so_and_a_real_one_does_not() {
    let shop = Shop::open();
    let words = "TRAINING: no real credit";
    assert!(!shop.get(&shop.path(&financing(1))).body.contains(words));
    let mut training = invitation();
    training.training = true;
    let path = shop.path_of(&financing(2), &training);
    assert!(shop.get(&path).body.contains(words));
}

#[test]
fn every_answer_forbids_all_but_its_own_form_and_is_kept_nowhere() {
    let shop = Shop::open();
    let (page, nothing) = (shop.get(&shop.path(&financing(1))), shop.get("/"));
    let looks = page.body.split("<style>").nth(1).unwrap();
    let looks = looks.split("</style>").next().unwrap();
    for (answer, destinations) in [
        (
            &page,
            "https://pay.dalenys.com https://dalenys.com https://*.dalenys.com https://cofidis.fr https://*.cofidis.fr",
        ),
        (&nothing, "'none'"),
    ] {
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; form-action {destinations}; frame-ancestors 'none'; \
             base-uri 'none'",
            sha256_base64(looks)
        );
        assert_eq!(answer.header("content-security-policy"), [policy]);
        assert_eq!(answer.header("cache-control"), ["no-store"]);
        assert_eq!(answer.header("referrer-policy"), ["no-referrer"]);
        assert_eq!(answer.header("x-content-type-options"), ["nosniff"]);
        assert_eq!(answer.header("content-type"), ["text/html; charset=utf-8"]);
        for absent in [
            "set-cookie",
            "server",
            "location",
            "access-control-allow-origin",
        ] {
            assert!(answer.header(absent).is_empty(), "{absent}");
        }
    }
}

/// Written apart from the relay's: the hash is computed where the phone would.
fn sha256_base64(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

#[test]
fn nothing_in_the_address_says_whose_it_is() {
    let shop = Shop::open();
    let path = shop.path(&financing(147));
    let token = path.strip_prefix("/j/").unwrap();
    assert_eq!(token.len(), 32);
    assert!(
        token
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
    );
    assert_ne!(
        path,
        Shop::open().path(&financing(147)),
        "it is made by chance"
    );
}

#[test]
fn the_code_on_the_till_stays_the_same_while_it_is_alive() {
    let shop = Shop::open();
    let path = shop.path(&financing(1));
    assert!(shop.get(&path).is_the_page());
    shop.wait_s(14 * 60 + 59);
    assert_eq!(path, shop.path(&financing(1)));
    assert!(shop.get(&path).is_the_page());
}

#[test]
fn an_address_dies_after_a_quarter_of_an_hour_and_the_next_is_another() {
    let shop = Shop::open();
    let path = shop.path(&financing(1));
    shop.wait_s(15 * 60);
    assert!(!shop.get(&path).is_the_page());
    assert!(!shop.relay.expects(&financing(1)));
    let next = shop.path(&financing(1));
    assert_ne!(path, next);
    assert!(shop.get(&next).is_the_page());
}

#[test]
fn an_address_dies_after_its_third_opening() {
    let shop = Shop::open();
    let path = shop.path(&financing(1));
    let opened: Vec<bool> = (0..5).map(|_| shop.get(&path).is_the_page()).collect();
    assert_eq!(opened, [true, true, true, false, false]);
    assert_ne!(path, shop.path(&financing(1)));
}

#[test]
fn an_address_dies_when_its_journey_is_over() {
    let shop = Shop::open();
    let path = shop.path(&financing(1));
    assert!(shop.relay.expects(&financing(1)));
    shop.relay.forget(&financing(1));
    assert!(!shop.relay.expects(&financing(1)));
    assert!(!shop.get(&path).is_the_page());
}

/// Not on macOS, whose loopback has the one address.
#[cfg(not(target_os = "macos"))]
#[test]
fn an_address_belongs_to_the_first_phone_that_opens_it() {
    let shop = Shop::open();
    let path = shop.path(&financing(1));
    let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", shop.host());
    let ask = |device| hear(shop.connect_from(device), request.as_bytes()).is_the_page();
    let (customer, neighbour) = (Ipv4Addr::new(127, 0, 0, 2), Ipv4Addr::new(127, 0, 0, 3));
    assert!(ask(customer));
    assert!(!ask(neighbour));
    assert!(ask(customer), "the neighbour used none of its openings up");
}

#[test]
fn two_financings_do_not_mix() {
    let shop = Shop::open();
    let mut other = invitation();
    other.amount = Cents::new(9_901).unwrap();
    let first = shop.path(&financing(1));
    let address = shop.relay.invite(&financing(2), &other).unwrap();
    let second = address
        .strip_prefix(&format!("http://{}", shop.host()))
        .unwrap();
    assert_ne!(first, second);
    assert!(shop.get(&first).body.contains("€2,500.00"));
    assert!(shop.get(second).body.contains("€99.01"));
    shop.relay.forget(&financing(1));
    assert!(!shop.get(&first).is_the_page());
    assert!(shop.get(second).is_the_page());
}

#[test]
fn whoever_guesses_gets_one_and_the_same_page_whatever_they_ask() {
    let shop = Shop::open();
    let path = shop.path(&financing(1));
    let host = shop.host();
    let token = path.strip_prefix("/j/").unwrap();
    let last = if token.ends_with('0') { '1' } else { '0' };
    let near = format!("/j/{}{last}", token.get(..31).unwrap());
    let port = shop.relay.address().port();
    let line = |method: &str, target: &str, host: &str| {
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n\r\n")
    };
    let wrong = [
        line("GET", "/", &host),
        line("GET", "/j/", &host),
        line("GET", "/favicon.ico", &host),
        line("GET", &near, &host),
        line("GET", &path.to_uppercase(), &host),
        line("GET", &format!("{path}/"), &host),
        line("GET", &format!("/{path}"), &host),
        line("GET", &format!("{path}?x"), &host),
        line("GET", path.get(..33).unwrap(), &host),
        line("GET", &format!("{path}0"), &host),
        line("GET", &format!("http://{host}{path}"), &host),
        line("GET", &path, "127.0.0.1"),
        line("GET", &path, &format!("localhost:{port}")),
        line("GET", &path, "rebound.example"),
        line("GET", &path, &format!("{host}\r\nHost: {host}")),
        format!("GET {path} HTTP/1.0\r\n\r\n"),
        line("POST", &path, &format!("{host}\r\nContent-Length: 0")),
        line("PUT", &path, &format!("{host}\r\nContent-Length: 0")),
        line("DELETE", &path, &host),
        line("OPTIONS", &path, &host),
    ];
    let nothing = shop.get("/j/00000000000000000000000000000000");
    assert!(nothing.head.starts_with("HTTP/1.1 404 "));
    for request in &wrong {
        let answer = shop.say(request);
        assert_eq!(answer.body, nothing.body, "{request}");
        assert_eq!(answer.own_head(), nothing.own_head(), "{request}");
    }
    let looked = shop.say(&line("HEAD", &path, &host));
    assert!(looked.head.starts_with("HTTP/1.1 404 ") && looked.body.is_empty());
    assert!(shop.get(&path).is_the_page(), "none of it was an opening");
}

#[test]
fn a_megabyte_of_head_or_body_gets_nothing_and_keeps_nobody_else_waiting() {
    let shop = Shop::open();
    let path = shop.path(&financing(1));
    let (host, much) = (shop.host(), "x".repeat(1 << 20));
    for request in [
        format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Much: {much}\r\n\r\n"),
        format!("GET /{much} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n\r\n{much}",
            much.len()
        ),
        much.clone(),
    ] {
        let answer = shop.say(&request);
        assert!(!answer.is_the_page() && !answer.body.contains("relay-continue"));
    }
    assert!(shop.get(&path).is_the_page());
}

#[test]
fn one_connection_is_one_request() {
    let shop = Shop::open();
    let line = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\n\r\n",
        shop.path(&financing(1)),
        shop.host()
    );
    let answer = shop.say(&line.repeat(3));
    assert!(answer.is_the_page());
    assert!(
        !answer.body.contains("HTTP/1.1"),
        "the second was not answered"
    );
}

#[test]
fn whoever_dawdles_is_sent_away_and_a_roomful_of_them_costs_the_customer_one_patience() {
    let shop = Shop::open_as(Language::En, Duration::from_millis(100));
    let path = shop.path(&financing(1));
    let half = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nX-Slow: ", shop.host());
    let room: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut dawdler = TcpStream::connect(shop.relay.address()).unwrap();
            dawdler.write_all(half.as_bytes()).unwrap();
            dawdler
        })
        .collect();
    assert!(shop.get(&path).is_the_page());
    for dawdler in room {
        // Ends, because the relay ends it.
        assert!(hear(dawdler, b"").head.is_empty());
    }
}

#[test]
fn a_relay_that_is_switched_off_answers_nobody() {
    let Shop { relay, runtime, .. } = Shop::open();
    let address = relay.address();
    drop(relay);
    let said = TcpStream::connect(address).map(|stream| {
        hear(
            stream,
            format!("GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").as_bytes(),
        )
    });
    assert!(said.is_err() || said.is_ok_and(|answer| answer.head.is_empty()));
    drop(runtime);
}

#[test]
fn a_relay_never_listens_at_every_interface() {
    for everywhere in ["0.0.0.0", "::"] {
        let ip: IpAddr = everywhere.parse().unwrap();
        let refused = Relay::open(Door::at(ip, Language::Fr));
        assert!(
            matches!(refused, Err(RelayFault::EveryInterface)),
            "{everywhere}"
        );
    }
}
