//! The README does what it says: its first run is carried out, and its files are read.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use upgrade_wizard::flow::Flow;
use upgrade_wizard::front::script::Answers;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::Plan;
use upgrade_wizard::text::{Source, render};
use upgrade_wizard::theme::Theme;
use upgrade_wizard::world::settings::Settings;

use crate::stage::{Stage, root};

pub(crate) fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The blocks of one language, without their fences.
pub(crate) fn blocks<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

pub(crate) fn section<'a>(text: &'a str, title: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("\n## {title}\n")).expect("the section is there");
    rest.split("\n## ").next().unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn a_newcomer_reaches_a_printed_checklist_by_the_first_run() {
    let readme = readme();
    let first_run = section(&readme, "First run");
    let stage = Stage::bare();
    let folder = stage.path("checkout");
    copy(&root().join("flows/sms"), &folder.join("flows/sms"));

    let lines: Vec<_> = blocks(first_run, "console").concat().lines().map(str::to_owned).collect();
    assert!(lines.len() >= 5, "{lines:?}");
    for line in &lines {
        let words = line.strip_prefix("$ upgrade-wizard ").unwrap_or_else(|| panic!("{line}"));
        let arguments: Vec<_> = words.split(' ').collect();
        let ran = stage.run_in(&folder, &arguments, "").with_code(0);
        assert!(!(ran.out + &ran.err).is_empty() || line.contains("--output"), "{line}");
    }
    let checklist = fs::read_to_string(folder.join("checklist.txt")).unwrap();
    assert!(checklist.contains("UPGRADE CHECKLIST") && checklist.contains("page 1 of"));
    assert!(checklist.lines().all(|line| line.chars().count() <= 80));
    assert!(fs::read_to_string(folder.join("checklist.md")).unwrap().contains("Example"));

    let verify = blocks(first_run, "sh").concat();
    let record = stage.session().join("record.jsonl");
    assert!(verify.contains("upgrade-wizard verify SESSION-FOLDER/record.jsonl"), "{verify}");
    let ran = stage.run_in(&folder, &["verify", record.to_str().unwrap()], "").with_code(0);
    assert!(ran.out.contains("HOLDS"), "{}", ran.out);
}

/// A flow with one step and what it stands on.
fn flow_with(step: &str) -> [Source; 2] {
    let flow = r#"schema = 1
id = "small"
title = "Small"
revision = 1
levels = ["1.2", "2.0"]
articles = ["q171338.toml"]

[[phase]]
id = "only"
title = "Only"

[[step]]
id = "upgrade-site"
scope = "site"
phase = "only"
title = "Upgrade {site}"
do = "Do it."
why = "So."
danger = "So."
cites = [{ article = "Q171338", section = "summary" }]
upgrade = { ask = "Start?", word = "UPGRADE {site}", outcome = "How did it end?" }
"#;
    let article = format!(
        "schema = 1\n[article]\nid = \"Q171338\"\ntitle = \"Before\"\n\
         [defaults]\nphase = \"only\"\n{step}"
    );
    [Source::new("flow.toml", flow), Source::new("q171338.toml", article)]
}

/// What the README shows is what it says: answers, steps, settings, themes, and hierarchies that
/// can be planned.
#[test]
fn every_file_that_is_shown_can_be_read() {
    let readme = readme();
    let (mut answers, mut steps, mut hierarchies) = (0, 0, 0);
    let (mut settings, mut themes) = (0, 0);
    for block in blocks(&readme, "toml") {
        let source = Source::new("README.md", block);
        if block.contains("[[answer]]") {
            answers += 1;
            let read = Answers::read(&source);
            read.unwrap_or_else(|mistakes| panic!("{}", render(&[source], &mistakes)));
        } else if block.contains("[[step]]") {
            steps += 1;
            let files = flow_with(block);
            let read = Flow::read(&files);
            read.unwrap_or_else(|mistakes| panic!("{}", render(&files, &mistakes)));
        } else if block.contains("glyphs = ") {
            settings += 1;
            let (_, odd) = Settings::read(&source);
            assert!(odd.is_empty(), "{}", render(&[source], &odd));
        } else if block.contains("[roles]") {
            themes += 1;
            let mistakes = Theme::check(&source, &|_| None);
            assert!(mistakes.is_empty(), "{}", render(&[source], &mistakes));
        } else {
            hierarchies += 1;
            let (hierarchy, notes) = Hierarchy::read("README.md", block)
                .unwrap_or_else(|mistakes| panic!("{}", render(&[source], &mistakes)));
            assert!(notes.is_empty(), "{notes:?}");
            let flow = Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap();
            let target = Some(Level::parse("2.0 SP2").unwrap());
            let plan =
                Plan::make(Arc::new(flow), Arc::new(hierarchy), String::new(), target).unwrap();
            assert!(!plan.steps.is_empty() && plan.refusals.is_empty(), "{:?}", plan.refusals);
        }
    }
    assert!(answers >= 1 && steps >= 1 && hierarchies >= 1, "{answers} {steps} {hierarchies}");
    assert!(settings >= 1 && themes >= 1, "{settings} {themes}");
}

#[test]
fn what_the_readme_shows_and_links_to_is_there() {
    let readme = readme();
    let links: Vec<_> =
        readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links[0].contains("screenshots/"), "it opens with a picture: {links:?}");
    for link in links {
        assert!(link.starts_with("http") || root().join(link).exists(), "{link}");
    }
}

#[test]
fn the_speed_that_is_told_is_what_the_report_printed() {
    let report = fs::read_to_string(root().join("benches/report.md")).unwrap();
    let printed = report.strip_prefix("# How fast it is\n\n").expect("its title");
    let (printed, _) = printed.split_once("\n\n![Growth]").expect("the plot below");
    assert!(section(&readme(), "Speed").contains(printed), "not in the README:\n{printed}");
}
