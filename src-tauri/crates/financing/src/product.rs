//! What a shop sells on: a product of a gateway with its limits and its number of instalments, and the plan a customer
//! may expect. The plan is a help for the eye; the contract's own schedule is the gateway's.

use crate::{Cents, ProductCode};
use serde::{Deserialize, Serialize};

/// The family a product belongs to. It decides the usual release deadline (6 or 30 days, Known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A few card payments.
    Instalments,
    /// A credit over months.
    Loan,
}

/// A product as the gateway's profile describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// The gateway's word for it.
    pub code: ProductCode,
    /// What staff call it; a proper name, not translated.
    pub name: String,
    /// Its family.
    pub kind: Kind,
    /// The smallest amount, included.
    pub minimum: Cents,
    /// The largest amount, included.
    pub maximum: Cents,
    /// The fewest payments.
    pub instalments_from: u32,
    /// The most payments; the same as the fewest where the customer has no choice.
    pub instalments_to: u32,
}

/// One payment of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalment {
    /// Which one, from 1.
    pub number: u32,
    /// How much.
    pub amount: Cents,
}

impl Product {
    /// The amount in `count` equal payments that add up to the cent; the first ones carry the odd cents. Interest and
    /// fees are the gateway's and are not in it. Empty when `count` is zero.
    pub fn plan(amount: Cents, count: u32) -> Vec<Instalment> {
        let of = i64::from(count.max(1));
        let (each, odd) = (amount.get() / of, amount.get() % of);
        (1..=count)
            .filter_map(|number| {
                let amount = Cents::new(each + i64::from(i64::from(number) <= odd)).ok()?;
                Some(Instalment { number, amount })
            })
            .collect()
    }
}
