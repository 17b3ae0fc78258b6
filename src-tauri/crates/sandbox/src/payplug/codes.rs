//! The EXECCODEs that the pretended Payplug answers by itself (Known). Every other code of the reference comes from a
//! fate. MESSAGE is for people; the parameter at fault is named in it, as the platform does.

/// A code the sandbox has a reason of its own to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exec {
    /// 0000.
    Success,
    /// 0002: the customer is to be redirected.
    Redirection,
    /// 0003: under review, a notification will follow.
    InProgress,
    /// 1001.
    Missing,
    /// 1002.
    Invalid,
    /// 1003.
    BadHash,
    /// 1005: the form of the POST.
    BadForm,
    /// 1006.
    GetForbidden,
    /// 1007: the lines of CART do not add up to AMOUNT.
    CartTotal,
    /// 2002.
    NotFound,
    /// 2003.
    NotSucceeded,
    /// 2004.
    NotRefundable,
    /// 2005.
    NotCapturable,
    /// 2006.
    NotFinished,
    /// 2007.
    CaptureAmount,
    /// 2008.
    RefundAmount,
    /// 2009.
    AuthorisationExpired,
    /// 2015.
    NotVoidable,
    /// 3003: this account may not do that.
    NotAllowed,
    /// 3007.
    ApiKeyDisabled,
    /// 4001: declined.
    Declined,
    /// 4004: the customer gave up.
    Abandoned,
    /// 4017: the form expired.
    FormExpired,
    /// 5006: unexpected answer of the supplier.
    Unexpected,
}

impl Exec {
    /// The four digits and a sentence for people.
    pub fn row(self) -> (&'static str, &'static str) {
        match self {
            Self::Success => ("0000", "The transaction has been accepted"),
            Self::Redirection => ("0002", "The customer must be redirected"),
            Self::InProgress => ("0003", "The transaction is in progress"),
            Self::Missing => ("1001", "A parameter is missing"),
            Self::Invalid => ("1002", "A parameter is invalid"),
            Self::BadHash => ("1003", "The hash is wrong"),
            Self::BadForm => ("1005", "The form of the request is wrong"),
            Self::GetForbidden => ("1006", "GET is forbidden"),
            Self::CartTotal => ("1007", "The cart does not add up to the amount"),
            Self::NotFound => ("2002", "The referenced transaction was not found"),
            Self::NotSucceeded => ("2003", "The referenced transaction did not succeed"),
            Self::NotRefundable => ("2004", "The referenced transaction is not refundable"),
            Self::NotCapturable => ("2005", "The referenced transaction is not capturable"),
            Self::NotFinished => ("2006", "The referenced transaction is not finished"),
            Self::CaptureAmount => ("2007", "The amount to capture is wrong"),
            Self::RefundAmount => ("2008", "The amount to refund is wrong"),
            Self::AuthorisationExpired => ("2009", "The authorisation has expired"),
            Self::NotVoidable => ("2015", "The referenced transaction is not voidable"),
            Self::NotAllowed => ("3003", "This transaction is not allowed"),
            Self::ApiKeyDisabled => ("3007", "This API key is disabled"),
            Self::Declined => ("4001", "The transaction was declined"),
            Self::Abandoned => ("4004", "The customer abandoned the transaction"),
            Self::FormExpired => ("4017", "The form has expired"),
            Self::Unexpected => ("5006", "Unexpected answer of the bank"),
        }
    }

    /// The four digits.
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// The code as `getTransactions` writes it: `0` for 0000 (Known), other codes without leading zeros (Assumed).
    pub fn exported(self) -> &'static str {
        match self.code().trim_start_matches('0') {
            "" => "0",
            digits => digits,
        }
    }
}

/// A call refused, and the parameter at fault where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) exec: Exec,
    pub(super) parameter: Option<String>,
}

impl Refused {
    pub(super) fn naming(exec: Exec, parameter: impl Into<String>) -> Self {
        Self {
            exec,
            parameter: Some(parameter.into()),
        }
    }
}

impl From<Exec> for Refused {
    fn from(exec: Exec) -> Self {
        Self {
            exec,
            parameter: None,
        }
    }
}
