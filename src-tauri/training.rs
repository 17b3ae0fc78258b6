//! Training mode's own controls: where the pretended gateways' pages are, and whether phones on the shop's network may
//! open the journeys. That is a switch, and it is off: turning it begins training anew, listening at the shop's network
//! too, where the sandbox answers with journeys and nothing else.

use crate::{
    house::{Counter, House},
    screen::{Fault, SandboxView},
};
use std::{
    io,
    net::{IpAddr, Ipv4Addr, UdpSocket},
    sync::{Arc, PoisonError},
};

impl Counter {
    /// Where the pretended gateways' pages are.
    pub(crate) fn sandbox_view(&self) -> Result<SandboxView, Fault> {
        let running = self
            .sandbox
            .as_ref()
            .ok_or_else(|| Fault::setting("sandbox"))?;
        let addresses = running.addresses();
        Ok(SandboxView {
            trainer: addresses.trainer.clone(),
            books: addresses.books.clone(),
            shown_to_phones: !addresses.pages.contains("127.0.0.1"),
        })
    }
}

impl House {
    /// Lets phones on the shop's network open the journeys, or stops it. Where this machine is on no network, nothing
    /// changes.
    pub(crate) async fn show_to_phones(self: &Arc<Self>, on: bool) -> Result<SandboxView, Fault> {
        self.counter().await?.sandbox_view()?;
        let host = on.then(address_in_the_shop).transpose();
        let host = host.map_err(|error| Fault::broken("no-network", &error))?;
        *self.phones.lock().unwrap_or_else(PoisonError::into_inner) = host;
        self.open().await;
        self.counter().await?.sandbox_view()
    }

    /// The address at which phones on the shop's network may open training's journeys, while they may.
    pub(crate) fn phones_host(&self) -> Option<IpAddr> {
        *self.phones.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the sandbox is started with.
    pub(crate) fn sandbox_options(&self, shop: &str) -> sandbox::Options {
        let options = sandbox::Options {
            shop: shop.to_owned(),
            ..sandbox::Options::default()
        };
        match self.phones_host() {
            Some(host) => sandbox::Options {
                bind: host,
                public_host: Some(host.to_string()),
                ..options
            },
            None => options,
        }
    }
}

/// This machine's address on the network that leads out of it. Connecting a datagram socket sends nothing; it only
/// chooses the interface. The address it names is one reserved for documentation.
pub(crate) fn address_in_the_shop() -> io::Result<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
    Ok(socket.local_addr()?.ip())
}
