//! Ways to tamper with a record, and what the verifier says of each.

use upgrade_wizard::keys::Signer as _;
use upgrade_wizard::record::{
    Exhibit, Finding, SEAL_NAMESPACE, STEP_NAMESPACE, Signers, Standing, verify,
};

use super::forgery::{Forgery, lines, rest, sha256};
use super::sandbox::{ALICE, BOB, Sandbox};

// Lines of a small run: 1-2 open, 3 evidence, 4-5 confirm, 6-7 seal.

#[test]
fn every_flipped_byte_is_found() {
    let sandbox = Sandbox::new().small_run();
    let bytes = sandbox.bytes();
    assert_eq!(sandbox.report(&bytes).standing(), Standing::Holds);
    assert_eq!(lines(&bytes).len(), 7);
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 7);
        let report = sandbox.report(&flipped);
        let mut found = report.findings.iter().map(Finding::id).collect::<Vec<_>>();
        found.retain(|id| *id != "detached-signature");
        assert!(
            !found.is_empty() && found != ["no-seal"],
            "byte {at}: {found:?} without the detached signature"
        );
        assert!(
            found.len() < report.findings.len() || report.opening.is_none(),
            "byte {at}: the detached signature holds"
        );
    }
    let detached = sandbox.detached().remove(0);
    for at in 0..detached.armour.len() {
        let mut flipped = detached.clone();
        flipped.armour[at] ^= 1;
        let exhibit = Exhibit { record: &bytes, detached: &[flipped], ..Exhibit::default() };
        assert_eq!(verify(&exhibit, &sandbox.signers()).findings.len(), 1, "byte {at}");
    }
}

#[test]
fn every_cut_is_found() {
    let sandbox = Sandbox::new().small_run();
    let bytes = sandbox.bytes();
    for length in 0..bytes.len() {
        let findings = sandbox.findings(&bytes[..length]);
        let expected = ["no-seal", "half-record", "not-a-record"];
        assert!(!findings.is_empty(), "{length}");
        assert!(findings.iter().all(|id| expected.contains(id)) || length < 400, "{findings:?}");
    }
}

/// Applies a change to the lines of a small run and names what is found.
fn findings(change: impl FnOnce(&mut Vec<String>)) -> Vec<&'static str> {
    let sandbox = Sandbox::new().small_run();
    let mut lines = lines(&sandbox.bytes());
    change(&mut lines);
    sandbox.findings(lines.concat().as_bytes())
}

#[test]
fn careless_tampering_breaks_the_chain() {
    type Change = fn(&mut Vec<String>);
    let table: [(&str, Change, &[&str]); 8] = [
        ("nothing", |_| {}, &[]),
        (
            "an answer edited",
            |lines| lines[3] = lines[3].replace("writers", "readers"),
            &["chain-broken", "bad-signature"],
        ),
        (
            "evidence taken out",
            |lines| drop(lines.remove(2)),
            &["out-of-order", "chain-broken", "disagrees"],
        ),
        ("a record taken out", |lines| drop(lines.drain(3..5)), &["out-of-order", "chain-broken"]),
        (
            "two lines swapped",
            |lines| lines.swap(2, 3),
            &[
                "out-of-order",
                "chain-broken",
                "disagrees",
                "unsigned",
                "clock-unrecorded",
                "signs-another-line",
            ],
        ),
        ("the seal taken off", |lines| lines.truncate(5), &["no-seal"]),
        ("half the seal taken off", |lines| lines.truncate(6), &["half-record", "no-seal"]),
        (
            "a line doubled at the end",
            |lines| lines.push(lines[6].clone()),
            &["out-of-order", "chain-broken", "after-seal"],
        ),
    ];
    for (what, change, expected) in table {
        assert_eq!(findings(change), expected, "{what}");
    }
}

#[test]
fn converted_line_ends_are_named_as_such() {
    let sandbox = Sandbox::new().small_run();
    let crlf = lines(&sandbox.bytes()).concat().replace('\n', "\r\n");
    let report = sandbox.report(crlf.as_bytes());
    assert_eq!(report.findings[0], Finding::CarriageReturns { lines: 7 });
    assert_eq!(sandbox.findings(crlf.as_bytes()), ["carriage-returns"], "the rest holds");
}

#[test]
fn rechaining_needs_everyones_key() {
    let sandbox = Sandbox::new().small_run();
    let old = lines(&sandbox.bytes());
    // Everything but the evidence, renumbered and chained anew; signatures as they were.
    let mut forgery = Forgery::of(&old[..2]);
    for line in &old[3..] {
        let rest = rest(line).replace("\"of\":4", "\"of\":3").replace("\"of\":6", "\"of\":5");
        let rest = rest.replace("\"lines\":5", "\"lines\":4");
        forgery.line(&rest);
    }
    assert_eq!(sandbox.findings(&forgery.bytes), ["disagrees", "bad-signature", "bad-signature"]);
}

#[test]
fn a_signature_of_another_run_does_not_serve() {
    let first = Sandbox::new().small_run();
    let taken = lines(&first.bytes());
    let mut second = first.elsewhere();
    let mut opening = second.opening();
    opening.run = "00".repeat(16);
    let key = Box::new(second.alice.clone());
    drop(
        upgrade_wizard::record::Writer::create(
            second.dir.path(),
            &opening,
            second.signers(),
            key,
            None,
        )
        .unwrap(),
    );
    let mut raw = lines(&second.bytes());
    raw.extend(taken[2..5].iter().cloned());
    let found = second.findings(raw.concat().as_bytes());
    assert!(found.contains(&"other-run") && found.contains(&"chain-broken"), "{found:?}");

    let mut dressed = Forgery::of(&lines(&second.bytes()));
    for line in &taken[2..5] {
        dressed.line(&rest(line).replace("4261557ace0e58f4fbe4515f1482a930", &opening.run));
    }
    assert_eq!(second.findings(&dressed.bytes), ["bad-signature", "no-seal"]);
}

/// A record of two lines by Alice, and a third event that is added to it.
fn with_event(sandbox: &Sandbox, forge: impl FnOnce(&mut Forgery, &str)) -> Vec<&'static str> {
    let mut forgery = Forgery::of(&lines(&sandbox.bytes())[..2]);
    let key = sandbox.alice.public_key().fingerprint();
    let note = format!(
        r#""run":"4261557ace0e58f4fbe4515f1482a930","t":"note","ts":"2026-11-21T09:07:40Z","text":"x","who":{{"id":"{ALICE}","name":"Alice Ito","key":"{key}","meaning":"remarks"}}}}"#
    );
    forge(&mut forgery, &note);
    let mut found = sandbox.findings(&forgery.bytes);
    found.retain(|id| *id != "no-seal");
    found
}

#[test]
fn a_forged_event_gives_itself_away() {
    let sandbox = Sandbox::new().small_run();
    let (alice, bob) = (&sandbox.alice, &sandbox.bob);
    let stranger = Sandbox::new().alice;
    let fingerprint = |key: &upgrade_wizard::keys::SecretKey| key.public_key().fingerprint();
    let named = |note: &str, key: &upgrade_wizard::keys::SecretKey| {
        note.replace(&fingerprint(alice), &fingerprint(key))
    };
    let found = |forge: &dyn Fn(&mut Forgery, &str)| with_event(&sandbox, forge);
    let step = STEP_NAMESPACE;

    assert_eq!(found(&|f, note| f.event(note, ALICE, alice, step)), [] as [&str; 0]);
    // Another key under Alice's name, which the event owns up to, or does not.
    assert_eq!(found(&|f, note| f.event(&named(note, bob), ALICE, bob, step)), ["other-name"]);
    assert_eq!(found(&|f, note| f.event(note, ALICE, bob, step)), ["other-key"]);
    assert_eq!(
        found(&|f, note| f.event(&named(note, &stranger), ALICE, &stranger, step)),
        ["unknown-key"]
    );
    assert_eq!(found(&|f, note| f.event(note, BOB, alice, step)), ["other-signer"]);
    // Signed for something else, or at a time when that was not allowed.
    assert_eq!(found(&|f, note| f.event(note, ALICE, alice, SEAL_NAMESPACE)), ["bad-signature"]);
    assert_eq!(found(&|f, note| f.event(note, ALICE, alice, "file")), ["bad-signature"]);
    let early = |note: &str| {
        note.replace(
            r#""ts":"2026-11-21T09:07:40Z""#,
            r#""ts":"2025-11-21T09:07:40Z","clock":"behind 2026-11-21T09:06:41Z""#,
        )
    };
    assert_eq!(found(&|f, note| f.event(&early(note), ALICE, alice, step)), ["time-denied"]);
    // A clock that went backwards without a word, and words without a clock that did.
    let silent = |note: &str| note.replace("09:07:40Z", "09:00:00Z");
    assert_eq!(found(&|f, note| f.event(&silent(note), ALICE, alice, step)), ["clock-unrecorded"]);
    let chatty =
        |note: &str| note.replace("40Z\",", "40Z\",\"clock\":\"behind 2026-11-21T09:06:41Z\",");
    assert_eq!(found(&|f, note| f.event(&chatty(note), ALICE, alice, step)), ["clock-unrecorded"]);
    // Not signed at all, at the end or further up.
    assert_eq!(found(&|f, note| drop(f.line(note))), ["half-record"]);
    assert_eq!(
        found(&|f, note| {
            f.line(note);
            f.event(note, ALICE, alice, step);
        }),
        ["unsigned"]
    );
    // A member that is there twice: other tools read the first.
    let doubled = |note: &str| note.replace(r#""text":"x""#, r#""text":"fine","text":"x""#);
    assert_eq!(found(&|f, note| f.event(&doubled(note), ALICE, alice, step)), ["bad-line"]);
}

#[test]
fn a_doubled_member_is_named() {
    let sandbox = Sandbox::new().small_run();
    let mut forgery = Forgery::of(&lines(&sandbox.bytes())[..3]);
    let confirm = rest(&lines(&sandbox.bytes())[3])
        .replace(r#""answer":"seen""#, r#""answer":"no","answer":"seen""#);
    forgery.event(&confirm, ALICE, &sandbox.alice, STEP_NAMESPACE);
    let report = sandbox.report(&forgery.bytes);
    let text = report.findings[0].to_string();
    assert!(text.contains("line 4") && text.contains("duplicate field `answer`"), "{text}");
}

#[test]
fn an_insider_cannot_contradict_what_is_on_record() {
    let sandbox = Sandbox::new().small_run();
    let old = lines(&sandbox.bytes());
    let forge = |at: usize, change: &dyn Fn(String) -> String, namespace: &str| {
        let mut forgery = Forgery::of(&old[..at]);
        forgery.event(&change(rest(&old[at])), ALICE, &sandbox.alice, namespace);
        let mut found = sandbox.findings(&forgery.bytes);
        found.retain(|id| *id != "no-seal");
        found
    };
    let other_evidence = |line: String| line.replace("dump.sql", "dump.bak");
    assert_eq!(forge(3, &other_evidence, STEP_NAMESPACE), ["disagrees"]);
    let other_count = |line: String| line.replace("\"lines\":5", "\"lines\":4");
    assert_eq!(forge(5, &other_count, SEAL_NAMESPACE), ["disagrees"]);
    let manifests = |line: String| {
        line.replace("\"manifests\":[]", r#""manifests":[{"name":"x","sha256":"y"}]"#)
    };
    assert_eq!(forge(5, &manifests, SEAL_NAMESPACE), ["disagrees"]);
    let amends = |of: u64, hash: &str| {
        let key = sandbox.alice.public_key().fingerprint();
        let amend = format!(
            r#""run":"4261557ace0e58f4fbe4515f1482a930","t":"amend","ts":"2026-11-21T09:07:40Z","step":"backup/CEN","of":{of},"of_sha256":"sha256:{hash}","reason":"r","kind":"reopened","evidence":[],"who":{{"id":"{ALICE}","name":"A","key":"{key}","meaning":"m"}}}}"#
        );
        let mut forgery = Forgery::of(&old[..5]);
        forgery.event(&amend, ALICE, &sandbox.alice, STEP_NAMESPACE);
        sandbox.findings(&forgery.bytes)
    };
    assert_eq!(amends(4, &sha256(old[3].as_bytes())), ["no-seal"]);
    assert_eq!(amends(3, &sha256(old[2].as_bytes())), ["disagrees", "no-seal"]);
    assert_eq!(amends(4, &sha256(old[2].as_bytes())), ["disagrees", "no-seal"]);
}

#[test]
fn only_who_may_seal_can_seal() {
    let sandbox = Sandbox::new().small_run();
    let old = lines(&sandbox.bytes());
    let key = |key: &upgrade_wizard::keys::SecretKey| key.public_key().fingerprint();
    let seal = rest(&old[5])
        .replace(ALICE, BOB)
        .replace("Alice Ito", BOB)
        .replace(&key(&sandbox.alice), &key(&sandbox.bob));
    for (namespace, expected) in
        [(SEAL_NAMESPACE, "may-not-seal"), (STEP_NAMESPACE, "bad-signature")]
    {
        let mut forgery = Forgery::of(&old[..5]);
        forgery.event(&seal, BOB, &sandbox.bob, namespace);
        assert_eq!(sandbox.findings(&forgery.bytes), [expected]);
    }
}

#[test]
fn nothing_may_follow_the_seal() {
    let sandbox = Sandbox::new().small_run();
    let old = lines(&sandbox.bytes());
    let mut forgery = Forgery::of(&old);
    let confirm = rest(&old[3]).replace("09:06:43", "09:06:44");
    forgery.event(&confirm, ALICE, &sandbox.alice, STEP_NAMESPACE);
    assert_eq!(sandbox.findings(&forgery.bytes), ["after-seal"]);
}

#[test]
fn a_detached_signature_needs_leave_as_well() {
    let sandbox = Sandbox::new().small_run();
    let bytes = sandbox.bytes();
    let signed = |key: &upgrade_wizard::keys::SecretKey, principal: &str, namespace: &str| {
        let armour = key.sign(namespace, &bytes).unwrap().into_bytes();
        let detached =
            [upgrade_wizard::record::Detached { principal: principal.to_owned(), armour }];
        let exhibit = Exhibit { record: &bytes, detached: &detached, ..Exhibit::default() };
        let report = verify(&exhibit, &sandbox.signers());
        report.findings.first().map(ToString::to_string).unwrap_or_default()
    };
    assert_eq!(signed(&sandbox.alice, ALICE, SEAL_NAMESPACE), "");
    assert!(signed(&sandbox.bob, BOB, SEAL_NAMESPACE).contains("may not sign for"));
    assert!(signed(&sandbox.bob, ALICE, SEAL_NAMESPACE).contains("is listed for `bob@site-a`"));
    assert!(signed(&sandbox.alice, ALICE, STEP_NAMESPACE).contains("namespace"));
}

#[test]
fn other_files_and_newer_records_are_told_apart() {
    let sandbox = Sandbox::new().small_run();
    let first = lines(&sandbox.bytes())[0].clone();
    let table: [(&[u8], &str); 9] = [
        (b"", "not-a-record"),
        (b"hello\n", "not-a-record"),
        (b"{}\n", "not-a-record"),
        (b"\xff\xfe\0\0", "not-a-record"),
        (b"PK\x03\x04", "not-a-record"),
        (b"{\"n\":1,\"t\":\"note\"}\n", "not-a-record"),
        (&first.replace("runbook-log/1", "runbook-log/2").into_bytes().leak()[..], "newer-format"),
        (&first.replace("runbook-log/1", "runbook-log/x").into_bytes().leak()[..], "half-record"),
        (&first.as_bytes().to_vec().leak()[..40], "half-record"),
    ];
    for (bytes, expected) in table {
        let found = sandbox.findings(bytes);
        assert_eq!(found[0], expected, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn without_signers_nothing_holds() {
    let sandbox = Sandbox::new().small_run();
    let bytes = sandbox.bytes();
    let exhibit = Exhibit { record: &bytes, ..Exhibit::default() };
    let report = verify(&exhibit, &Signers::default());
    assert!(!report.findings.is_empty());
    assert!(report.findings.iter().all(|finding| finding.id() == "unknown-key"));
}
