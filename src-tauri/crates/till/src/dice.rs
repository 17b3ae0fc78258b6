//! Chance, as a port: references and keys must be unguessable in a shop, and repeatable in a simulation.

/// Where unguessable bytes come from.
pub trait Dice: Send + Sync {
    /// Fills `bytes`. Fails when the machine has no randomness to give; nothing is then started.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The machine gives no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no randomness")]
pub struct NoRandomness;

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsDice;

impl Dice for OsDice {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|_unsaid| NoRandomness)
    }
}
