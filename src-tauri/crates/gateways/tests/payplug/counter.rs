//! A till with one financing, as small as it can be: it mounts the gateway, presses buttons, carries out what the rules
//! ask for, and writes nothing down. Time is given.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use financing::{
    Call, Cents, Customer, Effect, Event, Financing, FinancingId, Gateway, Journey, Key, Mode,
    Order, OrderNumber, Outcome, Person, Place, ProductCode, Refusal, Sending, calendar, step,
};
use gateways::{CredentialName, Credentials, Profile, mount, payplug};
use std::{collections::VecDeque, sync::Arc};
use url::Url;

pub(crate) const REFERENCE: &str = "2YgKoUd4DBq7RsT0";
pub(crate) const ACCOUNT_KEY: CredentialName = CredentialName::new("account_key");

/// A Friday morning.
pub(crate) fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 2, 27, 9, 30, 0).unwrap()
}

/// The training profile at these addresses.
pub(crate) fn profile_text(main: &Url, second: &Url) -> String {
    payplug::sandbox_text(main, second)
}

pub(crate) fn mounted(main: &Url, second: &Url) -> Arc<dyn Gateway> {
    mounted_with(&profile_text(main, second), "training-key")
}

/// The same, but it waits only so long for an answer as a test can.
pub(crate) fn impatient(main: &Url, second: &Url) -> Arc<dyn Gateway> {
    let text = profile_text(main, second)
        .replace("connect_ms = 5000", "connect_ms = 2000")
        .replace("first_byte_ms = 25000", "first_byte_ms = 50")
        .replace("total_ms = 30000", "total_ms = 2500");
    mounted_with(&text, "training-key")
}

pub(crate) fn mounted_with(profile: &str, key: &str) -> Arc<dyn Gateway> {
    let credentials = Credentials::default().with(ACCOUNT_KEY, key);
    mount(Profile::read(profile).unwrap(), credentials).unwrap()
}

pub(crate) fn customer() -> Customer {
    Customer {
        billing: Person {
            first_name: "Léa".to_owned(),
            last_name: "Noël".to_owned(),
            mobile: "+33600000000".to_owned(),
            ..Person::default()
        },
        home: Place {
            address: "3 rue des Lilas".to_owned(),
            postal_code: "59000".to_owned(),
            city: "Lille".to_owned(),
            country: "FR".to_owned(),
        },
        email: "lea.noel@example.org".to_owned(),
        ..Customer::default()
    }
}

pub(crate) fn order(gateway: &dyn Gateway, mode: Mode) -> Order {
    let product = ProductCode::new("cofidis-4xcb").unwrap();
    Order {
        gateway: gateway.id().clone(),
        key: Key {
            reference: REFERENCE.to_owned(),
            date: calendar::transaction_date(morning()),
        },
        amount: Cents::of(124_990),
        terms: gateway.terms(&product, mode).unwrap(),
        product,
        instalments: 4,
        mode,
        order: OrderNumber::new("CMD-20418").unwrap(),
        sending: Sending::Link,
    }
}

/// One financing at a counter.
pub(crate) struct Counter {
    pub(crate) gateway: Arc<dyn Gateway>,
    pub(crate) financing: Financing,
    pub(crate) customer: Customer,
    pub(crate) journey: Option<Journey>,
    /// What the gateway said to the operations, oldest first.
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) now: DateTime<Utc>,
}

impl Counter {
    /// Starts a financing of 1 249,90 euros.
    pub(crate) async fn start(gateway: Arc<dyn Gateway>, mode: Mode) -> Counter {
        Counter::start_for(gateway, mode, customer()).await
    }

    pub(crate) async fn start_for(
        gateway: Arc<dyn Gateway>,
        mode: Mode,
        customer: Customer,
    ) -> Counter {
        let id = FinancingId::numbered("T1", 1).unwrap();
        let first = financing::start(id, order(gateway.as_ref(), mode), morning());
        let mut counter = Counter {
            gateway,
            financing: first.next,
            customer,
            journey: None,
            outcomes: Vec::new(),
            now: morning(),
        };
        counter.carry_out(first.effects).await;
        counter
    }

    /// One event, and all that follows from it at once.
    pub(crate) async fn press(&mut self, event: Event) -> Result<(), Refusal> {
        let step = step(&self.financing, &event, self.now)?;
        self.financing = step.next;
        self.carry_out(step.effects).await;
        Ok(())
    }

    pub(crate) async fn deliver(&mut self, cents: Option<u32>) -> Result<(), Refusal> {
        self.press(Event::Deliver {
            amount: cents.map(Cents::of),
        })
        .await
    }

    pub(crate) async fn refund(&mut self, cents: Option<u32>) -> Result<(), Refusal> {
        self.press(Event::Refund {
            amount: cents.map(Cents::of),
        })
        .await
    }

    pub(crate) async fn cancel(&mut self) -> Result<(), Refusal> {
        self.press(Event::Cancel { amount: None }).await
    }

    /// *Check now*.
    pub(crate) async fn check(&mut self) -> Outcome {
        self.now += TimeDelta::seconds(30);
        let outcome = self.gateway.ask(&self.financing).await;
        if let Outcome::Told { report, .. } = &outcome {
            let event = Event::Told {
                intent: None,
                report: report.clone(),
                waited_s: 30,
            };
            self.press_boxed(event).await;
        }
        outcome
    }

    /// What a prepared operation gets when its time has come.
    pub(crate) async fn try_again(&mut self) {
        let intent = self.financing.pending.as_ref().unwrap().intent;
        self.now += TimeDelta::seconds(30);
        self.press(Event::SentAgain { intent }).await.unwrap();
    }

    pub(crate) fn last(&self) -> &Outcome {
        self.outcomes.last().unwrap()
    }

    async fn press_boxed(&mut self, event: Event) {
        Box::pin(self.press(event)).await.unwrap();
    }

    async fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            let event = match effect {
                Effect::Settle { .. } => continue,
                Effect::Ask => match self.gateway.ask(&self.financing).await {
                    Outcome::Told { report, .. } => Event::Told {
                        intent: None,
                        report,
                        waited_s: 0,
                    },
                    Outcome::Rejected(_) | Outcome::NotSent(_) | Outcome::Unknown(_) => continue,
                },
                Effect::Send(intent) => {
                    let outcome = self
                        .gateway
                        .send(Call {
                            intent: &intent,
                            financing: &self.financing,
                            customer: Some(&self.customer),
                        })
                        .await;
                    self.outcomes.push(outcome.clone());
                    let intent = intent.number;
                    match outcome {
                        Outcome::Told { report, journey } => {
                            self.journey = journey.or(self.journey.take());
                            Event::Told {
                                intent: Some(intent),
                                report,
                                waited_s: 0,
                            }
                        }
                        Outcome::Rejected(rejection) => Event::Rejected { intent, rejection },
                        Outcome::NotSent(why) => Event::NotSent { intent, why },
                        Outcome::Unknown(why) => Event::Unanswered { intent, why },
                    }
                }
            };
            let step = step(&self.financing, &event, self.now).unwrap();
            self.financing = step.next;
            queue.extend(step.effects);
        }
    }
}
