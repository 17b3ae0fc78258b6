//! What staff ask for when they start a financing, checked against the product's limits before anything else happens.

use crate::{
    Cents, FieldFault, GatewayId, Key, Mode, OrderNumber, Product, ProductCode, Sending, Terms,
};
use serde::{Deserialize, Serialize};

/// A financing to start: everything but the customer, who is kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The gateway it is started with, for life.
    pub gateway: GatewayId,
    /// The transaction's name at that gateway.
    pub key: Key,
    /// What is financed.
    pub amount: Cents,
    /// On which product.
    pub product: ProductCode,
    /// How many payments, where the product leaves a choice.
    pub instalments: u32,
    /// When the money is released.
    pub mode: Mode,
    /// The shop's order number.
    pub order: OrderNumber,
    /// How the journey reaches the customer.
    pub sending: Sending,
    /// What was agreed for this product and mode.
    pub terms: Terms,
}

/// Why an order is not one this gateway finances. Nothing was written or sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum OrderRefusal {
    /// The amount is zero.
    #[error("the amount is zero")]
    NoAmount,
    /// Below what the product takes.
    #[error("the product starts at {minimum}")]
    BelowMinimum {
        /// Its minimum.
        minimum: Cents,
    },
    /// Above what the product takes.
    #[error("the product ends at {maximum}")]
    AboveMaximum {
        /// Its maximum.
        maximum: Cents,
    },
    /// No such gateway is configured.
    #[error("no such gateway is configured")]
    UnknownGateway,
    /// No such product in the profile.
    #[error("no such product")]
    UnknownProduct,
    /// The product is not offered in this mode, with this number of payments or by this way of sending.
    #[error("the product is not offered so")]
    NotOffered,
    /// The gateway would object to these facts.
    #[error("some facts are missing or cannot be sent")]
    Fields {
        /// Each of them.
        faults: Vec<FieldFault>,
    },
}

impl Product {
    /// Whether this product takes this amount in so many payments.
    pub fn admits(&self, amount: Cents, instalments: u32) -> Result<(), OrderRefusal> {
        if amount.is_zero() {
            Err(OrderRefusal::NoAmount)
        } else if amount < self.minimum {
            Err(OrderRefusal::BelowMinimum {
                minimum: self.minimum,
            })
        } else if amount > self.maximum {
            Err(OrderRefusal::AboveMaximum {
                maximum: self.maximum,
            })
        } else if !(self.instalments_from..=self.instalments_to).contains(&instalments) {
            Err(OrderRefusal::NotOffered)
        } else {
            Ok(())
        }
    }
}
