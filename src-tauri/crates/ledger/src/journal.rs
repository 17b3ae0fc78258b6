//! The journal: what happened, in order, each row bound to the one before it by SHA-256, so that an edit, a deletion
//! or a reordering of the past is found and named. This file owns the chain and nothing else; what a row means is
//! `financing`'s to say.
//!
//! The hash of a row is `SHA-256(hash before || [seq,financing,day,entry])`, the bracket being the bytes of that JSON
//! array with the entry exactly as stored. The first one follows the hash of the ledger's creation row.

use crate::{Damage, LedgerError};
use chrono::{DateTime, NaiveDate, Utc};
use financing::{Actor, Entry, FinancingId};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// A link of the chain: a SHA-256, printed as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first link: it binds the chain to this ledger's creation.
    pub(crate) fn of_creation(created: &str, salt: &[u8; 32]) -> Hash {
        Hash(
            Sha256::new()
                .chain_update(b"ledger ")
                .chain_update(created)
                .chain_update(salt)
                .finalize()
                .into(),
        )
    }

    /// The link after this one.
    pub(crate) fn next(
        self,
        seq: u64,
        financing: Option<&FinancingId>,
        day: &str,
        entry: &str,
    ) -> Result<Hash, LedgerError> {
        let name = serde_json::to_string(&(seq, financing, day)).map_err(unwritable)?;
        Ok(Hash(
            Sha256::new()
                .chain_update(self.0)
                .chain_update(name.trim_end_matches(']'))
                .chain_update(b",")
                .chain_update(entry)
                .chain_update(b"]")
                .finalize()
                .into(),
        ))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Not the 64 hexadecimal digits of a link, or not a row and a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a row of a journal and its hash")]
pub struct NoHead;

impl FromStr for Hash {
    type Err = NoHead;
    fn from_str(digits: &str) -> Result<Hash, NoHead> {
        let mut bytes = [0; 32];
        if digits.len() != 2 * bytes.len() {
            return Err(NoHead);
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            let pair = digits.get(2 * place..2 * place + 2).ok_or(NoHead)?;
            let pair = Some(pair).filter(|pair| !pair.starts_with('+'));
            *byte = u8::from_str_radix(pair.ok_or(NoHead)?, 16).or(Err(NoHead))?;
        }
        Ok(Hash(bytes))
    }
}

impl rusqlite::types::FromSql for Hash {
    fn column_result(
        value: rusqlite::types::ValueRef<'_>,
    ) -> Result<Hash, rusqlite::types::FromSqlError> {
        <[u8; 32]>::column_result(value).map(Hash)
    }
}

impl rusqlite::ToSql for Hash {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.0.as_slice().into())
    }
}

/// How far the journal has come: what a closing seals on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last row, counted from 1; 0 for a journal without rows.
    pub seq: u64,
    /// Its hash; that of the ledger's creation for a journal without rows.
    pub hash: Hash,
}

/// The row and its hash, with a space between them.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.seq, self.hash)
    }
}

impl FromStr for Head {
    type Err = NoHead;
    fn from_str(text: &str) -> Result<Head, NoHead> {
        let (seq, hash) = text.split_once(' ').ok_or(NoHead)?;
        Ok(Head {
            seq: seq.parse().or(Err(NoHead))?,
            hash: hash.parse()?,
        })
    }
}

/// One row of a financing's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its place in the whole journal, from 1.
    pub seq: u64,
    /// The store's day on which it was written.
    pub day: NaiveDate,
    /// What happened.
    pub entry: Entry,
    /// Its link in the chain.
    pub hash: Hash,
}

/// A row of the journal that is about the ledger itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// Personal data were erased because their time was over.
    PersonsErased {
        /// When.
        at: DateTime<Utc>,
        /// Those of settled financings to which nothing happened on this day or since.
        untouched_since: NaiveDate,
        /// How many.
        financings: u64,
    },
    /// The personal data of one customer were erased.
    CustomerErased {
        /// When.
        at: DateTime<Utc>,
        /// Who did it.
        by: Actor,
        /// Those of which financings.
        financings: Vec<FinancingId>,
    },
    /// The personal data of one customer were handed over.
    CustomerExported {
        /// When.
        at: DateTime<Utc>,
        /// Who did it.
        by: Actor,
        /// Those of which financings.
        financings: Vec<FinancingId>,
    },
    /// This ledger continues a backup: what was written after the row before this one is not in it.
    Restored {
        /// When.
        at: DateTime<Utc>,
        /// How many numbers each till skipped, so that no number is allotted twice.
        numbers_skipped: u32,
    },
}

/// What [`append`] is to write.
pub(crate) struct Line<'a> {
    /// The financing it is about and the how-many-eth row of it this is, from 1; `None` for a [`Note`].
    pub(crate) of: Option<(&'a FinancingId, u32)>,
    pub(crate) day: NaiveDate,
    /// The entry or the note, as JSON.
    pub(crate) entry: &'a str,
}

/// Writes a note as the next row, within the caller's transaction, the store's day being `day`.
pub(crate) fn note(conn: &Connection, note: &Note, day: NaiveDate) -> Result<(), LedgerError> {
    let entry = json(note)?;
    append(
        conn,
        &Line {
            of: None,
            day,
            entry: &entry,
        },
    )?;
    Ok(())
}

/// The JSON of an entry or a note: its canonical form, field order being the order of declaration.
pub(crate) fn json<T: Serialize>(entry: &T) -> Result<String, LedgerError> {
    serde_json::to_string(entry).map_err(unwritable)
}

/// Our own types always have a JSON form; if one has not, nothing may be written.
fn unwritable(_: serde_json::Error) -> LedgerError {
    Damage::Journal.into()
}

pub(crate) fn head(conn: &Connection) -> Result<Head, LedgerError> {
    let mut query = conn.prepare_cached("SELECT seq, hash FROM ledger WHERE one = 1")?;
    query
        .query_row((), |row| {
            Ok(Head {
                seq: row.get(0)?,
                hash: row.get(1)?,
            })
        })
        .optional()?
        .ok_or_else(|| Damage::NotALedger.into())
}

/// Where the chain of this ledger starts.
pub(crate) fn origin(conn: &Connection) -> Result<Hash, LedgerError> {
    conn.query_row(
        "SELECT created, salt FROM ledger WHERE one = 1",
        (),
        |row| Ok((row.get::<_, String>(0)?, row.get(1)?)),
    )
    .optional()?
    .map(|(created, salt)| Hash::of_creation(&created, &salt))
    .ok_or_else(|| Damage::NotALedger.into())
}

/// Writes the next row, within the caller's transaction.
pub(crate) fn append(conn: &Connection, line: &Line<'_>) -> Result<Head, LedgerError> {
    let last = head(conn)?;
    let seq = last.seq + 1;
    let day = line.day.to_string();
    let (financing, nth) = line.of.unzip();
    let hash = last.hash.next(seq, financing, &day, line.entry)?;
    conn.prepare_cached(
        "INSERT INTO journal (seq, financing, nth, day, entry, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![seq, financing.map(FinancingId::as_str), nth, day, line.entry, hash])?;
    conn.prepare_cached("UPDATE ledger SET seq = ?1, hash = ?2 WHERE one = 1")?
        .execute(params![seq, hash])?;
    Ok(Head { seq, hash })
}

/// Checks that the last row is the one the ledger remembers and that it follows from the row before it. It reads two
/// rows, however long the journal is.
pub(crate) fn check_head(conn: &Connection) -> Result<(), LedgerError> {
    let head = head(conn)?;
    let mut query = conn.prepare(
        "SELECT seq, financing, day, entry, hash FROM journal ORDER BY seq DESC LIMIT 2",
    )?;
    let mut rows = query.query(())?;
    let Some(row) = rows.next()? else {
        return if head.seq == 0 && head.hash == origin(conn)? {
            Ok(())
        } else {
            Err(LedgerError::ChainBroken {
                row: head.seq.max(1),
            })
        };
    };
    let last = Stored::read(row)?;
    let before = match rows.next()? {
        Some(row) => Stored::read(row)?.hash,
        None => origin(conn)?,
    };
    let follows = last.follows(before)? && last.seq == head.seq && last.hash == head.hash;
    follows.then_some(()).ok_or(LedgerError::ChainBroken {
        row: last.seq.min(head.seq),
    })
}

/// Checks that this row is in the journal, with this hash: that nothing which was written by then is missing.
pub(crate) fn check_reaches(conn: &Connection, known: &Head) -> Result<(), LedgerError> {
    let found = head(conn)?;
    if found.seq < known.seq {
        return Err(LedgerError::Shortened {
            row: found.seq,
            known: known.seq,
        });
    }
    let hash = match known.seq {
        0 => Some(origin(conn)?),
        seq => conn
            .query_row("SELECT hash FROM journal WHERE seq = ?1", [seq], |row| {
                row.get(0)
            })
            .optional()?,
    };
    (hash == Some(known.hash))
        .then_some(())
        .ok_or(LedgerError::ChainBroken { row: known.seq })
}

/// A row as it lies in the file: `seq, financing, day, entry, hash`.
pub(crate) struct Stored {
    pub(crate) seq: u64,
    pub(crate) financing: Option<FinancingId>,
    pub(crate) day: String,
    pub(crate) entry: String,
    pub(crate) hash: Hash,
}

impl Stored {
    pub(crate) fn read(row: &rusqlite::Row<'_>) -> Result<Stored, LedgerError> {
        let financing: Option<String> = row.get(1)?;
        let unnamed = |_| LedgerError::from(Damage::Journal);
        Ok(Stored {
            seq: row.get(0)?,
            financing: financing
                .map(FinancingId::try_from)
                .transpose()
                .map_err(unnamed)?,
            day: row.get(2)?,
            entry: row.get(3)?,
            hash: row.get(4)?,
        })
    }

    /// Whether its hash is the link after `before`.
    pub(crate) fn follows(&self, before: Hash) -> Result<bool, LedgerError> {
        let due = before.next(self.seq, self.financing.as_ref(), &self.day, &self.entry)?;
        Ok(due == self.hash)
    }
}

impl TryFrom<Stored> for Row {
    type Error = LedgerError;
    fn try_from(stored: Stored) -> Result<Row, LedgerError> {
        Ok(Row {
            seq: stored.seq,
            day: stored.day.parse().or(Err(Damage::Journal))?,
            entry: serde_json::from_str(&stored.entry).or(Err(Damage::Journal))?,
            hash: stored.hash,
        })
    }
}
