//! The pretended gateways' own books, asked over HTTP as anybody could: what really happened to money, whatever the
//! till says.

use crate::window::{Mishap, same};
use serde_json::Value;

/// The place where a journey's address is served.
pub(super) fn origin(address: &str) -> &str {
    let from = address.find("://").map_or(0, |at| at + 3);
    let end = address
        .get(from..)
        .and_then(|rest| rest.find('/'))
        .map_or(address.len(), |at| from + at);
    address.get(..end).unwrap_or(address)
}

/// Fails unless the books of the journey's gateway show exactly one release of the order, of this many cents.
pub(super) async fn released_once(address: &str, order: &str, cents: u32) -> Result<(), Mishap> {
    let said = reqwest::get(format!("{}/books", origin(address)))
        .await?
        .text()
        .await?;
    let books: Value = serde_json::from_str(&said)?;
    let released: Vec<u64> = ["cofidis", "payplug"]
        .iter()
        .flat_map(|gateway| releases(&books[gateway], order))
        .collect();
    same(
        &format!("releases of order {order} in the books"),
        &vec![u64::from(cents)],
        &released,
    )
}

/// The amounts of the releases of an order in one gateway's books.
fn releases(books: &Value, order: &str) -> Vec<u64> {
    let totals = books["totals"].as_object().into_iter().flatten();
    let ours: Vec<&String> = totals
        .filter(|(_, totals)| totals["order"] == order)
        .map(|(name, _)| name)
        .collect();
    let entries = books["entries"].as_array().into_iter().flatten();
    let released = entries.filter(|entry| {
        entry["effect"] == "released"
            && ours
                .iter()
                .any(|name| entry["transaction"] == name.as_str())
    });
    released
        .filter_map(|entry| entry["amount"].as_u64())
        .collect()
}
