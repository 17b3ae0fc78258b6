//! The history of a financing as the screen tells it: who, when, what. One variant per sentence in `ui/locales`.

use super::{OperationView, RejectionView, StateView, cents, instant};
use financing::{
    Actor, Declared, Entry, Event, Financing, NotSent, Operation, Overdue, Paper, Silence,
    Standing, State, Status,
};
use serde::Serialize;
use specta::Type;

/// Who did it.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "who", rename_all = "snake_case")]
pub(crate) enum WhoView {
    /// A member of staff.
    Staff {
        /// By the name they gave the till.
        name: String,
    },
    /// A manager.
    Manager {
        /// By name.
        name: String,
    },
    /// The gateway, by answering.
    Gateway,
    /// The till itself.
    Till,
}

/// What happened.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "what", rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "each is one sentence in ui/locales, named alike"
)]
pub(crate) enum HistoryWhat {
    Started {
        amount: u32,
    },
    DeliverPressed {
        amount: Option<u32>,
    },
    CancelPressed {
        amount: Option<u32>,
    },
    /// *Cancel* called back what had not left yet: nothing was asked of the gateway.
    CalledBack {
        operation: OperationView,
    },
    RefundPressed {
        amount: Option<u32>,
    },
    ReceiptPrinted {
        copy: u32,
    },
    DeliveryNotePrinted {
        copy: u32,
    },
    DeclaredNotDone,
    DeclaredSeen,
    /// The gateway's word led to this state; the amounts it confirmed are in cents.
    Told {
        state: StateView,
        released: u32,
        refunded: u32,
        cancelled: u32,
        word: Option<String>,
    },
    Rejected {
        operation: OperationView,
        rejection: RejectionView,
    },
    /// Kept: no byte left. `why`: no_connection, no_tls, busy, no_credentials or not_configured.
    Kept {
        operation: OperationView,
        why: String,
    },
    /// No certain answer; asked about, not sent again. `why`: timed_out, cut, platform_failed, technical_error,
    /// unreadable, other_transaction, already_done or interrupted.
    Unanswered {
        operation: OperationView,
        why: String,
    },
    SentAgain {
        operation: OperationView,
    },
    NeverSent,
    /// A time ran out: journey, release or outcome.
    Overdue {
        which: String,
    },
}

/// One line of the history.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct HistoryLine {
    /// When.
    pub at: String,
    /// Who.
    #[serde(flatten)]
    pub who: WhoView,
    /// What.
    #[serde(flatten)]
    pub what: HistoryWhat,
}

/// What a financing was like before and after the entry, as far as the sentence needs it.
pub(crate) struct Around<'a> {
    /// Before it.
    pub before: Option<&'a Financing>,
    /// After it.
    pub after: &'a Financing,
}

impl HistoryLine {
    /// The line for one entry of the journal.
    pub(crate) fn of(entry: &Entry, around: &Around<'_>) -> HistoryLine {
        let who = match &entry.by {
            Actor::Staff(name) => WhoView::Staff { name: name.clone() },
            Actor::Manager(name) => WhoView::Manager { name: name.clone() },
            Actor::Gateway => WhoView::Gateway,
            Actor::Till => WhoView::Till,
        };
        HistoryLine {
            at: instant(entry.at),
            who,
            what: what(&entry.event, around),
        }
    }
}

fn what(event: &Event, around: &Around<'_>) -> HistoryWhat {
    let pending = around
        .before
        .and_then(|before| before.pending.as_ref())
        .or(around.after.pending.as_ref());
    let operation = pending
        .map_or(Operation::Open, |pending| pending.operation)
        .into();
    match event {
        Event::Started { order, .. } => HistoryWhat::Started {
            amount: cents(order.amount),
        },
        Event::Deliver { amount } => HistoryWhat::DeliverPressed {
            amount: amount.map(cents),
        },
        Event::Cancel { .. } if let Some(operation) = called_back(around.before) => {
            HistoryWhat::CalledBack {
                operation: operation.into(),
            }
        }
        Event::Cancel { amount } => HistoryWhat::CancelPressed {
            amount: amount.map(cents),
        },
        Event::Refund { amount } => HistoryWhat::RefundPressed {
            amount: amount.map(cents),
        },
        Event::Printed {
            paper: Paper::Receipt,
        } => HistoryWhat::ReceiptPrinted {
            copy: around.after.receipts,
        },
        Event::Printed {
            paper: Paper::DeliveryNote,
        } => HistoryWhat::DeliveryNotePrinted {
            copy: around.after.delivery_notes,
        },
        Event::Declared {
            what: Declared::NotDone,
        } => HistoryWhat::DeclaredNotDone,
        Event::Declared {
            what: Declared::Seen,
        } => HistoryWhat::DeclaredSeen,
        Event::Told { report, .. } => {
            let amounts = &around.after.amounts;
            let word = match &report.status {
                Status::Unrecognised { word } => Some(word.clone()),
                Status::Waiting
                | Status::Incomplete
                | Status::InJourney
                | Status::Abandoned
                | Status::Refused
                | Status::Broken
                | Status::UnderReview
                | Status::Accepted
                | Status::ReservationRefused
                | Status::Reserved
                | Status::Released
                | Status::Refunded
                | Status::Cancelled
                | Status::OperationFailed { .. }
                | Status::OperationRefused { .. }
                | Status::OperationIncomplete { .. }
                | Status::Absent => None,
            };
            HistoryWhat::Told {
                state: led_to(&report.status, around).into(),
                released: cents(amounts.released),
                refunded: cents(amounts.refunded),
                cancelled: cents(amounts.cancelled),
                word,
            }
        }
        Event::Rejected { rejection, .. } => HistoryWhat::Rejected {
            operation,
            rejection: rejection.into(),
        },
        Event::NotSent { why, .. } => HistoryWhat::Kept {
            operation,
            why: not_sent(*why).to_owned(),
        },
        Event::Unanswered { why, .. } => HistoryWhat::Unanswered {
            operation,
            why: silence(*why).to_owned(),
        },
        Event::SentAgain { .. } => HistoryWhat::SentAgain { operation },
        Event::NeverSent { .. } => HistoryWhat::NeverSent,
        Event::Overdue { what } => {
            let which = match what {
                Overdue::Journey => "journey",
                Overdue::Release => "release",
                Overdue::Outcome => "outcome",
            };
            HistoryWhat::Overdue {
                which: which.to_owned(),
            }
        }
    }
}

/// What a press of *Cancel* calls back, if anything: an operation of which no byte has left, or a release that is made
/// by hand, of which the till told nobody.
fn called_back(before: Option<&Financing>) -> Option<Operation> {
    let before = before?;
    match &before.pending {
        Some(pending) if pending.standing == Standing::Prepared => Some(pending.operation),
        None if before.state == State::Releasing => Some(Operation::Release),
        Some(_) | None => None,
    }
}

/// The state that the gateway's word led to. A direct financing is released by itself as soon as it is accepted: what
/// the gateway said is still that it was accepted.
fn led_to(status: &Status, around: &Around<'_>) -> State {
    let was_releasing = around
        .before
        .is_some_and(|before| before.state == State::Releasing);
    if *status == Status::Accepted && around.after.state == State::Releasing && !was_releasing {
        State::Accepted
    } else {
        around.after.state
    }
}

pub(crate) fn not_sent(why: NotSent) -> &'static str {
    match why {
        NotSent::NoConnection => "no_connection",
        NotSent::NoTls => "no_tls",
        NotSent::Busy | NotSent::Resting => "busy",
        NotSent::NoCredentials => "no_credentials",
        NotSent::NotConfigured => "not_configured",
    }
}

pub(crate) fn silence(why: Silence) -> &'static str {
    match why {
        Silence::TimedOut => "timed_out",
        Silence::Cut => "cut",
        Silence::PlatformFailed => "platform_failed",
        Silence::TechnicalError => "technical_error",
        Silence::Unreadable => "unreadable",
        Silence::OtherTransaction => "other_transaction",
        Silence::AlreadyDone => "already_done",
        Silence::Interrupted => "interrupted",
    }
}
