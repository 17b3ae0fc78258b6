//! A notification: what the gateway tells by itself, by GET or POST. It is a reason to ask and never a fact, and no
//! time and no nonce is signed, so that a replay verifies: whoever receives it checks it against what is held
//! ([`Notification::concerns`]), drops it when it was seen ([`Notification::seen_as`]), and asks. This file reads and
//! verifies; it opens no port.

use super::{
    execcode::ExecCode,
    hash::{HASH, Hash},
    params::{Params, ParamsFault},
};
use crate::Secret;
use financing::{Cents, Financing};

/// The largest query or body that is read, in bytes.
pub const LARGEST_NOTIFICATION: usize = 64 * 1024;

/// What the gateway must be answered once a notification is taken (Known). Anything else and it is sent again.
pub const REPLY: &str = "OK";

/// Why a notification is not taken. Nothing was changed by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotificationFault {
    /// Above [`LARGEST_NOTIFICATION`].
    #[error("too large")]
    TooLarge,
    /// A name stands twice.
    #[error("a parameter stands twice")]
    Repeated,
    /// Not the fields of a form.
    #[error("not the fields of a form")]
    Unreadable,
    /// HASH is missing, or is not 64 digits in lower case.
    #[error("the signature is missing or malformed")]
    NoSignature,
    /// HASH does not belong to these parameters: they, or it, were not written by the gateway.
    #[error("the signature is wrong")]
    WrongSignature,
    /// A parameter that the page promises is missing or not of its form.
    #[error("a parameter is missing or malformed")]
    Incomplete,
    /// Of another account.
    #[error("of another account")]
    OtherAccount,
    /// Of another order.
    #[error("of another order")]
    OtherOrder,
    /// Not the amount that is held.
    #[error("of another amount")]
    OtherAmount,
}

/// The operations that are told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notified {
    /// An authorisation.
    Authorization,
    /// A capture.
    Capture,
    /// A refund.
    Refund,
    /// A void.
    Void,
}

/// One that was signed by the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// IDENTIFIER: whose account.
    pub identifier: String,
    /// ORDERID: our reference.
    pub reference: String,
    /// OPERATIONTYPE.
    pub operation: Notified,
    /// AMOUNT, whole cents.
    pub amount: Cents,
    /// EXECCODE.
    pub code: ExecCode,
    /// TRANSACTIONID.
    pub transaction: String,
    /// EXTRADATA, which we sent.
    pub extra: Option<String>,
}

/// What makes two notifications the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Seen {
    transaction: String,
    operation: Notified,
    code: ExecCode,
}

impl Notification {
    /// Reads one from a request's query (without `?`) and body: the body where there is one (Assumed: documents say
    /// GET and POST). `key` is the account key, or the key of kind "notification" where the account has one.
    pub fn read(query: &str, body: &[u8], key: &Secret) -> Result<Notification, NotificationFault> {
        let fields = if body.is_empty() {
            query.as_bytes()
        } else {
            body
        };
        if fields.len() > LARGEST_NOTIFICATION {
            return Err(NotificationFault::TooLarge);
        }
        let params = Params::read(
            url::form_urlencoded::parse(fields).map(|(name, text)| (name, text.into_owned())),
        )
        .map_err(|fault| match fault {
            ParamsFault::Repeated => NotificationFault::Repeated,
            ParamsFault::BadName => NotificationFault::Unreadable,
        })?;
        let signature = params
            .get(HASH)
            .and_then(Hash::read)
            .ok_or(NotificationFault::NoSignature)?;
        if !Hash::of(&params, key.expose()).is(signature) {
            return Err(NotificationFault::WrongSignature);
        }
        Notification::understand(&params).ok_or(NotificationFault::Incomplete)
    }

    fn understand(params: &Params) -> Option<Notification> {
        let text = |name| params.get(name).filter(|text| !text.is_empty());
        let amount =
            text("AMOUNT").filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
        let euros = text("CURRENCY").is_none_or(|currency| currency == "EUR");
        Some(Notification {
            identifier: text("IDENTIFIER")?.to_owned(),
            reference: text("ORDERID")?.to_owned(),
            operation: match text("OPERATIONTYPE")? {
                "authorization" => Notified::Authorization,
                "capture" => Notified::Capture,
                "refund" => Notified::Refund,
                "void" => Notified::Void,
                _ => return None,
            },
            amount: Cents::new(amount.parse().ok()?).ok().filter(|_| euros)?,
            code: text("EXECCODE").and_then(ExecCode::read)?,
            transaction: text("TRANSACTIONID")?.to_owned(),
            extra: text("EXTRADATA").map(str::to_owned),
        })
    }

    /// Whether it is about this financing of this account: only then is it a reason to ask. An authorisation and a
    /// void are for the whole amount, a capture and a refund for no more than it.
    pub fn concerns(
        &self,
        financing: &Financing,
        identifier: &str,
    ) -> Result<(), NotificationFault> {
        let held = financing.order.amount;
        let fits = match self.operation {
            Notified::Authorization | Notified::Void => self.amount == held,
            Notified::Capture | Notified::Refund => self.amount <= held && !self.amount.is_zero(),
        };
        if self.identifier != identifier {
            Err(NotificationFault::OtherAccount)
        } else if self.reference != financing.order.key.reference {
            Err(NotificationFault::OtherOrder)
        } else if !fits {
            Err(NotificationFault::OtherAmount)
        } else {
            Ok(())
        }
    }

    /// What to remember so that the same one, sent again or replayed, is answered [`REPLY`] and otherwise ignored.
    pub fn seen_as(&self) -> Seen {
        Seen {
            transaction: self.transaction.clone(),
            operation: self.operation,
            code: self.code,
        }
    }
}

#[cfg(test)]
mod tests;
