//! What is asked of the ledger: one financing, the lists of the screens, the totals of a day. Nothing here writes, and
//! every question is in [`crate::sql`], answered from an index. It knows no screen; it hands out what is written.

use crate::{
    Damage, Hash, Ledger, LedgerError, Row, journal,
    journal::{Head, Stored},
    open::keep_apart,
    sql,
    word::{meaning, word},
};
use chrono::NaiveDate;
use financing::{Financing, FinancingId, GatewayId, Mode, ProductCode, State};
use rusqlite::{Connection, OptionalExtension, Params, named_params};

/// A financing as it stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// It.
    pub financing: Financing,
    /// How many journal rows it has. A write names the version it was decided on; another one in between refuses it.
    pub version: u32,
    /// The store's day on which it was started.
    pub day: NaiveDate,
}

impl Held {
    /// Whether it is over: its state is an end and no operation is under way.
    pub fn is_settled(&self) -> bool {
        crate::write::is_settled(&self.financing)
    }
}

/// A line of a list.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    /// The financing.
    pub held: Held,
    /// The customer's name; `None` once it is erased.
    pub name: Option<String>,
}

impl std::fmt::Debug for Listed {
    /// Personal data never reach a log: the name is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Listed {{ held: {:?}, .. }}", self.held)
    }
}

/// Which financings of a day; the empty one shows all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<State>,
    /// Only of this mode.
    pub mode: Option<Mode>,
    /// Only on this product.
    pub product: Option<ProductCode>,
    /// Only started by the person of this name.
    pub started_by: Option<String>,
    /// Only those that want a person.
    pub attention: bool,
}

/// The financings started on a day that share gateway, mode, product and present state. Amounts are whole cents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Total {
    /// The gateway they were started with.
    pub gateway: GatewayId,
    /// When their money is released.
    pub mode: Mode,
    /// What they are financed on.
    pub product: ProductCode,
    /// Where they stand now.
    pub state: State,
    /// How many.
    pub count: u64,
    /// What was ordered.
    pub amount_cents: u64,
    /// What was accepted or reserved.
    pub authorised_cents: u64,
    /// What was released.
    pub released_cents: u64,
    /// What was given back before release.
    pub cancelled_cents: u64,
    /// What was refunded.
    pub refunded_cents: u64,
}

/// The money that moved on a day, whenever its financings were started. Amounts are whole cents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Movement {
    /// The gateway that moved it.
    pub gateway: GatewayId,
    /// When money of this mode is released.
    pub mode: Mode,
    /// On which product.
    pub product: ProductCode,
    /// Released that day.
    pub released_cents: u64,
    /// Given back before release that day.
    pub cancelled_cents: u64,
    /// Refunded that day.
    pub refunded_cents: u64,
}

/// How much there is to look at, whatever the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not settled, or an operation is under way.
    pub unsettled: u64,
    /// Accepted and not yet released.
    pub to_deliver: u64,
    /// Standing before a person with a reason.
    pub attention: u64,
    /// Pressed, and not a byte has left: kept until the network is back.
    pub kept: u64,
}

impl Ledger {
    /// One financing, or [`LedgerError::NotFound`].
    pub fn financing(&self, id: &FinancingId) -> Result<Held, LedgerError> {
        let found = list(&self.conn, sql::FINANCING, [id.as_str()])?;
        let first = found.into_iter().next().ok_or(LedgerError::NotFound)?;
        Ok(first.held)
    }

    /// What happened to one financing, oldest first; empty when there is none of this name.
    pub fn history(&self, id: &FinancingId) -> Result<Vec<Row>, LedgerError> {
        let mut query = self.conn.prepare_cached(sql::HISTORY)?;
        let mut rows = query.query([id.as_str()])?;
        let mut history = Vec::new();
        while let Some(row) = rows.next()? {
            history.push(Row::try_from(Stored::read(row)?)?);
        }
        Ok(history)
    }

    /// Everything the follow-up loop must look at, oldest first: what is not settled, and whatever has an operation
    /// under way.
    pub fn unsettled(&self) -> Result<Vec<Held>, LedgerError> {
        let found = list(&self.conn, sql::UNSETTLED, ())?;
        Ok(found.into_iter().map(|listed| listed.held).collect())
    }

    /// Every financing whose money waits to be released, the soonest deadline first. Those whose release is on its way
    /// are among them: they are delivered and not yet financed.
    pub fn to_deliver(&self) -> Result<Vec<Listed>, LedgerError> {
        list(&self.conn, sql::TO_DELIVER, ())
    }

    /// Every financing that stands before a person, oldest first.
    pub fn attention(&self) -> Result<Vec<Listed>, LedgerError> {
        list(&self.conn, sql::ATTENTION, ())
    }

    /// The financings started on a day, newest first, at most `limit` of them; the next page begins `after` the last
    /// one of this page.
    pub fn day(
        &self,
        day: NaiveDate,
        filter: &Filter,
        after: Option<&FinancingId>,
        limit: u32,
    ) -> Result<Vec<Listed>, LedgerError> {
        list(
            &self.conn,
            sql::DAY,
            named_params! {
                ":day": day.to_string(),
                ":after": after.map(FinancingId::as_str),
                ":state": filter.state.as_ref().map(word).transpose()?,
                ":mode": filter.mode.as_ref().map(word).transpose()?,
                ":product": filter.product.as_ref().map(ProductCode::as_str),
                ":started_by": filter.started_by,
                ":attention": filter.attention,
                ":limit": limit,
            },
        )
    }

    /// The financings started on a day, summed by gateway, mode, product and present state.
    pub fn totals(&self, day: NaiveDate) -> Result<Vec<Total>, LedgerError> {
        let mut query = self.conn.prepare_cached(sql::TOTALS)?;
        let mut rows = query.query([day.to_string()])?;
        let mut totals = Vec::new();
        while let Some(row) = rows.next()? {
            totals.push(Total {
                gateway: meaning(row.get(0)?)?,
                mode: meaning(row.get(1)?)?,
                product: meaning(row.get(2)?)?,
                state: meaning(row.get(3)?)?,
                count: row.get(4)?,
                amount_cents: row.get(5)?,
                authorised_cents: row.get(6)?,
                released_cents: row.get(7)?,
                cancelled_cents: row.get(8)?,
                refunded_cents: row.get(9)?,
            });
        }
        Ok(totals)
    }

    /// The money that moved on a day, summed by gateway, mode and product.
    pub fn movements(&self, day: NaiveDate) -> Result<Vec<Movement>, LedgerError> {
        let mut query = self.conn.prepare_cached(sql::MOVEMENTS)?;
        let mut rows = query.query([day.to_string()])?;
        let mut movements = Vec::new();
        while let Some(row) = rows.next()? {
            movements.push(Movement {
                gateway: meaning(row.get(0)?)?,
                mode: meaning(row.get(1)?)?,
                product: meaning(row.get(2)?)?,
                released_cents: row.get(3)?,
                cancelled_cents: row.get(4)?,
                refunded_cents: row.get(5)?,
            });
        }
        Ok(movements)
    }

    /// How much there is to look at.
    pub fn counts(&self) -> Result<Counts, LedgerError> {
        let count = |sql| -> Result<u64, LedgerError> {
            Ok(self
                .conn
                .prepare_cached(sql)?
                .query_row((), |row| row.get(0))?)
        };
        Ok(Counts {
            unsettled: count(sql::COUNT_UNSETTLED)?,
            to_deliver: count(sql::COUNT_TO_DELIVER)?,
            attention: count(sql::COUNT_ATTENTION)?,
            kept: count(sql::COUNT_KEPT)?,
        })
    }

    /// The journal's row that says that this ledger was last restored from a backup; `None` when it never was.
    pub fn restored(&self) -> Result<Option<u64>, LedgerError> {
        let mut restored = self.conn.prepare_cached(sql::RESTORED)?;
        Ok(restored.query_row((), |row| row.get(0))?)
    }

    /// What tells this ledger from every other one, and what it shares with all its backups: where its chain starts.
    pub fn origin(&self) -> Result<Hash, LedgerError> {
        journal::origin(&self.conn)
    }

    /// The row of the journal with which a financing began.
    pub fn first_row(&self, id: &FinancingId) -> Result<u64, LedgerError> {
        let mut first = self.conn.prepare_cached(sql::FIRST_ROW)?;
        Ok(first.query_row([id.as_str()], |row| row.get(0))?)
    }

    /// The financings that are not settled and to which nothing has happened since this row of the journal.
    pub fn untouched_since(&self, seq: u64) -> Result<Vec<FinancingId>, LedgerError> {
        let mut query = self.conn.prepare_cached(sql::UNTOUCHED_SINCE)?;
        let mut rows = query.query([seq])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let id: String = row.get(0)?;
            found.push(FinancingId::try_from(id).or(Err(Damage::Financing))?);
        }
        Ok(found)
    }

    /// How far the journal has come.
    pub fn head(&self) -> Result<Head, LedgerError> {
        journal::head(&self.conn)
    }

    /// Refuses a journal that does not go as far as it is known to have gone: a whole ledger of an earlier day in this
    /// one's place, or one whose log was lost, would pass every other check. A file that is refused stays as it is.
    pub fn reaches(&self, known: &Head) -> Result<(), LedgerError> {
        journal::check_reaches(&self.conn, known)
            .or_else(|refused| keep_apart(&self.conn).and(Err(refused)))
    }
}

/// The financings that a question of [`crate::sql`] finds.
pub(crate) fn list(
    conn: &Connection,
    sql: &str,
    params: impl Params,
) -> Result<Vec<Listed>, LedgerError> {
    let mut query = conn.prepare_cached(sql)?;
    let mut rows = query.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Listed {
            held: held(row)?,
            name: row.get(3)?,
        });
    }
    Ok(found)
}

/// The one financing of this ordinal.
pub(crate) fn by_ordinal(conn: &Connection, ordinal: i64) -> Result<Listed, LedgerError> {
    let found = list(conn, sql::BY_ORDINAL, [ordinal])?;
    found.into_iter().next().ok_or(LedgerError::NotFound)
}

/// Reads `body, version, day`.
pub(crate) fn held(row: &rusqlite::Row<'_>) -> Result<Held, LedgerError> {
    let unread = |_| LedgerError::from(Damage::Financing);
    let body: String = row.get(0)?;
    let day: String = row.get(2)?;
    Ok(Held {
        financing: serde_json::from_str(&body).map_err(unread)?,
        version: row.get(1)?,
        day: day.parse().or(Err(Damage::Financing))?,
    })
}

/// One text of one row, if there is one.
pub(crate) fn text(
    conn: &Connection,
    sql: &str,
    id: &FinancingId,
) -> Result<Option<String>, LedgerError> {
    let mut query = conn.prepare_cached(sql)?;
    let found = query
        .query_row([id.as_str()], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}
