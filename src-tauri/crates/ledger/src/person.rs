//! The customers' facts and the way into their journeys: personal data, kept apart from the money facts and erased
//! when their time is over, without a trace in the file or its log. The journal, the states and the totals hold none
//! and stay whole. How long they may be kept is not known here; the day is passed in.

use crate::{Damage, Ledger, LedgerError, Note, Row, journal, journal::json, read, search, sql};
use chrono::{DateTime, NaiveDate, Utc};
use financing::{Actor, Customer, Financing, FinancingId, Journey};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use std::fmt;

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The financings that lost their personal data.
    pub financings: Vec<FinancingId>,
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

    /// The next few hundred settled financings to which nothing happened on a day or since, and whose personal data are
    /// still kept.
    pub fn expired_persons(
        &self,
        untouched_since: NaiveDate,
    ) -> Result<Vec<FinancingId>, LedgerError> {
        expired(&self.conn, untouched_since)
    }

    /// The last store day but one on which anything was started; `None` before there are two. What a clock says for one
    /// wrong day does not move it.
    pub fn last_day_but_one(&self) -> Result<Option<NaiveDate>, LedgerError> {
        let mut query = self.conn.prepare_cached(sql::LAST_BUT_ONE_DAY)?;
        let day: Option<String> = query.query_row((), |row| row.get(0))?;
        day.map(|day| day.parse().or(Err(Damage::Financing.into())))
            .transpose()
    }

    /// Erases the personal data of those few hundred financings, notes it in the journal (the store's day being `day`) and empties
    /// the write-ahead log. Those that are not settled keep theirs until they are. Backups made before keep theirs for
    /// as long as they are kept.
    pub fn erase_expired_persons(
        &mut self,
        untouched_since: NaiveDate,
        day: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Erasure, LedgerError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let erased = erase(&tx, &expired(&tx, untouched_since)?)?;
        if !erased.is_empty() {
            let note = Note::PersonsErased {
                at: now,
                untouched_since,
                financings: erased.len() as u64,
            };
            journal::note(&tx, &note, day)?;
        }
        tx.commit()?;
        self.erasure(erased)
    }

    /// Erases the personal data of one customer's settled financings out of these, likewise, and notes who did it.
    pub fn erase_customer(
        &mut self,
        financings: &[FinancingId],
        by: &Actor,
        day: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<Erasure, LedgerError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let erased = erase(&tx, financings)?;
        if !erased.is_empty() {
            let note = Note::CustomerErased {
                at: now,
                by: by.clone(),
                financings: erased.clone(),
            };
            journal::note(&tx, &note, day)?;
        }
        tx.commit()?;
        self.erasure(erased)
    }

    /// The financings that lost their personal data because their customer asked for it, as the journal has it.
    pub fn erased_on_request(&self) -> Result<Vec<FinancingId>, LedgerError> {
        let mut query = self.conn.prepare_cached(sql::ERASED_ON_REQUEST)?;
        let mut rows = query.query(())?;
        let mut erased = Vec::new();
        while let Some(row) = rows.next()? {
            let entry: String = row.get(0)?;
            match serde_json::from_str(&entry).or(Err(Damage::Journal))? {
                Note::CustomerErased { financings, .. } => erased.extend(financings),
                Note::PersonsErased { .. }
                | Note::CustomerExported { .. }
                | Note::Restored { .. } => return Err(Damage::Journal.into()),
            }
        }
        Ok(erased)
    }

    /// Notes that the personal data of these financings were handed over to their customer, and by whom.
    pub fn note_export(
        &mut self,
        financings: &[FinancingId],
        by: &Actor,
        day: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<(), LedgerError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let note = Note::CustomerExported {
            at: now,
            by: by.clone(),
            financings: financings.to_vec(),
        };
        journal::note(&tx, &note, day)?;
        Ok(tx.commit()?)
    }

    fn erasure(&self, erased: Vec<FinancingId>) -> Result<Erasure, LedgerError> {
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

fn expired(conn: &Connection, untouched_since: NaiveDate) -> Result<Vec<FinancingId>, LedgerError> {
    let mut query = conn.prepare_cached(sql::EXPIRED)?;
    let mut rows = query.query([untouched_since.to_string()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        found.push(FinancingId::try_from(id).or(Err(Damage::Financing))?);
    }
    Ok(found)
}

/// Erases the personal data of those that are settled and still have some, and says which these are.
fn erase(conn: &Connection, financings: &[FinancingId]) -> Result<Vec<FinancingId>, LedgerError> {
    let mut erasable = conn.prepare_cached(sql::ERASABLE)?;
    let mut person = conn.prepare_cached("DELETE FROM person WHERE financing = ?1")?;
    let mut words = conn.prepare_cached("DELETE FROM name_word WHERE ordinal = ?1")?;
    let mut erased = Vec::new();
    for id in financings {
        let ordinal: Option<i64> = erasable
            .query_row([id.as_str()], |row| row.get(0))
            .optional()?;
        if let Some(ordinal) = ordinal {
            person.execute([id.as_str()])?;
            words.execute([ordinal])?;
            erased.push(id.clone());
        }
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
