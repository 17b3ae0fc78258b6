//! The pretended gateways: Cofidis and Payplug over loopback HTTP, with the customer's journey as real pages, books of
//! what really happened to money, and faults on demand. For training a shop's staff, for the tour, and for tests. It
//! knows nothing of the rest of the project and shares no type or table with it: a misreading in one is not a
//! misreading in both. It never calls another machine.
//!
//! # Two ways to use it
//!
//! **Over HTTP.** [`Sandbox::start`] binds three ports of 127.0.0.1 (the first for Cofidis, the journeys and the desk,
//! one for each platform of Payplug) and answers until its [`Running`] is stopped or dropped. `cargo run -p sandbox`
//! does that and prints the addresses.
//!
//! **Without sockets.** [`cofidis::Bank`] and [`payplug::Platform`] are pure: no clock, no randomness but a seed, no
//! I/O, and they can be cloned. A simulator calls `call` (a call and its true answer), `call_under` (a call under a
//! [`Fate`](fate::Fate), giving what the caller is to see), `customer` (what the customer does), `decide` (the manual
//! review), `tick` (what time does), `take_notifications`, and `books`.
//!
//! # What it answers
//!
//! | address | |
//! |---|---|
//! | `POST /api/{method}` | Cofidis: `initialize`, `sendPayment`, `getStatus`, `confirm`, `validate`, `cancel`, `refund`, `updateStatus`, `connect`, in JSON; 401, 404, 400 for no access, no such method, unreadable |
//! | `POST /oauth/token` | a token of 300 seconds for the key pair |
//! | `POST /front/service/rest/process`, `.../export` | Payplug, on two ports: `authorization`, `capture`, `refund`, `void`; `getTransactions` |
//! | `GET /journey/{gateway}/{token}` | the customer's journey; `POST /journey/payplug` takes REDIRECTHTML's form |
//! | `GET /books` | the books: entries, and totals by transaction |
//! | `POST /fault` | a [`Fault`]: `{"cofidis":{"method":"confirm","fate":{"acts":true,"answer":"lost"}}}`, `{"payplug":{"site":"main","operation":"capture","fate":{"acts":false,"answer":{"http":{"status":503}}}}}`, `{"gate":{"site":"main","gate":"closed"}}`, `{"lag":{"seconds":120}}`, `{"redirect":{"shape":"prying"}}`, `"clear"` |
//! | `POST /clock` | a [`ClockMove`]: `{"seconds":3600}` |
//! | `POST /notify` | a [`MailOrder`]: `"hold"`, `{"release":{"newest_first":true}}`, `{"repeat":{"times":2}}`, `{"forge":{"how":"wrong_hash"}}`, `{"address":{"url":"http://127.0.0.1:9000/payplug"}}` |
//! | `POST /decide` | a [`Decision`]: `{"gateway":"cofidis","journey":"<token>","accepted":true}` |
//! | `GET /trainer` | the same as buttons |
//!
//! A `GET` of `/fault`, `/clock`, `/notify` and `/decide` shows how things stand.
//!
//! The journey is three pages and an end, works without a script, and has stable ids for a driver: `journey-continue`,
//! `journey-consent`, `journey-signature`, `journey-sign`, `journey-leave`, `journey-refuse`, `journey-review`,
//! `journey-break`, `journey-end`.
//!
//! # Credentials
//!
//! Cofidis takes headers `X-Api-Key-Id: training` and `X-Api-Key: training-secret`, HTTP Basic with the same pair, or a
//! bearer token. Payplug takes IDENTIFIER `training` signed with `training-key`, or with `training-api-key` under
//! APIKEYID `training-api`. These words open nothing else. `examples/sign.py` signs a call in a few lines of Python and
//! sends it here, then again with one bit flipped: 0002, then 1003.
//!
//! # Known and Assumed
//!
//! What the gateways' public pages state is marked Known in the code; the rest is Assumed, and says so where it stands.

pub mod books;
pub mod clock;
pub mod cofidis;
mod edge;
pub mod fate;
pub mod journey;
pub mod mail;
pub mod payplug;
pub mod plan;

pub use edge::{
    Addresses, BothBooks, ClockMove, Decision, Fault, Gate, Gateway, MailOrder, Options, Reception,
    Running, Sandbox, SandboxError, Undelivered, nobody_at,
};
