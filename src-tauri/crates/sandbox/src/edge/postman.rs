//! Carries notifications to the shop: a plain HTTP POST, to this machine only, so that no mistake in an address can
//! reach a stranger. It knows no gateway and keeps no record.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use url::{Host, Url};

use crate::mail::Notification;

/// How long the shop has to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much of the shop's answer is read.
const ENOUGH: u64 = 65_536;

/// How the shop received a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reception {
    /// HTTP status.
    pub status: u16,
    /// The body; `OK` if all is well.
    pub body: String,
}

/// Why a notification did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// The shop gave no address.
    #[error("the shop gave no address")]
    NoAddress,
    /// The address is none.
    #[error("the address cannot be read: {0}")]
    Address(#[from] url::ParseError),
    /// The address is not plain HTTP on this machine.
    #[error("only http:// addresses of this machine are called")]
    Elsewhere,
    /// The shop could not be reached.
    #[error("the shop cannot be reached: {0}")]
    Unreachable(#[from] io::Error),
    /// The shop took too long.
    #[error("the shop took too long: {0}")]
    Late(#[from] tokio::time::error::Elapsed),
    /// What came back is not HTTP.
    #[error("the answer is not HTTP")]
    Unreadable,
}

/// Delivers what comes in, in order, until the sandbox stops; what is to be late does not hold up the rest.
pub(super) async fn round(
    mut mail: mpsc::UnboundedReceiver<Notification>,
    mut stopping: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut late = tokio::task::JoinSet::new();
    loop {
        let notification = tokio::select! {
            _ = stopping.wait_for(|stopping| *stopping) => return Ok(()),
            next = mail.recv() => match next {
                Some(notification) => notification,
                None => return Ok(()),
            },
        };
        // A shop that cannot be told is the shop's loss: it must ask. Nothing is kept here.
        if notification.after.is_zero() {
            let _ = deliver(&notification).await;
        } else {
            late.spawn(async move {
                tokio::time::sleep(notification.after).await;
                let _ = deliver(&notification).await;
            });
        }
    }
}

/// Delivers one notification now.
pub(super) async fn deliver(notification: &Notification) -> Result<Reception, Undelivered> {
    let url = Url::parse(notification.url.as_deref().ok_or(Undelivered::NoAddress)?)?;
    let address = loopback(&url).ok_or(Undelivered::Elsewhere)?;
    timeout(PATIENCE, post(&url, address, &notification.body())).await?
}

fn loopback(url: &Url) -> Option<SocketAddr> {
    let ip = match url.host()? {
        Host::Domain("localhost") => IpAddr::V4(Ipv4Addr::LOCALHOST),
        Host::Domain(_) => return None,
        Host::Ipv4(ip) => IpAddr::V4(ip),
        Host::Ipv6(ip) => IpAddr::V6(ip),
    };
    let port = url.port_or_known_default()?;
    (url.scheme() == "http" && ip.is_loopback()).then_some(SocketAddr::new(ip, port))
}

/// HTTP/1.0, so that the answer ends with the connection.
async fn post(url: &Url, address: SocketAddr, body: &str) -> Result<Reception, Undelivered> {
    let path = url.query().map_or(url.path().to_owned(), |query| {
        format!("{}?{query}", url.path())
    });
    let head = format!(
        "POST {path} HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ENOUGH).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or(Undelivered::Unreadable)?;
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .ok_or(Undelivered::Unreadable)?;
    Ok(Reception {
        status,
        body: body.to_owned(),
    })
}
