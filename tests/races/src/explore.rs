//! How the orders of a race are explored, and how far: all of them where nobody but the pressing itself races; else
//! all with at most so many interruptions, and then many more by chance, from seeds that do not change. It knows no
//! till. What stops a race, an assertion or threads that wait for each other, fails the test and prints its order.

use crate::interruptions::Interruptions;
use shuttle::{
    Config, FailurePersistence, Runner,
    scheduler::{DfsScheduler, PctScheduler, RandomScheduler, Scheduler},
    thread,
};
use std::{
    env,
    panic::{self, AssertUnwindSafe},
    sync::{atomic::Ordering, mpsc},
    time::Instant,
};

/// How many orders are drawn by chance, in each of two ways. Where it is given, nobody waits for the end: races of the
/// pressing alone are then tried in every order there is.
const SCHEDULES: (&str, usize) = ("COMPTOIR_RACES_SCHEDULES", 25);
/// How often threads are interrupted, at most, in the orders that are all tried.
const INTERRUPTIONS: (&str, usize) = ("COMPTOIR_RACES_INTERRUPTIONS", 1);
/// Where chance begins.
const SEED: u64 = 20_261_120;
/// How many changes of priority PCT makes in an order.
const DEPTH: usize = 3;

fn wish((variable, otherwise): (&str, usize)) -> usize {
    env::var(variable).map_or(otherwise, |wish| wish.parse().unwrap())
}

/// SQLite and the journal's JSON want more room than a thread of the scheduler has by itself.
fn config() -> Config {
    let mut config = Config::new();
    config.stack_size = 1 << 20;
    config
}

fn run(scheduler: impl Scheduler + 'static, race: impl Fn() + Send + Sync + 'static) -> usize {
    Runner::new(scheduler, config()).run(race)
}

/// Does something once, on a thread of the scheduler: a till whose locks are scheduled can do nothing elsewhere.
pub(crate) fn once<T: Send + 'static>(deed: impl Fn() -> T + Send + Sync + 'static) -> T {
    let (tell, told) = mpsc::channel();
    run(DfsScheduler::new(Some(1), false), move || {
        tell.send(deed()).unwrap();
    });
    told.recv().unwrap()
}

/// Tries every order with so few interruptions, and says how many there were.
fn all_with_at_most(most: usize, race: impl Fn() + Send + Sync + 'static) -> String {
    let orders = Interruptions::at_most(most);
    let some_left_out = orders.some_left_out();
    let tried = run(orders, race);
    assert!(tried > 1, "there was no race");
    if some_left_out.load(Ordering::Relaxed) {
        format!("{tried} orders, all with at most {most} interruptions")
    } else {
        format!("{tried} orders, all there are")
    }
}

/// Tries every order of a short race; where somebody waits for the end, those with at most so many interruptions.
pub(crate) fn every_order(name: &str, in_a_hurry: usize, race: impl Fn() + Send + Sync + 'static) {
    let begun = Instant::now();
    let most = match env::var(SCHEDULES.0) {
        Ok(_) => usize::MAX,
        Err(_) => in_a_hurry,
    };
    let tried = all_with_at_most(most, race);
    println!("{name}: {tried}; {:.1?}", begun.elapsed());
}

/// Tries every order with few interruptions, and then others by chance.
pub(crate) fn many_orders(name: &str, race: impl Fn() + Send + Sync + Clone + 'static) {
    orders(name, wish(INTERRUPTIONS), race);
}

/// Likewise for three threads, with one interruption less: they have far more orders.
pub(crate) fn many_orders_of_three(name: &str, race: impl Fn() + Send + Sync + Clone + 'static) {
    orders(name, wish(INTERRUPTIONS).saturating_sub(1), race);
}

fn orders(name: &str, most: usize, race: impl Fn() + Send + Sync + Clone + 'static) {
    let schedules = wish(SCHEDULES);
    let begun = Instant::now();
    let few = all_with_at_most(most, race.clone());
    let random = run(
        RandomScheduler::new_from_seed(SEED, schedules),
        race.clone(),
    );
    let pct = run(PctScheduler::new_from_seed(SEED, DEPTH, schedules), race);
    let took = begun.elapsed();
    println!("{name}: {few}; {random} by chance, {pct} by PCT; {took:.1?}");
}

/// After how many orders a race that cannot be won is lost, those with the fewest interruptions first, and how.
pub(crate) fn noticed(name: &str, race: impl Fn() + Send + Sync + Clone + 'static) -> String {
    let (tell, told) = mpsc::channel();
    let counted = move || {
        tell.send(()).unwrap();
        race();
    };
    let lost = (0..=2).find_map(|most| {
        let mut quiet = config();
        quiet.failure_persistence = FailurePersistence::None;
        let (race, orders) = (counted.clone(), Interruptions::at_most(most));
        let tried = panic::catch_unwind(AssertUnwindSafe(|| Runner::new(orders, quiet).run(race)));
        tried.err().map(|why| (most, why))
    });
    let Some((most, why)) = lost else {
        panic!("{name}: nobody notices");
    };
    let why = why
        .downcast::<String>()
        .map(|why| *why)
        .or_else(|why| why.downcast::<&str>().map(|why| (*why).to_owned()))
        .unwrap_or_default();
    let orders = told.try_iter().count();
    eprintln!("{name}: noticed in order {orders}, with {most} interruptions: {why}");
    why
}

/// A thread's part in a race.
pub(crate) type Part<'a, T> = Box<dyn FnOnce() -> T + Send + 'a>;

/// Runs the parts, on a thread each, and gives what each of them came to.
pub(crate) fn at_once<T: Send, const N: usize>(parts: [Part<'_, T>; N]) -> [T; N] {
    thread::scope(|scope| {
        let threads = parts.map(|part| scope.spawn(part));
        threads.map(|thread| thread.join().unwrap())
    })
}
