//! The shell as its screen meets it: every test presses the typed commands of [`interface`](crate::interface) in a window
//! without a display, over a house in a folder of its own, a vault in memory and the pretended gateways on loopback.
//! What is proven is what a shop would see: the face of each message, that nothing was sent that should not be (the
//! pretended gateways' books say so), and that no file was touched that must not be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

/// Gateways that answer what no gateway should.
mod answers;
/// What fails where nobody pressed anything.
mod background;
/// A till's ledger as earlier days left it.
mod books;
/// Secrets and personal data, looked for wherever they must not be.
mod canary;
/// What may be done with a credential.
mod credentials;
/// The lists and the figures of a day, and the papers.
mod day;
/// What stands in for the desktop: vault, ear and windows.
mod desktop;
/// What a machine or a network does to a press, and its face.
mod faults;
/// Forms that are not taken, and nothing was sent.
mod forms;
/// Commands as no screen of ours would send them.
mod hostile;
/// A till that gives its place to another one.
mod leaving;
/// Whole lives of financings, in both modes, at both gateways.
mod lives;
/// Opening the counter: first start, the vault's four faces, ledgers and settings that are not as they should be.
mod opening;
/// Customers' data: handed over, erased, their lifetime.
mod personal;
/// The customer's phone: a plain HTTP client and the taps of a journey.
mod phone;
/// The manager's PIN: what it is wanted for, and what it opens.
mod pin;
/// Profiles that are none, or are not finished, and the others that go on.
mod profiles;
/// Journeys that begin with a form: the relay's switch, the till in the customer's hands.
mod relay;
/// A damaged ledger and the backup that takes its place.
mod restoring;
/// A shop to test with.
mod shop;
/// The store's zone, changed while the till is open.
mod zone;
