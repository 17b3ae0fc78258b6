//! What every paper says first: whose it is, which one, when, by whom and for whom, and where the financing stands.
//! Plain facts, already decided; the customer's name is the only personal one and no `Debug` shows it.

use crate::words::Word;
use chrono::{DateTime, FixedOffset};
use financing::{FinancingId, OrderNumber, State};
use std::{fmt, num::NonZeroU32};

/// The shop as it appears on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    /// Its name.
    pub name: String,
    /// Its postal address, a line each.
    pub address: Vec<String>,
    /// Its registration as it must be shown, `SIRET 123 456 789 00012`; empty where there is none to show.
    pub legal_id: String,
}

/// Whether a paper is the first of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issue {
    /// The first one.
    Original,
    /// A later one, numbered from 1.
    Duplicate(NonZeroU32),
}

impl Issue {
    /// The issue of a paper of which `printed` were printed, this one counted.
    pub fn of(printed: u32) -> Issue {
        NonZeroU32::new(printed.saturating_sub(1)).map_or(Issue::Original, Issue::Duplicate)
    }
}

/// Where a financing stands, as a customer understands it. Only [`PrintedState::Financed`] says that money was
/// released and stays released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintedState {
    /// No decision yet.
    Undecided,
    /// Accepted; no money is reserved or released.
    Accepted,
    /// The amount is reserved for the shop.
    Reserved,
    /// The release was asked for and is not confirmed.
    Releasing,
    /// Released.
    Financed,
    /// A cancellation was asked for and is not confirmed.
    Cancelling,
    /// Wholly cancelled.
    Cancelled,
    /// A refund was asked for and is not confirmed.
    Refunding,
    /// Wholly refunded.
    Refunded,
    /// Refused.
    Refused,
    /// Staff ended it and the gateway has not confirmed.
    Ending,
    /// Ended without a financing.
    Ended,
    /// Accepted once, and let go before it was released.
    Lapsed,
}

impl From<State> for PrintedState {
    fn from(state: State) -> PrintedState {
        match state {
            State::Opening | State::Shown | State::Filling | State::UnderReview => {
                PrintedState::Undecided
            }
            State::Accepted | State::Reserving => PrintedState::Accepted,
            State::Reserved => PrintedState::Reserved,
            State::Releasing => PrintedState::Releasing,
            State::Financed => PrintedState::Financed,
            State::Cancelling => PrintedState::Cancelling,
            State::Cancelled => PrintedState::Cancelled,
            State::Refunding => PrintedState::Refunding,
            State::Refunded => PrintedState::Refunded,
            State::Refused | State::ReservationRefused => PrintedState::Refused,
            State::Withdrawing => PrintedState::Ending,
            State::Abandoned | State::Failed | State::Withdrawn => PrintedState::Ended,
            State::Lapsed => PrintedState::Lapsed,
        }
    }
}

impl PrintedState {
    /// Whether what was not released yet still may be. A part is released once: what is left of it then is let go.
    pub(crate) fn may_be_released(self) -> bool {
        match self {
            PrintedState::Undecided
            | PrintedState::Accepted
            | PrintedState::Reserved
            | PrintedState::Releasing
            | PrintedState::Cancelling => true,
            PrintedState::Financed
            | PrintedState::Cancelled
            | PrintedState::Refunding
            | PrintedState::Refunded
            | PrintedState::Refused
            | PrintedState::Ending
            | PrintedState::Ended
            | PrintedState::Lapsed => false,
        }
    }

    pub(crate) fn word(self) -> Word {
        match self {
            PrintedState::Undecided => Word::StateUndecided,
            PrintedState::Accepted => Word::StateAccepted,
            PrintedState::Reserved => Word::StateReserved,
            PrintedState::Releasing => Word::StateReleasing,
            PrintedState::Financed => Word::StateFinanced,
            PrintedState::Cancelling => Word::StateCancelling,
            PrintedState::Cancelled => Word::StateCancelled,
            PrintedState::Refunding => Word::StateRefunding,
            PrintedState::Refunded => Word::StateRefunded,
            PrintedState::Refused => Word::StateRefused,
            PrintedState::Ending => Word::StateEnding,
            PrintedState::Ended => Word::StateEnded,
            PrintedState::Lapsed => Word::StateLapsed,
        }
    }
}

/// What every paper says first.
#[derive(Clone, PartialEq, Eq)]
pub struct Heading {
    /// The language it is written in.
    pub language: crate::Language,
    /// Whether it comes from training, where nothing is financed: it says so, unmistakably.
    pub training: bool,
    /// The first of its kind, or which duplicate.
    pub issue: Issue,
    /// Whose.
    pub shop: Shop,
    /// The till's name.
    pub till: String,
    /// The financing's name, which is the receipt's number.
    pub number: FinancingId,
    /// When it was first issued, in the store's zone. A reprint carries the same, and so the same bytes but its mark.
    pub at: DateTime<FixedOffset>,
    /// Who issued it.
    pub staff: String,
    /// For whom.
    pub customer: String,
    /// The shop's order.
    pub order: OrderNumber,
    /// Where the financing stands.
    pub state: PrintedState,
}

impl fmt::Debug for Heading {
    /// Names of people never reach a log: only the number and the issue are shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heading")
            .field("number", &self.number)
            .field("issue", &self.issue)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Issue, PrintedState};
    use financing::State;
    use std::num::NonZeroU32;

    #[test]
    fn the_first_paper_is_the_original_and_the_third_is_the_second_duplicate() {
        assert_eq!(Issue::of(1), Issue::Original);
        assert_eq!(Issue::of(3), Issue::Duplicate(NonZeroU32::new(2).unwrap()));
    }

    #[test]
    fn paper_says_financed_only_where_the_rules_do() {
        for state in State::ALL {
            let financed = PrintedState::from(state) == PrintedState::Financed;
            assert_eq!(financed, state == State::Financed, "{state:?}");
        }
    }
}
