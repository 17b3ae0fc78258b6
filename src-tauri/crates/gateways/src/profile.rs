//! A profile: a TOML text that says all that a gateway does not publish or that a merchant's contract decides, and how
//! a gateway is made of it. This file reads the head (which gateway is it?) and hands the text on; what stands in it
//! is the gateway's own affair. It holds no secret, only the names under which the vault keeps them.

use crate::{
    CredentialName, Credentials, TransportFault, cofidis, payplug,
    transport::{Limits, Trust, is_secure},
};
use financing::{Gateway, GatewayId};
use serde::{Deserialize, de::DeserializeOwned};
use std::{sync::Arc, time::Duration};
use url::Url;

/// A gateway and everything about it that is not in its program.
#[derive(Debug, Clone)]
pub enum Profile {
    /// Cofidis's own API.
    Cofidis(Box<cofidis::Profile>),
    /// Payplug.
    Payplug(Box<payplug::Profile>),
}

/// Why a text is not a profile.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// It is not TOML, or a key is unknown, missing or of the wrong type.
    #[error("line {line}: {problem}")]
    Text {
        /// The line, from 1; the first line when the whole text is at fault.
        line: usize,
        /// What TOML says about it. It names keys and repeats no value: somebody may have put a secret there.
        problem: String,
    },
    /// A key has a value that cannot be used.
    #[error("{key}: {flaw}")]
    Value {
        /// The key with its table, `addresses.api`.
        key: String,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

/// What can be wrong with a value of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// Not an absolute web address.
    #[error("this is not a web address")]
    NotAnAddress,
    /// Neither https nor http to this machine.
    #[error("the address must be https, or http to this machine's loopback address")]
    NotSecure,
    /// It holds a user, a password, a query or a fragment.
    #[error("the address must hold no user, password, query or fragment")]
    NotABase,
    /// Empty, too long, or holding a control character.
    #[error("this name is empty, too long or holds a control character")]
    NotAName,
    /// It must not be empty.
    #[error("this must not be empty")]
    Empty,
    /// A number outside its range.
    #[error("this number is outside {from} to {to}")]
    OutOfRange {
        /// The smallest.
        from: u64,
        /// The largest.
        to: u64,
    },
    /// The smaller of two is larger than the larger.
    #[error("the minimum is above the maximum")]
    UpsideDown,
    /// The same thing twice.
    #[error("this stands here twice")]
    Twice,
    /// Two values that exclude each other.
    #[error("this does not go with {with}")]
    Contradicts {
        /// The other key.
        with: &'static str,
    },
    /// Not a `+` and digits.
    #[error("this is not a telephone prefix")]
    NotAPrefix,
    /// Neither a host's name nor a point and a domain.
    #[error("this is neither a host's name nor a point and a domain of two names or more")]
    NotAHost,
    /// No host at all, which must never mean all of them.
    #[error("name the hosts that a journey may lead to; without them it could lead anywhere")]
    NoHost,
    /// A key that a shop does not fill in.
    #[error("this is not among the values that a shop fills in")]
    NotTheShops,
    /// A word that the gateway's documentation gives another meaning.
    #[error("the gateway's documentation gives this word another meaning, which stays")]
    AnotherMeaning,
    /// A choice of instalments that would be made, printed and never sent.
    #[error(
        "the number that is chosen would not be sent: name it in names.request.instalments, or offer one number only"
    )]
    ChoiceNotSent,
    /// An address that only the shop's own network knows, or nobody's.
    #[error("this is not a public address: ask for the one under which the internet sees the shop")]
    NotPublic,
    /// Not two letters, ISO 3166-1.
    #[error("this is not a country of two letters")]
    NotACountry,
}

/// Why a gateway cannot be made of a profile. Nothing was contacted.
#[derive(Debug, thiserror::Error)]
pub enum MountError {
    /// The vault gave no such secret.
    #[error("the credential {0} is missing")]
    MissingCredential(CredentialName),
    /// The secret cannot be used as what it is for (a line break in a header, a certificate that is none).
    #[error("the credential {0} cannot be used")]
    UnusableCredential(CredentialName),
    /// A value that only the merchant's contact can give still has its placeholder.
    #[error("{key} is to be given by the gateway and is not filled in")]
    NotFilledIn {
        /// The key in the profile.
        key: String,
    },
    /// The transport cannot be built.
    #[error(transparent)]
    Transport(#[from] TransportFault),
}

/// The two keys that every profile begins with; what follows is the gateway's.
#[derive(Deserialize)]
struct Head {
    gateway: Maker,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Maker {
    Cofidis,
    Payplug,
}

impl Profile {
    /// Reads a profile. Unknown keys, missing keys and bad values are refused with their line or key and the reason.
    pub fn read(text: &str) -> Result<Profile, ProfileError> {
        Ok(match parse::<Head>(text)?.gateway {
            Maker::Cofidis => Profile::Cofidis(Box::new(cofidis::Profile::read(text)?)),
            Maker::Payplug => Profile::Payplug(Box::new(payplug::Profile::read(text)?)),
        })
    }

    /// The profile of a pretended Cofidis at this address, for training.
    pub fn cofidis_sandbox(base: &Url) -> Result<Profile, ProfileError> {
        Profile::read(&cofidis::sandbox_text(base))
    }

    /// The profile of a pretended Payplug at these two platforms' addresses, for training.
    pub fn payplug_sandbox(main: &Url, second: &Url) -> Result<Profile, ProfileError> {
        Profile::read(&payplug::sandbox_text(main, second))
    }

    /// The files that come with the program: name and text. The addresses that are not public are to be filled in.
    pub fn ready() -> impl Iterator<Item = (&'static str, &'static str)> {
        cofidis::READY.iter().chain(payplug::READY).copied()
    }

    /// The name financings remember it by.
    pub fn id(&self) -> &GatewayId {
        match self {
            Profile::Cofidis(profile) => profile.id(),
            Profile::Payplug(profile) => profile.id(),
        }
    }

    /// What staff call it.
    pub fn name(&self) -> &str {
        match self {
            Profile::Cofidis(profile) => profile.name(),
            Profile::Payplug(profile) => profile.name(),
        }
    }

    /// The two letters of the country it is meant for; `None` where it is meant for none in particular.
    pub fn country(&self) -> Option<&str> {
        match self {
            Profile::Cofidis(profile) => Some(profile.country()),
            Profile::Payplug(_) => None,
        }
    }

    /// Whether nothing in it still waits for what only the gateway's people can give.
    pub fn is_filled_in(&self) -> bool {
        match self {
            Profile::Cofidis(profile) => profile.check_filled_in().is_ok(),
            Profile::Payplug(profile) => profile.check_filled_in().is_ok(),
        }
    }

    /// Whether pages of its portal can be opened from the till.
    pub fn has_portal(&self) -> bool {
        match self {
            Profile::Cofidis(profile) => profile.has_portal(),
            Profile::Payplug(_) => false,
        }
    }

    /// The training words of the pretended gateways, printed by them for everyone to see. They open nothing else.
    pub fn training_credentials(&self) -> Credentials {
        match self {
            Profile::Cofidis(_) => Credentials::default()
                .with(cofidis::API_KEY_ID, "training")
                .with(cofidis::API_KEY, "training-secret"),
            Profile::Payplug(_) => {
                Credentials::default().with(payplug::ACCOUNT_KEY, "training-key")
            }
        }
    }

    /// What must be in the vault before it can be mounted.
    pub fn credential_names(&self) -> Vec<CredentialName> {
        match self {
            Profile::Cofidis(profile) => profile.credential_names(),
            Profile::Payplug(profile) => profile.credential_names(),
        }
    }
}

/// Makes the gateway of a profile and its credentials. Nothing is contacted.
pub fn mount(profile: Profile, credentials: Credentials) -> Result<Arc<dyn Gateway>, MountError> {
    Ok(match profile {
        Profile::Cofidis(profile) => Arc::new(cofidis::Cofidis::new(*profile, credentials)?),
        Profile::Payplug(profile) => Arc::new(payplug::Payplug::new(*profile, credentials)?),
    })
}

/// Reads TOML into a shape, naming the line of the first thing that does not fit.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ProfileError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        ProfileError::Text {
            line: before.map_or(1, |before| before.matches('\n').count() + 1),
            problem: without_value(error.message()),
        }
    })
}

/// A reader's message without the value that it stumbled over: `invalid type: string "...", expected u64` keeps the
/// kind, `unknown variant ..., expected one of ...` what was expected.
fn without_value(message: &str) -> String {
    let expected = message.rsplit_once(", expected ");
    let kind = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))
        .and_then(|value| value.split(' ').next());
    match (expected, kind) {
        (Some((_, expected)), Some(kind)) => format!("this is a {kind}, expected {expected}"),
        (Some((_, expected)), None) if message.starts_with("unknown variant ") => {
            format!("this word is not known, expected {expected}")
        }
        (Some(_) | None, _) => message.to_owned(),
    }
}

/// A value that cannot be used.
pub(crate) fn flawed(key: impl Into<String>, flaw: Flaw) -> ProfileError {
    ProfileError::Value {
        key: key.into(),
        flaw,
    }
}

/// A base address: absolute, secure, without anything that could smuggle a secret or a parameter.
pub(crate) fn base(key: &str, text: &str) -> Result<Url, ProfileError> {
    let url = Url::parse(text).map_err(|_error| flawed(key, Flaw::NotAnAddress))?;
    if !url.has_host() {
        Err(flawed(key, Flaw::NotAnAddress))
    } else if !is_secure(&url) {
        Err(flawed(key, Flaw::NotSecure))
    } else if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        Err(flawed(key, Flaw::NotABase))
    } else {
        Ok(url)
    }
}

/// Whether an address is still a placeholder. The domain `invalid` is reserved: no host can ever have such a name.
pub(crate) fn is_unset(url: &Url) -> bool {
    url.host_str()
        .is_some_and(|host| host.ends_with(".invalid"))
}

/// A number within its range.
pub(crate) fn within(key: &str, value: u64, from: u64, to: u64) -> Result<u64, ProfileError> {
    if (from..=to).contains(&value) {
        Ok(value)
    } else {
        Err(flawed(key, Flaw::OutOfRange { from, to }))
    }
}

/// The table `[transport]`, the same for every gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Wires {
    connect_ms: u64,
    first_byte_ms: u64,
    total_ms: u64,
    largest_answer_bytes: u64,
    authority_pem: Option<String>,
}

impl Default for Wires {
    fn default() -> Wires {
        Wires {
            connect_ms: 5_000,
            first_byte_ms: 20_000,
            total_ms: 30_000,
            largest_answer_bytes: 1 << 20,
            authority_pem: None,
        }
    }
}

impl Wires {
    /// The limits, each within what makes sense at a counter.
    pub(crate) fn limits(&self) -> Result<Limits, ProfileError> {
        let time = |key, value| within(key, value, 50, 120_000).map(Duration::from_millis);
        let bytes = self.largest_answer_bytes;
        let limits = Limits {
            connect: time("transport.connect_ms", self.connect_ms)?,
            first_byte: time("transport.first_byte_ms", self.first_byte_ms)?,
            total: time("transport.total_ms", self.total_ms)?,
            largest_answer: within("transport.largest_answer_bytes", bytes, 1_024, 1 << 24)?
                as usize,
        };
        if limits.total <= limits.connect {
            let with = "transport.connect_ms";
            return Err(flawed("transport.total_ms", Flaw::Contradicts { with }));
        }
        Ok(limits)
    }

    /// Whose certificates are believed.
    pub(crate) fn trust(&self) -> Trust {
        match &self.authority_pem {
            None => Trust::System,
            Some(pem) => Trust::Only(pem.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_in_the_wrong_place_is_not_repeated() {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Shape {
            #[expect(dead_code, reason = "only how it is read matters")]
            number: Option<u8>,
            #[expect(dead_code, reason = "only how it is read matters")]
            gateway: Option<Maker>,
        }
        for text in [
            "number = \"s3cret, expected nothing\"",
            "number = \"a \\\"s3cret\\\" one\"",
            "number = 3301",
            "number = [\"s3cret\"]",
            "gateway = \"s3cret\"",
            "gateway = 3301",
            "number = s3cret",
            "number = \"s3cret",
        ] {
            let refused = parse::<Shape>(text).err().unwrap().to_string();
            assert!(
                !refused.contains("s3cret") && !refused.contains("3301"),
                "{refused}"
            );
        }
        let named = parse::<Shape>("colour = \"red\"")
            .err()
            .unwrap()
            .to_string();
        assert!(named.contains("`colour`"), "{named}");
    }
}
