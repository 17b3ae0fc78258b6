//! The customer's journey as both pretended gateways see it: what the customer is shown, what they may do, how it
//! ends. It knows no page, no address and no status word; the pages stand in `edge`, the words in each gateway.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::books::Cents;
use crate::plan::Instalment;

/// Something the customer does on their phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// Opens the first page.
    Open,
    /// Consents and signs; an empty signature leaves the journey where it is.
    Accept {
        /// What was written on the signature line.
        signature: String,
    },
    /// Is declined (simulated).
    Refuse,
    /// Gives up.
    Leave,
    /// Is accepted by the page but sent to a manual check (simulated).
    Review,
    /// Runs into a technical error (simulated).
    Break,
}

/// Where a journey stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has opened it yet.
    Offered,
    /// The customer is in it.
    Open,
    /// Signed, and a person must decide.
    UnderReview,
    /// Signed and accepted.
    Accepted,
    /// Declined.
    Refused,
    /// Given up by the customer.
    Left,
    /// Its time ran out.
    Expired,
    /// Ended by a technical error.
    Broken,
}

impl Stage {
    /// Whether the customer can still do something.
    pub fn running(self) -> bool {
        matches!(self, Self::Offered | Self::Open)
    }
}

/// What the customer's pages show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Where the journey stands.
    pub stage: Stage,
    /// The shop's name.
    pub shop: String,
    /// The shop's order number, if it sent one.
    pub order: String,
    /// The amount to finance, in cents.
    pub amount: Cents,
    /// The plan, as signed on `day`.
    pub plan: Vec<Instalment>,
    /// Today's date in Paris by the sandbox's clock.
    pub day: NaiveDate,
    /// First and last name, as the shop sent them.
    pub name: String,
    /// Further lines of identity the shop sent (birth date, e-mail, phone), ready to show.
    pub identity: Vec<String>,
    /// The shop's address to go back to, if it gave one.
    pub back: Option<String>,
}

/// No journey has this token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such journey")]
pub struct NoSuchJourney;

/// The `count`-th token of the sequence that `seed` starts: 128 bits in hexadecimal, the same for the same seed.
pub(crate) fn token(purpose: &str, seed: u64, count: u64) -> String {
    let mut hash = Sha256::new();
    hash.update(purpose.as_bytes());
    hash.update(seed.to_be_bytes());
    hash.update(count.to_be_bytes());
    hex(&hash.finalize()[..16])
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}
