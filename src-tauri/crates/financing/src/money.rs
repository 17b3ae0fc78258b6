//! Money: whole euro cents with checked arithmetic. No float ever touches an amount, and no amount is negative;
//! a subtraction that would go below zero is an error, not a wrap.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of whole euro cents, zero or more. 124 990 is 1 249,90 €.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(try_from = "i64", into = "i64")]
pub struct Cents(i64);

/// Why a number or a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Below zero.
    #[error("an amount is never negative")]
    Negative,
    /// Above [`Cents::MAX`].
    #[error("the amount is too large")]
    TooLarge,
    /// More than two decimals, or not a number at all.
    #[error("an amount is digits with at most two decimals")]
    Malformed,
}

impl Cents {
    /// No money.
    pub const ZERO: Cents = Cents(0);
    /// Ten million euros: far above any product, far below what a screen's number type cannot hold.
    pub const MAX: Cents = Cents(1_000_000_000);

    /// Takes a number of cents, from zero to [`Cents::MAX`].
    pub fn new(cents: i64) -> Result<Cents, MoneyError> {
        if cents < 0 {
            Err(MoneyError::Negative)
        } else if cents > Self::MAX.0 {
            Err(MoneyError::TooLarge)
        } else {
            Ok(Cents(cents))
        }
    }

    /// An amount known when the program is written. Refused by the compiler when it is out of range.
    pub const fn of(cents: u32) -> Cents {
        assert!(cents as i64 <= Self::MAX.0);
        Cents(cents as i64)
    }

    /// The number of cents.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Reads `1249.9`, `1249,90` or `1249`: digits, then at most two decimals after a point or a comma.
    pub fn parse(text: &str) -> Result<Cents, MoneyError> {
        if text.starts_with('-') {
            return Err(MoneyError::Negative);
        }
        let (euros, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if euros.is_empty() || !digits(euros) || !digits(decimals) || decimals.len() > 2 {
            return Err(MoneyError::Malformed);
        }
        if decimals.is_empty() && text.len() != euros.len() {
            return Err(MoneyError::Malformed);
        }
        let euros = euros.parse::<i64>().or(Err(MoneyError::TooLarge))?;
        let cents = format!("{decimals:0<2}")
            .parse::<i64>()
            .or(Err(MoneyError::Malformed))?;
        let whole = euros
            .checked_mul(100)
            .and_then(|whole| whole.checked_add(cents));
        Cents::new(whole.ok_or(MoneyError::TooLarge)?)
    }

    /// The sum, or [`MoneyError::TooLarge`].
    pub fn plus(self, other: Cents) -> Result<Cents, MoneyError> {
        Cents::new(self.0.checked_add(other.0).ok_or(MoneyError::TooLarge)?)
    }

    /// The difference, or [`MoneyError::Negative`].
    pub fn minus(self, other: Cents) -> Result<Cents, MoneyError> {
        Cents::new(self.0.checked_sub(other.0).ok_or(MoneyError::Negative)?)
    }

    /// What is left of `self` once `other` is gone; nothing when `other` is the larger.
    pub fn left_after(self, other: Cents) -> Cents {
        Cents((self.0 - other.0).max(0))
    }

    /// Whether there is no money here.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl TryFrom<i64> for Cents {
    type Error = MoneyError;
    fn try_from(cents: i64) -> Result<Cents, MoneyError> {
        Cents::new(cents)
    }
}

impl From<Cents> for i64 {
    fn from(cents: Cents) -> i64 {
        cents.0
    }
}

impl fmt::Display for Cents {
    /// Euros with a decimal point, for logs and machines: `1249.90`. Screens and papers use the language's own form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
