//! The figures that the budgets speak of, measured on this machine in this run and printed, never asserted: a busy
//! machine is no fault of the till. It knows where the system and the page keep such figures.

use super::guide::Guide;
use crate::window::{Counter, Mishap, Page, output};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// How long the idle till is watched. A measure, not a wait.
const IDLE: Duration = Duration::from_secs(4);

/// What was measured.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// For each financing: from the tap to the QR code, without the gateway's answer.
    pub(super) added_ms: Vec<u64>,
    start: Option<Start>,
    idle: Duration,
    resident_kb: u64,
    anonymous_kb: u64,
}

/// The milestones of one start, in milliseconds since the process began.
#[derive(Debug)]
struct Start {
    page: u64,
    window: u64,
    usable: u64,
}

impl Figures {
    /// Watches the till while nobody touches it, and reads its memory.
    pub(super) async fn read_idle(
        &mut self,
        guide: &Guide,
        counter: &Counter,
    ) -> Result<(), Mishap> {
        guide.step("nobody touches the till for a while: it costs no processor time");
        let before = counter.processor_time()?;
        tokio::time::sleep(IDLE).await;
        self.idle = counter.processor_time()?.saturating_sub(before);
        (self.resident_kb, self.anonymous_kb) = counter.memory_kb()?;
        Ok(())
    }

    /// Reads when the window stood and when it could be used, from the page's own clock.
    pub(super) async fn read_start(&mut self, counter: &Counter) -> Result<(), Mishap> {
        let begun = counter.started_ms()?;
        let read = counter.page.run(
            "const [load] = performance.getEntriesByType('navigation');
             const paint = performance.getEntriesByName('first-contentful-paint')[0];
             const answers = performance.getEntriesByType('resource').filter((each) => each.name.includes('situation'));
             const at = (offset) => Math.round(performance.timeOrigin + offset);
             return [at(0), at(load?.domContentLoadedEventEnd ?? 0), at(paint?.startTime ?? answers[0]?.responseEnd ?? 0)]",
            Vec::new(),
        );
        let moments: Vec<u64> = serde_json::from_value(read.await?)?;
        if let [page, window, usable] = moments[..] {
            let since = |moment: u64| moment.saturating_sub(begun);
            self.start = Some(Start {
                page: since(page),
                window: since(window),
                usable: since(usable),
            });
        }
        Ok(())
    }

    /// Prints what was measured beside its budget.
    pub(super) fn print(&self) -> Result<(), Mishap> {
        println!(
            "\nFigures of this run, on this machine ({} build of the application):",
            build()
        );
        println!(
            "  tap to QR, without the gateway's answer: {:?} ms (budget 10)",
            self.added_ms
        );
        match &self.start {
            Some(Start {
                page,
                window,
                usable,
            }) => println!(
                "  start: web view up after {page} ms, its page loaded after {window} ms, the counter usable after \
                 {usable} ms: {} ms over the window alone (budget 150)",
                usable.saturating_sub(*window)
            ),
            None => println!("  start: the page does not tell"),
        }
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

/// Has the page note when *Show the QR code* is tapped and when the code can be painted.
pub(super) async fn watch_for_the_code(till: &Page) -> Result<(), Mishap> {
    till.run(
        "window.tourCode = null;
         document.querySelector('[data-testid=\"start-qr\"]').addEventListener('click', () => {
           const tapped = performance.now();
           const watch = new MutationObserver(() => {
             const code = document.querySelector('[data-testid=\"journey-qr\"]');
             if (code === null) return;
             watch.disconnect();
             void code.decode().then(() => { window.tourCode = Math.round(performance.now() - tapped); });
           });
           watch.observe(document.body, { childList: true, subtree: true });
         }, { capture: true, once: true });",
        Vec::new(),
    )
    .await
    .map(|_| ())
}

/// Milliseconds from the tap to the QR code.
pub(super) async fn tap_to_code_ms(till: &Page) -> Result<u64, Mishap> {
    let read = till
        .await_script("the QR code to be painted", "return window.tourCode", &[])
        .await?;
    Ok(read.as_u64().unwrap_or(0))
}

fn build() -> &'static str {
    if cfg!(debug_assertions) {
        "debug"
    } else {
        "release"
    }
}

fn release_binary() -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_comptoir"));
    built
        .ancestors()
        .nth(2)
        .unwrap_or(built)
        .join("release/comptoir")
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
