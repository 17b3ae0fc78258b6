//! A store day on the screen: its rows, found by filter or by what one types, and its figures.

use crate::{
    house::Counter,
    screen::{
        Badges, DayFilter, DayView, Fault, ProductTotal, Shown, StateTotal, Totals, VerifiedView,
    },
};
use chrono::NaiveDate;
use financing::{FinancingId, GatewayId, ProductCode, State};
use ledger::{Broken, Counts, Filter, Listed, Movement, Total, Verified};

/// The most rows a screen lists at once.
const ROWS: u32 = 300;

/// By how much more a search looks through each time that a filter left too little of what it found.
const FURTHER: u32 = 4;

/// The most that a search looks through: it is asked at every key, and the till waits for it.
const LOOKED_THROUGH: u32 = 5_000;

impl DayFilter {
    fn admits(self, listed: &Listed) -> bool {
        let financing = &listed.held.financing;
        match self {
            DayFilter::All => true,
            DayFilter::Open => !financing.state.is_settled(),
            DayFilter::ToDeliver => matches!(financing.state, State::Accepted | State::Reserved),
            DayFilter::Financed => !financing.amounts.released.is_zero(),
            DayFilter::Refunded => !financing.amounts.refunded.is_zero(),
            DayFilter::Ended => {
                financing.state.is_settled() && financing.amounts.released.is_zero()
            }
        }
    }
}

impl<'a> Shown<'a> {
    /// What a line of a list is shown as.
    pub(crate) fn of(listed: &'a Listed) -> Shown<'a> {
        Shown {
            financing: &listed.held.financing,
            customer: listed.name.as_deref().unwrap_or_default(),
        }
    }
}

impl Counter {
    /// A store day, or, while something is typed, all that it may mean, whatever the day.
    pub(crate) fn day(
        &self,
        day: Option<NaiveDate>,
        filter: DayFilter,
        search: &str,
    ) -> Result<DayView, Fault> {
        let today = self.till.today();
        let day = day.unwrap_or(today);
        let (found, more) = if search.trim().is_empty() {
            self.admitted(day, filter)?
        } else {
            self.found(search, filter)?
        };
        let (totals, movements) = self.till.totals(day)?;
        Ok(DayView {
            day: day.to_string(),
            is_today: day == today,
            totals: self.totals(&totals, &movements),
            rows: found
                .iter()
                .map(|listed| self.row(&Shown::of(listed)))
                .collect(),
            more,
        })
    }

    /// The newest financings of a day that the filter admits, however many others were started since, and whether there
    /// are more. The day is read page by page, each from its index.
    fn admitted(&self, day: NaiveDate, filter: DayFilter) -> Result<(Vec<Listed>, bool), Fault> {
        let mut found: Vec<Listed> = Vec::new();
        let mut last: Option<FinancingId> = None;
        loop {
            let page = self
                .till
                .day(day, &Filter::default(), last.as_ref(), ROWS)?;
            let is_last = page.len() < ROWS as usize;
            last = page.last().map(|listed| listed.held.financing.id.clone());
            found.extend(page.into_iter().filter(|listed| filter.admits(listed)));
            if found.len() > ROWS as usize || is_last {
                let more = found.len() > ROWS as usize;
                found.truncate(ROWS as usize);
                return Ok((found, more));
            }
        }
    }

    /// What a search means that the filter admits, wherever it stands among all that it means, and whether there may be
    /// more. The ledger gives the first so many and counts one that it found under several names each time: a list that is
    /// nearly full may not be whole.
    fn found(&self, search: &str, filter: DayFilter) -> Result<(Vec<Listed>, bool), Fault> {
        let mut limit = ROWS + 1;
        loop {
            let mut found = self.till.search(search, limit)?;
            let is_whole = found.len() < (limit / FURTHER) as usize;
            found.retain(|listed| filter.admits(listed));
            if found.len() > ROWS as usize || is_whole || limit >= LOOKED_THROUGH {
                let more = found.len() > ROWS as usize || !is_whole;
                found.truncate(ROWS as usize);
                return Ok((found, more));
            }
            limit = limit.saturating_mul(FURTHER).min(LOOKED_THROUGH);
        }
    }

    /// Financed and refunded are the money that moved on the day, whenever its financings were started; how many those
    /// are the ledger does not sum, so no number stands beside them. The rest is what was started on the day.
    fn totals(&self, totals: &[Total], movements: &[Movement]) -> Totals {
        let waits = |total: &&Total| {
            matches!(
                total.state,
                State::Accepted | State::Reserved | State::Releasing
            )
        };
        let left = |total: &Total| {
            total
                .authorised_cents
                .saturating_sub(total.cancelled_cents + total.released_cents)
        };
        let mut states: Vec<StateTotal> = Vec::new();
        let mut products: Vec<ProductTotal> = Vec::new();
        for total in totals {
            let (state, mode) = (total.state.into(), total.mode.into());
            match states.iter_mut().find(|known| known.state == state) {
                Some(known) => {
                    known.count = known.count.saturating_add(narrow(total.count));
                    known.amount = known.amount.saturating_add(narrow(total.amount_cents));
                }
                None => states.push(StateTotal {
                    state,
                    count: narrow(total.count),
                    amount: narrow(total.amount_cents),
                }),
            }
            let product = self.product_name(&total.gateway, &total.product);
            match products
                .iter_mut()
                .find(|known| known.product == product && known.mode == mode)
            {
                Some(known) => {
                    known.count = known.count.saturating_add(narrow(total.count));
                    known.amount = known.amount.saturating_add(narrow(total.amount_cents));
                    known.released = known.released.saturating_add(narrow(total.released_cents));
                }
                None => products.push(ProductTotal {
                    product,
                    mode,
                    count: narrow(total.count),
                    amount: narrow(total.amount_cents),
                    released: narrow(total.released_cents),
                }),
            }
        }
        Totals {
            financed: narrow(movements.iter().map(|moved| moved.released_cents).sum()),
            to_deliver_count: narrow(totals.iter().filter(waits).map(|total| total.count).sum()),
            to_deliver: narrow(totals.iter().filter(waits).map(left).sum()),
            refunded: narrow(movements.iter().map(|moved| moved.refunded_cents).sum()),
            states,
            products,
        }
    }

    fn product_name(&self, gateway: &GatewayId, code: &ProductCode) -> String {
        let product = self.till.gateways.product(gateway, code);
        product.map_or_else(|| code.to_string(), |product| product.name)
    }
}

/// A count or a sum of a day as the screen takes it; a day of more than forty million euros shows its limit.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Badges {
    /// The figures on the rail.
    pub(crate) fn of(counts: Counts) -> Badges {
        Badges {
            to_deliver: narrow(counts.to_deliver),
            attention: narrow(counts.attention),
            waiting: narrow(counts.kept),
            unsettled: narrow(counts.unsettled),
        }
    }
}

impl VerifiedView {
    /// What the check found: the journal whole, or the first thing that is wrong.
    pub(crate) fn of(found: Result<Verified, Broken>) -> Result<VerifiedView, Fault> {
        match found {
            Ok(verified) => Ok(VerifiedView {
                rows: narrow(verified.rows),
                financings: narrow(verified.financings),
                head: verified.head.hash.to_string(),
                broken: None,
            }),
            Err(Broken::Unreadable(error)) => Err(error.into()),
            Err(broken) => Ok(VerifiedView {
                rows: 0,
                financings: 0,
                head: String::new(),
                broken: Some(broken.to_string()),
            }),
        }
    }
}
