//! The key of the file: 32 random bytes that the vault keeps. It is wiped when dropped and never printed. It knows
//! nothing of where it comes from.

use std::fmt::{self, Write};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The raw 32-byte key of a ledger.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LedgerKey([u8; 32]);

/// Takes only what is wiped when it is dropped: without that a key does not compile.
fn wiped(_: &impl ZeroizeOnDrop) {}

const _: fn(&LedgerKey) = wiped;
const _: fn(&LedgerKey) = |key| wiped(&key.pragma());

impl LedgerKey {
    /// Takes 32 random bytes, as they come out of the vault.
    pub fn from_bytes(bytes: [u8; 32]) -> LedgerKey {
        LedgerKey(bytes)
    }

    /// The statement that opens a file with this key; wiped when dropped. The database engine keeps copies of its own
    /// for as long as the file is open.
    #[cfg_attr(
        not(feature = "cipher"),
        allow(dead_code, reason = "a plain build has no use for a key")
    )]
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let mut sql = Zeroizing::new(String::with_capacity(96));
        sql.push_str("PRAGMA key = \"x'");
        for byte in self.0 {
            // Writing into a String cannot fail.
            let _ = write!(sql, "{byte:02x}");
        }
        sql.push_str("'\"");
        sql
    }
}

impl fmt::Debug for LedgerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LedgerKey(..)")
    }
}
