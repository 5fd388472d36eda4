//! What is reported and watched, without a limit: the program's size, what it is made of, and how
//! long that takes from nothing.

use std::path::Path;
use std::process::Command;

use super::paper::Report;
use super::start::wizard;
use super::timing::{time, words};

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

/// A release, built with nothing there but what was downloaded.
pub(crate) fn clean_build(report: &mut Report) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let took = time(|| build(folder.path()));
    report.note(format!("`cargo build --release` from nothing: {}.", words(took)));
}

fn build(folder: &Path) {
    let arguments = ["build", "--release", "--locked", "--quiet", "--target-dir"];
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).arg(folder);
    assert!(command.status().unwrap().success());
}
