//! The manager's pad in the real window, keyed in as a person would: by its keys or by the keyboard. What a PIN opens is
//! proven in `src-tauri/tests/pin.rs`; here, that the real screen and the real keyring play together, across a restart.

use crate::{
    window::{Counter, Mishap, Page, first, on_a_desktop, output, same, until},
    window_once::{key_in, look_for},
    window_power::{give_credentials, lay_out, sign},
};
use sandbox::{Options, Running, Sandbox, books::Effect};

/// The manager's PIN of every till here.
pub(crate) const PIN: &str = "730519284637";
/// That of training.
pub(crate) const TRAINING_PIN: &str = "2468";

/// Keys a PIN in on the pad, once it is open.
pub(crate) async fn key_in_pin(page: &Page, pin: &str) -> Result<(), Mishap> {
    page.await_attribute("pin-dots", "data-count", "0").await?;
    for digit in pin.chars() {
        page.tap(&format!("pin-{digit}")).await?;
    }
    page.tap("pin-ok").await
}

/// Chooses the PIN of a till that has none, where the pad asks for it.
pub(crate) async fn choose_pin(page: &Page) -> Result<(), Mishap> {
    key_in_pin(page, PIN).await?;
    key_in_pin(page, PIN).await
}

/// Waits until the pad has gone.
pub(crate) async fn pad_goes(page: &Page) -> Result<(), Mishap> {
    let gone = "return document.querySelector('[data-testid=\"pin-pad\"]') === null";
    page.await_script("the pad to go", gone, &[]).await?;
    Ok(())
}

fn refunds(sandbox: &Running) -> usize {
    let books = sandbox.books().cofidis;
    let entries = books.entries().iter();
    entries
        .filter(|entry| entry.effect == Effect::Refunded)
        .count()
}

/// Opens the one financing and presses *Refund*, and *yes*.
async fn asks_for_the_refund(counter: &Counter) -> Result<(), Mishap> {
    look_for(&counter.page, "PIN-1").await?;
    counter.page.tap(&first("financing-row-")).await?;
    counter
        .page
        .await_attribute("financing-state", "data-state", "financed")
        .await?;
    counter.page.tap("refund").await?;
    counter.page.tap("confirm-yes").await?;
    counter.page.await_control("pin-pad").await
}

#[test]
fn a_refund_waits_at_the_pad_for_the_pin_that_the_keyring_knows_and_goes_on_by_itself() {
    on_a_desktop(async |desktop| {
        let sandbox = Sandbox::start(Options::default()).await?;
        lay_out(desktop, &sandbox)?;
        let counter = desktop.open_counter().await?;
        give_credentials(&counter, "training-secret").await?;
        key_in(&counter, "PIN-1").await?;
        counter.page.tap("start-qr").await?;
        sign(&counter.page.value("journey-address").await?).await?;
        let accepted = counter
            .page
            .await_attribute("journey-state", "data-state", "accepted");
        accepted.await?;
        counter.page.tap("rail-deliver").await?;
        counter.page.tap(&first("deliver-T2-")).await?;
        counter.page.tap("confirm-yes").await?;
        asks_for_the_refund(&counter).await?;
        key_in_pin(&counter.page, "528617").await?;
        counter
            .page
            .await_attribute("fault", "data-fault", "manager")
            .await?;
        counter.page.tap("pin-cancel").await?;
        pad_goes(&counter.page).await?;
        same("refunds without a manager", &0, &refunds(&sandbox))?;
        desktop.close(counter).await?;

        let counter = desktop.open_counter().await?;
        asks_for_the_refund(&counter).await?;
        let keyboard = |keys: &[&str]| {
            let mut keyboard = desktop.command("xdotool");
            let ours = [
                "search",
                "--onlyvisible",
                "--class",
                "comptoir",
                "windowfocus",
            ];
            output(keyboard.args(ours).args(keys))
        };
        keyboard(&["type", "--delay", "80", PIN])?;
        counter
            .page
            .await_attribute("pin-dots", "data-count", "12")
            .await?;
        keyboard(&["key", "Return"])?;
        counter
            .page
            .await_attribute("financing-state", "data-state", "refunded")
            .await?;
        until("the refund at the gateway", async || {
            match refunds(&sandbox) {
                1 => Ok(()),
                other => Err(format!("{other} refunds")),
            }
        })
        .await
    });
}
