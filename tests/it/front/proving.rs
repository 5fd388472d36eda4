//! The faces where evidence proves, refutes or says nothing; what is told beforehand and waited
//! for.

use std::path::Path;

use super::record;
use crate::live::Live;
use crate::sandbox::{ANSWERS, Sandbox};

/// A sample of what sensors read, as text.
fn sample(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sensors");
    std::fs::read(folder.join(name)).unwrap()
}

/// The answers with another one for a step, which comes before those of a pattern.
fn with_answer(step: &str, says: &str) -> String {
    format!("{ANSWERS}\n[[answer]]\nstep = \"{step}\"\n{says}\n")
}

/// The lines of the record that have all of these.
fn lines_with(sandbox: &Sandbox, words: &[&str]) -> usize {
    record(sandbox).lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
}

const REGISTRY: &str = "backup-registry/CEN";

#[test]
fn no_script_confirms_what_its_evidence_speaks_against_and_a_waiver_says_why() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.reg", sample("registry-export/subkeys-missing.reg"));
    let attach = "attach = [\"bad.reg\"]\n";
    sandbox.write("seen.toml", with_answer(REGISTRY, &format!("{attach}seen = true")));
    let refused = sandbox.rehearse("seen.toml").code(3).plainly().silently();
    let _read = refused.says(&[REGISTRY, "cannot be confirmed", "Q273853", "bad.reg"]);
    assert_eq!(lines_with(&sandbox, &[REGISTRY, "\"t\":\"confirm\""]), 0);

    let waive = format!("{attach}waive = \"the export broke twice\"");
    sandbox.write("waived.toml", with_answer(REGISTRY, &waive));
    let _to_the_end = sandbox.go_on("waived.toml").code(10);
    let waived = ["\"t\":\"waive\"", REGISTRY, "the export broke twice"];
    assert_eq!(lines_with(&sandbox, &waived), 1);
    let paper = sandbox.program(&["print"]).end().code(0).stdout;
    for told in [
        "an export of the registry: REFUTES",
        "subkeys-missing",
        "waived against the evidence: backup-registry",
    ] {
        assert!(paper.contains(told), "{told}: {paper}");
    }
}

/// Stops before the first step, and goes on by hand at one that was chosen.
fn by_hand_at(sandbox: &Sandbox, step: &str) -> Live {
    sandbox.write("none.toml", "schema = 1\nacknowledge = [\"*\"]\n");
    let _stopped = sandbox.rehearse("none.toml").code(3);
    let mut live = sandbox.go_on_by_hand();
    go_to(&mut live, step);
    live
}

fn go_to(live: &mut Live, step: &str) {
    live.choose("Look at another step");
    live.shows("or nothing for the next one");
    live.type_in(&format!("{step}\n"));
}

fn attach(live: &mut Live, path: &str) {
    live.choose("Attach");
    live.shows("nothing to go back: ");
    live.type_in(&format!("{path}\n"));
    live.shows("Recorded: ");
}

#[test]
fn by_hand_nothing_confirms_what_the_evidence_speaks_against() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.reg", sample("registry-export/subkeys-missing.reg"));
    let mut live = by_hand_at(&sandbox, REGISTRY);
    attach(&mut live, "bad.reg");
    let page = live.shows("Your choice (");
    for told in [
        "Read as an export of the registry: REFUTES",
        "Found setup-type-wrong, line 7, Q273853",
        "Found subkeys-missing, Q171338",
        "So far: what is attached speaks against it",
        "State: refuted",
        "Withdraw a piece of evidence",
        "Attach other evidence",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("Confirm") && !page.contains("Stand in"), "{page}");
    // The menu is on the screen already.
    let waive = page.lines().find(|line| line.contains("Waive it")).unwrap();
    live.type_in(&format!("{}\n", waive.split_whitespace().next().unwrap()));
    live.shows("going on without it: ");
    live.type_in("the export broke twice\n");
    live.shows("Recorded: ");
    let _left = live.end().code(10);
    assert_eq!(lines_with(&sandbox, &["\"t\":\"waive\"", REGISTRY]), 1);
    assert_eq!(lines_with(&sandbox, &["\"t\":\"confirm\"", REGISTRY]), 0);
}

#[test]
fn a_piece_that_does_not_belong_there_is_withdrawn_by_either_face() {
    let sandbox = Sandbox::new();
    sandbox.write("bad.reg", sample("registry-export/subkeys-missing.reg"));
    let mut live = by_hand_at(&sandbox, REGISTRY);
    attach(&mut live, "bad.reg");
    live.choose("Withdraw a piece");
    live.choose("bad.reg");
    live.shows("nothing to go back: ");
    live.type_in("it is of another site\n");
    live.shows("Recorded: ");
    attach(&mut live, "bad.reg");
    let _left = live.end().code(10);
    let says = "withdraw = \"taken too early\"\nattach = [\"proof.txt\"]\nseen = true";
    sandbox.write("withdrawn.toml", with_answer(REGISTRY, says));
    let _to_the_end = sandbox.go_on("withdrawn.toml").code(10);
    for reason in ["it is of another site", "taken too early"] {
        assert_eq!(lines_with(&sandbox, &["\"t\":\"withdraw\"", "bad.reg", reason]), 1);
    }
    let settled = ["\"t\":\"confirm\"", REGISTRY, "\"how\":\"attested\""];
    assert_eq!(lines_with(&sandbox, &settled), 1);
    let paper = sandbox.program(&["print"]).end().code(0).stdout;
    assert_eq!(paper.matches("     WITHDRAWN ").count(), 2, "{paper}");
}

#[test]
fn what_proves_nothing_is_attested_and_never_shown() {
    let sandbox = Sandbox::new();
    let mut live = by_hand_at(&sandbox, REGISTRY);
    attach(&mut live, "proof.txt");
    live.choose("Stand in for it: what is attached does not prove it");
    live.shows("Type `ON MY WORD` to stand in for it yourself");
    live.type_in("of course\n");
    live.shows("Not done.");
    live.choose("Stand in for it");
    live.shows("nothing to go back: ");
    live.type_in("ON MY WORD\n");
    live.shows("Recorded: ");
    let _left = live.end().code(10);
    let _to_the_end = sandbox.go_on("answers.toml").code(10);
    assert_eq!(lines_with(&sandbox, &["ON MY WORD", REGISTRY, "\"how\":\"attested\""]), 1);
    // The same file, seen by a script.
    let other = "backup-registry/CH1";
    assert_eq!(lines_with(&sandbox, &["\"t\":\"confirm\"", other, "\"attested\""]), 1);
    assert_eq!(lines_with(&sandbox, &["\"t\":\"confirm\"", other, "\"how\":\"shown\""]), 0);
}

/// A secondary that is due a hotfix, and says that it came from the CD.
const FROM_CD: &str = r#"
schema = 1
name = "Two"
[[site]]
code = "CEN"
server = "CENTRAL1"
role = "primary"
level = "2.0 SP1"
logon_domains = ["CORP"]
[[site]]
code = "SEC"
server = "BRANCH1"
role = "secondary"
parent = "CEN"
level = "2.0 SP1"
logon_domains = ["CORP"]
installed_from = "cd"
[[domain]]
name = "CORP"
domain_controllers = ["DC1"]
"#;

#[test]
fn a_log_of_success_and_a_registry_without_full_version_are_a_conflict() {
    let sandbox = Sandbox::new();
    sandbox.write("two.toml", FROM_CD);
    sandbox.write("Q249077.log", sample("hotfix-log/success-of-q249077.log"));
    sandbox.write("setup.reg", sample("registry-export/full-version-missing.reg"));
    #[rustfmt::skip]
    let arguments = [
        "run", "--hierarchy", "two.toml", "--target", "2.0 SP2", "--key", "key",
        "--signers", "signers",
    ];
    let step = "install-hotfix/SEC/Q249077";
    let mut live = sandbox.program(&arguments).start();
    go_to(&mut live, step);
    attach(&mut live, "Q249077.log");
    attach(&mut live, "setup.reg");
    let page = live.shows("Your choice (");
    for told in [
        "Read as the log of a hotfix installer: PROVES",
        "Found full-version-missing",
        "So far: CONFLICT: the hotfix-log says that it is done.",
        "State: refuted",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("Confirm"), "{page}");
    let _left = live.end().code(10);
    let answer = format!("[[answer]]\nstep = \"{step}\"\nseen = true\n");
    let rest = ANSWERS.replace("step = \"install-hotfix/*\"", "step = \"install-hotfix/CEN/*\"");
    let rest: Vec<_> = rest.split("[[answer]]").collect();
    let others = ["CH1", "WES", "full-version", "metering"];
    let is_known = |part: &&&str| !others.iter().any(|other| part.contains(other));
    let rest: Vec<_> = rest.iter().filter(is_known).copied().collect();
    sandbox.write("conflict.toml", format!("{}\n{answer}", rest.join("[[answer]]")));
    let refused = sandbox.go_on("conflict.toml").code(3).plainly();
    let _read = refused.says(&[step, "the hotfix-log says that it is done", "Full Version"]);
}

#[test]
fn what_a_file_says_beforehand_is_done_first_and_once_a_session() {
    let sandbox = Sandbox::new();
    let beforehand = "[[redeclare]]\nsite = \"WES\"\nlevel = \"2.0\"\nreason = \"its registry\"\n\
                      [[happened]]\nwhat = \"restart\"\nsite = \"CEN\"\ntext = \"a new disk\"\n";
    sandbox.write("first.toml", format!("{ANSWERS}\n{beforehand}"));
    let _checked = sandbox.program(&["check", "first.toml"]).end().code(0);
    let _stopped = sandbox.rehearse("first.toml").code(10);
    let _again = sandbox.go_on("first.toml").code(10);
    let text = record(&sandbox);
    let types: Vec<_> = text
        .lines()
        .filter_map(|line| line.split("\"t\":\"").nth(1)?.split('"').next())
        .filter(|it| *it != "sig")
        .collect();
    assert_eq!(types[..3], ["open", "redeclare", "happened"]);
    assert_eq!(types.iter().filter(|it| ["redeclare", "happened"].contains(it)).count(), 2);
    let paper = sandbox.program(&["print"]).end().code(0).stdout;
    for told in ["CORRECTED   WES is at 2.0: its registry", "restart       CEN: a new disk"] {
        assert!(paper.contains(told), "{told}: {paper}");
    }
}

#[test]
fn what_a_file_says_beforehand_is_checked_before_anything_is_begun() {
    let table = [
        ("[[happened]]\nwhat = \"flood\"\ntext = \"x\"\n", "restart"),
        ("[[happened]]\nwhat = \"restart\"\ntext = \" \"\n", "empty"),
        ("[[happened]]\nwhat = \"restart\"\nsite = \"CEM\"\ntext = \"x\"\n", "`CEN`"),
        ("[[redeclare]]\nsite = \"WES\"\nlevel = \"3.0\"\nreason = \"x\"\n", "3.0"),
        ("[[redeclare]]\nsite = \"WES\"\nlevel = \"2.0\"\nreason = \"\"\n", "empty"),
        ("[[redeclare]]\nsite = \"QQQ\"\nlevel = \"2.0\"\nreason = \"x\"\n", "no site `QQQ`"),
        ("[[answer]]\nstep = \"copylog-refreshed/CORP/DC1\"\nwait = false\n", "only `true`"),
        ("[[answer]]\nstep = \"event-log/CEN\"\nexplain = \"\"\n", "empty"),
        ("[[answer]]\nstep = \"event-log/CEN\"\nwithdraw = \"\"\n", "empty"),
    ];
    let sandbox = Sandbox::new();
    for (wrong, told) in table {
        sandbox.write("wrong.toml", format!("{ANSWERS}\n{wrong}"));
        let _refused = sandbox.rehearse("wrong.toml").code(2).plainly().silently().says(&[told]);
    }
    assert!(sandbox.folders().is_empty());
}

#[test]
fn by_hand_a_happening_the_hierarchy_and_the_verdict_are_told_under_more() {
    let sandbox = Sandbox::new();
    let mut live = by_hand_at(&sandbox, "quiet-hours/CEN");
    live.choose("More");
    live.choose("The hierarchy is wrong");
    for typed in ["WES", "2.0", "its registry says 2.00.1239.0000"] {
        live.shows("nothing to go back: ");
        live.type_in(&format!("{typed}\n"));
    }
    live.shows("hierarchy corrected: WES is at 2.0");
    // The plan is another: warnings that are new in it are put first.
    live.choose("More");
    live.choose("Something happened");
    live.choose("A site server was restarted");
    live.shows("nothing for every site: ");
    live.type_in("CEN\n");
    live.shows("nothing to go back: ");
    live.type_in("a new disk\n");
    live.shows("restart at CEN: a new disk");
    live.choose("More");
    live.choose("GO or NO-GO");
    live.shows("--- NO-GO --- upgrade-site/CEN");
    let page = live.shows("Your choice (");
    assert!(page.contains("Still to be done, waited for or answered again ("), "{page}");
    assert!(page.contains("1 read-release-notes/CEN: "), "{page}");
    let _left = live.end().code(10);
    for event in ["\"t\":\"redeclare\"", "\"t\":\"happened\"", "\"verdict\":\"no-go\""] {
        assert_eq!(lines_with(&sandbox, &[event]), 1, "{event}");
    }
}

/// A flow of one step that waits for a file.
const WAITS: &str = r#"
schema = 1
id = "waits"
title = "Wait"
revision = 1
levels = ["2.0 SP1", "2.0 SP2"]
articles = ["q1.toml"]
phase = [{ id = "prepare", title = "Get ready" }]
path = [{ from = ["2.0 SP1"], to = ["2.0 SP2"], articles = ["Q171338"] }]
[[refusal]]
id = "path-unsupported"
scope = "site"
when = "not path_supported"
title = "No supported way for {site}"
text = "There is none."
cites = [{ article = "Q281829", section = "summary" }]
"#;

#[test]
fn a_script_waits_for_a_file_and_sends_nothing_more_when_it_is_there() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("Copylog.tcf", sample("copylog/sound.tcf"));
    sandbox.write("waits/flow.toml", WAITS);
    let steps = format!(
        "schema = 1\n[article]\nid = \"Q171338\"\ntitle = \"T\"\n[[step]]\nid = \"copied\"\n\
         phase = \"prepare\"\nscope = \"hierarchy\"\ntitle = \"Wait\"\ndo = \"Do it.\"\n\
         why = \"W.\"\ndanger = \"D.\"\nsection = \"step 1\"\n\
         proof = {{ by = [\"copylog\"], living = true }}\nwait = {{ watch = '{}' }}\n\
         evidence = {{ ask = \"Attach it.\", of = \"any\" }}\n",
        file.display()
    );
    sandbox.write("waits/q1.toml", steps);
    let third = "[[site]]\ncode = \"NTH\"\nserver = \"NORTH1\"\nrole = \"primary\"\n\
                 parent = \"CEN\"\nlevel = \"2.0 SP1\"\nlogon_domains = [\"CORP\"]\n";
    sandbox.write("two.toml", format!("{FROM_CD}{third}"));
    sandbox.write("wait.toml", "schema = 1\n[[answer]]\nstep = \"copied\"\nwait = true\n");
    #[rustfmt::skip]
    let arguments = [
        "run", "--flow", "waits", "--hierarchy", "two.toml", "--target", "2.0 SP2", "--front",
        "script", "--answers", "wait.toml", "--key", "key", "--signers", "signers",
    ];
    let _sealed = sandbox.program(&arguments).end().code(0);
    assert_eq!(lines_with(&sandbox, &["\"t\":\"evidence\"", "Copylog.tcf"]), 1);
    assert_eq!(lines_with(&sandbox, &["\"t\":\"confirm\""]), 0, "nobody had to say so");
    let paper = sandbox.program(&["print"]).end().code(0).stdout;
    assert!(paper.contains("observed: what is waited for was seen to be there"), "{paper}");
}

#[test]
fn a_script_answers_for_everything_that_was_found_in_a_log() {
    let sandbox = Sandbox::new();
    sandbox.write("events.txt", sample("event-log/hierarchy.txt"));
    let says = "attach = [\"events.txt\"]\nexplain = \"a full disk; made room\"\nseen = true";
    sandbox.write("explained.toml", with_answer("event-log/CEN", says));
    let _to_the_end = sandbox.rehearse("explained.toml").code(10);
    let explained = ["\"t\":\"explain\"", "event-log/CEN", "a full disk; made room"];
    assert!(lines_with(&sandbox, &explained) >= 1);
    let shown = ["\"t\":\"confirm\"", "event-log/CEN", "\"how\":\"shown\""];
    assert_eq!(lines_with(&sandbox, &shown), 1);
    let paper = sandbox.program(&["print"]).end().code(0).stdout;
    assert!(paper.contains("answered for: a full disk; made room"), "{paper}");
}

#[test]
fn a_sitting_that_goes_on_begins_with_what_went_stale() {
    let sandbox = Sandbox::new();
    let mut live = by_hand_at(&sandbox, REGISTRY);
    attach(&mut live, "proof.txt");
    live.choose("Stand in for it");
    live.shows("nothing to go back: ");
    live.type_in("ON MY WORD\n");
    live.shows("Recorded: ");
    live.choose("More");
    live.choose("Something happened");
    live.choose("Something of a site was changed");
    live.shows("nothing for every site: ");
    live.type_in("\n");
    live.shows("nothing to go back: ");
    live.type_in("a sender address was added\n");
    live.shows("Recorded: ");
    let _left = live.end().code(10);
    let again = sandbox.go_on_by_hand().end().code(10).stdout;
    let (first, _) = again.split_once("\n--- ").unwrap();
    assert!(first.contains("1 answer gone stale; to be answered again:"), "{first}");
    let told = first.split_whitespace().collect::<Vec<_>>().join(" ");
    let why = format!("{REGISTRY}: it was answered before the last site-change");
    assert!(told.contains(&why), "{first}");
}
