//! The customers' facts and the way into their journeys: personal data, kept apart from the money facts and erased
//! when their time is over, without a trace in the file or its log. The journal, the states and the totals hold none
//! and stay whole. How long they may be kept is not known here; the day is passed in.

use crate::{Damage, Ledger, LedgerError, Note, Row, journal, journal::json, read, search, sql};
use chrono::{DateTime, NaiveDate, Utc};
use financing::{Customer, Financing, FinancingId, Journey};
use rusqlite::{Connection, TransactionBehavior, params};
use std::fmt;

/// What an erasure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// How many financings lost their personal data.
    pub financings: u64,
    /// Whether the write-ahead log was emptied too. If not, another connection was reading: erase again later.
    pub log_emptied: bool,
}

/// All that is kept about one financing and its customer, for the customer who asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Export {
    /// The financing as it stands.
    pub financing: Financing,
    /// The customer's facts; `None` once they are erased.
    pub customer: Option<Customer>,
    /// What happened, oldest first.
    pub history: Vec<Row>,
}

impl fmt::Debug for Export {
    /// Personal data never reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Export {{ {}, .. }}", self.financing.id)
    }
}

impl Ledger {
    /// The customer of a financing; `None` once erased, or when there is no such financing.
    pub fn person(&self, id: &FinancingId) -> Result<Option<Customer>, LedgerError> {
        parsed(read::text(&self.conn, sql::PERSON, id)?)
    }

    /// The way into the customer's journey, while the financing is not settled.
    pub fn journey(&self, id: &FinancingId) -> Result<Option<Journey>, LedgerError> {
        parsed(read::text(&self.conn, sql::JOURNEY, id)?)
    }

    /// All that is kept about one financing and its customer.
    pub fn export_person(&self, id: &FinancingId) -> Result<Export, LedgerError> {
        Ok(Export {
            financing: self.financing(id)?.financing,
            customer: self.person(id)?,
            history: self.history(id)?,
        })
    }

    /// Erases the personal data of every settled financing started before a day, notes it in the journal (the store's
    /// day being `day`) and empties the write-ahead log. Those that are not settled keep theirs until they are.
    /// Backups made before keep theirs for as long as they are kept.
    pub fn erase_persons(
        &mut self,
        started_before: NaiveDate,
        day: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Erasure, LedgerError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let erased = erase(&tx, started_before)?;
        if erased > 0 {
            let note = Note::PersonsErased {
                at: now,
                started_before,
                financings: erased,
            };
            journal::append(
                &tx,
                &journal::Line {
                    of: None,
                    day,
                    entry: &json(&note)?,
                },
            )?;
        }
        tx.commit()?;
        Ok(Erasure {
            financings: erased,
            log_emptied: empty_log(&self.conn)?,
        })
    }
}

fn parsed<T: serde::de::DeserializeOwned>(text: Option<String>) -> Result<Option<T>, LedgerError> {
    text.map(|text| serde_json::from_str(&text))
        .transpose()
        .or(Err(Damage::Person.into()))
}

fn erase(conn: &Connection, started_before: NaiveDate) -> Result<u64, LedgerError> {
    let found: Vec<(String, i64)> = conn
        .prepare_cached(sql::ERASABLE)?
        .query_map([started_before.to_string()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    let mut person = conn.prepare_cached("DELETE FROM person WHERE financing = ?1")?;
    let mut words = conn.prepare_cached("DELETE FROM name_word WHERE ordinal = ?1")?;
    let mut erased = 0;
    for (id, ordinal) in found {
        person.execute([&id])?;
        words.execute([ordinal])?;
        erased += 1;
    }
    Ok(erased)
}

/// Moves all that the log holds into the file and cuts the log to nothing; `false` when a reader stands in the way.
fn empty_log(conn: &Connection) -> Result<bool, LedgerError> {
    let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
    Ok(!busy)
}

pub(crate) fn insert(
    conn: &Connection,
    ordinal: i64,
    id: &FinancingId,
    customer: &Customer,
    day: NaiveDate,
) -> Result<(), LedgerError> {
    let name = customer.full_name();
    conn.prepare_cached(
        "INSERT INTO person (financing, day, name, customer) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![id.as_str(), day.to_string(), name, json(customer)?])?;
    search::name(conn, ordinal, &name)
}

/// Keeps the way into the journey, as long as the customer's facts are kept.
pub(crate) fn keep_journey(
    conn: &Connection,
    id: &FinancingId,
    journey: &Journey,
) -> Result<(), LedgerError> {
    conn.prepare_cached("UPDATE person SET journey = ?2 WHERE financing = ?1")?
        .execute(params![id.as_str(), json(journey)?])?;
    Ok(())
}

/// Whoever holds the way into a journey gets in: it goes as soon as the financing is settled.
pub(crate) fn forget_journey(conn: &Connection, id: &FinancingId) -> Result<(), LedgerError> {
    conn.prepare_cached(
        "UPDATE person SET journey = NULL WHERE financing = ?1 AND journey IS NOT NULL",
    )?
    .execute([id.as_str()])?;
    Ok(())
}
