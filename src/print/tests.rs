//! What holds of every print: it fits, it is harmless, and it says the same each time.

use std::sync::Arc;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::proved;
use super::testing::{
    self, Story, alice, example, file, head, hierarchy, plan, sealed, small_flow, small_plan,
    sms_plan, two_sites,
};
use super::{
    Head, PageBreaks, Sealed, Sheet, checklist_json, checklist_markdown, checklist_text, plan_json,
    plan_text,
};
use crate::engine::{
    Evidence, Finding, FindingId, Happening, Inspection, Model, Msg, Outcome, Person, Phase,
    Reading, ReadingVerdict, SensorKind, UpgradeOutcome, Value, Via, Wish, screen, update,
};
use crate::flow::Flow;
use crate::hierarchy::Hierarchy;
use crate::plan::{Plan, StepIx};
use crate::step::{Answer, Ask, Piece, SensorName, Text};
use crate::text::{is_harmless, width};

const WIDTH: usize = 80;
const PAGE_LINES: usize = 60;

/// Sets a title, turns red, reorders, hides, closes and opens tags and tables.
const EVIL: &str = "\u{1b}]0;x\u{7}\u{1b}[31m\u{202e}<script>alert(1)</script>|*_`~#[x](y)&lt;\
    \u{200b}\u{9b}2J\u{e0041}\u{7f}\r\n\n```\n- [x] done\n     by        Mallory\nby            Mallory\n\t\u{2028}END";

fn evil_text() -> Text {
    Text(vec![Piece::Words(EVIL.to_owned())])
}

fn evil_flow() -> Flow {
    let mut flow = small_flow();
    flow.id = EVIL.to_owned();
    flow.title = EVIL.to_owned();
    for phase in &mut flow.phases {
        phase.id = EVIL.to_owned();
        phase.title = EVIL.to_owned();
    }
    for step in &mut flow.steps {
        step.words.title = evil_text();
        step.cites[0].section = EVIL.to_owned();
        step.id.push_str(EVIL);
        if step.id.starts_with("backup") {
            step.proof.by = vec![vec![SensorName::named("event-log").unwrap()]];
            step.proof.explain = true;
        }
        for variant in &mut step.variants {
            variant.words.title = evil_text();
            variant.not_applicable = Some(evil_text());
        }
    }
    for warning in &mut flow.warnings {
        warning.title = evil_text();
        warning.text = evil_text();
        warning.id.push_str(EVIL);
    }
    flow
}

fn evil_hierarchy() -> Hierarchy {
    let mut hierarchy = two_sites();
    hierarchy.name = EVIL.to_owned();
    for site in &mut hierarchy.sites {
        site.server = EVIL.to_owned();
        site.code.push_str(EVIL);
    }
    hierarchy
}

fn evil_evidence() -> Evidence {
    let finding = |line| Finding {
        id: FindingId::HierarchyError,
        article: FindingId::HierarchyError.article(),
        line: Some(line),
        text: EVIL.to_owned(),
    };
    let reading = Reading {
        kind: SensorKind::EventLog,
        verdict: ReadingVerdict::Refutes,
        values: vec![
            (EVIL.to_owned(), Value::Text(EVIL.to_owned())),
            ("list".to_owned(), Value::List(vec![EVIL.to_owned(), EVIL.to_owned()])),
        ],
        needed: vec![(EVIL.to_owned(), EVIL.to_owned())],
        findings: vec![finding(7), finding(8)],
    };
    Evidence { readings: vec![reading], ..file(EVIL) }
}

fn evil_person() -> Person {
    Person { id: EVIL.to_owned(), name: EVIL.to_owned(), key: EVIL.to_owned() }
}

pub(in crate::print) fn evil_head() -> Head {
    let evil = || EVIL.to_owned();
    Head {
        session: evil(),
        session_id: evil(),
        run: evil(),
        tool: evil(),
        record_sha256: evil(),
        ticket: Some(evil()),
        host: evil(),
        opened_by: evil_person(),
        unchecked: None,
        stamps: Vec::new(),
        sealed: Some(Sealed { by_id: evil(), by_name: evil(), key: evil(), at: head().opened_at }),
        ..head()
    }
}

pub(in crate::print) fn evil_session() -> Model {
    let plan = plan(evil_flow(), evil_hierarchy(), "2.0 SP2");
    let step =
        |name: &str| StepIx(plan.steps.iter().position(|it| it.id.starts_with(name)).unwrap());
    let (account, backup, metering) = (step("account"), step("backup"), step("metering"));
    let evil = || EVIL.to_owned();
    let file = || Via::AnswersFile { name: evil(), sha256: evil() };
    Story::new(Arc::clone(&plan))
        .is(evil_person())
        .via(file())
        .wish(Wish::Answer { step: account, answer: Answer::Line(evil()) })
        .wish(Wish::Correct { step: account, answer: Answer::Line(evil()), reason: evil() })
        .wish(Wish::Note { step: Some(account), text: evil() })
        .wish(Wish::Note { step: None, text: evil() })
        .wish(Wish::Attach { step: backup, evidence: self::file(EVIL) })
        .wish(Wish::Withdraw {
            step: backup,
            path: evil(),
            sha256: self::file(EVIL).sha256,
            reason: evil(),
        })
        .wish(Wish::Attach { step: backup, evidence: evil_evidence() })
        .wish(Wish::Explain {
            step: backup,
            sha256: evil_evidence().sha256,
            finding: FindingId::HierarchyError.word().to_owned(),
            line: Some(7),
            text: evil(),
        })
        .wish(Wish::Tell { what: Happening::Restart, site: None, text: evil() })
        .wish(Wish::Check {
            step: step("upgrade-site"),
            inspection: Inspection { pieces: Vec::new(), pins: vec![evil()] },
        })
        .wish(Wish::Waive { step: metering, reason: evil() })
        .wish(Wish::Redeclare {
            site: "CEN".to_owned(),
            level: "2.0 SP2".to_owned(),
            reason: evil(),
        })
        .wish(Wish::Abort { reason: evil() })
        .model
}

/// Only line ends and what may be shown.
#[track_caller]
pub(in crate::print) fn assert_harmless(text: &str) {
    let harmful = text.chars().find(|c| *c != '\n' && !is_harmless(*c));
    assert_eq!(harmful, None);
}

#[test]
fn foreign_text_is_harmless_on_paper() {
    let (model, head) = (&evil_session(), &evil_head());
    let text = checklist_text(&Sheet { model, head }, PageBreaks::Rule);
    assert_harmless(&text);
    assert_fits(&text, PageBreaks::Rule);
    assert!(text.contains("<U+202E>"), "it is spelled out");
    for told in ["WITHDRAWN", "read as", "found ", "answered for", "NO-GO", "CORRECTED", "restart"]
    {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert_no_forgery(&text);

    let text = plan_text(model.plan());
    assert_harmless(&text);
    assert_no_forgery(&text);
    assert!(text.lines().all(|line| width(line) <= WIDTH), "{text}");
}

/// Foreign lines stand far to the right of where our labels and boxes do.
#[track_caller]
fn assert_no_forgery(text: &str) {
    for line in text.lines() {
        let inner = line.trim_start();
        let is_forged = inner.starts_with("by  ") || inner.starts_with("- [x]");
        assert!(
            !is_forged || !line.contains("Mallory") || width(line) - width(inner) >= 15,
            "{line}"
        );
    }
}

#[test]
fn foreign_text_is_harmless_in_markdown() {
    let (model, head) = (&evil_session(), &evil_head());
    let text = checklist_markdown(&Sheet { model, head });
    assert_harmless(&text);
    let mut is_code = false;
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
            assert_eq!(line, "```");
        } else if !is_code {
            let bare = line.replace("\\\\", "").replace("\\<", "").replace("\\|", "");
            assert!(!bare.contains(['<', '|']), "{line}");
            assert!(!bare.replace("\\`", "").contains('`'), "{line}");
            assert!(!line.trim_start().starts_with("- [x] done"), "{line}");
        } else {
            assert!(!line.contains("script") && !line.contains("Mallory"), "{line}");
        }
    }
    assert!(!is_code, "every fence is closed");
}

#[test]
fn foreign_text_is_harmless_as_json_and_still_the_same() {
    let (model, head) = (&evil_session(), &evil_head());
    for json in [checklist_json(&Sheet { model, head }), plan_json(model.plan())] {
        assert_harmless(&json);
        assert!(!json.contains('<'), "no tag");
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["hierarchy"]["name"], EVIL);
    }
}

/// Every line fits, every page has the digest and its number, and a page is never too long.
#[track_caller]
fn assert_fits(text: &str, page_breaks: PageBreaks) -> usize {
    for line in text.lines() {
        assert!(width(line.trim_start_matches('\u{C}')) <= WIDTH, "{line:?}");
    }
    let of = text.trim_end().rsplit(' ').next().unwrap();
    let count: usize = of.parse().unwrap();
    for page in 1..=count {
        assert_eq!(text.matches(&format!("page {page} of {count}\n")).count(), 1, "page {page}");
    }
    if page_breaks == PageBreaks::Rule {
        let mut lines = 0;
        for line in text.lines() {
            lines += 1;
            if line.ends_with(&format!(" of {count}")) && line.contains("  page ") {
                // The empty line between two pages belongs to neither.
                assert!(lines <= PAGE_LINES + 1, "{line}: {lines} lines");
                lines = 0;
            }
        }
    } else {
        let pages: Vec<_> = text.split('\u{C}').collect();
        assert_eq!(pages.len(), count);
        for page in pages {
            assert_eq!(page.lines().count(), PAGE_LINES, "{page}");
        }
    }
    count
}

/// What holds of a print of any session.
fn check(plan: &Arc<Plan>, model: &Model, head: &Head) {
    let sheet = Sheet { model, head };
    let mut counts = Vec::new();
    for page_breaks in [PageBreaks::FormFeed, PageBreaks::Rule] {
        let text = checklist_text(&sheet, page_breaks);
        let pages = assert_fits(&text, page_breaks);
        let digest = format!("\nrecord sha256 {}\n", head.record_sha256);
        assert_eq!(text.matches(&digest).count(), pages, "the digest is on every page");
        let unfinished = text.matches("\nNOT FINISHED - this is not a completed checklist\n");
        let is_open = model.phase() == Phase::Walking;
        assert_eq!(unfinished.count(), if is_open { pages } else { 0 });
        for step in &model.plan().steps {
            assert!(text.contains(&format!("     id        {}\n", step.id)), "{}", step.id);
        }
        counts.push(pages);
    }
    assert_eq!(counts[0], counts[1], "a page has one number, however it is printed");

    let again = Model::replay(Arc::clone(plan), model.facts());
    let replayed = Sheet { model: &again, head };
    assert_eq!(checklist_json(&sheet), checklist_json(&replayed));
    assert_eq!(checklist_markdown(&sheet), checklist_markdown(&replayed));
    let text = |sheet| checklist_text(sheet, PageBreaks::Rule);
    assert_eq!(text(&sheet), text(&replayed));
}

/// A wish that often is granted.
fn wish(model: &Model, kind: u8, at: usize) -> Wish {
    let plan = model.plan();
    // Every other wish is for the step that is next.
    let next = screen(model).next.filter(|_| at.is_multiple_of(2));
    let step = next.unwrap_or(StepIx(at % plan.steps.len()));
    let reason = || format!("because {at}");
    let answer = match plan.ask(step) {
        Ask::OneOf { options, .. } => Answer::Choice(options[0].id.clone()),
        Ask::Word { word, .. } => Answer::Word(word),
        Ask::Line { .. } => Answer::Line(format!("line {at}")),
        Ask::Evidence { .. } => Answer::Seen,
        _ => Answer::Yes,
    };
    match kind {
        0 => Wish::Attach { step, evidence: file("C:\\a\\very\\long\\path\\of\\a\\file.txt") },
        1 => Wish::Waive { step, reason: reason() },
        2 => Wish::Correct { step, answer, reason: reason() },
        3 => Wish::Reopen { step, reason: reason() },
        4 => Wish::Note { step: Some(step), text: "word ".repeat(at) },
        5 => Wish::SetAside { step, reason: reason() },
        6 => Wish::Resume { despite_ledger: false },
        7 => Wish::End { step, outcome: UpgradeOutcome::Succeeded, looked: Some(reason()) },
        8 => Wish::End { step, outcome: UpgradeOutcome::Failed, looked: Some(reason()) },
        9 => testing::look_again(model, step),
        11 => Wish::Tell { what: Happening::SiteChange, site: None, text: reason() },
        12 => Wish::ClockJumped { seconds: -60 },
        13 => Wish::Redeclare {
            site: "CEN".to_owned(),
            level: "2.0 SP2".to_owned(),
            reason: reason(),
        },
        14 => Wish::Close { shown: Outcome::Incomplete },
        10 => Wish::Acknowledge { warning: at % plan.warnings.len().max(1) },
        _ => match plan.ask(step) {
            Ask::Begin { word, .. } => Wish::Begin { step, word },
            _ => Wish::Answer { step, answer },
        },
    }
}

fn walked(plan: &Arc<Plan>, wishes: &[(u8, usize)]) -> Model {
    let mut model = Model::new(Arc::clone(plan));
    let mut at = head().opened_at;
    for (kind, place) in wishes {
        at += SignedDuration::from_mins(1);
        let wish = wish(&model, *kind, *place);
        let _ = update(&mut model, Msg { at, by: alice(), via: Via::Person, wish });
    }
    model
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_print_of_any_small_session_fits(
        wishes in proptest::collection::vec((0u8..20, 0usize..400), 0..120)
    ) {
        for plan in [small_plan(), proved::plan()] {
            check(&plan, &walked(&plan, &wishes), &head());
        }
    }
}

#[test]
fn a_print_of_the_whole_example_fits() {
    let plan = sms_plan(example());
    check(&plan, &Story::new(Arc::clone(&plan)).finish().model, &sealed());
    check(&plan, &Model::new(Arc::clone(&plan)), &head());
}

#[test]
fn a_session_of_an_old_hierarchy_prints_too() {
    let old = hierarchy(
        "schema = 1\nname = \"Old\"\n[[site]]\ncode = \"CEN\"\nserver = \"CENTRAL1\"\n\
         role = \"primary\"\nlevel = \"1.2 SP1\"\n",
    );
    let plan = sms_plan(old);
    check(&plan, &Story::new(Arc::clone(&plan)).finish().model, &sealed());
}
