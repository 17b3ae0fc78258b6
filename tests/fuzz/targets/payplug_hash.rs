//! The fuzz target of `src/payplug_hash.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::hold("payplug_hash", bytes));
