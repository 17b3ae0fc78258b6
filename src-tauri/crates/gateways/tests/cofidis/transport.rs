//! Every way a POST can end, and above all: was a byte sent or not, and never was it sent twice.

use crate::loopback::{Loopback, Turn, nobody};
use financing::{NotSent, Silence};
use gateways::{Body, Failure, Limits, Reply, Transport, TransportFault};
use std::time::Duration;
use url::Url;

/// Short enough for a test, long enough for a busy machine to answer in.
pub(crate) const LIMITS: Limits = Limits {
    connect: Duration::from_millis(300),
    first_byte: Duration::from_millis(300),
    total: Duration::from_millis(900),
    largest_answer: 4096,
};

/// For servers that do answer: nothing runs out on a busy machine.
pub(crate) const PATIENT: Limits = Limits {
    connect: Duration::from_secs(20),
    first_byte: Duration::from_secs(20),
    total: Duration::from_secs(60),
    largest_answer: 4096,
};

async fn post(limits: Limits, url: &Url) -> Result<Reply, Failure> {
    let transport = Transport::new(&limits, std::slice::from_ref(url), None).expect("a transport");
    transport.post(url, &[], Body::Json(b"{}".to_vec())).await
}

#[tokio::test]
async fn nothing_was_sent_where_nobody_listens() {
    let failure = post(PATIENT, &nobody()).await.err();
    assert_eq!(failure, Some(Failure::NotSent(NotSent::NoConnection)));
}

#[tokio::test]
async fn a_whole_answer_arrives_whole_and_once() {
    let turn = Turn::Answer(
        200,
        "Application/JSON; charset=utf-8",
        "{\"a\":1}".to_owned(),
    );
    let server = Loopback::always(turn).await;
    let reply = post(PATIENT, &server.url).await.expect("an answer");
    assert_eq!((reply.status, reply.body), (200, b"{\"a\":1}".to_vec()));
    assert_eq!(reply.content_type, "application/json");
    assert_eq!(
        server.only().header("content-type"),
        Some("application/json")
    );
}

#[tokio::test]
async fn a_form_is_encoded_in_its_order() {
    let server = Loopback::always(Turn::Answer(200, "text/plain", String::new())).await;
    let transport = Transport::new(&PATIENT, std::slice::from_ref(&server.url), None);
    let fields = [("b[x]", "é & co"), ("a", "")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let posted = transport.expect("a transport");
    let posted = posted.post(
        &server.url,
        &[("X-Key", "k")],
        Body::Form(fields.to_vec().into()),
    );
    assert_eq!(posted.await.expect("an answer").status, 200);
    let request = server.only();
    assert_eq!(request.body, "b%5Bx%5D=%C3%A9+%26+co&a=");
    assert_eq!(request.header("x-key"), Some("k"));
}

#[tokio::test]
async fn a_server_that_closes_at_once_leaves_the_outcome_unknown() {
    let server = Loopback::slammed().await;
    let failure = post(PATIENT, &server.url).await.err();
    assert_eq!(failure, Some(Failure::Unknown(Silence::Cut)));
    assert_eq!(server.connections(), 1, "and is not tried a second time");
}

#[tokio::test]
async fn whatever_breaks_after_the_request_is_unknown_and_not_sent_again() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    let cases: [(&str, Vec<u8>, Silence); 5] = [
        ("no answer", Vec::new(), Silence::Cut),
        ("half a head", b"HTTP/1.1 200 O".to_vec(), Silence::Cut),
        (
            "not HTTP",
            b"SSH-2.0-OpenSSH\r\n\r\n".to_vec(),
            Silence::Cut,
        ),
        (
            "half a body",
            format!("{head}Content-Length: 100\r\n\r\n{{\"half\":").into_bytes(),
            Silence::Cut,
        ),
        (
            "a huge body",
            format!("{head}Content-Length: 9000\r\n\r\n{}", "x".repeat(9000)).into_bytes(),
            Silence::Unreadable,
        ),
    ];
    for (case, bytes, silence) in cases {
        let server = Loopback::always(Turn::Bytes(bytes)).await;
        let failure = post(PATIENT, &server.url).await.err();
        assert_eq!(failure, Some(Failure::Unknown(silence)), "{case}");
        assert_eq!(server.only().path, "/", "{case}");
        assert_eq!(server.connections(), 1, "{case}");
    }
}

#[tokio::test]
async fn silence_is_unknown_wherever_it_begins() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
    for (case, bytes) in [
        ("before the head", String::new()),
        ("within the head", head[..20].to_owned()),
        ("before the body", head.to_owned()),
        ("within the body", format!("{head}{{\"half\":")),
    ] {
        let server = Loopback::always(Turn::BytesThenSilence(bytes.into_bytes())).await;
        let failure = post(LIMITS, &server.url).await.err();
        assert_eq!(failure, Some(Failure::Unknown(Silence::TimedOut)), "{case}");
        assert_eq!(server.connections(), 1, "{case}");
    }
}

#[tokio::test]
async fn the_first_byte_has_a_time_of_its_own() {
    let server = Loopback::always(Turn::BytesThenSilence(Vec::new())).await;
    let limits = Limits {
        total: PATIENT.total,
        ..LIMITS
    };
    let failure = post(limits, &server.url).await.err();
    assert_eq!(failure, Some(Failure::Unknown(Silence::TimedOut)));
}

#[tokio::test]
async fn a_redirection_is_an_answer_and_is_not_followed() {
    let elsewhere = Loopback::always(Turn::Answer(200, "text/plain", String::new())).await;
    for status in [301, 302, 303, 307, 308] {
        let (to, empty) = (&elsewhere.url, "Content-Length: 0\r\n\r\n");
        let bytes = format!("HTTP/1.1 {status} Moved\r\nLocation: {to}\r\n{empty}");
        let server = Loopback::always(Turn::Bytes(bytes.into_bytes())).await;
        let reply = post(PATIENT, &server.url).await.expect("an answer");
        assert_eq!(reply.status, status);
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn a_failing_platform_answers_like_any_other() {
    for status in [500, 502, 503, 504] {
        let turn = Turn::Answer(status, "text/html", "<h1>Sorry</h1>".to_owned());
        let server = Loopback::always(turn).await;
        let reply = post(PATIENT, &server.url).await.expect("an answer");
        assert_eq!(reply.status, status);
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn every_request_has_a_connection_of_its_own() {
    let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}";
    let server = Loopback::always(Turn::BytesThenSilence(whole.to_vec())).await;
    let transport = Transport::new(&PATIENT, std::slice::from_ref(&server.url), None);
    let transport = transport.expect("a transport");
    for _ in 0..5 {
        let posted = transport.post(&server.url, &[], Body::Json(b"{}".to_vec()));
        assert_eq!(posted.await.expect("an answer").status, 200);
    }
    assert_eq!((server.seen().len(), server.connections()), (5, 5));
}

#[tokio::test]
async fn nobody_but_the_profiles_hosts_is_spoken_to() {
    let ours = Loopback::always(Turn::Answer(200, "text/plain", String::new())).await;
    let other = Loopback::always(Turn::Answer(200, "text/plain", String::new())).await;
    let transport = Transport::new(&PATIENT, std::slice::from_ref(&ours.url), None);
    let posted = transport.expect("a transport");
    let posted = posted.post(&other.url, &[], Body::Json(Vec::new())).await;
    assert_eq!(posted.err(), Some(Failure::NotSent(NotSent::NotConfigured)));
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_secret_that_cannot_stand_in_a_header_sends_nothing() {
    let server = Loopback::always(Turn::Answer(200, "text/plain", String::new())).await;
    let transport = Transport::new(&PATIENT, std::slice::from_ref(&server.url), None);
    let transport = transport.expect("a transport");
    let headers = [("X-Key", "two\r\nlines")];
    let posted = transport.post(&server.url, &headers, Body::Json(Vec::new()));
    let failure = posted.await.err();
    assert_eq!(failure, Some(Failure::NotSent(NotSent::NotConfigured)));
    assert_eq!(server.connections(), 0);
}

#[test]
fn plain_http_leaves_this_machine_nowhere() {
    for address in [
        "http://gateway.example/",
        "http://192.0.2.1/",
        "ftp://127.0.0.1/",
    ] {
        let url = Url::parse(address).expect("a url");
        let refused = Transport::new(&PATIENT, &[url], None);
        assert!(
            matches!(refused, Err(TransportFault::NotSecure(_))),
            "{address}"
        );
    }
}

#[test]
fn limits_that_contradict_each_other_are_refused() {
    let none = Limits {
        largest_answer: 0,
        ..LIMITS
    };
    let upside_down = Limits {
        total: LIMITS.connect,
        ..LIMITS
    };
    for limits in [none, upside_down] {
        let refused = Transport::new(&limits, &[], None);
        assert!(matches!(refused, Err(TransportFault::Limits)));
    }
}

#[test]
fn a_body_is_never_shown() {
    let json = Body::Json(b"Dupont".to_vec());
    let form = Body::Form(vec![("name".to_owned(), "Dupont".to_owned())].into());
    let reply = Reply {
        status: 200,
        content_type: String::new(),
        body: b"Dupont".to_vec(),
    };
    let shown = format!("{json:?} {form:?} {reply:?}");
    assert!(
        !shown.contains("Dupont") && !shown.contains("68"),
        "{shown}"
    );
}
