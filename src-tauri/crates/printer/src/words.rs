//! The words of one language, by key, with their blanks filled in. Every key a paper uses is listed here once, so that
//! a test can hold each language's `paper.ftl` to exactly this list. A word that is missing, or that asks for a fact it
//! is not given, is an error and never an empty place on paper.

use crate::{Language, PrinterError};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

macro_rules! words {
    ($($name:ident $key:literal),* $(,)?) => {
        /// A word of the papers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word { $($name),* }

        impl Word {
            /// Every word.
            #[cfg(test)]
            pub(crate) const ALL: &[Word] = &[$(Word::$name),*];

            /// Its key in `paper.ftl`.
            pub(crate) fn key(self) -> &'static str {
                match self { $(Word::$name => $key),* }
            }
        }
    };
}

words! {
    // forms
    Group "group", Money "money", Day "day", Month "month", Date "date", Time "time", DateTime "date-time",
    // every paper
    Original "original", Duplicate "duplicate", Training "training", PageOf "page-of",
    // facts
    IssuedAt "issued-at", Till "till", Staff "staff", Customer "customer", Order "order", Product "product",
    Plan "plan", PlanPart "plan-part", Mode "mode", ModeDirect "mode-direct", ModeTwoStep "mode-two-step",
    ReleasedAt "released-at", ReleaseBy "release-by", Gateway "gateway", Reference "reference",
    TransactionDate "transaction-date", FurtherReferences "further-references",
    // amounts
    Financed "financed", Authorised "authorised", Released "released", Cancelled "cancelled", Refunded "refunded",
    LeftToRelease "left-to-release", NotReleased "not-released", LeftToRefund "left-to-refund",
    // states
    StateUndecided "state-undecided", StateAccepted "state-accepted", StateReserved "state-reserved",
    StateReleasing "state-releasing", StateFinanced "state-financed", StateCancelling "state-cancelling",
    StateCancelled "state-cancelled", StateRefunding "state-refunding", StateRefunded "state-refunded",
    StateRefused "state-refused", StateEnding "state-ending", StateEnded "state-ended", StateLapsed "state-lapsed",
    // the receipt
    Receipt "receipt", NotTheContract "not-the-contract", NotTheContractWhy "not-the-contract-why",
    PlanIsIndicative "plan-is-indicative", CodeHoldsReference "code-holds-reference",
    // the delivery note
    DeliveryNote "delivery-note", Delivered "delivered", Goods "goods", GoodsOfOrder "goods-of-order",
    DeliveredAt "delivered-at", Quantity "quantity", Received "received", SignatureName "signature-name", SignatureDate "signature-date",
    Signature "signature",
}

/// What fills a blank of a word.
pub(crate) type Blank<'a> = (&'a str, FluentValue<'a>);

/// The words of one language.
pub(crate) struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The words of `language`.
    pub(crate) fn of(language: Language) -> Result<Words, PrinterError> {
        let unreadable = PrinterError::Vocabulary {
            language: language.tag(),
        };
        let mut bundle = FluentBundle::new(vec![language.identifier()]);
        // The invisible marks that isolate a blank would have no glyph, and stand in what is copied from the paper.
        bundle.set_use_isolating(false);
        match FluentResource::try_new(language.vocabulary().to_owned()) {
            Ok(file) => match bundle.add_resource(file) {
                Ok(()) => Ok(Words { language, bundle }),
                Err(_repeated) => Err(unreadable),
            },
            Err(_malformed) => Err(unreadable),
        }
    }

    /// A word without blanks.
    pub(crate) fn say(&self, word: Word) -> Result<String, PrinterError> {
        self.fill(word, [])
    }

    /// A word with its blanks filled in.
    pub(crate) fn fill<'a>(
        &self,
        word: Word,
        blanks: impl IntoIterator<Item = Blank<'a>>,
    ) -> Result<String, PrinterError> {
        let improper = || PrinterError::Word {
            language: self.language.tag(),
            key: word.key(),
        };
        let pattern = self
            .bundle
            .get_message(word.key())
            .and_then(|message| message.value())
            .ok_or_else(improper)?;
        let blanks: FluentArgs = blanks.into_iter().collect();
        let mut faults = Vec::new();
        let said = self
            .bundle
            .format_pattern(pattern, Some(&blanks), &mut faults);
        if faults.is_empty() && !said.is_empty() {
            Ok(said.into_owned())
        } else {
            Err(improper())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Word, Words};
    use crate::{Language, PrinterError};
    use fluent_syntax::ast::Entry;
    use std::collections::BTreeSet;

    #[test]
    fn every_language_has_exactly_the_words_the_papers_use() {
        let used: BTreeSet<_> = Word::ALL.iter().map(|word| word.key().to_owned()).collect();
        for language in Language::ALL {
            let file = fluent_syntax::parser::parse(language.vocabulary()).unwrap();
            let written: Vec<_> = (file.body.iter())
                .filter_map(|entry| {
                    if let Entry::Message(message) = entry {
                        Some(message.id.name.to_owned())
                    } else {
                        None
                    }
                })
                .collect();
            assert_eq!(written.len(), used.len(), "{language:?} repeats a word");
            assert_eq!(BTreeSet::from_iter(written), used, "{language:?}");
        }
    }

    #[test]
    fn a_blank_left_open_is_an_error_and_not_a_hole_in_the_paper() {
        let words = Words::of(Language::French).unwrap();
        assert!(matches!(
            words.say(Word::Duplicate),
            Err(PrinterError::Word {
                language: "fr",
                key: "duplicate"
            })
        ));
    }
}
