//! Cofidis's answers, read strictly: JSON and nothing else, about our transaction and our amount and nothing else.
//! What cannot be read is unknown, never a no; only the documentation's own refusals are a no.

use super::{
    profile::{Amounts as Unit, Path, Profile},
    table::{self, Meaning},
};
use crate::{
    hosts::{is_listed, is_private},
    transport::Reply,
    word,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use financing::{
    Amounts, Cents, Journey, Key, NotSent, Order, Outcome, Rejection, RejectionKind, Report,
    Sending, Silence,
};
use serde_json::Value;
use url::Url;

/// The first bytes of every PNG.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Why an answer is not a success, as far as any method's answer can say.
pub(super) enum No {
    /// There is certainly no such transaction.
    Absent,
    /// Certainly not done.
    Rejected(Rejection),
    /// Certainly not acted on, and it may be sent again.
    NotSent(NotSent),
    /// Only asking can tell.
    Unknown(Silence),
}

impl No {
    /// A certain no with the gateway's code, or ours where it gave none.
    pub(super) fn refused(kind: RejectionKind, code: &str) -> No {
        let code = word::kept(code);
        No::Rejected(Rejection { kind, code })
    }
}

impl From<No> for Outcome {
    fn from(no: No) -> Outcome {
        match no {
            No::Absent => Outcome::Rejected(Rejection {
                kind: RejectionKind::Forbidden,
                code: "022".to_owned(),
            }),
            No::Rejected(rejection) => Outcome::Rejected(rejection),
            No::NotSent(why) => Outcome::NotSent(why),
            No::Unknown(why) => Outcome::Unknown(why),
        }
    }
}

const UNREADABLE: No = No::Unknown(Silence::Unreadable);

/// The JSON of a successful answer; `of` is the transaction it must be about, where the method concerns one.
pub(super) fn success(profile: &Profile, reply: &Reply, of: Option<&Key>) -> Result<Value, No> {
    match reply.status {
        200 => {}
        status @ (401 | 403) => {
            let code = format!("HTTP {status}");
            return Err(No::refused(RejectionKind::Credentials, &code));
        }
        429 => return Err(No::NotSent(NotSent::Busy)),
        _ => return Err(No::Unknown(Silence::PlatformFailed)),
    }
    if reply.content_type != "application/json" {
        return Err(UNREADABLE);
    }
    let answer: Value = serde_json::from_slice(&reply.body).map_err(|_error| UNREADABLE)?;
    if of.is_some_and(|key| is_of_another(profile, &answer, key)) {
        return Err(No::Unknown(Silence::OtherTransaction));
    }
    let code = text(&answer, &profile.answers.code).ok_or(UNREADABLE)?;
    match table::meaning(code) {
        Meaning::Success if of.is_some() && echo(&answer).is_none() => Err(UNREADABLE),
        Meaning::Success => Ok(answer),
        Meaning::NoSuchTransaction => Err(No::Absent),
        Meaning::Refused(kind) => Err(No::refused(kind, code)),
        Meaning::Unclear(why) => {
            // One of no table may be any text.
            let code =
                (code.len() <= 4 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code);
            tracing::warn!(code, ?why, "a response code that settles nothing");
            Err(No::Unknown(why))
        }
    }
}

/// The transaction that the answer names; `null` names none.
fn echo(answer: &Value) -> Option<&Value> {
    answer.get("transactionKey").filter(|echo| !echo.is_null())
}

/// Whether the answer names another transaction than ours. An answer that names none says nothing of the kind.
fn is_of_another(profile: &Profile, answer: &Value, key: &Key) -> bool {
    let Some(echo) = echo(answer) else {
        return false;
    };
    let ours = super::wire::key(profile, key);
    let same = |name: &str| match (echo.get(name), ours.get(name)) {
        (Some(Value::String(theirs)), Some(Value::String(ours))) => theirs == ours,
        (Some(_) | None, _) => false,
    };
    let same_if_there = |name: &str| match (echo.get(name), ours.get(name)) {
        (Some(Value::String(theirs)), Some(Value::String(ours))) => {
            theirs.eq_ignore_ascii_case(ours)
        }
        (None | Some(Value::Null), _) => true,
        (Some(_), _) => false,
    };
    let named = [
        "merchantId",
        "merchantTransactionId",
        "merchantTransactionDate",
    ];
    let besides = ["merchantCountry", "providerId"];
    !named.into_iter().all(same) || !besides.into_iter().all(same_if_there)
}

/// Where the transaction stands, by a successful answer.
pub(super) fn report(profile: &Profile, answer: &Value, order: &Order) -> Result<Report, No> {
    let names = &profile.answers;
    if let Some(amount) = at(answer, &names.amount)
        && money(profile, amount)? != order.amount
    {
        return Err(No::Unknown(Silence::OtherTransaction));
    }
    let word = answer.get("transactionStatus").and_then(Value::as_str);
    let word = word.filter(|word| !word.is_empty()).ok_or(UNREADABLE)?;
    let status = table::status(&profile.states, word, order.terms.route);
    let detail = at(answer, &names.detail).and_then(Value::as_str);
    Ok(Report {
        amounts: amounts(profile, answer)?,
        detail: detail.map(word::kept),
        ..Report::of(status)
    })
}

/// The four amounts: all of them or none.
fn amounts(profile: &Profile, answer: &Value) -> Result<Option<Amounts>, No> {
    let names = &profile.answers;
    let named = [
        &names.authorised,
        &names.released,
        &names.cancelled,
        &names.refunded,
    ];
    match named.map(|path| at(answer, path)) {
        [None, None, None, None] => Ok(None),
        [
            Some(authorised),
            Some(released),
            Some(cancelled),
            Some(refunded),
        ] => Ok(Some(Amounts {
            authorised: money(profile, authorised)?,
            released: money(profile, released)?,
            cancelled: money(profile, cancelled)?,
            refunded: money(profile, refunded)?,
        })),
        _ => Err(UNREADABLE),
    }
}

fn money(profile: &Profile, value: &Value) -> Result<Cents, No> {
    let amount = match profile.amounts {
        Unit::Cents => value.as_i64().and_then(|cents| Cents::new(cents).ok()),
        Unit::Euros => value.as_str().and_then(|text| Cents::parse(text).ok()),
    };
    amount.ok_or(UNREADABLE)
}

/// The journey that a successful opening brought; none when it brought none of the kind that was asked for.
pub(super) fn journey(
    profile: &Profile,
    answer: &Value,
    order: &Order,
) -> Result<Option<Journey>, No> {
    let names = &profile.answers;
    let reserves = profile.delivery.signal.opens_with_initialize();
    match order.sending {
        Sending::Sms => Ok(Some(Journey::Texted)),
        Sending::Link => {
            let path = if reserves {
                &names.journey
            } else {
                &names.link
            };
            match text(answer, path) {
                None => Ok(None),
                Some(link) => {
                    let address = to_be_opened(profile, link).ok_or(UNREADABLE)?;
                    Ok(Some(Journey::Address(address)))
                }
            }
        }
        Sending::Qr => match text(answer, &names.picture) {
            None => Ok(None),
            Some(picture) => match STANDARD.decode(picture) {
                Ok(bytes) if bytes.starts_with(PNG) => {
                    Ok(Some(Journey::Picture(picture.to_owned())))
                }
                Ok(_) | Err(_) => Err(UNREADABLE),
            },
        },
    }
}

/// The portal's address of a successful `connect`.
pub(super) fn portal(profile: &Profile, answer: &Value) -> Result<String, No> {
    text(answer, &profile.answers.portal)
        .and_then(|link| to_be_opened(profile, link))
        .ok_or(UNREADABLE)
}

/// An address that may be opened by a customer or by staff: https to one of the profile's hosts, or this machine and
/// the shop's own network where the profile's gateway is pretended; and without a user in it that could pass for a host.
/// It is written anew as it was understood: in `https://ours\@theirs` some readers find one host and some the other.
fn to_be_opened(profile: &Profile, link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let host = url.host()?;
    let pretended = profile.journey_plain_http && is_private(&host);
    let secure = url.scheme() == "https" || (url.scheme() == "http" && pretended);
    let known = pretended || is_listed(&profile.journey_hosts, &host);
    let plain = url.username().is_empty() && url.password().is_none();
    (secure && known && plain).then(|| url.to_string())
}

/// What stands at a path; nothing where it is absent or null.
fn at<'a>(answer: &'a Value, path: &Path) -> Option<&'a Value> {
    path.names()
        .iter()
        .try_fold(answer, |value, name| value.get(name))
        .filter(|value| !value.is_null())
}

fn text<'a>(answer: &'a Value, path: &Path) -> Option<&'a str> {
    at(answer, path).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cofidis::sandbox_text;
    use chrono::NaiveDate;
    use proptest::prelude::*;
    use serde_json::json;

    fn profile() -> Profile {
        let base = Url::parse("http://127.0.0.1:9").expect("a url");
        Profile::read(&sandbox_text(&base)).expect("a profile")
    }

    fn ours() -> Key {
        Key {
            reference: "2YgKoUd4DB".to_owned(),
            date: NaiveDate::from_ymd_opt(2026, 2, 27).expect("a date"),
        }
    }

    fn reply(body: Vec<u8>) -> Reply {
        Reply {
            status: 200,
            content_type: "application/json".to_owned(),
            body,
        }
    }

    #[test]
    fn an_answer_that_is_cut_anywhere_is_not_an_answer() {
        let profile = profile();
        let key = crate::cofidis::wire::key(&profile, &ours());
        let whole = json!({ "responseCode": "000", "transactionKey": key }).to_string();
        let read = |body: &str| success(&profile, &reply(body.into()), Some(&ours()));
        assert!(read(&whole).is_ok());
        for length in 0..whole.len() {
            let cut = read(&whole[..length]);
            assert!(
                matches!(cut, Err(No::Unknown(Silence::Unreadable))),
                "{length}"
            );
        }
    }

    proptest! {
        #[test]
        fn bytes_that_are_nothing_are_neither_a_yes_nor_a_no(body in any::<Vec<u8>>()) {
            let read = success(&profile(), &reply(body), Some(&ours()));
            prop_assert!(matches!(read, Err(No::Unknown(_))));
        }
    }
}
