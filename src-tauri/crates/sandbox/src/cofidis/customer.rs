//! The customer's side of the pretended Cofidis: the moves of a journey, what its pages show, and the manual review
//! that may follow it. No money moves here.

use chrono::{DateTime, Utc};

use super::Bank;
use super::states::Status;
use crate::journey::{Move, NoSuchJourney, Sheet, Stage};

impl Bank {
    /// The customer does something.
    ///
    /// # Errors
    /// [`NoSuchJourney`] if the token is unknown. A move that comes too late changes nothing.
    pub fn customer(
        &mut self,
        journey: &str,
        step: &Move,
        now: DateTime<Utc>,
    ) -> Result<Stage, NoSuchJourney> {
        let name = self.journeys.get(journey).ok_or(NoSuchJourney)?.clone();
        self.lapse(&name, now);
        let transaction = self.transactions.get_mut(&name).ok_or(NoSuchJourney)?;
        if transaction.stage().running() {
            match step {
                Move::Open => transaction.status = Status::Undefined,
                Move::Accept { signature } if signature.trim().is_empty() => {}
                Move::Accept { .. } if transaction.italian() => transaction.review(),
                Move::Accept { .. } => transaction.status = Status::ToConfirm,
                Move::Refuse => transaction.status = Status::Refused,
                Move::Leave => {
                    transaction.status = Status::Aborted;
                    transaction.sub_status = Some("customer_left");
                }
                Move::Review => transaction.review(),
                Move::Break => transaction.status = Status::Error,
            }
            self.outbox.extend(transaction.notification());
        }
        Ok(transaction.stage())
    }

    /// The back office decides a transaction that is `pending`; any other stays as it is.
    ///
    /// # Errors
    /// [`NoSuchJourney`] if the token is unknown.
    pub fn decide(&mut self, journey: &str, accepted: bool) -> Result<Stage, NoSuchJourney> {
        let name = self.journeys.get(journey).ok_or(NoSuchJourney)?;
        let transaction = self.transactions.get_mut(name).ok_or(NoSuchJourney)?;
        if transaction.status == Status::Pending {
            transaction.status = if accepted {
                Status::ToConfirm
            } else {
                Status::Refused
            };
            transaction.sub_status = None;
            self.outbox.extend(transaction.notification());
        }
        Ok(transaction.stage())
    }

    /// The journeys that wait for the back office.
    pub fn under_review(&self) -> Vec<String> {
        self.transactions
            .values()
            .filter(|each| each.status == Status::Pending)
            .map(|each| each.journey.clone())
            .collect()
    }

    /// What the journey's pages show.
    ///
    /// # Errors
    /// [`NoSuchJourney`] if the token is unknown.
    pub fn sheet(&mut self, journey: &str, now: DateTime<Utc>) -> Result<Sheet, NoSuchJourney> {
        let name = self.journeys.get(journey).ok_or(NoSuchJourney)?.clone();
        self.lapse(&name, now);
        let transaction = self.transactions.get(&name).ok_or(NoSuchJourney)?;
        Ok(transaction.sheet(&self.settings.shop, now))
    }
}
