//! Evidence: one large file, and a tree of small ones, beside what `sha2` does in memory.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use sha2::{Digest as _, Sha256};
use upgrade_wizard::world::evidence;

use super::history::in_memory;
use super::paper::{Report, Row};
use super::timing::{in_turn, median, ratio, words};

const LARGE: usize = 256 << 20;
const FILES: usize = 5_000;
const SMALL: usize = 48 << 10;
const ROUNDS: usize = 7;

pub(crate) fn measure(report: &mut Report) {
    let folder = tempfile::tempdir_in(in_memory()).unwrap();
    let file = folder.path().join("large");
    let bytes: Vec<u8> = (0..LARGE).map(|at| u8::try_from(at % 251).unwrap()).collect();
    std::fs::write(&file, &bytes).unwrap();
    let mut own = || {
        std::hint::black_box(Sha256::digest(&bytes));
    };
    let mut ours = || drop(evidence::look(&file).unwrap());
    let mut stock = || stock(&file);
    let [of_own, of_ours, of_stock] = in_turn(ROUNDS, [&mut own, &mut ours, &mut stock]);
    report.row(
        Row::at_least("hashing a file of 256 MiB, of the rate of `sha2`", "0.95", 0.95).got(
            ratio(&of_own, &of_ours),
            format!(
                "{} beside {}; `sha256sum` {}",
                words(median(&of_ours)),
                words(median(&of_own)),
                words(median(&of_stock))
            ),
        ),
    );

    let tree = folder.path().join("tree");
    std::fs::create_dir(&tree).unwrap();
    for number in 0..FILES {
        let at = number * 48;
        std::fs::write(tree.join(format!("{number}.dat")), &bytes[at..at + SMALL]).unwrap();
    }
    let all = &bytes[..FILES * SMALL];
    let mut own = || {
        std::hint::black_box(Sha256::digest(all));
    };
    let mut side_by_side = || on_all_cores(all);
    let mut ours = || drop(evidence::look(&tree).unwrap());
    let [of_own, of_all, of_ours] = in_turn(ROUNDS, [&mut own, &mut side_by_side, &mut ours]);
    report.row(
        Row::at_least("hashing 5,000 files, of the rate of `sha2` on one core", "1.8 times", 1.8)
            .got(
                ratio(&of_own, &of_ours),
                format!(
                    "{} beside {}; `sha2` on all cores at once {}",
                    words(median(&of_ours)),
                    words(median(&of_own)),
                    words(median(&of_all))
                ),
            ),
    );
}

fn stock(file: &Path) {
    let _where_there_is_one = Command::new("sha256sum").arg(file).stdout(Stdio::null()).status();
}

fn on_all_cores(bytes: &[u8]) {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    thread::scope(|scope| {
        for part in bytes.chunks(bytes.len().div_ceil(cores)) {
            scope.spawn(move || std::hint::black_box(Sha256::digest(part)));
        }
    });
}
