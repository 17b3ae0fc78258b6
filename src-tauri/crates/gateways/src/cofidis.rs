//! Cofidis behind the port [`Gateway`]. `initialize` or `sendPayment` opens a journey, `confirm` and `validate` release
//! by the profile's delivery signal, `cancel` and `refund` give back, `getStatus` is asked where things stand. This file
//! turns an operation into one method and its answer into an outcome; it decides nothing about money and sends nothing
//! twice. What Cofidis does not publish is in the profile, marked as assumed; what it publishes is in `table`.

mod access;
mod answer;
mod facts;
mod method;
pub mod notification;
mod profile;
mod table;
mod text;
mod wire;

pub use profile::Profile;

use crate::{Body, CredentialName, Credentials, Failure, MountError, Reply, Transport};
use access::Key as AccessKey;
use answer::No;
use chrono::NaiveDate;
use financing::{
    Answering, Call, Customer, Field, FieldFault, Financing, Gateway, GatewayId, Key, Mode,
    NotSent, Operation, Order, Outcome, PortalFault, PortalPage, Probe, ProbeFault, Product,
    ProductCode, RejectionKind, Report, Route, Sending, Silence, Status, Terms,
};
use method::Method;
use profile::Signal;
use url::Url;
use wire::Sheet;

/// The name of an API key.
pub(crate) const API_KEY_ID: CredentialName = CredentialName::new("api_key_id");
/// The API key.
pub(crate) const API_KEY: CredentialName = CredentialName::new("api_key");
/// The login of HTTP Basic.
pub(crate) const LOGIN: CredentialName = CredentialName::new("login");
/// The password of HTTP Basic.
pub(crate) const PASSWORD: CredentialName = CredentialName::new("password");
/// The client of OAuth 2.
pub(crate) const CLIENT_ID: CredentialName = CredentialName::new("client_id");
/// Its secret.
pub(crate) const CLIENT_SECRET: CredentialName = CredentialName::new("client_secret");
/// A client certificate: PEM with the chain and the private key.
pub(crate) const CLIENT_CERTIFICATE: CredentialName = CredentialName::new("client_certificate");

/// The profiles that come with the program: name and text.
pub(crate) const READY: &[(&str, &str)] = &[
    ("cofidis-fr", include_str!("../profiles/cofidis-fr.toml")),
    ("cofidis-es", include_str!("../profiles/cofidis-es.toml")),
    ("cofidis-pt", include_str!("../profiles/cofidis-pt.toml")),
    ("cofidis-it", include_str!("../profiles/cofidis-it.toml")),
];

/// The profile's text for a pretended Cofidis at this address.
pub fn sandbox_text(base: &Url) -> String {
    let base = base.as_str().trim_end_matches('/');
    include_str!("../profiles/sandbox.toml").replace("{sandbox}", base)
}

/// A mounted Cofidis merchant.
#[derive(Debug)]
pub struct Cofidis {
    profile: Profile,
    key: AccessKey,
    credentials: Credentials,
    transport: Transport,
}

impl Cofidis {
    /// Makes the gateway of a profile and its credentials. Nothing is contacted.
    pub fn new(profile: Profile, credentials: Credentials) -> Result<Cofidis, MountError> {
        profile.check_filled_in()?;
        let key = AccessKey::new(&profile, &credentials)?;
        let identity = access::certificate(&profile, &credentials)?;
        let hosts = profile.hosts();
        let transport = Transport::trusting(&profile.limits, &hosts, identity, &profile.trust)?;
        Ok(Cofidis {
            profile,
            key,
            credentials,
            transport,
        })
    }

    /// Without a word that repeats what we are known by, or the headers made of it.
    fn discreet(&self, outcome: Outcome) -> Outcome {
        outcome.without(|word| self.credentials.are_in(word) || self.key.is_in(word))
    }

    /// What this reply to an operation on this order comes to. Nothing is sent.
    pub fn outcome_of(&self, operation: Operation, order: &Order, reply: &Reply) -> Outcome {
        let answered = self.answered(operation, order, reply);
        answered.unwrap_or_else(Outcome::from)
    }

    /// Where this order's transaction stands by this reply to a question. Nothing is sent.
    pub fn standing_of(&self, order: &Order, reply: &Reply) -> Outcome {
        self.standing(order, reply).unwrap_or_else(Outcome::from)
    }

    /// The address of the portal's page in this reply. Nothing is sent.
    pub fn portal_of(&self, reply: &Reply) -> Result<String, PortalFault> {
        let answer = answer::success(&self.profile, reply, None);
        let link = answer.and_then(|answer| answer::portal(&self.profile, &answer));
        link.map_err(not_shown)
    }

    /// The method and the request of an operation, or why there is none.
    fn request(&self, call: &Call<'_>) -> Result<(Method, Sheet), No> {
        let (profile, financing) = (&self.profile, call.financing);
        let order = &financing.order;
        let of_amount = |method, name| {
            let sheet = wire::of_amount(profile, financing, name, call.intent.amount);
            Ok((method, sheet))
        };
        let update = |words: Option<&profile::Update>| {
            let words = words.ok_or_else(no_such_call)?;
            let sheet = wire::update(profile, financing, words);
            Ok((Method::UpdateStatus, sheet))
        };
        match call.intent.operation {
            Operation::Open => self.opening(order, call.customer),
            Operation::Reserve => Ok((Method::Confirm, wire::of_key(profile, &order.key))),
            Operation::Release => match (order.terms.route, profile.delivery.signal) {
                (Route::ReserveFirst, _) => of_amount(Method::Validate, "validateAmount"),
                (Route::OneCall, Signal::UpdateStatus) => update(profile.delivery.update.as_ref()),
                (
                    Route::OneCall,
                    Signal::SendPaymentConfirm | Signal::InitializeValidate | Signal::Portal,
                ) => Ok((Method::Confirm, wire::of_key(profile, &order.key))),
                (Route::ByHand | Route::ReservedOnAcceptance, _) => Err(no_such_call()),
            },
            Operation::Cancel => of_amount(Method::Cancel, "cancelAmount"),
            Operation::Refund => of_amount(Method::Refund, "refundAmount"),
            Operation::Abandon => update(profile.abandon.as_ref()),
        }
    }

    /// An opening, checked once more: what is sent is what was reviewed, under the terms it was ordered under.
    fn opening(&self, order: &Order, customer: Option<&Customer>) -> Result<(Method, Sheet), No> {
        let terms = self.profile.terms(&order.product, order.mode);
        if terms.is_none_or(|terms| terms.route != order.terms.route) {
            return Err(No::NotSent(NotSent::NotConfigured));
        }
        let malformed = || No::refused(RejectionKind::Malformed, "facts");
        let customer = customer.ok_or_else(malformed)?;
        let facts = facts::fit(&self.profile, order, customer).map_err(|_error| malformed())?;
        let method = if self.profile.delivery.signal.opens_with_initialize() {
            Method::Initialize
        } else {
            Method::SendPayment
        };
        Ok((method, wire::opening(&self.profile, order, &facts)))
    }

    /// One method, once, and the reply to it.
    async fn exchange(&self, method: Method, sheet: &Sheet) -> Result<Reply, No> {
        let text = sheet.text();
        let first = self.once(method, text.clone()).await?;
        let stale = first.reply.status == 401 && first.with_held_token;
        if stale {
            // The token was taken before and is not any more: the request was not acted on, and a fresh one may be.
            self.key.forget().await;
            if !method.only_reads() {
                return Err(No::NotSent(NotSent::Busy));
            }
            Ok(self.once(method, text).await?.reply)
        } else {
            Ok(first.reply)
        }
    }

    async fn once(&self, method: Method, text: Vec<u8>) -> Result<Answered, No> {
        let shown = self.key.show(&self.transport).await?;
        let mut headers = vec![("Accept", "application/json")];
        let secrets = shown.headers.iter();
        headers.extend(secrets.map(|(name, secret)| (name.as_str(), secret.expose())));
        let address = self.profile.address(method);
        let posted = self.transport.post(address, &headers, Body::Json(text));
        let reply = posted.await.map_err(|failure| match failure {
            Failure::NotSent(why) => No::NotSent(why),
            Failure::Unknown(why) => No::Unknown(why),
        })?;
        tracing::debug!(method = method.key(), status = reply.status, "answered");
        Ok(Answered {
            reply,
            with_held_token: shown.held,
        })
    }

    async fn sent(&self, call: &Call<'_>) -> Result<Outcome, No> {
        let order = &call.financing.order;
        if order.gateway != *self.profile.id() {
            return Err(No::NotSent(NotSent::NotConfigured));
        }
        let (method, sheet) = self.request(call)?;
        let reply = self.exchange(method, &sheet).await?;
        self.answered(call.intent.operation, order, &reply)
    }

    fn answered(&self, operation: Operation, order: &Order, reply: &Reply) -> Result<Outcome, No> {
        let answer = answer::success(&self.profile, reply, Some(&order.key))?;
        let mut report = answer::report(&self.profile, &answer, order)?;
        let journey = match operation {
            Operation::Open => answer::journey(&self.profile, &answer, order)?,
            Operation::Reserve
            | Operation::Release
            | Operation::Cancel
            | Operation::Refund
            | Operation::Abandon => None,
        };
        report.journey = journey.as_ref().map(|journey| journey.kind());
        Ok(Outcome::Told { report, journey })
    }

    async fn asked(&self, financing: &Financing) -> Result<Outcome, No> {
        let order = &financing.order;
        if order.gateway != *self.profile.id() {
            return Err(No::NotSent(NotSent::NotConfigured));
        }
        let sheet = wire::of_key(&self.profile, &order.key);
        let reply = self.exchange(Method::GetStatus, &sheet).await?;
        self.standing(order, &reply)
    }

    fn standing(&self, order: &Order, reply: &Reply) -> Result<Outcome, No> {
        let report = match answer::success(&self.profile, reply, Some(&order.key)) {
            Ok(answer) => answer::report(&self.profile, &answer, order)?,
            Err(No::Absent) => Report::of(Status::Absent),
            Err(no) => return Err(no),
        };
        let journey = None;
        Ok(Outcome::Told { report, journey })
    }

    async fn shown(&self, page: PortalPage) -> Result<String, PortalFault> {
        let words = self.profile.portal.as_ref().ok_or(PortalFault::None)?;
        let word = match page {
            PortalPage::Homepage => &words.homepage,
            PortalPage::Dashboard => &words.dashboard,
            PortalPage::Financing => &words.financing,
            PortalPage::Training => &words.training,
        };
        let sheet = wire::portal(&self.profile, word);
        match self.exchange(Method::Connect, &sheet).await {
            Ok(reply) => self.portal_of(&reply),
            Err(no) => Err(not_shown(no)),
        }
    }

    /// Asks for a transaction that cannot exist: only a gateway that took our credentials can say so.
    async fn probed(&self) -> Result<Probe, ProbeFault> {
        let key = nobodys_key().ok_or(ProbeFault::NotSent(NotSent::NotConfigured))?;
        let sheet = wire::of_key(&self.profile, &key);
        let asked = self.exchange(Method::GetStatus, &sheet).await;
        match asked.and_then(|reply| answer::success(&self.profile, &reply, Some(&key))) {
            Err(No::Absent) => Ok(Probe {
                reached: true,
                authenticated: Some(true),
            }),
            Ok(_) => Err(ProbeFault::Unknown(Silence::Unreadable)),
            Err(No::Rejected(rejection)) => Err(ProbeFault::Rejected(rejection)),
            Err(No::NotSent(why)) => Err(ProbeFault::NotSent(why)),
            Err(No::Unknown(why)) => Err(ProbeFault::Unknown(why)),
        }
    }
}

/// An answer, and whether the request bore a token that an earlier one had used.
struct Answered {
    reply: Reply,
    with_held_token: bool,
}

/// The contract has no call for the operation; nothing was sent.
fn no_such_call() -> No {
    No::refused(RejectionKind::Forbidden, "no such call")
}

fn not_shown(no: No) -> PortalFault {
    match no {
        No::Absent => PortalFault::Unknown(Silence::Unreadable),
        No::Rejected(rejection) => PortalFault::Rejected(rejection),
        No::NotSent(why) => PortalFault::NotSent(why),
        No::Unknown(why) => PortalFault::Unknown(why),
    }
}

/// A key that no transaction bears: a random reference on a day long gone.
fn nobodys_key() -> Option<Key> {
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).ok()?;
    Some(Key {
        reference: format!("{:016x}", u64::from_be_bytes(bytes)),
        date: NaiveDate::from_ymd_opt(2000, 1, 1)?,
    })
}

impl Gateway for Cofidis {
    fn id(&self) -> &GatewayId {
        self.profile.id()
    }

    fn name(&self) -> &str {
        self.profile.name()
    }

    fn products(&self) -> &[Product] {
        self.profile.products()
    }

    fn terms(&self, product: &ProductCode, mode: Mode) -> Option<Terms> {
        self.profile.terms(product, mode)
    }

    fn sendings(&self, product: &ProductCode, mode: Mode) -> Vec<Sending> {
        if self.profile.terms(product, mode).is_none() {
            Vec::new()
        } else if self.profile.delivery.signal.opens_with_initialize() {
            vec![Sending::Link]
        } else {
            self.profile.delivery.sendings.clone()
        }
    }

    fn needs(&self, product: &ProductCode) -> Vec<Field> {
        let facts = self.profile.needs(product);
        facts.iter().map(|fact| fact.field()).collect()
    }

    fn review(&self, order: &Order, customer: &Customer) -> Result<(), Vec<FieldFault>> {
        facts::fit(&self.profile, order, customer).map(|_| ())
    }

    fn as_sent(&self, text: &str) -> String {
        self.profile.text.written(text)
    }

    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a, Outcome> {
        Box::pin(async move {
            let sent = self.sent(&call).await;
            self.discreet(sent.unwrap_or_else(Outcome::from))
        })
    }

    fn ask<'a>(&'a self, financing: &'a Financing) -> Answering<'a, Outcome> {
        Box::pin(async move {
            let asked = self.asked(financing).await;
            self.discreet(asked.unwrap_or_else(Outcome::from))
        })
    }

    fn portal<'a>(&'a self, page: PortalPage) -> Answering<'a, Result<String, PortalFault>> {
        Box::pin(self.shown(page))
    }

    fn probe<'a>(&'a self) -> Answering<'a, Result<Probe, ProbeFault>> {
        Box::pin(self.probed())
    }
}
