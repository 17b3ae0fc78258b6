//! The names by which things are known: a financing at its till, a transaction at its gateway, an order in the shop.
//! Each is checked once, when it is made; none of them is personal data.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// Why a text is not a name of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("it is empty")]
    Empty,
    /// Longer than the largest length any gateway takes, in characters.
    #[error("it has more than {most} characters")]
    TooLong {
        /// The most characters it may have.
        most: usize,
    },
    /// A control character (a line break, a tabulation) stands in it.
    #[error("it holds a control character")]
    Control,
}

fn checked(text: &str, most: usize) -> Result<String, NameError> {
    let text = text.trim();
    if text.is_empty() {
        Err(NameError::Empty)
    } else if text.chars().count() > most {
        Err(NameError::TooLong { most })
    } else if text.chars().any(char::is_control) {
        Err(NameError::Control)
    } else {
        Ok(text.to_owned())
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $most:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes a text, trimmed, not empty, without control characters and not over its length.
            pub fn new(text: &str) -> Result<Self, NameError> {
                checked(text, $most).map(Self)
            }
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(&text)
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// A financing at its till: the till's prefix and a number that only grows, `T2-000147`. It is the number on the
    /// receipt too, so no two receipts of a shop share one.
    FinancingId,
    24
);
name!(
    /// Which configured gateway a financing was started with. A financing keeps it for life.
    GatewayId,
    40
);
name!(
    /// A product as its gateway's profile names it, `4XCB`.
    ProductCode,
    40
);
name!(
    /// The shop's own order number, at most 40 characters (the shorter of what the gateways take).
    OrderNumber,
    40
);

impl FinancingId {
    /// The `number`-th financing of the till `till`.
    pub fn numbered(till: &str, number: u32) -> Result<FinancingId, NameError> {
        FinancingId::new(&format!("{till}-{number:06}"))
    }
}

/// The transaction's name at the gateway, fixed before the first byte leaves: it is what makes a second sending
/// recognisable as the same one. Known: the reference and the date together must be unique per merchant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Our reference, unguessable and never used twice.
    pub reference: String,
    /// The date of the transaction in Europe/Paris ([`crate::calendar::transaction_date`]).
    pub date: NaiveDate,
}

/// What a gateway wants remembered between calls (its own transaction numbers, say). The rules carry it and never
/// read it; a later value under the same name replaces the earlier one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handle(pub BTreeMap<String, String>);

impl Handle {
    /// The value a gateway left under this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The same handle with one more thing remembered.
    pub fn with(mut self, name: &str, value: &str) -> Handle {
        self.0.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Takes over all that `newer` holds.
    pub fn merge(&mut self, newer: &Handle) {
        self.0.extend(
            newer
                .0
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
    }

    /// Whether there is nothing to remember.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
