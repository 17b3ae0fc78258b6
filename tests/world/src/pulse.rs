//! What a program lives on: the power of its machine, and luck. It may die wherever something was written, by itself or
//! because the power goes, which takes every program of the same ledger with it. From then on it reaches no gateway and
//! writes nothing: a till reads its clock before every write, and the clock of a dead program unwinds whoever reads it.
//! It knows no till and no ledger.

use super::{chance::Chance, tally::Tally, time::WallClock, wire::held};
use chrono::{DateTime, Utc};
use financing::Clock;
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};
use tokio::sync::Notify;

/// What unwinds a program that died. No panic: nothing is printed, and nobody takes it for a fault of the till.
struct Died;

/// How likely the programs of one machine die where they write.
pub(crate) struct Luck {
    chance: Mutex<Chance>,
    /// So many times in a thousand writes.
    per_mille: AtomicU64,
    /// The program takes up what an earlier one left.
    recovers: AtomicBool,
    /// Somebody died: the world takes the dead away.
    died: Arc<Notify>,
    tally: Arc<Mutex<Tally>>,
}

impl Luck {
    /// Luck of its own; nobody dies yet.
    pub(crate) fn new(chance: Chance, died: Arc<Notify>, tally: Arc<Mutex<Tally>>) -> Arc<Luck> {
        Arc::new(Luck {
            chance: Mutex::new(chance),
            per_mille: AtomicU64::new(0),
            recovers: AtomicBool::new(false),
            died,
            tally,
        })
    }

    /// From now on a program dies so many times in a thousand writes, in its recovery or after.
    pub(crate) fn runs_out(&self, per_mille: u64, recovers: bool) {
        self.per_mille.store(per_mille, Ordering::Relaxed);
        self.recovers.store(recovers, Ordering::Relaxed);
    }
}

/// One run of a program.
pub(crate) struct Pulse {
    stopped: AtomicBool,
    /// The power of the machine went.
    power_is_out: Arc<AtomicBool>,
    luck: Arc<Luck>,
}

impl Pulse {
    /// A program that begins while the power is there.
    pub(crate) fn new(power_is_out: Arc<AtomicBool>, luck: Arc<Luck>) -> Arc<Pulse> {
        Arc::new(Pulse {
            stopped: AtomicBool::new(false),
            power_is_out,
            luck,
        })
    }

    /// A program that nothing happens to.
    pub(crate) fn of_one_that_lives_on() -> Arc<Pulse> {
        let luck = Luck::new(Chance::new(0, "luck"), Arc::default(), Arc::default());
        Pulse::new(Arc::default(), luck)
    }

    /// Whether it still runs.
    pub(crate) fn is_alive(&self) -> bool {
        !self.stopped.load(Ordering::Relaxed) && !self.power_is_out.load(Ordering::Relaxed)
    }

    /// Something was written: the program may die here, and what was to follow does not.
    pub(crate) fn wrote(&self) {
        let (dies, with_the_power) = {
            let mut chance = held(&self.luck.chance);
            let most = self.luck.per_mille.load(Ordering::Relaxed);
            let dies = most > 0 && chance.between(0, 1_000) < most;
            (dies, dies && chance.percent(40))
        };
        if dies && self.is_alive() {
            self.stopped.store(true, Ordering::Relaxed);
            self.power_is_out
                .fetch_or(with_the_power, Ordering::Relaxed);
            let recovers = self.luck.recovers.load(Ordering::Relaxed);
            held(&self.luck.tally).did(match (recovers, with_the_power) {
                (false, false) => "death at a write",
                (false, true) => "power cut at a write",
                (true, false) => "death within recovery",
                (true, true) => "power cut within recovery",
            });
            self.luck.died.notify_one();
        }
        self.beat();
    }

    /// Goes on, if it is alive.
    fn beat(&self) {
        if !self.is_alive() {
            resume_unwind(Box::new(Died));
        }
    }
}

/// Does something within a program: `None` when it died over it.
pub(crate) fn unless_it_dies<T>(deed: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(deed)) {
        Ok(done) => Some(done),
        Err(end) if is_death(end.as_ref()) => None,
        Err(panic) => resume_unwind(panic),
    }
}

/// Whether what unwound a task is the death of its program, and not a panic.
pub(crate) fn is_death(end: &(dyn Any + Send)) -> bool {
    end.is::<Died>()
}

/// The wall clock as one program reads it.
pub(crate) struct ClockOfOne {
    pub(crate) clock: Arc<WallClock>,
    pub(crate) pulse: Arc<Pulse>,
}

impl Clock for ClockOfOne {
    fn now(&self) -> DateTime<Utc> {
        self.pulse.beat();
        self.clock.now()
    }
}
