//! The power goes while a release is unanswered: the program is killed between the dispatch and the answer, and the
//! next start must ask what became of it and never send it again.

use crate::{
    window::{Counter, Desktop, Mishap, first, holds, on_a_desktop, same, until},
    window_once::{key_in, look_for},
    window_pin::choose_pin,
};
use sandbox::{Options, Running, Sandbox, books::Effect};
use serde_json::json;
use std::{fs, path::Path};

/// A till of its own whose one gateway is this sandbox, as a profile of its own says.
pub(crate) fn lay_out(desktop: &Desktop, sandbox: &Running) -> Result<(), Mishap> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src-tauri/crates/gateways/profiles/sandbox.toml");
    let profile = fs::read_to_string(&shipped).map_err(Mishap::file(&shipped))?;
    let till = "language = \"en\"\nstaff = \"Inès\"\n\n[till]\nshop = \"Maison Lumière\"\nshop_lines = []\n\
                till = \"T2\"\ncountry = \"FR\"\nzone = \"Europe/Paris\"\ngateways = [\"sandbox\"]\n";
    let config = desktop.home().join("config");
    fs::create_dir_all(config.join("profiles")).map_err(Mishap::file(&config))?;
    for (file, text) in [
        (
            "profiles/sandbox.toml",
            profile.replace("{sandbox}", &sandbox.addresses().cofidis),
        ),
        ("till.toml", till.to_owned()),
    ] {
        fs::write(config.join(file), text).map_err(Mishap::file(config.join(file)))?;
    }
    Ok(())
}

/// Puts what the sandbox takes into the keyring, through the settings. The till has no manager's PIN before: the first
/// change has one chosen.
pub(crate) async fn give_credentials(counter: &Counter, secret: &str) -> Result<(), Mishap> {
    counter.page.tap("rail-settings").await?;
    counter.page.tap("settings-credentials-sandbox").await?;
    for (name, word) in [("api_key_id", "training"), ("api_key", secret)] {
        counter
            .page
            .fill(&format!("credential-sandbox-{name}"), word)
            .await?;
        counter
            .page
            .tap(&format!("credential-save-sandbox-{name}"))
            .await?;
        if name == "api_key_id" {
            choose_pin(&counter.page).await?;
        }
        counter
            .page
            .await_control(&format!("credential-delete-sandbox-{name}"))
            .await?;
    }
    Ok(())
}

/// The customer signs, without a browser.
pub(crate) async fn sign(address: &str) -> Result<(), Mishap> {
    let client = reqwest::Client::new();
    client.get(address).send().await?.error_for_status()?;
    let signed = [
        ("move", "accept"),
        ("signature", "Zoé Nuñez"),
        ("consent", "yes"),
    ];
    client
        .post(format!("{address}/move"))
        .form(&signed)
        .send()
        .await?
        .error_for_status()?;
    Ok(())
}

/// Makes the next call of `confirm` act and never answer.
async fn leave_unanswered(sandbox: &Running) -> Result<(), Mishap> {
    let fault =
        json!({ "cofidis": { "method": "confirm", "fate": { "acts": true, "answer": "hung" } } });
    sandbox.script(serde_json::from_value(fault)?).await;
    Ok(())
}

/// The faults that were ordered and have met no call yet.
async fn faults(sandbox: &Running) -> Result<String, Mishap> {
    Ok(
        reqwest::get(format!("{}/fault", sandbox.addresses().cofidis))
            .await?
            .text()
            .await?,
    )
}

fn releases(sandbox: &Running) -> usize {
    sandbox
        .books()
        .cofidis
        .entries()
        .iter()
        .filter(|entry| entry.effect == Effect::Released)
        .count()
}

#[test]
fn after_a_power_cut_an_unanswered_release_is_asked_about_and_never_sent_again() {
    on_a_desktop(async |desktop| {
        let sandbox = Sandbox::start(Options::default()).await?;
        lay_out(desktop, &sandbox)?;
        let counter = desktop.open_counter().await?;
        give_credentials(&counter, "training-secret").await?;
        key_in(&counter, "POWER-1").await?;
        counter.page.tap("start-qr").await?;
        sign(&counter.page.value("journey-address").await?).await?;
        counter
            .page
            .await_attribute("journey-state", "data-state", "accepted")
            .await?;

        leave_unanswered(&sandbox).await?;
        counter.page.tap("rail-deliver").await?;
        counter.page.tap(&first("deliver-T2-")).await?;
        counter.page.tap("confirm-yes").await?;
        until("the release at the gateway", async || {
            match releases(&sandbox) {
                1 => Ok(()),
                other => Err(format!("{other} releases")),
            }
        })
        .await?;
        desktop.cut_power(counter).await?;

        // A second confirm would meet this fate and use it up.
        leave_unanswered(&sandbox).await?;
        let lies_in_wait = faults(&sandbox).await?;
        holds(
            "a fate that lies in wait",
            lies_in_wait.contains("confirm"),
            &lies_in_wait,
        )?;
        let counter = desktop.open_counter().await?;
        look_for(&counter.page, "POWER-1").await?;
        counter.page.tap(&first("financing-row-")).await?;
        counter
            .page
            .await_attribute("financing-state", "data-state", "financed")
            .await?;
        same("releases in the gateway's books", &1, &releases(&sandbox))?;
        same(
            "what lies in wait for a second confirm",
            &lies_in_wait,
            &faults(&sandbox).await?,
        )
    });
}
