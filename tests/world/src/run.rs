//! Many lives, on every core of the machine: how many and from where, progress and rate, the counts of all of them, and
//! the one line that replays the first that failed, to the same end. It knows nothing of what a life is.

use super::tally::Tally;
use sha2::{Digest, Sha256};
use std::{
    env, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// What is to be lived.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    seeds: u64,
    from: u64,
    /// The rules alone.
    pub(crate) core: bool,
    /// Each life twice: it must end the same.
    pub(crate) twice: bool,
    told: bool,
}

/// How a life ended.
pub(crate) struct Ended {
    pub(crate) tally: Tally,
    /// Of all that it left: the same life ends with the same.
    pub(crate) hash: String,
}

/// A number in the environment, as `cargo xtask` leaves it there.
pub(crate) fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

impl Setting {
    /// So many lives, in silence.
    pub(crate) fn in_silence(seeds: u64) -> Setting {
        Setting {
            seeds,
            from: 0,
            core: false,
            twice: false,
            told: false,
        }
    }

    /// The same of the rules alone.
    pub(crate) fn of_the_rules(self) -> Setting {
        Setting { core: true, ..self }
    }

    /// The same, each lived twice.
    pub(crate) fn twice(self) -> Setting {
        Setting {
            twice: true,
            ..self
        }
    }

    /// Whether one life is looked at on its own.
    pub(crate) fn is_one(&self) -> bool {
        self.told && self.seeds == 1
    }

    /// What the environment says, or so many lives.
    pub(crate) fn read(usual: u64) -> Setting {
        let seeds = number("COMPTOIR_WORLD_SEEDS");
        Setting {
            seeds: seeds.unwrap_or(usual),
            from: number("COMPTOIR_WORLD_FROM").unwrap_or_default(),
            core: number("COMPTOIR_WORLD_CORE").is_some(),
            twice: number("COMPTOIR_WORLD_TWICE").is_some(),
            told: seeds.is_some(),
        }
    }
}

/// So many in so long, as a number a second with one decimal.
fn rate(count: u64, took: Duration) -> String {
    let tenths = u128::from(count) * 10_000 / took.as_millis().max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// What came of many lives.
pub(crate) struct Lived {
    tally: Tally,
    /// The numbers whose lives broke an invariant, lowest first, which, and how each ended.
    bad: Vec<(u64, String, String)>,
    /// Of how all of them ended, in whatever order.
    ends: u128,
    took: Duration,
    /// Of the processors, by all of them together; where the system says so.
    worked: Option<Duration>,
    workers: u32,
}

/// What a shop fears, by the number of the invariant that a violation begins with.
const FEARS: [(&str, &str); 3] = [("2", "lost"), ("1", "doubled"), ("6", "falsely financed")];

/// Lives them all, each worker taking the next number.
pub(crate) fn many(setting: &Setting, life: impl Fn(u64) -> Ended + Sync) -> Lived {
    let workers = thread::available_parallelism().map_or(1, |count| count.get() as u32);
    let (next, start) = (AtomicU64::new(0), Instant::now());
    let worked = processor_time();
    let all = Mutex::new((Tally::default(), Vec::new(), 0_u128));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let (mut own, mut ends) = (Tally::default(), 0_u128);
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    if place >= setting.seeds {
                        break;
                    }
                    let seed = setting.from + place;
                    let Ended { mut tally, hash } = lived(&life, seed, setting.twice);
                    ends = ends.wrapping_add(place_among_all(seed, &hash));
                    if let Some(what) = tally.violation.take() {
                        super::wire::held(&all).1.push((seed, what, hash));
                    }
                    own.add(tally);
                    progress(setting, place + 1, &start);
                }
                let mut all = super::wire::held(&all);
                all.0.add(own);
                all.2 = all.2.wrapping_add(ends);
            });
        }
    });
    let (tally, mut bad, ends) = all.into_inner().unwrap();
    bad.sort();
    Lived {
        tally,
        bad,
        ends,
        took: start.elapsed(),
        worked: processor_time()
            .zip(worked)
            .map(|(now, then)| now.saturating_sub(then)),
        workers,
    }
}

/// One life, once or twice; one that panics where nobody could say how it ended broke something too.
fn lived(life: &impl Fn(u64) -> Ended, seed: u64, twice: bool) -> Ended {
    let once = || {
        catch_unwind(AssertUnwindSafe(|| life(seed))).unwrap_or_else(|_panic| Ended {
            tally: Tally {
                violation: Some("it panicked".to_owned()),
                ..Tally::default()
            },
            hash: "nobody knows what".to_owned(),
        })
    };
    let mut ended = once();
    if twice {
        let again = once();
        if (&again.hash, again.tally.to_string()) != (&ended.hash, ended.tally.to_string()) {
            let what = format!("lived again it ended with {}", again.hash);
            ended.tally.violated(what);
        }
    }
    ended
}

/// The end of one life as a number that can be added to those of others, so that their order does not matter.
fn place_among_all(seed: u64, hash: &str) -> u128 {
    let place = Sha256::digest(format!("{seed} {hash}"));
    place
        .iter()
        .take(16)
        .fold(0, |number, byte| (number << 8) | u128::from(*byte))
}

fn progress(setting: &Setting, done: u64, start: &Instant) {
    if setting.told && done.is_multiple_of((setting.seeds / 20).max(1)) {
        println!(
            "{done} of {} lives, {} a second",
            setting.seeds,
            rate(done, start.elapsed())
        );
    }
}

impl Lived {
    /// Whether every life kept its promises.
    pub(crate) fn is_good(&self) -> bool {
        self.bad.is_empty()
    }

    /// Prints the counts, where somebody asked for lives.
    pub(crate) fn tell(&self, setting: &Setting) {
        if !setting.told {
            return;
        }
        println!("{}", self.tally);
        println!(
            "{} lives in {:.1?}: {} a second, {} a second and core ({} cores)",
            setting.seeds,
            self.took,
            rate(setting.seeds, self.took),
            rate(setting.seeds, self.took * self.workers),
            self.workers,
        );
        if let Some(worked) = self.worked {
            let rate = rate(setting.seeds, worked);
            println!("{worked:.1?} of processor time: {rate} lives in each second of it");
        }
        let mut others = self.bad.len();
        for (number, fear) in FEARS {
            let is_it = |what: &str| what.split(':').next() == Some(number);
            let count = self.bad.iter().filter(|(_, what, _)| is_it(what)).count();
            others -= count;
            print!("{count} {fear}, ");
        }
        println!("{others} otherwise broken");
        if !setting.core || setting.twice {
            println!("all of them ended with {:032x}", self.ends);
        }
    }

    /// What broke, the line that shows it again, with what it ended, and which other lives broke.
    pub(crate) fn replay(&self, setting: &Setting) -> String {
        let core = if setting.core { " --core" } else { "" };
        let plain = if cfg!(feature = "cipher") {
            ""
        } else {
            " --plain"
        };
        match self.bad.first() {
            Some((seed, what, hash)) => {
                let others = self.bad.iter().skip(1).take(20);
                let others: String = others
                    .map(|(seed, what, hash)| {
                        format!("\nso did {seed}: {what}; it ended with {hash}")
                    })
                    .collect();
                format!(
                    "{what}\nreplay it: cargo xtask simulate --seeds 1 --from {seed}{core}{plain}\n\
                     it ended with {hash}{others}"
                )
            }
            None => "every life kept its promises".to_owned(),
        }
    }
}

/// How long processors have worked for this program, in its own code and for it in the system; Linux says it in
/// hundredths of a second.
fn processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_name, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks: u64 = ticks.map(|field| field.parse().unwrap_or(0)).sum();
    Some(Duration::from_millis(ticks * 10))
}

/// Whether a bug was noticed, in how many lives and seconds.
pub(crate) struct Noticed {
    what: Option<String>,
    lives: u64,
    took: Duration,
}

/// Lives until an invariant breaks, `most` lives at the longest.
pub(crate) fn until_noticed(most: u64, life: impl Fn(u64) -> Option<String>) -> Noticed {
    let start = Instant::now();
    let found = (0..most).find_map(|seed| {
        let end = catch_unwind(AssertUnwindSafe(|| life(seed)));
        let what = end.unwrap_or_else(|_panic| Some("it panicked".to_owned()))?;
        Some((seed + 1, what))
    });
    let (lives, what) = found.unzip();
    Noticed {
        what,
        lives: lives.unwrap_or(most),
        took: start.elapsed(),
    }
}

impl Noticed {
    /// Whether it was.
    pub(crate) fn is_noticed(&self) -> bool {
        self.what.is_some()
    }

    /// How long it took, if it was.
    pub(crate) fn took(&self) -> Option<Duration> {
        self.what.as_ref().map(|_| self.took)
    }

    /// One line of the table.
    pub(crate) fn tell(&self, number: usize, bug: &str) {
        let verdict = if self.is_noticed() {
            "caught"
        } else {
            "MISSED"
        };
        let what: String = self
            .what
            .iter()
            .flat_map(|what| what.chars())
            .take(90)
            .collect();
        println!(
            "{number:>2} {bug:<32} {verdict} {:>5} lives {:>9.2?}  {what}",
            self.lives, self.took
        );
    }
}
