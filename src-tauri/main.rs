//! The program. All of it is in the library, so that tests can put it together too.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match comptoir::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Comptoir cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
