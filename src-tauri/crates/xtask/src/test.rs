//! `cargo xtask test`: every check there is, the quick ones first, up to the first that fails. It owns the list of
//! steps and the closing count, and knows nothing of what the tests prove.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::checkout::Checkout;
use crate::child::Program;
use crate::error::Error;
use crate::screen;
use crate::setup::{self, Policy};
use crate::supply;
use crate::tally::{self, Tally};

/// What one step does; it adds to the count the tests it ran.
type Work = fn(&Checkout, &mut Tally) -> Result<(), Error>;

#[rustfmt::skip]
const STEPS: [(&str, Work); 8] = [
    ("Rust format", |checkout, _| Program::cargo(checkout).args(["fmt", "--all", "--check"]).run()),
    ("screen types", |checkout, _| Program::npm(checkout).args(["run", "check"]).run()),
    ("screen tests", |checkout, tally| counted(Program::npm(checkout).args(["test"]), tally::of_vitest, tally)),
    ("screen build", |checkout, _| screen::build(checkout)),
    ("screen size, 300 kB at most", |checkout, _| Program::npm(checkout).args(["run", "size"]).run()),
    ("crates and npm packages", |checkout, _| supply::count(checkout)),
    ("clippy", |checkout, _| Program::cargo(checkout).args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]).run()),
    ("Rust tests, real windows among them", rust_tests),
];

/// Sets up, runs the steps, says which one failed and how long it all took. The last line is always the plain count.
pub(crate) fn test(checkout: &Checkout, policy: Policy) -> ExitCode {
    let all = Instant::now();
    let mut tally = Tally::default();
    let outcome = setup::first(checkout, policy).and_then(|()| every_step(checkout, &mut tally));
    let code = match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A step may fail without a failed test: "0 failed" must not be the last word on it.
            tally.failed = tally.failed.max(1);
            eprintln!("error: {error}");
            error.exit_code()
        }
    };
    println!("{}\n{tally}", took(all.elapsed()));
    code
}

fn every_step(checkout: &Checkout, tally: &mut Tally) -> Result<(), Error> {
    for (number, (title, work)) in (1..).zip(STEPS) {
        println!("\n== {number}/{} {title}", STEPS.len());
        let start = Instant::now();
        work(checkout, tally)
            .inspect_err(|_| eprintln!("== {title}: FAILED after {:.1?}", start.elapsed()))?;
        println!("== {title}: good, {:.1?}", start.elapsed());
    }
    println!("\n== all {} steps: good", STEPS.len());
    Ok(())
}

/// The whole run's time in words; what reads the tests' closing lines must not take it for one.
fn took(time: Duration) -> String {
    let seconds = time.as_secs();
    format!(
        "took {} min {:02} s, set-up included",
        seconds / 60,
        seconds % 60
    )
}

/// All of them, even after a failure, so that one run tells everything. The tools of the checkout are in PATH for the
/// tests that open real windows.
fn rust_tests(checkout: &Checkout, tally: &mut Tally) -> Result<(), Error> {
    let cargo = Program::cargo(checkout)
        .args(["test", "--locked", "--workspace", "--no-fail-fast"])
        .env("PATH", checkout.path()?);
    counted(cargo, tally::of_rust, tally)
}

fn counted(
    program: Program,
    count: fn(&str) -> Option<Tally>,
    tally: &mut Tally,
) -> Result<(), Error> {
    program.run_reading(|line| *tally += count(line).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_says_how_long_it_took_and_that_is_no_count_of_tests() {
        let line = took(Duration::from_millis(1_447_900));
        assert_eq!(line, "took 24 min 07 s, set-up included");
        assert_eq!(
            (tally::of_rust(&line), tally::of_vitest(&line)),
            (None, None)
        );
    }

    #[test]
    fn the_screen_is_weighed_after_it_is_built() {
        let place = |word: &str| STEPS.iter().position(|(title, _)| title.starts_with(word));
        let (built, weighed) = (place("screen build"), place("screen size"));
        assert!(built.is_some() && built < weighed);
    }
}
