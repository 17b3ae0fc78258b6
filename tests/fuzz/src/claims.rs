//! What must hold of anything that comes from outside: one file a source, each with one function that takes bytes and
//! panics when a claim is broken. The fuzz targets feed them what a fuzzer thinks of; the tests feed them every file of
//! the corpus and what chance makes of it. They know neither.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a claim that is broken panics"
)]

mod cofidis_answers;
mod cofidis_notifications;
mod journal;
mod journeys;
mod payplug_answers;
mod payplug_hash;
mod payplug_notifications;
mod payplug_rows;
mod profiles;
mod redirects;
mod shop;

/// The claims about one source.
pub struct Source {
    /// The name of its fuzz target and of its folder in the corpus.
    pub name: &'static str,
    /// Panics when what it is given breaks a claim. Says whether it was taken for what it seems to be: a reader that takes
    /// nothing keeps every claim.
    pub holds: fn(&[u8]) -> bool,
}

/// Every source, by name.
pub const SOURCES: [Source; 9] = [
    source("cofidis_answers", cofidis_answers::hold),
    source("cofidis_notifications", cofidis_notifications::hold),
    source("journal", journal::hold),
    source("payplug_answers", payplug_answers::hold),
    source("payplug_hash", payplug_hash::hold),
    source("payplug_notifications", payplug_notifications::hold),
    source("payplug_rows", payplug_rows::hold),
    source("profiles", profiles::hold),
    source("redirects", redirects::hold),
];

const fn source(name: &'static str, holds: fn(&[u8]) -> bool) -> Source {
    Source { name, holds }
}

/// Holds what was thought of against the claims about one source.
pub fn hold(source: &str, bytes: &[u8]) {
    let of_it = SOURCES.iter().find(|known| known.name == source);
    let _taken = (of_it.unwrap().holds)(bytes);
}
