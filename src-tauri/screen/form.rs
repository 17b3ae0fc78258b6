//! What the screen may send. Nothing here is believed: every field is checked again on this side, by the rules and by
//! the gateway's own review. What holds personal data or a PIN has no `Debug`: it cannot get into a log.

use serde::{Deserialize, Deserializer, de::Error};
use specta::Type;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// When the goods leave.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StartMode {
    /// Now: direct financing.
    Direct,
    /// Later: two-step financing.
    TwoStep,
}

/// How the journey reaches the customer.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StartSending {
    /// A QR code of our drawing.
    Link,
    /// A QR code drawn by the gateway.
    Qr,
    /// A text message from the gateway.
    Sms,
}

/// A person.
#[derive(Clone, Default, Deserialize, Type)]
#[serde(default)]
pub(crate) struct PersonForm {
    /// `mr`, `miss`, `mrs` or empty.
    pub title: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// Fixed telephone.
    pub phone: String,
    /// Mobile telephone.
    pub mobile: String,
}

/// An address.
#[derive(Clone, Default, Deserialize, Type)]
#[serde(default)]
pub(crate) struct PlaceForm {
    /// Street and number.
    pub address: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1, two letters.
    pub country: String,
}

/// A line of the basket. Percentages are typed: `19.5` or `19,5`, from 0 to 100, or empty.
#[derive(Clone, Deserialize, Type)]
pub(crate) struct CartForm {
    /// What.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// Cents for one.
    pub price: u32,
    /// Cents for all.
    pub total: u32,
    /// Taxes in the price, a percentage.
    #[serde(default)]
    pub tax: String,
    /// Discount already taken off the price, a percentage.
    #[serde(default)]
    pub discount: String,
    /// Who sells it, in a marketplace.
    #[serde(default)]
    pub merchant: String,
}

/// The customer, as far as the product needs.
#[derive(Clone, Default, Deserialize, Type)]
#[serde(default)]
pub(crate) struct CustomerForm {
    /// Who pays.
    pub billing: PersonForm,
    /// Where they live.
    pub home: PlaceForm,
    /// E-mail.
    pub email: String,
    /// YYYY-MM-DD or empty.
    pub birth_date: String,
    /// The shop's number for the customer.
    pub reference: String,
    /// Who receives the goods, where another.
    pub ship_to: Option<PersonForm>,
    /// Where the goods go, where elsewhere.
    pub ship_place: Option<PlaceForm>,
    /// The basket.
    pub cart: Vec<CartForm>,
    /// The merchant's score.
    pub prescoring: String,
}

/// A financing to start.
#[derive(Clone, Deserialize, Type)]
pub(crate) struct StartForm {
    /// Made by the screen once per form: the same form sent twice starts one financing.
    pub token: String,
    /// The gateway.
    pub gateway: String,
    /// Cents.
    pub amount: u32,
    /// The product's code.
    pub product: String,
    /// How many payments.
    pub instalments: u32,
    /// When the goods leave.
    pub mode: StartMode,
    /// The shop's order number.
    pub order: String,
    /// How the journey reaches the customer.
    pub sending: StartSending,
    /// The customer.
    pub customer: CustomerForm,
}

/// What a manager declares.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeclareForm {
    /// The operation with the unknown outcome was certainly not done.
    NotDone,
    /// The reason was read and dealt with.
    Seen,
}

/// Which paper.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PaperForm {
    /// The receipt.
    Receipt,
    /// The delivery note.
    DeliveryNote,
}

/// A page of the gateway's portal.
#[derive(Debug, Clone, Copy, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PortalForm {
    /// Its front page.
    Homepage,
    /// The seller's figures.
    Dashboard,
    /// Financings.
    Financing,
    /// Trainings.
    Training,
}

/// A value for a profile.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct FillInForm {
    /// Its key, as it was told.
    pub key: String,
    /// What a person gave.
    pub value: String,
}

/// Which financings of a day.
#[derive(Debug, Clone, Copy, Default, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DayFilter {
    /// All.
    #[default]
    All,
    /// Still going on.
    Open,
    /// Waiting for delivery.
    ToDeliver,
    /// Released.
    Financed,
    /// Refunded, in part or whole.
    Refunded,
    /// Ended without money.
    Ended,
}

/// The shop and the till.
#[derive(Debug, Clone, Deserialize, Type)]
pub(crate) struct TillForm {
    /// The shop's name, as it stands on receipts.
    pub shop: String,
    /// Its address lines and registration, as they stand on receipts.
    pub shop_lines: Vec<String>,
    /// Its registration number, as it stands on receipts; may be empty.
    pub legal_id: String,
    /// The till's prefix, `T2`.
    pub till: String,
    /// Two letters of the country, ISO 3166-1.
    pub country: String,
    /// The IANA zone of the store, `Europe/Paris`.
    pub zone: String,
    /// `fr` or `en`.
    pub language: String,
}

/// A PIN as it was typed. It is wiped when it is let go, and repeated nowhere: not even by the error that it is no text.
#[derive(Type)]
pub(crate) struct TypedPin(#[specta(type = String)] pub(crate) Zeroizing<String>);

/// Takes only what is wiped when it is dropped: without that a PIN does not compile.
fn wiped(_: &impl ZeroizeOnDrop) {}

const _: fn(&TypedPin) = |TypedPin(text)| wiped(text);

impl<'de> Deserialize<'de> for TypedPin {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<TypedPin, D::Error> {
        String::deserialize(from)
            .map(|text| TypedPin(Zeroizing::new(text)))
            .or(Err(D::Error::custom("a PIN is a text")))
    }
}

/// The first set-up.
#[derive(Deserialize, Type)]
pub(crate) struct SetUpForm {
    /// The shop and the till.
    pub till: TillForm,
    /// The name of a ready profile.
    pub profile: String,
    /// The manager's PIN, 4 to 12 digits.
    pub pin: TypedPin,
    /// The same, typed again.
    pub pin_again: TypedPin,
}
