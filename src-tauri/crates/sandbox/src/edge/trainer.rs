//! The trainers' page: what the desk takes as JSON, as buttons that work without a script. It builds orders for the
//! desk from form fields and shows how things stand; the desk carries them out.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use super::House;
use super::desk::{self, ClockMove, Decision, Fault, Gateway, MailOrder};
use super::page::{self, escape};
use crate::cofidis::Method;
use crate::fate::{Answering, Fate};
use crate::payplug::{Operation, Site};

/// What a button sends: an order, or a fate with the call it is for, each as JSON.
#[derive(Deserialize)]
pub(super) struct Pressed {
    order: Option<String>,
    call: Option<String>,
    fate: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    Fault(Fault),
    Clock(ClockMove),
    Mail(MailOrder),
    Decide(Decision),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Call {
    Cofidis(Method),
    Payplug(Site, Operation),
}

pub(super) async fn show(State(house): State<Arc<House>>) -> Response {
    page::secured(page::trainer(&body(&house)))
}

pub(super) async fn take(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    Form(pressed): Form<Pressed>,
) -> Response {
    let from_elsewhere = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none");
    if from_elsewhere {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(order) = read(&pressed) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    match order {
        Order::Fault(fault) => desk::apply(&house, fault).await,
        Order::Clock(by) => {
            if let Some(by) = TimeDelta::try_seconds(by.seconds) {
                house.clock.shift(by);
            }
        }
        Order::Mail(order) => {
            desk::send(&house, order).await;
        }
        Order::Decide(decision) => {
            if desk::decide(&house, &decision).is_err() {
                return StatusCode::NOT_FOUND.into_response();
            }
        }
    }
    Redirect::to("/trainer").into_response()
}

fn read(pressed: &Pressed) -> Option<Order> {
    if let Some(order) = &pressed.order {
        return serde_json::from_str(order).ok();
    }
    let fate: Fate = serde_json::from_str(pressed.fate.as_ref()?).ok()?;
    Some(Order::Fault(
        match serde_json::from_str(pressed.call.as_ref()?).ok()? {
            Call::Cofidis(method) => Fault::Cofidis {
                method,
                fate,
                times: 1,
            },
            Call::Payplug(site, operation) => Fault::Payplug {
                site,
                operation,
                fate,
                times: 1,
            },
        },
    ))
}

/// The fates a trainer is offered, with what to call them.
fn fates(gateway: Gateway) -> Vec<(&'static str, Fate)> {
    let mut fates = vec![
        ("Lose the request", Fate::LOSE_REQUEST),
        ("Act, lose the answer", Fate::LOSE_ANSWER),
        ("Act, cut the answer", Fate::CUT_ANSWER),
        ("Act, then hang", Fate::HANG),
        ("Answer 5 s late", Fate::late(5_000)),
        ("503 before acting", Fate::http(503, false)),
        ("503 after acting", Fate::http(503, true)),
        ("HTML instead of JSON", Fate::answered(Answering::Html)),
        ("Half the JSON", Fate::answered(Answering::HalfJson)),
        ("Garbage", Fate::answered(Answering::Garbage)),
        ("Unknown status", Fate::answered(Answering::UnknownStatus)),
        ("Another transaction", Fate::answered(Answering::OtherKey)),
        ("Another amount", Fate::answered(Answering::OtherAmount)),
    ];
    fates.extend(match gateway {
        Gateway::Cofidis => vec![
            ("904 before acting", Fate::code("904", false)),
            ("904 after acting", Fate::code("904", true)),
            (
                "… failed",
                Fate {
                    acts: false,
                    answer: Answering::Failed,
                },
            ),
            (
                "… to retry",
                Fate {
                    acts: false,
                    answer: Answering::ToRetry,
                },
            ),
            (
                "Confirm refused",
                Fate {
                    acts: false,
                    answer: Answering::Declined,
                },
            ),
        ],
        Gateway::Payplug => vec![
            ("5001 before acting", Fate::code("5001", false)),
            ("5003 before acting", Fate::code("5003", false)),
            (
                "5004, notified 10 s later",
                Fate::answered(Answering::CodeThenNotice { ms: 10_000 }),
            ),
            ("2017", Fate::code("2017", false)),
            ("3002", Fate::code("3002", false)),
            ("3004", Fate::code("3004", false)),
            (
                "No TRANSACTIONID",
                Fate::answered(Answering::NoTransactionId),
            ),
        ],
    });
    fates
}

fn body(house: &House) -> String {
    let cofidis = Method::ALL.map(|(method, name)| {
        (
            json!({ "cofidis": method }).to_string(),
            format!("Cofidis {name}"),
        )
    });
    let mut payplug = Vec::new();
    for site in [Site::Main, Site::Second] {
        payplug.extend(Operation::ALL.map(|(operation, name)| {
            (
                json!({ "payplug": [site, operation] }).to_string(),
                format!("Payplug {site:?} {name}").to_lowercase(),
            )
        }));
    }
    let reviews: String = desk::reviews(house)
        .into_iter()
        .map(|(gateway, journey)| {
            let decide = |accepted| json!({ "decide": { "gateway": gateway, "journey": journey, "accepted": accepted } });
            let buttons = [("Accept", decide(true)), ("Refuse", decide(false))];
            format!("<h3>{}…</h3>{}", escape(journey.get(..8).unwrap_or(&journey)), orders(&buttons))
        })
        .collect();
    let lines: String = desk::standing(house)
        .iter()
        .map(|line| format!("<li>{}</li>", escape(line)))
        .collect();
    format!(
        "<h2>The next call of Cofidis</h2>{}<h2>The next call of Payplug</h2>{}<h2>Platforms and answers of Payplug</h2>{}\
         <h2>Clock: {}</h2>{}<h2>Notifications</h2>{}<h2>Manual review</h2>{}\
         <h2>What stands</h2><ul>{lines}</ul>{}<p><a href=\"/books\">The books</a></p>",
        fate_form(&cofidis, &fates(Gateway::Cofidis)),
        fate_form(&payplug, &fates(Gateway::Payplug)),
        orders(&platform_orders()),
        house.clock.now().format("%Y-%m-%d %H:%M:%S UTC"),
        orders(&clock_orders()),
        orders(&mail_orders()),
        if reviews.is_empty() {
            "<p>Nothing waits.</p>".to_owned()
        } else {
            reviews
        },
        orders(&[("End every fault", json!({ "fault": "clear" }))]),
    )
}

fn platform_orders() -> Vec<(&'static str, serde_json::Value)> {
    let gate = |site, gate| json!({ "fault": { "gate": { "site": site, "gate": gate } } });
    let redirect = |shape| json!({ "fault": { "redirect": { "shape": shape } } });
    let lag = |seconds| json!({ "fault": { "lag": { "seconds": seconds } } });
    vec![
        ("Main refuses to connect", gate("main", "closed")),
        ("Main drops connections", gate("main", "dropping")),
        ("Main answers", gate("main", "open")),
        ("Second refuses to connect", gate("second", "closed")),
        ("Second answers", gate("second", "open")),
        ("getTransactions lags 2 min", lag(120)),
        ("getTransactions is prompt", lag(0)),
        ("Redirect by form", redirect("post_form")),
        ("Redirect by refresh", redirect("meta_refresh")),
        ("Redirect with a prying script", redirect("prying")),
    ]
}

fn clock_orders() -> Vec<(&'static str, serde_json::Value)> {
    let shift = |seconds| json!({ "clock": { "seconds": seconds } });
    vec![
        ("− 1 day", shift(-86_400)),
        ("− 1 hour", shift(-3_600)),
        ("+ 10 minutes", shift(600)),
        ("+ 50 minutes", shift(3_000)),
        ("+ 1 day", shift(86_400)),
        ("+ 6 days", shift(518_400)),
        ("+ 7 days", shift(604_800)),
        ("+ 30 days", shift(2_592_000)),
    ]
}

fn mail_orders() -> Vec<(&'static str, serde_json::Value)> {
    let forge = |how| json!({ "mail": { "forge": { "how": how } } });
    vec![
        ("Hold back", json!({ "mail": "hold" })),
        ("Release", json!({ "mail": { "release": {} } })),
        (
            "Release newest first",
            json!({ "mail": { "release": { "newest_first": true } } }),
        ),
        ("Repeat the last", json!({ "mail": { "repeat": {} } })),
        ("Wrong HASH", forge("wrong_hash")),
        ("No HASH", forge("no_hash")),
        ("Changed amount", forge("changed_amount")),
        ("False good news", forge("good_news")),
    ]
}

fn orders(buttons: &[(&str, serde_json::Value)]) -> String {
    let buttons: String = buttons
        .iter()
        .map(|(label, order)| {
            format!(
                "<button name=\"order\" value=\"{}\">{}</button>",
                escape(&order.to_string()),
                escape(label)
            )
        })
        .collect();
    format!("<form method=\"post\" action=\"/trainer\">{buttons}</form>")
}

fn fate_form(calls: &[(String, String)], fates: &[(&str, Fate)]) -> String {
    let calls: String = calls
        .iter()
        .map(|(call, label)| {
            format!(
                "<option value=\"{}\">{}</option>",
                escape(call),
                escape(label)
            )
        })
        .collect();
    let buttons: String = fates
        .iter()
        .map(|(label, fate)| {
            let fate = json!(fate).to_string();
            format!(
                "<button name=\"fate\" value=\"{}\">{}</button>",
                escape(&fate),
                escape(label)
            )
        })
        .collect();
    format!(
        "<form method=\"post\" action=\"/trainer\"><label>Call <select name=\"call\">{calls}</select></label>{buttons}</form>"
    )
}
