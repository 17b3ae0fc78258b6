//! The ledger as its till uses it and as the world abuses it: real files, real SQLite, every time and every name given.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test that cannot go on has failed it"
)]

mod backups; // copies made, kept, proven and put back
mod chain; // an edit of the past is found and named
mod damage; // bytes flipped, files cut and logs exchanged by chance, many times over
mod deeds; // what a till writes, and what it costs
mod files; // bad files, wrong keys, torn logs: detected, never replaced
mod lists; // what the screens ask
mod persons; // personal data: kept apart, erased without a trace
mod racing; // programs on one file, in every order of their transactions
mod shop; // the shop they all work in
mod tamper; // a hand in the file, past the program
