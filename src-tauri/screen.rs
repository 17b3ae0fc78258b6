//! What the screen sees: the only types made for JavaScript. Amounts cross as whole cents, instants as RFC 3339 text,
//! and a choice between things as a tagged union, so that TypeScript checks that each one is shown. Words are chosen
//! in `ui/locales`; nothing here is a sentence. The other direction, what the screen may send, is in `form`.

mod fault;
mod financing;
mod form;
mod history;
mod settings;

pub use fault::{Fault, FieldView, ProblemView, RefusedView, VaultView};
pub use financing::{
    AmountsView, AttentionView, Badges, CustomerView, DayRow, DayView, DeedView, DeliveryRow, DetailView, JourneyView,
    ModeView, OperationView, PendingView, ProductTotal, RejectionView, StandingView, StateTotal, StateView, Totals,
};
pub use form::{CartForm, CustomerForm, DayFilter, DeclareForm, PaperForm, PersonForm, PlaceForm, SetUpForm, StartForm, StartMode, StartSending, TillForm};
pub use history::{HistoryLine, HistoryWhat, WhoView};
pub use settings::{
    CredentialState, CredentialView, GatewayView, KindView, PortalView, PrintedView, ProbeView, ProductView,
    ReadyProfile, SandboxView, SettingsView, Situation, Trouble, VerifiedView,
};

use chrono::{DateTime, SecondsFormat, Utc};
use ::financing::Cents;

/// Whole cents as the screen takes them. The largest amount of the rules fits with room to spare.
pub(crate) fn cents(amount: Cents) -> u32 {
    u32::try_from(amount.get()).unwrap_or(u32::MAX)
}

/// An instant as the screen takes it.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
