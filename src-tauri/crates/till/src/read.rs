//! What is asked of a till without doing anything: one financing whole, the lists, the figures. Nothing here writes,
//! and nothing waits for a gateway.

use crate::{Till, TillFault};
use chrono::{DateTime, NaiveDate, Utc};
use financing::{Customer, Entry, Financing, FinancingId, Journey};
use ledger::{Counts, Filter, Head, Held, Listed, Movement, Total};

/// One financing with all that is known of it.
pub struct Detail {
    /// As it stands.
    pub held: Held,
    /// Who the customer is; `None` once erased.
    pub customer: Option<Customer>,
    /// What happened, oldest first.
    pub history: Vec<Entry>,
    /// The last journal row of it and its hash.
    pub seal: Option<Head>,
}

impl Till {
    /// One financing whole.
    pub fn detail(&self, id: &FinancingId) -> Result<Detail, TillFault> {
        let ledger = self.ledger();
        let held = ledger.financing(id)?;
        let rows = ledger.history(id)?;
        let seal = rows.last().map(|row| Head {
            seq: row.seq,
            hash: row.hash,
        });
        let history = rows.into_iter().map(|row| row.entry).collect();
        Ok(Detail {
            held,
            customer: ledger.person(id)?,
            history,
            seal,
        })
    }

    /// The way into the customer's journey, while it is open, and who the customer is.
    pub fn journey(
        &self,
        id: &FinancingId,
    ) -> Result<(Option<Journey>, Option<Customer>), TillFault> {
        let ledger = self.ledger();
        ledger.financing(id)?;
        Ok((ledger.journey(id)?, ledger.person(id)?))
    }

    /// What waits to be released, the soonest deadline first.
    pub fn to_deliver(&self) -> Result<Vec<Listed>, TillFault> {
        Ok(self.ledger().to_deliver()?)
    }

    /// What stands before a person, oldest first.
    pub fn attention(&self) -> Result<Vec<Listed>, TillFault> {
        Ok(self.ledger().attention()?)
    }

    /// The financings of a store day, newest first, at most `limit` of them; the next page begins `after` the last one of
    /// this page.
    pub fn day(
        &self,
        day: NaiveDate,
        filter: &Filter,
        after: Option<&FinancingId>,
        limit: u32,
    ) -> Result<Vec<Listed>, TillFault> {
        Ok(self.ledger().day(day, filter, after, limit)?)
    }

    /// The financings that a text may mean.
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<Listed>, TillFault> {
        Ok(self.ledger().search(text, limit)?)
    }

    /// How far the journal has come.
    pub fn head(&self) -> Result<Head, TillFault> {
        Ok(self.ledger().head()?)
    }

    /// The figures of what was started on a day, and of the money that moved on it.
    pub fn totals(&self, day: NaiveDate) -> Result<(Vec<Total>, Vec<Movement>), TillFault> {
        let ledger = self.ledger();
        Ok((ledger.totals(day)?, ledger.movements(day)?))
    }

    /// How much there is to look at.
    pub fn counts(&self) -> Result<Counts, TillFault> {
        Ok(self.ledger().counts()?)
    }

    /// When a financing will be asked about next by itself: now, when that is due.
    pub fn next_check(&self, financing: &Financing) -> Option<DateTime<Utc>> {
        self.memory().next_question(financing, self.clock.now())
    }

    /// How many transactions this till has written since it was opened.
    pub fn commits(&self) -> u64 {
        self.ledger().commits()
    }
}
