//! Measures how fast the wizard is beside what the machine can do at all, and writes the report.
//!
//! `cargo bench --bench report` measures everything; words behind `--` choose rows:
//! `cargo bench --bench report -- plan keys`. What is compared is measured turn by turn in one run,
//! and medians are told: other programs on the machine slow both down alike.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a report that cannot go on ends")]

mod answers;
mod console;
mod hashing;
mod history;
mod keys;
mod made;
mod paper;
mod plans;
mod size;
mod start;
mod timing;
mod verifying;

use paper::Report;

/// A part of the report: its name, and what measures it.
type Part = (&'static str, fn(&mut Report));

const PARTS: &[Part] = &[
    ("start", start::measure),
    ("keys", keys::measure),
    ("plan", plans::measure),
    ("answers", answers::measure),
    ("record", verifying::measure),
    ("hashing", hashing::measure),
    ("size", size::measure),
    ("build", size::clean_build),
];

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut report = Report::default();
    for (name, measure) in PARTS {
        if wanted.is_empty() || wanted.iter().any(|it| it == name) {
            measure(&mut report);
        }
    }
    println!("{}", report.table());
    if wanted.is_empty() {
        report.write();
    }
}
