//! Asking a gateway where a transaction stands, by the calendar or by hand (*Check now*). It moves nothing at the
//! gateway, and writes only when the answer changed something.

use crate::{Till, TillFault, Underway, memory::BY_HAND, send::without};
use chrono::{DateTime, Utc};
use financing::{
    Actor, Event, Financing, FinancingId, NotSent, Outcome, Pending, Rejection, Silence, Standing,
    Status, calendar::may_ask,
};
use tokio::time::Instant;

/// The last question about a financing, by hand or by the calendar, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastQuestion {
    /// When its outcome was known, by the till's clock.
    pub at: DateTime<Utc>,
    /// What came of it.
    pub outcome: QuestionOutcome,
}

/// What came of a question. Only an answer says anything about the financing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionOutcome {
    /// The gateway said where the transaction stands, and the ledger holds it.
    Answered {
        /// Whether it said how much was released and given back.
        amounts: bool,
    },
    /// The question did not leave.
    NotSent(NotSent),
    /// The gateway would not say.
    Rejected(Rejection),
    /// No usable answer came.
    Unknown(Silence),
}

/// The intent whose outcome is open.
fn under_way(financing: &Financing) -> Option<u32> {
    financing.pending.as_ref().map(|pending| pending.intent)
}

impl Till {
    /// *Check now*: takes the press, or says how long to wait. Then [`Till::carry_out`] asks.
    pub fn check(&self, id: &FinancingId) -> Result<Underway, TillFault> {
        let held = self.ledger().financing(id)?;
        let now = Instant::now();
        let mut memory = self.memory();
        if let Some(pressed) = memory.pressed.get(id) {
            let gone = now.saturating_duration_since(*pressed);
            if gone < BY_HAND {
                let left = BY_HAND.saturating_sub(gone);
                let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
                return Err(TillFault::TooSoon {
                    seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
                });
            }
        }
        memory.pressed.insert(id.clone(), now);
        Ok(Underway {
            held,
            effects: vec![financing::Effect::Ask],
            by_hand: true,
        })
    }

    /// What came of the last question that this run put about a financing; `None` before the first one, and an hour
    /// after the last one about a financing that is settled. The sink is told when it changed.
    pub fn last_question(&self, id: &FinancingId) -> Option<LastQuestion> {
        self.memory().questions.get(id).cloned()
    }

    /// Puts one question, unless a request of this financing is already in flight, or it is the till's own question
    /// and the gateway's office is closed. The attempt is remembered before it is made: the calendar goes on from it
    /// whatever comes of it.
    pub(crate) async fn ask_now(
        &self,
        id: &FinancingId,
        by_hand: bool,
    ) -> Result<Option<Underway>, TillFault> {
        let attempted = self.clock.now();
        let lane = self.lanes.of(id);
        let Ok(_only) = lane.try_lock() else {
            let mut memory = self.memory();
            memory.asked.insert(id.clone(), attempted);
            if by_hand {
                memory.awaited.insert(id.clone());
            }
            return Ok(None);
        };
        let (held, customer) = {
            let ledger = self.ledger();
            (ledger.financing(id)?, ledger.person(id)?)
        };
        if !by_hand && !may_ask(&held.financing, attempted) {
            return Ok(None);
        }
        self.memory().asked.insert(id.clone(), attempted);
        let waited_s = self.waited_s(&held.financing);
        let asked_about = under_way(&held.financing);
        let outcome = match self.gateways.get(&held.financing.order.gateway) {
            Some(gateway) => {
                let outcome = gateway.ask(&held.financing).await;
                without(outcome, customer.as_ref(), gateway.as_ref())
            }
            None => Outcome::NotSent(NotSent::NotConfigured),
        };
        let no_answer = |came| {
            // No usable answer to a question is no event: nothing changed, it is asked again by the calendar.
            self.remember(id, came, by_hand);
            self.wake.notify_one();
            Ok(None)
        };
        let (report, journey) = match outcome {
            Outcome::Told { report, journey } => (report, journey),
            Outcome::Rejected(rejection) => return no_answer(QuestionOutcome::Rejected(rejection)),
            Outcome::NotSent(why) => return no_answer(QuestionOutcome::NotSent(why)),
            Outcome::Unknown(why) => return no_answer(QuestionOutcome::Unknown(why)),
        };
        // What another program sent while this answer was on its way, perhaps through a night's sleep, was not waited for.
        let event = |now: &Financing| Event::Told {
            intent: None,
            report: report.clone(),
            waited_s: if under_way(now) == asked_about {
                waited_s
            } else {
                0
            },
        };
        let written = self.write_as_it_stands(id, Actor::Gateway, event, journey.as_ref())?;
        self.answered(id, &report.status);
        // Whoever hears that it was answered sees what the answer changed.
        let amounts = report.amounts.is_some();
        self.remember(id, QuestionOutcome::Answered { amounts }, by_hand);
        Ok(Some(written))
    }

    /// Its gateway answered, and the ledger holds that: no question is owed any more. Nothing that happened since a
    /// restore is unknown then, unless it was a word that nobody understands.
    fn answered(&self, id: &FinancingId, status: &Status) {
        let mut memory = self.memory();
        memory.owed.remove(id);
        if memory.restored.is_some() && !matches!(status, Status::Unrecognised { .. }) {
            memory.answered.insert(id.clone());
        }
    }

    /// Remembers what came of a question. Screens look again when it is news, or when somebody waits for it.
    fn remember(&self, id: &FinancingId, outcome: QuestionOutcome, by_hand: bool) {
        let last = LastQuestion {
            at: self.clock.now(),
            outcome: outcome.clone(),
        };
        let mut memory = self.memory();
        let before = memory.questions.insert(id.clone(), last);
        let awaited = memory.awaited.remove(id);
        drop(memory);
        if by_hand || awaited || before.is_none_or(|before| before.outcome != outcome) {
            self.sink.look_again(Some(id));
        }
    }

    /// For how many seconds the last byte of the operation under way has certainly been gone: since this run knows its
    /// outcome to be unknown, by a clock that never jumps. Not since it was written, for it may have waited for its
    /// turn before it left; nor since this run began, for another program may have sent it a moment ago.
    pub(crate) fn waited_s(&self, financing: &financing::Financing) -> u32 {
        let in_doubt = |pending: &&Pending| pending.standing == Standing::Unknown;
        let Some(pending) = financing.pending.as_ref().filter(in_doubt) else {
            return 0;
        };
        let now = Instant::now();
        let intent = (financing.id.clone(), pending.intent);
        let since = *self.memory().in_doubt.entry(intent).or_insert(now);
        u32::try_from(now.saturating_duration_since(since).as_secs()).unwrap_or(u32::MAX)
    }

    /// Says whose journey is in front of staff, so that it may be asked about more often where the profile allows.
    pub fn on_counter(&self, id: Option<FinancingId>) {
        self.memory().counter = id;
        self.wake.notify_one();
    }
}
