//! An HTTP listener on 127.0.0.1 that reads one request per connection and then does what it is told, honest or not.
//! It keeps what it was sent, and counts its connections.

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpSocket},
    task::JoinHandle,
};
use url::Url;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (header, value) = line.split_once(':')?;
            header.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// What to do with a request.
#[derive(Debug, Clone)]
pub(crate) enum Turn {
    /// Answer properly.
    Answer(u16, &'static str, String),
    /// Write these bytes and close.
    Bytes(Vec<u8>),
    /// Write these bytes and then nothing more, for ever.
    BytesThenSilence(Vec<u8>),
}

impl Turn {
    pub(crate) fn json(value: &serde_json::Value) -> Turn {
        Turn::Answer(200, "application/json; charset=utf-8", value.to_string())
    }
}

pub(crate) struct Loopback {
    pub(crate) url: Url,
    seen: Arc<Mutex<Vec<Request>>>,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Loopback {
    /// Does the same with every request.
    pub(crate) async fn always(turn: Turn) -> Loopback {
        Loopback::start(move |_| turn.clone()).await
    }

    /// Decides by the request.
    pub(crate) async fn start(decide: impl Fn(&Request) -> Turn + Send + 'static) -> Loopback {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let url = address(&listener, "http");
        let (seen_here, counted) = (seen.clone(), connections.clone());
        let task = tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let Some(request) = read(&mut stream).await else {
                    continue;
                };
                let turn = decide(&request);
                seen_here.lock().expect("the list").push(request);
                let silence = matches!(turn, Turn::BytesThenSilence(_));
                answer(&mut stream, turn).await;
                if silence {
                    silent.push(stream);
                }
            }
        });
        Loopback {
            url,
            seen,
            connections,
            task,
        }
    }

    /// Closes every connection without reading a byte.
    pub(crate) async fn slammed() -> Loopback {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let connections = Arc::new(AtomicUsize::new(0));
        let url = address(&listener, "http");
        let counted = connections.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                drop(stream);
            }
        });
        Loopback {
            url,
            seen: Arc::default(),
            connections,
            task,
        }
    }

    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().expect("the list").clone()
    }

    /// The only request so far.
    pub(crate) fn only(&self) -> Request {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "one request and no second one");
        seen.remove(0)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn at(&self, path: &str) -> Url {
        self.url.join(path).expect("a path")
    }
}

/// An address at which nobody listens, nor anybody else can for as long as it lives.
pub(crate) struct Nobody {
    url: Url,
    _kept: TcpSocket,
}

pub(crate) fn nobody() -> Nobody {
    let kept = sandbox::nobody_at(([127, 0, 0, 1], 0).into()).expect("a port");
    let at = kept.local_addr().expect("an address");
    Nobody {
        url: Url::parse(&format!("http://{at}/")).expect("a url"),
        _kept: kept,
    }
}

impl Deref for Nobody {
    type Target = Url;

    fn deref(&self) -> &Url {
        &self.url
    }
}

pub(crate) fn address(listener: &TcpListener, scheme: &str) -> Url {
    let at = listener.local_addr().expect("an address");
    Url::parse(&format!("{scheme}://{at}/")).expect("a url")
}

/// Reads a whole request; nothing when the connection ends before it is whole.
pub(crate) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let count = stream
            .read(&mut part)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        bytes.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let request = Request {
            path: head.split(' ').nth(1)?.to_owned(),
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let length: usize = request.header("content-length")?.parse().ok()?;
        if request.body.len() >= length {
            return Some(request);
        }
    }
}

pub(crate) async fn answer(stream: &mut (impl AsyncWrite + Unpin), turn: Turn) {
    let bytes = match turn {
        Turn::Answer(status, content_type, body) => {
            let length = body.len();
            format!(
                "HTTP/1.1 {status} Said\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .into_bytes()
        }
        Turn::Bytes(bytes) | Turn::BytesThenSilence(bytes) => bytes,
    };
    // The other side may be gone already, which is a thing it may do.
    let _ = stream.write_all(&bytes).await;
    let _ = stream.flush().await;
}
