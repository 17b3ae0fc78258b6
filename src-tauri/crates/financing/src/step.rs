//! The decision: [`step`] takes a financing, an event and the time, and says what is next and which effects it takes,
//! or refuses with a reason from a closed list. It performs nothing. What a gateway's word leads to is next door, in
//! `told`; this file holds the deeds of people, the fate of intents and the passing of time.

use crate::{
    Amounts, Attention, Cents, Declared, Entry, Event, Financing, FinancingId, Handle, Mode,
    MoneyError, Operation, Order, Overdue, Paper, Pending, Rejection, Route, Silence, Standing,
    State, Times,
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

/// A step in the making: the next financing and the effects collected so far.
pub(crate) struct Draft {
    pub(crate) next: Financing,
    pub(crate) effects: Vec<Effect>,
    pub(crate) now: DateTime<Utc>,
}

impl Draft {
    pub(crate) fn of(financing: &Financing, now: DateTime<Utc>) -> Draft {
        Draft {
            next: financing.clone(),
            effects: Vec::new(),
            now,
        }
    }

    pub(crate) fn enter(&mut self, state: State) {
        if self.next.state != state {
            self.next.state = state;
            self.next.times.changed = self.now;
            self.next.attention = None;
        }
        let times = &mut self.next.times;
        match state {
            State::Shown => _ = times.shown.get_or_insert(self.now),
            State::Accepted | State::Reserved => _ = times.accepted.get_or_insert(self.now),
            State::Releasing => times.delivered = Some(self.now),
            State::Financed => {
                times.financed.get_or_insert(self.now);
                times.accepted.get_or_insert(self.now);
            }
            State::Opening
            | State::Filling
            | State::UnderReview
            | State::Reserving
            | State::Cancelling
            | State::Cancelled
            | State::Refunding
            | State::Refunded
            | State::Refused
            | State::Abandoned
            | State::ReservationRefused
            | State::Failed
            | State::Withdrawing
            | State::Withdrawn
            | State::Lapsed => {}
        }
    }

    /// Puts an operation under way: the state that waits for it, a new intent, and its sending.
    pub(crate) fn send(&mut self, state: State, operation: Operation, amount: Cents) {
        self.enter(state);
        self.next.intents += 1;
        let intent = Intent {
            number: self.next.intents,
            operation,
            amount,
        };
        self.next.pending = Some(Pending {
            intent: intent.number,
            operation,
            amount,
            standing: Standing::Dispatched,
            since: self.now,
            tries: 0,
            silence: None,
        });
        self.effects.push(Effect::Send(intent));
    }

    /// Ends the operation under way, if there is one.
    pub(crate) fn settle(&mut self, standing: Standing) {
        if let Some(pending) = self.next.pending.take() {
            self.effects.push(Effect::Settle {
                intent: pending.intent,
                standing,
            });
        }
    }

    /// The state from which the operation under way was started, to return to when it was not done.
    pub(crate) fn base(&self) -> State {
        match self.next.state {
            State::Reserving => State::Accepted,
            State::Releasing => match self.next.order.terms.route {
                Route::OneCall | Route::ByHand => State::Accepted,
                Route::ReserveFirst | Route::ReservedOnAcceptance => State::Reserved,
            },
            State::Cancelling => State::Reserved,
            State::Refunding => State::Financed,
            State::Opening => State::Failed,
            other @ (State::Shown
            | State::Filling
            | State::UnderReview
            | State::Accepted
            | State::Reserved
            | State::Financed
            | State::Cancelled
            | State::Refunded
            | State::Refused
            | State::Abandoned
            | State::ReservationRefused
            | State::Failed
            | State::Withdrawing
            | State::Withdrawn
            | State::Lapsed) => other,
        }
    }

    /// Returns to where the operation under way was started from, and says why.
    pub(crate) fn back(&mut self, standing: Standing, why: Attention) {
        let base = self.base();
        self.settle(standing);
        self.enter(base);
        self.next.attention = Some(why);
    }

    pub(crate) fn done(self) -> Result<Step, Refusal> {
        if self.next.amounts.agree_with(self.next.order.amount) {
            Ok(Step {
                next: self.next,
                effects: self.effects,
            })
        } else {
            Err(Refusal::Impossible)
        }
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
                accepted: None,
                delivered: None,
                financed: None,
            },
        },
        effects: Vec::new(),
        now,
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
        Event::NotSent { intent, .. } => not_sent(under_way(draft, *intent)?),
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

/// The amount a person asked for: all that is left, or a part where parts are allowed.
fn part(asked: Option<Cents>, left: Cents, parts: bool) -> Result<Cents, Refusal> {
    let amount = asked.unwrap_or(left);
    if amount.is_zero() {
        Err(Refusal::Nothing)
    } else if amount > left {
        Err(Refusal::AboveLeft { left })
    } else if amount < left && !parts {
        Err(Refusal::OnlyWhole)
    } else {
        Ok(amount)
    }
}

fn deliver(mut draft: Draft, asked: Option<Cents>) -> Result<Step, Refusal> {
    let terms = &draft.next.order.terms;
    let left = draft.next.amounts.left_to_release();
    match (draft.next.state, terms.route) {
        (State::Accepted, Route::ByHand) => {
            let _ = part(asked, left, false)?;
            draft.enter(State::Releasing);
            draft.effects.push(Effect::Ask);
        }
        (State::Accepted, Route::OneCall) => {
            let amount = part(asked, left, false)?;
            draft.send(State::Releasing, Operation::Release, amount);
        }
        (State::Accepted, Route::ReserveFirst | Route::ReservedOnAcceptance) => {
            let _ = part(asked, left, false)?;
            draft.send(State::Reserving, Operation::Reserve, left);
        }
        (State::Reserved, _) => {
            let amount = part(asked, left, terms.part_delivery)?;
            draft.send(State::Releasing, Operation::Release, amount);
        }
        (State::Reserving | State::Releasing | State::Cancelling | State::Refunding, _) => {
            return Err(Refusal::Busy);
        }
        (State::Financed | State::Refunded, _) => return Err(Refusal::AlreadyFinanced),
        (State::Opening | State::Shown | State::Filling | State::UnderReview, _) => {
            return Err(Refusal::NotAccepted);
        }
        (
            State::Cancelled
            | State::Refused
            | State::Abandoned
            | State::ReservationRefused
            | State::Failed
            | State::Withdrawing
            | State::Withdrawn
            | State::Lapsed,
            _,
        ) => return Err(Refusal::Over),
    }
    draft.done()
}

fn cancel(mut draft: Draft, asked: Option<Cents>) -> Result<Step, Refusal> {
    let prepared = draft
        .next
        .pending
        .as_ref()
        .is_some_and(|pending| pending.standing == Standing::Prepared);
    match draft.next.state {
        State::Opening if prepared => {
            draft.settle(Standing::Rejected);
            draft.enter(State::Withdrawn);
        }
        State::Opening => draft.enter(State::Withdrawing),
        State::Shown | State::Filling | State::UnderReview => {
            if asked.is_some_and(|amount| amount != draft.next.order.amount) {
                return Err(Refusal::OnlyWhole);
            }
            if draft.next.order.terms.abandon {
                let amount = draft.next.order.amount;
                draft.send(State::Withdrawing, Operation::Abandon, amount);
            } else {
                draft.enter(State::Withdrawing);
                draft.effects.push(Effect::Ask);
            }
        }
        State::Accepted => {
            if asked.is_some_and(|amount| amount != draft.next.order.amount) {
                return Err(Refusal::OnlyWhole);
            }
            match draft.next.order.terms.route {
                Route::ByHand => draft.enter(State::Withdrawing),
                Route::OneCall | Route::ReserveFirst | Route::ReservedOnAcceptance => {
                    draft.enter(State::Withdrawn)
                }
            }
        }
        State::Reserved => {
            let left = draft.next.amounts.left_to_release();
            let amount = part(asked, left, draft.next.order.terms.part_cancel)?;
            draft.send(State::Cancelling, Operation::Cancel, amount);
        }
        State::Reserving | State::Releasing | State::Cancelling | State::Refunding if prepared => {
            let base = draft.base();
            draft.settle(Standing::Rejected);
            draft.enter(base);
        }
        State::Releasing if draft.next.pending.is_none() => draft.enter(State::Accepted),
        State::Reserving | State::Releasing | State::Cancelling | State::Refunding => {
            return Err(Refusal::Busy);
        }
        State::Financed => return Err(Refusal::AlreadyFinanced),
        State::Cancelled
        | State::Refunded
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawing
        | State::Withdrawn
        | State::Lapsed => return Err(Refusal::Over),
    }
    draft.done()
}

fn refund(mut draft: Draft, asked: Option<Cents>) -> Result<Step, Refusal> {
    match draft.next.state {
        State::Financed => {
            let left = draft.next.amounts.left_to_refund();
            let amount = part(asked, left, draft.next.order.terms.part_refund)?;
            draft.send(State::Refunding, Operation::Refund, amount);
            draft.done()
        }
        State::Reserving | State::Releasing | State::Cancelling | State::Refunding => {
            Err(Refusal::Busy)
        }
        State::Refunded => Err(Refusal::Over),
        State::Opening
        | State::Shown
        | State::Filling
        | State::UnderReview
        | State::Accepted
        | State::Reserved
        | State::Cancelled
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawing
        | State::Withdrawn
        | State::Lapsed => Err(Refusal::NotFinanced),
    }
}

fn printed(mut draft: Draft, paper: Paper) -> Result<Step, Refusal> {
    let contract = draft.next.times.accepted.is_some();
    let delivered = draft.next.times.delivered.is_some();
    match paper {
        Paper::Receipt if contract => draft.next.receipts += 1,
        Paper::DeliveryNote if delivered => draft.next.delivery_notes += 1,
        Paper::Receipt | Paper::DeliveryNote => return Err(Refusal::NothingToPrint),
    }
    draft.done()
}

fn declared(mut draft: Draft, what: Declared) -> Result<Step, Refusal> {
    let unknown = draft
        .next
        .pending
        .as_ref()
        .filter(|pending| pending.standing == Standing::Unknown);
    match (what, unknown.map(|pending| pending.operation)) {
        (Declared::NotDone, Some(_)) if draft.next.state == State::Withdrawing => {
            draft.settle(Standing::Rejected);
            draft.enter(State::Withdrawn);
        }
        (Declared::NotDone, Some(operation)) => {
            draft.back(Standing::Rejected, Attention::NotDone { operation })
        }
        (Declared::NotDone, None)
            if draft.next.state == State::Withdrawing && draft.next.pending.is_none() =>
        {
            draft.enter(State::Withdrawn);
        }
        (Declared::Seen, _) if draft.next.attention.is_some() => draft.next.attention = None,
        (Declared::NotDone, None) | (Declared::Seen, _) => return Err(Refusal::NothingToDeclare),
    }
    draft.done()
}

/// The draft, provided that the intent is the one under way.
fn under_way(draft: Draft, intent: u32) -> Result<Draft, Refusal> {
    match &draft.next.pending {
        Some(pending) if pending.intent == intent => Ok(draft),
        Some(_) | None => Err(Refusal::Stale),
    }
}

fn rejected(mut draft: Draft, rejection: &Rejection) -> Result<Step, Refusal> {
    let operation = draft
        .next
        .pending
        .as_ref()
        .map_or(Operation::Open, |pending| pending.operation);
    match (draft.next.state, operation) {
        (State::Withdrawing, Operation::Open) => {
            draft.settle(Standing::Rejected);
            draft.enter(State::Withdrawn);
        }
        (State::Withdrawing, _) => draft.settle(Standing::Rejected),
        _ => draft.back(
            Standing::Rejected,
            Attention::Rejected {
                operation,
                rejection: rejection.clone(),
            },
        ),
    }
    draft.done()
}

fn not_sent(mut draft: Draft) -> Result<Step, Refusal> {
    let now = draft.now;
    match &mut draft.next.pending {
        Some(pending) if pending.standing == Standing::Dispatched => {
            pending.standing = Standing::Prepared;
            pending.since = now;
            pending.tries += 1;
            let intent = pending.intent;
            draft.effects.push(Effect::Settle {
                intent,
                standing: Standing::Prepared,
            });
        }
        Some(_) | None => return Err(Refusal::Stale),
    }
    if draft.next.state == State::Withdrawing && pending_operation(&draft) == Some(Operation::Open)
    {
        draft.settle(Standing::Rejected);
        draft.enter(State::Withdrawn);
    }
    draft.done()
}

fn pending_operation(draft: &Draft) -> Option<Operation> {
    draft.next.pending.as_ref().map(|pending| pending.operation)
}

fn unanswered(mut draft: Draft, why: Silence) -> Result<Step, Refusal> {
    match &mut draft.next.pending {
        Some(pending) if pending.standing == Standing::Dispatched => {
            pending.standing = Standing::Unknown;
            pending.silence = Some(why);
            let intent = pending.intent;
            draft.effects.push(Effect::Settle {
                intent,
                standing: Standing::Unknown,
            });
            draft.effects.push(Effect::Ask);
            draft.done()
        }
        Some(_) | None => Err(Refusal::Stale),
    }
}

fn sent_again(mut draft: Draft) -> Result<Step, Refusal> {
    let now = draft.now;
    match &mut draft.next.pending {
        Some(pending) if pending.standing == Standing::Prepared => {
            pending.standing = Standing::Dispatched;
            pending.since = now;
            let intent = Intent {
                number: pending.intent,
                operation: pending.operation,
                amount: pending.amount,
            };
            draft.effects.push(Effect::Send(intent));
            draft.done()
        }
        Some(_) | None => Err(Refusal::Stale),
    }
}

fn never_sent(mut draft: Draft) -> Result<Step, Refusal> {
    match &draft.next.pending {
        Some(pending)
            if pending.standing == Standing::Prepared && pending.operation == Operation::Open =>
        {
            draft.back(Standing::Rejected, Attention::NeverSent);
            draft.done()
        }
        Some(_) | None => Err(Refusal::Stale),
    }
}

fn overdue(mut draft: Draft, what: Overdue) -> Result<Step, Refusal> {
    let why = match (what, draft.next.state) {
        (Overdue::Journey, State::Shown | State::Filling | State::Withdrawing) => {
            Attention::JourneyOverdue
        }
        (Overdue::Release, State::Accepted | State::Reserved) => Attention::ReleaseOverdue,
        (Overdue::Outcome, _) => match &draft.next.pending {
            Some(pending) => Attention::OutcomeUnknown {
                operation: pending.operation,
            },
            None if draft.next.state == State::Releasing => Attention::OutcomeUnknown {
                operation: Operation::Release,
            },
            None => return Err(Refusal::Stale),
        },
        (Overdue::Journey | Overdue::Release, _) => return Err(Refusal::Stale),
    };
    if draft.next.attention.as_ref() == Some(&why) {
        return Err(Refusal::Stale);
    }
    draft.next.attention = Some(why);
    draft.effects.push(Effect::Ask);
    draft.done()
}

/// What a direct financing does by itself once it may; a two-step one waits for *Delivered*.
pub(crate) fn release_if_direct(draft: &mut Draft) {
    let (mode, route) = (draft.next.order.mode, draft.next.order.terms.route);
    let left = draft.next.amounts.left_to_release();
    match (mode, draft.next.state, route) {
        (Mode::Direct, State::Accepted, Route::OneCall) | (Mode::Direct, State::Reserved, _) => {
            draft.send(State::Releasing, Operation::Release, left);
        }
        (Mode::Direct | Mode::TwoStep, State::Accepted, Route::ReserveFirst) => {
            draft.send(State::Reserving, Operation::Reserve, left);
        }
        (Mode::Direct | Mode::TwoStep, _, _) => {}
    }
}
