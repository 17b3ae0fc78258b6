//! Two windows, two programs, two tills on one financing: one winner, the other is told; and what is refunded never
//! exceeds what was released.
//!
//! In one process real threads, with real locks, take turns at the till's ports, in every order; threads that are
//! interrupted at the locks themselves are in `tests/races`. What another program does between a till's reading and its
//! writing is tried in every order in the ledger's own tests, and here by real programs that press at once.

use crate::{
    counter::{Counter, ines, opened, roche, told},
    turns::{Order, Part, every_order, finish},
};
use financing::{Cents, FinancingId, Mode, Operation, Refusal, Route, Status};
use ledger::{Ledger, LedgerError, LedgerKey, Presence};
use std::{
    env, fmt,
    io::{BufRead, BufReader, Write, stdin},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};
use till::{Task, Till, TillFault, Underway};

/// Of 1,249.90 released, two such parts are too much.
const MOST: Cents = Cents::of(70_000);

/// What somebody heard who pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// It was sent, and is done.
    Done,
    /// The rules said no.
    No(Refusal),
}

fn heard(pressed: Result<Underway, TillFault>, till: &Till) -> Heard {
    match pressed {
        Ok(underway) => {
            finish(till.carry_out(underway)).unwrap();
            Heard::Done
        }
        Err(TillFault::Refused(why)) => Heard::No(why),
        Err(other) => panic!("{other}"),
    }
}

/// A ledger with one financing in it, and its name.
struct Prepared {
    ledger: Vec<u8>,
    id: FinancingId,
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
}

impl Prepared {
    fn financed() -> Prepared {
        let counter = Counter::open(Route::OneCall);
        let id = runtime().block_on(counter.financed());
        let ledger = counter.close();
        Prepared { ledger, id }
    }

    fn to_deliver() -> Prepared {
        let counter = Counter::open(Route::OneCall);
        let id = runtime().block_on(counter.to_deliver());
        let ledger = counter.close();
        Prepared { ledger, id }
    }

    fn again(&self) -> Counter {
        Counter::on_a_copy(&self.ledger, Route::OneCall)
    }
}

/// After any race the ledger and the gateway show the same, nothing twice, and the whole file verifies.
fn books_agree(counter: &Counter, id: &FinancingId) {
    let financing = counter.financing(id);
    let sent = counter.gateway.sent.lock().unwrap().clone();
    let refunds = sent
        .iter()
        .filter(|intent| intent.operation == Operation::Refund);
    let refunded: i64 = refunds.map(|intent| intent.amount.get()).sum();
    assert_eq!(refunded, financing.amounts.refunded.get(), "{sent:?}");
    assert!(refunded <= financing.amounts.released.get(), "{sent:?}");
    assert_eq!(financing.pending, None);
    verify(counter.folder.path());
}

fn verify(folder: &Path) {
    let (file, key) = (folder.join("till.ledger"), LedgerKey::from_bytes([7; 32]));
    let now = "2026-11-20T09:00:00Z".parse().unwrap();
    let ledger = Ledger::open(&file, &key, Presence::MustExist, now).unwrap();
    ledger.verify(|_, _| {}).unwrap();
}

/// Two who refund so much that only one can: that one, and the other hears why.
fn two_refunds(order: &mut Order, counter: &Counter, tills: [&Till; 2], id: &FinancingId) {
    counter.answer(told(Status::Released));
    let press = |till: &Till| heard(till.refund(id, roche(), Some(MOST)), till);
    let heard = order.run(tills.map(|till| Box::new(move || press(till)) as Part<'_, Heard>));
    let done = heard.iter().filter(|heard| **heard == Heard::Done);
    assert_eq!(done.count(), 1, "{heard:?}");
    for heard in heard {
        match heard {
            Heard::Done | Heard::No(Refusal::Busy | Refusal::AboveLeft { .. }) => {}
            Heard::No(why) => panic!("told the wrong thing: {why}"),
        }
    }
    books_agree(counter, id);
}

#[test]
fn of_two_windows_that_refund_at_once_one_wins_in_every_order_and_the_other_is_told() {
    let shop = Prepared::financed();
    let orders = every_order(|order| {
        let counter = shop.again();
        two_refunds(order, &counter, [&counter.till, &counter.till], &shop.id);
        assert_eq!(counter.gateway.most_at_once(), 1, "one request at a time");
    });
    println!("{orders} orders");
    assert!(orders > 20, "only {orders} orders");
}

#[test]
fn of_two_programs_that_refund_at_once_one_wins_in_every_order_and_the_other_is_told() {
    let shop = Prepared::financed();
    let orders = every_order(|order| {
        let counter = shop.again();
        let other = counter.another_program(counter.folder.path());
        two_refunds(order, &counter, [&counter.till, &other], &shop.id);
    });
    println!("{orders} orders");
    assert!(orders > 20, "only {orders} orders");
}

#[test]
fn two_windows_that_deliver_at_once_release_once_in_every_order() {
    let shop = Prepared::to_deliver();
    let orders = every_order(|order| {
        let counter = shop.again();
        counter.answer(told(Status::Released));
        let press = || heard(counter.till.deliver(&shop.id, ines(), None), &counter.till);
        let heard = order.run([Box::new(press) as Part<'_, Heard>, Box::new(press)]);
        let done = heard.iter().filter(|heard| **heard == Heard::Done);
        assert_eq!(done.count(), 1, "{heard:?}");
        let no = [Refusal::Busy, Refusal::AlreadyFinanced].map(Heard::No);
        assert!(heard.iter().any(|heard| no.contains(heard)), "{heard:?}");
        assert_eq!(counter.sent(Operation::Release), 1);
        verify(counter.folder.path());
    });
    println!("{orders} orders");
    assert!(orders > 20, "only {orders} orders");
}

#[test]
fn a_question_and_a_refund_at_once_leave_one_request_at_a_time_and_one_refund_in_every_order() {
    let shop = Prepared::financed();
    let orders = every_order(|order| {
        let counter = shop.again();
        counter.answer(told(Status::Released));
        counter.word(Status::Released);
        let refunds = || {
            heard(
                counter.till.refund(&shop.id, roche(), Some(MOST)),
                &counter.till,
            )
        };
        let asks = || {
            finish(counter.till.run(Task::Ask(shop.id.clone()))).unwrap();
            Heard::Done
        };
        let heard = order.run([Box::new(refunds) as Part<'_, Heard>, Box::new(asks)]);
        assert_eq!(heard, [Heard::Done, Heard::Done]);
        assert_eq!(counter.sent(Operation::Refund), 1);
        assert_eq!(counter.gateway.most_at_once(), 1, "one request at a time");
        books_agree(&counter, &shop.id);
    });
    println!("{orders} orders");
    assert!(orders > 100, "only {orders} orders");
}

#[test]
fn one_form_in_two_windows_opens_one_transaction_in_every_order() {
    let empty = Counter::open(Route::OneCall).close();
    let orders = every_order(|order| {
        let counter = Counter::on_a_copy(&empty, Route::OneCall);
        counter.answer(opened());
        let press = || {
            let underway = counter.press_start("one-form", Mode::Direct).unwrap();
            finish(counter.till.carry_out(underway))
                .unwrap()
                .financing
                .id
        };
        let begun = order.run([Box::new(press) as Part<'_, FinancingId>, Box::new(press)]);
        assert_eq!(begun[0], begun[1], "one financing");
        assert_eq!(counter.sent(Operation::Open), 1);
        verify(counter.folder.path());
    });
    println!("{orders} orders");
    assert!(orders > 20, "only {orders} orders");
}

/// How many programs press at once.
const PROGRAMS: usize = 6;
/// Three such parts can be refunded, and a fourth cannot.
const QUARTER: Cents = Cents::of(31_250);
/// In a program of the race: the folder of the ledger, and the financing.
const RACE: [&str; 2] = ["COMPTOIR_TEST_RACE_FOLDER", "COMPTOIR_TEST_RACE_FINANCING"];
/// What begins a line that such a program says.
const SAYS: &str = "race: ";

/// What a program heard when it pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Refunded,
    Busy,
    NothingLeft,
    /// The file was being written by another program all the time.
    WaitedInVain,
}

impl Said {
    const ALL: [Said; 4] = [
        Said::Refunded,
        Said::Busy,
        Said::NothingLeft,
        Said::WaitedInVain,
    ];
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// The test itself, in a program of its own: at each line that it reads it presses once, and says what it heard.
fn press_at_every_line(folder: &Path, id: &FinancingId) {
    let counter = Counter::open(Route::OneCall);
    let till = counter.another_program(folder);
    println!("\n{SAYS}ready");
    for _line in stdin().lines() {
        let said = match till.refund(id, roche(), Some(QUARTER)) {
            Ok(underway) => {
                counter.answer(told(Status::Released));
                runtime().block_on(till.carry_out(underway)).unwrap();
                Said::Refunded
            }
            Err(TillFault::Refused(Refusal::Busy)) => Said::Busy,
            Err(TillFault::Refused(Refusal::AboveLeft { .. } | Refusal::Over)) => Said::NothingLeft,
            Err(TillFault::Ledger(LedgerError::Busy)) => Said::WaitedInVain,
            Err(other) => panic!("no refusal, a fault: {other}"),
        };
        println!("\n{SAYS}{said}");
    }
}

/// A program of the race, and what it says.
struct Racer {
    child: Child,
    says: BufReader<ChildStdout>,
}

impl Racer {
    fn start(folder: &Path, id: &FinancingId) -> Racer {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "--nocapture"])
            .arg("racing::programs_that_refund_at_once_never_refund_more_than_was_released")
            .env(RACE[0], folder)
            .env(RACE[1], id.as_str())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let says = BufReader::new(child.stdout.take().unwrap());
        Racer { child, says }
    }

    fn press(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        while self.says.read_line(&mut line).unwrap() > 0 {
            if let Some(said) = line.trim_end().strip_prefix(SAYS) {
                return said.to_owned();
            }
            line.clear();
        }
        panic!("a program of the race is gone");
    }
}

#[test]
fn programs_that_refund_at_once_never_refund_more_than_was_released() {
    if let [Ok(folder), Ok(id)] = RACE.map(env::var) {
        let id = FinancingId::try_from(id).unwrap();
        return press_at_every_line(Path::new(&folder), &id);
    }
    let shop = Prepared::financed();
    let counter = shop.again();
    let folder = counter.folder.path();
    let mut racers: Vec<Racer> = (0..PROGRAMS)
        .map(|_| Racer::start(folder, &shop.id))
        .collect();
    for racer in &mut racers {
        assert_eq!(racer.hear(), "ready");
    }
    let (mut refunds, mut refused) = (0, 0);
    for _round in 0..100 {
        racers.iter_mut().for_each(Racer::press);
        let said: Vec<String> = racers.iter_mut().map(Racer::hear).collect();
        let said = said.iter().map(|said| {
            let known = Said::ALL.into_iter().find(|one| one.to_string() == *said);
            known.unwrap_or_else(|| panic!("{said}"))
        });
        let said: Vec<Said> = said.collect();
        refunds += said.iter().filter(|said| **said == Said::Refunded).count();
        refused += said.iter().filter(|said| **said != Said::Refunded).count();
        if said.iter().all(|said| *said == Said::NothingLeft) {
            break;
        }
    }
    for mut racer in racers {
        drop(racer.child.stdin.take());
        assert!(racer.child.wait().unwrap().success());
    }
    let amounts = counter.financing(&shop.id).amounts;
    println!("{refunds} refunds, {refused} refusals, of {PROGRAMS} programs: {amounts:?}");
    assert_eq!(refunds, 3, "the fourth is ten cents too much");
    assert_eq!(amounts.refunded.get(), 3 * QUARTER.get());
    verify(folder);
}
