//! The one way a deed is done: read the financing, let the rules decide, write event, state and intents in one
//! transaction, and only then let a byte leave. Every deed's file ends here, and so does every answer of a gateway.

use crate::{
    Dice, Gateways, TillFault,
    locks::{Mutex, MutexGuard, PoisonError},
    memory::Memory,
    send::Lanes,
};
use chrono::NaiveDate;
use chrono_tz::Tz;
use financing::{
    Actor, Clock, Effect, Entry, Event, Financing, FinancingId, Journey, Operation, Step, calendar,
    is_a_managers, step,
};
use ledger::{Held, Ledger, LedgerError};
use std::sync::Arc;
use tokio::sync::Notify;

/// Told whenever something changed, so that screens look again: a financing by name, or `None` for all.
pub trait Sink: Send + Sync {
    /// Something changed.
    fn look_again(&self, id: Option<&FinancingId>);
}

/// What a till is put together from.
pub struct TillParts {
    /// Its memory, open.
    pub ledger: Ledger,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub dice: Arc<dyn Dice>,
    /// Who looks on.
    pub sink: Arc<dyn Sink>,
    /// The till's prefix, `T2`.
    pub prefix: String,
    /// The store's zone: it decides the business day.
    pub zone: Tz,
}

/// A till. All its deeds take `&self`; it is shared between the commands and the follow-up loop.
pub struct Till {
    /// The gateways mounted on it.
    pub gateways: Gateways,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) dice: Arc<dyn Dice>,
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) prefix: String,
    pub(crate) zone: Tz,
    pub(crate) lanes: Lanes,
    pub(crate) memory: Mutex<Memory>,
    /// Held while a paper is made and laid in its place: one at a time.
    pub(crate) press: Mutex<()>,
    pub(crate) wake: Notify,
}

/// A deed whose first half is written: the financing as it stands, and what is left to be done outside the machine.
#[must_use = "the press is written, but nothing is sent until this is carried out"]
#[derive(Debug)]
pub struct Underway {
    /// As written.
    pub held: Held,
    /// What is left to be done.
    pub effects: Vec<Effect>,
    /// Whether a person pressed for it: a gateway's office hours bind only what the till asks by itself.
    pub(crate) by_hand: bool,
}

impl Till {
    /// Puts a till together. Nothing is sent or asked until [`Till::recover`] and [`Till::follow`].
    pub fn new(parts: TillParts) -> Till {
        let TillParts {
            ledger,
            clock,
            dice,
            sink,
            prefix,
            zone,
        } = parts;
        Till {
            gateways: Gateways::default(),
            ledger: Mutex::new(ledger),
            clock,
            dice,
            sink,
            prefix,
            zone,
            lanes: Lanes::default(),
            memory: Mutex::default(),
            press: Mutex::default(),
            wake: Notify::new(),
        }
    }

    /// The store's day now.
    pub fn today(&self) -> NaiveDate {
        calendar::business_day(self.clock.now(), self.zone)
    }

    /// The store's zone.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the rules decide on `event` and writes what they decided. An event that changes nothing writes nothing.
    /// When another program changed the financing meanwhile, it is read and decided again. What the rules allow and only
    /// a manager may do is [`TillFault::ManagerWanted`] from anybody else; what would give money back is
    /// [`TillFault::AskFirst`] while nobody knows what was given back since a backup.
    pub(crate) fn write(
        &self,
        id: &FinancingId,
        by: Actor,
        event: Event,
        journey: Option<&Journey>,
    ) -> Result<Underway, TillFault> {
        self.write_as_it_stands(id, by, |_| event.clone(), journey)
    }

    /// The same for an event that depends on how the financing stands at the moment of writing: another program may have
    /// changed it since this one looked.
    pub(crate) fn write_as_it_stands(
        &self,
        id: &FinancingId,
        by: Actor,
        event: impl Fn(&Financing) -> Event,
        journey: Option<&Journey>,
    ) -> Result<Underway, TillFault> {
        let at = self.clock.now();
        loop {
            let ledger = self.ledger();
            let held = ledger.financing(id)?;
            let entry = Entry {
                at,
                by: by.clone(),
                event: event(&held.financing),
            };
            let step = step(&held.financing, &entry.event, entry.at)?;
            if is_person(&entry.by) && gives_back(&step.effects) {
                self.nothing_unknown_since_restored(&ledger, id)?;
            }
            if is_a_managers(held.financing.state, &entry.event) {
                of_a_manager(&entry.by)?;
            }
            if step.next == held.financing && step.effects.is_empty() {
                return Ok(Underway {
                    held,
                    effects: Vec::new(),
                    by_hand: is_person(&entry.by),
                });
            }
            match self.record(ledger, &held, &entry, step, journey) {
                Err(TillFault::Ledger(LedgerError::Overtaken)) => {}
                written => return written,
            }
        }
    }

    /// That the ledger holds all that happened to a financing: it was never restored, or the financing was begun since,
    /// or its gateway answered since in this run. That a paper was printed since, or a person wrote something down, says
    /// nothing of what the gateway did.
    fn nothing_unknown_since_restored(
        &self,
        ledger: &Ledger,
        id: &FinancingId,
    ) -> Result<(), TillFault> {
        let memory = self.memory();
        match memory.restored {
            Some(restored) if !memory.answered.contains(id) && ledger.first_row(id)? < restored => {
                Err(TillFault::AskFirst)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Writes what was decided on `held`, and remembers what it sends or settles before anybody else may write.
    /// [`LedgerError::Overtaken`] when `held` is no longer how it stands.
    pub(crate) fn record(
        &self,
        mut ledger: MutexGuard<'_, Ledger>,
        held: &Held,
        entry: &Entry,
        step: Step,
        journey: Option<&Journey>,
    ) -> Result<Underway, TillFault> {
        let day = calendar::business_day(entry.at, self.zone);
        let held = ledger.record(held, entry, &step, journey, day)?;
        let id = &held.financing.id;
        self.memory().note(id, &step.effects);
        drop(ledger);
        self.sink.look_again(Some(id));
        self.wake.notify_one();
        Ok(Underway {
            effects: step.effects,
            by_hand: is_person(&entry.by),
            held,
        })
    }
}

/// What is a manager's is done by one or not at all.
pub(crate) fn of_a_manager(by: &Actor) -> Result<(), TillFault> {
    match by {
        Actor::Manager(_) => Ok(()),
        Actor::Staff(_) | Actor::Gateway | Actor::Till => Err(TillFault::ManagerWanted),
    }
}

/// Whether it lets money go back to a customer or to a gateway, which may be done more than once.
fn gives_back(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| match effect {
        Effect::Send(intent) => match intent.operation {
            Operation::Cancel | Operation::Refund => true,
            Operation::Open | Operation::Reserve | Operation::Release | Operation::Abandon => false,
        },
        Effect::Settle { .. } | Effect::Ask => false,
    })
}

/// Whether a person did it.
pub(crate) fn is_person(by: &Actor) -> bool {
    match by {
        Actor::Staff(_) | Actor::Manager(_) => true,
        Actor::Gateway | Actor::Till => false,
    }
}
