//! Fuzzes the verifier of signatures, outside and inside of the armour.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| upgrade_wizard_fuzz::check_armour(bytes));
