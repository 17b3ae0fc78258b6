//! Two windows, two programs, two tills on one financing: whatever the order in which their threads come to the till's
//! locks, one wins and the others are told, and the gateway's books and the ledger agree. Everything here is the till
//! itself, on a real ledger, but for its locks, which can be interrupted.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod bank; // a gateway with books
mod counter; // a till on a copy of a prepared ledger
mod explore; // how the orders of a race are tried
mod interruptions; // every order with at most so many interruptions
mod mistakes; // that a till made wrongly would be noticed
mod programs; // two programs on one ledger
mod windows; // two windows of one program, and its follow-up
