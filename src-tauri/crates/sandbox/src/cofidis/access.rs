//! Who may call the pretended Cofidis: a key pair in headers, as HTTP Basic, or a token bought with it. Assumed
//! throughout, as Cofidis's authentication is not public. It owns the tokens and their lifetimes; it reads header
//! values as text and knows no transaction.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::journey::token;

/// How long a token lasts.
const TOKEN_SECONDS: i64 = 300;

/// A caller's key pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The key's name, or client id.
    pub id: String,
    /// The key, or client secret.
    pub secret: String,
}

impl Default for Credentials {
    /// The training words `training` and `training-secret`; they open nothing but a sandbox.
    fn default() -> Self {
        Self {
            id: "training".to_owned(),
            secret: "training-secret".to_owned(),
        }
    }
}

/// What a caller shows: the values of three headers.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown<'a> {
    /// `X-Api-Key-Id`.
    pub key_id: Option<&'a str>,
    /// `X-Api-Key`.
    pub key: Option<&'a str>,
    /// `Authorization`.
    pub authorization: Option<&'a str>,
}

/// A token, as `POST /oauth/token` answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Token {
    /// The token.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Lifetime in seconds of the sandbox's clock.
    pub expires_in: i64,
}

/// The gatekeeper.
#[derive(Debug, Clone)]
pub struct Access {
    credentials: Credentials,
    seed: u64,
    tokens: BTreeMap<String, DateTime<Utc>>,
}

impl Access {
    /// Lets in whoever shows `credentials`; tokens follow from `seed`.
    pub fn new(credentials: Credentials, seed: u64) -> Self {
        Self {
            credentials,
            seed,
            tokens: BTreeMap::new(),
        }
    }

    /// Whether what is `shown` lets its bearer in at `now`.
    pub fn admits(&self, shown: Shown<'_>, now: DateTime<Utc>) -> bool {
        if let (Some(id), Some(key)) = (shown.key_id, shown.key) {
            return self.pair_fits(id, key);
        }
        let Some((scheme, value)) = shown
            .authorization
            .and_then(|header| header.split_once(' '))
        else {
            return false;
        };
        match scheme.to_ascii_lowercase().as_str() {
            "bearer" => self.tokens.get(value).is_some_and(|until| now < *until),
            "basic" => STANDARD
                .decode(value)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .and_then(|pair| {
                    pair.split_once(':')
                        .map(|(id, key)| self.pair_fits(id, key))
                })
                .unwrap_or(false),
            _ => false,
        }
    }

    /// Sells a token for the pair, or `None` if it is not the pair.
    pub fn sell(&mut self, id: &str, secret: &str, now: DateTime<Utc>) -> Option<Token> {
        if !self.pair_fits(id, secret) {
            return None;
        }
        self.tokens.retain(|_, until| now < *until);
        self.seed = self.seed.wrapping_add(1);
        let access_token = token("access", self.seed, 0);
        let until = now
            .checked_add_signed(TimeDelta::seconds(TOKEN_SECONDS))
            .unwrap_or(now);
        self.tokens.insert(access_token.clone(), until);
        Some(Token {
            access_token,
            token_type: "Bearer",
            expires_in: TOKEN_SECONDS,
        })
    }

    fn pair_fits(&self, id: &str, secret: &str) -> bool {
        id == self.credentials.id && secret == self.credentials.secret
    }
}
