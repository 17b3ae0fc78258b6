//! Payplug Enterprise behind the port [`Gateway`]: an authorisation opens a journey and reserves when the customer is
//! accepted, a capture releases, a refund names the capture, a void gives the whole back, and getTransactions is asked
//! where things stand. Each part has a file of its own below; this one puts them together and decides nothing about
//! money. What is Known and what is Assumed of this gateway is said where it is used, and listed in PAYPLUG.md.

mod answer;
mod cart;
mod countries;
mod execcode;
mod formats;
mod hash;
mod notification;
mod operations;
mod outcome;
mod params;
mod platforms;
mod profile;
mod redirect;
#[cfg(test)]
mod shop;
mod signer;
mod transactions;

pub use execcode::{ExecCode, execcodes};
pub use notification::{
    LARGEST_NOTIFICATION, Notification, NotificationFault, Notified, REPLY, Seen,
};
pub(crate) use profile::ACCOUNT_KEY;
pub use profile::Profile;
pub use redirect::{Destinations, FormMethod, JourneyForm, LARGEST_PAGE, RedirectFault};

use crate::{Credentials, Failure, MountError, Reply, Transport};
use answer::Answer;
use execcode::Act;
use financing::{
    Answering, Call, Customer, Field, FieldFault, Financing, Gateway, GatewayId, Mode, NotSent,
    Operation, Order, Outcome, PortalFault, PortalPage, Probe, ProbeFault, Product, ProductCode,
    Rejection, RejectionKind, Report, Sending, Silence, Terms,
};
use params::Params;
use platforms::Platforms;
use signer::Signer;
use std::fmt::Write;
use transactions::{AUTHORIZATION, CAPTURE};
use url::Url;

/// The files that come with the program, in the order in which they are offered.
pub(crate) const READY: &[(&str, &str)] = &[
    ("payplug", include_str!("../profiles/payplug.toml")),
    (
        "payplug-test",
        include_str!("../profiles/payplug-test.toml"),
    ),
];

/// The file of a pretended account, for training.
const SANDBOX: &str = include_str!("../profiles/payplug-sandbox.toml");

/// The profile's text for a pretended gateway whose two platforms are at these addresses.
pub fn sandbox_text(main: &Url, second: &Url) -> String {
    SANDBOX
        .replace("{main}", main.as_str())
        .replace("{second}", second.as_str())
}

/// A mounted Payplug account.
#[derive(Debug)]
pub struct Payplug {
    profile: Profile,
    signer: Signer,
    credentials: Credentials,
    platforms: Platforms,
}

impl Payplug {
    /// Makes the gateway of a profile and its credentials. Nothing is contacted.
    pub fn new(profile: Profile, credentials: Credentials) -> Result<Payplug, MountError> {
        profile.check_filled_in()?;
        for name in profile.credential_names() {
            if credentials.get(name).is_none() {
                return Err(MountError::MissingCredential(name));
            }
        }
        let (main, second) = (profile.main.clone(), profile.second.clone());
        let hosts = [main.process.clone(), second.process.clone()];
        let transport = Transport::trusting(&profile.limits, &hosts, None, &profile.trust)?;
        Ok(Payplug {
            signer: Signer::new(profile.request_key(), &credentials)?,
            platforms: Platforms::new(transport, main, second, profile.rest),
            credentials,
            profile,
        })
    }

    /// What this reply to an operation comes to. Nothing is sent.
    pub fn outcome_of(&self, operation: Operation, reply: &Reply) -> Outcome {
        match operations::method(operation) {
            Some(method) => self.settled(operation, answer::read(reply, method)),
            None => not_offered(operation),
        }
    }

    /// Where a financing stands by this reply to getTransactions. Nothing is sent.
    pub fn standing_of(&self, financing: &Financing, reply: &Reply) -> Outcome {
        let answer = listed(answer::read(reply, operations::QUESTION));
        told(answer.and_then(|answer| self.folded(answer, financing)))
    }

    /// The parameters of an operation, or the outcome of one that cannot be sent.
    async fn prepared(&self, call: &Call<'_>, method: &str) -> Result<Params, Outcome> {
        let (order, intent) = (&call.financing.order, call.intent);
        let params = match intent.operation {
            Operation::Open => {
                let nobody = Customer::default();
                let customer = call.customer.unwrap_or(&nobody);
                operations::authorization(&self.profile, order, customer, intent.number)
            }
            Operation::Refund => {
                let capture = self.reference(call.financing, CAPTURE).await?;
                operations::deed(&self.profile, order, intent, method, &capture)
            }
            Operation::Release | Operation::Cancel | Operation::Reserve | Operation::Abandon => {
                let authorization = self.reference(call.financing, AUTHORIZATION).await?;
                operations::deed(&self.profile, order, intent, method, &authorization)
            }
        };
        params.map_err(|faults| not_writable(&faults))
    }

    /// The TRANSACTIONID an operation must name. When no answer brought it, the rows of the order may; until they do,
    /// nothing is sent.
    async fn reference(&self, financing: &Financing, name: &str) -> Result<String, Outcome> {
        if let Some(id) = financing.handle.get(name) {
            return Ok(id.to_owned());
        }
        let report = self.rows(financing).await.map_err(|no| match no {
            No::Unknown(_) => Outcome::NotSent(NotSent::Busy),
            certain @ (No::Rejected(_) | No::NotSent(_)) => certain.into(),
        })?;
        let id = report.handle.get(name).map(str::to_owned);
        id.ok_or(Outcome::NotSent(NotSent::Busy))
    }

    async fn deliver(&self, call: Call<'_>) -> Outcome {
        let operation = call.intent.operation;
        let Some(method) = operations::method(operation) else {
            return not_offered(operation);
        };
        let params = match self.prepared(&call, method).await {
            Ok(params) => params,
            Err(outcome) => return outcome,
        };
        let form = self.signer.sign(params).form(method);
        self.settled(
            operation,
            self.platforms.send(operation, method, &form).await,
        )
    }

    fn settled(&self, operation: Operation, answer: Result<Answer, Failure>) -> Outcome {
        match answer {
            Ok(answer) => outcome::outcome(operation, &answer, &self.profile.journeys),
            Err(failure) => failed(failure),
        }
    }

    /// Asks for all that bears this ORDERID.
    async fn question(&self, reference: &str) -> Result<Answer, No> {
        let params = operations::question(&self.profile, reference);
        let form = self.signer.sign(params).form(operations::QUESTION);
        listed(self.platforms.ask(&form).await)
    }

    async fn rows(&self, financing: &Financing) -> Result<Report, No> {
        let answer = self.question(&financing.order.key.reference).await?;
        self.folded(answer, financing)
    }

    fn folded(&self, answer: Answer, financing: &Financing) -> Result<Report, No> {
        let rows = answer.rows.ok_or(No::Unknown(Silence::Unreadable))?;
        transactions::report(rows, &self.profile.identifier, financing).map_err(No::Unknown)
    }

    /// A question about an order that nobody has: an empty answer with 0000 shows that the platform was reached and
    /// that it accepted our HASH.
    async fn test(&self) -> Result<Probe, ProbeFault> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_bad| ProbeFault::NotSent(NotSent::NotConfigured))?;
        let mut reference = "probe-".to_owned();
        for byte in random {
            let _ = write!(reference, "{byte:02x}");
        }
        match self.question(&reference).await {
            Ok(answer) => match answer.rows.as_deref() {
                Some([]) => Ok(Probe {
                    reached: true,
                    authenticated: Some(true),
                }),
                Some(_) => Err(ProbeFault::Unknown(Silence::OtherTransaction)),
                None => Err(ProbeFault::Unknown(Silence::Unreadable)),
            },
            Err(No::Rejected(rejection)) => Err(ProbeFault::Rejected(rejection)),
            Err(No::NotSent(why)) => Err(ProbeFault::NotSent(why)),
            Err(No::Unknown(why)) => Err(ProbeFault::Unknown(why)),
        }
    }
}

/// Why a question brought no list.
enum No {
    Rejected(Rejection),
    NotSent(NotSent),
    Unknown(Silence),
}

impl From<No> for Outcome {
    fn from(no: No) -> Outcome {
        match no {
            No::Rejected(rejection) => Outcome::Rejected(rejection),
            No::NotSent(why) => Outcome::NotSent(why),
            No::Unknown(why) => Outcome::Unknown(why),
        }
    }
}

/// The answer to a question, where it brought a list.
fn listed(answer: Result<Answer, Failure>) -> Result<Answer, No> {
    let answer = answer.map_err(|failure| match failure {
        Failure::NotSent(why) => No::NotSent(why),
        Failure::Unknown(why) => No::Unknown(why),
    })?;
    let rejected = |kind| {
        let code = answer.code.to_string();
        No::Rejected(Rejection { kind, code })
    };
    match answer.code.act() {
        Act::Done => Ok(answer),
        Act::Refused(kind) => Err(rejected(kind)),
        Act::PerhapsDone(_) | Act::Ended => Err(rejected(RejectionKind::Forbidden)),
        Act::Later => Err(No::NotSent(NotSent::Busy)),
        Act::AfterPause => Err(No::NotSent(NotSent::Resting)),
        Act::OtherPlatform { .. } => Err(No::Unknown(Silence::PlatformFailed)),
        Act::Journey | Act::Wait | Act::Person | Act::Silent => {
            Err(No::Unknown(Silence::TechnicalError))
        }
    }
}

/// The outcome of a question.
fn told(report: Result<Report, No>) -> Outcome {
    match report {
        Ok(report) => Outcome::Told {
            report,
            journey: None,
        },
        Err(no) => no.into(),
    }
}

fn failed(failure: Failure) -> Outcome {
    match failure {
        Failure::NotSent(why) => Outcome::NotSent(why),
        Failure::Unknown(why) => Outcome::Unknown(why),
    }
}

/// A field that cannot be sent, found when nothing has left: the code says which.
fn not_writable(faults: &[FieldFault]) -> Outcome {
    let first = faults.first().map(|fault| format!("{:?}", fault.field));
    Outcome::Rejected(Rejection {
        kind: RejectionKind::Malformed,
        code: first.unwrap_or_default(),
    })
}

/// An operation for which this gateway has no call. The terms never lead to it.
fn not_offered(operation: Operation) -> Outcome {
    Outcome::Rejected(Rejection {
        kind: RejectionKind::Forbidden,
        code: format!("{operation:?}"),
    })
}

impl Gateway for Payplug {
    fn id(&self) -> &GatewayId {
        &self.profile.id
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

    /// Only a code on the till: this gateway neither draws nor texts one.
    fn sendings(&self, product: &ProductCode, mode: Mode) -> Vec<Sending> {
        match self.profile.terms(product, mode) {
            Some(_) => vec![Sending::Link],
            None => Vec::new(),
        }
    }

    fn needs(&self, product: &ProductCode) -> Vec<Field> {
        self.profile.needs(product).unwrap_or_default().to_vec()
    }

    fn wants(&self, product: &ProductCode) -> Vec<Field> {
        self.profile.wants(product).unwrap_or_default().to_vec()
    }

    fn review(&self, order: &Order, customer: &Customer) -> Result<(), Vec<FieldFault>> {
        operations::authorization(&self.profile, order, customer, 1).map(|_params| ())
    }

    fn as_sent(&self, text: &str) -> String {
        formats::as_sent(text)
    }

    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a, Outcome> {
        Box::pin(async move {
            let outcome = self.deliver(call).await;
            outcome.without(|word| self.credentials.are_in(word))
        })
    }

    fn ask<'a>(&'a self, financing: &'a Financing) -> Answering<'a, Outcome> {
        Box::pin(async move {
            let outcome = told(self.rows(financing).await);
            outcome.without(|word| self.credentials.are_in(word))
        })
    }

    fn portal<'a>(&'a self, _: PortalPage) -> Answering<'a, Result<String, PortalFault>> {
        Box::pin(std::future::ready(Err(PortalFault::None)))
    }

    fn probe<'a>(&'a self) -> Answering<'a, Result<Probe, ProbeFault>> {
        Box::pin(self.test())
    }
}
