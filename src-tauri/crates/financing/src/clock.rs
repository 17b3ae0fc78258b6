//! The port to the wall clock. The rules never look at it; the till reads it once per deed and passes the time in.

use chrono::{DateTime, Utc};

/// Where the time of day comes from.
pub trait Clock: Send + Sync {
    /// Now, as the machine believes it. It may jump in either direction: nothing is ever lost or expired by a jump.
    fn now(&self) -> DateTime<Utc>;
}
