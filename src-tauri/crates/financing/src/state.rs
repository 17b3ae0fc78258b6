//! A financing as it stands: its state, its amounts, the one operation that may be under way, and why a person is
//! wanted, if one is. It is the fold of its journal ([`crate::fold`]) and holds no personal data.

use crate::{Cents, FinancingId, Handle, JourneyKind, MoneyError, Order, Rejection, Silence};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where a financing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The opening is on its way to the gateway.
    Opening,
    /// The journey exists and the customer has not opened it.
    Shown,
    /// The customer is filling it in.
    Filling,
    /// The customer is done, the gateway checks by hand.
    UnderReview,
    /// Accepted and signed; no money is reserved or released.
    Accepted,
    /// The reservation is on its way.
    Reserving,
    /// The amount is reserved for the shop, for a limited time.
    Reserved,
    /// The release is on its way: pressed, not yet confirmed. Never shown as financed.
    Releasing,
    /// Released: the gateway's books say so.
    Financed,
    /// Giving back (part of) the reserved amount is on its way.
    Cancelling,
    /// Wholly given back before release.
    Cancelled,
    /// A refund is on its way.
    Refunding,
    /// Wholly refunded.
    Refunded,
    /// The gateway refused the customer.
    Refused,
    /// The customer left, or the journey's time ran out.
    Abandoned,
    /// Accepted, but the amount could not be reserved.
    ReservationRefused,
    /// It broke before anything was accepted, or was never created.
    Failed,
    /// Staff ended it before acceptance; the gateway's last word is awaited.
    Withdrawing,
    /// Staff ended it before anything was reserved.
    Withdrawn,
    /// Accepted or reserved once, and let go by the gateway before it was released.
    Lapsed,
}

impl State {
    /// Every state, in the order of the table.
    pub const ALL: [State; 20] = [
        State::Opening,
        State::Shown,
        State::Filling,
        State::UnderReview,
        State::Accepted,
        State::Reserving,
        State::Reserved,
        State::Releasing,
        State::Financed,
        State::Cancelling,
        State::Cancelled,
        State::Refunding,
        State::Refunded,
        State::Refused,
        State::Abandoned,
        State::ReservationRefused,
        State::Failed,
        State::Withdrawing,
        State::Withdrawn,
        State::Lapsed,
    ];

    /// Whether nothing more is expected to happen by itself. A financed one can still be refunded.
    pub fn is_settled(self) -> bool {
        match self {
            State::Opening
            | State::Shown
            | State::Filling
            | State::UnderReview
            | State::Accepted
            | State::Reserving
            | State::Reserved
            | State::Releasing
            | State::Cancelling
            | State::Refunding
            | State::Withdrawing => false,
            State::Financed
            | State::Cancelled
            | State::Refunded
            | State::Refused
            | State::Abandoned
            | State::ReservationRefused
            | State::Failed
            | State::Withdrawn
            | State::Lapsed => true,
        }
    }

    /// Whether the customer's journey is still open.
    pub fn in_journey(self) -> bool {
        matches!(self, State::Shown | State::Filling | State::UnderReview)
    }
}

/// An operation that leaves the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Create the transaction and get the journey.
    Open,
    /// Reserve the accepted amount.
    Reserve,
    /// Release (part of) it: the money effect the shop lives on.
    Release,
    /// Give back (part of) what is reserved.
    Cancel,
    /// Refund (part of) what was released.
    Refund,
    /// End the journey before acceptance.
    Abandon,
}

/// How far an operation got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Written, and not a byte has left: it may be sent.
    Prepared,
    /// Written as sent: from now on only asked about.
    Dispatched,
    /// Sent, and no certain answer came: only asked about.
    Unknown,
    /// The gateway did it.
    Confirmed,
    /// The gateway certainly did not do it.
    Rejected,
}

/// The one operation that may be under way on a financing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its number within the financing, from 1; with the financing's name it is the intent's name.
    pub intent: u32,
    /// What.
    pub operation: Operation,
    /// How much of it.
    pub amount: Cents,
    /// How far it got: prepared, dispatched or unknown.
    pub standing: Standing,
    /// When the last byte may have left, or when it was written if none has.
    pub since: DateTime<Utc>,
    /// How often it was tried in vain: not a byte left, or the gateway was shown to have no trace of it.
    pub tries: u32,
    /// Why its outcome is unknown, when it is.
    pub silence: Option<Silence>,
}

/// How much, as far as the gateway has confirmed it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amounts {
    /// Reserved for the shop, or accepted where nothing is reserved before release.
    pub authorised: Cents,
    /// Released to the shop.
    pub released: Cents,
    /// Given back before release.
    pub cancelled: Cents,
    /// Refunded after release.
    pub refunded: Cents,
}

impl Amounts {
    /// Whether they hold together for a financing of `amount`:
    /// refunded <= released <= authorised - cancelled, and authorised <= amount.
    pub fn agree_with(&self, amount: Cents) -> bool {
        let kept = self.authorised.minus(self.cancelled);
        self.refunded <= self.released
            && kept.is_ok_and(|kept| self.released <= kept)
            && self.authorised <= amount
    }

    /// What may still be released or given back.
    pub fn left_to_release(&self) -> Cents {
        self.authorised
            .left_after(self.cancelled)
            .left_after(self.released)
    }

    /// What may still be refunded.
    pub fn left_to_refund(&self) -> Cents {
        self.released.left_after(self.refunded)
    }

    pub(crate) fn cancel(self, part: Cents) -> Result<Amounts, MoneyError> {
        Ok(Amounts {
            cancelled: self.cancelled.plus(part)?,
            ..self
        })
    }

    pub(crate) fn release(self, part: Cents) -> Result<Amounts, MoneyError> {
        Ok(Amounts {
            released: self.released.plus(part)?,
            ..self
        })
    }

    pub(crate) fn refund(self, part: Cents) -> Result<Amounts, MoneyError> {
        Ok(Amounts {
            refunded: self.refunded.plus(part)?,
            ..self
        })
    }
}

/// Why a financing stands before a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Attention {
    /// The transaction was created but its link was lost with the answer: cancel it and start again. Nothing is financed.
    LinkLost,
    /// The journey's time is over and the gateway still gives no decision.
    JourneyOverdue,
    /// The time to release is over or nearly so, and the amount was not released.
    ReleaseOverdue,
    /// No certain outcome for too long: ask the gateway's people. It is still being asked about.
    OutcomeUnknown {
        /// Of what.
        operation: Operation,
    },
    /// The gateway was shown not to have done it. It may be done again.
    NotDone {
        /// What.
        operation: Operation,
    },
    /// The gateway refused it.
    Rejected {
        /// What.
        operation: Operation,
        /// Why.
        rejection: Rejection,
    },
    /// The gateway says it failed to execute it and wants to be contacted.
    ContactGateway {
        /// What.
        operation: Operation,
    },
    /// The gateway says facts were missing; it may be done again once they are mended.
    Incomplete {
        /// What.
        operation: Operation,
    },
    /// The gateway used a word that no table has.
    Unrecognised {
        /// As received.
        word: String,
    },
    /// What the gateway says cannot be squared with what the journal holds; nothing was moved by it.
    Contradiction,
    /// It was financed although staff had ended it here: refund it if the goods stay.
    FinancedAfterWithdrawal,
    /// Kept so long without network that its transaction date is past: start again. Nothing was sent.
    NeverSent,
}

/// When things happened, as the machine's clock said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Staff started it.
    pub started: DateTime<Utc>,
    /// The state last changed: the anchor of the asking calendar.
    pub changed: DateTime<Utc>,
    /// The journey was there.
    pub shown: Option<DateTime<Utc>>,
    /// The gateway said that it checks by hand: from then on its office hours bind whoever asks.
    #[serde(default)]
    pub reviewed: Option<DateTime<Utc>>,
    /// The gateway said accepted (or reserved): the anchor of the release deadline.
    pub accepted: Option<DateTime<Utc>>,
    /// Staff pressed *Delivered*, or a direct financing released itself; empty again when that was not done.
    pub delivered: Option<DateTime<Utc>>,
    /// The gateway's books said released.
    pub financed: Option<DateTime<Utc>>,
}

/// One financing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Financing {
    /// Its name at the till.
    pub id: FinancingId,
    /// What was ordered, and under which terms.
    pub order: Order,
    /// Where it stands.
    pub state: State,
    /// How much, as confirmed.
    pub amounts: Amounts,
    /// The operation under way.
    pub pending: Option<Pending>,
    /// Why a person is wanted.
    pub attention: Option<Attention>,
    /// What the gateway wants remembered.
    pub handle: Handle,
    /// The form of the customer's journey.
    pub journey: Option<JourneyKind>,
    /// The gateway's further word on where it stands, shown as it is.
    pub detail: Option<String>,
    /// How many intents it has had.
    pub intents: u32,
    /// How many receipts were printed; the first is the original.
    pub receipts: u32,
    /// How many delivery notes were printed.
    pub delivery_notes: u32,
    /// When.
    pub times: Times,
}

impl Financing {
    /// What is left to be released, as staff may release it now: the whole amount where nothing is reserved before.
    pub fn deliverable(&self) -> Cents {
        self.amounts.left_to_release()
    }

    /// Whether staff ended it here.
    pub fn is_withdrawn(&self) -> bool {
        matches!(self.state, State::Withdrawing | State::Withdrawn)
    }
}
