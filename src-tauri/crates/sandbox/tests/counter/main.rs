//! What a shop, its customer and a trainer can rely on in the sandbox. One binary; each line says what belongs there.
//! Nothing here sleeps, reads the wall clock or leaves this machine.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking, as tests do"
)]

mod bank; // the pretended Cofidis without sockets: codes, statuses, both capture modes, Italy, what time does
mod bank_faults; // fates of Cofidis calls: what the bank does, and what the caller sees
mod bank_opening; // how transactions are opened at Cofidis, and which requests are none
mod books; // whatever anyone does, the books add up (property tests)
mod client; // a plain HTTP client that sees dropped and cut connections
mod counter; // a shop, its requests and a standing clock, for the other files
mod desk; // the clock, the fault buttons and the trainers' page
mod journey; // the customer's pages, completed over HTTP as a browser would
mod mail; // notifications: sent, held, reordered, repeated, forged
mod other_program; // a request signed by another program, examples/sign.py
mod platform; // the pretended Payplug without sockets: captures, refunds, voids, getTransactions
mod platform_calls; // what a Payplug call must look like: form, HASH, every parameter
mod wire; // addresses, credentials and faults over real sockets
