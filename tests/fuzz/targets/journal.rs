//! The fuzz target of `src/journal.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::hold("journal", bytes));
