//! Cofidis's two vocabularies and what each word means to us: response codes and transaction statuses. One row per
//! word of the documentation (Known, all of them); whatever is in no row is kept as unknown and never guessed.

use crate::word;
use financing::{Operation, RejectionKind, Route, Silence, Status};

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
    // No such transaction key.
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

/// A status as it is listed: what `<api>_failed` concerns depends on what that method does on the order's route.
enum Listed {
    Plain(Status),
    Failed(Api),
    Incomplete(Api),
}

/// A method named by a status.
#[derive(Clone, Copy)]
enum Api {
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

/// What a status means for an order on this route. The documentation mixes upper and lower case, so case is nothing.
pub(super) fn status(word: &str, route: Route) -> Status {
    let listed = STATUSES
        .iter()
        .find(|(listed, _)| listed.eq_ignore_ascii_case(word));
    match listed {
        Some((_, Listed::Plain(status))) => status.clone(),
        Some((_, Listed::Failed(api))) => Status::OperationFailed {
            operation: api.operation(route),
        },
        Some((_, Listed::Incomplete(api))) => Status::OperationIncomplete {
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
            assert_eq!(status(word, route), Status::Accepted);
        }
        let word = "Split".to_owned();
        assert_eq!(status("Split", route), Status::Unrecognised { word });
    }

    #[test]
    fn a_failed_confirm_is_a_failed_reservation_where_confirm_reserves() {
        for (route, operation) in [
            (Route::ReserveFirst, Operation::Reserve),
            (Route::OneCall, Operation::Release),
        ] {
            assert_eq!(
                status("Confirm_failed", route),
                Status::OperationFailed { operation }
            );
        }
    }
}
