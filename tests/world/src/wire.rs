//! What lies between a till and a gateway: a network that loses, cuts, delays and spoils, a keyring that locks, and the
//! port [`Gateway`] over them. Each call meets one fate. What was sent arrives at its time even when the program that
//! sent it is gone by then. Before anything leaves, a second reader of the ledger looks for the intent on disk.

use super::{
    bank::{Bank, Denial, Letter, Said},
    bugs::Bug,
    chance::Chance,
    manner::Manner,
    pulse::Pulse,
    tally::Tally,
    time::TrueTime,
};
use chrono::TimeDelta;
use financing::{
    Answering, Call, Cents, Customer, Field, FieldFault, Financing, Gateway, GatewayId, Intent,
    Kind, Mode, NotSent, Order, Outcome, PortalFault, PortalPage, Probe, ProbeFault, Product,
    ProductCode, Rejection, RejectionKind, Sending, Silence, Standing, Status, Terms,
};
use ledger::Ledger;
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

/// How long a caller waits for an answer, in milliseconds.
const PATIENCE_MS: u64 = 30_000;
/// What is delayed arrives before so many milliseconds after it was sent: within what the terms call proven absence.
const LATEST_MS: u64 = 115_000;

/// What becomes of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    Fine,
    RequestLost,
    AnswerLost,
    /// The connection breaks; the flag says whether the gateway acts.
    Cut(bool),
    /// It arrives after the caller gave up.
    Delayed,
    /// HTTP 5xx, before or after acting.
    PlatformFailed(bool),
    /// An answer that is no answer, before or after acting.
    Garbage(bool),
    /// A technical error in the gateway's own words.
    Technical(bool),
    /// A word that stands in no table, after acting.
    StrangeWord,
    /// The answer is another transaction's.
    OtherTransaction,
    /// No connection: not a byte leaves.
    NoConnection,
    /// The gateway says that it is busy and did nothing.
    Busy,
    /// The gateway says that it could not do it and wants to be called.
    Fails,
    /// The keyring is locked: nothing is tried.
    Locked,
}

/// The weather over one machine.
#[derive(Debug)]
pub(crate) struct Weather {
    chance: Mutex<Chance>,
    /// So many calls in a hundred meet something else than a fine answer.
    pub(crate) storm: AtomicU64,
    /// The cable is out.
    pub(crate) unplugged: AtomicBool,
    /// The keyring is locked.
    pub(crate) locked: AtomicBool,
    /// Nothing is left to chance: the next call meets this fate, and every way takes its longest.
    told: Option<Mutex<Fate>>,
}

impl Weather {
    /// Weather of its own.
    pub(crate) fn new(chance: Chance, storm: u64) -> Arc<Weather> {
        Arc::new(Weather {
            chance: Mutex::new(chance),
            storm: AtomicU64::new(storm),
            unplugged: AtomicBool::new(false),
            locked: AtomicBool::new(false),
            told: None,
        })
    }

    /// Weather in which each call meets the fate that was told before.
    pub(crate) fn told() -> Arc<Weather> {
        Arc::new(Weather {
            chance: Mutex::new(Chance::new(0, "none")),
            storm: AtomicU64::new(0),
            unplugged: AtomicBool::new(false),
            locked: AtomicBool::new(false),
            told: Some(Mutex::new(Fate::Fine)),
        })
    }

    /// Tells the fate of the next call.
    pub(crate) fn tell(&self, fate: Fate) {
        if let Some(told) = &self.told {
            *held(told) = fate;
        }
    }

    /// Nothing goes wrong any more.
    pub(crate) fn clear_up(&self) {
        self.storm.store(0, Ordering::Relaxed);
        self.unplugged.store(false, Ordering::Relaxed);
        self.locked.store(false, Ordering::Relaxed);
    }

    fn fate(&self, question: bool) -> Fate {
        if let Some(told) = &self.told {
            return *held(told);
        }
        if self.locked.load(Ordering::Relaxed) {
            return Fate::Locked;
        }
        if self.unplugged.load(Ordering::Relaxed) {
            return Fate::NoConnection;
        }
        let mut chance = held(&self.chance);
        if !chance.percent(self.storm.load(Ordering::Relaxed)) {
            return Fate::Fine;
        }
        draw(&mut chance, question)
    }

    fn pause_ms(&self, from: u64, to: u64) -> u64 {
        if self.told.is_some() {
            return to;
        }
        held(&self.chance).between(from, to)
    }
}

/// A fate that is not fine.
pub(crate) fn draw(chance: &mut Chance, question: bool) -> Fate {
    let acts = chance.percent(60);
    let fate = chance.weighed(&[
        (14, Fate::RequestLost),
        (18, Fate::AnswerLost),
        (10, Fate::Cut(acts)),
        (18, Fate::Delayed),
        (8, Fate::PlatformFailed(acts)),
        (8, Fate::Garbage(acts)),
        (6, Fate::Technical(acts)),
        (3, Fate::StrangeWord),
        (3, Fate::OtherTransaction),
        (8, Fate::NoConnection),
        (3, Fate::Busy),
        (2, Fate::Fails),
    ]);
    if question && fate == Fate::Fails {
        Fate::Fine
    } else {
        fate
    }
}

impl Fate {
    /// Whether what was sent reaches the gateway.
    pub(crate) fn arrives(self) -> bool {
        match self {
            Fate::Fine
            | Fate::AnswerLost
            | Fate::Delayed
            | Fate::StrangeWord
            | Fate::OtherTransaction
            | Fate::Fails => true,
            Fate::Cut(acts)
            | Fate::PlatformFailed(acts)
            | Fate::Garbage(acts)
            | Fate::Technical(acts) => acts,
            Fate::RequestLost | Fate::NoConnection | Fate::Busy | Fate::Locked => false,
        }
    }

    /// How the call ends for the caller; `None` when the gateway's answer comes.
    pub(crate) fn end(self) -> Option<Outcome> {
        match self {
            Fate::Fine | Fate::Fails => None,
            Fate::RequestLost | Fate::AnswerLost | Fate::Delayed => {
                Some(Outcome::Unknown(Silence::TimedOut))
            }
            Fate::Cut(_) => Some(Outcome::Unknown(Silence::Cut)),
            Fate::PlatformFailed(_) => Some(Outcome::Unknown(Silence::PlatformFailed)),
            Fate::Garbage(_) => Some(Outcome::Unknown(Silence::Unreadable)),
            Fate::Technical(_) => Some(Outcome::Unknown(Silence::TechnicalError)),
            Fate::StrangeWord => Some(told(Status::Unrecognised {
                word: "Verschollen".to_owned(),
            })),
            Fate::OtherTransaction => Some(Outcome::Unknown(Silence::OtherTransaction)),
            Fate::NoConnection => Some(Outcome::NotSent(NotSent::NoConnection)),
            Fate::Busy => Some(Outcome::NotSent(NotSent::Busy)),
            Fate::Locked => Some(Outcome::NotSent(NotSent::NoCredentials)),
        }
    }

    /// Whether the caller waits in vain.
    pub(crate) fn is_silence(self) -> bool {
        matches!(self, Fate::RequestLost | Fate::AnswerLost | Fate::Delayed)
    }
}

fn told(status: Status) -> Outcome {
    let report = financing::Report::of(status);
    Outcome::Told {
        report,
        journey: None,
    }
}

/// What the gateway said, as an adapter says it.
pub(crate) fn outcome(said: Said) -> Outcome {
    let no = |kind, code: &str| {
        Outcome::Rejected(Rejection {
            kind,
            code: code.to_owned(),
        })
    };
    match said {
        Said::Told(report, journey) => Outcome::Told { report, journey },
        Said::Denied(Denial::Forbidden) => no(RejectionKind::Forbidden, "003"),
        Said::Denied(Denial::WrongDate) => no(RejectionKind::Key, "001"),
        Said::Denied(Denial::Already) => Outcome::Unknown(Silence::AlreadyDone),
    }
}

/// One gateway as one machine reaches it.
pub(crate) struct Wire {
    id: GatewayId,
    manner: Manner,
    products: Vec<Product>,
    bank: Arc<Mutex<Bank>>,
    weather: Arc<Weather>,
    time: TrueTime,
    /// Reads the ledger that the machine writes, on a connection of its own.
    witness: Arc<Mutex<Ledger>>,
    /// Of the program at this end.
    pulse: Arc<Pulse>,
    tally: Arc<Mutex<Tally>>,
    bug: Option<Bug>,
    /// What a forged notification made a trusting till believe.
    pub(crate) believed: Mutex<Option<String>>,
}

impl Wire {
    /// The way from a program on a machine under this weather, whose ledger `witness` reads, to a gateway.
    pub(crate) fn new(
        bank: Arc<Mutex<Bank>>,
        weather: Arc<Weather>,
        time: TrueTime,
        witness: Arc<Mutex<Ledger>>,
        pulse: Arc<Pulse>,
        tally: Arc<Mutex<Tally>>,
        bug: Option<Bug>,
    ) -> Wire {
        let manner = held(&bank).manner;
        Wire {
            id: gateway_id(&manner),
            manner,
            products: vec![product()],
            bank,
            weather,
            time,
            witness,
            pulse,
            tally,
            bug,
            believed: Mutex::default(),
        }
    }

    /// Invariant 3: what leaves is on disk as dispatched, by the number, the operation and the amount.
    fn look_for_intent(&self, call: &Call<'_>) {
        let id = &call.financing.id;
        let found = held(&self.witness).financing(id);
        let there = found.is_ok_and(|found| {
            found.financing.pending.is_some_and(|pending| {
                let intent = Intent {
                    number: pending.intent,
                    operation: pending.operation,
                    amount: pending.amount,
                };
                intent == *call.intent && pending.standing != Standing::Prepared
            })
        });
        // An answer to an earlier question may have settled it a moment ago; then it was on disk before.
        let was = || {
            let rows = held(&self.witness).history(id).unwrap_or_default();
            super::invariants::Tale::of(rows.iter().map(|row| &row.entry))
                .is_some_and(|tale| tale.intents.contains_key(&call.intent.number))
        };
        if !there && !was() {
            held(&self.tally).violated(format!(
                "3: {id} sends {:?} without an intent on disk",
                call.intent
            ));
        }
    }

    fn look_at_what_is_given_back(&self, call: &Call<'_>) {
        let bank = held(&self.bank);
        let truth = bank.transaction(&call.financing.order.key.reference);
        let looked = super::invariants::gives_back_knowingly(call.financing, call.intent, truth);
        if let Err(what) = looked {
            held(&self.tally).violated(format!("{what} ({})", call.financing.id));
        }
    }

    /// One exchange under one fate.
    async fn exchange(&self, financing: &Financing, intent: Option<Intent>) -> Outcome {
        let fate = self.weather.fate(intent.is_none());
        held(&self.tally).met(fate, &financing.order.key.reference);
        let way_ms = self.weather.pause_ms(10, 800);
        let arrives_ms = if fate == Fate::Delayed {
            self.weather.pause_ms(PATIENCE_MS, LATEST_MS)
        } else {
            way_ms
        };
        let letter = Letter {
            at: self.time.now() + TimeDelta::milliseconds(arrives_ms as i64),
            key: financing.order.key.clone(),
            amount: financing.order.amount,
            intent: intent.clone(),
            fails: fate == Fate::Fails && !self.opens(intent.as_ref()),
            handle: !financing.handle.is_empty(),
        };
        let letter = match self.bug {
            Some(bug) => bug.spoil_letter(letter),
            None => letter,
        };
        let ticket = fate
            .arrives()
            .then(|| held(&self.bank).post(letter.clone()));
        if let Some(again) = self.bug.and_then(|bug| bug.sends_again(fate, letter)) {
            held(&self.bank).post(again);
        }
        let back_ms = self.weather.pause_ms(10, 1_500);
        let wait_ms = if fate.is_silence() {
            PATIENCE_MS
        } else {
            way_ms + back_ms
        };
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        let said = ticket.and_then(|ticket| held(&self.bank).answer(ticket, self.time.now()));
        if fate == Fate::StrangeWord {
            held(&self.tally).said_strange(&financing.order.key.reference);
        }
        let end = fate.end().or_else(|| said.map(outcome));
        let end = end.unwrap_or(Outcome::Unknown(Silence::TimedOut));
        match self.bug {
            Some(bug) => bug.misread(end, fate, intent.as_ref(), self),
            None => end,
        }
    }

    fn opens(&self, intent: Option<&Intent>) -> bool {
        intent.is_some_and(|intent| intent.operation == financing::Operation::Open)
    }

    /// The manners of the gateway at the other end.
    pub(crate) fn manner(&self) -> Manner {
        self.manner
    }
}

/// The name under which a gateway of these manners is mounted.
pub(crate) fn gateway_id(manner: &Manner) -> GatewayId {
    GatewayId::new(manner.name).unwrap()
}

/// The one product that is sold.
pub(crate) fn product() -> Product {
    Product {
        code: ProductCode::new("4X").unwrap(),
        name: "4x".to_owned(),
        kind: Kind::Instalments,
        minimum: Cents::of(10_000),
        maximum: Cents::of(300_000),
        instalments_from: 4,
        instalments_to: 4,
    }
}

impl Gateway for Wire {
    fn id(&self) -> &GatewayId {
        &self.id
    }
    fn name(&self) -> &str {
        self.manner.name
    }
    fn products(&self) -> &[Product] {
        &self.products
    }
    fn terms(&self, _: &ProductCode, _: Mode) -> Option<Terms> {
        let terms = self.manner.terms();
        Some(match self.bug {
            Some(bug) => bug.misprint(terms),
            None => terms,
        })
    }
    fn sendings(&self, _: &ProductCode, _: Mode) -> Vec<Sending> {
        vec![Sending::Link, Sending::Sms]
    }
    fn needs(&self, _: &ProductCode) -> Vec<Field> {
        Vec::new()
    }
    fn review(&self, _: &Order, _: &Customer) -> Result<(), Vec<FieldFault>> {
        Ok(())
    }
    fn as_sent(&self, text: &str) -> String {
        text.to_owned()
    }
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a, Outcome> {
        if !self.pulse.is_alive() {
            return Box::pin(std::future::pending());
        }
        self.look_for_intent(&call);
        self.look_at_what_is_given_back(&call);
        Box::pin(self.exchange(call.financing, Some(call.intent.clone())))
    }
    fn ask<'a>(&'a self, financing: &'a Financing) -> Answering<'a, Outcome> {
        if !self.pulse.is_alive() {
            return Box::pin(std::future::pending());
        }
        Box::pin(self.exchange(financing, None))
    }
    fn portal<'a>(&'a self, _: PortalPage) -> Answering<'a, Result<String, PortalFault>> {
        Box::pin(async { Err(PortalFault::None) })
    }
    fn probe<'a>(&'a self) -> Answering<'a, Result<Probe, ProbeFault>> {
        Box::pin(async { Err(ProbeFault::NotSent(NotSent::NotConfigured)) })
    }
}

/// What a lock holds; a panic elsewhere is told elsewhere.
pub(crate) fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
