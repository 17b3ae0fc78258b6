//! What the gateway's books lead to: accepted, reserved, released, refunded, given back. The amounts it names are taken
//! when they can be squared with the order and lie ahead of what is known; where it names none, those that its word
//! implies. It knows nothing of the journey, and it alone lets a financing become financed.

use crate::{
    Amounts, Attention, Cents, Operation, Refusal, Route, Standing, State,
    draft::Draft,
    told::{Asked, absence_proven, doubt, not_done_yet},
};

/// What the books say of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// It is reserved for the shop.
    Reserved,
    /// It was released, perhaps refunded in part.
    Released,
    /// All that was released was refunded.
    Refunded,
    /// All of it was given back before release.
    Cancelled,
}

/// What the books show: the amounts, and whether the gateway named them or they only follow from its word.
#[derive(Debug, Clone, Copy)]
struct Page {
    amounts: Amounts,
    named: bool,
}

/// The customer is accepted and has signed; nothing is reserved or released.
pub(crate) fn accepted(draft: &mut Draft, asked: Asked, named: Option<Amounts>) {
    let amount = draft.next.order.amount;
    let fits = named.is_none_or(|named| {
        (named.authorised.is_zero() || named.authorised == amount) && named.released.is_zero()
    });
    if !fits {
        return contradict(draft, asked);
    }
    match draft.next.state {
        State::Opening | State::Shown | State::Filling | State::UnderReview => {
            draft.settle(Standing::Confirmed);
            draft.next.amounts.authorised = amount;
            draft.enter(State::Accepted);
            draft.go_on();
        }
        State::Withdrawing => {
            let shown = draft.next.amounts;
            overtaken(draft, shown);
            draft.enter(State::Withdrawn);
        }
        State::Reserving => not_done_yet(draft, asked),
        State::Releasing if draft.base() == State::Accepted => not_done_yet(draft, asked),
        State::Releasing | State::Cancelling | State::Refunding => doubt(draft, asked),
        State::Refused | State::Abandoned | State::Failed => {
            draft.next.attention = Some(Attention::Contradiction);
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

/// Takes what the books show; amounts that cannot be are a contradiction, amounts that lie behind are old news, and
/// neither moves anything.
pub(crate) fn show(
    draft: &mut Draft,
    asked: Asked,
    word: Word,
    named: Option<Amounts>,
) -> Result<(), Refusal> {
    if word == Word::Reserved && draft.next.order.terms.route == Route::ByHand {
        accepted(draft, asked, named);
        return Ok(());
    }
    let page = Page {
        amounts: match named {
            Some(amounts) => amounts,
            None => implied(draft, asked, word)?,
        },
        named: named.is_some(),
    };
    let (amounts, known) = (page.amounts, draft.next.amounts);
    let amount = draft.next.order.amount;
    let possible = amounts.authorised == amount && amounts.agree_with(amount);
    let behind = amounts.released < known.released
        || amounts.refunded < known.refunded
        || amounts.cancelled < known.cancelled;
    if !possible || !agrees(word, amounts) {
        contradict(draft, asked);
    } else if behind {
        doubt(draft, asked);
    } else {
        match word {
            Word::Reserved if !amounts.released.is_zero() => released(draft, asked, page),
            Word::Reserved if amounts.left_to_release().is_zero() => cancelled(draft, amounts),
            Word::Reserved => reserved(draft, asked, page),
            Word::Released => released(draft, asked, page),
            Word::Refunded => {
                overtaken(draft, amounts);
                financed(draft, amounts);
            }
            Word::Cancelled => cancelled(draft, amounts),
        }
    }
    Ok(())
}

/// Whether a word and its amounts say the same.
fn agrees(word: Word, amounts: Amounts) -> bool {
    match word {
        Word::Reserved => true,
        Word::Released => !amounts.released.is_zero(),
        Word::Refunded => !amounts.released.is_zero() && amounts.left_to_refund().is_zero(),
        Word::Cancelled => amounts.released.is_zero() && amounts.left_to_release().is_zero(),
    }
}

/// The amounts that a word implies when the gateway names none.
fn implied(draft: &Draft, asked: Asked, word: Word) -> Result<Amounts, Refusal> {
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
    Ok(match word {
        Word::Reserved => match under_way(Operation::Cancel) {
            Some(part) if answers => known.cancel(part)?,
            Some(_) | None => known,
        },
        Word::Released if known.released.is_zero() => {
            let all = known.left_to_release();
            known.release(under_way(Operation::Release).unwrap_or(all))?
        }
        Word::Released => match under_way(Operation::Refund) {
            Some(part) if answers => known.refund(part)?,
            Some(_) | None => known,
        },
        Word::Refunded => {
            let released = if known.released.is_zero() {
                known.release(known.left_to_release())?
            } else {
                known
            };
            released.refund(released.left_to_refund())?
        }
        Word::Cancelled => known.cancel(known.left_to_release())?,
    })
}

/// What cannot be squared with the order: for a person, and nothing moves.
fn contradict(draft: &mut Draft, asked: Asked) {
    doubt(draft, asked);
    draft.next.attention = Some(Attention::Contradiction);
}

/// Ends the operation under way as money that moved on shows it: what leads there was done, what would have prevented
/// it was not, unless the amounts show that a part was given back before.
fn overtaken(draft: &mut Draft, shown: Amounts) {
    let known = draft.next.amounts.cancelled;
    let given_back = draft.next.pending.as_ref().is_some_and(|pending| {
        let least = known.plus(pending.amount);
        pending.operation == Operation::Cancel && least.is_ok_and(|least| shown.cancelled >= least)
    });
    draft.settle(match draft.operation() {
        Some(Operation::Cancel) if given_back => Standing::Confirmed,
        Some(Operation::Cancel | Operation::Abandon) | None => Standing::Rejected,
        Some(Operation::Open | Operation::Reserve | Operation::Release | Operation::Refund) => {
            Standing::Confirmed
        }
    });
}

/// The money is released: financed, or refunded where nothing of it is left.
fn financed(draft: &mut Draft, amounts: Amounts) {
    draft.next.amounts = amounts;
    if draft.next.state != State::Refunded {
        draft.enter(State::Financed);
    }
    if amounts.left_to_refund().is_zero() {
        draft.enter(State::Refunded);
    }
}

/// Whether the operation under way was shown not to have been done: its time is over, and the books would show it. A
/// part that was given back or refunded shows only in amounts that the gateway names.
fn proven_undone(draft: &Draft, asked: Asked, page: Page, left: Cents) -> bool {
    let whole = draft
        .next
        .pending
        .as_ref()
        .is_some_and(|pending| pending.amount == left);
    absence_proven(draft, asked) && (page.named || whole)
}

fn reserved(draft: &mut Draft, asked: Asked, page: Page) {
    let amounts = page.amounts;
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
            draft.go_on();
        }
        State::Reserved => draft.next.amounts = amounts,
        State::Releasing => not_done_yet(draft, asked),
        State::Cancelling => {
            let known = draft.next.amounts;
            let wanted = draft
                .next
                .pending
                .as_ref()
                .and_then(|pending| known.cancel(pending.amount).ok());
            if wanted.is_some_and(|wanted| amounts.cancelled >= wanted.cancelled) {
                draft.settle(Standing::Confirmed);
                draft.next.amounts = amounts;
                draft.enter(State::Reserved);
            } else if proven_undone(draft, asked, page, known.left_to_release()) {
                let operation = Operation::Cancel;
                draft.back(Standing::Rejected, Attention::NotDone { operation });
            } else {
                doubt(draft, asked);
            }
        }
        State::Withdrawing | State::Withdrawn => {
            overtaken(draft, amounts);
            draft.next.amounts = amounts;
            draft.enter(State::Reserved);
            let left = amounts.left_to_release();
            draft.send(State::Cancelling, Operation::Cancel, left);
        }
        State::Refunding => doubt(draft, asked),
        State::Refused
        | State::Abandoned
        | State::Failed
        | State::ReservationRefused
        | State::Lapsed => draft.next.attention = Some(Attention::Contradiction),
        State::Financed | State::Cancelled | State::Refunded => {}
    }
}

fn released(draft: &mut Draft, asked: Asked, page: Page) {
    let amounts = page.amounts;
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
            financed(draft, amounts);
        }
        State::Financed => financed(draft, amounts),
        State::Refunding => {
            let known = draft.next.amounts;
            let wanted = draft
                .next
                .pending
                .as_ref()
                .and_then(|pending| known.refund(pending.amount).ok());
            if wanted.is_some_and(|wanted| amounts.refunded >= wanted.refunded) {
                draft.settle(Standing::Confirmed);
                financed(draft, amounts);
            } else if proven_undone(draft, asked, page, known.left_to_refund()) {
                let operation = Operation::Refund;
                draft.back(Standing::Rejected, Attention::NotDone { operation });
            } else {
                doubt(draft, asked);
            }
        }
        State::Cancelling
        | State::Withdrawing
        | State::Withdrawn
        | State::Cancelled
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Lapsed => {
            overtaken(draft, amounts);
            financed(draft, amounts);
            if draft.next.state == State::Financed {
                draft.next.attention = Some(Attention::FinancedAfterWithdrawal);
            }
        }
        State::Refunded => {}
    }
}

fn cancelled(draft: &mut Draft, amounts: Amounts) {
    match draft.next.state {
        State::Financed | State::Refunding | State::Refunded => {
            draft.next.attention = Some(Attention::Contradiction);
        }
        State::Reserving | State::Releasing => {
            // What was reserved and lapsed since was reserved all the same; a release was not done.
            let reserved = draft.next.state == State::Reserving && !amounts.authorised.is_zero();
            draft.settle(if reserved {
                Standing::Confirmed
            } else {
                Standing::Rejected
            });
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
