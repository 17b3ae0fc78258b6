//! What the screen may ask about customers' data: who they may be, a copy for one who asks, their end, their lifetime.
//! All but the first are a manager's deeds.

use super::{Answer, Held, named};
use crate::{
    house::Counter,
    screen::{ErasedView, Fault, Job, RelatedView, SettingsView, Shown},
};
use financing::FinancingId;
use ledger::Related;
use tauri::async_runtime::spawn_blocking;
use till::TillFault;

/// More than a customer ever has, and than the screen lists.
const MOST: usize = 5000;

fn all_named(of: &[String]) -> Answer<Vec<FinancingId>> {
    if of.len() > MOST {
        return Err(Fault::NotFound);
    }
    of.iter().map(|id| named(id)).collect()
}

impl Counter {
    fn related_view(&self, to: &FinancingId, related: &Related) -> RelatedView {
        let (listed, shared) = (&related.listed, related.shared);
        RelatedView {
            row: self.row(&Shown::of(listed)),
            same_name: shared.name,
            same_email: shared.email,
            same_phone: shared.phone,
            sure: shared.is_surely_one() || listed.held.financing.id == *to,
            over: listed.held.is_settled(),
        }
    }
}

/// The financings that may be of the customer of this one, itself among them; none once its data are erased.
#[tauri::command]
#[specta::specta]
pub async fn related(house: Held<'_>, id: String) -> Answer<Vec<RelatedView>> {
    let counter = house.counter().await?;
    let id = named(&id)?;
    let found = counter.till.related(&id)?;
    Ok(found
        .iter()
        .map(|related| counter.related_view(&id, related))
        .collect())
}

/// Writes all that is held about a customer into a file among the papers, and tells where it is.
#[tauri::command]
#[specta::specta]
pub async fn export_customer(house: Held<'_>, id: String, of: Vec<String>) -> Answer<String> {
    let counter = house.counter().await?;
    let (id, of) = (named(&id)?, all_named(&of)?);
    let begun = counter.begins()?;
    let (by, folder) = (
        house.as_manager(&counter).await?,
        house.home.papers(counter.is_training()),
    );
    let file = spawn_blocking(move || {
        let _until_it_is_written = begun;
        let shop = &counter.shop.shop;
        counter.till.export_customer(&id, &of, &by, shop, &folder)
    });
    let file = file
        .await
        .map_err(|error| Fault::broken("export", &error))??;
    Ok(file.display().to_string())
}

/// Erases a customer's data in those of these financings that are over.
#[tauri::command]
#[specta::specta]
pub async fn erase_customer(house: Held<'_>, id: String, of: Vec<String>) -> Answer<ErasedView> {
    let counter = house.counter().await?;
    let (id, of) = (named(&id)?, all_named(&of)?);
    let begun = counter.begins()?;
    let (by, folder, asked) = (
        house.as_manager(&counter).await?,
        house.home.papers(counter.is_training()),
        of.len(),
    );
    let note = (!counter.is_training()).then(|| house.home.erased());
    let erasure = spawn_blocking(move || {
        let _until_it_is_written = begun;
        let erasure = counter.till.erase_customer(&id, &of, &by, &folder)?;
        // It is erased; where the note of it fails, the next look makes it, and the screen says so until then.
        if let Some(Err(fault)) = note.map(|note| counter.till.hold_erasures(&note, &folder)) {
            counter.unresolved.of_the_house(Job::Erasure, Err(fault));
        }
        Ok::<_, TillFault>(erasure)
    });
    let erasure = erasure
        .await
        .map_err(|error| Fault::broken("erase", &error))??;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(ErasedView {
        erased: count(erasure.financings.len()),
        kept: count(asked.saturating_sub(erasure.financings.len())),
    })
}

/// Says how many months customers' data are kept; `None` for the country's default.
#[tauri::command]
#[specta::specta]
pub async fn keep_personal_data(house: Held<'_>, months: Option<u32>) -> Answer<SettingsView> {
    house.keep_personal_data(months).await?;
    house.settings_view().await
}
