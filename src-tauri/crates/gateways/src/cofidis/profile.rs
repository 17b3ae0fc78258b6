//! The profile of a Cofidis merchant: every detail that Cofidis does not publish or that the contract decides, read
//! from TOML by the shapes of `shape` and checked here once, so that the rest of the adapter has nothing left to
//! doubt. It knows no secret and contacts nobody. The keys are explained in `profiles/README.md`.

mod check;
mod shape;

pub(super) use shape::{
    Access, Amounts, AnswerNames, DateForm, Fact, Merchant, Path, PortalWords, RequestNames,
    Returns, Signal, Titles, Update,
};

use super::{method::Method, table::Words, text::Policy};
use crate::{
    CredentialName, MountError, ProfileError,
    profile::{is_unset, parse},
    transport::{Limits, Trust},
};
use financing::{Asking, Field, GatewayId, Mode, Product, ProductCode, Route, Terms};
use std::collections::BTreeMap;
use url::Url;

/// A profile that can be used, but for the values that Cofidis has yet to give.
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
    pub(super) states: Words,
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
        check::checked(parse(text)?)
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

    /// The keys of what Cofidis gives to this shop alone, and whether each is given.
    pub(crate) fn for_the_shop(&self) -> Vec<(&'static str, bool)> {
        let mut values = vec![("addresses.api", !is_unset(&self.base))];
        match &self.access {
            Access::Oauth2 { token, .. } => {
                values.push(("authentication.token", !is_unset(token)));
            }
            Access::ApiKey { .. } | Access::Basic {} | Access::None {} => {}
        }
        let number = !self.merchant.merchant_id.is_empty();
        values.push(("merchant.merchant_id", number));
        values
    }

    /// Refuses a profile in which a value is still to be given.
    pub(crate) fn check_filled_in(&self) -> Result<(), MountError> {
        match self.for_the_shop().into_iter().find(|(_, given)| !given) {
            Some((key, _)) => Err(MountError::NotFilledIn {
                key: key.to_owned(),
            }),
            None => Ok(()),
        }
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
