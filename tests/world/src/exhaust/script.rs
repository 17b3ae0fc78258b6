//! The lives that are walked: with whom, in which mode, and what staff press when. A deed is pressed as soon as the
//! financing stands where it belongs, twice each time, and again when it turns out that it was not done.

use super::fortune::Measure;
use financing::{Cents, Event, Financing, Mode, State};

/// What staff want to have done.
pub(crate) struct Deed {
    /// What they press.
    pub(crate) event: Event,
    /// Where the financing stands when they do.
    pub(crate) from: &'static [State],
    /// Whether it is done.
    pub(crate) is_done: fn(&Financing) -> bool,
}

/// One kind of life.
pub(crate) struct Script {
    /// What it is called.
    pub(crate) name: &'static str,
    /// With which gateway: the name of its manner.
    pub(crate) gateway: &'static str,
    /// When the money is released.
    pub(crate) mode: Mode,
    /// What staff do, in order.
    pub(crate) deeds: Vec<Deed>,
    /// All that is walked of it.
    pub(crate) whole: Measure,
}

/// Of a life with few operations: two deaths, so a death at every point of the recovery from a death at every point; a
/// fault; and four notifications.
const FEW: Measure = Measure {
    deaths: 2,
    faults: 1,
    notifications: 4,
};

/// Of a life with a refund: the same, with one notification.
const SOME: Measure = Measure {
    deaths: 2,
    faults: 1,
    notifications: 1,
};

/// Of a life with many, which has some hundred times as many walks: a death and a fault.
const MANY: Measure = Measure {
    deaths: 1,
    faults: 1,
    notifications: 0,
};

/// What is financed.
pub(crate) const AMOUNT: Cents = Cents::of(60_000);
const DELIVERED: Cents = Cents::of(40_000);
const BACK: Cents = Cents::of(15_000);

const IN_JOURNEY: &[State] = &[State::Shown, State::Filling, State::UnderReview];

fn deliver(amount: Option<Cents>, from: &'static [State]) -> Deed {
    Deed {
        event: Event::Deliver { amount },
        from,
        is_done: |financing| !financing.amounts.released.is_zero(),
    }
}

fn refund_part() -> Deed {
    Deed {
        event: Event::Refund { amount: Some(BACK) },
        from: &[State::Financed],
        is_done: |financing| financing.amounts.refunded >= BACK,
    }
}

fn refund_rest() -> Deed {
    Deed {
        event: Event::Refund { amount: None },
        from: &[State::Financed],
        is_done: |financing| financing.state == State::Refunded,
    }
}

fn cancel(from: &'static [State]) -> Deed {
    Deed {
        event: Event::Cancel { amount: None },
        from,
        is_done: |financing| financing.state.is_settled(),
    }
}

fn cancel_part() -> Deed {
    Deed {
        event: Event::Cancel { amount: Some(BACK) },
        from: &[State::Reserved],
        is_done: |financing| !financing.amounts.cancelled.is_zero(),
    }
}

impl Script {
    /// All of them.
    pub(crate) fn all() -> Vec<Script> {
        let two_step = |name, gateway, whole, deeds| Script {
            name,
            gateway,
            mode: Mode::TwoStep,
            deeds,
            whole,
        };
        vec![
            Script {
                name: "direct",
                gateway: "one-call",
                mode: Mode::Direct,
                deeds: Vec::new(),
                whole: FEW,
            },
            two_step(
                "two-step",
                "one-call",
                FEW,
                vec![deliver(None, &[State::Accepted])],
            ),
            two_step(
                "two-step-refund",
                "one-call",
                SOME,
                vec![deliver(None, &[State::Accepted]), refund_part()],
            ),
            two_step(
                "reserved-part-refund",
                "reserve-first",
                MANY,
                vec![
                    deliver(Some(DELIVERED), &[State::Reserved]),
                    refund_part(),
                    refund_rest(),
                ],
            ),
            two_step(
                "reserved-cancelled",
                "reserve-first",
                MANY,
                vec![cancel_part(), cancel(&[State::Reserved])],
            ),
            two_step("withdrawn", "one-call", FEW, vec![cancel(IN_JOURNEY)]),
            two_step("reviewed-abandoned", "italy", FEW, vec![cancel(IN_JOURNEY)]),
            two_step(
                "lists-part-refund",
                "lists",
                MANY,
                vec![deliver(Some(DELIVERED), &[State::Reserved]), refund_part()],
            ),
            Script {
                name: "by-hand",
                gateway: "portal",
                mode: Mode::TwoStep,
                deeds: vec![deliver(None, &[State::Accepted])],
                whole: FEW,
            },
        ]
    }
}
