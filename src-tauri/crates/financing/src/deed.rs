//! The deeds of people: deliver, cancel, refund, print, declare. Each says yes, with what it takes, or no, with the
//! reason. Who may do which of them is the till's business; what a gateway then answers is next door, in `told`.

use crate::{
    Attention, Cents, Declared, Effect, Operation, Paper, Refusal, Route, Standing, State, Step,
    draft::Draft,
    fate::{comes_back, is_over_at_the_gateway},
};

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

pub(crate) fn deliver(mut draft: Draft, asked: Option<Cents>) -> Result<Step, Refusal> {
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
        (State::Accepted, Route::ReserveFirst) => {
            let _ = part(asked, left, false)?;
            draft.send(State::Reserving, Operation::Reserve, left);
            draft.next.times.delivered = Some(draft.now);
        }
        (State::Reserved, _) => {
            let amount = part(asked, left, terms.part_delivery)?;
            draft.send(State::Releasing, Operation::Release, amount);
        }
        (State::Reserving | State::Releasing | State::Cancelling | State::Refunding, _) => {
            return Err(Refusal::Busy);
        }
        (State::Financed | State::Refunded, _) => return Err(Refusal::AlreadyFinanced),
        (State::Accepted, Route::ReservedOnAcceptance)
        | (State::Opening | State::Shown | State::Filling | State::UnderReview, _) => {
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

pub(crate) fn cancel(mut draft: Draft, asked: Option<Cents>) -> Result<Step, Refusal> {
    let amount = draft.next.order.amount;
    let whole = asked.is_none_or(|asked| asked == amount);
    let prepared = draft.stands(Standing::Prepared);
    let left_to_staff = draft.next.state == State::Releasing && draft.next.pending.is_none();
    match draft.next.state {
        State::Opening | State::Shown | State::Filling | State::UnderReview | State::Accepted
            if !whole =>
        {
            return Err(Refusal::OnlyWhole);
        }
        State::Opening if prepared => {
            draft.settle(Standing::Rejected);
            draft.enter(State::Withdrawn);
        }
        State::Opening => draft.enter(State::Withdrawing),
        State::Shown | State::Filling | State::UnderReview => {
            if draft.next.order.terms.abandon {
                draft.send(State::Withdrawing, Operation::Abandon, amount);
            } else {
                draft.enter(State::Withdrawing);
                draft.effects.push(Effect::Ask);
            }
        }
        State::Accepted => match draft.next.order.terms.route {
            Route::ByHand => {
                draft.enter(State::Withdrawing);
                draft.effects.push(Effect::Ask);
            }
            Route::OneCall | Route::ReserveFirst | Route::ReservedOnAcceptance => {
                draft.enter(State::Withdrawn);
            }
        },
        State::Reserved => {
            let left = draft.next.amounts.left_to_release();
            let amount = part(asked, left, draft.next.order.terms.part_cancel)?;
            draft.send(State::Cancelling, Operation::Cancel, amount);
        }
        State::Reserving | State::Releasing | State::Cancelling | State::Refunding
            if (prepared || left_to_staff) && asked.is_none() =>
        {
            draft.retreat(Standing::Rejected);
            // It was answered, or left to the portal: whether anything was done all the same is the gateway's to say.
            draft.effects.push(Effect::Ask);
        }
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

pub(crate) fn refund(mut draft: Draft, asked: Option<Cents>) -> Result<Step, Refusal> {
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

pub(crate) fn printed(mut draft: Draft, paper: Paper) -> Result<Step, Refusal> {
    let contract = draft.next.times.accepted.is_some();
    let delivered = draft.next.times.delivered.is_some();
    match paper {
        Paper::Receipt if contract => draft.next.receipts += 1,
        Paper::DeliveryNote if delivered => draft.next.delivery_notes += 1,
        Paper::Receipt | Paper::DeliveryNote => return Err(Refusal::NothingToPrint),
    }
    draft.done()
}

pub(crate) fn declared(mut draft: Draft, what: Declared) -> Result<Step, Refusal> {
    let nothing_sent = draft.next.pending.is_none();
    let unknown = draft
        .operation()
        .filter(|_| draft.stands(Standing::Unknown));
    match (what, draft.next.state, unknown) {
        (Declared::NotDone, State::Withdrawing, Some(Operation::Open)) => {
            draft.settle(Standing::Rejected);
            draft.enter(State::Withdrawn);
        }
        (Declared::NotDone, State::Withdrawing, Some(_)) => {
            draft.settle(Standing::Rejected);
            draft.next.attention = None;
            draft.effects.push(Effect::Ask);
        }
        (Declared::NotDone, State::Cancelling, Some(_)) if is_over_at_the_gateway(&draft) => {
            draft.settle(Standing::Rejected);
            draft.enter(State::Lapsed);
        }
        (Declared::NotDone, _, Some(operation)) => {
            draft.back(Standing::Rejected, Attention::NotDone { operation });
        }
        (Declared::NotDone, State::Withdrawing, None) if nothing_sent => {
            draft.enter(State::Withdrawn);
        }
        (Declared::NotDone, State::Releasing, None) if nothing_sent => draft.back(
            Standing::Rejected,
            Attention::NotDone {
                operation: Operation::Release,
            },
        ),
        (Declared::Seen, _, _) if draft.next.attention.is_some() && !comes_back(&draft) => {
            draft.next.attention = None;
        }
        (Declared::NotDone, _, None) | (Declared::Seen, _, _) => {
            return Err(Refusal::NothingToDeclare);
        }
    }
    draft.done()
}
