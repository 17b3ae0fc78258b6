//! The manager's switch of the relay, and what the till has to say to it: which form a journey begins with, and when a
//! journey is over. A relay lives with the counter it was switched on at: whatever opens the counter anew (other
//! settings, training) finds it off.

use super::{Door, Invitation, Relay, RelayFault};
use crate::{
    house::{Counter, House},
    screen::Fault,
    training::address_in_the_shop,
};
use chrono::{DateTime, Utc};
use financing::{FinancingId, GatewayId, Journey, State};
use gateways::{Profile, payplug::Destinations};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};

/// The screen is given whole seconds, rounded down: one more, and it never looks again before an address is dead.
const ROUNDED: Duration = Duration::from_secs(1);

impl From<RelayFault> for Fault {
    fn from(fault: RelayFault) -> Fault {
        Fault::broken("relay", &fault)
    }
}

impl House {
    /// Switches the relay on, which is a manager's, or off, and says how it stands.
    pub(crate) async fn switch_relay(&self, on: bool) -> Result<bool, Fault> {
        let counter = self.counter().await?;
        if on && counter.relay().is_none() {
            self.managed().await?;
        }
        let mut relay = counter.relay();
        if !on {
            *relay = None;
        } else if relay.is_none() {
            let ip = self
                .relay_interface(&counter)
                .map_err(|error| Fault::from(RelayFault::from(error)))?;
            // The code on the counter is another one after the last opening: the screen looks again.
            let sink = Arc::clone(&self.sink);
            *relay = Some(Relay::open(Door {
                spent: Arc::new(move |id| sink.look_again(Some(id))),
                ..Door::at(ip, self.settings().language)
            })?);
        }
        Ok(relay.is_some())
    }

    /// The shop's network; in training this machine alone, unless phones may open training's journeys.
    fn relay_interface(&self, counter: &Counter) -> std::io::Result<IpAddr> {
        if counter.is_training() && self.phones_host().is_none() {
            Ok(Ipv4Addr::LOCALHOST.into())
        } else {
            address_in_the_shop()
        }
    }
}

impl Counter {
    /// The relay, while it is on.
    pub(crate) fn relay(&self) -> MutexGuard<'_, Option<Relay>> {
        self.relay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A journey as the customer's phone can open it, and until when: one that begins with a page becomes an address of
    /// the relay, while that is on, the journey is open, and its customer does not have the till in hand.
    pub(crate) fn relayed(
        &self,
        id: &FinancingId,
        journey: Option<Journey>,
    ) -> Result<(Option<Journey>, Option<DateTime<Utc>>), Fault> {
        let handed = self.has_the_till_in_hand(id);
        let relay = self.relay();
        match (journey, relay.as_ref()) {
            (Some(Journey::Page(html)), Some(relay)) if !handed => {
                let Some(invitation) = self.invitation(id, &html)? else {
                    return Ok((Some(Journey::Page(html)), None));
                };
                let address = relay.invite(id, &invitation)?;
                let until = relay.left(id).map(|left| Utc::now() + left + ROUNDED);
                Ok((Some(Journey::Address(address)), until))
            }
            (journey, _) => Ok((journey, None)),
        }
    }

    /// What a page of our own needs to stand in for the gateway's; `None` once the journey is over.
    pub(crate) fn invitation(
        &self,
        id: &FinancingId,
        html: &str,
    ) -> Result<Option<Invitation>, Fault> {
        let financing = self.till.detail(id)?.held.financing;
        if !is_open(financing.state) {
            return Ok(None);
        }
        let destinations = self
            .destinations(&financing.order.gateway)
            .ok_or(Fault::NotFound)?;
        let form = destinations
            .form(html)
            .map_err(|fault| Fault::broken("journey-form", &fault))?;
        Ok(Some(Invitation {
            shop: self.shop.shop.clone(),
            amount: financing.order.amount,
            training: self.is_training(),
            form,
            journeys: destinations,
        }))
    }

    /// Where the journeys of a gateway may lead; `None` for one whose journeys are addresses, or that is gone.
    pub(crate) fn destinations(&self, gateway: &GatewayId) -> Option<Destinations> {
        let mounted = self.mounted();
        let found = mounted
            .iter()
            .find(|mounted| mounted.id == gateway.as_str())?;
        match found.profile.as_ref()? {
            Profile::Payplug(profile) => Some(profile.journeys().clone()),
            Profile::Cofidis(_) => None,
        }
    }

    /// Whether the customer may still be in the journey. One that cannot be read is not: what is open for it closes.
    pub(crate) fn is_journey_open(&self, id: &FinancingId) -> bool {
        self.till
            .detail(id)
            .is_ok_and(|detail| is_open(detail.held.financing.state))
    }
}

fn is_open(state: State) -> bool {
    matches!(state, State::Opening | State::Shown | State::Filling)
}
