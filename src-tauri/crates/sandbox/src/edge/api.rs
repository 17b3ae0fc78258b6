//! The two gateways' own addresses: takes requests off the wire, hands them to the cores, and carries out the
//! delivery that the cores have decided on. It knows paths and headers, no code and no status.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use url::form_urlencoded;

use super::House;
use super::desk::this_machine_only;
use super::door::{Gate, Peer};
use crate::cofidis::Shown;
use crate::fate::{Delivery, Reply};
use crate::payplug::{Endpoint, Platform, Site};

/// The Cofidis API.
pub(super) fn cofidis(house: &Arc<House>) -> Router {
    Router::new()
        .route("/api/{method}", post(cofidis_call))
        .route("/oauth/token", post(token))
        .layer(from_fn(this_machine_only))
        .with_state(Arc::clone(house))
}

/// One platform of Payplug.
pub(super) fn payplug(house: &Arc<House>, site: Site) -> Router {
    let call = move |endpoint| {
        move |State(house): State<Arc<House>>,
              ConnectInfo(peer): ConnectInfo<Peer>,
              request: axum::extract::Request| {
            payplug_call(house, peer, site, endpoint, request)
        }
    };
    Router::new()
        .route("/front/service/rest/process", any(call(Endpoint::Process)))
        .route("/front/service/rest/export", any(call(Endpoint::Export)))
        .layer(from_fn(this_machine_only))
        .with_state(Arc::clone(house))
}

async fn cofidis_call(
    State(house): State<Arc<House>>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Path(method): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let shown = Shown {
        key_id: text(&headers, "x-api-key-id"),
        key: text(&headers, "x-api-key"),
        authorization: text(&headers, "authorization"),
    };
    let delivery = house.with(|cores, now| cores.bank.receive(shown, &method, &body, now));
    carry(&house, &peer, delivery).await
}

async fn token(State(house): State<Arc<House>>, body: Bytes) -> Response {
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| {
        form.iter()
            .find(|(field, _)| field == name)
            .map_or("", |(_, value)| value.as_str())
    };
    if field("grant_type") != "client_credentials" {
        return (
            StatusCode::BAD_REQUEST,
            axum::Json(serde_json::json!({"error": "unsupported_grant_type"})),
        )
            .into_response();
    }
    match house.with(|cores, now| {
        cores
            .bank
            .access()
            .sell(field("client_id"), field("client_secret"), now)
    }) {
        Some(token) => axum::Json(token).into_response(),
        None => (
            StatusCode::UNAUTHORIZED,
            axum::Json(serde_json::json!({"error": "invalid_client"})),
        )
            .into_response(),
    }
}

/// Larger bodies are no call.
const LARGEST: usize = 1_048_576;

async fn payplug_call(
    house: Arc<House>,
    peer: Peer,
    site: Site,
    endpoint: Endpoint,
    request: axum::extract::Request,
) -> Response {
    if house.gate(site).gate() != Gate::Open {
        // A connection from before the gate was closed.
        return carry(&house, &peer, Delivery::Lost).await;
    }
    let (parts, body) = request.into_parts();
    let is_form = text(&parts.headers, "content-type").is_some_and(|media| {
        media.split(';').next().map(str::trim) == Some("application/x-www-form-urlencoded")
    });
    let delivery = if parts.method != axum::http::Method::POST {
        Platform::receive_get()
    } else if !is_form {
        Platform::receive_other_media()
    } else {
        match axum::body::to_bytes(body, LARGEST).await {
            Ok(body) => house.with(|cores, now| cores.platform.receive(site, endpoint, &body, now)),
            Err(_) => Platform::receive_other_media(),
        }
    };
    carry(&house, &peer, delivery).await
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Lets the caller see what the cores have decided.
async fn carry(house: &House, peer: &Peer, delivery: Delivery) -> Response {
    match delivery {
        Delivery::Whole(reply) => respond(reply),
        Delivery::Late(delay, reply) => {
            tokio::select! {
                () = tokio::time::sleep(delay) => {}
                () = house.stopped() => {}
            }
            respond(reply)
        }
        Delivery::Cut(reply) => {
            peer.wire.cut_next();
            respond(reply)
        }
        Delivery::Lost => {
            peer.wire.drop_now();
            StatusCode::NO_CONTENT.into_response()
        }
        Delivery::Hung => {
            house.stopped().await;
            peer.wire.drop_now();
            StatusCode::NO_CONTENT.into_response()
        }
    }
}

fn respond(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (
        status,
        [
            (header::CONTENT_TYPE, reply.media),
            (header::CACHE_CONTROL, "no-store"),
        ],
        Body::from(reply.body),
    )
        .into_response()
}
