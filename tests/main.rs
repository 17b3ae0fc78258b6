//! Every integration test of the application in one program. Each line below says what belongs in its module.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

/// Files that are generated and committed.
mod goldens;
/// The hand-over window: where it may go and what answers it.
mod hand_over;
/// The built application, killed and failed at every system call of a sale.
#[cfg(target_os = "linux")]
mod kill;
/// The relay on the shop's network, as phones, idlers and attackers meet it.
mod relay;
/// The whole till, shown and proven: both gateways, both modes, the phone, the books, the receipts.
#[cfg(target_os = "linux")]
mod tour;
/// The real window, the customer's phone and the desktop they stand on: the harness, no tests.
#[cfg(target_os = "linux")]
mod window;
/// What the window is for everybody: axe-core on every screen.
#[cfg(target_os = "linux")]
mod window_access;
/// What the program shows of itself to the rest of the machine, and leaves behind.
#[cfg(target_os = "linux")]
mod window_canary;
/// Journeys that begin with a form: a phone through the relay, an attack from the hand-over window.
#[cfg(target_os = "linux")]
mod window_hand_over;
/// One tap is one deed, one till is one program.
#[cfg(target_os = "linux")]
mod window_once;
/// The manager's pad, keyed in on the real screen.
#[cfg(target_os = "linux")]
mod window_pin;
/// The program killed while a release is unanswered.
#[cfg(target_os = "linux")]
mod window_power;
/// A keyring that is locked or not there.
#[cfg(target_os = "linux")]
mod window_vault;
/// What cannot be done from inside the window.
#[cfg(target_os = "linux")]
mod window_walls;

/// What the program stands on: where it comes from and under which licences.
mod supply;
/// The house rules that a compiler does not know.
mod tidy;
