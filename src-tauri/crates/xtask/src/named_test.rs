//! Runs one test by its name, or a few modules of them, and shows what they print: the tour, the world, and whatever
//! else is a demonstration as much as a proof. It knows nothing of what such a test does.

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
    /// Its full path there; or the beginnings of the paths of several, each of which ends in `::`.
    pub(crate) tests: &'static [&'static str],
    /// Whether the application is tested as it ships, whatever the options say.
    as_it_ships: bool,
}

impl NamedTest {
    /// A test of the application: it needs the screen, and shows itself in the real window.
    pub(crate) const fn of_the_application(tests: &'static [&'static str]) -> Self {
        Self::of(APPLICATION, tests)
    }

    /// A test of the simulated world: it needs no screen and no window.
    pub(crate) const fn of_the_world(tests: &'static [&'static str]) -> Self {
        Self::of("world", tests)
    }

    /// A test of the till: likewise.
    pub(crate) const fn of_the_till(tests: &'static [&'static str]) -> Self {
        Self::of("till", tests)
    }

    /// The races of the till's threads: likewise, and all of them.
    pub(crate) const fn of_the_races() -> Self {
        Self::of("races", &["windows::", "programs::"])
    }

    const fn of(package: &'static str, tests: &'static [&'static str]) -> Self {
        Self {
            package,
            tests,
            as_it_ships: false,
        }
    }

    /// The same of the application as it ships, always.
    pub(crate) const fn as_it_ships(self) -> Self {
        Self {
            as_it_ships: true,
            ..self
        }
    }

    /// Builds what it needs, then runs it with the options' settings in its environment. The test's failure is the
    /// command's. The application is built as it ships where that is asked for, and driven by a test that is not; the
    /// others are their own tests, and live so many lives that they are always optimised.
    pub(crate) fn run(self, checkout: &Checkout, options: &Options) -> Result<(), Error> {
        let of_the_application = self.package == APPLICATION;
        let mut test = Program::cargo(checkout)
            .args(["test", "--package", self.package, "--test", "main"])
            .env("PATH", checkout.path()?);
        if of_the_application {
            screen::build(checkout)?;
            if options.release || self.as_it_ships {
                Program::cargo(checkout)
                    .args(["build", "--release", "--package", APPLICATION])
                    .args(["--bin", APPLICATION])
                    .run()?;
                test = test.env(TESTED, checkout.release_program(APPLICATION));
            }
        } else {
            test = test.args(["--profile", "proof"]);
        }
        let test = test
            .args(options.plain.then_some("--no-default-features"))
            .args(["--", "--nocapture"])
            .args((!self.tests.iter().any(|test| test.ends_with("::"))).then_some("--exact"))
            .args(self.tests);
        let settings = options.settings.iter();
        settings
            .fold(test, |test, (variable, value)| test.env(variable, value))
            .run()
    }
}
