//! What a till remembers: every financing as it stands, the journal it is the fold of, the intents that left or may
//! leave the machine, and the customers' facts for as long as they may be kept. One encrypted SQLite file; each deed
//! is one durable transaction, and what must never be is refused by its schema.
//!
//! It knows no gateway and no screen, reads no clock and draws no random number: time, the store's day and the salt
//! of a new ledger are passed in. What a step means is `financing`'s to say; here it is checked and written.

mod backup;
mod customer;
mod error;
mod journal;
mod key;
mod open;
mod person;
mod read;
mod search;
mod sql;
mod verify;
mod word;
mod write;

#[cfg(test)]
extern crate self as ledger;
#[cfg(test)]
mod tests;

pub use backup::{Backup, Quarantined, backup_made, backups, newest_whole, quarantine, restore};
pub use customer::{Related, Shared};
pub use error::{Damage, LedgerError};
pub use journal::{Hash, Head, NoHead, Note, Row};
pub use key::LedgerKey;
pub use open::{Presence, sync_folder};
pub use person::{Erasure, Export};
pub use read::{Counts, Filter, Held, Listed, Movement, Total};
pub use verify::{Broken, Verified};
pub use write::{Begun, New};

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// An open ledger. It is one connection: move it to the thread that writes, or keep it behind a lock. A second one on
/// the same file is safe: they exclude each other in the file, and a loser is told [`LedgerError::Overtaken`].
#[derive(Debug)]
pub struct Ledger {
    conn: rusqlite::Connection,
    commits: Arc<AtomicU64>,
}

impl Ledger {
    /// How many transactions this connection has written since it was opened. A deed that speaks to a gateway costs
    /// two, one that does not costs one, and a read none.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}
