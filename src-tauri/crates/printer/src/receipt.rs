//! The receipt of a signed financing: what was agreed, what was released, under which references, and that it is not
//! the credit contract. It prints the facts it is given and decides none of them.

use crate::{
    Heading, PrintedState, PrinterError, Qr,
    canvas::{Align, Frame, INK, Style},
    font::Typeface,
    form,
    page::{LEFT, Page, SMALL, WIDTH},
    pdf::pdf,
    words::{Word, Words},
};
use chrono::{DateTime, FixedOffset};
use financing::{Amounts, Cents, Key, Mode};

/// When the money was or must be released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// The gateway's books said released, in the store's zone.
    Done(DateTime<FixedOffset>),
    /// It lapses unless it is released before this, in the store's zone.
    Due(DateTime<FixedOffset>),
    /// Neither: nothing is said about it.
    Nothing,
}

/// Under which names the gateway knows the financing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayReference {
    /// The gateway, as the customer knows it.
    pub name: String,
    /// The transaction's own name; its reference is what the QR holds.
    pub key: Key,
    /// Numbers the gateway gave (a transaction, a capture), in its order.
    pub further: Vec<String>,
}

/// All that stands on a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What every paper says first.
    pub heading: Heading,
    /// The product's proper name.
    pub product: String,
    /// The payments the customer may expect, in their order; empty where they are not known.
    pub plan: Vec<Cents>,
    /// When the money is released.
    pub mode: Mode,
    /// What was asked for.
    pub amount: Cents,
    /// What the gateway has confirmed.
    pub amounts: Amounts,
    /// When the money was or must be released.
    pub release: Release,
    /// The gateway and its references.
    pub gateway: GatewayReference,
}

/// The receipt as a PDF on A4. The same receipt gives the same bytes.
///
/// # Errors
///
/// [`PrinterError::QrEmpty`] and [`PrinterError::QrTooLong`] for a reference no QR holds; the others speak of the
/// program's own words and typeface.
pub fn receipt(receipt: &Receipt) -> Result<Vec<u8>, PrinterError> {
    let pages = laid_out(receipt)?;
    pdf(&pages, receipt.heading.number.as_str(), receipt.heading.at)
}

pub(crate) fn laid_out(receipt: &Receipt) -> Result<Vec<crate::canvas::Canvas>, PrinterError> {
    let typeface = Typeface::load()?;
    let words = Words::of(receipt.heading.language)?;
    let mut page = Page::headed(&typeface, &words, &receipt.heading, Word::Receipt)?;
    let state = receipt.heading.state;
    page.panel(
        (Word::Financed, receipt.amount),
        &amounts(receipt.amounts, state),
    )?;
    facts(&mut page, receipt)?;
    not_the_contract(&mut page, receipt)?;
    page.finished()
}

/// The amounts worth a column: what has not happened at all, and need not, is left out. What was not released is left to
/// be released only where it still may be.
fn amounts(amounts: Amounts, state: PrintedState) -> Vec<(Word, Cents)> {
    let mut columns = vec![
        (Word::Authorised, amounts.authorised),
        (Word::Released, amounts.released),
    ];
    if !amounts.cancelled.is_zero() {
        columns.push((Word::Cancelled, amounts.cancelled));
    }
    columns.push((Word::Refunded, amounts.refunded));
    let to_release = amounts.left_to_release();
    if !to_release.is_zero() && !state.may_be_released() {
        columns.push((Word::NotReleased, to_release));
    } else if amounts.released.is_zero() || !to_release.is_zero() {
        columns.push((Word::LeftToRelease, to_release));
    }
    if !amounts.released.is_zero() {
        columns.push((Word::LeftToRefund, amounts.left_to_refund()));
    }
    columns
}

fn facts(page: &mut Page, receipt: &Receipt) -> Result<(), PrinterError> {
    let (words, heading) = (page.words, &receipt.heading);
    page.fact(Word::IssuedAt, &form::date_time(words, heading.at)?)?;
    page.fact(Word::Till, &heading.till)?;
    page.fact(Word::Staff, &heading.staff)?;
    page.fact(Word::Customer, &heading.customer)?;
    page.fact(Word::Order, heading.order.as_str())?;
    page.fact(Word::Product, &receipt.product)?;
    page.fact(Word::Plan, &plan(words, &receipt.plan)?)?;
    page.fact(Word::Mode, &words.say(mode(receipt.mode))?)?;
    match receipt.release {
        Release::Done(at) => page.fact(Word::ReleasedAt, &form::date_time(words, at)?)?,
        Release::Due(at) => page.fact(Word::ReleaseBy, &form::date_time(words, at)?)?,
        Release::Nothing => {}
    }
    let gateway = &receipt.gateway;
    page.fact(Word::Gateway, &gateway.name)?;
    page.fact(Word::Reference, &gateway.key.reference)?;
    page.fact(Word::TransactionDate, &form::date(words, gateway.key.date)?)?;
    page.fact(Word::FurtherReferences, &gateway.further.join(" · "))
}

fn mode(mode: Mode) -> Word {
    match mode {
        Mode::Direct => Word::ModeDirect,
        Mode::TwoStep => Word::ModeTwoStep,
    }
}

/// The payments, equal ones that follow each other counted: `1 × 312,49 € + 3 × 312,47 €`.
fn plan(words: &Words, payments: &[Cents]) -> Result<String, PrinterError> {
    let parts: Result<Vec<String>, PrinterError> = payments
        .chunk_by(|left, right| left == right)
        .map(|same| {
            let amount = form::money(words, same[0])?;
            let blanks = [("count", same.len().into()), ("amount", amount.into())];
            words.fill(Word::PlanPart, blanks)
        })
        .collect();
    Ok(parts?.join(" + "))
}

/// The last block: the QR of the reference, and what this paper is not.
fn not_the_contract(page: &mut Page, receipt: &Receipt) -> Result<(), PrinterError> {
    const SIDE: i32 = 96_000;
    let qr = Qr::of(&receipt.gateway.key.reference)?;
    page.y += 10_000;
    page.room(SIDE)?;
    page.sink(SIDE);
    let frame = Frame {
        left: LEFT - 8_000,
        top: page.y,
        width: SIDE,
        height: SIDE,
    };
    page.canvas.qr(frame, qr);
    let words = page.words;
    let beside = (LEFT + SIDE + 8_000, WIDTH - SIDE - 8_000);
    let title = Style::semibold(12_000, INK);
    let title_text = words.say(Word::NotTheContract)?;
    page.text_in(title, beside, 20_000, Align::Left, &title_text);
    let gateway = receipt.gateway.name.as_str().into();
    let why = words.fill(Word::NotTheContractWhy, [("gateway", gateway)])?;
    let mut down = page.block(SMALL, beside, 24_000, &why, 3);
    if !receipt.plan.is_empty() {
        let indicative = words.say(Word::PlanIsIndicative)?;
        down = page.block(SMALL, beside, down, &indicative, 1);
    }
    let code = words.say(Word::CodeHoldsReference)?;
    page.block(SMALL, beside, down, &code, 1);
    Ok(())
}
