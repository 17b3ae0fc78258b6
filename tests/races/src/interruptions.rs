//! Every order of some threads in which at most so many of them are interrupted: a thread runs on from lock to lock
//! until it has to wait or is over, except that so many times, at any lock, another one may go first. Which one goes on
//! where one has to is free. It knows no till; `shuttle` asks it whose turn it is.

use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// The orders, one after the other; each is a list of choices, and the next one changes the last choice that had
/// another side.
pub(crate) struct Interruptions {
    most: usize,
    spent: usize,
    given: Vec<usize>,
    /// What was chosen, and among how many.
    taken: Vec<(usize, usize)>,
    begun: bool,
    some_left_out: Arc<AtomicBool>,
}

impl Interruptions {
    /// Whether any order has more interruptions than that, once they were all tried.
    pub(crate) fn some_left_out(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.some_left_out)
    }

    pub(crate) fn at_most(most: usize) -> Interruptions {
        Interruptions {
            most,
            spent: 0,
            given: Vec::new(),
            taken: Vec::new(),
            begun: false,
            some_left_out: Arc::default(),
        }
    }

    fn choose(&mut self, among: usize) -> usize {
        let chosen = self.given.get(self.taken.len()).copied().unwrap_or(0);
        assert!(chosen < among, "the race went another way than before");
        self.taken.push((chosen, among));
        chosen
    }
}

impl Scheduler for Interruptions {
    fn new_execution(&mut self) -> Option<Schedule> {
        if self.begun {
            let more = |(chosen, among): &(usize, usize)| chosen + 1 < *among;
            let last = self.taken.iter().rposition(more)?;
            self.given = self
                .taken
                .drain(..=last)
                .map(|(chosen, _)| chosen)
                .collect();
            self.given[last] += 1;
        }
        self.begun = true;
        self.spent = 0;
        self.taken.clear();
        Some(Schedule::new(0))
    }

    fn next_task(&mut self, able: &[&Task], current: Option<TaskId>, _: bool) -> Option<TaskId> {
        let able: Vec<TaskId> = able.iter().map(|task| task.id()).collect();
        // The first one lets the others begin, waits for them and looks at what they left: it is no part of the race.
        if let Some(first) = able.iter().find(|task| usize::from(**task) == 0) {
            return Some(*first);
        }
        let runs_on = current.filter(|current| able.contains(current));
        let others = able.iter().filter(|task| runs_on != Some(**task));
        let mut among: Vec<TaskId> = runs_on.into_iter().chain(others.copied()).collect();
        if runs_on.is_some() && self.spent == self.most && among.len() > 1 {
            self.some_left_out.store(true, Ordering::Relaxed);
            among.truncate(1);
        }
        let next = among[self.choose(among.len())];
        if runs_on.is_some_and(|task| task != next) {
            self.spent += 1;
        }
        Some(next)
    }

    fn next_u64(&mut self) -> u64 {
        // Nothing in a race is left to chance.
        0
    }
}

/// Two threads that cross three times each: in how many ways their steps can lie, with at most so many interruptions.
#[cfg(test)]
fn ways(most: usize) -> usize {
    use shuttle::{Config, Runner, sync::atomic::AtomicU8, thread};
    use std::{collections::HashSet, sync::Mutex};

    let seen = Arc::new(Mutex::new(HashSet::new()));
    let race = {
        let seen = Arc::clone(&seen);
        move || {
            let (steps, crossing) = (Mutex::new(Vec::new()), AtomicU8::new(0));
            let crosses = |name: char| {
                for _ in 0..3 {
                    crossing.load(Ordering::SeqCst);
                    steps.lock().unwrap().push(name);
                }
            };
            thread::scope(|scope| {
                scope.spawn(|| crosses('a'));
                scope.spawn(|| crosses('b'));
            });
            seen.lock().unwrap().insert(steps.into_inner().unwrap());
        }
    };
    Runner::new(Interruptions::at_most(most), Config::new()).run(race);
    seen.lock().unwrap().len()
}

#[test]
fn all_orders_with_at_most_so_many_interruptions_are_tried() {
    assert_eq!(ways(0), 2, "one after the other");
    assert_eq!(ways(1), 6, "or one of them lets the other through once");
    assert_eq!(
        ways(usize::MAX),
        20,
        "six steps, of which three are the first one's"
    );
}
