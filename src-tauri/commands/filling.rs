//! What the screen may ask about the few values of a profile that only the shop has: which they are, and to write what a
//! person gave into the profile's text. Where they stand in it is the gateways' to say.

use super::{Answer, Held};
use crate::screen::{FillInForm, FillInView, SettingsView};

/// The values of a gateway's profile that only the shop has.
#[tauri::command]
#[specta::specta]
pub async fn to_fill_in(house: Held<'_>, gateway: String) -> Answer<Vec<FillInView>> {
    house.to_fill_in(&gateway).await
}

/// Writes such values into a gateway's profile, once it still reads as one.
#[tauri::command]
#[specta::specta]
pub async fn fill_in(
    house: Held<'_>,
    gateway: String,
    values: Vec<FillInForm>,
) -> Answer<SettingsView> {
    house.fill_in(&gateway, values).await?;
    house.remount().await?;
    house.settings_view().await
}
