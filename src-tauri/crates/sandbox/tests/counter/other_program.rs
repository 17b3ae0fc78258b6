//! A Payplug call signed by another program: `examples/sign.py`, a HASH in a few lines of Python that shares nothing
//! with this crate or with the till's own.

use std::path::Path;
use std::process::{Command, Output};

use crate::wire::started;

/// Runs the program against this platform. It needs `python3`, which the project's set-up installs.
async fn sign(base: String) -> Output {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sign.py");
    let run = move || Command::new("python3").arg(program).arg(base).output();
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    output.unwrap_or_else(|error| panic!("python3 cannot be run: {error}"))
}

#[tokio::test]
async fn a_request_signed_by_another_program_is_taken_and_one_flipped_bit_is_refused() {
    let running = started().await;
    let at = running.addresses().clone();
    for base in [at.payplug, at.payplug_second] {
        let output = sign(base).await;
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complaint}");
        let codes: Vec<_> = said
            .lines()
            .filter_map(|line| line.split_whitespace().last())
            .collect();
        assert_eq!(codes, ["0002", "1003"], "{said}{complaint}");
    }
}
