//! The pretended Payplug: authorisations that take customers to a Cofidis journey, captures, refunds, voids and
//! `getTransactions`, with books of its own. Two platforms answer for it and share everything but their faults. It is
//! pure: the time is passed in, identifiers follow from a seed, nothing is sent; sockets are `edge`'s matter.
//!
//! Known: the operations, parameters, EXECCODEs and HASH of the vendor's page. Assumed: what a partial capture leaves
//! is given back; an authorisation's seven days end it; a journey takes 50 minutes at most; notifications carry their
//! parameters as plain form fields.

mod authorisation;
mod codes;
mod customer;
mod operations;
mod params;
mod redirect;
mod rules;
mod twist;
mod wire;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

pub use codes::Exec;
pub use params::{BadForm, Name, Params};
pub use redirect::Redirect;
pub use wire::{Answer, Endpoint, Operation, Row, Site};

use crate::books::{Books, Cents};
use crate::fate::{Answering, Delivery, Fate, Reply, Script};
use crate::mail::Notification;
use crate::plan::Product;
use authorisation::Authorisation;
use codes::Refused;

/// What the four payment options sell (Known: the names; Assumed: limits and instalments).
pub const PRODUCTS: [Product; 4] = [
    Product {
        code: "cofidis-3xcb",
        min: 10_000,
        max: 300_000,
        instalments: 3,
        first_now: true,
        hold_days: 7,
    },
    Product {
        code: "cofidis-4xcb",
        min: 10_000,
        max: 300_000,
        instalments: 4,
        first_now: true,
        hold_days: 7,
    },
    Product {
        code: "cofidis-4xpaypal",
        min: 10_000,
        max: 200_000,
        instalments: 4,
        first_now: true,
        hold_days: 7,
    },
    Product {
        code: "cofidis-1euro",
        min: 20_000,
        max: 600_000,
        instalments: 10,
        first_now: false,
        hold_days: 7,
    },
];

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
    pub fn receive(
        &mut self,
        site: Site,
        endpoint: Endpoint,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Delivery {
        let (method, params) = match Params::read(body) {
            Ok(call) => call,
            Err(BadForm::Field(field)) => return whole("", Refused::naming(Exec::Invalid, field)),
            Err(BadForm::NoMethod) => return whole("", Refused::naming(Exec::Missing, "method")),
            Err(BadForm::NotAForm) => return whole("", Refused::from(Exec::BadForm)),
        };
        match Operation::named(&method).filter(|operation| operation.endpoint() == endpoint) {
            None => whole(&method, Refused::naming(Exec::Invalid, "method")),
            Some(operation)
                if params
                    .get("OPERATIONTYPE")
                    .is_some_and(|named| named != method) =>
            {
                whole(
                    operation.name(),
                    Refused::naming(Exec::Invalid, "OPERATIONTYPE"),
                )
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
    pub fn call_under(
        &mut self,
        operation: Operation,
        params: &Params,
        fate: &Fate,
        now: DateTime<Utc>,
    ) -> Delivery {
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
