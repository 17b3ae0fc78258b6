//! The end of a life: faults stop, nobody does anything any more, and time alone must bring every financing to its end or
//! before a person. Then the ledgers are verified whole, and all of it is hashed and, where it went wrong, told.

use super::{
    file::{File, Seen},
    invariants,
    life::{Life, World},
    reasons::{self, Facts, ended_by_staff},
    run::Ended,
    tally::Tally,
    wire::held,
};
use financing::{Financing, FinancingId};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, time::Duration};

/// The longest pause between two looks, in seconds.
const LONGEST_S: u64 = 43_000;

/// Half a day of a gateway's office, in seconds: who looks so often finds it open on every day that it is.
const OFFICE_S: u64 = 18_000;

/// So often it is looked whether all has come to rest, over some days: until that office was open again, and then some.
const ROUNDS: u32 = 24;

impl World {
    /// Nothing goes wrong any more and nobody does anything: time alone must bring everything to its end.
    pub(crate) async fn quiet(&mut self) {
        held(&self.tally).did("quiet");
        self.deadly_per_mille = 0;
        for file in &self.files {
            file.mend();
        }
        for machine in 0..self.machines.len() {
            self.machines[machine].weather.clear_up();
            self.machines[machine]
                .clock
                .set_wrong_by(chrono::TimeDelta::zero());
            self.machines[machine].luck.runs_out(0, false);
            self.switch_on(machine, false).await;
        }
        self.look(false);
        // What stands before a person may still move on by itself: it must come to rest.
        for round in 0..ROUNDS {
            self.wait_until_nothing_hangs().await;
            let gap_s = if round == 0 { 100_000 } else { OFFICE_S };
            self.pass(Duration::from_secs(gap_s)).await;
            self.pass(Duration::from_secs(120)).await;
            self.look(false);
            let early = self.first_left_alone_too_early();
            let unrest = self
                .first_that_hangs()
                .or_else(|| self.first_told_without_reason());
            if self.is_over() || early.is_some() || unrest.is_none() {
                break;
            }
        }
        self.look(true);
        let found = self.first_that_hangs().or_else(|| self.first_stranger());
        if let Some(what) = found.or_else(|| self.first_told_without_reason()) {
            held(&self.tally).violated(what);
        }
    }

    /// One that stands before a person with a reason that is not true.
    fn first_told_without_reason(&self) -> Option<String> {
        let troubles = &held(&self.tally).troubles;
        let all = self
            .files
            .iter()
            .flat_map(|file| file.known.iter().map(move |id| (file, id)));
        all.filter_map(|(file, id)| Some((file, id, file.seen(id)?)))
            .find_map(|(file, id, seen)| {
                let financing = &seen.held.financing;
                let bank = held(self.bank_of(&financing.order.gateway));
                let fates = troubles.get(&financing.order.key.reference);
                let facts = Facts {
                    bank: &bank,
                    intents: &seen.tale.intents,
                    ended_by_staff: ended_by_staff(&seen.events),
                    fates: fates.cloned().unwrap_or_default(),
                    mishaps: file.had_a_mishap_since(id),
                    clocks: file.clocks_were_set,
                    now: self.time.now(),
                };
                let what = reasons::is_true(financing, &facts).err()?;
                Some(format!("{what} ({id})"))
            })
    }

    /// A transaction at a gateway that no ledger knows of, nor did one that a backup took the place of.
    fn first_stranger(&self) -> Option<String> {
        let all = self
            .files
            .iter()
            .flat_map(|file| file.known.iter().map(move |id| (file, id)));
        let ours: BTreeSet<&String> = all
            .filter_map(|(file, id)| Some(&file.seen(id)?.held.financing.order.key.reference))
            .collect();
        let forgotten = |reference: &String| {
            let mut files = self.files.iter();
            files.any(|file| file.forgotten.references.contains(reference))
        };
        self.banks.iter().find_map(|bank| {
            let bank = held(bank);
            let stranger = bank
                .references()
                .find(|reference| !ours.contains(reference) && !forgotten(reference))?;
            Some(format!("3: no ledger knows of the transaction {stranger}"))
        })
    }

    async fn wait_until_nothing_hangs(&mut self) {
        let mut gap_s = 60;
        for _ in 0..100 {
            if self.is_over() || self.first_that_hangs().is_none() {
                return;
            }
            // Two days after the last fault: what is left alone stays as it is, and time must not mend it.
            if gap_s == LONGEST_S && self.first_left_alone_too_early().is_some() {
                return;
            }
            self.pass(Duration::from_secs(gap_s)).await;
            self.look(false);
            gap_s = (gap_s * 2).min(LONGEST_S);
        }
    }

    fn first_that_hangs(&self) -> Option<String> {
        self.first_not_ended(|_| true)
    }

    /// One that neither the till nor a person looks after any more, and the gateway still has something of it.
    fn first_left_alone_too_early(&self) -> Option<String> {
        self.first_not_ended(invariants::is_left_alone)
    }

    fn first_not_ended(&self, which: impl Fn(&Financing) -> bool) -> Option<String> {
        let all = self
            .files
            .iter()
            .flat_map(|file| file.known.iter().map(move |id| (file, id)));
        for (file, id) in all {
            let Some(seen) = file.seen(id) else {
                return Some(format!("2: lost: {id} is gone"));
            };
            if file.forgotten.is_as_in_the_backup(id, seen.held.version) {
                continue;
            }
            let financing = &seen.held.financing;
            let bank = held(self.bank_of(&financing.order.gateway));
            let truth = bank.transaction(&financing.order.key.reference);
            if which(financing)
                && let Err(what) = invariants::ended(financing, truth)
            {
                return Some(format!("{what} ({id})"));
            }
        }
        None
    }

    pub(crate) async fn end(mut self) -> Life {
        let mut hash = Sha256::new();
        if let Some(bug) = self.bug {
            bug.at_the_end(&self);
        }
        for machine in &mut self.machines {
            drop(machine.halt().await);
        }
        let mut tally = std::mem::take(&mut *held(&self.tally));
        for file in &self.files {
            match held(&file.reader).verify(|_, _| {}) {
                Ok(verified) => hash.update(verified.head.hash.as_bytes()),
                Err(broken) => tally.violated(format!("8: {broken}")),
            }
            for id in &file.known {
                self.count(file, id, &mut tally);
            }
        }
        let story = if tally.violation.is_some() {
            self.story()
        } else {
            String::new()
        };
        for bank in &self.banks {
            hash.update(format!("{:?}", held(bank)));
        }
        let hash = hash
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Life {
            ended: Ended { tally, hash },
            story,
        }
    }

    fn story(&self) -> String {
        let mut story = String::new();
        for (number, file) in self.files.iter().enumerate() {
            for id in &file.known {
                story += &format!("{id} of ledger {number}\n");
                for row in held(&file.reader).history(id).unwrap_or_default() {
                    let event = serde_json::to_string(&row.entry.event).unwrap_or_default();
                    story += &format!(
                        "  {} {} {event}\n",
                        row.seq,
                        row.entry.at.format("%F %T%.3f")
                    );
                }
                if let Ok(found) = file.financing(id) {
                    let (financing, reference) =
                        (&found.financing, &found.financing.order.key.reference);
                    let bank = held(self.bank_of(&financing.order.gateway));
                    story += &format!(
                        "  = {:?} {:?} {:?} {:?}\n",
                        financing.state, financing.amounts, financing.pending, financing.attention
                    );
                    story += &format!(
                        "  books: {:?}\n  truth: {:?}\n",
                        bank.lines(reference).collect::<Vec<_>>(),
                        bank.transaction(reference)
                    );
                }
            }
        }
        story
    }

    fn count(&self, file: &File, id: &FinancingId, tally: &mut Tally) {
        let Some(Seen { tale, .. }) = file.seen(id) else {
            return;
        };
        for visit in &tale.visits {
            *tally.visits.entry(*visit).or_default() += 1;
        }
        let person = match &tale.financing.attention {
            Some(attention) => {
                *tally.told.entry(reasons::word(attention)).or_default() += 1;
                ", before a person"
            }
            None => "",
        };
        *tally
            .ends
            .entry(format!("{:?}{person}", tale.financing.state))
            .or_default() += 1;
    }
}
