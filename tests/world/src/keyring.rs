//! The keyring of a machine, which holds the key of its ledger and may be locked. It gives secrets when it is open, takes
//! new ones, and remembers nothing of who asked. It knows no ledger.

use till::{Pocket, Vault, VaultFault};
use zeroize::Zeroizing;

/// The keyring as a program on one machine finds it.
pub(crate) struct Keyring<'a> {
    /// What is in it: two programs on one ledger have one.
    pub(crate) secrets: &'a Pocket,
    /// Nobody unlocked it yet.
    pub(crate) locked: bool,
}

impl Keyring<'_> {
    fn open(&self) -> Result<&Pocket, VaultFault> {
        if self.locked {
            Err(VaultFault::Locked)
        } else {
            Ok(self.secrets)
        }
    }
}

impl Vault for Keyring<'_> {
    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        self.open()?.get(name)
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.open()?.set(name, secret)
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.open()?.delete(name)
    }
}
