//! A plain HTTP/1.1 client: one connection per call, and it says when an answer was cut short.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer, with its head in lower case.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }

    /// Whether as many bytes came as were promised.
    pub(crate) fn is_whole(&self) -> bool {
        self.header("content-length")
            .and_then(|length| length.parse().ok())
            == Some(self.body.len())
    }
}

/// Longer than any answer takes: a call that hangs fails its test instead of holding it up.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends one request; an error if not a byte comes back.
pub(crate) async fn send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Answer> {
    tokio::time::timeout(PATIENCE, exchange(method, url, headers, body)).await?
}

async fn exchange(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> io::Result<Answer> {
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).await?;
    let mut request = format!("{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).await?;
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await;
    let Some(split) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Err(end
            .err()
            .unwrap_or(io::Error::from(io::ErrorKind::UnexpectedEof)));
    };
    let head = String::from_utf8_lossy(&bytes[..split]).to_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Ok(Answer {
        status,
        head,
        body: bytes.split_off(split + 4),
    })
}

pub(crate) async fn get(url: &str) -> Answer {
    send("GET", url, &[], "").await.unwrap()
}

pub(crate) async fn post_json(url: &str, body: &serde_json::Value) -> Answer {
    send(
        "POST",
        url,
        &[("Content-Type", "application/json")],
        &body.to_string(),
    )
    .await
    .unwrap()
}

pub(crate) async fn post_form(url: &str, body: &str) -> io::Result<Answer> {
    send(
        "POST",
        url,
        &[("Content-Type", "application/x-www-form-urlencoded")],
        body,
    )
    .await
}
