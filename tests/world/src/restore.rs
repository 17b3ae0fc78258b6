//! A till's ledger is lost, and a backup made earlier in the same life takes its place, as the application puts it there.
//! What was acknowledged after the backup was made is legitimately not in it, and nothing else is: what the world
//! remembers of such a ledger is cut down here to what the backup holds, and the gateways' books are told apart into what
//! it knows and what it forgot. It knows no invariant.

use super::{bugs::Bug, life::World, wire::held};
use financing::FinancingId;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::atomic::Ordering,
    time::Duration,
};

/// How many copies the application keeps.
const KEPT: usize = 14;

/// A verified copy of a ledger, and what had been acknowledged by then.
pub(crate) struct Copied {
    path: PathBuf,
    presses: usize,
    known: BTreeSet<FinancingId>,
}

/// What a restored ledger does not know any more.
#[derive(Default)]
pub(crate) struct Forgotten {
    /// Financings that began after the backup: no number of theirs may name another one.
    pub(crate) financings: BTreeSet<FinancingId>,
    /// And their transactions, which no ledger knows of.
    pub(crate) references: BTreeSet<String>,
    /// Those that were settled in the backup, with their rows there: nobody asks about them by themselves, and they stay as
    /// the backup has them until somebody presses.
    settled: BTreeMap<FinancingId, u32>,
}

impl Forgotten {
    /// Whether a financing is as it was settled in the backup, and nothing happened to it since.
    pub(crate) fn is_as_in_the_backup(&self, id: &FinancingId, version: u32) -> bool {
        self.settled.get(id) == Some(&version)
    }
}

/// The one ledger of this life, whose disk works.
fn the_ledger(world: &World) -> Option<usize> {
    (world.files.len() == 1 && !world.files[0].fails()).then_some(0)
}

/// The day's copy is made, whoever is writing meanwhile.
pub(crate) fn back_up(world: &mut World) {
    let Some(file) = the_ledger(world) else {
        return;
    };
    world.look(false);
    let now = world.time.now();
    let path = world.files[file].back_up(KEPT, now);
    world.files[file].copied = Some(Copied {
        path,
        presses: world.presses.len(),
        known: world.files[file].known.clone(),
    });
    held(&world.tally).did("backup");
}

/// The ledger is lost, and after a while its backup is put in its place. Only one program may be there.
pub(crate) async fn restore(world: &mut World) {
    let Some(file) = the_ledger(world) else {
        return;
    };
    let running = world.machines.iter().filter(|one| one.program.is_some());
    let alone = running.count() <= 1 && !world.files[file].power_is_out.load(Ordering::Relaxed);
    if !alone || world.files[file].copied.is_none() {
        return;
    }
    world.look(true);
    for machine in &mut world.machines {
        drop(machine.halt().await);
    }
    // Whoever restores a backup takes some minutes; what was on its way to a gateway has arrived by then.
    let minutes = world.chance.between(10, 600);
    world.pass(Duration::from_secs(minutes * 60)).await;
    if let Some(copied) = world.files[file].copied.take() {
        put_back(world, file, &copied);
        let path = world.files[file].newest_copy(world.time.now());
        world.files[file].copied = Some(Copied { path, ..copied });
        held(&world.tally).did("restore");
    }
    world
        .switch_on_all((0..world.machines.len()).take(1).collect(), false)
        .await;
    world.look(true);
}

fn put_back(world: &mut World, number: usize, copied: &Copied) {
    let (now, by_hand) = (world.time.now(), world.bug == Some(Bug::RestoredByHand));
    let file = &mut world.files[number];
    let begun_since: Vec<FinancingId> = file.known.difference(&copied.known).cloned().collect();
    for id in begun_since {
        if let Some(seen) = file.seen(&id) {
            let key = &seen.held.financing.order.key;
            file.forgotten.references.insert(key.reference.clone());
        }
        file.forgotten.financings.insert(id);
    }
    file.restore(&copied.path, now, by_hand);
    file.known.clone_from(&copied.known);
    file.forget();
    file.forgotten.settled.clear();
    world.presses.truncate(copied.presses);
    world.forms.retain(|_, id| copied.known.contains(id));
    for id in &copied.known {
        let Ok(restored) = world.files[number].financing(id) else {
            continue;
        };
        let financing = &restored.financing;
        let bank = world.bank_of(&financing.order.gateway);
        held(bank).forget(&financing.order.key.reference, financing.intents);
        if financing.state.is_settled() && financing.pending.is_none() {
            let settled = &mut world.files[number].forgotten.settled;
            settled.insert(id.clone(), restored.version);
        }
    }
}
