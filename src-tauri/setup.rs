//! Setting the till up: the situation it is in, its settings, its profiles, its credentials. Secrets go one way: they
//! are put into the vault and used, never read back to the screen.

use crate::{
    forms,
    house::{Counter, House, Standing},
    ledgers,
    profiles::{ProfileFault, vault_name},
    screen::{
        CredentialState, CredentialView, Fault, FillInForm, FillInView, GatewayView, ProbeView,
        ProductView, ReadyProfile, SetUpForm, SettingsView, Situation, TillForm, instant,
    },
};
use gateways::{CredentialName, FillIn, Profile};
use std::{fs, mem, sync::Arc};
use tauri::async_runtime::spawn_blocking;
use till::{TillSettings, VaultFault};
use zeroize::Zeroizing;

/// The longest profile text, in bytes.
const LONGEST_PROFILE: usize = 200_000;
/// The longest credential, in bytes: a client certificate with its key and chain fits several times.
const LONGEST_CREDENTIAL: usize = 50_000;

impl House {
    /// Where the application stands, as the screen sees it.
    pub(crate) async fn situation(&self) -> Situation {
        let standing = self.standing().await;
        let settings = self.settings();
        match &*standing {
            Standing::First => Situation::FirstStart {
                profiles: ready(),
                language: self.chosen_language().map(forms::language_code),
            },
            Standing::Trouble(trouble) => Situation::InTrouble {
                training: settings.training,
                trouble: trouble.clone(),
                language: self.chosen_language().map(forms::language_code),
            },
            Standing::Open(counter) => Situation::Open {
                training: counter.is_training(),
                shop: counter.shop.shop.clone(),
                till: counter.shop.till.clone(),
                staff: settings.staff,
                language: forms::language_code(settings.language),
                country: counter.shop.country.clone(),
                zone: counter.shop.zone.name().to_owned(),
                gateways: counter.gateway_views(),
                set_up: settings.till.is_some(),
            },
        }
    }

    /// The settings, as the screen sees them.
    pub(crate) async fn settings_view(&self) -> Result<SettingsView, Fault> {
        let counter = self.counter().await?;
        let shop = &counter.shop;
        let settings = self.settings();
        let ledger = if counter.is_training() {
            self.home.training_ledgers()
        } else {
            self.home.ledger()
        };
        let home = self.home.clone();
        let last_copy = if counter.is_training() {
            None
        } else {
            // A folder that does not read has no copy to speak of; that the day's was not made is told elsewhere.
            blocking(move || Ok(ledgers::last_copy(&home).ok().flatten())).await?
        };
        let last_copy = last_copy.map(instant);
        let configured = settings.till.as_ref().map(|till| till.gateways.clone());
        let configured = configured.unwrap_or_default();
        Ok(SettingsView {
            shop: shop.shop.clone(),
            shop_lines: shop.shop_lines.clone(),
            legal_id: shop.legal_id.clone(),
            till: shop.till.clone(),
            country: shop.country.clone(),
            zone: shop.zone.name().to_owned(),
            language: forms::language_code(settings.language),
            personal_data_months: settings
                .till
                .as_ref()
                .filter(|_| !counter.is_training())
                .unwrap_or(shop)
                .personal_data_months(),
            personal_data_default: till::lifetime_months(&shop.country),
            training: counter.is_training(),
            gateways: counter.gateway_views(),
            relay: counter.relay().is_some(),
            ready: ready()
                .into_iter()
                .filter(|profile| !configured.contains(&profile.name))
                .collect(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ledger: ledger.display().to_string(),
            last_copy,
        })
    }

    /// Writes the first settings of a till, once its manager's PIN is in the vault. One that is set up keeps its own: they
    /// are changed, never begun again.
    pub(crate) async fn set_up(&self, form: SetUpForm) -> Result<(), Fault> {
        // Whether there is one is known once the house has looked.
        drop(self.standing().await);
        if self.settings().till.is_some() {
            return Err(Fault::setting("till"));
        }
        let language = forms::language(&form.till.language)?;
        let till = forms::till(form.till, vec![form.profile.clone()], None)?;
        let pin = forms::chosen_pin(form.pin, &form.pin_again)?;
        self.write_ready(&form.profile)?;
        self.keep_pin(pin).await?;
        self.change_settings(|settings| {
            settings.language = language;
            settings.training = false;
            settings.till = Some(till);
        })?;
        Ok(())
    }

    /// Changes the shop and the till. Financings keep the names they have; a new prefix names the ones to come.
    pub(crate) async fn save_till(&self, form: TillForm) -> Result<(), Fault> {
        self.real_till()?;
        self.managed().await?;
        let language = forms::language(&form.language)?;
        let till = forms::till(form, Vec::new(), None)?;
        self.change_settings(|settings| {
            settings.language = language;
            // What stands here now, and not when this began: another change may have been written meanwhile.
            if let Some(kept) = &mut settings.till {
                *kept = TillSettings {
                    gateways: mem::take(&mut kept.gateways),
                    personal_data_months: kept.personal_data_months,
                    ..till
                };
            }
        })
    }

    /// Says how many months customers' data are kept; `None` for the country's default. It counts from the next look.
    pub(crate) async fn keep_personal_data(&self, months: Option<u32>) -> Result<(), Fault> {
        self.real_till()?;
        self.managed().await?;
        self.change_settings(|settings| {
            if let Some(till) = &mut settings.till {
                till.personal_data_months = months;
            }
        })
    }

    /// Adds a ready profile to the till.
    pub(crate) async fn add_gateway(&self, profile: &str) -> Result<(), Fault> {
        let has = |till: &TillSettings| till.gateways.iter().any(|file| file == profile);
        self.real_till()?;
        self.managed().await?;
        if has(&self.real_till()?) {
            return Ok(());
        }
        self.write_ready(profile)?;
        self.change_settings(|settings| {
            // Another press may have added it meanwhile.
            if let Some(till) = settings.till.as_mut().filter(|till| !has(till)) {
                till.gateways.push(profile.to_owned());
            }
        })
    }

    /// Takes a gateway off the till. Its profile's file and its credentials stay where they are.
    pub(crate) async fn remove_gateway(&self, gateway: &str) -> Result<(), Fault> {
        let file = self.file_of(gateway).await?;
        self.managed().await?;
        self.change_settings(|settings| {
            if let Some(till) = &mut settings.till {
                till.gateways.retain(|other| *other != file);
            }
        })?;
        Ok(())
    }

    /// The text of a gateway's profile.
    pub(crate) async fn profile_text(&self, gateway: &str) -> Result<String, Fault> {
        let file = self.file_of(gateway).await?;
        fs::read_to_string(self.home.profile(&file))
            .map_err(|error| Fault::of_a_file("profile-file", &error))
    }

    /// Replaces a gateway's profile by a text that reads as one, of the same gateway.
    pub(crate) async fn save_profile(&self, gateway: &str, text: &str) -> Result<(), Fault> {
        let file = self.file_of(gateway).await?;
        self.managed().await?;
        if text.len() > LONGEST_PROFILE {
            return Err(Fault::Profile {
                line: None,
                key: String::new(),
                detail: "too long".to_owned(),
            });
        }
        let profile = Profile::read(text).map_err(ProfileFault::from)?;
        let old = fs::read_to_string(self.home.profile(&file))
            .ok()
            .and_then(|text| Profile::read(&text).ok());
        if old.is_some_and(|old| old.id() != profile.id()) {
            let detail = "the id of a gateway in use stays".to_owned();
            return Err(Fault::Profile {
                line: None,
                key: "id".to_owned(),
                detail,
            });
        }
        till::replace_file(&self.home.profile(&file), text.as_bytes())
            .map_err(|error| Fault::of_a_file("profile-file", &error))
    }

    /// The values of a gateway's profile that only the shop has.
    pub(crate) async fn to_fill_in(&self, gateway: &str) -> Result<Vec<FillInView>, Fault> {
        let text = self.profile_text(gateway).await?;
        let shown = |FillIn { key, value, given }| FillInView {
            key,
            value: if given { value } else { String::new() },
            given,
        };
        Ok(Profile::to_fill_in(&text).into_iter().map(shown).collect())
    }

    /// Writes such values into a gateway's profile and leaves all else in it as it stands.
    pub(crate) async fn fill_in(
        &self,
        gateway: &str,
        values: Vec<FillInForm>,
    ) -> Result<(), Fault> {
        let text = self.profile_text(gateway).await?;
        let values: Vec<(String, String)> = values
            .into_iter()
            .map(|form| (form.key, form.value))
            .collect();
        let filled = Profile::filled_in(&text, &values).map_err(ProfileFault::from)?;
        self.save_profile(gateway, &filled).await
    }

    /// Which credentials of a gateway are in the vault.
    pub(crate) async fn credentials(&self, gateway: &str) -> Result<Vec<CredentialView>, Fault> {
        let profile = self.profile_of(gateway).await?;
        let vault = Arc::clone(&self.vault);
        blocking(move || {
            let state = |name| match vault.get(&vault_name(profile.id(), name)) {
                Ok(_) | Err(VaultFault::Wrong) => CredentialState::Present,
                Err(VaultFault::Missing) => CredentialState::Missing,
                Err(VaultFault::Locked) => CredentialState::Locked,
                Err(VaultFault::Unreachable) => CredentialState::Unreachable,
            };
            Ok(profile
                .credential_names()
                .into_iter()
                .map(|name| CredentialView {
                    name: name.to_string(),
                    state: state(name),
                })
                .collect())
        })
        .await
    }

    /// Puts a credential into the vault.
    pub(crate) async fn set_credential(
        &self,
        gateway: &str,
        name: &str,
        value: String,
    ) -> Result<(), Fault> {
        let value = Zeroizing::new(value);
        if value.trim().is_empty() || value.len() > LONGEST_CREDENTIAL {
            return Err(Fault::setting("credential"));
        }
        let (profile, name) = self.credential_of(gateway, name).await?;
        self.managed().await?;
        let vault = Arc::clone(&self.vault);
        blocking(move || Ok(vault.set(&vault_name(profile.id(), name), value.trim().as_bytes())?))
            .await
    }

    /// Takes a credential out of the vault.
    pub(crate) async fn delete_credential(&self, gateway: &str, name: &str) -> Result<(), Fault> {
        let (profile, name) = self.credential_of(gateway, name).await?;
        self.managed().await?;
        let vault = Arc::clone(&self.vault);
        blocking(move || Ok(vault.delete(&vault_name(profile.id(), name))?)).await
    }

    /// Tests a gateway's connection without moving money. One that cannot be used is made anew first: what it lacked may be
    /// there by now.
    pub(crate) async fn test_connection(
        self: &Arc<Self>,
        gateway: &str,
    ) -> Result<ProbeView, Fault> {
        let counter = self.counter().await?;
        let wanting = {
            let mounted = counter.mounted();
            let found = mounted.iter().find(|mounted| mounted.id == gateway);
            found.ok_or_else(|| Fault::setting("gateway"))?.is_wanting()
        };
        if wanting && !counter.is_training() {
            self.remount().await?;
        }
        let made = {
            let mounted = counter.mounted();
            let found = mounted.iter().find(|mounted| mounted.id == gateway);
            found.map(|found| found.gateway.clone())
        };
        match made.ok_or_else(|| Fault::setting("gateway"))? {
            Ok(gateway) => Ok(gateway.probe().await.into()),
            Err(trouble) => Ok(ProbeView::Unusable { trouble }),
        }
    }

    async fn credential_of(
        &self,
        gateway: &str,
        name: &str,
    ) -> Result<(Profile, CredentialName), Fault> {
        if self.counter().await?.is_training() {
            return Err(Fault::setting("credential"));
        }
        let profile = self.profile_of(gateway).await?;
        let found = profile
            .credential_names()
            .into_iter()
            .find(|known| known.as_str() == name);
        Ok((profile, found.ok_or_else(|| Fault::setting("credential"))?))
    }

    async fn profile_of(&self, gateway: &str) -> Result<Profile, Fault> {
        let counter = self.counter().await?;
        let mounted = counter.mounted();
        let found = mounted.iter().find(|mounted| mounted.id == gateway);
        found
            .and_then(|mounted| mounted.profile.clone())
            .ok_or_else(|| Fault::setting("gateway"))
    }

    async fn file_of(&self, gateway: &str) -> Result<String, Fault> {
        let counter = self.counter().await?;
        if counter.is_training() {
            return Err(Fault::setting("profile"));
        }
        let mounted = counter.mounted();
        mounted
            .iter()
            .find(|mounted| mounted.id == gateway)
            .map(|mounted| mounted.file.clone())
            .ok_or_else(|| Fault::setting("gateway"))
    }

    /// The till as it is set up; training mode has none to change.
    pub(crate) fn real_till(&self) -> Result<TillSettings, Fault> {
        let settings = self.settings();
        if settings.training {
            Err(Fault::setting("profile"))
        } else {
            settings.till.ok_or(Fault::NotReady)
        }
    }

    /// Lays a ready profile beside the settings, unless one of its name was edited there.
    fn write_ready(&self, name: &str) -> Result<(), Fault> {
        let (_, text) = Profile::ready()
            .find(|(ready, _)| *ready == name)
            .ok_or_else(|| Fault::setting("profile"))?;
        let path = self.home.profile(name);
        if path.exists() {
            return Ok(());
        }
        till::replace_file(&path, text.as_bytes())
            .map_err(|error| Fault::of_a_file("profile-file", &error))
    }
}

impl Counter {
    /// The configured gateways, as the screen sees them.
    fn gateway_views(&self) -> Vec<GatewayView> {
        self.mounted()
            .iter()
            .map(|mounted| GatewayView {
                id: mounted.id.clone(),
                name: mounted.name.clone(),
                products: mounted
                    .gateway
                    .as_deref()
                    .map(ProductView::all)
                    .unwrap_or_default(),
                usable: mounted.gateway.is_ok(),
                trouble: mounted
                    .gateway
                    .as_ref()
                    .err()
                    .or(mounted.kept_for.as_ref())
                    .cloned(),
                portal: mounted.profile.as_ref().is_some_and(Profile::has_portal),
            })
            .collect()
    }
}

/// The profiles that ship with the program and are meant for a shop.
fn ready() -> Vec<ReadyProfile> {
    Profile::ready()
        .filter_map(|(name, text)| {
            let profile = Profile::read(text).ok()?;
            Some(ReadyProfile {
                name: name.to_owned(),
                title: profile.name().to_owned(),
                country: profile.country().unwrap_or_default().to_owned(),
                incomplete: !profile.is_filled_in(),
            })
        })
        .collect()
}

/// Does what may block on a thread of its own.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    spawn_blocking(work)
        .await
        .map_err(|error| Fault::broken("blocking", &error))?
}
