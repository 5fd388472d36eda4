//! Fuzzes the parsers of hierarchies, flows, answers, signers and records.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| upgrade_wizard_fuzz::parse(bytes));
