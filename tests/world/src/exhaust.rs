//! Exhaustive, not sampled: `till`, `ledger` and `financing`, unchanged, walked through every way in which one financing's
//! life can go within a measure of deaths, faults and notifications. `cargo xtask exhaust` walks all of it and prints how
//! many paths that were; every test run walks a part.
//!
//! A path is a list of choices: at every commit, every sending, every answer the program may die, and it may die again
//! while it recovers; every call meets one of its ends; the disk may refuse any write; a notification may come in after
//! anything that happened and while any operation is under way. Two paths on which the program died and left the same
//! (ledger, gateway, time, what staff still want, what may still go wrong) are one from there on.

/// Every list of choices, once.
mod choices;
/// What may go wrong, and how much.
mod fortune;
/// The lives.
mod script;
/// Where it may go wrong.
mod seam;
/// One walk.
mod walk;

use crate::{bugs::Bug, run::number, wire::held};
use choices::{Choices, Search};
use fortune::Measure;
use script::Script;
use std::{
    env,
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};
use walk::{Walked, walk};

/// What came of all walks of one life.
struct Exhausted {
    search: Search,
    /// The first path that broke an invariant, and what it broke.
    broke: Option<(String, String)>,
    took: Duration,
}

/// Walks every path of a life within a measure; the first that breaks an invariant is the last.
fn exhaust(script: &Script, measure: Measure, bug: Option<Bug>) -> Exhausted {
    let start = Instant::now();
    let mut broke = None;
    let search = Search::all(|choices, search| {
        let Walked { choices, violation } = walk(script, measure, bug, choices, search);
        broke = violation.map(|what| (choices.to_string(), what));
        (choices, broke.is_none())
    });
    Exhausted {
        search,
        broke,
        took: start.elapsed(),
    }
}

/// So much may go wrong in one life.
const fn measure(deaths: u32, faults: u32, notifications: u32) -> Measure {
    Measure {
        deaths,
        faults,
        notifications,
    }
}

/// Every life within these measures, on every core. Prints one line per life and measure.
fn exhaust_all(measures: &[Measure]) -> Vec<String> {
    let scripts = Script::all();
    let work: Vec<(&Script, Measure)> = measures
        .iter()
        .flat_map(|measure| scripts.iter().map(move |script| (script, *measure)))
        .collect();
    let work = Mutex::new(work.into_iter());
    let broken = Mutex::new(Vec::new());
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let next = held(&work).next();
                    let Some((script, measure)) = next else {
                        return;
                    };
                    let all = exhaust(script, measure, None);
                    all.tell(script, measure);
                    held(&broken).extend(all.complaint(script));
                }
            });
        }
    });
    broken.into_inner().unwrap()
}

impl Exhausted {
    fn tell(&self, script: &Script, measure: Measure) {
        let Search {
            paths,
            walks,
            joined,
            deepest,
            ..
        } = &self.search;
        println!(
            "{:<22} {} deaths, {} faults, {} notifications: {paths} paths; {walks} walked, {joined} of them to one of {} \
             places gone on from before; at most {deepest} choices; {:.1?}",
            script.name,
            measure.deaths,
            measure.faults,
            measure.notifications,
            self.search.places(),
            self.took
        );
    }

    fn complaint(&self, script: &Script) -> Option<String> {
        let (path, what) = self.broke.as_ref()?;
        Some(format!("{}: {what}\non the path {path}", script.name))
    }
}

/// Every path of every life within small measures; `cargo xtask exhaust` walks the large ones.
#[test]
fn every_path() {
    let large = [measure(2, 1, 1)];
    let small = [measure(1, 1, 0), measure(1, 0, 1)];
    let broken = if number("COMPTOIR_EXHAUST").is_some() {
        exhaust_all(&large)
    } else {
        exhaust_all(&small)
    };
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
