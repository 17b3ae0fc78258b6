//! The customer's side of the pretended Payplug: the moves of a journey, what its pages show, the manual review that
//! may follow it, and what each new stage means for the books and for the shop.

use chrono::{DateTime, Utc};

use super::Platform;
use super::authorisation::Authorisation;
use crate::books::{Effect, Entry};
use crate::journey::{Move, NoSuchJourney, Sheet, Stage};

impl Platform {
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
        let id = self.journeys.get(journey).ok_or(NoSuchJourney)?.clone();
        self.lapse(&id, now);
        let stage = self.authorisations.get(&id).ok_or(NoSuchJourney)?.stage;
        let next = match step {
            Move::Open => Stage::Open,
            Move::Accept { signature } if signature.trim().is_empty() => stage,
            Move::Accept { .. } => Stage::Accepted,
            Move::Refuse => Stage::Refused,
            Move::Leave => Stage::Left,
            Move::Review => Stage::UnderReview,
            Move::Break => Stage::Broken,
        };
        if stage.running() {
            Ok(self.come_to(&id, next, now))
        } else {
            Ok(stage)
        }
    }

    /// The back office decides an authorisation that is under review; any other stays as it is.
    ///
    /// # Errors
    /// [`NoSuchJourney`] if the token is unknown.
    pub fn decide(
        &mut self,
        journey: &str,
        accepted: bool,
        now: DateTime<Utc>,
    ) -> Result<Stage, NoSuchJourney> {
        let id = self.journeys.get(journey).ok_or(NoSuchJourney)?.clone();
        let stage = self.authorisations.get(&id).ok_or(NoSuchJourney)?.stage;
        if stage != Stage::UnderReview {
            return Ok(stage);
        }
        Ok(self.come_to(
            &id,
            if accepted {
                Stage::Accepted
            } else {
                Stage::Refused
            },
            now,
        ))
    }

    /// The journeys that wait for the back office.
    pub fn under_review(&self) -> Vec<String> {
        let waiting = self.journeys.iter().filter(|(_, id)| {
            self.authorisations
                .get(*id)
                .is_some_and(|authorisation| authorisation.stage == Stage::UnderReview)
        });
        waiting.map(|(journey, _)| journey.clone()).collect()
    }

    /// What the journey's pages show.
    ///
    /// # Errors
    /// [`NoSuchJourney`] if the token is unknown.
    pub fn sheet(&mut self, journey: &str, now: DateTime<Utc>) -> Result<Sheet, NoSuchJourney> {
        let id = self.journeys.get(journey).ok_or(NoSuchJourney)?.clone();
        self.lapse(&id, now);
        let authorisation = self.authorisations.get(&id).ok_or(NoSuchJourney)?;
        Ok(authorisation.sheet(&self.settings.shop, now))
    }

    /// Brings an authorisation to a new stage, with what that means for the books and for the shop.
    pub(super) fn come_to(&mut self, id: &str, stage: Stage, now: DateTime<Utc>) -> Stage {
        let Some(authorisation) = self.authorisations.get_mut(id) else {
            return stage;
        };
        let exec = Authorisation::exec(stage);
        let news = exec != Authorisation::exec(authorisation.stage);
        authorisation.stage = stage;
        if let (true, Some(index)) = (news, self.deeds.iter().position(|deed| deed.id == id)) {
            let deed = &mut self.deeds[index];
            deed.results.push((now, exec));
            if stage == Stage::Accepted {
                authorisation.accepted_at = Some(now);
                let (amount, reference) = (deed.amount, deed.extra.clone());
                // Refused only for a transaction that was reserved before, and this one was not.
                let _ = self.books.record(Entry {
                    at: now,
                    transaction: id.to_owned(),
                    operation: id.to_owned(),
                    reference,
                    effect: Effect::Reserved,
                    amount,
                });
            }
            self.notify(index);
        }
        stage
    }
}
