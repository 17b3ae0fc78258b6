//! What may go wrong in one walk, and how much of it is left: deaths of the program, faults of the network and the disk,
//! notifications. Each is one choice of the walk, and none is asked for once its measure is full. It knows no shop.

use super::choices::{Choices, Spent};
use crate::wire::Fate;
use std::fmt;

/// How much may go wrong in one life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measure {
    /// Deaths of the program: the first in the life, the next in its recovery or after.
    pub(crate) deaths: u32,
    /// Calls that do not go well, and writes that the disk refuses.
    pub(crate) faults: u32,
    /// Notifications.
    pub(crate) notifications: u32,
}

impl Measure {
    /// Kind by kind.
    pub(crate) fn kinds(self) -> Spent {
        [self.deaths, self.faults, self.notifications]
    }

    /// Reads what [`fmt::Display`] writes.
    pub(crate) fn read(text: &str) -> Option<Measure> {
        let numbers: Vec<u32> = text
            .split('.')
            .map_while(|number| number.parse().ok())
            .collect();
        let [deaths, faults, notifications] = numbers.try_into().ok()?;
        Some(Measure {
            deaths,
            faults,
            notifications,
        })
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.deaths, self.faults, self.notifications)
    }
}

/// Every end of an operation's call. The first is fine; what breaks off does so before the gateway acts, or after.
const ENDS: [Fate; 11] = [
    Fate::Fine,
    Fate::RequestLost,
    Fate::AnswerLost,
    Fate::Cut(false),
    Fate::Cut(true),
    Fate::Delayed,
    Fate::PlatformFailed(false),
    Fate::PlatformFailed(true),
    Fate::Garbage(false),
    Fate::Garbage(true),
    Fate::NoConnection,
];

/// Every end of a question that a till can tell apart. A question moves nothing, and no answer to it is no event: lost
/// on either way and too late are one silence, cut, failed and spoiled are another.
const ENDS_OF_A_QUESTION: [Fate; 3] = [Fate::Fine, Fate::RequestLost, Fate::Garbage(false)];

/// The choices of one walk, and what is left to go wrong.
#[derive(Debug)]
pub(crate) struct Fortune {
    pub(crate) choices: Choices,
    pub(crate) left: Measure,
    /// The program runs. What happens in one that is dead is no choice any more.
    pub(crate) alive: bool,
}

impl Fortune {
    /// A walk with these choices, in which so much may go wrong.
    pub(crate) fn new(choices: Choices, left: Measure) -> Fortune {
        Fortune {
            choices,
            left,
            alive: true,
        }
    }

    /// Whether the program dies here.
    pub(crate) fn dies(&mut self) -> bool {
        let dies = self.alive && self.left.deaths > 0 && self.choices.choose(2) == 1;
        if dies {
            self.left.deaths -= 1;
            self.alive = false;
        }
        dies
    }

    /// Whether the disk refuses what is written next.
    pub(crate) fn refuses(&mut self) -> bool {
        let refuses = self.alive && self.left.faults > 0 && self.choices.choose(2) == 1;
        self.left.faults -= u32::from(refuses);
        refuses
    }

    /// Whether a notification comes in here.
    pub(crate) fn notifies(&mut self) -> bool {
        let notifies = self.alive && self.left.notifications > 0 && self.choices.choose(2) == 1;
        self.left.notifications -= u32::from(notifies);
        notifies
    }

    /// What becomes of a call.
    pub(crate) fn fate(&mut self, question: bool) -> Fate {
        let ends: &[Fate] = if question { &ENDS_OF_A_QUESTION } else { &ENDS };
        if self.left.faults == 0 {
            return Fate::Fine;
        }
        let fate = ends[self.choices.choose(ends.len() as u32) as usize];
        self.left.faults -= u32::from(fate != Fate::Fine);
        fate
    }
}
