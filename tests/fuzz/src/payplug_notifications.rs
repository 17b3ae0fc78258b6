//! Notifications of Payplug. One that is taken was signed with our key, as the sandbox's own implementation of HASH
//! says too, and says what its fields say; it is a reason to ask only about the financing that it is about.

use crate::shop::{AMOUNT, LIVES, REFERENCE};
use gateways::{
    Secret,
    payplug::{Notification, NotificationFault, Notified},
};
use sandbox::payplug::Params;
use url::form_urlencoded;

const KEY: &str = "training-key";

pub(crate) fn hold(body: &[u8]) -> bool {
    let key = Secret::new(KEY.to_owned());
    let as_it_is = Notification::read("", body, &key);
    if as_it_is.is_ok() {
        taken_holds(&as_it_is, body);
    }
    let signed = signed(body);
    let taken = Notification::read("", signed.as_bytes(), &key);
    taken_holds(&taken, signed.as_bytes());
    if taken.is_ok() {
        let by_get = Notification::read(&signed, b"", &key);
        assert_eq!(by_get, taken, "GET and POST say the same");
    }
    let other = Secret::new("another-key".to_owned());
    let refused = Notification::read("", signed.as_bytes(), &other);
    assert!(refused.is_err(), "another key was taken for ours");
    as_it_is.is_ok()
}

/// The fields of a body with a signature of the sandbox's.
fn signed(body: &[u8]) -> String {
    let fields: Vec<(String, String)> = form_urlencoded::parse(body)
        .into_owned()
        .filter(|(name, _)| name != "HASH")
        .collect();
    let params = Params::of(fields.iter().map(|(name, text)| (&**name, &**text))).signed(KEY);
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, text) in params.iter() {
        form.append_pair(&name.to_string(), text);
    }
    form.finish()
}

fn taken_holds(taken: &Result<Notification, NotificationFault>, body: &[u8]) {
    let fields: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let params = Params::of(fields.iter().map(|(name, text)| (&**name, &**text)));
    let said = match taken {
        Ok(said) => said,
        Err(NotificationFault::WrongSignature | NotificationFault::NoSignature) => {
            panic!("the sandbox signed it, and it was not believed")
        }
        Err(_) => return,
    };
    assert_eq!(params.get("HASH"), Some(params.hash(KEY).as_str()));
    let is = |name: &str, text: &str| assert_eq!(params.get(name), Some(text));
    is("IDENTIFIER", &said.identifier);
    is("ORDERID", &said.reference);
    is("TRANSACTIONID", &said.transaction);
    is("EXECCODE", &said.code.to_string());
    is(
        "OPERATIONTYPE",
        match said.operation {
            Notified::Authorization => "authorization",
            Notified::Capture => "capture",
            Notified::Refund => "refund",
            Notified::Void => "void",
        },
    );
    let cents = params.get("AMOUNT").unwrap().parse::<i64>().unwrap();
    assert_eq!(said.amount.get(), cents);
    let currency = params.get("CURRENCY").unwrap_or_default();
    assert!(
        currency.is_empty() || currency == "EUR",
        "{currency} is not our money"
    );

    if said.concerns(&LIVES[4][0], "training").is_ok() {
        assert_eq!(said.identifier, "training");
        assert_eq!(said.reference, REFERENCE);
        assert!(said.amount <= AMOUNT);
    }
}
