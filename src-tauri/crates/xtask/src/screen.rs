//! The screen's own tool chain: its packages, its build, its checks, all through npm in `ui/`. It decides whether the
//! packages and the build are current and knows nothing of what the screen shows.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::checkout::Checkout;
use crate::child::Program;
use crate::error::Error;

/// Folders of `ui/` that are made from the rest.
const MADE: [&str; 2] = ["node_modules", "dist"];

/// The copy of the lock file that stands in `node_modules` once all of it is installed. `npm ci` empties the folder
/// first, so an interrupted installation leaves none.
const STAMP: &str = "node_modules/.installed-from-lock.json";

/// Whether `ui/node_modules` is what the lock file says.
pub(crate) fn packages_are_current(checkout: &Checkout) -> Result<bool, Error> {
    let lock = checkout.ui().join("package-lock.json");
    let lock = fs::read(&lock).map_err(|source| Error::File {
        doing: "read",
        path: lock,
        source,
    })?;
    let stamp = checkout.ui().join(STAMP);
    match fs::read(&stamp) {
        Ok(installed) => Ok(installed == lock),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(Error::File {
            doing: "read",
            path: stamp,
            source,
        }),
    }
}

/// Installs exactly what the lock file says.
pub(crate) fn install_packages(checkout: &Checkout) -> Result<(), Error> {
    Program::npm(checkout)
        .args(["ci", "--no-audit", "--no-fund"])
        .run()?;
    let (lock, stamp) = (
        checkout.ui().join("package-lock.json"),
        checkout.ui().join(STAMP),
    );
    fs::copy(lock, &stamp).map_err(|source| Error::File {
        doing: "write",
        path: stamp,
        source,
    })?;
    Ok(())
}

/// Builds `ui/dist` when a source is newer than what is there. A build that changes nothing would have the application
/// compiled again, for it carries the screen inside.
pub(crate) fn build(checkout: &Checkout) -> Result<(), Error> {
    let ui = checkout.ui();
    let newest = newest_source(&ui).map_err(|source| Error::File {
        doing: "look through",
        path: ui.clone(),
        source,
    })?;
    let built = fs::metadata(ui.join("dist").join("index.html"))
        .and_then(|file| file.modified())
        .ok();
    if is_current(newest, built) {
        println!("The screen in ui/dist is newer than its sources and stays as it is.");
        return Ok(());
    }
    println!("Building the screen into ui/dist.");
    Program::npm(checkout).args(["run", "build"]).run()
}

fn is_current(newest_source: Option<SystemTime>, built: Option<SystemTime>) -> bool {
    match (newest_source, built) {
        (Some(newest), Some(built)) => newest < built,
        (None, _) | (Some(_), None) => false,
    }
}

/// When anything the screen is built from was last changed. Folders count too, for a removed file shows only there;
/// `ui/` itself does not, for the build writes into it.
fn newest_source(ui: &Path) -> io::Result<Option<SystemTime>> {
    let mut newest = None;
    let mut folders = vec![ui.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if folder == ui && MADE.iter().any(|made| entry.file_name() == *made) {
                continue;
            }
            let about = entry.metadata()?;
            newest = newest.max(Some(about.modified()?));
            if about.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    fn at(second: u64) -> Option<SystemTime> {
        Some(SystemTime::UNIX_EPOCH + Duration::from_secs(second))
    }

    #[test]
    fn a_screen_is_built_again_once_a_source_is_as_new_as_the_build() {
        assert!(is_current(at(1), at(2)));
        assert!(!is_current(at(2), at(2)));
        assert!(!is_current(at(3), at(2)));
    }

    #[test]
    fn a_screen_that_was_never_built_is_built() {
        assert!(!is_current(at(1), None));
    }

    #[test]
    fn what_is_made_from_the_sources_is_no_source() {
        let ui = env::temp_dir().join(format!("xtask-newest-source-{}", std::process::id()));
        fs::create_dir_all(ui.join("src/screens")).unwrap();
        fs::create_dir_all(ui.join("dist")).unwrap();
        fs::create_dir_all(ui.join("node_modules")).unwrap();
        let dated = |file: &str, second| {
            let path = ui.join(file);
            if !path.is_dir() {
                fs::write(&path, "").unwrap();
            }
            File::open(&path)
                .unwrap()
                .set_modified(at(second).unwrap())
                .unwrap();
        };
        dated("src/screens/Start.svelte", 7);
        dated("dist/index.html", 90);
        dated("node_modules/package.json", 91);
        dated("src/screens", 3);
        dated("src", 4);

        assert_eq!(newest_source(&ui).unwrap(), at(7));
        dated("src", 8); // a file was removed from it
        assert_eq!(newest_source(&ui).unwrap(), at(8));

        fs::remove_dir_all(&ui).unwrap();
    }
}
