//! The shell: it puts the rooms together and turns taps into calls. It opens the till, hands it its gateways, a vault
//! and a clock, mounts the commands and makes the one window. It decides nothing; what it may show and ask is the
//! typed interface in `commands` and `screen`, from which `ui/src/bindings.ts` is generated.

mod authority;
mod begun;
mod browser;
#[allow(
    unreachable_pub,
    reason = "the macros that mount a command copy its visibility"
)]
mod commands;
mod daily;
mod day;
mod deeds;
mod forms;
pub mod hand_over;
mod hardening;
mod home;
mod house;
mod ledgers;
mod log;
mod mounting;
mod profiles;
pub mod relay;
mod screen;
mod setup;
#[cfg(test)]
mod tests;
mod training;
mod unresolved;

use financing::FinancingId;
use home::{Home, NoHome};
use house::House;
use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Typescript;
use std::{
    io::{self, Write},
    panic,
    path::Path,
    sync::Arc,
};
use tauri::{
    AppHandle, Manager, Runtime, Url, WebviewWindowBuilder, WindowEvent,
    webview::{NewWindowResponse, PageLoadEvent},
};
use tauri_specta::{Builder, Event, collect_commands, collect_events};
use till::Sink;

/// Something changed: a financing by name, or `None` for everything. The screen asks again.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct LookAgain {
    /// Which financing.
    pub id: Option<String>,
}

/// Tells the window to look again, and what stands open for a customer to close when their journey is over.
struct Announcer(AppHandle);

impl Sink for Announcer {
    fn look_again(&self, id: Option<&FinancingId>) {
        let again = LookAgain {
            id: id.map(ToString::to_string),
        };
        if let Err(error) = again.emit(&self.0) {
            log::fault("announce", &error);
        }
        if let (Some(id), Some(house)) = (id.cloned(), self.0.try_state::<Arc<House>>()) {
            let house = Arc::clone(&house);
            tauri::async_runtime::spawn(async move { house.look_after(&id).await });
        }
    }
}

/// Why the application cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// No folder for its files.
    #[error(transparent)]
    Home(#[from] NoHome),
    /// The window system does not give a window.
    #[error(transparent)]
    Window(#[from] tauri::Error),
}

/// The interface between the screen and the shell.
pub fn interface<R: Runtime>() -> Builder<R> {
    Builder::<R>::new()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::situation,
            commands::try_training,
            commands::leave_training,
            commands::set_up,
            commands::open_again,
            commands::restore_backup,
            commands::set_language,
            commands::set_staff,
            commands::start,
            commands::detail,
            commands::journey,
            commands::on_counter,
            commands::check,
            commands::deliver,
            commands::cancel,
            commands::refund,
            commands::declare,
            commands::print,
            commands::personal::related,
            commands::personal::export_customer,
            commands::personal::erase_customer,
            commands::personal::keep_personal_data,
            commands::to_deliver,
            commands::today,
            commands::attention,
            commands::badges,
            commands::unresolved,
            commands::as_sent,
            commands::settings,
            commands::save_till,
            commands::add_gateway,
            commands::remove_gateway,
            commands::profile_text,
            commands::save_profile,
            commands::filling::to_fill_in,
            commands::filling::fill_in,
            commands::credentials,
            commands::set_credential,
            commands::delete_credential,
            commands::test_connection,
            commands::open_portal,
            commands::pin::authorise,
            commands::pin::end_authority,
            commands::pin::set_manager_pin,
            commands::verify_ledger,
            commands::sandbox,
            commands::show_sandbox_to_phones,
            commands::hand_over,
            commands::close_hand_over,
            commands::relay,
        ])
        .events(collect_events![LookAgain])
}

/// Writes the interface as TypeScript: what `ui/src/bindings.ts` must be.
pub fn write_bindings(path: &Path) -> Result<(), specta_typescript::Error> {
    let header = "// Generated from src-tauri/commands.rs and src-tauri/screen. Do not edit.\n";
    interface::<tauri::Wry>().export(Typescript::default().header(header), path)
}

/// Runs the application until its window is closed.
pub fn run() -> Result<(), StartFault> {
    let hardened = hardening::harden();
    let home = Home::find()?;
    // A disk that takes no log may still let the window say why the till is shut.
    log::begin(&home, &log::wanted());
    panic::set_hook(Box::new(|panic| {
        // Where nobody reads what is said aloud, the log has it.
        _ = writeln!(io::stderr(), "{}", log::panicked(panic));
    }));
    if let Err(error) = hardened {
        log::fault("hardening", &error);
    }
    let interface = interface::<tauri::Wry>();
    tauri::Builder::default()
        .invoke_handler(hand_over::only_the_till(interface.invoke_handler()))
        .setup(move |app| {
            interface.mount_events(app);
            let announcer = Announcer(app.handle().clone());
            let house = Arc::new(House::new(
                home,
                House::system_vault(),
                Arc::new(announcer),
                Arc::new(app.handle().clone()),
                authority::run_time(),
            ));
            app.manage(Arc::clone(&house));
            // Opens while the window loads; commands wait for it.
            house.open_at_start();
            window(app)?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

/// The till's window: our own page and nothing else, no navigation away from it, no second window of its making. The
/// program ends with it, whatever a customer has open.
fn window(app: &tauri::App) -> tauri::Result<()> {
    for config in &app.config().app.windows {
        let window = WebviewWindowBuilder::from_config(app.handle(), config)?
            .on_navigation(is_our_page)
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_page_load(|_, payload| {
                if payload.event() == PageLoadEvent::Finished {
                    tracing::info!("window loaded");
                }
            })
            .build()?;
        let handle = app.handle().clone();
        window.on_window_event(move |event| {
            if matches!(event, WindowEvent::Destroyed) {
                handle.exit(0);
            }
        });
    }
    Ok(())
}

/// Whether an address is the page that ships with the program (or the development server's, while developing).
fn is_our_page(address: &Url) -> bool {
    let embedded = address.scheme() == "tauri" || address.host_str() == Some("tauri.localhost");
    let development = cfg!(dev) && address.host_str() == Some("localhost");
    embedded || development
}
