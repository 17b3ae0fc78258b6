//! The shape of a Cofidis profile as TOML: tables, keys and their types, and nothing that depends on two of them at
//! once. An unknown key, a missing one or a wrong type is refused by the reader with its line.

use crate::{
    cofidis::{method::Method, table::Listed as Meaning, text::Letters},
    profile::Wires,
};
use financing::{Asking, Kind, Mode, Sending};
use serde::{Deserialize, de::IgnoredAny};
use std::collections::BTreeMap;
use url::Url;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    #[serde(rename = "gateway")]
    _gateway: IgnoredAny,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) addresses: Addresses,
    pub(super) paths: BTreeMap<Method, String>,
    #[serde(default)]
    pub(super) transport: Wires,
    pub(super) authentication: Access,
    #[serde(default)]
    pub(super) client_certificate: bool,
    pub(super) merchant: Merchant,
    pub(super) formats: Formats,
    pub(super) titles: Titles,
    pub(super) names: Names,
    #[serde(default)]
    pub(super) states: BTreeMap<String, Meaning>,
    pub(super) text: Text,
    pub(super) lengths: Lengths,
    pub(super) phones: Phones,
    pub(super) delivery: Delivery,
    pub(super) abandon: Option<Update>,
    pub(super) parts: Parts,
    pub(super) deadlines: Deadlines,
    pub(super) asking: Calendar,
    pub(super) portal: Option<PortalWords>,
    pub(super) returns: Option<Returns>,
    #[serde(default)]
    pub(super) journey: JourneyPlaces,
    pub(super) products: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Addresses {
    pub(super) api: String,
}

/// How a request shows who sends it. The secrets are in the vault.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(in crate::cofidis) enum Access {
    /// Two headers.
    ApiKey {
        /// The header of the key's name.
        id_header: String,
        /// The header of the key.
        key_header: String,
    },
    /// HTTP Basic.
    Basic {},
    /// OAuth 2 client credentials.
    Oauth2 {
        /// Where a token is fetched.
        token: Url,
        /// The scope asked for, if any.
        scope: Option<String>,
    },
    /// Nothing in the request; the client certificate says it all.
    None {},
}

/// Who the merchant is (Known: all are parts of `transactionKey` but `seller_id` and `currency`).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cofidis) struct Merchant {
    /// Two letters, lower case.
    pub(in crate::cofidis) country: String,
    /// The software provider's name at Cofidis.
    pub(in crate::cofidis) provider_id: String,
    /// The merchant's number at Cofidis.
    pub(in crate::cofidis) merchant_id: String,
    /// The seller, in France.
    pub(in crate::cofidis) seller_id: Option<String>,
    /// ISO 4217.
    pub(in crate::cofidis) currency: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Formats {
    pub(super) amounts: Amounts,
    pub(super) birth_date: DateForm,
}

/// How an amount is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::cofidis) enum Amounts {
    /// A JSON integer of cents.
    Cents,
    /// A JSON text of euros with two decimals after a point.
    Euros,
}

/// How a date of birth is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(in crate::cofidis) enum DateForm {
    /// 1980-12-31
    #[serde(rename = "YYYY-MM-DD")]
    Dashed,
    /// 19801231
    #[serde(rename = "YYYYMMDD")]
    Compact,
    /// 31/12/1980
    #[serde(rename = "DD/MM/YYYY")]
    Slashed,
}

/// The words for a title.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cofidis) struct Titles {
    pub(in crate::cofidis) mr: String,
    pub(in crate::cofidis) mrs: String,
    pub(in crate::cofidis) miss: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) request: RequestNames,
    pub(super) customer: BTreeMap<Fact, Path>,
    pub(super) answer: AnswerNames,
}

/// Where something stands in a JSON document: names joined by points.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(in crate::cofidis) struct Path(Vec<String>);

/// A name between two points is empty.
#[derive(Debug, thiserror::Error)]
#[error("a JSON name is one or more names joined by points")]
pub(in crate::cofidis) struct NotAPath;

impl TryFrom<String> for Path {
    type Error = NotAPath;
    fn try_from(text: String) -> Result<Path, NotAPath> {
        let names: Vec<_> = text.split('.').map(str::to_owned).collect();
        if names.iter().any(String::is_empty) {
            return Err(NotAPath);
        }
        Ok(Path(names))
    }
}

impl Path {
    /// The names from the outside in; never empty.
    pub(in crate::cofidis) fn names(&self) -> &[String] {
        &self.0
    }
}

/// Where our facts stand in a request (Assumed, all of them).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cofidis) struct RequestNames {
    pub(in crate::cofidis) product: Path,
    pub(in crate::cofidis) amount: Path,
    pub(in crate::cofidis) currency: Path,
    pub(in crate::cofidis) order: Path,
    /// Left out of the file: the number of instalments is not sent, and no product offers a choice of it.
    pub(in crate::cofidis) instalments: Option<Path>,
    pub(in crate::cofidis) sms_phone: Path,
    pub(in crate::cofidis) portal_page: Path,
}

/// Where an answer says what (Assumed, but for the four amounts, whose names are Known).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cofidis) struct AnswerNames {
    pub(in crate::cofidis) code: Path,
    pub(in crate::cofidis) detail: Path,
    pub(in crate::cofidis) amount: Path,
    pub(in crate::cofidis) authorised: Path,
    pub(in crate::cofidis) released: Path,
    pub(in crate::cofidis) cancelled: Path,
    pub(in crate::cofidis) refunded: Path,
    pub(in crate::cofidis) journey: Path,
    pub(in crate::cofidis) link: Path,
    pub(in crate::cofidis) picture: Path,
    pub(in crate::cofidis) portal: Path,
}

/// A fact about the customer that can be sent to Cofidis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::cofidis) enum Fact {
    Title,
    FirstName,
    LastName,
    Email,
    Mobile,
    BirthDate,
    Address,
    PostalCode,
    City,
    Country,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) letters: Letters,
    pub(super) marks: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lengths {
    pub(super) order: usize,
    pub(super) customer: BTreeMap<Fact, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phones {
    pub(super) prefixes: Vec<String>,
}

/// How Cofidis is told that the goods are delivered, and how the journey reaches the customer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cofidis) struct Delivery {
    pub(in crate::cofidis) signal: Signal,
    /// The word, for the signal `update_status` only.
    pub(in crate::cofidis) update: Option<Update>,
    /// The ways of `sendPayment`; empty for the signal `initialize_validate`, which knows a link only.
    #[serde(default)]
    pub(in crate::cofidis) sendings: Vec<Sending>,
}

/// The calls that make an accepted financing a paid one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::cofidis) enum Signal {
    /// `sendPayment` in Immediate mode, then `confirm`.
    SendPaymentConfirm,
    /// `initialize` in Validate mode, then `confirm` on acceptance and `validate` on delivery.
    InitializeValidate,
    /// `sendPayment`, then `updateStatus` with the contract's word.
    UpdateStatus,
    /// `sendPayment`, then a person in Cofidis's portal.
    Portal,
}

/// What `updateStatus` is called with.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cofidis) struct Update {
    /// `newStatus`.
    pub(in crate::cofidis) word: String,
    /// `reasonCode`, where one is wanted.
    pub(in crate::cofidis) reason: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    pub(super) delivery: bool,
    pub(super) cancel: bool,
    pub(super) refund: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Deadlines {
    pub(super) journey_minutes: u32,
    pub(super) instalments_days: u32,
    pub(super) loan_days: u32,
    pub(super) absence_proven_after_s: Option<u32>,
    pub(super) give_up_after_s: u32,
}

/// The asking calendar. What is left out is the seed's (Known).
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Calendar {
    pub(super) notified: bool,
    pub(super) first_minutes: u32,
    pub(super) second_minutes: u32,
    pub(super) notified_minutes: u32,
    pub(super) review_minutes: u32,
    pub(super) office_hours: bool,
    pub(super) counter_seconds: Option<u32>,
    pub(super) every_seconds: Option<u32>,
}

impl Default for Calendar {
    fn default() -> Calendar {
        let Asking {
            notified,
            first_minutes,
            second_minutes,
            notified_minutes,
            review_minutes,
            office_hours,
            counter_seconds,
            every_seconds,
        } = Asking::default();
        Calendar {
            notified,
            first_minutes,
            second_minutes,
            notified_minutes,
            review_minutes,
            office_hours,
            counter_seconds,
            every_seconds,
        }
    }
}

impl From<Calendar> for Asking {
    fn from(calendar: Calendar) -> Asking {
        Asking {
            notified: calendar.notified,
            first_minutes: calendar.first_minutes,
            second_minutes: calendar.second_minutes,
            notified_minutes: calendar.notified_minutes,
            review_minutes: calendar.review_minutes,
            office_hours: calendar.office_hours,
            counter_seconds: calendar.counter_seconds,
            every_seconds: calendar.every_seconds,
        }
    }
}

/// The words for the portal's pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cofidis) struct PortalWords {
    pub(in crate::cofidis) homepage: String,
    pub(in crate::cofidis) dashboard: String,
    pub(in crate::cofidis) financing: String,
    pub(in crate::cofidis) training: String,
}

/// Where the customer's browser and Cofidis's notifications go: addresses of the merchant (Known names).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cofidis) struct Returns {
    pub(in crate::cofidis) success: Url,
    pub(in crate::cofidis) other: Url,
    pub(in crate::cofidis) notification_success: Url,
    pub(in crate::cofidis) notification_pending: Url,
}

impl Returns {
    /// All four.
    pub(super) fn all(&self) -> [&Url; 4] {
        [
            &self.success,
            &self.other,
            &self.notification_success,
            &self.notification_pending,
        ]
    }
}

/// Where a journey's address may lead.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct JourneyPlaces {
    pub(super) hosts: Vec<String>,
    pub(super) plain_http: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) minimum_cents: u64,
    pub(super) maximum_cents: u64,
    pub(super) instalments_from: u32,
    pub(super) instalments_to: u32,
    pub(super) modes: Vec<Mode>,
    pub(super) needs: Vec<Fact>,
    pub(super) release_days: Option<u32>,
}
