//! What went wrong in the background and has not succeeded since, as the screen shows it: a line a job.

use serde::Serialize;
use specta::Type;

/// What the till does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Job {
    /// Looking after what is not settled.
    FollowUp,
    /// Writing what a gateway answered.
    Answer,
    /// Noting how far the ledger has come.
    Mark,
    /// The day's verified copy of the ledger.
    Backup,
    /// Erasing the customers' data whose time is over.
    Erasure,
    /// Having the credentials of every gateway from the vault.
    Gateways,
}

/// A job that failed and has not succeeded since.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct UnresolvedView {
    /// Which.
    pub job: Job,
    /// Since when.
    pub since: String,
    /// Why, the last time: a word as in a ledger's trouble, `locked` or `unreachable` for a vault, or `other`.
    pub kind: String,
    /// Finds the log line of the last time.
    pub reference: String,
}
