//! Cofidis's notifications, as they arrive at a merchant's address: a form with `transactionKey` (JSON text) and
//! `transactionStatus` (Known). No signature is documented, so what is read here is a hint, a reason to ask, and never
//! a fact. It listens to nothing and asks nobody.
//!
//! The addresses given to Cofidis bear `?t=` and the transaction's reference. What this token does: a receiver can throw
//! away, unread, what strangers and scanners post to a public address, for the reference cannot be guessed. What it does
//! not do: it is no secret (the same reference stands in `transactionKey` and is printed on receipts, so whoever holds a
//! receipt can forge a notification of that one financing), and it signs nothing (not the status, not the time). Nothing
//! rests on it: the most that a forged notification achieves is one question to Cofidis
//! that was not needed, and *that* answer is the fact.

use chrono::NaiveDate;
use serde::Deserialize;
use url::form_urlencoded;

/// The largest body that is looked at, in bytes.
const LARGEST: usize = 16 * 1024;

/// The longest reference, in characters.
const LONGEST: usize = 64;

/// A transaction that may have moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Our reference of it.
    pub reference: String,
    /// Its date.
    pub date: NaiveDate,
    /// The status it is said to have, as received, shortened to 64 characters. Never acted on.
    pub word: String,
}

/// Why a body is not a notification of Cofidis's. Nothing is done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotificationFault {
    /// More than 16 kB.
    #[error("the body is too large")]
    TooLarge,
    /// Not UTF-8, before or after decoding.
    #[error("the body is not text")]
    NotText,
    /// One of the two fields is missing.
    #[error("a field is missing")]
    Missing,
    /// One of the two fields stands there twice.
    #[error("a field stands there twice")]
    Repeated,
    /// `transactionKey` is not a key: not JSON, or without a usable reference or date.
    #[error("the transaction key cannot be read")]
    Key,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    merchant_transaction_id: String,
    merchant_transaction_date: String,
}

/// Reads the body of a notification. Fields that we do not know are left aside.
pub fn read(body: &[u8]) -> Result<Hint, NotificationFault> {
    if body.len() > LARGEST {
        return Err(NotificationFault::TooLarge);
    }
    if !body.is_ascii() {
        return Err(NotificationFault::NotText);
    }
    let named: Named = serde_json::from_str(&only("transactionKey", body)?)
        .map_err(|_error| NotificationFault::Key)?;
    let word = only("transactionStatus", body)?;
    let reference = named.merchant_transaction_id;
    let plain = reference.bytes().all(|byte| byte.is_ascii_graphic());
    if reference.is_empty() || reference.len() > LONGEST || !plain {
        return Err(NotificationFault::Key);
    }
    Ok(Hint {
        reference,
        date: date(&named.merchant_transaction_date).ok_or(NotificationFault::Key)?,
        word: crate::word::kept(&word),
    })
}

/// The value of a field that must be there once.
fn only(name: &str, body: &[u8]) -> Result<String, NotificationFault> {
    let mut values = form_urlencoded::parse(body).filter(|(field, _)| field == name);
    let (_, value) = values.next().ok_or(NotificationFault::Missing)?;
    if values.next().is_some() {
        Err(NotificationFault::Repeated)
    } else if value.contains(char::REPLACEMENT_CHARACTER) {
        Err(NotificationFault::NotText)
    } else {
        Ok(value.into_owned())
    }
}

/// `YYYYMMDD`, eight digits and nothing else.
fn date(text: &str) -> Option<NaiveDate> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = r#"{"merchantCountry":"fr","providerId":"comptoir","providerTransactionId":null,"merchantId":"020280098","merchantTransactionId":"2YgKoUd4DB","merchantTransactionDate":"20260227"}"#;

    fn body(fields: &[(&str, &str)]) -> Vec<u8> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        form.finish().into_bytes()
    }

    fn with_key(key: &str) -> Result<Hint, NotificationFault> {
        read(&body(&[
            ("transactionKey", key),
            ("transactionStatus", "to_confirm"),
        ]))
    }

    #[test]
    fn a_notification_names_a_transaction_and_a_word() {
        let hint = with_key(KEY).expect("it is as documented");
        assert_eq!(hint.reference, "2YgKoUd4DB");
        assert_eq!(
            hint.date,
            NaiveDate::from_ymd_opt(2026, 2, 27).expect("a date")
        );
        assert_eq!(hint.word, "to_confirm");
    }

    #[test]
    fn a_field_that_is_missing_or_repeated_is_refused() {
        let (key, status) = (("transactionKey", KEY), ("transactionStatus", "pending"));
        for (fields, fault) in [
            (vec![key], NotificationFault::Missing),
            (vec![status], NotificationFault::Missing),
            (vec![key, status, status], NotificationFault::Repeated),
            (vec![key, key, status], NotificationFault::Repeated),
        ] {
            assert_eq!(read(&body(&fields)), Err(fault));
        }
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        for key in [
            "",
            "{}",
            "null",
            "[1,2]",
            r#"{"merchantTransactionId":"A"}"#,
            r#"{"merchantTransactionId":"","merchantTransactionDate":"20260227"}"#,
            r#"{"merchantTransactionId":"a b","merchantTransactionDate":"20260227"}"#,
            r#"{"merchantTransactionId":"A","merchantTransactionDate":"20260230"}"#,
            r#"{"merchantTransactionId":"A","merchantTransactionDate":"2026-02-27"}"#,
            r#"{"merchantTransactionId":["A"],"merchantTransactionDate":"20260227"}"#,
        ] {
            assert_eq!(with_key(key), Err(NotificationFault::Key), "{key}");
        }
    }

    #[test]
    fn a_large_or_unreadable_body_is_not_looked_at() {
        assert_eq!(read(&vec![b'a'; 1 << 20]), Err(NotificationFault::TooLarge));
        assert_eq!(
            read(b"transactionKey=\xff"),
            Err(NotificationFault::NotText)
        );
        assert_eq!(read(b"transactionKey=%ff"), Err(NotificationFault::NotText));
    }
}
