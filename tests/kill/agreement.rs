//! Whether a shop's ledger and its gateway's own books say the same of one sale: paid once, and nothing else. It is a
//! comparison of what both say, and knows nothing of how they came to say it.

use sandbox::books::{Books, Effect};
use serde_json::Value;

/// A financing of the sale, as the till shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// What it is called at the gateway.
    pub(super) reference: String,
    /// Where it stands.
    pub(super) state: String,
    /// How much of it was released, in cents.
    pub(super) released: u64,
    /// How much was asked for, in cents.
    pub(super) amount: u64,
}

/// How the two differ.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Discord {
    /// The till says financed, the gateway has not released it.
    #[error("{0} is called financed and the gateway released nothing")]
    FalselyFinanced(String),
    /// The gateway released it, the till does not say so.
    #[error("the gateway released {0} and the till calls it {1}")]
    Missing(String, String),
    /// The gateway released it more than once.
    #[error("the gateway released {0} {1} times")]
    Doubled(String, usize),
    /// The two name different amounts.
    #[error("the till says that {till} cents of {reference} were released, the gateway {gateway}")]
    Amount {
        /// What of.
        reference: String,
        /// What the till says.
        till: u64,
        /// What the gateway says.
        gateway: u64,
    },
    /// The gateway knows a transaction of the sale that no financing began.
    #[error("the gateway knows {0}, which the ledger does not")]
    Unbegun(String),
    /// The sale was not paid exactly once.
    #[error("{0} financings of the sale were paid")]
    Paid(usize),
}

impl Shown {
    /// From the till's answer to `detail`.
    pub(super) fn of(detail: &Value) -> Shown {
        let text = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
        let cents = |name: &str| detail["amounts"][name].as_u64().unwrap_or_default();
        Shown {
            reference: text("reference"),
            state: text("state"),
            released: cents("released"),
            amount: cents("amount"),
        }
    }
}

fn releases(books: &Books, reference: &str) -> Vec<u64> {
    let entries = books.entries().iter();
    entries
        .filter(|entry| entry.effect == Effect::Released && names(&entry.transaction, reference))
        .map(|entry| entry.amount)
        .collect()
}

/// A transaction is called by merchant, date and reference.
fn names(transaction: &str, reference: &str) -> bool {
    transaction.rsplit('/').next() == Some(reference)
}

/// What must hold at any moment, seen from the till: whatever is called financed was released once, and whole.
pub(super) fn so_far(shown: &Shown, books: &Books) -> Result<(), Discord> {
    let released = releases(books, &shown.reference);
    let reference = || shown.reference.clone();
    if released.len() > 1 {
        return Err(Discord::Doubled(reference(), released.len()));
    }
    let gateway: u64 = released.iter().sum();
    match (shown.state == "financed", released.is_empty()) {
        (true, true) => Err(Discord::FalselyFinanced(reference())),
        (true, false) if gateway != shown.released || gateway != shown.amount => {
            Err(Discord::Amount {
                reference: reference(),
                till: shown.released,
                gateway,
            })
        }
        (true | false, false | true) => Ok(()),
    }
}

/// What must hold at the end of the sale `order`, of which the till shows these financings.
pub(super) fn at_the_end(order: &str, shown: &[Shown], books: &Books) -> Result<(), Discord> {
    for each in shown {
        so_far(each, books)?;
        if each.state != "financed" && !releases(books, &each.reference).is_empty() {
            return Err(Discord::Missing(each.reference.clone(), each.state.clone()));
        }
    }
    for (transaction, totals) in books.all() {
        let begun = shown.iter().any(|each| names(transaction, &each.reference));
        if totals.order == order && !begun {
            return Err(Discord::Unbegun(transaction.clone()));
        }
    }
    match shown.iter().filter(|each| each.state == "financed").count() {
        1 => Ok(()),
        other => Err(Discord::Paid(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    /// Books in which each of these references was released so often.
    fn books(releases: &[(&str, usize)]) -> Books {
        let totals: serde_json::Map<String, Value> = releases
            .iter()
            .map(|(reference, times)| {
                let sum = 700 * times;
                let totals = json!({
                    "order": "SALE", "amount": 700, "reserved": sum, "released": sum,
                    "cancelled": 0, "voided": 0, "lapsed": 0, "refunded": 0,
                });
                (format!("shop/20261121/{reference}"), totals)
            })
            .collect();
        let entries: Vec<Value> = releases
            .iter()
            .flat_map(|(reference, times)| (0..*times).map(move |_| reference))
            .map(|reference| {
                json!({
                    "at": "2026-11-21T12:00:00Z", "transaction": format!("shop/20261121/{reference}"),
                    "operation": "confirm", "reference": "", "effect": "released", "amount": 700,
                })
            })
            .collect();
        from_value(json!({ "entries": entries, "totals": totals })).unwrap()
    }

    fn shown(reference: &str, state: &str) -> Shown {
        let released = if state == "financed" { 700 } else { 0 };
        Shown {
            reference: reference.to_owned(),
            state: state.to_owned(),
            released,
            amount: 700,
        }
    }

    #[test]
    fn a_sale_paid_once_after_one_that_was_given_up_is_as_it_should_be() {
        let till = [shown("A", "withdrawing"), shown("B", "financed")];
        let agreed = at_the_end("SALE", &till, &books(&[("A", 0), ("B", 1)]));
        assert_eq!(agreed, Ok(()));
    }

    #[test]
    fn every_way_in_which_till_and_gateway_differ_is_told_apart() {
        let financed = [shown("A", "financed")];
        let end = |till: &[Shown], known: &[(&str, usize)]| at_the_end("SALE", till, &books(known));
        let a = || "A".to_owned();
        assert_eq!(
            end(&financed, &[("A", 0)]),
            Err(Discord::FalselyFinanced(a()))
        );
        assert_eq!(end(&financed, &[("A", 2)]), Err(Discord::Doubled(a(), 2)));
        let waiting = [shown("A", "accepted")];
        let missing = Discord::Missing(a(), "accepted".to_owned());
        assert_eq!(end(&waiting, &[("A", 1)]), Err(missing));
        let mut short = shown("A", "financed");
        short.released = 600;
        let amount = Discord::Amount {
            reference: a(),
            till: 600,
            gateway: 700,
        };
        assert_eq!(end(&[short], &[("A", 1)]), Err(amount));
        let unbegun = Discord::Unbegun("shop/20261121/B".to_owned());
        assert_eq!(end(&financed, &[("A", 1), ("B", 0)]), Err(unbegun));
        let twice = [shown("A", "financed"), shown("B", "financed")];
        assert_eq!(end(&twice, &[("A", 1), ("B", 1)]), Err(Discord::Paid(2)));
        assert_eq!(end(&[], &[]), Err(Discord::Paid(0)));
    }
}
