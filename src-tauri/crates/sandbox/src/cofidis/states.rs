//! The words and numbers of the Cofidis tables: statuses, response codes, and the one table that says what each money
//! call is answered in each status. It knows no amounts and no time.

use super::wire::Method;

/// Where a transaction stands (Known, the Web table).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Created, journey not opened yet.
    Initialized,
    /// Mandatory fields missing: mend and send again under the same key.
    InitializedToRetry,
    /// The customer is in the journey.
    Undefined,
    /// Abandoned, or its time ran out.
    Aborted,
    /// Refused by Cofidis.
    Refused,
    /// Technical anomaly in the journey.
    Error,
    /// The decision waits for a person.
    Pending,
    /// Accepted; `confirm` is awaited.
    ToConfirm,
    /// `confirm` was called, the amount could not be reserved.
    ConfirmRefused,
    /// Confirmed in Validate mode, for a limited time.
    Authorized,
    /// Financed, perhaps partly refunded.
    Validated,
    /// Wholly refunded.
    Refunded,
    /// Wholly cancelled. Assumed: also the end of an authorisation that lapsed.
    Canceled,
}

impl Status {
    /// The word on the wire, in the mixed case of the documentation.
    pub fn word(self) -> &'static str {
        match self {
            Self::Initialized => "Initialized",
            Self::InitializedToRetry => "Initialized_to_retry",
            Self::Undefined => "Undefined",
            Self::Aborted => "Aborted",
            Self::Refused => "Refused",
            Self::Error => "Error",
            Self::Pending => "pending",
            Self::ToConfirm => "to_confirm",
            Self::ConfirmRefused => "confirm_refused",
            Self::Authorized => "authorized",
            Self::Validated => "validated",
            Self::Refunded => "Refunded",
            Self::Canceled => "Canceled",
        }
    }

    /// What `method` is answered in this status: [`Code::Success`] where it may go ahead. The codes are Known; where
    /// two could apply (a cancel after validation, say) the choice is Assumed.
    pub(super) fn admits(self, method: MoneyMethod) -> Code {
        use Code::*;
        #[rustfmt::skip] // a table, to be read by column
        let [confirm, validate, cancel, refund] = match self {
            Self::Initialized
            | Self::InitializedToRetry
            | Self::Undefined
            | Self::Aborted
            | Self::Refused
            | Self::Error
            | Self::Pending        => [NotAccepted, NotAccepted, NotAccepted, NotAccepted],
            Self::ToConfirm        => [Success, NotAuthorised, AboveCancellable, NotValidated],
            Self::ConfirmRefused   => [NotToConfirm, NotAuthorised, AboveCancellable, NotValidated],
            Self::Authorized       => [AlreadyConfirmed, Success, Success, NotValidated],
            Self::Validated        => [AlreadyConfirmed, AlreadyValidated, AboveCancellable, Success],
            Self::Refunded         => [AlreadyConfirmed, AlreadyValidated, AboveCancellable, AlreadyRefunded],
            Self::Canceled         => [AlreadyConfirmed, NotAuthorised, AlreadyCancelled, NotValidated],
        };
        match method {
            MoneyMethod::Confirm => confirm,
            MoneyMethod::Validate => validate,
            MoneyMethod::Cancel => cancel,
            MoneyMethod::Refund => refund,
        }
    }
}

/// The methods that move money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MoneyMethod {
    Confirm,
    Validate,
    Cancel,
    Refund,
}

impl MoneyMethod {
    pub(super) fn of(method: Method) -> Option<Self> {
        match method {
            Method::Confirm => Some(Self::Confirm),
            Method::Validate => Some(Self::Validate),
            Method::Cancel => Some(Self::Cancel),
            Method::Refund => Some(Self::Refund),
            Method::Initialize
            | Method::SendPayment
            | Method::GetStatus
            | Method::UpdateStatus
            | Method::Connect => None,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Validate => "validate",
            Self::Cancel => "cancel",
            Self::Refund => "refund",
        }
    }

    /// What is answered to this call after it has failed for good: contact Cofidis.
    pub(super) fn blocked(self) -> Code {
        match self {
            Self::Confirm => Code::NotToConfirm,
            Self::Validate | Self::Cancel => Code::NotAuthorised,
            Self::Refund => Code::NotValidated,
        }
    }

    /// The code of a technical error of this call (Known).
    pub(super) fn technical(self) -> &'static str {
        match self {
            Self::Confirm => "904",
            Self::Validate => "906",
            Self::Refund => "908",
            Self::Cancel => "910",
        }
    }
}

/// A call that began and was not carried out; its word hides the status until the next call of that kind succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// `<Method>_failed`: contact Cofidis.
    Failed(MoneyMethod),
    /// `<Method>_to_retry`: mend and send again.
    ToRetry(MoneyMethod),
}

impl Trouble {
    pub(super) fn word(self) -> &'static str {
        use MoneyMethod::*;
        match self {
            Self::Failed(Confirm) => "Confirm_failed",
            Self::Failed(Validate) => "Validate_failed",
            Self::Failed(Cancel) => "Cancel_failed",
            Self::Failed(Refund) => "Refund_failed",
            Self::ToRetry(Confirm) => "Confirm_to_retry",
            Self::ToRetry(Validate) => "Validate_to_retry",
            Self::ToRetry(Cancel) => "Cancel_to_retry",
            Self::ToRetry(Refund) => "Refund_to_retry",
        }
    }
}

/// A response code (Known). Technical errors (9xx) come only from a fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// 000.
    Success,
    /// 001: the transaction date is not today in Paris.
    NotToday,
    /// 002: the key was used before.
    KeyUsed,
    /// 003: not an accepted transaction.
    NotAccepted,
    /// 004.
    AlreadyConfirmed,
    /// 005: not in `to_confirm`.
    NotToConfirm,
    /// 006.
    AlreadyValidated,
    /// 007.
    NotAuthorised,
    /// 008: above what is authorised.
    AboveAuthorised,
    /// 009.
    AlreadyRefunded,
    /// 010.
    NotValidated,
    /// 011: above what was validated and not refunded.
    AboveRefundable,
    /// 012.
    AlreadyCancelled,
    /// 013: above what is authorised and not cancelled.
    AboveCancellable,
    /// 022: no such transaction.
    NoSuchKey,
    /// 040: this seller may not sell it.
    SellerNotAllowed,
    /// 041: this seller is not trained for it.
    SellerNotTrained,
}

impl Code {
    /// The digits and a sentence for people.
    pub fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Success => ("000", "Success"),
            Self::NotToday => ("001", "The transaction date is not today"),
            Self::KeyUsed => ("002", "The transaction key is already used"),
            Self::NotAccepted => ("003", "The transaction is not accepted"),
            Self::AlreadyConfirmed => ("004", "The transaction is already confirmed"),
            Self::NotToConfirm => ("005", "The transaction is not in to_confirm"),
            Self::AlreadyValidated => ("006", "The transaction is already validated"),
            Self::NotAuthorised => ("007", "The transaction is not authorised"),
            Self::AboveAuthorised => ("008", "The amount is above the authorised amount"),
            Self::AlreadyRefunded => ("009", "The transaction is already refunded"),
            Self::NotValidated => ("010", "The transaction is not validated"),
            Self::AboveRefundable => ("011", "The amount is above what can be refunded"),
            Self::AlreadyCancelled => ("012", "The transaction is already cancelled"),
            Self::AboveCancellable => ("013", "The amount is above what can be cancelled"),
            Self::NoSuchKey => ("022", "The transaction key does not exist"),
            Self::SellerNotAllowed => ("040", "The seller is not allowed to sell this product"),
            Self::SellerNotTrained => ("041", "The seller is not trained for this product"),
        }
    }
}
