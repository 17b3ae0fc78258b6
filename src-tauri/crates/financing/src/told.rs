//! What a gateway's word leads to: here the words about the journey and about operations, in `books` those about money.
//! One function per kind of word, each an exhaustive match over our own states, so that a new state must be thought
//! about everywhere. Four rules run through all of them:
//!
//! - while an operation is on its way, its own answer alone speaks: an answer to a question may have been given before;
//! - money only moves forward: a word that lies behind what is known is old news and changes nothing;
//! - an operation whose outcome is unknown is confirmed by what the gateway shows, and counts as not done only once
//!   the terms say that its absence proves it;
//! - amounts that cannot be squared with the order are a contradiction for a person, and move nothing.

use crate::{
    Attention, Effect, JourneyKind, Operation, Refusal, Report, Sending, Silence, Standing, State,
    Status, Step,
    books::{self, Word},
    draft::Draft,
    fate::rejected,
};
use chrono::TimeDelta;

/// Whether the word answers the operation under way, or a question put after so many seconds of waiting for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// It is the operation's own answer.
    Answer,
    /// It answers a question.
    After(u32),
}

/// The step that a gateway's word leads to.
pub(crate) fn told(mut draft: Draft, asked: Asked, report: &Report) -> Result<Step, Refusal> {
    if asked != Asked::Answer && draft.stands(Standing::Dispatched) {
        return draft.done();
    }
    draft.since = report.since;
    draft.next.handle.merge(&report.handle);
    draft.next.detail.clone_from(&report.detail);
    draft.next.journey = report.journey.or(draft.next.journey);
    match &report.status {
        Status::Waiting => waiting(&mut draft, asked, State::Shown),
        Status::InJourney => waiting(&mut draft, asked, State::Filling),
        Status::UnderReview => waiting(&mut draft, asked, State::UnderReview),
        Status::Incomplete => incomplete(&mut draft, asked),
        Status::Abandoned => ended(&mut draft, asked, State::Abandoned),
        Status::Refused => ended(&mut draft, asked, State::Refused),
        Status::Broken => ended(&mut draft, asked, State::Failed),
        Status::ReservationRefused => ended(&mut draft, asked, State::ReservationRefused),
        Status::Accepted => books::accepted(&mut draft, asked, report.amounts),
        Status::Reserved => books::show(&mut draft, asked, Word::Reserved, report.amounts)?,
        Status::Released => books::show(&mut draft, asked, Word::Released, report.amounts)?,
        Status::Refunded => books::show(&mut draft, asked, Word::Refunded, report.amounts)?,
        Status::Cancelled => books::show(&mut draft, asked, Word::Cancelled, report.amounts)?,
        Status::OperationFailed { operation } => {
            let operation = *operation;
            failed(
                &mut draft,
                asked,
                operation,
                Attention::ContactGateway { operation },
            );
        }
        Status::OperationRefused { intent, rejection } => {
            let pending = draft.next.pending.as_ref();
            // Of another intent it is old news.
            if pending.is_some_and(|pending| pending.intent == *intent) {
                return rejected(draft, rejection);
            }
        }
        Status::OperationIncomplete { operation } => {
            let operation = *operation;
            failed(
                &mut draft,
                asked,
                operation,
                Attention::Incomplete { operation },
            );
        }
        Status::Absent => absent(&mut draft, asked),
        Status::Unrecognised { word } => {
            doubt(&mut draft, asked);
            want_a_person(&mut draft, Attention::Unrecognised { word: word.clone() });
        }
    }
    draft.done()
}

/// The operation's own answer did not settle it: from now on it is only asked about.
pub(crate) fn doubt(draft: &mut Draft, asked: Asked) {
    if asked == Asked::Answer
        && let Some(pending) = &mut draft.next.pending
    {
        pending.standing = Standing::Unknown;
        pending.silence = Some(Silence::Unreadable);
        let intent = pending.intent;
        draft.effects.push(Effect::Settle {
            intent,
            standing: Standing::Unknown,
        });
        draft.effects.push(Effect::Ask);
    }
}

/// Puts it before a person, unless something more pressing than a strange word already is: an outcome that has been
/// unknown for too long is named once, and not again after every question.
fn want_a_person(draft: &mut Draft, why: Attention) {
    let pressing = matches!(
        draft.next.attention,
        Some(Attention::OutcomeUnknown { .. } | Attention::Contradiction)
    );
    if !pressing {
        draft.next.attention = Some(why);
    }
}

/// Whether the absence of any trace now proves that the operation under way was not done.
pub(crate) fn absence_proven(draft: &Draft, asked: Asked) -> bool {
    match (asked, draft.next.order.terms.absence_proven_after_s) {
        (Asked::After(waited_s), Some(enough_s)) => {
            draft.stands(Standing::Unknown) && waited_s >= enough_s
        }
        (Asked::After(_), None) | (Asked::Answer, _) => false,
    }
}

/// The gateway shows no trace of an operation that asks to be done once and is guarded by the gateway itself
/// (reserving, releasing): it is sent again under a new intent, three times at most, then a person decides.
pub(crate) fn not_done_yet(draft: &mut Draft, asked: Asked) {
    const TRIES: u32 = 3;
    doubt(draft, asked);
    if !absence_proven(draft, asked) {
        return;
    }
    let Some(pending) = draft.next.pending.clone() else {
        return;
    };
    if pending.tries >= TRIES {
        return draft.back(
            Standing::Rejected,
            Attention::NotDone {
                operation: pending.operation,
            },
        );
    }
    let state = draft.next.state;
    draft.settle(Standing::Rejected);
    draft.send(state, pending.operation, pending.amount);
    if let Some(again) = &mut draft.next.pending {
        again.tries = pending.tries + 1;
    }
}

/// The journey exists and is not decided: not opened, being filled in, or under review.
fn waiting(draft: &mut Draft, asked: Asked, reached: State) {
    if reached == State::UnderReview && draft.next.state == State::Withdrawing {
        draft.next.times.reviewed.get_or_insert(draft.now);
    }
    match draft.next.state {
        State::Opening => {
            draft.settle(Standing::Confirmed);
            draft.enter(reached);
            if draft.next.journey.is_none() {
                if draft.next.order.sending == Sending::Sms {
                    draft.next.journey = Some(JourneyKind::Texted);
                } else if reached == State::Shown {
                    draft.next.attention = Some(Attention::LinkLost);
                }
            }
        }
        State::Shown | State::Filling => {
            if reached > draft.next.state {
                draft.enter(reached);
            }
            if draft.next.state != State::UnderReview && journey_is_overdue(draft) {
                draft.next.attention = Some(Attention::JourneyOverdue);
            }
        }
        State::Withdrawing => match draft.operation() {
            Some(Operation::Open) => {
                draft.settle(Standing::Confirmed);
                draft.next.times.shown.get_or_insert(draft.now);
                if draft.next.order.terms.abandon {
                    let amount = draft.next.order.amount;
                    draft.send(State::Withdrawing, Operation::Abandon, amount);
                }
            }
            Some(_) if absence_proven(draft, asked) => draft.settle(Standing::Rejected),
            Some(_) => doubt(draft, asked),
            None if journey_is_overdue(draft) => {
                draft.next.attention = Some(Attention::JourneyOverdue);
            }
            None => {}
        },
        State::Reserving | State::Releasing | State::Cancelling | State::Refunding => {
            doubt(draft, asked);
        }
        State::UnderReview
        | State::Accepted
        | State::Reserved
        | State::Financed
        | State::Cancelled
        | State::Refunded
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawn
        | State::Lapsed => {}
    }
}

fn journey_is_overdue(draft: &Draft) -> bool {
    let minutes = i64::from(draft.next.order.terms.journey_minutes);
    draft
        .next
        .times
        .shown
        .is_some_and(|shown| draft.now >= shown + TimeDelta::minutes(minutes))
}

/// The transaction was created with facts missing and cannot go on. Behind acceptance this is old news.
fn incomplete(draft: &mut Draft, asked: Asked) {
    match draft.next.state {
        State::Opening | State::Shown | State::Filling | State::UnderReview => {
            ended(draft, asked, State::Failed);
            draft.next.attention = Some(Attention::Incomplete {
                operation: Operation::Open,
            });
        }
        State::Withdrawing => ended(draft, asked, State::Failed),
        State::Accepted
        | State::Reserving
        | State::Reserved
        | State::Releasing
        | State::Financed
        | State::Cancelling
        | State::Cancelled
        | State::Refunding
        | State::Refunded
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawn
        | State::Lapsed => doubt(draft, asked),
    }
}

/// The gateway's final no, of whichever kind. Behind acceptance it lets the contract go; of an operation whose outcome
/// is unknown it proves nothing before its time, but that the amount could not be reserved.
fn ended(draft: &mut Draft, asked: Asked, to: State) {
    match draft.next.state {
        State::Opening | State::Shown | State::Filling | State::UnderReview => {
            draft.settle(Standing::Confirmed);
            draft.enter(to);
        }
        State::Withdrawing => {
            draft.settle(Standing::Confirmed);
            draft.enter(State::Withdrawn);
        }
        State::Accepted
        | State::Reserving
        | State::Reserved
        | State::Releasing
        | State::Cancelling => {
            let refused = to == State::ReservationRefused;
            let in_doubt = asked != Asked::Answer && draft.stands(Standing::Unknown);
            if refused || !in_doubt || absence_proven(draft, asked) {
                draft.settle(Standing::Rejected);
                draft.enter(if refused { to } else { State::Lapsed });
            }
        }
        State::Refunding => doubt(draft, asked),
        State::Financed | State::Refunded => draft.next.attention = Some(Attention::Contradiction),
        State::Cancelled
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawn
        | State::Lapsed => {}
    }
}

/// The gateway says that an operation was called and not executed. As an answer to a question this may still be said
/// of an earlier call: then it shows no trace of the one under way, and proves no more than that.
fn failed(draft: &mut Draft, asked: Asked, operation: Operation, why: Attention) {
    if draft.operation().is_none() {
        if !draft.next.state.is_settled() {
            want_a_person(draft, why);
        }
    } else if draft.operation() != Some(operation) {
        doubt(draft, asked);
    } else if asked != Asked::Answer && !absence_proven(draft, asked) {
        want_a_person(draft, why);
    } else if draft.next.state == State::Withdrawing {
        draft.settle(Standing::Rejected);
        draft.effects.push(Effect::Ask);
    } else {
        draft.back(Standing::Rejected, why);
    }
}

/// The gateway does not know the transaction. It proves that an opening was not done, once it is time; of anything
/// that was known to exist it is a contradiction, or old news where the gateway's books lag.
fn absent(draft: &mut Draft, asked: Asked) {
    let lags = draft.next.order.terms.absence_proven_after_s.is_none();
    match draft.next.state {
        State::Opening if absence_proven(draft, asked) => {
            draft.back(
                Standing::Rejected,
                Attention::NotDone {
                    operation: Operation::Open,
                },
            );
        }
        State::Withdrawing if absence_proven(draft, asked) => {
            draft.settle(Standing::Rejected);
            draft.enter(State::Withdrawn);
        }
        State::Shown | State::Filling if journey_is_overdue(draft) => {
            draft.next.attention = Some(Attention::JourneyOverdue);
        }
        State::Withdrawing if draft.next.pending.is_none() && journey_is_overdue(draft) => {
            draft.next.attention = Some(Attention::JourneyOverdue);
        }
        State::UnderReview | State::Accepted | State::Reserved if !lags => {
            draft.next.attention = Some(Attention::Contradiction);
        }
        State::Opening
        | State::Shown
        | State::Filling
        | State::UnderReview
        | State::Accepted
        | State::Reserving
        | State::Reserved
        | State::Releasing
        | State::Financed
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
        | State::Lapsed => doubt(draft, asked),
    }
}
