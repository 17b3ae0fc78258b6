//! Notifications of Cofidis: hints. Whatever arrives, a hint names one transaction, the one that stands in the body, by
//! a reference and a day that can be looked up, and a word that can be shown.

use financing::WITHHELD;
use gateways::cofidis::notification::read;
use serde_json::Value;
use url::form_urlencoded;

pub(crate) fn hold(body: &[u8]) -> bool {
    let Ok(hint) = read(body) else {
        return false;
    };
    let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let only = |name: &str| {
        let mut values = fields.iter().filter(|(field, _)| field == name);
        let (_, value) = values.next().unwrap();
        assert!(values.next().is_none(), "{name} stands twice");
        value.clone()
    };
    if let Ok(key) = serde_json::from_str::<Value>(&only("transactionKey")) {
        assert_eq!(key["merchantTransactionId"], hint.reference.as_str());
        let date = hint.date.format("%Y%m%d").to_string();
        assert_eq!(key["merchantTransactionDate"], date);
    }
    let plain = hint.reference.bytes().all(|byte| byte.is_ascii_graphic());
    assert!(plain && (1..=64).contains(&hint.reference.len()));
    assert!(hint.word.chars().count() <= 64 && !hint.word.contains(char::is_control));
    assert!(body.len() <= 16 * 1024);
    let word = only("transactionStatus");
    assert!(hint.word == word || hint.word == WITHHELD, "{word}");
    true
}
