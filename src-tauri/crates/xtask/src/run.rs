//! `cargo xtask run`: the application in its window, or, where nothing can show a window, the tour. It decides which
//! and leaves the rest to set-up, the screen's build and cargo.

use std::env;
use std::ffi::OsString;

use crate::checkout::Checkout;
use crate::child::Program;
use crate::error::Error;
use crate::named_test::NamedTest;
use crate::setup::{self, Policy};
use crate::{Options, screen};

/// The test that drives the real application through its counter.
pub(crate) const TOUR: NamedTest = NamedTest::of_the_application(&["tour::the_tour"]);

/// Opens the application and stays until it is closed; without a display does the tour.
pub(crate) fn run(checkout: &Checkout, policy: Policy, options: &Options) -> Result<(), Error> {
    setup::first(checkout, policy)?;
    if !shows_windows(env::consts::OS, |variable| env::var_os(variable)) {
        println!(
            "There is no display here, so the tour opens the application on a screen of its own."
        );
        return TOUR.run(checkout, options);
    }
    screen::build(checkout)?;
    Program::cargo(checkout)
        .args(["run", "--package", "comptoir", "--bin", "comptoir"])
        .args(options.release.then_some("--release"))
        .run()
}

/// Windows and macOS always have a display; elsewhere X11 or Wayland says so.
fn shows_windows(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let set = |name| variable(name).is_some_and(|value| !value.is_empty());
    matches!(system, "windows" | "macos") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_opened_where_there_is_something_to_show_it_on() {
        let bare = |_: &str| None;
        let x11 = |name: &str| (name == "DISPLAY").then(|| ":0".into());
        let wayland = |name: &str| (name == "WAYLAND_DISPLAY").then(|| "wayland-0".into());
        let emptied = |_: &str| Some(OsString::new());
        assert!(shows_windows("linux", x11) && shows_windows("linux", wayland));
        assert!(!shows_windows("linux", bare) && !shows_windows("linux", emptied));
        assert!(shows_windows("windows", bare) && shows_windows("macos", bare));
    }
}
