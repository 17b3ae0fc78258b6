//! Everything that may be chosen, chosen once: a walk asks for one choice after another, and the search walks again with
//! the last choice that had another side changed, until none has. Nothing is left out by construction. A place that two
//! walks reach alike is gone on from once; how many paths lead on from it is remembered and added.
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

/// A place whose paths are being walked.
#[derive(Debug)]
struct Open {
    mark: Mark,
    depth: usize,
    paths_before: u128,
}

/// What was walked so far.
#[derive(Debug, Default)]
pub(crate) struct Search {
    /// Every list of choices there is.
    pub(crate) paths: u128,
    /// Those that were walked, to their end or to a place already gone on from.
    pub(crate) walks: u64,
    /// Those of them that came to such a place.
    pub(crate) joined: u64,
    /// The most choices on one walk.
    pub(crate) deepest: usize,
    /// Each place, and how many paths lead on from it.
    places: HashMap<Mark, u128>,
    open: Vec<Open>,
    joins: Option<u128>,
}

impl Search {
    /// A walk comes to a place after so many choices. Whether it was gone on from before: then the walk is over.
    pub(crate) fn knows(&mut self, mark: Mark, depth: usize) -> bool {
        assert!(
            self.open
                .iter()
                .all(|open| open.mark != mark || open.depth == depth),
            "a walk came to the same place twice"
        );
        if self.open.iter().any(|open| open.mark == mark) {
            return false;
        }
        self.joins = self.places.get(&mark).copied();
        if self.joins.is_none() {
            self.open.push(Open {
                mark,
                depth,
                paths_before: self.paths,
            });
        }
        self.joins.is_some()
    }

    /// How many places were told apart.
    pub(crate) fn places(&self) -> usize {
        self.places.len()
    }

    /// Walks every path. The walk gives its choices back, and whether it may go on.
    pub(crate) fn all(mut walk: impl FnMut(Choices, &mut Search) -> (Choices, bool)) -> Search {
        let mut search = Search::default();
        let mut given = Some(Vec::new());
        while let Some(choices) = given {
            let (taken, goes_on) = walk(Choices::given(choices), &mut search);
            search.walks += 1;
            search.joined += u64::from(search.joins.is_some());
            search.paths += search.joins.take().unwrap_or(1);
            search.deepest = search.deepest.max(taken.depth());
            given = taken.next().filter(|_| goes_on);
            search.leave(given.as_ref().map_or(0, Vec::len));
        }
        search
    }

    /// Every path from the places behind was walked: the next walk differs in its choice number `changed`.
    fn leave(&mut self, changed: usize) {
        while let Some(open) = self.open.pop_if(|open| changed <= open.depth) {
            self.places
                .insert(open.mark, self.paths - open.paths_before);
        }
    }
}
