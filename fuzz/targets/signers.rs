//! Fuzzes the reader of lists of signers, and what they allow.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| upgrade_wizard_fuzz::read_signers(bytes));
