//! How a request shows who sends it: API-key headers, HTTP Basic, an OAuth 2 token, or nothing beside the client
//! certificate. Tokens are fetched when needed, kept in memory until shortly before they expire, and dropped when
//! Cofidis no longer takes them. Fetching one moves nothing, so whatever goes wrong with it, the request was not sent.

use super::{
    API_KEY, API_KEY_ID, CLIENT_CERTIFICATE, CLIENT_ID, CLIENT_SECRET, LOGIN, PASSWORD,
    answer::No,
    profile::{Access, Profile},
};
use crate::{
    Body, ClientCertificate, CredentialName, Credentials, Failure, MountError, Secret, Transport,
    credentials::wiped,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use financing::{NotSent, RejectionKind};
use serde::Deserialize;
use std::time::Duration;
use tokio::{sync::Mutex, time::Instant};
use url::Url;
use zeroize::Zeroizing;

/// A token is renewed this long before it expires, so that it does not expire on its way.
const MARGIN: Duration = Duration::from_secs(30);

/// What a token lasts when its answer does not say.
const SHORT_LIFE_S: u64 = 60;

/// The headers of a request, or the way to them.
#[derive(Debug)]
pub(super) enum Key {
    /// The same ones every time.
    Headers(Vec<(String, Secret)>),
    /// A token that comes and goes.
    Token(Box<Tokens>),
}

#[derive(Debug)]
pub(super) struct Tokens {
    url: Url,
    scope: Option<String>,
    client_id: Secret,
    client_secret: Secret,
    held: Mutex<Option<Token>>,
}

#[derive(Debug)]
struct Token {
    header: Secret,
    until: Instant,
}

/// The answer of a token address (RFC 6749, 5.1).
#[derive(Deserialize)]
struct Granted {
    access_token: Zeroizing<String>,
    token_type: String,
    expires_in: Option<u64>,
}

/// Headers to send, and whether they come from an earlier request.
pub(super) struct Shown {
    pub(super) headers: Vec<(String, Secret)>,
    pub(super) held: bool,
}

const _: fn(&Key) = |key| match key {
    Key::Headers(headers) => headers.iter().for_each(|(_, secret)| wiped(secret)),
    Key::Token(tokens) => {
        let Tokens {
            url: _,
            scope: _,
            client_id,
            client_secret,
            held: _,
        } = &**tokens;
        wiped(client_id);
        wiped(client_secret);
    }
};
const _: fn(&Token) = |Token { header, until: _ }| wiped(header);
const _: fn(&Granted) = |granted| {
    let Granted {
        access_token,
        token_type: _,
        expires_in: _,
    } = granted;
    wiped(access_token);
};
const _: fn(&Shown) = |Shown { headers, held: _ }| {
    headers.iter().for_each(|(_, secret)| wiped(secret));
};

impl Key {
    /// The key of a profile, with its secrets.
    pub(super) fn new(profile: &Profile, credentials: &Credentials) -> Result<Key, MountError> {
        let secret = |name: CredentialName| {
            let secret = credentials
                .get(name)
                .ok_or(MountError::MissingCredential(name))?;
            let printable = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
            if secret.expose().bytes().all(printable) {
                Ok(secret.clone())
            } else {
                Err(MountError::UnusableCredential(name))
            }
        };
        Ok(match &profile.access {
            Access::ApiKey {
                id_header,
                key_header,
            } => Key::Headers(vec![
                (id_header.clone(), secret(API_KEY_ID)?),
                (key_header.clone(), secret(API_KEY)?),
            ]),
            Access::Basic {} => {
                let (login, password) = (secret(LOGIN)?, secret(PASSWORD)?);
                if login.expose().contains(':') {
                    return Err(MountError::UnusableCredential(LOGIN));
                }
                let pair = Zeroizing::new([login.expose(), ":", password.expose()].concat());
                let pair = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
                Key::Headers(vec![authorization("Basic", &pair)])
            }
            Access::Oauth2 { token, scope } => Key::Token(Box::new(Tokens {
                url: token.clone(),
                scope: scope.clone(),
                client_id: secret(CLIENT_ID)?,
                client_secret: secret(CLIENT_SECRET)?,
                held: Mutex::new(None),
            })),
            Access::None {} => Key::Headers(Vec::new()),
        })
    }

    /// The headers for one request.
    pub(super) async fn show(&self, transport: &Transport) -> Result<Shown, No> {
        match self {
            Key::Headers(headers) => Ok(Shown {
                headers: headers.clone(),
                held: false,
            }),
            Key::Token(tokens) => tokens.show(transport).await,
        }
    }

    /// Whether a header that never changes stands in a text, whatever word is before it. A token comes and goes.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match self {
            Key::Headers(headers) => headers.iter().any(|(_, value)| {
                let value = value.expose().rsplit(' ').next();
                value.is_some_and(|value| text == value)
            }),
            Key::Token(_) => false,
        }
    }

    /// Drops a token that Cofidis did not take.
    pub(super) async fn forget(&self) {
        match self {
            Key::Headers(_) => {}
            Key::Token(tokens) => *tokens.held.lock().await = None,
        }
    }
}

impl Tokens {
    async fn show(&self, transport: &Transport) -> Result<Shown, No> {
        let mut held = self.held.lock().await;
        if let Some(token) = held.as_ref()
            && Instant::now() < token.until
        {
            let headers = vec![("Authorization".to_owned(), token.header.clone())];
            return Ok(Shown {
                headers,
                held: true,
            });
        }
        let token = self.fetch(transport).await?;
        let headers = vec![("Authorization".to_owned(), token.header.clone())];
        *held = Some(token);
        Ok(Shown {
            headers,
            held: false,
        })
    }

    async fn fetch(&self, transport: &Transport) -> Result<Token, No> {
        let mut fields = Zeroizing::new(vec![
            ("grant_type".to_owned(), "client_credentials".to_owned()),
            ("client_id".to_owned(), self.client_id.expose().to_owned()),
            (
                "client_secret".to_owned(),
                self.client_secret.expose().to_owned(),
            ),
        ]);
        if let Some(scope) = &self.scope {
            fields.push(("scope".to_owned(), scope.clone()));
        }
        let asked = Instant::now();
        let reply = transport
            .post(
                &self.url,
                &[("Accept", "application/json")],
                Body::Form(fields),
            )
            .await
            .map_err(|failure| match failure {
                Failure::NotSent(why) => No::NotSent(why),
                Failure::Unknown(_) => No::NotSent(NotSent::NoConnection),
            })?;
        match reply.status {
            200 => {}
            status @ (400 | 401 | 403) => {
                let code = format!("HTTP {status}");
                return Err(No::refused(RejectionKind::Credentials, &code));
            }
            _ => return Err(No::NotSent(NotSent::Busy)),
        }
        let body = Zeroizing::new(reply.body);
        let granted: Granted =
            serde_json::from_slice(&body).map_err(|_error| No::NotSent(NotSent::NoConnection))?;
        let graphic = granted
            .access_token
            .bytes()
            .all(|byte| byte.is_ascii_graphic());
        if !granted.token_type.eq_ignore_ascii_case("bearer") || !graphic {
            return Err(No::NotSent(NotSent::NoConnection));
        }
        let life = Duration::from_secs(granted.expires_in.unwrap_or(SHORT_LIFE_S).min(86_400));
        let (_, header) = authorization("Bearer", &granted.access_token);
        Ok(Token {
            header,
            until: asked + life.saturating_sub(MARGIN),
        })
    }
}

fn authorization(scheme: &str, value: &str) -> (String, Secret) {
    // In one piece: a text that grows leaves what it has outgrown behind in memory.
    let value = Secret::new([scheme, " ", value].concat());
    ("Authorization".to_owned(), value)
}

/// The client certificate of a profile that wants one.
pub(super) fn certificate(
    profile: &Profile,
    credentials: &Credentials,
) -> Result<Option<ClientCertificate>, MountError> {
    if !profile.certificate {
        return Ok(None);
    }
    let pem = credentials
        .get(CLIENT_CERTIFICATE)
        .ok_or(MountError::MissingCredential(CLIENT_CERTIFICATE))?;
    Ok(Some(ClientCertificate::from_pem(pem.clone())))
}
