//! Cofidis's requests as JSON. The names written out here are Known; every other name comes from the profile, as does
//! the unit of money. It decides which members a request has, and neither when it is sent nor what an answer means.

use super::{
    facts::Facts,
    profile::{Amounts, Path, Profile, Update},
};
use financing::{Cents, Financing, Key, Order, Sending};
use serde_json::{Map, Value, json};

/// A JSON object that is filled by path.
#[derive(Default)]
pub(super) struct Sheet(Map<String, Value>);

impl Sheet {
    fn known(mut self, name: &str, value: Value) -> Sheet {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// Sets a value where the profile says it stands, making the objects on the way there.
    fn set(&mut self, path: &Path, value: Value) {
        let Some((last, outer)) = path.names().split_last() else {
            return;
        };
        let mut object = &mut self.0;
        for name in outer {
            let entry = object.entry(name.clone()).or_insert_with(|| json!({}));
            if !entry.is_object() {
                *entry = json!({});
            }
            let Value::Object(inner) = entry else {
                return;
            };
            object = inner;
        }
        object.insert(last.clone(), value);
    }

    /// The text that is posted.
    pub(super) fn text(&self) -> Vec<u8> {
        Value::Object(self.0.clone()).to_string().into_bytes()
    }
}

/// `transactionKey`, whole (Known).
pub(super) fn key(profile: &Profile, key: &Key) -> Value {
    let merchant = &profile.merchant;
    json!({
        "merchantCountry": merchant.country,
        "providerId": merchant.provider_id,
        "providerTransactionId": null,
        "merchantId": merchant.merchant_id,
        "merchantTransactionId": key.reference,
        "merchantTransactionDate": key.date.format("%Y%m%d").to_string(),
    })
}

/// An amount in the profile's unit.
pub(super) fn money(profile: &Profile, amount: Cents) -> Value {
    match profile.amounts {
        Amounts::Cents => Value::from(amount.get()),
        Amounts::Euros => Value::from(amount.to_string()),
    }
}

/// `initialize` or `sendPayment`, by the profile's delivery signal.
pub(super) fn opening(profile: &Profile, order: &Order, facts: &Facts) -> Sheet {
    let names = &profile.requests;
    let validate = profile.delivery.signal.opens_with_initialize();
    let mut sheet = Sheet::default()
        .known("transactionKey", key(profile, &order.key))
        .known(
            "captureMode",
            json!(if validate { "Validate" } else { "Immediate" }),
        )
        .known("processMod", json!("Redirect"))
        .known("sellerId", json!(profile.merchant.seller_id));
    if let Some(returns) = &profile.returns {
        let ours = |url: &url::Url| {
            let mut url = url.clone();
            url.query_pairs_mut().append_pair("t", &order.key.reference);
            url.to_string()
        };
        let addresses = json!({
            "returnUrlSuccess": ours(&returns.success),
            "returnUrlOther": ours(&returns.other),
            "notificationUrlSuccess": ours(&returns.notification_success),
            "notificationUrlPending": ours(&returns.notification_pending),
        });
        sheet = sheet.known("technicalData", addresses);
    }
    if !validate {
        let way = match order.sending {
            Sending::Link => "Link",
            Sending::Qr => "QR",
            Sending::Sms => "SMS",
        };
        sheet = sheet.known("sendPaymentMerchantData", json!({ "sendingType": way }));
    }
    sheet.set(&names.product, json!(order.product));
    sheet.set(&names.amount, money(profile, order.amount));
    sheet.set(&names.currency, json!(profile.merchant.currency));
    sheet.set(&names.order, json!(facts.order));
    if let Some(instalments) = &names.instalments {
        sheet.set(instalments, json!(order.instalments));
    }
    for (fact, text) in &facts.customer {
        if let Some(path) = profile.facts.get(fact) {
            sheet.set(path, json!(text));
        }
    }
    if let Some(phone) = &facts.sms {
        sheet.set(&names.sms_phone, json!(phone));
    }
    sheet
}

/// A request of which the key says it all: `getStatus`, `confirm`.
pub(super) fn of_key(profile: &Profile, of: &Key) -> Sheet {
    Sheet::default().known("transactionKey", key(profile, of))
}

/// `validate`, `cancel` or `refund`, each with its own name for the amount (Known).
pub(super) fn of_amount(profile: &Profile, of: &Financing, name: &str, amount: Cents) -> Sheet {
    of_key(profile, &of.order.key).known(name, money(profile, amount))
}

/// `updateStatus`.
pub(super) fn update(profile: &Profile, of: &Financing, update: &Update) -> Sheet {
    let sheet = of_key(profile, &of.order.key).known("newStatus", json!(update.word));
    match &update.reason {
        Some(reason) => sheet.known("reasonCode", json!(reason)),
        None => sheet,
    }
}

/// `connect`.
pub(super) fn portal(profile: &Profile, page: &str) -> Sheet {
    let mut sheet = Sheet::default()
        .known("merchantId", json!(profile.merchant.merchant_id))
        .known("sellerId", json!(profile.merchant.seller_id));
    sheet.set(&profile.requests.portal_page, json!(page));
    sheet
}
