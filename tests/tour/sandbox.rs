//! The pretended gateways as anybody can ask them over HTTP: their own books (what really happened to money, whatever
//! the till says) and how their journeys begin.

use super::deal::Beginning;
use crate::window::{Mishap, Page, same};
use serde_json::{Value, json};

/// What a gateway's answer takes over the Internet, about, in milliseconds: a till on its own machine's loopback would
/// be measured while it still paints what the tap changed.
const REAL_MS: u64 = 400;

/// The sandbox that the application runs in training.
pub(super) struct Sandbox {
    books: String,
    client: reqwest::Client,
    released_before: usize,
}

impl Sandbox {
    /// The one whose address the settings show, as its books stand now.
    pub(super) async fn of(till: &Page) -> Result<Sandbox, Mishap> {
        till.tap("rail-settings").await?;
        let books = till.text("sandbox-books").await?;
        let mut sandbox = Sandbox {
            books,
            client: reqwest::Client::new(),
            released_before: 0,
        };
        sandbox.released_before = sandbox.releases().await?.len();
        Ok(sandbox)
    }

    /// Another address of the same place.
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.books.trim_end_matches("/books"))
    }

    /// Has Payplug's next journeys begin in this way; Cofidis's always begin with an address, and its next one takes
    /// as long as over the Internet.
    pub(super) async fn begin_with(&self, beginning: Beginning) -> Result<(), Mishap> {
        let order = match beginning {
            Beginning::Address => json!({ "cofidis": {
                "method": "sendPayment",
                "fate": { "acts": true, "answer": { "late": { "ms": REAL_MS } } },
            } }),
            Beginning::PlainRedirect => json!({ "redirect": { "shape": "get_form" } }),
            Beginning::Form => json!({ "redirect": { "shape": "post_form" } }),
        };
        self.client
            .post(self.at("/fault"))
            .json(&order)
            .send()
            .await?
            .error_for_status()?;
        Ok(())
    }

    /// Fails unless the books show exactly one release since they were opened, of this many cents.
    pub(super) async fn released_once(&self, cents: u32) -> Result<(), Mishap> {
        let releases = self.releases().await?;
        let since = releases
            .get(self.released_before..)
            .unwrap_or_default()
            .to_vec();
        same(
            "new releases in the gateway's books",
            &vec![u64::from(cents)],
            &since,
        )
    }

    /// Fails unless the books show exactly these refunds, in cents.
    pub(super) async fn refunded(&self, cents: &[u32]) -> Result<(), Mishap> {
        let wanted: Vec<u64> = cents.iter().map(|cents| u64::from(*cents)).collect();
        let refunds = amounts_of("refunded", &self.said().await?);
        same("refunds in the gateway's books", &wanted, &refunds)
    }

    async fn releases(&self) -> Result<Vec<u64>, Mishap> {
        Ok(amounts_of("released", &self.said().await?))
    }

    async fn said(&self) -> Result<Value, Mishap> {
        let said = self.client.get(&self.books).send().await?.text().await?;
        Ok(serde_json::from_str(&said)?)
    }
}

/// The amounts of all effects of this kind in both gateways' books, the oldest first within each.
fn amounts_of(effect: &str, books: &Value) -> Vec<u64> {
    let entries = ["cofidis", "payplug"]
        .into_iter()
        .filter_map(|gateway| books[gateway]["entries"].as_array())
        .flatten();
    entries
        .filter(|entry| entry["effect"] == effect)
        .filter_map(|entry| entry["amount"].as_u64())
        .collect()
}

#[test]
fn the_books_tell_a_release_that_was_done_twice() {
    let entry = |effect: &str| json!({ "transaction": "one", "effect": effect, "amount": 700 });
    let books = json!({
        "cofidis": { "entries": [entry("reserved"), entry("released"), entry("released")] },
        "payplug": { "entries": [] },
    });
    assert_eq!(amounts_of("released", &books), [700, 700]);
}
