//! The fuzz target of `src/cofidis_answers.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::hold("cofidis_answers", bytes));
