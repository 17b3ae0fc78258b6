//! A step in the making: the next financing and the effects collected so far, with the few moves that every rule is
//! made of: enter a state, put an operation under way, settle it, go back to where it was started from. It knows what
//! each move takes along (times, attention, intents); when to make one is decided by the rules around it.

use crate::{
    Attention, Cents, Effect, Financing, Intent, Mode, Operation, Pending, Refusal, Route,
    Standing, State, Step,
};
use chrono::{DateTime, Utc};

pub(crate) struct Draft {
    pub(crate) next: Financing,
    pub(crate) effects: Vec<Effect>,
    pub(crate) now: DateTime<Utc>,
    /// Since when the amount is accepted, where the gateway's word says so.
    pub(crate) since: Option<DateTime<Utc>>,
}

impl Draft {
    pub(crate) fn of(financing: &Financing, now: DateTime<Utc>) -> Draft {
        Draft {
            next: financing.clone(),
            effects: Vec::new(),
            now,
            since: None,
        }
    }

    /// Moves to `state`. A reason to see a person does not outlive the state it was about.
    pub(crate) fn enter(&mut self, state: State) {
        if self.next.state == state {
            return;
        }
        self.next.state = state;
        self.next.attention = None;
        let (now, since, times) = (self.now, self.since, &mut self.next.times);
        times.changed = now;
        // Whoever learns of it late has less time left; but no clock takes away what this till has seen.
        let accepted = since.map_or(now, |since| since.max(times.started).min(now));
        match state {
            State::Shown | State::Filling => _ = times.shown.get_or_insert(now),
            State::UnderReview => {
                times.shown.get_or_insert(now);
                times.reviewed.get_or_insert(now);
            }
            State::Accepted | State::Reserved => {
                times.shown.get_or_insert(now);
                times.accepted.get_or_insert(accepted);
            }
            State::Releasing => _ = times.delivered.get_or_insert(now),
            State::Financed => {
                times.accepted.get_or_insert(accepted);
                times.financed.get_or_insert(now);
            }
            State::Opening
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

    /// The operation under way, if there is one.
    pub(crate) fn operation(&self) -> Option<Operation> {
        self.next.pending.as_ref().map(|pending| pending.operation)
    }

    /// Whether the operation under way stands like this.
    pub(crate) fn stands(&self, standing: Standing) -> bool {
        self.next
            .pending
            .as_ref()
            .is_some_and(|pending| pending.standing == standing)
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

    /// Returns to where the operation under way was started from: it was not done, so *Delivered* is to be pressed anew.
    pub(crate) fn retreat(&mut self, standing: Standing) {
        let base = self.base();
        self.settle(standing);
        self.enter(base);
        if matches!(base, State::Accepted | State::Reserved) {
            self.next.times.delivered = None;
        }
    }

    /// Returns to where the operation under way was started from, and says why.
    pub(crate) fn back(&mut self, standing: Standing, why: Attention) {
        self.retreat(standing);
        self.next.attention = Some(why);
    }

    /// What a direct financing does by itself once it may; a two-step one waits for *Delivered*, and goes on by
    /// itself only when that was pressed before the amount could be reserved.
    pub(crate) fn go_on(&mut self) {
        let left = self.next.amounts.left_to_release();
        let (state, route) = (self.next.state, self.next.order.terms.route);
        let delivered = self.next.order.mode == Mode::Direct || self.next.times.delivered.is_some();
        let released_from =
            state == State::Reserved || (state, route) == (State::Accepted, Route::OneCall);
        if released_from && delivered {
            self.send(State::Releasing, Operation::Release, left);
        } else if (state, route) == (State::Accepted, Route::ReserveFirst) {
            self.send(State::Reserving, Operation::Reserve, left);
        }
    }

    /// The step, provided that its amounts hold together.
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
