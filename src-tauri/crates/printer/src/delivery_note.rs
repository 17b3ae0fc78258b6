//! The note that goes with the goods: what was handed over, for how much, and the customer's signature that it was.
//! It prints the facts it is given and decides none of them.

use crate::{
    Heading, PrinterError,
    canvas::{Align, Canvas, Frame, LINE, MUTED},
    font::Typeface,
    form,
    page::{BODY, LEFT, Page, SMALL, STRONG, WIDTH},
    pdf::pdf,
    words::{Word, Words},
};
use chrono::{DateTime, FixedOffset};
use financing::Cents;

/// Goods handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    /// What.
    pub name: String,
    /// How many.
    pub quantity: u32,
}

/// All that stands on a delivery note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryNote {
    /// What every paper says first; its state says whether the release is confirmed.
    pub heading: Heading,
    /// When staff pressed *Delivered*, in the store's zone.
    pub delivered: DateTime<FixedOffset>,
    /// The amount of this delivery, released or asked to be.
    pub amount: Cents,
    /// What was handed over; empty where only the order is known.
    pub goods: Vec<Goods>,
}

/// The delivery note as a PDF on A4. The same note gives the same bytes.
///
/// # Errors
///
/// Only those that speak of the program's own words and typeface.
pub fn delivery_note(note: &DeliveryNote) -> Result<Vec<u8>, PrinterError> {
    let pages = laid_out(note)?;
    pdf(&pages, note.heading.number.as_str(), note.heading.at)
}

pub(crate) fn laid_out(note: &DeliveryNote) -> Result<Vec<Canvas>, PrinterError> {
    let typeface = Typeface::load()?;
    let words = Words::of(note.heading.language)?;
    let heading = &note.heading;
    let mut page = Page::headed(&typeface, &words, heading, Word::DeliveryNote)?;
    page.panel((Word::Delivered, note.amount), &[])?;
    page.fact(Word::DeliveredAt, &form::date_time(&words, note.delivered)?)?;
    page.fact(Word::Till, &heading.till)?;
    page.fact(Word::Staff, &heading.staff)?;
    page.fact(Word::Customer, &heading.customer)?;
    page.fact(Word::Order, heading.order.as_str())?;
    goods(&mut page, note)?;
    signature(&mut page, heading)?;
    page.finished()
}

fn goods(page: &mut Page, note: &DeliveryNote) -> Result<(), PrinterError> {
    const QUANTITY: i32 = 60_000;
    let (names, quantities) = (
        (LEFT, WIDTH - QUANTITY),
        (LEFT + WIDTH - QUANTITY, QUANTITY),
    );
    let words = page.words;
    page.room(60_000)?;
    page.y += 18_000;
    if note.goods.is_empty() {
        let order = note.heading.order.as_str().into();
        let all = words.fill(Word::GoodsOfOrder, [("order", order)])?;
        page.text(STRONG, BODY.leading(), Align::Left, &all);
        page.y += 28_000;
        return Ok(());
    }
    let (title, quantity) = (words.say(Word::Goods)?, words.say(Word::Quantity)?);
    page.text_in(STRONG, names, BODY.leading(), Align::Left, &title);
    page.text_in(SMALL, quantities, BODY.leading(), Align::Right, &quantity);
    page.rule(MUTED, 21_000, 700);
    page.y += 24_000;
    for goods in &note.goods {
        page.room(38_000)?;
        let down = page
            .block(BODY, names, 0, &goods.name, 2)
            .max(BODY.leading());
        let quantity = goods.quantity.to_string();
        page.text_in(BODY, quantities, BODY.leading(), Align::Right, &quantity);
        page.rule(LINE, down + 6_500, 500);
        page.y += down + 8_000;
    }
    Ok(())
}

/// What the customer signs, and the lines to sign on.
fn signature(page: &mut Page, heading: &Heading) -> Result<(), PrinterError> {
    const HEIGHT: i32 = 136_000;
    const GAP: i32 = 16_000;
    page.y += 14_000;
    page.room(HEIGHT)?;
    page.sink(HEIGHT);
    let words: &Words = page.words;
    let number = ("number", heading.number.as_str().into());
    let received = words.fill(Word::Received, [number])?;
    page.text(STRONG, BODY.leading(), Align::Left, &received);
    let third = (WIDTH - 2 * GAP) / 3;
    let lines = [Word::SignatureName, Word::SignatureDate, Word::Signature];
    let places = std::iter::successors(Some(LEFT), |left| Some(left + third + GAP));
    for (left, label) in places.zip(lines) {
        let line = Frame {
            left,
            top: page.y + 104_000,
            width: third,
            height: 700,
        };
        page.canvas.panel(line, 0, MUTED);
        let label = words.say(label)?;
        page.text_in(SMALL, (left, third), 118_000, Align::Left, &label);
    }
    Ok(())
}
