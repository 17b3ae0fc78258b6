//! The file of a profile: its shape, and what is refused in it with the key and the reason. It knows no secret and
//! opens no file.

use super::{Descriptions, Offer, Profile, Signing, TO_BE_GIVEN};
use crate::{
    Flaw, ProfileError,
    hosts::{is_loopback, listable},
    payplug::{platforms::Addresses, redirect::Destinations},
    profile::{Wires, base, flawed, parse, within},
};
use financing::{Asking, Cents, Field, GatewayId, Kind, Mode, Product, ProductCode, Route, Terms};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::Ipv4Addr,
    time::Duration,
};

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(rename = "gateway")]
    _gateway: String,
    id: String,
    name: String,
    identifier: String,
    till_address: String,
    user_agent: String,
    #[serde(default)]
    metadata: String,
    #[serde(default)]
    prescoring: String,
    platforms: PlatformsText,
    #[serde(default)]
    transport: Wires,
    signing: Signing,
    descriptions: Descriptions,
    cart: CartText,
    journey: JourneyText,
    money: MoneyText,
    asking: AskingText,
    products: Vec<ProductText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlatformsText {
    main: String,
    second: String,
    process: String,
    export: String,
    rest_s: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CartText {
    submerchant: String,
    #[serde(default)]
    marketplace: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JourneyText {
    minutes: u32,
    hosts: Vec<String>,
    #[serde(default)]
    private_network: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoneyText {
    release_days: u32,
    give_up_after_s: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskingText {
    notified: bool,
    first_minutes: u32,
    second_minutes: u32,
    notified_minutes: u32,
    review_minutes: u32,
    office_hours: bool,
    counter_seconds: Option<u32>,
    every_seconds: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProductText {
    code: String,
    name: String,
    kind: Kind,
    minimum_cents: u32,
    maximum_cents: u32,
    instalments_from: u32,
    instalments_to: u32,
    modes: Vec<Mode>,
    needs: Vec<Field>,
    #[serde(default)]
    wants: Vec<Field>,
}

/// Reads the file. What it cannot mean is refused with the key and the reason.
pub(super) fn profile(text: &str) -> Result<Profile, ProfileError> {
    let text: Text = parse(text)?;
    let (main, second) = (&text.platforms.main, &text.platforms.second);
    let main = addresses("platforms.main", main, &text.platforms)?;
    let second = addresses("platforms.second", second, &text.platforms)?;
    let pretended = [&main, &second].iter().all(|one| is_loopback(&one.process));
    if text.journey.private_network && !pretended {
        let with = "platforms.main";
        return Err(flawed(
            "journey.private_network",
            Flaw::Contradicts { with },
        ));
    }
    listable("journey.hosts", &text.journey.hosts)?;
    if !pretended && text.asking.every_seconds.is_some() {
        let with = "platforms.main";
        return Err(flawed("asking.every_seconds", Flaw::Contradicts { with }));
    }
    for (key, value, most) in [
        ("identifier", &text.identifier, 32),
        ("user_agent", &text.user_agent, 255),
        ("cart.submerchant", &text.cart.submerchant, 32),
        (
            "descriptions.authorization",
            &text.descriptions.authorization,
            400,
        ),
        ("descriptions.capture", &text.descriptions.capture, 400),
        ("descriptions.refund", &text.descriptions.refund, 400),
        ("descriptions.void", &text.descriptions.void, 400),
    ] {
        named(key, value, most)?;
    }
    let terms = terms(&text)?;
    let (products, offers) = products(text.products, text.cart.marketplace)?;
    Ok(Profile {
        id: GatewayId::new(&text.id).map_err(|_bad| flawed("id", Flaw::NotAName))?,
        name: named("name", &text.name, 60)?,
        till_address: till_address(&text.till_address, pretended)?,
        identifier: text.identifier,
        user_agent: text.user_agent,
        metadata: text.metadata,
        prescoring: text.prescoring,
        submerchant: text.cart.submerchant,
        marketplace: text.cart.marketplace,
        descriptions: text.descriptions,
        main,
        second,
        rest: Duration::from_secs(within(
            "platforms.rest_s",
            text.platforms.rest_s,
            1,
            86_400,
        )?),
        limits: text.transport.limits()?,
        trust: text.transport.trust(),
        signing: text.signing,
        journeys: Destinations {
            hosts: text.journey.hosts,
            private_network: text.journey.private_network,
        },
        terms,
        products,
        offers,
    })
}

/// An address until it is given reads as the unspecified one, which no customer can have. CLIENTIP is "the user's public
/// IP address" (Known), so one that only the shop's network knows would name every customer wrongly. Pretended platforms
/// take any.
fn till_address(text: &str, pretended: bool) -> Result<Ipv4Addr, ProfileError> {
    let key = "till_address";
    if text == TO_BE_GIVEN {
        return Ok(Ipv4Addr::UNSPECIFIED);
    }
    let address = text.parse();
    let address: Ipv4Addr = address.map_err(|_bad| flawed(key, Flaw::NotAnAddress))?;
    if pretended || address.is_unspecified() || is_public(address) {
        Ok(address)
    } else {
        Err(flawed(key, Flaw::NotPublic))
    }
}

/// Whether the internet may know a host by it: no address of this machine, of a network of one's own, or of a
/// provider's network behind which many share one (100.64.0.0/10); and none from 224.0.0.0 on (groups, reserved, all).
fn is_public(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    let own = address.is_loopback() || address.is_private() || address.is_link_local();
    first != 0 && !own && !shared && first < 224
}

fn named(key: &str, text: &str, most: usize) -> Result<String, ProfileError> {
    let bad =
        text.trim().is_empty() || text.chars().count() > most || text.contains(char::is_control);
    if bad {
        Err(flawed(key, Flaw::NotAName))
    } else {
        Ok(text.to_owned())
    }
}

fn addresses(key: &str, host: &str, paths: &PlatformsText) -> Result<Addresses, ProfileError> {
    let base = base(key, host)?;
    let at = |key: &str, path: &str| {
        if path.starts_with('/') {
            base.join(path)
                .map_err(|_bad| flawed(key, Flaw::NotAnAddress))
        } else {
            Err(flawed(key, Flaw::NotAnAddress))
        }
    };
    Ok(Addresses {
        process: at("platforms.process", &paths.process)?,
        export: at("platforms.export", &paths.export)?,
    })
}

/// How the money moves is the gateway's nature, not the account's: acceptance reserves, a capture releases all or part
/// of it once, a void is whole, refunds repeat, nothing ends a journey, and absence proves nothing (Known).
fn terms(text: &Text) -> Result<Terms, ProfileError> {
    let range = |key, value: u32, from, to| within(key, u64::from(value), from, to).map(|_| value);
    let asking = &text.asking;
    Ok(Terms {
        route: Route::ReservedOnAcceptance,
        journey_minutes: range("journey.minutes", text.journey.minutes, 1, 1_440)?,
        release_days: range("money.release_days", text.money.release_days, 1, 60)?,
        part_delivery: true,
        part_cancel: false,
        part_refund: true,
        abandon: false,
        absence_proven_after_s: None,
        give_up_after_s: range(
            "money.give_up_after_s",
            text.money.give_up_after_s,
            60,
            604_800,
        )?,
        asking: Asking {
            notified: asking.notified,
            first_minutes: asking.first_minutes,
            second_minutes: asking.second_minutes,
            notified_minutes: asking.notified_minutes,
            review_minutes: range("asking.review_minutes", asking.review_minutes, 120, 1_440)?,
            office_hours: asking.office_hours,
            counter_seconds: seconds("asking.counter_seconds", asking.counter_seconds)?,
            every_seconds: seconds("asking.every_seconds", asking.every_seconds)?,
        },
    })
}

/// A pause between questions, where there is one: a second at least, an hour at most.
fn seconds(key: &str, pause: Option<u32>) -> Result<Option<u32>, ProfileError> {
    if let Some(pause) = pause {
        within(key, u64::from(pause), 1, 3_600)?;
    }
    Ok(pause)
}

/// What the order and the profile say, whoever the customer is.
const NOT_THE_CUSTOMERS: [Field; 7] = [
    Field::Amount,
    Field::Order,
    Field::Product,
    Field::Mode,
    Field::Description,
    Field::ExtraData,
    Field::Metadata,
];

/// What is offered on the form and never demanded: facts of the customer, each once, and none that is demanded. Who
/// sells a cart's lines is asked by marketplaces alone, and there wherever a cart is.
fn wants(
    key: &str,
    mut wants: Vec<Field>,
    needs: &[Field],
    marketplace: bool,
) -> Result<Vec<Field>, ProfileError> {
    let distinct: BTreeSet<_> = wants.iter().collect();
    if distinct.len() < wants.len() {
        return Err(flawed(key, Flaw::Twice));
    }
    let clashes = [
        ("needs", needs),
        ("cart.marketplace", &[Field::Seller]),
        ("customer", &NOT_THE_CUSTOMERS),
    ];
    for (with, fields) in clashes {
        if wants.iter().any(|want| fields.contains(want)) {
            return Err(flawed(key, Flaw::Contradicts { with }));
        }
    }
    if marketplace && (needs.contains(&Field::Cart) || wants.contains(&Field::Cart)) {
        wants.push(Field::Seller);
    }
    Ok(wants)
}

type Offers = (Vec<Product>, BTreeMap<ProductCode, Offer>);

fn products(texts: Vec<ProductText>, marketplace: bool) -> Result<Offers, ProfileError> {
    let (mut products, mut offers) = (Vec::new(), BTreeMap::new());
    for (index, text) in texts.into_iter().enumerate() {
        let key = |name: &str| format!("products[{index}].{name}");
        let code =
            ProductCode::new(&text.code).map_err(|_bad| flawed(key("code"), Flaw::NotAName))?;
        let cents = |name: &str, cents: u32| {
            Cents::new(i64::from(cents)).map_err(|_bad| {
                let to = Cents::MAX.get().unsigned_abs();
                flawed(key(name), Flaw::OutOfRange { from: 0, to })
            })
        };
        if text.minimum_cents > text.maximum_cents || text.instalments_from > text.instalments_to {
            return Err(flawed(key("minimum_cents"), Flaw::UpsideDown));
        }
        if text.modes.is_empty() {
            return Err(flawed(key("modes"), Flaw::Empty));
        }
        let offer = Offer {
            modes: text.modes,
            wants: wants(&key("wants"), text.wants, &text.needs, marketplace)?,
            needs: text.needs,
        };
        if offers.insert(code.clone(), offer).is_some() {
            return Err(flawed(key("code"), Flaw::Twice));
        }
        products.push(Product {
            code,
            name: named(&key("name"), &text.name, 60)?,
            kind: text.kind,
            minimum: cents("minimum_cents", text.minimum_cents)?,
            maximum: cents("maximum_cents", text.maximum_cents)?,
            instalments_from: text.instalments_from,
            instalments_to: text.instalments_to,
        });
    }
    if products.is_empty() {
        return Err(flawed("products", Flaw::Empty));
    }
    Ok((products, offers))
}
