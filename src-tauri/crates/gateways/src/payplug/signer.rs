//! Who signs what is sent: the account key, or an API key, which then says its number in APIKEYID (Known: it is hashed
//! like any parameter). The keys are held here for as long as the gateway is mounted, and are never shown.

use super::{
    hash::{HASH, Hash},
    params::Params,
    profile::{ACCOUNT_KEY, API_KEY, API_KEY_ID, RequestKey},
};
use crate::{CredentialName, Credentials, MountError, Secret, credentials::wiped};

/// The key of an account, and its number where it is an API key.
#[derive(Debug)]
pub(crate) struct Signer {
    key: Secret,
    number: Option<Secret>,
}

const _: fn(&Signer) = |Signer { key, number }| {
    wiped(key);
    number.iter().for_each(wiped);
};

impl Signer {
    /// Takes the keys that `kind` needs. APIKEYID has at most 36 visible characters (Known).
    pub(crate) fn new(kind: RequestKey, credentials: &Credentials) -> Result<Signer, MountError> {
        let secret = |name: CredentialName| {
            credentials
                .get(name)
                .cloned()
                .ok_or(MountError::MissingCredential(name))
        };
        Ok(match kind {
            RequestKey::Account => Signer {
                key: secret(ACCOUNT_KEY)?,
                number: None,
            },
            RequestKey::Api => {
                let number = secret(API_KEY_ID)?;
                let text = number.expose();
                if text.len() > 36 || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                    return Err(MountError::UnusableCredential(API_KEY_ID));
                }
                Signer {
                    key: secret(API_KEY)?,
                    number: Some(number),
                }
            }
        })
    }

    /// The parameters with APIKEYID and HASH.
    pub(crate) fn sign(&self, mut params: Params) -> Params {
        if let Some(number) = &self.number {
            params.put("APIKEYID", number.expose());
        }
        let hash = Hash::of(&params, self.key.expose());
        params.put(HASH, hash.to_hex());
        params
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params() -> Params {
        let mut params = Params::default();
        params.put("IDENTIFIER", "Demo Shop");
        params
    }

    #[test]
    fn an_api_key_says_its_number_and_signs_it_too() {
        let credentials = Credentials::default()
            .with(API_KEY_ID, "a688b3a1")
            .with(API_KEY, "k");
        let signed = Signer::new(RequestKey::Api, &credentials)
            .unwrap()
            .sign(params());
        let mut numbered = params();
        numbered.put("APIKEYID", "a688b3a1");
        assert_eq!(signed.get("APIKEYID"), Some("a688b3a1"));
        assert_eq!(
            signed.get("HASH"),
            Some(&*Hash::of(&numbered, "k").to_hex())
        );
    }

    #[test]
    fn an_account_key_signs_alone() {
        let credentials = Credentials::default().with(ACCOUNT_KEY, "k");
        let signed = Signer::new(RequestKey::Account, &credentials)
            .unwrap()
            .sign(params());
        assert_eq!(signed.get("APIKEYID"), None);
        assert_eq!(
            signed.get("HASH"),
            Some(&*Hash::of(&params(), "k").to_hex())
        );
    }

    #[test]
    fn a_missing_key_is_named() {
        let missing = Signer::new(RequestKey::Api, &Credentials::default());
        assert!(matches!(missing, Err(MountError::MissingCredential(name)) if name == API_KEY_ID));
    }
}
