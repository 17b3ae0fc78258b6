//! What went wrong where nobody pressed anything: in the follow-up, in writing an answer, in noting how far the ledger
//! has come, in the day's copy, in the day's erasure, in having a gateway's credentials. Each is logged, and remembered
//! until the same thing succeeds, so that the screen has a line for it as long as it lasts. It mends nothing: each of
//! these is tried again by itself.

use crate::{
    log,
    screen::{Job, UnresolvedView, VaultView, instant, is_full, ledger_kind},
};
use chrono::{DateTime, Utc};
use financing::FinancingId;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    error::Error,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use till::{Sink, TillFault, VaultFault};

/// What failed: one job, and the financing it was about where it is about one.
type What = (Job, Option<FinancingId>);

/// How it failed, the last time.
struct Failed {
    since: DateTime<Utc>,
    kind: &'static str,
    reference: String,
}

/// Why something failed: a word for the screen, and the fault for the log.
type Failure<'a> = (&'static str, &'a dyn Error);

/// All that failed and has not succeeded since.
pub(crate) struct Unresolved {
    held: Mutex<BTreeMap<What, Failed>>,
    sink: Arc<dyn Sink>,
}

impl Unresolved {
    /// Nothing has failed yet. The sink is told when there is a line more or less to show.
    pub(crate) fn new(sink: Arc<dyn Sink>) -> Unresolved {
        let held = Mutex::default();
        Unresolved { held, sink }
    }

    /// What came of the look for what is due, or of one thing that was due.
    pub(crate) fn of_the_follow_up(
        &self,
        about: Option<&FinancingId>,
        came: Result<(), TillFault>,
    ) {
        if came.is_ok() && about.is_some() {
            self.note(Job::Answer, about, Ok(()));
        }
        self.note(Job::FollowUp, about, failure(&came));
    }

    /// What came of the second half of a deed: one that is written also shows that its financing can be followed up.
    pub(crate) fn of_an_answer(&self, about: &FinancingId, came: Result<(), TillFault>) {
        if came.is_ok() {
            self.note(Job::FollowUp, Some(about), Ok(()));
        }
        self.note(Job::Answer, Some(about), failure(&came));
    }

    /// What came of a job that is no financing's.
    pub(crate) fn of_the_house(&self, job: Job, came: Result<(), TillFault>) {
        self.note(job, None, failure(&came));
    }

    /// In which way the vault keeps a gateway's credentials, while it does. That it keeps them still is logged once.
    pub(crate) fn of_the_gateways(&self, kept: Option<VaultView>) {
        let fault = kept.map(|vault| match vault {
            VaultView::Locked => (VaultFault::Locked, "locked"),
            VaultView::Unreachable => (VaultFault::Unreachable, "unreachable"),
            VaultView::Missing => (VaultFault::Missing, "other"),
            VaultView::Wrong => (VaultFault::Wrong, "other"),
        });
        match fault {
            None => self.note(Job::Gateways, None, Ok(())),
            Some((_, kind)) if self.is_known(Job::Gateways, kind) => {}
            Some((fault, kind)) => self.note(Job::Gateways, None, Err((kind, &fault))),
        }
    }

    /// What the screen has to show: a line a job, with how long it has been so and how it failed last.
    pub(crate) fn view(&self) -> Vec<UnresolvedView> {
        let held = self.held();
        let mut lines: Vec<UnresolvedView> = Vec::new();
        for ((job, _), failed) in held.iter() {
            let line = UnresolvedView {
                job: *job,
                since: instant(failed.since),
                kind: failed.kind.to_owned(),
                reference: failed.reference.clone(),
            };
            match lines.iter_mut().find(|known| known.job == *job) {
                Some(known) if known.since <= line.since => {}
                Some(known) => *known = line,
                None => lines.push(line),
            }
        }
        lines
    }

    /// Whether the screen has this line, of this kind.
    fn is_known(&self, job: Job, kind: &str) -> bool {
        let held = self.held();
        let failed = held.get(&(job, None));
        failed.is_some_and(|failed| failed.kind == kind)
    }

    fn note(&self, job: Job, about: Option<&FinancingId>, came: Result<(), Failure<'_>>) {
        let mut held = self.held();
        let before = jobs(&held);
        match came {
            Ok(()) => _ = held.remove(&(job, about.cloned())),
            Err((kind, fault)) => {
                let reference = log::fault(code(job), fault);
                match held.entry((job, about.cloned())) {
                    Entry::Occupied(mut known) => {
                        (known.get_mut().kind, known.get_mut().reference) = (kind, reference);
                    }
                    Entry::Vacant(place) => {
                        let since = Utc::now();
                        _ = place.insert(Failed {
                            since,
                            kind,
                            reference,
                        });
                    }
                }
            }
        }
        let changed = before != jobs(&held);
        drop(held);
        if changed {
            self.sink.look_again(None);
        }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<What, Failed>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The jobs that have a line.
fn jobs(held: &BTreeMap<What, Failed>) -> Vec<Job> {
    let mut jobs: Vec<Job> = held.keys().map(|(job, _)| *job).collect();
    jobs.dedup();
    jobs
}

/// What the log calls it.
fn code(job: Job) -> &'static str {
    match job {
        Job::FollowUp => "follow",
        Job::Answer => "carry-out",
        Job::Mark => "mark",
        Job::Backup => "backup",
        Job::Erasure => "erase",
        Job::Gateways => "gateways",
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

/// What came of what the till did.
fn failure(came: &Result<(), TillFault>) -> Result<(), Failure<'_>> {
    came.as_ref()
        .copied()
        .map_err(|fault| (kind(fault), fault as &dyn Error))
}

/// A stable word for why it failed, of those for ledgers; `other` where that says nothing.
fn kind(fault: &TillFault) -> &'static str {
    match fault {
        TillFault::Ledger(error) => ledger_kind(error),
        TillFault::Paper(error) if is_full(error) => "disk_full",
        TillFault::Paper(error) if is_read_only(error) => "read_only",
        TillFault::Paper(_) => "io",
        TillFault::Refused(_)
        | TillFault::Order(_)
        | TillFault::ManagerWanted
        | TillFault::AskFirst
        | TillFault::TooSoon { .. }
        | TillFault::Printer(_)
        | TillFault::NoRandomness(_) => "other",
    }
}
