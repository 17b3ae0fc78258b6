//! Time in the world: true time, which the gateways live by and which never jumps, and each machine's wall clock, which
//! somebody may set. Both follow the runtime's paused time, so nothing here waits. A machine that reads its clock
//! without end while no time passes is stopped: it hangs.

use chrono::{DateTime, TimeDelta, Utc};
use financing::Clock;
use std::sync::{
    Arc,
    atomic::{AtomicI64, AtomicU64, Ordering},
};
use tokio::time::Instant;

/// So many readings of a clock at one instant, and the till is going round in circles.
const CIRCLES: u64 = 2_000;

/// True time: begins somewhere in the calendar and flows with the runtime's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TrueTime {
    began: DateTime<Utc>,
    origin: Instant,
}

impl TrueTime {
    /// Time that begins now, at this point of the calendar.
    pub(crate) fn beginning(began: DateTime<Utc>) -> TrueTime {
        let origin = Instant::now();
        TrueTime { began, origin }
    }

    /// When it began.
    pub(crate) fn start(&self) -> DateTime<Utc> {
        self.began
    }

    /// The time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        let gone = Instant::now().saturating_duration_since(self.origin);
        self.began + TimeDelta::from_std(gone).unwrap_or_default()
    }
}

/// The wall clock of one machine.
#[derive(Debug)]
pub(crate) struct WallClock {
    time: TrueTime,
    wrong_by_ms: AtomicI64,
    last_ms: AtomicI64,
    readings: AtomicU64,
}

impl WallClock {
    /// A clock that is right.
    pub(crate) fn right(time: TrueTime) -> Arc<WallClock> {
        Arc::new(WallClock {
            time,
            wrong_by_ms: AtomicI64::new(0),
            last_ms: AtomicI64::new(0),
            readings: AtomicU64::new(0),
        })
    }

    /// Sets it, so far from true time.
    pub(crate) fn set_wrong_by(&self, wrong_by: TimeDelta) {
        self.wrong_by_ms
            .store(wrong_by.num_milliseconds(), Ordering::Relaxed);
    }

    /// Sets it to a point of the calendar.
    pub(crate) fn set_to(&self, at: DateTime<Utc>) {
        self.set_wrong_by(at - self.time.now());
    }
}

impl Clock for WallClock {
    fn now(&self) -> DateTime<Utc> {
        let now = self.time.now();
        if self.last_ms.swap(now.timestamp_millis(), Ordering::Relaxed) != now.timestamp_millis() {
            self.readings.store(0, Ordering::Relaxed);
        }
        let readings = self.readings.fetch_add(1, Ordering::Relaxed);
        assert!(
            readings < CIRCLES,
            "the till goes round in circles at {now}"
        );
        now + TimeDelta::milliseconds(self.wrong_by_ms.load(Ordering::Relaxed))
    }
}
