//! What is done once a store day while a till is open: the customers' data whose time is over are erased, and then the
//! day's verified copy of the ledger is made, so that the copy holds them no more. How long data are kept is the
//! settings' to say, what is expired the till's.

use crate::{home::Home, house::House, ledgers::Opened, log};
use chrono::Utc;
use std::{
    sync::{Arc, Weak},
    time::Duration,
};
use tauri::async_runtime::{self, JoinHandle, spawn_blocking};
use till::Till;
use tokio::time::sleep;

/// How often it is looked whether a new day has begun, or the lifetime was changed.
const LOOK: Duration = Duration::from_secs(3600);

/// Does it now and on each day to come, in the background, until the house is gone or the task is ended.
pub(crate) fn begin(house: Weak<House>, till: Arc<Till>, opened: Opened) -> JoinHandle<()> {
    async_runtime::spawn(async move {
        while let Some(months) = lifetime(&house) {
            let Some(home) = house.upgrade().map(|house| house.home.clone()) else {
                return;
            };
            let (till, opened) = (Arc::clone(&till), opened.clone());
            let done = spawn_blocking(move || do_all(&home, &till, &opened, months)).await;
            if let Err(error) = done {
                log::fault("daily", &error);
            }
            sleep(LOOK).await;
        }
    })
}

/// How long customers' data are kept, by the settings as they stand now.
fn lifetime(house: &Weak<House>) -> Option<u32> {
    let till = house.upgrade()?.settings().till?;
    Some(till.personal_data_months())
}

/// Neither waits for the other to succeed.
fn do_all(home: &Home, till: &Till, opened: &Opened, months: u32) {
    if let Err(fault) = till.erase_expired(months, &home.papers(false)) {
        log::fault("erase", &fault);
    }
    if let Err(error) = opened.copied_today(&home.backups(), Utc::now()) {
        log::fault("backup", &error);
    }
}
