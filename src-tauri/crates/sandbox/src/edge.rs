//! The sandbox over loopback HTTP: it binds the ports, keeps the two gateways, the mailbox and the clock behind one
//! lock, and starts and stops the servers. What a call means is decided in the cores; what a page looks like, in
//! `journey` and `desk`. Nothing here reads the wall clock but through [`Clock`].

mod api;
mod desk;
mod door;
mod journey;
mod page;
mod postman;
mod trainer;
mod words;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

pub use desk::{ClockMove, Decision, Fault, Gateway, MailOrder};
pub use door::{Gate, nobody_at};
pub use postman::{Reception, Undelivered};

use crate::books::Books;
use crate::clock::Clock;
use crate::cofidis::{self, Bank};
use crate::mail::{Mailbox, Notification};
use crate::payplug::{self, Platform, Redirect, Site};
use door::{Door, Peer};

/// How long `stop` waits for calls that are under way.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// How a sandbox is to be set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address to listen at. Callers from elsewhere than this machine see journeys only.
    pub bind: IpAddr,
    /// The host in the journey's addresses, if a phone is to open them; otherwise the address listened at.
    pub public_host: Option<String>,
    /// Port of Cofidis, the journeys and the desk; 0 for any.
    pub cofidis_port: u16,
    /// Port of Payplug's main platform; 0 for any.
    pub payplug_port: u16,
    /// Port of Payplug's second platform; 0 for any.
    pub payplug_second_port: u16,
    /// The shop's name on the journey.
    pub shop: String,
    /// What identifiers and tokens follow from; taken from the system's random source if absent.
    pub seed: Option<u64>,
    /// The sandbox's time.
    pub clock: Clock,
    /// Who may call Cofidis.
    pub cofidis: cofidis::Credentials,
    /// The status by which Cofidis tells of a transaction that was abandoned (Assumed): `Aborted`, or `Abandonned`.
    pub cofidis_abandoned: String,
    /// Who may call Payplug.
    pub payplug: payplug::Account,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            public_host: None,
            cofidis_port: 0,
            payplug_port: 0,
            payplug_second_port: 0,
            shop: "Training Shop".to_owned(),
            seed: None,
            clock: Clock::ticking(),
            cofidis: cofidis::Credentials::default(),
            cofidis_abandoned: "Aborted".to_owned(),
            payplug: payplug::Account::default(),
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// An address could not be listened at.
    #[error("cannot listen at {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The system gave no random number.
    #[error("the system gave no random number")]
    Random(#[source] getrandom::Error),
}

/// Where a sandbox answers, each without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Addresses {
    /// Base of the Cofidis API; `/api/{method}` and `/oauth/token` follow.
    pub cofidis: String,
    /// Base of Payplug's main platform; `/front/service/rest/process` and `.../export` follow.
    pub payplug: String,
    /// Base of Payplug's second platform.
    pub payplug_second: String,
    /// Base of the customer's journeys.
    pub pages: String,
    /// The books of both gateways, as JSON.
    pub books: String,
    /// The trainers' page.
    pub trainer: String,
}

/// The books of both gateways at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BothBooks {
    /// What happened at Cofidis.
    pub cofidis: Books,
    /// What happened at Payplug.
    pub payplug: Books,
}

/// The gateways and the mailbox, behind the lock.
struct Cores {
    bank: Bank,
    platform: Platform,
    mailbox: Mailbox,
}

/// What the servers share.
struct House {
    cores: Mutex<Cores>,
    clock: Clock,
    addresses: Addresses,
    gates: [door::GateKeeper; 2],
    post: mpsc::UnboundedSender<Notification>,
    stopping: watch::Receiver<bool>,
}

impl House {
    /// Works on the cores at the sandbox's time; notifications that come up leave afterwards.
    fn with<T>(&self, work: impl FnOnce(&mut Cores, DateTime<Utc>) -> T) -> T {
        let mut cores = self.cores.lock().unwrap_or_else(PoisonError::into_inner);
        let result = work(&mut cores, self.clock.now());
        let mut fresh = cores.bank.take_notifications();
        fresh.extend(cores.platform.take_notifications());
        for notification in cores.mailbox.post(fresh) {
            // The postman is gone only while the sandbox stops.
            let _ = self.post.send(notification);
        }
        result
    }

    fn books(&self) -> BothBooks {
        self.with(|cores, now| {
            cores.bank.tick(now);
            cores.platform.tick(now);
            BothBooks {
                cofidis: cores.bank.books().clone(),
                payplug: cores.platform.books().clone(),
            }
        })
    }

    fn gate(&self, site: Site) -> &door::GateKeeper {
        let [main, second] = &self.gates;
        match site {
            Site::Main => main,
            Site::Second => second,
        }
    }

    /// Ends when the sandbox stops.
    async fn stopped(&self) {
        let mut stopping = self.stopping.clone();
        // An error means that the one who stops it is gone, which is the same.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }
}

/// The pretended gateways.
#[derive(Debug, Clone, Copy)]
pub struct Sandbox;

impl Sandbox {
    /// Starts the servers as tasks of the runtime this is awaited in.
    ///
    /// # Errors
    /// [`SandboxError`] if a port is taken, or no seed was given and the system has no random number.
    pub async fn start(options: Options) -> Result<Running, SandboxError> {
        let seed = match options.seed {
            Some(seed) => seed,
            None => getrandom::u64().map_err(SandboxError::Random)?,
        };
        let (desk, desk_at) = bind(options.bind, options.cofidis_port).await?;
        let (main, main_at) = bind(options.bind, options.payplug_port).await?;
        let (second, second_at) = bind(options.bind, options.payplug_second_port).await?;
        let addresses = addresses(&options, [desk_at, main_at, second_at]);
        let (bank, platform) = found(&options, &addresses.pages, seed);

        let (_, always_open) = door::GateKeeper::pair();
        let (main_gate, main_door) = door::GateKeeper::pair();
        let (second_gate, second_door) = door::GateKeeper::pair();
        let (stop, stopping) = watch::channel(false);
        let (post, mail) = mpsc::unbounded_channel();
        let house = Arc::new(House {
            cores: Mutex::new(Cores {
                bank,
                platform,
                mailbox: Mailbox::default(),
            }),
            clock: options.clock,
            addresses,
            gates: [main_gate, second_gate],
            post,
            stopping,
        });
        let desk_routes = api::cofidis(&house)
            .merge(journey::routes(&house))
            .merge(desk::routes(&house));
        let tasks = vec![
            serve(&house, Door::new(desk, desk_at, always_open), desk_routes),
            serve(
                &house,
                Door::new(main, main_at, main_door),
                api::payplug(&house, Site::Main),
            ),
            serve(
                &house,
                Door::new(second, second_at, second_door),
                api::payplug(&house, Site::Second),
            ),
            tokio::spawn(postman::round(mail, house.stopping.clone())),
        ];
        Ok(Running { house, stop, tasks })
    }
}

async fn bind(ip: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), SandboxError> {
    let address = SocketAddr::new(ip, port);
    let failed = |source| SandboxError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let local = listener.local_addr().map_err(failed)?;
    Ok((listener, local))
}

fn addresses(options: &Options, [desk, main, second]: [SocketAddr; 3]) -> Addresses {
    let here = |address: SocketAddr| {
        let ip = if address.ip().is_unspecified() {
            IpAddr::V4(Ipv4Addr::LOCALHOST)
        } else {
            address.ip()
        };
        format!("http://{}", SocketAddr::new(ip, address.port()))
    };
    let cofidis = here(desk);
    Addresses {
        pages: options
            .public_host
            .as_ref()
            .map_or(cofidis.clone(), |host| {
                format!("http://{host}:{}", desk.port())
            }),
        books: format!("{cofidis}/books"),
        trainer: format!("{cofidis}/trainer"),
        cofidis,
        payplug: here(main),
        payplug_second: here(second),
    }
}

fn found(options: &Options, pages: &str, seed: u64) -> (Bank, Platform) {
    let bank = cofidis::Settings {
        shop: options.shop.clone(),
        pages: pages.to_owned(),
        credentials: options.cofidis.clone(),
        delivery_word: "Delivered".to_owned(),
        abandoned_word: options.cofidis_abandoned.clone(),
    };
    let platform = payplug::Settings {
        shop: options.shop.clone(),
        pages: pages.to_owned(),
        account: options.payplug.clone(),
        redirect: Redirect::default(),
        lag: TimeDelta::zero(),
    };
    (Bank::new(bank, seed), Platform::new(platform, seed))
}

fn serve(house: &Arc<House>, door: Door, routes: axum::Router) -> JoinHandle<io::Result<()>> {
    let house = Arc::clone(house);
    let routes = routes.into_make_service_with_connect_info::<Peer>();
    tokio::spawn(async move {
        axum::serve(door, routes)
            .with_graceful_shutdown(async move { house.stopped().await })
            .await
    })
}

/// A sandbox that answers. It stops when it is dropped.
pub struct Running {
    house: Arc<House>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<io::Result<()>>>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Running")
            .field("addresses", &self.house.addresses)
            .finish_non_exhaustive()
    }
}

impl Running {
    /// Where it answers.
    pub fn addresses(&self) -> &Addresses {
        &self.house.addresses
    }

    /// What really happened so far.
    pub fn books(&self) -> BothBooks {
        self.house.books()
    }

    /// The sandbox's clock.
    pub fn clock(&self) -> &Clock {
        &self.house.clock
    }

    /// Sets up a fault, as `POST /fault` does.
    pub async fn script(&self, fault: Fault) {
        desk::apply(&self.house, fault).await;
    }

    /// Stops the servers; calls under way have two seconds to end.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let deadline = tokio::time::Instant::now() + STOP_PATIENCE;
        for mut task in std::mem::take(&mut self.tasks) {
            if tokio::time::timeout_at(deadline, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}
