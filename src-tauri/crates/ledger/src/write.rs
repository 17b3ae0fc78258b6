//! The two writes a till makes: a financing begins, and something happened to one. Each is one transaction that holds
//! all of it (journal row, state, intents, totals, personal data) or nothing. What a step is, is `financing`'s to
//! say; here it is checked against the event, so that the state is always the fold of the journal.

use crate::{
    Damage, Held, Ledger, LedgerError, journal,
    journal::{Line, json},
    person, search,
    word::word,
};
use chrono::{DateTime, NaiveDate, Utc};
use financing::{
    Actor, Customer, Effect, Entry, Event, Financing, FinancingId, Intent, Journey, Order, Step,
    calendar, start,
};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, ffi, named_params, params};

/// A financing to begin.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// The till's prefix, `T2`.
    pub till: &'a str,
    /// One per press, drawn by whoever took it: the same press, delivered again, begins nothing new.
    pub token: &'a str,
    /// What is ordered.
    pub order: Order,
    /// Who the customer is.
    pub customer: &'a Customer,
    /// Who pressed.
    pub by: Actor,
    /// The store's day.
    pub day: NaiveDate,
    /// When.
    pub now: DateTime<Utc>,
}

/// A financing that has begun, durably.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// As it stands: opening.
    pub held: Held,
    /// What may now be sent, once.
    pub intent: Intent,
}

impl Ledger {
    /// Begins a financing: allots its number, and writes its first journal row, its state, its first intent as
    /// dispatched and its customer in one commit. [`LedgerError::AlreadyBegun`] names the financing that this press
    /// began before; [`LedgerError::KeyTaken`] asks for another transaction key.
    pub fn begin(&mut self, new: &New<'_>) -> Result<Begun, LedgerError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let number = allot(&tx, new.till)?;
        let id = FinancingId::numbered(new.till, number).map_err(LedgerError::BadTill)?;
        let Step { next, effects } = start(id.clone(), new.order.clone(), new.now);
        let entry = Entry {
            at: new.now,
            by: new.by.clone(),
            event: Event::Started {
                id: id.clone(),
                order: Box::new(new.order.clone()),
            },
        };
        let Some(ordinal) = insert(&tx, new, &next)? else {
            return Err(LedgerError::AlreadyBegun {
                id: begun_by(&tx, new.token)?,
            });
        };
        journal::append(
            &tx,
            &Line {
                of: Some((&id, 1)),
                day: new.day,
                entry: &json(&entry)?,
            },
        )?;
        write_intents(&tx, &id, &effects)?;
        search::refer(&tx, ordinal, &next, Some(number))?;
        person::insert(&tx, ordinal, &id, new.customer, new.day)?;
        let intent = effects
            .into_iter()
            .find_map(|effect| match effect {
                Effect::Send(intent) => Some(intent),
                Effect::Settle { .. } | Effect::Ask => None,
            })
            .ok_or(LedgerError::NotItsStep)?;
        tx.commit()?;
        let held = Held {
            financing: next,
            version: 1,
            day: new.day,
        };
        Ok(Begun { held, intent })
    }

    /// Writes what happened to a financing: the entry into the journal, the state, the intents the step sends or
    /// settles, and the journey where the answer brought one, in one commit. `day` is the store's day now.
    ///
    /// An answer that changed nothing is not written. [`LedgerError::Overtaken`] when `held` is no longer how it
    /// stands; [`LedgerError::NotItsStep`] when `step` is not what the rules say of this event at this time.
    pub fn record(
        &mut self,
        held: &Held,
        entry: &Entry,
        step: &Step,
        journey: Option<&Journey>,
        day: NaiveDate,
    ) -> Result<Held, LedgerError> {
        if financing::step(&held.financing, &entry.event, entry.at).as_ref() != Ok(step) {
            return Err(LedgerError::NotItsStep);
        }
        if journey.is_none() && says_nothing_new(held, entry, step) {
            return Ok(held.clone());
        }
        let id = &held.financing.id;
        let version = held.version + 1;
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let ordinal = update(&tx, held, &step.next, day)?;
        journal::append(
            &tx,
            &Line {
                of: Some((id, version)),
                day,
                entry: &json(entry)?,
            },
        )?;
        write_intents(&tx, id, &step.effects)?;
        if step.next.handle != held.financing.handle {
            search::refer(&tx, ordinal, &step.next, None)?;
        }
        if step.next.state.is_settled() {
            person::forget_journey(&tx, id)?;
        } else if let Some(journey) = journey {
            person::keep_journey(&tx, id, journey)?;
        }
        tx.commit()?;
        Ok(Held {
            financing: step.next.clone(),
            version,
            day: held.day,
        })
    }
}

/// Whether the gateway only repeated what is known. A person's deed is always news.
fn says_nothing_new(held: &Held, entry: &Entry, step: &Step) -> bool {
    let writes = |effect: &Effect| match effect {
        Effect::Send(_) | Effect::Settle { .. } => true,
        Effect::Ask => false,
    };
    matches!(entry.event, Event::Told { .. })
        && step.next == held.financing
        && !step.effects.iter().any(writes)
}

/// The till's next number.
fn allot(conn: &Connection, till: &str) -> Result<u32, LedgerError> {
    let mut query = conn.prepare_cached(
        "INSERT INTO till (prefix, last)
         VALUES (?1, 1 + (SELECT coalesce(sum(entry ->> '$.numbers_skipped'), 0) FROM journal
                          WHERE financing IS NULL AND entry ->> '$.note' = 'restored'))
         ON CONFLICT (prefix) DO UPDATE SET last = last + 1 RETURNING last",
    )?;
    Ok(query.query_row([till], |row| row.get(0))?)
}

/// Writes the financing's row and gives its ordinal; `None` when this press was written before.
fn insert(conn: &Connection, new: &New<'_>, next: &Financing) -> Result<Option<i64>, LedgerError> {
    let by = match &new.by {
        Actor::Staff(name) | Actor::Manager(name) => name.as_str(),
        Actor::Gateway | Actor::Till => "",
    };
    let written = conn
        .prepare_cached(
            "INSERT INTO financing
                 (id, token, version, day, last_day, started_by, settled, release_by, body)
             VALUES (:id, :token, 1, :day, :day, :by, :settled, :release_by, :body)
             ON CONFLICT (token) DO NOTHING RETURNING ordinal",
        )?
        .query_row(
            named_params! {
                ":id": next.id.as_str(),
                ":token": new.token,
                ":day": new.day.to_string(),
                ":by": by,
                ":settled": is_settled(next),
                ":release_by": release_by(next),
                ":body": json(next)?,
            },
            |row| row.get(0),
        )
        .optional();
    written.map_err(|error| match error.sqlite_error() {
        Some(failure) if failure.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE => {
            LedgerError::KeyTaken
        }
        Some(_) | None => error.into(),
    })
}

/// The financing that this press began.
fn begun_by(conn: &Connection, token: &str) -> Result<FinancingId, LedgerError> {
    let mut query = conn.prepare_cached("SELECT id FROM financing WHERE token = ?1")?;
    let id: String = query.query_row([token], |row| row.get(0))?;
    FinancingId::try_from(id).or(Err(Damage::Financing.into()))
}

/// Replaces the state, provided that nobody else has since, and gives the financing's ordinal.
fn update(
    conn: &Connection,
    held: &Held,
    next: &Financing,
    day: NaiveDate,
) -> Result<i64, LedgerError> {
    let written = conn
        .prepare_cached(
            "UPDATE financing SET version = version + 1, last_day = :day, settled = :settled,
                 release_by = :release_by, body = :body
             WHERE id = :id AND version = :version RETURNING ordinal",
        )?
        .query_row(
            named_params! {
                ":day": day.to_string(),
                ":settled": is_settled(next),
                ":release_by": release_by(next),
                ":body": json(next)?,
                ":id": next.id.as_str(),
                ":version": held.version,
            },
            |row| row.get(0),
        )
        .optional()?;
    if let Some(ordinal) = written {
        return Ok(ordinal);
    }
    let there = conn
        .prepare_cached("SELECT 1 FROM financing WHERE id = ?1")?
        .exists([next.id.as_str()])?;
    Err(if there {
        LedgerError::Overtaken
    } else {
        LedgerError::NotFound
    })
}

/// Whether the follow-up loop has nothing to do with it.
pub(crate) fn is_settled(financing: &Financing) -> bool {
    financing.state.is_settled() && financing.pending.is_none()
}

/// When its amount lapses, in milliseconds since 1970; `None` when nothing waits to be released.
pub(crate) fn release_by(financing: &Financing) -> Option<i64> {
    calendar::release_deadline(financing).map(|deadline| deadline.timestamp_millis())
}

fn write_intents(
    conn: &Connection,
    id: &FinancingId,
    effects: &[Effect],
) -> Result<(), LedgerError> {
    for effect in effects {
        let written = match effect {
            Effect::Send(intent) => conn
                .prepare_cached(
                    "INSERT INTO intent (financing, number, operation, amount, standing)
                     VALUES (?1, ?2, ?3, ?4, 'dispatched')
                     ON CONFLICT (financing, number) DO UPDATE SET standing = 'dispatched'",
                )?
                .execute(params![
                    id.as_str(),
                    intent.number,
                    word(&intent.operation)?,
                    intent.amount.get()
                ])?,
            Effect::Settle { intent, standing } => conn
                .prepare_cached(
                    "UPDATE intent SET standing = ?3 WHERE financing = ?1 AND number = ?2",
                )?
                .execute(params![id.as_str(), intent, word(standing)?])?,
            Effect::Ask => continue,
        };
        if written != 1 {
            return Err(Damage::Intents.into());
        }
    }
    Ok(())
}
