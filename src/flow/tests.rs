//! Tests of whole flows: a small good one in `tests/data/flows/small/`, and what is made of it. The
//! bad ones are in `tests/it/flows.rs`.

use super::{Flow, Requirement, Step, Waive};
use crate::text::Source;
use proptest::prelude::*;

const FLOW: &str = include_str!("../../tests/data/flows/small/flow.toml");

const Q171338: &str = include_str!("../../tests/data/flows/small/q171338.toml");

const Q261931: &str = include_str!("../../tests/data/flows/small/q261931.toml");

fn sources() -> Vec<Source> {
    // Not in the order of the walk: that is said by `articles`.
    let files = [("flow.toml", FLOW), ("q261931.toml", Q261931), ("q171338.toml", Q171338)];
    files.map(|(name, text)| Source::new(name, text)).to_vec()
}

fn flow() -> Flow {
    Flow::read(&sources()).unwrap()
}

#[test]
fn steps_are_in_the_order_of_the_walk() {
    let flow = flow();
    let steps: Vec<_> =
        flow.steps.iter().map(|it| (flow.phases[it.phase].id.as_str(), it.id.as_str())).collect();
    let expected = [
        ("prepare", "backup"),
        ("prepare", "install-hotfix"),
        ("upgrade", "upgrade-site"),
        ("upgrade", "reset"),
    ];
    assert_eq!(steps, expected);
}

#[test]
fn a_step_takes_from_the_defaults_of_its_file_what_it_does_not_say() {
    let flow = flow();
    let told = |list: &[Requirement]| {
        let one = |it: &Requirement| {
            let when = it.when.as_ref().map(|when| format!(" if {when}")).unwrap_or_default();
            format!("{}@{:?}{when}", flow.steps[it.step.0].id, it.relation)
        };
        list.iter().map(one).collect::<Vec<_>>()
    };
    let when = |step: &Step| step.when.as_ref().map(ToString::to_string).unwrap_or_default();
    let [backup, hotfix, upgrade, reset] = &flow.steps[..] else { panic!("four steps") };

    assert_eq!(when(backup), "(upgrades or parent_upgrades) and (role is primary or level < 2.0)");
    assert_eq!(when(reset), "upgrades or parent_upgrades");
    assert_eq!(when(hotfix), "");
    assert_eq!(
        told(&backup.before),
        ["upgrade-site@Same", "upgrade-site@Parent if target >= 2.0 SP2"]
    );
    assert_eq!(told(&reset.before), [""; 0]);
    assert_eq!(told(&reset.requires), ["backup@Same if level >= 2.0"]);
    assert_eq!(told(&upgrade.requires), ["upgrade-site@Parent"]);
    assert_eq!(backup.advisory.as_ref().unwrap().when.to_string(), "level >= 2.0");
    assert!(reset.advisory.is_none());
    assert!(backup.blocking && !reset.blocking);
}

#[test]
fn a_variant_takes_from_its_step_what_it_does_not_say() {
    let flow = flow();
    let [other, none] = &flow.steps[0].variants[..] else { panic!("two variants") };
    assert_eq!(other.words.title.to_string(), "Back up {server}");
    assert_eq!(other.words.what.to_string(), "Copy the other one.");
    assert!(other.not_applicable.is_none());
    assert_eq!(none.words.what.to_string(), "Copy it.");
    assert_eq!(none.not_applicable.as_ref().unwrap().to_string(), "There is none.");
}

#[test]
fn the_rest_of_the_flow_is_as_written() {
    let flow = flow();
    assert_eq!((flow.id.as_str(), flow.revision), ("sms", 3));
    let articles: Vec<_> =
        flow.articles.iter().map(|it| (it.id.as_str(), it.title.as_str())).collect();
    let expected =
        [("Q171338", "Before an upgrade"), ("Q261931", "Hotfixes"), ("Q249077", "Copylog")];
    assert_eq!(articles, expected);
    let cited = |step: usize| {
        let cites = flow.steps[step].cites.iter();
        cites.map(|it| format!("{} {}", it.article, it.section)).collect::<Vec<_>>()
    };
    assert_eq!(cited(0), ["Q171338 step 5"]);
    assert_eq!(cited(2), ["Q199250 order", "Q264630 cause"]);
    assert!(matches!(flow.steps[0].waive, Waive::IfRefuted));
    assert!(matches!(flow.steps[1].waive, Waive::WithReason));
    assert!(matches!(flow.steps[3].waive, Waive::When(_)));
    assert!(flow.warnings[0].acknowledge);
    assert_eq!(flow.refusals[0].id, "path-unsupported");
    assert!(flow.hotfixes[0].copylog);
    let files: Vec<_> = flow.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(files, ["flow.toml", "q261931.toml", "q171338.toml"]);
}

/// The first message about a flow of one file.
fn refused(flow: &str) -> String {
    let mistakes = Flow::read(&[Source::new("flow.toml", flow)]).unwrap_err();
    mistakes.into_iter().next().unwrap().message
}

#[test]
fn there_are_limits() {
    let (head, step) = FLOW.split_at(FLOW.find("[[step]]").unwrap());
    let head = head.replace("articles = [\"q171338.toml\", \"q261931.toml\"]\n", "");
    let step = step.replace("requires = [\"upgrade-site@parent\"]\n", "");
    let (step, _) = step.split_at(step.find("[[refusal]]").unwrap());
    let steps = |count: usize| {
        let one = |n| step.replace("upgrade-site", &format!("step-{n}"));
        head.clone() + &(0..count).map(one).collect::<String>()
    };
    assert!(Flow::read(&[Source::new("flow.toml", steps(500))]).is_ok());
    assert_eq!(refused(&steps(501)), "the flow has 501 steps; the limit is 500");

    let names: Vec<_> = (0..60).map(|n| format!("\"q{n}.toml\"")).collect();
    let listed = format!("schema = 1\narticles = [{}]", names.join(", "));
    let mistakes = Flow::referenced_files(&Source::new("flow.toml", listed)).unwrap_err();
    assert_eq!(mistakes[0].message, "the flow has 61 files; the limit is 60");
}

#[test]
fn no_files_are_no_flow() {
    assert_eq!(Flow::read(&[]).unwrap_err()[0].message, "the flow has no files");
}

proptest! {
    /// Whatever is cut out or put in, it is read or refused, and every caret lies in its file.
    #[test]
    fn a_damaged_flow_is_refused_in_place(
        file in 0..3_usize,
        from: prop::sample::Index,
        length in 0..40_usize,
        put in "[\\[\\]{}\"'@=., a-z0-9\n]{0,6}"
    ) {
        let mut sources = sources();
        let text = sources[file].text();
        let start = from.index(text.len());
        let end = (start + length).min(text.len());
        let damaged = format!("{}{put}{}", &text[..start], &text[end..]);
        sources[file] = Source::new(sources[file].name(), damaged);
        if let Err(mistakes) = Flow::read(&sources) {
            prop_assert!(!mistakes.is_empty());
            for mistake in mistakes {
                let text = sources[mistake.file].text();
                prop_assert!(text.get(mistake.span.clone()).is_some(), "{:?}", mistake);
            }
        }
    }
}
