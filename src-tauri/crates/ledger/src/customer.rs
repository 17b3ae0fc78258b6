//! Which financings may be of one and the same customer: those whose customers share the name, the e-mail or a telephone
//! number. It finds and says what is shared; whether two people are one is a person's to say.

use crate::{Ledger, LedgerError, Listed, read, search, sql};
use financing::{Customer, FinancingId};
use rusqlite::params;
use std::collections::BTreeSet;

/// More financings than this of one spelling are not looked at.
const MOST: u32 = 1000;

/// What two financings' customers share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shared {
    /// The same words make up the name.
    pub name: bool,
    /// The same e-mail.
    pub email: bool,
    /// A telephone number, fixed or mobile.
    pub phone: bool,
}

impl Shared {
    /// What these two share.
    fn between(one: &Customer, other: &Customer) -> Shared {
        let email = |customer: &Customer| customer.email.to_ascii_lowercase();
        let numbers = |customer: &Customer| {
            let person = &customer.billing;
            BTreeSet::from([person.phone.clone(), person.mobile.clone()])
        };
        Shared {
            name: search::is_same_name(&one.full_name(), &other.full_name()),
            email: !one.email.is_empty() && email(one) == email(other),
            phone: numbers(one)
                .intersection(&numbers(other))
                .any(|number| !number.is_empty()),
        }
    }

    /// Whether they share anything at all.
    fn anything(self) -> bool {
        self.name || self.email || self.phone
    }

    /// Whether it is the same person beyond reasonable doubt: the name, and a way to reach them. A name alone is shared
    /// by strangers, a telephone or an e-mail by a household.
    pub fn is_surely_one(self) -> bool {
        self.name && (self.email || self.phone)
    }
}

/// A financing that may be of the same customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The financing.
    pub listed: Listed,
    /// What its customer shares with the other's.
    pub shared: Shared,
}

impl Ledger {
    /// The financings that may be of the customer of this one, itself among them, newest first. None when its personal
    /// data are erased; erased ones are never among them.
    pub fn related(&self, id: &FinancingId) -> Result<Vec<Related>, LedgerError> {
        let held = self.financing(id)?;
        let Some(customer) = self.person(id)? else {
            return Ok(Vec::new());
        };
        let mut related = Vec::new();
        let mut itself = Some(held.clone());
        for ordinal in self.candidates(&customer)?.into_iter().rev() {
            let listed = read::by_ordinal(&self.conn, ordinal)?;
            let Some(other) = self.person(&listed.held.financing.id)? else {
                continue;
            };
            let shared = Shared::between(&customer, &other);
            itself.take_if(|itself| *itself == listed.held);
            if shared.anything() || listed.held == held {
                related.push(Related { listed, shared });
            }
        }
        // A customer of whom nothing is known that could be shared is still this one's.
        related.extend(itself.map(|held| Related {
            listed: Listed {
                held,
                name: Some(customer.full_name()),
            },
            shared: Shared::between(&customer, &customer),
        }));
        Ok(related)
    }

    /// The ordinals of all that share the beginning of a name, an e-mail or a number.
    fn candidates(&self, customer: &Customer) -> Result<BTreeSet<i64>, LedgerError> {
        let mut found: BTreeSet<i64> = search::by_name(&self.conn, &customer.full_name(), MOST)?
            .into_iter()
            .collect();
        let person = &customer.billing;
        let email = customer.email.to_ascii_lowercase();
        for (sql, value) in [
            (sql::BY_EMAIL, &email),
            (sql::BY_MOBILE, &person.mobile),
            (sql::BY_MOBILE, &person.phone),
            (sql::BY_PHONE, &person.mobile),
            (sql::BY_PHONE, &person.phone),
        ] {
            let mut query = self.conn.prepare_cached(sql)?;
            for ordinal in query.query_map(params![value, MOST], |row| row.get(0))? {
                found.insert(ordinal?);
            }
        }
        Ok(found)
    }
}
