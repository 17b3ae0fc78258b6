//! Whole financings against the pretended Payplug: the rules, this gateway and the other side's own books, which say
//! what really happened to money.

use crate::{
    counter::{Counter, morning, mounted, mounted_with, profile_text},
    phone,
};
use financing::{
    Cents, Gateway, Journey, Mode, ProbeFault, Refusal, Rejection, RejectionKind, State,
};
use gateways::Profile;
use sandbox::{Fault, Options, Running, Sandbox, books::Effect, clock::Clock, payplug::Redirect};
use std::sync::Arc;
use url::Url;

pub(crate) async fn pretended() -> Running {
    let options = Options {
        seed: Some(7),
        clock: Clock::standing(morning()),
        ..Options::default()
    };
    Sandbox::start(options).await.unwrap()
}

pub(crate) fn platforms(running: &Running) -> (Url, Url) {
    let addresses = running.addresses();
    let url = |text: &str| Url::parse(text).unwrap();
    (url(&addresses.payplug), url(&addresses.payplug_second))
}

pub(crate) fn gateway(running: &Running) -> Arc<dyn Gateway> {
    let (main, second) = platforms(running);
    mounted(&main, &second)
}

/// What the gateway's books say happened, in order.
pub(crate) fn books(running: &Running) -> Vec<(Effect, u64)> {
    let books = running.books().payplug;
    books
        .entries()
        .iter()
        .map(|entry| (entry.effect, entry.amount))
        .collect()
}

/// The customer's telephone: opens the journey as the till hands it over, and makes one move in it.
pub(crate) async fn customer(running: &Running, journey: &Journey, choice: &str) {
    let address = match journey {
        Journey::Address(address) => Url::parse(address).unwrap(),
        Journey::Page(html) => {
            let (main, second) = platforms(running);
            let profile = Profile::payplug_sandbox(&main, &second).unwrap();
            let Profile::Payplug(profile) = profile else {
                panic!("{profile:?}")
            };
            let form = profile.journeys().form(html).unwrap();
            let fields: Vec<(&str, &str)> = form
                .fields
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str()))
                .collect();
            let answer = phone::post_form(&form.action, &fields).await;
            form.action.join(answer.location().unwrap()).unwrap()
        }
        Journey::Picture(_) | Journey::Texted => panic!("{journey:?}"),
    };
    assert_eq!(phone::get(&address).await.status, 200);
    let fields = [
        ("move", choice),
        ("signature", "Léa Noël"),
        ("consent", "yes"),
    ];
    let tapped = Url::parse(&format!("{address}/move")).unwrap();
    assert_eq!(phone::post_form(&tapped, &fields).await.status, 303);
}

/// A two-step financing whose customer has signed: it waits to be delivered.
pub(crate) async fn to_deliver(running: &Running) -> Counter {
    let mut counter = Counter::start(gateway(running), Mode::TwoStep).await;
    let journey = counter.journey.clone().unwrap();
    customer(running, &journey, "accept").await;
    counter.check().await;
    assert_eq!(counter.financing.state, State::Reserved);
    counter
}

pub(crate) async fn delivered(running: &Running) -> Counter {
    let mut counter = to_deliver(running).await;
    counter.deliver(None).await.unwrap();
    assert_eq!(counter.financing.state, State::Financed);
    counter
}

pub(crate) const RESERVED: (Effect, u64) = (Effect::Reserved, 124_990);
pub(crate) const RELEASED: (Effect, u64) = (Effect::Released, 124_990);

#[tokio::test]
async fn a_two_step_financing_is_delivered_refunded_in_part_and_refunded_to_the_end() {
    let running = pretended().await;
    let mut counter = Counter::start(gateway(&running), Mode::TwoStep).await;
    assert_eq!(counter.financing.state, State::Shown);
    assert!(matches!(counter.journey, Some(Journey::Page(_))));
    counter.check().await;
    assert_eq!(counter.financing.state, State::Shown);

    let journey = counter.journey.clone().unwrap();
    customer(&running, &journey, "accept").await;
    counter.check().await;
    assert_eq!(counter.financing.state, State::Reserved);
    assert_eq!(books(&running), [RESERVED]);

    counter.deliver(None).await.unwrap();
    assert_eq!(counter.financing.state, State::Financed);
    counter.refund(Some(24_990)).await.unwrap();
    assert_eq!(counter.financing.amounts.refunded, Cents::of(24_990));
    counter.refund(None).await.unwrap();
    assert_eq!(counter.financing.state, State::Refunded);
    let refunds = [(Effect::Refunded, 24_990), (Effect::Refunded, 100_000)];
    assert_eq!(books(&running), [[RESERVED, RELEASED], refunds].concat());
    let references: Vec<String> = running
        .books()
        .payplug
        .entries()
        .iter()
        .map(|entry| entry.reference.clone())
        .collect();
    assert_eq!(
        references,
        [1, 2, 3, 4].map(|number| format!("2YgKoUd4DBq7RsT0/{number}"))
    );
}

#[tokio::test]
async fn a_direct_financing_captures_by_itself() {
    let running = pretended().await;
    let mut counter = Counter::start(gateway(&running), Mode::Direct).await;
    let journey = counter.journey.clone().unwrap();
    customer(&running, &journey, "accept").await;
    counter.check().await;
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!(books(&running), [RESERVED, RELEASED]);
}

#[tokio::test]
async fn every_plain_shape_of_redirect_is_an_address_for_the_code() {
    for shape in [Redirect::GetForm, Redirect::MetaRefresh, Redirect::Location] {
        let running = pretended().await;
        running.script(Fault::Redirect { shape }).await;
        let mut counter = Counter::start(gateway(&running), Mode::TwoStep).await;
        let journey = counter.journey.clone().unwrap();
        assert!(matches!(journey, Journey::Address(_)), "{shape:?}");
        customer(&running, &journey, "accept").await;
        counter.check().await;
        assert_eq!(counter.financing.state, State::Reserved, "{shape:?}");
    }
}

#[tokio::test]
async fn a_prying_page_is_gone_through_without_its_script() {
    let running = pretended().await;
    running
        .script(Fault::Redirect {
            shape: Redirect::Prying,
        })
        .await;
    let mut counter = Counter::start(gateway(&running), Mode::TwoStep).await;
    let journey = counter.journey.clone().unwrap();
    customer(&running, &journey, "accept").await;
    counter.check().await;
    assert_eq!(counter.financing.state, State::Reserved);
}

#[tokio::test]
async fn a_customer_who_is_refused_leaves_or_is_reviewed_is_shown_so() {
    for (choice, state) in [
        ("refuse", State::Refused),
        ("leave", State::Abandoned),
        ("review", State::UnderReview),
    ] {
        let running = pretended().await;
        let mut counter = Counter::start(gateway(&running), Mode::TwoStep).await;
        let journey = counter.journey.clone().unwrap();
        customer(&running, &journey, choice).await;
        counter.check().await;
        assert_eq!(counter.financing.state, state, "{choice}");
        assert_eq!(books(&running), []);
    }
}

#[tokio::test]
async fn a_part_is_delivered_and_the_rest_is_the_gateways_to_let_go() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    counter.deliver(Some(100_000)).await.unwrap();
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!(counter.financing.amounts.released, Cents::of(100_000));
    counter.check().await;
    assert_eq!(counter.financing.amounts.released, Cents::of(100_000));
    assert_eq!(books(&running)[1], (Effect::Released, 100_000));
    assert_eq!(counter.deliver(None).await, Err(Refusal::AlreadyFinanced));
}

#[tokio::test]
async fn what_will_not_be_delivered_is_voided_whole() {
    let running = pretended().await;
    let mut counter = to_deliver(&running).await;
    counter.cancel().await.unwrap();
    assert_eq!(counter.financing.state, State::Cancelled);
    assert_eq!(books(&running), [RESERVED, (Effect::Voided, 124_990)]);
}

#[tokio::test]
async fn a_probe_moves_nothing_and_tells_a_right_key_from_a_wrong_one() {
    let running = pretended().await;
    let probe = gateway(&running).probe().await.unwrap();
    assert_eq!(probe.authenticated, Some(true));
    let (main, second) = platforms(&running);
    let wrong = mounted_with(&profile_text(&main, &second), "another-key");
    let no = Rejection {
        kind: RejectionKind::Credentials,
        code: "1003".to_owned(),
    };
    assert_eq!(wrong.probe().await, Err(ProbeFault::Rejected(no)));
    assert!(running.books().payplug.all().is_empty());
}
