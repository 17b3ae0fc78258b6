//! The gateways of a till: the profile files beside its settings, their credentials from the vault, and the gateways
//! made of the two. A gateway whose profile or credentials are wanting is listed and not usable; the others go on.

use crate::{
    home::Home,
    screen::{GatewayTrouble, VaultView},
};
use chrono_tz::Tz;
use financing::{Gateway, GatewayId};
use gateways::{CredentialName, Credentials, MountError, Profile, ProfileError, Secret};
use std::{fs, io, sync::Arc};
use tauri::Url;
use till::{TillSettings, Vault, VaultFault};

/// The shop that training mode plays.
pub(crate) const TRAINING_SHOP: &str = "Maison Lumière";

/// A configured gateway, usable or not.
pub(crate) struct Mounted {
    /// The name of its profile's file.
    pub(crate) file: String,
    /// The gateway's id; the file's name while the profile cannot be read.
    pub(crate) id: String,
    /// What staff call it.
    pub(crate) name: String,
    /// Its profile, when it can be read.
    pub(crate) profile: Option<Profile>,
    /// The gateway, or why it cannot be used.
    pub(crate) gateway: Result<Arc<dyn Gateway>, GatewayTrouble>,
    /// Why this is the gateway as it was before, where the vault did not give what it would have been made anew of.
    pub(crate) kept_for: Option<GatewayTrouble>,
}

impl Mounted {
    /// In place of one that the vault keeps from being made, the one before it, where that can be used.
    pub(crate) fn or_before(self, before: &[Mounted]) -> Mounted {
        let Err(trouble @ GatewayTrouble::Vault { .. }) = &self.gateway else {
            return self;
        };
        let usable = before
            .iter()
            .find(|before| before.file == self.file && before.id == self.id)
            .and_then(|before| before.gateway.as_ref().ok());
        match usable.cloned() {
            Some(gateway) => Mounted {
                kept_for: Some(trouble.clone()),
                gateway: Ok(gateway),
                ..self
            },
            None => self,
        }
    }

    /// In which way the vault keeps what it would be made of, while it does.
    pub(crate) fn kept_by_the_vault(&self) -> Option<VaultView> {
        match self.gateway.as_ref().err().or(self.kept_for.as_ref()) {
            Some(GatewayTrouble::Vault { vault }) => Some(*vault),
            Some(_) | None => None,
        }
    }

    /// Whether it would be another one if it were made now: it cannot be used, or is only kept.
    pub(crate) fn is_wanting(&self) -> bool {
        self.gateway.is_err() || self.kept_for.is_some()
    }
}

/// Why a profile or its gateway cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProfileFault {
    /// The text is not a profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The gateway cannot be made of it.
    #[error(transparent)]
    Mount(#[from] MountError),
    /// The vault does not give its credentials.
    #[error(transparent)]
    Vault(#[from] VaultFault),
    /// The file could not be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The name in the vault of a gateway's credential.
pub(crate) fn vault_name(gateway: &GatewayId, credential: CredentialName) -> String {
    format!("{gateway}/{credential}")
}

/// All gateways of these profile files: blocking, for it asks the vault.
pub(crate) fn mount_all(home: &Home, vault: &dyn Vault, files: &[String]) -> Vec<Mounted> {
    files
        .iter()
        .map(|file| mount_file(home, vault, file))
        .collect()
}

/// The gateway of one profile file: blocking.
pub(crate) fn mount_file(home: &Home, vault: &dyn Vault, file: &str) -> Mounted {
    let text = fs::read_to_string(home.profile(file)).map_err(ProfileFault::Io);
    match text.and_then(|text| Ok(Profile::read(&text)?)) {
        Ok(profile) => Mounted {
            file: file.to_owned(),
            id: profile.id().to_string(),
            name: profile.name().to_owned(),
            gateway: mount(&profile, vault).map_err(|fault| GatewayTrouble::from(&fault)),
            kept_for: None,
            profile: Some(profile),
        },
        Err(fault) => Mounted {
            file: file.to_owned(),
            id: file.to_owned(),
            name: file.to_owned(),
            profile: None,
            gateway: Err(GatewayTrouble::from(&fault)),
            kept_for: None,
        },
    }
}

fn mount(profile: &Profile, vault: &dyn Vault) -> Result<Arc<dyn Gateway>, ProfileFault> {
    let mut credentials = Credentials::default();
    for name in profile.credential_names() {
        match vault.get(&vault_name(profile.id(), name)) {
            Ok(secret) => {
                let text = str::from_utf8(&secret).map_err(|_not_text| VaultFault::Wrong)?;
                credentials.0.insert(name, Secret::new(text.to_owned()));
            }
            // Which of them it can do without is the gateway's to say.
            Err(VaultFault::Missing) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(gateways::mount(profile.clone(), credentials)?)
}

/// The pretended gateways of training mode, with the training words that the sandbox prints for everyone to see.
pub(crate) fn training(sandbox: &sandbox::Running) -> Result<Vec<Mounted>, ProfileFault> {
    let addresses = sandbox.addresses();
    let profiles = [
        Profile::cofidis_sandbox(&address(&addresses.cofidis)?)?,
        Profile::payplug_sandbox(
            &address(&addresses.payplug)?,
            &address(&addresses.payplug_second)?,
        )?,
    ];
    profiles
        .into_iter()
        .map(|profile| {
            let gateway = gateways::mount(profile.clone(), profile.training_credentials())?;
            Ok(Mounted {
                file: String::new(),
                id: profile.id().to_string(),
                name: profile.name().to_owned(),
                profile: Some(profile),
                gateway: Ok(gateway),
                kept_for: None,
            })
        })
        .collect()
}

fn address(text: &str) -> Result<Url, ProfileFault> {
    Url::parse(text).map_err(|_relative| ProfileFault::Io(io::ErrorKind::AddrNotAvailable.into()))
}

/// The till that training mode plays.
pub(crate) fn training_shop() -> TillSettings {
    TillSettings {
        shop: TRAINING_SHOP.to_owned(),
        shop_lines: vec!["12 rue de l’Exemple, 75000 Paris".to_owned()],
        legal_id: String::new(),
        personal_data_months: None,
        till: "T2".to_owned(),
        country: "FR".to_owned(),
        zone: Tz::Europe__Paris,
        gateways: Vec::new(),
    }
}
