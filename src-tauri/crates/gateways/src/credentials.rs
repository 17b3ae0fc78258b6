//! Secrets while they are in memory, and the names under which the vault keeps them. A secret is wiped when it is
//! dropped, is never shown by `Debug`, has no `Display`, no `Serialize` and no ordinary equality. Where secrets are
//! kept between two runs is not known here.

use std::{collections::BTreeMap, fmt};
use subtle::ConstantTimeEq;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// What a secret is called in the vault. The profile says which ones its gateway needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialName(&'static str);

impl CredentialName {
    /// A name known when the program is written: lower case and underscores.
    pub const fn new(name: &'static str) -> CredentialName {
        CredentialName(name)
    }

    /// The name itself.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for CredentialName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A text that must not be seen.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl ZeroizeOnDrop for Secret {}

/// Takes only what is wiped when it is dropped. Each type that holds a secret names its fields in a line of this kind: one
/// that is not wiped does not compile, nor does a new one that nobody has thought about.
pub(crate) fn wiped(_: &impl ZeroizeOnDrop) {}

const _: fn(&Secret) = |Secret(text)| wiped(text);
const _: fn(&Credentials) = |Credentials(secrets)| secrets.values().for_each(wiped);

impl Secret {
    /// Takes over a text; it is wiped when the secret is dropped.
    pub fn new(text: String) -> Secret {
        Secret(Zeroizing::new(text))
    }

    /// The text, for the moment in which it is used.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether both are the same text, in a time that depends on their lengths only.
    pub fn is(&self, other: &Secret) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Shorter secrets stand in other words by chance.
const TELLING: usize = 6;

/// The secrets a gateway is mounted with, by name.
#[derive(Debug, Clone, Default)]
pub struct Credentials(pub BTreeMap<CredentialName, Secret>);

impl Credentials {
    /// The secret of this name, if it is there and not empty.
    pub fn get(&self, name: CredentialName) -> Option<&Secret> {
        self.0
            .get(&name)
            .filter(|secret| !secret.expose().is_empty())
    }

    /// Whether one of them stands in a text that somebody else said, in capitals or small letters.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        let said = Zeroizing::new(text.to_ascii_lowercase());
        self.0.values().any(|secret| {
            let secret = Zeroizing::new(secret.expose().to_ascii_lowercase());
            *said == *secret || (secret.len() >= TELLING && said.contains(secret.as_str()))
        })
    }

    /// The same credentials with one more.
    pub fn with(mut self, name: CredentialName, secret: &str) -> Credentials {
        self.0.insert(name, Secret::new(secret.to_owned()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: CredentialName = CredentialName::new("api_key");

    #[test]
    fn a_secret_is_never_shown() {
        let credentials = Credentials::default().with(KEY, "training-secret");
        assert!(!format!("{credentials:?}").contains("training-secret"));
    }

    #[test]
    fn secrets_are_the_same_only_when_every_letter_is() {
        let secret = |text: &str| Secret::new(text.to_owned());
        assert!(secret("abc").is(&secret("abc")));
        assert!(!secret("abc").is(&secret("abd")));
        assert!(!secret("abc").is(&secret("abcd")));
    }

    #[test]
    fn a_secret_is_found_in_what_somebody_else_says() {
        let credentials = Credentials::default().with(KEY, "training-secret");
        for said in ["training-secret", "TRAINING-SECRET", "no_training-secret_"] {
            assert!(credentials.are_in(said), "{said}");
        }
        let short = Credentials::default().with(KEY, "id");
        assert!(short.are_in("ID") && !short.are_in("paid"));
        assert!(!credentials.are_in("training"));
    }

    #[test]
    fn an_empty_secret_is_a_missing_one() {
        assert!(Credentials::default().with(KEY, "").get(KEY).is_none());
    }
}
