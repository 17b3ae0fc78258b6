//! The parameters of a Payplug call: names that may nest (`CART[0][TAX]`), their order, their HASH, and the form body
//! they travel in. It knows no operation and no rule about a value.
//!
//! The order is that of the HASH (Known: by name, byte order; Assumed: integer indexes as numbers), which a map from
//! paths to values gives by itself.

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};
use url::form_urlencoded;

use crate::journey::hex;

/// One step of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(u64),
    Name(String),
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(out, "{index}"),
            Self::Name(name) => out.write_str(name),
        }
    }
}

/// A parameter's name, nested or not: `AMOUNT`, `CART[0][TAX]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(Vec<Step>);

impl Name {
    /// Reads `A`, `A[B]`, `A[0][B]`; `None` for anything else. `01` is a word, not an index.
    pub fn read(text: &str) -> Option<Self> {
        let (first, rest) = text.split_at(text.find('[').unwrap_or(text.len()));
        let mut steps = vec![first];
        let mut rest = rest;
        while !rest.is_empty() {
            let (step, after) = rest.strip_prefix('[')?.split_once(']')?;
            steps.push(step);
            rest = after;
        }
        if steps
            .iter()
            .any(|step| step.is_empty() || step.contains(['[', ']']))
        {
            return None;
        }
        Some(Self(steps.into_iter().map(step).collect()))
    }

    /// The steps as words, for matching against tables: `["CART", "0", "TAX"]`.
    pub(super) fn words(&self) -> Vec<String> {
        self.0.iter().map(Step::to_string).collect()
    }
}

fn step(text: &str) -> Step {
    match text.parse::<u64>() {
        Ok(index) if index.to_string() == text => Step::Index(index),
        Ok(_) | Err(_) => Step::Name(text.to_owned()),
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, step) in self.0.iter().enumerate() {
            if depth == 0 {
                write!(out, "{step}")?
            } else {
                write!(out, "[{step}]")?
            }
        }
        Ok(())
    }
}

/// The parameters of one call, in the order of the HASH.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(BTreeMap<Name, String>);

/// Why a body is not a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadForm {
    /// Not a form, or not in UTF-8.
    #[error("the body is not a form")]
    NotAForm,
    /// No field `method`.
    #[error("there is no method")]
    NoMethod,
    /// A field that is neither `method` nor `params[...]`, or that is there twice.
    #[error("field {0} has no place here")]
    Field(String),
}

impl Params {
    /// Parameters from names and values; a name that cannot be read is left out.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let named = pairs
            .into_iter()
            .filter_map(|(name, value)| Some((Name::read(name)?, value.to_owned())));
        Self(named.collect())
    }

    /// The value of a parameter that is not nested.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(&Name(vec![step(name)])).map(String::as_str)
    }

    /// The parameters in the order of the HASH.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &str)> {
        self.0.iter().map(|(name, value)| (name, value.as_str()))
    }

    /// SHA-256 over the key and, for each parameter but HASH, its name, `=`, its value and the key again; in
    /// lower-case hexadecimal (Known).
    pub fn hash(&self, key: &str) -> String {
        let mut digest = Sha256::new();
        digest.update(key);
        for (name, value) in &self.0 {
            let name = name.to_string();
            if name != "HASH" {
                [name.as_str(), "=", value, key]
                    .iter()
                    .for_each(|part| digest.update(part));
            }
        }
        hex(&digest.finalize())
    }

    /// The same parameters with a HASH made with `key`.
    #[must_use]
    pub fn signed(mut self, key: &str) -> Self {
        let hash = self.hash(key);
        self.0.insert(Name(vec![step("HASH")]), hash);
        self
    }

    /// Reads `method=...&params[...]=...`.
    ///
    /// # Errors
    /// [`BadForm`] names what has no place in it.
    pub fn read(body: &[u8]) -> Result<(String, Self), BadForm> {
        let mut method = None;
        let mut params = BTreeMap::new();
        for (field, value) in form_urlencoded::parse(body) {
            if field.contains('\u{fffd}') || value.contains('\u{fffd}') {
                return Err(BadForm::NotAForm);
            }
            let known = if field == "method" {
                method.replace(value.into_owned()).is_none()
            } else {
                let name = Name::read(&field).and_then(|Name(mut steps)| {
                    (steps.len() > 1 && steps.remove(0) == step("params")).then_some(Name(steps))
                });
                name.is_some_and(|name| params.insert(name, value.into_owned()).is_none())
            };
            if !known {
                return Err(BadForm::Field(field.into_owned()));
            }
        }
        Ok((method.ok_or(BadForm::NoMethod)?, Self(params)))
    }

    /// The body that [`read`](Self::read) reads.
    pub fn body(&self, method: &str) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("method", method);
        for (name, value) in &self.0 {
            let field = name
                .words()
                .iter()
                .fold("params".to_owned(), |field, word| {
                    format!("{field}[{word}]")
                });
            form.append_pair(&field, value);
        }
        form.finish()
    }
}
