//! The follow-up: what time asks of the till. [`Till::due`] says what is due now and when to look again; it is a
//! reading of the ledger and the calendar and changes nothing. [`Till::follow`] is the loop around it: it sleeps until
//! something is due or changed, and does a few things at a time, one per financing.

use crate::{Till, TillFault, Underway};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Actor, Attention, Event, Financing, FinancingId, Operation, Overdue, Refusal, Silence,
    Standing, State, calendar,
};
use ledger::Held;
use std::{
    collections::HashMap,
    future::{self, Future},
    pin::pin,
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    task::{self, JoinSet},
    time::sleep,
};

/// The longest sleep, so that a wall clock that jumps is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// How many financings are followed up at the same time.
const AT_ONCE: usize = 4;
/// An opening that could not be sent is given up after so long: the customer has left the counter.
const OPENING_KEPT: TimeDelta = TimeDelta::minutes(10);
/// How long after the journey's deadline a person is wanted, when no answer could be had.
const JOURNEY_GRACE: TimeDelta = TimeDelta::minutes(10);

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Ask about a financing.
    Ask(FinancingId),
    /// Send a prepared intent again, give an opening up, take up an operation whose answer was lost, or say that a time
    /// ran out.
    Write(FinancingId, Event),
}

/// What is due, and when to look again at the latest.
#[derive(Debug, Default)]
pub struct Due {
    /// Due now, at most one per financing.
    pub tasks: Vec<Task>,
    /// The next instant at which something will be due.
    pub next: Option<DateTime<Utc>>,
}

impl Task {
    /// Which financing it is about.
    pub fn financing(&self) -> &FinancingId {
        match self {
            Task::Ask(id) | Task::Write(id, _) => id,
        }
    }
}

impl Till {
    /// What is due now.
    pub fn due(&self) -> Result<Due, TillFault> {
        let now = self.clock.now();
        let ledger = self.ledger();
        let unsettled = ledger.unsettled()?;
        let mut memory = self.memory();
        memory.take_in(&unsettled, now);
        drop(ledger);
        let mut due = Due::default();
        for Held { financing, .. } in &unsettled {
            if let Some(alone) = memory.left_alone(&financing.id) {
                let until = now + TimeDelta::from_std(alone).unwrap_or(TimeDelta::MAX);
                due.next = due.next.into_iter().chain([until]).min();
                continue;
            }
            let question = memory.next_question(financing, now);
            let again = calendar::next_try(financing).map(|at| set_right(at, now));
            let instants = [question, again, overdue_at(financing)];
            due.next = due
                .next
                .into_iter()
                .chain(instants.into_iter().flatten().filter(|at| *at > now))
                .min();
            let lost = memory.lost_intent(financing);
            due.tasks
                .extend(task(financing, now, lost, question, again));
        }
        Ok(due)
    }

    /// Does one due thing. One that does not succeed is due again only after a pause: 5 s at first, then twice as long
    /// each time, five minutes at most, by a clock that never jumps.
    pub async fn run(&self, task: Task) -> Result<(), TillFault> {
        let id = task.financing().clone();
        self.memory().attempts(&id);
        let underway = match task {
            Task::Ask(id) => self.ask_now(&id, false).await?,
            Task::Write(id, event) => match self.write(&id, Actor::Till, event, None) {
                Ok(underway) => Some(underway),
                Err(TillFault::Refused(Refusal::Stale)) => return Ok(()),
                Err(fault) => return Err(fault),
            },
        };
        if let Some(Underway { held, effects, .. }) = underway {
            let by_itself = Underway {
                held,
                effects,
                by_hand: false,
            };
            self.carry_out(by_itself).await?;
        }
        let mut memory = self.memory();
        // A question that is owed and was not answered is due at once, but for this pause.
        if !memory.owed.contains(&id) {
            memory.succeeded(&id);
        }
        Ok(())
    }

    /// Follows up until dropped. A fault is told to `trouble` and does not end it.
    pub async fn follow(self: Arc<Self>, trouble: impl Fn(TillFault) + Send + Sync + 'static) {
        let told = move |_: Option<&FinancingId>, came: Result<(), TillFault>| {
            if let Err(fault) = came {
                trouble(fault);
            }
        };
        self.follow_and_tell(told, future::pending()).await;
    }

    /// The same, and `told` hears what succeeded as well: what came of each look for what is due, which is about no
    /// financing, and of each thing that was due. When `ends` comes nothing more is begun, and it is over once everything
    /// is that was: a request that was dropped under way would be known to nobody but this till.
    pub async fn follow_and_tell(
        self: Arc<Self>,
        told: impl Fn(Option<&FinancingId>, Result<(), TillFault>) + Send + Sync + 'static,
        ends: impl Future<Output = ()> + Send,
    ) {
        let mut ends = pin!(ends);
        let told = Arc::new(told);
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut running = JoinSet::new();
        let mut busy: HashMap<task::Id, FinancingId> = HashMap::new();
        loop {
            let (due, came) = match self.due() {
                Ok(due) => (due, Ok(())),
                Err(fault) => (Due::default(), Err(fault)),
            };
            told(None, came);
            for task in due.tasks {
                let id = task.financing().clone();
                if busy.values().any(|other| *other == id) {
                    continue;
                }
                let (till, places, told) =
                    (Arc::clone(&self), Arc::clone(&places), Arc::clone(&told));
                let about = id.clone();
                let started = running.spawn(async move {
                    // There are no more places once it ends: what waited for one is another till's to do.
                    if let Ok(_place) = places.acquire_owned().await {
                        told(Some(&about), till.run(task).await);
                    }
                });
                busy.insert(started.id(), id);
            }
            let until = due
                .next
                .map(|next| (next - self.clock.now()).to_std().unwrap_or_default());
            let pause = until.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP);
            // In this order and not by chance, so that what a till did can be repeated.
            tokio::select! {
                biased;
                () = &mut ends => {
                    places.close();
                    while running.join_next().await.is_some() {}
                    return;
                }
                Some(ended) = running.join_next_with_id() => {
                    // One that panicked is over too; its pause stands.
                    let ended = ended.map_or_else(|panicked| panicked.id(), |(id, ())| id);
                    busy.remove(&ended);
                }
                () = self.wake.notified() => {}
                () = sleep(pause) => {}
            }
        }
    }
}

/// A try that lies further ahead than any pause was put there by a clock that was set back since: it is due now.
fn set_right(at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    if at > now + calendar::LONGEST_PAUSE {
        now
    } else {
        at
    }
}

/// When a person would be wanted for this financing.
fn overdue_at(financing: &Financing) -> Option<DateTime<Utc>> {
    overdue(financing).map(|(at, _)| at)
}

/// The next time that runs out on this financing, and which one it is; `None` when it already stands before a person.
fn overdue(financing: &Financing) -> Option<(DateTime<Utc>, Overdue)> {
    if let Some(pending) = &financing.pending {
        let releases = matches!(pending.operation, Operation::Reserve | Operation::Release);
        if pending.standing == Standing::Prepared && releases && financing.attention.is_none() {
            return calendar::release_deadline(financing).map(|at| (at, Overdue::Release));
        }
        let known = matches!(
            financing.attention,
            Some(Attention::OutcomeUnknown { .. } | Attention::Contradiction)
        );
        let given_up =
            pending.since + TimeDelta::seconds(i64::from(financing.order.terms.give_up_after_s));
        let unknown = pending.standing == Standing::Unknown && !known;
        return unknown.then_some((given_up, Overdue::Outcome));
    }
    if financing.attention.is_some() {
        return None;
    }
    match financing.state {
        State::Shown | State::Filling | State::Withdrawing => {
            calendar::journey_deadline(financing).map(|at| (at + JOURNEY_GRACE, Overdue::Journey))
        }
        State::Accepted | State::Reserved => {
            calendar::release_deadline(financing).map(|at| (at, Overdue::Release))
        }
        State::Releasing => {
            let give_up = TimeDelta::seconds(i64::from(financing.order.terms.give_up_after_s));
            Some((financing.times.changed + give_up, Overdue::Outcome))
        }
        State::Opening
        | State::UnderReview
        | State::Reserving
        | State::Financed
        | State::Cancelling
        | State::Cancelled
        | State::Refunding
        | State::Refunded
        | State::Refused
        | State::Abandoned
        | State::ReservationRefused
        | State::Failed
        | State::Withdrawn
        | State::Lapsed => None,
    }
}

/// The one thing that is due for this financing, if any.
fn task(
    financing: &Financing,
    now: DateTime<Utc>,
    lost: Option<u32>,
    question: Option<DateTime<Utc>>,
    again: Option<DateTime<Utc>>,
) -> Option<Task> {
    let id = financing.id.clone();
    if let Some(intent) = lost {
        let why = Silence::Interrupted;
        return Some(Task::Write(id, Event::Unanswered { intent, why }));
    }
    if let (Some(pending), true) = (&financing.pending, again.is_some_and(|at| at <= now)) {
        let intent = pending.intent;
        let stale = calendar::transaction_date(now) != financing.order.key.date
            || now - financing.times.started > OPENING_KEPT;
        let event = if pending.operation == Operation::Open && stale {
            Event::NeverSent { intent }
        } else {
            Event::SentAgain { intent }
        };
        return Some(Task::Write(id, event));
    }
    if let Some((_, what)) = overdue(financing).filter(|(at, _)| *at <= now) {
        return Some(Task::Write(id, Event::Overdue { what }));
    }
    question.filter(|at| *at <= now).map(|_| Task::Ask(id))
}
