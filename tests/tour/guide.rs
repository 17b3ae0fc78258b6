//! Tells the tour: a line per step, the folder of its pictures, and which step it was when one fails. It knows nothing
//! of what the steps do.

use crate::window::Mishap;
use std::{
    cell::{Cell, RefCell},
    env, fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// Who tells the tour.
pub(super) struct Guide {
    folder: PathBuf,
    begun: Instant,
    count: Cell<u32>,
    step: RefCell<String>,
}

impl Guide {
    /// Begins a tour whose pictures go where `COMPTOIR_TOUR_OUT` says, relative to the root of the project.
    pub(super) fn new() -> Guide {
        let folder = env::var_os("COMPTOIR_TOUR_OUT").unwrap_or_else(|| "target/tour".into());
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        fs::create_dir_all(&folder).expect("the folder of the tour's pictures");
        for kept in fs::read_dir(&folder)
            .expect("the folder of the tour's pictures")
            .flatten()
        {
            let path = kept.path();
            // An earlier tour's pictures would be taken for this one's.
            if path
                .extension()
                .is_some_and(|kind| kind == "png" || kind == "pdf")
            {
                fs::remove_file(path).expect("an earlier tour's picture to go");
            }
        }
        Guide {
            folder,
            begun: Instant::now(),
            count: Cell::new(0),
            step: RefCell::default(),
        }
    }

    /// Says what is done next.
    pub(super) fn step(&self, words: &str) {
        self.count.set(self.count.get() + 1);
        words.clone_into(&mut self.step.borrow_mut());
        println!(
            "{:>3} s  {:>2}. {words}",
            self.begun.elapsed().as_secs(),
            self.count.get()
        );
    }

    /// A file in the folder of the tour.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Ends the tour well, with the paths of what it leaves.
    pub(super) fn done(&self) -> Result<(), Mishap> {
        let listed = fs::read_dir(&self.folder).map_err(Mishap::file(&self.folder))?;
        let mut files: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
        files.sort();
        println!("\nPictures and papers:");
        for file in files {
            println!("  {}", file.display());
        }
        println!(
            "\nThe tour passed: {} steps in {} s.",
            self.count.get(),
            self.begun.elapsed().as_secs()
        );
        Ok(())
    }

    /// Ends the tour at the step that failed.
    pub(super) fn failed(&self, mishap: &Mishap) -> ! {
        panic!(
            "the tour failed at step {}, \"{}\": {mishap}",
            self.count.get(),
            self.step.borrow()
        );
    }
}
