//! What an EXECCODE that answers one operation comes to: the second half of the code table, where it matters what was
//! asked. It decides nothing about money; it says what was said. Two readings are ours and stand here:
//! - a capture or void that is refused as "not capturable", "not voidable" may have been done before: asking shows it.
//!   A refund above the rest (2008) is a plain no, because rows cannot tell two equal refunds apart;
//! - after a failure in the chain (5002, 5005) a refund is not sent again, because nothing at the gateway guards it;
//!   an opening, a capture and a void are.

use super::{
    answer::Answer,
    execcode::{Act, ExecCode},
    redirect::{Destinations, RedirectFault},
    transactions::{AUTHORIZATION, CAPTURE},
};
use financing::{
    Handle, Journey, NotSent, Operation, Outcome, Rejection, RejectionKind, Report, Silence, Status,
};

/// The outcome of `operation`. `journeys` says where a journey may lead.
pub(crate) fn outcome(operation: Operation, answer: &Answer, journeys: &Destinations) -> Outcome {
    let code = answer.code;
    match (code.act(), operation) {
        (Act::Done, _) => told(done(operation), operation, answer),
        (Act::Journey, Operation::Open) => opened(answer, journeys),
        (Act::Wait, Operation::Open) => told(Status::UnderReview, operation, answer),
        (Act::Wait, _) => Outcome::Unknown(Silence::TimedOut),
        (Act::Person, _) => told(
            Status::Unrecognised {
                word: code.to_string(),
            },
            operation,
            answer,
        ),
        (Act::Refused(RejectionKind::Declined), Operation::Open) => {
            told(Status::Refused, operation, answer)
        }
        (Act::Ended, Operation::Open) => told(Status::Abandoned, operation, answer),
        (Act::Ended, _) => rejected(RejectionKind::Declined, code),
        (Act::Refused(kind), _) => rejected(kind, code),
        (Act::PerhapsDone(of), operation) if of == operation => {
            Outcome::Unknown(Silence::AlreadyDone)
        }
        (Act::PerhapsDone(_), _) => rejected(RejectionKind::Forbidden, code),
        (Act::AfterPause, Operation::Refund) => Outcome::Unknown(Silence::TechnicalError),
        (Act::Later, _) => Outcome::NotSent(NotSent::Busy),
        (Act::AfterPause, _) => Outcome::NotSent(NotSent::Resting),
        (Act::OtherPlatform { .. }, operation) if rests(code, operation) => {
            Outcome::NotSent(NotSent::Busy)
        }
        (Act::OtherPlatform { .. } | Act::Silent, _) => Outcome::Unknown(Silence::TechnicalError),
        (Act::Journey, _) => Outcome::Unknown(Silence::Unreadable),
    }
}

/// Whether the code says that the platform is out of service and certainly moved nothing, so that the next try may go
/// to the other one. After a failed exchange (5001) only an opening is certain: an authorisation whose journey no
/// customer ever saw moves nothing.
pub(crate) fn rests(code: ExecCode, operation: Operation) -> bool {
    match code.act() {
        Act::OtherPlatform { did_nothing } => did_nothing || operation == Operation::Open,
        Act::Done
        | Act::Journey
        | Act::Wait
        | Act::Person
        | Act::Refused(_)
        | Act::Ended
        | Act::PerhapsDone(_)
        | Act::Later
        | Act::AfterPause
        | Act::Silent => false,
    }
}

/// A certain no, with the code for support.
pub(crate) fn rejected(kind: RejectionKind, code: ExecCode) -> Outcome {
    Outcome::Rejected(Rejection {
        kind,
        code: code.to_string(),
    })
}

/// What success of an operation means. The answer names no amounts: the rules know them.
fn done(operation: Operation) -> Status {
    match operation {
        Operation::Open | Operation::Reserve => Status::Reserved,
        Operation::Release | Operation::Refund => Status::Released,
        Operation::Cancel => Status::Cancelled,
        Operation::Abandon => Status::Abandoned,
    }
}

fn told(status: Status, operation: Operation, answer: &Answer) -> Outcome {
    let report = Report {
        handle: handle(operation, answer),
        ..Report::of(status)
    };
    Outcome::Told {
        report,
        journey: None,
    }
}

/// The TRANSACTIONID under the name by which later operations need it. An answer without one teaches nothing; the rows
/// of the order will.
fn handle(operation: Operation, answer: &Answer) -> Handle {
    let name = match operation {
        Operation::Open => Some(AUTHORIZATION),
        Operation::Release => Some(CAPTURE),
        Operation::Reserve | Operation::Cancel | Operation::Refund | Operation::Abandon => None,
    };
    let mut handle = Handle::default();
    if let (Some(name), Some(id)) = (name, &answer.transaction) {
        handle = handle.with(name, id);
    }
    if let Some(label) = &answer.descriptor {
        handle = handle.with("descriptor", label);
    }
    handle
}

/// The transaction exists. When its REDIRECTHTML cannot be used, it exists without a way to it, and the reason is kept.
fn opened(answer: &Answer, journeys: &Destinations) -> Outcome {
    let html = answer
        .redirect_html
        .as_deref()
        .ok_or(RedirectFault::Missing);
    let journey = html.and_then(|html| journeys.journey(html));
    let mut report = Report {
        handle: handle(Operation::Open, answer),
        ..Report::of(Status::Waiting)
    };
    match journey {
        Ok(journey) => {
            report.journey = Some(Journey::kind(&journey));
            Outcome::Told {
                report,
                journey: Some(journey),
            }
        }
        Err(fault) => {
            tracing::warn!(%fault, "REDIRECTHTML cannot be used");
            report.detail = Some(format!("REDIRECTHTML: {fault}"));
            Outcome::Told {
                report,
                journey: None,
            }
        }
    }
}

#[cfg(test)]
mod tests;
