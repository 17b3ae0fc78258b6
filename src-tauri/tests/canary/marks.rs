//! Marks: words and bytes that stand nowhere else, and the forms in which they could hide in something else. It knows
//! nothing of a shop.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use std::collections::BTreeSet;

/// What must not be found.
pub(super) struct Mark {
    what: &'static str,
    forms: Vec<(&'static str, BTreeSet<Vec<u8>>)>,
}

impl Mark {
    /// A mark of these bytes, which stand for `what`.
    pub(super) fn new(what: &'static str, bytes: &[u8]) -> Mark {
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let percent: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
        let form: String = bytes.iter().map(|byte| in_a_form(*byte)).collect();
        let wide = |order: fn(u16) -> [u8; 2]| {
            let units = bytes.iter().map(|byte| u16::from(*byte));
            folded(&units.flat_map(order).collect::<Vec<u8>>())
        };
        // Wherever a text begins in another one, whole groups of three bytes of it look alike in base64.
        let groups =
            (0..3).map(|skipped| &bytes[skipped..skipped + (bytes.len() - skipped) / 3 * 3]);
        let in_base64: BTreeSet<Vec<u8>> = groups
            .filter(|group| !group.is_empty())
            .flat_map(|group| [STANDARD_NO_PAD.encode(group), URL_SAFE_NO_PAD.encode(group)])
            .map(|text| folded(text.as_bytes()))
            .collect();
        Mark {
            what,
            forms: vec![
                ("as it is", [folded(bytes), folded(form.as_bytes())].into()),
                ("in hex", [folded(hex.as_bytes())].into()),
                ("percent-encoded", [folded(percent.as_bytes())].into()),
                ("in base64", in_base64),
                (
                    "in UTF-16",
                    [wide(u16::to_le_bytes), wide(u16::to_be_bytes)].into(),
                ),
            ],
        }
    }
}

fn in_a_form(byte: u8) -> String {
    match byte {
        b' ' => "+".to_owned(),
        plain if plain.is_ascii_alphanumeric() || b"-._*".contains(&plain) => {
            char::from(plain).into()
        }
        other => format!("%{other:02x}"),
    }
}

/// Capitals made small, so that a name is found in whatever way it is written.
fn folded(bytes: &[u8]) -> Vec<u8> {
    bytes.to_ascii_lowercase()
}

/// What of these marks is in there, and in which form.
pub(super) fn found(marks: &[Mark], bytes: &[u8]) -> Vec<String> {
    let bytes = folded(bytes);
    let mut found = Vec::new();
    for mark in marks {
        for (form, needles) in &mark.forms {
            if needles.iter().any(|needle| holds(&bytes, needle)) {
                found.push(format!("{} {form}", mark.what));
            }
        }
    }
    found
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    let (first, rest) = needle.split_first().unwrap();
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|byte| byte == first) {
        from += at + 1;
        if bytes[from..].starts_with(rest) {
            return true;
        }
    }
    false
}

#[test]
fn a_mark_is_found_in_every_form_it_can_hide_in() {
    let mark = || [Mark::new("the name", b"Qzvk@lastmark")];
    for (form, hiding) in [
        ("as it is", b"x Qzvk@lastmark x".to_vec()),
        ("as it is", b"x QZVK@LASTMARK x".to_vec()),
        ("as it is", b"a=Qzvk%40lastmark&b".to_vec()),
        ("in hex", b"x'517a766b406c6173746d61726b'".to_vec()),
        ("in hex", b"517A766B406C6173746D61726B".to_vec()),
        (
            "percent-encoded",
            b"%51%7A%76%6B%40%6C%61%73%74%6D%61%72%6B".to_vec(),
        ),
        (
            "in base64",
            STANDARD_NO_PAD.encode("Qzvk@lastmark").into_bytes(),
        ),
        (
            "in base64",
            STANDARD_NO_PAD
                .encode("{\"a\":\"Qzvk@lastmark\"}")
                .into_bytes(),
        ),
        (
            "in base64",
            URL_SAFE_NO_PAD.encode("ab Qzvk@lastmark?>").into_bytes(),
        ),
        (
            "in base64",
            STANDARD_NO_PAD.encode("ab: Qzvk@lastmark").into_bytes(),
        ),
        (
            "in UTF-16",
            "xQzvk@lastmark"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
        ),
        (
            "in UTF-16",
            "xQzvk@lastmark"
                .encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect(),
        ),
    ] {
        assert_eq!(found(&mark(), &hiding), [format!("the name {form}")]);
    }
    assert!(found(&mark(), b"Qzvk@lastmar").is_empty());
    assert!(found(&[Mark::new("a key", &[0, 255, 7, 9])], &[1, 0, 255, 7, 9]).len() == 1);
}
