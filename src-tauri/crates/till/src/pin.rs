//! The manager's PIN: of which form it is, where it is kept and what a try comes to. It is in the vault alone, as an
//! Argon2id hash with the number of wrong tries in a row, so that neither a file nor a new run of the program knows
//! less. Five are free; each further one has to wait, by a clock of this run that never jumps. What a right PIN opens,
//! and for how long, is the shell's to know; which deeds want it, `financing`'s.

use crate::{
    Dice, NoRandomness, Vault, VaultFault,
    locks::{Mutex, PoisonError},
    vault::wiped,
};
use argon2::{
    Argon2, Params, PasswordHasher, PasswordVerifier,
    password_hash::{Error, phc::PasswordHash},
};
use serde::{Deserialize, Serialize};
use std::{fmt, sync::Arc, time::Duration};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The name under which the manager's PIN is kept, beside the ledger's key.
pub const MANAGER_PIN: &str = "manager-pin";

/// Fewest digits.
const LEAST: usize = 4;
/// Most digits.
const MOST: usize = 12;
/// What a hash costs: as much work as the crate's default, in a third of the memory, for a till is no server (Known:
/// OWASP's Password Storage Cheat Sheet names both alike).
const MEMORY_KIB: u32 = 7 * 1024;
const PASSES: u32 = 5;
const LANES: u32 = 1;
/// Wrong tries in a row before the next one has to wait.
const FREE: u32 = 5;
/// The first wait; each wrong try after it doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(30);
/// The longest.
const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

/// A PIN as it was typed. It is wiped when it is let go, and no `Debug` shows it.
pub struct Pin(Zeroizing<String>);

const _: fn(&Pin) = |Pin(text)| wiped(text);
const _: fn(&Record) = wiped;

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

/// What keeps a text from being a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinProblem {
    /// Something else than digits.
    #[error("a PIN is digits")]
    NotDigits,
    /// Fewer digits than this.
    #[error("fewer than {least} digits")]
    TooShort {
        /// The fewest.
        least: usize,
    },
    /// More digits than this.
    #[error("more than {most} digits")]
    TooLong {
        /// The most.
        most: usize,
    },
    /// All steps from digit to digit are alike (0000, 1234, 2468, 9876): it is among the first that anybody tries.
    #[error("a PIN that anybody guesses")]
    TooEasy,
}

impl Pin {
    /// A PIN to be tried: 4 to 12 digits.
    pub fn typed(text: Zeroizing<String>) -> Result<Pin, PinProblem> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            Err(PinProblem::NotDigits)
        } else if text.len() < LEAST {
            Err(PinProblem::TooShort { least: LEAST })
        } else if text.len() > MOST {
            Err(PinProblem::TooLong { most: MOST })
        } else {
            Ok(Pin(text))
        }
    }

    /// A PIN to be kept: one of that form that is not guessed at once.
    pub fn chosen(text: Zeroizing<String>) -> Result<Pin, PinProblem> {
        let pin = Pin::typed(text)?;
        let digits = pin.0.as_bytes();
        let pairs = digits.iter().zip(digits.iter().skip(1));
        let mut steps = pairs.map(|(digit, next)| (u32::from(*next) + 10 - u32::from(*digit)) % 10);
        let first = steps.next();
        if steps.all(|step| Some(step) == first) {
            Err(PinProblem::TooEasy)
        } else {
            Ok(pin)
        }
    }

    /// Whether two were typed alike.
    pub fn is(&self, other: &str) -> bool {
        *self.0 == other
    }

    fn hash(&self, dice: &dyn Dice) -> Result<String, PinFault> {
        let mut salt = [0_u8; 16];
        dice.fill(&mut salt)?;
        let cost = Params::new(MEMORY_KIB, PASSES, LANES, None).or(Err(PinFault::NotHashed))?;
        let hash: Result<PasswordHash, Error> =
            Argon2::from(cost).hash_password_with_salt(self.0.as_bytes(), &salt);
        hash.map(|hash| hash.to_string())
            .or(Err(PinFault::NotHashed))
    }
}

/// Why a PIN opens nothing, or is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinFault {
    /// None was ever chosen.
    #[error("no PIN is set")]
    NoneSet,
    /// One was chosen already.
    #[error("a PIN is set")]
    AlreadySet,
    /// It is another one.
    #[error("a wrong PIN; {left} more may be tried at once")]
    Wrong {
        /// How many more may be tried before the next has to wait.
        left: u32,
    },
    /// Too many were wrong: nothing is looked at for so long.
    #[error("too many wrong PINs; wait {seconds} s")]
    Wait {
        /// Whole seconds, rounded up.
        seconds: u32,
    },
    /// The vault does not give or take it.
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// No salt could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The machine has no memory to hash it in.
    #[error("the PIN could not be hashed")]
    NotHashed,
}

/// What the vault holds, as JSON.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Record {
    /// A PHC string: Argon2id with its cost and salt.
    hash: String,
    /// Wrong tries in a row.
    wrong: u32,
}

/// How long the next try has to wait after so many wrong ones in a row.
fn wait(wrong: u32) -> Duration {
    match wrong.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(more) => FIRST_WAIT
            .saturating_mul(2_u32.saturating_pow(more))
            .min(LONGEST_WAIT),
    }
}

/// Whether one may be tried `since` the last wrong one.
fn may_try(wrong: u32, since: Duration) -> Result<(), PinFault> {
    let left = wait(wrong).saturating_sub(since);
    if left.is_zero() {
        Ok(())
    } else {
        Err(waits(left))
    }
}

/// What is said after a wrong one, `wrong` of them in a row with it.
fn said_of(wrong: u32) -> PinFault {
    match FREE.checked_sub(wrong) {
        Some(left) if left > 0 => PinFault::Wrong { left },
        Some(_) | None => waits(wait(wrong)),
    }
}

fn waits(left: Duration) -> PinFault {
    let seconds = left.as_millis().div_ceil(1000);
    PinFault::Wait {
        seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
    }
}

/// The manager's PIN in a vault. One try at a time; all of it may block for as long as the vault does.
pub struct ManagersPin {
    vault: Arc<dyn Vault>,
    /// When the last wrong one was tried, or this run began, by the run's own clock.
    last: Mutex<Duration>,
}

impl ManagersPin {
    /// The PIN in this vault, as a run finds it at `now` by its own clock: where too many were wrong before, it begins
    /// with the wait.
    pub fn new(vault: Arc<dyn Vault>, now: Duration) -> ManagersPin {
        ManagersPin {
            vault,
            last: Mutex::new(now),
        }
    }

    /// Whether one was chosen. A vault that does not answer is no answer.
    pub fn is_set(&self) -> Result<bool, VaultFault> {
        Ok(self.read()?.is_some())
    }

    /// Tries a PIN at `now`. It is counted as wrong before it is looked at: ending the program gives no free try.
    pub fn try_pin(&self, pin: &Pin, now: Duration) -> Result<(), PinFault> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let mut record = self.read()?.ok_or(PinFault::NoneSet)?;
        may_try(record.wrong, now.saturating_sub(*last))?;
        record.wrong = record.wrong.saturating_add(1);
        self.write(&record)?;
        *last = now;
        if !record.is(pin)? {
            return Err(said_of(record.wrong));
        }
        record.wrong = 0;
        self.write(&record)?;
        Ok(())
    }

    /// Keeps a PIN where there is none.
    pub fn set_first(&self, pin: &Pin, dice: &dyn Dice) -> Result<(), PinFault> {
        let _one_at_a_time = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match self.read()? {
            Some(_) => Err(PinFault::AlreadySet),
            None => self.keep(pin, dice),
        }
    }

    /// Keeps a PIN in place of the one before. That it may be done is the caller's to know.
    pub fn replace(&self, pin: &Pin, dice: &dyn Dice) -> Result<(), PinFault> {
        let _one_at_a_time = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        self.keep(pin, dice)
    }

    fn keep(&self, pin: &Pin, dice: &dyn Dice) -> Result<(), PinFault> {
        let hash = pin.hash(dice)?;
        self.write(&Record { hash, wrong: 0 })?;
        let kept = self.read()?.ok_or(VaultFault::Wrong)?;
        if kept.is(pin)? {
            Ok(())
        } else {
            Err(VaultFault::Wrong.into())
        }
    }

    fn read(&self) -> Result<Option<Record>, VaultFault> {
        match self.vault.get(MANAGER_PIN) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .or(Err(VaultFault::Wrong)),
            Err(VaultFault::Missing) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    fn write(&self, record: &Record) -> Result<(), VaultFault> {
        let bytes = serde_json::to_vec(record).or(Err(VaultFault::Wrong))?;
        self.vault.set(MANAGER_PIN, &Zeroizing::new(bytes))
    }
}

impl Record {
    /// Whether this is its PIN, in a time that says nothing of either.
    fn is(&self, pin: &Pin) -> Result<bool, VaultFault> {
        match Argon2::default().verify_password(pin.0.as_bytes(), self.hash.as_str()) {
            Ok(()) => Ok(true),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(_) => Err(VaultFault::Wrong),
        }
    }
}
