//! The fuzz target of `src/redirects.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::hold("redirects", bytes));
