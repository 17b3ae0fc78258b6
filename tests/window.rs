//! The application in a real window, driven as a person would: a desktop of its own for each scene, the window through
//! tauri-driver and WebKitWebDriver, the customer's phone through chromedriver and Chromium. Nothing is shared between
//! scenes, every wait is asking until it holds within a deadline, and everything that was started ends with the scene.

mod counter;
mod desktop;
mod mishap;
mod page;
mod programs;

pub(crate) use counter::Counter;
pub(crate) use desktop::{Desktop, Driver, Theme, application};
pub(crate) use mishap::{Mishap, holds, same};
pub(crate) use page::{Page, first};
pub(crate) use programs::output;

use std::{
    future::Future,
    time::{Duration, Instant},
};

/// The longest that anything on a screen is waited for. Far above what it takes: it only guards against hanging.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest a whole scene may take.
const SCENE: Duration = Duration::from_secs(400);
/// Between two looks at something that is waited for.
const PAUSE: Duration = Duration::from_millis(20);

/// Asks until it holds. What it says while it does not is told in the failure.
pub(crate) async fn until<T>(
    wanted: &str,
    ask: impl AsyncFn() -> Result<T, String>,
) -> Result<T, Mishap> {
    let start = Instant::now();
    loop {
        let seen = match ask().await {
            Ok(held) => return Ok(held),
            Err(seen) => seen,
        };
        if start.elapsed() > PATIENCE {
            return Err(Mishap::TooLate {
                wanted: wanted.to_owned(),
                waited: PATIENCE,
                seen,
            });
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// How often a window is tried to be opened, where somebody else took the port by which it is driven.
const TRIES: u32 = 5;

/// Opens a window, and anew where the web engine found its port taken: its driver chooses the port, and until the
/// engine has it any program of the machine may be given it.
pub(crate) async fn where_ports_are_taken<T>(
    mut open: impl AsyncFnMut() -> Result<T, Mishap>,
) -> Result<T, Mishap> {
    for _ in 1..TRIES {
        match open().await {
            Err(Mishap::PortTaken) => println!("the window's port was taken: once more"),
            opened => return opened,
        }
    }
    open().await
}

/// Runs a scene to its end, on this thread, within the usual time.
pub(crate) fn scene<T>(play: impl Future<Output = Result<T, Mishap>>) -> Result<T, Mishap> {
    scene_within(SCENE, play)
}

/// Runs a scene to its end, on this thread, within its time.
pub(crate) fn scene_within<T>(
    limit: Duration,
    play: impl Future<Output = Result<T, Mishap>>,
) -> Result<T, Mishap> {
    // One provider for every client of this process; that it is there already is as good.
    _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        tokio::time::timeout(limit, play).await.unwrap_or_else(|_| {
            Err(Mishap::TooLate {
                wanted: "the end of the scene".to_owned(),
                waited: limit,
                seen: "none".to_owned(),
            })
        })
    })
}

/// A scene on a desktop with an unlocked keyring; when it fails, what everything said last is part of the failure.
pub(crate) fn on_a_desktop(play: impl AsyncFnOnce(&mut Desktop) -> Result<(), Mishap>) {
    let ended = scene(async {
        let mut desktop = Desktop::new().await?;
        let played = play(&mut desktop).await;
        if played.is_err() {
            eprintln!("{}", desktop.last_words());
        }
        played
    });
    if let Err(mishap) = ended {
        panic!("{mishap}");
    }
}
