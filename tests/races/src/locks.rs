//! Locks that a scheduler can interrupt: before each is taken, before each is given back, and at every look at what it
//! guards, any other thread may go first. So another program can come between two transactions of a till that holds its
//! ledger. They stand in the place of the till's own (`till/src/locks.rs`) in the copy of it that this package builds,
//! and know no till.

use shuttle::sync::atomic::{AtomicBool, Ordering};
pub use shuttle::sync::{PoisonError, RwLock};
use std::{
    cell::Cell,
    ops::{Deref, DerefMut},
    sync::LockResult,
};

/// A place where any other thread may go first: reading a flag that the scheduler watches is one.
#[derive(Default)]
struct Crossing(AtomicBool);

impl Crossing {
    fn may_be_interrupted(&self) {
        self.0.load(Ordering::SeqCst);
    }
}

/// A lock.
#[derive(Default)]
pub struct Mutex<T> {
    lock: shuttle::sync::Mutex<T>,
    crossing: Crossing,
}

/// A lock that is held.
pub struct MutexGuard<'a, T> {
    held: shuttle::sync::MutexGuard<'a, T>,
    crossing: &'a Crossing,
}

impl<T> Mutex<T> {
    /// A lock on this.
    pub fn new(guarded: T) -> Mutex<T> {
        Mutex {
            lock: shuttle::sync::Mutex::new(guarded),
            crossing: Crossing::default(),
        }
    }

    /// Takes it, in its turn.
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        let crossing = &self.crossing;
        match self.lock.lock() {
            Ok(held) => Ok(MutexGuard { held, crossing }),
            Err(poisoned) => Err(PoisonError::new(MutexGuard {
                held: poisoned.into_inner(),
                crossing,
            })),
        }
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.crossing.may_be_interrupted();
        &self.held
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.crossing.may_be_interrupted();
        &mut self.held
    }
}

/// A mistake that lanes can be made with, to show that it would be noticed. The till has no such thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lanes {
    /// As they should be.
    #[default]
    Sound,
    /// Everybody gets a lane of their own.
    OnePerRequest,
    /// Whoever takes a lane keeps it.
    NeverGivenBack,
}

std::thread_local! {
    static LANES: Cell<Lanes> = const { Cell::new(Lanes::Sound) };
}

impl Lanes {
    /// Makes the lanes of every till on this thread of the system so, from now on.
    pub fn make(self) {
        LANES.set(self);
    }
}

/// A lane: whoever holds it has the only request of a financing in flight. The waiting is tokio's, as in the till;
/// before it is asked, any other thread may go first.
#[derive(Default)]
pub(crate) struct Lane {
    lane: tokio::sync::Mutex<()>,
    crossing: Crossing,
}

/// A lane that is held.
pub(crate) struct Held<'a> {
    _lane: Option<tokio::sync::MutexGuard<'a, ()>>,
}

/// Somebody else holds the lane.
pub(crate) struct Taken;

impl Lane {
    pub(crate) async fn lock(&self) -> Held<'_> {
        self.crossing.may_be_interrupted();
        let lane = match LANES.get() {
            Lanes::Sound => Some(self.lane.lock().await),
            Lanes::OnePerRequest => None,
            Lanes::NeverGivenBack => {
                std::mem::forget(self.lane.lock().await);
                None
            }
        };
        Held { _lane: lane }
    }

    pub(crate) fn try_lock(&self) -> Result<Held<'_>, Taken> {
        self.crossing.may_be_interrupted();
        let lane = match LANES.get() {
            Lanes::Sound | Lanes::NeverGivenBack => {
                Some(self.lane.try_lock().map_err(|_taken| Taken)?)
            }
            Lanes::OnePerRequest => None,
        };
        Ok(Held { _lane: lane })
    }
}
