//! A till's ledger as earlier days left it: financings written by the ledger itself, with every time given.

use super::shop::Premises;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use financing::{
    Actor, Asking, Cents, Customer, Entry, Event, GatewayId, Key, Mode, Order, OrderNumber, Person,
    ProductCode, Report, Route, Sending, Status, Terms, step,
};
use ledger::{Begun, Ledger, LedgerKey, New, Presence};
use till::{LEDGER_KEY, Vault};

/// The last full hour.
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
        let ledger = Ledger::open(&path, &key, Presence::MustExist, noon()).unwrap();
        Book { ledger }
    }

    /// A financing by Léa Noël, begun then and not answered.
    pub(super) fn begun(&mut self, name: &str, at: DateTime<Utc>) -> Begun {
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
            order: order(name, at),
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
        let event = Event::Told {
            intent: Some(intent.number),
            report: Report::of(Status::Refused),
            waited_s: 0,
        };
        let step = step(&held.financing, &event, at).unwrap();
        let entry = Entry {
            at,
            by: Actor::Gateway,
            event,
        };
        let day = at.date_naive();
        let held = self.ledger.record(&held, &entry, &step, None, day).unwrap();
        held.financing.id.to_string()
    }
}

/// The key of the till's ledger.
pub(super) fn key(premises: &Premises) -> LedgerKey {
    let key = premises.vault.get(LEDGER_KEY).unwrap();
    LedgerKey::from_bytes(key.as_slice().try_into().unwrap())
}

fn order(name: &str, at: DateTime<Utc>) -> Order {
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
