//! A counter for races: a till with scheduled locks on a real ledger, whose file lies in memory, and a gateway with
//! books. A shop is prepared once, and each order of a race begins with a copy of it. Nothing in it is random, and
//! nothing waits for a clock.

use crate::{
    bank::{Bank, Books, Fate},
    explore::once,
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use financing::{
    Actor, Amounts, Asking, Cents, Clock, Customer, Financing, FinancingId, GatewayId, Mode,
    OrderNumber, Person, ProductCode, Refusal, Route, Sending, Status, Terms,
};
use ledger::{Ledger, LedgerKey, Presence};
use scheduled_till::{
    Dice, NoRandomness, Sink, StartRequest, Task, Till, TillFault, TillParts, Underway,
};
use shuttle::future::block_on;
use std::{
    fs,
    path::Path,
    sync::{
        Arc, Mutex, OnceLock, Weak,
        atomic::{AtomicU8, Ordering},
    },
};
use tempfile::TempDir;

/// What is financed: 1,249.90.
pub(crate) const AMOUNT: Cents = Cents::of(124_990);
/// Two such parts are more than that.
pub(crate) const MOST: Cents = Cents::of(70_000);

/// A clock that shows what it is told.
pub(crate) struct StillClock(Mutex<DateTime<Utc>>);

impl StillClock {
    pub(crate) fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for StillClock {
    fn now(&self) -> DateTime<Utc> {
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

/// A screen that, once it knows its till, looks at it as soon as it is told to: whoever tells it holds no lock.
#[derive(Default)]
struct Screen(OnceLock<Weak<Till>>);

impl Sink for Screen {
    fn look_again(&self, id: Option<&FinancingId>) {
        if let (Some(till), Some(id)) = (self.0.get().and_then(Weak::upgrade), id) {
            let financing = till.detail(id).unwrap().held.financing;
            till.next_check(&financing);
        }
    }
}

/// A shop as it stands when a race begins.
#[derive(Clone)]
pub(crate) struct Shop {
    ledger: Vec<u8>,
    pub(crate) books: Books,
    route: Route,
    now: DateTime<Utc>,
    /// The financing that is raced for.
    pub(crate) id: FinancingId,
}

impl Shop {
    /// A shop in which this was done.
    pub(crate) fn after(route: Route, deed: fn(&Counter) -> FinancingId) -> Arc<Shop> {
        let empty = Shop {
            ledger: Vec::new(),
            books: Books::empty(),
            route,
            now: Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap(),
            id: FinancingId::numbered("T2", 1).unwrap(),
        };
        Arc::new(once(move || {
            let counter = empty.open();
            let id = deed(&counter);
            let (books, now) = (
                counter.bank.in_the_books(|books| books.clone()),
                counter.clock.now(),
            );
            let Counter { till, folder, .. } = counter;
            drop(till);
            Shop {
                ledger: fs::read(folder.path().join("till.ledger")).unwrap(),
                books,
                now,
                id,
                ..empty.clone()
            }
        }))
    }

    /// A shop in which nothing was done yet.
    pub(crate) fn empty() -> Arc<Shop> {
        Shop::after(Route::OneCall, |_| FinancingId::numbered("T2", 1).unwrap())
    }

    /// Accepted, and waiting to be delivered; where acceptance reserves, reserved.
    pub(crate) fn to_deliver(route: Route) -> Arc<Shop> {
        Shop::after(route, Counter::to_deliver)
    }

    pub(crate) fn financed() -> Arc<Shop> {
        Shop::after(Route::OneCall, Counter::financed)
    }

    /// Opens it, on a copy of its ledger.
    pub(crate) fn open(&self) -> Counter {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            tempfile::tempdir_in(memory).unwrap()
        } else {
            tempfile::tempdir().unwrap()
        };
        if !self.ledger.is_empty() {
            fs::write(folder.path().join("till.ledger"), &self.ledger).unwrap();
        }
        let clock = Arc::new(StillClock(Mutex::new(self.now)));
        let bank = Arc::new(Bank::new(terms(self.route), self.books.clone()));
        let screen = Arc::new(Screen::default());
        let till = program(folder.path(), &clock, &bank, &screen);
        Counter {
            till,
            clock,
            bank,
            folder,
            screen,
        }
    }
}

/// A till on the ledger in this folder, new where there is none.
fn program(
    folder: &Path,
    clock: &Arc<StillClock>,
    bank: &Arc<Bank>,
    screen: &Arc<Screen>,
) -> Arc<Till> {
    let till = Till::new(TillParts {
        ledger: ledger_in(folder, clock.now()),
        clock: clock.clone(),
        dice: Arc::new(Counting(AtomicU8::new(0))),
        sink: screen.clone(),
        prefix: "T2".to_owned(),
        zone: chrono_tz::Europe::Paris,
    });
    till.gateways.mount(bank.clone());
    Arc::new(till)
}

fn ledger_in(folder: &Path, now: DateTime<Utc>) -> Ledger {
    let (path, key) = (folder.join("till.ledger"), LedgerKey::from_bytes([7; 32]));
    let presence = if path.exists() {
        Presence::MustExist
    } else {
        Presence::MayCreate { salt: [9; 32] }
    };
    Ledger::open(&path, &key, presence, now).unwrap()
}

fn terms(route: Route) -> Terms {
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

/// What somebody heard who pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// It was taken, and carried out.
    Done,
    /// The rules said no.
    No(Refusal),
}

/// A till with everything around it.
pub(crate) struct Counter {
    pub(crate) till: Arc<Till>,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) bank: Arc<Bank>,
    pub(crate) folder: TempDir,
    screen: Arc<Screen>,
}

impl Counter {
    /// Another program on the same ledger, with the same gateway.
    pub(crate) fn another_program(&self) -> Arc<Till> {
        program(self.folder.path(), &self.clock, &self.bank, &self.screen)
    }

    /// Does something to the ledger's file behind the till's back.
    pub(crate) fn on_disk(&self, sql: &str) {
        let file = rusqlite::Connection::open(self.folder.path().join("till.ledger")).unwrap();
        let key = "07".repeat(32);
        file.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {sql}"))
            .unwrap();
    }

    /// From now on the screen looks at the till as soon as it is told to.
    pub(crate) fn screen_looks(&self) {
        self.screen.0.set(Arc::downgrade(&self.till)).unwrap();
    }

    pub(crate) fn financing(&self, id: &FinancingId) -> Financing {
        self.till.detail(id).unwrap().held.financing
    }

    pub(crate) fn finish(
        &self,
        pressed: Result<Underway, TillFault>,
    ) -> Result<Financing, TillFault> {
        block_on(self.till.carry_out(pressed?)).map(|held| held.financing)
    }

    /// What becomes of the next call.
    pub(crate) fn fate(&self, fate: Fate) {
        self.bank.in_the_books(|books| books.fates.push_back(fate));
    }

    pub(crate) fn financed(&self) -> FinancingId {
        let id = self.to_deliver();
        self.finish(self.till.deliver(&id, ines(), None)).unwrap();
        id
    }

    pub(crate) fn to_deliver(&self) -> FinancingId {
        let opened = self
            .finish(self.press_start("token-of-the-form", Mode::TwoStep))
            .unwrap();
        let route = opened.order.terms.route;
        self.bank.in_the_books(|books| {
            books.status = match route {
                Route::ReservedOnAcceptance => {
                    books.amounts.authorised = AMOUNT;
                    Status::Reserved
                }
                Route::OneCall | Route::ReserveFirst | Route::ByHand => Status::Accepted,
            };
        });
        block_on(self.till.run(Task::Ask(opened.id.clone()))).unwrap();
        opened.id
    }

    pub(crate) fn press_start(&self, token: &str, mode: Mode) -> Result<Underway, TillFault> {
        let request = StartRequest {
            token: token.to_owned(),
            gateway: GatewayId::new("bank").unwrap(),
            amount: AMOUNT,
            product: ProductCode::new("4X").unwrap(),
            instalments: 4,
            mode,
            order: OrderNumber::new("CMD-20418").unwrap(),
            sending: Sending::Link,
        };
        let customer = Customer {
            billing: Person {
                first_name: "Élodie".to_owned(),
                last_name: "Fontaine".to_owned(),
                ..Person::default()
            },
            ..Customer::default()
        };
        self.till.start(ines(), request, &customer)
    }

    /// After any race: nothing is under way, the till's amounts are the gateway's, which hold, and the whole ledger
    /// verifies.
    pub(crate) fn books_agree(self, id: &FinancingId) -> Books {
        let financing = self.financing(id);
        let books = self.bank.in_the_books(|books| books.clone());
        books.hold();
        assert_eq!(financing.pending, None);
        let amounts = |of: Amounts| (of.released, of.cancelled, of.refunded);
        assert_eq!(
            amounts(financing.amounts),
            amounts(books.amounts),
            "{:?}",
            books.done
        );
        let (now, Counter { till, folder, .. }) = (self.clock.now(), self);
        drop(till);
        ledger_in(folder.path(), now).verify(|_, _| {}).unwrap();
        books
    }
}

/// Presses, carries out, and says what was heard.
pub(crate) fn heard(pressed: Result<Underway, TillFault>, till: &Till) -> Heard {
    match pressed {
        Ok(underway) => {
            block_on(till.carry_out(underway)).unwrap();
            Heard::Done
        }
        Err(TillFault::Refused(why)) => Heard::No(why),
        Err(other) => panic!("no refusal, a fault: {other}"),
    }
}

/// One wins; the other is told one of these.
pub(crate) fn one_wins(heard: [Heard; 2], told: &[Refusal]) {
    let (done, no): (Vec<Heard>, Vec<Heard>) =
        heard.into_iter().partition(|one| *one == Heard::Done);
    assert_eq!((done.len(), no.len()), (1, 1), "{heard:?}");
    assert!(
        told.iter().any(|told| no[0] == Heard::No(*told)),
        "told {no:?}"
    );
}

/// Does what is due, as the follow-up would.
pub(crate) fn follow_up(till: &Till) {
    for task in till.due().unwrap().tasks {
        block_on(till.run(task)).unwrap();
    }
}

pub(crate) fn ines() -> Actor {
    Actor::Staff("Inès".to_owned())
}

/// The manager.
pub(crate) fn marc() -> Actor {
    Actor::Manager("Marc".to_owned())
}
