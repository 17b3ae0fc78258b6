//! The tools that read a PDF without us.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// A PDF in a folder of its own, which goes when it does.
pub(super) struct OnDisk {
    folder: TempDir,
}

impl OnDisk {
    pub(super) fn of(pdf: &[u8]) -> OnDisk {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("paper.pdf"), pdf).unwrap();
        OnDisk { folder }
    }

    fn pdf(&self) -> PathBuf {
        self.folder.path().join("paper.pdf")
    }

    /// What a person copies from the paper.
    pub(super) fn text(&self) -> String {
        said(
            Command::new("pdftotext")
                .arg("-layout")
                .arg(self.pdf())
                .arg("-"),
        )
    }

    /// Each page's size and each word's corners, in points, as poppler sees them.
    pub(super) fn boxes(&self) -> String {
        said(
            Command::new("pdftotext")
                .arg("-bbox")
                .arg(self.pdf())
                .arg("-"),
        )
    }

    /// The document's own properties.
    pub(super) fn properties(&self) -> String {
        said(Command::new("pdfinfo").arg("-rawdates").arg(self.pdf()))
    }

    /// The file with nothing compressed, for a look at what else is in it.
    pub(super) fn unpacked(&self) -> Vec<u8> {
        let qdf = ["--qdf", "--object-streams=disable"];
        ran(Command::new("qpdf").args(qdf).arg(self.pdf()).arg("-")).stdout
    }

    /// What qpdf objects to: nothing, or the test says what.
    pub(super) fn check(&self) -> String {
        said(Command::new("qpdf").arg("--check").arg(self.pdf()))
    }

    /// The first page as a printer would draw it, 200 points to the inch.
    pub(super) fn picture(&self) -> PathBuf {
        let name = self.folder.path().join("page");
        ran(Command::new("pdftoppm")
            .args(["-r", "200", "-gray", "-png", "-f", "1", "-singlefile"])
            .arg(self.pdf())
            .arg(&name));
        name.with_extension("png")
    }
}

/// The QRs a scanner sees in a picture, a line each.
pub(super) fn scanned(picture: &Path) -> String {
    said(Command::new("zbarimg").args(["-q", "--raw"]).arg(picture))
}

fn said(command: &mut Command) -> String {
    String::from_utf8(ran(command).stdout).unwrap()
}

fn ran(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|fault| {
        panic!("{command:?} cannot be run ({fault}): `cargo xtask test` installs it")
    });
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {words}");
    output
}
