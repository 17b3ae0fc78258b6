//! The customer's phone: a plain HTTP client that speaks to loopback only, and the taps that lead through a journey. It
//! knows the pages' stable ids and nothing of the program behind them.

use super::shop::Shop;
use serde_json::json;
use std::{
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// A page as it came.
pub(super) struct Page {
    pub(super) status: u16,
    head: String,
    pub(super) body: String,
}

impl Page {
    fn leads_to(&self) -> String {
        let mut lines = self.head.lines();
        let place = lines.find_map(|line| line.strip_prefix("location: "));
        place.unwrap().to_owned()
    }
}

pub(super) fn get(address: &str) -> io::Result<Page> {
    send(address, "GET", "")
}

fn post(address: &str, form: &str) -> Page {
    send(address, "POST", form).unwrap()
}

fn send(address: &str, method: &str, form: &str) -> io::Result<Page> {
    let (host, path) = parts(address);
    let mut stream = TcpStream::connect(host)?;
    // A server that keeps silent fails the test instead of hanging it.
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let length = form.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    )?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text
        .split_once("\r\n\r\n")
        .ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(Page {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_lowercase(),
        body: body.to_owned(),
    })
}

/// Host and path of a loopback address; the phone calls nobody else.
fn parts(address: &str) -> (&str, &str) {
    let rest = address.strip_prefix("http://").unwrap();
    let at = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(at);
    assert!(host.starts_with("127.0.0.1:"), "{address} is not loopback");
    (host, path)
}

/// The address behind the code on the till's screen.
pub(super) fn scans(shop: &Shop, id: &str) -> String {
    let journey = shop.told("journey", json!({ "id": id }));
    assert_eq!(journey["kind"], "address", "{journey}");
    journey["address"].as_str().unwrap().to_owned()
}

/// Opens the journey and taps one of its ends: accept, refuse, leave, review or break.
pub(super) fn taps(journey: &str, end: &str) {
    let offer = get(journey).unwrap();
    assert!(
        offer.body.contains("id=\"journey-continue\""),
        "{}",
        offer.body
    );
    let signature = "signature=L%C3%A9a+No%C3%ABl&consent=yes";
    let ended = post(
        &format!("{journey}/move"),
        &format!("move={end}&{signature}"),
    );
    assert_eq!(ended.status, 303);
}

/// Presses the one button of the relay's page: sends its form, and gives the address of the journey behind it.
pub(super) fn continues(page: &Page) -> String {
    let after = |mark: &str| {
        let mut pieces = page.body.split(mark).skip(1);
        let piece = pieces
            .next()
            .unwrap_or_else(|| panic!("no {mark} in {}", page.body));
        piece.split('"').next().unwrap().to_owned()
    };
    let action = after("action=\"");
    let fields: Vec<String> = page
        .body
        .split("<input type=\"hidden\" name=\"")
        .skip(1)
        .map(|input| {
            let (name, rest) = input.split_once("\" value=\"").unwrap();
            format!("{name}={}", rest.split('"').next().unwrap())
        })
        .collect();
    let entered = post(&action, &fields.join("&"));
    assert_eq!(entered.status, 303);
    format!("http://{}{}", parts(&action).0, entered.leads_to())
}

/// The customer accepts and signs, by whatever way their journey reaches them, and the till is asked to look.
pub(super) fn signs(shop: &Shop, id: &str) {
    let address = scans(shop, id);
    let first = get(&address).unwrap();
    let journey = if first.body.contains("id=\"relay-continue\"") {
        continues(&first)
    } else {
        address
    };
    taps(&journey, "accept");
    shop.told("check", json!({ "id": id }));
}
