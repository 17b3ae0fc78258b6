//! HASH: what the sandbox's implementation signs, ours believes; and with one sign of the key, of a name, of a value or
//! of the signature changed, or a parameter less, it believes nothing.

use gateways::{
    Secret,
    payplug::{Notification, NotificationFault},
};
use sandbox::payplug::Params;
use url::form_urlencoded;

/// The first line is the key, the rest are the fields of a form.
pub(crate) fn hold(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let (key, fields) = text.split_once('\n').unwrap_or(("k", &*text));
    if key.is_empty() {
        return false;
    }
    let fields: Vec<(String, String)> = form_urlencoded::parse(fields.as_bytes())
        .into_owned()
        .filter(|(name, _)| name != "HASH")
        .collect();
    let params = Params::of(fields.iter().map(|(name, text)| (&**name, &**text)));
    let pairs: Vec<(String, String)> = params
        .iter()
        .map(|(name, text)| (name.to_string(), text.to_owned()))
        .collect();
    let hash = params.hash(key);
    if !is_read(&pairs, &hash, key) {
        return false;
    }
    assert!(
        believed(&pairs, &hash, key),
        "the two implementations differ"
    );
    for wrong in mutated_hashes(&hash) {
        assert!(!believed(&pairs, &wrong, key), "{wrong} is not {hash}");
    }
    assert!(!believed(&pairs, &hash, &format!("{key}x")), "another key");
    for index in 0..pairs.len() {
        let mut changed = pairs.clone();
        changed[index].1.push('0');
        assert!(!believed(&changed, &hash, key), "another value");
        let mut changed = pairs.clone();
        changed[index].0.insert(0, 'X');
        assert!(!believed(&changed, &hash, key), "another name");
        let mut changed = pairs.clone();
        changed.remove(index);
        assert!(!believed(&changed, &hash, key), "a parameter less");
    }
    true
}

/// One digit changed at each of three places, capitals, cut, lengthened.
fn mutated_hashes(hash: &str) -> Vec<String> {
    let at = |place: usize| {
        let digit = if hash.as_bytes()[place] == b'0' {
            "1"
        } else {
            "0"
        };
        format!("{}{digit}{}", &hash[..place], &hash[place + 1..])
    };
    let mut hashes = vec![
        at(0),
        at(31),
        at(63),
        hash[1..].to_owned(),
        format!("{hash}0"),
        "0".repeat(64),
        String::new(),
    ];
    let capitals = hash.to_uppercase();
    hashes.extend((capitals != hash).then_some(capitals));
    hashes
}

fn taken(
    pairs: &[(String, String)],
    hash: &str,
    key: &str,
) -> Result<Notification, NotificationFault> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs);
    form.append_pair("HASH", hash);
    let key = Secret::new(key.to_owned());
    Notification::read("", form.finish().as_bytes(), &key)
}

/// Whether these are parameters at all, by our reading: no name too deep, none that is both a text and a list.
fn is_read(pairs: &[(String, String)], hash: &str, key: &str) -> bool {
    !matches!(
        taken(pairs, hash, key),
        Err(NotificationFault::Repeated
            | NotificationFault::Unreadable
            | NotificationFault::TooLarge)
    )
}

/// Whether the signature was found to be right: only then is it looked at what the parameters say.
fn believed(pairs: &[(String, String)], hash: &str, key: &str) -> bool {
    matches!(
        taken(pairs, hash, key),
        Ok(_) | Err(NotificationFault::Incomplete)
    )
}
