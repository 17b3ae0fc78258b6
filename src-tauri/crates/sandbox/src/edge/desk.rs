//! The desk of whoever runs the training: the books, the faults, the clock, the notifications and the back office, as
//! JSON for programs (`GET` shows, `POST` changes), with an index at `/`. The page with buttons is `trainer`'s. It
//! carries orders out on the cores and decides nothing about a transaction. Only this machine may call it.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::door::{Gate, Peer};
use super::{House, page, postman, trainer};
use crate::cofidis::Method;
use crate::fate::Fate;
use crate::journey::{NoSuchJourney, Stage};
use crate::mail::{Forgery, Notification};
use crate::payplug::{Operation, Redirect, Site};

/// Something that is to go wrong, or to go right again: the body of `POST /fault`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// The fate of the next calls of a Cofidis method.
    Cofidis {
        /// The method.
        method: Method,
        /// Its fate.
        fate: Fate,
        /// For how many calls; 1 if left out.
        #[serde(default = "once")]
        times: u16,
    },
    /// The fate of the next calls of a Payplug operation.
    Payplug {
        /// The platform.
        site: Site,
        /// The operation.
        operation: Operation,
        /// Its fate.
        fate: Fate,
        /// For how many calls; 1 if left out.
        #[serde(default = "once")]
        times: u16,
    },
    /// Whether a platform of Payplug can be reached, until it is set again.
    Gate {
        /// The platform.
        site: Site,
        /// How its gate stands.
        gate: Gate,
    },
    /// How far `getTransactions` lags behind.
    Lag {
        /// In seconds.
        seconds: u32,
    },
    /// The shape of REDIRECTHTML, until it is set again.
    Redirect {
        /// The shape.
        shape: Redirect,
    },
    /// Ends every fault: fates, gates, lag and shape.
    Clear,
}

fn once() -> u16 {
    1
}

/// A move of the clock: the body of `POST /clock`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockMove {
    /// Forward, or back if below zero.
    pub seconds: i64,
}

/// An order to the post office: the body of `POST /notify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum MailOrder {
    /// Holds back what comes from now on.
    Hold,
    /// Sends what was held back, and holds no more.
    Release {
        /// In the opposite order.
        #[serde(default)]
        newest_first: bool,
    },
    /// Sends one again, unchanged.
    Repeat {
        /// Which, counted from 0; the last one if left out.
        number: Option<usize>,
        /// How often; 1 if left out.
        #[serde(default = "once")]
        times: u16,
    },
    /// Sends a spoiled twin of one.
    Forge {
        /// Which, counted from 0; the last one if left out.
        number: Option<usize>,
        /// How it is spoiled.
        how: Forgery,
    },
    /// Payplug's dashboard: where its notifications go.
    Address {
        /// The address, or null for none.
        url: Option<String>,
    },
}

/// Which gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gateway {
    /// Cofidis itself.
    Cofidis,
    /// Cofidis through Payplug.
    Payplug,
}

/// What the back office decides on a journey under review: the body of `POST /decide`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Whose journey.
    pub gateway: Gateway,
    /// Its token.
    pub journey: String,
    /// Yes or no.
    pub accepted: bool,
}

pub(super) fn routes(house: &Arc<House>) -> Router {
    Router::new()
        .route("/", get(index))
        .route(
            "/books",
            get(|State(house): State<Arc<House>>| async move { Json(house.books()) }),
        )
        .route("/fault", get(show_faults).post(take_fault))
        .route("/clock", get(show_clock).post(take_clock))
        .route("/notify", get(show_mail).post(take_mail))
        .route("/decide", get(show_reviews).post(take_decision))
        .route("/trainer", get(trainer::show).post(trainer::take))
        .layer(from_fn(this_machine_only))
        .with_state(Arc::clone(house))
}

/// Turns away callers from other machines.
pub(super) async fn this_machine_only(
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
    next: Next,
) -> Response {
    if peer.is_local() {
        return next.run(request).await;
    }
    (
        StatusCode::FORBIDDEN,
        "Only the machine the sandbox runs on may ask this.\n",
    )
        .into_response()
}

/// Carries out `fault`; returns when it stands.
pub(super) async fn apply(house: &House, fault: Fault) {
    match fault {
        Fault::Cofidis {
            method,
            fate,
            times,
        } => house.with(|cores, _| {
            (0..times).for_each(|_| cores.bank.script().push(method, fate.clone()));
        }),
        Fault::Payplug {
            site,
            operation,
            fate,
            times,
        } => house.with(|cores, _| {
            (0..times).for_each(|_| {
                cores
                    .platform
                    .script()
                    .push((site, operation), fate.clone())
            });
        }),
        Fault::Gate { site, gate } => house.gate(site).set(gate).await,
        Fault::Lag { seconds } => house.with(|cores, _| {
            cores.platform.settings().lag = TimeDelta::seconds(i64::from(seconds));
        }),
        Fault::Redirect { shape } => {
            house.with(|cores, _| cores.platform.settings().redirect = shape)
        }
        Fault::Clear => {
            house.with(|cores, _| {
                cores.bank.script().clear();
                cores.platform.script().clear();
                cores.platform.settings().lag = TimeDelta::zero();
                cores.platform.settings().redirect = Redirect::default();
            });
            house.gate(Site::Main).set(Gate::Open).await;
            house.gate(Site::Second).set(Gate::Open).await;
        }
    }
}

/// Carries out `order` and says how each notification that left for it was received, in order.
pub(super) async fn send(house: &House, order: MailOrder) -> Vec<Value> {
    let leaving: Vec<Notification> = house.with(|cores, _| {
        let pick = |number| cores.mailbox.sent(number).cloned();
        match order {
            MailOrder::Hold => {
                cores.mailbox.hold();
                Vec::new()
            }
            MailOrder::Release { newest_first } => cores.mailbox.release(newest_first),
            MailOrder::Repeat { number, times } => pick(number)
                .map(|one| vec![one; usize::from(times)])
                .unwrap_or_default(),
            MailOrder::Forge { number, how } => pick(number)
                .map(|one| how.spoil(&one))
                .into_iter()
                .collect(),
            MailOrder::Address { url } => {
                cores.platform.settings().account.notification_url = url;
                Vec::new()
            }
        }
    });
    let mut receptions = Vec::new();
    for notification in &leaving {
        receptions.push(match postman::deliver(notification).await {
            Ok(reception) => json!(reception),
            Err(undelivered) => json!({ "undelivered": undelivered.to_string() }),
        });
    }
    receptions
}

pub(super) fn decide(house: &House, decision: &Decision) -> Result<Stage, NoSuchJourney> {
    let Decision {
        gateway,
        journey,
        accepted,
    } = decision;
    house.with(|cores, now| match gateway {
        Gateway::Cofidis => cores.bank.decide(journey, *accepted),
        Gateway::Payplug => cores.platform.decide(journey, *accepted, now),
    })
}

/// The journeys that wait for the back office.
pub(super) fn reviews(house: &House) -> Vec<(Gateway, String)> {
    house.with(|cores, _| {
        let cofidis = cores
            .bank
            .under_review()
            .into_iter()
            .map(|journey| (Gateway::Cofidis, journey));
        let payplug = cores
            .platform
            .under_review()
            .into_iter()
            .map(|journey| (Gateway::Payplug, journey));
        cofidis.chain(payplug).collect()
    })
}

/// The faults that stand: words for what is scripted, and the gates.
pub(super) fn standing(house: &House) -> Vec<String> {
    let mut lines = house.with(|cores, _| {
        let cofidis = cores
            .bank
            .script()
            .waiting()
            .map(|(method, count)| format!("cofidis {}: {count}", method.name()));
        let mut lines: Vec<String> = cofidis.collect();
        let payplug = cores.platform.script().waiting();
        lines.extend(
            payplug
                .map(|((site, call), count)| format!("payplug {site:?} {}: {count}", call.name())),
        );
        lines.push(format!(
            "payplug lag: {} s",
            cores.platform.settings().lag.num_seconds()
        ));
        lines.push(format!(
            "payplug redirect: {:?}",
            cores.platform.settings().redirect
        ));
        lines
    });
    for site in [Site::Main, Site::Second] {
        lines.push(format!(
            "payplug {site:?} gate: {:?}",
            house.gate(site).gate()
        ));
    }
    lines
}

async fn index(State(house): State<Arc<House>>) -> Html<String> {
    Html(page::index(&house.addresses))
}

async fn show_faults(State(house): State<Arc<House>>) -> Json<Vec<String>> {
    Json(standing(&house))
}

async fn take_fault(
    State(house): State<Arc<House>>,
    Json(fault): Json<Fault>,
) -> Json<Vec<String>> {
    apply(&house, fault).await;
    Json(standing(&house))
}

async fn show_clock(State(house): State<Arc<House>>) -> Json<Value> {
    Json(json!({ "now": house.clock.now(), "offset_seconds": house.clock.offset().num_seconds() }))
}

async fn take_clock(
    State(house): State<Arc<House>>,
    Json(by): Json<ClockMove>,
) -> Result<Json<Value>, StatusCode> {
    let by = TimeDelta::try_seconds(by.seconds).ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
    house.clock.shift(by);
    Ok(show_clock(State(house)).await)
}

async fn show_mail(State(house): State<Arc<House>>) -> Json<Value> {
    Json(house.with(
        |cores, _| json!({ "sent": cores.mailbox.all_sent(), "held": cores.mailbox.all_held() }),
    ))
}

async fn take_mail(
    State(house): State<Arc<House>>,
    Json(order): Json<MailOrder>,
) -> Json<Vec<Value>> {
    Json(send(&house, order).await)
}

async fn show_reviews(State(house): State<Arc<House>>) -> Json<Value> {
    let journeys = reviews(&house);
    Json(
        journeys
            .into_iter()
            .map(|(gateway, journey)| json!({ "gateway": gateway, "journey": journey }))
            .collect(),
    )
}

async fn take_decision(
    State(house): State<Arc<House>>,
    Json(decision): Json<Decision>,
) -> Response {
    match decide(&house, &decision) {
        Ok(stage) => Json(json!({ "stage": stage })).into_response(),
        Err(NoSuchJourney) => StatusCode::NOT_FOUND.into_response(),
    }
}
