//! Asking a gateway where a transaction stands, by the calendar or by hand (*Check now*). It moves nothing at the
//! gateway, and writes only when the answer changed something.

use crate::{Till, TillFault, Underway};
use financing::{Actor, Event, FinancingId, Outcome};
use std::time::Duration;
use tokio::time::Instant;

/// Between two questions put by hand about one financing (Known rule of the counter: at most one in 10 s).
const BY_HAND: Duration = Duration::from_secs(10);

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
        })
    }

    /// Puts one question, unless a request of this financing is already in flight or one is yet to be sent.
    pub(crate) async fn ask_now(&self, id: &FinancingId) -> Result<Option<Underway>, TillFault> {
        let lane = self.lanes.of(id);
        let Ok(_only) = lane.try_lock() else {
            return Ok(None);
        };
        let held = self.ledger().financing(id)?;
        let Some(gateway) = self.gateways.get(&held.financing.order.gateway) else {
            return Ok(None);
        };
        let waited_s = self.waited_s(&held.financing);
        self.memory().asked.insert(id.clone(), self.clock.now());
        match gateway.ask(&held.financing).await {
            Outcome::Told { report, journey } => {
                let event = Event::Told {
                    intent: None,
                    report,
                    waited_s,
                };
                self.write(id, Actor::Gateway, event, journey.as_ref())
                    .map(Some)
            }
            // No usable answer to a question is no event: nothing changed, it is asked again by the calendar.
            Outcome::Rejected(_) | Outcome::NotSent(_) | Outcome::Unknown(_) => {
                self.wake.notify_one();
                Ok(None)
            }
        }
    }

    /// For how many seconds the operation under way has certainly been on its way: since this run sent it, or since
    /// this run began when an earlier one did. By a clock that never jumps.
    pub(crate) fn waited_s(&self, financing: &financing::Financing) -> u32 {
        let Some(pending) = &financing.pending else {
            return 0;
        };
        let sent = self
            .memory()
            .sent
            .get(&(financing.id.clone(), pending.intent))
            .copied();
        let since = sent.unwrap_or(self.begun);
        u32::try_from(Instant::now().saturating_duration_since(since).as_secs()).unwrap_or(u32::MAX)
    }

    /// Says whose journey is in front of staff, so that it may be asked about more often where the profile allows.
    pub fn on_counter(&self, id: Option<FinancingId>) {
        self.memory().counter = id;
        self.wake.notify_one();
    }
}
