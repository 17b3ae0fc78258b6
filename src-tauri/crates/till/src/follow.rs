//! The follow-up: what time asks of the till. [`Till::due`] says what is due now and when to look again; it is a
//! reading of the ledger and the calendar and changes nothing. [`Till::follow`] is the loop around it: it sleeps until
//! something is due or changed, and does a few things at a time, one per financing.

use crate::{Till, TillFault, Underway};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Actor, Attention, Event, Financing, FinancingId, Operation, Overdue, Refusal, Standing, State,
    calendar,
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task::JoinSet, time::sleep};

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
    /// Send a prepared intent again, or give an opening up.
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

impl Till {
    /// What is due now.
    pub fn due(&self) -> Result<Due, TillFault> {
        let now = self.clock.now();
        let unsettled = self.ledger().unsettled()?;
        let mut memory = self.memory();
        let set_back = memory.latest.is_some_and(|latest| now < latest);
        memory.latest = Some(now);
        if set_back {
            for held in &unsettled {
                memory
                    .asked
                    .entry(held.financing.id.clone())
                    .and_modify(|asked| *asked = (*asked).min(now))
                    .or_insert(now);
            }
        }
        memory
            .asked
            .retain(|id, _| unsettled.iter().any(|held| held.financing.id == *id));
        memory
            .sent
            .retain(|(id, _), _| unsettled.iter().any(|held| held.financing.id == *id));
        let mut due = Due::default();
        for held in &unsettled {
            let financing = &held.financing;
            let asked = memory.asked.get(&financing.id).copied();
            let on_counter = memory.counter.as_ref() == Some(&financing.id);
            let question = calendar::next_question(financing, asked, on_counter);
            let again = calendar::next_try(financing);
            let instants = [question, again, overdue_at(financing)];
            due.next = due
                .next
                .into_iter()
                .chain(instants.into_iter().flatten().filter(|at| *at > now))
                .min();
            if let Some(task) = task(financing, now, question, again) {
                due.tasks.push(task);
            }
        }
        Ok(due)
    }

    /// Does one due thing.
    pub async fn run(&self, task: Task) -> Result<(), TillFault> {
        let underway = match task {
            Task::Ask(id) => self.ask_now(&id).await?,
            Task::Write(id, event) => match self.write(&id, Actor::Till, event, None) {
                Ok(underway) => Some(underway),
                Err(TillFault::Refused(Refusal::Stale)) => None,
                Err(fault) => return Err(fault),
            },
        };
        if let Some(Underway { held, effects }) = underway {
            self.carry_out(Underway { held, effects }).await?;
        }
        Ok(())
    }

    /// Follows up until dropped. A fault is told to `trouble` and does not end it.
    pub async fn follow(self: Arc<Self>, trouble: impl Fn(TillFault) + Send + Sync + 'static) {
        let trouble = Arc::new(trouble);
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut running = JoinSet::new();
        let mut busy: Vec<FinancingId> = Vec::new();
        loop {
            let due = self.due().unwrap_or_else(|fault| {
                trouble(fault);
                Due::default()
            });
            for task in due.tasks {
                let id = match &task {
                    Task::Ask(id) | Task::Write(id, _) => id.clone(),
                };
                if busy.contains(&id) {
                    continue;
                }
                busy.push(id.clone());
                let (till, places, trouble) =
                    (Arc::clone(&self), Arc::clone(&places), Arc::clone(&trouble));
                running.spawn(async move {
                    let _place = places.acquire_owned().await;
                    if let Err(fault) = till.run(task).await {
                        trouble(fault);
                    }
                    id
                });
            }
            let until = due
                .next
                .map(|next| (next - self.clock.now()).to_std().unwrap_or_default());
            let pause = until.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP);
            tokio::select! {
                () = self.wake.notified() => {}
                Some(done) = running.join_next() => {
                    if let Ok(id) = done {
                        busy.retain(|other| *other != id);
                    }
                }
                () = sleep(pause) => {}
            }
        }
    }
}

/// When a person would be wanted for this financing.
fn overdue_at(financing: &Financing) -> Option<DateTime<Utc>> {
    overdue(financing).map(|(at, _)| at)
}

/// The next time that runs out on this financing, and which one it is; `None` when it already stands before a person.
fn overdue(financing: &Financing) -> Option<(DateTime<Utc>, Overdue)> {
    if let Some(pending) = &financing.pending {
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
    question: Option<DateTime<Utc>>,
    again: Option<DateTime<Utc>>,
) -> Option<Task> {
    let id = financing.id.clone();
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
