//! What a shop, its customer and a trainer can rely on in the sandbox. One binary; each line says what belongs there.
//! Nothing here sleeps, reads the wall clock or leaves this machine.

mod bank; // the pretended Cofidis without sockets: codes, statuses, both capture modes, Italy, what time does
mod bank_faults; // fates of Cofidis calls: what the bank does, and what the caller sees
mod books; // whatever anyone does, the books add up (property tests)
mod client; // a plain HTTP client that sees dropped and cut connections
mod counter; // a shop, its requests and a standing clock, for the other files
mod journey; // the customer's pages, completed over HTTP as a browser would
mod mail; // notifications: sent, held, reordered, repeated, forged
mod platform; // the pretended Payplug without sockets: parameters, EXECCODEs, captures, refunds, voids, getTransactions
mod wire; // addresses, credentials, faults and the clock over real sockets
