//! Many lives, on every core of the machine: how many and from where, progress and rate, the counts of all of them, and
//! the one line that replays the first that failed. It knows nothing of what a life is.

use super::tally::Tally;
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
    told: bool,
}

/// A number in the environment, as `cargo xtask` leaves it there.
pub(crate) fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

impl Setting {
    /// So many lives of the rules alone, in silence.
    pub(crate) fn of_the_rules(seeds: u64) -> Setting {
        Setting {
            seeds,
            from: 0,
            core: true,
            told: false,
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
    /// The numbers whose lives broke an invariant, lowest first, and which.
    bad: Vec<(u64, String)>,
    took: Duration,
    /// Of the processors, by all of them together; where the system says so.
    worked: Option<Duration>,
    workers: u32,
}

/// What a shop fears, by the number of the invariant that a violation begins with.
const FEARS: [(&str, &str); 3] = [("2", "lost"), ("1", "doubled"), ("6", "falsely financed")];

/// Lives them all, each worker taking the next number.
pub(crate) fn many(setting: &Setting, life: impl Fn(u64) -> Tally + Sync) -> Lived {
    let workers = thread::available_parallelism().map_or(1, |count| count.get() as u32);
    let (next, start) = (AtomicU64::new(0), Instant::now());
    let worked = processor_time();
    let all = Mutex::new((Tally::default(), Vec::new()));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let mut own = Tally::default();
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    if place >= setting.seeds {
                        break;
                    }
                    let seed = setting.from + place;
                    let mut tally = lived(&life, seed);
                    if let Some(what) = tally.violation.take() {
                        super::wire::held(&all).1.push((seed, what));
                    }
                    own.add(tally);
                    progress(setting, place + 1, &start);
                }
                super::wire::held(&all).0.add(own);
            });
        }
    });
    let (tally, mut bad) = all.into_inner().unwrap();
    bad.sort();
    Lived {
        tally,
        bad,
        took: start.elapsed(),
        worked: processor_time()
            .zip(worked)
            .map(|(now, then)| now.saturating_sub(then)),
        workers,
    }
}

/// One life; one that panics broke something too.
fn lived(life: &impl Fn(u64) -> Tally, seed: u64) -> Tally {
    catch_unwind(AssertUnwindSafe(|| life(seed))).unwrap_or_else(|_panic| Tally {
        violation: Some("it panicked".to_owned()),
        ..Tally::default()
    })
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
            let count = self.bad.iter().filter(|(_, what)| is_it(what)).count();
            others -= count;
            print!("{count} {fear}, ");
        }
        println!("{others} otherwise broken");
    }

    /// What broke, the line that shows it again, and which other lives broke.
    pub(crate) fn replay(&self, setting: &Setting) -> String {
        let core = if setting.core { " --core" } else { "" };
        match self.bad.first() {
            Some((seed, what)) => {
                let others = self.bad.iter().skip(1).take(20);
                let others: String = others
                    .map(|(seed, what)| format!("\nso did {seed}: {what}"))
                    .collect();
                format!(
                    "{what}\nreplay it: cargo xtask simulate --seeds 1 --from {seed}{core}{others}"
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
