//! One life of a shop, made of one number: machines and gateways, some forty deeds of staff, customers, machines and
//! disks in any order with any time between them, then quiet, in which everything must come to its end. After every
//! deed the invariants are looked at; the first that does not hold ends the life.

use super::{
    bank::Bank,
    bugs::Bug,
    chance::Chance,
    deeds,
    file::File,
    invariants,
    machine::Machine,
    manner::{MANNERS, Manner},
    pulse::Luck,
    run::Ended,
    tally::Tally,
    time::TrueTime,
    wire::{Weather, gateway_id, held},
};
use chrono::{DateTime, TimeZone, Utc};
use financing::{Event, FinancingId};
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration,
};
use tempfile::TempDir;
use tokio::{sync::Notify, time::Instant};

/// So many times in a thousand writes a program dies in its first recovery after something; each further time half as
/// often.
const DEADLY_IN_RECOVERY: u64 = 600;

/// What came of a life.
pub(crate) struct Life {
    /// What happened in it, and the hash of all its journals and books.
    pub(crate) ended: Ended,
    /// Its journals and the books beside them; only of a life in which an invariant did not hold.
    pub(crate) story: String,
}

/// A press that was acknowledged: it is in the journal, at its place, for ever.
pub(crate) struct Press {
    pub(crate) file: usize,
    pub(crate) id: FinancingId,
    pub(crate) version: u32,
    pub(crate) event: Event,
}

/// The shop and all around it.
pub(crate) struct World {
    pub(crate) chance: Chance,
    pub(crate) time: TrueTime,
    pub(crate) banks: Vec<Arc<Mutex<Bank>>>,
    pub(crate) files: Vec<File>,
    pub(crate) machines: Vec<Machine>,
    pub(crate) tally: Arc<Mutex<Tally>>,
    pub(crate) presses: Vec<Press>,
    /// Which financing a form began.
    pub(crate) forms: BTreeMap<String, FinancingId>,
    pub(crate) bug: Option<Bug>,
    /// So many times in a thousand writes a program dies.
    pub(crate) deadly_per_mille: u64,
    /// A program died where it wrote.
    died: Arc<Notify>,
    _folder: TempDir,
}

/// Lives the life `seed`, with a bug or without.
pub(crate) fn live(seed: u64, bug: Option<Bug>) -> Life {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let mut world = runtime.block_on(World::new(seed, bug));
    let lived = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            world.busy_days().await;
            if !world.is_over() {
                world.quiet().await;
            }
        });
    }));
    if let Err(panic) = lived {
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
        held(&world.tally).violated(format!(
            "it panicked: {}",
            words.unwrap_or("without a word")
        ));
    }
    runtime.block_on(world.end())
}

/// Where lives begin: a plain Friday, the eves of both clock changes, a month's end, a leap day, a year's end.
fn beginning(chance: &mut Chance) -> DateTime<Utc> {
    let (year, month, day) = chance.pick(&[
        (2026, 11, 20),
        (2026, 11, 17),
        (2026, 3, 28),
        (2026, 10, 24),
        (2027, 4, 30),
        (2028, 2, 28),
        (2026, 12, 31),
    ]);
    let hour = chance.pick(&[6, 8, 9, 12, 16, 22]);
    Utc.with_ymd_and_hms(year, month, day, hour, chance.between(0, 60) as u32, 0)
        .unwrap()
}

/// Where ledgers live: in memory where the system has such a folder.
pub(crate) fn folder() -> TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

impl World {
    async fn new(seed: u64, bug: Option<Bug>) -> World {
        let mut chance = Chance::new(seed, "life");
        let time = TrueTime::beginning(beginning(&mut chance));
        let tally = Arc::<Mutex<Tally>>::default();
        let folder = folder();
        let manners: BTreeSet<usize> = (0..chance.between(1, 4))
            .map(|_| chance.between(0, MANNERS.len() as u64) as usize)
            .collect();
        let banks = manners.iter().map(|manner| {
            Arc::new(Mutex::new(Bank::new(
                MANNERS[*manner],
                Chance::new(seed, MANNERS[*manner].name),
            )))
        });
        let banks = banks.collect();
        // One till; two programs on one ledger; two tills; three tills, one of them in two programs.
        let layout = chance.weighed::<&[usize]>(&[
            (4, &[0]),
            (3, &[0, 0]),
            (2, &[0, 1]),
            (1, &[0, 0, 1, 2]),
        ]);
        let ledgers = layout.iter().max().unwrap_or(&0) + 1;
        let files: Vec<File> = (0..ledgers)
            .map(|number| File::new(folder.path(), number))
            .collect();
        let storm = chance.pick(&[0, 10, 25, 40, 60]);
        let deadly_per_mille = chance.pick(&[0, 0, 10, 40, 120]);
        let died = Arc::<Notify>::default();
        let machines = (1_u64..).zip(layout).map(|(number, file)| {
            let of = |name| Chance::new(seed ^ (number << 48), name);
            let weather = Weather::new(of("weather"), storm);
            let luck = Luck::new(of("luck"), Arc::clone(&died), Arc::clone(&tally));
            Machine::new(
                *file,
                time,
                weather,
                luck,
                of("dice"),
                Arc::clone(&tally),
                bug,
            )
        });
        let machines = machines.collect();
        if let Some(bug) = bug {
            files.iter().for_each(|file| bug.before_anything(file));
        }
        let mut world = World {
            chance,
            time,
            banks,
            files,
            machines,
            tally,
            presses: Vec::new(),
            forms: BTreeMap::new(),
            bug,
            deadly_per_mille,
            died,
            _folder: folder,
        };
        for machine in 0..world.machines.len() {
            world.switch_on(machine, false).await;
        }
        world
    }

    /// Starts a machine's program, unless it runs.
    pub(crate) async fn switch_on(&mut self, machine: usize, dies: bool) {
        self.switch_on_all(vec![machine], dies).await;
    }

    /// Starts the programs of these machines, unless they run. One that dies within its recovery is started again, and
    /// what lost its power with it.
    pub(crate) async fn switch_on_all(&mut self, mut off: Vec<usize>, dies: bool) {
        let calm = self.deadly_per_mille == 0;
        let mut deadly = if calm { 0 } else { DEADLY_IN_RECOVERY };
        while let Some(number) = off.pop() {
            off.extend(self.power_returns(self.machines[number].file).await);
            let (machine, files) = (&mut self.machines[number], &self.files);
            if machine.program.is_some() {
                continue;
            }
            let file = &files[machine.file];
            if machine.start(file, &self.banks, dies, deadly).await {
                machine.luck.runs_out(self.deadly_per_mille, false);
            } else {
                deadly /= 2;
                off.push(number);
            }
        }
    }

    /// Where the power of a ledger's machines went: their programs are gone, and the ledger is what lies on its disk. Gives
    /// the machines that ran.
    async fn power_returns(&mut self, file: usize) -> Vec<usize> {
        if !self.files[file].power_is_out.load(Ordering::Relaxed) {
            return Vec::new();
        }
        let (mut ran, mut dead) = (Vec::new(), Vec::new());
        for number in 0..self.machines.len() {
            if self.machines[number].file == file
                && let Some(till) = self.machines[number].halt().await
            {
                ran.push(number);
                dead.push(till);
            }
        }
        // The copy is taken before the ledgers close: closing would merge and tidy.
        self.cut_the_power(file);
        ran
    }

    /// What goes on of a ledger is what lies on its disk.
    pub(crate) fn cut_the_power(&mut self, file: usize) {
        let lose = self.bug.map_or(0, Bug::bytes_lost_in_a_power_cut);
        self.files[file].power_cut(lose);
    }

    /// Takes away the programs that died where they wrote, starts them again, and reads what they left from the first row.
    async fn restart_the_dead(&mut self) {
        let mut off = Vec::new();
        for file in 0..self.files.len() {
            off.extend(self.power_returns(file).await);
        }
        for number in 0..self.machines.len() {
            if self.machines[number].has_died() {
                drop(self.machines[number].halt().await);
                off.push(number);
            }
        }
        let files: BTreeSet<usize> = off
            .iter()
            .map(|number| self.machines[*number].file)
            .collect();
        self.switch_on_all(off, false).await;
        files.into_iter().for_each(|file| self.look_again_at(file));
    }

    /// Whether an invariant did not hold.
    pub(crate) fn is_over(&self) -> bool {
        held(&self.tally).violation.is_some()
    }

    async fn busy_days(&mut self) {
        let deeds = self.chance.between(20, 60);
        for _ in 0..deeds {
            deeds::one(self).await;
            self.pass_some_time().await;
            self.look(false);
            if self.is_over() {
                return;
            }
        }
    }

    /// From nothing at all to days.
    async fn pass_some_time(&mut self) {
        let (least, most) = self.chance.weighed(&[
            (20, (0, 1)),
            (35, (1, 3_000)),
            (30, (3_000, 90_000)),
            (20, (90_000, 2_400_000)),
            (6, (2_400_000, 14_400_000)),
            (2, (14_400_000, 200_000_000)),
        ]);
        let gap = Duration::from_millis(self.chance.between(least, most));
        self.pass(gap).await;
    }

    /// Lets time pass; of a long time the machines sleep most.
    pub(crate) async fn pass(&mut self, gap: Duration) {
        let awake = gap.min(Duration::from_secs(150));
        self.stay_awake(awake).await;
        tokio::time::advance(gap - awake).await;
        self.stay_awake(Duration::from_millis(1)).await;
        for bank in &self.banks {
            held(bank).live_until(self.time.now());
        }
        for machine in &mut self.machines {
            if machine
                .program
                .as_mut()
                .is_some_and(super::machine::Program::fell)
            {
                held(&self.tally)
                    .violated("the till fell: it panicked, or it went round in circles".to_owned());
            }
        }
    }

    async fn stay_awake(&mut self, gap: Duration) {
        let (until, died) = (Instant::now() + gap, Arc::clone(&self.died));
        loop {
            tokio::select! {
                biased;
                () = died.notified() => self.restart_the_dead().await,
                () = tokio::time::sleep_until(until) => return,
            }
        }
    }

    /// The bank of a financing.
    pub(crate) fn bank_of(&self, gateway: &financing::GatewayId) -> &Arc<Mutex<Bank>> {
        let of = |bank: &&Arc<Mutex<Bank>>| gateway_id(&held(bank).manner) == *gateway;
        self.banks.iter().find(of).unwrap()
    }

    /// The manners of the banks of this life.
    pub(crate) fn manners(&self) -> Vec<Manner> {
        self.banks.iter().map(|bank| held(bank).manner).collect()
    }

    /// Looks at what changed, or at everything.
    pub(crate) fn look(&mut self, everything: bool) {
        for file in 0..self.files.len() {
            let changed = std::mem::take(&mut *held(&self.files[file].changed));
            self.files[file].known.extend(changed.iter().cloned());
            if everything {
                self.look_again_at(file);
            } else {
                self.look_at_these(file, changed);
            }
            self.files[file].looked_at();
        }
    }

    /// Looks at everything of a ledger, from the first row on.
    fn look_again_at(&mut self, file: usize) {
        let changed = std::mem::take(&mut *held(&self.files[file].changed));
        self.files[file].known.extend(changed);
        self.files[file].forget();
        self.look_at_these(file, self.files[file].known.clone());
    }

    fn look_at_these(&mut self, file: usize, which: BTreeSet<FinancingId>) {
        for id in which {
            if let Err(what) = self.look_at(file, &id) {
                held(&self.tally).violated(format!("{what} ({id} of ledger {file})"));
            }
        }
    }

    fn look_at(&mut self, file: usize, id: &FinancingId) -> Result<(), String> {
        self.files[file].read(id)?;
        let seen = self.files[file].seen(id).ok_or("2: it is gone")?;
        let pressed = |press: &&Press| press.file == file && press.id == *id;
        for press in self.presses.iter().filter(pressed) {
            let before = press.version.checked_sub(1);
            let there = before.and_then(|before| seen.events.get(before as usize));
            if there != Some(&press.event) {
                return Err(format!(
                    "2: lost: {:?} was acknowledged as row {}",
                    press.event, press.version
                ));
            }
        }
        let bank = held(self.bank_of(&seen.held.financing.order.gateway));
        invariants::check(&seen.held, &seen.tale, &bank, &held(&self.tally).strange)
    }
}
