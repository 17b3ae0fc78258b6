//! Who sends: the three ways to say so, tokens that come and go, and secrets that stay out of sight.

use crate::loopback::{Loopback, Request, Turn};
use crate::shop::{self, send, two_step};
use financing::{NotSent, Operation, Outcome, Rejection, RejectionKind, Status};
use gateways::{CredentialName, Credentials, MountError, Profile, mount};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

fn oauth(server: &Loopback) -> String {
    let token = server.at("/oauth/token");
    let access = format!("kind = \"oauth2\"\ntoken = \"{token}\"\nscope = \"till\"");
    shop::with_access(&shop::text(&server.url), &access)
}

/// A Cofidis that sells tokens of so many seconds, numbered from 1, and takes those that `taken` says.
async fn seller(life_s: u64, taken: fn(usize) -> bool) -> Loopback {
    let sold = Arc::new(AtomicUsize::new(0));
    Loopback::start(move |request: &Request| {
        if request.path == "/oauth/token" {
            let number = sold.fetch_add(1, Ordering::SeqCst) + 1;
            return Turn::json(&json!({
                "access_token": format!("token-{number}"),
                "token_type": "Bearer",
                "expires_in": life_s,
            }));
        }
        let shown = request.header("authorization").unwrap_or_default();
        let number = shown
            .strip_prefix("Bearer token-")
            .and_then(|number| number.parse().ok());
        if number.is_some_and(taken) {
            Turn::json(&json!({ "responseCode": "022" }))
        } else {
            Turn::Answer(401, "text/plain", String::new())
        }
    })
    .await
}

fn paths(server: &Loopback) -> Vec<String> {
    let seen = server.seen();
    seen.into_iter().map(|request| request.path).collect()
}

#[tokio::test]
async fn basic_sends_login_and_password_in_one_header() {
    let server = Loopback::always(Turn::json(&json!({ "responseCode": "022" }))).await;
    let text = shop::with_access(&shop::text(&server.url), "kind = \"basic\"");
    let gateway = shop::gateway(&text);
    assert_eq!(
        gateway.probe().await.expect("reached").authenticated,
        Some(true)
    );
    let pair = "Basic dHJhaW5pbmc6dHJhaW5pbmctc2VjcmV0";
    assert_eq!(server.only().header("authorization"), Some(pair));
}

#[tokio::test]
async fn a_token_is_fetched_once_and_used_until_it_is_old() {
    let server = seller(300, |_| true).await;
    let gateway = shop::gateway(&oauth(&server));
    for _ in 0..3 {
        gateway.probe().await.expect("reached");
    }
    let asked = "/api/getStatus";
    assert_eq!(paths(&server), ["/oauth/token", asked, asked, asked]);
    let form = &server.seen()[0].body;
    let expected =
        "grant_type=client_credentials&client_id=training&client_secret=training-secret&scope=till";
    assert_eq!(form, expected);
}

#[tokio::test]
async fn a_token_that_is_about_to_expire_is_not_used_again() {
    let server = seller(20, |_| true).await;
    let gateway = shop::gateway(&oauth(&server));
    for _ in 0..2 {
        gateway.probe().await.expect("reached");
    }
    let (token, asked) = ("/oauth/token", "/api/getStatus");
    assert_eq!(paths(&server), [token, asked, token, asked]);
}

#[tokio::test]
async fn a_question_with_a_token_no_longer_taken_is_put_again_with_a_fresh_one() {
    let server = seller(300, |number| number != 1).await;
    let gateway = shop::gateway(&oauth(&server));
    let refused = gateway.ask(&two_step(gateway.as_ref())).await;
    assert!(matches!(refused, Outcome::Rejected(no) if no.kind == RejectionKind::Credentials));
    let Outcome::Told { report, .. } = gateway.ask(&two_step(gateway.as_ref())).await else {
        panic!("the second token is taken");
    };
    assert_eq!(report.status, Status::Absent);
    let (token, asked) = ("/oauth/token", "/api/getStatus");
    assert_eq!(paths(&server), [token, asked, asked, token, asked]);
}

#[tokio::test]
async fn money_with_a_token_no_longer_taken_is_not_sent_and_goes_with_the_next_try() {
    let server = seller(300, |number| number != 1).await;
    let gateway = shop::gateway(&oauth(&server));
    let financing = two_step(gateway.as_ref());
    gateway.ask(&financing).await;
    let outcome = send(gateway.as_ref(), &financing, Operation::Release).await;
    assert_eq!(outcome, Outcome::NotSent(NotSent::Busy));
    let outcome = send(gateway.as_ref(), &financing, Operation::Release).await;
    let code = "022".to_owned();
    let kind = RejectionKind::Forbidden;
    assert_eq!(outcome, Outcome::Rejected(Rejection { kind, code }));
    let posted = paths(&server)
        .into_iter()
        .filter(|path| path == "/api/confirm");
    assert_eq!(posted.count(), 2, "once per try");
}

#[tokio::test]
async fn whatever_is_wrong_with_a_token_the_money_was_not_sent() {
    let no = |status| Turn::Answer(status, "application/json", "{}".to_owned());
    let rejected = |code: &str| {
        let code = code.to_owned();
        let kind = RejectionKind::Credentials;
        Outcome::Rejected(Rejection { kind, code })
    };
    let odd = json!({ "access_token": "a\nb", "token_type": "Bearer" });
    let mac = json!({ "access_token": "ab", "token_type": "mac" });
    for (turn, expected) in [
        (no(400), rejected("HTTP 400")),
        (no(401), rejected("HTTP 401")),
        (no(503), Outcome::NotSent(NotSent::Busy)),
        (no(200), Outcome::NotSent(NotSent::NoConnection)),
        (Turn::json(&odd), Outcome::NotSent(NotSent::NoConnection)),
        (Turn::json(&mac), Outcome::NotSent(NotSent::NoConnection)),
        (
            Turn::Bytes(Vec::new()),
            Outcome::NotSent(NotSent::NoConnection),
        ),
    ] {
        let server = Loopback::always(turn).await;
        let gateway = shop::gateway(&oauth(&server));
        let financing = two_step(gateway.as_ref());
        let outcome = send(gateway.as_ref(), &financing, Operation::Release).await;
        assert_eq!(outcome, expected);
        assert_eq!(server.only().path, "/oauth/token");
    }
}

#[tokio::test]
async fn a_profile_without_its_credentials_is_not_mounted() {
    let server = Loopback::slammed().await;
    let profile = Profile::read(&shop::text(&server.url)).expect("a profile");
    let names = profile.credential_names();
    assert_eq!(
        names.iter().map(|name| name.as_str()).collect::<Vec<_>>(),
        ["api_key_id", "api_key"]
    );
    for left_out in &names {
        let some = names.iter().filter(|name| *name != left_out);
        let some = some.fold(Credentials::default(), |all, name| all.with(*name, "word"));
        let refused = mount(profile.clone(), some).err();
        assert!(matches!(refused, Some(MountError::MissingCredential(name)) if name == *left_out));
    }
}

#[tokio::test]
async fn a_secret_that_no_header_can_carry_is_refused_before_anything_is_sent() {
    let server = Loopback::slammed().await;
    let profile = Profile::read(&shop::text(&server.url)).expect("a profile");
    let names = profile.credential_names();
    let credentials = shop::credentials(&profile).with(names[1], "two\nlines");
    let refused = mount(profile, credentials).err();
    assert!(matches!(refused, Some(MountError::UnusableCredential(name)) if name == names[1]));

    let text = shop::with_access(&shop::text(&server.url), "kind = \"basic\"");
    let profile = Profile::read(&text).expect("a profile");
    let names = profile.credential_names();
    let credentials = shop::credentials(&profile).with(names[0], "a:b");
    let refused = mount(profile, credentials).err();
    assert!(matches!(refused, Some(MountError::UnusableCredential(name)) if name == names[0]));
}

#[tokio::test]
async fn a_secret_is_never_shown() {
    const CANARY: &str = "canary-7f3a";
    let server = seller(300, |_| false).await;
    for text in [shop::text(&server.url), oauth(&server)] {
        let profile = Profile::read(&text).expect("a profile");
        let credentials = profile
            .credential_names()
            .into_iter()
            .fold(Credentials::default(), |all, name: CredentialName| {
                all.with(name, CANARY)
            });
        let mut shown = format!("{profile:?} {credentials:?}");
        let cofidis = match &profile {
            Profile::Cofidis(profile) => profile.as_ref().clone(),
            Profile::Payplug(_) => panic!("a Cofidis profile"),
        };
        let gateway = gateways::cofidis::Cofidis::new(cofidis, credentials).expect("a gateway");
        use financing::Gateway;
        shown += &format!("{:?}", gateway.probe().await);
        shown += &format!("{gateway:?}");
        assert!(!shown.contains(CANARY), "{shown}");
        assert!(!shown.contains("token-1"), "{shown}");
    }
}
