//! The words of the relay's pages, from `ui/locales/<language>/relay.ftl`. A word that is missing, or that is not filled
//! in whole, is an error and never an empty place on a customer's phone. It knows nothing of HTML.

use super::RelayFault;
use financing::Cents;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use till::Language;
use unic_langid::langid;

/// The words of one language.
pub(super) struct Words {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The words of `language`.
    pub(super) fn of(language: Language) -> Result<Words, RelayFault> {
        let (tag, identifier, file) = match language {
            Language::Fr => (
                "fr",
                langid!("fr"),
                include_str!("../../ui/locales/fr/relay.ftl"),
            ),
            Language::En => (
                "en",
                langid!("en"),
                include_str!("../../ui/locales/en/relay.ftl"),
            ),
        };
        let unreadable = RelayFault::Words { key: "relay.ftl" };
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        bundle.set_use_isolating(false);
        match FluentResource::try_new(file.to_owned()) {
            Ok(file) => match bundle.add_resource(file) {
                Ok(()) => Ok(Words { tag, bundle }),
                Err(_repeated) => Err(unreadable),
            },
            Err(_malformed) => Err(unreadable),
        }
    }

    /// The language's tag.
    pub(super) fn tag(&self) -> &'static str {
        self.tag
    }

    /// A word without blanks.
    pub(super) fn say(&self, key: &'static str) -> Result<String, RelayFault> {
        self.fill(key, &FluentArgs::new())
    }

    /// An amount, as the language writes it.
    pub(super) fn money(&self, amount: Cents) -> Result<String, RelayFault> {
        let group = self.say("group")?;
        let digits = (amount.get() / 100).to_string();
        let mut euros = String::new();
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                euros.push_str(&group);
            }
            euros.push(digit);
        }
        let cents = format!("{:02}", amount.get() % 100);
        let blanks = [("euros", euros), ("cents", cents)];
        self.fill("money", &blanks.into_iter().collect())
    }

    fn fill(&self, key: &'static str, blanks: &FluentArgs<'_>) -> Result<String, RelayFault> {
        let message = self.bundle.get_message(key);
        let pattern = message
            .and_then(|message| message.value())
            .ok_or(RelayFault::Words { key })?;
        let mut faults = Vec::new();
        let said = self
            .bundle
            .format_pattern(pattern, Some(blanks), &mut faults);
        if faults.is_empty() && !said.is_empty() {
            Ok(said.into_owned())
        } else {
            Err(RelayFault::Words { key })
        }
    }
}
