//! The few values of a profile that only the shop has: its number and its address at the gateway. This file finds them
//! in the text of a profile and writes what a person gave into it, leaving every other letter and comment as it stands.
//! Which values they are is said by each gateway's profile; secrets are never among them.

use crate::{
    Profile, ProfileError,
    profile::{Flaw, flawed},
};
use toml_edit::{DocumentMut, Item, TableLike, TomlError, Value};

/// A value that the shop has to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FillIn {
    /// The key with its table, `addresses.api`.
    pub key: String,
    /// What stands in the file: a placeholder until it is given.
    pub value: String,
    /// Whether it is given. A profile with a value that is not cannot be mounted.
    pub given: bool,
}

impl Profile {
    /// What the shop has to give, in the order in which it is missed. None in a text that is not a profile.
    pub fn to_fill_in(text: &str) -> Vec<FillIn> {
        let (Ok(profile), Ok(mut document)) = (Profile::read(text), document(text)) else {
            return Vec::new();
        };
        let found = profile.for_the_shop().into_iter().map(|(key, given)| {
            let value = value_at(&mut document, key)?.as_str()?.to_owned();
            let key = key.to_owned();
            Some(FillIn { key, value, given })
        });
        found.flatten().collect()
    }

    /// The text with these values, key and value, in place of those that stand there; white space around them is left
    /// out. It is read again before it is given back: a value that cannot be used is refused with its key, and so is a
    /// key of the text that is not the shop's to fill in; any other key is refused without a word of it.
    pub fn filled_in(text: &str, values: &[(String, String)]) -> Result<String, ProfileError> {
        let profile = Profile::read(text)?;
        let shops = profile.for_the_shop();
        let mut document = document(text)?;
        for (key, value) in values {
            let place = value_at(&mut document, key)
                // A key that the text does not have may be a secret in the wrong place: it is not repeated.
                .ok_or_else(|| flawed("", Flaw::NotTheShops))?;
            if !shops.iter().any(|(known, _)| known == key) {
                return Err(flawed(key, Flaw::NotTheShops));
            }
            let value = value.trim();
            if value.contains(char::is_control) {
                return Err(flawed(key, Flaw::NotAName));
            }
            // The comment behind a value belongs to the value.
            let decor = place.decor().clone();
            *place = Value::from(value);
            *place.decor_mut() = decor;
        }
        // The document forgets how its lines ended.
        let filled = if text.contains("\r\n") {
            document.to_string().replace('\n', "\r\n")
        } else {
            document.to_string()
        };
        Profile::read(&filled)?;
        Ok(filled)
    }

    /// The keys of what only the shop has, and whether each is given.
    fn for_the_shop(&self) -> Vec<(&'static str, bool)> {
        match self {
            Profile::Cofidis(profile) => profile.for_the_shop(),
            Profile::Payplug(profile) => profile.for_the_shop().to_vec(),
        }
    }
}

/// The text as a document that can be written back.
fn document(text: &str) -> Result<DocumentMut, ProfileError> {
    text.parse().map_err(|error: TomlError| {
        let before = error.span().and_then(|span| text.get(..span.start));
        ProfileError::Text {
            line: before.map_or(1, |before| before.matches('\n').count() + 1),
            problem: error.message().to_owned(),
        }
    })
}

/// The value at a key with its tables, `addresses.api`.
fn value_at<'a>(document: &'a mut DocumentMut, key: &str) -> Option<&'a mut Value> {
    let (tables, name) = match key.rsplit_once('.') {
        Some((tables, name)) => (tables.split('.').collect(), name),
        None => (Vec::new(), key),
    };
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for name in tables {
        table = table.get_mut(name)?.as_table_like_mut()?;
    }
    table.get_mut(name).and_then(Item::as_value_mut)
}
