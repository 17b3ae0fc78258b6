//! The power goes, at every point of a life, and with it whatever no disk had promised to keep. The life is recorded
//! call by call in a program of its own; then each folder that a disk could hold at each point is built and opened
//! with the real ledger: it opens, its chain holds, every press that came back before is there, and whatever had left
//! the machine stands in it as dispatched. The index of the log (`-shm`) is memory and goes with the power.
//!
//! Some of those folders are opened in every run of the tests; where `COMPTOIR_POWER` says how many days the life has,
//! it is all of them.

mod disk;
mod life;
mod restoring;
mod trace;

use crate::power::{
    disk::{Chance, Disk, Folder, Left},
    life::{LEDGER, TILL, key, say},
    trace::Call,
};
use chrono::{DateTime, Utc};
use financing::{FinancingId, Standing};
use ledger::{Broken, Ledger, LedgerError, Presence, backups};
use std::{
    collections::HashSet,
    env, fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};
use tempfile::TempDir;

/// What whoever heard it may rely on after the power went.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Promise {
    /// There is a ledger.
    Opened,
    /// This row is in it.
    Written {
        id: FinancingId,
        seq: u64,
        hash: String,
    },
    /// This operation is known to have been under way.
    Dispatched { id: FinancingId, intent: u32 },
    /// There is a copy of the ledger.
    Copied,
    /// This row was put into it past the till.
    Pressed { name: String },
    /// A backup goes on in the ledger's place.
    Restored,
}

impl Promise {
    /// Whether an earlier promise is kept with this one: the chain holds, so that a row vouches for those before it.
    fn covers(&self, earlier: &Promise) -> bool {
        match (self, earlier) {
            (Promise::Written { id, .. }, Promise::Written { id: other, .. })
            | (Promise::Dispatched { id, .. }, Promise::Dispatched { id: other, .. }) => {
                id == other
            }
            (Promise::Copied, Promise::Copied) => true,
            _ => false,
        }
    }
}

/// Which promise was broken, or what else is wrong.
#[derive(Debug, thiserror::Error)]
enum Loss {
    #[error("the ledger does not open: {0}")]
    Shut(#[from] LedgerError),
    #[error("the ledger does not hold together: {0}")]
    Broken(#[from] Broken),
    #[error("{0:?} is not kept")]
    Promise(Promise),
    #[error("an operation left the machine that is not written as dispatched: {0:?}")]
    Undeclared(Promise),
    #[error("a file that bears a copy's name is none: {0}")]
    Copy(LedgerError),
    #[error("an older ledger passes for today's: its journal ends with row {0}")]
    Older(u64),
    #[error("the bad ledger is neither in its place nor aside, whole")]
    NotAside,
    #[error("there is no backup to go back to")]
    NoWayBack,
}

/// How many images there are, and how many of them were opened.
#[derive(Debug, Default)]
struct Tally {
    points: usize,
    images: usize,
    opened: usize,
    /// The most changes that were uncertain at a time.
    uncertain: usize,
}

/// Where it went wrong.
#[derive(Debug, thiserror::Error)]
#[error("the power goes after call {point}, leaving {left:?}: {loss}")]
struct Found {
    point: usize,
    left: Left,
    loss: Loss,
}

fn now() -> DateTime<Utc> {
    "2026-12-01T09:00:00Z".parse().unwrap()
}

/// Of how many days all is to be opened, if it is.
fn whole_days() -> Option<i64> {
    env::var("COMPTOIR_POWER")
        .ok()
        .map(|days| days.parse().unwrap())
}

/// The files of a program that runs this test alone, and what it asked of the system meanwhile.
struct Recording {
    folder: TempDir,
    calls: Vec<Call>,
}

/// Runs `test` again in a program of its own, under the recorder, with an empty folder and someone who listens.
fn record(test: &str) -> Recording {
    let folder = tempfile::tempdir().unwrap();
    let calls = record_in(&folder, test);
    Recording { folder, calls }
}

/// The same in a folder where something may lie already.
fn record_in(folder: &TempDir, test: &str) -> Vec<Call> {
    let at = folder.path().canonicalize().unwrap();
    let recording = at.join("recording");
    let output = Command::new("strace")
        .args(["-f", "-y", "-xx", "-s", "1000000", "-e"])
        .arg(format!("trace={}", trace::WATCHED))
        .arg("-o")
        .arg(&recording)
        .arg(env::current_exe().unwrap())
        .args(["--exact", &format!("power::{test}"), "--nocapture"])
        .env("COMPTOIR_POWER_FOLDER", &at)
        .env("COMPTOIR_POWER_LINE", someone_who_listens().to_string())
        .stdin(Stdio::null())
        .output()
        .expect("strace is part of the project's set-up");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = fs::read_to_string(recording).unwrap();
    trace::calls(&text, at.join(TILL).to_str().unwrap())
}

/// Whoever is called here hears it out and says so.
fn someone_who_listens() -> SocketAddr {
    let door = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = door.local_addr().unwrap();
    thread::spawn(move || {
        for line in door.incoming() {
            let mut line = line.unwrap();
            if line.read(&mut [0; 256]).is_ok_and(|heard| heard > 0) {
                line.write_all(b"!").unwrap();
            }
        }
    });
    address
}

/// Whether this is the recorded program: where it works, and who listens.
fn recorded() -> Option<(PathBuf, SocketAddr)> {
    let folder = env::var_os("COMPTOIR_POWER_FOLDER")?;
    let line = env::var("COMPTOIR_POWER_LINE").unwrap();
    Some((folder.into(), line.parse().unwrap()))
}

/// What a call promises to whoever heard it.
fn promise(call: &Call) -> Option<Promise> {
    let (Call::Said(bytes) | Call::Sent(bytes)) = call else {
        return None;
    };
    let text = String::from_utf8_lossy(bytes);
    let words: Vec<&str> = text.split_whitespace().collect();
    let id = |id: &str| FinancingId::try_from(id.to_owned()).unwrap();
    match (call, words.as_slice()) {
        (Call::Said(_), ["opened"]) => Some(Promise::Opened),
        (Call::Said(_), ["copied"]) => Some(Promise::Copied),
        (Call::Said(_), ["restored"]) => Some(Promise::Restored),
        (Call::Said(_), ["pressed", name]) => Some(Promise::Pressed {
            name: (*name).to_owned(),
        }),
        (Call::Said(_), ["acknowledged", name, seq, hash]) => Some(Promise::Written {
            id: id(name),
            seq: seq.parse().unwrap(),
            hash: (*hash).to_owned(),
        }),
        (Call::Sent(_), ["Ask", _]) => None,
        (Call::Sent(_), [_operation, name, intent]) => Some(Promise::Dispatched {
            id: id(name),
            intent: intent.parse().unwrap(),
        }),
        _ => None,
    }
}

/// How much of what is possible is opened.
#[derive(Clone, Copy)]
enum Reach {
    /// At each point, nothing and all of what was uncertain.
    Extremes,
    /// And of what lies between, so much of it by chance, one in so many, chosen by chance too.
    Between { by_chance: usize, one_in: usize },
}

/// The seed of all chance here.
const SEED: u64 = 0x2026_1121;

/// Lets the power go at every point of a recording that begins on this disk.
fn replay(calls: &[Call], reach: Reach, start: &Disk) -> Result<Tally, Box<Found>> {
    replay_and(calls, reach, start, |bench, left, point| {
        bench.lay(left);
        bench.keeps(point)
    })
}

/// The same, and `judge` says what must hold of what is left.
fn replay_and(
    calls: &[Call],
    reach: Reach,
    start: &Disk,
    judge: impl Fn(&Bench, Folder, &Point<'_>) -> Result<(), Loss>,
) -> Result<Tally, Box<Found>> {
    let mut chance = Chance(SEED);
    let bench = Bench::new();
    let one_in = match reach {
        Reach::Extremes => 1,
        Reach::Between { one_in, .. } => one_in,
    };
    walk(calls, reach, start, |image, point| {
        let chosen = point.extreme || chance.below(one_in) == 0;
        if chosen {
            judge(&bench, image(), point)?;
        }
        Ok(chosen)
    })
}

/// A point of a life, and one thing that a power cut could leave there.
struct Point<'a> {
    promises: &'a [Promise],
    /// What leaves the machine just now.
    leaving: Option<&'a Promise>,
    /// Whether nothing or all of the uncertain is left.
    extreme: bool,
}

/// Goes through all that a power cut could leave, each once.
fn walk(
    calls: &[Call],
    reach: Reach,
    start: &Disk,
    mut see: impl FnMut(&dyn Fn() -> Folder, &Point<'_>) -> Result<bool, Loss>,
) -> Result<Tally, Box<Found>> {
    let (mut disk, mut promises, mut tally) = (start.clone(), Vec::new(), Tally::default());
    let (mut chance, mut seen) = (Chance(SEED), HashSet::new());
    for (point, call) in calls.iter().enumerate() {
        let promised = promise(call);
        let changed = disk.follow(call);
        if let Some(promised) = &promised {
            promises.retain(|earlier| !promised.covers(earlier));
            promises.push(promised.clone());
        }
        if !changed && promised.is_none() {
            continue;
        }
        if promised.is_some() || matches!(call, Call::Synced { .. }) {
            seen.clear();
        }
        tally.points += 1;
        tally.uncertain = tally.uncertain.max(disk.uncertain());
        let extremes = disk.extremes();
        let mut lefts = extremes.clone();
        if let Reach::Between { by_chance, .. } = reach {
            lefts.append(&mut disk.between(by_chance, &mut chance));
        }
        for left in lefts {
            if !seen.insert(left.clone()) {
                continue;
            }
            let at = Point {
                promises: &promises,
                leaving: promised.as_ref().filter(|_| matches!(call, Call::Sent(_))),
                extreme: extremes.contains(&left),
            };
            let opened = see(&|| disk.after(&left), &at);
            tally.images += 1;
            tally.opened += usize::from(opened.map_err(|loss| Found { point, left, loss })?);
        }
    }
    Ok(tally)
}

/// A folder in memory on which what a power cut left is opened.
struct Bench(TempDir);

impl Bench {
    fn new() -> Bench {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory)
        } else {
            tempfile::tempdir()
        };
        Bench(folder.unwrap())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Lays these files out, and nothing else.
    fn lay(&self, folder: Folder) {
        fs::remove_dir_all(self.0.path()).unwrap();
        fs::create_dir_all(self.file("copies")).unwrap();
        for (name, bytes) in folder.iter().filter(|(name, _)| !name.ends_with("-shm")) {
            fs::write(self.file(name), bytes).unwrap();
        }
    }

    /// Opens what lies here and looks for everything that was promised.
    fn keeps(&self, point: &Point<'_>) -> Result<(), Loss> {
        let Point {
            promises,
            leaving,
            extreme,
        } = *point;
        let presence = if promises.is_empty() {
            Presence::MayCreate { salt: [9; 32] }
        } else {
            Presence::MustExist
        };
        let ledger = Ledger::open(&self.file(LEDGER), &key(), presence, now())?;
        ledger.verify(|_, _| ())?;
        for promise in promises {
            if !self.holds(&ledger, promise)? {
                return Err(Loss::Promise(promise.clone()));
            }
        }
        if let Some(Promise::Dispatched { id, intent }) = leaving {
            let pending = ledger.financing(id)?.financing.pending;
            let is_declared = pending.is_some_and(|pending| {
                pending.intent == *intent && pending.standing == Standing::Dispatched
            });
            if !is_declared {
                return Err(Loss::Undeclared(Promise::Dispatched {
                    id: id.clone(),
                    intent: *intent,
                }));
            }
        }
        // A copy gets its name once it is synchronised, so that nothing lies between the extremes.
        for copy in backups(&self.file("copies"))?.iter().filter(|_| extreme) {
            let copy =
                Ledger::open(copy, &key(), Presence::MustExist, now()).map_err(Loss::Copy)?;
            copy.verify(|_, _| ())?;
        }
        Ok(())
    }

    fn holds(&self, ledger: &Ledger, promise: &Promise) -> Result<bool, Loss> {
        Ok(match promise {
            Promise::Opened => true,
            Promise::Copied => !backups(&self.file("copies"))?.is_empty(),
            Promise::Restored => ledger.restored()?.is_some(),
            Promise::Written { id, seq, hash } => {
                let rows = ledger.history(id)?;
                rows.iter()
                    .any(|row| row.seq == *seq && row.hash.to_string() == *hash)
            }
            Promise::Dispatched { id, intent } => {
                ledger.financing(id)?.financing.intents >= *intent
            }
            Promise::Pressed { name } => {
                let file = rusqlite::Connection::open(self.file(LEDGER)).unwrap();
                file.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "07".repeat(32)))
                    .unwrap();
                let mut asked = file
                    .prepare("SELECT 1 FROM till WHERE prefix = ?1")
                    .unwrap();
                asked.exists([name]).unwrap()
            }
        })
    }
}

/// That a recording which began on this disk leads to the very files that are there: those, but for the log's index, which is
/// memory.
fn is_complete(calls: &[Call], mut disk: Disk, folder: &TempDir) -> Folder {
    for call in calls {
        disk.follow(call);
    }
    let [seen, left] = [disk.seen(), files(&folder.path().join(TILL))].map(|mut files| {
        files.retain(|name, _| !name.ends_with("-shm"));
        files
    });
    assert!(
        seen == left,
        "the recording leads to the very files that are there"
    );
    left
}

/// The files of a folder and of those in it, as [`Disk`] names them.
fn files(folder: &Path) -> Folder {
    let mut found = Folder::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let inner = files(&path).into_iter();
            found.extend(inner.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn every_press_that_came_back_survives_a_power_cut_and_nothing_left_that_is_not_written_as_dispatched()
 {
    let name = "every_press_that_came_back_survives_a_power_cut_and_nothing_left_that_is_not_written_as_dispatched";
    let (days, by_chance, one_in) = match whole_days() {
        Some(days) => (days, 12, 1),
        None => (1, 2, 200),
    };
    if let Some((folder, line)) = recorded() {
        return a_life(&folder, days, line);
    }
    let Recording { folder, calls } = record(name);
    is_complete(&calls, Disk::default(), &folder);
    let promised =
        |kind: fn(&Promise) -> bool| calls.iter().filter_map(promise).filter(kind).count();
    let written = promised(|promise| matches!(promise, Promise::Written { .. }));
    let sent = promised(|promise| matches!(promise, Promise::Dispatched { .. }));
    let reach = Reach::Between { by_chance, one_in };
    let tally = replay(&calls, reach, &Disk::default()).unwrap_or_else(|found| panic!("{found}"));
    println!(
        "{} calls, {written} acknowledgements, {sent} operations sent: {tally:?}",
        calls.len()
    );
    assert!(
        written > 20 && sent > 10 && tally.opened > 1_000,
        "a life worth the name: {tally:?}"
    );
}

/// The life again as it was, as a disk would have it that is never told to keep the log, and with one request that left
/// just before its transaction was synchronised.
#[test]
fn a_log_that_is_not_synchronised_and_a_byte_that_leaves_too_early_are_noticed() {
    let name = "a_log_that_is_not_synchronised_and_a_byte_that_leaves_too_early_are_noticed";
    if let Some((folder, line)) = recorded() {
        return a_life(&folder, 1, line);
    }
    let replay = |calls: &[Call]| replay(calls, Reach::Extremes, &Disk::default());
    let Recording { folder: _, calls } = record(name);
    let is_kept = |call: &&Call| !matches!(call, Call::Synced { file } if file.ends_with("-wal"));
    let forgetful: Vec<Call> = calls.iter().filter(is_kept).cloned().collect();
    let found = replay(&forgetful).unwrap_err();
    let lost = matches!(found.loss, Loss::Promise(Promise::Written { .. }));
    assert!(lost, "{found}");

    let releases = |call: &Call| matches!(call, Call::Sent(bytes) if bytes.starts_with(b"Release"));
    let left = calls.iter().position(releases).unwrap();
    let synced = |call: &Call| matches!(call, Call::Synced { .. });
    let kept = calls[..left].iter().rposition(synced).unwrap();
    let mut hasty = calls.clone();
    hasty[kept..=left].rotate_right(1);
    let found = replay(&hasty).unwrap_err();
    assert!(
        matches!(found.loss, Loss::Promise(Promise::Dispatched { .. })),
        "{found}"
    );
}

/// The same presses past the till: with the ledger's setting none is lost, with the next weaker one some are.
#[test]
fn with_full_synchronisation_no_press_is_lost_and_with_normal_the_replay_finds_one_that_is() {
    let name =
        "with_full_synchronisation_no_press_is_lost_and_with_normal_the_replay_finds_one_that_is";
    if let Some((folder, line)) = recorded() {
        a_life(&folder, 0, line);
        say("from here on");
        for synchronous in ["FULL", "NORMAL"] {
            life::presses_with(&folder.join(TILL), synchronous);
            say("from here on");
        }
        return;
    }
    let Recording { folder: _, calls } = record(name);
    let parts: Vec<&[Call]> = calls
        .split(|call| *call == Call::Said(b"from here on\n".to_vec()))
        .collect();
    let [life, full, normal, _] = parts[..] else {
        panic!("{} parts", parts.len());
    };
    let after = |calls: &[Call], mut disk: Disk| {
        for call in calls {
            disk.follow(call);
        }
        disk.settled()
    };
    let before_full = after(life, Disk::default());
    let before_normal = after(full, before_full.clone());
    let reach = Reach::Between {
        by_chance: 2,
        one_in: 10,
    };
    replay(full, reach, &before_full).unwrap();
    let found = replay(normal, reach, &before_normal).unwrap_err();
    assert!(
        matches!(found.loss, Loss::Promise(Promise::Pressed { .. })),
        "{found:?}"
    );
}

/// The life that is recorded.
fn a_life(folder: &Path, days: i64, line: SocketAddr) {
    let hand = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    hand.block_on(life::works(folder, days, line));
}
