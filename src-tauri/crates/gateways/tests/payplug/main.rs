//! Payplug behind the port, as a shop would see it: against raw loopback listeners that answer by the letter or not at
//! all, and against the pretended Payplug with its own books. No real host is ever contacted.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of a test fail as the test does"
)]

mod counter; // a till with one financing, and the rules in force
mod failover; // two platforms, and when which one is called
mod listener; // a platform of the tests' own: it answers what it is told, and counts
mod lives; // whole financings against the pretended gateway and its books
mod mishaps; // lost answers, failing platforms, two hands at once: each deed once or not at all
mod notified; // notifications of the pretended gateway, received on loopback
mod phone; // the customer's browser, as small as it can be
mod refused; // bad input and bad answers, and what they get
mod table; // PAYPLUG.md is complete
