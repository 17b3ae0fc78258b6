//! Chance that can be repeated: one number makes a whole life. Every part of the world draws from a stream of its own,
//! so that a draw more in one place changes nothing in another. Not for secrets.

use std::sync::{Mutex, PoisonError};
use till::{Dice, NoRandomness};

/// A stream of numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream called `name` of the life `seed`.
    pub(crate) fn new(seed: u64, name: &str) -> Chance {
        let mut chance = Chance(seed);
        let mixed = name.bytes().fold(chance.next(), |mix, byte| {
            (mix ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        Chance(mixed)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `from`, and below `to`.
    pub(crate) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.next() % (to - from).max(1)
    }

    /// Whether it happens, so many times in a hundred.
    pub(crate) fn percent(&mut self, times: u64) -> bool {
        self.between(0, 100) < times
    }

    /// One of these.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.between(0, from.len() as u64) as usize]
    }

    /// One of these, each as often as its number says.
    pub(crate) fn weighed<T: Copy>(&mut self, from: &[(u64, T)]) -> T {
        let all = from.iter().map(|(weight, _)| weight).sum();
        let mut at = self.between(0, all);
        for (weight, one) in from {
            if at < *weight {
                return *one;
            }
            at -= weight;
        }
        from[0].1
    }
}

/// The till's dice, thrown by [`Chance`].
pub(crate) struct SeededDice(Mutex<Chance>);

impl SeededDice {
    /// The dice of one machine.
    pub(crate) fn new(chance: Chance) -> SeededDice {
        SeededDice(Mutex::new(chance))
    }
}

impl Dice for SeededDice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let mut chance = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            let drawn = chance.next().to_le_bytes();
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
        Ok(())
    }
}
