//! What the screen is told when something is not done: one variant per thing it does differently. **Refused**: the
//! rules say no. **Broken**: a fault, with a code for the words and a reference that finds the log line. An outcome
//! that is unknown is no fault: the financing itself shows it.

use super::RejectionView;
use serde::Serialize;
use specta::Type;

/// Why a command was not carried out.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub(crate) enum Fault {
    /// The rules say no; nothing was changed or sent.
    Refused {
        /// Which rule.
        why: RefusedView,
    },
    /// The order is not one this product takes; nothing was written or sent.
    Fields {
        /// Each field and what is wrong with it.
        fields: Vec<FieldView>,
    },
    /// The amount lies outside the product's limits.
    Limits {
        /// Cents.
        minimum: u32,
        /// Cents.
        maximum: u32,
    },
    /// What happened since a backup is not known here: *Check now* first. Nothing was sent.
    AskFirst,
    /// Asked less than so many seconds ago.
    TooSoon {
        /// How many seconds to wait.
        seconds: u32,
    },
    /// The vault does not give what is needed.
    Vault {
        /// In which way.
        vault: VaultView,
    },
    /// Only a manager may: their PIN is wanted, or was not taken.
    Manager {
        /// How it stands with the PIN.
        why: PinView,
    },
    /// A profile text is not a profile.
    Profile {
        /// The line, from 1, where it is known.
        line: Option<u32>,
        /// The key or section it is about.
        key: String,
        /// What the reader said, for whoever edits it.
        detail: String,
    },
    /// A setting that cannot be used or changed so: empty, too long, or training's own.
    Setting {
        /// Which: till, profile, credential, gateway, portal, day, sandbox, relay or pin.
        setting: String,
    },
    /// A page of the gateway's portal could not be asked for, so none was opened.
    Portal {
        /// What came of the question.
        why: PortalFaultView,
    },
    /// Somebody else changed it meanwhile: look again.
    Overtaken,
    /// There is no such thing.
    NotFound,
    /// The till is not set up or its ledger is not open.
    NotReady,
    /// The disk is full: what was to be kept or written was not, and nothing was sent.
    DiskFull,
    /// A fault of ours or of the machine.
    Broken {
        /// A stable word for support.
        code: String,
        /// Finds the log line.
        reference: String,
    },
}

/// Which rule said no.
#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(tag = "refusal", rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "each mirrors the rule of the same name in `financing`"
)]
pub(crate) enum RefusedView {
    Busy,
    Over,
    NotAccepted,
    NotFinanced,
    AlreadyFinanced,
    OnlyWhole,
    AboveLeft { left: u32 },
    Nothing,
    NothingToDeclare,
    Stale,
    NothingToPrint,
    OutOfOrder,
    Impossible,
    UnknownGateway,
    UnknownProduct,
    NotOffered,
    NoAmount,
}

/// The four ways in which a vault does not give what is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VaultView {
    /// It is there and locked: unlock it and try again.
    Locked,
    /// It does not answer, or there is none.
    Unreachable,
    /// It answers, and what is asked for was never put in.
    Missing,
    /// It answers with something that is not what was put in.
    Wrong,
}

/// Why a manager's PIN opens nothing.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "pin", rename_all = "snake_case")]
pub(crate) enum PinView {
    /// It is to be typed.
    Wanted {
        /// The one of training, where this is training: everybody is told.
        training: Option<String>,
    },
    /// This till has none yet: it is to be chosen.
    NoneSet,
    /// It is another one.
    Wrong {
        /// How many more may be tried before the next has to wait.
        left: u32,
    },
    /// Too many were wrong.
    Wait {
        /// For how many seconds none is looked at.
        seconds: u32,
    },
}

/// Why a gateway gave no page of its portal.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "portal", rename_all = "snake_case")]
pub(crate) enum PortalFaultView {
    /// It was not reached; `why` as in the history's `kept`.
    NotReached {
        /// Why.
        why: String,
    },
    /// It said no.
    Refused {
        /// Why.
        rejection: RejectionView,
    },
    /// No usable answer; `why` as in the history's `unanswered`.
    NoAnswer {
        /// Why.
        why: String,
    },
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct FieldView {
    /// The field, as the form names it.
    pub field: String,
    /// What is wrong.
    #[serde(flatten)]
    pub problem: ProblemView,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(tag = "problem", rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "each mirrors the problem of the same name in `financing` or of a PIN"
)]
pub(crate) enum ProblemView {
    Missing,
    TooShort { least: u32 },
    TooLong { most: u32 },
    NotWritable,
    Malformed,
    OtherCountry,
    DoesNotAddUp,
    NotDigits,
    TooEasy,
    Differs,
}

impl From<till::VaultFault> for VaultView {
    fn from(fault: till::VaultFault) -> VaultView {
        match fault {
            till::VaultFault::Locked => VaultView::Locked,
            till::VaultFault::Unreachable => VaultView::Unreachable,
            till::VaultFault::Missing => VaultView::Missing,
            till::VaultFault::Wrong => VaultView::Wrong,
        }
    }
}
