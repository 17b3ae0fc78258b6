//! Search that answers while one types: by the beginning of a word of the customer's name, accents and capitals aside,
//! or of the financing's name or number, its order number, or what the gateway calls it. It owns the two tables of
//! words and knows nothing of what they lead to.

use crate::{Ledger, LedgerError, Listed, journal::json, read, sql};
use financing::{Financing, FinancingId};
use rusqlite::{Connection, named_params, params};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// More words of a name than this are not looked at.
const WORDS: usize = 6;

impl Ledger {
    /// At most `limit` financings that `text` may mean: references that begin with it first, then names, every word of
    /// the text being the beginning of a word of the name. Within one spelling the newest comes first.
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<Listed>, LedgerError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = by_reference(&self.conn, text, limit)?;
        for ordinal in by_name(&self.conn, text, limit)? {
            if !found.contains(&ordinal) {
                found.push(ordinal);
            }
        }
        found
            .into_iter()
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .map(|ordinal| read::by_ordinal(&self.conn, ordinal))
            .collect()
    }
}

fn by_reference(conn: &Connection, text: &str, limit: u32) -> Result<Vec<i64>, LedgerError> {
    let mut query = conn.prepare_cached(sql::BY_REFERENCE)?;
    let params = named_params! { ":from": text, ":to": end_of(text), ":limit": limit };
    let mut found = Vec::new();
    for ordinal in query.query_map(params, |row| row.get(0))? {
        let ordinal = ordinal?;
        if !found.contains(&ordinal) {
            found.push(ordinal);
        }
    }
    Ok(found)
}

/// The longest word leads, because it leaves the fewest to look through.
pub(crate) fn by_name(conn: &Connection, text: &str, limit: u32) -> Result<Vec<i64>, LedgerError> {
    let mut words = words(text);
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(WORDS);
    let Some((first, others)) = words.split_first() else {
        return Ok(Vec::new());
    };
    let others: Vec<_> = others.iter().map(|word| (word, end_of(word))).collect();
    let mut query = conn.prepare_cached(sql::BY_NAME)?;
    let params = named_params! {
        ":from": first, ":to": end_of(first), ":others": json(&others)?, ":limit": limit
    };
    let found = query.query_map(params, |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The end of the texts that begin with `text`.
fn end_of(text: &str) -> String {
    format!("{text}{}", char::MAX)
}

/// Makes a financing findable by what it is called: at its beginning by its names and its order, later by what the
/// gateway has come to call it.
pub(crate) fn refer(
    conn: &Connection,
    ordinal: i64,
    financing: &Financing,
    number: Option<u32>,
) -> Result<(), LedgerError> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO reference (value, ordinal) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    if let Some(number) = number {
        let order = &financing.order;
        let number = number.to_string();
        let names = [
            FinancingId::as_str(&financing.id),
            &number,
            order.order.as_str(),
            &order.key.reference,
        ];
        for name in names {
            insert.execute(params![name, ordinal])?;
        }
    }
    for value in financing.handle.0.values() {
        insert.execute(params![value, ordinal])?;
    }
    Ok(())
}

/// Makes a financing findable by its customer's name.
pub(crate) fn name(conn: &Connection, ordinal: i64, name: &str) -> Result<(), LedgerError> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO name_word (word, ordinal) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?;
    for word in words(name) {
        insert.execute(params![word, ordinal])?;
    }
    Ok(())
}

/// Whether two names are the same words, in whatever order, accents and capitals aside.
pub(crate) fn is_same_name(one: &str, other: &str) -> bool {
    let sorted = |name| {
        let mut words = words(name);
        words.sort_unstable();
        words
    };
    let one = sorted(one);
    !one.is_empty() && one == sorted(other)
}

/// The words of a text, without accents and capitals: `Łukasz D'Hérouville` is `lukasz`, `d`, `herouville`.
fn words(text: &str) -> Vec<String> {
    let folded: String = text
        .nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .flat_map(|letter| {
            plain(letter)
                .chars()
                .chain(plain(letter).is_empty().then_some(letter))
        })
        .collect();
    folded
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How a letter without an accent to take off is typed on a keyboard that lacks it; nothing for any other letter.
fn plain(letter: char) -> &'static str {
    match letter {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ß' => "ss",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => "",
    }
}
