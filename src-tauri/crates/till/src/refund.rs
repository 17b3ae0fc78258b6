//! Refunds what was released, all that is left or a part. A manager's deed. Whether it may be done is the
//! rules' to say.

use crate::{Till, TillFault, Underway};
use financing::{Actor, Cents, Event, FinancingId};

impl Till {
    /// Refunds what was released, all that is left or a part. When this returns, the press is in the ledger; [`Till::carry_out`] does the rest.
    pub fn refund(
        &self,
        id: &FinancingId,
        by: Actor,
        amount: Option<Cents>,
    ) -> Result<Underway, TillFault> {
        self.write(id, by, Event::Refund { amount }, None)
    }
}
