//! The journey relay: a small server of the till that hands a customer over to a gateway whose journey begins with a
//! form to post, which no QR code can hold. Each financing gets an address of 128 random bits; behind it stands a page of
//! our own with one button, for one customer and a short time. It listens at one interface and answers everything else,
//! whatever it is, with one and the same page. It knows no ledger and no till: `switch` turns it on and off.

mod page;
mod register;
mod switch;
mod words;

use financing::{Cents, FinancingId};
use gateways::payplug::{Destinations, JourneyForm};
use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode, body::Bytes, header, server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use page::Page;
use register::{Register, Token};
use std::{
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use till::{Language, NoRandomness, OsDice};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use words::Words;

/// How many connections are attended to at once; the next ones wait to be let in.
const MOST_GUESTS: usize = 16;
/// The largest head of a request, in bytes: the smallest that the server takes. A phone's has about five hundred.
const LARGEST_HEAD: usize = 8_192;
/// How long to wait before listening again after the system refused a connection.
const BREATH: Duration = Duration::from_millis(50);

/// A clock that never jumps: what addresses age by.
pub type Now = Arc<dyn Fn() -> Instant + Send + Sync>;

/// What is told whose address was opened for the last time: nobody gets in by it any more.
pub type Spent = Arc<dyn Fn(&FinancingId) + Send + Sync>;

/// How a relay listens.
#[derive(Clone)]
pub struct Door {
    /// The one interface.
    pub ip: IpAddr,
    /// The language of its pages.
    pub language: Language,
    /// How long one connection may take, whatever it does.
    pub patience: Duration,
    /// What addresses age by.
    pub now: Now,
    /// Who is told that an address was opened for the last time.
    pub spent: Spent,
}

impl Door {
    /// A door at this interface, as a shop needs it, which tells nobody.
    pub fn at(ip: IpAddr, language: Language) -> Door {
        Door {
            ip,
            language,
            patience: Duration::from_secs(10),
            now: Arc::new(Instant::now),
            spent: Arc::new(|_| ()),
        }
    }
}

/// What the page of a customer says and where its button leads.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The shop's name.
    pub shop: String,
    /// What is to be financed.
    pub amount: Cents,
    /// Whether it comes from training, which the page says first.
    pub training: bool,
    /// The gateway's own form, already held against the profile.
    pub form: JourneyForm,
    /// Where it may be redirected to.
    pub journeys: Destinations,
}

/// Why a relay cannot be opened or give an address.
#[derive(Debug, thiserror::Error)]
pub enum RelayFault {
    /// It was to listen at every interface at once.
    #[error("a relay listens at one interface")]
    EveryInterface,
    /// The interface cannot be listened at.
    #[error("the relay cannot listen: {0}")]
    Listen(#[from] io::Error),
    /// No address can be made up.
    #[error(transparent)]
    Chance(#[from] NoRandomness),
    /// The words of its pages are not what they should be.
    #[error("the words of the relay's pages: {key}")]
    Words {
        /// The word, or the file's name.
        key: &'static str,
    },
    /// The form's destination is not one that a browser can be held to.
    #[error("the journey leads to no web address")]
    Destination,
}

/// An open relay. Dropped, it closes: its port, its connections and all its addresses are gone.
pub struct Relay {
    address: SocketAddr,
    desk: Arc<Desk>,
    serving: JoinHandle<()>,
}

impl Relay {
    /// Listens at a free port of the door's interface. Must be called within a tokio runtime.
    pub fn open(door: Door) -> Result<Relay, RelayFault> {
        if door.ip.is_unspecified() {
            return Err(RelayFault::EveryInterface);
        }
        let words = Words::of(door.language)?;
        let listener = std::net::TcpListener::bind((door.ip, 0))?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        let desk = Arc::new(Desk {
            host: address.to_string(),
            nothing_here: Page::nothing_here(&words)?,
            words,
            register: Mutex::default(),
            now: door.now,
            spent: door.spent,
            patience: door.patience,
        });
        let serving = tokio::spawn(serve(listener, Arc::clone(&desk)));
        Ok(Relay {
            address,
            desk,
            serving,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of this financing's page: the same one as before while that is alive, else a new one. Nothing in it
    /// says whose it is.
    pub fn invite(&self, id: &FinancingId, invitation: &Invitation) -> Result<String, RelayFault> {
        let page = Page::inviting(&self.desk.words, invitation)?;
        let now = (self.desk.now)();
        let token = self.desk.register().invite(id, page, &OsDice, now)?;
        Ok(format!("http://{}/j/{token}", self.desk.host))
    }

    /// Whether an address of this financing is alive.
    pub fn expects(&self, id: &FinancingId) -> bool {
        self.left(id).is_some()
    }

    /// How long the address of this financing lives yet, unless it is opened too often before; `None` where none is alive.
    pub fn left(&self, id: &FinancingId) -> Option<Duration> {
        let now = (self.desk.now)();
        self.desk.register().left(id, now)
    }

    /// Ends the address of this financing: its journey is over.
    pub fn forget(&self, id: &FinancingId) {
        self.desk.register().forget(id);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What all connections share.
struct Desk {
    /// The one `Host` that is answered.
    host: String,
    nothing_here: Page,
    words: Words,
    register: Mutex<Register>,
    now: Now,
    spent: Spent,
    patience: Duration,
}

impl Desk {
    fn register(&self) -> MutexGuard<'_, Register> {
        self.register.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page that was asked for, or the one that all else gets. A body is never read.
    fn answer<B>(&self, request: &Request<B>, guest: IpAddr) -> Response<Full<Bytes>> {
        let now = (self.now)();
        let opened = self
            .asked(request)
            .and_then(|token| self.register().open(&token, guest, now));
        let Some(opened) = opened else {
            return self.nothing_here.response(StatusCode::NOT_FOUND);
        };
        if let Some(id) = &opened.last_of {
            (self.spent)(id);
        }
        opened.page.response(StatusCode::OK)
    }

    /// The token of a request that is exactly what the code on the till asks for.
    fn asked<B>(&self, request: &Request<B>) -> Option<Token> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let ours = hosts
            .next()
            .is_some_and(|host| host.as_bytes() == self.host.as_bytes())
            && hosts.next().is_none();
        let uri = request.uri();
        let plain = uri.authority().is_none() && uri.query().is_none();
        if !(ours && plain && request.method() == Method::GET) {
            return None;
        }
        Token::read(uri.path().strip_prefix("/j/")?)
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    let mut guests = JoinSet::new();
    loop {
        tokio::select! {
            Some(_gone) = guests.join_next() => {}
            arrived = listener.accept(), if guests.len() < MOST_GUESTS => match arrived {
                Ok((stream, from)) => {
                    guests.spawn(attend(stream, from.ip(), Arc::clone(&desk)));
                }
                Err(error) => {
                    tracing::warn!(%error, "the relay could not take a connection");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }
}

/// One connection, one request. Who dawdles or sends too much loses their own connection and nobody else's.
async fn attend(stream: TcpStream, guest: IpAddr, desk: Arc<Desk>) {
    let answer = service_fn(|request| {
        let response = desk.answer(&request, guest);
        async { Ok::<_, Infallible>(response) }
    });
    let connection = http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), answer);
    if let Ok(Err(error)) = tokio::time::timeout(desk.patience, connection).await {
        tracing::debug!(%error, "a connection to the relay broke");
    }
}
