//! The till's own locks, all but the keyring's (which no deed takes): whatever in a till is shared between threads goes
//! through here. They are in one place because `tests/races` builds these sources with a file of its own in the place
//! of this one, whose locks can be interrupted, and tries the orders in which threads come to them.
//!
//! None of them is taken within a transaction of the ledger: a transaction begins and ends in one call of
//! `ledger::Ledger`, which knows no till. So whoever is interrupted at a lock holds no lock on the ledger's file.

pub(crate) use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
/// A lane: whoever holds it has the only request of a financing in flight.
pub(crate) type Lane = tokio::sync::Mutex<()>;
