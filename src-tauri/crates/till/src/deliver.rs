//! *Delivered*. Whether it may be done is the rules' to say.

use crate::{Till, TillFault, Underway};
use financing::{Actor, Cents, Event, FinancingId};

impl Till {
    /// *Delivered*. When this returns, the press is in the ledger; [`Till::carry_out`] does the rest.
    pub fn deliver(
        &self,
        id: &FinancingId,
        by: Actor,
        amount: Option<Cents>,
    ) -> Result<Underway, TillFault> {
        self.write(id, by, Event::Deliver { amount }, None)
    }
}
