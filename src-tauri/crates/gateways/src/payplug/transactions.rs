//! getTransactions: the rows of an order, and the one report they fold into. Known: a row per operation, AMOUNT as
//! decimal text in euros, 0000 written `0`, and rows that lag behind what was done, so that no row proves nothing.
//! Assumed: DATE is UTC; EXTRADATA stands in a row where it was sent; the rest of a partly captured authorisation is
//! let go by the gateway (no row says so, and no amount is made up for it).

use super::{
    answer::is_transaction,
    execcode::{Act, ExecCode},
    operations::extra_data,
};
use crate::word;
use chrono::NaiveDateTime;
use financing::{
    Amounts, Cents, Financing, Handle, MoneyError, Operation, Rejection, RejectionKind, Report,
    Silence, Status,
};
use serde::Deserialize;

/// What the financing remembers: the TRANSACTIONID of its authorisation, which capture and void name.
pub(crate) const AUTHORIZATION: &str = "authorization";
/// The TRANSACTIONID of its capture, which refunds name.
pub(crate) const CAPTURE: &str = "capture";

/// A row as it comes. A column that is not read is not named.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) struct Row {
    identifier: String,
    orderid: String,
    transactionid: String,
    operationtype: String,
    execcode: String,
    date: String,
    amount: Option<String>,
    currency: Option<String>,
    extradata: Option<String>,
}

/// A row as it was understood.
#[derive(Debug)]
struct Deed {
    kind: Kind,
    id: String,
    amount: Option<Cents>,
    code: ExecCode,
    extra: Option<String>,
    at: NaiveDateTime,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Authorization,
    Capture,
    Refund,
    Void,
    /// An operation that the till never sends: somebody else did something to this order.
    Foreign(String),
}

impl Row {
    fn read(self, identifier: &str, reference: &str) -> Result<Deed, Silence> {
        if self.identifier != identifier || self.orderid != reference {
            return Err(Silence::OtherTransaction);
        }
        let euros = self
            .currency
            .as_deref()
            .is_none_or(|currency| currency == "EUR");
        let code = ExecCode::read_exported(&self.execcode).ok_or(Silence::Unreadable)?;
        let at = NaiveDateTime::parse_from_str(&self.date, "%Y-%m-%d %H:%M:%S")
            .map_err(|_not_a_date| Silence::Unreadable)?;
        if !euros || !is_transaction(&self.transactionid) {
            return Err(Silence::Unreadable);
        }
        let amount = match self.amount.as_deref() {
            None | Some("") => None,
            Some(text) => Some(euros_to_cents(text)?),
        };
        let kind = match self.operationtype.as_str() {
            "authorization" => Kind::Authorization,
            "capture" => Kind::Capture,
            "refund" => Kind::Refund,
            "void" => Kind::Void,
            other => Kind::Foreign(word::kept(other)),
        };
        let counts = matches!(kind, Kind::Authorization | Kind::Capture | Kind::Refund);
        if counts && code == ExecCode::DONE && amount.is_none_or(Cents::is_zero) {
            // Money moved and nobody says how much: to count it as nothing would be a guess.
            return Err(Silence::Unreadable);
        }
        Ok(Deed {
            kind,
            id: self.transactionid,
            amount,
            code,
            extra: self.extradata,
            at,
        })
    }
}

/// `123.90` euros, exact to the cent; the decimal sign is the point.
fn euros_to_cents(text: &str) -> Result<Cents, Silence> {
    if text.contains(',') {
        return Err(Silence::Unreadable);
    }
    Cents::parse(text).map_err(|_not_an_amount| Silence::Unreadable)
}

/// What the rows of this financing's order say. Rows of another order or account, and rows that cannot be read, prove
/// nothing: then the whole answer is unknown.
pub(crate) fn report(
    rows: Vec<Row>,
    identifier: &str,
    financing: &Financing,
) -> Result<Report, Silence> {
    let reference = &financing.order.key.reference;
    let mut deeds = rows
        .into_iter()
        .map(|row| row.read(identifier, reference))
        .collect::<Result<Vec<Deed>, Silence>>()?;
    deeds.sort_by_key(|deed| deed.at);
    fold(&deeds, financing).map_err(|_impossible| Silence::Unreadable)
}

fn fold(deeds: &[Deed], financing: &Financing) -> Result<Report, MoneyError> {
    let done = |kind: Kind| {
        deeds
            .iter()
            .filter(move |deed| deed.kind == kind && deed.code == ExecCode::DONE)
    };
    let sum = |kind: Kind| {
        done(kind).try_fold(Cents::ZERO, |sum, deed| {
            sum.plus(deed.amount.unwrap_or_default())
        })
    };
    let released = sum(Kind::Capture)?;
    let authorised = match sum(Kind::Authorization)? {
        none if none.is_zero() && !released.is_zero() => financing.order.amount,
        some => some,
    };
    let voided = done(Kind::Void).next().is_some();
    let amounts = Amounts {
        authorised,
        released,
        cancelled: if voided {
            authorised.left_after(released)
        } else {
            Cents::ZERO
        },
        refunded: sum(Kind::Refund)?,
    };
    let word = |status| Report {
        amounts: (!authorised.is_zero()).then_some(amounts),
        since: done(Kind::Authorization)
            .next()
            .map(|deed| deed.at.and_utc()),
        handle: handle(deeds),
        ..Report::of(status)
    };
    if let Some(foreign) = deeds.iter().find_map(Deed::foreign) {
        return Ok(word(Status::Unrecognised {
            word: foreign.to_owned(),
        }));
    }
    if let Some(refused) = refused(deeds, financing, released) {
        return Ok(word(refused));
    }
    Ok(word(if !released.is_zero() {
        if amounts.refunded == released {
            Status::Refunded
        } else {
            Status::Released
        }
    } else if voided {
        Status::Cancelled
    } else if !authorised.is_zero() {
        Status::Reserved
    } else {
        journey(deeds, financing)
    }))
}

impl Deed {
    fn foreign(&self) -> Option<&str> {
        match &self.kind {
            Kind::Foreign(word) => Some(word),
            Kind::Authorization | Kind::Capture | Kind::Refund | Kind::Void => None,
        }
    }

    /// What an authorisation that did not succeed says of the journey.
    fn journey(&self) -> Status {
        match self.code.act() {
            Act::Wait => Status::UnderReview,
            Act::Person => Status::Unrecognised {
                word: self.code.to_string(),
            },
            Act::Ended => Status::Abandoned,
            Act::Refused(RejectionKind::Declined) => Status::Refused,
            Act::Refused(
                RejectionKind::Forbidden
                | RejectionKind::Malformed
                | RejectionKind::Credentials
                | RejectionKind::Account
                | RejectionKind::Seller
                | RejectionKind::Key,
            )
            | Act::PerhapsDone(_) => Status::Broken,
            // A system's failure is not the end of a journey: only a decision is.
            Act::Done
            | Act::Journey
            | Act::Later
            | Act::AfterPause
            | Act::OtherPlatform { .. }
            | Act::Silent => Status::Waiting,
        }
    }
}

/// No authorisation succeeded: the youngest row that is not final speaks, else the youngest at all. No row is no proof
/// where a TRANSACTIONID is held; where none is, the gateway shows no trace.
fn journey(deeds: &[Deed], financing: &Financing) -> Status {
    let rows = || {
        deeds
            .iter()
            .rev()
            .filter(|deed| deed.kind == Kind::Authorization)
    };
    let open = rows().find(|deed| {
        matches!(
            deed.journey(),
            Status::Waiting | Status::UnderReview | Status::Unrecognised { .. }
        )
    });
    match open.or(rows().next()) {
        Some(deed) => deed.journey(),
        None if financing.handle.get(AUTHORIZATION).is_some() => Status::Waiting,
        None => Status::Absent,
    }
}

/// The operation under way, when a row that bears its very number says that it was refused. Only that proves it: a row
/// without a number could be an earlier try's. A later try that was refused because an earlier one had been done proves
/// nothing: what was done stands in the rows, of which the captures add up to `released`.
fn refused(deeds: &[Deed], financing: &Financing, released: Cents) -> Option<Status> {
    let pending = financing.pending.as_ref()?;
    let kind = match pending.operation {
        Operation::Release => Kind::Capture,
        Operation::Refund => Kind::Refund,
        Operation::Cancel => Kind::Void,
        Operation::Open | Operation::Reserve | Operation::Abandon => return None,
    };
    let extra = extra_data(&financing.order, pending.intent);
    let of_it = |deed: &&Deed| deed.kind == kind && deed.extra.as_deref() == Some(&extra);
    let is_done = |deed: &Deed| deed.code == ExecCode::DONE;
    let done_after_all = match pending.operation {
        Operation::Release => released > financing.amounts.released,
        Operation::Cancel => deeds.iter().any(|deed| deed.kind == kind && is_done(deed)),
        Operation::Refund | Operation::Open | Operation::Reserve | Operation::Abandon => {
            deeds.iter().filter(of_it).any(is_done)
        }
    };
    if done_after_all {
        return None;
    }
    let row = deeds.iter().rev().find(of_it)?;
    let kind = match row.code.act() {
        Act::Refused(kind) => kind,
        Act::Ended => RejectionKind::Declined,
        // It says that it was done before, and no row does.
        Act::PerhapsDone(_) => RejectionKind::Forbidden,
        Act::Done
        | Act::Journey
        | Act::Wait
        | Act::Person
        | Act::Later
        | Act::AfterPause
        | Act::OtherPlatform { .. }
        | Act::Silent => return None,
    };
    Some(Status::OperationRefused {
        intent: pending.intent,
        rejection: Rejection {
            kind,
            code: row.code.to_string(),
        },
    })
}

/// The authorisation that succeeded (or else the youngest), and the capture that did.
fn handle(deeds: &[Deed]) -> Handle {
    let of = |kind: Kind| deeds.iter().rev().filter(move |deed| deed.kind == kind);
    let succeeded = |deed: &&Deed| deed.code == ExecCode::DONE;
    let authorization = of(Kind::Authorization)
        .find(succeeded)
        .or_else(|| of(Kind::Authorization).next());
    let mut handle = Handle::default();
    if let Some(deed) = authorization {
        handle = handle.with(AUTHORIZATION, &deed.id);
    }
    if let Some(deed) = of(Kind::Capture).find(succeeded) {
        handle = handle.with(CAPTURE, &deed.id);
    }
    handle
}

#[cfg(test)]
mod tests;
