//! What stands in for the desktop: a vault in memory whose face a test sets, an ear that is told to look again, windows
//! that are only written down, and a watch that a test puts forward. They know nothing of a shop.

use crate::{
    authority::RunTime,
    hand_over::{Visit, Windows},
};
use financing::FinancingId;
use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    time::{Duration, Instant},
};
use till::{Sink, Vault, VaultFault};
use zeroize::Zeroizing;

/// A vault in memory, with the face that a test gives it.
#[derive(Default)]
pub(super) struct Drawer {
    secrets: Mutex<BTreeMap<String, Vec<u8>>>,
    face: Mutex<Option<VaultFault>>,
}

impl Drawer {
    /// From now on it answers everything with this fault, or, with none, as a vault should.
    pub(super) fn turn(&self, face: Option<VaultFault>) {
        *self.face.lock().unwrap() = face;
    }

    /// The names of what is in it.
    pub(super) fn names(&self) -> Vec<String> {
        self.secrets.lock().unwrap().keys().cloned().collect()
    }

    /// It answers nobody until what this gives is dropped.
    pub(super) fn is_held(&self) -> MutexGuard<'_, Option<VaultFault>> {
        self.face.lock().unwrap()
    }

    fn answers(&self) -> Result<(), VaultFault> {
        self.face.lock().unwrap().map_or(Ok(()), Err)
    }
}

impl Vault for Drawer {
    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        self.answers()?;
        let secrets = self.secrets.lock().unwrap();
        let secret = secrets.get(name).ok_or(VaultFault::Missing)?;
        Ok(Zeroizing::new(secret.clone()))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.answers()?;
        let mut secrets = self.secrets.lock().unwrap();
        secrets.insert(name.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.answers()?;
        self.secrets.lock().unwrap().remove(name);
        Ok(())
    }
}

/// What measures the waits of a run: it stands still until a test puts it forward.
#[derive(Default)]
pub(super) struct Watch(Mutex<Duration>);

impl Watch {
    /// So much time goes by.
    pub(super) fn goes_on(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }

    /// The time of a run that reads this watch.
    pub(super) fn run(self: &Arc<Self>) -> RunTime {
        let watch = Arc::clone(self);
        Arc::new(move || *watch.0.lock().unwrap())
    }
}

/// The screen's ear: counts how often it was told to look again.
#[derive(Default)]
pub(super) struct Ear {
    told: Mutex<u64>,
    again: Condvar,
}

impl Ear {
    /// How often it was told so far.
    pub(super) fn told(&self) -> u64 {
        *self.told.lock().unwrap()
    }

    /// Waits until it was told more often than `before`; whether it was, in time.
    pub(super) fn hears(&self, before: u64, until: Instant) -> bool {
        let left = until.saturating_duration_since(Instant::now());
        let told = self.told.lock().unwrap();
        let heard = self
            .again
            .wait_timeout_while(told, left, |told| *told == before);
        !heard.unwrap().1.timed_out()
    }
}

impl Sink for Ear {
    fn look_again(&self, _: Option<&FinancingId>) {
        *self.told.lock().unwrap() += 1;
        self.again.notify_all();
    }
}

/// Windows for customers, as a list: what was opened, and which of them are still open.
#[derive(Default)]
pub(super) struct Glass {
    pub(super) opened: Mutex<Vec<(String, String)>>,
    pub(super) closed: Mutex<Vec<String>>,
    last: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl Glass {
    /// The customer closes the window that was opened last.
    pub(super) fn is_closed_by_the_customer(&self) {
        self.last.lock().unwrap().take().unwrap()();
    }
}

impl Windows for Glass {
    fn open(&self, visit: Visit) -> tauri::Result<()> {
        let first = visit.first.to_string();
        self.opened.lock().unwrap().push((visit.label, first));
        *self.last.lock().unwrap() = Some(visit.ended);
        Ok(())
    }

    fn close(&self, label: &str) {
        self.closed.lock().unwrap().push(label.to_owned());
    }
}
