//! When the second platform is called: for an operation only when not a byte reached the first, or in a later try after
//! the first said maintenance; for a question whenever the first is out of service, but never after a time-out.

use crate::{
    counter::{Counter, impatient, mounted},
    listener::{Listener, Says, code, no_rows, nobody},
};
use financing::{Attention, Mode, NotSent, Outcome, ProbeFault, Silence, Standing, State};

fn opened() -> Says {
    let html =
        "PG1ldGEgaHR0cC1lcXVpdj1yZWZyZXNoIGNvbnRlbnQ9JzA7IHVybD1odHRwOi8vMTI3LjAuMC4xL2onPg==";
    Says::Json(format!(
        r#"{{"OPERATIONTYPE":"authorization","EXECCODE":"0002","TRANSACTIONID":"A1","REDIRECTHTML":"{html}"}}"#
    ))
}

fn done(operation: &str, id: &str) -> Says {
    Says::Json(format!(
        r#"{{"OPERATIONTYPE":"{operation}","EXECCODE":"0000","TRANSACTIONID":"{id}"}}"#
    ))
}

fn row(operation: &str, id: &str, amount: &str) -> String {
    format!(
        r#"{{"IDENTIFIER":"training","DATE":"2026-02-27 09:31:00","TRANSACTIONID":"{id}","ORDERID":"{}",
        "OPERATIONTYPE":"{operation}","AMOUNT":"{amount}","CURRENCY":"EUR","EXECCODE":"0"}}"#,
        crate::counter::REFERENCE
    )
}

fn rows(rows: &[String]) -> Says {
    let rows = rows.join(",");
    Says::Json(format!(
        r#"{{"OPERATIONTYPE":"getTransactions","EXECCODE":"0000","DATA":[{rows}]}}"#
    ))
}

fn reserved() -> Says {
    rows(&[row("authorization", "A1", "1249.90")])
}

fn captured() -> Says {
    rows(&[
        row("authorization", "A1", "1249.90"),
        row("capture", "A2", "1249.90"),
    ])
}

/// A financing that waits to be delivered, then the main platform answers `next`.
async fn ready_to_deliver(next: &[Says]) -> (Counter, Listener, Listener) {
    let script = [&[opened(), reserved()], next].concat();
    let main = Listener::saying(&script).await;
    let second = Listener::saying(&[done("capture", "B2")]).await;
    let mut counter = Counter::start(mounted(&main.url, &second.url), Mode::TwoStep).await;
    counter.check().await;
    assert_eq!(counter.financing.state, State::Reserved);
    (counter, main, second)
}

#[tokio::test]
async fn the_main_platform_alone_is_called_while_it_answers() {
    let main = Listener::saying(&[opened()]).await;
    let second = Listener::saying(&[opened()]).await;
    let counter = Counter::start(mounted(&main.url, &second.url), Mode::TwoStep).await;
    assert_eq!(counter.financing.state, State::Shown);
    let request = &main.requests()[0];
    assert_eq!(request.path, "/front/service/rest/process");
    assert_eq!(request.field("method"), Some("authorization"));
    assert_eq!(
        request.field("params[OPERATIONTYPE]"),
        Some("authorization")
    );
    assert_eq!(request.field("params[AMOUNT]"), Some("124990"));
    assert!(
        request
            .field("params[HASH]")
            .is_some_and(|hash| hash.len() == 64)
    );
    assert_eq!(second.requests().len(), 0);
}

/// The receipt prints every one of them: what names nothing at Payplug must not stand there.
#[tokio::test]
async fn a_financing_remembers_references_of_the_gateways_and_nothing_of_the_platforms() {
    let (mut counter, _main, _second) = ready_to_deliver(&[done("capture", "A2")]).await;
    counter.deliver(None).await.unwrap();
    let handle = &counter.financing.handle;
    let references: Vec<_> = handle.0.values().collect();
    assert_eq!(references, ["A1", "A2"]);
}

#[tokio::test]
async fn a_refused_connection_leads_to_the_second_platform_for_money_too() {
    let second = Listener::saying(&[opened(), reserved(), done("capture", "B2")]).await;
    let nobody = nobody();
    let mut counter = Counter::start(mounted(&nobody, &second.url), Mode::TwoStep).await;
    assert_eq!(second.heard("authorization"), 1);
    counter.check().await;
    counter.deliver(None).await.unwrap();
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!(second.heard("capture"), 1);
}

#[tokio::test]
async fn when_neither_platform_is_there_nothing_was_sent() {
    let (one, other) = (nobody(), nobody());
    let counter = Counter::start(mounted(&one, &other), Mode::TwoStep).await;
    assert_eq!(*counter.last(), Outcome::NotSent(NotSent::NoConnection));
    let pending = counter.financing.pending.as_ref().unwrap();
    assert_eq!(pending.standing, Standing::Prepared);
}

#[tokio::test]
async fn once_a_byte_left_a_capture_is_asked_about_and_never_sent_again() {
    for (lost, silence) in [
        (Says::Closes, Silence::Cut),
        (Says::Hangs, Silence::TimedOut),
        (Says::Half, Silence::Cut),
        (Says::Status(503), Silence::PlatformFailed),
        (Says::Status(302), Silence::PlatformFailed),
        (Says::Page, Silence::Unreadable),
        (code("5001"), Silence::TechnicalError),
        (code("5004"), Silence::TechnicalError),
        (code("5006"), Silence::TechnicalError),
    ] {
        let next = [lost.clone(), reserved(), captured()];
        let (mut counter, main, second) = ready_to_deliver(&next).await;
        if silence == Silence::TimedOut {
            counter.gateway = impatient(&main.url, &second.url);
        }
        counter.deliver(None).await.unwrap();
        assert_eq!(*counter.last(), Outcome::Unknown(silence), "{lost:?}");
        assert_eq!(counter.financing.state, State::Releasing, "{lost:?}");
        counter.check().await;
        assert_eq!(counter.financing.state, State::Financed, "{lost:?}");
        assert_eq!(main.heard("capture"), 1, "{lost:?}");
        assert_eq!(second.requests().len(), 0, "{lost:?}");
        assert_eq!(
            counter.financing.handle.get("capture"),
            Some("A2"),
            "{lost:?}"
        );
    }
}

#[tokio::test]
async fn rows_that_lag_leave_a_lost_capture_unknown_for_as_long_as_they_do() {
    let (mut counter, main, second) = ready_to_deliver(&[Says::Closes, no_rows()]).await;
    counter.deliver(None).await.unwrap();
    for _ in 0..5 {
        counter.check().await;
        assert_eq!(counter.financing.state, State::Releasing);
        assert_eq!(
            counter.financing.pending.as_ref().unwrap().standing,
            Standing::Unknown
        );
    }
    assert_eq!(main.heard("capture") + second.heard("capture"), 1);
}

#[tokio::test]
async fn after_maintenance_the_next_try_begins_with_the_second_platform() {
    let (mut counter, main, second) = ready_to_deliver(&[code("5003")]).await;
    counter.deliver(None).await.unwrap();
    assert_eq!(*counter.last(), Outcome::NotSent(NotSent::Busy));
    assert_eq!(
        second.requests().len(),
        0,
        "one sending reaches one platform"
    );
    counter.try_again().await;
    assert_eq!(counter.financing.state, State::Financed);
    assert_eq!((main.heard("capture"), second.heard("capture")), (1, 1));
}

#[tokio::test]
async fn maintenance_of_both_goes_back_to_the_main_one() {
    let main = Listener::saying(&[code("5003"), opened()]).await;
    let second = Listener::saying(&[code("5003")]).await;
    let mut counter = Counter::start(mounted(&main.url, &second.url), Mode::TwoStep).await;
    counter.try_again().await;
    counter.try_again().await;
    assert_eq!(counter.financing.state, State::Shown);
    assert_eq!(
        (main.heard("authorization"), second.heard("authorization")),
        (2, 1)
    );
}

#[tokio::test]
async fn an_opening_after_a_failed_exchange_is_tried_at_the_second_platform() {
    let main = Listener::saying(&[code("5001")]).await;
    let second = Listener::saying(&[opened()]).await;
    let mut counter = Counter::start(mounted(&main.url, &second.url), Mode::TwoStep).await;
    counter.try_again().await;
    assert_eq!(counter.financing.state, State::Shown);
    assert_eq!(
        (main.heard("authorization"), second.heard("authorization")),
        (1, 1)
    );
}

#[tokio::test]
async fn a_question_goes_to_the_second_platform_whenever_the_first_is_out_of_service() {
    for broken in [
        Says::Status(500),
        Says::Status(503),
        code("5001"),
        code("5003"),
    ] {
        let main = Listener::saying(std::slice::from_ref(&broken)).await;
        let second = Listener::saying(&[no_rows()]).await;
        assert!(
            mounted(&main.url, &second.url).probe().await.is_ok(),
            "{broken:?}"
        );
        assert_eq!(main.heard("getTransactions"), 1);
        assert_eq!(second.requests()[0].path, "/front/service/rest/export");
    }
    let second = Listener::saying(&[no_rows()]).await;
    assert!(mounted(&nobody(), &second.url).probe().await.is_ok());
}

#[tokio::test]
async fn a_question_that_timed_out_does_not_go_to_the_second_platform() {
    for (lost, silence) in [
        (Says::Hangs, Silence::TimedOut),
        (Says::Closes, Silence::Cut),
    ] {
        let main = Listener::saying(&[lost]).await;
        let second = Listener::saying(&[no_rows()]).await;
        let gateway = impatient(&main.url, &second.url);
        assert_eq!(gateway.probe().await, Err(ProbeFault::Unknown(silence)));
        assert_eq!(second.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_lost_opening_is_found_again_with_the_reason_why_it_cannot_go_on() {
    let waiting = rows(&[row("authorization", "A1", "1249.90").replace("\"0\"}", "\"2\"}")]);
    let main = Listener::saying(&[Says::Closes, no_rows(), waiting]).await;
    let second = Listener::saying(&[opened()]).await;
    let mut counter = Counter::start(mounted(&main.url, &second.url), Mode::TwoStep).await;
    assert_eq!(counter.financing.state, State::Opening);
    counter.check().await;
    assert_eq!(counter.financing.state, State::Shown);
    assert_eq!(counter.financing.attention, Some(Attention::LinkLost));
    assert_eq!(
        (main.heard("authorization"), second.requests().len()),
        (1, 0)
    );
}
