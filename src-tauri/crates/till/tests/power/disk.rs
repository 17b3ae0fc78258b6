//! A disk that promises no more than it must: what was synchronised is there; of what was not, any part may be there,
//! in any order, and a single write may be torn between two sectors. It is fed the calls of a recording and builds the
//! folders that a power cut could leave at that point. It knows no ledger.

use super::trace::Call;
use std::collections::{BTreeMap, BTreeSet};

/// The unit that a disk writes whole.
const SECTOR: usize = 512;

/// A folder: its files by name.
pub(crate) type Folder = BTreeMap<String, Vec<u8>>;

/// The disk under a folder, while a program works in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Disk {
    /// Each file as it is for certain, by its place in this list.
    files: Vec<Vec<u8>>,
    /// Which name is which file, for certain.
    names: BTreeMap<String, usize>,
    /// The same as the program sees it.
    seen: BTreeMap<String, usize>,
    /// What was done to files and is not certain, oldest first.
    loose: Vec<(usize, Change)>,
    /// What was done to names and is not certain, oldest first.
    renaming: Vec<Naming>,
}

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Cut { length: usize },
}

#[derive(Debug, Clone)]
enum Naming {
    Made { file: String, is: usize },
    Renamed { from: String, to: String },
    Removed { file: String },
}

/// What of the uncertain a power cut leaves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Left {
    /// How many of the changes of names, the oldest first: a folder's list is kept in order.
    pub(crate) names: usize,
    /// Which changes of files, in the order in which they reached the disk, and a bit for each of their sectors.
    pub(crate) changes: Vec<(usize, u64)>,
}

/// All sectors of a change.
const WHOLE: u64 = u64::MAX;

impl Disk {
    /// A disk that holds these files for certain.
    pub(crate) fn holding(folder: Folder) -> Disk {
        let (names, files): (Vec<String>, Vec<Vec<u8>>) = folder.into_iter().unzip();
        let names: BTreeMap<String, usize> = names.into_iter().zip(0..).collect();
        Disk {
            files,
            seen: names.clone(),
            names,
            ..Disk::default()
        }
    }

    /// The same disk once everything is certain.
    pub(crate) fn settled(self) -> Disk {
        Disk::holding(self.seen())
    }

    /// How many changes of files are uncertain.
    pub(crate) fn uncertain(&self) -> usize {
        self.loose.len()
    }

    /// Follows the program by one call; whether that changed what a power cut could leave.
    pub(crate) fn follow(&mut self, call: &Call) -> bool {
        match call {
            Call::Made { file, emptied } => {
                let known = self.seen.get(file).copied();
                if let (Some(is), true) = (known, *emptied) {
                    self.loose.push((is, Change::Cut { length: 0 }));
                } else if known.is_none() {
                    let (file, is) = (file.clone(), self.files.len());
                    self.files.push(Vec::new());
                    self.seen.insert(file.clone(), is);
                    self.renaming.push(Naming::Made { file, is });
                }
                known.is_none() || *emptied
            }
            Call::Wrote { file, at, bytes } => {
                let (at, bytes) = (*at, bytes.clone());
                self.loose
                    .push((self.seen[file], Change::Write { at, bytes }));
                true
            }
            Call::Copied { from, to, length } => {
                let seen = self.seen();
                let at = seen[to].len();
                let bytes = seen[from][at..at + length].to_vec();
                self.loose
                    .push((self.seen[to], Change::Write { at, bytes }));
                true
            }
            Call::Cut { file, length } => {
                let length = *length;
                self.loose.push((self.seen[file], Change::Cut { length }));
                true
            }
            Call::Synced { file } => {
                match self.seen.get(file).copied() {
                    Some(is) => self.settle(is),
                    None => self.settle_names(file),
                }
                true
            }
            Call::Renamed { from, to } => {
                let (from, to) = (from.clone(), to.clone());
                self.rename(Naming::Renamed { from, to });
                true
            }
            Call::Removed { file } => {
                self.rename(Naming::Removed { file: file.clone() });
                true
            }
            Call::Said(_) | Call::Sent(_) => false,
        }
    }

    fn settle(&mut self, is: usize) {
        let (certain, loose) = self.loose.drain(..).partition(|(of, _)| *of == is);
        self.loose = loose;
        let certain: Vec<(usize, Change)> = certain;
        for (_, change) in certain {
            apply(&mut self.files[is], &change, WHOLE);
        }
    }

    fn settle_names(&mut self, folder: &str) {
        let (certain, loose) = self
            .renaming
            .drain(..)
            .partition(|naming| naming.folder() == folder);
        self.renaming = loose;
        let certain: Vec<Naming> = certain;
        for naming in certain {
            naming.apply(&mut self.names);
        }
    }

    fn rename(&mut self, naming: Naming) {
        naming.apply(&mut self.seen);
        self.renaming.push(naming);
    }

    /// The folder as the program sees it.
    pub(crate) fn seen(&self) -> Folder {
        self.after(&self.everything())
    }

    /// The folder that is left when the power goes now.
    pub(crate) fn after(&self, left: &Left) -> Folder {
        let mut files = self.files.clone();
        for (which, sectors) in &left.changes {
            let (is, change) = &self.loose[*which];
            apply(&mut files[*is], change, *sectors);
        }
        let mut names = self.names.clone();
        for naming in &self.renaming[..left.names] {
            naming.apply(&mut names);
        }
        let files = names
            .into_iter()
            .map(|(name, is)| (name, files[is].clone()));
        files.collect()
    }

    fn everything(&self) -> Left {
        Left {
            names: self.renaming.len(),
            changes: (0..self.loose.len()).map(|which| (which, WHOLE)).collect(),
        }
    }

    /// What a power cut leaves at the least and at the most: nothing and all of the uncertain.
    pub(crate) fn extremes(&self) -> BTreeSet<Left> {
        let changes = self.everything().changes;
        (0..=self.renaming.len())
            .flat_map(|names| [Vec::new(), changes.clone()].map(|changes| Left { names, changes }))
            .collect()
    }

    /// What a power cut could leave now beside the extremes: all but one change; one change alone; the newest change
    /// torn at each boundary of sectors, with and without those before it; and `by_chance` more, any changes in any
    /// order with any of their sectors.
    pub(crate) fn between(&self, by_chance: usize, chance: &mut Chance) -> BTreeSet<Left> {
        let (names, changes) = (self.renaming.len(), self.loose.len());
        let left = |changes| Left { names, changes };
        let all: Vec<(usize, u64)> = self.everything().changes;
        let mut leftovers = BTreeSet::new();
        for one in 0..changes {
            let others = all.iter().copied().filter(|(which, _)| *which != one);
            leftovers.insert(left(others.collect()));
            leftovers.insert(left(vec![(one, WHOLE)]));
        }
        let Some((_, newest)) = self.loose.last() else {
            return leftovers;
        };
        for cut in 1..newest.sectors().min(64) {
            for torn in [(1 << cut) - 1, WHOLE << cut] {
                let newest = (changes - 1, torn);
                let before = (0..changes - 1).map(|which| (which, WHOLE));
                leftovers.insert(left(before.chain([newest]).collect()));
                leftovers.insert(left(vec![newest]));
            }
        }
        for _ in 0..by_chance {
            let some = (0..changes).filter_map(|which| match chance.below(6) {
                0 => Some((which, chance.next())),
                1 | 2 => Some((which, WHOLE)),
                _ => None,
            });
            let mut some: Vec<(usize, u64)> = some.collect();
            for at in (1..some.len()).rev() {
                some.swap(at, chance.below(at + 1));
            }
            let names = chance.below(names + 1);
            leftovers.insert(Left {
                names,
                changes: some,
            });
        }
        leftovers
    }
}

impl Change {
    /// In how many sectors it lies.
    fn sectors(&self) -> usize {
        match self {
            Change::Write { at, bytes } => (at + bytes.len()).div_ceil(SECTOR) - at / SECTOR,
            Change::Cut { .. } => 1,
        }
    }
}

/// Changes a file, as far as the sectors go.
fn apply(file: &mut Vec<u8>, change: &Change, sectors: u64) {
    match change {
        Change::Cut { length } => file.resize(*length, 0),
        Change::Write { at, bytes } => {
            let end = at + bytes.len();
            let mut from = *at;
            while from < end {
                let to = end.min((from / SECTOR + 1) * SECTOR);
                let sector = (from / SECTOR - at / SECTOR).min(63);
                if sectors >> sector & 1 == 1 {
                    file.resize(file.len().max(to), 0);
                    file[from..to].copy_from_slice(&bytes[from - at..to - at]);
                }
                from = to;
            }
        }
    }
}

impl Naming {
    /// The folder whose list of names it changes.
    fn folder(&self) -> &str {
        let (Naming::Made { file, .. }
        | Naming::Removed { file }
        | Naming::Renamed { to: file, .. }) = self;
        file.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Naming::Made { file, is } => _ = names.insert(file.clone(), *is),
            Naming::Renamed { from, to } => {
                if let Some(is) = names.remove(from) {
                    names.insert(to.clone(), is);
                }
            }
            Naming::Removed { file } => _ = names.remove(file),
        }
    }
}

/// Numbers that look like chance and come again from the same seed (SplitMix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap();
        usize::try_from(self.next() % bound).unwrap()
    }
}

#[test]
fn what_was_not_synchronised_may_be_there_in_part_and_what_was_is_there() {
    let file = || "f".to_owned();
    let wrote = |at, byte| Call::Wrote {
        file: file(),
        at,
        bytes: vec![byte; 1024],
    };
    let mut disk = Disk::default();
    for call in [
        Call::Made {
            file: file(),
            emptied: false,
        },
        wrote(0, 1),
        Call::Synced { file: file() },
        Call::Synced {
            file: String::new(),
        },
        wrote(0, 2),
        wrote(1024, 3),
    ] {
        disk.follow(&call);
    }
    let found: BTreeSet<Vec<u8>> = disk
        .between(0, &mut Chance(1))
        .union(&disk.extremes())
        .map(|left| {
            disk.after(left)["f"]
                .iter()
                .copied()
                .step_by(SECTOR)
                .collect()
        })
        .collect();
    let sectors: [&[u8]; 8] = [
        &[1, 1],       // nothing
        &[2, 2],       // the first alone
        &[1, 1, 3, 3], // the second alone
        &[2, 2, 3, 3], // both
        &[2, 2, 3],    // the second torn
        &[1, 1, 3],
        &[2, 2, 0, 3], // and torn the other way
        &[1, 1, 0, 3],
    ];
    assert_eq!(found, sectors.map(<[u8]>::to_vec).into());
}

#[test]
fn a_name_that_its_folder_was_not_synchronised_for_may_be_the_old_one() {
    let (draft, place) = ("draft".to_owned(), "place".to_owned());
    let mut disk = Disk::default();
    for call in [
        Call::Made {
            file: draft.clone(),
            emptied: false,
        },
        Call::Wrote {
            file: draft.clone(),
            at: 0,
            bytes: b"all of it".to_vec(),
        },
        Call::Synced {
            file: draft.clone(),
        },
        Call::Renamed {
            from: draft.clone(),
            to: place.clone(),
        },
    ] {
        disk.follow(&call);
    }
    let names = |disk: &Disk| -> BTreeSet<Vec<String>> {
        let left = disk.extremes();
        left.iter()
            .map(|left| disk.after(left).into_keys().collect())
            .collect()
    };
    assert_eq!(
        names(&disk),
        [vec![], vec![draft], vec![place.clone()]].into()
    );
    disk.follow(&Call::Synced {
        file: String::new(),
    });
    assert_eq!(names(&disk), [vec![place]].into());
}
