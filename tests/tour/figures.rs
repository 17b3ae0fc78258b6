//! The figures that the budgets speak of, measured on this machine in this run and printed, never asserted: a busy
//! machine is no fault of the till. It knows where the system and the page keep such figures.

use super::guide::Guide;
use crate::window::{Counter, Desktop, Mishap, Page, application, output};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// How long the idle till is watched. A measure, not a wait.
const IDLE: Duration = Duration::from_secs(4);

/// How long the bare web view may take to paint its line.
const BARE: Duration = Duration::from_secs(20);

/// What was measured.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// For each financing: what the application adds to the gateway's answer between the tap and the QR code.
    pub(super) added: Vec<Added>,
    /// Starts over a small ledger and over one with [`super::crowd::OLD`] financings, in milliseconds.
    pub(super) crowd: [u64; 2],
    start: Option<Start>,
    idle: Duration,
    resident_kb: u64,
    anonymous_kb: u64,
}

/// What stands between a tap and the QR code beside the gateway's answer, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Added {
    /// Until the code is in the page: the application's own part.
    pub(super) to_page: u64,
    /// Until the web view has painted it.
    pub(super) to_glass: u64,
}

/// One start of the application beside one of the bare web view, in milliseconds.
#[derive(Debug)]
struct Start {
    /// From the beginning of the process until the web view asks for the page.
    page: u64,
    /// From then until the counter is painted, which it is once it can be used.
    usable: u64,
    /// From then until a page of one line is painted by the same engine.
    bare: Option<u64>,
}

/// How long a page was on its way to its first paint, and when it was begun, by the page's own clock.
const PAINTED: &str = "const [paint] = performance.getEntriesByName('first-contentful-paint');
     return paint ? [Math.round(performance.timeOrigin), Math.round(paint.startTime)] : null";

impl Figures {
    /// Watches the till while nobody touches it, and reads its memory.
    pub(super) async fn read_idle(
        &mut self,
        guide: &Guide,
        counter: &Counter,
    ) -> Result<(), Mishap> {
        guide.step("nobody touches the till for a while: it costs no processor time");
        counter.page.tap("rail-start").await?;
        counter.page.settle().await?;
        let before = counter.processor_time()?;
        tokio::time::sleep(IDLE).await;
        self.idle = counter.processor_time()?.saturating_sub(before);
        (self.resident_kb, self.anonymous_kb) = counter.memory_kb()?;
        Ok(())
    }

    /// Reads when the counter was painted, and has the bare web view paint a line for comparison.
    pub(super) async fn read_start(
        &mut self,
        desktop: &mut Desktop,
        counter: &Counter,
    ) -> Result<(), Mishap> {
        let (asked, usable) = painted(&counter.page).await?;
        let (driver, bare) = desktop.open_bare_view().await?;
        // It is a measure of somebody else's program: where that hangs, nothing is compared.
        let line = async {
            bare.go("data:text/html,<!doctype html><title>bare</title><p>Comptoir")
                .await?;
            painted(&bare).await
        };
        let line = tokio::time::timeout(BARE, line).await;
        desktop.end_driver(driver)?;
        self.start = Some(Start {
            page: asked.saturating_sub(counter.started_ms()?),
            usable,
            bare: line.ok().transpose()?.map(|(_, ms)| ms),
        });
        Ok(())
    }

    /// Prints what was measured beside its budget.
    pub(super) fn print(&self) -> Result<(), Mishap> {
        println!(
            "\nFigures of this run, on this machine ({} build of the application):",
            build()
        );
        println!(
            "  tap to QR, without the gateway's answer: {:?} ms to the page (budget 10), {:?} ms painted",
            self.added
                .iter()
                .map(|added| added.to_page)
                .collect::<Vec<_>>(),
            self.added
                .iter()
                .map(|added| added.to_glass)
                .collect::<Vec<_>>(),
        );
        if let Some(Start { page, usable, bare }) = &self.start {
            let compared = match bare {
                Some(bare) => format!(
                    "a line in the bare web view {bare} ms later: {} ms more",
                    usable.saturating_sub(*bare)
                ),
                None => "the bare web view painted nothing in time".to_owned(),
            };
            println!(
                "  start: the web view asks for the page after {page} ms; the counter is painted {usable} ms later, \
                 {compared} (budget 150)",
            );
        }
        let [small, crowded] = self.crowd;
        println!(
            "  start of a till set up, from the page to its paint: {small} ms; with {} old financings {crowded} ms",
            super::crowd::OLD
        );
        println!(
            "  idle: {:?} of processor time in {IDLE:?} (budget none)",
            self.idle
        );
        println!(
            "  memory of our own process: {} kB of its own, {} kB with the web engine's shared libraries (budget 60,000)",
            self.anonymous_kb, self.resident_kb
        );
        match fs::metadata(release_binary()) {
            Ok(binary) => println!(
                "  release binary: {} kB (budget 25,000)",
                binary.len() / 1000
            ),
            Err(_) => println!("  release binary: not built here"),
        }
        println!(
            "  screen, compressed: {} kB (budget 300)",
            screen_bytes()? / 1000
        );
        Ok(())
    }
}

/// When a page was begun and how long after that it was painted, in milliseconds.
pub(super) async fn painted(page: &Page) -> Result<(u64, u64), Mishap> {
    let read = page.await_script("the first paint", PAINTED, &[]).await?;
    Ok(serde_json::from_value(read)?)
}

/// Has the page note when *Show the QR code* is tapped, when the code is in the page and when that has been painted.
pub(super) async fn watch_for_the_code(till: &Page) -> Result<(), Mishap> {
    till.run(
        "window.tourCode = null;
         document.querySelector('[data-testid=\"start-qr\"]').addEventListener('click', () => {
           const tapped = performance.now();
           const since = () => Math.round(performance.now() - tapped);
           const watch = new MutationObserver(() => {
             if (document.querySelector('[data-testid=\"journey-qr\"]') === null) return;
             watch.disconnect();
             const inPage = since();
             // The first frame paints it; the second begins when that is done.
             requestAnimationFrame(() => requestAnimationFrame(() => { window.tourCode = [inPage, since()]; }));
           });
           watch.observe(document.body, { childList: true, subtree: true });
         }, { capture: true, once: true });",
        Vec::new(),
    )
    .await
    .map(|_| ())
}

/// What stood between the tap and the QR code beside a gateway's answer of so many milliseconds.
pub(super) async fn added(till: &Page, answer_ms: u64) -> Result<Added, Mishap> {
    let read = till
        .await_script("the QR code to be painted", "return window.tourCode", &[])
        .await?;
    let [to_page, to_glass]: [u64; 2] = serde_json::from_value(read)?;
    Ok(Added {
        to_page: to_page.saturating_sub(answer_ms),
        to_glass: to_glass.saturating_sub(answer_ms),
    })
}

/// Milliseconds that the gateway's answer took, as the till itself saw it: of the first call after this place in its
/// log.
pub(super) fn answer_ms(log: &str, after: usize) -> Result<u64, Mishap> {
    let line = log
        .get(after..)
        .unwrap_or_default()
        .lines()
        .find(|line| line.contains("gateway answered"));
    let took = line.and_then(|line| line.split_once("took_us=")?.1.split(' ').next());
    let microseconds: Option<u64> = took.and_then(|number| number.parse().ok());
    microseconds
        .map(|number| number / 1000)
        .ok_or_else(|| Mishap::differs("the log after the tap", "an answer", log))
}

/// The profile that the application was built with, which its folder is called after.
fn build() -> String {
    let application = application();
    let folder = application.parent().and_then(Path::file_name);
    folder.unwrap_or_default().display().to_string()
}

fn release_binary() -> PathBuf {
    let built = application();
    let target = built.ancestors().nth(2).unwrap_or(&built);
    target.join("release/comptoir")
}

/// The size of the built screen, packed as a package would be.
fn screen_bytes() -> Result<u64, Mishap> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/dist");
    let packed = output(
        Command::new("sh")
            .args(["-c", "tar -C \"$1\" -cz . | wc -c", "sh"])
            .arg(folder),
    )?;
    Ok(packed.trim().parse().unwrap_or(0))
}
