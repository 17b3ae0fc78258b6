//! The customer's right to withdraw from a linked credit, by country: until it is over, goods that were delivered may
//! come back. It is shown as a warning and never stops a delivery.

use crate::{Financing, Kind, calendar};
use chrono::{DateTime, Days, NaiveDate, Utc};

/// Calendar days of withdrawal from a credit contract, by the store's country (directive 2008/48/EC, article 14; in
/// France Code de la consommation L312-19, shortened to no less than 3 when the customer asks for immediate delivery,
/// L312-20). Card payments in three or four times are not such a credit.
const DAYS: [(&str, u64); 4] = [("FR", 14), ("ES", 14), ("PT", 14), ("IT", 14)];

/// The last day on which the customer may still withdraw; `None` where the country or the product has no such right,
/// before acceptance, and once that day is over.
pub fn withdrawal_until(
    financing: &Financing,
    kind: Kind,
    country: &str,
    now: DateTime<Utc>,
) -> Option<NaiveDate> {
    let days = DAYS
        .iter()
        .find(|(of, _)| *of == country)
        .map(|(_, days)| *days)?;
    let signed = match kind {
        Kind::Loan => financing.times.accepted?,
        Kind::Instalments => return None,
    };
    let last = calendar::transaction_date(signed).checked_add_days(Days::new(days))?;
    (calendar::transaction_date(now) <= last).then_some(last)
}
