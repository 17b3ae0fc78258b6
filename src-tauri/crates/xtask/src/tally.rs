//! Counts tests from what the test programs print. It knows the closing lines of Rust's test harness and of vitest,
//! and nothing of how they are run.

use std::fmt;
use std::ops::AddAssign;

/// How many tests passed and how many failed. Tests that were skipped are neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `test result: ok. 12 passed; 0 failed; 1 ignored; ...`, one for each test binary.
pub(crate) fn of_rust(line: &str) -> Option<Tally> {
    let line = without_colour(line);
    let (_verdict, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    tally(counts.split(';'))
}

/// `     Tests  2 failed | 12 passed | 1 skipped (15)`, one for each run.
pub(crate) fn of_vitest(line: &str) -> Option<Tally> {
    let line = without_colour(line);
    tally(line.trim_start().strip_prefix("Tests ")?.split(['|', '(']))
}

/// Adds up parts such as `12 passed`; what is not a number and a word counts for nothing.
fn tally<'a>(parts: impl Iterator<Item = &'a str>) -> Option<Tally> {
    let numbered = |part: &'a str| {
        let (number, word) = part.trim().split_once(' ')?;
        Some((number.parse::<u64>().ok()?, word))
    };
    let mut tally = None;
    for (number, word) in parts.filter_map(numbered) {
        let counts: &mut Tally = tally.get_or_insert_default();
        match word {
            "passed" => counts.passed += number,
            "failed" => counts.failed += number,
            _ => {}
        }
    }
    tally
}

/// The line without terminal colours (`ESC [ ... letter`), which vitest prints under CI even into a pipe.
fn without_colour(line: &str) -> String {
    let mut pieces = line.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|letter: char| letter.is_ascii_alphabetic())
            .map_or(piece.len(), |letter| letter + 1);
        plain.push_str(&piece[end..]);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn counted(passed: u64, failed: u64) -> Option<Tally> {
        Some(Tally { passed, failed })
    }

    #[test]
    fn rust_test_binaries_are_counted_whether_they_pass_or_fail() {
        let line = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.02s";
        assert_eq!(of_rust(line), counted(12, 0));
        let line = "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.50s";
        assert_eq!(of_rust(line), counted(3, 2));
    }

    #[test]
    fn vitest_is_counted_in_every_order_of_its_words() {
        assert_eq!(of_vitest("      Tests  14 passed (14)"), counted(14, 0));
        assert_eq!(
            of_vitest("      Tests  2 failed | 12 passed | 1 skipped (15)"),
            counted(12, 2)
        );
    }

    #[test]
    fn colours_do_not_hide_a_count() {
        let line = "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m7 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (7)\u{1b}[39m";
        assert_eq!(of_vitest(line), counted(7, 0));
    }

    #[test]
    fn other_lines_are_not_counted() {
        for line in [
            " Test Files  2 passed (2)",
            "running 12 tests",
            "test result: of the week",
            "Tests  no tests",
            "",
        ] {
            assert_eq!((of_rust(line), of_vitest(line)), (None, None), "{line}");
        }
        assert_eq!(of_vitest("test result: ok. 12 passed; 0 failed;"), None);
    }

    #[test]
    fn counts_add_up_to_one_plain_line() {
        let mut sum = Tally::default();
        sum += Tally {
            passed: 140,
            failed: 0,
        };
        sum += Tally {
            passed: 15,
            failed: 1,
        };
        assert_eq!(sum.to_string(), "155 passed, 1 failed");
    }
}
