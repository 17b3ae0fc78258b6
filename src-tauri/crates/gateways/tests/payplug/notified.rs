//! Notifications as the pretended gateway sends them, taken by a small receiver on loopback: right ones, forged ones,
//! replayed ones, in any order.

use crate::{
    counter::{Counter, mounted},
    lives::{customer, platforms, pretended},
    phone,
};
use financing::{Financing, Mode, State};
use gateways::{
    Secret,
    payplug::{Notification, NotificationFault, REPLY, Seen},
};
use sandbox::{MailOrder, Running, mail::Forgery};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};
use url::Url;

/// What a receiver made of one notification.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Taken {
    /// A reason to ask.
    New,
    /// Seen before: answered and ignored.
    Again,
    /// Not taken.
    No(NotificationFault),
}

/// Takes every notification that arrives, checks it against what is held, and answers as the gateway wants.
async fn receiver(held: Arc<Mutex<Option<Financing>>>) -> (String, mpsc::UnboundedReceiver<Taken>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/payplug", listener.local_addr().unwrap());
    let (heard, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut seen = HashSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let financing = held.lock().unwrap().clone();
            let taken = take(stream, &mut seen, financing.as_ref()).await;
            heard.send(taken).unwrap();
        }
    });
    (url, told)
}

async fn take(mut stream: TcpStream, seen: &mut HashSet<Seen>, held: Option<&Financing>) -> Taken {
    let mut bytes = Vec::new();
    let mut buffer = [0_u8; 8192];
    let body = loop {
        let count = stream.read(&mut buffer).await.unwrap();
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length: usize = head
            .split("Content-Length: ")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        if body.len() >= length {
            break body.to_owned();
        }
    };
    let key = Secret::new("training-key".to_owned());
    let taken = match Notification::read("", body.as_bytes(), &key) {
        Err(fault) => Taken::No(fault),
        Ok(news) => match news.concerns(held.unwrap(), "training") {
            Err(fault) => Taken::No(fault),
            Ok(()) if seen.insert(news.seen_as()) => Taken::New,
            Ok(()) => Taken::Again,
        },
    };
    let (status, reply) = match taken {
        Taken::New | Taken::Again => (200, REPLY),
        Taken::No(_) => (400, "no"),
    };
    let answer = format!(
        "HTTP/1.0 {status} X\r\nContent-Length: {}\r\n\r\n{reply}",
        reply.len()
    );
    stream.write_all(answer.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    taken
}

async fn mail(running: &Running, order: &MailOrder) {
    let desk = Url::parse(&format!("{}/notify", running.addresses().cofidis)).unwrap();
    let answer = phone::post_json(&desk, &serde_json::to_string(order).unwrap()).await;
    assert_eq!(answer.status, 200);
}

/// A financing of which the receiver was told once: what became of the customer.
async fn told(choice: &str) -> (Running, Counter, mpsc::UnboundedReceiver<Taken>) {
    let running = pretended().await;
    let held = Arc::new(Mutex::new(None));
    let (url, mut taken) = receiver(Arc::clone(&held)).await;
    mail(&running, &MailOrder::Address { url: Some(url) }).await;
    let (main, second) = platforms(&running);
    let counter = Counter::start(mounted(&main, &second), Mode::TwoStep).await;
    *held.lock().unwrap() = Some(counter.financing.clone());
    let journey = counter.journey.clone().unwrap();
    customer(&running, &journey, choice).await;
    assert_eq!(taken.recv().await, Some(Taken::New));
    (running, counter, taken)
}

#[tokio::test]
async fn a_notification_is_a_reason_to_ask_and_moves_nothing_itself() {
    let (_running, mut counter, _taken) = told("accept").await;
    assert_eq!(counter.financing.state, State::Shown);
    counter.check().await;
    assert_eq!(counter.financing.state, State::Reserved);
}

#[tokio::test]
async fn a_replayed_notification_is_answered_and_ignored() {
    let (running, _counter, mut taken) = told("accept").await;
    mail(
        &running,
        &MailOrder::Repeat {
            number: None,
            times: 3,
        },
    )
    .await;
    for _ in 0..3 {
        assert_eq!(taken.recv().await, Some(Taken::Again));
    }
}

#[tokio::test]
async fn a_forged_notification_is_not_taken() {
    let (running, _counter, mut taken) = told("accept").await;
    for (how, fault) in [
        (Forgery::NoHash, NotificationFault::NoSignature),
        (Forgery::UpperCaseHash, NotificationFault::NoSignature),
        (Forgery::WrongHash, NotificationFault::WrongSignature),
        (Forgery::OtherOrder, NotificationFault::WrongSignature),
        (Forgery::ChangedAmount, NotificationFault::WrongSignature),
        (Forgery::ExtraParameter, NotificationFault::WrongSignature),
        (Forgery::RepeatedParameter, NotificationFault::Repeated),
        (Forgery::HugeBody, NotificationFault::TooLarge),
    ] {
        mail(
            &running,
            &MailOrder::Forge {
                number: Some(0),
                how,
            },
        )
        .await;
        assert_eq!(taken.recv().await, Some(Taken::No(fault)), "{how:?}");
    }
}

#[tokio::test]
async fn good_news_that_is_not_true_is_not_taken() {
    let (running, mut counter, mut taken) = told("refuse").await;
    let how = Forgery::GoodNews;
    mail(
        &running,
        &MailOrder::Forge {
            number: Some(0),
            how,
        },
    )
    .await;
    assert_eq!(
        taken.recv().await,
        Some(Taken::No(NotificationFault::WrongSignature))
    );
    counter.check().await;
    assert_eq!(counter.financing.state, State::Refused);
}

#[tokio::test]
async fn notifications_in_any_order_are_each_taken_once() {
    let (running, mut counter, mut taken) = told("accept").await;
    mail(&running, &MailOrder::Hold).await;
    counter.check().await;
    counter.deliver(None).await.unwrap();
    counter.refund(Some(20_000)).await.unwrap();
    mail(&running, &MailOrder::Release { newest_first: true }).await;
    assert_eq!(taken.recv().await, Some(Taken::New));
    assert_eq!(taken.recv().await, Some(Taken::New));
    mail(
        &running,
        &MailOrder::Repeat {
            number: None,
            times: 1,
        },
    )
    .await;
    assert_eq!(taken.recv().await, Some(Taken::Again));
}
