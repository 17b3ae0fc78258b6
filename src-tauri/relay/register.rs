//! Who is invited: which random address belongs to which financing, and whether it is still alive. An address dies a
//! quarter of an hour after it was made, after its third opening, or when its journey is over, whichever comes first;
//! and it belongs to the first device that opens it. Pure: the time and chance are given. It knows nothing of HTTP.

use super::Page;
use financing::FinancingId;
use std::{
    fmt,
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use subtle::ConstantTimeEq;
use till::{Dice, NoRandomness};

/// How long an address lives.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// How often it may be opened: the customer's reader may look before their browser does, and they may reload once.
const OPENINGS: u8 = 3;

/// The unguessable part of an address: 128 random bits, written as 32 small hexadecimal digits.
#[derive(Clone, Copy)]
pub(super) struct Token([u8; 16]);

impl Token {
    fn throw(dice: &dyn Dice) -> Result<Token, NoRandomness> {
        let mut bits = [0_u8; 16];
        dice.fill(&mut bits)?;
        Ok(Token(bits))
    }

    /// Reads exactly what [`Token`] writes, and nothing else.
    pub(super) fn read(text: &str) -> Option<Token> {
        let small_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 32 || !text.bytes().all(small_hex) {
            return None;
        }
        let bits = u128::from_str_radix(text, 16).ok()?;
        Some(Token(bits.to_be_bytes()))
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

/// One address.
struct Entry {
    id: FinancingId,
    token: Token,
    page: Arc<Page>,
    made: Instant,
    openings: u8,
    /// The first device that opened it: nobody else may.
    guest: Option<IpAddr>,
}

impl Entry {
    fn is_alive(&self, now: Instant) -> bool {
        self.openings < OPENINGS && !self.left(now).is_zero()
    }

    /// How much of its time is left.
    fn left(&self, now: Instant) -> Duration {
        LIFE.saturating_sub(now.saturating_duration_since(self.made))
    }
}

/// A page that was asked for with a right token.
pub(super) struct Opened {
    pub(super) page: Arc<Page>,
    /// Whose address it was, where this opening was its last.
    pub(super) last_of: Option<FinancingId>,
}

/// All addresses that are alive, and none that is dead for longer than until the next look.
#[derive(Default)]
pub(super) struct Register(Vec<Entry>);

impl Register {
    /// The token of a financing: the one it has while that is alive, else a new one.
    pub(super) fn invite(
        &mut self,
        id: &FinancingId,
        page: Page,
        dice: &dyn Dice,
        now: Instant,
    ) -> Result<Token, NoRandomness> {
        self.bury(now);
        let page = Arc::new(page);
        if let Some(entry) = self.0.iter_mut().find(|entry| entry.id == *id) {
            entry.page = page;
            return Ok(entry.token);
        }
        let token = Token::throw(dice)?;
        self.0.push(Entry {
            id: id.clone(),
            token,
            page,
            made: now,
            openings: 0,
            guest: None,
        });
        Ok(token)
    }

    /// The page behind a token, for this device. Every token is compared, each in constant time.
    pub(super) fn open(&mut self, token: &Token, guest: IpAddr, now: Instant) -> Option<Opened> {
        self.bury(now);
        let mut found = None;
        for entry in &mut self.0 {
            if bool::from(entry.token.0.ct_eq(&token.0)) {
                found = Some(entry);
            }
        }
        let entry = found?;
        if *entry.guest.get_or_insert(guest) != guest {
            return None;
        }
        entry.openings += 1;
        Some(Opened {
            page: Arc::clone(&entry.page),
            last_of: (!entry.is_alive(now)).then(|| entry.id.clone()),
        })
    }

    /// How much time the address of a financing has left; `None` where it has none that is alive.
    pub(super) fn left(&mut self, id: &FinancingId, now: Instant) -> Option<Duration> {
        self.bury(now);
        let entry = self.0.iter().find(|entry| entry.id == *id)?;
        Some(entry.left(now))
    }

    /// Ends the address of a financing.
    pub(super) fn forget(&mut self, id: &FinancingId) {
        self.0.retain(|entry| entry.id != *id);
    }

    fn bury(&mut self, now: Instant) {
        self.0.retain(|entry| entry.is_alive(now));
    }
}
