//! The checks of a Cofidis profile that take more than its shape: addresses, ranges, and values that exclude each
//! other. Each refusal names its key and the reason. What passes here is a [`Profile`] with nothing left to doubt.

use super::{
    Offer, Profile,
    shape::{self, Access, Fact, Returns, Signal},
};
use crate::{
    ProfileError,
    cofidis::{
        method::Method,
        table::{Clash, Words},
        text::Policy,
    },
    hosts::{is_loopback, listable},
    profile::{Flaw, base, flawed, within},
};
use financing::{Cents, GatewayId, Kind, Mode, Product, ProductCode, Status};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// The profile of a shape, or the first thing in it that cannot be meant.
pub(super) fn checked(shape: shape::Shape) -> Result<Profile, ProfileError> {
    let id = GatewayId::new(&shape.id).map_err(|_error| flawed("id", Flaw::NotAName))?;
    filled("name", &shape.name)?;
    let api = base("addresses.api", &shape.addresses.api)?;
    access(&shape)?;
    country("merchant.country", &shape.merchant.country)?;
    filled("merchant.provider_id", &shape.merchant.provider_id)?;
    filled("text.marks", &shape.text.marks)?;
    prefixes(&shape.phones.prefixes)?;
    deadlines(&shape.deadlines)?;
    asking(&shape.asking, &api)?;
    delivery(&shape)?;
    italy(&shape)?;
    if let Some(update) = &shape.abandon {
        filled("abandon.word", &update.word)?;
    }
    for url in shape.returns.iter().flat_map(Returns::all) {
        base("returns", url.as_str())?;
    }
    journey(&shape.journey, &api)?;
    let states = states(&shape)?;
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
        states,
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

fn asking(asking: &shape::Calendar, api: &Url) -> Result<(), ProfileError> {
    if asking.every_seconds.is_some() && !is_loopback(api) {
        let with = "addresses.api";
        return Err(flawed("asking.every_seconds", Flaw::Contradicts { with }));
    }
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

/// What the contract's own words for a status mean. Assumed: what `updateStatus` was asked to set is the status that is
/// told next, so that the word of abandoning reads as abandoned and the word of a delivery as released.
fn states(shape: &shape::Shape) -> Result<Words, ProfileError> {
    let mut words = Words::default();
    for (word, means) in &shape.states {
        let key = format!("states.{word}");
        filled(&key, word)?;
        words.take(word, means).map_err(|clash| match clash {
            Clash::Twice => flawed(&key, Flaw::Twice),
            Clash::Documented => flawed(&key, Flaw::AnotherMeaning),
        })?;
    }
    let abandoned = shape.abandon.as_ref().map(|update| &update.word);
    let delivered = shape.delivery.update.as_ref().map(|update| &update.word);
    if let (Some(abandoned), Some(delivered)) = (abandoned, delivered)
        && abandoned.eq_ignore_ascii_case(delivered)
    {
        let with = "abandon.word";
        return Err(flawed("delivery.update.word", Flaw::Contradicts { with }));
    }
    for (word, means) in [
        (abandoned, Status::Abandoned),
        (delivered, Status::Released),
    ] {
        if let Some(word) = word {
            words.assume(word, means);
        }
    }
    Ok(words)
}

/// Known of Italy: always Immediate, and no refund of a part.
fn italy(shape: &shape::Shape) -> Result<(), ProfileError> {
    let with = "merchant.country";
    if shape.merchant.country != "it" {
        Ok(())
    } else if shape.delivery.signal.opens_with_initialize() {
        Err(flawed("delivery.signal", Flaw::Contradicts { with }))
    } else if shape.parts.refund {
        Err(flawed("parts.refund", Flaw::Contradicts { with }))
    } else {
        Ok(())
    }
}

/// Where a journey may lead is always said. What a pretended gateway may do besides, none but one on this machine may.
fn journey(places: &shape::JourneyPlaces, api: &Url) -> Result<(), ProfileError> {
    listable("journey.hosts", &places.hosts)?;
    if places.plain_http && !is_loopback(api) {
        let with = "addresses.api";
        Err(flawed("journey.plain_http", Flaw::Contradicts { with }))
    } else if places.hosts.is_empty() && !places.plain_http {
        Err(flawed("journey.hosts", Flaw::NoHost))
    } else {
        Ok(())
    }
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
        if from != to && shape.names.request.instalments.is_none() {
            return Err(flawed(key("instalments_to"), Flaw::ChoiceNotSent));
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
