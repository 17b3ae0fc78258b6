//! The rules alone, fast: one financing, one pretended gateway, one bad network, no ledger and no till. What stands
//! between is as small as it can be: it lets the rules decide, sends what they ask for, brings the answers back, and
//! checks the invariants after every event. Wrong rules ([`Mistake`]) show that it would notice.

use super::{
    bank::{Bank, Letter},
    chance::Chance,
    invariants::{self, Tale},
    kind::kind,
    manner::MANNERS,
    mistakes::Mistake,
    reasons::{self, Facts},
    run::{Ended, Setting},
    tally::Tally,
    wire::{self, Fate, gateway_id, product},
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use financing::{
    Cents, Declared, Effect, Event, FinancingId, Intent, Key, Mode, Order, OrderNumber, Outcome,
    Overdue, Refusal, Route, Sending, Silence, Standing, State, Step, calendar, start, step,
};
use sha2::{Digest, Sha256};

/// More calls in one life than any life needs.
const CALLS: u32 = 5_000;

/// An answer on its way back.
#[derive(Debug)]
struct Arrival {
    at: DateTime<Utc>,
    intent: Option<u32>,
    ticket: Option<u64>,
    fate: Fate,
    waited_s: u32,
}

/// One financing and its gateway.
struct Core {
    chance: Chance,
    bank: Bank,
    now: DateTime<Utc>,
    tale: Tale,
    arrivals: Vec<Arrival>,
    doubted: Option<DateTime<Utc>>,
    /// How far somebody set the wall clock ahead since the outcome is in doubt: no right rule asks for it.
    set_ahead: TimeDelta,
    delivered: bool,
    cancelled: bool,
    restarted: bool,
    storm: u64,
    calls: u32,
    tally: Tally,
    mistake: Option<Mistake>,
    tells: bool,
}

/// Lives the life `seed` of the rules, right or with a mistake in them, and tells it aloud where it is the only one. What
/// it left is hashed where somebody compares.
pub(crate) fn live(seed: u64, mistake: Option<Mistake>, setting: &Setting) -> Ended {
    let mut chance = Chance::new(seed, "core");
    let manner = chance.pick(&MANNERS);
    let hours = chance.between(0, 24 * 365) as i64;
    let now = Utc.with_ymd_and_hms(2026, 1, 1, 6, 0, 0).unwrap() + TimeDelta::hours(hours);
    let order = Order {
        gateway: gateway_id(&manner),
        key: Key {
            reference: format!("core-{seed}"),
            date: calendar::transaction_date(now),
        },
        amount: Cents::of(100_000),
        product: product().code,
        instalments: 4,
        mode: chance.pick(&[Mode::Direct, Mode::TwoStep, Mode::TwoStep]),
        order: OrderNumber::new("CMD-20418").unwrap(),
        sending: chance.pick(&[Sending::Link, Sending::Sms]),
        terms: manner.terms(),
    };
    let begun = start(FinancingId::numbered("T1", 1).unwrap(), order, now);
    let storm = chance.pick(&[0, 10, 25, 50]);
    let mut core = Core {
        bank: Bank::new(manner, Chance::new(seed, manner.name)),
        chance,
        now,
        tale: Tale::beginning(begun.next),
        arrivals: Vec::new(),
        doubted: None,
        set_ahead: TimeDelta::zero(),
        delivered: false,
        cancelled: false,
        restarted: false,
        storm,
        calls: 0,
        tally: Tally::default(),
        mistake,
        tells: setting.is_one(),
    };
    core.tale.follow(begun.effects.clone());
    core.carry_out(begun.effects);
    core.busy();
    core.quiet();
    let end = invariants::ended(&core.tale.financing, core.truth());
    if let Err(what) = end.and_then(|()| core.is_told_with_reason()) {
        core.tally.violated(what);
    }
    let compared = setting.twice || core.tells || core.tally.violation.is_some();
    let hash = if compared { core.hash() } else { String::new() };
    if core.tells {
        println!("it ended with {hash}");
    }
    Ended {
        tally: core.tally,
        hash,
    }
}

impl Core {
    fn busy(&mut self) {
        let deeds = self.chance.between(5, 40);
        for _ in 0..deeds {
            self.deed();
            let (least, most) = self.chance.weighed(&[
                (4, (0, 2_000)),
                (4, (2_000, 60_000)),
                (3, (60_000, 1_800_000)),
                (1, (1_800_000, 90_000_000)),
            ]);
            let gap = self.chance.between(least, most) as i64;
            self.pass(TimeDelta::milliseconds(gap));
            self.follow_up();
            if self.tally.violation.is_some() {
                return;
            }
        }
    }

    fn quiet(&mut self) {
        self.storm = 0;
        let mut gap_s = 30;
        for _ in 0..110 {
            self.pass(TimeDelta::seconds(gap_s));
            self.follow_up();
            gap_s = (gap_s * 2).min(86_400);
            let still = gap_s == 86_400 && self.arrivals.is_empty();
            let over = invariants::is_left_alone(&self.tale.financing)
                || invariants::ended(&self.tale.financing, self.truth()).is_ok();
            if self.tally.violation.is_some() || (still && over) {
                return;
            }
        }
    }

    fn is_told_with_reason(&self) -> Result<(), String> {
        let financing = &self.tale.financing;
        let fates = self.tally.troubles.get(&financing.order.key.reference);
        let facts = Facts {
            bank: &self.bank,
            intents: &self.tale.intents,
            ended_by_staff: self.cancelled,
            fates: fates.cloned().unwrap_or_default(),
            mishaps: self.restarted,
            clocks: false,
            now: self.now,
        };
        reasons::is_true(financing, &facts)
    }

    /// Of the financing, its intents and the gateway's books.
    fn hash(&self) -> String {
        let tale = (&self.tale.financing, &self.tale.intents);
        let hash = Sha256::digest(format!("{tale:?}{:?}", self.bank));
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn truth(&self) -> Option<&super::transaction::Transaction> {
        self.bank
            .transaction(&self.tale.financing.order.key.reference)
    }

    fn deed(&mut self) {
        let part = self.chance.pick(&[0, 1, 30_000, 50_000, 100_000, 400_000]);
        let amount = self.chance.percent(40).then(|| Cents::of(part));
        match self.chance.between(0, 28) {
            0..7 => self.happens(Event::Deliver { amount }),
            7..10 => self.happens(Event::Cancel { amount }),
            10..16 => self.happens(Event::Refund { amount }),
            16..20 => self.ask(),
            20 => self.declare(),
            21 => self.restart(),
            22 => {
                let reference = self.tale.financing.order.key.reference.clone();
                let by_hand = self.tale.financing.order.terms.route == Route::ByHand;
                if by_hand && self.tale.financing.state == State::Releasing {
                    self.bank.release_by_hand(&reference, self.now);
                }
            }
            23..26 => self.set_ahead += TimeDelta::hours(self.chance.pick(&[-1, 1, 24, 24])),
            _ => {}
        }
    }

    /// A manager has heard, and truly, that it was not done.
    fn declare(&mut self) {
        let reference = &self.tale.financing.order.key.reference;
        let number = self.tale.financing.intents;
        let done = self.bank.lines(reference).any(|line| line.intent == number);
        let coming = self.bank.awaits(reference) || self.tale.financing.pending.is_none();
        let what = if done || coming {
            Declared::Seen
        } else {
            Declared::NotDone
        };
        self.happens(Event::Declared { what });
    }

    /// The program dies and comes back: every answer is lost, and what was dispatched is asked about.
    fn restart(&mut self) {
        self.arrivals.clear();
        self.restarted = true;
        self.doubted = None;
        if let Some(pending) = &self.tale.financing.pending
            && pending.standing == Standing::Dispatched
        {
            let intent = pending.intent;
            self.happens(Event::Unanswered {
                intent,
                why: Silence::Interrupted,
            });
        }
    }

    /// What time asks for, as the till's follow-up does it.
    fn follow_up(&mut self) {
        let financing = &self.tale.financing;
        let (now, terms) = (self.now, &financing.order.terms);
        if let Some(pending) = &financing.pending {
            let intent = pending.intent;
            let given_up = pending.since + TimeDelta::seconds(i64::from(terms.give_up_after_s));
            if calendar::next_try(financing).is_some_and(|at| at <= now) {
                let opens = pending.operation == financing::Operation::Open;
                let late = calendar::transaction_date(now) != financing.order.key.date;
                let again = if opens && late {
                    Event::NeverSent { intent }
                } else {
                    Event::SentAgain { intent }
                };
                return self.happens(again);
            }
            if pending.standing == Standing::Unknown && given_up <= now {
                self.happens(Event::Overdue {
                    what: Overdue::Outcome,
                });
            }
            return self.ask();
        }
        let journey = calendar::journey_deadline(financing)
            .is_some_and(|at| at + TimeDelta::minutes(10) <= now);
        let release = self.release_deadline().is_some_and(|at| at <= now);
        let by_hand = financing.state == State::Releasing
            && financing.times.changed + TimeDelta::days(1) <= now;
        for (due, what) in [
            (journey, Overdue::Journey),
            (release, Overdue::Release),
            (by_hand, Overdue::Outcome),
        ] {
            if due {
                self.happens(Event::Overdue { what });
            }
        }
        if !self.tale.financing.state.is_settled() {
            self.ask();
        }
    }

    /// A wait in whole seconds, as the till measures it.
    fn measure(&self, waited: TimeDelta) -> i64 {
        let measured = match self.mistake {
            None => waited,
            Some(mistake) => mistake.measure(waited, self.set_ahead),
        };
        measured.num_seconds()
    }

    fn release_deadline(&self) -> Option<DateTime<Utc>> {
        match self.mistake {
            None => calendar::release_deadline(&self.tale.financing),
            Some(mistake) => mistake.release_deadline(&self.tale.financing),
        }
    }

    fn decide(&self, event: &Event) -> Result<Step, Refusal> {
        match self.mistake {
            None => step(&self.tale.financing, event, self.now),
            Some(mistake) => mistake.decide(&self.tale.financing, event, self.now),
        }
    }

    /// Something happens: the rules decide, the invariants are looked at, and what was decided is carried out.
    fn happens(&mut self, event: Event) {
        let Ok(step) = self.decide(&event) else {
            return;
        };
        let visit = (self.tale.financing.state, kind(&event));
        *self.tally.visits.entry(visit).or_default() += 1;
        if self.tells {
            println!(
                "{} {event:?}\n    -> {:?} {:?}",
                self.now, step.next.state, step.effects
            );
        }
        self.delivered |= matches!(event, Event::Deliver { .. });
        self.cancelled |= matches!(event, Event::Cancel { .. });
        let left = self.tale.financing.amounts;
        self.tale.financing = step.next;
        self.tale.follow(step.effects.clone());
        for effect in &step.effects {
            if let Effect::Send(intent) = effect {
                self.may_be_sent(intent, left.left_to_refund());
            }
            if let Effect::Settle { standing, .. } = effect {
                self.doubted = (*standing == Standing::Unknown).then_some(self.now);
                self.set_ahead = TimeDelta::zero();
            }
        }
        let financing = &self.tale.financing;
        let found = invariants::standing(
            financing,
            &self.tale.intents,
            &self.bank,
            &self.tally.strange,
        );
        let found = found.and_then(|()| invariants::due(financing, self.release_deadline()));
        if let Err(what) = found {
            self.tally.violated(what);
        }
        self.carry_out(step.effects);
    }

    /// Nobody releases what nobody delivered, and nothing is asked for that is not left.
    fn may_be_sent(&mut self, intent: &Intent, refundable: Cents) {
        let order = &self.tale.financing.order;
        let releases = intent.operation == financing::Operation::Release;
        if releases && order.mode == Mode::TwoStep && !self.delivered {
            self.tally
                .violated("a two-step financing releases itself".to_owned());
        }
        if intent.operation == financing::Operation::Refund && intent.amount > refundable {
            self.tally
                .violated(format!("5: {intent:?} asks for more than is left"));
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(intent) => self.call(Some(intent)),
                Effect::Ask => self.ask(),
                Effect::Settle { .. } => {}
            }
        }
    }

    fn ask(&mut self) {
        if self.arrivals.is_empty() {
            self.call(None);
        }
    }

    fn call(&mut self, intent: Option<Intent>) {
        self.calls += 1;
        if self.calls > CALLS {
            let what = "7: the gateway is called without end".to_owned();
            return self.tally.violated(what);
        }
        let fate = if self.chance.percent(self.storm) {
            wire::draw(&mut self.chance, intent.is_none())
        } else {
            Fate::Fine
        };
        let financing = &self.tale.financing;
        self.tally.met(fate, &financing.order.key.reference);
        let late = fate == Fate::Delayed;
        let arrives = if late {
            self.chance.between(30_000, 115_000)
        } else {
            self.chance.between(10, 900)
        };
        let opens = intent
            .as_ref()
            .is_some_and(|intent| intent.operation == financing::Operation::Open);
        let letter = Letter {
            at: self.now + TimeDelta::milliseconds(arrives as i64),
            key: financing.order.key.clone(),
            amount: financing.order.amount,
            intent: intent.clone(),
            fails: fate == Fate::Fails && !opens,
            handle: !financing.handle.is_empty(),
        };
        let ticket = fate.arrives().then(|| self.bank.post(letter));
        let back = if fate.is_silence() {
            30_000
        } else {
            arrives + self.chance.between(10, 900)
        };
        let unknown = |pending: &financing::Pending| pending.standing == Standing::Unknown;
        let in_doubt = financing.pending.as_ref().is_some_and(unknown);
        let waited = if in_doubt {
            let since = *self.doubted.get_or_insert(self.now);
            self.measure(self.now - since)
        } else {
            0
        };
        if fate == Fate::StrangeWord {
            let reference = financing.order.key.reference.clone();
            self.tally.said_strange(&reference);
        }
        // One request at a time: a question that is under way when something is sent is given up.
        self.arrivals.clear();
        self.arrivals.push(Arrival {
            at: self.now + TimeDelta::milliseconds(back as i64),
            intent: intent.map(|intent| intent.number),
            ticket,
            fate,
            waited_s: u32::try_from(waited).unwrap_or_default(),
        });
    }

    /// Lets time pass, and what is on its way arrive.
    fn pass(&mut self, gap: TimeDelta) {
        let until = self.now + gap;
        while let Some(arrival) = self.arrivals.pop_if(|arrival| arrival.at <= until) {
            self.now = arrival.at;
            self.arrive(arrival);
        }
        self.now = until;
        self.bank.live_until(until);
    }

    fn arrive(&mut self, arrival: Arrival) {
        let said = arrival
            .ticket
            .and_then(|ticket| self.bank.answer(ticket, self.now));
        self.bank.live_until(self.now);
        let outcome = arrival.fate.end().or_else(|| said.map(wire::outcome));
        let event = match (outcome, arrival.intent) {
            (Some(Outcome::Told { report, .. }), intent) => Event::Told {
                intent,
                report,
                waited_s: arrival.waited_s,
            },
            (Some(Outcome::Rejected(rejection)), Some(intent)) => {
                Event::Rejected { intent, rejection }
            }
            (Some(Outcome::NotSent(why)), Some(intent)) => Event::NotSent { intent, why },
            (Some(Outcome::Unknown(why)), Some(intent)) => Event::Unanswered { intent, why },
            (Some(_) | None, _) => return,
        };
        self.happens(event);
    }
}
