//! A gateway's own words as they may be written down, shown and logged. What is written down stays for ever, so a text that
//! is no word of a vocabulary (a sentence, an address, whatever was repeated to us) is not.

use financing::WITHHELD;

/// The longest word that is kept, in characters.
const LONGEST: usize = 40;

/// A word as it is, or what stands in its place: a word is letters and digits, a few of them at most, parted by `_`, `-`,
/// `.`, an apostrophe or a space.
pub(crate) fn kept(word: &str) -> String {
    let of_a_word = |letter: char| letter.is_alphanumeric() || "_-.' ".contains(letter);
    let length = word.chars().count();
    if (1..=LONGEST).contains(&length) && word.chars().all(of_a_word) {
        word.to_owned()
    } else {
        WITHHELD.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_kept_and_a_text_is_not() {
        for word in [
            "To_confirm",
            "Confirm-failed",
            "En attente de pièces",
            "0042",
        ] {
            assert_eq!(kept(word), word);
        }
        for text in [
            "",
            "claire@example.org",
            "Dear Claire, write to us",
            "waiting\nfor papers",
            "x".repeat(41).as_str(),
            "<html>",
        ] {
            assert_eq!(kept(text), WITHHELD, "{text}");
        }
    }
}
