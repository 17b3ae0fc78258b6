//! Why a financing stands before a person, held against what truly happened: the gateway's books, what its calls met, what
//! befell the programs of its ledger. A till that put everything before a person would keep every other promise; here
//! each reason must be true.

use super::{
    bank::{Bank, Line},
    transaction::Transaction,
    wire::Fate,
};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Attention, Event, Financing, Intent, Operation, Route, Silence, Standing, State, Status,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a financing besides what the till says of it.
pub(crate) struct Facts<'a> {
    /// The gateway and its books.
    pub(crate) bank: &'a Bank,
    /// Its intents, as its journal tells them.
    pub(crate) intents: &'a BTreeMap<u32, (Intent, Standing)>,
    /// Whether staff ended it.
    pub(crate) ended_by_staff: bool,
    /// What its calls met but fine answers.
    pub(crate) fates: BTreeSet<Fate>,
    /// Since it began, a program of its ledger came to an end, somebody set a clock, or a disk refused a write.
    pub(crate) mishaps: bool,
    /// A clock of its machines was wrong.
    pub(crate) clocks: bool,
    /// True time.
    pub(crate) now: DateTime<Utc>,
}

impl Facts<'_> {
    fn truth(&self, financing: &Financing) -> Option<&Transaction> {
        self.bank.transaction(&financing.order.key.reference)
    }

    /// Whether the gateway, asked now, does not say what became of the customer's journey.
    fn gives_no_decision(&self, financing: &Financing) -> bool {
        let (reference, handle) = (&financing.order.key.reference, &financing.handle);
        let word = self.bank.says(reference, self.now, !handle.is_empty());
        match word {
            Status::Waiting
            | Status::Incomplete
            | Status::InJourney
            | Status::UnderReview
            | Status::OperationFailed { .. }
            | Status::OperationRefused { .. }
            | Status::OperationIncomplete { .. }
            | Status::Absent
            | Status::Unrecognised { .. } => true,
            Status::Abandoned
            | Status::Refused
            | Status::Broken
            | Status::Accepted
            | Status::ReservationRefused
            | Status::Reserved
            | Status::Released
            | Status::Refunded
            | Status::Cancelled => false,
        }
    }

    /// Whether an answer may have been lost.
    fn an_answer_was_lost(&self) -> bool {
        let loses = |fate: &Fate| !matches!(fate, Fate::NoConnection | Fate::Busy | Fate::Locked);
        self.mishaps || self.fates.iter().any(loses)
    }

    /// Whether something kept it from being sent.
    fn was_kept(&self) -> bool {
        let keeps = |fate: &Fate| matches!(fate, Fate::NoConnection | Fate::Busy | Fate::Locked);
        self.fates.iter().any(keeps)
    }

    /// Whether the books show the last operation of this kind.
    fn shows_the_last(&self, financing: &Financing, operation: Operation) -> bool {
        let of_it = |(intent, _): &&(Intent, Standing)| intent.operation == operation;
        let last = self.intents.values().rfind(of_it);
        let is_it = |line: &Line| {
            !line.forgotten && last.is_some_and(|(intent, _)| intent.number == line.intent)
        };
        let mut lines = self.bank.lines(&financing.order.key.reference);
        lines.any(is_it)
    }
}

/// Whether staff ended a financing.
pub(crate) fn ended_by_staff<'a>(events: impl IntoIterator<Item = &'a Event>) -> bool {
    let ends = |event: &Event| matches!(event, Event::Cancel { .. });
    events.into_iter().any(ends)
}

/// Invariant 7: whoever stands before a person at the end of a life does so with a reason that is true.
pub(crate) fn is_true(financing: &Financing, facts: &Facts<'_>) -> Result<(), String> {
    let Some(attention) = &financing.attention else {
        return Ok(());
    };
    let (truth, state) = (facts.truth(financing), financing.state);
    let days = |count: u32| TimeDelta::days(i64::from(count));
    let holds = match attention {
        Attention::LinkLost => {
            financing.journey.is_none() && truth.is_some() && facts.an_answer_was_lost()
        }
        Attention::JourneyOverdue => {
            let opened = truth.map_or(financing.times.started, |truth| truth.opened);
            let minutes = i64::from(financing.order.terms.journey_minutes);
            opened + TimeDelta::minutes(minutes) <= facts.now && facts.gives_no_decision(financing)
        }
        Attention::ReleaseOverdue => {
            let signed = truth.and_then(|truth| truth.signed_at);
            let due = signed.map(|signed| signed + days(financing.order.terms.release_days));
            let released = truth.is_some_and(|truth| !truth.amounts.released.is_zero());
            due.is_some_and(|due| due <= facts.now || facts.clocks) && !released
        }
        Attention::OutcomeUnknown { operation } => match &financing.pending {
            // A run that ended while it was under way lost the answer, whatever its call met; and of a reservation that
            // lapsed a gateway says that it is over, not how.
            Some(pending) => {
                let by_itself = matches!(
                    pending.silence,
                    Some(Silence::Interrupted | Silence::AlreadyDone)
                );
                pending.operation == *operation && (by_itself || facts.an_answer_was_lost())
            }
            None => {
                let by_hand = financing.order.terms.route == Route::ByHand;
                let released = truth.is_some_and(|truth| !truth.amounts.released.is_zero());
                by_hand && state == State::Releasing && !released
            }
        },
        Attention::NotDone { operation } => !facts.shows_the_last(financing, *operation),
        Attention::Rejected { operation, .. } => {
            let reference = &financing.order.key.reference;
            facts.bank.denied(reference, *operation)
        }
        Attention::ContactGateway { .. } => facts.fates.contains(&Fate::Fails),
        Attention::Unrecognised { .. } => facts.fates.contains(&Fate::StrangeWord),
        Attention::FinancedAfterWithdrawal => {
            let released = truth.is_some_and(|truth| !truth.amounts.released.is_zero());
            facts.ended_by_staff && released
        }
        Attention::NeverSent => truth.is_none() && facts.was_kept(),
        // No gateway of this world says so.
        Attention::Incomplete { .. } | Attention::Contradiction => false,
    };
    if holds {
        Ok(())
    } else {
        Err(format!(
            "7: before a person without reason: {attention:?} in {state:?}, the gateway has it {:?}, its calls met {:?}",
            truth.map(|truth| truth.stage),
            facts.fates
        ))
    }
}

/// The reason in a word or two.
pub(crate) fn word(attention: &Attention) -> String {
    match attention {
        Attention::LinkLost => "link lost".to_owned(),
        Attention::JourneyOverdue => "journey overdue".to_owned(),
        Attention::ReleaseOverdue => "release overdue".to_owned(),
        Attention::OutcomeUnknown { operation } => format!("{operation:?} unknown"),
        Attention::NotDone { operation } => format!("{operation:?} not done"),
        Attention::Rejected { operation, .. } => format!("{operation:?} rejected"),
        Attention::ContactGateway { operation } => format!("{operation:?} failed"),
        Attention::Incomplete { operation } => format!("{operation:?} incomplete"),
        Attention::Unrecognised { .. } => "strange word".to_owned(),
        Attention::Contradiction => "contradiction".to_owned(),
        Attention::FinancedAfterWithdrawal => "financed after withdrawal".to_owned(),
        Attention::NeverSent => "never sent".to_owned(),
    }
}
