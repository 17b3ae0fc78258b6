//! The till: it does what staff ask, one file per deed, and what the calendar asks, in [`follow`]. It decides nothing
//! (that is `financing`), remembers nothing (that is `ledger`) and speaks to a gateway only through the port
//! [`financing::Gateway`]: it knows none by name, and no screen.
//!
//! A deed has two halves. The first is synchronous: read, decide, write, in one transaction; when it returns, the press
//! is in the ledger. The second, [`Till::carry_out`], speaks to the gateway and writes its answer; it may be dropped
//! at any moment, by a crash or on purpose, and [`Till::recover`] takes it up again by asking, never by sending twice.

mod ask;
mod cancel;
mod customer;
mod declare;
mod deed;
mod deliver;
mod dice;
mod erased;
mod fault;
mod follow;
mod gateways;
mod keyring;
mod lifetime;
#[cfg(not(scheduled))]
mod locks;
#[cfg(scheduled)]
#[path = "../../../../tests/races/src/locks.rs"]
pub mod locks;
mod memory;
mod papers;
mod pin;
mod print;
mod read;
mod recover;
mod refund;
mod replace;
mod send;
mod settings;
mod start;
mod vault;

pub use ask::{LastQuestion, QuestionOutcome};
pub use deed::{Sink, Till, TillParts, Underway};
pub use dice::{Dice, NoRandomness, OsDice};
pub use fault::TillFault;
pub use follow::{Due, Task};
pub use gateways::Gateways;
pub use keyring::Keyring;
pub use lifetime::{LIFETIMES, lifetime_months};
pub use pin::{MANAGER_PIN, ManagersPin, Pin, PinFault, PinProblem};
pub use print::{PrintFor, Printed};
pub use read::Detail;
pub use replace::replace as replace_file;
pub use settings::{Language, Settings, SettingsFault, TillSettings};
pub use start::StartRequest;
pub use vault::{LEDGER_KEY, Pocket, Vault, VaultFault, ledger_key};
