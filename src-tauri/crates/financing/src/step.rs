//! The decision: [`step`] takes a financing, an event and the time, and says what is next and which effects it takes,
//! or refuses with a reason from a closed list. It performs nothing. The rules themselves stand next door: the deeds of
//! people in `deed`, the fate of intents and the passing of time in `fate`, a gateway's words in `told` and `books`.

use crate::{
    Amounts, Cents, Entry, Event, Financing, FinancingId, Handle, MoneyError, Operation, Order,
    Standing, State, Times,
    deed::{cancel, declared, deliver, printed, refund},
    draft::Draft,
    fate::{never_sent, not_sent, overdue, rejected, sent_again, unanswered, under_way},
    told::{Asked, told},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One operation to be sent, as it is written before the first byte leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// Its number within the financing, from 1.
    pub number: u32,
    /// What.
    pub operation: Operation,
    /// How much.
    pub amount: Cents,
}

/// What a step takes, as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Write this intent as dispatched together with the event, then send it.
    Send(Intent),
    /// The intent's standing changed.
    Settle {
        /// Which intent.
        intent: u32,
        /// How it stands now.
        standing: Standing,
    },
    /// Ask the gateway where the transaction stands.
    Ask,
}

/// A decision: the financing as it will stand, and what that takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The financing once this is written.
    pub next: Financing,
    /// What must be done, in order.
    pub effects: Vec<Effect>,
}

/// Why the rules say no. Nothing was changed or sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    /// Another operation of this financing is under way.
    #[error("an operation is under way")]
    Busy,
    /// It is over: nothing can be done with it any more.
    #[error("it is over")]
    Over,
    /// It is not accepted, so there is nothing to deliver on.
    #[error("not accepted yet")]
    NotAccepted,
    /// Nothing was released, so there is nothing to refund.
    #[error("not financed")]
    NotFinanced,
    /// The money is released: it can only be refunded.
    #[error("already financed")]
    AlreadyFinanced,
    /// The gateway takes this only whole.
    #[error("only whole")]
    OnlyWhole,
    /// More than is left.
    #[error("more than the {left} left")]
    AboveLeft {
        /// What is left.
        left: Cents,
    },
    /// An amount of zero.
    #[error("nothing asked")]
    Nothing,
    /// There is no operation with an unknown outcome, or no reason to be read.
    #[error("nothing to declare")]
    NothingToDeclare,
    /// An answer to an intent that is not, or no longer, under way.
    #[error("not under way")]
    Stale,
    /// There is no contract to print.
    #[error("nothing to print yet")]
    NothingToPrint,
    /// Not a first event, or a first event after the first.
    #[error("out of order")]
    OutOfOrder,
    /// The amounts would leave what money can be.
    #[error("impossible amount")]
    Impossible,
}

impl From<MoneyError> for Refusal {
    fn from(_: MoneyError) -> Refusal {
        Refusal::Impossible
    }
}

/// The first step of a financing: the event [`Event::Started`] and the intent to open the journey.
pub fn start(id: FinancingId, order: Order, now: DateTime<Utc>) -> Step {
    let amount = order.amount;
    let mut draft = Draft {
        next: Financing {
            id,
            order,
            state: State::Opening,
            amounts: Amounts::default(),
            pending: None,
            attention: None,
            handle: Handle::default(),
            journey: None,
            detail: None,
            intents: 0,
            receipts: 0,
            delivery_notes: 0,
            times: Times {
                started: now,
                changed: now,
                shown: None,
                reviewed: None,
                accepted: None,
                delivered: None,
                financed: None,
            },
        },
        effects: Vec::new(),
        now,
        since: None,
    };
    draft.send(State::Opening, Operation::Open, amount);
    Step {
        next: draft.next,
        effects: draft.effects,
    }
}

/// What is next after `event` at `now`, and which effects it takes.
pub fn step(financing: &Financing, event: &Event, now: DateTime<Utc>) -> Result<Step, Refusal> {
    let draft = Draft::of(financing, now);
    match event {
        Event::Started { .. } => Err(Refusal::OutOfOrder),
        Event::Deliver { amount } => deliver(draft, *amount),
        Event::Cancel { amount } => cancel(draft, *amount),
        Event::Refund { amount } => refund(draft, *amount),
        Event::Printed { paper } => printed(draft, *paper),
        Event::Declared { what } => declared(draft, *what),
        Event::Told {
            intent: Some(number),
            report,
            ..
        } => told(under_way(draft, *number)?, Asked::Answer, report),
        Event::Told {
            intent: None,
            report,
            waited_s,
        } => told(draft, Asked::After(*waited_s), report),
        Event::Rejected { intent, rejection } => rejected(under_way(draft, *intent)?, rejection),
        Event::NotSent { intent, why } => not_sent(under_way(draft, *intent)?, *why),
        Event::Unanswered { intent, why } => unanswered(under_way(draft, *intent)?, *why),
        Event::SentAgain { intent } => sent_again(under_way(draft, *intent)?),
        Event::NeverSent { intent } => never_sent(under_way(draft, *intent)?),
        Event::Overdue { what } => overdue(draft, *what),
    }
}

/// The financing that a journal tells of. `None` when it is empty or its rows could not have followed each other.
pub fn fold<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Option<Financing> {
    let mut entries = entries.into_iter();
    let first = entries.next()?;
    let Event::Started { id, order } = &first.event else {
        return None;
    };
    entries.try_fold(
        start(id.clone(), (**order).clone(), first.at).next,
        |financing, entry| {
            step(&financing, &entry.event, entry.at)
                .ok()
                .map(|step| step.next)
        },
    )
}
