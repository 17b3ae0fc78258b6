//! A shop with its relay open on this machine, a clock that the test sets, and a client that says exactly what it is told
//! and hears everything that comes back. The gateway's page is one of the captured shape, with a script to be ignored.

use comptoir::relay::{Door, Invitation, Relay};
use financing::{Cents, FinancingId};
use gateways::{
    Profile,
    payplug::{Destinations, JourneyForm},
};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use till::Language;
use tokio::{net::TcpSocket, runtime::Runtime};

/// The gateway's own page: it would run a script that posts the form at once.
const GATEWAYS_PAGE: &str = "<!DOCTYPE html><html><body onload=\"document.forms[0].submit()\">\
    <script>window.open('https://elsewhere.example')</script>\
    <form action=\"https://pay.dalenys.com/enter?way=1&amp;step=2\" method=\"post\">\
    <input type=\"hidden\" name=\"session\" value=\"s3cret-way-in\">\
    <input type=\"hidden\" name=\"odd\" value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; é&amp;#39; &amp;amp;\">\
    </form></body></html>";

/// Where the journeys of a shop with Payplug may lead.
pub(crate) fn journeys() -> Destinations {
    let (_, text) = Profile::ready()
        .find(|(name, _)| *name == "payplug")
        .unwrap();
    match Profile::read(text).unwrap() {
        Profile::Payplug(profile) => profile.journeys().clone(),
        Profile::Cofidis(_) => panic!("the profile is Payplug's"),
    }
}

pub(super) fn gateways_form() -> JourneyForm {
    journeys().form(GATEWAYS_PAGE).unwrap()
}

pub(super) fn invitation() -> Invitation {
    Invitation {
        shop: "Meubles <b>&</b> \"Fils\"".to_owned(),
        amount: Cents::new(250_000).unwrap(),
        training: false,
        form: gateways_form(),
        journeys: journeys(),
    }
}

pub(super) fn financing(number: u32) -> FinancingId {
    FinancingId::numbered("T2", number).unwrap()
}

/// A shop with its relay open on this machine, and a clock that the test sets.
pub(super) struct Shop {
    pub(super) relay: Relay,
    seconds: Arc<AtomicU64>,
    // After the relay: what it runs on ends last.
    pub(super) runtime: Runtime,
}

/// What a client got: the head and the body, empty when the connection was closed without an answer.
pub(super) struct Answer {
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn is_the_page(&self) -> bool {
        self.head.starts_with("HTTP/1.1 200 ")
    }

    /// What the relay says of its own accord: the head without the protocol's date, version and connection.
    pub(super) fn own_head(&self) -> Vec<&str> {
        let protocols = ["date:", "connection:"];
        let (_version, head) = self.head.split_once(' ').unwrap_or_default();
        head.lines()
            .filter(|line| !protocols.iter().any(|name| line.starts_with(name)))
            .collect()
    }

    pub(super) fn header(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(header, _)| *header == name)
            .map(|(_, value)| value)
            .collect()
    }
}

impl Shop {
    pub(super) fn open() -> Shop {
        Shop::open_as(Language::En, Duration::from_secs(20))
    }

    pub(super) fn open_as(language: Language, patience: Duration) -> Shop {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let seconds = Arc::new(AtomicU64::new(0));
        let (begun, passed) = (Instant::now(), Arc::clone(&seconds));
        let door = Door {
            patience,
            now: Arc::new(move || begun + Duration::from_secs(passed.load(Ordering::SeqCst))),
            ..Door::at(Ipv4Addr::LOCALHOST.into(), language)
        };
        let relay = {
            let _inside = runtime.enter();
            Relay::open(door).unwrap()
        };
        Shop {
            relay,
            seconds,
            runtime,
        }
    }

    pub(super) fn wait_s(&self, seconds: u64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(super) fn host(&self) -> String {
        self.relay.address().to_string()
    }

    /// The path of a financing's address.
    pub(super) fn path(&self, id: &FinancingId) -> String {
        self.path_of(id, &invitation())
    }

    /// The path of the address of a financing with a page of its own.
    pub(super) fn path_of(&self, id: &FinancingId, invitation: &Invitation) -> String {
        let address = self.relay.invite(id, invitation).unwrap();
        let before = format!("http://{}", self.host());
        address.strip_prefix(&before).unwrap().to_owned()
    }

    /// As a phone's browser asks.
    pub(super) fn get(&self, path: &str) -> Answer {
        self.say(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: text/html\r\n\r\n",
            self.host()
        ))
    }

    /// Says this, and hears what comes until the connection is closed.
    pub(super) fn say(&self, request: &str) -> Answer {
        hear(
            TcpStream::connect(self.relay.address()).unwrap(),
            request.as_bytes(),
        )
    }

    pub(super) fn connect_from(&self, device: Ipv4Addr) -> TcpStream {
        let address = self.relay.address();
        self.runtime.block_on(async {
            let socket = TcpSocket::new_v4().unwrap();
            socket.bind(SocketAddr::from((device, 0))).unwrap();
            let stream = socket.connect(address).await.unwrap();
            let stream = stream.into_std().unwrap();
            stream.set_nonblocking(false).unwrap();
            stream
        })
    }
}

pub(super) fn hear(mut stream: TcpStream, request: &[u8]) -> Answer {
    // A relay that keeps a connection for ever fails the test instead of hanging it.
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    // Who is cut off while still talking has said enough.
    _ = stream.write_all(request);
    let mut bytes = Vec::new();
    _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
    Answer {
        head: head.to_owned(),
        body: body.to_owned(),
    }
}
