//! How a closed enum is spelled in a column: as in the journal's JSON, so that the ledger has one vocabulary.

use crate::{Damage, LedgerError};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The word for a value that has no content of its own (`two_step`).
pub(crate) fn word<T: Serialize>(value: &T) -> Result<String, LedgerError> {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => Ok(word),
        Ok(_) | Err(_) => Err(Damage::Totals.into()),
    }
}

/// The value that a word stands for.
pub(crate) fn meaning<T: DeserializeOwned>(word: String) -> Result<T, LedgerError> {
    serde_json::from_value(Value::String(word)).or(Err(Damage::Totals.into()))
}
