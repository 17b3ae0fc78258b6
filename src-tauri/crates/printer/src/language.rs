//! The languages papers are written in. For papers a new one is a `paper.ftl` in `ui/locales/<tag>` and a line here; the
//! tests then ask that it has every word, and the forms of its money and dates on paper stand in that file too. The
//! settings, the screen and the relay's page have their own lists of languages, which the compiler and the type check
//! ask for.

use unic_langid::{LanguageIdentifier, langid};

macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident $tag:literal),* $(,)?) => {
        /// A language papers are written in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Language { $($(#[$doc])* $name),* }

        impl Language {
            /// Every language, in the order they are offered.
            pub const ALL: &[Language] = &[$(Language::$name),*];

            /// Its tag, which is also its folder's name: `fr`.
            pub fn tag(self) -> &'static str {
                match self { $(Language::$name => $tag),* }
            }

            pub(crate) fn identifier(self) -> LanguageIdentifier {
                match self { $(Language::$name => langid!($tag)),* }
            }

            pub(crate) fn vocabulary(self) -> &'static str {
                match self {
                    $(Language::$name => {
                        include_str!(concat!("../../../../ui/locales/", $tag, "/paper.ftl"))
                    }),*
                }
            }
        }
    };
}

languages! {
    /// French.
    French "fr",
    /// English, in its European form.
    English "en",
}

impl Language {
    /// The language of a tag such as `fr`, `fr-FR` or `EN_gb`; `None` where papers are not written in it.
    pub fn tagged(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next()?;
        Language::ALL
            .iter()
            .copied()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_till_set_to_a_country_s_french_prints_french() {
        assert_eq!(Language::tagged("fr-BE"), Some(Language::French));
        assert_eq!(Language::tagged("EN_gb"), Some(Language::English));
    }

    #[test]
    fn a_language_without_a_vocabulary_is_none_rather_than_another_one() {
        assert_eq!(Language::tagged("frisian"), None);
        assert_eq!(Language::tagged(""), None);
    }
}
