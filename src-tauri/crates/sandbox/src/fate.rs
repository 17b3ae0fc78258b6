//! What becomes of one call, as data: whether the gateway acts on it, and how its answer comes back. A script is a
//! queue of fates per method, so a test or a trainer says beforehand what will go wrong, and the same calls under the
//! same script always end the same. Nothing here does I/O: a [`Delivery`] is what the caller is to see, carried out by
//! `edge` over a socket and by a simulator without one.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::payplug::Redirect;

/// The fate of one call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fate {
    /// Whether the gateway acts on the call. If not, its state and books stay as they are.
    pub acts: bool,
    /// How the answer comes back.
    pub answer: Answering,
}

/// How an answer comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answering {
    /// As it should.
    Whole,
    /// Not at all: the connection is dropped before a byte of it.
    Lost,
    /// The head and half of the body, then the connection is dropped.
    Cut,
    /// Not at all: the connection is held, silent, until the caller gives up.
    Hung,
    /// Whole, but late.
    Late {
        /// Milliseconds of delay.
        ms: u64,
    },
    /// With this HTTP status and no useful body.
    Http {
        /// For example 503.
        status: u16,
    },
    /// With this response code or EXECCODE instead of its own.
    Code {
        /// For example `904`, `5001`, `2017`, `3002`, `3004`.
        code: String,
    },
    /// Payplug: with EXECCODE 5004 (time-out), the true result following by notification.
    CodeThenNotice {
        /// Milliseconds until the notification leaves.
        ms: u64,
    },
    /// Cofidis: a technical error, and the status becomes `<method>_failed`. Payplug: EXECCODE 5006.
    Failed,
    /// Cofidis: the status becomes `<method>_to_retry`. Payplug: EXECCODE 2017.
    ToRetry,
    /// Cofidis `confirm`: the amount cannot be reserved (`confirm_refused`). Payplug: EXECCODE 4001.
    Declined,
    /// An HTML page with status 200.
    Html,
    /// Status 200 and the first half of the JSON, properly ended.
    HalfJson,
    /// Status 200 and bytes that are nothing.
    Garbage,
    /// With a status word (Cofidis) or an EXECCODE (Payplug) that is in no table.
    UnknownStatus,
    /// About another transaction.
    OtherKey,
    /// With other amounts: a euro more (Cofidis), a digit more (Payplug rows).
    OtherAmount,
    /// Payplug: without TRANSACTIONID.
    NoTransactionId,
    /// Payplug authorization: with this shape of REDIRECTHTML.
    Redirected {
        /// The shape.
        shape: Redirect,
    },
}

impl Fate {
    /// Nothing goes wrong.
    pub const FINE: Self = Self {
        acts: true,
        answer: Answering::Whole,
    };
    /// The request never arrives.
    pub const LOSE_REQUEST: Self = Self {
        acts: false,
        answer: Answering::Lost,
    };
    /// The gateway acts, and nobody hears of it.
    pub const LOSE_ANSWER: Self = Self {
        acts: true,
        answer: Answering::Lost,
    };
    /// The gateway acts, and half the answer arrives.
    pub const CUT_ANSWER: Self = Self {
        acts: true,
        answer: Answering::Cut,
    };
    /// The gateway acts, then says nothing.
    pub const HANG: Self = Self {
        acts: true,
        answer: Answering::Hung,
    };

    /// The gateway acts, and answers `ms` milliseconds late.
    pub fn late(ms: u64) -> Self {
        Self {
            acts: true,
            answer: Answering::Late { ms },
        }
    }

    /// HTTP `status`, before or after acting.
    pub fn http(status: u16, acts: bool) -> Self {
        Self {
            acts,
            answer: Answering::Http { status },
        }
    }

    /// A response code or EXECCODE of the caller's choice, before or after acting.
    pub fn code(code: &str, acts: bool) -> Self {
        Self {
            acts,
            answer: Answering::Code {
                code: code.to_owned(),
            },
        }
    }

    /// The gateway acts, and answers in this way.
    pub fn answered(answer: Answering) -> Self {
        Self { acts: true, answer }
    }
}

impl Default for Fate {
    fn default() -> Self {
        Self::FINE
    }
}

/// An answer as it would stand on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Media type of the body.
    pub media: &'static str,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A JSON answer. Only types that always have a JSON form are passed here.
    pub(crate) fn json(status: u16, value: &impl Serialize) -> Self {
        Self {
            status,
            media: "application/json; charset=utf-8",
            body: serde_json::to_vec(value).unwrap_or_default(),
        }
    }

    /// A plain sentence.
    pub(crate) fn text(status: u16, text: &str) -> Self {
        Self {
            status,
            media: "text/plain; charset=utf-8",
            body: text.as_bytes().to_vec(),
        }
    }
}

/// What the caller of a gateway is to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// The whole reply.
    Whole(Reply),
    /// The whole reply after a while.
    Late(Duration, Reply),
    /// The head and half of the body, then a dropped connection.
    Cut(Reply),
    /// A dropped connection.
    Lost,
    /// Silence.
    Hung,
}

impl Answering {
    /// Sends `reply` on its way. What a gateway must change *inside* an answer it has changed before.
    pub(crate) fn deliver(&self, reply: Reply) -> Delivery {
        match self {
            Self::Lost => Delivery::Lost,
            Self::Cut => Delivery::Cut(reply),
            Self::Hung => Delivery::Hung,
            Self::Late { ms } => Delivery::Late(Duration::from_millis(*ms), reply),
            Self::Http { status } => {
                Delivery::Whole(Reply::text(*status, "The sandbox was told to answer so.\n"))
            }
            Self::Html => Delivery::Whole(Reply {
                status: 200,
                media: "text/html; charset=utf-8",
                body: b"<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>"
                    .to_vec(),
            }),
            Self::HalfJson => Delivery::Whole(Reply {
                body: reply.body[..reply.body.len() / 2].to_vec(),
                ..reply
            }),
            Self::Garbage => Delivery::Whole(Reply {
                body: vec![0xff, 0xfe, 0x00, 0x9d, 0x7b],
                ..reply
            }),
            Self::Whole
            | Self::Code { .. }
            | Self::CodeThenNotice { .. }
            | Self::Failed
            | Self::ToRetry
            | Self::Declined
            | Self::UnknownStatus
            | Self::OtherKey
            | Self::OtherAmount
            | Self::NoTransactionId
            | Self::Redirected { .. } => Delivery::Whole(reply),
        }
    }
}

/// The fates to come, a queue for each kind of call. A call without one is fine.
#[derive(Debug, Clone)]
pub struct Script<Call> {
    queues: BTreeMap<Call, VecDeque<Fate>>,
}

impl<Call> Default for Script<Call> {
    fn default() -> Self {
        Self {
            queues: BTreeMap::new(),
        }
    }
}

impl<Call: Ord> Script<Call> {
    /// Puts `fate` at the end of the queue of `call`.
    pub fn push(&mut self, call: Call, fate: Fate) {
        self.queues.entry(call).or_default().push_back(fate);
    }

    /// Takes the next fate of `call`.
    pub fn next(&mut self, call: &Call) -> Fate {
        self.queues
            .get_mut(call)
            .and_then(VecDeque::pop_front)
            .unwrap_or_default()
    }

    /// Forgets every fate that has not come yet.
    pub fn clear(&mut self) {
        self.queues.clear();
    }

    /// How many fates are still to come for each kind of call.
    pub fn waiting(&self) -> impl Iterator<Item = (&Call, usize)> {
        self.queues
            .iter()
            .map(|(call, queue)| (call, queue.len()))
            .filter(|(_, count)| *count > 0)
    }
}
