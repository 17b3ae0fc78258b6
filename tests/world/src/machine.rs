//! One machine of the shop: a program that may die at any moment and be started again, its wall clock, its cable and
//! keyring. What dies loses everything but the ledger's file.

use super::{
    bank::Bank,
    bugs::Bug,
    chance::{Chance, SeededDice},
    file::{Disk, File, KEY, open_ledger_with},
    keyring::Keyring,
    pulse::{ClockOfOne, Luck, Pulse, is_death, unless_it_dies},
    tally::Tally,
    time::{TrueTime, WallClock},
    wire::{Weather, Wire, held},
};
use financing::FinancingId;
use ledger::{LedgerError, LedgerKey};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, atomic::Ordering},
    time::Duration,
};
use till::{
    LEDGER_KEY, Pocket, Sink, Till, TillFault, TillParts, Underway, VaultFault, ledger_key,
};
use tokio::{task::JoinSet, time::timeout};

/// Whoever looks on: remembers what changed.
struct Watcher {
    changed: Arc<Mutex<BTreeSet<FinancingId>>>,
    pulse: Arc<Pulse>,
}

impl Sink for Watcher {
    fn look_again(&self, id: Option<&FinancingId>) {
        held(&self.changed).extend(id.cloned());
        self.pulse.wrote();
    }
}

/// A program that runs.
pub(crate) struct Program {
    pub(crate) till: Arc<Till>,
    pub(crate) wires: Vec<Arc<Wire>>,
    pub(crate) pulse: Arc<Pulse>,
    tasks: JoinSet<()>,
}

/// One machine.
pub(crate) struct Machine {
    /// Which ledger it writes.
    pub(crate) file: usize,
    pub(crate) clock: Arc<WallClock>,
    pub(crate) weather: Arc<Weather>,
    pub(crate) program: Option<Program>,
    pub(crate) luck: Arc<Luck>,
    dice: Chance,
    tally: Arc<Mutex<Tally>>,
    time: TrueTime,
    bug: Option<Bug>,
}

impl Machine {
    /// A machine that is switched off.
    pub(crate) fn new(
        file: usize,
        time: TrueTime,
        weather: Arc<Weather>,
        luck: Arc<Luck>,
        dice: Chance,
        tally: Arc<Mutex<Tally>>,
        bug: Option<Bug>,
    ) -> Machine {
        Machine {
            file,
            clock: WallClock::right(time),
            weather,
            program: None,
            luck,
            dice,
            tally,
            time,
            bug,
        }
    }

    /// Starts the program: opens the ledger, mounts the gateways, takes up what an earlier run left, follows up. With
    /// `dies` it loses its power again once that is written and some of it is being asked about; and so many times in a
    /// thousand it dies at any write of it. Whether it got through that. On a failing disk, and while the keyring is locked,
    /// it does not come up.
    pub(crate) async fn start(
        &mut self,
        file: &File,
        banks: &[Arc<Mutex<Bank>>],
        dies: bool,
        deadly_per_mille: u64,
    ) -> bool {
        let repeats = self.bug.is_some_and(Bug::repeats_the_dice);
        let thrown = if repeats {
            self.dice.clone().next()
        } else {
            self.dice.next()
        };
        file.mishap();
        let Some(key) = self.key(file) else {
            return true;
        };
        let pulse = Pulse::new(Arc::clone(&file.power_is_out), Arc::clone(&self.luck));
        let clock = ClockOfOne {
            clock: Arc::clone(&self.clock),
            pulse: Arc::clone(&pulse),
        };
        let watcher = Watcher {
            changed: Arc::clone(&file.changed),
            pulse: Arc::clone(&pulse),
        };
        self.luck.runs_out(0, false);
        let parts = TillParts {
            ledger: open_ledger_with(&file.path, &key),
            clock: Arc::new(clock),
            dice: Arc::new(SeededDice::new(Chance::new(thrown, "dice"))),
            sink: Arc::new(watcher),
            prefix: format!("T{}", self.file + 1),
            zone: chrono_tz::Europe::Paris,
        };
        let till = Arc::new(Till::new(parts));
        let wires = banks
            .iter()
            .map(|bank| self.wire(bank, file, &pulse))
            .collect::<Vec<_>>();
        for wire in &wires {
            till.gateways
                .mount(Arc::clone(wire) as Arc<dyn financing::Gateway>);
        }
        let mut program = Program {
            till,
            wires,
            pulse,
            tasks: JoinSet::new(),
        };
        if let Some(bug) = self.bug {
            bug.before_recovery(&program, file).await;
        }
        self.luck.runs_out(deadly_per_mille, true);
        match unless_it_dies(|| program.till.recover()) {
            None => {
                drop(self.stop(program).await);
                return false;
            }
            Some(Err(fault)) => {
                self.look_at(&fault, file);
                drop(self.stop(program).await);
                return true;
            }
            Some(Ok(left)) if dies => {
                held(&self.tally).did("crash after recovery");
                let taken_up = left.len() / 2;
                for underway in left.into_iter().take(taken_up) {
                    program.carry_out(underway, None, self.trouble(file));
                }
                tokio::task::yield_now().await;
                drop(self.stop(program).await);
                return true;
            }
            Some(Ok(left)) => {
                for underway in left {
                    program.carry_out(underway, None, self.trouble(file));
                }
            }
        }
        if self.bug != Some(Bug::NobodyFollowsUp) {
            let follow = Arc::clone(&program.till).follow(self.trouble(file));
            program.tasks.spawn(follow);
        }
        self.program = Some(program);
        true
    }

    /// The key of the ledger, out of the keyring, as the application fetches it. A ledger that is there is never given a
    /// new one.
    fn key(&self, file: &File) -> Option<LedgerKey> {
        let (locked, empty) = (
            self.weather.locked.load(Ordering::Relaxed),
            Pocket::default(),
        );
        let mut keyring = Keyring {
            secrets: &file.secrets,
            locked,
        };
        let mut known = file.path.exists();
        if locked && self.bug == Some(Bug::LockedIsEmpty) {
            keyring.secrets = &empty;
            (keyring.locked, known) = (false, false);
        }
        let dice = SeededDice::new(Chance::new(0, "key"));
        match ledger_key(&keyring, LEDGER_KEY, known, &dice) {
            Ok(key) if *key == KEY => return Some(LedgerKey::from_bytes(*key)),
            Err(VaultFault::Locked) if locked => {
                held(&self.tally).did("shut: keyring locked");
            }
            Ok(_) => held(&self.tally)
                .violated("10: a ledger that is there was given a new key".to_owned()),
            Err(fault) => held(&self.tally).violated(format!("a fault out of nowhere: {fault}")),
        }
        None
    }

    fn wire(&self, bank: &Arc<Mutex<Bank>>, file: &File, pulse: &Arc<Pulse>) -> Arc<Wire> {
        Arc::new(Wire::new(
            Arc::clone(bank),
            Arc::clone(&self.weather),
            self.time,
            Arc::clone(&file.reader),
            Arc::clone(pulse),
            Arc::clone(&self.tally),
            self.bug,
        ))
    }

    /// The program is gone: every future of it is dropped where it stands. Its ledger closes with what is given back.
    pub(crate) async fn halt(&mut self) -> Option<Arc<Till>> {
        match self.program.take() {
            Some(program) => Some(self.stop(program).await),
            None => None,
        }
    }

    async fn stop(&mut self, mut program: Program) -> Arc<Till> {
        program.tasks.shutdown().await;
        for _ in 0..1_000 {
            if Arc::strong_count(&program.till) == 1 {
                return program.till;
            }
            tokio::task::yield_now().await;
        }
        held(&self.tally).violated("a dead program still holds its till".to_owned());
        program.till
    }

    /// Whether its program died where it wrote, and was not taken away yet.
    pub(crate) fn has_died(&self) -> bool {
        let program = self.program.as_ref();
        program.is_some_and(|program| !program.pulse.is_alive())
    }

    /// Carries a press out in the background, as the shell does; for so many milliseconds only, where a number is given.
    pub(crate) fn carry_out(&mut self, underway: Underway, file: &File, only_ms: Option<u64>) {
        let trouble = self.trouble(file);
        if let Some(program) = &mut self.program {
            if only_ms.is_some() {
                file.mishap();
                held(&self.tally).did("dropped half-way");
            }
            program.carry_out(underway, only_ms, trouble);
        }
    }

    /// Asks about a financing because somebody said that it moved.
    pub(crate) fn ask(&mut self, id: FinancingId, file: &File) {
        let trouble = self.trouble(file);
        if let Some(program) = &mut self.program {
            let till = Arc::clone(&program.till);
            program.tasks.spawn(async move {
                if let Err(fault) = till.run(till::Task::Ask(id)).await {
                    trouble(fault);
                }
            });
        }
    }

    /// What a fault means: on a failing disk it is the disk's, otherwise it must not be.
    pub(crate) fn look_at(&self, fault: &TillFault, file: &File) {
        judge(fault, *held(&file.disk), &self.tally);
    }

    fn trouble(&self, file: &File) -> impl Fn(TillFault) + Send + Sync + Clone + 'static {
        let (disk, tally) = (Arc::clone(&file.disk), Arc::clone(&self.tally));
        move |fault| judge(&fault, *held(&disk), &tally)
    }
}

fn judge(fault: &TillFault, disk: Disk, tally: &Mutex<Tally>) {
    match fault {
        TillFault::Refused(_) | TillFault::Order(_) | TillFault::TooSoon { .. } => {}
        TillFault::Ledger(LedgerError::DiskFull) if disk == Disk::Full => {
            held(tally).did("write on a full disk");
        }
        TillFault::Ledger(LedgerError::Database(_)) if disk == Disk::Fails => {
            held(tally).did("write the disk refused");
        }
        TillFault::Ledger(_)
        | TillFault::ManagerWanted
        | TillFault::AskFirst
        | TillFault::Printer(_)
        | TillFault::NoRandomness(_)
        | TillFault::Paper(_) => held(tally).violated(format!("a fault out of nowhere: {fault}")),
    }
}

impl Program {
    /// Somebody presses something: `None` when the program died over it, and nobody heard whether it was taken.
    pub(crate) fn press<T>(&self, deed: impl FnOnce(&Till) -> T) -> Option<T> {
        unless_it_dies(|| deed(&self.till))
    }

    fn carry_out(
        &mut self,
        underway: Underway,
        only_ms: Option<u64>,
        trouble: impl Fn(TillFault) + Send + 'static,
    ) {
        let till = Arc::clone(&self.till);
        let limit = only_ms.map_or(Duration::MAX, Duration::from_millis);
        self.tasks.spawn(async move {
            if let Ok(Err(fault)) = timeout(limit, till.carry_out(underway)).await {
                trouble(fault);
            }
        });
    }

    /// Whether a task of it went down: the till panicked.
    pub(crate) fn fell(&mut self) -> bool {
        let mut fell = false;
        while let Some(ended) = self.tasks.try_join_next() {
            let panic = ended.err().and_then(|error| error.try_into_panic().ok());
            fell |= panic.is_some_and(|panic| !is_death(panic.as_ref()));
        }
        fell
    }
}
