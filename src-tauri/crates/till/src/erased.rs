//! Erasures that outlive a restore. A backup made before a customer asked to be erased still holds them, so which
//! financings were erased on request stands in a file beside the ledger too: their numbers and nothing else. Whatever a
//! backup brings back of them goes again.

use crate::{Till, TillFault, locks::PoisonError, papers, replace};
use financing::{Actor, FinancingId};
use ledger::{Ledger, LedgerError};
use std::{collections::BTreeSet, fs, io, path::Path};

impl Till {
    /// Writes into the file `note` which financings were erased on request, by it and by the journal, and erases those
    /// that are here again, with their papers in `folder`; one that is not over yet, as soon as it is. A note of another
    /// ledger is none.
    pub fn hold_erasures(&self, note: &Path, folder: &Path) -> Result<(), TillFault> {
        let _no_paper_meanwhile = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ledger = self.ledger();
        let whose = ledger.origin()?.to_string();
        let noted = read(note, &whose)?;
        let mut all = noted.clone();
        all.extend(ledger.erased_on_request()?);
        if all != noted {
            let lines = std::iter::once(whose.as_str()).chain(all.iter().map(FinancingId::as_str));
            let text: Vec<&str> = lines.collect();
            replace::replace(note, (text.join("\n") + "\n").as_bytes())?;
        }
        let mut back = Vec::new();
        for id in all {
            if is_back(&ledger, &id)? {
                back.push(id);
            }
        }
        if !back.is_empty() {
            papers::remove_of(folder, &back)?;
            let now = self.clock.now();
            ledger.erase_customer(&back, &Actor::Till, self.today(), now)?;
            drop(ledger);
            self.sink.look_again(None);
        }
        Ok(())
    }
}

/// The numbers in a note of this ledger.
fn read(note: &Path, whose: &str) -> io::Result<BTreeSet<FinancingId>> {
    let text = match fs::read_to_string(note) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        text => text?,
    };
    let mut lines = text.lines();
    if lines.next() != Some(whose) {
        return Ok(BTreeSet::new());
    }
    Ok(lines
        .filter_map(|line| FinancingId::new(line).ok())
        .collect())
}

/// Whether the ledger holds a financing that is over, with its customer.
fn is_back(ledger: &Ledger, id: &FinancingId) -> Result<bool, LedgerError> {
    if ledger.person(id)?.is_none() {
        return Ok(false);
    }
    Ok(ledger.financing(id)?.is_settled())
}
