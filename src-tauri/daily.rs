//! What is done once a store day while a till is open: the customers' data whose time is over are erased, with those that
//! a backup brought back, and then the day's verified copy of the ledger is made, so that the copy holds them no more. How
//! long data are kept is the settings' to say, what is expired the till's. What fails is tried again with the next look.

use crate::{
    deeds::Ends, home::Home, house::House, ledgers::Opened, screen::Job, unresolved::Unresolved,
};
use chrono::Utc;
use std::{
    io,
    sync::{Arc, Weak},
    time::Duration,
};
use tauri::async_runtime::spawn_blocking;
use till::{Till, TillFault};
use tokio::{select, time::sleep};

/// How often it is looked whether a new day has begun, or the lifetime was changed.
const LOOK: Duration = Duration::from_secs(3600);

/// What it is done with: the open till, its ledger, and where a failure is remembered.
#[derive(Clone)]
pub(crate) struct Chores {
    pub(crate) till: Arc<Till>,
    pub(crate) ledger: Opened,
    pub(crate) unresolved: Arc<Unresolved>,
}

/// Does it now and on each day to come, until it is told to end or the house is gone. What is begun is done: what it does
/// blocks, and would go on at the ledger of another counter.
pub(crate) async fn does(house: Weak<House>, chores: Chores, mut ends: Ends) {
    while let Some(months) = lifetime(&house) {
        let Some(home) = house.upgrade().map(|house| house.home.clone()) else {
            return;
        };
        chores.do_all(home, months).await;
        select! {
            biased;
            () = ends.come() => return,
            () = sleep(LOOK) => {}
        }
    }
}

/// How long customers' data are kept, by the settings as they stand now.
fn lifetime(house: &Weak<House>) -> Option<u32> {
    let till = house.upgrade()?.settings().till?;
    Some(till.personal_data_months())
}

impl Chores {
    /// Neither waits for the other to succeed.
    pub(crate) async fn do_all(&self, home: Home, months: u32) {
        let (till, papers) = (Arc::clone(&self.till), home.papers(false));
        let note = home.erased();
        let erases = move || {
            // What keeps the one from being done keeps nobody who was erased on request.
            let expired = till.erase_expired(months, &papers);
            let held = till.hold_erasures(&note, &papers);
            expired.map(|_erased| ()).and(held)
        };
        self.unresolved
            .of_the_house(Job::Erasure, done(erases).await);
        let (ledger, zone) = (self.ledger.clone(), self.till.zone());
        let copies = move || Ok(ledger.copied_today(&home.backups(), zone, Utc::now())?);
        self.unresolved
            .of_the_house(Job::Backup, done(copies).await);
    }
}

/// What came of something that may block; one that fell over has failed like any other.
pub(crate) async fn done<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, TillFault> + Send + 'static,
) -> Result<T, TillFault> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|fell_over| Err(io::Error::other(fell_over).into()))
}
