//! How long customers' data are kept, and that they go when their time is over. The money facts stay: they are the
//! shop's books. Nothing is erased while money is open, and nothing because a clock jumped: time is counted to the last
//! store day but one on which something was started, which one wrong day does not move.

use crate::{Till, TillFault, locks::PoisonError, papers};
use chrono::{Months, NaiveDate};
use ledger::Erasure;
use std::{ops::RangeInclusive, path::Path};

/// The lifetimes a shop may choose, in months.
pub const LIFETIMES: RangeInclusive<u32> = 1..=120;

/// How long customers' data are kept after the last thing that happened to their financing, in months, where the shop
/// has chosen nothing. Assumed, for the shop's lawyer to confirm: as long as the goods may come back under the legal
/// guarantee and be refunded (two years in the European Union, Directive (EU) 2019/771; three in Spain and Portugal;
/// in Italy two months more to say so).
pub fn lifetime_months(country: &str) -> u32 {
    match country {
        "ES" | "PT" => 36,
        "IT" => 26,
        _ => 24,
    }
}

impl Till {
    /// Erases the customers' data whose time of so many months is over, with the papers in `folder` that bear their
    /// names; once a store day, and again when the lifetime changed. `None` when that was done today already.
    pub fn erase_expired(&self, months: u32, folder: &Path) -> Result<Option<Erasure>, TillFault> {
        let today = self.today();
        if self.memory().erased_on == Some((today, months)) {
            return Ok(None);
        }
        papers::remove_old_copies(folder, today)?;
        let last = self.ledger().last_day_but_one()?;
        let before = last.and_then(|day| day.min(today).checked_sub_months(Months::new(months)));
        let Some(before) = before else {
            return Ok(None);
        };
        let mut erasure = self.erase_some(before, today, folder)?;
        let mut erased = erasure.financings.clone();
        while !erasure.financings.is_empty() {
            erasure = self.erase_some(before, today, folder)?;
            erased.extend(erasure.financings.iter().cloned());
        }
        erasure.financings = erased;
        if erasure.log_emptied {
            self.memory().erased_on = Some((today, months));
        }
        if !erasure.financings.is_empty() {
            self.sink.look_again(None);
        }
        Ok(Some(erasure))
    }

    /// Erases a few hundred of them; deeds may come between.
    fn erase_some(
        &self,
        before: NaiveDate,
        today: NaiveDate,
        folder: &Path,
    ) -> Result<Erasure, TillFault> {
        let _no_paper_meanwhile = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        let expired = self.ledger().expired_persons(before)?;
        // The papers first: if this is cut short, the next time finds the rest.
        if !expired.is_empty() {
            papers::remove_of(folder, &expired)?;
        }
        let now = self.clock.now();
        Ok(self.ledger().erase_expired_persons(before, today, now)?)
    }
}
