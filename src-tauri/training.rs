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
    sync::{Arc, atomic::Ordering},
};

impl Counter {
    /// Where the pretended gateways' pages are.
    pub(crate) fn sandbox_view(&self) -> Result<SandboxView, Fault> {
        let running = self.sandbox.as_ref().ok_or(Fault::NotFound)?;
        let addresses = running.addresses();
        Ok(SandboxView {
            trainer: addresses.trainer.clone(),
            books: addresses.books.clone(),
            shown_to_phones: !addresses.pages.contains("127.0.0.1"),
        })
    }
}

impl House {
    /// Lets phones on the shop's network open the journeys, or stops it.
    pub(crate) async fn show_to_phones(self: &Arc<Self>, on: bool) -> Result<SandboxView, Fault> {
        self.counter().await?.sandbox_view()?;
        self.phones.store(on, Ordering::Relaxed);
        self.open().await;
        self.counter().await?.sandbox_view()
    }

    /// What the sandbox is started with.
    pub(crate) fn sandbox_options(&self, shop: &str) -> io::Result<sandbox::Options> {
        let options = sandbox::Options {
            shop: shop.to_owned(),
            ..sandbox::Options::default()
        };
        if !self.phones.load(Ordering::Relaxed) {
            return Ok(options);
        }
        let host = address_in_the_shop()?;
        Ok(sandbox::Options {
            bind: host,
            public_host: Some(host.to_string()),
            ..options
        })
    }
}

/// This machine's address on the network that leads out of it. Connecting a datagram socket sends nothing; it only
/// chooses the interface. The address it names is one reserved for documentation.
pub(crate) fn address_in_the_shop() -> io::Result<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
    Ok(socket.local_addr()?.ip())
}
