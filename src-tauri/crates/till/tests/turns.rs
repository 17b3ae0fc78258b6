//! Threads that take turns: one runs at a time, from one of the till's ports to the next, and every order in which they
//! can do so is tried. It schedules what the ports let it: between two of them (a clock read, a screen told, a call
//! to the gateway) a thread is not interrupted. It knows no till.

use std::{
    cell::RefCell,
    future::Future,
    pin::pin,
    sync::{Arc, Condvar, Mutex},
    task::{Context, Poll, Wake, Waker},
    thread,
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It may run on.
    Ready,
    /// It waits for something that another one must do.
    Waits,
    Done,
}

struct State {
    /// Whose turn it is; nobody's while the next one is chosen.
    turn: Option<usize>,
    all: Vec<Stands>,
}

/// The turns of some threads.
struct Turns {
    state: Mutex<State>,
    changed: Condvar,
}

thread_local! {
    static MINE: RefCell<Option<(Arc<Turns>, usize)>> = const { RefCell::new(None) };
}

/// A place where another thread may go first. Without turns it is nothing.
pub(crate) fn here() {
    stand(Stands::Ready);
}

fn stand(stands: Stands) {
    let mine = MINE.with_borrow(Option::clone);
    let Some((turns, me)) = mine else {
        return;
    };
    let mut state = turns.state.lock().unwrap();
    // A waker may have been called since it found nothing to do.
    state.all[me] = stands;
    state.turn = None;
    turns.changed.notify_all();
    if stands != Stands::Done {
        drop(
            turns
                .changed
                .wait_while(state, |state| state.turn != Some(me))
                .unwrap(),
        );
    }
}

struct Calls(Arc<Turns>, usize);

impl Wake for Calls {
    fn wake(self: Arc<Self>) {
        let mut state = self.0.state.lock().unwrap();
        if state.all[self.1] == Stands::Waits {
            state.all[self.1] = Stands::Ready;
        }
    }
}

/// Runs a future to its end on this thread, waiting its turn whenever it has to wait for another one.
pub(crate) fn finish<T>(future: impl Future<Output = T>) -> T {
    let (turns, me) = MINE.with_borrow(Option::clone).unwrap();
    let waker = Waker::from(Arc::new(Calls(turns, me)));
    let (mut future, mut context) = (pin!(future), Context::from_waker(&waker));
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(done) => return done,
            Poll::Pending => stand(Stands::Waits),
        }
    }
}

/// A thread's part in a race.
pub(crate) type Part<'a, T> = Box<dyn FnOnce() -> T + Send + 'a>;

/// Runs the parts, whose turn it is being `chosen` among so many that can run.
fn run<T: Send>(parts: Vec<Part<'_, T>>, mut choose: impl FnMut(usize) -> usize) -> Vec<T> {
    let turns = Arc::new(Turns {
        state: Mutex::new(State {
            turn: None,
            all: vec![Stands::Ready; parts.len()],
        }),
        changed: Condvar::new(),
    });
    thread::scope(|scope| {
        let threads: Vec<_> = parts
            .into_iter()
            .enumerate()
            .map(|(me, part)| {
                let turns = Arc::clone(&turns);
                scope.spawn(move || {
                    let first = turns.state.lock().unwrap();
                    drop(
                        turns
                            .changed
                            .wait_while(first, |state| state.turn != Some(me))
                            .unwrap(),
                    );
                    MINE.set(Some((turns, me)));
                    let _ends = Ends;
                    part()
                })
            })
            .collect();
        loop {
            let state = turns.state.lock().unwrap();
            let mut state = turns
                .changed
                .wait_while(state, |state| state.turn.is_some())
                .unwrap();
            let able = |stands: Stands| {
                let all = state.all.iter().enumerate();
                let able = all.filter(move |(_, one)| **one == stands);
                able.map(|(one, _)| one).collect::<Vec<_>>()
            };
            let (ready, waiting) = (able(Stands::Ready), able(Stands::Waits));
            if ready.is_empty() {
                assert!(waiting.is_empty(), "they wait for each other: {waiting:?}");
                break;
            }
            state.turn = Some(ready[choose(ready.len())]);
            drop(state);
            turns.changed.notify_all();
        }
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

/// Gives the turn back when a part ends, however it ends.
struct Ends;

impl Drop for Ends {
    fn drop(&mut self) {
        stand(Stands::Done);
    }
}

/// Runs a race in every order there is, and says how many there were.
pub(crate) fn every_order(mut race: impl FnMut(&mut Order)) -> usize {
    let mut orders = 0;
    let mut order = Order::default();
    loop {
        race(&mut order);
        orders += 1;
        let more = |(chosen, among): &(usize, usize)| chosen + 1 < *among;
        let Some(last) = order.taken.iter().rposition(more) else {
            return orders;
        };
        let mut given: Vec<usize> = order.taken.iter().map(|(chosen, _)| *chosen).collect();
        given.truncate(last + 1);
        given[last] += 1;
        order = Order {
            given,
            taken: Vec::new(),
        };
    }
}

/// One order: whose turn it is, each time that there is a choice.
#[derive(Default)]
pub(crate) struct Order {
    given: Vec<usize>,
    taken: Vec<(usize, usize)>,
}

impl Order {
    /// Runs the parts in this order, on a thread each.
    pub(crate) fn run<T: Send, const N: usize>(&mut self, parts: [Part<'_, T>; N]) -> Vec<T> {
        run(parts.into(), |among| {
            let chosen = self.given.get(self.taken.len()).copied().unwrap_or(0);
            self.taken.push((chosen, among));
            chosen
        })
    }
}
