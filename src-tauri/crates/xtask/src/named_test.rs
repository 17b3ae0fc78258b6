//! Runs one test of `tests/` by its name and shows what it prints: the tour, and whatever else is a demonstration as
//! much as a proof. It knows nothing of what such a test does.

use crate::checkout::Checkout;
use crate::child::Program;
use crate::error::Error;
use crate::screen;

/// Builds the screen and the application, then runs `test` (its full path) with `settings` in its environment.
/// The test's failure is the command's.
pub(crate) fn run(
    checkout: &Checkout,
    test: &str,
    release: bool,
    settings: &[(&'static str, String)],
) -> Result<(), Error> {
    screen::build(checkout)?;
    let profile = release.then_some("--release");
    let cargo = Program::cargo(checkout)
        .args(["test", "--package", "comptoir", "--test", "main"])
        .args(profile)
        .args(["--", "--exact", test, "--nocapture"])
        .env("PATH", checkout.path()?);
    let cargo = settings
        .iter()
        .fold(cargo, |cargo, (variable, value)| cargo.env(variable, value));
    cargo.run()
}
