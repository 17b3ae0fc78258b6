//! A shop that sells on Cofidis: its profile at a server of the test's, its credentials, an order and a customer with
//! invented names.

use chrono::{DateTime, NaiveDate, Utc};
use financing::{
    Call, Cents, Customer, Financing, FinancingId, Gateway, Intent, Key, Mode, Operation, Order,
    OrderNumber, Outcome, Person, Place, ProductCode, Sending, Title, start,
};
use gateways::{Credentials, Profile, cofidis, mount};
use std::sync::Arc;
use url::Url;

pub(crate) const AMOUNT: Cents = Cents::of(124_990);

/// The sandbox's profile at this address.
pub(crate) fn text(base: &Url) -> String {
    cofidis::sandbox_text(base)
}

/// The profile of a gateway whose journeys and portal are under this domain and nowhere else.
pub(crate) fn leading_to(text: &str, domain: &str) -> String {
    assert!(text.contains("plain_http = true"));
    text.replace("plain_http = true", &format!("hosts = [\".{domain}\"]"))
}

/// The profile with another delivery signal.
pub(crate) fn with_signal(text: &str, signal: &str) -> String {
    let text = text.replace("signal = \"send_payment_confirm\"", signal);
    if signal.contains("initialize_validate") {
        text.replace("sendings = [\"link\", \"qr\", \"sms\"]", "")
            .replace("delivery = false", "delivery = true")
            .replace("cancel = false", "cancel = true")
    } else {
        text
    }
}

/// The profile with another way of showing who sends.
pub(crate) fn with_access(text: &str, access: &str) -> String {
    let keys = "kind = \"api_key\"\nid_header = \"X-Api-Key-Id\"\nkey_header = \"X-Api-Key\"";
    assert!(text.contains(keys));
    text.replace(keys, access)
}

/// The profile's gateway, with the training words as secrets.
pub(crate) fn gateway(text: &str) -> Arc<dyn Gateway> {
    let profile = Profile::read(text).expect("a profile");
    mount(profile.clone(), credentials(&profile)).expect("a gateway")
}

pub(crate) fn credentials(profile: &Profile) -> Credentials {
    let names = profile.credential_names();
    let words = ["training", "training-secret"];
    names
        .iter()
        .zip(words)
        .fold(Credentials::default(), |credentials, (name, word)| {
            credentials.with(*name, word)
        })
}

pub(crate) fn noon() -> DateTime<Utc> {
    "2026-02-27T11:00:00Z".parse().expect("a time")
}

pub(crate) fn customer() -> Customer {
    Customer {
        billing: Person {
            title: Some(Title::Mrs),
            first_name: "Zoé".to_owned(),
            last_name: "Lefèvre-d’Œuvre".to_owned(),
            mobile: "+33612345678".to_owned(),
            ..Person::default()
        },
        home: Place {
            address: "12, rue de l’Église".to_owned(),
            postal_code: "59650".to_owned(),
            city: "Villeneuve-d'Ascq".to_owned(),
            country: "fr".to_owned(),
        },
        email: "zoe@mail.example".to_owned(),
        birth_date: NaiveDate::from_ymd_opt(1984, 12, 31),
        ..Customer::default()
    }
}

/// An order of the four-times product.
pub(crate) fn order(gateway: &dyn Gateway, mode: Mode, sending: Sending) -> Order {
    let product = ProductCode::new("4XCB").expect("a product");
    let terms = gateway.terms(&product, mode).expect("it is offered");
    Order {
        gateway: gateway.id().clone(),
        key: Key {
            reference: "2YgKoUd4DB".to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 2, 27).expect("a date"),
        },
        amount: AMOUNT,
        product,
        instalments: 4,
        mode,
        order: OrderNumber::new("CMD-20418").expect("an order number"),
        sending,
        terms,
    }
}

pub(crate) fn financing(order: Order) -> Financing {
    let id = FinancingId::numbered("T2", 147).expect("a name");
    start(id, order, noon()).next
}

/// A two-step financing by link.
pub(crate) fn two_step(gateway: &dyn Gateway) -> Financing {
    financing(order(gateway, Mode::TwoStep, Sending::Link))
}

/// Sends one operation of a financing, for all of its amount.
pub(crate) async fn send(
    gateway: &dyn Gateway,
    financing: &Financing,
    operation: Operation,
) -> Outcome {
    let intent = Intent {
        number: 1,
        operation,
        amount: financing.order.amount,
    };
    let customer = customer();
    let call = Call {
        intent: &intent,
        financing,
        customer: Some(&customer),
    };
    gateway.send(call).await
}
