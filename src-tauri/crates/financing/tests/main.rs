//! Proves the rules. One binary: what a shop is made of here, then what each file proves.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says so by panicking"
)]

/// A shop with one financing: builders for orders, terms and the path to every state.
mod shop;
/// A financing in every state, on every route and in both modes.
mod ways;

/// The calendar: when a gateway is asked, and when a time runs out.
mod calendar;
/// Until when what, and which day it is.
mod deadlines;
/// No answer, a late one, one that does not fit.
mod doubt;
/// The calendar after weeks, and after a clock that stood in 1970.
mod far;
/// Whole lives with a gateway that says anything at all.
mod lives;
/// Money, plans and limits.
mod money;
/// What things are called.
mod names;
/// Whole lives with an honest gateway behind a bad network.
mod network;
/// The rules as sentences about the shop.
mod rules;
/// The whole state x event table, as a golden that the shop's accountant can read.
mod table;
/// Words of a gateway that must not be kept.
mod withhold;
