//! The packages of a Debian-like system: which ones, which of them are missing, and their installation through apt-get
//! as root or through sudo. It knows nothing of other systems.

use std::collections::HashSet;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use super::{Finding, Policy, announce};
use crate::checkout::find_program;
use crate::child::Program;
use crate::error::Error;

/// What each group is for, and its packages by Debian's names.
const PACKAGES: [(&str, &[&str]); 6] = [
    (
        "to build the application",
        &[
            "build-essential",
            "pkg-config",
            "perl",
            "libwebkit2gtk-4.1-dev",
            "librsvg2-dev",
            "libxdo-dev",
            "libssl-dev",
            "file",
        ],
    ),
    (
        "to open its window without a display",
        &[
            "xvfb",
            "xauth",
            "dbus",
            "dbus-x11",
            "at-spi2-core",
            "fonts-dejavu-core",
        ],
    ),
    (
        "to drive its window and the customer's phone",
        &[
            "webkit2gtk-driver",
            "chromium",
            "chromium-driver",
            "imagemagick",
        ],
    ),
    ("to keep its secrets", &["gnome-keyring", "libsecret-tools"]),
    (
        "to read what it prints",
        &[
            "poppler-utils",
            "zbar-tools",
            "xdotool",
            "qpdf",
            "cups",
            "cups-client",
        ],
    ),
    ("to make its life hard", &["strace", "faketime", "python3"]),
];

/// Looks with one call for all packages; installs those that are missing.
pub(super) fn check(policy: Policy) -> Result<Finding, Error> {
    let path = PathBuf::from("/etc/os-release");
    let text = fs::read_to_string(&path).map_err(|source| Error::File {
        doing: "read",
        path,
        source,
    })?;
    let system = System::read(&text);
    let wanted = system.packages();
    if !system.is_debian_like() {
        return Ok(Finding::Unknown(format!(
            "what Debian calls {}",
            wanted.join(" ")
        )));
    }

    let found = Program::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(&wanted)
        .ask()?;
    let missing = missing(&wanted, &String::from_utf8_lossy(&found.stdout));
    if missing.is_empty() {
        return Ok(Finding::Present(format!("all {} packages", wanted.len())));
    }
    match policy {
        Policy::CheckOnly => Ok(Finding::Missing(format!(
            "system packages: run `{INSTALL} {}`",
            missing.join(" ")
        ))),
        Policy::Install => {
            install(&missing)?;
            Ok(Finding::Installed(missing.join(" ")))
        }
    }
}

const INSTALL: &str = "apt-get install --yes --no-install-recommends";

fn install(missing: &[&str]) -> Result<(), Error> {
    let way = Way::to_root(&format!("{INSTALL} {}", missing.join(" ")))?;
    announce(&format!(
        "system packages with apt-get: {}",
        missing.join(" ")
    ));
    way.apt_get().args(["update"]).run_in_foreground()?;
    // On a machine that has just started, its own updates may hold the lock for a while.
    way.apt_get()
        .args([
            "-o",
            "DPkg::Lock::Timeout=300",
            "install",
            "--yes",
            "--no-install-recommends",
        ])
        .args(missing)
        .run_in_foreground()
}

/// How apt-get is given the rights it needs.
enum Way {
    AsRoot,
    /// Through sudo, which may ask for a password only where somebody can type it.
    Sudo {
        may_ask: bool,
    },
}

impl Way {
    /// `by_hand` is what somebody else has to run when there is no way.
    fn to_root(by_hand: &str) -> Result<Self, Error> {
        let user = Program::new("id").args(["-u"]).ask()?;
        if user.stdout.trim_ascii() == b"0" {
            return Ok(Self::AsRoot);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        match find_program("sudo", std::env::split_paths(&path)) {
            Some(_) => Ok(Self::Sudo {
                may_ask: io::stdin().is_terminal(),
            }),
            None => Err(Error::NeedsRoot {
                command: by_hand.to_owned(),
            }),
        }
    }

    /// apt-get that asks no questions of its own.
    fn apt_get(&self) -> Program {
        const QUIET: [&str; 3] = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"];
        match self {
            Self::AsRoot => Program::new("env").args(QUIET),
            Self::Sudo { may_ask: true } => Program::new("sudo").args(["env"]).args(QUIET),
            Self::Sudo { may_ask: false } => Program::new("sudo")
                .args(["--non-interactive", "env"])
                .args(QUIET),
        }
    }
}

/// The distribution, from `/etc/os-release`.
#[derive(Debug, PartialEq, Eq)]
struct System {
    id: String,
    like: Vec<String>,
}

impl System {
    /// Reads lines of `NAME=value`, the value in quotes or not. What is not said is empty.
    fn read(os_release: &str) -> Self {
        let value = |name: &str| {
            os_release
                .lines()
                .filter_map(|line| line.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.trim().trim_matches(['"', '\'']))
                .unwrap_or_default()
        };
        Self {
            id: value("ID").to_owned(),
            like: value("ID_LIKE")
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        }
    }

    fn is_debian_like(&self) -> bool {
        self.id == "debian" || self.like.iter().any(|id| id == "debian")
    }

    fn packages(&self) -> Vec<&'static str> {
        let ubuntu = self.id == "ubuntu" || self.like.iter().any(|id| id == "ubuntu");
        PACKAGES
            .iter()
            .flat_map(|(_, packages)| packages.iter().copied())
            .map(|package| match package {
                "chromium" if ubuntu => "chromium-browser",
                "chromium-driver" if ubuntu => "chromium-chromedriver",
                other => other,
            })
            .collect()
    }
}

/// Those of `wanted` that `dpkg-query` did not list as installed. A package that was removed is listed with another
/// word (`config-files`), one that was never there is not listed at all.
fn missing<'a>(wanted: &[&'a str], dpkg_query: &str) -> Vec<&'a str> {
    let installed: HashSet<&str> = dpkg_query
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    wanted
        .iter()
        .copied()
        .filter(|package| !installed.contains(package))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: &str =
        "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID=\"12\"\nID=debian\n";
    const MINT: &str = "NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n";
    const FEDORA: &str = "NAME=\"Fedora Linux\"\nID=fedora\nPLATFORM_ID=\"platform:f42\"\n";

    #[test]
    fn the_distribution_is_read_with_and_without_quotes() {
        assert_eq!(
            System::read(DEBIAN),
            System {
                id: "debian".into(),
                like: vec![]
            }
        );
        assert_eq!(
            System::read(MINT),
            System {
                id: "linuxmint".into(),
                like: vec!["ubuntu".into(), "debian".into()]
            }
        );
        assert_eq!(
            System::read(""),
            System {
                id: String::new(),
                like: vec![]
            }
        );
    }

    #[test]
    fn apt_is_used_on_debian_and_its_children_only() {
        assert!(System::read(DEBIAN).is_debian_like());
        assert!(System::read(MINT).is_debian_like());
        assert!(!System::read(FEDORA).is_debian_like());
    }

    #[test]
    fn ubuntu_has_its_own_names_for_the_browser() {
        let (debian, ubuntu) = (
            System::read(DEBIAN).packages(),
            System::read("ID=ubuntu\nID_LIKE=debian").packages(),
        );
        assert_eq!(debian.len(), ubuntu.len());
        assert!(debian.contains(&"chromium-driver") && !debian.contains(&"chromium-chromedriver"));
        assert!(ubuntu.contains(&"chromium-chromedriver") && !ubuntu.contains(&"chromium-driver"));
    }

    #[test]
    fn no_package_is_wanted_twice() {
        let wanted = System::read(DEBIAN).packages();
        assert_eq!(wanted.iter().collect::<HashSet<_>>().len(), wanted.len());
    }

    #[test]
    fn a_package_is_missing_if_it_was_removed_half_installed_or_never_there() {
        let listed =
            "xvfb installed\nqpdf config-files\ncups half-configured\nxvfb-extra installed\n";
        assert_eq!(
            missing(&["xvfb", "qpdf", "cups", "strace"], listed),
            ["qpdf", "cups", "strace"]
        );
        assert!(missing(&["xvfb"], listed).is_empty());
    }
}
