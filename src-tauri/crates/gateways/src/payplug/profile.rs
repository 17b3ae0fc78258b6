//! The profile of a Payplug account: the platforms, the shop's names, who signs with which key, the products, the
//! deadlines and where journeys may lead. Everything that is not public stands here, in a file, and nowhere else in
//! this adapter. It holds no secret.

mod read;

use super::{platforms::Addresses, redirect::Destinations};
use crate::{CredentialName, Limits, MountError, ProfileError, Trust, profile::is_unset};
use financing::{Field, GatewayId, Mode, Operation, OrderNumber, Product, ProductCode, Terms};
use serde::Deserialize;
use std::{collections::BTreeMap, net::Ipv4Addr, time::Duration};

/// Signs what is sent, and what is received unless there is a key for that.
pub(crate) const ACCOUNT_KEY: CredentialName = CredentialName::new("account_key");
/// APIKEYID: which API key signs.
pub(crate) const API_KEY_ID: CredentialName = CredentialName::new("api_key_id");
/// The API key itself.
pub(crate) const API_KEY: CredentialName = CredentialName::new("api_key");
/// Signs what is received.
pub(crate) const NOTIFICATION_KEY: CredentialName = CredentialName::new("notification_key");

/// What stands in a file until the gateway or the shop gives the value.
const TO_BE_GIVEN: &str = "to-be-given";

/// A Payplug account.
#[derive(Debug, Clone)]
pub struct Profile {
    pub(crate) id: GatewayId,
    name: String,
    pub(crate) identifier: String,
    pub(crate) till_address: Ipv4Addr,
    pub(crate) user_agent: String,
    pub(crate) metadata: String,
    pub(crate) prescoring: String,
    pub(crate) submerchant: String,
    pub(crate) marketplace: bool,
    pub(crate) descriptions: Descriptions,
    pub(crate) main: Addresses,
    pub(crate) second: Addresses,
    pub(crate) rest: Duration,
    pub(crate) limits: Limits,
    pub(crate) trust: Trust,
    signing: Signing,
    pub(crate) journeys: Destinations,
    terms: Terms,
    products: Vec<Product>,
    offers: BTreeMap<ProductCode, Offer>,
}

/// What is said of a product beyond what staff see.
#[derive(Debug, Clone)]
struct Offer {
    modes: Vec<Mode>,
    needs: Vec<Field>,
    wants: Vec<Field>,
}

/// DESCRIPTION of each operation; `{order}` stands for the shop's order number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Descriptions {
    authorization: String,
    capture: String,
    refund: String,
    void: String,
}

impl Descriptions {
    /// The text of an operation on this order.
    pub(crate) fn of(&self, operation: Operation, order: &OrderNumber) -> String {
        let template = match operation {
            Operation::Open | Operation::Reserve | Operation::Abandon => &self.authorization,
            Operation::Release => &self.capture,
            Operation::Refund => &self.refund,
            Operation::Cancel => &self.void,
        };
        template.replace("{order}", order.as_str())
    }
}

/// Who signs.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signing {
    pub(crate) requests: RequestKey,
    pub(crate) notifications: NotificationKey,
}

/// Which key signs what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RequestKey {
    Account,
    Api,
}

/// Which key signs what is received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NotificationKey {
    Account,
    Notification,
}

impl Profile {
    /// Reads the file. What it cannot mean is refused with the key and the reason.
    pub(crate) fn read(text: &str) -> Result<Profile, ProfileError> {
        read::profile(text)
    }

    /// The name financings remember it by.
    pub fn id(&self) -> &GatewayId {
        &self.id
    }

    /// What staff call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What must be in the vault before it can be mounted.
    pub fn credential_names(&self) -> Vec<CredentialName> {
        let mut names = match self.signing.requests {
            RequestKey::Account => vec![ACCOUNT_KEY],
            RequestKey::Api => vec![API_KEY_ID, API_KEY],
        };
        let received = self.notification_key();
        if !names.contains(&received) {
            names.push(received);
        }
        names
    }

    /// Which secret verifies a [`super::Notification`].
    pub fn notification_key(&self) -> CredentialName {
        match self.signing.notifications {
            NotificationKey::Account => ACCOUNT_KEY,
            NotificationKey::Notification => NOTIFICATION_KEY,
        }
    }

    /// Which key signs what is sent.
    pub(crate) fn request_key(&self) -> RequestKey {
        self.signing.requests
    }

    /// IDENTIFIER of the account, which every notification of it bears.
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Where a journey may lead: for the page that hands a customer over to it, and for the window that shows it.
    pub fn journeys(&self) -> &Destinations {
        &self.journeys
    }

    /// The products, in the order of the file.
    pub(crate) fn products(&self) -> &[Product] {
        &self.products
    }

    /// The terms of a product in a mode it is offered in.
    pub(crate) fn terms(&self, product: &ProductCode, mode: Mode) -> Option<Terms> {
        let offer = self.offers.get(product)?;
        offer.modes.contains(&mode).then(|| self.terms.clone())
    }

    /// The customer's facts a product needs.
    pub(crate) fn needs(&self, product: &ProductCode) -> Option<&[Field]> {
        self.offers.get(product).map(|offer| offer.needs.as_slice())
    }

    /// The facts a product takes besides; [`Field::Seller`] is among them where a cart's lines may name theirs.
    pub(crate) fn wants(&self, product: &ProductCode) -> Option<&[Field]> {
        self.offers.get(product).map(|offer| offer.wants.as_slice())
    }

    /// The keys of what only the shop has, and whether each is given.
    pub(crate) fn for_the_shop(&self) -> [(&'static str, bool); 2] {
        [
            ("identifier", !self.identifier.starts_with(TO_BE_GIVEN)),
            ("till_address", !self.till_address.is_unspecified()),
        ]
    }

    /// Refuses a profile in which a value is still to be given.
    pub(crate) fn check_filled_in(&self) -> Result<(), MountError> {
        let platforms = [
            ("platforms.main", !is_unset(&self.main.process)),
            ("platforms.second", !is_unset(&self.second.process)),
        ];
        let mut values = self.for_the_shop().into_iter().chain(platforms);
        match values.find(|(_, given)| !given) {
            Some((key, _)) => Err(MountError::NotFilledIn {
                key: key.to_owned(),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
