//! Everybody can use it: axe-core finds nothing against WCAG 2.2 AA on any screen, light or dark. What a program
//! cannot judge (does it read well, is it in reach) is for eyes and fingers.

use crate::{
    window::{Counter, Desktop, Mishap, Theme, first, scene},
    window_once::{key_in, look_for},
    window_pin::key_in_pin,
    window_vault::set_up,
};
use serde_json::{Value, json};
use std::{fs, path::Path};

/// The screens behind the rail, each with a control that shows it has come.
const SCREENS: [(&str, &str); 5] = [
    ("rail-start", "start-qr"),
    ("rail-deliver", "deliver-start"),
    ("rail-today", "search"),
    ("rail-attention", "empty"),
    ("rail-settings", "sandbox-trainer"),
];

const RUN: &str = "const done = arguments[arguments.length - 1];
axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(
  (found) => done(found.violations.map((each) =>
    `${each.id} (${each.help}): ${each.nodes.map((node) => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`)),
  (error) => done([String(error)]),
);";

/// What axe-core finds, screen by screen.
struct Findings {
    axe: String,
    theme: Theme,
    found: Vec<String>,
}

impl Findings {
    fn new(theme: Theme) -> Result<Findings, Mishap> {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&axe).map_err(Mishap::file(&axe))?;
        Ok(Findings {
            axe,
            theme,
            found: Vec::new(),
        })
    }

    async fn look(&mut self, counter: &Counter, screen: &str) -> Result<(), Mishap> {
        // The policy refuses scripts of others in the page; the driver brings this one from outside.
        if counter
            .page
            .run("return typeof axe === 'undefined'", Vec::new())
            .await?
            == json!(true)
        {
            counter.page.run(&self.axe, Vec::new()).await?;
        }
        let violations = counter.page.run_async(RUN, Vec::new()).await?;
        let violations = violations
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        self.found
            .extend(violations.map(|violation| format!("{screen}, {:?}: {violation}", self.theme)));
        Ok(())
    }
}

async fn every_screen(theme: Theme) -> Result<Vec<String>, Mishap> {
    let mut findings = Findings::new(theme)?;
    let mut desktop = Desktop::without_keyring(theme).await?;
    let counter = desktop.open_counter().await?;
    counter.page.await_control("first-setup").await?;
    findings.look(&counter, "first start").await?;
    counter.page.tap("first-setup").await?;
    counter.page.await_control("setup-save").await?;
    findings.look(&counter, "setting up").await?;
    counter.page.tap("setup-back").await?;
    set_up(&counter).await?;
    counter.page.await_control("fault").await?;
    findings.look(&counter, "setting up, refused").await?;

    desktop.unlock_keyring().await?;
    counter.page.tap("setup-save").await?;
    counter.page.await_control("rail-start").await?;
    desktop.close(counter).await?;
    desktop.leave_keyring_locked().await?;
    let counter = desktop.open_counter().await?;
    counter.page.await_control("trouble").await?;
    findings.look(&counter, "trouble").await?;

    desktop.unlock_keyring().await?;
    counter.page.tap("trouble-again").await?;
    counter.page.tap("rail-settings").await?;
    counter.page.await_control("ledger-verify").await?;
    findings.look(&counter, "settings of a till").await?;
    counter.page.fill("lifetime-months", "30").await?;
    counter.page.tap("lifetime-save").await?;
    key_in_pin(&counter.page, "528617").await?;
    counter.page.await_control("fault").await?;
    findings.look(&counter, "the manager's pad").await?;
    counter.page.tap("pin-cancel").await?;
    counter.page.tap("training-try").await?;
    counter.page.await_control("training-stops").await?;
    findings
        .look(&counter, "the question before training")
        .await?;
    counter.page.tap("confirm-yes").await?;
    counter.page.await_control("training-band").await?;
    for (rail, there) in SCREENS {
        counter.page.tap(rail).await?;
        counter.page.await_control(there).await?;
        findings.look(&counter, rail).await?;
    }
    key_in(&counter, "ACCESS-1").await?;
    findings.look(&counter, "start, keyed in").await?;
    counter.page.tap("start-qr").await?;
    counter.page.await_control("journey-qr").await?;
    findings.look(&counter, "journey").await?;
    counter.page.tap("journey-cancel").await?;
    counter.page.await_control("confirm-no").await?;
    findings.look(&counter, "a question").await?;
    counter.page.tap("confirm-no").await?;
    look_for(&counter.page, "ACCESS-1").await?;
    counter.page.tap(&first("financing-row-")).await?;
    counter.page.await_control("financing-state").await?;
    findings.look(&counter, "one financing").await?;
    Ok(findings.found)
}

#[test]
fn axe_finds_nothing_on_any_screen_light_or_dark() {
    for theme in [Theme::Light, Theme::Dark] {
        match scene(every_screen(theme)) {
            Ok(found) => assert!(found.is_empty(), "{}", found.join("\n")),
            Err(mishap) => panic!("{mishap}"),
        }
    }
}
