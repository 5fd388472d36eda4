//! Fuzzes the readers of time-stamps: requests and replies.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| upgrade_wizard_fuzz::stamp(bytes));
