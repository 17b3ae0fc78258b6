//! One transaction at a pretended gateway: its stages, what time brings it to, and what an operation does to it. It knows
//! no books, no letters and no other transaction.

use super::{bank::Denial, manner::Manner};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{Amounts, Cents, Intent, Operation, Route, Status};

/// Where a transaction truly stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Offered,
    Filling,
    Review,
    Accepted,
    Reserved,
    Released,
    Refunded,
    Cancelled,
    /// Its time ran out after acceptance.
    Lapsed,
    Refused,
    Left,
    Broken,
    ReservationRefused,
}

/// One transaction.
#[derive(Debug, Clone)]
pub(crate) struct Transaction {
    /// Where it stands.
    pub(crate) stage: Stage,
    /// How much of it.
    pub(crate) amounts: Amounts,
    /// The customer has signed.
    pub(crate) signed: bool,
    pub(crate) amount: Cents,
    pub(crate) opened: DateTime<Utc>,
    pub(crate) signed_at: Option<DateTime<Utc>>,
    pub(crate) moves: Vec<(DateTime<Utc>, Stage)>,
    pub(crate) failed: Option<Operation>,
    /// What a list showed from when on, oldest first.
    pub(crate) shown: Vec<(DateTime<Utc>, Stage, Amounts)>,
}

impl Stage {
    /// The gateway's word for it.
    pub(crate) fn word(self) -> Status {
        match self {
            Stage::Offered => Status::Waiting,
            Stage::Filling => Status::InJourney,
            Stage::Review => Status::UnderReview,
            Stage::Accepted => Status::Accepted,
            Stage::Reserved => Status::Reserved,
            Stage::Released => Status::Released,
            Stage::Refunded => Status::Refunded,
            Stage::Cancelled => Status::Cancelled,
            Stage::Lapsed | Stage::Left => Status::Abandoned,
            Stage::Refused => Status::Refused,
            Stage::Broken => Status::Broken,
            Stage::ReservationRefused => Status::ReservationRefused,
        }
    }

    fn in_journey(self) -> bool {
        matches!(self, Stage::Offered | Stage::Filling | Stage::Review)
    }
}

impl Transaction {
    /// Whether money may still be released, or was.
    pub(crate) fn may_still_be_financed(&self) -> bool {
        match self.stage {
            Stage::Offered
            | Stage::Filling
            | Stage::Review
            | Stage::Accepted
            | Stage::Reserved
            | Stage::Released
            | Stage::Refunded => true,
            Stage::Cancelled
            | Stage::Lapsed
            | Stage::Refused
            | Stage::Left
            | Stage::Broken
            | Stage::ReservationRefused => false,
        }
    }

    /// Reaches a stage, and shows it from then on.
    pub(crate) fn go_to(&mut self, stage: Stage, at: DateTime<Utc>) {
        self.stage = stage;
        self.shown.push((at, stage, self.amounts));
    }

    /// What happens to it next by itself.
    pub(crate) fn next(&self, manner: &Manner) -> Option<(DateTime<Utc>, Stage)> {
        let planned = self.moves.iter().min_by_key(|(at, _)| *at);
        let planned = planned.filter(|_| self.stage.in_journey()).copied();
        let expires = matches!(self.stage, Stage::Offered | Stage::Filling)
            .then(|| (self.opened + TimeDelta::minutes(50), Stage::Left));
        let holds = matches!(self.stage, Stage::Accepted | Stage::Reserved) && manner.lapses;
        let lapses = self
            .signed_at
            .filter(|_| holds)
            .map(|at| (at + TimeDelta::days(manner.hold_days), Stage::Lapsed));
        [planned, expires, lapses]
            .into_iter()
            .flatten()
            .min_by_key(|(at, _)| *at)
    }

    /// Does what is asked, or says why not.
    pub(crate) fn carry_out(
        &mut self,
        intent: &Intent,
        manner: &Manner,
        at: DateTime<Utc>,
    ) -> Result<(), Denial> {
        let amount = intent.amount;
        let held = self.amounts.left_to_release();
        let reserves_first = manner.route == Route::ReserveFirst;
        let one_call = manner.route == Route::OneCall;
        let to = match (intent.operation, self.stage) {
            (Operation::Reserve, Stage::Accepted) if reserves_first => {
                self.amounts.authorised = self.amount;
                Stage::Reserved
            }
            (Operation::Reserve, Stage::Reserved | Stage::Released | Stage::Refunded) => {
                return Err(Denial::Already);
            }
            (Operation::Release, Stage::Accepted) if one_call => {
                self.amounts.authorised = self.amount;
                self.amounts.released = self.amount;
                Stage::Released
            }
            (Operation::Release, Stage::Reserved) if amount <= held => {
                self.amounts.released = amount;
                Stage::Released
            }
            (Operation::Release, Stage::Released | Stage::Refunded) => return Err(Denial::Already),
            (Operation::Cancel, Stage::Reserved) if amount <= held => {
                self.amounts.cancelled = add(self.amounts.cancelled, amount);
                if amount == held {
                    Stage::Cancelled
                } else {
                    Stage::Reserved
                }
            }
            (Operation::Cancel, Stage::Cancelled | Stage::Lapsed) => return Err(Denial::Already),
            (Operation::Refund, Stage::Released) if amount <= self.amounts.left_to_refund() => {
                self.amounts.refunded = add(self.amounts.refunded, amount);
                let whole = self.amounts.left_to_refund().is_zero();
                if whole {
                    Stage::Refunded
                } else {
                    Stage::Released
                }
            }
            (Operation::Refund, Stage::Refunded) => return Err(Denial::Already),
            (Operation::Abandon, Stage::Offered | Stage::Filling | Stage::Review) => Stage::Left,
            (
                Operation::Open
                | Operation::Reserve
                | Operation::Release
                | Operation::Cancel
                | Operation::Refund
                | Operation::Abandon,
                _,
            ) => return Err(Denial::Forbidden),
        };
        self.go_to(to, at);
        Ok(())
    }
}

/// Sums stay below an order's amount, so they are always amounts.
fn add(sum: Cents, part: Cents) -> Cents {
    sum.plus(part).unwrap_or(Cents::MAX)
}
