//! Ends a journey, or gives back (part of) what is reserved. Whether it may be done is the rules' to say, and from
//! the customer's acceptance on it is a manager's.

use crate::{Till, TillFault, Underway};
use financing::{Actor, Cents, Event, FinancingId};

impl Till {
    /// Ends a journey, or gives back (part of) what is reserved. When this returns, the press is in the ledger; [`Till::carry_out`] does the rest.
    pub fn cancel(
        &self,
        id: &FinancingId,
        by: Actor,
        amount: Option<Cents>,
    ) -> Result<Underway, TillFault> {
        self.write(id, by, Event::Cancel { amount }, None)
    }
}
