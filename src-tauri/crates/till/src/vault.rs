//! Secrets, as a port: set, replaced, deleted and used, never shown. What can go wrong has four faces, told apart
//! because staff do something different for each; none of them ever leads to a file in clear or to a new ledger.

use crate::{
    dice::Dice,
    locks::{Mutex, MutexGuard, PoisonError},
};
use std::collections::BTreeMap;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// The name under which the ledger's 32-byte key is kept.
pub const LEDGER_KEY: &str = "ledger-key";

/// Why the vault does not give what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum VaultFault {
    /// It is there and locked: unlock it and try again.
    #[error("the vault is locked")]
    Locked,
    /// It does not answer, or the system has none.
    #[error("the vault does not answer")]
    Unreachable,
    /// It answers, and what was asked for was never put in.
    #[error("the vault does not hold it")]
    Missing,
    /// It holds something that is not what was put in.
    #[error("the vault holds something else")]
    Wrong,
}

/// Where secrets live. Calls may block for seconds: never from an async task.
pub trait Vault: Send + Sync {
    /// The secret of this name.
    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault>;
    /// Puts a secret in, in place of one of the same name.
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault>;
    /// Takes a secret out; one that is not there is no fault.
    fn delete(&self, name: &str) -> Result<(), VaultFault>;
}

/// Takes only what is wiped when it is dropped. Each type that holds a secret names its fields in a line of this kind: one
/// that is not wiped does not compile, nor does a new one that nobody has thought about.
pub(crate) fn wiped(_: &impl ZeroizeOnDrop) {}

const _: fn(&dyn Vault) = |vault| vault.get("").iter().for_each(wiped);
const _: fn(&Pocket) = |pocket| pocket.secrets().values().for_each(wiped);

/// A vault in memory alone, which ends with whoever made it: training's.
#[derive(Default)]
pub struct Pocket(Mutex<BTreeMap<String, Zeroizing<Vec<u8>>>>);

impl Pocket {
    fn secrets(&self) -> MutexGuard<'_, BTreeMap<String, Zeroizing<Vec<u8>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault for Pocket {
    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        let secrets = self.secrets();
        secrets.get(name).cloned().ok_or(VaultFault::Missing)
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        let secret = Zeroizing::new(secret.to_vec());
        self.secrets().insert(name.to_owned(), secret);
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.secrets().remove(name);
        Ok(())
    }
}

/// The key of the ledger `name`: the one in the vault, or, for a ledger that does not exist yet, a new one put there
/// and read back before it is used. A ledger that exists without its key is never given a new one.
pub fn ledger_key(
    vault: &dyn Vault,
    name: &str,
    ledger_exists: bool,
    dice: &dyn Dice,
) -> Result<Zeroizing<[u8; 32]>, VaultFault> {
    let found = match vault.get(name) {
        Err(VaultFault::Missing) if !ledger_exists => {
            let mut key = Zeroizing::new([0_u8; 32]);
            dice.fill(key.as_mut())
                .map_err(|_no_randomness| VaultFault::Unreachable)?;
            vault.set(name, key.as_ref())?;
            let kept = vault.get(name)?;
            if kept.as_slice() != key.as_slice() {
                return Err(VaultFault::Wrong);
            }
            kept
        }
        found => found?,
    };
    let mut key = Zeroizing::new([0_u8; 32]);
    if found.len() != key.len() {
        return Err(VaultFault::Wrong);
    }
    key.copy_from_slice(&found);
    Ok(key)
}
