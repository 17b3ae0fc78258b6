//! What a counter has begun and not ended: its follow-up, its chores and the deeds that are pressed at it. One that is
//! closed begins nothing more, and no other is opened in its place before all of it is over: what is on its way would be
//! called interrupted by the next till, and its answer written where nobody looks.

use crate::{house::Counter, screen::Fault, unresolved::Unresolved};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use till::{Till, Underway};
use tokio::{
    sync::{oneshot, watch},
    task::JoinSet,
    time::timeout,
};

/// How long what was begun may take to be over: a deed may wait for its turn behind another of its financing, each call of
/// a gateway ends after 30 s, and its token may have to be asked for first.
pub(crate) const LONGEST: Duration = Duration::from_secs(100);

/// What a counter has begun; `None` once it begins nothing more.
pub(crate) struct Deeds(Mutex<Option<Open>>);

struct Open {
    running: JoinSet<()>,
    /// Dropped, it tells what would go on for ever to end.
    until: watch::Sender<()>,
}

/// Comes when no more is to be begun.
pub(crate) struct Ends(watch::Receiver<()>);

/// A deed that is begun: it is being written. Dropped, nothing of it is left to be done.
pub(crate) struct Begun(oneshot::Sender<Underway>);

impl Deeds {
    /// Nothing is begun yet.
    pub(crate) fn new() -> Deeds {
        let (running, until) = (JoinSet::new(), watch::Sender::new(()));
        Deeds(Mutex::new(Some(Open { running, until })))
    }

    /// Begins a deed whose first half is about to be written; `None` where no more is begun. Its second half is done in the
    /// background; the screen is told when its answer is written, and what came of it is remembered where it could not be.
    pub(crate) fn begin(&self, till: &Arc<Till>, unresolved: &Arc<Unresolved>) -> Option<Begun> {
        let mut open = self.open();
        let running = &mut open.as_mut()?.running;
        while running.try_join_next().is_some() {}
        let (till, unresolved) = (Arc::clone(till), Arc::clone(unresolved));
        let (begun, written) = oneshot::channel::<Underway>();
        running.spawn(async move {
            let Ok(underway) = written.await else {
                return;
            };
            let id = underway.held.financing.id.clone();
            let came = till.carry_out(underway).await.map(|_held| ());
            unresolved.of_an_answer(&id, came);
        });
        Some(Begun(begun))
    }

    /// Begins what goes on until it is told to end.
    pub(crate) fn keep<F>(&self, going: impl FnOnce(Ends) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if let Some(open) = self.open().as_mut() {
            let ends = Ends(open.until.subscribe());
            open.running.spawn(going(ends));
        }
    }

    /// Begins nothing more, and gives what was begun, to be waited for; none where that was given already.
    pub(crate) fn close(&self) -> Option<JoinSet<()>> {
        let Open { running, until } = self.open().take()?;
        drop(until);
        Some(running)
    }

    fn open(&self) -> MutexGuard<'_, Option<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ends {
    /// Waits for it. Dropped, it can be waited for again.
    pub(crate) async fn come(&mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

impl Begun {
    /// Lets the second half of what was written go on.
    pub(crate) fn carry_out(self, underway: Underway) {
        // Where it was ended before its time, the next till takes up what is written.
        _ = self.0.send(underway);
    }
}

impl Counter {
    /// Begins a deed, unless another counter is about to take this one's place: then nothing is to be written.
    pub(crate) fn begins(&self) -> Result<Begun, Fault> {
        let begun = self.deeds.begin(&self.till, &self.unresolved);
        begun.ok_or(Fault::NotReady)
    }
}

/// Waits until all that closed counters began is over, [`LONGEST`] at most. What is not over by then is ended, so that it
/// sends nothing any more: what it had dispatched is taken up as after a crash.
pub(crate) async fn are_over(begun: &mut Vec<JoinSet<()>>) {
    let over = async {
        for running in begun.iter_mut() {
            while running.join_next().await.is_some() {}
        }
    };
    if timeout(LONGEST, over).await.is_err() {
        tracing::warn!("a deed is ended that would not come to its end");
        for running in begun.iter_mut() {
            running.shutdown().await;
        }
    }
    begun.clear();
}
