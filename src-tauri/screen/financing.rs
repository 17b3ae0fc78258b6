//! A financing on the screen: a row of a list, the whole of one, the day and its totals. What may be done with it is
//! decided by the rules and arrives as a list of deeds; the screen never works it out for itself.

use super::{
    HistoryLine, cents,
    history::{not_sent, silence},
    instant,
};
use financing::{
    Amounts, Attention, Mode, Operation, Pending, Rejection, RejectionKind, Standing, State,
};
use serde::Serialize;
use specta::Type;
use till::{LastQuestion, QuestionOutcome};

macro_rules! mirror {
    ($(#[$doc:meta])* $view:ident of $of:ident { $($variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "each mirrors the variant of the same name in `financing`")]
        pub(crate) enum $view { $($variant),* }
        impl From<$of> for $view {
            fn from(of: $of) -> $view {
                match of { $($of::$variant => $view::$variant),* }
            }
        }
    };
}

mirror! {
    /// Where a financing stands.
    StateView of State {
        Opening, Shown, Filling, UnderReview, Accepted, Reserving, Reserved, Releasing, Financed, Cancelling, Cancelled,
        Refunding, Refunded, Refused, Abandoned, ReservationRefused, Failed, Withdrawing, Withdrawn, Lapsed,
    }
}
mirror! {
    /// When the money is released.
    ModeView of Mode { Direct, TwoStep }
}
mirror! {
    /// What leaves the machine.
    OperationView of Operation { Open, Reserve, Release, Cancel, Refund, Abandon }
}
mirror! {
    /// How far an operation got.
    StandingView of Standing { Prepared, Dispatched, Unknown, Confirmed, Rejected }
}

/// How much, in cents, as far as the gateway has confirmed it.
#[derive(Debug, Clone, Copy, Serialize, Type)]
pub(crate) struct AmountsView {
    /// Asked for.
    pub amount: u32,
    /// Accepted or reserved.
    pub authorised: u32,
    /// Released to the shop.
    pub released: u32,
    /// Given back before release.
    pub cancelled: u32,
    /// Refunded after release.
    pub refunded: u32,
    /// Left to be delivered or given back.
    pub left_to_release: u32,
    /// Left to be refunded.
    pub left_to_refund: u32,
}

impl AmountsView {
    /// The amounts of a financing of `amount`.
    pub(crate) fn of(amount: financing::Cents, amounts: &Amounts) -> AmountsView {
        AmountsView {
            amount: cents(amount),
            authorised: cents(amounts.authorised),
            released: cents(amounts.released),
            cancelled: cents(amounts.cancelled),
            refunded: cents(amounts.refunded),
            left_to_release: cents(amounts.left_to_release()),
            left_to_refund: cents(amounts.left_to_refund()),
        }
    }
}

/// The operation under way.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct PendingView {
    /// What.
    pub operation: OperationView,
    /// Cents.
    pub amount: u32,
    /// How far it got: prepared means kept until the network is back, unknown means being asked about.
    pub standing: StandingView,
    /// Since when.
    pub since: String,
}

impl From<&Pending> for PendingView {
    fn from(pending: &Pending) -> PendingView {
        PendingView {
            operation: pending.operation.into(),
            amount: cents(pending.amount),
            standing: pending.standing.into(),
            since: instant(pending.since),
        }
    }
}

/// A certain no, with the gateway's code for support.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct RejectionView {
    /// forbidden, declined, malformed, credentials, account, seller or key.
    pub kind: String,
    /// As the gateway gave it.
    pub code: String,
}

impl From<&Rejection> for RejectionView {
    fn from(rejection: &Rejection) -> RejectionView {
        let kind = match rejection.kind {
            RejectionKind::Forbidden => "forbidden",
            RejectionKind::Declined => "declined",
            RejectionKind::Malformed => "malformed",
            RejectionKind::Credentials => "credentials",
            RejectionKind::Account => "account",
            RejectionKind::Seller => "seller",
            RejectionKind::Key => "key",
        };
        RejectionView {
            kind: kind.to_owned(),
            code: rejection.code.clone(),
        }
    }
}

/// Why a person is wanted.
#[derive(Debug, Clone, Serialize, Type)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "each mirrors the reason of the same name in `financing`"
)]
pub(crate) enum AttentionView {
    LinkLost,
    JourneyOverdue,
    ReleaseOverdue,
    OutcomeUnknown {
        operation: OperationView,
    },
    NotDone {
        operation: OperationView,
    },
    Rejected {
        operation: OperationView,
        rejection: RejectionView,
    },
    ContactGateway {
        operation: OperationView,
    },
    Incomplete {
        operation: OperationView,
    },
    Unrecognised {
        word: String,
    },
    Contradiction,
    FinancedAfterWithdrawal,
    NeverSent,
}

impl From<&Attention> for AttentionView {
    fn from(attention: &Attention) -> AttentionView {
        match attention {
            Attention::LinkLost => AttentionView::LinkLost,
            Attention::JourneyOverdue => AttentionView::JourneyOverdue,
            Attention::ReleaseOverdue => AttentionView::ReleaseOverdue,
            Attention::OutcomeUnknown { operation } => AttentionView::OutcomeUnknown {
                operation: (*operation).into(),
            },
            Attention::NotDone { operation } => AttentionView::NotDone {
                operation: (*operation).into(),
            },
            Attention::Rejected {
                operation,
                rejection,
            } => AttentionView::Rejected {
                operation: (*operation).into(),
                rejection: rejection.into(),
            },
            Attention::ContactGateway { operation } => AttentionView::ContactGateway {
                operation: (*operation).into(),
            },
            Attention::Incomplete { operation } => AttentionView::Incomplete {
                operation: (*operation).into(),
            },
            Attention::Unrecognised { word } => AttentionView::Unrecognised { word: word.clone() },
            Attention::Contradiction => AttentionView::Contradiction,
            Attention::FinancedAfterWithdrawal => AttentionView::FinancedAfterWithdrawal,
            Attention::NeverSent => AttentionView::NeverSent,
        }
    }
}

/// Something that may be done with a financing now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeedView {
    /// Press *Delivered*, whole.
    Deliver,
    /// Press *Delivered* for a part.
    DeliverPart,
    /// End it, or give back all that is reserved.
    Cancel,
    /// Give back a part of what is reserved.
    CancelPart,
    /// Refund all that is left.
    Refund,
    /// Refund a part.
    RefundPart,
    /// Ask the gateway.
    Check,
    /// Show the journey again.
    ShowJourney,
    /// Print the receipt.
    PrintReceipt,
    /// Print the delivery note.
    PrintDeliveryNote,
    /// A manager declares an unknown operation as not done.
    DeclareNotDone,
    /// A manager has read the reason.
    DeclareSeen,
}

/// A row of the day, of a search, or of the attention list.
#[derive(Clone, Serialize, Type)]
pub(crate) struct DayRow {
    /// The financing's name at the till, `T2-000147`.
    pub id: String,
    /// When it was started.
    pub started: String,
    /// The customer's name; empty once erased.
    pub customer: String,
    /// The shop's order number.
    pub order: String,
    /// The gateway's name.
    pub gateway: String,
    /// The product's name.
    pub product: String,
    /// Its mode.
    pub mode: ModeView,
    /// Whether staff release it in the gateway's portal: the till tells nobody that it was delivered, and only asks.
    pub by_hand: bool,
    /// Where it stands.
    pub state: StateView,
    /// How much.
    pub amounts: AmountsView,
    /// The operation under way.
    pub pending: Option<PendingView>,
    /// Why a person is wanted.
    pub attention: Option<AttentionView>,
}

/// A financing that waits for its goods.
#[derive(Clone, Serialize, Type)]
pub(crate) struct DeliveryRow {
    /// The row itself.
    #[serde(flatten)]
    pub row: DayRow,
    /// When it was accepted and signed.
    pub accepted: String,
    /// When it lapses.
    pub deadline: String,
    /// How much of the time is gone, in thousandths, for the ring.
    pub elapsed_permille: u32,
    /// The first day without risk of withdrawal, where the country's law has one; a warning, never a stop.
    pub withdrawal_until: Option<String>,
    /// What may be done.
    pub deeds: Vec<DeedView>,
}

/// The customer's facts that are shown with a financing.
#[derive(Clone, Serialize, Type)]
pub(crate) struct CustomerView {
    /// First and last name.
    pub name: String,
    /// Mobile telephone.
    pub mobile: String,
    /// E-mail.
    pub email: String,
}

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QuestionView {
    /// The gateway said where the transaction stands.
    Answered,
    /// The question did not leave.
    NotReached,
    /// The gateway would not say.
    Refused,
    /// No usable answer came.
    NoAnswer,
}

/// The last question about a financing.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct LastQuestionView {
    /// When its outcome was known.
    pub at: String,
    /// What came of it.
    pub outcome: QuestionView,
    /// Whether the answer named the amounts.
    pub amounts: bool,
    /// Why, as in the history's `kept` and `unanswered`, or the gateway's code.
    pub why: Option<String>,
}

impl From<LastQuestion> for LastQuestionView {
    fn from(last: LastQuestion) -> LastQuestionView {
        let amounts = matches!(last.outcome, QuestionOutcome::Answered { amounts: true });
        let (outcome, why) = match last.outcome {
            QuestionOutcome::Answered { .. } => (QuestionView::Answered, None),
            QuestionOutcome::NotSent(why) => {
                (QuestionView::NotReached, Some(not_sent(why).to_owned()))
            }
            QuestionOutcome::Rejected(rejection) => (QuestionView::Refused, Some(rejection.code)),
            QuestionOutcome::Unknown(why) => {
                (QuestionView::NoAnswer, Some(silence(why).to_owned()))
            }
        };
        LastQuestionView {
            at: instant(last.at),
            outcome,
            amounts,
            why,
        }
    }
}

/// One financing whole.
#[derive(Clone, Serialize, Type)]
pub(crate) struct DetailView {
    /// The row.
    #[serde(flatten)]
    pub row: DayRow,
    /// The customer; `None` once erased.
    pub customer_facts: Option<CustomerView>,
    /// Our reference at the gateway.
    pub reference: String,
    /// The transaction's date there, YYYYMMDD.
    pub reference_date: String,
    /// How many payments.
    pub instalments: u32,
    /// The equal payments in cents, fees apart.
    pub plan: Vec<u32>,
    /// When the journey was there.
    pub shown: Option<String>,
    /// When the customer's time in it ends.
    pub journey_deadline: Option<String>,
    /// When it was accepted.
    pub accepted: Option<String>,
    /// When it lapses, while it waits for delivery.
    pub release_deadline: Option<String>,
    /// When *Delivered* was pressed.
    pub delivered: Option<String>,
    /// When the gateway's books said financed.
    pub financed: Option<String>,
    /// When it is asked about next by itself.
    pub next_check: Option<String>,
    /// What came of the last question put about it in this run of the program.
    pub last_question: Option<LastQuestionView>,
    /// The gateway's further word on where it stands, as it is.
    pub detail: Option<String>,
    /// The first day without risk of withdrawal.
    pub withdrawal_until: Option<String>,
    /// Receipts printed so far.
    pub receipts: u32,
    /// What may be done.
    pub deeds: Vec<DeedView>,
    /// Its history, oldest first.
    pub history: Vec<HistoryLine>,
    /// The journal row and the first and last characters of its hash, for the seal.
    pub seal: Option<String>,
}

/// The journey in front of the customer.
#[derive(Clone, Serialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum JourneyView {
    /// A QR code of our drawing.
    Address {
        /// SVG of the code, quiet zone included.
        svg: String,
        /// The address, to be copied.
        address: String,
        /// The host, to be read aloud.
        host: String,
        /// When it is another one, where it is the relay's.
        until: Option<String>,
    },
    /// A QR code drawn by the gateway: PNG, base64.
    Picture {
        /// The picture.
        png: String,
    },
    /// The gateway texted it.
    Texted {
        /// To whom, all but the last two digits hidden.
        to: String,
    },
    /// A page that only the customer's own browser may open: no relay is switched on, or they have the till.
    Page {
        /// Whether the customer has the till in hand, in a window of its own.
        handed: bool,
    },
    /// It is gone with the answer.
    Lost,
}

/// Totals by state.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct StateTotal {
    /// The state.
    pub state: StateView,
    /// How many.
    pub count: u32,
    /// Cents asked for.
    pub amount: u32,
}

/// Totals by product.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct ProductTotal {
    /// The product's name.
    pub product: String,
    /// Its mode.
    pub mode: ModeView,
    /// How many.
    pub count: u32,
    /// Cents asked for.
    pub amount: u32,
    /// Cents released.
    pub released: u32,
}

/// The figures of a day: the money that moved on it, and what was started on it as that stands now.
#[derive(Debug, Clone, Serialize, Type)]
pub(crate) struct Totals {
    /// Cents released on the day, whenever their financings were started.
    pub financed: u32,
    /// How many of those started on the day wait for delivery.
    pub to_deliver_count: u32,
    /// Cents of those that wait for delivery.
    pub to_deliver: u32,
    /// Cents refunded on the day, whenever their financings were started.
    pub refunded: u32,
    /// What was started on the day, by state.
    pub states: Vec<StateTotal>,
    /// What was started on the day, by product and mode.
    pub products: Vec<ProductTotal>,
}

/// A store day.
#[derive(Clone, Serialize, Type)]
pub(crate) struct DayView {
    /// YYYY-MM-DD.
    pub day: String,
    /// Whether it is today.
    pub is_today: bool,
    /// Its figures.
    pub totals: Totals,
    /// Its financings, newest first.
    pub rows: Vec<DayRow>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// The figures on the rail.
#[derive(Debug, Clone, Copy, Serialize, Type)]
pub(crate) struct Badges {
    /// Waiting for delivery.
    pub to_deliver: u32,
    /// Standing before a person.
    pub attention: u32,
    /// Kept until the network is back.
    pub waiting: u32,
    /// Not over: the follow-up looks after them.
    pub unsettled: u32,
}
