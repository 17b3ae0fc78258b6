//! What a gateway's word leads to. One function per kind of word, each an exhaustive match over our own states, so
//! that a new state must be thought about everywhere. Three rules run through all of them:
//!
//! - money only moves forward: a word that lies behind what is known is old news and changes nothing;
//! - an operation whose outcome is unknown is confirmed by what the gateway shows, and counts as not done only once
//!   the terms say that its absence proves it;
//! - amounts that cannot be squared with the order are a contradiction for a person, and move nothing.

use crate::{
    Amounts, Attention, Cents, Effect, JourneyKind, Operation, Refusal, Report, Sending, Silence,
    Standing, State, Status, Step,
    step::{Draft, release_if_direct},
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
    draft.next.handle.merge(&report.handle);
    draft.next.detail.clone_from(&report.detail);
    draft.next.journey = report.journey.or(draft.next.journey);
    match &report.status {
        Status::Waiting => waiting(&mut draft, asked, State::Shown),
        Status::InJourney => waiting(&mut draft, asked, State::Filling),
        Status::UnderReview => waiting(&mut draft, asked, State::UnderReview),
        Status::Incomplete => ended(
            &mut draft,
            State::Failed,
            Some(Attention::Incomplete {
                operation: Operation::Open,
            }),
        ),
        Status::Abandoned => ended(&mut draft, State::Abandoned, None),
        Status::Refused => ended(&mut draft, State::Refused, None),
        Status::Broken => ended(&mut draft, State::Failed, None),
        Status::ReservationRefused => ended(&mut draft, State::ReservationRefused, None),
        Status::Accepted => accepted(&mut draft, asked),
        Status::Reserved => with_amounts(&mut draft, asked, report, reserved)?,
        Status::Released => with_amounts(&mut draft, asked, report, released)?,
        Status::Refunded => with_amounts(&mut draft, asked, report, refunded)?,
        Status::Cancelled => with_amounts(&mut draft, asked, report, cancelled)?,
        Status::OperationFailed { operation } => {
            failed(
                &mut draft,
                Attention::ContactGateway {
                    operation: *operation,
                },
            );
        }
        Status::OperationIncomplete { operation } => {
            failed(
                &mut draft,
                Attention::Incomplete {
                    operation: *operation,
                },
            );
        }
        Status::Absent => absent(&mut draft, asked),
        Status::Unrecognised { word } => {
            doubt(&mut draft, asked);
            draft.next.attention = Some(Attention::Unrecognised { word: word.clone() });
        }
    }
    draft.done()
}

/// The operation's own answer did not settle it: from now on it is only asked about.
fn doubt(draft: &mut Draft, asked: Asked) {
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

/// Whether the absence of any trace now proves that the operation under way was not done.
fn absence_proven(draft: &Draft, asked: Asked) -> bool {
    let unknown = draft
        .next
        .pending
        .as_ref()
        .is_some_and(|pending| pending.standing == Standing::Unknown);
    match (asked, draft.next.order.terms.absence_proven_after_s) {
        (Asked::After(waited_s), Some(enough_s)) => unknown && waited_s >= enough_s,
        (Asked::After(_), None) | (Asked::Answer, _) => false,
    }
}

/// The gateway shows no trace of an operation that asks to be done once and is guarded by the gateway itself
/// (reserving, releasing): it is sent again under a new intent, three times at most, then a person decides.
fn not_done_yet(draft: &mut Draft, asked: Asked) {
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
    match draft.next.state {
        State::Opening => {
            draft.settle(Standing::Confirmed);
            draft.enter(State::Shown);
            draft.enter(reached);
            if draft.next.journey.is_none() {
                if draft.next.order.sending == Sending::Sms {
                    draft.next.journey = Some(JourneyKind::Texted);
                } else {
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
        State::Withdrawing => match draft.next.pending.as_ref().map(|pending| pending.operation) {
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
                draft.next.attention = Some(Attention::JourneyOverdue)
            }
            None => {}
        },
        State::Reserving | State::Releasing | State::Cancelling | State::Refunding => {
            doubt(draft, asked)
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

/// The gateway's final no, of whichever kind.
fn ended(draft: &mut Draft, to: State, why: Option<Attention>) {
    match draft.next.state {
        State::Opening | State::Shown | State::Filling | State::UnderReview => {
            draft.settle(Standing::Confirmed);
            draft.enter(to);
            draft.next.attention = why;
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
            draft.settle(Standing::Rejected);
            let to = if to == State::ReservationRefused {
                to
            } else {
                State::Lapsed
            };
            draft.enter(to);
        }
        State::Refunding => doubt(draft, Asked::Answer),
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

fn accepted(draft: &mut Draft, asked: Asked) {
    match draft.next.state {
        State::Opening | State::Shown | State::Filling | State::UnderReview => {
            draft.settle(Standing::Confirmed);
            draft.next.amounts.authorised = draft.next.order.amount;
            draft.enter(State::Accepted);
            release_if_direct(draft);
        }
        State::Withdrawing => {
            draft.settle(Standing::Rejected);
            draft.enter(State::Withdrawn);
        }
        State::Reserving | State::Releasing => not_done_yet(draft, asked),
        State::Cancelling | State::Refunding => doubt(draft, asked),
        State::Refused | State::Abandoned | State::Failed => {
            draft.next.attention = Some(Attention::Contradiction)
        }
        State::Accepted
        | State::Reserved
        | State::Financed
        | State::Cancelled
        | State::Refunded
        | State::ReservationRefused
        | State::Withdrawn
        | State::Lapsed => {}
    }
}

/// Runs `then` with the amounts the gateway named, or, where it named none, with those that its word implies; a set
/// of amounts that cannot be is a contradiction and moves nothing.
fn with_amounts(
    draft: &mut Draft,
    asked: Asked,
    report: &Report,
    then: fn(&mut Draft, Asked, Amounts),
) -> Result<(), Refusal> {
    let amount = draft.next.order.amount;
    let amounts = match report.amounts {
        Some(amounts) => amounts,
        None => implied(draft, asked, &report.status)?,
    };
    let known = draft.next.amounts;
    let backwards = amounts.released < known.released || amounts.refunded < known.refunded;
    if amounts.authorised != amount || !amounts.agree_with(amount) {
        doubt(draft, asked);
        draft.next.attention = Some(Attention::Contradiction);
    } else if backwards || amounts.cancelled < known.cancelled {
        doubt(draft, asked);
    } else {
        then(draft, asked, amounts);
    }
    Ok(())
}

/// The amounts that a status implies when the gateway names none.
fn implied(draft: &Draft, asked: Asked, status: &Status) -> Result<Amounts, Refusal> {
    let known = Amounts {
        authorised: draft.next.order.amount,
        ..draft.next.amounts
    };
    let under_way = |operation: Operation| {
        draft
            .next
            .pending
            .as_ref()
            .filter(|pending| pending.operation == operation)
            .map(|pending| pending.amount)
    };
    let answers = asked == Asked::Answer;
    Ok(match status {
        Status::Reserved => match under_way(Operation::Cancel) {
            Some(part) if answers => known.cancel(part)?,
            Some(_) | None => known,
        },
        Status::Released => match (under_way(Operation::Refund), under_way(Operation::Release)) {
            (Some(part), _) if answers => known.refund(part)?,
            (None, Some(part)) if known.released.is_zero() => known.release(part)?,
            (Some(_) | None, _) if known.released.is_zero() => {
                known.release(known.left_to_release())?
            }
            (Some(_) | None, _) => known,
        },
        Status::Refunded => {
            let released = known.release(if known.released.is_zero() {
                known.left_to_release()
            } else {
                Cents::ZERO
            })?;
            released.refund(released.left_to_refund())?
        }
        Status::Cancelled => known.cancel(known.left_to_release())?,
        Status::Waiting
        | Status::Incomplete
        | Status::InJourney
        | Status::Abandoned
        | Status::Refused
        | Status::Broken
        | Status::UnderReview
        | Status::Accepted
        | Status::ReservationRefused
        | Status::OperationFailed { .. }
        | Status::OperationIncomplete { .. }
        | Status::Absent
        | Status::Unrecognised { .. } => known,
    })
}

fn reserved(draft: &mut Draft, asked: Asked, amounts: Amounts) {
    match draft.next.state {
        State::Opening
        | State::Shown
        | State::Filling
        | State::UnderReview
        | State::Accepted
        | State::Reserving => {
            draft.settle(Standing::Confirmed);
            draft.next.amounts = amounts;
            draft.enter(State::Reserved);
            release_if_direct(draft);
        }
        State::Reserved => draft.next.amounts = amounts,
        State::Releasing => not_done_yet(draft, asked),
        State::Cancelling => {
            let wanted = draft
                .next
                .pending
                .as_ref()
                .and_then(|pending| draft.next.amounts.cancel(pending.amount).ok());
            if wanted.is_some_and(|wanted| amounts.cancelled >= wanted.cancelled) {
                draft.settle(Standing::Confirmed);
                draft.next.amounts = amounts;
                let whole = amounts.left_to_release().is_zero();
                draft.enter(if whole {
                    State::Cancelled
                } else {
                    State::Reserved
                });
            } else if absence_proven(draft, asked) {
                draft.back(
                    Standing::Rejected,
                    Attention::NotDone {
                        operation: Operation::Cancel,
                    },
                );
            } else {
                doubt(draft, asked);
            }
        }
        State::Withdrawing | State::Withdrawn => {
            draft.settle(Standing::Rejected);
            draft.next.amounts = amounts;
            draft.enter(State::Reserved);
            draft.send(
                State::Cancelling,
                Operation::Cancel,
                amounts.left_to_release(),
            );
        }
        State::Refunding => doubt(draft, asked),
        State::Refused
        | State::Abandoned
        | State::Failed
        | State::ReservationRefused
        | State::Lapsed => {
            draft.next.attention = Some(Attention::Contradiction);
        }
        State::Financed | State::Cancelled | State::Refunded => {}
    }
}

fn released(draft: &mut Draft, asked: Asked, amounts: Amounts) {
    if amounts.released.is_zero() {
        doubt(draft, asked);
        draft.next.attention = Some(Attention::Contradiction);
        return;
    }
    match draft.next.state {
        State::Opening
        | State::Shown
        | State::Filling
        | State::UnderReview
        | State::Accepted
        | State::Reserving
        | State::Reserved
        | State::Releasing => {
            draft.settle(Standing::Confirmed);
            draft.next.amounts = amounts;
            draft.enter(State::Financed);
        }
        State::Cancelling => {
            draft.settle(Standing::Rejected);
            draft.next.amounts = amounts;
            draft.enter(State::Financed);
            draft.next.attention = Some(Attention::FinancedAfterWithdrawal);
        }
        State::Financed => draft.next.amounts = amounts,
        State::Refunding => {
            let wanted = draft
                .next
                .pending
                .as_ref()
                .and_then(|pending| draft.next.amounts.refund(pending.amount).ok());
            if wanted.is_some_and(|wanted| amounts.refunded >= wanted.refunded) {
                draft.settle(Standing::Confirmed);
                draft.next.amounts = amounts;
                let whole = amounts.left_to_refund().is_zero();
                draft.enter(if whole {
                    State::Refunded
                } else {
                    State::Financed
                });
            } else if absence_proven(draft, asked) {
                draft.back(
                    Standing::Rejected,
                    Attention::NotDone {
                        operation: Operation::Refund,
                    },
                );
            } else {
                doubt(draft, asked);
            }
        }
        State::Withdrawing
        | State::Withdrawn
        | State::Cancelled
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Lapsed => {
            draft.settle(Standing::Rejected);
            draft.next.amounts = amounts;
            draft.enter(State::Financed);
            draft.next.attention = Some(Attention::FinancedAfterWithdrawal);
        }
        State::Refunded => {}
    }
}

fn refunded(draft: &mut Draft, _: Asked, amounts: Amounts) {
    draft.settle(Standing::Confirmed);
    draft.next.amounts = amounts;
    draft.enter(State::Refunded);
}

fn cancelled(draft: &mut Draft, _: Asked, amounts: Amounts) {
    match draft.next.state {
        State::Financed | State::Refunding | State::Refunded => {
            draft.next.attention = Some(Attention::Contradiction);
        }
        State::Reserving | State::Releasing => {
            draft.settle(Standing::Rejected);
            draft.next.amounts = amounts;
            draft.enter(State::Cancelled);
        }
        State::Opening
        | State::Shown
        | State::Filling
        | State::UnderReview
        | State::Accepted
        | State::Reserved
        | State::Cancelling
        | State::Withdrawing => {
            draft.settle(Standing::Confirmed);
            draft.next.amounts = amounts;
            draft.enter(State::Cancelled);
        }
        State::Cancelled
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawn
        | State::Lapsed => {}
    }
}

/// The gateway says that an operation was called and not executed.
fn failed(draft: &mut Draft, why: Attention) {
    if draft.next.state == State::Withdrawing {
        draft.settle(Standing::Rejected);
    } else if draft.next.pending.is_some() {
        draft.back(Standing::Rejected, why);
    } else if !draft.next.state.is_settled() {
        draft.next.attention = Some(why);
    }
}

/// The gateway does not know the transaction. Old news for anything but an opening whose outcome is unknown.
fn absent(draft: &mut Draft, asked: Asked) {
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
