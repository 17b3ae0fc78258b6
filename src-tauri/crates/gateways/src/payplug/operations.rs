//! The operations that leave the machine, as parameters: authorization, capture, refund, void and the question
//! getTransactions. What the shop knows (IDENTIFIER, VERSION, the till's address, the user agent) comes from the
//! profile, what the customer told comes checked. It signs nothing and sends nothing.
//!
//! ORDERID policy. It is no idempotency key (Known: no uniqueness is checked), but it is the only name under which an
//! operation whose answer was lost can be asked about. So all four operations of a financing bear one and the same
//! ORDERID, our unguessable reference:
//! - authorization: fixed on disk before the first byte leaves, and never borne by another financing;
//! - capture and void: the authorisation's, so that one question shows what became of it;
//! - refund: the same again, for the first and for every later one; they are told apart by their number in EXTRADATA.
//!
//! The shop's own order number is in DESCRIPTION, for people. EXTRADATA is `reference/number of the intent`.

use super::{
    cart,
    formats::{Form, Format},
    params::Params,
    profile::Profile,
};
use financing::{
    Customer, Field, FieldFault, FieldProblem, Operation, Order, Person, Place, Title,
};

/// VERSION (Known).
const VERSION: &str = "3.0";

/// The operation's name on the wire. `None` for what this gateway has no call for: acceptance itself reserves the
/// amount, and nothing ends a journey.
pub(crate) fn method(operation: Operation) -> Option<&'static str> {
    match operation {
        Operation::Open => Some("authorization"),
        Operation::Release => Some("capture"),
        Operation::Refund => Some("refund"),
        Operation::Cancel => Some("void"),
        Operation::Reserve | Operation::Abandon => None,
    }
}

/// The question's name on the wire.
pub(crate) const QUESTION: &str = "getTransactions";

/// EXTRADATA of an intent: the gateway sends it back, so a row can be told to be this intent's.
pub(crate) fn extra_data(order: &Order, intent: u32) -> String {
    format!("{}/{intent}", order.key.reference)
}

fn head(profile: &Profile, method: &str) -> Params {
    let mut params = Params::default();
    params.put("IDENTIFIER", &*profile.identifier);
    params.put("OPERATIONTYPE", method);
    params.put("VERSION", VERSION);
    params
}

/// What all four operations say of the order.
fn put_order(
    form: &mut Form<'_>,
    profile: &Profile,
    order: &Order,
    operation: Operation,
    intent: u32,
) {
    let description = profile.descriptions.of(operation, &order.order);
    let reference = &order.key.reference;
    form.put(
        "DESCRIPTION",
        Field::Description,
        &description,
        Format::Text(510),
    );
    form.put("ORDERID", Field::Order, reference, Format::Text(40));
    form.put(
        "EXTRADATA",
        Field::ExtraData,
        &extra_data(order, intent),
        Format::Text(255),
    );
}

/// Opens a journey that ends in an authorisation. Every fault of every field is said at once.
pub(crate) fn authorization(
    profile: &Profile,
    order: &Order,
    customer: &Customer,
    intent: u32,
) -> Result<Params, Vec<FieldFault>> {
    let Some(needs) = profile.needs(&order.product) else {
        let (field, problem) = (Field::Product, FieldProblem::Malformed);
        return Err(vec![FieldFault { field, problem }]);
    };
    let mut form = Form::new(head(profile, "authorization"), needs);
    if order.amount.is_zero() {
        form.fault(Field::Amount, FieldProblem::Missing);
    }
    form.params.put("AMOUNT", order.amount.get().to_string());
    form.params.put("PAYMENTOPTION", order.product.as_str());
    form.params
        .put("CLIENTIP", profile.till_address.to_string());
    form.params.put("CLIENTUSERAGENT", &*profile.user_agent);
    form.put(
        "METADATA",
        Field::Metadata,
        &profile.metadata,
        Format::Text(255),
    );
    put_order(&mut form, profile, order, Operation::Open, intent);
    put_client(&mut form, profile, order, customer);
    put_billing(&mut form, &customer.billing, &customer.home);
    put_shipping(
        &mut form,
        customer.ship_to.as_ref(),
        customer.ship_place.as_ref(),
    );
    cart::put(
        &mut form,
        &customer.cart,
        order.amount,
        profile.marketplace.then_some(&*profile.submerchant),
    );
    if customer.cart.is_empty() && needs.contains(&Field::Cart) {
        form.fault(Field::Cart, FieldProblem::Missing);
    }
    form.done()
}

/// CLIENTIDENT is the shop's number for the customer; where the shop keeps none, our reference names them.
/// PRESCORINGCODE is the merchant's evaluation of this one customer (Known), so what is typed wins; the profile's is one
/// for all customers, for a shop whose contract gives it a constant.
fn put_client(form: &mut Form<'_>, profile: &Profile, order: &Order, customer: &Customer) {
    let ident = first(&customer.reference, &order.key.reference);
    let birth = customer
        .birth_date
        .map(|date| date.format("%Y-%m-%d").to_string());
    let prescoring = first(&customer.prescoring, &profile.prescoring);
    form.put(
        "CLIENTIDENT",
        Field::CustomerReference,
        ident,
        Format::Text(255),
    );
    form.put("CLIENTEMAIL", Field::Email, &customer.email, Format::Email);
    form.put(
        "CLIENTDOB",
        Field::BirthDate,
        &birth.unwrap_or_default(),
        Format::Text(10),
    );
    form.put(
        "PRESCORINGCODE",
        Field::Prescoring,
        prescoring,
        Format::Text(20),
    );
}

/// Assumed: one telephone number may stand for both; a postal code has at most 9 characters, as for shipping.
fn put_billing(form: &mut Form<'_>, person: &Person, place: &Place) {
    let phone = first(&person.phone, &person.mobile);
    let mobile = first(&person.mobile, &person.phone);
    form.put(
        "BILLINGTITLE",
        Field::Title,
        title(person.title),
        Format::Text(4),
    );
    form.put(
        "BILLINGFIRSTNAME",
        Field::FirstName,
        &person.first_name,
        Format::Text(15),
    );
    form.put(
        "BILLINGLASTNAME",
        Field::LastName,
        &person.last_name,
        Format::Text(15),
    );
    form.put("BILLINGPHONE", Field::Phone, phone, Format::Phone);
    form.put("BILLINGMOBILEPHONE", Field::Mobile, mobile, Format::Phone);
    form.put(
        "BILLINGADDRESS",
        Field::Address,
        &place.address,
        Format::Text(50),
    );
    form.put(
        "BILLINGPOSTALCODE",
        Field::PostalCode,
        &place.postal_code,
        Format::Text(9),
    );
    form.put("BILLINGCITY", Field::City, &place.city, Format::Text(255));
    form.put(
        "BILLINGCOUNTRY",
        Field::Country,
        &place.country,
        Format::Country,
    );
}

fn put_shipping(form: &mut Form<'_>, person: Option<&Person>, place: Option<&Place>) {
    let (nobody, nowhere) = (Person::default(), Place::default());
    let (person, place) = (person.unwrap_or(&nobody), place.unwrap_or(&nowhere));
    form.put(
        "SHIPTOTITLE",
        Field::ShipTitle,
        title(person.title),
        Format::Text(4),
    );
    form.put(
        "SHIPTOFIRSTNAME",
        Field::ShipFirstName,
        &person.first_name,
        Format::Text(15),
    );
    form.put(
        "SHIPTOLASTNAME",
        Field::ShipLastName,
        &person.last_name,
        Format::Text(30),
    );
    form.put(
        "SHIPTOCOMPANYNAME",
        Field::ShipCompany,
        &person.company,
        Format::Text(50),
    );
    form.put(
        "SHIPTOPHONE",
        Field::ShipPhone,
        &person.phone,
        Format::Phone,
    );
    form.put(
        "SHIPTOMOBILEPHONE",
        Field::ShipMobile,
        &person.mobile,
        Format::Phone,
    );
    form.put(
        "SHIPTOADDRESS",
        Field::ShipAddress,
        &place.address,
        Format::Text(50),
    );
    form.put(
        "SHIPTOPOSTALCODE",
        Field::ShipPostalCode,
        &place.postal_code,
        Format::Text(9),
    );
    form.put(
        "SHIPTOCITY",
        Field::ShipCity,
        &place.city,
        Format::Text(255),
    );
    form.put(
        "SHIPTOCOUNTRY",
        Field::ShipCountry,
        &place.country,
        Format::Country,
    );
}

fn title(title: Option<Title>) -> &'static str {
    match title {
        None => "",
        Some(Title::Mr) => "mr",
        Some(Title::Miss) => "miss",
        Some(Title::Mrs) => "mrs",
    }
}

fn first<'a>(one: &'a str, other: &'a str) -> &'a str {
    if one.trim().is_empty() { other } else { one }
}

/// A deed on a transaction that exists: capture (naming the authorisation), refund (naming the capture) or void (naming
/// the authorisation). Capture and refund always say their AMOUNT, even when it is all of it; void is whole and has none.
pub(crate) fn deed(
    profile: &Profile,
    order: &Order,
    intent: &financing::Intent,
    method: &str,
    transaction: &str,
) -> Result<Params, Vec<FieldFault>> {
    let mut form = Form::new(head(profile, method), &[]);
    if intent.operation != Operation::Cancel {
        form.params.put("AMOUNT", intent.amount.get().to_string());
    }
    form.params.put("TRANSACTIONID", transaction);
    put_order(&mut form, profile, order, intent.operation, intent.number);
    form.done()
}

/// The question: all that bears this ORDERID. COLUMNS is optional (Known) and how it writes its list is nowhere said, so
/// it is left out. Assumed: the rows then have every column that is read.
pub(crate) fn question(profile: &Profile, reference: &str) -> Params {
    let mut params = head(profile, QUESTION);
    params.put("ORDERID", reference);
    params
}

#[cfg(test)]
mod tests;
