//! Cofidis's two vocabularies and what each word means to us: response codes and transaction statuses. One row per
//! word of the documentation (Known, all of them; the statuses are Web's). Retail's statuses are not public: a profile
//! brings those of its contract, which are looked up first. Whatever is in no row is kept as unknown and never guessed.

use crate::word;
use financing::{Operation, RejectionKind, Route, Silence, Status};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a response code means for the request it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Done; the rest of the answer says how things stand.
    Success,
    /// Certainly not done.
    Refused(RejectionKind),
    /// Certainly not done, and there is no such transaction.
    NoSuchTransaction,
    /// Only asking can tell.
    Unclear(Silence),
}

const DONE_ALREADY: Meaning = Meaning::Unclear(Silence::AlreadyDone);
const TECHNICAL: Meaning = Meaning::Unclear(Silence::TechnicalError);
const FORBIDDEN: Meaning = Meaning::Refused(RejectionKind::Forbidden);
const SELLER: Meaning = Meaning::Refused(RejectionKind::Seller);

/// Every response code of the documentation.
const CODES: &[(&str, Meaning)] = &[
    ("000", Meaning::Success),
    // The transaction's date is not today in Paris.
    ("001", Meaning::Refused(RejectionKind::Key)),
    // The transaction key was used already: our own first sending may have been it.
    ("002", DONE_ALREADY),
    // Not an accepted transaction.
    ("003", FORBIDDEN),
    // Confirmed already.
    ("004", DONE_ALREADY),
    // Not waiting to be confirmed.
    ("005", FORBIDDEN),
    // Validated already.
    ("006", DONE_ALREADY),
    // Not authorised.
    ("007", FORBIDDEN),
    // More than was authorised.
    ("008", FORBIDDEN),
    // Refunded already.
    ("009", DONE_ALREADY),
    // Not validated.
    ("010", FORBIDDEN),
    // More than is left to refund.
    ("011", FORBIDDEN),
    // Cancelled already.
    ("012", DONE_ALREADY),
    // More than is left to cancel.
    ("013", FORBIDDEN),
    // No such transaction key. Known of confirm, validate, cancel and refund; Assumed of getStatus, of which no list of
    // codes is known. On it rest the proof that an opening was not done and the connection test.
    ("022", Meaning::NoSuchTransaction),
    // The seller may not sell this product.
    ("040", SELLER),
    // The seller is not trained for it.
    ("041", SELLER),
    // Technical errors of confirm, validate, refund and cancel.
    ("904", TECHNICAL),
    ("906", TECHNICAL),
    ("908", TECHNICAL),
    ("910", TECHNICAL),
    ("912", TECHNICAL),
    ("913", TECHNICAL),
    ("914", TECHNICAL),
    ("915", TECHNICAL),
    ("916", TECHNICAL),
];

/// What a response code means. Any other 9xx is a technical error too; any other code is not understood.
pub(super) fn meaning(code: &str) -> Meaning {
    let listed = CODES.iter().find(|(listed, _)| *listed == code);
    let nine = code.len() == 3 && code.starts_with('9');
    match listed {
        Some((_, meaning)) => *meaning,
        None if nine && code.bytes().all(|byte| byte.is_ascii_digit()) => TECHNICAL,
        None => Meaning::Unclear(Silence::Unreadable),
    }
}

/// A status as it is listed: what `<api>_failed` concerns depends on what that method does on the order's route. A
/// profile writes it by our name for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Listed {
    Plain(Status),
    Failed(Api),
    Incomplete(Api),
}

/// A method named by a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    Confirm,
    Validate,
    Cancel,
    Refund,
}

impl Api {
    fn operation(self, route: Route) -> Operation {
        match (self, route) {
            (Api::Confirm, Route::ReserveFirst) => Operation::Reserve,
            (Api::Confirm, Route::OneCall | Route::ReservedOnAcceptance | Route::ByHand) => {
                Operation::Release
            }
            (Api::Validate, _) => Operation::Release,
            (Api::Cancel, _) => Operation::Cancel,
            (Api::Refund, _) => Operation::Refund,
        }
    }
}

/// Every status of the documentation, in lower case.
const STATUSES: &[(&str, Listed)] = &[
    ("initialized", Listed::Plain(Status::Waiting)),
    ("initialized_to_retry", Listed::Plain(Status::Incomplete)),
    ("undefined", Listed::Plain(Status::InJourney)),
    ("aborted", Listed::Plain(Status::Abandoned)),
    ("refused", Listed::Plain(Status::Refused)),
    ("error", Listed::Plain(Status::Broken)),
    ("pending", Listed::Plain(Status::UnderReview)),
    ("to_confirm", Listed::Plain(Status::Accepted)),
    ("confirm_refused", Listed::Plain(Status::ReservationRefused)),
    ("authorized", Listed::Plain(Status::Reserved)),
    ("validated", Listed::Plain(Status::Released)),
    ("refunded", Listed::Plain(Status::Refunded)),
    ("canceled", Listed::Plain(Status::Cancelled)),
    ("confirm_failed", Listed::Failed(Api::Confirm)),
    ("validate_failed", Listed::Failed(Api::Validate)),
    ("cancel_failed", Listed::Failed(Api::Cancel)),
    ("refund_failed", Listed::Failed(Api::Refund)),
    ("confirm_to_retry", Listed::Incomplete(Api::Confirm)),
    ("validate_to_retry", Listed::Incomplete(Api::Validate)),
    ("cancel_to_retry", Listed::Incomplete(Api::Cancel)),
];

/// Our own names of what a status can mean: what a profile's `[states]` says of the words of its contract.
const NAMES: &[(&str, Listed)] = &[
    ("waiting", Listed::Plain(Status::Waiting)),
    ("incomplete", Listed::Plain(Status::Incomplete)),
    ("in_journey", Listed::Plain(Status::InJourney)),
    ("abandoned", Listed::Plain(Status::Abandoned)),
    ("refused", Listed::Plain(Status::Refused)),
    ("broken", Listed::Plain(Status::Broken)),
    ("under_review", Listed::Plain(Status::UnderReview)),
    ("accepted", Listed::Plain(Status::Accepted)),
    (
        "reservation_refused",
        Listed::Plain(Status::ReservationRefused),
    ),
    ("reserved", Listed::Plain(Status::Reserved)),
    ("released", Listed::Plain(Status::Released)),
    ("refunded", Listed::Plain(Status::Refunded)),
    ("cancelled", Listed::Plain(Status::Cancelled)),
    ("confirm_failed", Listed::Failed(Api::Confirm)),
    ("validate_failed", Listed::Failed(Api::Validate)),
    ("cancel_failed", Listed::Failed(Api::Cancel)),
    ("refund_failed", Listed::Failed(Api::Refund)),
    ("confirm_incomplete", Listed::Incomplete(Api::Confirm)),
    ("validate_incomplete", Listed::Incomplete(Api::Validate)),
    ("cancel_incomplete", Listed::Incomplete(Api::Cancel)),
];

/// A name that is none of ours. It is not repeated: whoever mistook the place may have put anything there.
#[derive(Debug, thiserror::Error)]
#[error("this word is not known, expected one of {}", names())]
pub(super) struct NotAName;

fn names() -> String {
    let names: Vec<_> = NAMES.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

impl TryFrom<String> for Listed {
    type Error = NotAName;
    fn try_from(name: String) -> Result<Listed, NotAName> {
        let known = NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, listed)| listed.clone()).ok_or(NotAName)
    }
}

/// The words of a contract that the documentation does not have, and what each means.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(BTreeMap<String, Listed>);

/// Why a contract's word is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clash {
    /// It stands there already; case is nothing.
    Twice,
    /// The documentation has it, with another meaning.
    Documented,
}

impl Words {
    /// Takes a word that a profile gives a meaning to. What the documentation says of a word is Known and stays.
    pub(super) fn take(&mut self, word: &str, means: &Listed) -> Result<(), Clash> {
        if documented(word).is_some_and(|known| known != means) {
            return Err(Clash::Documented);
        }
        match self.0.insert(word.to_ascii_lowercase(), means.clone()) {
            None => Ok(()),
            Some(_) => Err(Clash::Twice),
        }
    }

    /// Takes our own reading of a word, unless the profile or the documentation says what it means.
    pub(super) fn assume(&mut self, word: &str, means: Status) {
        if documented(word).is_none() {
            let word = word.to_ascii_lowercase();
            self.0.entry(word).or_insert(Listed::Plain(means));
        }
    }
}

fn documented(word: &str) -> Option<&'static Listed> {
    STATUSES
        .iter()
        .find(|(listed, _)| listed.eq_ignore_ascii_case(word))
        .map(|(_, listed)| listed)
}

/// What a status means for an order on this route: by the contract's own words, else by the documentation's. The
/// documentation mixes upper and lower case, so case is nothing.
pub(super) fn status(words: &Words, word: &str, route: Route) -> Status {
    let own = words.0.get(&word.to_ascii_lowercase());
    match own.or_else(|| documented(word)) {
        Some(Listed::Plain(status)) => status.clone(),
        Some(Listed::Failed(api)) => Status::OperationFailed {
            operation: api.operation(route),
        },
        Some(Listed::Incomplete(api)) => Status::OperationIncomplete {
            operation: api.operation(route),
        },
        None => Status::Unrecognised {
            word: word::kept(word),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_and_status_has_one_row() {
        let codes: BTreeSet<_> = CODES.iter().map(|(code, _)| code).collect();
        let statuses: BTreeSet<_> = STATUSES.iter().map(|(word, _)| word).collect();
        assert_eq!((codes.len(), statuses.len()), (CODES.len(), STATUSES.len()));
    }

    #[test]
    fn whatever_the_documentation_means_by_a_status_has_one_name_of_ours() {
        for (word, listed) in STATUSES {
            let names = NAMES.iter().filter(|(_, named)| named == listed);
            assert_eq!(names.count(), 1, "{word}");
        }
        assert_eq!(NAMES.len(), STATUSES.len());
    }

    #[test]
    fn our_reading_of_a_word_gives_way_to_the_profile_and_to_the_documentation() {
        let mut words = Words::default();
        let refused = Listed::Plain(Status::Refused);
        assert_eq!(words.take("Dropped", &refused), Ok(()));
        for word in ["DROPPED", "validated", "Abandonned"] {
            words.assume(word, Status::Abandoned);
        }
        for (word, means) in [
            ("dropped", Status::Refused),
            ("Validated", Status::Released),
            ("abandonned", Status::Abandoned),
        ] {
            assert_eq!(status(&words, word, Route::OneCall), means);
        }
    }

    #[test]
    fn done_already_is_asked_about_and_never_counted_as_refused() {
        for code in ["002", "004", "006", "009", "012"] {
            assert_eq!(meaning(code), Meaning::Unclear(Silence::AlreadyDone));
        }
    }

    #[test]
    fn a_code_of_no_row_is_not_understood_unless_it_is_technical() {
        assert_eq!(meaning("999"), Meaning::Unclear(Silence::TechnicalError));
        for code in ["", "0", "00", "0000", "014", "9", "90a", "9000", "OK"] {
            assert_eq!(
                meaning(code),
                Meaning::Unclear(Silence::Unreadable),
                "{code}"
            );
        }
    }

    #[test]
    fn case_is_nothing_and_a_foreign_word_is_kept() {
        let route = Route::OneCall;
        for word in ["to_confirm", "To_confirm", "TO_CONFIRM"] {
            assert_eq!(status(&Words::default(), word, route), Status::Accepted);
        }
        let word = "Split".to_owned();
        let foreign = status(&Words::default(), "Split", route);
        assert_eq!(foreign, Status::Unrecognised { word });
    }

    #[test]
    fn a_failed_confirm_is_a_failed_reservation_where_confirm_reserves() {
        for (route, operation) in [
            (Route::ReserveFirst, Operation::Reserve),
            (Route::OneCall, Operation::Release),
        ] {
            assert_eq!(
                status(&Words::default(), "Confirm_failed", route),
                Status::OperationFailed { operation }
            );
        }
    }
}
