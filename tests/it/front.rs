//! The faces from outside: answers files that mislead, and what the line-by-line face tells.

mod proving;

use crate::live::Live;
use crate::sandbox::{ANSWERS, REHEARSAL, Sandbox};

/// The answers, with the end of the first upgrade told otherwise.
fn ended(outcome: &str) -> String {
    let settled = "word = \"UPGRADE CEN\"\noutcome = \"succeeded\"\n";
    assert!(ANSWERS.contains(settled));
    ANSWERS.replacen(settled, &settled.replace("succeeded", outcome), 1)
}

fn record(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.session().0.join("record.jsonl")).unwrap()
}

#[test]
fn an_upgrade_that_did_not_succeed_is_not_begun_again_by_the_same_file() {
    for outcome in ["failed", "not-started"] {
        let sandbox = Sandbox::new();
        sandbox.write("bad.toml", ended(outcome));
        // Ends by itself: it would go on for ever otherwise.
        let mut live = sandbox.program(&REHEARSAL).arg("--answers").arg("bad.toml").start();
        live.tells("`upgrade-site/CEN`");
        let stopped = live.end().code(3).plainly().silently();
        let _read = stopped.says(&["upgrade-site/CEN", outcome]);
        assert_eq!(record(&sandbox).matches("\"stage\":\"begin\"").count(), 1, "{outcome}");
        let _mended = sandbox.go_on("answers.toml").code(10);
        assert_eq!(sandbox.session().1, 70, "{outcome}");
    }
}

#[test]
fn a_script_that_resumes_marks_the_resumption_as_its_own() {
    let sandbox = Sandbox::new();
    sandbox.write("none.toml", "schema = 1\n");
    let _stopped = sandbox.rehearse("none.toml").code(3);
    let _resumed = sandbox.go_on("answers.toml").code(10);
    let text = record(&sandbox);
    let resumed = text.lines().find(|line| line.contains("\"t\":\"resume\"")).unwrap();
    assert!(resumed.contains("\"answers\":\"answers.toml\""), "{resumed}");
}

#[test]
fn a_correction_with_a_star_is_refused_before_anything_is_begun() {
    let sandbox = Sandbox::new();
    let stars =
        "\n[[correct]]\nstep = \"service-account/*\"\nline = 'CORP\\Other'\nreason = \"moved\"\n";
    sandbox.write("stars.toml", format!("{ANSWERS}{stars}"));
    let refused = sandbox.rehearse("stars.toml").code(2).plainly().silently();
    let _read = refused.says(&["service-account/*", "one step"]);
    let _checked = sandbox.program(&["check", "stars.toml"]).end().code(2);
    assert!(sandbox.folders().is_empty());
}

#[test]
fn a_correction_that_stands_already_is_not_made_again() {
    let sandbox = Sandbox::new();
    let correct = "\n[[correct]]\nstep = \"service-account/CEN/CORP\"\nline = 'CORP\\Other'\nreason = \"moved\"\n";
    sandbox.write("corrected.toml", format!("{ANSWERS}{correct}"));
    let _stopped = sandbox.rehearse("corrected.toml").code(10);
    for _ in 0..2 {
        let _resumed = sandbox.go_on("corrected.toml").code(10);
    }
    assert_eq!(record(&sandbox).matches("\"t\":\"amend\"").count(), 1);
}

/// A session at the line-by-line face, on a new session of the example.
fn by_hand(sandbox: &Sandbox) -> Live {
    let arguments = ["run", "--example", "--key", "key", "--signers", "signers"];
    sandbox.program(&arguments).start()
}

#[test]
fn warnings_that_nobody_has_to_acknowledge_are_told_once_at_the_start() {
    let sandbox = Sandbox::new();
    let plan = sandbox.program(&["plan", "--example", "--format", "json"]).end().code(0);
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    let warnings = plan["warnings"].as_array().unwrap();
    assert!(!warnings.is_empty());
    let first = by_hand(&sandbox).end().code(10);
    let start = first.stdout.split("--- Read first ---").next().unwrap();
    for warning in warnings {
        let id = warning["id"].as_str().unwrap();
        assert_eq!(start.matches(id).count(), 1, "{id}\n{start}");
    }
    let again = sandbox.go_on_by_hand().end().code(10);
    assert!(again.stdout.len() < first.stdout.len(), "later by title: {}", again.stdout);
}

#[test]
fn the_page_of_an_upgrade_shows_the_warnings_of_its_site() {
    let sandbox = Sandbox::new();
    sandbox.write("none.toml", "schema = 1\nacknowledge = [\"*\"]\n");
    let _stopped = sandbox.rehearse("none.toml").code(3);
    let plan = sandbox.program(&["plan", "--example", "--format", "json"]).end().code(0);
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    let ids = plan["warnings"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap());
    let site = ids.clone().find_map(|id| id.split('/').nth(1)).unwrap();
    let mut live = sandbox.go_on_by_hand();
    live.choose("Look at another step");
    live.shows("or nothing for the next one");
    live.type_in(&format!("upgrade-site/{site}\n"));
    live.shows(&format!("--- upgrade-site/{site}"));
    let page = live.shows("Your choice (");
    for id in ids {
        let is_of_site = id.split('/').nth(1) == Some(site);
        assert_eq!(page.contains(&format!("Warning {id}:")), is_of_site, "{id}\n{page}");
    }
}

#[test]
fn a_mistyped_answer_leaves_the_operator_at_the_step_that_was_chosen() {
    let sandbox = Sandbox::new();
    sandbox.write("none.toml", "schema = 1\nacknowledge = [\"*\"]\n");
    let _stopped = sandbox.rehearse("none.toml").code(3);
    let mut live = sandbox.go_on_by_hand();
    live.choose("Look at another step");
    live.shows("or nothing for the next one");
    live.type_in("service-account/CEN/CORP\n");
    live.choose("Write a note on it");
    live.shows("Note on this step: ");
    live.type_in("\n");
    live.shows("Not done.");
    live.choose("Write a note on it");
    live.shows("Note on this step: ");
    live.type_in("asked Bob\n");
    live.shows("Recorded: ");
    let _ended = live.end().code(10);
    let text = record(&sandbox);
    let note = text.lines().find(|line| line.contains("asked Bob")).unwrap();
    assert!(note.contains("\"step\":\"service-account/CEN/CORP\""), "{note}");
}

#[test]
fn what_comes_by_a_pipe_is_marked_in_the_record_and_on_paper() {
    let sandbox = Sandbox::new();
    sandbox.write("none.toml", "schema = 1\nacknowledge = [\"*\"]\n");
    let _stopped = sandbox.rehearse("none.toml").code(3);
    let mut live = sandbox.go_on_by_hand();
    live.choose("Write a note on it");
    live.type_in("by pipe\n");
    live.shows("Recorded: ");
    let _ended = live.end().code(10);
    let text = record(&sandbox);
    for what in ["\"t\":\"resume\"", "by pipe"] {
        let found = text.lines().find(|line| line.contains(what)).unwrap();
        assert!(found.contains("\"source\":{\"input\":\"pipe\"}"), "{found}");
    }
    let paper = sandbox.program(&["print"]).end().code(0).stdout;
    assert!(paper.contains("standard input, no terminal"), "{paper}");
}

#[test]
fn input_that_is_no_text_is_told_as_that() {
    let sandbox = Sandbox::new();
    let mut live = by_hand(&sandbox);
    live.type_bytes(b"\xff\xfe\n");
    let _read = live.end().code(10).says(&["is no text (not UTF-8)", "saved"]);
}

#[test]
fn check_reads_the_disk_and_takes_an_article_for_its_whole_flow() {
    let sandbox = Sandbox::new();
    sandbox.write("sms/flow.toml", "schema = 1\nnonsense");
    let _broken = sandbox.program(&["check", "sms"]).end().code(2).silently();
    let article = concat!(env!("CARGO_MANIFEST_DIR"), "/flows/sms/q171338.toml");
    let whole = sandbox.program(&["check", article]).end().code(0);
    assert!(whole.stdout.contains("flow.toml: a flow without mistakes"), "{}", whole.stdout);
}

#[test]
fn a_flow_from_disk_has_no_example_of_this_program() {
    let sandbox = Sandbox::new();
    let flow = concat!(env!("CARGO_MANIFEST_DIR"), "/flows/sms");
    let refused = sandbox.program(&["plan", "--example", "--flow", flow]).end();
    let _read = refused.code(2).silently().plainly().says(&["no example for flow", "--hierarchy"]);
}
