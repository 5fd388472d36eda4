//! Fuzzes the sensor `setup-log`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use upgrade_wizard::sensor::Kind;

fuzz_target!(|bytes: &[u8]| upgrade_wizard_fuzz::sense(Kind::SetupLog, bytes));
