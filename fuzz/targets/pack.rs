//! Fuzzes the reader of evidence packs, and what is compared in one.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| upgrade_wizard_fuzz::open_pack(bytes));
