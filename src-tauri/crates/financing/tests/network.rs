//! Whole lives, thousands of them, with an honest gateway that has books of its own, behind a network that loses, delays
//! and cuts: the till never believes more than the books show, never moves money twice, and agrees with them once the
//! faults stop.

use crate::shop::{
    AMOUNT, PART, Shop, WINDOW_S, amounts, any_way, link, naming, rejection, thousands,
};
use financing::{
    Amounts, Cents, Declared, Effect, Event, Intent, Mode, NotSent, Operation, Report, Route,
    Silence, Standing, State, Status, Terms, fold,
};
use proptest::{prelude::*, sample::select};
use std::collections::VecDeque;

/// What the network does to one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Fine,
    NotSent,
    RequestLost,
    AnswerLost,
    /// It arrives later than the time-out.
    Delayed,
    /// The gateway could not do it, and says so until something is done.
    Failed,
}

/// What happens next in a life.
#[derive(Debug, Clone)]
enum Turn {
    Customer(Status),
    Deliver(Option<Cents>),
    Cancel(Option<Cents>),
    Refund(Option<Cents>),
    /// A question, put early or once absence would prove something.
    Ask(bool),
    /// What was delayed arrives.
    Arrives,
    /// The network is back: what is prepared goes out.
    Retry,
    /// The gateway's people say on the telephone whether it was done.
    Telephone,
    /// Staff release it in the portal.
    Portal,
}

fn any_turn() -> impl Strategy<Value = Turn> {
    let customer = select(vec![
        Status::InJourney,
        Status::UnderReview,
        Status::Accepted,
        Status::Accepted,
        Status::Accepted,
        Status::Refused,
        Status::Abandoned,
    ]);
    let part = || prop_oneof![2 => Just(None), 1 => Just(Some(PART))];
    prop_oneof![
        3 => customer.prop_map(Turn::Customer),
        4 => part().prop_map(Turn::Deliver),
        1 => part().prop_map(Turn::Cancel),
        4 => part().prop_map(Turn::Refund),
        6 => any::<bool>().prop_map(Turn::Ask),
        1 => Just(Turn::Arrives),
        3 => Just(Turn::Retry),
        1 => Just(Turn::Telephone),
        1 => Just(Turn::Portal),
    ]
}

/// The gateway: its books, and what has not reached it yet.
struct Gateway {
    route: Route,
    status: Status,
    amounts: Amounts,
    names_amounts: bool,
    failed: Option<Operation>,
    delayed: Vec<Intent>,
    done: Vec<Operation>,
}

impl Gateway {
    /// What its books would show once it did what is asked; `None` where its state forbids it.
    fn after(&self, intent: &Intent) -> Option<(Status, Amounts)> {
        let amount = intent.amount;
        let known = self.amounts;
        match (intent.operation, &self.status) {
            (Operation::Open, Status::Absent) => Some((Status::Waiting, known)),
            (Operation::Abandon, Status::Waiting | Status::InJourney | Status::UnderReview) => {
                Some((Status::Abandoned, known))
            }
            (Operation::Reserve, Status::Accepted) if amount == AMOUNT => Some((
                Status::Reserved,
                Amounts {
                    authorised: amount,
                    ..known
                },
            )),
            (Operation::Release, Status::Accepted) if self.route == Route::OneCall => {
                let authorised = AMOUNT;
                Some((
                    Status::Released,
                    Amounts {
                        authorised,
                        released: amount,
                        ..known
                    },
                ))
            }
            (Operation::Release, Status::Reserved) if amount <= known.left_to_release() => Some((
                Status::Released,
                Amounts {
                    released: amount,
                    ..known
                },
            )),
            (Operation::Cancel, Status::Reserved) => known
                .cancelled
                .plus(amount)
                .ok()
                .filter(|it| *it <= known.authorised)
                .map(|cancelled| {
                    let left = cancelled < known.authorised;
                    let status = if left {
                        Status::Reserved
                    } else {
                        Status::Cancelled
                    };
                    (status, Amounts { cancelled, ..known })
                }),
            (Operation::Refund, Status::Released) => known
                .refunded
                .plus(amount)
                .ok()
                .filter(|it| *it <= known.released)
                .map(|refunded| {
                    let left = refunded < known.released;
                    let status = if left {
                        Status::Released
                    } else {
                        Status::Refunded
                    };
                    (status, Amounts { refunded, ..known })
                }),
            _ => None,
        }
    }

    /// Does what is asked, or says that its state forbids it.
    fn execute(&mut self, intent: &Intent) -> bool {
        let Some((status, amounts)) = self.after(intent) else {
            return false;
        };
        (self.status, self.amounts, self.failed) = (status, amounts, None);
        self.done.push(intent.operation);
        true
    }

    fn customer(&mut self, to: Status) {
        if !matches!(
            self.status,
            Status::Waiting | Status::InJourney | Status::UnderReview
        ) {
            return;
        }
        if to == Status::Accepted && self.route == Route::ReservedOnAcceptance {
            self.amounts.authorised = AMOUNT;
            self.status = Status::Reserved;
        } else {
            self.status = to;
        }
    }

    fn portal(&mut self) {
        if self.route == Route::ByHand && self.status == Status::Accepted {
            (self.status, self.failed) = (Status::Released, None);
            self.amounts = amounts(AMOUNT, AMOUNT, Cents::ZERO, Cents::ZERO);
        }
    }

    fn arrive(&mut self) {
        for intent in std::mem::take(&mut self.delayed) {
            self.execute(&intent);
        }
    }

    fn report(&self) -> Report {
        let status = match self.failed {
            Some(operation) => Status::OperationFailed { operation },
            None => self.status.clone(),
        };
        if self.names_amounts {
            naming(status, self.amounts)
        } else {
            Report::of(status)
        }
    }
}

/// A shop, its gateway and the network between them.
struct World {
    shop: Shop,
    gateway: Gateway,
    fates: VecDeque<Fate>,
    refunds_pressed: usize,
}

impl World {
    fn begins(mode: Mode, terms: Terms, names_amounts: bool, fates: Vec<Fate>) -> World {
        let gateway = Gateway {
            route: terms.route,
            status: Status::Absent,
            amounts: Amounts::default(),
            names_amounts,
            failed: None,
            delayed: Vec::new(),
            done: Vec::new(),
        };
        let shop = Shop::starts(mode, terms);
        let mut world = World {
            shop,
            gateway,
            fates: fates.into(),
            refunds_pressed: 0,
        };
        world.carry_out();
        world
    }

    /// Sends what the last step wants sent, and hears what comes of it, until nothing more is to be sent.
    fn carry_out(&mut self) {
        for _ in 0..20 {
            let sends = self.shop.effects.iter().find_map(|effect| match effect {
                Effect::Send(intent) => Some(intent.clone()),
                Effect::Settle { .. } | Effect::Ask => None,
            });
            self.check();
            let Some(intent) = sends else { return };
            let event = self.call(&intent);
            self.shop.does(event);
        }
        panic!("the till never stops sending");
    }

    fn call(&mut self, intent: &Intent) -> Event {
        let number = intent.number;
        let unanswered = Event::Unanswered {
            intent: number,
            why: Silence::TimedOut,
        };
        match self.fates.pop_front().unwrap_or(Fate::Fine) {
            Fate::NotSent => Event::NotSent {
                intent: number,
                why: NotSent::NoConnection,
            },
            Fate::RequestLost => unanswered,
            Fate::Delayed => {
                self.gateway.delayed.push(intent.clone());
                unanswered
            }
            Fate::AnswerLost => {
                self.gateway.execute(intent);
                unanswered
            }
            Fate::Failed
                if intent.operation != Operation::Open && self.gateway.after(intent).is_some() =>
            {
                self.gateway.failed = Some(intent.operation);
                Event::Told {
                    intent: Some(number),
                    report: self.gateway.report(),
                    waited_s: 0,
                }
            }
            Fate::Fine | Fate::Failed if self.gateway.execute(intent) => Event::Told {
                intent: Some(number),
                report: if intent.operation == Operation::Open {
                    link()
                } else {
                    self.gateway.report()
                },
                waited_s: 0,
            },
            Fate::Fine | Fate::Failed => Event::Rejected {
                intent: number,
                rejection: rejection(),
            },
        }
    }

    fn press(&mut self, event: Event) {
        if self.shop.tries(event).is_ok() {
            self.carry_out();
        }
    }

    /// A question. What was delayed has arrived by the time absence proves something.
    fn ask(&mut self, late: bool) {
        if self
            .shop
            .financing
            .pending
            .as_ref()
            .is_some_and(|it| it.standing == Standing::Dispatched)
        {
            return;
        }
        let proves = self
            .shop
            .financing
            .order
            .terms
            .absence_proven_after_s
            .is_some();
        if late && proves {
            self.gateway.arrive();
        }
        let report = self.gateway.report();
        self.shop.asked(if late { WINDOW_S } else { 0 }, report);
        self.carry_out();
    }

    fn turn(&mut self, turn: Turn) {
        match turn {
            Turn::Customer(to) => self.gateway.customer(to),
            Turn::Deliver(amount) => self.press(Event::Deliver { amount }),
            Turn::Cancel(amount) => self.press(Event::Cancel { amount }),
            Turn::Refund(amount) => {
                let event = Event::Refund { amount };
                if self.shop.tries(event).is_ok() {
                    self.refunds_pressed += 1;
                    self.carry_out();
                }
            }
            Turn::Ask(late) => self.ask(late),
            Turn::Arrives => self.gateway.arrive(),
            Turn::Retry => {
                let prepared = self.shop.financing.pending.as_ref();
                if let Some(it) = prepared.filter(|it| it.standing == Standing::Prepared) {
                    let intent = it.intent;
                    self.press(Event::SentAgain { intent });
                }
            }
            Turn::Telephone => self.telephone(),
            Turn::Portal if self.shop.financing.is_withdrawn() => {}
            Turn::Portal => self.gateway.portal(),
        }
        self.check();
    }

    /// The gateway's people look: what is still on its way arrives, its books are read to staff, and what they do not
    /// show is declared not done.
    fn telephone(&mut self) {
        self.gateway.arrive();
        self.gateway.failed = None;
        self.ask(false);
        if self.gateway.delayed.is_empty() {
            let what = Declared::NotDone;
            self.press(Event::Declared { what });
        }
    }

    /// The till never believes more than the books show, and the books never show more than was asked for.
    fn check(&self) {
        let (believed, books) = (self.shop.financing.amounts, self.gateway.amounts);
        assert!(
            believed.released <= books.released,
            "believed released too early"
        );
        assert!(
            believed.refunded <= books.refunded,
            "believed refunded too early"
        );
        assert!(
            believed.cancelled <= books.cancelled,
            "believed given back too early"
        );
        if self.shop.state() == State::Financed {
            assert!(
                !books.released.is_zero(),
                "financed, and the books know nothing of it"
            );
        }
        let done = |operation| {
            self.gateway
                .done
                .iter()
                .filter(|it| **it == operation)
                .count()
        };
        assert!(
            done(Operation::Refund) <= self.refunds_pressed,
            "refunded more often than pressed"
        );
        assert!(
            done(Operation::Release) <= 1 && done(Operation::Open) <= 1,
            "done twice"
        );
    }

    /// The faults stop: the network works, what was delayed arrives, and the till asks and sends as its calendar says.
    fn calms_down(&mut self) {
        self.fates.clear();
        self.gateway.arrive();
        for _ in 0..12 {
            self.turn(Turn::Retry);
            if !self.shop.state().is_settled() {
                self.ask(true);
            }
        }
        if self.shop.financing.pending.is_some() {
            self.telephone();
        }
    }
}

proptest! {
    #![proptest_config(thousands())]

    #[test]
    fn behind_any_network_nothing_is_lost_doubled_or_shown_too_early(
        (mode, terms) in any_way(),
        names_amounts in any::<bool>(),
        fates in prop::collection::vec(select(vec![
            Fate::Fine, Fate::Fine, Fate::NotSent, Fate::RequestLost, Fate::AnswerLost, Fate::Delayed, Fate::Failed,
        ]), 0..12),
        turns in prop::collection::vec(any_turn(), 1..50),
    ) {
        // Where a gateway names no amounts, parts are not offered: they would leave no trace to be seen.
        let parts = names_amounts && terms.part_refund;
        let terms = Terms { part_delivery: parts, part_cancel: parts, part_refund: parts, ..terms };
        let mut world = World::begins(mode, terms, names_amounts, fates);
        for turn in turns {
            world.turn(turn);
        }
        world.calms_down();
        let (believed, books) = (world.shop.financing.amounts, world.gateway.amounts);
        prop_assert_eq!(&world.shop.financing.pending, &None, "still under way once the faults are over");
        prop_assert_eq!(believed.released, books.released);
        prop_assert_eq!(believed.refunded, books.refunded);
        prop_assert_eq!(believed.cancelled, books.cancelled);
        prop_assert_eq!(fold(&world.shop.journal), Some(world.shop.financing));
    }
}
