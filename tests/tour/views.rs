//! Pictures of the screens that a financing's own way does not pass, and of all of them at the other sizes a till has.

use super::{
    deal::{self, Deal},
    stage::Stage,
};
use crate::window::Mishap;

/// The screens behind the rail, each with a control that shows it has come.
const SCREENS: [(&str, &str, &str); 5] = [
    ("start", "rail-start", "start-qr"),
    ("to-deliver", "rail-deliver", "deliver-start"),
    ("today", "rail-today", "search"),
    ("attention", "rail-attention", "empty"),
    ("settings", "rail-settings", "sandbox-trainer"),
];

/// The other sizes: a small tablet, and one held upright.
const SIZES: [(u32, u32); 2] = [(1024, 768), (800, 1280)];
/// The size a till's window opens with.
const OPENING_SIZE: (u32, u32) = (1280, 800);

/// A picture of each screen as it stands.
pub(super) async fn every_screen(stage: &Stage<'_>, prefix: &str) -> Result<(), Mishap> {
    stage
        .guide
        .step("every screen behind the rail has its picture taken");
    for (name, rail, there) in SCREENS {
        stage.till.tap(rail).await?;
        stage.till.await_control(there).await?;
        stage.picture(&format!("{prefix}{name}")).await?;
    }
    Ok(())
}

/// The screens at the other sizes, and this financing with them.
pub(super) async fn other_sizes(stage: &Stage<'_>, deal: &Deal) -> Result<(), Mishap> {
    for (width, height) in SIZES {
        let prefix = format!("{width}x{height}-");
        stage.till.resize(width, height).await?;
        every_screen(stage, &prefix).await?;
        deal::open(stage.till, deal).await?;
        stage.till.await_control("financing-state").await?;
        stage.picture(&format!("{prefix}financing")).await?;
    }
    let (width, height) = OPENING_SIZE;
    stage.till.resize(width, height).await
}
