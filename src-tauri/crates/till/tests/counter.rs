//! A counter for tests: nothing in it is random, nothing waits.

use crate::turns::here;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use financing::{
    Actor, Amounts, Answering, Asking, Call, Cents, Clock, Customer, Field, FieldFault, Financing,
    FinancingId, Gateway, GatewayId, Intent, Journey, JourneyKind, Kind, Mode, NotSent, Operation,
    Order, OrderNumber, Outcome, Person, PortalFault, PortalPage, Probe, ProbeFault, Product,
    ProductCode, Report, Route, Sending, Silence, Status, Terms,
};
use ledger::{Ledger, LedgerKey, Presence};
use std::{
    collections::VecDeque,
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use till::{Dice, NoRandomness, OsDice, Sink, StartRequest, Till, TillFault, TillParts, Underway};

/// A clock that shows what it is told.
pub(crate) struct StillClock(Mutex<DateTime<Utc>>);

impl StillClock {
    fn friday() -> Arc<StillClock> {
        let start = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap();
        Arc::new(StillClock(Mutex::new(start)))
    }

    pub(crate) fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for StillClock {
    fn now(&self) -> DateTime<Utc> {
        here();
        *self.0.lock().unwrap()
    }
}

struct Counting(AtomicU8);

impl Dice for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let round = self.0.fetch_add(1, Ordering::Relaxed);
        for (at, byte) in (0_u8..).zip(bytes) {
            *byte = at.wrapping_mul(7).wrapping_add(round);
        }
        Ok(())
    }
}

/// Counts how often screens were told to look again.
struct Screen(Arc<AtomicU32>);

impl Sink for Screen {
    fn look_again(&self, _: Option<&FinancingId>) {
        here();
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A gateway that answers what it is told, in order, and remembers what it was sent.
pub(crate) struct Cardboard {
    id: GatewayId,
    products: Vec<Product>,
    pub(crate) terms: Terms,
    pub(crate) answers: Mutex<VecDeque<Outcome>>,
    pub(crate) words: Mutex<VecDeque<Outcome>>,
    pub(crate) sent: Mutex<Vec<Intent>>,
    pub(crate) asked: Mutex<u32>,
    /// Whether the next call never comes back.
    hangs: AtomicBool,
    /// Whether a question makes it panic.
    pub(crate) falls: AtomicBool,
    /// How many calls it has not answered yet, and the most there ever were.
    open_calls: Mutex<(u32, u32)>,
    /// Where each call is spoken out loud over the network, before it is answered here.
    pub(crate) line: Mutex<Option<SocketAddr>>,
    dawdles: Mutex<Option<Duration>>,
}

impl Cardboard {
    /// The next call comes back only after so long.
    pub(crate) fn dawdle(&self, for_long: Duration) {
        *self.dawdles.lock().unwrap() = Some(for_long);
    }

    /// The next call never comes back.
    pub(crate) fn hang(&self) {
        self.hangs.store(true, Ordering::Relaxed);
    }

    /// How many calls it had to answer at once, at the most.
    pub(crate) fn most_at_once(&self) -> u32 {
        self.open_calls.lock().unwrap().1
    }

    fn coming<'a>(&'a self, call: String, outcome: Outcome) -> Answering<'a, Outcome> {
        let line = *self.line.lock().unwrap();
        if self.hangs.swap(false, Ordering::Relaxed) {
            return Box::pin(std::future::pending());
        }
        let dawdles = self.dawdles.lock().unwrap().take();
        Box::pin(async move {
            if let Some(for_long) = dawdles {
                tokio::time::sleep(for_long).await;
            }
            {
                let mut calls = self.open_calls.lock().unwrap();
                calls.0 += 1;
                calls.1 = calls.1.max(calls.0);
            }
            here();
            self.open_calls.lock().unwrap().0 -= 1;
            if let (Some(line), false) = (line, matches!(outcome, Outcome::NotSent(_))) {
                let mut line = TcpStream::connect(line).unwrap();
                line.write_all(call.as_bytes()).unwrap();
                line.read_exact(&mut [0]).unwrap();
            }
            outcome
        })
    }
}

impl Gateway for Cardboard {
    fn id(&self) -> &GatewayId {
        &self.id
    }
    fn name(&self) -> &str {
        "Cardboard"
    }
    fn products(&self) -> &[Product] {
        &self.products
    }
    fn terms(&self, _: &ProductCode, _: Mode) -> Option<Terms> {
        Some(self.terms.clone())
    }
    fn sendings(&self, _: &ProductCode, _: Mode) -> Vec<Sending> {
        vec![Sending::Link]
    }
    fn needs(&self, _: &ProductCode) -> Vec<Field> {
        vec![Field::LastName]
    }
    fn review(&self, _: &Order, customer: &Customer) -> Result<(), Vec<FieldFault>> {
        let missing = FieldFault {
            field: Field::LastName,
            problem: financing::FieldProblem::Missing,
        };
        if customer.billing.last_name.is_empty() {
            Err(vec![missing])
        } else {
            Ok(())
        }
    }
    fn as_sent(&self, text: &str) -> String {
        text.to_owned()
    }
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a, Outcome> {
        let Intent {
            number, operation, ..
        } = call.intent;
        let said = format!("{operation:?} {} {number}", call.financing.id);
        self.sent.lock().unwrap().push(call.intent.clone());
        let answer = self
            .answers
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Outcome::Unknown(Silence::TimedOut));
        self.coming(said, answer)
    }
    fn ask<'a>(&'a self, financing: &'a Financing) -> Answering<'a, Outcome> {
        assert!(!self.falls.load(Ordering::Relaxed), "the gateway fell");
        *self.asked.lock().unwrap() += 1;
        let word = self
            .words
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Outcome::Unknown(Silence::TimedOut));
        self.coming(format!("Ask {}", financing.id), word)
    }
    fn portal<'a>(&'a self, _: PortalPage) -> Answering<'a, Result<String, PortalFault>> {
        Box::pin(async { Err(PortalFault::None) })
    }
    fn probe<'a>(&'a self) -> Answering<'a, Result<Probe, ProbeFault>> {
        Box::pin(async {
            Ok(Probe {
                reached: true,
                authenticated: None,
            })
        })
    }
}

/// A till with everything around it.
pub(crate) struct Counter {
    pub(crate) till: Till,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) gateway: Arc<Cardboard>,
    pub(crate) folder: TempDir,
    looks: Arc<AtomicU32>,
}

/// No two ledgers of a run of the tests are taken for one.
fn a_new_salt() -> [u8; 32] {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let mut salt = [9; 32];
    salt[..4].copy_from_slice(&MADE.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    salt
}

/// A till on the ledger in this folder, new where there is none.
fn program(folder: &Path, clock: &Arc<StillClock>, looks: &Arc<AtomicU32>) -> Till {
    let path = folder.join("till.ledger");
    let presence = if path.exists() {
        Presence::MustExist
    } else {
        Presence::MayCreate { salt: a_new_salt() }
    };
    let key = LedgerKey::from_bytes([7; 32]);
    let ledger = Ledger::open(&path, &key, presence, clock.now()).unwrap();
    Till::new(TillParts {
        ledger,
        clock: clock.clone(),
        dice: Arc::new(Counting(AtomicU8::new(0))),
        sink: Arc::new(Screen(Arc::clone(looks))),
        prefix: "T2".to_owned(),
        zone: chrono_tz::Europe::Paris,
    })
}

pub(crate) fn terms(route: Route) -> Terms {
    Terms {
        route,
        journey_minutes: 50,
        release_days: 6,
        part_delivery: true,
        part_cancel: true,
        part_refund: true,
        abandon: false,
        absence_proven_after_s: Some(120),
        give_up_after_s: 86_400,
        asking: Asking::default(),
    }
}

impl Counter {
    /// A new shop, on a Friday at 10:00 in Paris.
    pub(crate) fn open(route: Route) -> Counter {
        Counter::with(terms(route))
    }

    /// A new shop under these terms.
    pub(crate) fn with(terms: Terms) -> Counter {
        Counter::in_folder(tempfile::tempdir().unwrap(), terms)
    }

    /// A new shop whose ledger lies in this folder.
    pub(crate) fn in_folder(folder: TempDir, terms: Terms) -> Counter {
        Counter::on(folder, terms, StillClock::friday())
    }

    fn on(folder: TempDir, terms: Terms, clock: Arc<StillClock>) -> Counter {
        let looks = Arc::new(AtomicU32::new(0));
        let till = program(folder.path(), &clock, &looks);
        let gateway = Arc::new(Cardboard {
            id: GatewayId::new("cardboard").unwrap(),
            products: vec![Product {
                code: ProductCode::new("4X").unwrap(),
                name: "4x card".to_owned(),
                kind: Kind::Instalments,
                minimum: Cents::of(10_000),
                maximum: Cents::of(300_000),
                instalments_from: 4,
                instalments_to: 4,
            }],
            terms,
            answers: Mutex::default(),
            words: Mutex::default(),
            sent: Mutex::default(),
            asked: Mutex::default(),
            hangs: AtomicBool::new(false),
            dawdles: Mutex::new(None),
            falls: AtomicBool::new(false),
            open_calls: Mutex::default(),
            line: Mutex::default(),
        });
        till.gateways.mount(gateway.clone());
        Counter {
            till,
            clock,
            gateway,
            folder,
            looks,
        }
    }

    /// The same shop after the machine lost power: the ledger is what is on disk, everything else is gone.
    pub(crate) fn after_a_power_cut(self) -> Counter {
        self.opened_again_after(|_| ())
    }

    /// The same shop after its program ended, something happened with the clock standing so, and it was started again.
    fn opened_again_after(self, meanwhile: impl FnOnce(&StillClock)) -> Counter {
        let Counter {
            till,
            clock,
            gateway,
            folder,
            looks: _,
        } = self;
        drop(till);
        meanwhile(&clock);
        Counter::on(folder, gateway.terms.clone(), clock)
    }

    /// The same shop on a copy of this ledger, as it lies in its file.
    pub(crate) fn on_a_copy(ledger: &[u8], route: Route) -> Counter {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory).unwrap()
        } else {
            tempfile::tempdir().unwrap()
        };
        fs::write(folder.path().join("till.ledger"), ledger).unwrap();
        Counter::on(folder, terms(route), StillClock::friday())
    }

    /// Closes the till, and gives what lies in its file then.
    pub(crate) fn close(self) -> Vec<u8> {
        drop(self.till);
        fs::read(self.folder.path().join("till.ledger")).unwrap()
    }

    /// Another program, on the ledger in this folder, with the same gateway.
    pub(crate) fn another_program(&self, folder: &Path) -> Till {
        let till = program(folder, &self.clock, &self.looks);
        till.gateways.mount(self.gateway.clone());
        till
    }

    /// Another program on the same ledger, for a store in this zone, with the same gateway, chance and screen of its own.
    pub(crate) fn another_till(&self, zone: chrono_tz::Tz) -> Till {
        let path = self.folder.path().join("till.ledger");
        let key = LedgerKey::from_bytes([7; 32]);
        let now = self.clock.now();
        let till = Till::new(TillParts {
            ledger: Ledger::open(&path, &key, Presence::MustExist, now).unwrap(),
            clock: self.clock.clone(),
            dice: Arc::new(OsDice),
            sink: Arc::new(Screen(Arc::default())),
            prefix: "T2".to_owned(),
            zone,
        });
        till.gateways.mount(self.gateway.clone());
        till
    }

    /// The same shop after its ledger was put aside and a backup made before restored in its place. Whatever `since`
    /// does is lost with the ledger.
    pub(crate) async fn restored_after(self, since: impl AsyncFnOnce(&Counter)) -> Counter {
        let (path, key) = (
            self.folder.path().join("till.ledger"),
            LedgerKey::from_bytes([7; 32]),
        );
        let now = self.clock.now();
        let ledger = Ledger::open(&path, &key, Presence::MustExist, now).unwrap();
        let backups = self.folder.path().join("backups");
        let backup = ledger.backup(&backups, &key, 1, now).unwrap();
        drop(ledger);
        since(&self).await;
        self.opened_again_after(|clock| {
            let today = clock.now().date_naive();
            drop(
                ledger::restore(&backup.path, &path, &key, today, clock.now(), |_| Ok(())).unwrap(),
            );
        })
    }

    /// How often screens were told to look again.
    pub(crate) fn looks(&self) -> u32 {
        self.looks.load(Ordering::Relaxed)
    }

    /// From now on the ledger's disk takes no row of the journal.
    pub(crate) fn disk_fails(&self) {
        self.on_disk(
            "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE (ABORT, 'full'); END",
        );
    }

    /// The disk takes rows again.
    pub(crate) fn disk_recovers(&self) {
        self.on_disk("DROP TRIGGER full");
    }

    /// Does something to the ledger's file behind the till's back.
    pub(crate) fn on_disk(&self, sql: &str) {
        let file = rusqlite::Connection::open(self.folder.path().join("till.ledger")).unwrap();
        let key = "07".repeat(32);
        file.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {sql}"))
            .unwrap();
    }

    pub(crate) fn answer(&self, outcome: Outcome) {
        self.gateway.answers.lock().unwrap().push_back(outcome);
    }

    pub(crate) fn word(&self, status: Status) {
        self.says(told(status));
    }

    /// What the gateway says to the next question.
    pub(crate) fn says(&self, outcome: Outcome) {
        self.gateway.words.lock().unwrap().push_back(outcome);
    }

    pub(crate) fn commits(&self) -> u64 {
        self.till.commits()
    }

    pub(crate) fn sent(&self, operation: Operation) -> usize {
        self.gateway
            .sent
            .lock()
            .unwrap()
            .iter()
            .filter(|intent| intent.operation == operation)
            .count()
    }

    pub(crate) fn request(token: &str, mode: Mode) -> StartRequest {
        StartRequest {
            token: token.to_owned(),
            gateway: GatewayId::new("cardboard").unwrap(),
            amount: Cents::of(124_990),
            product: ProductCode::new("4X").unwrap(),
            instalments: 4,
            mode,
            order: OrderNumber::new("CMD-20418").unwrap(),
            sending: Sending::Link,
        }
    }

    pub(crate) fn customer() -> Customer {
        let billing = Person {
            first_name: "Élodie".to_owned(),
            last_name: "Fontaine".to_owned(),
            ..Person::default()
        };
        Customer {
            billing,
            ..Customer::default()
        }
    }

    pub(crate) fn press_start(&self, token: &str, mode: Mode) -> Result<Underway, TillFault> {
        self.till
            .start(ines(), Counter::request(token, mode), &Counter::customer())
    }

    /// A financing whose journey is on the counter.
    pub(crate) async fn shown(&self, mode: Mode) -> FinancingId {
        self.answer(opened());
        let underway = self.press_start("token-of-the-form", mode).unwrap();
        self.till.carry_out(underway).await.unwrap().financing.id
    }

    /// A two-step financing that waits to be delivered.
    pub(crate) async fn to_deliver(&self) -> FinancingId {
        let id = self.shown(Mode::TwoStep).await;
        self.word(Status::Accepted);
        self.ask(&id).await;
        id
    }

    /// A financing that is financed.
    pub(crate) async fn financed(&self) -> FinancingId {
        let id = self.to_deliver().await;
        self.answer(told(Status::Released));
        let underway = self.till.deliver(&id, ines(), None).unwrap();
        self.till.carry_out(underway).await.unwrap();
        id
    }

    pub(crate) async fn ask(&self, id: &FinancingId) {
        self.till.run(till::Task::Ask(id.clone())).await.unwrap();
    }

    pub(crate) fn financing(&self, id: &FinancingId) -> Financing {
        self.till.detail(id).unwrap().held.financing
    }

    /// Does what is due, as the follow-up loop would.
    pub(crate) async fn follow_up(&self) -> usize {
        let due = self.till.due().unwrap().tasks;
        let count = due.len();
        for task in due {
            self.till.run(task).await.unwrap();
        }
        count
    }
}

pub(crate) fn ines() -> Actor {
    Actor::Staff("Inès".to_owned())
}

/// The manager.
pub(crate) fn roche() -> Actor {
    Actor::Manager("M. Roche".to_owned())
}

pub(crate) fn told(status: Status) -> Outcome {
    Outcome::Told {
        report: Report::of(status),
        journey: None,
    }
}

pub(crate) fn told_with(status: Status, amounts: Amounts) -> Outcome {
    Outcome::Told {
        report: Report {
            amounts: Some(amounts),
            ..Report::of(status)
        },
        journey: None,
    }
}

pub(crate) fn opened() -> Outcome {
    let report = Report {
        journey: Some(JourneyKind::Address),
        ..Report::of(Status::Waiting)
    };
    Outcome::Told {
        report,
        journey: Some(Journey::Address("https://journey.example/1".to_owned())),
    }
}

pub(crate) fn no_network() -> Outcome {
    Outcome::NotSent(NotSent::NoConnection)
}
