//! Where the tour plays: the till's window on its desktop, the customer's phone, and the guide who tells it.

use super::guide::Guide;
use crate::window::{Desktop, Mishap, Page};

/// What every step needs at hand.
pub(super) struct Stage<'a> {
    /// Who tells it.
    pub(super) guide: &'a Guide,
    /// What the windows stand on.
    pub(super) desktop: &'a Desktop,
    /// The application's window.
    pub(super) till: &'a Page,
    /// The customer's phone.
    pub(super) phone: &'a Page,
}

impl Stage<'_> {
    /// Keeps a picture of the till's window, once it has been painted.
    pub(super) async fn picture(&self, name: &str) -> Result<(), Mishap> {
        self.till.settle().await?;
        self.desktop
            .picture(&self.guide.file(&format!("{name}.png")))
    }
}
