//! A pretended gateway: its transactions, the customers in their journeys, and books that say what truly happened to
//! money. It acts on what reaches it, when it reaches it, whether or not anybody still waits for the answer. Next to
//! each line of the books stands, in pencil, the intent that caused it: no wire carries that, the invariants read it.
//!
//! It knows nothing of networks, tills or ledgers, and shares no line with the gateways of the product.

use super::{
    chance::Chance,
    manner::Manner,
    transaction::{Stage, Transaction},
};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Amounts, Cents, Handle, Intent, Journey, JourneyKind, Key, Operation, Report, Route, Status,
    calendar::transaction_date,
};
use std::collections::{BTreeMap, BTreeSet};

/// A line of the books.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// The transaction, by our reference.
    pub(crate) reference: String,
    /// The number of the intent that did it; 0 for what was done in the portal.
    pub(crate) intent: u32,
    /// What happened.
    pub(crate) operation: Operation,
    /// How much.
    pub(crate) amount: Cents,
    /// The ledger that caused it was lost, and the backup in its place does not know that intent: its numbers begin again.
    pub(crate) forgotten: bool,
}

/// What somebody sends to the gateway.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// When it arrives.
    pub(crate) at: DateTime<Utc>,
    /// The transaction.
    pub(crate) key: Key,
    /// What is financed.
    pub(crate) amount: Cents,
    /// The operation; a question has none.
    pub(crate) intent: Option<Intent>,
    /// The gateway will say that it could not do it, and want to be called.
    pub(crate) fails: bool,
    /// Whether the sender holds the gateway's own number of the transaction.
    pub(crate) handle: bool,
}

/// What the gateway says.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// Where it stands, and the journey that was opened.
    Told(Report, Option<Journey>),
    /// No.
    Denied(Denial),
}

/// Why the gateway does not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denial {
    /// Its rules forbid it as things stand.
    Forbidden,
    /// The date is not today's.
    WrongDate,
    /// It was done before.
    Already,
}

/// The gateway.
#[derive(Debug)]
pub(crate) struct Bank {
    /// How it behaves.
    pub(crate) manner: Manner,
    chance: Chance,
    transactions: BTreeMap<String, Transaction>,
    books: Vec<Line>,
    /// What it said no to.
    denied: BTreeSet<(String, Operation)>,
    letters: Vec<(u64, Letter)>,
    answers: BTreeMap<u64, Said>,
    tickets: u64,
    /// References whose customers just came to an end: the gateway would notify the shop.
    news: Vec<String>,
}

impl Bank {
    /// A gateway of this manner, with nothing in its books.
    pub(crate) fn new(manner: Manner, chance: Chance) -> Bank {
        Bank {
            manner,
            chance,
            transactions: BTreeMap::new(),
            books: Vec::new(),
            denied: BTreeSet::new(),
            letters: Vec::new(),
            answers: BTreeMap::new(),
            tickets: 0,
            news: Vec::new(),
        }
    }

    /// The books of one transaction.
    pub(crate) fn lines(&self, reference: &str) -> impl Iterator<Item = &Line> {
        self.books
            .iter()
            .filter(move |line| line.reference == reference)
    }

    /// A backup took the place of the ledger of this transaction: it knows so many intents, and none that came after.
    pub(crate) fn forget(&mut self, reference: &str, intents: u32) {
        let after = |line: &&mut Line| line.reference == reference && line.intent > intents;
        for line in self.books.iter_mut().filter(after) {
            line.forgotten = true;
        }
    }

    /// A transaction as it truly stands.
    pub(crate) fn transaction(&self, reference: &str) -> Option<&Transaction> {
        self.transactions.get(reference)
    }

    /// The references of all transactions.
    pub(crate) fn references(&self) -> impl Iterator<Item = &String> {
        self.transactions.keys()
    }

    /// Whether something about this transaction is still on its way here.
    pub(crate) fn awaits(&self, reference: &str) -> bool {
        let about = |(_, letter): &(u64, Letter)| {
            letter.intent.is_some() && letter.key.reference == reference
        };
        self.letters.iter().any(about)
    }

    /// What is still on its way here; a question moves nothing.
    pub(crate) fn on_their_way(&self) -> impl Iterator<Item = &Letter> {
        let letters = self.letters.iter().map(|(_, letter)| letter);
        letters.filter(|letter| letter.intent.is_some())
    }

    /// What the gateway would notify the shop of, since the last time.
    pub(crate) fn take_news(&mut self) -> Vec<String> {
        std::mem::take(&mut self.news)
    }

    /// Puts a letter on its way. The ticket fetches the answer once it has arrived.
    pub(crate) fn post(&mut self, letter: Letter) -> u64 {
        self.tickets += 1;
        self.letters.push((self.tickets, letter));
        self.tickets
    }

    /// The answer to a letter that has arrived.
    pub(crate) fn answer(&mut self, ticket: u64, now: DateTime<Utc>) -> Option<Said> {
        self.live_until(now);
        self.answers.remove(&ticket)
    }

    /// Staff release it in the gateway's portal.
    pub(crate) fn release_by_hand(&mut self, reference: &str, now: DateTime<Utc>) {
        self.live_until(now);
        let open = |held: &&mut Transaction| held.stage == Stage::Accepted;
        let Some(held) = self.transactions.get_mut(reference).filter(open) else {
            return;
        };
        held.amounts.authorised = held.amount;
        held.amounts.released = held.amount;
        held.go_to(Stage::Released, now);
        self.books.push(Line {
            reference: reference.to_owned(),
            intent: 0,
            operation: Operation::Release,
            amount: held.amount,
            forgotten: false,
        });
    }

    /// Everything that happens here until `now`, in the order in which it happens.
    pub(crate) fn live_until(&mut self, now: DateTime<Utc>) {
        loop {
            let letters = self.letters.iter().enumerate();
            let letter = letters
                .map(|(place, (ticket, letter))| (letter.at, *ticket, place))
                .min();
            let moves = self.transactions.iter().filter_map(|(name, held)| {
                let (at, stage) = held.next(&self.manner)?;
                Some((at, name, stage))
            });
            let moved = moves.min_by_key(|(at, name, _)| (*at, *name));
            let until = letter.map_or(now, |(at, ..)| at.min(now));
            if let Some((at, name, stage)) = moved.filter(|(at, ..)| *at <= until) {
                let name = name.clone();
                self.move_on(&name, at, stage);
            } else if let Some((_, ticket, place)) = letter.filter(|(at, ..)| *at <= now) {
                let (_, letter) = self.letters.remove(place);
                let said = self.receive(&letter);
                self.answers.insert(ticket, said);
            } else {
                return;
            }
        }
    }

    /// The customer, the back office or the calendar moves a transaction.
    fn move_on(&mut self, reference: &str, at: DateTime<Utc>, to: Stage) {
        let manner = self.manner;
        let Some(held) = self.transactions.get_mut(reference) else {
            return;
        };
        held.moves.retain(|(when, _)| *when > at);
        match to {
            Stage::Accepted if manner.every_end_is_reviewed && held.stage != Stage::Review => {
                let (hours, accepts) = (self.chance.between(1, 60), self.chance.percent(80));
                let decided = if accepts {
                    Stage::Accepted
                } else {
                    Stage::Refused
                };
                held.moves
                    .push((at + TimeDelta::hours(hours as i64), decided));
                held.go_to(Stage::Review, at);
            }
            Stage::Accepted => {
                held.signed = true;
                held.signed_at = Some(at);
                if manner.route == Route::ReservedOnAcceptance {
                    held.amounts.authorised = held.amount;
                    held.go_to(Stage::Reserved, at);
                } else {
                    held.go_to(Stage::Accepted, at);
                }
            }
            Stage::Lapsed if held.stage == Stage::Reserved && manner.names_lapse => {
                held.amounts.cancelled = held.amounts.authorised;
                held.go_to(Stage::Cancelled, at);
            }
            // Let go in silence: no list ever says so.
            Stage::Lapsed if held.stage == Stage::Reserved => held.stage = Stage::Lapsed,
            Stage::Offered
            | Stage::Filling
            | Stage::Review
            | Stage::Reserved
            | Stage::Released
            | Stage::Refunded
            | Stage::Cancelled
            | Stage::Lapsed
            | Stage::Refused
            | Stage::Left
            | Stage::Broken
            | Stage::ReservationRefused => held.go_to(to, at),
        }
        self.news.push(reference.to_owned());
    }

    /// What it says to a question now.
    pub(crate) fn says(&self, reference: &str, now: DateTime<Utc>, handle: bool) -> Status {
        self.standing(reference, now, handle).status
    }

    /// Whether it ever said no to this operation.
    pub(crate) fn denied(&self, reference: &str, operation: Operation) -> bool {
        self.denied.contains(&(reference.to_owned(), operation))
    }

    fn receive(&mut self, letter: &Letter) -> Said {
        let said = self.take(letter);
        if let (Said::Denied(_), Some(intent)) = (&said, &letter.intent) {
            let reference = letter.key.reference.clone();
            self.denied.insert((reference, intent.operation));
        }
        said
    }

    fn take(&mut self, letter: &Letter) -> Said {
        let reference = &letter.key.reference;
        let Some(intent) = &letter.intent else {
            return Said::Told(self.standing(reference, letter.at, letter.handle), None);
        };
        if intent.operation == Operation::Open {
            return self.open(letter, intent);
        }
        let manner = self.manner;
        let Some(held) = self.transactions.get_mut(reference) else {
            return Said::Denied(Denial::Forbidden);
        };
        if letter.fails {
            held.failed = Some(intent.operation);
            return Said::Told(self.now_standing(reference), None);
        }
        match held.carry_out(intent, &manner, letter.at) {
            Ok(()) => {
                held.failed = None;
                if intent.operation != Operation::Abandon {
                    self.write(reference, intent);
                }
                Said::Told(self.done(intent, reference), None)
            }
            Err(denial) => Said::Denied(denial),
        }
    }

    fn open(&mut self, letter: &Letter, intent: &Intent) -> Said {
        let reference = &letter.key.reference;
        if letter.key.date != transaction_date(letter.at) {
            return Said::Denied(Denial::WrongDate);
        }
        if self.manner.knows_its_keys && self.transactions.contains_key(reference) {
            return Said::Denied(Denial::Already);
        }
        let moves = self.customer(letter.at);
        let held = Transaction {
            stage: Stage::Offered,
            amounts: Amounts::default(),
            signed: false,
            amount: letter.amount,
            opened: letter.at,
            signed_at: None,
            moves,
            failed: None,
            shown: vec![(letter.at, Stage::Offered, Amounts::default())],
        };
        self.transactions.insert(reference.clone(), held);
        self.write(reference, intent);
        let report = Report {
            handle: Handle::default().with("transaction", reference),
            journey: Some(JourneyKind::Address),
            ..Report::of(Status::Waiting)
        };
        let address = format!("https://journey.example/{reference}");
        Said::Told(report, Some(Journey::Address(address)))
    }

    fn write(&mut self, reference: &str, intent: &Intent) {
        self.books.push(Line {
            reference: reference.to_owned(),
            intent: intent.number,
            operation: intent.operation,
            amount: intent.amount,
            forgotten: false,
        });
    }

    /// What a customer is going to do.
    fn customer(&mut self, from: DateTime<Utc>) -> Vec<(DateTime<Utc>, Stage)> {
        let chance = &mut self.chance;
        let opens = from + TimeDelta::seconds(chance.between(5, 900) as i64);
        let ends = opens + TimeDelta::seconds(chance.between(20, 1800) as i64);
        let decided = ends + TimeDelta::minutes(chance.between(30, 4000) as i64);
        let filling = (opens, Stage::Filling);
        match chance.between(0, 100) {
            0..64 => vec![filling, (ends, Stage::Accepted)],
            64..72 => vec![filling, (ends, Stage::Review), (decided, Stage::Accepted)],
            72..76 => vec![filling, (ends, Stage::Review), (decided, Stage::Refused)],
            76..82 => vec![filling, (ends, Stage::Refused)],
            82..87 => vec![filling, (ends, Stage::Left)],
            87..90 => vec![filling, (ends, Stage::Broken)],
            90..92 => vec![filling, (ends, Stage::ReservationRefused)],
            92..96 => vec![filling],
            _ => Vec::new(),
        }
    }

    /// Where a transaction stands, as a question is answered: a list shows what was so some time ago.
    fn standing(&self, reference: &str, now: DateTime<Utc>, handle: bool) -> Report {
        let Some(held) = self.transactions.get(reference) else {
            return self.nothing_shown(handle);
        };
        if let Some(operation) = held.failed {
            return Report {
                amounts: self.manner.names_amounts.then_some(held.amounts),
                ..Report::of(Status::OperationFailed { operation })
            };
        }
        let seen = now - TimeDelta::seconds(self.manner.lag_s);
        let shown = held.shown.iter().rev().find(|(at, ..)| *at <= seen);
        let Some((_, stage, amounts)) = shown else {
            return self.nothing_shown(handle);
        };
        Report {
            handle: Handle::default().with("transaction", reference),
            ..self.report(*stage, *amounts)
        }
    }

    /// No trace: of a transaction whose number is held, that says nothing.
    fn nothing_shown(&self, handle: bool) -> Report {
        let waiting = handle && !self.manner.knows_its_keys;
        Report::of(if waiting {
            Status::Waiting
        } else {
            Status::Absent
        })
    }

    fn now_standing(&self, reference: &str) -> Report {
        match self.transactions.get(reference) {
            Some(Transaction {
                failed: Some(operation),
                ..
            }) => Report::of(Status::OperationFailed {
                operation: *operation,
            }),
            Some(held) => self.report(held.stage, held.amounts),
            None => Report::of(Status::Absent),
        }
    }

    /// The answer to an operation that was done.
    fn done(&self, intent: &Intent, reference: &str) -> Report {
        let report = self.now_standing(reference);
        if self.manner.answers_with_amounts || intent.operation == Operation::Abandon {
            return report;
        }
        Report::of(match intent.operation {
            Operation::Open | Operation::Reserve => Status::Reserved,
            Operation::Release | Operation::Refund => Status::Released,
            Operation::Cancel => Status::Cancelled,
            Operation::Abandon => Status::Abandoned,
        })
    }

    fn report(&self, stage: Stage, amounts: Amounts) -> Report {
        let named = self.manner.names_amounts && !amounts.authorised.is_zero();
        Report {
            amounts: named.then_some(amounts),
            ..Report::of(stage.word())
        }
    }
}
