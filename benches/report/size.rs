//! What is reported and watched, without a limit: the program's size and what it is made of.

use super::paper::Report;
use super::start::wizard;

pub(crate) fn measure(report: &mut Report) {
    let bytes = std::fs::metadata(wizard()).unwrap().len();
    let lock = include_str!("../../Cargo.lock");
    let crates = lock.lines().filter(|line| *line == "[[package]]").count();
    report.note(format!(
        "The program is {}.{} MB; the lock file names {crates} crates, those for tests included.",
        bytes / 1_000_000,
        bytes / 100_000 % 10,
    ));
}
