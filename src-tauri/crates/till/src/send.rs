//! The second half of a deed: sends what was written as dispatched, asks where asking is due, and writes each answer.
//! One request at a time is in flight per financing. Whatever happens here, the intent is on disk.

use crate::{
    Till, TillFault, Underway,
    locks::{Lane, Mutex, PoisonError},
};
use financing::{
    Actor, Call, Customer, Effect, Event, FinancingId, Gateway, Intent, NotSent, Outcome, Refusal,
    Standing,
};
use ledger::Held;
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

/// One lane per financing: whoever holds it has the only request in flight.
#[derive(Default)]
pub(crate) struct Lanes(Mutex<HashMap<FinancingId, Arc<Lane>>>);

impl Lanes {
    pub(crate) fn of(&self, id: &FinancingId) -> Arc<Lane> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.retain(|_, lane| Arc::strong_count(lane) > 1 || lane.try_lock().is_err());
        Arc::clone(lanes.entry(id.clone()).or_default())
    }
}

/// What of a deed is left to be done, the first of it under way. Dropped before its end, by a fault, a panic or on
/// purpose, it leaves word of what was written as dispatched: the follow-up then asks about it.
struct Agenda<'a> {
    till: &'a Till,
    id: FinancingId,
    left: VecDeque<Effect>,
}

impl Drop for Agenda<'_> {
    fn drop(&mut self) {
        for effect in self.left.drain(..) {
            match effect {
                Effect::Send(intent) => {
                    let name = (self.id.clone(), intent.number);
                    self.till.memory().lost.insert(name);
                    self.till.wake.notify_one();
                }
                Effect::Settle { .. } | Effect::Ask => {}
            }
        }
    }
}

/// What a gateway said without the words of its own that name the customer: the journal keeps them for ever.
pub(crate) fn without(
    outcome: Outcome,
    customer: Option<&Customer>,
    gateway: &dyn Gateway,
) -> Outcome {
    match customer {
        Some(customer) => {
            outcome.without(|word| customer.is_named_in(word, |fact| gateway.as_sent(fact)))
        }
        None => outcome,
    }
}

/// Whether this intent is the one under way, and nobody doubts yet that it leaves.
fn is_dispatched(held: &Held, intent: &Intent) -> bool {
    held.financing.pending.as_ref().is_some_and(|pending| {
        pending.intent == intent.number && pending.standing == Standing::Dispatched
    })
}

impl Till {
    /// Does what is left of a deed: sends and asks, and writes every answer, until nothing is left to be done at once.
    /// Where it ends early, whatever was written as dispatched is asked about by [`Till::follow`].
    pub async fn carry_out(&self, underway: Underway) -> Result<Held, TillFault> {
        let Underway {
            mut held,
            effects,
            by_hand,
        } = underway;
        let mut agenda = Agenda {
            till: self,
            id: held.financing.id.clone(),
            left: VecDeque::from(effects),
        };
        while let Some(effect) = agenda.left.front() {
            let answer = match effect {
                Effect::Settle { .. } => Ok(None),
                Effect::Send(intent) => self.send(&agenda.id, intent).await,
                Effect::Ask => self.ask_now(&agenda.id, by_hand).await,
            };
            match answer {
                Ok(next) => {
                    agenda.left.pop_front();
                    if let Some(next) = next {
                        held = next.held;
                        agenda.left.extend(next.effects);
                    }
                }
                // The answer came to an operation that somebody settled meanwhile: what is written stands.
                Err(TillFault::Refused(Refusal::Stale)) => {
                    agenda.left.pop_front();
                    held = self.ledger().financing(&agenda.id)?;
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(held)
    }

    /// Sends one intent, once, and writes what came of it. Whoever waited for the lane looks again: what was called
    /// interrupted meanwhile, by a program that started, may be declared not done and pressed anew, so it does not leave.
    async fn send(&self, id: &FinancingId, intent: &Intent) -> Result<Option<Underway>, TillFault> {
        let lane = self.lanes.of(id);
        let _only = lane.lock().await;
        let (held, customer) = {
            let ledger = self.ledger();
            (ledger.financing(id)?, ledger.person(id)?)
        };
        if !is_dispatched(&held, intent) {
            return Ok(None);
        }
        let outcome = match self.gateways.get(&held.financing.order.gateway) {
            Some(gateway) => {
                let call = Call {
                    intent,
                    financing: &held.financing,
                    customer: customer.as_ref(),
                };
                let outcome = gateway.send(call).await;
                without(outcome, customer.as_ref(), gateway.as_ref())
            }
            None => Outcome::NotSent(NotSent::NotConfigured),
        };
        let number = intent.number;
        let (event, journey) = match outcome {
            Outcome::Told { report, journey } => (
                Event::Told {
                    intent: Some(number),
                    report,
                    waited_s: 0,
                },
                journey,
            ),
            Outcome::Rejected(rejection) => (
                Event::Rejected {
                    intent: number,
                    rejection,
                },
                None,
            ),
            Outcome::NotSent(why) => (
                Event::NotSent {
                    intent: number,
                    why,
                },
                None,
            ),
            Outcome::Unknown(why) => (
                Event::Unanswered {
                    intent: number,
                    why,
                },
                None,
            ),
        };
        self.write(id, Actor::Gateway, event, journey.as_ref())
            .map(Some)
    }
}
