//! The log: one file, begun anew when it has grown past a megabyte, the one before it kept. It holds no secret and no
//! personal data: what is logged is an error's own words, and those hold none; of a panic, whose words may quote what
//! it tripped over, the place alone. A fault that the screen shows carries a reference, and the reference stands in
//! the log line. A log that cannot be written keeps nothing from opening: what it would have said is then said aloud.

use crate::home::Home;
use std::{
    env,
    fs::{self, File, OpenOptions},
    io,
    panic::PanicHookInfo,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};
use tracing_subscriber::EnvFilter;

const FULL: u64 = 1_000_000;

/// What is logged unless somebody looks for something.
const USUAL: &str = "info,zbus=warn";

/// What is to be logged, in the words of `COMPTOIR_LOG`.
pub(crate) fn wanted() -> String {
    env::var("COMPTOIR_LOG").unwrap_or_else(|_unset| USUAL.to_owned())
}

/// Begins logging what is `wanted`: into the file, or, on a disk that takes none, on the error stream. A second call does
/// nothing.
pub(crate) fn begin(home: &Home, wanted: &str) {
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new(USUAL));
    let words = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false);
    // A second program part that began it first is no fault: the log is there.
    match file(home) {
        Ok(file) => {
            let subscriber = words.with_writer(Mutex::new(file)).finish();
            _ = tracing::subscriber::set_global_default(subscriber);
        }
        Err(error) => {
            let subscriber = words.with_writer(io::stderr).finish();
            _ = tracing::subscriber::set_global_default(subscriber);
            fault("log", &error);
        }
    }
}

/// The log's file. One that is full and cannot be laid aside grows on.
pub(crate) fn file(home: &Home) -> io::Result<File> {
    home.make()?;
    let path = home.log();
    if fs::metadata(&path).is_ok_and(|file| file.len() > FULL) {
        _ = fs::rename(&path, path.with_extension("log.1"));
    }
    OpenOptions::new().create(true).append(true).open(path)
}

/// Logs a fault and gives the reference that finds it.
pub(crate) fn fault(code: &str, error: &dyn std::error::Error) -> String {
    let reference = reference();
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let because: Vec<String> = causes.map(ToString::to_string).collect();
    tracing::error!(%reference, code, %error, ?because, "fault");
    reference
}

/// Logs where a panic was, and gives what may be said of it aloud: neither says its words.
pub(crate) fn panicked(panic: &PanicHookInfo<'_>) -> String {
    let reference = reference();
    let place = panic.location().map(ToString::to_string);
    let place = place.unwrap_or_else(|| "an unknown place".to_owned());
    tracing::error!(%reference, place, "panic");
    format!("Comptoir fell over at {place}; the log has it under {reference}")
}

/// What finds a line: the time, and a number that this run has not used.
fn reference() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    format!(
        "{:X}-{}",
        seconds & 0xF_FFFF,
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}
