//! The methods of Cofidis's API, by their own names (Known), and which of them may move money.

use serde::Deserialize;

/// A method. The profile gives each its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Method {
    /// Creates a transaction and answers with the journey's link.
    Initialize,
    /// The same from a seller's device, as a link, a text message or a picture.
    SendPayment,
    /// Where a transaction stands.
    GetStatus,
    /// Confirms an accepted transaction: releases it (Immediate) or reserves it (Validate).
    Confirm,
    /// Releases a reserved transaction, once.
    Validate,
    /// Gives back part or all of what is reserved.
    Cancel,
    /// Gives back part or all of what was released.
    Refund,
    /// Abandons before acceptance (Italy), or signals delivery where the contract says so.
    UpdateStatus,
    /// The seller's portal.
    Connect,
}

impl Method {
    /// Every method.
    pub(super) const ALL: [Method; 9] = [
        Method::Initialize,
        Method::SendPayment,
        Method::GetStatus,
        Method::Confirm,
        Method::Validate,
        Method::Cancel,
        Method::Refund,
        Method::UpdateStatus,
        Method::Connect,
    ];

    /// Its key in the profile's table `[paths]`.
    pub(super) fn key(self) -> &'static str {
        match self {
            Method::Initialize => "initialize",
            Method::SendPayment => "send_payment",
            Method::GetStatus => "get_status",
            Method::Confirm => "confirm",
            Method::Validate => "validate",
            Method::Cancel => "cancel",
            Method::Refund => "refund",
            Method::UpdateStatus => "update_status",
            Method::Connect => "connect",
        }
    }

    /// Whether it changes nothing, so that it may be posted a second time with a fresh token.
    pub(super) fn only_reads(self) -> bool {
        match self {
            Method::GetStatus | Method::Connect => true,
            Method::Initialize
            | Method::SendPayment
            | Method::Confirm
            | Method::Validate
            | Method::Cancel
            | Method::Refund
            | Method::UpdateStatus => false,
        }
    }
}
