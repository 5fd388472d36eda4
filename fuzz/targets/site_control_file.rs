//! Fuzzes the sensor `site-control-file`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use upgrade_wizard::sensor::Kind;

fuzz_target!(|bytes: &[u8]| upgrade_wizard_fuzz::sense(Kind::SiteControlFile, bytes));
