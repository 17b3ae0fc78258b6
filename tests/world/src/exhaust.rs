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
/// Who signs.
mod customer;
/// What may go wrong, and how much.
mod fortune;
/// The lives.
mod script;
/// Where it may go wrong.
mod seam;
/// One walk.
mod walk;

use crate::{bugs::Bug, wire::held};
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

/// What every test run walks of each life.
const SMALL: [Measure; 3] = [measure(1, 0, 0), measure(0, 1, 0), measure(0, 0, 1)];

/// What it walks of the two lives that a shop sells by: deaths during recovery, and a death beside a notification.
const OFTEN: [(&str, Measure); 3] = [
    ("direct", measure(2, 0, 0)),
    ("direct", measure(1, 0, 1)),
    ("two-step", measure(2, 0, 0)),
];

/// After so many walks a line says how far a search is.
const TOLD_EVERY: u64 = 20_000;

/// So much may go wrong in one life.
const fn measure(deaths: u32, faults: u32, notifications: u32) -> Measure {
    Measure {
        deaths,
        faults,
        notifications,
    }
}

/// What came of all walks of one life.
struct Exhausted {
    search: Search,
    /// The first path that broke an invariant, and what it broke.
    broke: Option<String>,
    took: Duration,
}

/// Walks every path of a life within a measure; the first that breaks an invariant is the last.
fn exhaust(script: &Script, measure: Measure, bug: Option<Bug>) -> Exhausted {
    let search = Search::within(measure.kinds());
    exhaust_by(search, script, measure, bug)
}

fn exhaust_by(search: Search, script: &Script, measure: Measure, bug: Option<Bug>) -> Exhausted {
    let start = Instant::now();
    let mut broke = None;
    let search = search.all(|choices, search| {
        if search.walks > 0 && search.walks.is_multiple_of(TOLD_EVERY) {
            println!("{:<20} {measure}  {} walks so far, {:.0?}", script.name, search.walks, start.elapsed());
        }
        let Walked {
            choices, violation, ..
        } = walk(script, measure, bug, choices, search);
        broke = violation.map(|what| {
            let name = script.name;
            format!("{name}: {what}\nsee it again: cargo xtask exhaust --only {name}/{measure}/{choices}")
        });
        (choices, broke.is_none())
    });
    Exhausted {
        search,
        broke,
        took: start.elapsed(),
    }
}

/// Every life within these measures.
fn each<'a>(scripts: &'a [Script], measures: &'a [Measure]) -> Vec<(&'a Script, Measure)> {
    measures
        .iter()
        .flat_map(|measure| scripts.iter().map(move |script| (script, *measure)))
        .collect()
}

/// Every life within its measure, a line each, on every core. Gives what broke.
fn exhaust_all(work: Vec<(&Script, Measure)>) -> Vec<String> {
    let work = Mutex::new(work.into_iter());
    let came = Mutex::new((Vec::new(), 0, 0));
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
                    println!("{:<20} {measure}  {}", script.name, all.told());
                    let mut came = held(&came);
                    came.0.extend(all.broke);
                    came.1 += all.search.paths();
                    came.2 += all.search.walks;
                }
            });
        }
    });
    let (broken, paths, walks) = came.into_inner().unwrap();
    println!(
        "{paths} paths in {walks} walks; {} lives broke an invariant",
        broken.len()
    );
    broken
}

impl Exhausted {
    fn told(&self) -> String {
        let Search {
            walks,
            joined,
            deepest,
            ..
        } = &self.search;
        format!(
            "{:>9} paths of at most {deepest:>2} choices; {walks} walked, {joined} of them to one of {} places gone on \
             from before; {:.1?}",
            self.search.paths(),
            self.search.places(),
            self.took
        )
    }
}

/// What somebody wants to see: `all` (each life's whole), a life and a measure (`direct/2.1.4`), or one path, as a
/// failure writes it.
enum Wanted {
    All,
    Life(Script, Measure),
    Path(Script, Measure, Choices),
}

impl Wanted {
    fn read(text: &str) -> Option<Wanted> {
        if text == "all" {
            return Some(Wanted::All);
        }
        let mut parts = text.split('/');
        let (name, measure) = (parts.next()?, Measure::read(parts.next()?)?);
        let script = Script::all()
            .into_iter()
            .find(|script| script.name == name)?;
        Some(match parts.next() {
            None => Wanted::Life(script, measure),
            Some(choices) => Wanted::Path(script, measure, Choices::read(choices)?),
        })
    }
}

/// Every path of every life within small measures; `cargo xtask exhaust` walks each life's whole, or what it is told.
#[test]
fn every_path_keeps_its_promises() {
    let scripts = Script::all();
    let wanted = env::var("COMPTOIR_EXHAUST")
        .map(|text| Wanted::read(&text).expect("a life, a measure, a path"));
    let broken = match wanted {
        Err(_) => {
            let often = OFTEN.into_iter().map(|(name, measure)| {
                let script = scripts.iter().find(|script| script.name == name);
                (script.unwrap(), measure)
            });
            exhaust_all(each(&scripts, &SMALL).into_iter().chain(often).collect())
        }
        Ok(Wanted::All) => {
            let whole = scripts.iter().map(|script| (script, script.whole));
            exhaust_all(whole.collect())
        }
        Ok(Wanted::Life(script, measure)) => exhaust_all(vec![(&script, measure)]),
        Ok(Wanted::Path(script, measure, choices)) => {
            let walked = walk(
                &script,
                measure,
                None,
                choices,
                &mut Search::within(measure.kinds()),
            );
            println!("{}", walked.story);
            walked.violation.into_iter().collect()
        }
    };
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Going on once from where two walks meet leaves no path out: walked each to its end, there are as many.
#[test]
fn joining_walks_leaves_no_path_out() {
    let all = Script::all();
    for (name, measure) in [
        ("direct", measure(1, 0, 1)),
        ("withdrawn", measure(0, 1, 1)),
    ] {
        let script = all.iter().find(|script| script.name == name).unwrap();
        let joined = exhaust(script, measure, None).search;
        let search = Search::within(measure.kinds()).without_joining();
        let each = exhaust_by(search, script, measure, None).search;
        assert!(joined.walks < each.walks, "nothing was joined");
        assert_eq!(joined.paths(), u128::from(each.walks), "{name} {measure}");
    }
}

/// The walk would notice: each of these mistakes breaks an invariant on some path within small measures.
#[test]
fn mistakes_are_noticed_on_some_path() {
    let all = Script::all();
    for (bug, name, measure) in [
        // The transport sends again by itself: a refund is done twice.
        (
            Bug::ResentOnSilence,
            "reserved-part-refund",
            measure(0, 1, 0),
        ),
        // A time-out counts as not sent, so that it is sent again.
        (
            Bug::SilenceIsNotSent,
            "reserved-part-refund",
            measure(0, 1, 0),
        ),
        // A press comes back before the disk has it: a death takes it along.
        (Bug::LastCommitLost, "two-step", measure(1, 0, 0)),
        // Nobody follows up: no journey comes to its end.
        (Bug::NobodyFollowsUp, "direct", measure(0, 0, 0)),
    ] {
        let script = all.iter().find(|script| script.name == name).unwrap();
        let walked = exhaust(script, measure, Some(bug));
        let noticed = walked
            .broke
            .as_ref()
            .unwrap_or_else(|| panic!("{bug:?} was missed"));
        let what = noticed.lines().next().unwrap_or_default();
        println!("{bug:?}: after {} walks: {what}", walked.search.walks);
    }
}
