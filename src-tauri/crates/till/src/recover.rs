//! What a till does before anything else when it starts: whatever an earlier run wrote as dispatched may or may not
//! have been done, so it becomes *unknown* and is asked about; so does, after a restore, what the backup knew as prepared: it may have
//! left since. What else was only prepared is sent by the follow-up loop.

use crate::{Till, TillFault, Underway};
use financing::{Actor, Event, FinancingId, Refusal, Silence, Standing};
use std::collections::HashSet;

impl Till {
    /// Takes up what an earlier run left, and owes a question about everything open that nothing has happened to since
    /// the ledger was restored from a backup: what the gateways did with it meanwhile is not in it. Each of the results
    /// is then carried out. Doing this twice, or dying in the middle of it, changes nothing more.
    pub fn recover(&self) -> Result<Vec<Underway>, TillFault> {
        let mut underway = Vec::new();
        let ledger = self.ledger();
        let unsettled = ledger.unsettled()?;
        let restored = ledger.restored()?;
        let untouched: HashSet<FinancingId> = match restored {
            Some(seq) => ledger.untouched_since(seq)?.into_iter().collect(),
            None => HashSet::new(),
        };
        drop(ledger);
        {
            let mut memory = self.memory();
            memory.owed.extend(untouched.iter().cloned());
            memory.restored = restored;
        }
        let now = self.clock.now();
        for held in unsettled {
            let id = held.financing.id.clone();
            // A restart is no reason to ask about a review more often than its calendar says.
            if held.financing.state == financing::State::UnderReview {
                self.memory().asked.insert(id.clone(), now);
            }
            let Some(pending) = held.financing.pending.filter(|pending| {
                pending.standing == Standing::Dispatched
                    || (pending.standing == Standing::Prepared && untouched.contains(&id))
            }) else {
                continue;
            };
            let event = Event::Unanswered {
                intent: pending.intent,
                why: Silence::Interrupted,
            };
            match self.write(&id, Actor::Till, event, None) {
                Ok(taken_up) => underway.push(taken_up),
                Err(TillFault::Refused(Refusal::Stale)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(underway)
    }
}
