//! The papers of the counter: the QR of a text, for the screen and for paper, the receipt of a signed financing and the
//! note that goes with the goods, as PDF on A4. What stands on a paper arrives as plain facts, decided elsewhere;
//! here they get words, the forms of a language and a place on the page.
//!
//! It knows no ledger, no gateway by name, no clock and no printer: the same facts give the same bytes.

mod canvas;
mod delivery_note;
mod error;
mod font;
mod form;
mod language;
mod page;
mod paper;
mod pdf;
mod qr;
mod receipt;
#[cfg(test)]
mod tests;
mod words;

pub use delivery_note::{DeliveryNote, Goods, delivery_note};
pub use error::PrinterError;
pub use language::Language;
pub use paper::{Heading, Issue, PrintedState, Shop};
pub use qr::Qr;
pub use receipt::{GatewayReference, Receipt, Release, receipt};
