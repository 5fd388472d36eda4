//! Plans of ten to ten thousand sites.

use std::process::{Command, Stdio};

use upgrade_wizard::engine::Model;
use upgrade_wizard::print::plan_json;

use super::made::{SITES, hierarchy, plan};
use super::paper::{Report, Row};
use super::start::wizard;
use super::timing::{in_turn, median, ratio, time, words};

const ROUNDS: usize = 5;

pub(crate) fn measure(report: &mut Report) {
    let texts = SITES.map(hierarchy);
    let [thousand, all] =
        in_turn(ROUNDS, [&mut || drop(plan(&texts[2])), &mut || drop(plan(&texts[3]))]);
    let steps = plan(&texts[3]).steps.len();
    let seconds = median(&all).as_secs_f64();
    report.row(
        Row::at_most("plan of 10,000 sites", "0.5 s", 0.5)
            .got(seconds, format!("{} for {steps} steps", words(median(&all)))),
    );
    report.row(Row::at_most("the same beside that of 1,000 sites", "12 times", 12.0).got(
        ratio(&all, &thousand),
        format!("{} beside {}", words(median(&all)), words(median(&thousand))),
    ));
    as_json(report, &texts[3]);

    let of = |work: &dyn Fn(&str)| {
        texts.each_ref().map(|text| {
            let times: Vec<_> = (0..3).map(|_| time(|| work(text))).collect();
            median(&times).as_secs_f64() * 1e3
        })
    };
    report.curve("a plan, from its file", of(&|text| drop(plan(text))));
    let models = texts.each_ref().map(|text| Model::new(plan(text)));
    let json = models.each_ref().map(|model| {
        let times: Vec<_> = (0..3).map(|_| time(|| drop(plan_json(model.plan())))).collect();
        median(&times).as_secs_f64() * 1e3
    });
    report.curve("a plan as JSON", json);
}

/// The whole program, as a script would call it.
fn as_json(report: &mut Report, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.toml");
    std::fs::write(&file, text).unwrap();
    let run = || {
        let mut command = Command::new(wizard());
        command.args(["plan", "--target", "2.0 SP2", "--format", "json", "--hierarchy"]).arg(&file);
        command.env("UPGRADE_WIZARD_HOME", folder.path());
        let ended = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(ended.unwrap().success());
    };
    let times: Vec<_> = (0..ROUNDS).map(|_| time(run)).collect();
    report.note(format!(
        "`upgrade-wizard plan --format json` of 10,000 sites, the whole program: {}.",
        words(median(&times))
    ));
}
