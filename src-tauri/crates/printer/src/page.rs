//! The furniture every paper shares: the A4 page with its margins, the shop's head, the panel that says how much and
//! where it stands, the list of facts, the foot, and the bands that say *training*. What is too long is wrapped or
//! shortened, what is too much goes on to a next page. It knows neither receipts nor PDF.

use crate::{
    Heading, Issue, PrintedState, PrinterError,
    canvas::{
        AMBER, Align, BRASS, Canvas, Colour, Frame, INK, LINE, MUTED, PAPER, Place, RED, SEA,
        Style, WHITE,
    },
    font::Typeface,
    form,
    words::{Word, Words},
};
use financing::Cents;

/// A4 across, in thousandths of a point.
pub(crate) const PAGE_WIDTH: i32 = 595_276;
/// A4 down, in thousandths of a point.
pub(crate) const PAGE_HEIGHT: i32 = 841_890;

pub(crate) const LEFT: i32 = 51_024;
pub(crate) const WIDTH: i32 = PAGE_WIDTH - 2 * LEFT;
const TOP: i32 = 68_000;
const BOTTOM: i32 = 772_000;
const HEAD_RIGHT: i32 = 190_000;
const LABEL: i32 = 138_000;
const PADDING: i32 = 18_000;
const BAND: i32 = 23_000;

pub(crate) const SMALL: Style = Style::regular(9_000, MUTED);
pub(crate) const BODY: Style = Style::regular(10_500, INK);
pub(crate) const STRONG: Style = Style::semibold(10_500, INK);

/// A paper being laid out.
pub(crate) struct Page<'a> {
    pub(crate) typeface: &'a Typeface,
    pub(crate) words: &'a Words,
    heading: &'a Heading,
    title: String,
    done: Vec<Canvas>,
    /// The page being filled.
    pub(crate) canvas: Canvas,
    /// Down to where it is filled.
    pub(crate) y: i32,
}

impl<'a> Page<'a> {
    /// A first page with the shop's head.
    pub(crate) fn headed(
        typeface: &'a Typeface,
        words: &'a Words,
        heading: &'a Heading,
        title: Word,
    ) -> Result<Page<'a>, PrinterError> {
        let mut page = Page {
            typeface,
            words,
            heading,
            title: words.say(title)?,
            done: Vec::new(),
            canvas: Canvas::default(),
            y: TOP,
        };
        page.head()?;
        Ok(page)
    }

    /// A line of text with its baseline `down` below `y`, across the whole width. Answers the width it took.
    pub(crate) fn text(&mut self, style: Style, down: i32, align: Align, text: &str) -> i32 {
        self.text_in(style, (LEFT, WIDTH), down, align, text)
    }

    /// The same between `left` and `left + width`.
    pub(crate) fn text_in(
        &mut self,
        style: Style,
        (left, width): (i32, i32),
        down: i32,
        align: Align,
        text: &str,
    ) -> i32 {
        let place = Place {
            left,
            baseline: self.y + down,
            width,
            align,
        };
        self.canvas.text(self.typeface, style, place, text)
    }

    /// A text in lines of at most `width`, from `down` below `y`. Answers how far down the lines reach.
    pub(crate) fn block(
        &mut self,
        style: Style,
        (left, width): (i32, i32),
        down: i32,
        text: &str,
        most: usize,
    ) -> i32 {
        let mut down = down;
        for line in self.lines(style, width, text, most) {
            down += style.leading();
            self.text_in(style, (left, width), down, Align::Left, &line);
        }
        down
    }

    fn lines(&self, style: Style, width: i32, text: &str, most: usize) -> Vec<String> {
        let text = self.typeface.drawable(text);
        self.typeface
            .wrapped(style.cut, style.size, &text, width, most)
    }

    /// A thin line across, `down` below `y`.
    pub(crate) fn rule(&mut self, colour: Colour, down: i32, height: i32) {
        let frame = Frame {
            left: LEFT,
            top: self.y + down,
            width: WIDTH,
            height,
        };
        self.canvas.panel(frame, 0, colour);
    }

    /// Turns to a next page unless `height` still fits on this one.
    pub(crate) fn room(&mut self, height: i32) -> Result<(), PrinterError> {
        if self.y + height > BOTTOM {
            self.done.push(std::mem::take(&mut self.canvas));
            self.y = TOP;
            let shop = self.heading.shop.name.clone();
            let number = &self.heading.number;
            let number = match self.heading.issue {
                Issue::Original => format!("{} · {number}", self.title),
                Issue::Duplicate(_) => format!("{} · {number} · {}", self.title, self.issue()?),
            };
            self.text_in(STRONG, (LEFT, WIDTH / 2), 0, Align::Left, &shop);
            self.text_in(
                SMALL,
                (LEFT + WIDTH / 2, WIDTH / 2),
                0,
                Align::Right,
                &number,
            );
            self.rule(BRASS, 10_000, 1_200);
            self.y += 28_000;
        }
        Ok(())
    }

    /// Moves down so that a last block of `height` ends at the foot of a first page; on a later one it follows at once.
    pub(crate) fn sink(&mut self, height: i32) {
        if self.done.is_empty() {
            self.y = self.y.max(BOTTOM - height);
        }
    }

    fn head(&mut self) -> Result<(), PrinterError> {
        let heading = self.heading;
        let left = (LEFT, WIDTH - HEAD_RIGHT - PADDING);
        let name = Style::semibold(17_000, INK);
        let mut down = self.block(name, left, -18_000, &heading.shop.name, 2) + 4_000;
        for line in heading.shop.address.iter().take(5) {
            down = self.block(SMALL, left, down, line, 2);
        }
        down = self.block(SMALL, left, down, &heading.shop.legal_id, 1);

        let right = (LEFT + WIDTH - HEAD_RIGHT, HEAD_RIGHT);
        let title = self.title.clone();
        self.text_in(SMALL, right, 5_000, Align::Right, &title);
        let number = Style::semibold(19_000, INK);
        self.text_in(number, right, 28_000, Align::Right, heading.number.as_str());
        let issue = self.issue()?;
        match heading.issue {
            Issue::Original => {
                self.text_in(SMALL, right, 44_000, Align::Right, &issue);
            }
            Issue::Duplicate(_) => {
                self.pill(right.0 + right.1, 36_000, INK, &issue, Align::Right);
            }
        }
        self.y += down.max(58_000) + 12_000;
        self.rule(BRASS, 0, 1_200);
        self.y += 20_000;
        Ok(())
    }

    fn issue(&self) -> Result<String, PrinterError> {
        match self.heading.issue {
            Issue::Original => self.words.say(Word::Original),
            Issue::Duplicate(number) => {
                let number = ("number", number.get().into());
                self.words.fill(Word::Duplicate, [number])
            }
        }
    }

    /// A short text on a rounded ground of its own, its left (or right) edge at `edge`.
    fn pill(&mut self, edge: i32, down: i32, ground: Colour, text: &str, align: Align) {
        const HEIGHT: i32 = 18_000;
        const INSET: i32 = 9_000;
        let style = Style::semibold(9_500, WHITE);
        let text = self.typeface.drawable(text);
        let text = self
            .typeface
            .shortened(style.cut, style.size, &text, WIDTH - 4 * INSET);
        let width = self.typeface.width(style.cut, style.size, &text) + 2 * INSET;
        let left = match align {
            Align::Left => edge,
            Align::Centre => edge - width / 2,
            Align::Right => edge - width,
        };
        let frame = Frame {
            left,
            top: self.y + down,
            width,
            height: HEIGHT,
        };
        self.canvas.panel(frame, HEIGHT / 2, ground);
        let inside = (left + INSET, width - 2 * INSET);
        self.text_in(style, inside, down + 12_500, Align::Left, &text);
    }

    /// The panel that says where the financing stands, one amount large, and the amounts beneath it side by side.
    pub(crate) fn panel(
        &mut self,
        (label, amount): (Word, Cents),
        beneath: &[(Word, Cents)],
    ) -> Result<(), PrinterError> {
        // An amount is never shortened: four of the largest fit side by side.
        let across = if beneath.len() > 4 { 3 } else { 4 };
        let rows: Vec<&[(Word, Cents)]> = beneath.chunks(across).collect();
        let row = 50_000;
        let height = 86_000 + row * i32::try_from(rows.len()).unwrap_or(1);
        self.room(height)?;
        let frame = Frame {
            left: LEFT,
            top: self.y,
            width: WIDTH,
            height,
        };
        self.canvas.panel(frame, 12_000, PAPER);
        let state = self.words.say(self.heading.state.word())?;
        let ground = tone(self.heading.state);
        self.pill(LEFT + PADDING, 14_000, ground, &state, Align::Left);
        let inside = (LEFT + PADDING, WIDTH - 2 * PADDING);
        let label = self.words.say(label)?;
        self.text_in(SMALL, inside, 26_500, Align::Right, &label);
        let amount = form::money(self.words, amount)?;
        let large = Style::semibold(30_000, INK);
        self.text_in(large, inside, 66_000, Align::Right, &amount);
        self.y += 86_000;
        for amounts in rows {
            self.side_by_side(inside, across, amounts)?;
            self.y += row;
        }
        self.y += 16_000;
        Ok(())
    }

    fn side_by_side(
        &mut self,
        (left, width): (i32, i32),
        across: usize,
        amounts: &[(Word, Cents)],
    ) -> Result<(), PrinterError> {
        let rule = Frame {
            left,
            top: self.y - 4_000,
            width,
            height: 800,
        };
        self.canvas.panel(rule, 0, LINE);
        let column = width / i32::try_from(across).unwrap_or(1).max(1);
        let places = std::iter::successors(Some(left), |place| Some(place + column));
        for (place, (label, amount)) in places.zip(amounts) {
            let within = (place, column - 6_000);
            let label = self.words.say(*label)?;
            self.text_in(SMALL, within, 14_000, Align::Left, &label);
            let amount = form::money(self.words, *amount)?;
            let style = Style::semibold(13_000, INK);
            self.text_in(style, within, 33_000, Align::Left, &amount);
        }
        Ok(())
    }

    /// One fact: its label, and its value in at most three lines. A fact without a value is left out.
    pub(crate) fn fact(&mut self, label: Word, value: &str) -> Result<(), PrinterError> {
        let (left, width) = (LEFT + LABEL, WIDTH - LABEL);
        let lines = self.lines(BODY, width, value, 3);
        if lines.is_empty() {
            return Ok(());
        }
        let height = BODY.leading() * i32::try_from(lines.len()).unwrap_or(1) + 8_000;
        self.room(height)?;
        let label = self.words.say(label)?;
        let below_label = (LEFT, LABEL - 8_000);
        self.text_in(SMALL, below_label, BODY.leading(), Align::Left, &label);
        for (line, text) in (1..).zip(&lines) {
            let down = line * BODY.leading();
            self.text_in(BODY, (left, width), down, Align::Left, text);
        }
        self.rule(LINE, height - 1_500, 500);
        self.y += height;
        Ok(())
    }

    /// The finished pages, each with its foot and, from training, its bands.
    pub(crate) fn finished(self) -> Result<Vec<Canvas>, PrinterError> {
        let Page {
            typeface,
            words,
            heading,
            canvas,
            mut done,
            ..
        } = self;
        done.push(canvas);
        let training = heading
            .training
            .then(|| words.say(Word::Training))
            .transpose()?;
        let pages = done.len();
        for (page, canvas) in (1_usize..).zip(&mut done) {
            let blanks = [("page", page.into()), ("pages", pages.into())];
            let count = words.fill(Word::PageOf, blanks)?;
            foot(canvas, typeface, heading, &count);
            if let Some(training) = &training {
                band(canvas, typeface, 20_000, training);
                band(canvas, typeface, PAGE_HEIGHT - 16_000 - BAND, training);
            }
        }
        Ok(done)
    }
}

fn foot(canvas: &mut Canvas, typeface: &Typeface, heading: &Heading, count: &str) {
    let rule = Frame {
        left: LEFT,
        top: 780_000,
        width: WIDTH,
        height: 500,
    };
    canvas.panel(rule, 0, LINE);
    let style = Style::regular(8_000, MUTED);
    let half = |left, align| Place {
        left,
        baseline: 793_000,
        width: WIDTH / 2 - 6_000,
        align,
    };
    canvas.text(typeface, style, half(LEFT, Align::Left), &heading.shop.name);
    let right = half(LEFT + WIDTH / 2 + 6_000, Align::Right);
    let number = format!("{} · {count}", heading.number);
    canvas.text(typeface, style, right, &number);
}

fn band(canvas: &mut Canvas, typeface: &Typeface, top: i32, text: &str) {
    let frame = Frame {
        left: LEFT,
        top,
        width: WIDTH,
        height: BAND,
    };
    canvas.panel(frame, 6_000, AMBER);
    let place = Place {
        left: LEFT + PADDING,
        baseline: top + 15_500,
        width: WIDTH - 2 * PADDING,
        align: Align::Centre,
    };
    canvas.text(typeface, Style::semibold(11_000, WHITE), place, text);
}

/// Green only for money that is safe, red only for what is lost, amber for what waits.
fn tone(state: PrintedState) -> Colour {
    match state {
        PrintedState::Financed => SEA,
        PrintedState::Undecided
        | PrintedState::Accepted
        | PrintedState::Reserved
        | PrintedState::Releasing
        | PrintedState::Cancelling
        | PrintedState::Refunding
        | PrintedState::Ending => AMBER,
        PrintedState::Refused | PrintedState::Lapsed => RED,
        PrintedState::Cancelled | PrintedState::Refunded | PrintedState::Ended => INK,
    }
}
