//! The sandbox's clock: a base that ticks or stands still, and an offset that a trainer or a test may move. It owns no
//! timer and wakes nobody; whoever needs the time asks for it and hands it on, so the pretended gateways never read a
//! wall clock. Clones share the offset.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Paris;

/// A clock that can be moved forward and back. Clones are the same clock.
#[derive(Debug, Clone)]
pub struct Clock {
    base: Base,
    offset_ms: Arc<AtomicI64>,
}

#[derive(Debug, Clone, Copy)]
enum Base {
    Ticking,
    Standing(DateTime<Utc>),
}

impl Clock {
    /// The machine's own time, moved by the offset.
    pub fn ticking() -> Self {
        Self {
            base: Base::Ticking,
            offset_ms: Arc::default(),
        }
    }

    /// A clock that stands at `at` until it is moved.
    pub fn standing(at: DateTime<Utc>) -> Self {
        Self {
            base: Base::Standing(at),
            offset_ms: Arc::default(),
        }
    }

    /// The time now. A sum past the calendar's end leaves the base unmoved.
    pub fn now(&self) -> DateTime<Utc> {
        let base = match self.base {
            Base::Ticking => Utc::now(),
            Base::Standing(at) => at,
        };
        base.checked_add_signed(self.offset()).unwrap_or(base)
    }

    /// Moves the clock by `by`, forward or back, on top of earlier moves. Whole milliseconds count.
    pub fn shift(&self, by: TimeDelta) {
        self.offset_ms
            .fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }

    /// How far the clock has been moved from its base.
    pub fn offset(&self) -> TimeDelta {
        TimeDelta::milliseconds(self.offset_ms.load(Ordering::SeqCst))
    }
}

/// The calendar date in Paris, which is the date Cofidis counts by (Known: "today in Central European time").
pub fn paris_date(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&Paris).date_naive()
}
