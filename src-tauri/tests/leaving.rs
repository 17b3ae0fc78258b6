//! A till that gives its place to another one, to one with other settings or to its own backup: what it has begun is over
//! first, so that nothing that is on its way is called interrupted and nobody is asked to press again.

use super::{
    background::working,
    books::{Book, key, noon},
    phone,
    profiles::own_gateway,
    shop::{PATIENCE, Premises, Shop, order},
};
use crate::deeds;
use chrono::{Days, TimeDelta, Utc};
use financing::{
    Answering, Call, Customer, Field, FieldFault, Financing, FinancingId, Gateway, GatewayId, Mode,
    Order, Outcome, PortalFault, PortalPage, Probe, ProbeFault, Product, ProductCode, Sending,
    Terms,
};
use ledger::{Ledger, Presence};
use sandbox::{Options, Running, books::Effect};
use serde_json::{Value, json};
use std::{
    fs, future,
    path::Path,
    sync::{Arc, mpsc},
    thread,
    time::Instant,
};
use tokio::{
    sync::{oneshot, watch},
    task::JoinSet,
};

/// A gateway that has done what it was sent, and whose answer is on its way until a test lets it arrive.
struct Gated {
    gateway: Arc<dyn Gateway>,
    has_done: mpsc::Sender<()>,
    arrives: watch::Receiver<bool>,
}

impl Gateway for Gated {
    fn id(&self) -> &GatewayId {
        self.gateway.id()
    }
    fn name(&self) -> &str {
        self.gateway.name()
    }
    fn products(&self) -> &[Product] {
        self.gateway.products()
    }
    fn terms(&self, product: &ProductCode, mode: Mode) -> Option<Terms> {
        self.gateway.terms(product, mode)
    }
    fn sendings(&self, product: &ProductCode, mode: Mode) -> Vec<Sending> {
        self.gateway.sendings(product, mode)
    }
    fn needs(&self, product: &ProductCode) -> Vec<Field> {
        self.gateway.needs(product)
    }
    fn review(&self, order: &Order, customer: &Customer) -> Result<(), Vec<FieldFault>> {
        self.gateway.review(order, customer)
    }
    fn as_sent(&self, text: &str) -> String {
        self.gateway.as_sent(text)
    }
    fn send<'a>(&'a self, call: Call<'a>) -> Answering<'a, Outcome> {
        Box::pin(async move {
            let outcome = self.gateway.send(call).await;
            self.has_done.send(()).unwrap();
            let mut arrives = self.arrives.clone();
            arrives.wait_for(|arrives| *arrives).await.unwrap();
            outcome
        })
    }
    fn ask<'a>(&'a self, financing: &'a Financing) -> Answering<'a, Outcome> {
        self.gateway.ask(financing)
    }
    fn portal<'a>(&'a self, page: PortalPage) -> Answering<'a, Result<String, PortalFault>> {
        self.gateway.portal(page)
    }
    fn probe<'a>(&'a self) -> Answering<'a, Result<Probe, ProbeFault>> {
        self.gateway.probe()
    }
}

/// *Delivered* is pressed, and the gateway has released; its answer arrives when the test says so.
fn is_delivered(shop: &Shop) -> (String, watch::Sender<bool>) {
    let id = shop.starts(order("form-0001", "two_step"));
    phone::signs(shop, &id);
    shop.until_it_is(&id, "accepted");
    let (has_done, done) = mpsc::channel();
    let (arrival, arrives) = watch::channel(false);
    let gateways = &shop.counter().till.gateways;
    let gateway = gateways.get(&GatewayId::new("sandbox").unwrap()).unwrap();
    gateways.mount(Arc::new(Gated {
        gateway,
        has_done,
        arrives,
    }));
    shop.told("deliver", json!({ "id": id, "amount": null }));
    done.recv_timeout(PATIENCE).unwrap();
    (id, arrival)
}

/// Presses until nothing more is begun here: another till is about to take this one's place.
fn until_nothing_is_begun(shop: &Shop, id: &str) {
    let deadline = Instant::now() + PATIENCE;
    let press = || shop.refused("deliver", json!({ "id": id, "amount": null }));
    while press() != json!({ "fault": "not_ready" }) {
        assert!(Instant::now() < deadline, "it goes on");
        thread::yield_now();
    }
}

fn releases(running: &Running) -> usize {
    let books = running.books().cofidis;
    let entries = books.entries().iter();
    entries
        .filter(|entry| entry.effect == Effect::Released)
        .count()
}

#[test]
fn the_answer_to_what_was_pressed_is_written_before_another_till_takes_up_what_is_left() {
    let (running, shop) = working();
    let (id, arrival) = is_delivered(&shop);
    let finger = shop.finger();
    let opens = thread::spawn(move || finger("open_again", json!({})));
    until_nothing_is_begun(&shop, &id);
    let waits = shop.told("detail", json!({ "id": id }));
    assert_eq!(waits["pending"]["standing"], "dispatched", "{waits}");
    assert!(!opens.is_finished());

    arrival.send(true).unwrap();
    let situation = opens.join().unwrap().unwrap();
    assert_eq!(situation["stands"], "open", "{situation}");
    let told = shop.told("detail", json!({ "id": id }));
    assert_eq!(
        (&told["state"], &told["pending"]),
        (&json!("financed"), &Value::Null)
    );
    assert!(!told.to_string().contains("interrupted"), "{told}");
    assert_eq!(releases(&running), 1);
    shop.managed("refund", json!({ "id": id, "amount": null }));
    shop.until_it_is(&id, "refunded");
}

/// What the ledger that was put aside last holds of a financing: their names go as their moments.
fn put_aside(premises: &Premises, id: &str) -> Financing {
    let files = premises.files();
    let ledger = |(name, _): &&(String, Vec<u8>)| {
        name.contains(".quarantine-") && !name.ends_with("-wal") && !name.ends_with("-shm")
    };
    let (name, _) = files.iter().filter(ledger).max().unwrap();
    let ledger = Ledger::open(
        Path::new(name),
        &key(premises),
        Presence::MustExist,
        Utc::now(),
    );
    let id = FinancingId::new(id).unwrap();
    ledger.unwrap().financing(&id).unwrap().financing
}

#[test]
fn no_backup_takes_the_place_of_a_ledger_whose_till_still_waits_for_an_answer() {
    let (_running, text) = own_gateway(Options::default());
    let premises = Premises::of_a_till(&[("sandbox", &text)]);
    let mut book = Book::of(&premises);
    let yesterday = noon() - Days::new(1);
    book.begun("A-1", yesterday);
    let (folder, made) = (premises.home.backups(), yesterday + TimeDelta::minutes(5));
    book.ledger
        .backup(&folder, &key(&premises), 14, made)
        .unwrap();
    book.begun("A-2", noon());
    drop(book);
    premises.on_disk(
        "DROP TRIGGER journal_is_not_edited;
         UPDATE journal SET entry = replace(entry, 'Inès', 'Eve') WHERE seq = 1",
    );
    let shop = Shop::at(&premises);
    for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
        let credential = json!({ "gateway": "sandbox", "name": name, "value": value });
        shop.managed("set_credential", credential);
    }
    let (id, arrival) = is_delivered(&shop);
    shop.told("verify_ledger", json!({}));
    let made = shop.until_the_situation(|situation| situation["backup"].is_string());
    let made = made["backup"].clone();
    shop.authorises();
    let finger = shop.finger();
    let restores = thread::spawn(move || finger("restore_backup", json!({ "made": made })));
    let deadline = Instant::now() + PATIENCE;
    while shop.house.leaving.try_lock().is_ok() {
        assert!(Instant::now() < deadline, "nobody restores");
        thread::yield_now();
    }
    for _ in 0..10 {
        assert_eq!(shop.told("situation", json!({}))["stands"], "in_trouble");
    }
    arrival.send(true).unwrap();
    let situation = restores.join().unwrap().unwrap();
    assert_eq!(situation["stands"], "open", "{situation}");
    let told = put_aside(&premises, &id);
    assert_eq!((told.amounts.released.get(), told.pending), (124_990, None));
    assert!(fs::exists(premises.home.ledger()).unwrap());
}

#[tokio::test(start_paused = true)]
async fn what_does_not_come_to_its_end_holds_the_next_till_up_for_a_while_and_is_then_ended() {
    let (held, ended) = oneshot::channel::<()>();
    let mut begun = JoinSet::new();
    begun.spawn(async move {
        let _until_it_is_ended = held;
        future::pending::<()>().await;
    });
    let before = tokio::time::Instant::now();
    deeds::are_over(&mut vec![begun]).await;
    assert!(before.elapsed() >= deeds::LONGEST);
    ended.await.unwrap_err();
}
