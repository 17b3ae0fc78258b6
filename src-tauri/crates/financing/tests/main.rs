//! Proves the rules. One binary: what a shop is made of here, then what each file proves.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says so by panicking"
)]

/// A shop with one financing: builders for orders, terms and the path to every state.
mod shop;

/// The calendar: when a gateway is asked, and when a time runs out.
mod calendar;
/// Whole lives against a gateway with books of its own, and against one that says anything at all.
mod lives;
/// Money, plans and limits.
mod money;
/// The rules as sentences about the shop.
mod rules;
/// The whole state x event table, as a golden that the shop's accountant can read.
mod table;
