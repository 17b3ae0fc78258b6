//! A small shop for the tests: its till, its customers and its orders, with every time and every name given. The
//! gateway is a sentence in a test: what it says is handed in as a [`Status`].

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use financing::{
    Actor, Asking, Cents, Customer, Entry, Event, GatewayId, Journey, JourneyKind, Key, Mode,
    OrderNumber, ProductCode, Report, Route, Sending, Silence, Status, Terms, step,
};
use ledger::{Begun, Held, Ledger, LedgerError, LedgerKey, New, Presence};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The salt of every ledger of the tests.
pub(crate) const SALT: [u8; 32] = [7; 32];

/// The shop's till, on a folder of its own.
pub(crate) struct Shop {
    folder: TempDir,
    pub(crate) ledger: Ledger,
}

/// The key in the shop's vault.
pub(crate) fn key() -> LedgerKey {
    LedgerKey::from_bytes([42; 32])
}

/// The morning on which the tests begin.
pub(crate) fn morning() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

/// So many minutes after the morning.
pub(crate) fn minute(minutes: i64) -> DateTime<Utc> {
    morning() + TimeDelta::minutes(minutes)
}

/// The store's day of the morning, and those after it.
pub(crate) fn day(after: u64) -> NaiveDate {
    morning().date_naive() + Days::new(after)
}

/// A two-step order whose money is reserved on acceptance and may be released in parts.
pub(crate) fn order(name: &str, cents: u32) -> financing::Order {
    financing::Order {
        gateway: GatewayId::new("bank").unwrap(),
        key: Key {
            reference: format!("ref-{name}"),
            date: day(0),
        },
        amount: Cents::of(cents),
        product: ProductCode::new("4XCB").unwrap(),
        instalments: 4,
        mode: Mode::TwoStep,
        order: OrderNumber::new(name).unwrap(),
        sending: Sending::Link,
        terms: Terms {
            route: Route::ReservedOnAcceptance,
            journey_minutes: 50,
            release_days: 6,
            part_delivery: true,
            part_cancel: true,
            part_refund: true,
            abandon: false,
            absence_proven_after_s: Some(600),
            give_up_after_s: 86_400,
            asking: Asking::default(),
        },
    }
}

/// A customer of this name.
pub(crate) fn customer(first: &str, last: &str) -> Customer {
    let mut customer = Customer::default();
    customer.billing.first_name = first.to_owned();
    customer.billing.last_name = last.to_owned();
    customer.email = "customer@example.com".to_owned();
    customer
}

/// The member of staff of the tests.
pub(crate) fn staff() -> Actor {
    Actor::Staff("Inès".to_owned())
}

impl Shop {
    /// A till that has never worked before.
    pub(crate) fn new() -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let ledger = open(&folder.path().join("ledger.db"), true).unwrap();
        Shop { folder, ledger }
    }

    /// The shop's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The ledger's file.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }

    /// The program ends; the folder stays.
    pub(crate) fn close(self) -> TempDir {
        drop(self.ledger);
        self.folder
    }

    /// A press on *Start* for an order of this name and so many cents by Marie Dupont.
    pub(crate) fn begin(&mut self, name: &str, cents: u32) -> Begun {
        self.press(name, order(name, cents), &customer("Marie", "Dupont"))
            .unwrap()
    }

    /// A press with this token.
    pub(crate) fn press(
        &mut self,
        token: &str,
        order: financing::Order,
        customer: &Customer,
    ) -> Result<Begun, LedgerError> {
        self.ledger.begin(&New {
            till: "T2",
            token,
            order,
            customer,
            by: staff(),
            day: day(0),
            now: morning(),
        })
    }

    /// Something happens so many minutes after the morning.
    pub(crate) fn happens(&mut self, held: &Held, event: Event, minutes: i64) -> Held {
        try_record(&mut self.ledger, held, event, minutes, None).unwrap()
    }

    /// Staff do something.
    pub(crate) fn deed(&mut self, held: &Held, event: Event) -> Held {
        self.happens(held, event, 30)
    }

    /// The gateway answers the opening with the address of the journey.
    pub(crate) fn shown(&mut self, begun: &Begun) -> Held {
        let report = Report {
            journey: Some(JourneyKind::Address),
            ..Report::of(Status::Waiting)
        };
        let event = Event::Told {
            intent: Some(begun.intent.number),
            report,
            waited_s: 0,
        };
        let journey = Journey::Address("https://pay.example/j/1".to_owned());
        try_record(&mut self.ledger, &begun.held, event, 1, Some(&journey)).unwrap()
    }

    /// The gateway answers the operation under way, or a question when none is.
    pub(crate) fn answers(&mut self, held: &Held, status: Status) -> Held {
        let intent = held
            .financing
            .pending
            .as_ref()
            .map(|pending| pending.intent);
        self.happens(held, told(intent, status), 20)
    }

    /// A financing of so many cents whose amount is reserved.
    pub(crate) fn reserved(&mut self, name: &str, cents: u32) -> Held {
        let begun = self.begin(name, cents);
        let shown = self.shown(&begun);
        self.answers(&shown, Status::Reserved)
    }

    /// A financing of so many cents that is released.
    pub(crate) fn financed(&mut self, name: &str, cents: u32) -> Held {
        let reserved = self.reserved(name, cents);
        let releasing = self.deed(&reserved, Event::Deliver { amount: None });
        self.answers(&releasing, Status::Released)
    }

    /// A day's work: one of every kind of end, and some that wait.
    pub(crate) fn works_a_day(&mut self) {
        self.begin("waiting", 30_000);
        let begun = self.begin("refused", 40_000);
        let shown = self.shown(&begun);
        self.answers(&shown, Status::Refused);
        self.reserved("reserved", 50_000);
        let financed = self.financed("refunded", 60_000);
        let part = Some(Cents::of(10_000));
        let refunding = self.deed(&financed, Event::Refund { amount: part });
        self.answers(&refunding, Status::Released);
        let reserved = self.reserved("unknown", 70_000);
        let part = Some(Cents::of(20_000));
        let releasing = self.deed(&reserved, Event::Deliver { amount: part });
        let silent = Event::Unanswered {
            intent: releasing.financing.intents,
            why: Silence::TimedOut,
        };
        self.happens(&releasing, silent, 31);
    }
}

/// Opens the ledger at `path` with the shop's key.
pub(crate) fn open(path: &Path, may_create: bool) -> Result<Ledger, LedgerError> {
    let presence = if may_create {
        Presence::MayCreate { salt: SALT }
    } else {
        Presence::MustExist
    };
    Ledger::open(path, &key(), presence, morning())
}

/// What the gateway says, to an intent or to a question.
pub(crate) fn told(intent: Option<u32>, status: Status) -> Event {
    Event::Told {
        intent,
        report: Report::of(status),
        waited_s: 0,
    }
}

/// Decides and writes, as a till does.
pub(crate) fn try_record(
    ledger: &mut Ledger,
    held: &Held,
    event: Event,
    minutes: i64,
    journey: Option<&Journey>,
) -> Result<Held, LedgerError> {
    let at = minute(minutes);
    let step = step(&held.financing, &event, at).unwrap();
    let by = if matches!(event, Event::Told { .. }) {
        Actor::Gateway
    } else {
        staff()
    };
    let entry = Entry { at, by, event };
    ledger.record(held, &entry, &step, journey, day(0))
}
