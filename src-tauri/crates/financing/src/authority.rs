//! Which deeds are a manager's: one table over every state and event. It says nothing of who a manager is or how they
//! show it, and [`crate::step`] does not ask it: a journal folds alike whoever pressed. Staff may always end a journey
//! before the customer's acceptance; from there on, what is given back is a manager's to give.

use crate::{Event, State};

/// Whether only a manager may do this to a financing in this state. What the gateway says and time brings is nobody's
/// deed, and no manager's.
pub fn is_a_managers(state: State, event: &Event) -> bool {
    match event {
        Event::Refund { .. } | Event::Declared { .. } => true,
        Event::Cancel { .. } => is_past_acceptance(state),
        Event::Started { .. }
        | Event::Deliver { .. }
        | Event::Printed { .. }
        | Event::Told { .. }
        | Event::Rejected { .. }
        | Event::NotSent { .. }
        | Event::Unanswered { .. }
        | Event::SentAgain { .. }
        | Event::NeverSent { .. }
        | Event::Overdue { .. } => false,
    }
}

/// Whether the customer has signed and the gateway accepted, whatever became of it since. A *Delivered* or a refund
/// that is kept until it can be sent is taken back by a manager too.
fn is_past_acceptance(state: State) -> bool {
    match state {
        State::Accepted
        | State::Reserving
        | State::Reserved
        | State::Releasing
        | State::Financed
        | State::Cancelling
        | State::Cancelled
        | State::Refunding
        | State::Refunded
        | State::ReservationRefused
        | State::Lapsed => true,
        State::Opening
        | State::Shown
        | State::Filling
        | State::UnderReview
        | State::Refused
        | State::Abandoned
        | State::Failed
        | State::Withdrawing
        | State::Withdrawn => false,
    }
}
