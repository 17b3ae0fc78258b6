//! From the errors of every room to the faults of the screen: what staff can do something about keeps its face, the
//! rest becomes *broken*, with a code for the words and a reference that finds the log line.

use super::{
    Fault, FieldView, GatewayTrouble, PinView, PortalFaultView, ProblemView, RefusedView,
    VaultView, cents,
    history::{not_sent, silence},
};
use crate::profiles::ProfileFault;
use financing::{
    Cents, Field, FieldFault, FieldProblem, MoneyError, OrderRefusal, PortalFault, Refusal,
};
use gateways::{MountError, ProfileError};
use ledger::LedgerError;
use printer::PrinterError;
use std::io;
use till::{SettingsFault, TillFault, VaultFault};

impl Fault {
    /// A setting that cannot be used or changed so.
    pub(crate) fn setting(setting: &str) -> Fault {
        Fault::Setting {
            setting: setting.to_owned(),
        }
    }

    /// A file that could not be written or read: a full disk has a face of its own, whatever was to be written.
    pub(crate) fn of_a_file(code: &str, error: &io::Error) -> Fault {
        if is_full(error) {
            crate::log::fault(code, error);
            Fault::DiskFull
        } else {
            Fault::broken(code, error)
        }
    }

    /// A fault of ours or of the machine, logged.
    pub(crate) fn broken(code: &str, error: &dyn std::error::Error) -> Fault {
        Fault::Broken {
            code: code.to_owned(),
            reference: crate::log::fault(code, error),
        }
    }
}

/// Whether there was no room for it.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

impl Fault {
    /// An amount that lies outside these limits.
    pub(crate) fn limits(minimum: Cents, maximum: Cents) -> Fault {
        Fault::Limits {
            minimum: cents(minimum),
            maximum: cents(maximum),
        }
    }

    /// Why a financing was not started. An amount outside the product's limits is told with both of them; a gateway that
    /// is not there because the vault keeps it from being made is told as what the vault is.
    pub(crate) fn of_start(
        fault: TillFault,
        product: Option<(Cents, Cents)>,
        vault: Option<VaultView>,
    ) -> Fault {
        use OrderRefusal::{AboveMaximum, BelowMinimum, UnknownGateway};
        match (fault, product, vault) {
            (
                TillFault::Order(BelowMinimum { .. } | AboveMaximum { .. }),
                Some((minimum, maximum)),
                _,
            ) => Fault::limits(minimum, maximum),
            (TillFault::Order(UnknownGateway), _, Some(vault)) => Fault::Vault { vault },
            (fault, _, _) => fault.into(),
        }
    }
}

impl From<TillFault> for Fault {
    fn from(fault: TillFault) -> Fault {
        match fault {
            TillFault::Refused(refusal) => refusal.into(),
            TillFault::Order(refusal) => refusal.into(),
            // The house asks for the PIN before this is told; whatever it missed is told so too.
            TillFault::ManagerWanted => Fault::Manager {
                why: PinView::Wanted { training: None },
            },
            TillFault::AskFirst => Fault::AskFirst,
            TillFault::TooSoon { seconds } => Fault::TooSoon { seconds },
            TillFault::Ledger(error) => error.into(),
            TillFault::Printer(error) => error.into(),
            TillFault::NoRandomness(error) => Fault::broken("randomness", &error),
            TillFault::Paper(error) => Fault::of_a_file("paper", &error),
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        let why = match refusal {
            Refusal::Busy => RefusedView::Busy,
            Refusal::Over => RefusedView::Over,
            Refusal::NotAccepted => RefusedView::NotAccepted,
            Refusal::NotFinanced => RefusedView::NotFinanced,
            Refusal::AlreadyFinanced => RefusedView::AlreadyFinanced,
            Refusal::OnlyWhole => RefusedView::OnlyWhole,
            Refusal::AboveLeft { left } => RefusedView::AboveLeft { left: cents(left) },
            Refusal::Nothing => RefusedView::Nothing,
            Refusal::NothingToDeclare => RefusedView::NothingToDeclare,
            Refusal::Stale => RefusedView::Stale,
            Refusal::NothingToPrint => RefusedView::NothingToPrint,
            Refusal::OutOfOrder => RefusedView::OutOfOrder,
            Refusal::Impossible => RefusedView::Impossible,
        };
        Fault::Refused { why }
    }
}

impl From<OrderRefusal> for Fault {
    fn from(refusal: OrderRefusal) -> Fault {
        let refused = |why| Fault::Refused { why };
        match refusal {
            OrderRefusal::NoAmount => refused(RefusedView::NoAmount),
            OrderRefusal::UnknownGateway => refused(RefusedView::UnknownGateway),
            OrderRefusal::UnknownProduct => refused(RefusedView::UnknownProduct),
            OrderRefusal::NotOffered => refused(RefusedView::NotOffered),
            OrderRefusal::BelowMinimum { minimum } => Fault::limits(minimum, Cents::MAX),
            OrderRefusal::AboveMaximum { maximum } => Fault::limits(Cents::ZERO, maximum),
            OrderRefusal::Fields { faults } => Fault::Fields {
                fields: faults.iter().map(FieldView::from).collect(),
            },
        }
    }
}

impl From<&FieldFault> for FieldView {
    fn from(fault: &FieldFault) -> FieldView {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let problem = match fault.problem {
            FieldProblem::Missing => ProblemView::Missing,
            FieldProblem::TooShort { least } => ProblemView::TooShort {
                least: count(least),
            },
            FieldProblem::TooLong { most } => ProblemView::TooLong { most: count(most) },
            FieldProblem::NotWritable => ProblemView::NotWritable,
            FieldProblem::Malformed => ProblemView::Malformed,
            FieldProblem::OtherCountry => ProblemView::OtherCountry,
            FieldProblem::DoesNotAddUp => ProblemView::DoesNotAddUp,
        };
        FieldView {
            field: field_name(fault.field).to_owned(),
            problem,
        }
    }
}

/// The name of a field in the form.
pub(crate) fn field_name(field: Field) -> &'static str {
    match field {
        Field::Amount => "amount",
        Field::Order => "order",
        Field::Product => "product",
        Field::Mode => "mode",
        Field::Title => "title",
        Field::FirstName => "first_name",
        Field::LastName => "last_name",
        Field::Email => "email",
        Field::Phone => "phone",
        Field::Mobile => "mobile",
        Field::BirthDate => "birth_date",
        Field::CustomerReference => "customer_reference",
        Field::Address => "address",
        Field::PostalCode => "postal_code",
        Field::City => "city",
        Field::Country => "country",
        Field::ShipTitle => "ship_title",
        Field::ShipFirstName => "ship_first_name",
        Field::ShipLastName => "ship_last_name",
        Field::ShipCompany => "ship_company",
        Field::ShipPhone => "ship_phone",
        Field::ShipMobile => "ship_mobile",
        Field::ShipAddress => "ship_address",
        Field::ShipPostalCode => "ship_postal_code",
        Field::ShipCity => "ship_city",
        Field::ShipCountry => "ship_country",
        Field::Cart => "cart",
        Field::Prescoring => "prescoring",
        Field::Description => "description",
        Field::ExtraData => "extra_data",
        Field::Metadata => "metadata",
        Field::Seller => "seller",
    }
}

impl From<MoneyError> for Fault {
    fn from(_: MoneyError) -> Fault {
        Fault::Refused {
            why: RefusedView::Impossible,
        }
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Fault {
        if matches!(error, LedgerError::NotFound) {
            Fault::NotFound
        } else if matches!(error, LedgerError::Overtaken) {
            Fault::Overtaken
        } else if matches!(error, LedgerError::DiskFull) {
            Fault::DiskFull
        } else {
            Fault::broken(ledger_kind(&error), &error)
        }
    }
}

/// A stable word for what is wrong with a ledger; the words for it are chosen in `ui/locales`.
pub(crate) fn ledger_kind(error: &LedgerError) -> &'static str {
    match error {
        LedgerError::Missing => "missing",
        LedgerError::WrongKey => "wrong_key",
        LedgerError::NotEncrypted => "not_encrypted",
        LedgerError::Newer { .. } => "newer",
        LedgerError::CipherMissing => "cipher_missing",
        LedgerError::SqliteTooOld { .. } => "sqlite_too_old",
        LedgerError::NotDurable => "not_durable",
        LedgerError::Corrupt { .. } => "corrupt",
        LedgerError::ChainBroken { .. } => "chain_broken",
        LedgerError::Shortened { .. } => "shortened",
        LedgerError::DiskFull => "disk_full",
        LedgerError::ReadOnly => "read_only",
        LedgerError::Busy => "busy",
        LedgerError::Disk { .. } | LedgerError::Io(_) => "io",
        LedgerError::AlreadyBegun { .. }
        | LedgerError::KeyTaken
        | LedgerError::BadTill(_)
        | LedgerError::Overtaken
        | LedgerError::NotFound
        | LedgerError::NotItsStep
        | LedgerError::Database(_) => "ledger",
    }
}

impl From<PrinterError> for Fault {
    fn from(error: PrinterError) -> Fault {
        Fault::broken("printer", &error)
    }
}

impl From<VaultFault> for Fault {
    fn from(fault: VaultFault) -> Fault {
        Fault::Vault {
            vault: VaultView::from(fault),
        }
    }
}

impl From<SettingsFault> for Fault {
    fn from(fault: SettingsFault) -> Fault {
        match fault {
            SettingsFault::Value { field } => {
                let field = field.to_owned();
                Fault::Fields {
                    fields: vec![FieldView {
                        field,
                        problem: ProblemView::Malformed,
                    }],
                }
            }
            SettingsFault::Io(error) => Fault::of_a_file("settings", &error),
            fault @ SettingsFault::Unreadable { .. } => Fault::broken("settings", &fault),
        }
    }
}

impl From<ProfileFault> for Fault {
    fn from(fault: ProfileFault) -> Fault {
        let detail = fault.to_string();
        match fault {
            ProfileFault::Profile(ProfileError::Text { line, .. }) => Fault::Profile {
                line: u32::try_from(line).ok(),
                key: String::new(),
                detail,
            },
            ProfileFault::Profile(ProfileError::Value { key, .. })
            | ProfileFault::Mount(MountError::NotFilledIn { key }) => Fault::Profile {
                line: None,
                key,
                detail,
            },
            ProfileFault::Mount(error) => Fault::broken("mount", &error),
            ProfileFault::Vault(fault) => fault.into(),
            ProfileFault::Io(error) => Fault::of_a_file("profile-file", &error),
        }
    }
}

impl From<&ProfileFault> for GatewayTrouble {
    fn from(fault: &ProfileFault) -> GatewayTrouble {
        let detail = fault.to_string();
        match fault {
            ProfileFault::Profile(ProfileError::Text { line, .. }) => GatewayTrouble::Profile {
                line: u32::try_from(*line).ok(),
                key: String::new(),
                detail,
            },
            ProfileFault::Profile(ProfileError::Value { key, .. }) => GatewayTrouble::Profile {
                line: None,
                key: key.clone(),
                detail,
            },
            ProfileFault::Mount(MountError::NotFilledIn { key }) => {
                GatewayTrouble::NotFilledIn { key: key.clone() }
            }
            ProfileFault::Mount(MountError::MissingCredential(name)) => {
                GatewayTrouble::CredentialMissing {
                    name: name.to_string(),
                }
            }
            ProfileFault::Mount(MountError::UnusableCredential(name)) => {
                GatewayTrouble::CredentialUnusable {
                    name: name.to_string(),
                }
            }
            ProfileFault::Vault(fault) => GatewayTrouble::Vault {
                vault: VaultView::from(*fault),
            },
            ProfileFault::Mount(MountError::Transport(_)) | ProfileFault::Io(_) => {
                GatewayTrouble::Broken {
                    reference: crate::log::fault("gateway", fault),
                }
            }
        }
    }
}

impl From<PortalFault> for Fault {
    fn from(fault: PortalFault) -> Fault {
        match fault {
            PortalFault::None => Fault::setting("portal"),
            PortalFault::NotSent(why) => Fault::Portal {
                why: PortalFaultView::NotReached {
                    why: not_sent(why).to_owned(),
                },
            },
            PortalFault::Rejected(rejection) => Fault::Portal {
                why: PortalFaultView::Refused {
                    rejection: (&rejection).into(),
                },
            },
            PortalFault::Unknown(why) => Fault::Portal {
                why: PortalFaultView::NoAnswer {
                    why: silence(why).to_owned(),
                },
            },
        }
    }
}
