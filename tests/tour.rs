//! The tour: one till's day in the real application, from a first start to the receipts, with the customer's journey on
//! a real phone-sized browser and the gateways' own books as the last word. It is a demonstration as much as a proof:
//! a line is printed per step, a picture is kept of every screen, and the first step that fails is named. It knows what
//! the screens' controls are called and nothing of how the application works.

mod crowd;
mod deal;
mod figures;
mod guide;
mod paper;
mod phone;
mod sandbox;
mod stage;
mod views;

use crate::window::{Desktop, Mishap, Page, Theme, scene_within};
use deal::{Beginning, Deal, Mode};
use figures::Figures;
use guide::Guide;
use stage::Stage;
use std::time::Duration;

/// The longest it may take, which is far above what it does: several scenes in one.
const TOUR: Duration = Duration::from_secs(1_200);

/// What Cofidis is told of a customer here.
const COFIDIS: &[(&str, &str)] = &[
    ("customer-first-name", "Élodie"),
    ("customer-last-name", "Fontaine"),
];
/// What Payplug is told of one.
const PAYPLUG: &[(&str, &str)] = &[
    ("customer-first-name", "Anaïs"),
    ("customer-last-name", "Lefèvre"),
    ("customer-email", "anais.lefevre@example.com"),
    ("customer-mobile", "06 12 34 56 78"),
    ("customer-address", "8 rue des Érables"),
    ("customer-postal-code", "75011"),
    ("customer-city", "Paris"),
];

/// The financings of the tour, in the order they are made.
const DEALS: [Deal; 4] = [
    Deal {
        name: "two-step",
        gateway: "sandbox",
        product: "4XCB",
        beginning: Beginning::Address,
        mode: Mode::TwoStep,
        cents: 124_990,
        order: "CMD-20418",
        customer: COFIDIS,
    },
    Deal {
        name: "direct",
        gateway: "sandbox",
        product: "3XCB",
        beginning: Beginning::Address,
        mode: Mode::Direct,
        cents: 45_950,
        order: "CMD-20419",
        customer: COFIDIS,
    },
    Deal {
        name: "payplug-two-step",
        gateway: "payplug-sandbox",
        product: "cofidis-4xcb",
        beginning: Beginning::Form,
        mode: Mode::TwoStep,
        cents: 89_900,
        order: "CMD-20420",
        customer: PAYPLUG,
    },
    Deal {
        name: "payplug-direct",
        gateway: "payplug-sandbox",
        product: "cofidis-3xcb",
        beginning: Beginning::PlainRedirect,
        mode: Mode::Direct,
        cents: 32_040,
        order: "CMD-20421",
        customer: PAYPLUG,
    },
];

#[test]
fn the_tour() {
    let guide = Guide::new();
    if let Err(mishap) = scene_within(TOUR, day(&guide)) {
        guide.failed(&mishap);
    }
}

async fn day(guide: &Guide) -> Result<(), Mishap> {
    let mut desktop = Desktop::new().await?;
    let told = acts(guide, &mut desktop).await;
    if told.is_err() {
        // The failure itself is what counts; a picture that cannot be taken must not hide it.
        _ = desktop.picture(&guide.file("failed.png"));
        eprintln!("{}", desktop.last_words());
    }
    told
}

async fn acts(guide: &Guide, desktop: &mut Desktop) -> Result<(), Mishap> {
    let mut figures = Figures::default();
    guide.step("a fresh machine opens the application, which offers training or setting up");
    let counter = desktop.open_counter().await?;
    let phone = desktop.open_phone().await?;
    let stage = Stage {
        guide,
        desktop,
        till: &counter.page,
        phone: &phone,
    };
    stage.till.await_control("first-setup").await?;
    stage.picture("first-start").await?;
    guide.step("one tap opens training mode");
    stage.till.tap("language-en").await?;
    stage.till.tap("first-training").await?;
    stage.till.await_control("training-band").await?;

    let [two_step, direct, payplug_two_step, payplug_direct] = &DEALS;
    figures.added.extend(deal::whole(&stage, two_step).await?);
    guide.step("the same till speaks French");
    speak(stage.till, "fr").await?;
    figures.added.extend(deal::whole(&stage, direct).await?);
    deal::refund(&stage, direct).await?;
    views::every_screen(&stage, "").await?;
    views::other_sizes(&stage, direct).await?;
    figures.read_idle(guide, &counter).await?;
    desktop.close(counter).await?;

    guide.step("the next morning, in the dark theme, training opens by itself");
    desktop.choose(Theme::Dark)?;
    let counter = desktop.open_counter().await?;
    counter.page.await_control("training-band").await?;
    figures.read_start(desktop, &counter).await?;
    let stage = Stage {
        guide,
        desktop,
        till: &counter.page,
        phone: &phone,
    };
    speak(stage.till, "en").await?;
    for payplug in [payplug_two_step, payplug_direct] {
        figures.added.extend(deal::whole(&stage, payplug).await?);
    }
    views::every_screen(&stage, "dark-").await?;

    guide.step("a second copy of the application says that the till is open already");
    let second = desktop.open_counter().await?;
    let stage = Stage {
        guide,
        desktop,
        till: &second.page,
        phone: &phone,
    };
    stage
        .till
        .await_attribute("trouble", "data-trouble", "already_open")
        .await?;
    stage.picture("trouble").await?;

    guide.step("a till with a hundred thousand old financings starts, and finds one of them");
    figures.crowd = crowd::starts().await?;

    figures.print()?;
    guide.done()
}

/// Chooses the language in the settings.
async fn speak(till: &Page, language: &str) -> Result<(), Mishap> {
    till.tap("rail-settings").await?;
    let button = format!("language-{language}");
    till.tap(&button).await?;
    till.await_attribute(&button, "aria-pressed", "true").await
}
