//! The JSON that the pretended Cofidis answers. It decides nothing and reads nothing.
//!
//! **Known**: `transactionKey`, `transactionStatus`, `sendPaymentReturn` and the names of the four amounts.
//! **Assumed**: the envelope, the other names, and cents as the unit.

use serde::Serialize;

use super::wire::TransactionKey;
use crate::books::Cents;

/// What a call is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// Three digits (Known).
    pub response_code: String,
    /// For people; never to be branched on.
    pub response_message: String,
    /// The rest.
    #[serde(flatten)]
    pub body: Body,
}

/// The part of an answer that depends on the method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Body {
    /// Of a call that names no transaction the bank holds, or one that was refused before it began.
    Nothing {
        /// Echoed.
        transaction_key: TransactionKey,
    },
    /// Of `initialize` and `sendPayment`.
    Opened {
        /// Echoed.
        transaction_key: TransactionKey,
        /// `Initialized` or `Initialized_to_retry`.
        transaction_status: String,
        /// `initialize`: the journey's address.
        #[serde(skip_serializing_if = "Option::is_none")]
        redirect_url: Option<String>,
        /// `sendPayment`: link, picture or "sent".
        #[serde(skip_serializing_if = "Option::is_none")]
        send_payment_return: Option<SendPaymentReturn>,
    },
    /// Of `getStatus`.
    Standing {
        /// Echoed.
        transaction_key: TransactionKey,
        /// The word for where it stands.
        transaction_status: String,
        /// More about it, or null.
        sub_status: Option<String>,
        /// The amounts.
        #[serde(flatten)]
        amounts: Amounts,
    },
    /// Of `confirm`, `validate`, `cancel`, `refund`, `updateStatus`.
    Done {
        /// Echoed.
        transaction_key: TransactionKey,
        /// The word for where it stands now.
        transaction_status: String,
        /// The amounts.
        #[serde(flatten)]
        amounts: Amounts,
    },
    /// Of `connect`.
    Connected {
        /// The portal's address, for the system's browser.
        connect_url: String,
    },
}

/// How the journey reached the customer (Known name, Assumed content).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum SendPaymentReturn {
    /// The address.
    Link(String),
    /// A PNG in base64.
    QrCode(String),
    /// It was texted.
    Sent(bool),
}

/// The amounts of an answer, in cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Amounts {
    /// Asked to be financed.
    pub amount: Cents,
    /// Reserved so far; a cancel does not lower it.
    pub authorized_amount: Cents,
    /// Given back before financing.
    pub cancelled_amount: Cents,
    /// Financed.
    pub validated_amount: Cents,
    /// Given back after financing.
    pub refunded_amount: Cents,
}
