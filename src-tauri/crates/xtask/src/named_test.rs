//! Runs one test by its name and shows what it prints: the tour, the world, and whatever else is a demonstration as
//! much as a proof. It knows nothing of what such a test does.

use crate::checkout::Checkout;
use crate::child::Program;
use crate::error::Error;
use crate::{Options, screen};

/// A test, and where it is. Each package has one program of tests, called `main`.
#[derive(Clone, Copy)]
pub(crate) struct NamedTest {
    /// The package it belongs to.
    pub(crate) package: &'static str,
    /// Its full path there.
    pub(crate) test: &'static str,
}

impl NamedTest {
    /// A test of the application: it needs the screen, and shows itself in the real window.
    pub(crate) const fn of_the_application(test: &'static str) -> Self {
        let package = "comptoir";
        Self { package, test }
    }

    /// A test of the simulated world: it needs no screen and no window.
    pub(crate) const fn of_the_world(test: &'static str) -> Self {
        let package = "world";
        Self { package, test }
    }

    /// Builds what it needs, then runs it with the options' settings in its environment. The test's failure is the
    /// command's.
    pub(crate) fn run(self, checkout: &Checkout, options: &Options) -> Result<(), Error> {
        if self.package == "comptoir" {
            screen::build(checkout)?;
        }
        let cargo = Program::cargo(checkout)
            .args(["test", "--package", self.package, "--test", "main"])
            .args(options.release.then_some("--release"))
            .args(options.plain.then_some("--no-default-features"))
            .args(["--", "--exact", self.test, "--nocapture"])
            .env("PATH", checkout.path()?);
        let settings = options.settings.iter();
        settings
            .fold(cargo, |cargo, (variable, value)| cargo.env(variable, value))
            .run()
    }
}
