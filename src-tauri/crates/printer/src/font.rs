//! The typeface of the papers: two cuts of Inter (see `fonts/README.md`), what they cover, how wide a text is, and how a
//! text that is too wide is wrapped or shortened. A character they lack is shown as a box, never dropped. Lengths are
//! whole thousandths of a point.

use crate::PrinterError;
use allsorts::{
    binary::read::ReadScope,
    font_data::FontData,
    subset::{CmapTarget, SubsetProfile, subset},
};
use printpdf::ParsedFont;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// What stands for a character the typeface lacks.
pub(crate) const REPLACEMENT: char = '□';

/// A cut of the typeface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cut {
    /// For reading.
    Regular,
    /// For what is looked for.
    SemiBold,
}

impl Cut {
    pub(crate) const ALL: [Cut; 2] = [Cut::Regular, Cut::SemiBold];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Cut::Regular => "Inter-Regular",
            Cut::SemiBold => "Inter-SemiBold",
        }
    }

    fn file(self) -> &'static [u8] {
        match self {
            Cut::Regular => include_bytes!("../fonts/Inter-Regular.ttf"),
            Cut::SemiBold => include_bytes!("../fonts/Inter-SemiBold.ttf"),
        }
    }

    fn unusable(self) -> PrinterError {
        PrinterError::Typeface { face: self.name() }
    }
}

/// Both cuts, read and measurable.
pub(crate) struct Typeface {
    regular: ParsedFont,
    semibold: ParsedFont,
}

impl Typeface {
    /// Reads the embedded files.
    pub(crate) fn load() -> Result<Typeface, PrinterError> {
        Ok(Typeface {
            regular: parsed(Cut::Regular, Cut::Regular.file())?,
            semibold: parsed(Cut::SemiBold, Cut::SemiBold.file())?,
        })
    }

    fn cut(&self, cut: Cut) -> &ParsedFont {
        match cut {
            Cut::Regular => &self.regular,
            Cut::SemiBold => &self.semibold,
        }
    }

    /// The text as it can be drawn: composed, on one line, without invisible marks, and with a box for each character
    /// the typeface lacks.
    pub(crate) fn drawable(&self, text: &str) -> String {
        text.nfc()
            .filter(|character| !is_invisible(*character))
            .map(|character| {
                if character.is_whitespace() && !is_narrow_or_bound(character) {
                    ' '
                } else if self.regular.lookup_glyph_index(character.into()).is_some() {
                    character
                } else {
                    REPLACEMENT
                }
            })
            .collect()
    }

    /// How wide a drawable text is at `size`.
    pub(crate) fn width(&self, cut: Cut, size: i32, text: &str) -> i32 {
        let font = self.cut(cut);
        let advance: i64 = text
            .chars()
            .filter_map(|character| font.lookup_glyph_index(character.into()))
            .filter_map(|glyph| font.get_glyph_width(glyph))
            .map(i64::from)
            .sum();
        let width = advance * i64::from(size) / i64::from(font.units_per_em.max(1));
        i32::try_from(width).unwrap_or(i32::MAX)
    }

    /// A drawable text cut to `width`, with an ellipsis where something was left out.
    pub(crate) fn shortened(&self, cut: Cut, size: i32, text: &str, width: i32) -> String {
        if self.width(cut, size, text) <= width {
            return text.to_owned();
        }
        let mut kept: Vec<char> = text.chars().collect();
        while kept.pop().is_some() {
            let short = format!("{}…", String::from_iter(&kept).trim_end());
            if self.width(cut, size, &short) <= width {
                return short;
            }
        }
        String::new()
    }

    /// A drawable text in lines of at most `width`, broken between words and inside a word only where it alone is too
    /// wide. Never more than `most` lines; the last one is shortened when something is left out.
    pub(crate) fn wrapped(
        &self,
        cut: Cut,
        size: i32,
        text: &str,
        width: i32,
        most: usize,
    ) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            if lines.len() + 1 == most {
                lines.push(self.shortened(cut, size, rest, width));
                break;
            }
            let end = self.line_end(cut, size, rest, width);
            lines.push(rest[..end].trim_end().to_owned());
            rest = rest[end..].trim_start();
        }
        lines
    }

    /// Where the first line of `text` ends: a byte offset at the start of a character, never zero.
    fn line_end(&self, cut: Cut, size: i32, text: &str, width: i32) -> usize {
        let fits = |end: usize| self.width(cut, size, &text[..end]) <= width;
        if fits(text.len()) {
            return text.len();
        }
        let spaces = text.match_indices(' ').map(|(space, _)| space);
        if let Some(end) = spaces.take_while(|space| fits(*space)).last() {
            return end;
        }
        let starts = text.char_indices().map(|(start, _)| start).skip(1);
        let first = starts.clone().next().unwrap_or(text.len());
        starts
            .take_while(|start| fits(*start))
            .last()
            .unwrap_or(first)
    }
}

/// The cut with only the glyphs of `characters`, as it is embedded in a document: deterministic, and readable back
/// character by character.
pub(crate) fn embeddable(
    cut: Cut,
    characters: &BTreeSet<char>,
) -> Result<ParsedFont, PrinterError> {
    let whole = parsed(cut, cut.file())?;
    // Glyph 0, the missing one, must come first and no glyph may come twice.
    let glyphs: BTreeSet<u16> = characters
        .iter()
        .filter_map(|character| whole.lookup_glyph_index((*character).into()))
        .chain([0])
        .collect();
    let glyphs: Vec<u16> = glyphs.into_iter().collect();
    let file = ReadScope::new(cut.file())
        .read::<FontData<'_>>()
        .map_err(|_fault| cut.unusable())?;
    let tables = file.table_provider(0).map_err(|_fault| cut.unusable())?;
    let small = subset(&tables, &glyphs, &SubsetProfile::Pdf, CmapTarget::Unicode)
        .map_err(|_fault| cut.unusable())?;
    let mut font = parsed(cut, &small)?;
    // Six letters and a plus sign mark a subset (ISO 32000-1, 9.6.4).
    font.font_name = Some(format!("COMPTR+{}", cut.name()));
    Ok(font)
}

fn parsed(cut: Cut, file: &[u8]) -> Result<ParsedFont, PrinterError> {
    let mut warnings = Vec::new();
    ParsedFont::from_bytes(file, 0, &mut warnings)
        .filter(|_| warnings.is_empty())
        .ok_or_else(|| cut.unusable())
}

/// Spaces that a language's form asks for by name; all other white space is drawn as a plain space.
fn is_narrow_or_bound(character: char) -> bool {
    matches!(character, '\u{a0}' | '\u{202f}')
}

/// Marks that no typeface draws: soft hyphen, joiners, directions, variation selectors, byte order mark.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
    )
}
