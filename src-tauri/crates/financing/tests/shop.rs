//! A shop with one financing and a clock that only moves when told to. It writes its journal as the till does: what
//! changed something is an entry, what changed nothing is none. It decides nothing; the rules under test do.

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Paris;
use financing::{
    Actor, Amounts, Asking, Cents, Effect, Entry, Event, Financing, FinancingId, GatewayId, Intent,
    JourneyKind, Key, Mode, NotSent, Operation, Order, OrderNumber, ProductCode, Refusal,
    Rejection, RejectionKind, Report, Route, Sending, Silence, State, Status, Terms, start, step,
};
use proptest::{prelude::*, sample::select};

/// What is financed: 1 000.00 €.
pub(crate) const AMOUNT: Cents = Cents::of(100_000);
/// A part of it: 400.00 €.
pub(crate) const PART: Cents = Cents::of(40_000);
/// From how many seconds on the absence of a trace proves something in these terms.
pub(crate) const WINDOW_S: u32 = 120;

pub(crate) const ROUTES: [Route; 4] = [
    Route::OneCall,
    Route::ReserveFirst,
    Route::ReservedOnAcceptance,
    Route::ByHand,
];

/// An instant, as Paris clocks show it: `2026-03-27 17:00`.
pub(crate) fn paris(text: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a local time");
    Paris
        .from_local_datetime(&local)
        .single()
        .expect("a time that exists once in Paris")
        .to_utc()
}

/// An instant in UTC: `2026-03-27 17:00`.
pub(crate) fn utc(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M")
        .expect("a time")
        .and_utc()
}

/// As Paris clocks show it, for comparing by eye.
pub(crate) fn shown_in_paris(at: DateTime<Utc>) -> String {
    at.with_timezone(&Paris).format("%a %F %H:%M").to_string()
}

/// Terms that allow all there is.
pub(crate) fn terms(route: Route) -> Terms {
    Terms {
        route,
        journey_minutes: 50,
        release_days: 6,
        part_delivery: true,
        part_cancel: true,
        part_refund: true,
        abandon: true,
        absence_proven_after_s: Some(WINDOW_S),
        give_up_after_s: 3_600,
        asking: Asking::default(),
    }
}

pub(crate) fn order(mode: Mode, terms: Terms) -> Order {
    Order {
        gateway: GatewayId::new("gateway").expect("a name"),
        key: Key {
            reference: "2YgKoUd4DB".to_owned(),
            date: financing::calendar::transaction_date(paris("2026-03-02 10:00")),
        },
        amount: AMOUNT,
        product: ProductCode::new("4X").expect("a name"),
        instalments: 4,
        mode,
        order: OrderNumber::new("A-1001").expect("a name"),
        sending: Sending::Link,
        terms,
    }
}

/// The amounts a gateway names: reserved, released, given back, refunded.
pub(crate) fn amounts(
    authorised: Cents,
    released: Cents,
    cancelled: Cents,
    refunded: Cents,
) -> Amounts {
    Amounts {
        authorised,
        released,
        cancelled,
        refunded,
    }
}

/// A report that names amounts.
pub(crate) fn naming(status: Status, amounts: Amounts) -> Report {
    Report {
        amounts: Some(amounts),
        ..Report::of(status)
    }
}

/// The answer to an opening that worked.
pub(crate) fn link() -> Report {
    Report {
        journey: Some(JourneyKind::Address),
        ..Report::of(Status::Waiting)
    }
}

pub(crate) fn rejection() -> Rejection {
    Rejection {
        kind: RejectionKind::Forbidden,
        code: "007".to_owned(),
    }
}

/// The financing, its journal and the time.
#[derive(Clone)]
pub(crate) struct Shop {
    pub(crate) financing: Financing,
    pub(crate) journal: Vec<Entry>,
    pub(crate) now: DateTime<Utc>,
    /// What the last step took.
    pub(crate) effects: Vec<Effect>,
}

impl Shop {
    /// Staff started one on a Monday morning: its opening is on its way.
    pub(crate) fn starts(mode: Mode, terms: Terms) -> Shop {
        Shop::starts_at(paris("2026-03-02 10:00"), mode, terms)
    }

    pub(crate) fn starts_at(now: DateTime<Utc>, mode: Mode, terms: Terms) -> Shop {
        let id = FinancingId::numbered("T2", 147).expect("a name");
        let order = order(mode, terms);
        let step = start(id.clone(), order.clone(), now);
        let event = Event::Started {
            id,
            order: Box::new(order),
        };
        let by = Actor::Staff("Camille".to_owned());
        Shop {
            financing: step.next,
            journal: vec![Entry { at: now, by, event }],
            now,
            effects: step.effects,
        }
    }

    /// A two-step one under these terms whose journey is on the till's screen.
    pub(crate) fn shows(terms: Terms) -> Shop {
        let mut shop = Shop::starts(Mode::TwoStep, terms);
        shop.answered(link());
        shop
    }

    /// Lets the rules decide, and writes what they decided.
    pub(crate) fn tries(&mut self, event: Event) -> Result<&[Effect], Refusal> {
        let step = step(&self.financing, &event, self.now)?;
        if step.next != self.financing || !step.effects.is_empty() {
            let (at, by) = (self.now, Actor::Till);
            self.journal.push(Entry { at, by, event });
        }
        self.financing = step.next;
        self.effects = step.effects;
        Ok(&self.effects)
    }

    /// As [`Shop::tries`], for what must be allowed.
    pub(crate) fn does(&mut self, event: Event) -> &mut Shop {
        let state = self.financing.state;
        if let Err(refusal) = self.tries(event.clone()) {
            panic!("in {state:?} the rules refused {event:?}: {refusal}");
        }
        self
    }

    pub(crate) fn waits(&mut self, pause: TimeDelta) -> &mut Shop {
        self.now += pause;
        self
    }

    pub(crate) fn delivers(&mut self) -> &mut Shop {
        self.does(Event::Deliver { amount: None })
    }

    pub(crate) fn cancels(&mut self, amount: Option<Cents>) -> &mut Shop {
        self.does(Event::Cancel { amount })
    }

    pub(crate) fn refunds(&mut self, amount: Option<Cents>) -> &mut Shop {
        self.does(Event::Refund { amount })
    }

    /// The gateway answers the operation under way.
    pub(crate) fn answered(&mut self, report: Report) -> &mut Shop {
        let intent = Some(self.intent());
        self.does(Event::Told {
            intent,
            report,
            waited_s: 0,
        })
    }

    /// The gateway answers a question, put when the operation under way had waited so long.
    pub(crate) fn asked(&mut self, waited_s: u32, report: Report) -> &mut Shop {
        self.does(Event::Told {
            intent: None,
            report,
            waited_s,
        })
    }

    /// The gateway answers a question with a word alone.
    pub(crate) fn learns(&mut self, status: Status) -> &mut Shop {
        self.asked(0, Report::of(status))
    }

    pub(crate) fn rejected(&mut self) -> &mut Shop {
        let (intent, rejection) = (self.intent(), rejection());
        self.does(Event::Rejected { intent, rejection })
    }

    /// No network: not a byte left.
    pub(crate) fn not_sent(&mut self) -> &mut Shop {
        let (intent, why) = (self.intent(), NotSent::NoConnection);
        self.does(Event::NotSent { intent, why })
    }

    /// No answer in time.
    pub(crate) fn unanswered(&mut self) -> &mut Shop {
        let (intent, why) = (self.intent(), Silence::TimedOut);
        self.does(Event::Unanswered { intent, why })
    }

    /// The number of the intent under way.
    pub(crate) fn intent(&self) -> u32 {
        let pending = self.financing.pending.as_ref();
        pending.expect("an operation under way").intent
    }

    pub(crate) fn state(&self) -> State {
        self.financing.state
    }

    /// What the last step sent.
    pub(crate) fn sent(&self) -> Option<(Operation, Cents)> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Send(Intent {
                operation, amount, ..
            }) => Some((*operation, *amount)),
            Effect::Settle { .. } | Effect::Ask => None,
        })
    }
}

/// A two-step financing that the customer has been accepted for, reserved where the route reserves.
pub(crate) fn accepted(terms: Terms) -> Shop {
    let route = terms.route;
    let mut shop = Shop::shows(terms);
    match route {
        Route::OneCall | Route::ByHand => shop.learns(Status::Accepted),
        Route::ReserveFirst => shop
            .learns(Status::Accepted)
            .answered(Report::of(Status::Reserved)),
        Route::ReservedOnAcceptance => shop.learns(Status::Reserved),
    };
    shop
}

/// A financed one.
pub(crate) fn financed(terms: Terms) -> Shop {
    let mut shop = accepted(terms);
    shop.delivers();
    if shop.financing.pending.is_some() {
        shop.answered(Report::of(Status::Released));
    } else {
        shop.learns(Status::Released);
    }
    shop
}

/// A thousand lives; `PROPTEST_CASES=25000` makes it a hundred thousand.
pub(crate) fn thousands() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig {
        cases: usual.cases.saturating_mul(4),
        failure_persistence: None,
        ..usual
    }
}

/// Any route, mode and terms.
pub(crate) fn any_way() -> impl Strategy<Value = (Mode, Terms)> {
    let modes = select(vec![Mode::Direct, Mode::TwoStep]);
    let windows = prop::option::of(Just(WINDOW_S));
    let flags = (any::<bool>(), any::<bool>());
    (modes, select(ROUTES.to_vec()), windows, flags).prop_map(|(mode, route, window, flags)| {
        let (abandon, parts) = flags;
        let terms = Terms {
            abandon,
            part_delivery: parts,
            part_cancel: parts,
            part_refund: parts,
            absence_proven_after_s: window,
            ..terms(route)
        };
        (mode, terms)
    })
}

/// Any minute of four years, both clock changes and a leap day in it.
pub(crate) fn any_minute() -> impl Strategy<Value = DateTime<Utc>> {
    (0..2_103_840_i64).prop_map(|minutes| utc("2026-01-01 00:00") + TimeDelta::minutes(minutes))
}
