//! The fuzz target of `src/payplug_rows.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::hold("payplug_rows", bytes));
