//! What the screen sees: the only types made for JavaScript. Amounts cross as whole cents, instants as RFC 3339 text,
//! and a choice between things as a tagged union, so that TypeScript checks that each one is shown. Words are chosen
//! in `ui/locales`; nothing here is a sentence. The other direction, what the screen may send, is in `form`.

mod blame;
mod customer;
mod fault;
mod financing;
mod form;
mod history;
mod settings;
pub(crate) mod show;
mod unresolved;

pub(crate) use blame::{is_full, ledger_kind};
pub(crate) use customer::{ErasedView, RelatedView};
pub(crate) use fault::{
    Fault, FieldView, PinView, PortalFaultView, ProblemView, RefusedView, VaultView,
};
pub(crate) use financing::{
    AmountsView, AttentionView, Badges, CustomerView, DayRow, DayView, DeedView, DeliveryRow,
    DetailView, JourneyView, LastQuestionView, ModeView, OperationView, PendingView, ProductTotal,
    RejectionView, StateTotal, StateView, Totals,
};
pub(crate) use form::{
    CartForm, CustomerForm, DayFilter, DeclareForm, FillInForm, PaperForm, PersonForm, PlaceForm,
    PortalForm, SetUpForm, StartForm, StartMode, StartSending, TillForm, TypedPin,
};
pub(crate) use history::HistoryLine;
pub(crate) use settings::{
    CredentialState, CredentialView, FillInView, GatewayTrouble, GatewayView, PortalView,
    PrintedView, ProbeView, ProductView, ReadyProfile, SandboxView, SettingsView, Situation,
    Trouble, VerifiedView,
};

pub(crate) use show::Shown;
pub(crate) use unresolved::{Job, UnresolvedView};

use ::financing::Cents;
use chrono::{DateTime, SecondsFormat, Utc};

/// Whole cents as the screen takes them. The largest amount of the rules fits with room to spare.
pub(crate) fn cents(amount: Cents) -> u32 {
    u32::try_from(amount.get()).unwrap_or(u32::MAX)
}

/// An instant as the screen takes it.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
