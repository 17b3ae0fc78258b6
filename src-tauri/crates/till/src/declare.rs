//! What a manager learned from the gateway's people and its interface does not tell: a manager's deed.

use crate::{Till, TillFault, Underway};
use financing::{Actor, Declared, Event, FinancingId};

impl Till {
    /// Declares an operation of unknown outcome as certainly not done, or the reason shown as dealt with.
    pub fn declare(
        &self,
        id: &FinancingId,
        by: Actor,
        what: Declared,
    ) -> Result<Underway, TillFault> {
        self.write(id, by, Event::Declared { what }, None)
    }
}
