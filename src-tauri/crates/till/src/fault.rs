//! Why a deed was not done. In every case nothing was sent, and what was written before stays written.

use crate::NoRandomness;
use financing::{OrderRefusal, Refusal};
use ledger::LedgerError;
use printer::PrinterError;

/// Why a deed was not done.
#[derive(Debug, thiserror::Error)]
pub enum TillFault {
    /// The rules say no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The order is not one this gateway finances.
    #[error(transparent)]
    Order(#[from] OrderRefusal),
    /// It is a manager's deed, and none pressed.
    #[error("a manager is wanted")]
    ManagerWanted,
    /// It would give money back, and the ledger was restored from a backup: what was given back since is not in it. Its
    /// gateway is to be asked first, by [`crate::Till::check`].
    #[error("it came out of a backup; its gateway is to be asked first")]
    AskFirst,
    /// The gateway was asked by hand less than ten seconds ago.
    #[error("asked a moment ago; wait {seconds} s")]
    TooSoon {
        /// How many whole seconds are left.
        seconds: u32,
    },
    /// The ledger did not take it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The paper could not be made.
    #[error(transparent)]
    Printer(#[from] PrinterError),
    /// No unguessable reference could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// A file could not be written.
    #[error("the paper could not be written: {0}")]
    Paper(#[from] std::io::Error),
}
