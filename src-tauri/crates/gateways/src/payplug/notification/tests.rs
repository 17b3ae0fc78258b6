//! Tests of `notification`.

use super::*;
use crate::payplug::shop::{REFERENCE, financing};
use url::form_urlencoded::Serializer;

fn key() -> Secret {
    Secret::new("notification-key".to_owned())
}

fn pairs() -> Vec<(&'static str, &'static str)> {
    vec![
        ("IDENTIFIER", "training"),
        ("OPERATIONTYPE", "authorization"),
        ("ORDERID", REFERENCE),
        ("AMOUNT", "60000"),
        ("CURRENCY", "EUR"),
        ("TRANSACTIONID", "A1123456"),
        ("EXECCODE", "0000"),
        ("MESSAGE", "The transaction has been accepted"),
        ("CLIENTIDENT", "zoé"),
        ("CLIENTEMAIL", "zoe@example.org"),
        ("DESCRIPTOR", "SHOP"),
        ("EXTRADATA", "2YgKoUd4DBq7RsT0/1"),
        ("LANGUAGE", "fr"),
        ("VERSION", "3.0"),
    ]
}

fn form(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn hash(pairs: &[(&str, &str)]) -> String {
    let owned = pairs.iter().map(|(name, text)| (*name, (*text).to_owned()));
    Hash::of(&Params::read(owned).unwrap(), key().expose()).to_hex()
}

/// The pairs with a right signature.
fn signed(pairs: &[(&str, &str)]) -> String {
    let hash = hash(pairs);
    form(&[pairs, &[("HASH", &hash)]].concat())
}

fn read(body: &str) -> Result<Notification, NotificationFault> {
    Notification::read("", body.as_bytes(), &key())
}

fn changed(name: &str, text: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut pairs = pairs();
    for pair in &mut pairs {
        if pair.0 == name {
            pair.1 = text;
        }
    }
    pairs
}

#[test]
fn a_signed_notification_is_taken_by_get_and_by_post_with_the_body_first() {
    let good = signed(&pairs());
    let from_body = Notification::read("", good.as_bytes(), &key()).unwrap();
    let from_query = Notification::read(&good, b"", &key()).unwrap();
    assert_eq!(from_body, from_query);
    assert_eq!(from_body.operation, Notified::Authorization);
    assert_eq!(from_body.amount, Cents::of(60_000));
    assert_eq!(from_body.reference, REFERENCE);
    assert_eq!(from_body.extra.as_deref(), Some("2YgKoUd4DBq7RsT0/1"));
    let other = signed(&changed("AMOUNT", "1"));
    assert_eq!(
        Notification::read(&other, good.as_bytes(), &key()),
        Ok(from_body)
    );
}

#[test]
fn a_notification_without_a_signature_is_refused() {
    assert_eq!(read(&form(&pairs())), Err(NotificationFault::NoSignature));
    let empty = [pairs().as_slice(), &[("HASH", "")]].concat();
    assert_eq!(read(&form(&empty)), Err(NotificationFault::NoSignature));
}

#[test]
fn a_signature_in_capitals_is_refused() {
    let upper = hash(&pairs()).to_uppercase();
    let body = form(&[pairs().as_slice(), &[("HASH", &upper)]].concat());
    assert_eq!(read(&body), Err(NotificationFault::NoSignature));
}

#[test]
fn a_wrong_signature_is_refused() {
    let mut wrong = hash(&pairs());
    let last = if wrong.pop() == Some('0') { '1' } else { '0' };
    wrong.push(last);
    let body = form(&[pairs().as_slice(), &[("HASH", &wrong)]].concat());
    assert_eq!(read(&body), Err(NotificationFault::WrongSignature));
}

#[test]
fn another_orders_signature_is_refused() {
    let other = hash(&changed("ORDERID", "anotherorder0000"));
    let body = form(&[pairs().as_slice(), &[("HASH", &other)]].concat());
    assert_eq!(read(&body), Err(NotificationFault::WrongSignature));
}

#[test]
fn a_changed_amount_breaks_the_signature() {
    let body = signed(&pairs()).replace("AMOUNT=60000", "AMOUNT=60001");
    assert_eq!(read(&body), Err(NotificationFault::WrongSignature));
}

#[test]
fn an_extra_parameter_breaks_the_signature_unless_it_was_signed() {
    let added = format!("{}&EXTRA=1", signed(&pairs()));
    assert_eq!(read(&added), Err(NotificationFault::WrongSignature));
    let signed_too = signed(&[pairs().as_slice(), &[("EXTRA", "1"), ("LIST[0][A]", "2")]].concat());
    assert!(read(&signed_too).is_ok());
}

#[test]
fn a_repeated_parameter_is_refused_even_with_the_same_value() {
    for again in ["AMOUNT=60000", "AMOUNT=1", "HASH=00"] {
        let body = format!("{}&{again}", signed(&pairs()));
        assert_eq!(read(&body), Err(NotificationFault::Repeated), "{again}");
    }
}

#[test]
fn a_megabyte_is_refused_unread() {
    let body = format!("{}&PAD={}", signed(&pairs()), "x".repeat(1 << 20));
    assert_eq!(read(&body), Err(NotificationFault::TooLarge));
    assert_eq!(
        Notification::read(&body, b"", &key()),
        Err(NotificationFault::TooLarge)
    );
}

#[test]
fn an_empty_value_is_part_of_what_was_signed() {
    let body = signed(&[pairs().as_slice(), &[("ALIAS", "")]].concat());
    assert!(read(&body).is_ok());
    assert_eq!(
        read(&body.replace("&ALIAS=", "")),
        Err(NotificationFault::WrongSignature)
    );
}

#[test]
fn a_signed_notification_that_lacks_what_the_page_promises_is_refused() {
    for name in [
        "IDENTIFIER",
        "OPERATIONTYPE",
        "ORDERID",
        "AMOUNT",
        "TRANSACTIONID",
        "EXECCODE",
    ] {
        let body = signed(&changed(name, ""));
        assert_eq!(read(&body), Err(NotificationFault::Incomplete), "{name}");
    }
    for (name, text) in [
        ("AMOUNT", "600.00"),
        ("AMOUNT", "-1"),
        ("AMOUNT", "99999999999"),
        ("CURRENCY", "USD"),
        ("OPERATIONTYPE", "payment"),
        ("EXECCODE", "0"),
    ] {
        let body = signed(&changed(name, text));
        assert_eq!(
            read(&body),
            Err(NotificationFault::Incomplete),
            "{name}={text}"
        );
    }
}

#[test]
fn a_notification_is_checked_against_what_is_held() {
    let held = financing(60_000);
    let concerns = |name: &str, text: &'static str| {
        read(&signed(&changed(name, text)))
            .unwrap()
            .concerns(&held, "training")
    };
    assert_eq!(concerns("AMOUNT", "60000"), Ok(()));
    assert_eq!(
        concerns("AMOUNT", "60001"),
        Err(NotificationFault::OtherAmount)
    );
    assert_eq!(
        concerns("AMOUNT", "600"),
        Err(NotificationFault::OtherAmount)
    );
    assert_eq!(
        concerns("ORDERID", "anotherorder0000"),
        Err(NotificationFault::OtherOrder)
    );
    assert_eq!(
        concerns("IDENTIFIER", "other"),
        Err(NotificationFault::OtherAccount)
    );
}

#[test]
fn a_part_may_be_captured_or_refunded_but_never_more_than_was_ordered() {
    let held = financing(60_000);
    for operation in ["capture", "refund"] {
        let of = |amount: &'static str| {
            let mut pairs = changed("AMOUNT", amount);
            pairs.retain(|pair| pair.0 != "OPERATIONTYPE");
            pairs.push(("OPERATIONTYPE", operation));
            read(&signed(&pairs)).unwrap().concerns(&held, "training")
        };
        assert_eq!(of("40050"), Ok(()));
        assert_eq!(of("60001"), Err(NotificationFault::OtherAmount));
        assert_eq!(of("0"), Err(NotificationFault::OtherAmount));
    }
}

#[test]
fn the_same_notification_is_known_again_and_the_next_one_is_new() {
    let first = read(&signed(&changed("EXECCODE", "0003"))).unwrap();
    let replayed = read(&signed(&changed("EXECCODE", "0003"))).unwrap();
    let next = read(&signed(&pairs())).unwrap();
    let mut seen = std::collections::HashSet::new();
    assert!(seen.insert(first.seen_as()));
    assert!(!seen.insert(replayed.seen_as()));
    assert!(seen.insert(next.seen_as()));
}

#[test]
fn anything_at_all_is_read_without_a_panic() {
    for body in ["", "&&&", "=", "A[=1", "%FF=%FE", "HASH", "A[0]=1&A=2"] {
        assert!(read(body).is_err(), "{body}");
    }
}
