//! The port to a gateway: what a till may ask of any of them, and every way an answer can come back. An adapter decides
//! nothing about money; it says what was said, and above all **whether a byte may have left** when it was not.

use crate::{
    Customer, Field, FieldFault, Financing, GatewayId, Intent, JourneyKind, Mode, Order, Product,
    ProductCode, Report, Terms,
};
use serde::{Deserialize, Serialize};
use std::{fmt, future::Future, pin::Pin};

/// An answer on its way.
pub type Answering<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How the customer gets to the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sending {
    /// A QR code on the till, drawn from the journey's address.
    Link,
    /// A QR code whose picture the gateway draws.
    Qr,
    /// A text message from the gateway.
    Sms,
}

/// The customer's journey. Its address or page lets whoever holds it in: it is kept with the personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Journey {
    /// A web address.
    Address(String),
    /// A PNG of a QR code, standard base64.
    Picture(String),
    /// Texted by the gateway.
    Texted,
    /// A foreign HTML document for the customer's browser. Active content: never for a window that can call us.
    Page(String),
}

impl Journey {
    /// Its form, without its content.
    pub fn kind(&self) -> JourneyKind {
        match self {
            Journey::Address(_) => JourneyKind::Address,
            Journey::Picture(_) => JourneyKind::Picture,
            Journey::Texted => JourneyKind::Texted,
            Journey::Page(_) => JourneyKind::Page,
        }
    }
}

impl fmt::Debug for Journey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Journey::{:?}", self.kind())
    }
}

/// One operation to send: a durable intent, the financing it belongs to, and the customer where the operation needs
/// one (only [`crate::Operation::Open`] does).
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// What must be done, and how much of it. It is on disk before this call is made.
    pub intent: &'a Intent,
    /// The financing as it stands with the intent pending.
    pub financing: &'a Financing,
    /// Who the customer is.
    pub customer: Option<&'a Customer>,
}

/// Every way a call can end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway answered, and this is where things stand. `journey` comes with a successful opening.
    Told {
        /// What it said.
        report: Report,
        /// The journey it opened.
        journey: Option<Journey>,
    },
    /// The gateway certainly did nothing, and said why.
    Rejected(Rejection),
    /// Not a byte of it was acted on: it may be sent again.
    NotSent(NotSent),
    /// It may or may not have been done. Only asking can tell.
    Unknown(Silence),
}

/// A certain no.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rejection {
    /// What kind of no.
    pub kind: RejectionKind,
    /// The gateway's code, for support.
    pub code: String,
}

/// The kinds of no that lead to different remedies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RejectionKind {
    /// The gateway's rules forbid it in this state or amount.
    Forbidden,
    /// The customer, card or bank was declined.
    Declined,
    /// The request was malformed: our fault, the request is kept.
    Malformed,
    /// Credentials or signature are wrong.
    Credentials,
    /// The account is not set up for it (caller address, option, disabled).
    Account,
    /// This seller may not sell, or is not trained for, this product.
    Seller,
    /// The transaction date or key was not accepted: start again.
    Key,
}

/// Why nothing was acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    /// No connection could be made (refused, no such host, no route), so no byte left.
    NoConnection,
    /// The secure connection could not be made, so no byte of the request left.
    NoTls,
    /// The gateway is busy with this transaction, or asks to slow down; it said it did nothing.
    Busy,
    /// A part of what stands behind the gateway is out of order; it did nothing, and asks for five minutes before the
    /// next try.
    Resting,
    /// Credentials are missing or the vault does not open, so nothing was tried.
    NoCredentials,
    /// Another gateway configuration is in force, or none.
    NotConfigured,
}

/// Why an outcome is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// No answer in time.
    TimedOut,
    /// The connection broke after bytes had left.
    Cut,
    /// The platform failed (HTTP 5xx, a redirect, an unexpected HTTP status).
    PlatformFailed,
    /// The gateway says a technical error happened (9xx, 5004, 5006).
    TechnicalError,
    /// The answer is not what this gateway's answers look like.
    Unreadable,
    /// The answer is about another transaction.
    OtherTransaction,
    /// The gateway says it was done already: asking will show it.
    AlreadyDone,
    /// The program stopped before the answer came.
    Interrupted,
}

/// Pages of the gateway's portal (Known: `connect`, France).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortalPage {
    /// Its front page.
    Homepage,
    /// The seller's figures.
    Dashboard,
    /// Financings.
    Financing,
    /// Trainings.
    Training,
}

/// Why the portal could not be opened. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortalFault {
    /// This gateway has none that can be opened from here.
    #[error("this gateway has no portal")]
    None,
    /// It said no.
    #[error("the gateway refused: {0:?}")]
    Rejected(Rejection),
    /// It could not be reached.
    #[error("the gateway was not reached: {0:?}")]
    NotSent(NotSent),
    /// No usable answer.
    #[error("no usable answer: {0:?}")]
    Unknown(Silence),
}

/// What a connection test that moves no money has proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// The host was reached over the profile's transport.
    pub reached: bool,
    /// The gateway accepted our credentials; `None` where this test cannot tell.
    pub authenticated: Option<bool>,
}

/// Why a connection test failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProbeFault {
    /// It could not be reached.
    #[error("the gateway was not reached: {0:?}")]
    NotSent(NotSent),
    /// It said no.
    #[error("the gateway refused: {0:?}")]
    Rejected(Rejection),
    /// No usable answer.
    #[error("no usable answer: {0:?}")]
    Unknown(Silence),
}

/// A gateway as the till sees it. One per configured profile.
pub trait Gateway: Send + Sync {
    /// The name financings remember it by.
    fn id(&self) -> &GatewayId;

    /// What staff call it on the screen; a proper name.
    fn name(&self) -> &str;

    /// The products of its profile, in the order staff see them.
    fn products(&self) -> &[Product];

    /// The product of this code, if its profile has it.
    fn product(&self, code: &ProductCode) -> Option<&Product> {
        self.products().iter().find(|product| product.code == *code)
    }

    /// The terms for a product in a mode; `None` when it is not offered so.
    fn terms(&self, product: &ProductCode, mode: Mode) -> Option<Terms>;

    /// The ways a journey may reach the customer, for this product and mode.
    fn sendings(&self, product: &ProductCode, mode: Mode) -> Vec<Sending>;

    /// The customer's facts this product needs; the screen demands these and no others.
    fn needs(&self, product: &ProductCode) -> Vec<Field>;

    /// The facts it takes besides, where the customer or the shop gives them: the screen offers these and demands none.
    fn wants(&self, _product: &ProductCode) -> Vec<Field> {
        Vec::new()
    }

    /// Checks an order and its customer against what the gateway takes, before anything is written or sent.
    fn review(&self, order: &Order, customer: &Customer) -> Result<(), Vec<FieldFault>>;

    /// The text as it would leave, in the characters the gateway takes.
    fn as_sent(&self, text: &str) -> String;

    /// Sends one operation, once. It never sends it twice: failing over to a second platform is allowed only when
    /// not a byte reached the first.
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a, Outcome>;

    /// Asks where a transaction stands. Moves nothing.
    fn ask<'a>(&'a self, financing: &'a Financing) -> Answering<'a, Outcome>;

    /// The address of a page of the seller's portal, to be opened in the system's browser.
    fn portal<'a>(&'a self, page: PortalPage) -> Answering<'a, Result<String, PortalFault>>;

    /// Tests the connection and the credentials without moving money.
    fn probe<'a>(&'a self) -> Answering<'a, Result<Probe, ProbeFault>>;
}
