//! The notifications that the pretended gateways want sent, and the mailbox that holds, releases, repeats, reorders and
//! forges them. It owns the queue and the record of what left; it sends nothing itself and cannot sign: a forgery is
//! made by spoiling fields that were signed before.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::form_urlencoded;

/// A notification: form fields for an address of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notification {
    /// Where to; `None` if the shop gave no address.
    pub url: Option<String>,
    /// The form's fields, in order.
    pub fields: Vec<(String, String)>,
    /// How long after the event it leaves.
    pub after: Duration,
}

impl Notification {
    /// A notification that leaves at once.
    pub(crate) fn new<'a>(
        url: Option<String>,
        fields: impl IntoIterator<Item = (&'a str, String)>,
    ) -> Self {
        let fields = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Self {
            url,
            fields,
            after: Duration::ZERO,
        }
    }

    /// The body: `application/x-www-form-urlencoded`.
    pub fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.fields)
            .finish()
    }

    /// The value of the first field of that name.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

/// A way to spoil a notification that was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    /// HASH left out.
    NoHash,
    /// HASH in upper case.
    UpperCaseHash,
    /// One digit of HASH changed.
    WrongHash,
    /// Another ORDERID (Payplug) or transaction (Cofidis) under the same HASH.
    OtherOrder,
    /// Ten times the AMOUNT under the same HASH.
    ChangedAmount,
    /// A parameter more.
    ExtraParameter,
    /// The first parameter twice.
    RepeatedParameter,
    /// Another EXECCODE or transactionStatus: good news that is not true.
    GoodNews,
    /// A megabyte of padding.
    HugeBody,
}

impl Forgery {
    /// The spoiled twin of `notification`.
    pub fn spoil(self, notification: &Notification) -> Notification {
        let mut forged = notification.clone();
        match self {
            Self::NoHash => forged.fields.retain(|(name, _)| name != "HASH"),
            Self::UpperCaseHash => forged.change("HASH", |hash| hash.to_uppercase()),
            Self::WrongHash => forged.change("HASH", |hash| {
                let last = if hash.ends_with('0') { "1" } else { "0" };
                format!(
                    "{}{last}",
                    hash.get(..hash.len().saturating_sub(1)).unwrap_or_default()
                )
            }),
            Self::OtherOrder => {
                forged.change("ORDERID", |order| format!("{order}X"));
                forged.change("transactionKey", |key| {
                    key.replace("merchantTransactionId\":\"", "merchantTransactionId\":\"X")
                });
            }
            Self::ChangedAmount => forged.change("AMOUNT", |amount| format!("{amount}0")),
            Self::ExtraParameter => forged.fields.push(("SURPRISE".to_owned(), "1".to_owned())),
            Self::RepeatedParameter => forged.fields.extend(notification.fields.first().cloned()),
            Self::GoodNews => {
                forged.change("EXECCODE", |_| "0000".to_owned());
                forged.change("transactionStatus", |_| "validated".to_owned());
            }
            Self::HugeBody => forged
                .fields
                .push(("PADDING".to_owned(), "x".repeat(1_048_576))),
        }
        forged
    }
}

impl Notification {
    fn change(&mut self, name: &str, new: impl Fn(&str) -> String) {
        for (field, value) in &mut self.fields {
            if field == name {
                *value = new(value);
            }
        }
    }
}

/// The mailbox of one sandbox.
#[derive(Debug, Clone, Default)]
pub struct Mailbox {
    holding: bool,
    held: Vec<Notification>,
    sent: Vec<Notification>,
}

impl Mailbox {
    /// Takes in fresh notifications and gives back those to send now: all, or none while holding.
    pub fn post(&mut self, fresh: Vec<Notification>) -> Vec<Notification> {
        if self.holding {
            self.held.extend(fresh);
            return Vec::new();
        }
        self.sent.extend(fresh.iter().cloned());
        fresh
    }

    /// Keeps back what comes from now on.
    pub fn hold(&mut self) {
        self.holding = true;
    }

    /// Stops holding and gives back what was held, oldest or newest first.
    pub fn release(&mut self, newest_first: bool) -> Vec<Notification> {
        self.holding = false;
        let mut held = std::mem::take(&mut self.held);
        if newest_first {
            held.reverse();
        }
        self.post(held)
    }

    /// The `number`-th notification that was sent, counted from 0; the last one without a number.
    pub fn sent(&self, number: Option<usize>) -> Option<&Notification> {
        match number {
            Some(number) => self.sent.get(number),
            None => self.sent.last(),
        }
    }

    /// Everything that left, oldest first.
    pub fn all_sent(&self) -> &[Notification] {
        &self.sent
    }

    /// Everything that is held back, oldest first.
    pub fn all_held(&self) -> &[Notification] {
        &self.held
    }
}
