//! The listening socket, in the three ways it can fail a caller: closed, so that nobody connects; open, but dropping
//! every connection; and, for one connection, cut in the middle of an answer. It moves bytes and knows nothing of HTTP
//! but where a head ends.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

/// How long to wait before a socket is tried again after the system refused.
const BREATH: Duration = Duration::from_millis(20);

/// Whether a platform can be reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    /// It answers.
    #[default]
    Open,
    /// Connections are refused: nobody listens at the port.
    Closed,
    /// Connections are accepted and dropped.
    Dropping,
}

/// The hand on a gate: what is wanted, and what the door has come to.
pub(super) struct GateKeeper {
    wanted: watch::Sender<Gate>,
    come_to: watch::Receiver<Gate>,
}

/// The door's side of a gate.
pub(super) struct GateWatch {
    wanted: watch::Receiver<Gate>,
    come_to: watch::Sender<Gate>,
}

impl GateKeeper {
    pub(super) fn pair() -> (Self, GateWatch) {
        let (wanted, to_door) = watch::channel(Gate::Open);
        let (from_door, come_to) = watch::channel(Gate::Open);
        (
            Self { wanted, come_to },
            GateWatch {
                wanted: to_door,
                come_to: from_door,
            },
        )
    }

    /// Sets the gate and waits until it stands so.
    pub(super) async fn set(&self, gate: Gate) {
        self.wanted.send_replace(gate);
        // An error means that the door is gone, and then it stays closed.
        let _ = self.come_to.clone().wait_for(|now| *now == gate).await;
    }

    /// How the gate is to stand.
    pub(super) fn gate(&self) -> Gate {
        *self.wanted.borrow()
    }
}

/// A listener behind a gate.
pub(super) struct Door {
    address: SocketAddr,
    listener: Option<TcpListener>,
    gate: GateWatch,
}

impl Door {
    pub(super) fn new(listener: TcpListener, address: SocketAddr, gate: GateWatch) -> Self {
        Self {
            address,
            listener: Some(listener),
            gate,
        }
    }

    /// The listener, bound again if it was closed.
    async fn listener(&mut self) -> &TcpListener {
        let listener = match self.listener.take() {
            Some(listener) => listener,
            None => loop {
                match TcpListener::bind(self.address).await {
                    Ok(listener) => break listener,
                    Err(_) => tokio::time::sleep(BREATH).await,
                }
            },
        };
        self.listener.insert(listener)
    }
}

impl Listener for Door {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            let gate = *self.gate.wanted.borrow_and_update();
            if gate == Gate::Closed {
                self.listener = None;
                // Somebody who was quicker has the port: it is no longer ours to refuse at.
                let _nobody = nobody_at(self.address);
                self.gate.come_to.send_replace(gate);
                changed(&mut self.gate.wanted).await;
                continue;
            }
            self.listener().await;
            self.gate.come_to.send_replace(gate);
            let Some(listener) = &self.listener else {
                continue;
            };
            tokio::select! {
                () = changed(&mut self.gate.wanted) => {}
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) if gate == Gate::Dropping => drop(stream),
                    Ok((stream, peer)) => return (Line { stream, wire: Wire::default() }, peer),
                    Err(_) => tokio::time::sleep(BREATH).await,
                },
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Keeps an address of this machine without listening at it, for as long as the socket lives: connections are refused,
/// and nobody else is given the port. With port 0 the system chooses one that is free.
///
/// # Errors
/// What the system says where somebody listens there.
pub fn nobody_at(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Connections of whoever listened here before may still be on their way out. Windows means something else by it.
    socket.set_reuseaddr(cfg!(unix))?;
    socket.bind(address)?;
    Ok(socket)
}

/// Waits for a change; for ever if nobody is left to make one.
async fn changed(gate: &mut watch::Receiver<Gate>) {
    if gate.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The fate of one connection, in the hands of whoever answers over it.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire(Arc<AtomicU8>);

const WHOLE: u8 = 0;
const HALF: u8 = 1;
const DEAD: u8 = 2;

impl Wire {
    /// Drops the connection before the next byte.
    pub(super) fn drop_now(&self) {
        self.0.store(DEAD, Ordering::SeqCst);
    }

    /// Drops the connection in the middle of the next answer's body.
    pub(super) fn cut_next(&self) {
        self.0.store(HALF, Ordering::SeqCst);
    }
}

/// One connection.
pub(super) struct Line {
    stream: TcpStream,
    wire: Wire,
}

/// How much of an answer leaves before a cut: its head and half of its body.
fn half(bytes: &[u8]) -> usize {
    let head = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .map_or(0, |at| at.saturating_add(4));
    head.saturating_add(bytes.len().saturating_sub(head) / 2)
        .max(1)
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Line {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.wire.0.load(Ordering::SeqCst) {
            WHOLE => Pin::new(&mut self.stream).poll_write(context, bytes),
            HALF => {
                let written =
                    ready!(Pin::new(&mut self.stream).poll_write(context, &bytes[..half(bytes)]))?;
                self.wire.drop_now();
                Poll::Ready(Ok(written))
            }
            _ => Poll::Ready(Err(io::Error::from(io::ErrorKind::ConnectionAborted))),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Who calls, and the wire to answer over.
#[derive(Debug, Clone)]
pub(super) struct Peer {
    address: SocketAddr,
    local: Option<SocketAddr>,
    pub(super) wire: Wire,
}

impl Peer {
    /// Whether the caller is on this machine.
    pub(super) fn is_local(&self) -> bool {
        self.address.ip().is_loopback()
            || self
                .local
                .is_some_and(|local| local.ip() == self.address.ip())
    }
}

impl Connected<IncomingStream<'_, Door>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        let line = stream.io();
        Self {
            address: *stream.remote_addr(),
            local: line.stream.local_addr().ok(),
            wire: line.wire.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(caller: &str, called: &str) -> Peer {
        Peer {
            address: caller.parse().unwrap(),
            local: Some(called.parse().unwrap()),
            wire: Wire::default(),
        }
    }

    #[test]
    fn only_callers_on_this_machine_are_local() {
        assert!(peer("127.0.0.1:50000", "127.0.0.1:80").is_local());
        assert!(peer("192.0.2.7:50000", "192.0.2.7:80").is_local());
        assert!(!peer("192.0.2.8:50000", "192.0.2.7:80").is_local());
    }

    #[test]
    fn a_cut_leaves_the_head_and_half_of_the_body() {
        assert_eq!(half(b"HTTP/1.1 200 OK\r\n\r\n12345678"), 19 + 4);
        assert_eq!(half(b"12345678"), 4);
        assert_eq!(half(b"1"), 1);
    }
}
