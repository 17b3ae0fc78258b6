//! The customer's part: the journey's own pages on a phone-sized browser, walked through by their own controls.

use super::{
    deal::{Beginning, Deal},
    stage::Stage,
};
use crate::window::{Mishap, holds};

/// Reads, agrees and signs. The till sees that the journey is being filled in, where its gateway tells.
pub(super) async fn sign(stage: &Stage<'_>, deal: &Deal, address: &str) -> Result<(), Mishap> {
    let phone = stage.phone;
    let picture = |what: &str| stage.guide.file(&format!("{}-phone-{what}.png", deal.name));
    phone.go(address).await?;
    if deal.beginning == Beginning::Form {
        phone.await_control("#relay-continue").await?;
        phone.picture(&picture("relay")).await?;
        phone.tap("#relay-continue").await?;
    }
    phone.await_control("#journey-plan").await?;
    let amount = phone.text("#journey-amount").await?;
    let digits: String = amount.chars().filter(char::is_ascii_digit).collect();
    holds(
        "the phone shows the amount of the till",
        digits == deal.cents.to_string(),
        &amount,
    )?;
    phone.picture(&picture("offer")).await?;
    if deal.beginning == Beginning::Address {
        // Payplug does not tell that its journey was opened.
        stage
            .till
            .await_attribute("journey-state", "data-state", "filling")
            .await?;
    }

    phone.tap("#journey-continue").await?;
    phone.tap("#journey-consent").await?;
    phone.picture(&picture("identity")).await?;
    phone.tap("#journey-continue").await?;
    phone
        .fill("#journey-signature", "Signé au comptoir")
        .await?;
    phone.picture(&picture("sign")).await?;
    phone.tap("#journey-sign").await?;
    phone.await_control("#journey-end").await?;
    phone.picture(&picture("end")).await
}
