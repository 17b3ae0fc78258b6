//! Everything the screen may ask. Each command turns what the screen sent into the rules' types (refusing what is
//! not), calls the till, and shows what came of it. Nothing is decided here.

pub mod filling;
pub mod personal;
pub mod pin;

use crate::{
    deeds::Begun,
    house::{Counter, House, Standing},
    screen::{
        Badges, CredentialView, DayFilter, DayRow, DayView, DeclareForm, DeliveryRow, DetailView,
        Fault, JourneyView, PaperForm, PortalForm, PortalView, PrintedView, ProbeView, SandboxView,
        SetUpForm, SettingsView, Shown, Situation, StartForm, TillForm, UnresolvedView,
        VerifiedView, show,
    },
};
use chrono::Utc;
use financing::{Actor, Cents, FinancingId, GatewayId};
use std::sync::Arc;
use tauri::State;
use till::{PrintFor, Underway};

type Held<'a> = State<'a, Arc<House>>;
type Answer<T> = Result<T, Fault>;

impl House {
    /// The open counter, or the fault that there is none.
    pub(crate) async fn counter(&self) -> Answer<Arc<Counter>> {
        match &*self.standing().await {
            Standing::Open(counter) => Ok(Arc::clone(counter)),
            Standing::First | Standing::Trouble(_) => Err(Fault::NotReady),
        }
    }

    fn staff(&self) -> Actor {
        Actor::Staff(self.settings().staff)
    }
}

fn named(id: &str) -> Answer<FinancingId> {
    FinancingId::new(id).map_err(|_not_of_its_form| Fault::NotFound)
}

fn gateway(id: &str) -> Answer<GatewayId> {
    GatewayId::new(id).map_err(|_not_of_its_form| Fault::NotFound)
}

fn part(amount: Option<u32>) -> Answer<Option<Cents>> {
    amount
        .map(|cents| Cents::new(i64::from(cents)).map_err(Fault::from))
        .transpose()
}

/// Lets the second half of a deed go on, and shows the financing as its press left it.
fn pressed(counter: &Counter, (begun, underway): (Begun, Underway)) -> Answer<DetailView> {
    let id = underway.held.financing.id.clone();
    begun.carry_out(underway);
    Ok(counter.detail(&counter.till.detail(&id)?, Utc::now()))
}

/// Where the application stands.
#[tauri::command]
#[specta::specta]
pub async fn situation(house: Held<'_>) -> Answer<Situation> {
    Ok(house.situation().await)
}

/// Opens training mode.
#[tauri::command]
#[specta::specta]
pub async fn try_training(house: Held<'_>) -> Answer<Situation> {
    house.end_authority();
    house.change_settings(|settings| settings.training = true)?;
    house.open().await;
    Ok(house.situation().await)
}

/// Leaves training mode.
#[tauri::command]
#[specta::specta]
pub async fn leave_training(house: Held<'_>) -> Answer<Situation> {
    house.end_authority();
    house.change_settings(|settings| settings.training = false)?;
    house.open().await;
    Ok(house.situation().await)
}

/// Sets the till up and opens it.
#[tauri::command]
#[specta::specta]
pub async fn set_up(house: Held<'_>, form: SetUpForm) -> Answer<Situation> {
    house.set_up(form).await?;
    house.open().await;
    Ok(house.situation().await)
}

/// Tries again to open what a trouble keeps shut.
#[tauri::command]
#[specta::specta]
pub async fn open_again(house: Held<'_>) -> Answer<Situation> {
    house.open().await;
    Ok(house.situation().await)
}

/// Puts the offered backup in the place of a damaged ledger, which is kept aside, and opens it.
#[tauri::command]
#[specta::specta]
pub async fn restore_backup(house: Held<'_>, made: String) -> Answer<Situation> {
    house.restore(&made).await?;
    Ok(house.situation().await)
}

/// Chooses the language.
#[tauri::command]
#[specta::specta]
pub async fn set_language(house: Held<'_>, language: String) -> Answer<Situation> {
    let language = crate::forms::language(&language)?;
    house.change_settings(|settings| settings.language = language)?;
    Ok(house.situation().await)
}

/// Says who stands at the till.
#[tauri::command]
#[specta::specta]
pub async fn set_staff(house: Held<'_>, name: String) -> Answer<Situation> {
    let name = crate::forms::staff(&name)?;
    house.change_settings(|settings| settings.staff = name)?;
    Ok(house.situation().await)
}

/// Starts a financing, once per form.
#[tauri::command]
#[specta::specta]
pub async fn start(house: Held<'_>, form: StartForm) -> Answer<DetailView> {
    let counter = house.counter().await?;
    let (request, customer) =
        crate::forms::start(form, |gateway, product| counter.limits(gateway, product))?;
    let limits = counter.limits(&request.gateway, &request.product);
    let vault = counter.kept_by_the_vault(&request.gateway);
    let begun = counter.begins()?;
    let started = counter.till.start(house.staff(), request, &customer);
    let underway = started.map_err(|fault| Fault::of_start(fault, limits, vault))?;
    pressed(&counter, (begun, underway))
}

/// One financing whole.
#[tauri::command]
#[specta::specta]
pub async fn detail(house: Held<'_>, id: String) -> Answer<DetailView> {
    let counter = house.counter().await?;
    Ok(counter.detail(&counter.till.detail(&named(&id)?)?, Utc::now()))
}

/// The journey, to be put in front of the customer.
#[tauri::command]
#[specta::specta]
pub async fn journey(house: Held<'_>, id: String) -> Answer<JourneyView> {
    let counter = house.counter().await?;
    let id = named(&id)?;
    let (journey, customer) = counter.till.journey(&id)?;
    let (journey, until) = counter.relayed(&id, journey)?;
    let handed = counter.has_the_till_in_hand(&id);
    let mobile = customer
        .map(|customer| customer.billing.mobile)
        .unwrap_or_default();
    Ok(show::journey(
        journey.as_ref(),
        until,
        handed,
        &mobile,
        id.as_str(),
    )?)
}

/// Puts a journey that begins with a page into a window of its own, for the customer at the till.
#[tauri::command]
#[specta::specta]
pub async fn hand_over(house: Held<'_>, id: String) -> Answer<()> {
    house.hand_over(&named(&id)?).await
}

/// Takes the till back from the customer: its window is closed and wiped.
#[tauri::command]
#[specta::specta]
pub async fn close_hand_over(house: Held<'_>) -> Answer<()> {
    house.counter().await?.take_back();
    Ok(())
}

/// Switches the journey relay on or off.
#[tauri::command]
#[specta::specta]
pub async fn relay(house: Held<'_>, on: bool) -> Answer<bool> {
    house.switch_relay(on).await
}

/// Says whose journey is in front of staff.
#[tauri::command]
#[specta::specta]
pub async fn on_counter(house: Held<'_>, id: Option<String>) -> Answer<()> {
    let counter = house.counter().await?;
    let id = id.as_deref().map(named).transpose()?;
    if let Some(id) = &id {
        counter.till.detail(id)?;
    }
    counter.till.on_counter(id);
    Ok(())
}

/// *Check now*.
#[tauri::command]
#[specta::specta]
pub async fn check(house: Held<'_>, id: String) -> Answer<DetailView> {
    let counter = house.counter().await?;
    let begun = counter.begins()?;
    let underway = counter.till.check(&named(&id)?)?;
    pressed(&counter, (begun, underway))
}

/// *Delivered*.
#[tauri::command]
#[specta::specta]
pub async fn deliver(house: Held<'_>, id: String, amount: Option<u32>) -> Answer<DetailView> {
    let counter = house.counter().await?;
    let begun = counter.begins()?;
    let underway = counter
        .till
        .deliver(&named(&id)?, house.staff(), part(amount)?)?;
    pressed(&counter, (begun, underway))
}

/// Ends it, or gives back what is reserved.
#[tauri::command]
#[specta::specta]
pub async fn cancel(house: Held<'_>, id: String, amount: Option<u32>) -> Answer<DetailView> {
    let counter = house.counter().await?;
    let (id, amount) = (named(&id)?, part(amount)?);
    let cancel = |by| counter.till.cancel(&id, by, amount);
    let pressing = house.does(&counter, cancel).await?;
    pressed(&counter, pressing)
}

/// Refunds.
#[tauri::command]
#[specta::specta]
pub async fn refund(house: Held<'_>, id: String, amount: Option<u32>) -> Answer<DetailView> {
    let counter = house.counter().await?;
    let (id, amount) = (named(&id)?, part(amount)?);
    let refund = |by| counter.till.refund(&id, by, amount);
    let pressing = house.does(&counter, refund).await?;
    pressed(&counter, pressing)
}

/// A manager declares what the gateway's interface does not tell.
#[tauri::command]
#[specta::specta]
pub async fn declare(house: Held<'_>, id: String, what: DeclareForm) -> Answer<DetailView> {
    let counter = house.counter().await?;
    let (id, what) = (named(&id)?, what.into());
    let declare = |by| counter.till.declare(&id, by, what);
    let pressing = house.does(&counter, declare).await?;
    pressed(&counter, pressing)
}

/// Prints a paper into the shop's folder of papers.
#[tauri::command]
#[specta::specta]
pub async fn print(house: Held<'_>, id: String, paper: PaperForm) -> Answer<PrintedView> {
    let counter = house.counter().await?;
    let folder = house.home.papers(counter.is_training());
    let print_for = PrintFor {
        shop: &counter.shop,
        language: house.settings().language,
        training: counter.is_training(),
    };
    let _begun = counter.begins()?;
    let printed = counter.till.print(
        &named(&id)?,
        house.staff(),
        paper.into(),
        &print_for,
        &folder,
    )?;
    Ok(PrintedView {
        file: printed.file.display().to_string(),
        copy: printed.copy,
    })
}

/// What waits for its goods, the nearest deadline first.
#[tauri::command]
#[specta::specta]
pub async fn to_deliver(house: Held<'_>) -> Answer<Vec<DeliveryRow>> {
    let counter = house.counter().await?;
    let now = Utc::now();
    let listed = counter.till.to_deliver()?;
    Ok(listed
        .iter()
        .filter_map(|listed| counter.delivery_row(&Shown::of(listed), now))
        .collect())
}

/// A store day.
#[tauri::command]
#[specta::specta]
pub async fn today(
    house: Held<'_>,
    day: Option<String>,
    filter: DayFilter,
    search: String,
) -> Answer<DayView> {
    let counter = house.counter().await?;
    crate::forms::typed(&search, "search")?;
    counter.day(
        day.as_deref().map(crate::forms::day).transpose()?,
        filter,
        &search,
    )
}

/// What stands before a person.
#[tauri::command]
#[specta::specta]
pub async fn attention(house: Held<'_>) -> Answer<Vec<DayRow>> {
    let counter = house.counter().await?;
    Ok(counter
        .till
        .attention()?
        .iter()
        .map(|listed| counter.row(&Shown::of(listed)))
        .collect())
}

/// The figures on the rail.
#[tauri::command]
#[specta::specta]
pub async fn badges(house: Held<'_>) -> Answer<Badges> {
    let counter = house.counter().await?;
    Ok(Badges::of(counter.till.counts()?))
}

/// What failed in the background and has not succeeded since. It asks nothing of the ledger, which may be what failed.
#[tauri::command]
#[specta::specta]
pub async fn unresolved(house: Held<'_>) -> Answer<Vec<UnresolvedView>> {
    Ok(house.counter().await?.unresolved.view())
}

/// A text as the gateway would receive it.
#[tauri::command]
#[specta::specta]
pub async fn as_sent(house: Held<'_>, gateway: String, text: String) -> Answer<String> {
    let counter = house.counter().await?;
    crate::forms::typed(&text, "text")?;
    let mounted = counter
        .till
        .gateways
        .get(&self::gateway(&gateway)?)
        .ok_or(Fault::NotFound)?;
    Ok(mounted.as_sent(&text))
}

/// The settings.
#[tauri::command]
#[specta::specta]
pub async fn settings(house: Held<'_>) -> Answer<SettingsView> {
    house.settings_view().await
}

/// Changes the shop and the till, and opens it again.
#[tauri::command]
#[specta::specta]
pub async fn save_till(house: Held<'_>, form: TillForm) -> Answer<SettingsView> {
    house.save_till(form).await?;
    house.open().await;
    house.settings_view().await
}

/// Adds a gateway from a profile that ships with the program.
#[tauri::command]
#[specta::specta]
pub async fn add_gateway(house: Held<'_>, profile: String) -> Answer<SettingsView> {
    house.add_gateway(&profile).await?;
    house.remount().await?;
    house.settings_view().await
}

/// Takes a gateway off the till. Its financings stay.
#[tauri::command]
#[specta::specta]
pub async fn remove_gateway(house: Held<'_>, gateway: String) -> Answer<SettingsView> {
    house.remove_gateway(&gateway).await?;
    house.remount().await?;
    house.settings_view().await
}

/// The text of a gateway's profile.
#[tauri::command]
#[specta::specta]
pub async fn profile_text(house: Held<'_>, gateway: String) -> Answer<String> {
    house.profile_text(&gateway).await
}

/// Replaces a gateway's profile, once it reads as one.
#[tauri::command]
#[specta::specta]
pub async fn save_profile(house: Held<'_>, gateway: String, text: String) -> Answer<SettingsView> {
    house.save_profile(&gateway, &text).await?;
    house.remount().await?;
    house.settings_view().await
}

/// Which credentials of a gateway are in the vault. Never what they are.
#[tauri::command]
#[specta::specta]
pub async fn credentials(house: Held<'_>, gateway: String) -> Answer<Vec<CredentialView>> {
    house.credentials(&gateway).await
}

/// Puts a credential into the vault.
#[tauri::command]
#[specta::specta]
pub async fn set_credential(
    house: Held<'_>,
    gateway: String,
    name: String,
    value: String,
) -> Answer<Vec<CredentialView>> {
    house.set_credential(&gateway, &name, value).await?;
    house.remount().await?;
    house.credentials(&gateway).await
}

/// Takes a credential out of the vault.
#[tauri::command]
#[specta::specta]
pub async fn delete_credential(
    house: Held<'_>,
    gateway: String,
    name: String,
) -> Answer<Vec<CredentialView>> {
    house.delete_credential(&gateway, &name).await?;
    house.remount().await?;
    house.credentials(&gateway).await
}

/// Tests a connection without moving money.
#[tauri::command]
#[specta::specta]
pub async fn test_connection(house: Held<'_>, gateway: String) -> Answer<ProbeView> {
    house.test_connection(&gateway).await
}

/// Opens a page of the gateway's portal in the system's browser.
#[tauri::command]
#[specta::specta]
pub async fn open_portal(house: Held<'_>, gateway: String, page: PortalForm) -> Answer<PortalView> {
    let counter = house.counter().await?;
    let mounted = counter
        .till
        .gateways
        .get(&self::gateway(&gateway)?)
        .ok_or(Fault::NotFound)?;
    let address = mounted.portal(page.into()).await?;
    crate::browser::open(&address)
}

/// Checks the whole journal against the ledger, which is shut where it is found damaged.
#[tauri::command]
#[specta::specta]
pub async fn verify_ledger(house: Held<'_>) -> Answer<VerifiedView> {
    house.verify().await
}

/// The training sandbox.
#[tauri::command]
#[specta::specta]
pub async fn sandbox(house: Held<'_>) -> Answer<SandboxView> {
    house.counter().await?.sandbox_view()
}

/// Lets phones on the shop's network open training's journeys, or stops it.
#[tauri::command]
#[specta::specta]
pub async fn show_sandbox_to_phones(house: Held<'_>, on: bool) -> Answer<SandboxView> {
    house.show_to_phones(on).await
}
