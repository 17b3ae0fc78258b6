//! A shop to test with: its training profile, an order, a customer, and a financing in any state. For tests only.

use super::{profile::Profile, sandbox_text};
use chrono::{DateTime, NaiveDate, Utc};
use financing::{
    Cents, Customer, Financing, FinancingId, GatewayId, Key, Mode, Operation, Order, OrderNumber,
    Pending, Person, Place, ProductCode, Sending, Standing, State,
};
use url::Url;

pub(crate) const REFERENCE: &str = "2YgKoUd4DBq7RsT0";

pub(crate) fn profile() -> Profile {
    let at = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    Profile::read(&sandbox_text(&at(7001), &at(7002))).unwrap()
}

pub(crate) fn order(cents: u32) -> Order {
    let product = ProductCode::new("cofidis-3xcb").unwrap();
    Order {
        gateway: GatewayId::new("payplug-sandbox").unwrap(),
        key: Key {
            reference: REFERENCE.to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
        },
        amount: Cents::of(cents),
        terms: profile().terms(&product, Mode::TwoStep).unwrap(),
        product,
        instalments: 3,
        mode: Mode::TwoStep,
        order: OrderNumber::new("F-1042").unwrap(),
        sending: Sending::Link,
    }
}

pub(crate) fn customer() -> Customer {
    Customer {
        billing: Person {
            first_name: "Claire".to_owned(),
            last_name: "Moreau".to_owned(),
            mobile: "+33 6 66 66 66 66".to_owned(),
            ..Person::default()
        },
        home: Place {
            address: "12, rue Haute".to_owned(),
            postal_code: "59800".to_owned(),
            city: "Lille".to_owned(),
            country: "FR".to_owned(),
        },
        email: "claire.moreau@example.org".to_owned(),
        ..Customer::default()
    }
}

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_000)
}

pub(crate) fn financing(cents: u32) -> Financing {
    let id = FinancingId::numbered("T1", 1).unwrap();
    financing::start(id, order(cents), now()).next
}

/// A financing with an operation whose outcome is unknown.
pub(crate) fn waiting_for(operation: Operation, cents: u32) -> Financing {
    let mut financing = financing(60_000);
    financing.state = State::Releasing;
    financing.pending = Some(Pending {
        intent: 2,
        operation,
        amount: Cents::of(cents),
        standing: Standing::Unknown,
        since: now(),
        tries: 0,
        silence: None,
    });
    financing
}
