//! The life that is recorded: a shop works, its till writes, sends, copies its ledger and starts again, and says aloud
//! what it has promised. Two presses are written past the till, with and without full synchronisation. It knows
//! nothing of the disk below.

use crate::counter::{Counter, ines, no_network, opened, roche, terms, told, told_with};
use chrono::TimeDelta;
use financing::{Amounts, Cents, Clock, FinancingId, Mode, Route, Status};
use ledger::{Ledger, LedgerKey, Presence};
use std::{
    io::{Write, stderr},
    net::SocketAddr,
    path::Path,
};
use tempfile::Builder;
use till::Underway;

/// The folder of the till's files, below the one that is given.
pub(crate) const TILL: &str = "till";

/// The ledger in it.
pub(crate) const LEDGER: &str = "till.ledger";

/// How many copies of the ledger the till keeps.
pub(crate) const COPIES: usize = 2;

/// The key of the ledger.
pub(crate) fn key() -> LedgerKey {
    LedgerKey::from_bytes([7; 32])
}

/// The whole amount of each financing.
const ALL: u32 = 124_990;

/// Says something that whoever hears it may rely on, in one call.
pub(crate) fn say(word: &str) {
    stderr().write_all(format!("{word}\n").as_bytes()).unwrap();
}

/// A shop that works for so many days.
pub(crate) async fn works(folder: &Path, days: i64, line: SocketAddr) {
    let folder = Builder::new()
        .prefix(TILL)
        .rand_bytes(0)
        .disable_cleanup(true)
        .tempdir_in(folder);
    let mut life = Life {
        counter: Counter::in_folder(folder.unwrap(), terms(Route::ReserveFirst)),
        line,
    };
    say("opened");
    for _ in 0..days {
        life = life.a_day().await;
    }
}

struct Life {
    counter: Counter,
    line: SocketAddr,
}

impl Life {
    /// One of every kind of deed, a copy of the ledger, and a power cut between a press and its sending.
    async fn a_day(self) -> Life {
        *self.counter.gateway.line.lock().unwrap() = Some(self.line);
        self.sells().await;
        self.keeps_for_the_network().await;
        self.cancels().await;
        self.gets_no_answer().await;
        self.copies();
        let cut_short = self.reserved("cut short").await;
        let _never_sent = self.press(self.counter.till.deliver(&cut_short, ines(), None));
        let life = self.starts_again();
        life.copies();
        life.counter.word(Status::Released);
        for underway in life.counter.till.recover().unwrap() {
            life.carry_out(underway).await;
        }
        life.counter.clock.forward(TimeDelta::minutes(1));
        life.counter.answer(opened());
        life.counter.follow_up().await;
        life.counter.clock.forward(TimeDelta::days(1));
        life
    }

    /// A financing that is delivered in part, and of that a part refunded.
    async fn sells(&self) {
        let id = self.reserved("sold").await;
        let mut amounts = Amounts {
            authorised: Cents::of(ALL),
            released: Cents::of(80_000),
            ..Amounts::default()
        };
        self.counter.answer(told_with(Status::Released, amounts));
        let part = Some(amounts.released);
        self.does(self.counter.till.deliver(&id, ines(), part))
            .await;
        amounts.refunded = Cents::of(5_000);
        self.counter.answer(told_with(Status::Released, amounts));
        let part = Some(amounts.refunded);
        self.does(self.counter.till.refund(&id, roche(), part))
            .await;
    }

    /// A start that cannot leave: nothing is sent until the network is back.
    async fn keeps_for_the_network(&self) {
        self.counter.answer(no_network());
        self.does(self.start("kept")).await;
    }

    /// A financing that is given back.
    async fn cancels(&self) {
        let id = self.reserved("cancelled").await;
        self.counter.answer(told(Status::Cancelled));
        self.does(self.counter.till.cancel(&id, roche(), None))
            .await;
    }

    /// A delivery that nobody answers, and that a question settles later.
    async fn gets_no_answer(&self) {
        let id = self.reserved("unanswered").await;
        self.does(self.counter.till.deliver(&id, ines(), None))
            .await;
        self.counter.word(Status::Released);
        self.counter.ask(&id).await;
        self.tell(&id);
    }

    /// A financing whose amount is reserved.
    async fn reserved(&self, what: &str) -> FinancingId {
        self.counter.answer(opened());
        let id = self.does(self.start(what)).await;
        self.counter.word(Status::Accepted);
        self.counter.answer(told(Status::Reserved));
        self.counter.ask(&id).await;
        self.tell(&id);
        id
    }

    fn start(&self, what: &str) -> Result<Underway, till::TillFault> {
        let token = format!("{what} {}", self.counter.clock.now());
        self.counter.press_start(&token, Mode::TwoStep)
    }

    async fn does(&self, pressed: Result<Underway, till::TillFault>) -> FinancingId {
        let underway = self.press(pressed);
        self.carry_out(underway).await
    }

    /// The press came back: from here on it is promised.
    fn press(&self, pressed: Result<Underway, till::TillFault>) -> Underway {
        let underway = pressed.unwrap();
        self.tell(&underway.held.financing.id);
        underway
    }

    async fn carry_out(&self, underway: Underway) -> FinancingId {
        let held = self.counter.till.carry_out(underway).await.unwrap();
        self.tell(&held.financing.id);
        held.financing.id
    }

    /// Promises that a financing stands as it does.
    fn tell(&self, id: &FinancingId) {
        let seal = self.counter.till.detail(id).unwrap().seal.unwrap();
        say(&format!("acknowledged {id} {} {}", seal.seq, seal.hash));
    }

    /// The till copies its ledger, over a connection of its own.
    fn copies(&self) {
        let folder = self.counter.folder.path();
        let now = self.counter.clock.now();
        let ledger = Ledger::open(&folder.join(LEDGER), &key(), Presence::MustExist, now).unwrap();
        ledger
            .backup(&folder.join("copies"), &key(), COPIES, now)
            .unwrap();
        self.counter.clock.forward(TimeDelta::minutes(1));
        say("copied");
    }

    fn starts_again(self) -> Life {
        let Life { counter, line } = self;
        let counter = counter.after_a_power_cut();
        *counter.gateway.line.lock().unwrap() = Some(line);
        Life { counter, line }
    }
}

/// Presses written past the till, each promised once it is committed, with this much synchronisation.
pub(crate) fn presses_with(folder: &Path, synchronous: &str) {
    let file = folder.join(LEDGER);
    let conn = rusqlite::Connection::open(file).unwrap();
    conn.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}",
        "07".repeat(32)
    ))
    .unwrap();
    for press in 1..=4 {
        conn.execute(
            "INSERT INTO till VALUES (?1, 1)",
            [format!("{synchronous}{press}")],
        )
        .unwrap();
        say(&format!("pressed {synchronous}{press}"));
    }
}
