//! How the sandbox's pages look: HTML for a phone or a trainer's browser, without a script, with every foreign text
//! escaped. Controls of the journey have stable ids. It shows what it is given and knows no gateway.

use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

use super::Addresses;
use super::words::Words;
use crate::journey::Sheet;

/// A page of the running journey.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// 1: what is bought and how it is paid.
    Offer,
    /// 2: who the customer is, and consent.
    Identity {
        /// The customer went on without consent.
        consent_missing: bool,
    },
    /// 3: the signature.
    Sign,
}

const STYLE: &str = include_str!("page.css");

/// A page with the headers that keep it to itself.
pub(super) fn secured(page: String) -> Response {
    let headers = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, Html(page)).into_response()
}

/// `text` as it may stand in HTML, between tags or quotes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn document(lang: &str, title: &str, banner: &str, class: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>\
         <style>{STYLE}</style></head><body class=\"{class}\"><p class=\"training\" role=\"note\">{banner}</p>\
         <main>{body}</main></body></html>\n",
        escape(title)
    )
}

/// A page of the journey under `path`: `step` while it runs, the end page afterwards.
pub(super) fn journey(words: &Words, path: &str, sheet: &Sheet, step: Step) -> String {
    let (title, body) = match (words.end(sheet.stage), step) {
        (Some((title, text)), _) => (title, end(words, sheet, title, text)),
        (None, Step::Offer) => (words.offer_title, offer(words, path, sheet)),
        (None, Step::Identity { consent_missing }) => (
            words.identity_title,
            identity(words, path, sheet, consent_missing),
        ),
        (None, Step::Sign) => (words.sign_title, sign(words, path, sheet)),
    };
    document(words.lang, title, words.training, "journey", &body)
}

fn heading(words: &Words, number: u8, title: &str) -> String {
    format!(
        "<p class=\"step\">{} {number}/3</p><h1>{title}</h1>",
        words.step
    )
}

/// The shop and the amount, on top of every step.
fn summary(words: &Words, sheet: &Sheet) -> String {
    let order = if sheet.order.is_empty() {
        String::new()
    } else {
        format!(
            "<p class=\"order\">{} {}</p>",
            words.order,
            escape(&sheet.order)
        )
    };
    format!(
        "<section class=\"card summary\"><p>{} <strong>{}</strong></p><p class=\"amount\" id=\"journey-amount\">{}</p>{order}</section>",
        words.pay_with,
        escape(&sheet.shop),
        words.money(sheet.amount),
    )
}

fn leave(words: &Words, path: &str) -> String {
    format!(
        "<form method=\"post\" action=\"{path}/move\"><button class=\"quiet\" id=\"journey-leave\" name=\"move\" value=\"leave\">{}</button></form>",
        words.leave
    )
}

fn offer(words: &Words, path: &str, sheet: &Sheet) -> String {
    let rows: String = sheet
        .plan
        .iter()
        .enumerate()
        .map(|(index, part)| {
            format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
                index + 1,
                words.date(part.due),
                words.money(part.amount)
            )
        })
        .collect();
    let total = words.money(sheet.plan.iter().map(|part| part.amount).sum());
    format!(
        "{}{}<section class=\"card\"><h2>{}</h2><table id=\"journey-plan\"><tbody>{rows}</tbody>\
         <tfoot><tr><td></td><td>{}</td><td>{total}</td></tr></tfoot></table><p class=\"small\">{}</p></section>\
         <form method=\"get\" action=\"{path}/identity\"><button class=\"go\" id=\"journey-continue\">{}</button></form>{}",
        heading(words, 1, words.offer_title),
        summary(words, sheet),
        words.plan,
        words.total,
        words.no_cost,
        words.go_on,
        leave(words, path),
    )
}

fn identity(words: &Words, path: &str, sheet: &Sheet, consent_missing: bool) -> String {
    let readable = |line: &String| {
        line.parse()
            .map_or_else(|_| line.clone(), |day| words.date(day))
    };
    let lines: String = sheet
        .identity
        .iter()
        .map(|line| format!("<p>{}</p>", escape(&readable(line))))
        .collect();
    let missing = if consent_missing {
        format!(
            "<p class=\"wrong\" id=\"journey-consent-missing\" role=\"alert\">{}</p>",
            words.consent_missing
        )
    } else {
        String::new()
    };
    format!(
        "{}{}<section class=\"card\"><p class=\"small\">{}</p><p class=\"name\" id=\"journey-name\">{}</p>{lines}</section>\
         <form method=\"get\" action=\"{path}/sign\">{missing}<label class=\"card consent\">\
         <input type=\"checkbox\" id=\"journey-consent\" name=\"consent\" value=\"yes\" required><span>{}</span></label>\
         <button class=\"go\" id=\"journey-continue\">{}</button></form>{}",
        heading(words, 2, words.identity_title),
        summary(words, sheet),
        words.identity_check,
        escape(&sheet.name),
        words.consent,
        words.go_on,
        leave(words, path),
    )
}

fn sign(words: &Words, path: &str, sheet: &Sheet) -> String {
    let others = [
        ("refuse", words.refuse),
        ("review", words.review),
        ("break", words.fail),
    ];
    let others: String = others
        .iter()
        .map(|(word, label)| format!("<button class=\"other\" id=\"journey-{word}\" name=\"move\" value=\"{word}\">{label}</button>"))
        .collect();
    format!(
        "{}{}<form method=\"post\" action=\"{path}/move\"><input type=\"hidden\" name=\"consent\" value=\"yes\"><section class=\"card\">\
         <label for=\"journey-signature\">{}</label>\
         <input type=\"text\" id=\"journey-signature\" name=\"signature\" value=\"{}\" autocomplete=\"name\" required></section>\
         <button class=\"go\" id=\"journey-sign\" name=\"move\" value=\"accept\">{}</button></form>{}\
         <form class=\"others\" method=\"post\" action=\"{path}/move\"><p class=\"small\">{}</p>{others}</form>",
        heading(words, 3, words.sign_title),
        summary(words, sheet),
        words.signature,
        escape(&sheet.name),
        words.sign,
        leave(words, path),
        words.simulate,
    )
}

fn end(words: &Words, sheet: &Sheet, title: &str, text: &str) -> String {
    let web = |back: &&String| back.starts_with("http://") || back.starts_with("https://");
    let back = sheet
        .back
        .as_ref()
        .filter(web)
        .map_or(String::new(), |back| {
            format!(
                "<p><a class=\"go\" id=\"journey-back\" href=\"{}\">{}</a></p>",
                escape(back),
                words.back
            )
        });
    format!(
        "<h1 id=\"journey-end\" class=\"{:?}\">{title}</h1><p>{text}</p>{}{back}",
        sheet.stage,
        summary(words, sheet)
    )
}

/// For a token that names no journey.
pub(super) fn lost(words: &Words) -> String {
    let body = format!(
        "<h1 id=\"journey-lost\">{}</h1><p>{}</p>",
        words.lost_title, words.lost_text
    );
    document(
        words.lang,
        words.lost_title,
        words.training,
        "journey",
        &body,
    )
}

/// A page of the seller's portal, which holds nothing but its name.
pub(super) fn portal(words: &Words, name: &str) -> String {
    let body = format!("<h1 id=\"portal-page\">{}</h1>", escape(name));
    document(words.lang, name, words.training, "journey", &body)
}

/// The list of addresses at `/`.
pub(super) fn index(addresses: &Addresses) -> String {
    let rows = [
        ("Cofidis", &addresses.cofidis),
        ("Payplug, main platform", &addresses.payplug),
        ("Payplug, second platform", &addresses.payplug_second),
        ("Customers' journeys", &addresses.pages),
        ("Books", &addresses.books),
        ("Trainers' page", &addresses.trainer),
    ];
    let rows: String = rows
        .iter()
        .map(|(name, at)| {
            format!(
                "<tr><td>{name}</td><td><a href=\"{0}\">{0}</a></td></tr>",
                escape(at)
            )
        })
        .collect();
    document(
        "en",
        "Sandbox",
        "TRAINING",
        "desk",
        &format!("<h1>Sandbox</h1><table>{rows}</table>"),
    )
}

/// The trainers' page around `body`.
pub(super) fn trainer(body: &str) -> String {
    document(
        "en",
        "Training",
        "TRAINING",
        "desk",
        &format!("<h1>What is to go wrong</h1>{body}"),
    )
}
