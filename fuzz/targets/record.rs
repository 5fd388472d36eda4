//! Fuzzes the verifier of records with one that holds, changed in every way.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| upgrade_wizard_fuzz::check_record(bytes));
