//! Runs one test of this program again, in a program of its own whose calls strace answers with a fault.

use std::{
    env,
    path::Path,
    process::{Command, Output, Stdio},
};

/// Runs `test` with a path in its environment, under this injection: `pwrite64:error=ENOSPC:when=3+`, say.
pub(super) fn disturbed(injection: &str, test: &str, (name, path): (&str, &Path)) -> Output {
    let call = injection.split(':').next().unwrap_or_default();
    Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e"])
        .arg(format!("trace={call}"))
        .arg("-e")
        .arg(format!("inject={injection}"))
        .arg(env::current_exe().unwrap())
        .args(["--exact", test, "--test-threads=1", "--nocapture"])
        .env(name, path)
        .stdin(Stdio::null())
        .output()
        .expect("strace is part of the project's set-up")
}
