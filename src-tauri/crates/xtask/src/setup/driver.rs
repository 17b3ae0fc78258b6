//! tauri-driver, through which tests press the buttons of the real window: where it is, whether it is of the right
//! generation, and its installation into the checkout. It knows nothing of how it is used.

use std::fs;
use std::path::Path;

use super::{Finding, Policy, install_tool};
use crate::checkout::{Checkout, find_program};
use crate::error::Error;

/// The generation that the tests speak to.
const MAJOR: &str = "2";

/// Looks in the checkout's tools, in PATH and where cargo installs; compiles it into the checkout when it is nowhere.
pub(super) fn check(checkout: &Checkout, policy: Policy) -> Result<Finding, Error> {
    let right = |folder: &Path| {
        // cargo's list of what it installed stands above the folder; a driver from elsewhere has none and is trusted.
        let list = folder
            .parent()
            .map(|root| fs::read_to_string(root.join(".crates.toml")));
        list.and_then(Result::ok)
            .is_none_or(|list| version_in(&list).is_none_or(is_right))
    };
    let folders = checkout
        .program_folders()
        .into_iter()
        .filter(|folder| right(folder));
    if let Some(driver) = find_program("tauri-driver", folders) {
        return Ok(Finding::Present(driver.display().to_string()));
    }
    if !cfg!(target_os = "linux") {
        return Ok(Finding::Unknown(
            "tests of the real window run on Linux only".to_owned(),
        ));
    }

    let version = format!("^{MAJOR}");
    match policy {
        Policy::CheckOnly => Ok(Finding::Missing(format!(
            "tauri-driver: run `cargo install tauri-driver --version {version} --locked`"
        ))),
        Policy::Install => {
            install_tool(
                checkout,
                "tauri-driver",
                &version,
                "compiled once, some minutes at most",
            )?;
            Ok(Finding::Installed(format!(
                "tauri-driver {MAJOR} in target/tools/bin"
            )))
        }
    }
}

/// The driver's version in cargo's list: `"tauri-driver 2.1.0 (registry+...)" = ["tauri-driver"]`.
fn version_in(crates_toml: &str) -> Option<&str> {
    crates_toml
        .lines()
        .find_map(|line| line.strip_prefix("\"tauri-driver ")?.split(' ').next())
}

fn is_right(version: &str) -> bool {
    version.split('.').next() == Some(MAJOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_of_another_generation_is_not_taken_for_ours() {
        let list = |version: &str| {
            format!(
                "[v1]\n\"cargo-deny 0.18.2 (registry+x)\" = [\"cargo-deny\"]\n\
                 \"tauri-driver {version} (registry+x)\" = [\"tauri-driver\"]\n"
            )
        };
        assert_eq!(version_in(&list("2.1.0")).map(is_right), Some(true));
        assert_eq!(version_in(&list("0.1.5")).map(is_right), Some(false));
        assert_eq!(version_in(&list("20.0.0")).map(is_right), Some(false));
        assert_eq!(version_in("[v1]\n"), None);
    }
}
