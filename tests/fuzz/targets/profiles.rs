//! The fuzz target of `src/profiles.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::hold("profiles", bytes));
