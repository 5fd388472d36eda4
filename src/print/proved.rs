//! A session whose steps are proved by evidence, waited for, looked at again: what of that stands
//! on every kind of print.

use std::sync::Arc;

use super::testing::{Story, bob, file, head, read_flow, two_sites};
use super::{PageBreaks, Sheet, checklist_json, checklist_markdown, checklist_text, testing};
use crate::engine::{
    Evidence, Finding, FindingId, Happening, Inspection, Reading, ReadingVerdict, SensorKind,
    UpgradeOutcome, Value, Wish,
};
use crate::plan::Plan;
use crate::step::Answer;
use crate::text::Source;

const FLOW: &str = r#"
schema = 1
id = "proved"
title = "Upgrade with evidence"
revision = 1
levels = ["2.0", "2.0 SP1", "2.0 SP2"]
articles = ["q1.toml"]
phase = [{ id = "prepare", title = "Get ready" }, { id = "upgrade", title = "Upgrade" }]
path = [{ from = ["2.0", "2.0 SP1"], to = ["2.0 SP2"], articles = ["Q171338"] }]

[[refusal]]
id = "path-unsupported"
scope = "site"
when = "not path_supported"
title = "No supported way for {site}"
text = "There is none from {level} to {target}."
cites = [{ article = "Q281829", section = "summary" }]
"#;

const STEPS: &str = r#"
schema = 1

[article]
id = "Q171338"
title = "Before an upgrade"

[defaults]
phase = "prepare"

[[step]]
id = "registry"
scope = "site"
title = "Back up the registry of {site}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 5"
before = ["upgrade-site"]
proof = { by = ["registry-export"], critical = true }
fresh = { until = ["site-change"] }
evidence = { ask = "Attach the export.", of = "any", instead = "NO BACKUP OF {site}" }

[[step]]
id = "events"
scope = "site"
title = "Look through the event log of {site}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 3"
before = ["upgrade-site"]
proof = { by = ["event-log"], explain = true }
evidence = { ask = "Attach the log.", of = "any", instead = "NO ERRORS AT {site}" }

[[step]]
id = "copied"
scope = "site"
title = "Wait until the file is new at {site}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "step 4"
requires = ["events"]
before = ["upgrade-site"]
proof = { by = ["copylog"], living = true }
wait = { at_least = "10 minutes", watch = '\\{server}\SMSLOGON\Copylog.tcf' }
evidence = { ask = "Attach the file.", of = "any" }

[[step]]
id = "upgrade-site"
scope = "site"
phase = "upgrade"
title = "Upgrade {site} from {level} to {target}"
do = "Do it."
why = "It may be needed."
danger = "There is nothing else to go back to."
section = "summary"
requires = ["upgrade-site@parent"]
upgrade = { ask = "Start Setup at {server} next?", word = "UPGRADE {site}", outcome = "How did Setup at {server} end?" }
"#;

pub(super) fn plan() -> Arc<Plan> {
    let flow = read_flow(&[Source::new("flow.toml", FLOW), Source::new("q1.toml", STEPS)]);
    testing::plan(flow, two_sites(), "2.0 SP2")
}

fn reading(kind: SensorKind, verdict: ReadingVerdict) -> Reading {
    Reading { kind, verdict, values: Vec::new(), needed: Vec::new(), findings: Vec::new() }
}

fn finding(id: FindingId, line: Option<usize>, text: &str) -> Finding {
    Finding { id, article: id.article(), line, text: text.to_owned() }
}

/// A file with a digest of its own, and what was read in it.
fn read(path: &str, digit: &str, reading: Reading) -> Evidence {
    Evidence { sha256: digit.repeat(64), readings: vec![reading], ..file(path) }
}

fn export(verdict: ReadingVerdict, version: &str) -> Reading {
    let wrong = finding(FindingId::FullVersionWrong, Some(12), "Full Version is `2.00.1239.0000`.");
    let is_good = verdict == ReadingVerdict::Proves;
    Reading {
        values: vec![
            ("full_version".to_owned(), Value::Text(version.to_owned())),
            ("subkeys".to_owned(), Value::List(vec!["Setup".to_owned(), "Triggers".to_owned()])),
            ("whole".to_owned(), Value::Flag(true)),
        ],
        needed: vec![("full_version".to_owned(), "2.00.1380.1000".to_owned())],
        findings: if is_good { Vec::new() } else { vec![wrong] },
        ..reading(SensorKind::RegistryExport, verdict)
    }
}

fn log() -> Reading {
    Reading {
        findings: vec![
            finding(FindingId::HierarchyError, Some(3), "A site component failed."),
            finding(FindingId::ConnectivityError, Some(9), "No connection to BRANCH1."),
        ],
        ..reading(SensorKind::EventLog, ReadingVerdict::Refutes)
    }
}

/// Everything that evidence, waits and the look before an upgrade can come to.
fn story() -> Story {
    let story = Story::new(plan());
    let (registry, events) = (story.step("registry/CEN"), story.step("events/CEN"));
    let (copied, upgrade) = (story.step("copied/CEN"), story.step("upgrade-site/CEN"));
    let bad = read("old.reg", "1", export(ReadingVerdict::Refutes, "2.00.1239.0000"));
    let good = read("sms.reg", "2", export(ReadingVerdict::Proves, "2.00.1380.1000"));
    let explain = |line, finding: FindingId, text: &str| Wish::Explain {
        step: events,
        sha256: "3".repeat(64),
        finding: finding.word().to_owned(),
        line: Some(line),
        text: text.to_owned(),
    };
    let copylog = |digit, verdict| {
        let reading = reading(SensorKind::Copylog, verdict);
        let evidence = read("\\\\CENTRAL1\\SMSLOGON\\Copylog.tcf", digit, reading);
        Wish::Attach { step: copied, evidence }
    };
    let nothing_read = Inspection { pieces: Vec::new(), pins: vec!["A pin changed.".to_owned()] };
    story
        .wish(Wish::Redeclare {
            site: "SEC".to_owned(),
            level: "2.0".to_owned(),
            reason: "its registry says 2.00.1239.0000".to_owned(),
        })
        .wish(Wish::Attach { step: registry, evidence: bad })
        .wish(Wish::Withdraw {
            step: registry,
            path: "old.reg".to_owned(),
            sha256: "1".repeat(64),
            reason: "it was taken in March".to_owned(),
        })
        .wish(Wish::Attach { step: registry, evidence: good })
        .answer("registry/CEN", Answer::Word("2.00.1380.1000".to_owned()))
        .wish(Wish::Attach { step: events, evidence: read("events.txt", "3", log()) })
        .wish(explain(3, FindingId::HierarchyError, "a disk was full; made room"))
        .is(bob())
        .wish(explain(9, FindingId::ConnectivityError, "the router was changed that night"))
        .answer("events/CEN", Answer::Seen)
        .wish(copylog("4", ReadingVerdict::Undecided))
        .wish(Wish::ClockJumped { seconds: 10_800 })
        .later(200)
        .wish(copylog("5", ReadingVerdict::Proves))
        .wish(Wish::Check { step: upgrade, inspection: nothing_read })
        .begin("CEN")
        .end("CEN", UpgradeOutcome::Succeeded, None)
        .attach("registry/SEC", "sec.txt")
        .answer("registry/SEC", Answer::Word("ON MY WORD".to_owned()))
        .wish(Wish::Tell {
            what: Happening::SiteChange,
            site: Some("SEC".to_owned()),
            text: "a sender address was added".to_owned(),
        })
        .answer("events/SEC", Answer::Word("NO ERRORS AT SEC".to_owned()))
        .check("SEC")
}

/// The same as paper, without what every page has.
fn paper() -> String {
    let (model, head) = (&story().model, &head());
    checklist_text(&Sheet { model, head }, PageBreaks::Rule)
}

#[test]
fn evidence_waits_and_verdicts_on_paper() {
    insta::assert_snapshot!(paper());
}

#[test]
fn evidence_waits_and_verdicts_in_markdown() {
    let (model, head) = (&story().model, &head());
    insta::assert_snapshot!(checklist_markdown(&Sheet { model, head }));
}

#[test]
fn evidence_waits_and_verdicts_as_json() {
    let (model, head) = (&story().model, &head());
    let json = checklist_json(&Sheet { model, head });
    let list: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(list["schema"], 1, "what is new stands under new names");
    insta::assert_snapshot!(json);
}

#[test]
fn the_front_says_the_corrected_hierarchy_the_last_verdicts_and_what_happened() {
    let text = paper();
    let (front, _) = text.split_once("SITES, in the order of upgrade").unwrap();
    for told in [
        "CORRECTED   SEC is at 2.0: its registry says 2.00.1239.0000",
        "hierarchy corrected: level of SEC (hierarchy)",
        "  GO: upgrade-site/CEN (step 7)",
        "  NO-GO: upgrade-site/SEC (step 8)",
        "clock         jumped ahead by 3 hours",
        "site-change   SEC: a sender address was added",
    ] {
        assert!(front.contains(told), "{told}: {front}");
    }
    assert!(!front.contains("A pin changed."), "only the last verdict is on the front: {front}");
}

#[test]
fn what_was_taken_back_is_never_plain_evidence() {
    let text = paper();
    assert!(text.contains("     WITHDRAWN old.reg\n"), "{text}");
    assert!(!text.contains("     evidence  old.reg\n"), "{text}");
    assert!(text.contains("               withdrawn because: it was taken in March\n"), "{text}");
}
