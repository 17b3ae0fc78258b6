//! The proofs that need to look inside: the plan of every question, what opening costs on a large ledger, and what
//! happens when a write fails halfway. Everything a till can see is proven from outside, in `tests/`.

#[allow(dead_code, reason = "the outer tests use more of it")]
#[path = "../tests/shop.rs"]
mod shop;

#[cfg(target_os = "linux")]
mod copies;
mod disk;
mod plans;
mod size;
#[cfg(target_os = "linux")]
mod strace;
#[cfg(target_os = "linux")]
mod upgrade;
