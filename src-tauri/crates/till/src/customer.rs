//! What a customer may ask of the shop: a copy of all that this till holds about them, or that it be erased. Both are a
//! manager's deeds and both are noted in the journal. Which financings are theirs is the manager's to say, among those
//! that may be; nothing is erased while money is open.

use crate::{Till, TillFault, deed::of_a_manager, locks::PoisonError, papers, replace::Beside};
use chrono::{DateTime, NaiveDate, Utc};
use financing::{Actor, Customer, Event, Financing, FinancingId};
use ledger::{Erasure, Export, LedgerError, Related};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What stands in the file that is handed over. Staff are not named in it: their names are not the customer's to have.
#[derive(Serialize)]
struct Copy<'a> {
    about: &'static str,
    shop: &'a str,
    made: DateTime<Utc>,
    financings: Vec<CopyOfOne>,
}

#[derive(Serialize)]
struct CopyOfOne {
    day: NaiveDate,
    customer: Option<Customer>,
    financing: Financing,
    history: Vec<Happened>,
}

#[derive(Serialize)]
struct Happened {
    at: DateTime<Utc>,
    by: &'static str,
    what: Event,
}

const ABOUT: &str = "All that this till holds about the customer: what they gave, what was financed, what happened. \
    Amounts are in cents, instants in UTC.";

impl Till {
    /// The financings that may be of the customer of this one, itself among them. None once its data are erased.
    pub fn related(&self, id: &FinancingId) -> Result<Vec<Related>, TillFault> {
        Ok(self.ledger().related(id)?)
    }

    /// Writes all that is held about the customer of a financing, in those of their financings that the manager named,
    /// into a file in `folder`. What is not related to it is [`LedgerError::NotFound`], and nothing is written.
    pub fn export_customer(
        &self,
        id: &FinancingId,
        of: &[FinancingId],
        by: &Actor,
        shop: &str,
        folder: &Path,
    ) -> Result<PathBuf, TillFault> {
        of_a_manager(by)?;
        let now = self.clock.now();
        let _one_at_a_time = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ledger = self.ledger();
        all_related(&ledger.related(id)?, of)?;
        let mut financings = Vec::new();
        for id in of {
            let day = ledger.financing(id)?.day;
            financings.push(CopyOfOne::of(ledger.export_person(id)?, day));
        }
        let copy = Copy {
            about: ABOUT,
            shop,
            made: now,
            financings,
        };
        let text = serde_json::to_vec_pretty(&copy).map_err(std::io::Error::from)?;
        let file = papers::customer_copy(folder, id, self.today());
        let beside = Beside::write(&file, &text)?;
        ledger.note_export(of, by, self.today(), now)?;
        beside.put_in_place()?;
        Ok(file)
    }

    /// Erases the data of the customer of a financing, in those of their financings that the manager named and that are
    /// over, with the papers in `folder` that bear their name. What is not related to it is [`LedgerError::NotFound`],
    /// and nothing is erased.
    pub fn erase_customer(
        &self,
        id: &FinancingId,
        of: &[FinancingId],
        by: &Actor,
        folder: &Path,
    ) -> Result<Erasure, TillFault> {
        of_a_manager(by)?;
        let now = self.clock.now();
        let _no_paper_meanwhile = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ledger = self.ledger();
        let related = ledger.related(id)?;
        all_related(&related, of)?;
        let is_over = |related: &&Related| related.listed.held.is_settled();
        let over: Vec<FinancingId> = related
            .iter()
            .filter(is_over)
            .map(|related| related.listed.held.financing.id.clone())
            .filter(|id| of.contains(id))
            .collect();
        // The papers first: if this is cut short, the press is made again.
        papers::remove_of(folder, &over)?;
        papers::remove_copies_of(folder, id)?;
        let erasure = ledger.erase_customer(&over, by, self.today(), now)?;
        drop(ledger);
        self.sink.look_again(None);
        Ok(erasure)
    }
}

fn all_related(related: &[Related], of: &[FinancingId]) -> Result<(), LedgerError> {
    let is_related = |id: &FinancingId| {
        let mut ids = related
            .iter()
            .map(|related| &related.listed.held.financing.id);
        ids.any(|known| known == id)
    };
    if !of.is_empty() && of.iter().all(is_related) {
        Ok(())
    } else {
        Err(LedgerError::NotFound)
    }
}

impl CopyOfOne {
    fn of(export: Export, day: NaiveDate) -> CopyOfOne {
        CopyOfOne {
            day,
            customer: export.customer,
            financing: export.financing,
            history: export
                .history
                .into_iter()
                .map(|row| Happened {
                    at: row.entry.at,
                    by: match row.entry.by {
                        Actor::Staff(_) | Actor::Manager(_) => "the shop",
                        Actor::Gateway => "the gateway",
                        Actor::Till => "the till",
                    },
                    what: row.entry.event,
                })
                .collect(),
        }
    }
}
