//! The fate of an operation once its intent is written: rejected, not sent, unanswered, sent again, given up; and the
//! times that run out meanwhile. What was certainly not done leads back to where it was started from; what may have
//! been done stays under way and is only asked about. It moves no money: only the gateway's words do.

use crate::{
    Attention, Effect, Intent, NotSent, Operation, Overdue, Refusal, Rejection, RejectionKind,
    Silence, Standing, State, Step, calendar, draft::Draft,
};

/// The draft, provided that the intent is the one under way.
pub(crate) fn under_way(draft: Draft, intent: u32) -> Result<Draft, Refusal> {
    match &draft.next.pending {
        Some(pending) if pending.intent == intent => Ok(draft),
        Some(_) | None => Err(Refusal::Stale),
    }
}

pub(crate) fn rejected(mut draft: Draft, rejection: &Rejection) -> Result<Step, Refusal> {
    let Some(operation) = draft.operation() else {
        return Err(Refusal::Stale);
    };
    let why = Attention::Rejected {
        operation,
        rejection: rejection.clone(),
    };
    if draft.next.state == State::Withdrawing {
        draft.settle(Standing::Rejected);
        if operation == Operation::Open {
            draft.enter(State::Withdrawn);
        } else {
            draft.effects.push(Effect::Ask);
        }
    } else if draft.next.state == State::Cancelling && is_let_go(&draft, rejection) {
        draft.settle(Standing::Rejected);
        draft.enter(State::Lapsed);
        draft.next.attention = Some(why);
    } else {
        draft.back(Standing::Rejected, why);
        if rejection.kind == RejectionKind::Forbidden {
            // Its books are not as they stand here: somebody moved money elsewhere.
            draft.effects.push(Effect::Ask);
        }
    }
    draft.done()
}

/// Whether the gateway forbids giving back a reservation whose time is over: there is none any more. Without this, a
/// reservation that a gateway lets go in silence could neither be released nor given back.
fn is_let_go(draft: &Draft, rejection: &Rejection) -> bool {
    rejection.kind == RejectionKind::Forbidden && is_past_its_time(draft)
}

/// Whether the gateway says that there is nothing left to give back of a reservation whose time is over. Alone that may
/// mean that the giving back under way was done; once it is certain that it was not, the reservation was let go.
pub(crate) fn is_over_at_the_gateway(draft: &Draft) -> bool {
    let pending = draft.next.pending.as_ref();
    let nothing_left = pending.is_some_and(|pending| {
        pending.operation == Operation::Cancel && pending.silence == Some(Silence::AlreadyDone)
    });
    nothing_left && is_past_its_time(draft)
}

fn is_past_its_time(draft: &Draft) -> bool {
    calendar::release_deadline(&draft.next).is_some_and(|deadline| draft.now >= deadline)
}

pub(crate) fn not_sent(mut draft: Draft, why: NotSent) -> Result<Step, Refusal> {
    if draft.next.state == State::Withdrawing
        && draft.operation() == Some(Operation::Open)
        && draft.stands(Standing::Dispatched)
    {
        draft.settle(Standing::Rejected);
        draft.enter(State::Withdrawn);
        return draft.done();
    }
    let now = draft.now;
    match &mut draft.next.pending {
        Some(pending) if pending.standing == Standing::Dispatched => {
            pending.standing = Standing::Prepared;
            pending.since = now;
            pending.tries = match why {
                // The pause after this many tries is the longest there is, and that is what was asked for.
                NotSent::Resting => pending.tries.max(calendar::TRIES_TO_LONGEST_PAUSE - 1),
                NotSent::NoConnection
                | NotSent::NoTls
                | NotSent::Busy
                | NotSent::NoCredentials
                | NotSent::NotConfigured => pending.tries,
            }
            .saturating_add(1);
            let intent = pending.intent;
            draft.effects.push(Effect::Settle {
                intent,
                standing: Standing::Prepared,
            });
            draft.done()
        }
        Some(_) | None => Err(Refusal::Stale),
    }
}

/// What was sent and not answered is in doubt. So is what was only kept, when the till was interrupted in a way that lost
/// what came after: a ledger that continues a backup cannot tell that it did not leave since.
pub(crate) fn unanswered(mut draft: Draft, why: Silence) -> Result<Step, Refusal> {
    match &mut draft.next.pending {
        Some(pending)
            if pending.standing == Standing::Dispatched
                || (pending.standing == Standing::Prepared && why == Silence::Interrupted) =>
        {
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

pub(crate) fn sent_again(mut draft: Draft) -> Result<Step, Refusal> {
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

pub(crate) fn never_sent(mut draft: Draft) -> Result<Step, Refusal> {
    if draft.stands(Standing::Prepared) && draft.operation() == Some(Operation::Open) {
        draft.back(Standing::Rejected, Attention::NeverSent);
        draft.done()
    } else {
        Err(Refusal::Stale)
    }
}

pub(crate) fn overdue(mut draft: Draft, what: Overdue) -> Result<Step, Refusal> {
    let why = reason(&draft, what).ok_or(Refusal::Stale)?;
    if draft.next.attention.as_ref() == Some(&why) {
        return Err(Refusal::Stale);
    }
    draft.next.attention = Some(why);
    draft.effects.push(Effect::Ask);
    draft.done()
}

/// What is put before a person once this time is over, in the state that the financing is in.
fn reason(draft: &Draft, what: Overdue) -> Option<Attention> {
    match (what, draft.next.state) {
        (Overdue::Journey, State::Shown | State::Filling | State::Withdrawing) => {
            Some(Attention::JourneyOverdue)
        }
        (Overdue::Release, State::Accepted | State::Reserved) => Some(Attention::ReleaseOverdue),
        (Overdue::Release, State::Reserving | State::Releasing)
            if draft.stands(Standing::Prepared) =>
        {
            Some(Attention::ReleaseOverdue)
        }
        (Overdue::Outcome, state) => match draft.operation() {
            Some(operation) if draft.stands(Standing::Unknown) => {
                Some(Attention::OutcomeUnknown { operation })
            }
            None if state == State::Releasing => Some(Attention::OutcomeUnknown {
                operation: Operation::Release,
            }),
            Some(_) | None => None,
        },
        (Overdue::Journey | Overdue::Release, _) => None,
    }
}

/// Whether the reason that is shown would be there again at the next look: a time that is over stays over, whoever has
/// read of it.
pub(crate) fn comes_back(draft: &Draft) -> bool {
    let shown = draft.next.attention.as_ref();
    [Overdue::Journey, Overdue::Release, Overdue::Outcome]
        .into_iter()
        .filter_map(|what| reason(draft, what))
        .any(|why| shown == Some(&why))
}
