//! The words of the Payplug API: its two platforms, its paths, its operations, and the JSON it answers (Known). It
//! decides nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::codes::{Exec, Refused};
use super::operations::DESCRIPTOR;

/// One of the two platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    /// The one to call.
    Main,
    /// The one to call when the first has done nothing.
    Second,
}

/// A path of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `/front/service/rest/process`.
    Process,
    /// `/front/service/rest/export`.
    Export,
}

/// An operation (Known).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// Starts a journey, ends in an authorisation.
    Authorization,
    /// Takes all or part of an authorisation, once.
    Capture,
    /// Gives back all or part of a capture.
    Refund,
    /// Gives up an authorisation.
    Void,
    /// Lists what happened to orders or transactions.
    GetTransactions,
}

impl Operation {
    /// Every operation with its name on the wire.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Authorization, "authorization"),
        (Self::Capture, "capture"),
        (Self::Refund, "refund"),
        (Self::Void, "void"),
        (Self::GetTransactions, "getTransactions"),
    ];

    /// The operation called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(_, word)| *word == name)
            .map(|(operation, _)| operation)
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(operation, _)| *operation == self)
            .map_or("", |(_, word)| word)
    }

    /// The path it is called at.
    pub fn endpoint(self) -> Endpoint {
        match self {
            Self::Authorization | Self::Capture | Self::Refund | Self::Void => Endpoint::Process,
            Self::GetTransactions => Endpoint::Export,
        }
    }
}

/// What an operation is answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Answer {
    /// The operation, as it was sent.
    pub operationtype: String,
    /// Four digits.
    pub execcode: String,
    /// For people; never to be branched on.
    pub message: String,
    /// The new operation's identifier; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transactionid: Option<String>,
    /// The label on the customer's statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub descriptor: Option<String>,
    /// With 0002: the page to show, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirecthtml: Option<String>,
    /// Of `getTransactions`: a row per operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Vec<Row>>,
}

/// A row of `getTransactions`: column and text.
pub type Row = BTreeMap<String, String>;

impl Answer {
    /// The answer to a call that did nothing.
    pub(super) fn of(operation: &str, refused: &Refused) -> Self {
        let (code, message) = refused.exec.row();
        let message = match &refused.parameter {
            Some(parameter) => format!("{message}: {parameter}"),
            None => message.to_owned(),
        };
        Self {
            operationtype: operation.to_owned(),
            execcode: code.to_owned(),
            message,
            ..Self::default()
        }
    }

    /// The answer to a call that made an operation.
    pub(super) fn done(operation: Operation, exec: Exec, id: String) -> Self {
        let mut answer = Self::of(operation.name(), &exec.into());
        answer.transactionid = Some(id);
        answer.descriptor = Some(DESCRIPTOR.to_owned());
        answer
    }
}
