//! What the program stands on, held without a network: where its crates and the screen's packages come from, under
//! which licences, how many of them in several versions, and none that would open a wall. The rules are `deny.toml`'s.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::Command,
};
use toml::{Table, Value};

/// How many crates stand in several versions, on any platform. Fewer is better; one more needs a reason. Two of them
/// (`rand`, `rand_core`) stand under the races' scheduler and under nothing that is shipped.
const MOST_DOUBLES: usize = 61;

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

fn rules() -> Table {
    read("deny.toml").parse().unwrap()
}

fn words(values: &Value) -> Vec<&str> {
    let values = values.as_array().unwrap().iter();
    values.map(|value| value.as_str().unwrap()).collect()
}

/// Every crate of the lock, for all platforms: name, version, where from, and its checksum.
fn locked() -> Vec<(String, String, Option<String>, Option<String>)> {
    let lock: Table = read("Cargo.lock").parse().unwrap();
    let packages = lock["package"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let field = |name| {
                package
                    .get(name)
                    .map(|text| text.as_str().unwrap().to_owned())
            };
            let (name, version) = (field("name").unwrap(), field("version").unwrap());
            (name, version, field("source"), field("checksum"))
        })
        .collect()
}

#[test]
fn every_crate_comes_from_crates_io_with_its_checksum_or_is_ours() {
    let rules = rules();
    let registries = words(&rules["sources"]["allow-registry"]);
    let own: BTreeSet<String> = metadata()["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|package| package["source"].is_null())
        .map(|package| package["name"].as_str().unwrap().to_owned())
        .collect();
    for (name, version, source, checksum) in locked() {
        match source {
            Some(source) => {
                let known = source.strip_prefix("registry+");
                assert!(
                    known.is_some_and(|known| registries.contains(&known)),
                    "{name} comes from {source}"
                );
                assert!(checksum.is_some(), "{name} {version} has no checksum");
            }
            None => assert!(own.contains(&name), "{name} {version} comes from nowhere"),
        }
    }
}

#[test]
fn every_package_of_the_screen_has_its_checksum_and_none_comes_from_elsewhere_than_the_registry() {
    let lock: serde_json::Value = serde_json::from_str(&read("ui/package-lock.json")).unwrap();
    for (place, package) in lock["packages"].as_object().unwrap() {
        if place.is_empty() {
            continue;
        }
        let registry = |from: &str| from.starts_with("https://registry.npmjs.org/");
        let from = package["resolved"].as_str();
        assert!(
            from.is_none_or(registry) && package["link"].is_null(),
            "{place} comes from {from:?}"
        );
        assert!(
            package["integrity"]
                .as_str()
                .is_some_and(|sum| sum.starts_with("sha512-")),
            "{place}"
        );
    }
}

#[test]
fn no_crate_is_there_that_would_open_a_wall() {
    let rules = rules();
    let denied = rules["bans"]["deny"].as_array().unwrap().iter();
    let denied: Vec<&str> = denied.map(|one| one["crate"].as_str().unwrap()).collect();
    for (name, version, ..) in locked() {
        assert!(
            !denied.contains(&name.as_str()),
            "{name} {version} is there"
        );
    }
}

/// On every platform: a scheduler of threads is nothing that a shop should run.
#[test]
fn nothing_but_the_races_stands_on_a_scheduler_of_threads() {
    let lock: Table = read("Cargo.lock").parse().unwrap();
    let mut on_shuttle = BTreeSet::new();
    for package in lock["package"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let on = package.get("dependencies").map(words).unwrap_or_default();
        let on = |other: &str| on.iter().any(|on| on.split(' ').next() == Some(other));
        assert!(!on("races"), "{name} stands on the races");
        if on("shuttle") {
            on_shuttle.insert(name);
        }
    }
    assert_eq!(on_shuttle, BTreeSet::from(["races"]));
}

#[test]
fn crates_in_several_versions_do_not_grow_in_number() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, version, ..) in locked() {
        versions.entry(name).or_default().insert(version);
    }
    let doubles: Vec<_> = versions
        .iter()
        .filter(|(_, versions)| versions.len() > 1)
        .collect();
    assert!(
        doubles.len() <= MOST_DOUBLES,
        "{} crates: {doubles:?}",
        doubles.len()
    );
}

#[test]
fn every_crate_of_this_platform_has_a_licence_that_a_shop_can_live_with() {
    let rules = rules();
    let allowed = words(&rules["licenses"]["allow"]);
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 300, "cargo lists the tree");
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(
            Licence::of(licence).met_by(&allowed),
            "{} is under {licence:?}",
            package["name"]
        );
    }
}

/// What cargo knows of the crates for this platform; the tests were built of them, so nothing is downloaded.
fn metadata() -> serde_json::Value {
    let platform = format!("{}-", env::consts::ARCH);
    let host = Command::new(env!("CARGO"))
        .args(["--version", "--verbose"])
        .output()
        .unwrap();
    let host = String::from_utf8(host.stdout).unwrap();
    let host = host
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap();
    assert!(host.starts_with(&platform), "{host}");
    let told = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--offline",
            "--filter-platform",
            host,
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
    serde_json::from_slice(&told.stdout).unwrap()
}

/// A licence expression (SPDX, and the slash that older crates write for *or*), read from left to right.
struct Licence<'a>(Vec<&'a str>);

impl<'a> Licence<'a> {
    fn of(text: &'a str) -> Licence<'a> {
        let mut words = Vec::new();
        for word in text.split_inclusive(['(', ')', '/', ' ']) {
            let (name, mark) = match word.char_indices().next_back() {
                Some((at, '(' | ')' | '/' | ' ')) => word.split_at(at),
                Some(_) | None => (word, ""),
            };
            words.extend(
                [name, mark.trim()]
                    .into_iter()
                    .filter(|part| !part.is_empty()),
            );
        }
        words.reverse();
        Licence(words)
    }

    fn met_by(mut self, allowed: &[&str]) -> bool {
        let met = self.any(allowed);
        met && self.0.is_empty()
    }

    fn any(&mut self, allowed: &[&str]) -> bool {
        let mut met = self.all(allowed);
        while self.0.pop_if(|word| ["OR", "/"].contains(word)).is_some() {
            met |= self.all(allowed);
        }
        met
    }

    fn all(&mut self, allowed: &[&str]) -> bool {
        let mut met = self.one(allowed);
        while self.0.pop_if(|word| *word == "AND").is_some() {
            met &= self.one(allowed);
        }
        met
    }

    fn one(&mut self, allowed: &[&str]) -> bool {
        match self.0.pop() {
            Some("(") => {
                let met = self.any(allowed);
                self.0.pop() == Some(")") && met
            }
            Some(name) if self.0.pop_if(|word| *word == "WITH").is_some() => {
                let exception = self.0.pop().unwrap_or_default();
                allowed.contains(&format!("{name} WITH {exception}").as_str())
            }
            Some(name) => allowed.contains(&name),
            None => false,
        }
    }
}

#[test]
fn a_licence_is_read_as_it_is_written() {
    let allowed = [
        "MIT",
        "Apache-2.0",
        "Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ];
    for (licence, met) in [
        ("MIT", true),
        ("MIT OR GPL-3.0", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 / MIT", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0", false),
        ("GPL-3.0 OR (MIT AND Apache-2.0)", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("MIT WITH LLVM-exception", false),
        ("AGPL-3.0", false),
        ("MIT GPL-3.0", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(Licence::of(licence).met_by(&allowed), met, "{licence:?}");
    }
}
