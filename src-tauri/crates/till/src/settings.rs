//! What a shop says of itself and its till: one small documented file, readable before the ledger is open, without
//! secrets, and of personal data with the name of whoever stands at the till alone. It is replaced whole or not at all.

use crate::{
    lifetime::{LIFETIMES, lifetime_months},
    replace::replace,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The languages of the screen and the papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

/// The till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TillSettings {
    /// The shop's name, as it stands on papers.
    pub shop: String,
    /// Its address and registration lines, as they stand on papers.
    pub shop_lines: Vec<String>,
    /// The till's prefix: one to six capital letters and digits, `T2`.
    pub till: String,
    /// The store's country, two capital letters.
    pub country: String,
    /// The store's zone.
    pub zone: Tz,
    /// The profiles in use, by the name of their file: small letters, digits and dashes, at most 40.
    pub gateways: Vec<String>,
    /// The shop's registration as it must stand on papers, `SIRET 123 456 789 00012`, at most 40 characters; empty
    /// where there is none to show.
    #[serde(default)]
    pub legal_id: String,
    /// How long customers' data are kept after the last thing that happened to their financing, in whole months; the
    /// country's own where the shop has chosen none.
    #[serde(default)]
    pub personal_data_months: Option<u32>,
}

/// The whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The language.
    pub language: Language,
    /// Who stands at the till.
    #[serde(default)]
    pub staff: String,
    /// Whether the till was last used in training mode.
    #[serde(default)]
    pub training: bool,
    /// The till, once it is set up.
    #[serde(default)]
    pub till: Option<TillSettings>,
}

/// Why settings cannot be used. The file is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum SettingsFault {
    /// It is not of the documented form.
    #[error("the settings are not readable{}: {detail}", line.map(|line| format!(" (line {line})")).unwrap_or_default())]
    Unreadable {
        /// The line, from 1.
        line: Option<u32>,
        /// What the reader said.
        detail: String,
    },
    /// A value is out of its range.
    #[error("`{field}` is not as it should be")]
    Value {
        /// Its key in the file.
        field: &'static str,
    },
    /// It could not be read or written.
    #[error("the settings file: {0}")]
    Io(#[from] io::Error),
}

const HEAD: &str = "# The settings of this till. Written by the application. No secret stands here, and nothing of a\n# customer; the name of whoever was last at the till does.\n\n";

impl Settings {
    /// Reads the file; one that is not there gives the settings of a first start.
    pub fn read(path: &Path) -> Result<Settings, SettingsFault> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Settings::default()),
            Err(error) => return Err(error.into()),
        };
        let settings: Settings =
            toml::from_str(&text).map_err(|error| SettingsFault::Unreadable {
                line: error.span().and_then(|span| line_of(&text, span.start)),
                detail: error.message().to_owned(),
            })?;
        settings.till.as_ref().map_or(Ok(()), TillSettings::check)?;
        Ok(settings)
    }

    /// Writes the file: beside it first, then in its place.
    pub fn write(&self, path: &Path) -> Result<(), SettingsFault> {
        self.till.as_ref().map_or(Ok(()), TillSettings::check)?;
        let text = toml::to_string_pretty(self).map_err(|error| SettingsFault::Unreadable {
            line: None,
            detail: error.to_string(),
        })?;
        Ok(replace(path, format!("{HEAD}{text}").as_bytes())?)
    }
}

impl TillSettings {
    /// How long customers' data are kept, in months: the shop's choice, or its country's default.
    pub fn personal_data_months(&self) -> u32 {
        self.personal_data_months
            .unwrap_or_else(|| lifetime_months(&self.country))
    }

    /// Whether every value is of its form.
    pub fn check(&self) -> Result<(), SettingsFault> {
        let prefix = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        let file = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let line = |text: &str, most: usize| {
            text.chars().count() <= most && !text.chars().any(char::is_control)
        };
        if self.shop.trim().is_empty() || !line(&self.shop, 60) {
            Err(SettingsFault::Value { field: "shop" })
        } else if self.shop_lines.len() > 6 || !self.shop_lines.iter().all(|text| line(text, 80)) {
            Err(SettingsFault::Value {
                field: "shop_lines",
            })
        } else if !(1..=6).contains(&self.till.len()) || !self.till.bytes().all(prefix) {
            Err(SettingsFault::Value { field: "till" })
        } else if self.country.len() != 2
            || !self.country.bytes().all(|byte| byte.is_ascii_uppercase())
        {
            Err(SettingsFault::Value { field: "country" })
        } else if !line(&self.legal_id, 40) {
            Err(SettingsFault::Value { field: "legal_id" })
        } else if !self
            .gateways
            .iter()
            .all(|name| (1..=40).contains(&name.len()) && name.bytes().all(file))
        {
            Err(SettingsFault::Value { field: "gateways" })
        } else if self
            .personal_data_months
            .is_some_and(|months| !LIFETIMES.contains(&months))
        {
            Err(SettingsFault::Value {
                field: "personal_data_months",
            })
        } else {
            Ok(())
        }
    }
}

/// The line, from 1, in which a byte of a text stands.
fn line_of(text: &str, at: usize) -> Option<u32> {
    let before = text.get(..at)?;
    u32::try_from(before.matches('\n').count() + 1).ok()
}
