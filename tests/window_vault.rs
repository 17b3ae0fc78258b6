//! A keyring that is locked, and one that is not there: the window says which, and nothing is done to the ledger.

use crate::{
    window::{Counter, Desktop, Mishap, Theme, holds, on_a_desktop, same, scene},
    window_pin::PIN,
};
use std::fs;

/// Sets a till of its own up, by the short form of a first start.
pub(crate) async fn set_up(counter: &Counter) -> Result<(), Mishap> {
    let page = &counter.page;
    page.tap("first-setup").await?;
    page.fill("till-shop", "Au Bon Canapé").await?;
    page.fill("till-lines", "3 place de l’Exemple, 69000 Lyon")
        .await?;
    for field in ["setup-pin", "setup-pin-again"] {
        page.fill(field, PIN).await?;
    }
    page.tap("setup-save").await
}

/// What the trouble on the screen says.
async fn told(counter: &Counter) -> Result<String, Mishap> {
    counter
        .page
        .await_attribute("trouble", "data-trouble", "vault")
        .await?;
    counter.page.text("trouble").await
}

#[test]
fn a_locked_keyring_and_a_missing_one_have_words_of_their_own_and_the_ledger_stays_as_it_was() {
    on_a_desktop(async |desktop| {
        let counter = desktop.open_counter().await?;
        set_up(&counter).await?;
        counter.page.await_control("rail-start").await?;
        desktop.close(counter).await?;
        let file = desktop.home().join("data/till.ledger");
        let before = fs::read(&file).map_err(Mishap::file(&file))?;

        desktop.leave_keyring_locked().await?;
        let counter = desktop.open_counter().await?;
        let locked = told(&counter).await?;
        desktop.close(counter).await?;

        desktop.end_keyring()?;
        let counter = desktop.open_counter().await?;
        let missing = told(&counter).await?;
        holds("a message for each", locked != missing, &locked)?;
        holds(
            "the ledger as it was",
            fs::read(&file).map_err(Mishap::file(&file))? == before,
            "another ledger",
        )?;

        // What was wrong is put right, and the same window goes on.
        desktop.unlock_keyring().await?;
        counter.page.tap("trouble-again").await?;
        counter.page.await_control("rail-start").await
    });
}

#[test]
fn a_machine_without_a_keyring_gets_no_ledger_in_the_clear() {
    let ended = scene(async {
        let mut desktop = Desktop::without_keyring(Theme::Light).await?;
        let counter = desktop.open_counter().await?;
        set_up(&counter).await?;
        counter
            .page
            .await_attribute("fault", "data-fault", "vault")
            .await?;
        for file in ["data/till.ledger", "config/till.toml"] {
            let there = desktop.home().join(file).exists();
            same(&format!("{file} without a keyring"), &false, &there)?;
        }
        // Once there is one, the same form goes on.
        desktop.unlock_keyring().await?;
        counter.page.tap("setup-save").await?;
        counter.page.await_control("rail-start").await
    });
    if let Err(mishap) = ended {
        panic!("{mishap}");
    }
}
