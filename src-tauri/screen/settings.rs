//! The till itself on the screen: where it stands, its gateways and profiles, its credentials (never their values).

use super::{ModeView, VaultView};
use financing::{Field, Gateway, Kind, Mode, Probe, ProbeFault, Sending};
use serde::Serialize;
use specta::Type;

/// A trouble that keeps the ledger shut. The ledger is untouched in each.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub(crate) enum Trouble {
    /// The vault does not give the ledger's key.
    Vault {
        /// In which way.
        vault: VaultView,
    },
    /// The ledger is not what it should be: missing, wrong_key, not_encrypted, newer, cipher_missing, sqlite_too_old,
    /// not_durable, corrupt, chain_broken, shortened, disk_full, read_only, busy, io, or `ledger` for what has no word of its own.
    Ledger {
        /// Which.
        kind: String,
        /// The file, for support.
        file: String,
        /// Finds the log line.
        reference: String,
        /// When the newest whole backup was made, where one may be put in the ledger's place.
        backup: Option<String>,
    },
    /// Another copy of the application has this till open.
    AlreadyOpen,
    /// The pretended gateways of training mode could not be started.
    Sandbox,
    /// The settings file is not readable.
    Settings {
        /// The line, where known.
        line: Option<u32>,
        /// What the reader said.
        detail: String,
    },
}

/// Where the application stands.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "stands", rename_all = "snake_case")]
pub(crate) enum Situation {
    /// Nothing is set up: offer training mode or a set-up.
    FirstStart {
        /// The profiles to choose from.
        profiles: Vec<ReadyProfile>,
        /// The language chosen; `None` while there are no settings, and the system's own is the best guess.
        language: Option<String>,
    },
    /// Something keeps the ledger shut.
    InTrouble {
        /// What.
        #[serde(flatten)]
        trouble: Trouble,
        /// Whether this is training mode, which can be left.
        training: bool,
        /// The language chosen; `None` where no settings can be read.
        language: Option<String>,
    },
    /// The counter is open.
    Open {
        /// Whether this is training mode.
        training: bool,
        /// The shop's name.
        shop: String,
        /// The till's prefix.
        till: String,
        /// Who stands at it.
        staff: String,
        /// `fr` or `en`.
        language: String,
        /// The store's country, ISO 3166-1: telephone numbers are read as this country's.
        country: String,
        /// The store's IANA zone: the screen shows times in it.
        zone: String,
        /// Its gateways.
        gateways: Vec<GatewayView>,
        /// Whether a real till is set up (so that training can be left for it).
        set_up: bool,
    },
}

/// A profile that ships with the program.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct ReadyProfile {
    /// Its file's name.
    pub name: String,
    /// What staff call the gateway.
    pub title: String,
    /// Two letters of its country; empty where it has none.
    pub country: String,
    /// Whether it must be completed (an address) before it can be used.
    pub incomplete: bool,
}

/// The family of a product.
#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KindView {
    /// A few card payments.
    Instalments,
    /// A credit over months.
    Loan,
}

/// A product.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct ProductView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its family.
    pub kind: KindView,
    /// Cents.
    pub minimum: u32,
    /// Cents.
    pub maximum: u32,
    /// Fewest payments.
    pub instalments_from: u32,
    /// Most payments.
    pub instalments_to: u32,
    /// The modes it is offered in.
    pub modes: Vec<ModeView>,
    /// `link`, `qr`, `sms`: the ways its journey may reach the customer.
    pub sendings: Vec<String>,
    /// The customer's facts it needs, by the names of the form.
    pub needs: Vec<String>,
    /// Those it takes besides and nobody must give; `seller`: who sells each line of the basket.
    pub wants: Vec<String>,
}

/// Why a configured gateway cannot be used. Nothing was contacted.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "why", rename_all = "snake_case")]
pub(crate) enum GatewayTrouble {
    /// Its profile is not one.
    Profile {
        /// The line, from 1, where it is known.
        line: Option<u32>,
        /// The key it is about.
        key: String,
        /// What the reader said.
        detail: String,
    },
    /// A value that only the gateway's people can give is not filled in.
    NotFilledIn {
        /// The key.
        key: String,
    },
    /// A credential was never put in.
    CredentialMissing {
        /// Which.
        name: String,
    },
    /// A credential cannot be used as what it is for.
    CredentialUnusable {
        /// Which.
        name: String,
    },
    /// The vault does not give its credentials.
    Vault {
        /// In which way.
        vault: VaultView,
    },
    /// The secure transport cannot be built, or the profile's file not read.
    Broken {
        /// Finds the log line.
        reference: String,
    },
}

/// A configured gateway.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct GatewayView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its products; empty while it is not usable.
    pub products: Vec<ProductView>,
    /// Whether it can be used.
    pub usable: bool,
    /// Why it cannot, when it cannot.
    pub trouble: Option<GatewayTrouble>,
    /// Whether its portal can be opened.
    pub portal: bool,
}

/// Whether a credential is in the vault.
#[derive(Debug, Clone, Copy, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CredentialState {
    /// It is there.
    Present,
    /// It was never put in.
    Missing,
    /// The vault is locked.
    Locked,
    /// The vault does not answer.
    Unreachable,
}

/// A credential, without its value.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct CredentialView {
    /// Its name; its label is chosen in `ui/locales` (`credential-<name>`).
    pub name: String,
    /// Whether it is there.
    pub state: CredentialState,
}

/// The settings of the till.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct SettingsView {
    /// The shop's name.
    pub shop: String,
    /// Its lines on receipts.
    pub shop_lines: Vec<String>,
    /// Its registration number on receipts.
    pub legal_id: String,
    /// The till's prefix.
    pub till: String,
    /// Its country.
    pub country: String,
    /// Its zone.
    pub zone: String,
    /// Its language.
    pub language: String,
    /// How many months customers' data are kept after the last thing that happened to their financing.
    pub personal_data_months: u32,
    /// How many that is in this country where the shop has chosen nothing.
    pub personal_data_default: u32,
    /// Whether this is training mode: then only the language and who stands at the till can be changed.
    pub training: bool,
    /// The configured gateways.
    pub gateways: Vec<GatewayView>,
    /// Whether the journey relay is switched on.
    pub relay: bool,
    /// Profiles that could be added.
    pub ready: Vec<ReadyProfile>,
    /// The program's version.
    pub version: String,
    /// Where the ledger is, for support.
    pub ledger: String,
    /// When the last verified copy of it was made; `None` before the first one, and in training, which has none.
    pub last_copy: Option<String>,
}

/// A value of a profile that only the shop has.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct FillInView {
    /// Its key in the profile, with its table.
    pub key: String,
    /// What stands there; empty until it is given.
    pub value: String,
    /// Whether it is given.
    pub given: bool,
}

/// What a connection test proved.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "probe", rename_all = "snake_case")]
pub(crate) enum ProbeView {
    /// Reached; `authenticated` is `None` where the test cannot tell.
    Reached {
        /// Whether the credentials were accepted.
        authenticated: Option<bool>,
    },
    /// Not reached; `why` as in the history's `kept`.
    NotReached {
        /// Why.
        why: String,
    },
    /// The gateway said no.
    Refused {
        /// Why.
        rejection: super::RejectionView,
    },
    /// No usable answer; `why` as in the history's `unanswered`.
    NoAnswer {
        /// Why.
        why: String,
    },
    /// It cannot be used as it is set up, so nothing was tried.
    Unusable {
        /// Why.
        trouble: GatewayTrouble,
    },
}

/// A portal page that was opened in the system's browser.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct PortalView {
    /// The host it was opened at.
    pub host: String,
}

/// A paper that was written.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct PrintedView {
    /// The file.
    pub file: String,
    /// 1 for the original, 2 for the first duplicate...
    pub copy: u32,
}

/// The training sandbox.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct SandboxView {
    /// The page with the fault buttons.
    pub trainer: String,
    /// Its books.
    pub books: String,
    /// Whether phones on the shop's network can open the journey.
    pub shown_to_phones: bool,
}

/// What checking the ledger found.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct VerifiedView {
    /// Rows of the journal.
    pub rows: u32,
    /// Financings compared with their journal.
    pub financings: u32,
    /// The head of the chain, hexadecimal.
    pub head: String,
    /// The first thing that is wrong, in the checker's own words for support; `None` when all is right.
    pub broken: Option<String>,
}

impl ProductView {
    /// The products of a gateway, each with the modes and ways it is offered in.
    pub(crate) fn all(gateway: &dyn Gateway) -> Vec<ProductView> {
        gateway
            .products()
            .iter()
            .map(|product| ProductView::of(gateway, product))
            .collect()
    }

    fn of(gateway: &dyn Gateway, product: &financing::Product) -> ProductView {
        let modes = [Mode::Direct, Mode::TwoStep];
        let offered = modes
            .into_iter()
            .filter(|mode| gateway.terms(&product.code, *mode).is_some());
        let modes: Vec<Mode> = offered.collect();
        let mut sendings: Vec<String> = Vec::new();
        for sending in modes
            .iter()
            .flat_map(|mode| gateway.sendings(&product.code, *mode))
        {
            let name = match sending {
                Sending::Link => "link",
                Sending::Qr => "qr",
                Sending::Sms => "sms",
            };
            if !sendings.iter().any(|known| known == name) {
                sendings.push(name.to_owned());
            }
        }
        let names = |fields: Vec<Field>| {
            let named = fields.into_iter().map(super::blame::field_name);
            named.map(str::to_owned).collect()
        };
        ProductView {
            code: product.code.to_string(),
            name: product.name.clone(),
            kind: match product.kind {
                Kind::Instalments => KindView::Instalments,
                Kind::Loan => KindView::Loan,
            },
            minimum: super::cents(product.minimum),
            maximum: super::cents(product.maximum),
            instalments_from: product.instalments_from,
            instalments_to: product.instalments_to,
            modes: modes.into_iter().map(ModeView::from).collect(),
            sendings,
            needs: names(gateway.needs(&product.code)),
            wants: names(gateway.wants(&product.code)),
        }
    }
}

impl From<Result<Probe, ProbeFault>> for ProbeView {
    fn from(probe: Result<Probe, ProbeFault>) -> ProbeView {
        match probe {
            Ok(probe) => ProbeView::Reached {
                authenticated: probe.authenticated,
            },
            Err(ProbeFault::NotSent(why)) => ProbeView::NotReached {
                why: super::history::not_sent(why).to_owned(),
            },
            Err(ProbeFault::Rejected(rejection)) => ProbeView::Refused {
                rejection: (&rejection).into(),
            },
            Err(ProbeFault::Unknown(why)) => ProbeView::NoAnswer {
                why: super::history::silence(why).to_owned(),
            },
        }
    }
}
