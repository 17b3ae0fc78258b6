//! What a shop's staff and its books would notice of a till, with a gateway of cardboard: it answers what a test tells
//! it to, and counts what it was sent. The real gateways and a world of faults are in the repository's own `tests/`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so"
)]

mod clocks; // clocks that are wrong, are put right, or change their zone
mod counter; // a till with a cardboard gateway, a clock that stands still, and a ledger on disk
mod customers; // personal data: their lifetime, a copy of them, their end
mod deeds; // presses: each is written before a byte leaves, and done once
mod following; // the calendar, the network coming back, restarts and clocks that jump
mod mishaps; // answers that cannot be written, tasks that fail or fall, questions nobody answers
mod papers; // receipts and delivery notes
mod pin; // the manager's PIN: which are taken, what a try comes to
#[cfg(target_os = "linux")]
mod power; // the power goes at every point of a life, and with it whatever no disk had promised to keep
mod racing; // two windows, two programs on one financing: one winner, the other is told
mod restored; // a ledger that continues a backup: everything open is asked about
mod settings; // the settings file
mod turns; // threads that take turns, in every order
mod vault; // the real keyring on a private session bus, and its four faces
