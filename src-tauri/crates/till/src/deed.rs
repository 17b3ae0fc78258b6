//! The one way a deed is done: read the financing, let the rules decide, write event, state and intents in one
//! transaction, and only then let a byte leave. Every deed's file ends here, and so does every answer of a gateway.

use crate::{Dice, Gateways, TillFault, send::Lanes};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use financing::{Actor, Clock, Effect, Entry, Event, FinancingId, Journey, calendar, step};
use ledger::{Held, Ledger, LedgerError};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::Notify, time::Instant};

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
    pub(crate) wake: Notify,
    pub(crate) begun: Instant,
}

/// What this run of the program remembers and no ledger needs to: when it asked and sent, by clocks of its own.
#[derive(Default)]
pub(crate) struct Memory {
    /// When each financing was last asked about, by the wall clock.
    pub(crate) asked: HashMap<FinancingId, DateTime<Utc>>,
    /// When staff last asked by hand, by a clock that never jumps.
    pub(crate) pressed: HashMap<FinancingId, Instant>,
    /// When each intent was sent by this run, by a clock that never jumps.
    pub(crate) sent: HashMap<(FinancingId, u32), Instant>,
    /// Whose journey is in front of staff.
    pub(crate) counter: Option<FinancingId>,
    /// The latest wall clock reading, to notice that it was set back.
    pub(crate) latest: Option<DateTime<Utc>>,
}

/// A deed whose first half is written: the financing as it stands, and what is left to be done outside the machine.
#[must_use = "the press is written, but nothing is sent until this is carried out"]
#[derive(Debug)]
pub struct Underway {
    /// As written.
    pub held: Held,
    /// What is left to be done.
    pub effects: Vec<Effect>,
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
            wake: Notify::new(),
            begun: Instant::now(),
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
    /// When another program changed the financing meanwhile, it is read and decided again.
    pub(crate) fn write(
        &self,
        id: &FinancingId,
        by: Actor,
        event: Event,
        journey: Option<&Journey>,
    ) -> Result<Underway, TillFault> {
        let entry = Entry {
            at: self.clock.now(),
            by,
            event,
        };
        let day = calendar::business_day(entry.at, self.zone);
        let mut ledger = self.ledger();
        loop {
            let held = ledger.financing(id)?;
            let step = step(&held.financing, &entry.event, entry.at)?;
            if step.next == held.financing && step.effects.is_empty() {
                return Ok(Underway {
                    held,
                    effects: Vec::new(),
                });
            }
            match ledger.record(&held, &entry, &step, journey, day) {
                Ok(held) => {
                    drop(ledger);
                    self.note_sendings(id, &step.effects);
                    self.sink.look_again(Some(id));
                    self.wake.notify_one();
                    return Ok(Underway {
                        held,
                        effects: step.effects,
                    });
                }
                Err(LedgerError::Overtaken) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Remembers when this run let an intent go, by a clock that never jumps.
    pub(crate) fn note_sendings(&self, id: &FinancingId, effects: &[Effect]) {
        let mut memory = self.memory();
        for effect in effects {
            match effect {
                Effect::Send(intent) => {
                    _ = memory
                        .sent
                        .insert((id.clone(), intent.number), Instant::now())
                }
                Effect::Settle { intent, standing }
                    if !matches!(standing, financing::Standing::Unknown) =>
                {
                    memory.sent.remove(&(id.clone(), *intent));
                }
                Effect::Settle { .. } | Effect::Ask => {}
            }
        }
    }
}
