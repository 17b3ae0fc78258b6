//! The world: `till`, `ledger` and `financing`, unchanged, in a simulated shop with time of its own, pretended gateways
//! that keep their own books, and everything that goes wrong. A life is made of one number and ends the same every time.
//! `cargo xtask simulate` lives many of them, `cargo xtask bugs` shows that the world would notice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

/// A pretended gateway, its customers and its books.
mod bank;
/// Mistakes around the till, seeded.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "each bug changes one thing and leaves the rest as it is"
)]
mod bugs;
/// Chance that can be repeated.
mod chance;
/// The rules alone, fast.
mod core;
/// What happens in a shop.
mod deeds;
/// Every path of one financing's life.
mod exhaust;
/// A ledger's file and the disk under it.
mod file;
/// What must hold always.
mod invariants;
/// A keyring that locks.
mod keyring;
/// What happened, in a word.
mod kind;
/// One life.
mod life;
/// Programs that die, disks that fail.
mod machine;
/// How each gateway behaves.
mod manner;
/// Mistakes in the rules, seeded.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "each mistake changes one thing and leaves the rest as it is"
)]
mod mistakes;
/// What staff press.
mod presses;
/// What a program lives on.
mod pulse;
/// Why somebody stands before a person.
mod reasons;
/// How a life ends.
mod rest;
/// A backup takes a ledger's place.
mod restore;
/// Many lives, on every core.
mod run;
/// What happened, counted.
mod tally;
/// True time and wall clocks.
mod time;
/// One transaction at a gateway.
mod transaction;
/// The network, the keyring, and the port over them.
mod wire;

use run::{Setting, many};
use std::env;

/// Lives of the whole shop; `cargo xtask simulate` says how many and from which number on.
#[test]
fn lives() {
    let setting = Setting::read(800);
    let lived = if setting.core {
        many(&setting, |seed| core::live(seed, None, &setting))
    } else {
        many(&setting, |seed| {
            let life = life::live(seed, None);
            if setting.is_one() {
                println!("{}it ended with {}", life.story, life.ended.hash);
            }
            life.ended
        })
    };
    lived.tell(&setting);
    assert!(lived.is_good(), "{}", lived.replay(&setting));
}

/// Lives of the rules alone.
#[test]
fn lives_of_the_rules() {
    let setting = Setting::in_silence(5_000).of_the_rules();
    let lived = many(&setting, |seed| core::live(seed, None, &setting));
    assert!(lived.is_good(), "{}", lived.replay(&setting));
}

/// A failing life can be looked at again: the same number ends with the same journals, books and counts.
#[test]
fn a_life_lived_twice_ends_the_same() {
    let setting = Setting::in_silence(8).twice();
    let lived = many(&setting, |seed| life::live(seed, None).ended);
    assert!(lived.is_good(), "{}", lived.replay(&setting));
    let setting = Setting::in_silence(500).of_the_rules().twice();
    let lived = many(&setting, |seed| core::live(seed, None, &setting));
    assert!(lived.is_good(), "{}", lived.replay(&setting));
}

/// A life that broke a promise can be looked at again: it breaks the same one and ends with the same journals and books.
#[test]
fn a_life_that_broke_breaks_again_in_the_same_way() {
    use bugs::Bug::{PendingIsAccepted, SentBeforeWritten, SilenceIsNotSent};
    for bug in [SilenceIsNotSent, PendingIsAccepted, SentBeforeWritten] {
        let broken = |seed| {
            let ended = life::live(seed, Some(bug)).ended;
            ended.tally.violation.map(|what| (seed, what, ended.hash))
        };
        let first = (0..400).find_map(broken).unwrap();
        assert_eq!(broken(first.0), Some(first), "{bug:?}");
    }
}

/// A life of the rules is so much shorter than one of the shop.
const RULES_LIVES: u64 = 500;

/// Each seeded bug and each mistake in the rules is noticed; `cargo xtask bugs` tries all of them, or the one it names.
#[test]
fn bugs() {
    let lives = run::number("COMPTOIR_WORLD_BUGS");
    let only = env::var("COMPTOIR_WORLD_ONLY").unwrap_or_default();
    let mut missed = Vec::new();
    let mut times = Vec::new();
    // In every test run those that take a moment; all of them when they are asked for.
    let chosen = |place: usize, name: &str| {
        name.contains(&only) && (lives.is_some() || place.is_multiple_of(8))
    };
    let mut tell = |place: usize, name: String, caught: run::Noticed| {
        caught.tell(place, &name);
        times.extend(caught.took());
        missed.extend((!caught.is_noticed()).then_some(name));
    };
    let most = lives.unwrap_or(400);
    let rules = Setting::in_silence(most * RULES_LIVES).of_the_rules();
    for (place, bug) in bugs::Bug::ALL.into_iter().enumerate() {
        let name = format!("{bug:?}");
        if chosen(place, &name) {
            let noticed = |seed| life::live(seed, Some(bug)).ended.tally.violation;
            tell(place + 1, name, run::until_noticed(most, noticed));
        }
    }
    for (place, mistake) in mistakes::Mistake::ALL.into_iter().enumerate() {
        let name = format!("rules: {mistake:?}");
        if chosen(place, &name) {
            let noticed = |seed| core::live(seed, Some(mistake), &rules).tally.violation;
            let caught = run::until_noticed(most * RULES_LIVES, noticed);
            tell(bugs::Bug::ALL.len() + place + 1, name, caught);
        }
    }
    times.sort();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!(
        "{} noticed, {} missed; median {median:.2?}",
        times.len(),
        missed.len()
    );
    assert!(missed.is_empty(), "missed: {missed:?}");
    // A name that nothing has is a slip of the pen, unless the mistakes in the sources have it.
    let elsewhere = run::number("COMPTOIR_WORLD_ELSEWHERE").unwrap_or(0);
    let tried = times.len() as u64 + elsewhere;
    assert!(tried > 0, "no bug's name holds {only:?}");
}
