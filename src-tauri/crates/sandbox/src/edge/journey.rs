//! The customer's way through the journey: three steps and an end, each a page that can be reloaded, each tap a form
//! that may be sent twice. It turns taps into moves on the cores; the looks are `page`'s, the words are `words`'. Phones
//! on the shop's network may come here, and nowhere else.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;

use super::House;
use super::desk::Gateway;
use super::page::{self, Step};
use super::words::Words;
use crate::journey::{Move, NoSuchJourney, Sheet};

pub(super) fn routes(house: &Arc<House>) -> Router {
    Router::new()
        .route("/journey/payplug", post(enter_payplug))
        .route("/journey/{gateway}/{token}", get(offer))
        .route("/journey/{gateway}/{token}/identity", get(identity))
        .route("/journey/{gateway}/{token}/sign", get(sign))
        .route("/journey/{gateway}/{token}/move", post(tap))
        .route("/portal/{page}", get(portal))
        .with_state(Arc::clone(house))
}

#[derive(Deserialize)]
struct Entry {
    journey: String,
}

/// Where the form of REDIRECTHTML arrives. Only characters of a token go into the address.
async fn enter_payplug(Form(entry): Form<Entry>) -> Redirect {
    let token: String = entry
        .journey
        .chars()
        .filter(char::is_ascii_hexdigit)
        .collect();
    Redirect::to(&format!("/journey/payplug/{token}"))
}

type Place = Path<(Gateway, String)>;

async fn offer(
    State(house): State<Arc<House>>,
    Path(place): Place,
    headers: HeaderMap,
) -> Response {
    show(&house, &place, &headers, Step::Offer)
}

#[derive(Deserialize)]
struct Asked {
    consent: Option<String>,
}

async fn identity(
    State(house): State<Arc<House>>,
    Path(place): Place,
    headers: HeaderMap,
) -> Response {
    show(
        &house,
        &place,
        &headers,
        Step::Identity {
            consent_missing: false,
        },
    )
}

async fn sign(
    State(house): State<Arc<House>>,
    Path(place): Place,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let step = if agreed(asked.consent.as_deref()) {
        Step::Sign
    } else {
        Step::Identity {
            consent_missing: true,
        }
    };
    show(&house, &place, &headers, step)
}

#[derive(Deserialize)]
struct Tap {
    #[serde(rename = "move")]
    tapped: Tapped,
    signature: Option<String>,
    consent: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tapped {
    Accept,
    Refuse,
    Leave,
    Review,
    Break,
}

async fn tap(
    State(house): State<Arc<House>>,
    Path(place): Place,
    headers: HeaderMap,
    Form(tap): Form<Tap>,
) -> Response {
    let path = path(&place);
    let signature = tap.signature.unwrap_or_default();
    if matches!(tap.tapped, Tapped::Accept)
        && (signature.trim().is_empty() || !agreed(tap.consent.as_deref()))
    {
        let consent = if agreed(tap.consent.as_deref()) {
            "?consent=yes"
        } else {
            ""
        };
        return Redirect::to(&format!("{path}/sign{consent}")).into_response();
    }
    let step = match tap.tapped {
        Tapped::Accept => Move::Accept { signature },
        Tapped::Refuse => Move::Refuse,
        Tapped::Leave => Move::Leave,
        Tapped::Review => Move::Review,
        Tapped::Break => Move::Break,
    };
    match go(&house, &place, &step) {
        Ok(_) => Redirect::to(&path).into_response(),
        Err(NoSuchJourney) => lost(&headers),
    }
}

/// Whether the box was ticked.
fn agreed(consent: Option<&str>) -> bool {
    consent == Some("yes")
}

async fn portal(Path(name): Path<String>, headers: HeaderMap) -> Response {
    page::secured(page::portal(Words::of(&headers), &name))
}

fn path((gateway, token): &(Gateway, String)) -> String {
    let gateway = match gateway {
        Gateway::Cofidis => "cofidis",
        Gateway::Payplug => "payplug",
    };
    format!("/journey/{gateway}/{token}")
}

fn go(
    house: &House,
    (gateway, token): &(Gateway, String),
    step: &Move,
) -> Result<Sheet, NoSuchJourney> {
    house.with(|cores, now| match gateway {
        Gateway::Cofidis => {
            cores.bank.customer(token, step, now)?;
            cores.bank.sheet(token, now)
        }
        Gateway::Payplug => {
            cores.platform.customer(token, step, now)?;
            cores.platform.sheet(token, now)
        }
    })
}

/// The page for `step`, or the end page if the journey has ended. Any page opens the journey.
fn show(house: &House, place: &(Gateway, String), headers: &HeaderMap, step: Step) -> Response {
    match go(house, place, &Move::Open) {
        Ok(sheet) => page::secured(page::journey(
            Words::of(headers),
            &path(place),
            &sheet,
            step,
        )),
        Err(NoSuchJourney) => lost(headers),
    }
}

fn lost(headers: &HeaderMap) -> Response {
    (
        StatusCode::NOT_FOUND,
        page::secured(page::lost(Words::of(headers))),
    )
        .into_response()
}
