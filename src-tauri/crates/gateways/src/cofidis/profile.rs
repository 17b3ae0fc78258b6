//! The profile of a Cofidis merchant: every detail that Cofidis does not publish or that the contract decides, read
//! from TOML by the shapes of `shape` and checked here once, so that the rest of the adapter has nothing left to
//! doubt. It knows no secret and contacts nobody. The keys are explained in `profiles/README.md`.

mod shape;

pub(super) use shape::{
    Access, Amounts, AnswerNames, DateForm, Fact, Merchant, Path, PortalWords, RequestNames,
    Returns, Signal, Titles, Update,
};

use super::{method::Method, text::Policy};
use crate::{
    CredentialName, MountError, ProfileError,
    profile::{Flaw, base, flawed, is_unset, parse, within},
    transport::{Limits, Trust},
};
use financing::{Asking, Cents, Field, GatewayId, Kind, Mode, Product, ProductCode, Route, Terms};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// A profile that can be used, but for the values that Cofidis has yet to give ([`Profile::unfilled`]).
#[derive(Debug, Clone)]
pub struct Profile {
    id: GatewayId,
    name: String,
    base: Url,
    addresses: BTreeMap<Method, Url>,
    products: Vec<Product>,
    offers: BTreeMap<ProductCode, Offer>,
    deadlines: shape::Deadlines,
    parts: shape::Parts,
    asking: Asking,
    pub(super) access: Access,
    pub(super) certificate: bool,
    pub(super) merchant: Merchant,
    pub(super) amounts: Amounts,
    pub(super) birth_date: DateForm,
    pub(super) titles: Titles,
    pub(super) requests: RequestNames,
    pub(super) facts: BTreeMap<Fact, Path>,
    pub(super) answers: AnswerNames,
    pub(super) text: Policy,
    pub(super) prefixes: Vec<String>,
    pub(super) order_length: usize,
    pub(super) lengths: BTreeMap<Fact, usize>,
    pub(super) delivery: shape::Delivery,
    pub(super) abandon: Option<Update>,
    pub(super) portal: Option<PortalWords>,
    pub(super) returns: Option<Returns>,
    pub(super) journey_hosts: Vec<String>,
    pub(super) journey_plain_http: bool,
    pub(super) limits: Limits,
    pub(super) trust: Trust,
}

/// What a product offers beyond what staff see of it.
#[derive(Debug, Clone)]
struct Offer {
    modes: Vec<Mode>,
    needs: Vec<Fact>,
    release_days: u32,
}

impl Profile {
    /// Reads and checks a profile.
    pub fn read(text: &str) -> Result<Profile, ProfileError> {
        checked(parse(text)?)
    }

    /// The name financings remember it by.
    pub fn id(&self) -> &GatewayId {
        &self.id
    }

    /// What staff call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What must be in the vault.
    pub fn credential_names(&self) -> Vec<CredentialName> {
        let mut names = match &self.access {
            Access::ApiKey { .. } => vec![super::API_KEY_ID, super::API_KEY],
            Access::Basic {} => vec![super::LOGIN, super::PASSWORD],
            Access::Oauth2 { .. } => vec![super::CLIENT_ID, super::CLIENT_SECRET],
            Access::None {} => Vec::new(),
        };
        if self.certificate {
            names.push(super::CLIENT_CERTIFICATE);
        }
        names
    }

    /// The merchant's country, two letters, in capitals or not as the profile writes them.
    pub(crate) fn country(&self) -> &str {
        &self.merchant.country
    }

    /// Whether `connect` is set up.
    pub(crate) fn has_portal(&self) -> bool {
        self.portal.is_some()
    }

    /// The first value that only Cofidis can give and that is still a placeholder.
    pub(crate) fn unfilled(&self) -> Result<(), MountError> {
        let token = match &self.access {
            Access::Oauth2 { token, .. } => Some(("authentication.token", token)),
            Access::ApiKey { .. } | Access::Basic {} | Access::None {} => None,
        };
        let unset = |key: &str| MountError::NotFilledIn {
            key: key.to_owned(),
        };
        for (key, url) in [("addresses.api", &self.base)].into_iter().chain(token) {
            if is_unset(url) {
                return Err(unset(key));
            }
        }
        if self.merchant.merchant_id.is_empty() {
            return Err(unset("merchant.merchant_id"));
        }
        Ok(())
    }

    /// Every base address that is ever spoken to.
    pub(super) fn hosts(&self) -> Vec<Url> {
        let mut hosts = vec![self.base.clone()];
        match &self.access {
            Access::Oauth2 { token, .. } => hosts.push(token.clone()),
            Access::ApiKey { .. } | Access::Basic {} | Access::None {} => {}
        }
        hosts
    }

    /// Where a method is posted to.
    pub(super) fn address(&self, method: Method) -> &Url {
        self.addresses.get(&method).unwrap_or(&self.base)
    }

    /// The products, in the order of the file.
    pub(super) fn products(&self) -> &[Product] {
        &self.products
    }

    /// The facts a product needs.
    pub(super) fn needs(&self, product: &ProductCode) -> &[Fact] {
        self.offers
            .get(product)
            .map_or(&[], |offer| offer.needs.as_slice())
    }

    /// The terms of a product in a mode, where it is offered so.
    pub(super) fn terms(&self, product: &ProductCode, mode: Mode) -> Option<Terms> {
        let offer = self.offers.get(product)?;
        if !offer.modes.contains(&mode) {
            return None;
        }
        let route = self.delivery.signal.route();
        Some(Terms {
            route,
            journey_minutes: self.deadlines.journey_minutes,
            release_days: offer.release_days,
            part_delivery: self.parts.delivery,
            part_cancel: self.parts.cancel,
            part_refund: self.parts.refund,
            abandon: self.abandon.is_some(),
            absence_proven_after_s: self.deadlines.absence_proven_after_s,
            give_up_after_s: self.deadlines.give_up_after_s,
            asking: self.asking.clone(),
        })
    }
}

impl Signal {
    /// Whether a transaction is opened by `initialize`, in Validate mode, rather than by `sendPayment`.
    pub(super) fn opens_with_initialize(self) -> bool {
        match self {
            Signal::InitializeValidate => true,
            Signal::SendPaymentConfirm | Signal::UpdateStatus | Signal::Portal => false,
        }
    }

    /// What the signal makes of the way to the money.
    fn route(self) -> Route {
        match self {
            Signal::SendPaymentConfirm | Signal::UpdateStatus => Route::OneCall,
            Signal::InitializeValidate => Route::ReserveFirst,
            Signal::Portal => Route::ByHand,
        }
    }
}

impl Fact {
    /// The fact as the screen names it.
    pub(super) fn field(self) -> Field {
        match self {
            Fact::Title => Field::Title,
            Fact::FirstName => Field::FirstName,
            Fact::LastName => Field::LastName,
            Fact::Email => Field::Email,
            Fact::Mobile => Field::Mobile,
            Fact::BirthDate => Field::BirthDate,
            Fact::Address => Field::Address,
            Fact::PostalCode => Field::PostalCode,
            Fact::City => Field::City,
            Fact::Country => Field::Country,
        }
    }
}

fn checked(shape: shape::Shape) -> Result<Profile, ProfileError> {
    let id = GatewayId::new(&shape.id).map_err(|_error| flawed("id", Flaw::NotAName))?;
    filled("name", &shape.name)?;
    let api = base("addresses.api", &shape.addresses.api)?;
    access(&shape)?;
    country("merchant.country", &shape.merchant.country)?;
    filled("merchant.provider_id", &shape.merchant.provider_id)?;
    filled("text.marks", &shape.text.marks)?;
    prefixes(&shape.phones.prefixes)?;
    deadlines(&shape.deadlines)?;
    asking(&shape.asking)?;
    delivery(&shape)?;
    if let Some(update) = &shape.abandon {
        filled("abandon.word", &update.word)?;
    }
    for url in shape.returns.iter().flat_map(Returns::all) {
        base("returns", url.as_str())?;
    }
    let (products, offers) = products(&shape)?;
    Ok(Profile {
        id,
        name: shape.name,
        addresses: addresses(&api, &shape.paths)?,
        base: api,
        products,
        offers,
        deadlines: shape.deadlines,
        parts: shape.parts,
        asking: shape.asking.into(),
        access: shape.authentication,
        certificate: shape.client_certificate,
        merchant: shape.merchant,
        amounts: shape.formats.amounts,
        birth_date: shape.formats.birth_date,
        titles: shape.titles,
        requests: shape.names.request,
        facts: shape.names.customer,
        answers: shape.names.answer,
        text: Policy::new(shape.text.letters, &shape.text.marks),
        prefixes: shape.phones.prefixes,
        order_length: shape.lengths.order,
        lengths: shape.lengths.customer,
        delivery: shape.delivery,
        abandon: shape.abandon,
        portal: shape.portal,
        returns: shape.returns,
        journey_hosts: shape.journey.hosts,
        journey_plain_http: shape.journey.plain_http,
        limits: shape.transport.limits()?,
        trust: shape.transport.trust(),
    })
}

fn filled(key: &str, text: &str) -> Result<(), ProfileError> {
    if text.is_empty() {
        Err(flawed(key, Flaw::Empty))
    } else {
        Ok(())
    }
}

fn country(key: &str, text: &str) -> Result<(), ProfileError> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(())
    } else {
        Err(flawed(key, Flaw::NotACountry))
    }
}

fn access(shape: &shape::Shape) -> Result<(), ProfileError> {
    match &shape.authentication {
        Access::Oauth2 { token, .. } => {
            base("authentication.token", token.as_str())?;
        }
        Access::None {} if !shape.client_certificate => {
            let with = "client_certificate";
            return Err(flawed("authentication.kind", Flaw::Contradicts { with }));
        }
        Access::ApiKey {
            id_header,
            key_header,
        } => {
            filled("authentication.id_header", id_header)?;
            filled("authentication.key_header", key_header)?;
        }
        Access::Basic {} | Access::None {} => {}
    }
    Ok(())
}

/// Each method's address: the base with its path behind it.
fn addresses(
    api: &Url,
    paths: &BTreeMap<Method, String>,
) -> Result<BTreeMap<Method, Url>, ProfileError> {
    let root = api.as_str().trim_end_matches('/');
    Method::ALL
        .into_iter()
        .map(|method| {
            let key = format!("paths.{}", method.key());
            let path = paths.get(&method).map(String::as_str).unwrap_or_default();
            if !path.starts_with('/') || path.contains("..") {
                return Err(flawed(key, Flaw::NotAnAddress));
            }
            let url = base(&key, &format!("{root}{path}"))?;
            Ok((method, url))
        })
        .collect()
}

fn prefixes(prefixes: &[String]) -> Result<(), ProfileError> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let good = |text: &String| text.strip_prefix('+').is_some_and(digits);
    if prefixes.is_empty() {
        Err(flawed("phones.prefixes", Flaw::Empty))
    } else if !prefixes.iter().all(good) {
        Err(flawed("phones.prefixes", Flaw::NotAPrefix))
    } else {
        Ok(())
    }
}

fn deadlines(deadlines: &shape::Deadlines) -> Result<(), ProfileError> {
    let key = |name| format!("deadlines.{name}");
    let minutes = u64::from(deadlines.journey_minutes);
    within(&key("journey_minutes"), minutes, 1, 1_440)?;
    for (name, days) in [
        ("instalments_days", deadlines.instalments_days),
        ("loan_days", deadlines.loan_days),
    ] {
        within(&key(name), days.into(), 1, 366)?;
    }
    if let Some(seconds) = deadlines.absence_proven_after_s {
        within(&key("absence_proven_after_s"), seconds.into(), 1, 604_800)?;
    }
    let give_up = u64::from(deadlines.give_up_after_s);
    within(&key("give_up_after_s"), give_up, 1, 604_800)?;
    Ok(())
}

fn asking(asking: &shape::Calendar) -> Result<(), ProfileError> {
    for (name, minutes, from) in [
        ("first_minutes", asking.first_minutes, 1),
        ("second_minutes", asking.second_minutes, 1),
        ("notified_minutes", asking.notified_minutes, 1),
        ("review_minutes", asking.review_minutes, 120),
    ] {
        within(&format!("asking.{name}"), minutes.into(), from, 1_440)?;
    }
    for (name, seconds) in [
        ("counter_seconds", asking.counter_seconds),
        ("every_seconds", asking.every_seconds),
    ] {
        if let Some(seconds) = seconds {
            within(&format!("asking.{name}"), seconds.into(), 1, 3_600)?;
        }
    }
    Ok(())
}

/// What the delivery signal excludes.
fn delivery(shape: &shape::Shape) -> Result<(), ProfileError> {
    let with = "delivery.signal";
    let reserves = shape.delivery.signal.opens_with_initialize();
    let sends_payment = !reserves;
    if (shape.delivery.signal == Signal::UpdateStatus) != shape.delivery.update.is_some() {
        return Err(flawed("delivery.update", Flaw::Contradicts { with }));
    }
    if let Some(update) = &shape.delivery.update {
        filled("delivery.update.word", &update.word)?;
    }
    if shape.parts.delivery && !reserves {
        return Err(flawed("parts.delivery", Flaw::Contradicts { with }));
    }
    if shape.parts.cancel && !reserves {
        return Err(flawed("parts.cancel", Flaw::Contradicts { with }));
    }
    if sends_payment == shape.delivery.sendings.is_empty() {
        return Err(flawed("delivery.sendings", Flaw::Contradicts { with }));
    }
    Ok(())
}

type Offers = (Vec<Product>, BTreeMap<ProductCode, Offer>);

fn products(shape: &shape::Shape) -> Result<Offers, ProfileError> {
    let mut products = Vec::new();
    let mut offers = BTreeMap::new();
    for (index, listed) in shape.products.iter().enumerate() {
        let key = |name: &str| format!("products.{}.{name}", index + 1);
        let code =
            ProductCode::new(&listed.code).map_err(|_error| flawed(key("code"), Flaw::NotAName))?;
        filled(&key("name"), &listed.name)?;
        let (minimum, maximum) = (cents(listed.minimum_cents), cents(listed.maximum_cents));
        let range = Flaw::OutOfRange {
            from: 1,
            to: Cents::MAX.get().unsigned_abs(),
        };
        let minimum = minimum.ok_or_else(|| flawed(key("minimum_cents"), range))?;
        let maximum = maximum.ok_or_else(|| flawed(key("maximum_cents"), range))?;
        if minimum > maximum {
            return Err(flawed(key("minimum_cents"), Flaw::UpsideDown));
        }
        let (from, to) = (listed.instalments_from, listed.instalments_to);
        within(&key("instalments_from"), from.into(), 1, 120)?;
        within(&key("instalments_to"), to.into(), 1, 120)?;
        if from > to {
            return Err(flawed(key("instalments_from"), Flaw::UpsideDown));
        }
        if listed.modes.is_empty() {
            return Err(flawed(key("modes"), Flaw::Empty));
        }
        if listed.modes.contains(&Mode::Direct) && shape.delivery.signal == Signal::Portal {
            let with = "delivery.signal";
            return Err(flawed(key("modes"), Flaw::Contradicts { with }));
        }
        needs(&key("needs"), &listed.needs, shape)?;
        let usual = match listed.kind {
            Kind::Instalments => shape.deadlines.instalments_days,
            Kind::Loan => shape.deadlines.loan_days,
        };
        let offer = Offer {
            modes: listed.modes.clone(),
            needs: listed.needs.clone(),
            release_days: listed.release_days.unwrap_or(usual),
        };
        within(&key("release_days"), offer.release_days.into(), 1, 366)?;
        if offers.insert(code.clone(), offer).is_some() {
            return Err(flawed(key("code"), Flaw::Twice));
        }
        products.push(Product {
            code,
            name: listed.name.clone(),
            kind: listed.kind,
            minimum,
            maximum,
            instalments_from: from,
            instalments_to: to,
        });
    }
    if products.is_empty() {
        return Err(flawed("products", Flaw::Empty));
    }
    Ok((products, offers))
}

/// A fact can be needed only once, and only if it has a name to be sent under.
fn needs(key: &str, needs: &[Fact], shape: &shape::Shape) -> Result<(), ProfileError> {
    let distinct: BTreeSet<_> = needs.iter().collect();
    if distinct.len() < needs.len() {
        return Err(flawed(key, Flaw::Twice));
    }
    if needs
        .iter()
        .any(|fact| !shape.names.customer.contains_key(fact))
    {
        let with = "names.customer";
        return Err(flawed(key, Flaw::Contradicts { with }));
    }
    Ok(())
}

fn cents(number: u64) -> Option<Cents> {
    let cents = Cents::new(i64::try_from(number).ok()?).ok()?;
    (!cents.is_zero()).then_some(cents)
}
