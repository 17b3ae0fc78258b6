//! Pages of marks as a PDF file. It owns all there is to know about PDF: fonts with only the glyphs in use, text that can
//! be copied, compressed streams, and no trace of this machine, this moment or chance, so that the same pages give the
//! same bytes. It is the only place where a length becomes a fraction.

use crate::{
    PrinterError,
    canvas::{BLACK, Canvas, Colour, Frame, Mark, Style, WHITE},
    font::{Cut, embeddable},
    page::{PAGE_HEIGHT, PAGE_WIDTH},
    qr::{Qr, Run},
};
use chrono::{DateTime, FixedOffset};
use printpdf::{
    Color, FontId, LinePoint, Op, PaintMode, PdfDocument, PdfFont, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rgb, TextItem, WindingOrder,
};
use std::{collections::BTreeSet, io::Error};

/// The pages as a PDF with `title` as its only words of metadata and `at` as its dates.
pub(crate) fn pdf(
    pages: &[Canvas],
    title: &str,
    at: DateTime<FixedOffset>,
) -> Result<Vec<u8>, PrinterError> {
    let mut document = PdfDocument::new(title);
    let info = &mut document.metadata.info;
    if let Ok(at) = printpdf::OffsetDateTime::from_unix_timestamp(at.timestamp()) {
        (info.creation_date, info.modification_date) = (at, at);
        info.metadata_date = at;
    }
    info.producer = "Comptoir".to_owned();

    for cut in Cut::ALL {
        let used = characters(pages, cut);
        if !used.is_empty() {
            let font = PdfFont::new(embeddable(cut, &used)?);
            document.resources.fonts.map.insert(font_id(cut), font);
        }
    }
    document.pages = pages
        .iter()
        .map(|page| {
            let ops = page.marks.iter().flat_map(drawn).collect();
            PdfPage::new(pt(PAGE_WIDTH).into(), pt(PAGE_HEIGHT).into(), ops)
        })
        .collect();

    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
    // The file identifier is random, and optional in a file that is not encrypted (ISO 32000-1, 14.4).
    file.trailer.remove(b"ID");
    let info = file
        .trailer
        .get(b"Info")
        .and_then(|info| info.as_reference());
    let info = info
        .and_then(|info| file.get_object_mut(info)?.as_dict_mut())
        .map_err(Error::other)?;
    // Empty but for the last, which claims a conformance (PDF/X) that is not sought.
    for key in [
        "Author",
        "Creator",
        "Subject",
        "Keywords",
        "Identifier",
        "GTS_PDFXVersion",
    ] {
        info.remove(key.as_bytes());
    }
    file.compress();
    let mut bytes = Vec::new();
    file.save_to(&mut bytes)?;
    Ok(bytes)
}

fn characters(pages: &[Canvas], of: Cut) -> BTreeSet<char> {
    let mut characters = BTreeSet::new();
    for mark in pages.iter().flat_map(|page| &page.marks) {
        if let Mark::Text { style, text, .. } = mark
            && style.cut == of
        {
            characters.extend(text.chars());
        }
    }
    characters
}

fn font_id(cut: Cut) -> FontId {
    FontId(cut.name().to_owned())
}

fn drawn(mark: &Mark) -> Vec<Op> {
    match mark {
        Mark::Text {
            left,
            baseline,
            style,
            text,
        } => text_drawn(*left, *baseline, *style, text),
        Mark::Panel {
            frame,
            radius,
            colour,
        } => filled(*colour, vec![rounded(*frame, *radius)]),
        Mark::Qr { frame, qr } => qr_drawn(*frame, qr),
    }
}

fn text_drawn(left: i32, baseline: i32, style: Style, text: &str) -> Vec<Op> {
    vec![
        Op::StartTextSection,
        Op::SetFillColor {
            col: colour(style.colour),
        },
        Op::SetFont {
            font: PdfFontHandle::External(font_id(style.cut)),
            size: pt(style.size),
        },
        Op::SetTextCursor {
            pos: point(left, baseline),
        },
        Op::ShowText {
            items: vec![TextItem::Text(text.to_owned())],
        },
        Op::EndTextSection,
    ]
}

/// The QR as one filled path, so that no seam shows between its rows. The module is a whole number of thousandths of a
/// point and the rest of the frame widens the quiet zone.
fn qr_drawn(frame: Frame, qr: &Qr) -> Vec<Op> {
    let side = i32::try_from(qr.side()).unwrap_or(i32::MAX);
    let module = frame.width / side;
    let rest = (frame.width - module * side) / 2;
    let at = |index: usize| i32::try_from(index).map_or(0, |index| index * module);
    let rings = qr.runs().into_iter().map(
        |Run {
             row,
             column,
             length,
         }| {
            rounded(
                Frame {
                    left: frame.left + rest + at(column),
                    top: frame.top + rest + at(row),
                    width: at(length),
                    height: module,
                },
                0,
            )
        },
    );
    let mut ops = filled(WHITE, vec![rounded(frame, 0)]);
    ops.extend(filled(BLACK, rings.collect()));
    ops
}

fn filled(fill: Colour, rings: Vec<PolygonRing>) -> Vec<Op> {
    vec![
        Op::SetFillColor { col: colour(fill) },
        Op::DrawPolygon {
            polygon: Polygon {
                rings,
                mode: PaintMode::Fill,
                winding_order: WindingOrder::NonZero,
            },
        },
    ]
}

/// The outline of a rectangle whose corners are quarter circles, clockwise from its top left.
fn rounded(frame: Frame, radius: i32) -> PolygonRing {
    let (left, top, right, bottom) = (frame.left, frame.top, frame.right(), frame.bottom());
    let corner = |x, y| LinePoint {
        p: point(x, y),
        bezier: false,
    };
    if radius == 0 {
        return PolygonRing {
            points: vec![
                corner(left, top),
                corner(right, top),
                corner(right, bottom),
                corner(left, bottom),
            ],
        };
    }
    let handle = |x, y| LinePoint {
        p: point(x, y),
        bezier: true,
    };
    // A quarter circle as a Bézier curve: its handles stand 0.5523 of the radius from its ends.
    let pull = radius - radius * 5_523 / 10_000;
    PolygonRing {
        points: vec![
            corner(left + radius, top),
            corner(right - radius, top),
            handle(right - pull, top),
            handle(right, top + pull),
            corner(right, top + radius),
            corner(right, bottom - radius),
            handle(right, bottom - pull),
            handle(right - pull, bottom),
            corner(right - radius, bottom),
            corner(left + radius, bottom),
            handle(left + pull, bottom),
            handle(left, bottom - pull),
            corner(left, bottom - radius),
            corner(left, top + radius),
            handle(left, top + pull),
            handle(left + pull, top),
            corner(left + radius, top),
        ],
    }
}

/// A place on the page as PDF counts it: from the bottom left corner.
fn point(left: i32, top: i32) -> Point {
    Point {
        x: pt(left),
        y: pt(PAGE_HEIGHT - top),
    }
}

#[allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "PDF's unit is a fraction of a point; no money comes here"
)]
fn pt(thousandths: i32) -> Pt {
    Pt(thousandths as f32 / 1000.0)
}

#[allow(
    clippy::float_arithmetic,
    reason = "PDF's colours are fractions; no money comes here"
)]
fn colour(Colour(red, green, blue): Colour) -> Color {
    let part = |byte: u8| f32::from(byte) / 255.0;
    Color::Rgb(Rgb {
        r: part(red),
        g: part(green),
        b: part(blue),
        icc_profile: None,
    })
}
