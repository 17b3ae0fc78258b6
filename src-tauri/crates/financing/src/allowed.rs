//! What a person may do with a financing now, found by asking the rules themselves: a screen that offers exactly this
//! never offers what [`crate::step`] would refuse, and never hides what it would allow.

use crate::{Cents, Declared, Event, Financing, Paper, step};
use chrono::{DateTime, Utc};

/// A deed a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Press *Delivered*, for all that is left.
    Deliver,
    /// Press *Delivered* for a part.
    DeliverPart,
    /// End it, or give back all that is reserved.
    Cancel,
    /// Give back a part of what is reserved.
    CancelPart,
    /// Refund all that is left.
    Refund,
    /// Refund a part.
    RefundPart,
    /// Print the receipt.
    PrintReceipt,
    /// Print the delivery note.
    PrintDeliveryNote,
    /// Declare an operation of unknown outcome as not done.
    DeclareNotDone,
    /// Declare the reason shown as dealt with.
    DeclareSeen,
}

/// The deeds that the rules allow now.
pub fn allowed(financing: &Financing, now: DateTime<Utc>) -> Vec<Deed> {
    let one_less = |left: Cents| left.minus(Cents::of(1)).ok().filter(|part| !part.is_zero());
    let part_of_reserved = one_less(financing.amounts.left_to_release());
    let part_of_released = one_less(financing.amounts.left_to_refund());
    let mut deeds = vec![
        (Deed::Deliver, Some(Event::Deliver { amount: None })),
        (
            Deed::DeliverPart,
            part_of_reserved.map(|part| Event::Deliver { amount: Some(part) }),
        ),
        (Deed::Cancel, Some(Event::Cancel { amount: None })),
        (
            Deed::CancelPart,
            part_of_reserved.map(|part| Event::Cancel { amount: Some(part) }),
        ),
        (Deed::Refund, Some(Event::Refund { amount: None })),
        (
            Deed::RefundPart,
            part_of_released.map(|part| Event::Refund { amount: Some(part) }),
        ),
        (
            Deed::PrintReceipt,
            Some(Event::Printed {
                paper: Paper::Receipt,
            }),
        ),
        (
            Deed::PrintDeliveryNote,
            Some(Event::Printed {
                paper: Paper::DeliveryNote,
            }),
        ),
        (
            Deed::DeclareNotDone,
            Some(Event::Declared {
                what: Declared::NotDone,
            }),
        ),
        (
            Deed::DeclareSeen,
            Some(Event::Declared {
                what: Declared::Seen,
            }),
        ),
    ];
    deeds.retain(|(_, event)| {
        event
            .as_ref()
            .is_some_and(|event| step(financing, event, now).is_ok())
    });
    deeds.into_iter().map(|(deed, _)| deed).collect()
}
