//! Which blows are dealt to a sale, from what an undisturbed one did, and the table of what came of them. It knows the
//! calls and their number, and nothing of shops.

use super::{
    life::{Press, Sale},
    strace::{self, Blow, During, Fate, Place},
};
use crate::window::Mishap;
use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    time::Duration,
};

/// The calls that are disturbed, in the order of the table.
const CALLS: [&str; 14] = [
    "pwrite64",
    "fdatasync",
    "fsync",
    "ftruncate",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "connect",
    "sendto",
    "sendmsg",
    "writev",
    "write",
];

/// Everything that is disturbed, in the order of the table.
const DURING: [During; 4] = [
    During::Sale,
    During::Printing,
    During::FirstStart,
    During::Recovery,
];

/// What each call of something undisturbed was made on, in their order, by when it was and by its name.
#[derive(Default)]
pub(super) struct Measured(BTreeMap<(During, &'static str), Vec<Place>>);

impl Measured {
    /// Adds what strace heard. Where several threads made a call, that one which made the most is counted.
    pub(super) fn add(&mut self, during: During, heard: &str) {
        let mut calls: BTreeMap<(&'static str, Option<u32>), Vec<Place>> = BTreeMap::new();
        // By `write` a sale wakes the window, as often as that happens to sleep.
        let heard =
            strace::calls(heard).filter(|line| (during, line.call) != (During::Sale, "write"));
        for line in heard {
            if let Some(call) = CALLS.into_iter().find(|call| *call == line.call) {
                calls
                    .entry((call, line.thread))
                    .or_default()
                    .push(line.place);
            }
        }
        for ((call, _), places) in calls {
            let known = self.0.entry((during, call)).or_default();
            if known.len() < places.len() {
                *known = places;
            }
        }
        // What touches neither the till's files nor its gateway is not disturbed.
        self.0
            .retain(|_, places| places.iter().any(|place| *place != Place::Elsewhere));
    }

    fn count(&self, during: During, call: &'static str) -> u32 {
        let count = self.0.get(&(during, call)).map_or(0, Vec::len);
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// The blows that are dealt, in their order.
pub(super) struct Plan {
    /// Them.
    pub(super) blows: Vec<Blow>,
}

impl Plan {
    /// Every call with every fate; of the writes, of which there are by far the most, every `stride`-th.
    pub(super) fn whole(measured: &Measured, stride: u32) -> Plan {
        let mut blows = Vec::new();
        for during in DURING {
            for fate in [Fate::Killed, Fate::Broken, Fate::Full] {
                for call in CALLS {
                    let step = if call == "pwrite64" { stride.max(1) } else { 1 };
                    let step = usize::try_from(step).unwrap_or(1);
                    let nths = (1..=measured.count(during, call)).step_by(step);
                    blows.extend(nths.map(|nth| Blow {
                        during,
                        call,
                        nth,
                        fate,
                    }));
                }
            }
        }
        Plan { blows }
    }

    /// About a dozen that take less than a minute: the first, the last and some in the middle.
    pub(super) fn dozen(measured: &Measured) -> Plan {
        let mut blows = Vec::new();
        let mut deal = |during, call, fate, eighth: u32| {
            let count = measured.count(during, call);
            let nth = (count.saturating_mul(eighth) / 8).clamp(1, count.max(1));
            let blow = Blow {
                during,
                call,
                nth,
                fate,
            };
            blows.extend((count > 0).then_some(blow));
        };
        for call in ["fdatasync", "fsync"] {
            deal(During::Sale, call, Fate::Killed, 2);
            deal(During::Sale, call, Fate::Killed, 5);
            deal(During::Sale, call, Fate::Broken, 4);
        }
        deal(During::Sale, "pwrite64", Fate::Killed, 6);
        deal(During::Sale, "pwrite64", Fate::Full, 1);
        deal(During::Sale, "pwrite64", Fate::Full, 5);
        deal(During::Sale, "connect", Fate::Killed, 8);
        for call in ["sendto", "writev"] {
            deal(During::Sale, call, Fate::Killed, 8);
            deal(During::Sale, call, Fate::Broken, 8);
        }
        deal(During::Printing, "write", Fate::Full, 8);
        deal(During::FirstStart, "pwrite64", Fate::Killed, 5);
        deal(During::FirstStart, "pwrite64", Fate::Broken, 7);
        deal(During::Recovery, "pwrite64", Fate::Killed, 4);
        Plan { blows }
    }
}

/// What came of a blow.
pub(super) struct Outcome {
    blow: Option<Blow>,
    /// What the disturbed call was made on; `None` when the sale was over before it.
    struck: Option<Place>,
    order: String,
    last: Press,
    told: usize,
    took: Duration,
    /// What did not hold.
    pub(super) violation: Option<String>,
}

impl Outcome {
    /// Of a blow that was dealt to this sale.
    pub(super) fn new(
        blow: Blow,
        sale: &Sale,
        took: Duration,
        violation: Option<Mishap>,
    ) -> Outcome {
        let mut calls = strace::calls(&sale.heard);
        let struck = match blow.fate {
            Fate::Killed => calls.next_back().filter(|_| strace::killed(&sale.heard)),
            Fate::Broken | Fate::Full => calls.find(|line| line.injected),
        };
        Outcome {
            blow: Some(blow),
            struck: struck.map(|line| line.place),
            order: sale.order.clone(),
            last: sale.last,
            told: sale.faults.len(),
            took,
            violation: violation.map(|mishap| mishap.to_string()),
        }
    }

    /// No shop could be opened to deal blows to.
    pub(super) fn no_shop(mishap: &Mishap) -> Outcome {
        Outcome {
            blow: None,
            struck: None,
            order: String::new(),
            last: Press::Start,
            told: 0,
            took: Duration::ZERO,
            violation: Some(mishap.to_string()),
        }
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Outcome { order, last, .. } = self;
        match self.blow {
            Some(blow) => {
                let (during, blow) = (blow.during.word(), blow.expression());
                write!(f, "{order} {during}, {blow}, at {last:?}")?;
            }
            None => write!(f, "no shop")?,
        }
        match &self.violation {
            Some(violation) => write!(f, ": {violation}"),
            None => Ok(()),
        }
    }
}

/// A line of the table.
#[derive(Default)]
struct Row {
    dealt: BTreeMap<Fate, u32>,
    places: BTreeMap<Place, u32>,
    told: usize,
    missed: u32,
    longest: Duration,
    violations: u32,
}

impl Row {
    fn and(mut self, outcome: &Outcome) -> Row {
        match (outcome.struck, outcome.blow) {
            (Some(place), Some(blow)) => {
                *self.dealt.entry(blow.fate).or_default() += 1;
                *self.places.entry(place).or_default() += 1;
            }
            (None, _) | (_, None) => self.missed += 1,
        }
        self.told += outcome.told;
        self.longest = self.longest.max(outcome.took);
        self.violations += u32::from(outcome.violation.is_some());
        self
    }
}

/// What came of all of them.
pub(super) struct Report {
    rows: Vec<(During, &'static str, u32, Row)>,
    violations: Vec<String>,
}

impl Report {
    /// The table of these outcomes.
    pub(super) fn of(measured: &Measured, outcomes: &[Outcome]) -> Report {
        let row = |(during, call): (During, &'static str)| {
            let ours = outcomes.iter().filter(|outcome| {
                let is_ours = |blow: Blow| blow.during == during && blow.call == call;
                outcome.blow.is_some_and(is_ours)
            });
            let row = ours.fold(Row::default(), Row::and);
            (during, call, measured.count(during, call), row)
        };
        let wrong = outcomes
            .iter()
            .filter(|outcome| outcome.violation.is_some());
        Report {
            rows: measured.0.keys().copied().map(row).collect(),
            violations: wrong.map(ToString::to_string).collect(),
        }
    }

    /// Whether everything held, and all but one blow in a hundred fell: a sale does not always make the same calls.
    pub(super) fn is_sound(&self) -> bool {
        let rows = self.rows.iter().map(|(_, _, _, row)| row);
        let (dealt, missed) = rows.fold((0, 0), |(dealt, missed), row| {
            (dealt + row.dealt.values().sum::<u32>(), missed + row.missed)
        });
        dealt > 0 && missed <= 1 + dealt / 100 && self.violations.is_empty()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| during | call | calls | killed | EIO | ENOSPC | on | told at once | not reached | longest | violations |"
        )?;
        writeln!(f, "|---|---|---:|---:|---:|---:|---|---:|---:|---:|---:|")?;
        for (during, call, count, row) in &self.rows {
            let dealt = |fate| row.dealt.get(&fate).copied().unwrap_or_default();
            let places: Vec<String> = row
                .places
                .iter()
                .map(|(place, count)| format!("{} {count}", place.word()))
                .collect();
            writeln!(
                f,
                "| {} | `{call}` | {count} | {} | {} | {} | {} | {} | {} | {} s | {} |",
                during.word(),
                dealt(Fate::Killed),
                dealt(Fate::Broken),
                dealt(Fate::Full),
                places.join(", "),
                row.told,
                row.missed,
                row.longest.as_secs(),
                row.violations
            )?;
        }
        for violation in &self.violations {
            writeln!(f, "VIOLATED {violation}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_on_the_shops_own_files_and_connections_is_dealt_each_fate() {
        let heard = "fsync(9</d/till.ledger-wal>) = 0\nwritev(8<TCP:[1]>, [], 1) = 3\nfsync(9</d>) = 0\n\
                     rename(\"/a/x\", \"/a/y\") = 0\n";
        let mut measured = Measured::default();
        measured.add(During::Sale, heard);
        let plan = Plan::whole(&measured, 1);
        let dealt: Vec<String> = plan.blows.iter().map(Blow::expression).collect();
        let killed = ["fsync:signal=SIGKILL:when=1", "fsync:signal=SIGKILL:when=2"];
        assert_eq!(dealt.len(), 9);
        assert!(dealt[0].ends_with(killed[0]) && dealt[1].ends_with(killed[1]));
        assert_eq!(dealt[8], "inject=writev:error=ENOSPC:when=1+");
    }

    #[test]
    fn where_several_threads_call_the_busiest_is_counted() {
        let heard =
            "7 fsync(9</d/till.ledger>) = 0\n8 fsync(9</d/till.ledger>) = 0\n8 fsync(9</d>) = 0\n";
        let mut measured = Measured::default();
        measured.add(During::Recovery, heard);
        assert_eq!(measured.count(During::Recovery, "fsync"), 2);
        assert_eq!(measured.count(During::Sale, "fsync"), 0);
    }
}
