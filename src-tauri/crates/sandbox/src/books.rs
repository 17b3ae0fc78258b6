//! The books of a pretended gateway: what really happened to money, whatever answers were lost on the way. Entries are
//! only ever appended, and an entry that would overdraw its transaction is refused here, so every gateway rule about
//! amounts rests on one piece of arithmetic. The books know nothing of statuses, codes or who asked.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Whole cents of a euro.
pub type Cents = u64;

/// What happened to money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The customer's credit is set aside for the shop (authorised).
    Reserved,
    /// The shop is paid and the customer's schedule starts (financed, captured).
    Released,
    /// A Cofidis `cancel` gave back something reserved.
    Cancelled,
    /// A Payplug `void` gave back something reserved.
    Voided,
    /// Something reserved ended by itself: its time ran out, or the one release took only a part.
    Lapsed,
    /// Something released went back to the customer.
    Refunded,
}

/// One line of the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When it happened, by the sandbox's clock.
    pub at: DateTime<Utc>,
    /// The transaction: a Cofidis key's [`name`](crate::cofidis::TransactionKey::name), or the TRANSACTIONID of a
    /// Payplug authorisation.
    pub transaction: String,
    /// What did it: a Cofidis method's name, a Payplug operation's own TRANSACTIONID, or `lapse`.
    pub operation: String,
    /// The reference the shop sent with the operation (Payplug's EXTRADATA); empty if it sent none.
    pub reference: String,
    /// What happened.
    pub effect: Effect,
    /// How much, above zero.
    pub amount: Cents,
}

/// What the entries of one transaction add up to. Always `refunded <= released <= reserved <= amount`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// The shop's own order number (`orderReference`, ORDERID); empty if it gave none.
    pub order: String,
    /// What was asked to be financed.
    pub amount: Cents,
    /// Sum of [`Effect::Reserved`].
    pub reserved: Cents,
    /// Sum of [`Effect::Released`].
    pub released: Cents,
    /// Sum of [`Effect::Cancelled`].
    pub cancelled: Cents,
    /// Sum of [`Effect::Voided`].
    pub voided: Cents,
    /// Sum of [`Effect::Lapsed`].
    pub lapsed: Cents,
    /// Sum of [`Effect::Refunded`].
    pub refunded: Cents,
}

impl Totals {
    /// Reserved, and neither released nor given back.
    pub fn held(&self) -> Cents {
        let gone = [self.released, self.cancelled, self.voided, self.lapsed];
        gone.iter()
            .fold(self.reserved, |rest, part| rest.saturating_sub(*part))
    }

    /// Released, and not refunded.
    pub fn refundable(&self) -> Cents {
        self.released.saturating_sub(self.refunded)
    }

    fn room(&self, effect: Effect) -> Cents {
        match effect {
            Effect::Reserved => self.amount.saturating_sub(self.reserved),
            Effect::Released | Effect::Cancelled | Effect::Voided | Effect::Lapsed => self.held(),
            Effect::Refunded => self.refundable(),
        }
    }

    fn sum_of(&mut self, effect: Effect) -> &mut Cents {
        match effect {
            Effect::Reserved => &mut self.reserved,
            Effect::Released => &mut self.released,
            Effect::Cancelled => &mut self.cancelled,
            Effect::Voided => &mut self.voided,
            Effect::Lapsed => &mut self.lapsed,
            Effect::Refunded => &mut self.refunded,
        }
    }
}

/// The entry was for nothing, or for more than there was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry of the books must be above zero and within what is left")]
pub struct Overdrawn;

/// The append-only list of effects of one gateway, and what they add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    entries: Vec<Entry>,
    totals: BTreeMap<String, Totals>,
}

impl Books {
    /// Every effect, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The totals of every transaction that was ever opened, by transaction.
    pub fn all(&self) -> &BTreeMap<String, Totals> {
        &self.totals
    }

    /// The totals of one transaction; all zero for one that was never opened.
    pub fn totals(&self, transaction: &str) -> Totals {
        self.totals.get(transaction).cloned().unwrap_or_default()
    }

    /// Opens (or opens again, for a mended request) a transaction in which nothing has happened yet.
    pub(crate) fn open(&mut self, transaction: &str, order: &str, amount: Cents) {
        let totals = Totals {
            order: order.to_owned(),
            amount,
            ..Totals::default()
        };
        self.totals.insert(transaction.to_owned(), totals);
    }

    /// Appends `entry`.
    ///
    /// # Errors
    /// [`Overdrawn`], and nothing is written, if the amount is zero or more than the transaction has room for.
    pub(crate) fn record(&mut self, entry: Entry) -> Result<(), Overdrawn> {
        let totals = self.totals.get_mut(&entry.transaction).ok_or(Overdrawn)?;
        if entry.amount == 0 || entry.amount > totals.room(entry.effect) {
            return Err(Overdrawn);
        }
        let sum = totals.sum_of(entry.effect);
        *sum = sum.checked_add(entry.amount).ok_or(Overdrawn)?;
        self.entries.push(entry);
        Ok(())
    }
}
