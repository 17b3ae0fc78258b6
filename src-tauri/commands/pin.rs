//! What the screen may ask about the manager's PIN: to take one that was typed, to keep another, and to let go of what
//! the last one opened. It is never told what the PIN is.

use super::{Answer, Held};
use crate::screen::TypedPin;

/// Takes a manager's PIN: what only a manager may is then done once, or, of the settings, while they are changed.
#[tauri::command]
#[specta::specta]
pub async fn authorise(house: Held<'_>, pin: TypedPin) -> Answer<()> {
    house.authorise(pin).await
}

/// Ends what the last PIN opened.
#[tauri::command]
#[specta::specta]
pub async fn end_authority(house: Held<'_>) -> Answer<()> {
    house.end_authority();
    Ok(())
}

/// Chooses the manager's PIN, typed twice: the first one, or, once a manager said so, another.
#[tauri::command]
#[specta::specta]
pub async fn set_manager_pin(house: Held<'_>, pin: TypedPin, again: TypedPin) -> Answer<()> {
    house.set_manager_pin(pin, again).await
}
