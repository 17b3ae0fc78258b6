//! The customer's facts that a gateway may need: personal data. They are kept apart from the money facts, with a
//! lifetime of their own, and nothing in [`crate::Event`] or [`crate::Financing`] repeats them.

use crate::Cents;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the customer is addressed (seed: `mr`, `miss`, `mrs`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Title {
    /// Mr
    Mr,
    /// Miss
    Miss,
    /// Mrs
    Mrs,
}

/// One person with a way to reach them.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Person {
    /// How they are addressed.
    pub title: Option<Title>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Company, for a delivery address.
    pub company: String,
    /// Fixed telephone, E.164.
    pub phone: String,
    /// Mobile telephone, E.164.
    pub mobile: String,
}

/// A postal address.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// Street and number, one line.
    pub address: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// Two letters, ISO 3166-1.
    pub country: String,
}

/// One line of the basket, for gateways that want it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// What it is.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// One of it.
    pub price: Cents,
    /// All of them, fees included.
    pub total: Cents,
    /// Taxes in hundredths of a percent (19.5 % is 1950).
    pub tax_bp: Option<u32>,
    /// Discount in hundredths of a percent.
    pub discount_bp: Option<u32>,
    /// The seller's account in a marketplace, or `OPERATOR`.
    pub merchant: Option<String>,
}

/// All a gateway may want to know about a customer. What a product does not need stays empty.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Customer {
    /// Who pays.
    pub billing: Person,
    /// Where they live.
    pub home: Place,
    /// E-mail.
    pub email: String,
    /// Date of birth, which some journeys fill in from.
    pub birth_date: Option<NaiveDate>,
    /// The shop's own number for the customer.
    pub reference: String,
    /// Who receives the goods, where it is another.
    pub ship_to: Option<Person>,
    /// Where the goods go, where it is elsewhere.
    pub ship_place: Option<Place>,
    /// The basket.
    pub cart: Vec<CartLine>,
    /// The merchant's score of the customer, where the contract asks for one.
    pub prescoring: String,
}

impl Customer {
    /// First and last name as one would say them.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.billing.first_name, self.billing.last_name)
            .trim()
            .to_owned()
    }
}

macro_rules! redacted {
    ($($kind:ident),*) => {$(
        impl fmt::Debug for $kind {
            /// Personal data never reach a log: the fields are not shown.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($kind), " { .. }"))
            }
        }
    )*};
}
redacted!(Person, Place, Customer);

/// A fact that a gateway may need or object to, so that the screen can point at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is named as the screen names it")]
pub enum Field {
    Amount,
    Order,
    Product,
    Mode,
    Title,
    FirstName,
    LastName,
    Email,
    Phone,
    Mobile,
    BirthDate,
    CustomerReference,
    Address,
    PostalCode,
    City,
    Country,
    ShipTitle,
    ShipFirstName,
    ShipLastName,
    ShipCompany,
    ShipPhone,
    ShipMobile,
    ShipAddress,
    ShipPostalCode,
    ShipCity,
    ShipCountry,
    Cart,
    Prescoring,
    Description,
    ExtraData,
    Metadata,
    Seller,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum FieldProblem {
    /// The gateway needs it and it is empty.
    Missing,
    /// Shorter than the gateway takes, in characters as they would be sent.
    TooShort {
        /// The fewest characters.
        least: usize,
    },
    /// Longer than the gateway takes, in characters as they would be sent.
    TooLong {
        /// The most characters.
        most: usize,
    },
    /// Nothing of it can be written in the characters the gateway takes (a name of emoji, say).
    NotWritable,
    /// Not of the form the gateway takes (a phone number, an e-mail, a country).
    Malformed,
    /// A number of another country than the gateway's.
    OtherCountry,
    /// The lines of the basket do not add up to the amount.
    DoesNotAddUp,
}

/// One field and what is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field:?}: {problem:?}")]
pub struct FieldFault {
    /// Which field.
    pub field: Field,
    /// What is wrong with it.
    #[serde(flatten)]
    pub problem: FieldProblem,
}
