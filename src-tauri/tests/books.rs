//! A till's ledger as earlier days left it: financings written by the ledger itself, with every time given.

use super::shop::Premises;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use financing::{
    Actor, Asking, Cents, Customer, Entry, Event, GatewayId, Key, Mode, NotSent, Order,
    OrderNumber, Person, ProductCode, Report, Route, Sending, Status, Terms, step,
};
use ledger::{Begun, Held, Ledger, LedgerKey, New, Presence};
use till::{LEDGER_KEY, Vault};

/// The last full hour. A test takes it once: the next time it may be another one.
pub(super) fn noon() -> DateTime<Utc> {
    Utc::now().duration_trunc(TimeDelta::hours(1)).unwrap()
}

/// The ledger of a till that is closed.
pub(super) struct Book {
    pub(super) ledger: Ledger,
}

impl Book {
    pub(super) fn of(premises: &Premises) -> Book {
        let (path, key) = (premises.home.ledger(), key(premises));
        let ledger = Ledger::open(&path, &key, Presence::MustExist, Utc::now()).unwrap();
        Book { ledger }
    }

    /// A financing by Léa Noël, begun then and not answered.
    pub(super) fn begun(&mut self, name: &str, at: DateTime<Utc>) -> Begun {
        self.begun_by(Route::ReservedOnAcceptance, name, at)
    }

    fn begun_by(&mut self, route: Route, name: &str, at: DateTime<Utc>) -> Begun {
        let customer = Customer {
            billing: Person {
                first_name: "Léa".to_owned(),
                last_name: "Noël".to_owned(),
                ..Person::default()
            },
            ..Customer::default()
        };
        let new = New {
            till: "T2",
            token: name,
            order: order(route, name, at),
            customer: &customer,
            by: Actor::Staff("Inès".to_owned()),
            day: at.date_naive(),
            now: at,
        };
        self.ledger.begin(&new).unwrap()
    }

    /// One that was refused at once; its name.
    pub(super) fn refused(&mut self, name: &str, at: DateTime<Utc>) -> String {
        let Begun { held, intent } = self.begun(name, at);
        let held = self.told(&held, Some(intent.number), Status::Refused, at);
        held.financing.id.to_string()
    }

    /// One that was accepted at once and waits for its goods.
    pub(super) fn accepted(&mut self, name: &str, at: DateTime<Utc>) -> Held {
        let Begun { held, intent } = self.begun(name, at);
        let held = self.told(&held, Some(intent.number), Status::Waiting, at);
        self.told(&held, None, Status::Reserved, at)
    }

    /// One that staff release in the gateway's portal: accepted at once, and *Delivered* was pressed.
    pub(super) fn delivered_by_hand(&mut self, name: &str, at: DateTime<Utc>) -> Held {
        let Begun { held, intent } = self.begun_by(Route::ByHand, name, at);
        let held = self.told(&held, Some(intent.number), Status::Waiting, at);
        let held = self.told(&held, None, Status::Accepted, at);
        self.pressed(&held, Event::Deliver { amount: None }, at)
    }

    /// *Delivered* is pressed without a network, so that it is kept, and called back before it was sent.
    pub(super) fn called_back(&mut self, held: &Held, at: DateTime<Utc>) -> Held {
        let held = self.pressed(held, Event::Deliver { amount: None }, at);
        let kept = Event::NotSent {
            intent: held.financing.intents,
            why: NotSent::NoConnection,
        };
        let held = self.written(&held, Actor::Till, kept, at);
        self.pressed(&held, Event::Cancel { amount: None }, at)
    }

    /// *Delivered* is pressed, and the gateway says at once that it is released.
    pub(super) fn delivered(&mut self, held: &Held, at: DateTime<Utc>) -> Held {
        let held = self.pressed(held, Event::Deliver { amount: None }, at);
        let intent = held
            .financing
            .pending
            .as_ref()
            .map(|pending| pending.intent);
        self.told(&held, intent, Status::Released, at)
    }

    /// All of it is refunded, and the gateway says at once that it is.
    pub(super) fn refunded(&mut self, held: &Held, at: DateTime<Utc>) -> Held {
        let held = self.pressed(held, Event::Refund { amount: None }, at);
        let intent = held
            .financing
            .pending
            .as_ref()
            .map(|pending| pending.intent);
        self.told(&held, intent, Status::Refunded, at)
    }

    fn told(
        &mut self,
        held: &Held,
        intent: Option<u32>,
        status: Status,
        at: DateTime<Utc>,
    ) -> Held {
        let report = Report::of(status);
        let event = Event::Told {
            intent,
            report,
            waited_s: 0,
        };
        self.written(held, Actor::Gateway, event, at)
    }

    fn pressed(&mut self, held: &Held, event: Event, at: DateTime<Utc>) -> Held {
        let by = Actor::Manager("Inès".to_owned());
        self.written(held, by, event, at)
    }

    fn written(&mut self, held: &Held, by: Actor, event: Event, at: DateTime<Utc>) -> Held {
        let step = step(&held.financing, &event, at).unwrap();
        let (entry, day) = (Entry { at, by, event }, at.date_naive());
        self.ledger.record(held, &entry, &step, None, day).unwrap()
    }
}

/// The key of the till's ledger.
pub(super) fn key(premises: &Premises) -> LedgerKey {
    let key = premises.vault.get(LEDGER_KEY).unwrap();
    LedgerKey::from_bytes(key.as_slice().try_into().unwrap())
}

fn order(route: Route, name: &str, at: DateTime<Utc>) -> Order {
    Order {
        gateway: GatewayId::new("gone").unwrap(),
        key: Key {
            reference: format!("ref-{name}"),
            date: at.date_naive(),
        },
        amount: Cents::of(30_000),
        product: ProductCode::new("4XCB").unwrap(),
        instalments: 4,
        mode: Mode::TwoStep,
        order: OrderNumber::new(name).unwrap(),
        sending: Sending::Link,
        terms: Terms {
            route,
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
