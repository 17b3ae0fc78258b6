//! One tap is one deed, and one till is one program: what impatience and a second copy of the application must not do.

use crate::window::{Counter, Mishap, Page, on_a_desktop, same};
use serde_json::json;

/// Keys in what a financing in training needs.
pub(crate) async fn key_in(counter: &Counter, order: &str) -> Result<(), Mishap> {
    let page = &counter.page;
    page.tap("rail-start").await?;
    for key in ["2", "5", "0", "00"] {
        page.tap(&format!("keypad-{key}")).await?;
    }
    page.tap("product-4XCB").await?;
    page.tap("mode-two-step").await?;
    page.fill("order", order).await?;
    page.fill("customer-first-name", "Zoé").await?;
    page.fill("customer-last-name", "Nuñez").await
}

/// Looks for the financings with this order. A search looks over every day: midnight may have passed.
pub(crate) async fn look_for(page: &Page, order: &str) -> Result<(), Mishap> {
    page.tap("rail-today").await?;
    page.fill("search", order).await
}

/// Opens training mode on a fresh machine.
pub(crate) async fn train(counter: &Counter) -> Result<(), Mishap> {
    counter.page.tap("first-training").await?;
    counter.page.await_control("training-band").await
}

/// Faster than a finger: both taps and the keys come before the screen has drawn anything. What leaves is kept.
const IMPATIENT: &str = r#"
const quick = window.fetch;
window.fetch = async (...call) => {
  const answer = await quick(...call);
  if (!String(call[0]).endsWith("/start")) return answer;
  window.sent = call;
  window.firstAnswer = (await answer.clone().json()).id;
  return answer;
};
window.sendAgain = quick;
const start = document.querySelector('[data-testid="start-qr"]');
start.focus();
start.click();
start.click();
for (let count = 0; count < 20; count += 1) {
  start.dispatchEvent(new KeyboardEvent("keydown", { code: "Enter", key: "Enter", bubbles: true, repeat: true }));
  start.click();
}"#;

/// The very same form twice more, as a screen would that never saw the answer.
const SEND_AGAIN: &str = "const done = arguments[0];
const send = () => window.sendAgain(...window.sent).then((answer) => answer.json()).then((view) => view.id);
Promise.all([send(), send()]).then(done, (error) => done(String(error)));";

#[test]
fn a_double_tap_a_held_enter_and_a_form_sent_again_start_one_financing() {
    on_a_desktop(async |desktop| {
        let counter = desktop.open_counter().await?;
        train(&counter).await?;
        key_in(&counter, "DOUBLE-1").await?;
        counter.page.run(IMPATIENT, Vec::new()).await?;
        counter.page.await_control("journey-qr").await?;
        let again = counter.page.run_async(SEND_AGAIN, Vec::new()).await?;
        let first = counter
            .page
            .await_script("the first answer", "return window.firstAnswer ?? null", &[])
            .await?;
        same(
            "what the same form sent again starts",
            &json!([first.clone(), first]),
            &again,
        )?;

        counter.page.tap("rail-settings").await?;
        let books = counter.page.text("sandbox-books").await?;
        let said = reqwest::get(books).await?.text().await?;
        same(
            "orders at the gateway",
            &1,
            &said.matches("DOUBLE-1").count(),
        )?;
        look_for(&counter.page, "DOUBLE-1").await?;
        let rows =
            "return document.querySelectorAll('[data-testid^=\"financing-row-\"]').length || null";
        let rows = counter
            .page
            .await_script("the rows of this order", rows, &[])
            .await?;
        same(
            "financings of this order",
            &1,
            &rows.as_u64().unwrap_or_default(),
        )
    });
}

#[test]
fn a_second_copy_of_the_application_says_already_open_and_the_first_goes_on() {
    on_a_desktop(async |desktop| {
        let first = desktop.open_counter().await?;
        train(&first).await?;
        let second = desktop.open_counter().await?;
        second
            .page
            .await_attribute("trouble", "data-trouble", "already_open")
            .await?;
        key_in(&first, "FIRST-1").await?;

        desktop.close(first).await?;
        second.page.tap("trouble-again").await?;
        second.page.await_control("rail-start").await
    });
}
