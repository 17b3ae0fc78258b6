//! The customer of every walk: one who opens the journey, fills it in and is accepted within a few minutes, at a gateway
//! of any manners. What else a customer may do, the world's seeded lives try.

use super::script::AMOUNT;
use crate::{
    bank::{Bank, Letter},
    chance::Chance,
    manner::MANNERS,
    transaction::Stage,
};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{Cents, Intent, Key, Operation, calendar::transaction_date};

/// The gateway of this name, whose next customer fills in and is accepted within a few minutes: the first of the
/// gateway's chances that gives one.
pub(crate) fn bank(name: &str, began: DateTime<Utc>) -> Bank {
    let manner = *MANNERS.iter().find(|manner| manner.name == name).unwrap();
    let bank = |seed| Bank::new(manner, Chance::new(seed, "customer"));
    let suits = |seed: &u64| {
        let mut trial = bank(*seed);
        trial.post(opening(began));
        trial.live_until(began);
        let moves = &trial.transaction("trial").unwrap().moves;
        let quick = began + TimeDelta::minutes(6);
        let ends = [Stage::Filling, Stage::Accepted];
        moves.len() == 2
            && moves
                .iter()
                .zip(ends)
                .all(|((at, to), end)| *to == end && *at < quick)
    };
    bank((0..).find(suits).unwrap())
}

fn opening(at: DateTime<Utc>) -> Letter {
    Letter {
        at,
        key: Key {
            reference: "trial".to_owned(),
            date: transaction_date(at),
        },
        amount: AMOUNT,
        intent: Some(Intent {
            number: 1,
            operation: Operation::Open,
            amount: Cents::ZERO,
        }),
        fails: false,
        handle: false,
    }
}
