//! What the screen sees of a customer's request about their data: which financings may be theirs, and what became of it.

use super::DayRow;
use serde::Serialize;
use specta::Type;

/// A financing that may be of the same customer. Whether it is, is for a manager to say.
#[derive(Clone, Serialize, Type)]
pub(crate) struct RelatedView {
    /// The financing.
    #[serde(flatten)]
    pub row: DayRow,
    /// The name is the same.
    pub same_name: bool,
    /// The e-mail is the same.
    pub same_email: bool,
    /// A telephone number is the same.
    pub same_phone: bool,
    /// The name and a way to reach them are the same, or it is the financing asked about.
    pub sure: bool,
    /// Whether it is over, so that its customer's data may be erased.
    pub over: bool,
}

/// What an erasure did.
#[derive(Debug, Clone, Copy, Serialize, Type)]
pub(crate) struct ErasedView {
    /// Financings that lost their customer's data.
    pub erased: u32,
    /// Those named whose data stay because money is open.
    pub kept: u32,
}
