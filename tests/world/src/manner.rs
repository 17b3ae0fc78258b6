//! How a pretended gateway behaves: the manners of Cofidis on its ways to the money, of Cofidis in Italy, of its portal,
//! and of Payplug. A manner is a table row, and the terms under which a till works with it.

use financing::{Asking, Route, Terms};

/// The manners of one gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manner {
    /// Its name among the gateways of the world.
    pub(crate) name: &'static str,
    /// The way to the money.
    pub(crate) route: Route,
    /// Whether a second opening under the same key is refused.
    pub(crate) knows_its_keys: bool,
    /// Whether its answers to questions name amounts.
    pub(crate) names_amounts: bool,
    /// Whether its answers to operations do.
    pub(crate) answers_with_amounts: bool,
    /// How far its lists lag behind, in seconds.
    pub(crate) lag_s: i64,
    /// After how many seconds the absence of a trace proves something.
    pub(crate) absence_s: Option<u32>,
    /// Italy: every signed journey is checked by hand.
    pub(crate) every_end_is_reviewed: bool,
    /// Whether a journey can be ended by the shop.
    pub(crate) abandon: bool,
    /// Whether it takes parts: of a release, a cancellation, a refund.
    pub(crate) parts: [bool; 3],
    /// Whether what is accepted or reserved lapses, and after how many days.
    pub(crate) lapses: bool,
    /// Days.
    pub(crate) hold_days: i64,
    /// Whether a reservation that lapsed shows as cancelled; otherwise it is let go in silence.
    pub(crate) names_lapse: bool,
}

const COFIDIS: Manner = Manner {
    name: "one-call",
    route: Route::OneCall,
    knows_its_keys: true,
    names_amounts: true,
    answers_with_amounts: true,
    lag_s: 0,
    absence_s: Some(120),
    every_end_is_reviewed: false,
    abandon: false,
    parts: [false, false, true],
    lapses: false,
    hold_days: 6,
    names_lapse: true,
};

/// Every manner in the world.
pub(crate) const MANNERS: [Manner; 6] = [
    COFIDIS,
    Manner {
        name: "reserve-first",
        route: Route::ReserveFirst,
        parts: [true, true, true],
        lapses: true,
        ..COFIDIS
    },
    Manner {
        name: "reserve-first-loan",
        route: Route::ReserveFirst,
        parts: [true, true, true],
        lapses: true,
        hold_days: 30,
        ..COFIDIS
    },
    Manner {
        name: "italy",
        every_end_is_reviewed: true,
        abandon: true,
        parts: [false, false, false],
        lapses: true,
        ..COFIDIS
    },
    Manner {
        name: "portal",
        route: Route::ByHand,
        ..COFIDIS
    },
    Manner {
        name: "lists",
        route: Route::ReservedOnAcceptance,
        knows_its_keys: false,
        answers_with_amounts: false,
        lag_s: 90,
        absence_s: None,
        parts: [true, false, true],
        lapses: true,
        hold_days: 7,
        names_lapse: false,
        ..COFIDIS
    },
];

impl Manner {
    /// The terms that a profile would write for it.
    pub(crate) fn terms(&self) -> Terms {
        let [part_delivery, part_cancel, part_refund] = self.parts;
        Terms {
            route: self.route,
            journey_minutes: 50,
            release_days: u32::try_from(self.hold_days).unwrap_or_default(),
            part_delivery,
            part_cancel,
            part_refund,
            abandon: self.abandon,
            absence_proven_after_s: self.absence_s,
            give_up_after_s: 86_400,
            asking: Asking {
                counter_seconds: Some(15),
                ..Asking::default()
            },
        }
    }
}
