//! What can happen to a financing, as it is written into the journal: deeds of people, answers of the gateway, and
//! what only time brings. A journal row is an [`Entry`]; its JSON is canonical (field order is the order written here),
//! so its hash is the same on every machine. No personal data stands in an event.

use crate::{Cents, FinancingId, NotSent, Operation, Order, Rejection, Report, Silence};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "who", content = "name", rename_all = "snake_case")]
pub enum Actor {
    /// A member of staff, by the name they gave the till.
    Staff(String),
    /// A manager.
    Manager(String),
    /// The gateway, by answering.
    Gateway,
    /// The till itself: recovery, the calendar.
    Till,
}

/// One row of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, as the till's clock said.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Actor,
    /// What.
    pub event: Event,
}

/// A paper that may be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// The receipt of the signed contract.
    Receipt,
    /// The delivery note.
    DeliveryNote,
}

/// Which time ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overdue {
    /// The customer's time in the journey.
    Journey,
    /// The time to release.
    Release,
    /// The time to learn the outcome of an operation.
    Outcome,
}

/// What a manager declares after speaking with the gateway's people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Declared {
    /// The operation whose outcome was unknown was certainly not done.
    NotDone,
    /// The reason shown was read and dealt with.
    Seen,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub enum Event {
    /// Staff started it. The first event of every financing and of no other moment.
    Started {
        /// Its name at the till.
        id: FinancingId,
        /// What was ordered.
        order: Box<Order>,
    },
    /// Staff pressed *Delivered*; all that is left when no amount is given.
    Deliver {
        /// A part of it, where the gateway allows one.
        amount: Option<Cents>,
    },
    /// Staff ended it, or gave back (part of) what is reserved.
    Cancel {
        /// A part of what is reserved.
        amount: Option<Cents>,
    },
    /// A manager refunded; all that is left when no amount is given.
    Refund {
        /// A part of it.
        amount: Option<Cents>,
    },
    /// A paper was printed.
    Printed {
        /// Which.
        paper: Paper,
    },
    /// A manager declared something the gateway's interface does not tell.
    Declared {
        /// What.
        what: Declared,
    },
    /// The gateway answered, to the intent named or to a question.
    Told {
        /// The intent it answers; `None` for an answer to a question.
        intent: Option<u32>,
        /// What it said.
        report: Report,
        /// How many seconds the operation under way had waited when the question was put, by a clock that never
        /// jumps and that this run of the program read itself. Zero for an answer to an intent.
        waited_s: u32,
    },
    /// The gateway certainly did not do the intent.
    Rejected {
        /// Which.
        intent: u32,
        /// Why.
        rejection: Rejection,
    },
    /// Not a byte of the intent was acted on.
    NotSent {
        /// Which.
        intent: u32,
        /// Why.
        why: NotSent,
    },
    /// No certain answer came to the intent.
    Unanswered {
        /// Which.
        intent: u32,
        /// Why.
        why: Silence,
    },
    /// A prepared intent is sent now.
    SentAgain {
        /// Which.
        intent: u32,
    },
    /// A prepared opening is given up: its transaction date is past.
    NeverSent {
        /// Which.
        intent: u32,
    },
    /// A time ran out.
    Overdue {
        /// Which.
        what: Overdue,
    },
}

impl Operation {
    /// Every operation.
    pub const ALL: [Operation; 6] = [
        Operation::Open,
        Operation::Reserve,
        Operation::Release,
        Operation::Cancel,
        Operation::Refund,
        Operation::Abandon,
    ];
}
