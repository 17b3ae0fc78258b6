//! One HTTP POST and everything that can become of it. Its one promise: an answer that did not come is told apart into
//! *not a byte was sent* (no connection, no TLS) and *unknown* (anything later), and no request is ever sent twice.
//!
//! To keep it, every request has a connection of its own (a kept-alive one that dies under a request invites a silent
//! second try), redirects are not followed, proxies and cookies do not exist, TLS is always verified, and the only
//! hosts ever spoken to are those of the profile. It knows no gateway and reads no body.

mod tls;

pub use tls::{ClientCertificate, Trust};

use crate::hosts::is_loopback;
use financing::{NotSent, Silence};
use reqwest::{
    Client, RequestBuilder,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
    retry,
};
use std::{error::Error, fmt, time::Duration};
use tokio::time::{Instant, timeout_at};
use url::Url;
use zeroize::Zeroizing;

/// How long and how much. A request that takes longer or an answer that is larger is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For name look-up, connection and TLS together. When it is over, not a byte of the request has left.
    pub connect: Duration,
    /// For the first byte of the answer, once the time to connect is over.
    pub first_byte: Duration,
    /// For everything, from the look-up to the last byte of the answer.
    pub total: Duration,
    /// The largest body of an answer, in bytes.
    pub largest_answer: usize,
}

/// Why a transport cannot be built. Nothing was contacted.
#[derive(Debug, thiserror::Error)]
pub enum TransportFault {
    /// An address is neither https nor http to this very machine.
    #[error("{0} is neither https nor this machine's loopback address")]
    NotSecure(Url),
    /// A time or a size is zero, or the total is shorter than the time to connect.
    #[error("the limits contradict each other")]
    Limits,
    /// The client certificate is not PEM with a certificate chain and its private key, or they do not belong together.
    #[error("the client certificate cannot be used")]
    Certificate(#[source] tls::CertificateFault),
    /// The certificates to be trusted are not PEM, or are none.
    #[error("the trusted certificates cannot be used")]
    Trust(#[source] tls::CertificateFault),
    /// The operating system gives no trusted certificates.
    #[error("the system's trusted certificates cannot be read")]
    System(#[source] rustls::Error),
    /// The HTTP client could not be set up.
    #[error("the HTTP client cannot be set up")]
    Client(#[source] reqwest::Error),
}

/// What is posted.
#[derive(Clone)]
pub enum Body {
    /// A JSON text in UTF-8.
    Json(Vec<u8>),
    /// Fields for `application/x-www-form-urlencoded`, in this order, not yet encoded.
    Form(Zeroizing<Vec<(String, String)>>),
}

impl fmt::Debug for Body {
    /// Bodies hold personal data: only their form is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Body::Json(_) => f.write_str("Json(..)"),
            Body::Form(_) => f.write_str("Form(..)"),
        }
    }
}

/// A whole answer, whatever its status.
#[derive(Clone)]
pub struct Reply {
    /// The HTTP status; redirections and failures arrive here like any other.
    pub status: u16,
    /// The `Content-Type`, in lower case and without parameters; empty when there is none.
    pub content_type: String,
    /// The body, at most [`Limits::largest_answer`] bytes.
    pub body: Vec<u8>,
}

impl fmt::Debug for Reply {
    /// Bodies hold personal data: only the size is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, bytes) = (self.status, self.body.len());
        write!(f, "Reply({status}, {:?}, {bytes} bytes)", self.content_type)
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Not a byte of it was acted on.
    #[error("not sent: {0:?}")]
    NotSent(NotSent),
    /// It may have been acted on.
    #[error("unknown: {0:?}")]
    Unknown(Silence),
}

/// A way to the hosts of one profile.
pub struct Transport {
    client: Client,
    limits: Limits,
    allowed: Vec<Url>,
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("limits", &self.limits)
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

impl Transport {
    /// A transport to `allowed` (the profile's base addresses) and to nothing else, that trusts the certificates the
    /// operating system trusts and shows `identity` to a host that asks for a client certificate.
    pub fn new(
        limits: &Limits,
        allowed: &[Url],
        identity: Option<ClientCertificate>,
    ) -> Result<Transport, TransportFault> {
        Transport::trusting(limits, allowed, identity, &Trust::System)
    }

    /// The same with another idea of whom to trust.
    pub fn trusting(
        limits: &Limits,
        allowed: &[Url],
        identity: Option<ClientCertificate>,
        trust: &Trust,
    ) -> Result<Transport, TransportFault> {
        if let Some(plain) = allowed.iter().find(|url| !is_secure(url)) {
            return Err(TransportFault::NotSecure(plain.clone()));
        }
        let times = [limits.connect, limits.first_byte, limits.total];
        if times.contains(&Duration::ZERO)
            || limits.total <= limits.connect
            || limits.largest_answer == 0
        {
            return Err(TransportFault::Limits);
        }
        let spoken = allowed.iter().any(|url| url.scheme() == "https");
        let client = Client::builder()
            .tls_backend_preconfigured(tls::config(trust, identity, spoken)?)
            .connect_timeout(limits.connect)
            .pool_max_idle_per_host(0)
            .retry(retry::never())
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            .http1_only()
            .user_agent(concat!("Comptoir/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(TransportFault::Client)?;
        Ok(Transport {
            client,
            limits: *limits,
            allowed: allowed.to_vec(),
        })
    }

    /// Posts once. The header values may be secrets; they are marked as such and never shown. The log is told which
    /// path was asked, what came of it and how many microseconds that took.
    pub async fn post(
        &self,
        url: &Url,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Result<Reply, Failure> {
        let started = Instant::now();
        let ended = self.exchange(url, headers, body, started).await;
        let (path, took_us) = (url.path(), started.elapsed().as_micros());
        match &ended {
            Ok(reply) => tracing::debug!(path, status = reply.status, took_us, "gateway answered"),
            Err(failure) => tracing::warn!(path, %failure, took_us, "gateway did not answer"),
        }
        ended
    }

    async fn exchange(
        &self,
        url: &Url,
        headers: &[(&str, &str)],
        body: Body,
        started: Instant,
    ) -> Result<Reply, Failure> {
        let ours = |base: &Url| base.origin() == url.origin();
        if !self.allowed.iter().any(ours) {
            return Err(Failure::NotSent(NotSent::NotConfigured));
        }
        let headers = sensitive(headers).ok_or(Failure::NotSent(NotSent::NotConfigured))?;
        let last = started + self.limits.total;
        let first = last.min(started + self.limits.connect + self.limits.first_byte);
        let request = filled(self.client.post(url.clone()), body).headers(headers);
        let mut response = timeout_at(first, request.send())
            .await
            .map_err(|_elapsed| Failure::Unknown(Silence::TimedOut))?
            .map_err(|error| not_answered(&error))?;
        let status = response.status().as_u16();
        let content_type = content_type(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = timeout_at(last, response.chunk())
            .await
            .map_err(|_elapsed| Failure::Unknown(Silence::TimedOut))?
            .map_err(|error| cut_short(&error))?
        {
            if body.len() + chunk.len() > self.limits.largest_answer {
                return Err(Failure::Unknown(Silence::Unreadable));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            status,
            content_type,
            body,
        })
    }
}

/// https to anywhere, or http to this machine by its address (a name can be pointed elsewhere).
pub(crate) fn is_secure(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(url),
        _ => false,
    }
}

fn filled(request: RequestBuilder, body: Body) -> RequestBuilder {
    match body {
        Body::Json(text) => request.header(CONTENT_TYPE, "application/json").body(text),
        // A token is asked for with a secret among the fields.
        Body::Form(fields) => request.form(&*fields),
    }
}

/// The headers, marked as secret; `None` when one cannot stand in a header at all.
fn sensitive(headers: &[(&str, &str)]) -> Option<HeaderMap> {
    headers
        .iter()
        .map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            let mut value = HeaderValue::from_str(value).ok()?;
            value.set_sensitive(true);
            Some((name, value))
        })
        .collect()
}

fn content_type(headers: &HeaderMap) -> String {
    let text = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = text.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// No head of an answer came. Only what happened before the request could leave counts as not sent.
fn not_answered(error: &reqwest::Error) -> Failure {
    if error.is_connect() {
        Failure::NotSent(if tls::failed(error) {
            NotSent::NoTls
        } else {
            NotSent::NoConnection
        })
    } else if error.is_builder() {
        Failure::NotSent(NotSent::NotConfigured)
    } else if tls::refused_our_certificate(error) {
        Failure::NotSent(NotSent::NoTls)
    } else if error.is_timeout() {
        Failure::Unknown(Silence::TimedOut)
    } else {
        Failure::Unknown(Silence::Cut)
    }
}

fn cut_short(error: &reqwest::Error) -> Failure {
    Failure::Unknown(if error.is_timeout() {
        Silence::TimedOut
    } else {
        Silence::Cut
    })
}

/// An error and everything below it; an I/O error's own content too, which `source` steps over.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error: &&'a (dyn Error + 'static)| {
        error
            .downcast_ref::<std::io::Error>()
            .and_then(|io| io.get_ref())
            .map(|inner| inner as &(dyn Error + 'static))
            .or_else(|| error.source())
    })
}
