//! The places at which something may happen to a program: where a write is committed, where a call leaves, while it is
//! answered, where its answer arrives. They are the till's own ports: the sink, which hears of every commit at once, and
//! the gateway. At each the walk's fortune is asked.
//!
//! A program that dies loses everything but the file as it lies there at that moment: what the dead program still does
//! until it is taken away reaches no gateway, and a file that nobody reads again.

use super::fortune::Fortune;
use crate::{
    bugs::Bug,
    file::File,
    tally::Tally,
    time::TrueTime,
    wire::{Fate, Weather, Wire, held},
};
use chrono::{DateTime, Utc};
use financing::{
    Answering, Call, Customer, Field, FieldFault, Financing, FinancingId, Gateway, GatewayId, Mode,
    Order, Outcome, PortalFault, PortalPage, Probe, ProbeFault, Product, ProductCode, Sending,
    Terms,
};
use std::{
    future::{pending, poll_fn},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
};
use till::{Sink, TillFault};
use tokio::sync::Notify;

/// What all programs of a walk share: the fortune, the file under them, what was seen to go wrong.
pub(crate) struct Seams {
    pub(crate) fortune: Mutex<Fortune>,
    pub(crate) file: Mutex<File>,
    pub(crate) tally: Arc<Mutex<Tally>>,
    pub(crate) weather: Arc<Weather>,
    /// The program died.
    pub(crate) died: Notify,
    /// A notification came in while a call was answered.
    pub(crate) notified: Notify,
    pub(crate) bug: Option<Bug>,
    /// How long the journal was when somebody last looked.
    rows: AtomicU64,
    /// What is on its way between this run of the program and the gateway.
    calls: AtomicU64,
    /// When this run last asked.
    asked: Mutex<Option<DateTime<Utc>>>,
}

/// One call on its way, from its first byte until its answer is in the program's hands.
struct OnItsWay<'a>(&'a Seams);

impl<'a> OnItsWay<'a> {
    fn begins(seams: &'a Seams) -> OnItsWay<'a> {
        seams.calls.fetch_add(1, Ordering::Relaxed);
        OnItsWay(seams)
    }
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        self.0.calls.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Seams {
    /// Those of one walk.
    pub(crate) fn new(fortune: Fortune, file: File, bug: Option<Bug>) -> Seams {
        Seams {
            fortune: Mutex::new(fortune),
            file: Mutex::new(file),
            tally: Arc::default(),
            weather: Weather::told(),
            died: Notify::new(),
            notified: Notify::new(),
            bug,
            rows: AtomicU64::new(0),
            calls: AtomicU64::new(0),
            asked: Mutex::new(None),
        }
    }

    /// A program that has asked nothing yet begins.
    pub(crate) fn begins(&self) {
        *held(&self.asked) = None;
    }

    /// Whether nothing is on its way.
    pub(crate) fn is_still(&self) -> bool {
        self.calls.load(Ordering::Relaxed) == 0
    }

    /// When this run of the program last asked.
    pub(crate) fn asked(&self) -> Option<DateTime<Utc>> {
        *held(&self.asked)
    }

    /// Whether the program still runs.
    pub(crate) fn is_alive(&self) -> bool {
        held(&self.fortune).alive
    }

    /// Whether the program is dead, or dies here: then what lies on the disk now is what the next one finds.
    fn is_dead(&self) -> bool {
        if !self.is_alive() {
            return true;
        }
        let dies = held(&self.fortune).dies();
        if dies {
            let lose = self.bug.map_or(0, Bug::bytes_lost_in_a_power_cut);
            held(&self.file).power_cut(lose);
            self.died.notify_one();
        }
        dies
    }

    /// The disk may refuse the next write.
    pub(crate) fn next_write(&self) {
        if held(&self.fortune).refuses() {
            held(&self.file).fail("journal");
        }
    }

    /// What a fault means: the disk was to refuse one write, and nothing else goes wrong inside.
    pub(crate) fn judge(&self, fault: &TillFault) {
        match fault {
            TillFault::Refused(_) | TillFault::Order(_) | TillFault::TooSoon { .. } => {}
            TillFault::Ledger(_) if held(&self.file).fails() => held(&self.file).mend(),
            TillFault::Ledger(_)
            | TillFault::ManagerWanted
            | TillFault::AskFirst
            | TillFault::Printer(_)
            | TillFault::NoRandomness(_)
            | TillFault::Paper(_) => {
                if self.is_alive() {
                    held(&self.tally).violated(format!("a fault out of nowhere: {fault}"));
                }
            }
        }
    }
}

impl Sink for Seams {
    /// Called after each commit, and when a question came to something else than the one before.
    fn look_again(&self, _: Option<&FinancingId>) {
        if !self.is_alive() {
            return;
        }
        let head = held(&held(&self.file).reader).head().unwrap();
        if self.rows.swap(head.seq, Ordering::Relaxed) != head.seq && !self.is_dead() {
            self.next_write();
        }
    }
}

/// A gateway, behind the places at which a program may die.
pub(crate) struct Seam {
    wire: Wire,
    time: TrueTime,
    seams: Arc<Seams>,
}

impl Seam {
    /// In front of this wire.
    pub(crate) fn new(wire: Wire, time: TrueTime, seams: Arc<Seams>) -> Seam {
        Seam { wire, time, seams }
    }

    async fn sent(&self, call: Call<'_>) -> Outcome {
        if self.seams.is_dead() {
            return pending().await;
        }
        let _call = OnItsWay::begins(&self.seams);
        let fate = held(&self.seams.fortune).fate(false);
        self.seams.weather.tell(fate);
        let mut exchange = self.wire.send(call);
        let begun = poll_fn(|context| Poll::Ready(exchange.as_mut().poll(context))).await;
        if begun.is_pending() && self.seams.is_dead() {
            return pending().await;
        }
        if held(&self.seams.fortune).notifies() {
            self.seams.notified.notify_one();
        }
        let outcome = match begun {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => exchange.await,
        };
        if fate != Fate::NoConnection && self.seams.is_dead() {
            return pending().await;
        }
        outcome
    }

    /// A question moves nothing, so that dying before it, under it and after it leaves the same.
    async fn asked(&self, financing: &Financing) -> Outcome {
        if self.seams.is_dead() {
            return pending().await;
        }
        let _call = OnItsWay::begins(&self.seams);
        *held(&self.seams.asked) = Some(self.time.now());
        let fate = held(&self.seams.fortune).fate(true);
        self.seams.weather.tell(fate);
        let outcome = self.wire.ask(financing).await;
        if self.seams.is_alive() {
            outcome
        } else {
            pending().await
        }
    }
}

impl Gateway for Seam {
    fn id(&self) -> &GatewayId {
        self.wire.id()
    }
    fn name(&self) -> &str {
        self.wire.name()
    }
    fn products(&self) -> &[Product] {
        self.wire.products()
    }
    fn terms(&self, product: &ProductCode, mode: Mode) -> Option<Terms> {
        self.wire.terms(product, mode)
    }
    fn sendings(&self, product: &ProductCode, mode: Mode) -> Vec<Sending> {
        self.wire.sendings(product, mode)
    }
    fn needs(&self, product: &ProductCode) -> Vec<Field> {
        self.wire.needs(product)
    }
    fn review(&self, order: &Order, customer: &Customer) -> Result<(), Vec<FieldFault>> {
        self.wire.review(order, customer)
    }
    fn as_sent(&self, text: &str) -> String {
        self.wire.as_sent(text)
    }
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a, Outcome> {
        Box::pin(self.sent(call))
    }
    fn ask<'a>(&'a self, financing: &'a Financing) -> Answering<'a, Outcome> {
        Box::pin(self.asked(financing))
    }
    fn portal<'a>(&'a self, page: PortalPage) -> Answering<'a, Result<String, PortalFault>> {
        self.wire.portal(page)
    }
    fn probe<'a>(&'a self) -> Answering<'a, Result<Probe, ProbeFault>> {
        self.wire.probe()
    }
}
