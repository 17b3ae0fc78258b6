//! Financing products as the pretended gateways sell them, and the customer's plan of instalments: dates and whole
//! cents that add up to the amount. A training plan has no interest and no fees. Nothing here knows a gateway's codes.

use chrono::{Months, NaiveDate};

use crate::books::Cents;

/// A product on sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// The gateway's own word for it.
    pub code: &'static str,
    /// Smallest amount, in cents.
    pub min: Cents,
    /// Largest amount, in cents.
    pub max: Cents,
    /// How many instalments the customer pays.
    pub instalments: u32,
    /// Whether the first instalment is due at once (card plans) or a month later (loans).
    pub first_now: bool,
    /// How many days an authorisation holds before it lapses.
    pub hold_days: i64,
}

impl Product {
    /// Whether `amount` can be financed with this product.
    pub fn takes(&self, amount: Cents) -> bool {
        (self.min..=self.max).contains(&amount)
    }

    /// Whether it can be paid in so many instalments (Assumed): a card plan in its own number, a loan in ten years at most.
    pub fn pays_in(&self, instalments: u32) -> bool {
        if self.first_now {
            instalments == self.instalments
        } else {
            (1..=120).contains(&instalments)
        }
    }

    /// The plan for `amount` signed on `day`: monthly, equal but for the first, which carries the odd cents.
    pub fn plan(&self, amount: Cents, day: NaiveDate) -> Vec<Instalment> {
        let count = self.instalments.max(1);
        let each = amount / Cents::from(count);
        let odd = amount % Cents::from(count);
        (0..count)
            .map(|n| {
                let months = if self.first_now {
                    n
                } else {
                    n.saturating_add(1)
                };
                Instalment {
                    due: day.checked_add_months(Months::new(months)).unwrap_or(day),
                    amount: if n == 0 {
                        each.saturating_add(odd)
                    } else {
                        each
                    },
                }
            })
            .collect()
    }
}

/// One payment of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    /// The day it is due.
    pub due: NaiveDate,
    /// How much, in cents.
    pub amount: Cents,
}
