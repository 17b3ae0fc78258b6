//! Text in the characters Cofidis takes. The documentation lists a few marks besides letters and digits and leaves
//! open whether accents count as letters (and prints `;` where a payment provider prints `:`): so both are settings of
//! the profile. What cannot be written becomes a gap between words; the original stays with the till.

use serde::Deserialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Which letters are taken as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Letters {
    /// A to Z and a to z; accents are left off, `œ` becomes `oe`.
    Ascii,
    /// The letters of western and central European languages with their accents (Latin-1 and Latin Extended-A).
    Accented,
}

/// The characters of a profile.
#[derive(Debug, Clone)]
pub(super) struct Policy {
    letters: Letters,
    marks: Vec<char>,
}

/// Letters and marks whose plain form is not their decomposition.
const PLAIN: &[(char, &str)] = &[
    ('ß', "ss"),
    ('ẞ', "SS"),
    ('æ', "ae"),
    ('Æ', "AE"),
    ('œ', "oe"),
    ('Œ', "OE"),
    ('ø', "o"),
    ('Ø', "O"),
    ('đ', "d"),
    ('Đ', "D"),
    ('ð', "d"),
    ('Ð', "D"),
    ('þ', "th"),
    ('Þ', "Th"),
    ('ł', "l"),
    ('Ł', "L"),
    ('ħ', "h"),
    ('Ħ', "H"),
    ('ı', "i"),
    ('’', "'"),
    ('‘', "'"),
    ('“', "\""),
    ('”', "\""),
    ('«', "\""),
    ('»', "\""),
    ('–', "-"),
    ('—', "-"),
    ('‐', "-"),
    ('‑', "-"),
    ('…', "..."),
];

impl Policy {
    /// The policy of a profile: its letters, digits, and these marks.
    pub(super) fn new(letters: Letters, marks: &str) -> Policy {
        Policy {
            letters,
            marks: marks.chars().collect(),
        }
    }

    /// Whether a character is sent as it is.
    pub(super) fn takes(&self, letter: char) -> bool {
        let accented = ('\u{c0}'..='\u{17f}').contains(&letter) && letter.is_alphabetic();
        letter.is_ascii_alphanumeric()
            || self.marks.contains(&letter)
            || (self.letters == Letters::Accented && accented)
    }

    /// The text as it leaves: taken characters as they are, others in their plain form, the rest as a gap. Gaps are
    /// single, and there are none at the ends. Empty when nothing of it can be written.
    pub(super) fn written(&self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        for letter in text.nfc() {
            if self.takes(letter) {
                written.push(letter);
            } else {
                self.in_plain_form(letter, &mut written);
            }
        }
        written.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn in_plain_form(&self, letter: char, written: &mut String) {
        let plain = PLAIN.iter().find(|(from, _)| *from == letter);
        let decomposed: String = match plain {
            Some((_, plain)) => (*plain).to_owned(),
            None => std::iter::once(letter).nfkd().collect(),
        };
        for part in decomposed.chars().filter(|part| !is_combining_mark(*part)) {
            if self.takes(part) {
                written.push(part);
            } else if self.takes(' ') {
                written.push(' ');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ascii() -> Policy {
        Policy::new(Letters::Ascii, ":. @+-%*/_")
    }

    #[test]
    fn accents_are_left_off_and_joined_letters_come_apart() {
        for (kept, sent) in [
            ("Zoé Lefèvre", "Zoe Lefevre"),
            ("Œuvré", "OEuvre"),
            ("Straße 5", "Strasse 5"),
            ("Łukasz Ørsted", "Lukasz Orsted"),
            ("Conceição", "Conceicao"),
            ("e\u{301}te\u{301}", "ete"),
        ] {
            assert_eq!(ascii().written(kept), sent);
        }
    }

    #[test]
    fn what_is_not_in_the_list_becomes_one_gap() {
        for (kept, sent) in [
            ("12, rue de l’Église", "12 rue de l Eglise"),
            ("Dupont & Fils; Paris", "Dupont Fils Paris"),
            ("line one\r\nline two", "line one line two"),
            ("  (5)  ", "5"),
            ("Anne–Marie", "Anne-Marie"),
        ] {
            assert_eq!(ascii().written(kept), sent);
        }
    }

    #[test]
    fn nothing_of_an_emoji_can_be_written() {
        assert_eq!(ascii().written("🦊🎉👩‍👩‍👧"), "");
        assert_eq!(ascii().written("王小明"), "");
    }

    #[test]
    fn a_profile_may_keep_accents() {
        let policy = Policy::new(Letters::Accented, " '-");
        assert_eq!(policy.written("Zoé d’Œuvre ×"), "Zoé d'Œuvre");
    }

    proptest! {
        #[test]
        fn only_taken_characters_leave_and_a_second_time_changes_nothing(text in ".{0,60}") {
            let sent = ascii().written(&text);
            prop_assert!(sent.chars().all(|letter| ascii().takes(letter)));
            prop_assert_eq!(ascii().written(&sent), sent.clone());
        }
    }
}
