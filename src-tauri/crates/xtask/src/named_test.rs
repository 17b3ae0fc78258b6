//! Runs one test by its name and shows what it prints: the tour, the world, and whatever else is a demonstration as
//! much as a proof. It knows nothing of what such a test does.

use crate::checkout::Checkout;
use crate::child::Program;
use crate::error::Error;
use crate::{Options, screen};

/// The application's package and program.
const APPLICATION: &str = "comptoir";
/// Tells a test of the application which one to open, where it is not the one built with the test.
const TESTED: &str = "COMPTOIR_APPLICATION";

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
        let package = APPLICATION;
        Self { package, test }
    }

    /// A test of the simulated world: it needs no screen and no window.
    pub(crate) const fn of_the_world(test: &'static str) -> Self {
        let package = "world";
        Self { package, test }
    }

    /// A test of the till: likewise.
    pub(crate) const fn of_the_till(test: &'static str) -> Self {
        let package = "till";
        Self { package, test }
    }

    /// Builds what it needs, then runs it with the options' settings in its environment. The test's failure is the
    /// command's. `--release` is about what is tested: the world is its own test, while the application is built as it
    /// ships and driven by a test that is not.
    pub(crate) fn run(self, checkout: &Checkout, options: &Options) -> Result<(), Error> {
        let of_the_application = self.package == APPLICATION;
        let mut test = Program::cargo(checkout)
            .args(["test", "--package", self.package, "--test", "main"])
            .env("PATH", checkout.path()?);
        if of_the_application {
            screen::build(checkout)?;
            if options.release {
                Program::cargo(checkout)
                    .args(["build", "--release", "--package", APPLICATION])
                    .args(["--bin", APPLICATION])
                    .run()?;
                test = test.env(TESTED, checkout.release_program(APPLICATION));
            }
        } else {
            test = test.args(options.release.then_some("--profile=proof"));
        }
        let test = test
            .args(options.plain.then_some("--no-default-features"))
            .args(["--", "--exact", self.test, "--nocapture"]);
        let settings = options.settings.iter();
        settings
            .fold(test, |test, (variable, value)| test.env(variable, value))
            .run()
    }
}
