//! The pretended Payplug: authorisations that take customers to a Cofidis journey, captures, refunds, voids and
//! `getTransactions`, with books of its own. Two platforms answer for it and share everything but their faults. It is
//! pure: the time is passed in, identifiers follow from a seed, nothing is sent; sockets are `edge`'s matter.
//!
//! Known: the operations, parameters, EXECCODEs and HASH of the vendor's page. Assumed: what a partial capture leaves
//! is given back; an authorisation's seven days end it; a journey takes 50 minutes at most; notifications carry their
//! parameters as plain form fields.

mod authorisation;
mod codes;
mod operations;
mod params;
mod redirect;
mod rules;
mod twist;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use codes::Exec;
pub use params::{BadForm, Name, Params};
pub use redirect::Redirect;

use crate::books::{Books, Cents};
use crate::fate::{Answering, Delivery, Fate, Reply, Script};
use crate::journey::{Move, NoSuchJourney, Sheet, Stage};
use crate::mail::Notification;
use crate::plan::Product;
use authorisation::Authorisation;
use codes::Refused;

/// What the four payment options sell (Known: the names; Assumed: limits and instalments).
pub const PRODUCTS: [Product; 4] = [
    Product { code: "cofidis-3xcb", min: 10_000, max: 300_000, instalments: 3, first_now: true, hold_days: 7 },
    Product { code: "cofidis-4xcb", min: 10_000, max: 300_000, instalments: 4, first_now: true, hold_days: 7 },
    Product { code: "cofidis-4xpaypal", min: 10_000, max: 200_000, instalments: 4, first_now: true, hold_days: 7 },
    Product { code: "cofidis-1euro", min: 20_000, max: 600_000, instalments: 10, first_now: false, hold_days: 7 },
];

/// One of the two platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// The one to call.
    Main,
    /// The one to call when the first has done nothing.
    Second,
}

/// A path of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `/front/service/rest/process`.
    Process,
    /// `/front/service/rest/export`.
    Export,
}

/// An operation (Known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// Starts a journey, ends in an authorisation.
    Authorization,
    /// Takes all or part of an authorisation, once.
    Capture,
    /// Gives back all or part of a capture.
    Refund,
    /// Gives up an authorisation.
    Void,
    /// Lists what happened to orders or transactions.
    GetTransactions,
}

impl Operation {
    /// Every operation with its name on the wire.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Authorization, "authorization"),
        (Self::Capture, "capture"),
        (Self::Refund, "refund"),
        (Self::Void, "void"),
        (Self::GetTransactions, "getTransactions"),
    ];

    /// The operation called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, word)| *word == name).map(|(operation, _)| operation)
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(operation, _)| *operation == self).map_or("", |(_, word)| word)
    }

    /// The path it is called at.
    pub fn endpoint(self) -> Endpoint {
        match self {
            Self::Authorization | Self::Capture | Self::Refund | Self::Void => Endpoint::Process,
            Self::GetTransactions => Endpoint::Export,
        }
    }
}

/// The shop's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// IDENTIFIER.
    pub identifier: String,
    /// Signs requests without APIKEYID, and notifications unless they have a key of their own.
    pub account_key: String,
    /// APIKEYID and the key that signs with it.
    pub api_key: (String, String),
    /// Signs notifications, if set.
    pub notification_key: Option<String>,
    /// Where notifications go, as the dashboard has it.
    pub notification_url: Option<String>,
}

impl Default for Account {
    /// Training words; they open nothing but a sandbox.
    fn default() -> Self {
        Self {
            identifier: "training".to_owned(),
            account_key: "training-key".to_owned(),
            api_key: ("training-api".to_owned(), "training-api-key".to_owned()),
            notification_key: None,
            notification_url: None,
        }
    }
}

/// What a platform is told when it is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The shop's name, for the journey.
    pub shop: String,
    /// Where journeys live, without a slash at the end.
    pub pages: String,
    /// The account.
    pub account: Account,
    /// The shape of REDIRECTHTML.
    pub redirect: Redirect,
    /// How far `getTransactions` lags behind.
    pub lag: TimeDelta,
}

/// What an operation is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Answer {
    /// The operation, as it was sent.
    pub operationtype: String,
    /// Four digits.
    pub execcode: String,
    /// For people; never to be branched on.
    pub message: String,
    /// The new operation's identifier; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transactionid: Option<String>,
    /// The label on the customer's statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub descriptor: Option<String>,
    /// With 0002: the page to show, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirecthtml: Option<String>,
    /// Of `getTransactions`: a row per operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Vec<Row>>,
}

/// A row of `getTransactions`: column and text.
pub type Row = BTreeMap<String, String>;

/// An operation that happened, and the results it went through.
#[derive(Debug, Clone)]
struct Deed {
    id: String,
    operation: Operation,
    /// The authorisation it belongs to; its own identifier for an authorisation.
    authorisation: String,
    order: String,
    extra: String,
    amount: Cents,
    client: (String, String),
    results: Vec<(DateTime<Utc>, Exec)>,
}

/// The pretended Payplug.
#[derive(Debug, Clone)]
pub struct Platform {
    settings: Settings,
    seed: u64,
    made: u64,
    deeds: Vec<Deed>,
    authorisations: BTreeMap<String, Authorisation>,
    journeys: BTreeMap<String, String>,
    books: Books,
    outbox: Vec<Notification>,
    script: Script<(Site, Operation)>,
}

impl Platform {
    /// A platform on which nothing has happened. The same seed and the same calls give the same answers.
    pub fn new(settings: Settings, seed: u64) -> Self {
        Self {
            settings,
            seed,
            made: 0,
            deeds: Vec::new(),
            authorisations: BTreeMap::new(),
            journeys: BTreeMap::new(),
            books: Books::default(),
            outbox: Vec::new(),
            script: Script::default(),
        }
    }

    /// What really happened.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// The fates to come, for each platform and operation.
    pub fn script(&mut self) -> &mut Script<(Site, Operation)> {
        &mut self.script
    }

    /// The settings, which may be changed at any time.
    pub fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Takes the notifications that have come up since the last time, oldest first.
    pub fn take_notifications(&mut self) -> Vec<Notification> {
        std::mem::take(&mut self.outbox)
    }

    /// A call as it stands on the wire, under the next fate of its script.
    pub fn receive(&mut self, site: Site, endpoint: Endpoint, body: &[u8], now: DateTime<Utc>) -> Delivery {
        let (method, params) = match Params::read(body) {
            Ok(call) => call,
            Err(BadForm::Field(field)) => return whole("", Refused::naming(Exec::Invalid, field)),
            Err(BadForm::NoMethod) => return whole("", Refused::naming(Exec::Missing, "method")),
            Err(BadForm::NotAForm) => return whole("", Refused::from(Exec::BadForm)),
        };
        match Operation::named(&method).filter(|operation| operation.endpoint() == endpoint) {
            None => whole(&method, Refused::naming(Exec::Invalid, "method")),
            Some(operation) if params.get("OPERATIONTYPE").is_some_and(|named| named != method) => {
                whole(operation.name(), Refused::naming(Exec::Invalid, "OPERATIONTYPE"))
            }
            Some(operation) => {
                let fate = self.script.next(&(site, operation));
                self.call_under(operation, &params, &fate, now)
            }
        }
    }

    /// A GET, which is refused (Known).
    pub fn receive_get() -> Delivery {
        whole("", Refused::from(Exec::GetForbidden))
    }

    /// A POST that is no form.
    pub fn receive_other_media() -> Delivery {
        whole("", Refused::from(Exec::BadForm))
    }

    /// A call under a given fate.
    pub fn call_under(&mut self, operation: Operation, params: &Params, fate: &Fate, now: DateTime<Utc>) -> Delivery {
        let usual = self.settings.redirect;
        if let Answering::Redirected { shape } = fate.answer {
            self.settings.redirect = shape;
        }
        let already_out = self.outbox.len();
        let mut answer = if fate.acts {
            self.call(operation, params, now)
        } else {
            Answer::of(operation.name(), &Refused::from(Exec::Success))
        };
        self.settings.redirect = usual;
        answer.twist(&fate.answer);
        if let Answering::CodeThenNotice { ms } = fate.answer {
            for notification in &mut self.outbox[already_out..] {
                notification.after = std::time::Duration::from_millis(ms);
            }
        }
        fate.answer.deliver(Reply::json(200, &answer))
    }

    /// A call and its true answer. HASH is checked here.
    pub fn call(&mut self, operation: Operation, params: &Params, now: DateTime<Utc>) -> Answer {
        self.admit(operation, params)
            .and_then(|()| match operation {
                Operation::Authorization => self.authorise(params, now),
                Operation::Capture => self.capture(params, now),
                Operation::Refund => self.refund(params, now),
                Operation::Void => self.void(params, now),
                Operation::GetTransactions => self.export(params, now),
            })
            .unwrap_or_else(|refused| Answer::of(operation.name(), &refused))
    }

    /// The customer does something.
    ///
    /// # Errors
    /// [`NoSuchJourney`] if the token is unknown. A move that comes too late changes nothing.
    pub fn customer(&mut self, journey: &str, step: &Move, now: DateTime<Utc>) -> Result<Stage, NoSuchJourney> {
        let id = self.journeys.get(journey).ok_or(NoSuchJourney)?.clone();
        self.lapse(&id, now);
        let stage = self.authorisations.get(&id).ok_or(NoSuchJourney)?.stage;
        let next = match step {
            Move::Open => Stage::Open,
            Move::Accept { signature } if signature.trim().is_empty() => stage,
            Move::Accept { .. } => Stage::Accepted,
            Move::Refuse => Stage::Refused,
            Move::Leave => Stage::Left,
            Move::Review => Stage::UnderReview,
            Move::Break => Stage::Broken,
        };
        if stage.running() { Ok(self.come_to(&id, next, now)) } else { Ok(stage) }
    }

    /// The back office decides an authorisation that is under review; any other stays as it is.
    ///
    /// # Errors
    /// [`NoSuchJourney`] if the token is unknown.
    pub fn decide(&mut self, journey: &str, accepted: bool, now: DateTime<Utc>) -> Result<Stage, NoSuchJourney> {
        let id = self.journeys.get(journey).ok_or(NoSuchJourney)?.clone();
        let stage = self.authorisations.get(&id).ok_or(NoSuchJourney)?.stage;
        if stage != Stage::UnderReview {
            return Ok(stage);
        }
        Ok(self.come_to(&id, if accepted { Stage::Accepted } else { Stage::Refused }, now))
    }

    /// The journeys that wait for the back office.
    pub fn under_review(&self) -> Vec<String> {
        let waiting = self.journeys.iter().filter(|(_, id)| {
            self.authorisations.get(*id).is_some_and(|authorisation| authorisation.stage == Stage::UnderReview)
        });
        waiting.map(|(journey, _)| journey.clone()).collect()
    }

    /// What the journey's pages show.
    ///
    /// # Errors
    /// [`NoSuchJourney`] if the token is unknown.
    pub fn sheet(&mut self, journey: &str, now: DateTime<Utc>) -> Result<Sheet, NoSuchJourney> {
        let id = self.journeys.get(journey).ok_or(NoSuchJourney)?.clone();
        self.lapse(&id, now);
        let authorisation = self.authorisations.get(&id).ok_or(NoSuchJourney)?;
        Ok(authorisation.sheet(&self.settings.shop, now))
    }

    /// Lets everything lapse whose time has run out.
    pub fn tick(&mut self, now: DateTime<Utc>) {
        let ids: Vec<String> = self.authorisations.keys().cloned().collect();
        for id in ids {
            self.lapse(&id, now);
        }
    }

    /// Whether the call comes from the account, and is well-formed.
    fn admit(&self, operation: Operation, params: &Params) -> Result<(), Refused> {
        let account = &self.settings.account;
        rules::check_frame(params)?;
        if params.get("OPERATIONTYPE") != Some(operation.name()) {
            return Err(Refused::naming(Exec::Invalid, "OPERATIONTYPE"));
        }
        if params.get("IDENTIFIER") != Some(account.identifier.as_str()) {
            return Err(Refused::naming(Exec::Invalid, "IDENTIFIER"));
        }
        let key = match params.get("APIKEYID") {
            None => &account.account_key,
            Some(id) if id == account.api_key.0 => &account.api_key.1,
            Some(_) => return Err(Refused::from(Exec::ApiKeyDisabled)),
        };
        if params.get("HASH") != Some(params.hash(key).as_str()) {
            return Err(Refused::from(Exec::BadHash));
        }
        rules::check(operation, params)
    }
}

fn whole(operation: &str, refused: Refused) -> Delivery {
    Delivery::Whole(Reply::json(200, &Answer::of(operation, &refused)))
}
