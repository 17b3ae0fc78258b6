//! One financing of the tour, whole: keyed in, scanned off the glass by an independent decoder, signed on the phone,
//! delivered where it has two steps, financed by the till's word and by the gateway's own books, and printed. Every
//! tap is one that staff or the customer would make.

use super::{
    figures::{self, Added},
    paper, phone,
    sandbox::Sandbox,
    stage::Stage,
};
use crate::{
    window::{Mishap, Page, output, same},
    window_once::look_for,
    window_pin::{TRAINING_PIN, key_in_pin, pad_goes},
};
use serde_json::json;
use std::path::Path;

/// When the goods leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Now: the money follows the signature.
    Direct,
    /// Later: the money follows *Delivered*.
    TwoStep,
}

/// How a gateway begins the customer's journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// With an address.
    Address,
    /// With a page that leads to an address.
    PlainRedirect,
    /// With a page that posts a form: the till's relay on the shop's network turns it into an address.
    Form,
}

/// A financing to be made.
pub(super) struct Deal {
    /// What its pictures are called.
    pub(super) name: &'static str,
    /// The gateway's id.
    pub(super) gateway: &'static str,
    /// The product's code.
    pub(super) product: &'static str,
    /// How its gateway begins the journey.
    pub(super) beginning: Beginning,
    /// When the goods leave.
    pub(super) mode: Mode,
    /// Its amount.
    pub(super) cents: u32,
    /// The shop's order number.
    pub(super) order: &'static str,
    /// The customer's facts, by the fields that hold them.
    pub(super) customer: &'static [(&'static str, &'static str)],
}

impl Deal {
    /// The name of one of its pictures.
    pub(super) fn picture(&self, what: &str) -> String {
        format!("{}-{what}", self.name)
    }
}

/// From the keypad to the receipt. Gives what the application added to the gateway's answer between
/// the tap and the QR code, where the gateway answered as over the Internet and nothing else stood between them.
pub(super) async fn whole(stage: &Stage<'_>, deal: &Deal) -> Result<Option<Added>, Mishap> {
    let (guide, till) = (stage.guide, stage.till);
    guide.step(&format!(
        "{}: {} cents, {}, order {}",
        deal.name, deal.cents, deal.product, deal.order
    ));
    let sandbox = Sandbox::of(till).await?;
    sandbox.begin_with(deal.beginning).await?;
    key_in(till, deal).await?;
    stage.picture(&deal.picture("start")).await?;

    guide.step(
        "the QR code stands on the glass, and an independent decoder reads it off the picture",
    );
    figures::watch_for_the_code(till).await?;
    let logged = stage.desktop.log()?.len();
    till.tap("start-qr").await?;
    if deal.beginning == Beginning::Form {
        till.await_control("journey-relay").await?;
        stage.picture(&deal.picture("relay")).await?;
        till.tap("journey-relay").await?;
        till.tap("confirm-yes").await?;
        till.await_control("pin-training").await?;
        key_in_pin(till, TRAINING_PIN).await?;
    }
    till.await_control("journey-qr").await?;
    let answer_ms = figures::answer_ms(&stage.desktop.log()?, logged)?;
    let added = figures::added(till, answer_ms).await?;
    let address = scan(stage, deal).await?;

    guide.step("the customer opens that address on a phone, reads, agrees and signs");
    phone::sign(stage, deal, &address).await?;
    if deal.mode == Mode::TwoStep {
        guide.step(
            "the till turns to accepted; the goods wait in To deliver until Delivered is pressed",
        );
        deliver(stage, deal).await?;
    } else {
        guide.step("the till releases the money by itself");
        till.await_attribute("journey-state", "data-state", "financed")
            .await?;
        stage.picture(&deal.picture("accepted")).await?;
    }

    guide.step("the till says financed, and so do the gateway's own books, once and whole");
    let id = open(till, deal).await?;
    till.await_attribute("financing-state", "data-state", "financed")
        .await?;
    sandbox.released_once(deal.cents).await?;

    guide.step("the receipt is printed and reads right");
    till.tap("print-receipt").await?;
    let printed = till.text("printed-file").await?;
    stage.picture(&deal.picture("financed")).await?;
    let language = till
        .run("return document.documentElement.lang", Vec::new())
        .await?;
    paper::read(
        stage,
        deal,
        Path::new(&printed),
        &id,
        language.as_str().unwrap_or_default(),
    )?;
    Ok((deal.beginning == Beginning::Address).then_some(added))
}

/// Refunds the financing that is open: the gateway is asked what is left; the pad asks for the manager's PIN, says that
/// one is wrong, and takes the right one; then the refund goes on by itself, once by the gateway's own books.
pub(super) async fn refund(stage: &Stage<'_>, deal: &Deal) -> Result<(), Mishap> {
    let (guide, till) = (stage.guide, stage.till);
    guide.step("a refund is a manager's: the pad asks for the PIN, and a wrong one moves nothing");
    let sandbox = Sandbox::of(till).await?;
    open(till, deal).await?;
    till.tap("refund").await?;
    till.await_attribute("asks-first", "data-asking", "answered")
        .await?;
    stage.picture("refund").await?;
    till.tap("confirm-yes").await?;
    key_in_pin(till, "7391").await?;
    till.await_attribute("fault", "data-fault", "manager")
        .await?;
    for digit in ["2", "4", "6"] {
        till.tap(&format!("pin-{digit}")).await?;
    }
    stage.picture("manager-pin").await?;
    sandbox.refunded(&[]).await?;
    till.tap("pin-8").await?;
    till.tap("pin-ok").await?;
    pad_goes(till).await?;
    till.await_attribute("financing-state", "data-state", "refunded")
        .await?;
    sandbox.refunded(&[deal.cents]).await
}

async fn key_in(till: &Page, deal: &Deal) -> Result<(), Mishap> {
    till.tap("rail-start").await?;
    till.tap(&format!("gateway-{}", deal.gateway)).await?;
    for digit in deal.cents.to_string().chars() {
        till.tap(&format!("keypad-{digit}")).await?;
    }
    till.tap(&format!("product-{}", deal.product)).await?;
    till.tap(match deal.mode {
        Mode::Direct => "mode-direct",
        Mode::TwoStep => "mode-two-step",
    })
    .await?;
    till.fill("order", deal.order).await?;
    for (field, fact) in deal.customer {
        till.fill(field, fact).await?;
    }
    Ok(())
}

/// The address in the QR code, read off a picture of the window, and checked against the one under it.
async fn scan(stage: &Stage<'_>, deal: &Deal) -> Result<String, Mishap> {
    let name = deal.picture("journey");
    stage.picture(&name).await?;
    let mut decoder = stage.desktop.command("zbarimg");
    decoder
        .args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"])
        .arg(stage.guide.file(&format!("{name}.png")));
    let address = output(&mut decoder)?.trim().to_owned();
    same(
        "the address in the QR code and the one under it",
        &stage.till.value("journey-address").await?,
        &address,
    )?;
    Ok(address)
}

async fn deliver(stage: &Stage<'_>, deal: &Deal) -> Result<(), Mishap> {
    let till = stage.till;
    let accepted = "const pill = document.querySelector('[data-testid=\"journey-state\"]');
        return pill !== null && ['accepted', 'reserved'].includes(pill.dataset.state)";
    till.await_script("an accepted financing", accepted, &[])
        .await?;
    stage.picture(&deal.picture("accepted")).await?;
    till.tap("rail-deliver").await?;
    let id = row_of(till, "deliver-row-", deal.order).await?;
    stage.picture(&deal.picture("to-deliver")).await?;
    till.tap(&format!("deliver-{id}")).await?;
    till.await_control("confirm-yes").await?;
    stage.picture(&deal.picture("delivered")).await?;
    till.tap("confirm-yes").await
}

/// Opens the financing that has this order, and gives its number.
pub(super) async fn open(till: &Page, deal: &Deal) -> Result<String, Mishap> {
    look_for(till, deal.order).await?;
    let id = row_of(till, "financing-row-", deal.order).await?;
    till.tap(&format!("financing-row-{id}")).await?;
    same(
        "the financing that was opened",
        &id,
        &till.text("financing-id").await?,
    )?;
    Ok(id)
}

/// The financing whose row shows this order, by the names of the rows.
async fn row_of(till: &Page, names: &str, order: &str) -> Result<String, Mishap> {
    let named = "const [names, order] = arguments;
        const rows = [...document.querySelectorAll(`[data-testid^=\"${names}\"]`)];
        const ours = rows.find((each) => (each.closest('tr, li') ?? each).textContent.includes(order));
        return ours ? ours.dataset.testid.slice(names.length) : null";
    let found = till
        .await_script(
            &format!("a row of order {order}"),
            named,
            &[json!(names), json!(order)],
        )
        .await?;
    Ok(found.as_str().unwrap_or_default().to_owned())
}
