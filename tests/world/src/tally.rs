//! What happened in a life and in many: calls and the fates they met, deeds of staff, crashes, the pairs of state and
//! event that were visited, and the first invariant that did not hold.

use super::wire::Fate;
use financing::State;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The counts of one life, or of many.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// Calls by the fate they met.
    pub(crate) fates: BTreeMap<Fate, u64>,
    /// What people, machines and time did.
    pub(crate) deeds: BTreeMap<&'static str, u64>,
    /// Which event happened in which state, and how often.
    pub(crate) visits: BTreeMap<(State, &'static str), u64>,
    /// How the financings ended.
    pub(crate) ends: BTreeMap<String, u64>,
    /// Why those of them stand before a person that do.
    pub(crate) told: BTreeMap<String, u64>,
    /// Transactions of which the gateway said a word that stands in no table.
    pub(crate) strange: BTreeSet<String>,
    /// What calls about a transaction met but fine answers.
    pub(crate) troubles: BTreeMap<String, BTreeSet<Fate>>,
    /// The first invariant that did not hold.
    pub(crate) violation: Option<String>,
}

impl Tally {
    /// A call about this transaction met its fate.
    pub(crate) fn met(&mut self, fate: Fate, reference: &str) {
        *self.fates.entry(fate).or_default() += 1;
        if fate != Fate::Fine {
            if !self.troubles.contains_key(reference) {
                self.troubles.insert(reference.to_owned(), BTreeSet::new());
            }
            self.troubles
                .get_mut(reference)
                .map(|troubles| troubles.insert(fate));
        }
    }

    /// Somebody did something.
    pub(crate) fn did(&mut self, what: &'static str) {
        *self.deeds.entry(what).or_default() += 1;
    }

    /// The gateway was not understood.
    pub(crate) fn said_strange(&mut self, reference: &str) {
        self.strange.insert(reference.to_owned());
    }

    /// An invariant did not hold.
    pub(crate) fn violated(&mut self, what: String) {
        self.violation.get_or_insert(what);
    }

    /// Takes over another's counts.
    pub(crate) fn add(&mut self, other: Tally) {
        for (fate, count) in other.fates {
            *self.fates.entry(fate).or_default() += count;
        }
        for (deed, count) in other.deeds {
            *self.deeds.entry(deed).or_default() += count;
        }
        for (visit, count) in other.visits {
            *self.visits.entry(visit).or_default() += count;
        }
        for (end, count) in other.ends {
            *self.ends.entry(end).or_default() += count;
        }
        for (reason, count) in other.told {
            *self.told.entry(reason).or_default() += count;
        }
        if let Some(violation) = other.violation {
            self.violated(violation);
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let calls: u64 = self.fates.values().sum();
        let fine = self.fates.get(&Fate::Fine).copied().unwrap_or_default();
        writeln!(f, "calls: {calls}, of which {} met a fault", calls - fine)?;
        for (fate, count) in &self.fates {
            writeln!(f, "  {:<24}{count}", format!("{fate:?}"))?;
        }
        writeln!(f, "what people, machines and time did:")?;
        for (deed, count) in &self.deeds {
            writeln!(f, "  {deed:<24}{count}")?;
        }
        writeln!(f, "how financings ended:")?;
        for (end, count) in &self.ends {
            writeln!(f, "  {end:<40}{count}")?;
        }
        let (all, told): (u64, u64) = (self.ends.values().sum(), self.told.values().sum());
        let hundredths = told * 10_000 / all.max(1);
        let share = format!("{}.{:02} %", hundredths / 100, hundredths % 100);
        writeln!(
            f,
            "before a person: {told} of {all} ({share}), each with a true reason:"
        )?;
        for (reason, count) in &self.told {
            writeln!(f, "  {reason:<40}{count}")?;
        }
        let states: BTreeSet<State> = self.visits.keys().map(|(state, _)| *state).collect();
        let events: BTreeSet<&str> = self.visits.keys().map(|(_, event)| *event).collect();
        write!(
            f,
            "states x events visited: {} pairs ({} states of {}, {} kinds of event)",
            self.visits.len(),
            states.len(),
            State::ALL.len(),
            events.len()
        )
    }
}
