//! A platform of the tests' own: a raw loopback listener that reads one whole request per connection, remembers it,
//! and answers by a script. It knows HTTP by the letter and no gateway.

use std::{
    ops::Deref,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
    task::JoinHandle,
};
use url::Url;

/// What becomes of a request that arrived.
#[derive(Debug, Clone)]
pub(crate) enum Says {
    /// Status 200 and this JSON.
    Json(String),
    /// This status and a page.
    Status(u16),
    /// The connection is closed without a word.
    Closes,
    /// The connection is held without a word.
    Hangs,
    /// Half of a JSON, then the connection is closed.
    Half,
    /// Status 200 and a page.
    Page,
}

/// An answer with a code and nothing else.
pub(crate) fn code(code: &str) -> Says {
    Says::Json(format!(r#"{{"EXECCODE":"{code}","MESSAGE":"as told"}}"#))
}

/// An empty answer to a question.
pub(crate) fn no_rows() -> Says {
    Says::Json(r#"{"OPERATIONTYPE":"getTransactions","EXECCODE":"0000","DATA":[]}"#.to_owned())
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl Request {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(field, _)| field == name);
        found.map(|(_, text)| text.as_str())
    }
}

/// A listener that answers.
pub(crate) struct Listener {
    pub(crate) url: Url,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Listener {
    /// Answers one request after the other as told; the last word is repeated.
    pub(crate) async fn saying(script: &[Says]) -> Listener {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (heard, script) = (Arc::clone(&requests), script.to_vec());
        let task = tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(request) = read(&mut stream).await else {
                    continue;
                };
                let count = {
                    let mut heard = heard.lock().unwrap();
                    heard.push(request);
                    heard.len()
                };
                let says = script[(count - 1).min(script.len() - 1)].clone();
                held.extend(answer(stream, says).await);
            }
        });
        Listener {
            url,
            requests,
            task,
        }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// How many requests of this method arrived.
    pub(crate) fn heard(&self, method: &str) -> usize {
        let requests = self.requests.lock().unwrap();
        requests
            .iter()
            .filter(|request| request.field("method") == Some(method))
            .count()
    }
}

/// An address at which nobody listens, nor anybody else can for as long as it lives: connections are refused.
pub(crate) struct Nobody {
    url: Url,
    _kept: TcpSocket,
}

pub(crate) fn nobody() -> Nobody {
    let kept = sandbox::nobody_at(([127, 0, 0, 1], 0).into()).unwrap();
    Nobody {
        url: Url::parse(&format!("http://{}", kept.local_addr().unwrap())).unwrap(),
        _kept: kept,
    }
}

impl Deref for Nobody {
    type Target = Url;

    fn deref(&self) -> &Url {
        &self.url
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let (mut bytes, mut buffer) = (Vec::new(), [0_u8; 4096]);
    loop {
        let count = stream
            .read(&mut buffer)
            .await
            .ok()
            .filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head
            .lines()
            .find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length:")
                    .map(str::to_owned)
            })
            .and_then(|length| length.trim().parse().ok())
            .unwrap_or(0);
        if body.len() >= length {
            return Some(Request {
                path: head.split(' ').nth(1)?.to_owned(),
                fields: url::form_urlencoded::parse(body.as_bytes())
                    .into_owned()
                    .collect(),
            });
        }
    }
}

/// Answers; gives the connection back when it is to be held open.
async fn answer(mut stream: TcpStream, says: Says) -> Option<TcpStream> {
    let whole = |status: u16, media: &str, body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 {status} X\r\nContent-Type: {media}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
    };
    let text = match says {
        Says::Json(body) => whole(200, "application/json", &body),
        Says::Status(status) => whole(status, "text/html", "<h1>Maintenance</h1>"),
        Says::Page => whole(200, "text/html", "<h1>Bonjour</h1>"),
        Says::Half => {
            let text = whole(
                200,
                "application/json",
                r#"{"EXECCODE":"0000","TRANSACTIONID":"A1"}"#,
            );
            text[..text.len() - 12].to_owned()
        }
        Says::Closes => return None,
        Says::Hangs => return Some(stream),
    };
    let _ = stream.write_all(text.as_bytes()).await;
    None
}
