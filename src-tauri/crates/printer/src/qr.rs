//! The QR of a text: a square of modules with error correction M, as SVG for the screen and as runs of dark modules for
//! paper. It always stands on white with its quiet zone of four modules, whatever is around it. It does not know what
//! the text means.

use crate::PrinterError;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write;

/// The white frame a reader needs, in modules (ISO/IEC 18004).
pub(crate) const QUIET: usize = 4;

/// The QR of a text.
#[derive(Clone, PartialEq, Eq)]
pub struct Qr {
    /// Modules along one side, quiet zone not counted.
    side: usize,
    /// Row by row, true where dark.
    dark: Vec<bool>,
}

/// Dark modules next to each other in one row; quiet zone counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) length: usize,
}

impl Qr {
    /// The QR of `text` in UTF-8, in the smallest version that holds it. Refuses an empty text and one that does not
    /// fit (more than 2 331 bytes). Addresses and references are ASCII; other letters are left to the reader to guess
    /// as UTF-8, which not every one does.
    pub fn of(text: &str) -> Result<Qr, PrinterError> {
        if text.is_empty() {
            return Err(PrinterError::QrEmpty);
        }
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_fault| {
            // Bytes of any kind are taken, in a version chosen to fit: their number is the only thing to object to.
            PrinterError::QrTooLong { bytes: text.len() }
        })?;
        Ok(Qr {
            side: code.width(),
            dark: (code.into_colors().into_iter())
                .map(|module| module == Color::Dark)
                .collect(),
        })
    }

    /// Modules along one side, quiet zone counted.
    pub(crate) fn side(&self) -> usize {
        self.side + 2 * QUIET
    }

    /// The dark modules, row by row.
    pub(crate) fn runs(&self) -> Vec<Run> {
        let mut runs = Vec::new();
        for (row, modules) in self.dark.chunks(self.side).enumerate() {
            let mut column = 0;
            for same in modules.chunk_by(|left, right| left == right) {
                if same[0] {
                    runs.push(Run {
                        row: row + QUIET,
                        column: column + QUIET,
                        length: same.len(),
                    });
                }
                column += same.len();
            }
        }
        runs
    }

    /// A picture for the screen: black on white in both themes, sharp at any size, with `title` as its accessible name.
    /// It has no size of its own; the screen gives it one.
    pub fn svg(&self, title: &str) -> String {
        let side = self.side();
        let mut path = String::new();
        for Run {
            row,
            column,
            length,
        } in self.runs()
        {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{column} {row}h{length}v1h-{length}z");
        }
        let title = escaped(title);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
             shape-rendering=\"crispEdges\"><title>{title}</title>\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }
}

fn escaped(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .fold(String::new(), |mut safe, character| {
            match character {
                '&' => safe.push_str("&amp;"),
                '<' => safe.push_str("&lt;"),
                '>' => safe.push_str("&gt;"),
                character => safe.push(character),
            }
            safe
        })
}

#[cfg(test)]
mod tests {
    use super::Qr;
    use crate::PrinterError;
    use proptest::prelude::*;

    /// What a phone reads from the SVG: its dark rectangles painted on white, eight points a module, and decoded by a
    /// reader that is not ours.
    fn read(svg: &str) -> String {
        const MODULE: usize = 8;
        let dark = svg.split("fill=\"#000\" d=\"").nth(1).unwrap();
        let dark = dark.split('"').next().unwrap();
        let side: usize = (svg
            .split("viewBox=\"0 0 ")
            .nth(1)
            .unwrap()
            .split(' ')
            .next())
        .unwrap()
        .parse()
        .unwrap();
        let mut white = vec![true; side * side];
        for run in dark.split('z').filter(|run| !run.is_empty()) {
            let (place, length) = run[1..].split_once('h').unwrap();
            let (column, row) = place.split_once(' ').unwrap();
            let length: usize = length.split('v').next().unwrap().parse().unwrap();
            let (column, row): (usize, usize) = (column.parse().unwrap(), row.parse().unwrap());
            white[row * side + column..][..length].fill(false);
        }
        let mut picture =
            rqrr::PreparedImage::prepare_from_greyscale(side * MODULE, side * MODULE, |x, y| {
                if white[y / MODULE * side + x / MODULE] {
                    255
                } else {
                    0
                }
            });
        let grids = picture.detect_grids();
        assert_eq!(grids.len(), 1, "one QR is seen");
        grids[0].decode().unwrap().1
    }

    #[test]
    fn a_phone_reads_the_journey_s_address_from_the_screen() {
        let address =
            "https://journey.example.test/fr/start?token=2YgKoUd4DB&lang=fr&back=%C3%A0#top";
        assert_eq!(read(&Qr::of(address).unwrap().svg("Code")), address);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn whatever_fits_is_read_back(text in "[ -~]{1,400}") {
            prop_assert_eq!(read(&Qr::of(&text).unwrap().svg("Code")), text);
        }
    }

    #[test]
    fn four_white_modules_stand_around_it() {
        // Version 1 has 21 modules a side, and its corners are dark.
        let qr = Qr::of("T2-000147").unwrap();
        assert_eq!(qr.side(), 4 + 21 + 4);
        assert!(qr.svg("Code").contains("viewBox=\"0 0 29 29\""));
        let runs = qr.runs();
        assert_eq!(runs.iter().map(|run| run.row).min(), Some(4));
        assert_eq!(runs.iter().map(|run| run.column).min(), Some(4));
        let ends = runs.iter().map(|run| run.column + run.length);
        assert_eq!(ends.max(), Some(4 + 21));
        assert_eq!(runs.iter().map(|run| run.row).max(), Some(4 + 20));
    }

    #[test]
    fn a_title_cannot_write_markup_into_the_screen() {
        let svg = Qr::of("x").unwrap().svg("<script>\u{0}&</title>");
        assert!(svg.contains("<title>&lt;script&gt;&amp;&lt;/title&gt;</title>"));
    }

    #[test]
    fn a_text_that_does_not_fit_is_refused_with_its_length() {
        assert!(Qr::of(&"a".repeat(2_331)).is_ok());
        assert!(matches!(
            Qr::of(&"é".repeat(1_166)),
            Err(PrinterError::QrTooLong { bytes: 2_332 })
        ));
        assert!(matches!(Qr::of(""), Err(PrinterError::QrEmpty)));
    }
}
