//! What was agreed with a gateway for one product: how its money moves, its deadlines, what may be done in part, and
//! how often it may be asked. A profile writes them, a financing keeps the ones it was started under for life.

use serde::{Deserialize, Serialize};

/// When the money is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// At once, when the customer is accepted and has signed (seed: "direct financing").
    Direct,
    /// When staff press *Delivered* (seed: "two-step financing").
    TwoStep,
}

/// The calls that lead from acceptance to released money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// One call releases what was accepted; nothing is reserved before it.
    OneCall,
    /// A first call reserves the accepted amount for a limited time, a second one releases all or part of it.
    ReserveFirst,
    /// Acceptance itself reserves the amount; one call releases all or part of it.
    ReservedOnAcceptance,
    /// Staff release it in the gateway's own portal; the till only asks whether it was done.
    ByHand,
}

/// The agreement for one product and mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The way to the money.
    pub route: Route,
    /// How long the customer has to finish the journey, in minutes (50, Known).
    pub journey_minutes: u32,
    /// How long an accepted amount may wait to be released, in calendar days of the store.
    pub release_days: u32,
    /// Whether a part of the reserved amount may be released.
    pub part_delivery: bool,
    /// Whether a part of the reserved amount may be given back.
    pub part_cancel: bool,
    /// Whether a part of the released amount may be refunded.
    pub part_refund: bool,
    /// Whether the gateway has a call that ends a journey before acceptance.
    pub abandon: bool,
    /// From how many seconds after the last byte left an answer that shows no trace of an operation proves that it
    /// was not done. `None`: it never proves it, a person decides.
    pub absence_proven_after_s: Option<u32>,
    /// After how many seconds without a certain outcome an operation is put before a person.
    pub give_up_after_s: u32,
    /// How often it may be asked.
    pub asking: Asking,
}

/// How often the gateway may be asked about a financing. The defaults are the seed's words to the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// Whether the gateway's notifications reach this till; then it is asked first after
    /// [`Asking::notified_minutes`].
    pub notified: bool,
    /// Without notifications: the first question, in minutes after the journey was shown (20).
    pub first_minutes: u32,
    /// Without notifications: the second question, in minutes after the first (30).
    pub second_minutes: u32,
    /// With notifications: the first question, in minutes after the journey was shown (50).
    pub notified_minutes: u32,
    /// Under review: minutes between two questions, from 120 to 1440.
    pub review_minutes: u32,
    /// Under review: never at weekends nor between 18:00 and 08:00 Central European time.
    pub office_hours: bool,
    /// While the journey is on the counter: seconds between two questions, where the merchant's contact allows it.
    pub counter_seconds: Option<u32>,
    /// Ask about everything every so many seconds and forget the calendar: for a pretended gateway only.
    pub every_seconds: Option<u32>,
}

impl Default for Asking {
    fn default() -> Asking {
        Asking {
            notified: false,
            first_minutes: 20,
            second_minutes: 30,
            notified_minutes: 50,
            review_minutes: 120,
            office_hours: true,
            counter_seconds: None,
            every_seconds: None,
        }
    }
}
