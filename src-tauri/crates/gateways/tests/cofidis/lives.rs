//! Whole lives of a financing against the sandbox: the rules decide, the gateway speaks, and at the end the sandbox's
//! own books are asked what really happened. Answers are lost on the way; nothing is doubled for it.

use crate::shop;
use crate::transport::PATIENT;
use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Amounts, Attention, Call, Cents, Customer, Effect, Event, Financing, Gateway, Journey, Mode,
    Operation, Outcome, Sending, State, calendar, start, step,
};
use gateways::{Body, Transport};
use sandbox::{
    Fault, Options, Running, Sandbox,
    clock::Clock,
    cofidis::Method,
    fate::{Answering, Fate},
};
use std::sync::Arc;
use url::Url;

const CONFIRM: &str = "signal = \"send_payment_confirm\"";
const VALIDATE: &str = "signal = \"initialize_validate\"";

/// A till reduced to its essence: it takes the rules' steps and carries out their effects.
struct Counter {
    sandbox: Running,
    gateway: Arc<dyn Gateway>,
    customer: Customer,
    financing: Option<Financing>,
    journey: Option<Journey>,
}

impl Counter {
    async fn open(text: fn(&str) -> String) -> Counter {
        Counter::at(Options::default(), text).await
    }

    async fn at(options: Options, text: fn(&str) -> String) -> Counter {
        let options = Options {
            seed: Some(7),
            clock: Clock::standing(shop::noon()),
            ..options
        };
        let sandbox = Sandbox::start(options).await.expect("a sandbox");
        let base = Url::parse(&sandbox.addresses().cofidis).expect("an address");
        Counter {
            gateway: shop::gateway(&text(&shop::text(&base))),
            customer: shop::customer(),
            financing: None,
            journey: None,
            sandbox,
        }
    }

    async fn with_signal(signal: &'static str) -> Counter {
        match signal {
            VALIDATE => Counter::open(|text| shop::with_signal(text, VALIDATE)).await,
            _ => Counter::open(|text| shop::with_signal(text, CONFIRM)).await,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.sandbox.clock().now()
    }

    fn it(&self) -> &Financing {
        self.financing.as_ref().expect("a financing")
    }

    /// Starts a financing and sends its opening.
    async fn start(&mut self, mode: Mode, sending: Sending) {
        let mut order = shop::order(self.gateway.as_ref(), mode, sending);
        order.key.date = calendar::transaction_date(self.now());
        assert_eq!(self.gateway.review(&order, &self.customer), Ok(()));
        let first = start(shop::financing(order.clone()).id, order, self.now());
        self.financing = Some(first.next);
        self.carry_out(first.effects).await;
    }

    async fn take(&mut self, event: Event) {
        let next = step(self.it(), &event, self.now()).expect("the rules allow it");
        self.financing = Some(next.next);
        Box::pin(self.carry_out(next.effects)).await;
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Send(intent) = effect {
                let number = intent.number;
                let outcome = {
                    let call = Call {
                        intent: &intent,
                        financing: self.it(),
                        customer: Some(&self.customer),
                    };
                    self.gateway.send(call).await
                };
                self.hear(Some(number), outcome).await;
            }
        }
    }

    async fn hear(&mut self, intent: Option<u32>, outcome: Outcome) {
        let event = match (outcome, intent) {
            (Outcome::Told { report, journey }, _) => {
                self.journey = journey.or(self.journey.take());
                let waited_s = if intent.is_some() { 0 } else { 60 };
                Event::Told {
                    intent,
                    report,
                    waited_s,
                }
            }
            (Outcome::Rejected(rejection), Some(intent)) => Event::Rejected { intent, rejection },
            (Outcome::NotSent(why), Some(intent)) => Event::NotSent { intent, why },
            (Outcome::Unknown(why), Some(intent)) => Event::Unanswered { intent, why },
            (outcome, None) => panic!("a question answered by {outcome:?}"),
        };
        self.take(event).await;
    }

    /// *Check now*, a minute after the last thing that happened.
    async fn check(&mut self) {
        let outcome = self.gateway.ask(self.it()).await;
        self.hear(None, outcome).await;
    }

    async fn deliver(&mut self, amount: Option<Cents>) {
        self.take(Event::Deliver { amount }).await;
    }

    async fn cancel(&mut self, amount: Option<Cents>) {
        self.take(Event::Cancel { amount }).await;
    }

    async fn refund(&mut self, amount: Option<Cents>) {
        self.take(Event::Refund { amount }).await;
    }

    /// The customer's tap on their phone.
    async fn taps(&self, tap: &str) {
        let Some(Journey::Address(address)) = &self.journey else {
            panic!("a journey with an address");
        };
        let url = Url::parse(&format!("{address}/move")).expect("an address");
        let fields = [
            ("move", tap),
            ("consent", "yes"),
            ("signature", "Zoé Lefèvre"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let phone = Transport::new(&PATIENT, std::slice::from_ref(&url), None);
        let posted = phone.expect("a phone");
        let posted = posted
            .post(&url, &[], Body::Form(fields.to_vec().into()))
            .await;
        assert_eq!(posted.expect("a page").status, 303);
    }

    async fn fate(&self, method: Method, fate: Fate) {
        let times = 1;
        let fault = Fault::Cofidis {
            method,
            fate,
            times,
        };
        self.sandbox.script(fault).await;
    }

    /// The sandbox's books: reserved, released, cancelled, refunded, in cents.
    fn books(&self) -> [u64; 4] {
        let books = self.sandbox.books().cofidis;
        let key = &self.it().order.key;
        let name = format!("020280098/{}/{}", key.date.format("%Y%m%d"), key.reference);
        let totals = books.totals(&name);
        [
            totals.reserved,
            totals.released,
            totals.cancelled,
            totals.refunded,
        ]
    }

    /// The till holds what the books hold.
    fn agrees(&self) {
        let Amounts {
            authorised,
            released,
            cancelled,
            refunded,
        } = self.it().amounts;
        let ours = [authorised, released, cancelled, refunded];
        assert_eq!(ours.map(|cents| cents.get().unsigned_abs()), self.books());
        assert_eq!((&self.it().attention, &self.it().pending), (&None, &None));
    }
}

const WHOLE: u64 = 124_990;

#[tokio::test]
async fn a_direct_sale_is_financed_as_soon_as_the_customer_has_signed() {
    for signal in [CONFIRM, VALIDATE] {
        let mut counter = Counter::with_signal(signal).await;
        counter.start(Mode::Direct, Sending::Link).await;
        assert_eq!(counter.it().state, State::Shown);
        counter.taps("accept").await;
        counter.check().await;
        assert_eq!(counter.it().state, State::Financed, "{signal}");
        counter.agrees();
        assert_eq!(counter.books(), [WHOLE, WHOLE, 0, 0]);
    }
}

#[tokio::test]
async fn a_two_step_sale_is_financed_on_delivery_and_not_before() {
    for (signal, waiting) in [(CONFIRM, State::Accepted), (VALIDATE, State::Reserved)] {
        let mut counter = Counter::with_signal(signal).await;
        counter.start(Mode::TwoStep, Sending::Link).await;
        counter.taps("accept").await;
        counter.check().await;
        assert_eq!(counter.it().state, waiting);
        assert_eq!(counter.books()[1], 0, "nothing is released yet");
        counter.deliver(None).await;
        assert_eq!(counter.it().state, State::Financed);
        counter.agrees();
    }
}

#[tokio::test]
async fn what_is_reserved_can_be_given_back_delivered_in_part_and_refunded_in_parts() {
    let mut counter = Counter::with_signal(VALIDATE).await;
    counter.start(Mode::TwoStep, Sending::Link).await;
    counter.taps("accept").await;
    counter.check().await;
    counter.cancel(Some(Cents::of(24_990))).await;
    assert_eq!(counter.it().state, State::Reserved);
    counter.agrees();
    counter.deliver(Some(Cents::of(60_000))).await;
    assert_eq!(counter.it().state, State::Financed);
    counter.refund(Some(Cents::of(10_000))).await;
    assert_eq!(counter.it().state, State::Financed);
    counter.refund(None).await;
    assert_eq!(counter.it().state, State::Refunded);
    counter.agrees();
    assert_eq!(counter.books(), [WHOLE, 60_000, 24_990, 60_000]);
}

#[tokio::test]
async fn a_reservation_can_be_given_back_whole() {
    let mut counter = Counter::with_signal(VALIDATE).await;
    counter.start(Mode::TwoStep, Sending::Link).await;
    counter.taps("accept").await;
    counter.check().await;
    counter.cancel(None).await;
    assert_eq!(counter.it().state, State::Cancelled);
    counter.agrees();
}

#[tokio::test]
async fn a_reservation_that_lapses_is_over_for_the_till_as_well_and_nobody_is_needed() {
    let mut counter = Counter::with_signal(VALIDATE).await;
    counter.start(Mode::TwoStep, Sending::Link).await;
    counter.taps("accept").await;
    counter.check().await;
    assert_eq!(counter.it().state, State::Reserved);
    counter.sandbox.clock().shift(TimeDelta::days(30));
    counter.check().await;
    assert_eq!(counter.it().state, State::Cancelled);
    assert_eq!(
        (&counter.it().attention, &counter.it().pending),
        (&None, &None)
    );
    assert_eq!(
        counter.books(),
        [WHOLE, 0, 0, 0],
        "lapsed, in the sandbox's books"
    );
    assert_eq!(counter.it().amounts.cancelled.get().unsigned_abs(), WHOLE);
}

#[tokio::test]
async fn each_end_of_the_journey_is_heard() {
    for (tap, state) in [
        ("refuse", State::Refused),
        ("leave", State::Abandoned),
        ("break", State::Failed),
        ("review", State::UnderReview),
    ] {
        let mut counter = Counter::with_signal(CONFIRM).await;
        counter.start(Mode::Direct, Sending::Link).await;
        counter.taps(tap).await;
        counter.check().await;
        assert_eq!(counter.it().state, state, "{tap}");
        assert_eq!(counter.books(), [0; 4]);
    }
}

#[tokio::test]
async fn a_journey_that_nobody_opens_is_abandoned_when_its_time_is_over() {
    let mut counter = Counter::with_signal(CONFIRM).await;
    counter.start(Mode::Direct, Sending::Link).await;
    counter.sandbox.clock().shift(TimeDelta::minutes(50));
    counter.check().await;
    assert_eq!(counter.it().state, State::Abandoned);
}

#[tokio::test]
async fn a_picture_and_a_text_message_come_instead_of_a_link() {
    let mut counter = Counter::with_signal(CONFIRM).await;
    counter.start(Mode::TwoStep, Sending::Qr).await;
    assert!(matches!(counter.journey, Some(Journey::Picture(_))));
    let mut counter = Counter::with_signal(CONFIRM).await;
    counter.start(Mode::TwoStep, Sending::Sms).await;
    assert!(matches!(counter.journey, Some(Journey::Texted)));
}

#[tokio::test]
async fn a_lost_answer_to_any_operation_is_asked_about_and_done_once() {
    let lost = [
        Fate::LOSE_ANSWER,
        Fate::CUT_ANSWER,
        Fate::http(503, true),
        Fate::code("904", true),
        Fate::answered(Answering::Html),
        Fate::answered(Answering::HalfJson),
        Fate::answered(Answering::Garbage),
        Fate::answered(Answering::OtherKey),
        Fate::answered(Answering::OtherAmount),
    ];
    for fate in lost {
        let mut counter = Counter::with_signal(VALIDATE).await;
        counter.start(Mode::TwoStep, Sending::Link).await;
        counter.taps("accept").await;
        counter.fate(Method::Confirm, fate.clone()).await;
        counter.check().await;
        assert_eq!(
            counter.it().state,
            State::Reserving,
            "{fate:?} is not a yes"
        );
        counter.check().await;
        assert_eq!(counter.it().state, State::Reserved, "{fate:?}");
        counter.fate(Method::Validate, fate.clone()).await;
        counter.deliver(None).await;
        assert_eq!(
            counter.it().state,
            State::Releasing,
            "{fate:?} is not a yes"
        );
        counter.check().await;
        assert_eq!(counter.it().state, State::Financed, "{fate:?}");
        counter.fate(Method::Refund, fate.clone()).await;
        counter.refund(Some(Cents::of(50_000))).await;
        assert_eq!(
            counter.it().state,
            State::Refunding,
            "{fate:?} is not a yes"
        );
        counter.check().await;
        assert_eq!(counter.it().state, State::Financed, "{fate:?}");
        counter.agrees();
        assert_eq!(counter.books(), [WHOLE, WHOLE, 0, 50_000], "{fate:?}");
    }
}

#[tokio::test]
async fn a_lost_request_is_asked_about_until_its_absence_is_proven_and_goes_again() {
    let mut counter = Counter::with_signal(CONFIRM).await;
    counter.start(Mode::TwoStep, Sending::Link).await;
    counter.taps("accept").await;
    counter.check().await;
    counter.fate(Method::Confirm, Fate::LOSE_REQUEST).await;
    counter.deliver(None).await;
    assert_eq!(counter.it().state, State::Releasing);
    assert_eq!(counter.books()[1], 0);
    counter.check().await;
    assert_eq!(
        counter.it().state,
        State::Financed,
        "it went a second time, once"
    );
    counter.agrees();
    assert_eq!(counter.books(), [WHOLE, WHOLE, 0, 0]);
}

#[tokio::test]
async fn an_opening_whose_answer_is_lost_is_found_again_without_its_link() {
    let mut counter = Counter::with_signal(CONFIRM).await;
    counter.fate(Method::SendPayment, Fate::LOSE_ANSWER).await;
    counter.start(Mode::TwoStep, Sending::Link).await;
    assert_eq!(counter.it().state, State::Opening);
    counter.check().await;
    assert_eq!(counter.it().state, State::Shown);
    assert_eq!(counter.it().attention, Some(Attention::LinkLost));
}

#[tokio::test]
async fn an_opening_that_never_arrived_is_shown_not_to_exist() {
    let mut counter = Counter::with_signal(CONFIRM).await;
    counter.fate(Method::SendPayment, Fate::LOSE_REQUEST).await;
    counter.start(Mode::TwoStep, Sending::Link).await;
    counter.check().await;
    let operation = Operation::Open;
    assert_eq!(counter.it().state, State::Failed);
    assert_eq!(
        counter.it().attention,
        Some(Attention::NotDone { operation })
    );
    assert_eq!(counter.books(), [0; 4]);
}

#[tokio::test]
async fn a_date_that_is_not_today_in_paris_and_a_seller_who_may_not_are_refused() {
    let mut counter = Counter::with_signal(CONFIRM).await;
    let mut order = shop::order(counter.gateway.as_ref(), Mode::Direct, Sending::Link);
    order.key.date = order.key.date.succ_opt().expect("a day");
    counter.financing = Some(shop::financing(order));
    let outcome = shop::send(counter.gateway.as_ref(), counter.it(), Operation::Open).await;
    assert!(matches!(outcome, Outcome::Rejected(no) if no.code == "001"));

    for (seller, code) in [("not-allowed", "040"), ("not-trained", "041")] {
        let base = Url::parse(&counter.sandbox.addresses().cofidis).expect("an address");
        let currency = "currency = \"EUR\"";
        let sold_by = format!("{currency}\nseller_id = \"{seller}\"");
        let gateway = shop::gateway(&shop::text(&base).replace(currency, &sold_by));
        let financing = shop::two_step(gateway.as_ref());
        let outcome = shop::send(gateway.as_ref(), &financing, Operation::Open).await;
        assert!(matches!(outcome, Outcome::Rejected(no) if no.code == code));
    }
}

#[tokio::test]
async fn the_word_of_update_status_finances_where_the_contract_says_so() {
    const UPDATE: &str = "signal = \"update_status\"\nupdate = { word = \"Delivered\" }";
    let mut counter = Counter::open(|text| shop::with_signal(text, UPDATE)).await;
    counter.start(Mode::TwoStep, Sending::Link).await;
    counter.taps("accept").await;
    counter.check().await;
    assert_eq!(counter.it().state, State::Accepted);
    counter.deliver(None).await;
    assert_eq!(counter.it().state, State::Financed);
    counter.agrees();
}

#[tokio::test]
async fn italy_waits_under_review_and_may_abandon() {
    let text = |text: &str| {
        text.replace("country = \"fr\"", "country = \"it\"")
            .replace("refund = true", "refund = false")
            .replace("[parts]", "[abandon]\nword = \"Abandonned\"\n\n[parts]")
    };
    // Assumed, either: an abandoned transaction is told by a word of the table, or by the one that was set.
    for told in ["Aborted", "Abandonned"] {
        let options = Options {
            cofidis_abandoned: told.to_owned(),
            ..Options::default()
        };
        let mut counter = Counter::at(options, text).await;
        counter.start(Mode::TwoStep, Sending::Link).await;
        counter.taps("accept").await;
        counter.check().await;
        assert_eq!(
            counter.it().state,
            State::UnderReview,
            "pending is not accepted"
        );
        counter.cancel(None).await;
        assert_eq!(counter.it().state, State::Withdrawn, "{told}");
        counter.check().await;
        assert_eq!(
            (counter.it().state, &counter.it().attention),
            (State::Withdrawn, &None),
            "{told}"
        );
        assert_eq!(counter.books(), [0; 4]);
    }
}

#[tokio::test]
async fn the_connection_test_tells_right_words_from_wrong_ones() {
    let counter = Counter::with_signal(CONFIRM).await;
    let probe = counter.gateway.probe().await.expect("reached");
    assert_eq!(probe.authenticated, Some(true));
    let base = Url::parse(&counter.sandbox.addresses().cofidis).expect("an address");
    let token = base.join("/oauth/token").expect("an address");
    for access in [
        "kind = \"basic\"".to_owned(),
        format!("kind = \"oauth2\"\ntoken = \"{token}\""),
    ] {
        let text = shop::with_access(&shop::text(&base), &access);
        let probe = shop::gateway(&text).probe().await.expect("reached");
        assert_eq!(probe.authenticated, Some(true), "{access}");
    }
    let wrong = shop::text(&base).replace("X-Api-Key-Id", "X-Other");
    let probe = shop::gateway(&wrong).probe().await;
    assert!(matches!(probe, Err(financing::ProbeFault::Rejected(no)) if no.code == "HTTP 401"));
}

#[tokio::test]
async fn a_token_that_the_sandboxs_clock_has_outlived_is_renewed() {
    let counter = Counter::with_signal(CONFIRM).await;
    let base = Url::parse(&counter.sandbox.addresses().cofidis).expect("an address");
    let token = base.join("/oauth/token").expect("an address");
    let access = format!("kind = \"oauth2\"\ntoken = \"{token}\"");
    let gateway = shop::gateway(&shop::with_access(&shop::text(&base), &access));
    gateway.probe().await.expect("reached");
    counter.sandbox.clock().shift(TimeDelta::seconds(301));
    let probe = gateway.probe().await.expect("with a fresh token");
    assert_eq!(probe.authenticated, Some(true));
}
