//! The fuzz target of `src/cofidis_notifications.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::hold("cofidis_notifications", bytes));
