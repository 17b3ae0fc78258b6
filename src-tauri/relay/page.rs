//! The relay's two pages, and the headers that go with each: the customer's, with the shop, the amount and one button
//! that posts the gateway's own fields to the gateway's own address; and the one that all else gets. No script, nothing
//! fetched, nothing remembered. Every text from elsewhere is escaped here. It knows nothing of addresses and time.

use super::{Invitation, RelayFault, words::Words};
use base64::{Engine, engine::general_purpose::STANDARD};
use gateways::payplug::{FormMethod, JourneyForm};
use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{self, HeaderName, HeaderValue},
};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The looks. A constant and not a file: a checkout with other line ends would change its hash.
const STYLE: &str = "\
*{box-sizing:border-box}\
body{margin:0;min-height:100vh;display:flex;align-items:center;justify-content:center;padding:1.5rem;\
background:#f6f3ec;color:#0e1a2b;font:1.0625rem/1.5 system-ui,sans-serif}\
main{width:100%;max-width:26rem;padding:2rem 1.5rem;background:#fffdf9;border:1px solid #e3ddd0;\
border-radius:1.125rem;text-align:center}\
h1{margin:0 0 1.5rem;font-size:1.25rem}\
p{margin:0 0 1.5rem}\
.training{padding:.5rem .75rem;border-radius:.5rem;background:#7a4a00;color:#fff;font-weight:700}\
strong{display:block;font-size:2.25rem;line-height:1.2;font-variant-numeric:tabular-nums}\
button{width:100%;min-height:3.5rem;padding:.75rem 1rem;border:0;border-radius:.875rem;background:#0f766e;\
color:#fff;font:inherit;font-weight:650}\
button:focus-visible{outline:3px solid #0e1a2b;outline-offset:3px}\
@media(prefers-color-scheme:dark){body{background:#0e1a2b;color:#f6f3ec}\
main{background:#16253a;border-color:#2c3d55}button:focus-visible{outline-color:#f6f3ec}}";

/// What every answer bears beside its policy.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_TYPE, "text/html; charset=utf-8"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// A page as it is sent.
pub(super) struct Page {
    html: Bytes,
    policy: HeaderValue,
}

impl Page {
    /// The customer's.
    pub(super) fn inviting(words: &Words, invitation: &Invitation) -> Result<Page, RelayFault> {
        let (shop, form) = (escaped(&invitation.shop), &invitation.form);
        let money = words.money(invitation.amount)?;
        let mark = if invitation.training {
            let words = escaped(&words.say("training")?);
            format!("<p class=\"training\" role=\"note\">{words}</p>")
        } else {
            String::new()
        };
        let mut body = format!(
            "{mark}<h1>{shop}</h1><p>{}<strong id=\"relay-amount\">{}</strong></p><p>{}</p>",
            escaped(&words.say("amount")?),
            escaped(&money),
            escaped(&words.say("explanation")?)
        );
        write_form(&mut body, form, &escaped(&words.say("continue")?));
        Page::new(words, &body, &destinations(invitation)?)
    }

    /// What a wrong, a used and an expired address get, and whoever only tries.
    pub(super) fn nothing_here(words: &Words) -> Result<Page, RelayFault> {
        let body = format!(
            "<h1>{}</h1><p>{}</p>",
            escaped(&words.say("nothing-here")?),
            escaped(&words.say("ask-at-the-counter")?)
        );
        Page::new(words, &body, "'none'")
    }

    fn new(words: &Words, body: &str, destinations: &str) -> Result<Page, RelayFault> {
        let html = format!(
            "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>",
            words.tag(),
            escaped(&words.say("title")?)
        );
        let looks = STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{looks}'; form-action {destinations}; frame-ancestors 'none'; \
             base-uri 'none'"
        );
        let policy = HeaderValue::from_str(&policy).map_err(|_odd| RelayFault::Destination)?;
        Ok(Page {
            html: html.into(),
            policy,
        })
    }

    /// The page as an answer.
    pub(super) fn response(&self, status: StatusCode) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.html.clone()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        for (name, value) in HEADERS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        response
    }
}

fn write_form(body: &mut String, form: &JourneyForm, button: &str) {
    let method = match form.method {
        FormMethod::Get => "get",
        FormMethod::Post => "post",
    };
    let action = escaped(form.action.as_str());
    // Writing to a text cannot fail.
    _ = write!(
        body,
        "<form method=\"{method}\" action=\"{action}\" autocomplete=\"off\">"
    );
    for (name, value) in &form.fields {
        let (name, value) = (escaped(name), escaped(value));
        _ = write!(
            body,
            "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">"
        );
    }
    _ = write!(
        body,
        "<button id=\"relay-continue\">{button}</button></form>"
    );
}

/// Where the button may lead. Chromium holds a form's redirects to this too, and a gateway's platform may send the
/// customer on to another of its hosts: so the form's origin, and over https the hosts that the profile lists.
fn destinations(invitation: &Invitation) -> Result<String, RelayFault> {
    let origin = invitation.form.action.origin();
    if !origin.is_tuple() {
        return Err(RelayFault::Destination);
    }
    let mut sources = origin.ascii_serialization();
    for host in invitation.journeys.hosts() {
        // Writing to a text cannot fail.
        _ = match host.strip_prefix('.') {
            Some(domain) => write!(sources, " https://{domain} https://*.{domain}"),
            None => write!(sources, " https://{host}"),
        };
    }
    Ok(sources)
}

/// A text as it may stand in HTML, between tags and in quotes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\r' => safe.push_str("&#13;"),
            '\n' => safe.push_str("&#10;"),
            plain => safe.push(plain),
        }
    }
    safe
}
