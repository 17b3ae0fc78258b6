//! Files that are there whole or not at all: written beside their place, synchronised, then renamed into it, the
//! folder synchronised after them. What stands in a file is not its business.

use std::{
    ffi::OsString,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

/// Writes a file, in place of the one that is there: whole, and still there after a power cut, or not at all.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    Beside::write(path, content)?.put_in_place()
}

/// A whole file beside the place it is meant for. Dropped before it is put there, it is gone.
pub(crate) struct Beside<'a> {
    place: &'a Path,
    beside: Option<PathBuf>,
}

impl<'a> Beside<'a> {
    /// Writes the content for `place` beside it, durably. What fails for want of room or of leave fails here.
    pub(crate) fn write(place: &'a Path, content: &[u8]) -> io::Result<Beside<'a>> {
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = beside(place);
        let mut file = fs::File::create(&beside)?;
        let beside = Beside {
            place,
            beside: Some(beside),
        };
        file.write_all(content)?;
        file.sync_all()?;
        Ok(beside)
    }

    /// What was written for `place` before and is not there, where it lies beside it still and is whole.
    pub(crate) fn left(
        place: &'a Path,
        is_whole: impl FnOnce(&[u8]) -> bool,
    ) -> io::Result<Option<Beside<'a>>> {
        let beside = beside(place);
        match fs::read(&beside) {
            Ok(content) => Ok(is_whole(&content).then_some(Beside {
                place,
                beside: Some(beside),
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Puts it in its place, in place of whatever is there. Where that fails it stays beside it.
    pub(crate) fn put_in_place(mut self) -> io::Result<()> {
        if let Some(beside) = self.beside.take() {
            fs::rename(beside, self.place)?;
        }
        ledger::sync_folder(self.place)
    }
}

/// Where the content for `place` lies until it is put there.
fn beside(place: &Path) -> PathBuf {
    let mut name = OsString::from(place);
    name.push(".new");
    PathBuf::from(name)
}

impl Drop for Beside<'_> {
    fn drop(&mut self) {
        if let Some(beside) = &self.beside {
            // What cannot be removed is written over next time.
            _ = fs::remove_file(beside);
        }
    }
}
