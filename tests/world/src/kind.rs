//! What happened, in a word: the names under which events are counted, the same as in the journal, with the word of a
//! gateway's answer. It counts nothing itself.

use financing::{Event, Status};

/// The name of an event.
pub(crate) fn kind(event: &Event) -> &'static str {
    match event {
        Event::Started { .. } => "started",
        Event::Deliver { .. } => "deliver",
        Event::Cancel { .. } => "cancel",
        Event::Refund { .. } => "refund",
        Event::Printed { .. } => "printed",
        Event::Declared { .. } => "declared",
        Event::Told { report, .. } => told(&report.status),
        Event::Rejected { .. } => "rejected",
        Event::NotSent { .. } => "not_sent",
        Event::Unanswered { .. } => "unanswered",
        Event::SentAgain { .. } => "sent_again",
        Event::NeverSent { .. } => "never_sent",
        Event::Overdue { .. } => "overdue",
    }
}

fn told(status: &Status) -> &'static str {
    match status {
        Status::Waiting => "told waiting",
        Status::Incomplete => "told incomplete",
        Status::InJourney => "told in_journey",
        Status::Abandoned => "told abandoned",
        Status::Refused => "told refused",
        Status::Broken => "told broken",
        Status::UnderReview => "told under_review",
        Status::Accepted => "told accepted",
        Status::ReservationRefused => "told reservation_refused",
        Status::Reserved => "told reserved",
        Status::Released => "told released",
        Status::Refunded => "told refunded",
        Status::Cancelled => "told cancelled",
        Status::OperationFailed { .. } => "told operation_failed",
        Status::OperationRefused { .. } => "told operation_refused",
        Status::OperationIncomplete { .. } => "told operation_incomplete",
        Status::Absent => "told absent",
        Status::Unrecognised { .. } => "told unrecognised",
    }
}
