//! The whole proof: every page reads, every row of the journal follows from the one before it, every stored state is
//! the fold of its rows, and intents, totals and movements are what those rows add up to. It reads everything and
//! believes nothing that it can compute; it writes nothing.

use crate::{
    Hash, Head, Ledger, LedgerError, Note, Row, journal, journal::Stored, read, word::word, write,
};
use financing::{
    Amounts, Effect, Entry, Event, Financing, FinancingId, Standing, Step, start, step,
};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// What a verification has seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Rows of the journal.
    pub rows: u64,
    /// Financings.
    pub financings: u64,
    /// Where the journal stands.
    pub head: Head,
}

/// The first thing that is not as it must be.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// A journal row is missing: the next one there is not the one that follows.
    #[error("journal row {row} is missing")]
    Missing {
        /// The first one missing.
        row: u64,
    },
    /// A journal row does not follow from the one before it.
    #[error("journal row {row} was edited")]
    Edited {
        /// Which.
        row: u64,
    },
    /// A journal row is not an entry that could have followed the ones before it.
    #[error("journal row {row} could not have happened")]
    Impossible {
        /// Which.
        row: u64,
    },
    /// A financing is not what its rows say.
    #[error("{id} is not what its journal says")]
    State {
        /// Which.
        id: FinancingId,
    },
    /// The intents of a financing are not what its rows say.
    #[error("the intents of {id} are not what its journal says")]
    Intents {
        /// Which.
        id: FinancingId,
    },
    /// The totals of a day are not what its financings add up to.
    #[error("the totals of {day} do not add up")]
    Totals {
        /// Which, as it is written.
        day: String,
    },
    /// A page does not read, or the ledger could not be read.
    #[error(transparent)]
    Unreadable(#[from] LedgerError),
}

impl From<rusqlite::Error> for Broken {
    fn from(error: rusqlite::Error) -> Broken {
        Broken::Unreadable(error.into())
    }
}

impl Ledger {
    /// Verifies all of it as it stood when this began. `progress` is told how much is done and of how much, in rows of
    /// the journal and financings. It takes a while on a large ledger; use a connection of its own.
    pub fn verify(&self, mut progress: impl FnMut(u64, u64)) -> Result<Verified, Broken> {
        check_pages(&self.conn)?;
        let tx = self.conn.unchecked_transaction()?;
        let head = journal::head(&tx)?;
        let financings: u64 =
            tx.query_row("SELECT count(*) FROM financing", (), |row| row.get(0))?;
        let all = head.seq + financings;
        check_chain(&tx, head, |row| progress(row, all))?;
        let mut sums = Sums::default();
        check_financings(&tx, &mut sums, |done| progress(head.seq + done, all))?;
        sums.check(&tx)?;
        Ok(Verified {
            rows: head.seq,
            financings,
            head,
        })
    }
}

/// Every page's seal, where there is a cipher, and the trees of pages. The seals are read in the file, past the
/// engine's locks and past its log: a page that another connection is just writing, or that a power cut left half
/// merged while the log holds it whole, is looked at again once the log is merged.
pub(crate) fn check_pages(conn: &Connection) -> Result<(), LedgerError> {
    let sealed = || -> Result<bool, rusqlite::Error> {
        Ok(!conn.prepare("PRAGMA cipher_integrity_check")?.exists(())?)
    };
    let sealed = sealed()? || {
        conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", (), |_| Ok(()))?;
        sealed()?
    };
    let whole: String = conn.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0))?;
    if sealed && whole == "ok" {
        Ok(())
    } else {
        Err(crate::Damage::Page.into())
    }
}

fn check_chain(conn: &Connection, head: Head, mut done: impl FnMut(u64)) -> Result<(), Broken> {
    let mut query =
        conn.prepare("SELECT seq, financing, day, entry, hash FROM journal ORDER BY seq")?;
    let mut rows = query.query(())?;
    let (mut seq, mut hash): (u64, Hash) = (0, journal::origin(conn)?);
    while let Some(row) = rows.next()? {
        let row = Stored::read(row)?;
        seq += 1;
        if row.seq != seq {
            return Err(Broken::Missing { row: seq });
        }
        if !row.follows(hash)? {
            return Err(Broken::Edited { row: seq });
        }
        if row.financing.is_none() && serde_json::from_str::<Note>(&row.entry).is_err() {
            return Err(Broken::Impossible { row: seq });
        }
        hash = row.hash;
        done(seq);
    }
    if (Head { seq, hash }) == head {
        Ok(())
    } else {
        Err(Broken::Missing { row: seq + 1 })
    }
}

fn check_financings(
    conn: &Connection,
    sums: &mut Sums,
    mut done: impl FnMut(u64),
) -> Result<(), Broken> {
    let mut query = conn.prepare(
        "SELECT body, version, day, id, last_day, settled, release_by FROM financing ORDER BY ordinal",
    )?;
    let mut rows = query.query(())?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let name: String = row.get(3)?;
        let id =
            FinancingId::try_from(name).or(Err(LedgerError::from(crate::Damage::Financing)))?;
        let held = read::held(row)?;
        let told =
            Told::by_journal(conn, &id, sums)?.ok_or_else(|| Broken::State { id: id.clone() })?;
        let stored: (String, String, bool, Option<i64>) =
            (row.get(2)?, row.get(4)?, row.get(5)?, row.get(6)?);
        let due = (
            told.day,
            told.last_day,
            write::is_settled(&told.financing),
            write::release_by(&told.financing),
        );
        if held.financing != told.financing || held.version != told.version || stored != due {
            return Err(Broken::State { id });
        }
        if intents(conn, &id)? != told.intents {
            return Err(Broken::Intents { id });
        }
        count += 1;
        done(count);
    }
    Ok(())
}

/// The intents of a financing as they lie in the file: number, operation, amount, standing.
type Intents = BTreeMap<u32, (String, i64, String)>;

fn intents(conn: &Connection, id: &FinancingId) -> Result<Intents, LedgerError> {
    let mut query = conn.prepare_cached(
        "SELECT number, operation, amount, standing FROM intent WHERE financing = ?1",
    )?;
    let rows = query.query_map([id.as_str()], |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A financing as its journal tells it.
struct Told {
    financing: Financing,
    version: u32,
    day: String,
    last_day: String,
    intents: Intents,
}

impl Told {
    /// Folds the rows of a financing; `None` when there are none.
    fn by_journal(
        conn: &Connection,
        id: &FinancingId,
        sums: &mut Sums,
    ) -> Result<Option<Told>, Broken> {
        let mut query = conn.prepare_cached(crate::sql::HISTORY)?;
        let mut rows = query.query([id.as_str()])?;
        let mut told: Option<Told> = None;
        while let Some(row) = rows.next()? {
            let Row {
                seq, day, entry, ..
            } = Row::try_from(Stored::read(row)?)?;
            let impossible = || Broken::Impossible { row: seq };
            let before = told
                .as_ref()
                .map(|told| told.financing.amounts)
                .unwrap_or_default();
            let step = match &told {
                None => begin(&entry).filter(|step| step.next.id == *id),
                Some(told) => step(&told.financing, &entry.event, entry.at).ok(),
            }
            .ok_or_else(impossible)?;
            let mut next = told.take().map_or_else(
                || Told::starting(&step, day.to_string()),
                |told| Told {
                    financing: step.next.clone(),
                    ..told
                },
            );
            next.version += 1;
            next.last_day = day.to_string();
            next.follow(&step.effects)?;
            sums.moved(&next.last_day, &next.financing, before)?;
            told = Some(next);
        }
        if let Some(told) = &told {
            sums.stands(&told.day, &told.financing)?;
        }
        Ok(told)
    }

    fn starting(step: &Step, day: String) -> Told {
        Told {
            financing: step.next.clone(),
            version: 0,
            last_day: day.clone(),
            day,
            intents: Intents::new(),
        }
    }

    fn follow(&mut self, effects: &[Effect]) -> Result<(), LedgerError> {
        for effect in effects {
            match effect {
                Effect::Send(intent) => {
                    let dispatched = word(&Standing::Dispatched)?;
                    let sent = (word(&intent.operation)?, intent.amount.get(), dispatched);
                    self.intents.insert(intent.number, sent);
                }
                Effect::Settle { intent, standing } => {
                    if let Some(settled) = self.intents.get_mut(intent) {
                        settled.2 = word(standing)?;
                    }
                }
                Effect::Ask => {}
            }
        }
        Ok(())
    }
}

fn begin(entry: &Entry) -> Option<Step> {
    let Event::Started { id, order } = &entry.event else {
        return None;
    };
    Some(start(id.clone(), (**order).clone(), entry.at))
}

/// The totals as the journals add up to them: by `[day, gateway, mode, product, state]` and by
/// `[day, gateway, mode, product]`.
#[derive(Default)]
struct Sums {
    totals: BTreeMap<[String; 5], [i64; 6]>,
    movements: BTreeMap<[String; 4], [i64; 3]>,
}

impl Sums {
    fn stands(&mut self, day: &str, financing: &Financing) -> Result<(), LedgerError> {
        let [day, gateway, mode, product] = of_day(day, financing)?;
        let Amounts {
            authorised,
            released,
            cancelled,
            refunded,
        } = financing.amounts;
        let amounts = [
            financing.order.amount,
            authorised,
            released,
            cancelled,
            refunded,
        ];
        let key = [day, gateway, mode, product, word(&financing.state)?];
        let total = self.totals.entry(key).or_default();
        total[0] += 1;
        for (sum, amount) in total[1..].iter_mut().zip(amounts) {
            *sum += amount.get();
        }
        Ok(())
    }

    fn moved(
        &mut self,
        day: &str,
        financing: &Financing,
        before: Amounts,
    ) -> Result<(), LedgerError> {
        let now = financing.amounts;
        let by = [
            now.released.get() - before.released.get(),
            now.cancelled.get() - before.cancelled.get(),
            now.refunded.get() - before.refunded.get(),
        ];
        if by != [0; 3] {
            let sums = self.movements.entry(of_day(day, financing)?).or_default();
            for (sum, by) in sums.iter_mut().zip(by) {
                *sum += by;
            }
        }
        Ok(())
    }

    /// Compares them with what the ledger has kept, both ways.
    fn check(mut self, conn: &Connection) -> Result<(), Broken> {
        let mut query = conn.prepare(
            "SELECT day, gateway, mode, product, state, count, amount, authorised, released, cancelled, refunded
             FROM day_total WHERE count > 0",
        )?;
        let mut rows = query.query(())?;
        while let Some(row) = rows.next()? {
            let key = [
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ];
            let kept = [
                row.get(5)?,
                row.get(6)?,
                row.get(7)?,
                row.get(8)?,
                row.get(9)?,
                row.get(10)?,
            ];
            if self.totals.remove(&key) != Some(kept) {
                let [day, ..] = key;
                return Err(Broken::Totals { day });
            }
        }
        let mut query = conn.prepare(
            "SELECT day, gateway, mode, product, released, cancelled, refunded FROM day_movement",
        )?;
        let mut rows = query.query(())?;
        while let Some(row) = rows.next()? {
            let key = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
            let kept = [row.get(4)?, row.get(5)?, row.get(6)?];
            if self.movements.remove(&key) != Some(kept) {
                let [day, ..] = key;
                return Err(Broken::Totals { day });
            }
        }
        let total = self.totals.pop_first().map(|([day, ..], _)| day);
        let movement = self.movements.pop_first().map(|([day, ..], _)| day);
        match total.or(movement) {
            Some(day) => Err(Broken::Totals { day }),
            None => Ok(()),
        }
    }
}

fn of_day(day: &str, financing: &Financing) -> Result<[String; 4], LedgerError> {
    let order = &financing.order;
    Ok([
        day.to_owned(),
        order.gateway.as_str().to_owned(),
        word(&order.mode)?,
        order.product.as_str().to_owned(),
    ])
}
