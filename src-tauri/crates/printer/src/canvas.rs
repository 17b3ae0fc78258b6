//! A page as a list of marks: lines of text, panels and a QR, each where it stands. Lengths are whole thousandths of a
//! point from the page's top left corner, so that a layout is exact and can be checked without drawing it. It knows
//! nothing of PDF and nothing of what the marks say.

use crate::{
    font::{Cut, Typeface},
    qr::Qr,
};

/// A colour of the house, as three bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) u8, pub(crate) u8, pub(crate) u8);

pub(crate) const INK: Colour = Colour(0x0e, 0x1a, 0x2b);
pub(crate) const MUTED: Colour = Colour(0x4d, 0x58, 0x69);
pub(crate) const PAPER: Colour = Colour(0xf6, 0xf3, 0xec);
pub(crate) const LINE: Colour = Colour(0xe3, 0xdd, 0xd0);
pub(crate) const BRASS: Colour = Colour(0xb7, 0x79, 0x1f);
pub(crate) const SEA: Colour = Colour(0x0f, 0x76, 0x6e);
pub(crate) const RED: Colour = Colour(0xb4, 0x23, 0x18);
pub(crate) const AMBER: Colour = Colour(0xb5, 0x47, 0x08);
pub(crate) const WHITE: Colour = Colour(0xff, 0xff, 0xff);
pub(crate) const BLACK: Colour = Colour(0, 0, 0);

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

impl Frame {
    pub(crate) fn right(&self) -> i32 {
        self.left + self.width
    }

    pub(crate) fn bottom(&self) -> i32 {
        self.top + self.height
    }
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) cut: Cut,
    pub(crate) size: i32,
    pub(crate) colour: Colour,
}

impl Style {
    pub(crate) const fn regular(size: i32, colour: Colour) -> Style {
        Style {
            cut: Cut::Regular,
            size,
            colour,
        }
    }

    pub(crate) const fn semibold(size: i32, colour: Colour) -> Style {
        Style {
            cut: Cut::SemiBold,
            size,
            colour,
        }
    }

    /// From one baseline to the next.
    pub(crate) fn leading(&self) -> i32 {
        self.size * 14 / 10
    }
}

/// Where a line of text stands within its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// The line a text stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) left: i32,
    pub(crate) baseline: i32,
    pub(crate) width: i32,
    pub(crate) align: Align,
}

/// One thing on a page.
#[derive(Clone)]
pub(crate) enum Mark {
    /// A line of drawable text.
    Text {
        left: i32,
        baseline: i32,
        style: Style,
        text: String,
    },
    /// A filled rectangle with rounded corners.
    Panel {
        frame: Frame,
        radius: i32,
        colour: Colour,
    },
    /// A QR with its quiet zone, filling the frame.
    Qr { frame: Frame, qr: Qr },
}

/// One page.
#[derive(Clone, Default)]
pub(crate) struct Canvas {
    pub(crate) marks: Vec<Mark>,
}

impl Canvas {
    /// A line of text, shortened to its width. Answers the width it took.
    pub(crate) fn text(
        &mut self,
        typeface: &Typeface,
        style: Style,
        place: Place,
        text: &str,
    ) -> i32 {
        let text = typeface.drawable(text);
        let text = typeface.shortened(style.cut, style.size, text.trim(), place.width);
        let width = typeface.width(style.cut, style.size, &text);
        if text.is_empty() {
            return 0;
        }
        let free = place.width - width;
        let left = place.left
            + match place.align {
                Align::Left => 0,
                Align::Centre => free / 2,
                Align::Right => free,
            };
        self.marks.push(Mark::Text {
            left,
            baseline: place.baseline,
            style,
            text,
        });
        width
    }

    /// A filled rectangle.
    pub(crate) fn panel(&mut self, frame: Frame, radius: i32, colour: Colour) {
        self.marks.push(Mark::Panel {
            frame,
            radius,
            colour,
        });
    }

    /// A QR on its white square.
    pub(crate) fn qr(&mut self, frame: Frame, qr: Qr) {
        self.marks.push(Mark::Qr { frame, qr });
    }
}
