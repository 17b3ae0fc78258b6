//! Looks at the two tool chains that must be there before anything else: Rust, which compiled this program, with its
//! formatter and linter; and Node with npm. It adds the two Rust components through rustup and installs neither
//! tool chain.

use super::{Finding, Policy, announce};
use crate::child::Program;
use crate::error::Error;

/// The oldest Node that the screen's tools run on (Vite 8: "20.19+").
const NODE: (u32, u32) = (20, 19);

/// Rust itself is new enough, or cargo would not have compiled this program; a slim installation may lack the
/// formatter and the linter.
pub(super) fn rust(policy: Policy) -> Result<Finding, Error> {
    const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];
    let version = answer("rustc", &["--version"])
        .unwrap_or_else(|| "a compiler that does not say its name".to_owned());
    let missing: Vec<&str> = COMPONENTS
        .iter()
        .filter(|(command, _)| answer("cargo", &[command, "--version"]).is_none())
        .map(|(_, component)| *component)
        .collect();
    if missing.is_empty() {
        return Ok(Finding::Present(format!(
            "{version} with rustfmt and clippy"
        )));
    }
    let rustup = Program::new("rustup")
        .args(["component", "add"])
        .args(&missing);
    match policy {
        Policy::CheckOnly => Ok(Finding::Missing(format!(
            "{}: run `{}`",
            missing.join(" and "),
            rustup.line()
        ))),
        Policy::Install => {
            announce(&format!("{} with rustup", missing.join(" and ")));
            rustup.run()?;
            Ok(Finding::Installed(format!(
                "{} for {version}",
                missing.join(" and ")
            )))
        }
    }
}

/// Node's version is the screen's concern, not the machine's: no package manager's Node is trusted to be the right one.
pub(super) fn node() -> Result<Finding, Error> {
    let (major, minor) = NODE;
    let wanted = format!(
        "Node {major}.{minor} or newer with npm, from https://nodejs.org or your package manager"
    );
    let Some(version) = answer("node", &["--version"]) else {
        return Ok(Finding::Missing(wanted));
    };
    if version_of(&version).is_none_or(|found| found < NODE) {
        return Ok(Finding::Missing(format!("{wanted} (there is {version})")));
    }
    Ok(Finding::Present(version))
}

/// The first line a program answers, if it is there and content.
fn answer(program: &str, args: &[&str]) -> Option<String> {
    let output = Program::new(program)
        .args(args)
        .ask()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .next()
        .map(str::to_owned)
}

/// `v20.20.2` is (20, 20).
fn version_of(text: &str) -> Option<(u32, u32)> {
    let (major, rest) = text.strip_prefix('v')?.split_once('.')?;
    let (minor, _) = rest.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_version_is_read_and_compared_as_numbers() {
        assert_eq!(version_of("v20.20.2"), Some((20, 20)));
        assert!(version_of("v20.9.0").unwrap() < NODE);
        assert!(version_of("v18.20.4").unwrap() < NODE);
        assert!(version_of("v22.1.0").unwrap() > NODE);
        assert_eq!(version_of("node 20"), None);
    }
}
