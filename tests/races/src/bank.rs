//! A gateway with books: it does what it is sent without looking whether it should, so that what a till should not have
//! sent stands in its books, and it says truly where things stand. It counts the calls that it has not answered yet. Its
//! own locks are scheduled, so that while a call is under way anything else may happen.

use financing::{
    Amounts, Answering, Call, Cents, Customer, Field, FieldFault, Financing, Gateway, GatewayId,
    Intent, Journey, JourneyKind, Kind, Mode, NotSent, Operation, Order, Outcome, PortalFault,
    PortalPage, Probe, ProbeFault, Product, ProductCode, Report, Sending, Silence, Status, Terms,
};
use shuttle::sync::Mutex;
use std::collections::{HashSet, VecDeque};

/// What becomes of a call that does not simply succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Not a byte of it leaves.
    NotSent,
    /// It is done, and its answer is lost.
    AnswerLost,
}

/// What a gateway knows of one transaction.
#[derive(Debug, Clone)]
pub(crate) struct Books {
    /// Every operation that was done, in order.
    pub(crate) done: Vec<Intent>,
    pub(crate) amounts: Amounts,
    pub(crate) status: Status,
    /// What becomes of the next calls.
    pub(crate) fates: VecDeque<Fate>,
    /// How many questions were put.
    pub(crate) asked: u32,
    /// How many calls are not answered yet, and the most there ever were.
    open_calls: u32,
    pub(crate) most_at_once: u32,
}

impl Books {
    pub(crate) fn empty() -> Books {
        Books {
            done: Vec::new(),
            amounts: Amounts::default(),
            status: Status::Absent,
            fates: VecDeque::new(),
            asked: 0,
            open_calls: 0,
            most_at_once: 0,
        }
    }

    /// How often an operation was done.
    pub(crate) fn times(&self, operation: Operation) -> usize {
        let done = self.done.iter();
        done.filter(|intent| intent.operation == operation).count()
    }

    /// At most one effect per intent, and never more refunded than was released.
    pub(crate) fn hold(&self) {
        let numbers: HashSet<u32> = self.done.iter().map(|intent| intent.number).collect();
        assert_eq!(numbers.len(), self.done.len(), "twice: {:?}", self.done);
        let Amounts {
            released, refunded, ..
        } = self.amounts;
        assert!(refunded <= released, "too much: {:?}", self.done);
    }

    /// Does an operation.
    pub(crate) fn act(&mut self, intent: &Intent, order: &Order) {
        self.done.push(intent.clone());
        let (amounts, amount) = (&mut self.amounts, intent.amount);
        match intent.operation {
            Operation::Open => self.status = Status::Waiting,
            Operation::Reserve => {
                amounts.authorised = amount;
                self.status = Status::Reserved;
            }
            Operation::Release => {
                amounts.authorised = order.amount;
                amounts.released = amounts.released.plus(amount).unwrap();
                self.status = Status::Released;
            }
            Operation::Cancel => {
                amounts.cancelled = amounts.cancelled.plus(amount).unwrap();
                if amounts.left_to_release().is_zero() {
                    self.status = Status::Cancelled;
                }
            }
            Operation::Refund => {
                amounts.refunded = amounts.refunded.plus(amount).unwrap();
                if amounts.left_to_refund().is_zero() {
                    self.status = Status::Refunded;
                }
            }
            Operation::Abandon => self.status = Status::Abandoned,
        }
    }

    fn say(&self, opened: bool) -> Outcome {
        let amounts = (!self.amounts.authorised.is_zero()).then_some(self.amounts);
        let address = "https://journey.example/1".to_owned();
        Outcome::Told {
            report: Report {
                amounts,
                journey: opened.then_some(JourneyKind::Address),
                ..Report::of(self.status.clone())
            },
            journey: opened.then_some(Journey::Address(address)),
        }
    }
}

type Answer<'a> = Box<dyn FnOnce(&mut Books) -> Outcome + Send + 'a>;

/// The gateway.
pub(crate) struct Bank {
    id: GatewayId,
    products: Vec<Product>,
    terms: Terms,
    pub(crate) books: Mutex<Books>,
}

impl Bank {
    pub(crate) fn new(terms: Terms, books: Books) -> Bank {
        Bank {
            id: GatewayId::new("bank").unwrap(),
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
            books: Mutex::new(books),
        }
    }

    pub(crate) fn in_the_books<T>(&self, look: impl FnOnce(&mut Books) -> T) -> T {
        look(&mut self.books.lock().unwrap())
    }

    /// A call arrives; then, when anything else may have happened, it is answered.
    fn answering<'a>(&'a self, answer: Answer<'a>) -> Answering<'a, Outcome> {
        Box::pin(async move {
            self.in_the_books(|books| {
                books.open_calls += 1;
                books.most_at_once = books.most_at_once.max(books.open_calls);
            });
            self.in_the_books(|books| {
                books.open_calls -= 1;
                answer(books)
            })
        })
    }
}

impl Gateway for Bank {
    fn id(&self) -> &GatewayId {
        &self.id
    }
    fn name(&self) -> &str {
        "Bank"
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
    fn review(&self, _: &Order, _: &Customer) -> Result<(), Vec<FieldFault>> {
        Ok(())
    }
    fn as_sent(&self, text: &str) -> String {
        text.to_owned()
    }
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a, Outcome> {
        self.answering(Box::new(move |books| {
            let fate = books.fates.pop_front();
            if fate == Some(Fate::NotSent) {
                return Outcome::NotSent(NotSent::NoConnection);
            }
            books.act(call.intent, &call.financing.order);
            if fate == Some(Fate::AnswerLost) {
                return Outcome::Unknown(Silence::TimedOut);
            }
            books.say(call.intent.operation == Operation::Open)
        }))
    }
    fn ask<'a>(&'a self, _: &'a Financing) -> Answering<'a, Outcome> {
        self.answering(Box::new(|books| {
            books.asked += 1;
            books.say(false)
        }))
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
