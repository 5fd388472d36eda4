//! What is appended is on record, holds, and comes back.

use upgrade_wizard::engine::{Deed, Outcome, Via};
use upgrade_wizard::record::{
    Denial, Exhibit, Finding, RecordError, Standing, Writer, detached_name, verify,
};

use super::sandbox::{ALICE, Sandbox, answered, attached, closed, everything, here};

#[test]
fn everything_that_happened_comes_back_and_holds() {
    let mut sandbox = Sandbox::new();
    let opening = sandbox.opening();
    sandbox.clock = 0;
    let mut writer = sandbox.create().unwrap();
    let mut facts = Vec::new();
    for deed in everything() {
        let fact = sandbox.fact(deed);
        writer.append(&fact).unwrap();
        facts.push(fact);
    }
    drop(writer);

    let mut resumed = sandbox.resume("s2").unwrap();
    assert_eq!(resumed.opening, opening);
    assert_eq!(resumed.facts, facts);
    assert_eq!(resumed.torn, None);
    assert_eq!(sandbox.report(&sandbox.bytes()).standing(), Standing::Incomplete);

    let mut script = sandbox.fact(Deed::Noted { step: Some("a".to_owned()), text: String::new() });
    script.via = Via::AnswersFile { name: "answers.toml".to_owned(), sha256: "00".repeat(32) };
    for fact in
        [sandbox.fact(Deed::Resumed { despite_ledger: false }), script, sandbox.fact(closed())]
    {
        resumed.writer.append(&fact).unwrap();
        facts.push(fact);
    }

    let report = sandbox.report(&sandbox.bytes());
    assert_eq!(report.findings, []);
    assert_eq!(report.facts, facts);
    assert_eq!(report.opening, Some(opening));
    assert_eq!(report.sealed.unwrap().outcome, Outcome::Complete);
    assert_eq!(report.lines.len(), facts.len() + 1, "one for each event");
    assert_eq!(report.lines[1].verdict, format!("signed by `{ALICE}`"));
    assert!(report.lines[3].verdict.starts_with("covered by"), "evidence is not signed");
    let text = String::from_utf8(sandbox.bytes()).unwrap();
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()) && !text.contains('\u{202e}'));
    assert!(text.contains(r#""evidence":[{"path":"dump \u202elqs.pmud","size":3000000,"#));
    assert!(text.contains(r#""manifests":[{"name":"SHA256SUMS.1","#));
}

#[test]
fn a_closed_run_takes_nothing_more() {
    let sandbox = Sandbox::new().small_run();
    assert!(matches!(
        sandbox.resume("s2").map(|_| ()),
        Err(RecordError::Sealed { outcome: Outcome::Complete })
    ));
    let mut other = sandbox.elsewhere();
    let mut writer = other.create().unwrap();
    let (close, note) = (other.fact(closed()), other.fact(answered("a")));
    writer.append(&close).unwrap();
    assert!(matches!(writer.append(&note), Err(RecordError::Sealed { .. })));
}

#[test]
fn a_missing_detached_signature_is_made_up_for() {
    let sandbox = Sandbox::new().small_run();
    let detached = sandbox.dir.path().join(detached_name(ALICE));
    let first = std::fs::read(&detached).unwrap();
    std::fs::remove_file(&detached).unwrap();
    std::fs::write(sandbox.dir.path().join("record.jsonl.alice@site-a.sig.new"), "half").unwrap();
    assert!(matches!(sandbox.resume("s2").map(|_| ()), Err(RecordError::Sealed { .. })));
    assert_eq!(std::fs::read(&detached).unwrap(), first);
    assert_eq!(sandbox.report(&sandbox.bytes()).standing(), Standing::Holds);
}

#[test]
fn two_cannot_write_at_once() {
    let mut sandbox = Sandbox::new();
    let writer = sandbox.create().unwrap();
    assert!(matches!(sandbox.resume("s2").map(|_| ()), Err(RecordError::Locked { .. })));
    assert!(matches!(sandbox.create().map(|_| ()), Err(RecordError::Locked { .. })));
    drop(writer);
    assert!(sandbox.resume("s2").is_ok());
    assert!(matches!(sandbox.create().map(|_| ()), Err(RecordError::Exists { .. })));
}

#[test]
fn what_does_not_fit_is_refused_and_not_written() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.create().unwrap();
    let before = sandbox.bytes();
    let mut by_bob = sandbox.fact(answered("a"));
    by_bob.by = sandbox.bob();
    let table = [
        (by_bob, "cannot act in the sitting of `alice@site-a`"),
        (sandbox.fact(Deed::Resumed { despite_ledger: false }), "was not taken up just now"),
        (
            sandbox.fact(Deed::Reopened { step: "a".to_owned(), reason: String::new() }),
            "step `a` has no answer on record",
        ),
        (sandbox.fact(Deed::Noted { step: None, text: "x".repeat(1 << 20) }), "bytes long"),
    ];
    for (fact, expected) in table {
        let error = writer.append(&fact).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert_eq!(sandbox.bytes(), before);
    }
    let fact = sandbox.fact(answered("a"));
    writer.append(&fact).unwrap();
}

#[test]
fn whoever_takes_a_run_up_says_so_first() {
    let mut sandbox = Sandbox::new();
    drop(sandbox.create().unwrap());
    let mut resumed = sandbox.resume("s2").unwrap();
    let (early, resume) =
        (sandbox.fact(answered("a")), sandbox.fact(Deed::Resumed { despite_ledger: false }));
    assert!(matches!(resumed.writer.append(&early), Err(RecordError::ResumeFirst)));
    resumed.writer.append(&resume).unwrap();
    resumed.writer.append(&early).unwrap();
    assert!(resumed.writer.append(&resume).is_err(), "once only");
}

#[test]
fn another_person_may_go_on_but_not_close_without_leave() {
    let mut sandbox = Sandbox::new();
    drop(sandbox.create().unwrap());
    let (person, signer) = (sandbox.bob(), Box::new(sandbox.bob.clone()));
    let dir = sandbox.dir.path();
    let mut writer =
        Writer::resume(dir, sandbox.signers(), signer, person.clone(), &here("s2"), None)
            .unwrap()
            .writer;
    for deed in [Deed::Resumed { despite_ledger: false }, attached("a", "x"), answered("a")] {
        let mut fact = sandbox.fact(deed);
        fact.by = person.clone();
        writer.append(&fact).unwrap();
    }
    let mut close = sandbox.fact(closed());
    close.by = person.clone();
    let before = sandbox.bytes();
    assert!(matches!(writer.append(&close), Err(RecordError::Denied(Denial::Namespace { .. }))));
    assert_eq!(sandbox.bytes(), before);
    drop(writer);
    let facts = sandbox.resume("s3").unwrap().facts;
    assert!(facts.iter().all(|fact| fact.by == person), "evidence too: {facts:?}");
}

#[test]
fn a_key_has_to_be_the_persons_own_and_listed() {
    let mut sandbox = Sandbox::new();
    let (mut opening, signers) = (sandbox.opening(), sandbox.signers());
    let stranger = Sandbox::new();
    let dir = sandbox.dir.path();
    assert!(matches!(
        Writer::create(dir, &opening, signers.clone(), Box::new(stranger.alice.clone()), None),
        Err(RecordError::OtherKey { .. })
    ));
    opening.by = stranger.alice();
    assert!(matches!(
        Writer::create(dir, &opening, signers, Box::new(stranger.alice.clone()), None),
        Err(RecordError::Denied(Denial::UnknownKey { .. }))
    ));
}

#[test]
fn a_clock_that_goes_backwards_is_on_record() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.create().unwrap();
    for second in [100, 40, 40, 50, 0] {
        sandbox.clock = second;
        let fact = sandbox.fact(answered("a"));
        writer.append(&fact).unwrap();
    }
    drop(writer);
    let report = sandbox.report(&sandbox.bytes());
    assert_eq!(report.findings, [Finding::NoSeal]);
    let text = String::from_utf8(sandbox.bytes()).unwrap();
    let notes = text
        .lines()
        .filter_map(|line| line.split_once("\"clock\":\"")?.1.split_once('"'))
        .map(|(note, _)| note)
        .collect::<Vec<_>>();
    assert_eq!(notes, ["behind 2026-11-21T09:08:21Z", "behind 2026-11-21T09:07:31Z"]);

    let mut resumed = sandbox.resume("s2").unwrap();
    sandbox.clock = -500;
    let fact = sandbox.fact(Deed::Resumed { despite_ledger: false });
    resumed.writer.append(&fact).unwrap();
    assert_eq!(sandbox.report(&sandbox.bytes()).findings, [Finding::NoSeal]);
}

#[test]
fn parts_of_a_second_are_left_out() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.create().unwrap();
    for nanosecond in [900_000_000, 100_000_000] {
        let mut fact = sandbox.fact(answered("a"));
        sandbox.clock = 1;
        fact.at = jiff::Timestamp::new(fact.at.as_second(), nanosecond).unwrap();
        writer.append(&fact).unwrap();
    }
    assert_eq!(sandbox.report(&sandbox.bytes()).findings, [Finding::NoSeal]);
}

#[test]
fn a_record_is_pinned_to_its_flow_and_hierarchy() {
    let sandbox = Sandbox::new().small_run();
    let record = sandbox.bytes();
    let (flow, hierarchy, other) = ("bb".repeat(32), "cc".repeat(32), "00".repeat(32));
    let table = [
        (&flow, &hierarchy, vec![]),
        (&other, &hierarchy, vec!["other-flow"]),
        (&flow, &other, vec!["other-hierarchy"]),
    ];
    for (flow, hierarchy, expected) in table {
        let exhibit = Exhibit {
            record: &record,
            flow_sha256: Some(flow),
            hierarchy_sha256: Some(hierarchy),
            ..Exhibit::default()
        };
        let report = verify(&exhibit, &sandbox.signers());
        assert_eq!(report.findings.iter().map(Finding::id).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_machine_remembers_how_far_a_run_had_come() {
    let mut sandbox = Sandbox::new();
    std::fs::write(sandbox.dir.path().join("ledger"), "").unwrap();
    drop(sandbox.create().unwrap());
    let copy = sandbox.bytes();
    let mut resumed = sandbox.resume("s2").unwrap();
    let fact = sandbox.fact(Deed::Resumed { despite_ledger: false });
    resumed.writer.append(&fact).unwrap();
    drop(resumed);
    assert!(sandbox.resume("s3").is_ok());

    std::fs::write(sandbox.path(), &copy).unwrap();
    let error = sandbox.resume("s3").map(|_| ()).unwrap_err();
    assert!(matches!(error, RecordError::RolledBack { .. }), "{error}");
    assert!(error.to_string().contains("remembers 4 lines of it, and there are only 2"));
    assert_eq!(sandbox.bytes(), copy);

    let (dir, signer) = (sandbox.dir.path(), Box::new(sandbox.alice.clone()));
    let ledger = sandbox.ledger().map(upgrade_wizard::record::Ledger::overridden);
    let (person, here) = (sandbox.alice(), here("s3"));
    let mut writer =
        Writer::resume(dir, sandbox.signers(), signer, person, &here, ledger).unwrap().writer;
    let fact = sandbox.fact(Deed::Resumed { despite_ledger: false });
    writer.append(&fact).unwrap();
    let text = String::from_utf8(sandbox.bytes()).unwrap();
    assert!(text.contains(r#""ledger":"overridden""#), "{text}");
    assert_eq!(sandbox.report(&sandbox.bytes()).findings, [Finding::NoSeal]);
}
