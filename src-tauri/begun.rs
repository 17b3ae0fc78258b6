//! The mark that the till's ledger was begun, and how far its journal has come: a file beside the settings, apart from
//! the data. A ledger that vanished, that lost its log or that an older file took the place of is not gone on with as if
//! nothing had been. The mark is written after what it tells of, for one that is old asks less; a restored ledger's while
//! there is none to be opened.

use crate::{daily, deeds::Ends, screen::Job, unresolved::Unresolved};
use financing::FinancingId;
use ledger::Head;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use till::{Sink, Till, replace_file};
use tokio::{select, sync::Notify, time::sleep};

/// What it says to whoever opens it. The row and its hash stand in the last line.
const WORDS: &str = "The ledger of this till was begun. If it is missing, restore a backup: a new one is never begun here.\n\
                     Its journal had come at least as far as this row, with this hash:\n";

/// How often it is looked how far the journal has come, for what tells no screen.
const LOOK: Duration = Duration::from_secs(60);

/// How far the ledger is known to have come; `None` where there is no mark, or one that does not say so: the first
/// versions' said only that there is a ledger.
pub(crate) fn read(mark: &Path) -> io::Result<Option<Head>> {
    match fs::read(mark) {
        Ok(text) => {
            let text = String::from_utf8_lossy(&text);
            Ok(text.lines().last().and_then(|last| last.parse().ok()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Says that the ledger has come as far as this.
pub(crate) fn write(mark: &Path, head: &Head) -> io::Result<()> {
    replace_file(mark, format!("{WORDS}{head}\n").as_bytes())
}

/// Tells the screen that something changed, and whoever keeps the mark.
pub(crate) struct Told {
    screen: Arc<dyn Sink>,
    changed: Arc<Notify>,
}

impl Told {
    pub(crate) fn new(screen: Arc<dyn Sink>, changed: Arc<Notify>) -> Told {
        Told { screen, changed }
    }
}

impl Sink for Told {
    fn look_again(&self, id: Option<&FinancingId>) {
        self.screen.look_again(id);
        self.changed.notify_one();
    }
}

/// Lets the mark follow the ledger, until it is told to end: then once more. No deed waits for it; where it cannot, the
/// screen has a line.
pub(crate) async fn follows(
    mark: PathBuf,
    till: Arc<Till>,
    unresolved: Arc<Unresolved>,
    changed: Arc<Notify>,
    mut ends: Ends,
) {
    let mut said = None;
    loop {
        let goes_on = select! {
            biased;
            () = ends.come() => false,
            () = changed.notified() => true,
            () = sleep(LOOK) => true,
        };
        let (till, mark) = (Arc::clone(&till), mark.clone());
        let followed = daily::done(move || {
            let head = till.head()?;
            if said != Some(head) {
                write(&mark, &head)?;
            }
            Ok(head)
        });
        let followed = followed.await;
        said = followed.as_ref().ok().copied().or(said);
        unresolved.of_the_house(Job::Mark, followed.map(|_head| ()));
        if !goes_on {
            return;
        }
    }
}
