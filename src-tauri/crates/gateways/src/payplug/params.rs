//! Parameters as Payplug takes and gives them: names with a text or further names below them (`CART[0][TAX]`), held in
//! the order in which HASH reads them. This file knows how they are ordered, read from pairs and written as a form; it
//! knows no parameter's meaning and no key.

use std::{cmp::Ordering, collections::BTreeMap};

/// How deep names may stand within names in what is read. `CART[0][TAX]` is 3 deep.
const DEEPEST: usize = 4;

/// One name of a level. Known: names sort in byte order, by name. Assumed: integer indexes sort as numbers (9 before
/// 10) and before names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name(String);

impl Name {
    /// The number this name is, when it is written as one: digits without leading zeros.
    fn index(&self) -> Option<u64> {
        let plain = self.0 == "0" || !self.0.starts_with('0');
        let digits = self.0.bytes().all(|byte| byte.is_ascii_digit());
        (plain && digits).then(|| self.0.parse().ok()).flatten()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Name) -> Ordering {
        match (self.index(), other.index()) {
            (Some(one), Some(two)) => one.cmp(&two),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.0.as_bytes().cmp(other.0.as_bytes()),
        }
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What stands under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A text, decoded.
    Scalar(String),
    /// Further names.
    List(Params),
}

/// Named values, in the order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Params(BTreeMap<Name, Value>);

/// Why pairs of a form are not parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParamsFault {
    /// The same name twice, or a name that is both a text and a list.
    #[error("a parameter stands twice")]
    Repeated,
    /// Brackets that do not close, an empty name, or names too deep within each other.
    #[error("a parameter's name is not well formed")]
    BadName,
}

impl Params {
    /// Puts a text under a name, in place of what stood there. Assumed: a parameter with an empty value is not sent, so
    /// an empty text leaves nothing.
    pub(crate) fn put(&mut self, name: &str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.0.insert(Name(name.to_owned()), Value::Scalar(text));
        }
    }

    /// Puts lists under a name, indexed from 0. No list at all leaves nothing.
    pub(crate) fn put_lines(&mut self, name: &str, lines: Vec<Params>) {
        let indexed: BTreeMap<Name, Value> = lines
            .into_iter()
            .enumerate()
            .map(|(index, line)| (Name(index.to_string()), Value::List(line)))
            .collect();
        if !indexed.is_empty() {
            self.0
                .insert(Name(name.to_owned()), Value::List(Params(indexed)));
        }
    }

    /// The text under a name of the first level.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        match self.0.get(&Name(name.to_owned()))? {
            Value::Scalar(text) => Some(text),
            Value::List(_) => None,
        }
    }

    /// Reads `CART[0][TAX]`, `19.5` and its like. A name that comes twice is refused, never overwritten.
    pub(crate) fn read<N: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, String)>,
    ) -> Result<Params, ParamsFault> {
        let mut params = Params::default();
        for (name, text) in pairs {
            params.insert(&path(name.as_ref())?, text)?;
        }
        Ok(params)
    }

    fn insert(&mut self, path: &[&str], text: String) -> Result<(), ParamsFault> {
        let Some((first, rest)) = path.split_first() else {
            return Err(ParamsFault::BadName);
        };
        let name = Name((*first).to_owned());
        if rest.is_empty() {
            return match self.0.insert(name, Value::Scalar(text)) {
                None => Ok(()),
                Some(_) => Err(ParamsFault::Repeated),
            };
        }
        let below = self
            .0
            .entry(name)
            .or_insert_with(|| Value::List(Params::default()));
        match below {
            Value::List(list) => list.insert(rest, text),
            Value::Scalar(_) => Err(ParamsFault::Repeated),
        }
    }

    /// Every text with its whole name (`CART[0][TAX]`), level by level in the order of the names.
    pub(crate) fn leaves(&self) -> Vec<(String, &str)> {
        let mut leaves = Vec::new();
        for (name, value) in &self.0 {
            match value {
                Value::Scalar(text) => leaves.push((name.as_str().to_owned(), text.as_str())),
                Value::List(list) => list.below(name.as_str(), &mut leaves),
            }
        }
        leaves
    }

    fn below<'a>(&'a self, prefix: &str, leaves: &mut Vec<(String, &'a str)>) {
        for (name, value) in &self.0 {
            let whole = format!("{prefix}[{}]", name.as_str());
            match value {
                Value::Scalar(text) => leaves.push((whole, text)),
                Value::List(list) => list.below(&whole, leaves),
            }
        }
    }

    /// The fields of the form: `method`, then `params[NAME]` for each (Known).
    pub(crate) fn form(&self, method: &str) -> Vec<(String, String)> {
        let field = |(name, text): (String, &str)| {
            let (first, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
            (format!("params[{first}]{rest}"), text.to_owned())
        };
        let method = ("method".to_owned(), method.to_owned());
        std::iter::once(method)
            .chain(self.leaves().into_iter().map(field))
            .collect()
    }
}

/// `CART[0][TAX]` as `CART`, `0`, `TAX`.
fn path(name: &str) -> Result<Vec<&str>, ParamsFault> {
    let (first, mut rest) = name.split_at(name.find('[').unwrap_or(name.len()));
    let mut path = vec![first];
    while let Some(inner) = rest.strip_prefix('[') {
        let (word, after) = inner.split_once(']').ok_or(ParamsFault::BadName)?;
        path.push(word);
        rest = after;
    }
    let whole = rest.is_empty() && path.len() <= DEEPEST;
    let good = |word: &&str| !word.is_empty() && !word.contains(['[', ']']);
    if whole && path.iter().all(good) {
        Ok(path)
    } else {
        Err(ParamsFault::BadName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Params, ParamsFault> {
        Params::read(pairs.iter().map(|(name, text)| (*name, (*text).to_owned())))
    }

    #[test]
    fn a_cart_of_twelve_lines_keeps_its_lines_in_the_order_of_their_numbers() {
        let line = |tax: usize| {
            let mut line = Params::default();
            line.put("TAX", tax.to_string());
            line
        };
        let mut params = Params::default();
        params.put_lines("CART", (0..12).map(line).collect());
        let names: Vec<String> = params.leaves().into_iter().map(|(name, _)| name).collect();
        let wanted: Vec<String> = (0..12).map(|index| format!("CART[{index}][TAX]")).collect();
        assert_eq!(names, wanted);
    }

    #[test]
    fn a_form_wraps_the_first_name_only() {
        let params = read(&[("CART[0][TAX]", "19.5"), ("AMOUNT", "1000")]).unwrap();
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(
            params.form("authorization"),
            [
                pair("method", "authorization"),
                pair("params[AMOUNT]", "1000"),
                pair("params[CART][0][TAX]", "19.5"),
            ]
        );
    }

    #[test]
    fn a_name_that_starts_another_sorts_before_it() {
        let params = read(&[("ABC", "1"), ("AB[Z]", "2"), ("A", "3"), ("AB1", "4")]).unwrap();
        let names: Vec<String> = params.leaves().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["A", "AB[Z]", "AB1", "ABC"]);
    }

    #[test]
    fn a_repeated_name_is_refused_and_not_overwritten() {
        assert_eq!(read(&[("A", "1"), ("A", "2")]), Err(ParamsFault::Repeated));
        assert_eq!(
            read(&[("A", "1"), ("A[B]", "2")]),
            Err(ParamsFault::Repeated)
        );
        assert_eq!(
            read(&[("A[B]", "1"), ("A", "2")]),
            Err(ParamsFault::Repeated)
        );
        assert_eq!(
            read(&[("A[B]", "1"), ("A[B]", "2")]),
            Err(ParamsFault::Repeated)
        );
    }

    #[test]
    fn a_name_that_is_not_well_formed_is_refused() {
        for name in [
            "",
            "[A]",
            "A[",
            "A[B",
            "A[]",
            "A[B]C",
            "A]B",
            "A[B][C][D][E]",
            "A[[B]]",
        ] {
            assert_eq!(read(&[(name, "1")]), Err(ParamsFault::BadName), "{name}");
        }
    }

    #[test]
    fn an_empty_value_is_not_sent() {
        let mut params = Params::default();
        params.put("METADATA", "");
        params.put_lines("CART", Vec::new());
        assert_eq!(params.form("capture").len(), 1);
    }
}
