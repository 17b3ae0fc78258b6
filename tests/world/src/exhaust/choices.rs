//! Everything that may be chosen, chosen once: a walk asks for one choice after another, and the search walks again with
//! the last choice that had another side changed, until none has. Nothing is left out by construction. A place that two
//! walks reach alike is gone on from once, by the walk with the most left to go wrong: what may follow from less is part of
//! that. Every way between two places is remembered, so that the paths can be counted without walking each.
//!
//! It knows nothing of shops: a choice is a number below another, a place is a mark.

use std::{collections::HashMap, fmt};

/// What a place is known by: two places with the same mark go on the same.
pub(crate) type Mark = [u8; 32];

#[derive(Debug, Clone, Copy)]
struct Choice {
    chosen: u32,
    among: u32,
}

/// The choices of one walk: those it was given, and from there on the first of each.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    given: Vec<u32>,
    taken: Vec<Choice>,
}

impl Choices {
    /// A walk that begins with these.
    pub(crate) fn given(given: Vec<u32>) -> Choices {
        Choices {
            given,
            taken: Vec::new(),
        }
    }

    /// Reads what [`fmt::Display`] writes.
    pub(crate) fn read(text: &str) -> Option<Choices> {
        let given = text.split('.').map(|choice| choice.parse().ok());
        Some(Choices::given(given.collect::<Option<_>>()?))
    }

    /// One of so many, from 0.
    pub(crate) fn choose(&mut self, among: u32) -> u32 {
        let given = self.given.get(self.taken.len());
        let chosen = given.copied().unwrap_or(0);
        assert!(chosen < among, "{chosen} is no choice among {among}");
        self.taken.push(Choice { chosen, among });
        chosen
    }

    /// How many were made.
    pub(crate) fn depth(&self) -> usize {
        self.taken.len()
    }

    /// What the walk after this one is given.
    fn next(&self) -> Option<Vec<u32>> {
        let more = |choice: &Choice| choice.chosen + 1 < choice.among;
        let last = self.taken.iter().rposition(more)?;
        let mut next: Vec<u32> = self.taken.iter().map(|choice| choice.chosen).collect();
        next.truncate(last + 1);
        next[last] += 1;
        Some(next)
    }
}

impl fmt::Display for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self
            .taken
            .iter()
            .map(|one| one.chosen.to_string())
            .collect();
        f.write_str(&all.join("."))
    }
}

/// How much may still go wrong at a place, or went wrong on a way, kind by kind.
pub(crate) type Spent = [u32; 3];

/// Whether there is as much of every kind, or more.
fn covers(left: Spent, wanted: Spent) -> bool {
    left.iter()
        .zip(wanted)
        .all(|(left, wanted)| *left >= wanted)
}

fn less(left: Spent, spent: Spent) -> Spent {
    let [a, b, c] = spent;
    let [x, y, z] = left;
    [x - a, y - b, z - c]
}

/// From one place to the next, or to an end, and what went wrong on it.
#[derive(Debug)]
struct Way {
    spent: Spent,
    to: Option<usize>,
}

/// A place, how much was left to go wrong when it was gone on from, and every way that leads on.
#[derive(Debug)]
struct Place {
    left: Spent,
    ways: Vec<Way>,
}

/// A place on the walk under way.
#[derive(Debug)]
struct Open {
    mark: Mark,
    depth: usize,
    place: usize,
}

/// What was walked so far.
#[derive(Debug)]
pub(crate) struct Search {
    /// Those that were walked, to their end or to a place already gone on from.
    pub(crate) walks: u64,
    /// Those of them that came to such a place.
    pub(crate) joined: u64,
    /// The most choices on one walk.
    pub(crate) deepest: usize,
    /// The first is where every walk begins.
    places: Vec<Place>,
    known: HashMap<Mark, Vec<usize>>,
    /// Whether a walk is over where another one has gone on from: otherwise every one is walked to its end.
    joins: bool,
    open: Vec<Open>,
    /// How many of the open places this walk has passed.
    passed: usize,
}

impl Search {
    /// Nothing is walked; so much may go wrong.
    pub(crate) fn within(left: Spent) -> Search {
        let ways = Vec::new();
        Search {
            walks: 0,
            joined: 0,
            deepest: 0,
            places: vec![Place { left, ways }],
            known: HashMap::new(),
            joins: true,
            open: Vec::new(),
            passed: 0,
        }
    }

    /// The same, with every walk to its end.
    pub(crate) fn without_joining(self) -> Search {
        Search {
            joins: false,
            ..self
        }
    }

    /// A walk comes to a place after so many choices, with so much left to go wrong. Whether it was gone on from before
    /// with as much: then everything from here on was walked, and the walk is over.
    pub(crate) fn knows(&mut self, mark: Mark, depth: usize, left: Spent) -> bool {
        if let Some(open) = self.open.get(self.passed) {
            assert!(
                open.mark == mark && open.depth == depth,
                "the same choices led elsewhere than before"
            );
            self.passed += 1;
            return false;
        }
        let before = self.known.entry(mark).or_default();
        let covers = |place: &&usize| covers(self.places[**place].left, left);
        let found = before.iter().find(covers).filter(|_| self.joins).copied();
        let place = found.unwrap_or(self.places.len());
        if found.is_none() {
            before.push(place);
        }
        self.leads(left, Some(place));
        if found.is_some() {
            self.joined += 1;
            return true;
        }
        self.places.push(Place {
            left,
            ways: Vec::new(),
        });
        self.open.push(Open { mark, depth, place });
        self.passed += 1;
        false
    }

    /// A walk comes to its end with so much left.
    pub(crate) fn ends(&mut self, left: Spent) {
        self.leads(left, None);
    }

    fn leads(&mut self, left: Spent, to: Option<usize>) {
        let from = self.open.last().map_or(0, |open| open.place);
        let from = &mut self.places[from];
        let spent = less(from.left, left);
        from.ways.push(Way { spent, to });
    }

    /// How many places were told apart, one with more left to go wrong than another among them.
    pub(crate) fn places(&self) -> usize {
        self.places.len() - 1
    }

    /// Walks every path. The walk gives its choices back, and whether it may go on.
    pub(crate) fn all(
        mut self,
        mut walk: impl FnMut(Choices, &mut Search) -> (Choices, bool),
    ) -> Search {
        let mut given = Some(Vec::new());
        while let Some(choices) = given {
            self.passed = 0;
            let (taken, goes_on) = walk(Choices::given(choices), &mut self);
            self.walks += 1;
            self.deepest = self.deepest.max(taken.depth());
            given = taken.next().filter(|_| goes_on);
            self.leave(given.as_ref().map_or(0, Vec::len));
        }
        self
    }

    /// Every path from the places behind was walked: the next walk differs in its choice number `changed`.
    fn leave(&mut self, changed: usize) {
        while self.open.pop_if(|open| changed <= open.depth).is_some() {}
    }

    /// How many lists of choices there are: of the ways on from a place, those that what is left allows.
    pub(crate) fn paths(&self) -> u128 {
        self.paths_from(0, self.places[0].left, &mut HashMap::new())
    }

    fn paths_from(
        &self,
        place: usize,
        left: Spent,
        counted: &mut HashMap<(usize, Spent), u128>,
    ) -> u128 {
        if let Some(count) = counted.get(&(place, left)) {
            return *count;
        }
        let ways = self.places[place].ways.iter();
        let count = ways
            .filter(|way| covers(left, way.spent))
            .map(|way| match way.to {
                Some(to) => self.paths_from(to, less(left, way.spent), counted),
                None => 1,
            })
            .sum();
        counted.insert((place, left), count);
        count
    }
}
