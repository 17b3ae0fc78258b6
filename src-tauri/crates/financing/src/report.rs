//! What a gateway says of a transaction, in words of our own. Each adapter maps its vocabulary here by one exhaustive
//! table; a word that is not in that table arrives as [`Status::Unrecognised`] with the original kept, never guessed.

use crate::{Amounts, Handle, Operation, Rejection};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where the gateway says the transaction stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Status {
    /// Created, and the customer has not opened the journey.
    Waiting,
    /// Created, but facts are missing: it cannot go on.
    Incomplete,
    /// The customer is in the journey.
    InJourney,
    /// The customer left it, or its time ran out.
    Abandoned,
    /// The gateway refused the customer.
    Refused,
    /// The journey broke for a technical reason.
    Broken,
    /// The journey is done, the decision waits for a manual check.
    UnderReview,
    /// Accepted and signed; nothing is reserved or released yet.
    Accepted,
    /// Accepted, but the amount could not be reserved.
    ReservationRefused,
    /// The amount is reserved for a limited time.
    Reserved,
    /// Released: the shop is paid and the customer's schedule has started, perhaps refunded in part.
    Released,
    /// Wholly refunded.
    Refunded,
    /// Wholly given back before release.
    Cancelled,
    /// The operation was called and not executed; the gateway wants to be contacted.
    OperationFailed {
        /// Which one.
        operation: Operation,
    },
    /// A record of the gateway that bears this intent's number says that it was refused: a certain no, whenever it is
    /// read.
    OperationRefused {
        /// The number of the intent.
        intent: u32,
        /// Why.
        rejection: Rejection,
    },
    /// The operation was called with facts missing.
    OperationIncomplete {
        /// Which one.
        operation: Operation,
    },
    /// The gateway does not know this transaction.
    Absent,
    /// A word that is in no table.
    Unrecognised {
        /// As it was received, or [`crate::WITHHELD`] in its place: it is kept for ever, so it names no customer.
        word: String,
    },
}

/// In which form the customer's journey came. The journey itself is kept with the personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JourneyKind {
    /// A web address, shown as a QR code of our drawing.
    Address,
    /// A picture of a QR code drawn by the gateway.
    Picture,
    /// The gateway texted it to the customer.
    Texted,
    /// A page that must be shown to the customer's browser as it is.
    Page,
}

/// One answer: where the transaction stands, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Where it stands.
    pub status: Status,
    /// The gateway's own amounts; `None` where its answer names none.
    pub amounts: Option<Amounts>,
    /// Since when the amount is reserved or accepted, by the gateway's clock; `None` where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
    /// What it wants remembered.
    #[serde(default, skip_serializing_if = "Handle::is_empty")]
    pub handle: Handle,
    /// The form of the journey, when this answer brought one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<JourneyKind>,
    /// The gateway's further word on the status (`SubStatus`), likewise; shown, never branched on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Report {
    /// A report of a status alone.
    pub fn of(status: Status) -> Report {
        Report {
            status,
            amounts: None,
            since: None,
            handle: Handle::default(),
            journey: None,
            detail: None,
        }
    }
}
