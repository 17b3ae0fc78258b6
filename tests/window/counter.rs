//! The application in its real window: its page, and what the system says about its own process (memory, processor
//! time, when it started). It knows what the counter's controls are called and nothing of gateways.

use super::{desktop::Driver, mishap::Mishap, page::Page};
use std::{
    fs,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// The system's clock ticks a second in /proc (USER_HZ, which Linux fixes at 100 for programs).
const TICK: Duration = Duration::from_millis(10);

/// A running application.
pub(crate) struct Counter {
    /// Its window.
    pub(crate) page: Page,
    driver: Driver,
    process: u32,
}

impl Counter {
    /// The application that this driver opened.
    pub(super) fn new(page: Page, driver: Driver) -> Result<Counter, Mishap> {
        let process = application_in(driver.group())?;
        Ok(Counter {
            page,
            driver,
            process,
        })
    }

    /// What opened it, and runs in one process group with it.
    pub(crate) fn driver(&self) -> Driver {
        self.driver
    }

    /// The number of its own process.
    pub(crate) fn process(&self) -> u32 {
        self.process
    }

    /// Whether any thread of it still runs.
    pub(crate) fn runs(&self) -> bool {
        runs(self.process)
    }

    /// The number of the thread that does its deeds, where it was given one only: the first that bears the name.
    pub(crate) fn worker(&self) -> Result<u32, Mishap> {
        let tasks = format!("/proc/{}/task", self.process);
        let threads = fs::read_dir(&tasks).map_err(Mishap::file(&tasks))?;
        let numbers = threads
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let is_worker = |thread: &u32| {
            fs::read_to_string(format!("{tasks}/{thread}/comm"))
                .is_ok_and(|name| name.trim() == "tokio-rt-worker")
        };
        let none = || Mishap::differs("the thread that does the deeds", "one", "none");
        numbers.filter(is_worker).min().ok_or_else(none)
    }

    /// Processor time it has used, its own process alone.
    pub(crate) fn processor_time(&self) -> Result<Duration, Mishap> {
        let stat = Stat::of(self.process)?;
        let ticks = stat.number(14)?.saturating_add(stat.number(15)?);
        Ok(TICK.saturating_mul(u32::try_from(ticks).unwrap_or(u32::MAX)))
    }

    /// When it was started, in milliseconds since 1970, to ten of them. The system counts processes' starts from its
    /// own, so its age is taken off the clock.
    pub(crate) fn started_ms(&self) -> Result<u64, Mishap> {
        let uptime = fs::read_to_string("/proc/uptime").map_err(Mishap::file("/proc/uptime"))?;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        // "4242.42 ...": seconds with two places, which is ticks.
        let age: String = uptime
            .split(' ')
            .next()
            .unwrap_or_default()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let Ok(age) = age.parse::<u64>() else {
            return Err(Mishap::differs("/proc/uptime", "a number", &uptime));
        };
        let since = age.saturating_sub(Stat::of(self.process)?.number(22)?);
        Ok(u64::try_from(now.as_millis())
            .unwrap_or(u64::MAX)
            .saturating_sub(since.saturating_mul(10)))
    }

    /// Memory of its own process in kB: all that is resident, and the part of it that is not a file's.
    pub(crate) fn memory_kb(&self) -> Result<(u64, u64), Mishap> {
        let status = format!("/proc/{}/status", self.process);
        Ok((line_of(&status, "VmRSS:")?, line_of(&status, "RssAnon:")?))
    }
}

/// Whether any thread of this process still runs: the last one gives up what the process held.
pub(super) fn runs(process: u32) -> bool {
    let threads = fs::read_dir(format!("/proc/{process}/task"));
    threads.into_iter().flatten().flatten().any(|thread| {
        fs::read_to_string(thread.path().join("stat")).is_ok_and(|stat| !Stat(stat).is_over())
    })
}

/// The fields of /proc/PID/stat.
struct Stat(String);

impl Stat {
    fn of(process: u32) -> Result<Stat, Mishap> {
        let path = format!("/proc/{process}/stat");
        fs::read_to_string(&path)
            .map(Stat)
            .map_err(Mishap::file(path))
    }

    /// The program's name, which stands in brackets.
    fn name(&self) -> &str {
        self.0
            .split_once('(')
            .and_then(|(_, rest)| rest.rsplit_once(')'))
            .map_or("", |(name, _)| name)
    }

    /// Whether it has ended, and only its number is left.
    fn is_over(&self) -> bool {
        let after = self.0.rsplit_once(") ").map_or("", |(_, after)| after);
        matches!(after.chars().next(), None | Some('Z' | 'X'))
    }

    /// A field by its number in proc(5), of those after the name.
    fn number(&self, field: usize) -> Result<u64, Mishap> {
        let after = self.0.rsplit_once(") ").map_or("", |(_, after)| after);
        let word = after
            .split(' ')
            .nth(field.saturating_sub(3))
            .unwrap_or_default();
        word.parse().or(Err(Mishap::differs(
            "a field of /proc/PID/stat",
            "a number",
            word,
        )))
    }
}

/// The application that runs in this process group.
pub(super) fn application_in(group: u32) -> Result<u32, Mishap> {
    let numbers = fs::read_dir("/proc")?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let ours = |process: &u32| {
        Stat::of(*process).is_ok_and(|stat| {
            stat.name() == "comptoir" && stat.number(5).ok() == Some(group.into())
        })
    };
    numbers
        .into_iter()
        .find(ours)
        .ok_or_else(|| Mishap::differs("the application's process", "one", "none"))
}

fn line_of(file: &str, name: &str) -> Result<u64, Mishap> {
    let text = fs::read_to_string(file).map_err(Mishap::file(file))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| Mishap::differs(&format!("{name} in {file}"), "a number", "none"))
}
