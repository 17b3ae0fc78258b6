//! The fuzz target of `src/payplug_notifications.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| claims::hold("payplug_notifications", bytes));
