//! Cofidis's gateway and the transport, proven against servers on this machine: raw listeners that do what no honest
//! server does, and the sandbox for whole lives. Nothing here speaks to another machine.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the test does"
)]

/// Who sends: API keys, Basic, tokens that expire, wrong secrets.
mod access;
/// Answers that must not be believed, and what each becomes.
mod answers;
/// The customer's facts: characters, lengths, telephones.
mod facts;
/// The values that only the shop has, written into a profile's text.
mod fill_in;
/// Whole financings against the sandbox, both ways of releasing, with answers lost.
mod lives;
/// A raw HTTP listener that answers as it is told.
mod loopback;
/// Profile files: the shipped ones, and bad ones.
mod profiles;
/// What leaves the machine, byte for byte where it matters.
mod requests;
/// A shop, its profile, its orders.
mod shop;
/// Certificates: ours, theirs, nobody's.
mod tls;
/// One HTTP POST and everything that can become of it.
mod transport;
