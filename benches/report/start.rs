//! From the start to the first full frame, and memory at the example.

use std::path::PathBuf;
use std::process::Command;

use super::console::{Console, FRAME_END};
use super::paper::{Report, Row};
use super::timing::{median, ratio, words};

const ROUNDS: usize = 15;

/// The program that is measured.
pub(crate) fn wizard() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_upgrade-wizard"))
}

/// The least ratatui program, which is built first.
fn least() -> PathBuf {
    let arguments = ["build", "--profile", "bench", "--quiet", "--example", "one-frame"];
    assert!(Command::new(env!("CARGO")).args(arguments).status().unwrap().success());
    let name = format!("one-frame{}", std::env::consts::EXE_SUFFIX);
    wizard().parent().unwrap().join("examples").join(name)
}

pub(crate) fn measure(report: &mut Report) {
    let home = tempfile::tempdir().unwrap();
    let (least, wizard) = (least(), wizard());
    let begin = ["run", "--example", "--front", "tui"].map(str::to_owned);
    let (mut of_least, mut of_home, mut of_plan) = (Vec::new(), Vec::new(), Vec::new());
    let whiptail = Command::new("whiptail").arg("--version").output().is_ok();
    let mut of_whiptail = Vec::new();
    for _ in 0..ROUNDS {
        let first = |program: &PathBuf, arguments: &[String], mark: &str| {
            let mut console = Console::start(program, arguments, home.path());
            let time = console.shows(mark);
            console.end();
            time
        };
        // A word: blanks are not written, the cursor goes over them.
        of_least.push(first(&least, &[], "ends"));
        of_home.push(first(&wizard, &[], FRAME_END));
        of_plan.push(first(&wizard, &begin, "Approve"));
        if whiptail {
            let menu = ["--menu", "m", "20", "60", "9", "1", "one"].map(str::to_owned);
            of_whiptail.push(first(&PathBuf::from("whiptail"), &menu, "Cancel"));
        }
    }
    let against = ratio(&of_home, &of_least);
    let beside = if whiptail {
        format!("; `whiptail --menu` {}", words(median(&of_whiptail)))
    } else {
        "; no `whiptail` here".to_owned()
    };
    report.row(Row::at_most("start to first full frame", "1.5 times a minimal program", 1.5).got(
        against,
        format!(
            "{} beside {}; the example's plan {}{beside}",
            words(median(&of_home)),
            words(median(&of_least)),
            words(median(&of_plan)),
        ),
    ));

    let mut console = Console::start(&wizard, &begin, home.path());
    console.shows("Approve");
    if let Some((_, most)) = console.memory() {
        #[expect(clippy::cast_precision_loss, reason = "megabytes")]
        let got = most as f64;
        report.row(
            Row::at_most("memory at the example hierarchy", "30 MB", 30.0)
                .got(got, format!("{most} MB at most")),
        );
    }
    console.end();
}
