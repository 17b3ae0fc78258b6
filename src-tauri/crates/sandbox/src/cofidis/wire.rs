//! The JSON of the Cofidis API as the sandbox reads it: methods, keys and requests. It decides
//! nothing; whether a well-formed request may go ahead is the bank's matter.
//!
//! **Known**: the method names, every name inside `transactionKey`, `technicalData` and its four addresses,
//! `captureMode` and its words, `processMod` (their spelling), `sendPaymentMerchantData.sendingType` and its words,
//! `sendPaymentReturn`, `sellerId`, `cancelAmount`, `validateAmount`, `refundAmount`, the four amounts of an answer,
//! `newStatus`, `reasonCode`, `transactionStatus`. **Assumed**: everything else, and cents as the unit.

use serde::{Deserialize, Serialize};

use crate::books::Cents;

/// A method of the API (Known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Method {
    /// Creates a transaction and answers with the journey's address.
    Initialize,
    /// The same from a seller's device: as a link, an SMS or a QR picture.
    SendPayment,
    /// Status and amounts.
    GetStatus,
    /// Confirms an accepted transaction.
    Confirm,
    /// Finances an authorised transaction, once.
    Validate,
    /// Gives back part or all of an authorisation.
    Cancel,
    /// Gives back part or all of what was financed.
    Refund,
    /// Abandons (Italy), or signals delivery (Assumed).
    UpdateStatus,
    /// Signs a seller in to the portal.
    Connect,
}

impl Method {
    /// Every method with its name on the wire.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Initialize, "initialize"),
        (Self::SendPayment, "sendPayment"),
        (Self::GetStatus, "getStatus"),
        (Self::Confirm, "confirm"),
        (Self::Validate, "validate"),
        (Self::Cancel, "cancel"),
        (Self::Refund, "refund"),
        (Self::UpdateStatus, "updateStatus"),
        (Self::Connect, "connect"),
    ];

    /// The method called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, word)| *word == name)
            .map(|(method, _)| method)
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(method, _)| *method == self)
            .map_or("", |(_, word)| word)
    }
}

/// What names a transaction in every call (Known).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransactionKey {
    /// Two letters, for example `fr`; `it` changes the rules.
    pub merchant_country: String,
    /// The software provider.
    pub provider_id: String,
    /// The provider's own number; echoed.
    pub provider_transaction_id: Option<String>,
    /// The merchant.
    pub merchant_id: String,
    /// The merchant's number for the transaction, unique with its date.
    pub merchant_transaction_id: String,
    /// `YYYYMMDD`; today in Paris when the transaction is created.
    pub merchant_transaction_date: String,
}

impl TransactionKey {
    /// The part of the key that must be unique, as the books write it: merchant, date and number.
    pub fn name(&self) -> String {
        format!(
            "{}/{}/{}",
            self.merchant_id, self.merchant_transaction_date, self.merchant_transaction_id
        )
    }
}

/// When the shop is paid (Known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CaptureMode {
    /// On `confirm`.
    Immediate,
    /// On `validate`, after a `confirm` that only authorises.
    Validate,
}

/// How the journey is entered (Known); the sandbox has no `API` journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProcessMod {
    /// By a redirection.
    Redirect,
    /// Without pages of Cofidis.
    #[serde(rename = "API")]
    Api,
}

/// Addresses for the customer's return and for notifications (Known).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TechnicalData {
    /// Where an accepted customer goes.
    pub return_url_success: Option<String>,
    /// Where any other customer goes.
    pub return_url_other: Option<String>,
    /// Told of `to_confirm`.
    pub notification_url_success: Option<String>,
    /// Told of `pending`.
    pub notification_url_pending: Option<String>,
}

/// The customer as the shop knows them (Assumed). First and last name are mandatory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Customer {
    /// `mr`, `mrs` or `miss`.
    pub title: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Mobile phone, E.164.
    pub mobile_phone: Option<String>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country, two letters.
    pub country: Option<String>,
}

/// How `sendPayment` reaches the customer (Known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SendingType {
    /// The link comes back in the answer.
    Link,
    /// Cofidis texts the customer.
    #[serde(rename = "SMS")]
    Sms,
    /// A QR picture comes back in the answer.
    #[serde(rename = "QR")]
    Qr,
}

/// What `sendPayment` has and `initialize` has not (Known name, partly Known content).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SendPaymentMerchantData {
    /// How the journey reaches the customer.
    pub sending_type: SendingType,
    /// The phone to text, E.164; mandatory for SMS.
    pub mobile_phone: Option<String>,
}

/// A new transaction: the request of `initialize` and `sendPayment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Opening {
    /// Its name from now on.
    pub transaction_key: TransactionKey,
    /// Addresses; optional here.
    #[serde(default)]
    pub technical_data: TechnicalData,
    /// When the shop is to be paid.
    pub capture_mode: CaptureMode,
    /// How the journey is entered.
    pub process_mod: ProcessMod,
    /// One of [`PRODUCTS`](super::PRODUCTS).
    pub product_code: String,
    /// The seller; `not-allowed` and `not-trained` are answered 040 and 041.
    pub seller_id: Option<String>,
    /// Whole cents.
    pub amount: Cents,
    /// `EUR`.
    pub currency: String,
    /// The shop's order number.
    pub order_reference: Option<String>,
    /// How many instalments the customer pays; the product's own number if absent.
    #[serde(default)]
    pub instalments: Option<u32>,
    /// The customer.
    #[serde(default)]
    pub customer: Customer,
    /// Present for `sendPayment`, absent for `initialize`.
    pub send_payment_merchant_data: Option<SendPaymentMerchantData>,
}

/// A call, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// `initialize`.
    Initialize(Opening),
    /// `sendPayment`.
    SendPayment(Opening),
    /// `getStatus`.
    GetStatus(TransactionKey),
    /// `confirm`.
    Confirm(TransactionKey),
    /// `validate`, with `validateAmount`.
    Validate(TransactionKey, Option<Cents>),
    /// `cancel`, with `cancelAmount`.
    Cancel(TransactionKey, Option<Cents>),
    /// `refund`, with `refundAmount`.
    Refund(TransactionKey, Option<Cents>),
    /// `updateStatus`, with `newStatus`.
    UpdateStatus(TransactionKey, String),
    /// `connect`, with the seller and the page.
    Connect(Option<String>, PortalPage),
}

/// The pages of the portal that `connect` opens (Known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PortalPage {
    /// The first page.
    Homepage,
    /// The shop's figures.
    Dashboard,
    /// One financing.
    Financing,
    /// The seller's training.
    Training,
}

impl PortalPage {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Homepage => "homepage",
            Self::Dashboard => "dashboard",
            Self::Financing => "financing",
            Self::Training => "training",
        }
    }
}

/// Why a request is not one; answered with HTTP 400 (Assumed: the documentation has no code for it).
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The body is not the JSON of this method.
    #[error("the body is not this method's JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A field is there and cannot be right.
    #[error("field {0} cannot be right here")]
    Field(&'static str),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Keyed {
    transaction_key: TransactionKey,
    validate_amount: Option<Cents>,
    cancel_amount: Option<Cents>,
    refund_amount: Option<Cents>,
    new_status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignIn {
    seller_id: Option<String>,
    page: PortalPage,
}

impl Request {
    /// Reads the body of `method`.
    ///
    /// # Errors
    /// [`Unreadable`] names the first thing wrong.
    pub fn read(method: Method, body: &[u8]) -> Result<Self, Unreadable> {
        let keyed = || serde_json::from_slice::<Keyed>(body);
        Ok(match method {
            Method::Initialize => {
                let opening: Opening = serde_json::from_slice(body)?;
                if opening.send_payment_merchant_data.is_some() {
                    return Err(Unreadable::Field("sendPaymentMerchantData"));
                }
                Self::Initialize(opening.checked()?)
            }
            Method::SendPayment => {
                let opening: Opening = serde_json::from_slice(body)?;
                if opening.send_payment_merchant_data.is_none() {
                    return Err(Unreadable::Field("sendPaymentMerchantData"));
                }
                if opening.capture_mode != CaptureMode::Immediate {
                    return Err(Unreadable::Field("captureMode"));
                }
                Self::SendPayment(opening.checked()?)
            }
            Method::GetStatus => Self::GetStatus(keyed()?.transaction_key),
            Method::Confirm => Self::Confirm(keyed()?.transaction_key),
            Method::Validate => {
                keyed().map(|call| Self::Validate(call.transaction_key, call.validate_amount))?
            }
            Method::Cancel => {
                keyed().map(|call| Self::Cancel(call.transaction_key, call.cancel_amount))?
            }
            Method::Refund => {
                keyed().map(|call| Self::Refund(call.transaction_key, call.refund_amount))?
            }
            Method::UpdateStatus => {
                let call = keyed()?;
                Self::UpdateStatus(
                    call.transaction_key,
                    call.new_status.ok_or(Unreadable::Field("newStatus"))?,
                )
            }
            Method::Connect => {
                let call: SignIn = serde_json::from_slice(body)?;
                Self::Connect(call.seller_id, call.page)
            }
        })
    }

    /// The key the request is about; `connect` has none.
    pub fn key(&self) -> Option<&TransactionKey> {
        match self {
            Self::Initialize(opening) | Self::SendPayment(opening) => {
                Some(&opening.transaction_key)
            }
            Self::GetStatus(key)
            | Self::Confirm(key)
            | Self::Validate(key, _)
            | Self::Cancel(key, _)
            | Self::Refund(key, _)
            | Self::UpdateStatus(key, _) => Some(key),
            Self::Connect(..) => None,
        }
    }

    /// The method the request calls.
    pub fn method(&self) -> Method {
        match self {
            Self::Initialize(_) => Method::Initialize,
            Self::SendPayment(_) => Method::SendPayment,
            Self::GetStatus(_) => Method::GetStatus,
            Self::Confirm(_) => Method::Confirm,
            Self::Validate(..) => Method::Validate,
            Self::Cancel(..) => Method::Cancel,
            Self::Refund(..) => Method::Refund,
            Self::UpdateStatus(..) => Method::UpdateStatus,
            Self::Connect(..) => Method::Connect,
        }
    }
}

impl Opening {
    /// What must hold of any new transaction, beyond its shape. Assumed: Cofidis's own answers to these are not public.
    fn checked(self) -> Result<Self, Unreadable> {
        let product = super::product(&self.product_code).ok_or(Unreadable::Field("productCode"))?;
        let italian = self
            .transaction_key
            .merchant_country
            .eq_ignore_ascii_case("it");
        let faults = [
            ("processMod", self.process_mod == ProcessMod::Api),
            ("currency", self.currency != "EUR"),
            ("amount", !product.takes(self.amount)),
            (
                "instalments",
                self.instalments
                    .is_some_and(|number| !product.pays_in(number)),
            ),
            (
                "captureMode",
                italian && self.capture_mode == CaptureMode::Validate,
            ),
            (
                "merchantTransactionId",
                self.transaction_key.merchant_transaction_id.is_empty(),
            ),
        ];
        match faults.into_iter().find(|(_, wrong)| *wrong) {
            Some((field, _)) => Err(Unreadable::Field(field)),
            None => Ok(self),
        }
    }
}
