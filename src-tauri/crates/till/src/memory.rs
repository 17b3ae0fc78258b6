//! What this run of the program remembers and no ledger needs to: when it asked, doubted and tried, by clocks of its own,
//! and whose answer it lost. All of it may be lost with the program: [`crate::Till::recover`] starts from the ledger
//! alone. It decides nothing; it knows no gateway.

use crate::LastQuestion;
use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};
use financing::{Effect, Financing, FinancingId, Standing, calendar};
use ledger::Held;
use std::{
    collections::{HashMap, HashSet},
    iter,
    time::Duration,
};
use tokio::time::Instant;

/// Between two questions put by hand about one financing (Known rule of the counter: at most one in 10 s).
pub(crate) const BY_HAND: Duration = Duration::from_secs(10);
/// The pause after a first attempt that came to nothing; it doubles with each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest such pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// How long the last question about a settled financing is worth showing.
const QUESTION_SHOWN: TimeDelta = TimeDelta::hours(1);

#[derive(Default)]
pub(crate) struct Memory {
    /// When each financing was last asked about, by the wall clock.
    pub(crate) asked: HashMap<FinancingId, DateTime<Utc>>,
    /// When staff last asked by hand, by a clock that never jumps.
    pub(crate) pressed: HashMap<FinancingId, Instant>,
    /// What staff asked about while a request of it was in flight: they wait for what comes of that one.
    pub(crate) awaited: HashSet<FinancingId>,
    /// Since when this run knows the outcome of each intent to be unknown, by a clock that never jumps: whoever sent it,
    /// its last byte had left by then.
    pub(crate) in_doubt: HashMap<(FinancingId, u32), Instant>,
    /// The intents that were written as dispatched and whose answer this run lost before it was written.
    pub(crate) lost: HashSet<(FinancingId, u32)>,
    /// What came of the last question about each financing.
    pub(crate) questions: HashMap<FinancingId, LastQuestion>,
    /// The financings that must be asked about whatever their calendar says: their ledger was restored from a backup.
    pub(crate) owed: HashSet<FinancingId>,
    /// The journal's row with which the ledger was restored from a backup; `None` when it never was.
    pub(crate) restored: Option<u64>,
    /// The financings of a restored ledger whose gateway answered in this run.
    pub(crate) answered: HashSet<FinancingId>,
    /// The store's day on which what had expired was last erased, and the lifetime it had, in months.
    pub(crate) erased_on: Option<(NaiveDate, u32)>,
    /// Whose journey is in front of staff.
    pub(crate) counter: Option<FinancingId>,
    /// The follow-up's attempts that have not succeeded.
    put_off: HashMap<FinancingId, PutOff>,
    /// The latest wall clock reading, to notice that it was set back.
    latest: Option<DateTime<Utc>>,
}

/// Until when the follow-up leaves a financing alone.
struct PutOff {
    until: Instant,
    pause: Duration,
}

impl Memory {
    /// Takes in what stands in the ledger now: follows the clock where it was set back, and forgets what is over. The
    /// caller holds the ledger, so that nothing written since is taken for something that is over. When a run begins, a
    /// financing that changed in the future says that the clock was set back while no till ran.
    pub(crate) fn take_in(&mut self, unsettled: &[Held], now: DateTime<Utc>) {
        let first = self.latest.is_none();
        let set_back = self.latest.is_some_and(|latest| now < latest);
        self.latest = Some(now);
        let open: HashSet<&FinancingId> = unsettled.iter().map(|held| &held.financing.id).collect();
        let from_ahead = |held: &&Held| set_back || (first && held.financing.times.changed > now);
        for held in unsettled.iter().filter(from_ahead) {
            self.asked
                .entry(held.financing.id.clone())
                .and_modify(|asked| *asked = (*asked).min(now))
                .or_insert(now);
        }
        self.asked.retain(|id, _| open.contains(id));
        self.in_doubt.retain(|(id, _), _| open.contains(id));
        self.lost.retain(|(id, _)| open.contains(id));
        self.owed.retain(|id| open.contains(id));
        self.put_off.retain(|id, _| open.contains(id));
        self.questions
            .retain(|id, last| open.contains(id) || now - last.at < QUESTION_SHOWN);
        let instant = Instant::now();
        self.pressed
            .retain(|_, pressed| instant.saturating_duration_since(*pressed) < BY_HAND);
        self.awaited.retain(|id| open.contains(id));
    }

    /// Remembers what a step that was just written did to the intents of a financing.
    pub(crate) fn note(&mut self, id: &FinancingId, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Send(intent) => {
                    self.lost.remove(&(id.clone(), intent.number));
                }
                Effect::Settle { intent, standing } => {
                    let name = (id.clone(), *intent);
                    self.lost.remove(&name);
                    if *standing == Standing::Unknown {
                        self.in_doubt.entry(name).or_insert_with(Instant::now);
                    } else {
                        self.in_doubt.remove(&name);
                    }
                }
                Effect::Ask => {}
            }
        }
    }

    /// The intent of this financing that waits for an answer which this run has lost.
    pub(crate) fn lost_intent(&self, financing: &Financing) -> Option<u32> {
        let pending = financing.pending.as_ref()?;
        let name = (financing.id.clone(), pending.intent);
        (pending.standing == Standing::Dispatched && self.lost.contains(&name))
            .then_some(pending.intent)
    }

    /// Puts the follow-up of a financing off before it is attempted: unless [`Memory::succeeded`] is told, the next
    /// attempt waits, each time twice as long.
    pub(crate) fn attempts(&mut self, id: &FinancingId) {
        let before = self.put_off.get(id);
        let pause = before.map_or(FIRST_PAUSE, |before| (before.pause * 2).min(LONGEST_PAUSE));
        let until = Instant::now() + pause;
        self.put_off.insert(id.clone(), PutOff { until, pause });
    }

    /// The attempt succeeded: the next one need not wait.
    pub(crate) fn succeeded(&mut self, id: &FinancingId) {
        self.put_off.remove(id);
    }

    /// For how long the follow-up still leaves a financing alone.
    pub(crate) fn left_alone(&self, id: &FinancingId) -> Option<Duration> {
        let left = self.put_off.get(id)?.until;
        let left = left.saturating_duration_since(Instant::now());
        (!left.is_zero()).then_some(left)
    }

    /// When a financing is to be asked about next by itself: now at the earliest, and only when its gateway may be.
    pub(crate) fn next_question(
        &self,
        financing: &Financing,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let asked = self.asked.get(&financing.id).copied();
        let on_counter = self.counter.as_ref() == Some(&financing.id);
        let question = calendar::next_question(financing, asked, on_counter);
        let owed = self.owed.contains(&financing.id).then_some(now);
        Some(when_allowed(financing, owed.or(question)?.max(now)))
    }
}

/// `at` itself when the gateway may be asked then, else the first full hour at which it may: its office opens at one.
fn when_allowed(financing: &Financing, at: DateTime<Utc>) -> DateTime<Utc> {
    let hour = TimeDelta::hours(1);
    let hours = iter::successors(at.duration_trunc(hour).ok(), |full| Some(*full + hour));
    let a_week = hours.skip(1).take(7 * 24);
    iter::once(at)
        .chain(a_week)
        .find(|at| calendar::may_ask(financing, *at))
        .unwrap_or(at)
}
