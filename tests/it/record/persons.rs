//! Two persons, hand-over and new keys on record: what holds, and every way of cheating.

use upgrade_wizard::engine::{Deed, Fact, Observation, Person, Saw, Statement, Via};
use upgrade_wizard::keys::{SecretKey, Signer as _};
use upgrade_wizard::record::{Answer, RECORD_FILE, Request, STEP_NAMESPACE, Signers, Writer, load};

use super::forgery::{Forgery, lines, rest};
use super::sandbox::{ALICE, BOB, Sandbox, answered, at, attached, closed};

const STEP: &str = "backup/CEN";

impl Sandbox {
    /// The same by somebody.
    fn fact_by(&mut self, by: Person, deed: Deed) -> Fact {
        Fact { at: self.now(), by, via: Via::Person, deed, needs_second: false }
    }

    /// A run that has got as far as an answer that needs a second person, which is fact 2 and
    /// stands in line 4.
    fn waiting(&mut self) -> Writer {
        let mut writer = self.create().unwrap();
        let fact = self.fact(attached(STEP, "dump.sql"));
        writer.append(&fact).unwrap();
        let fact = Fact { needs_second: true, ..self.fact(answered(STEP)) };
        writer.append(&fact).unwrap();
        writer
    }

    fn close(&mut self, writer: &mut Writer) {
        let fact = self.fact(closed());
        writer.append(&fact).unwrap();
    }

    fn request(&self) -> Request {
        let text = Request::write(&self.bytes(), 4, "autumn", "what was shown").unwrap();
        Request::parse(&text).unwrap()
    }
}

/// What somebody else says is signed with a key of their own.
fn by_guest(writer: &mut Writer, fact: &Fact, key: &SecretKey) {
    let prepared = writer.prepare(fact, Some(key)).unwrap();
    writer.commit(prepared).unwrap();
}

fn seen(saw: Saw, statement: Option<Statement>) -> Deed {
    let (shown, text) = ("what was shown".to_owned(), "I looked at \"it\" \\ myself".to_owned());
    let seen = Observation { of: 2, shown, saw, text, statement };
    Deed::Witnessed { step: STEP.to_owned(), seen }
}

/// What a second person says on a machine of their own.
fn elsewhere(sandbox: &Sandbox, saw: Saw) -> Deed {
    let (bob, text) = (sandbox.bob(), "I looked at \"it\" \\ myself");
    let said = sandbox.request().answer(&bob, &sandbox.bob, at(100), (saw, text)).unwrap();
    let seen = Answer::parse(&said).unwrap().observation(2);
    Deed::Witnessed { step: STEP.to_owned(), seen }
}

#[test]
fn a_second_person_signs_here_or_elsewhere_and_both_hold() {
    for is_here in [true, false] {
        let mut sandbox = Sandbox::new();
        let mut writer = sandbox.waiting();
        if is_here {
            let fact = sandbox.fact_by(sandbox.bob(), seen(Saw::Same, None));
            by_guest(&mut writer, &fact, &sandbox.bob);
        } else {
            let fact = sandbox.fact(elsewhere(&sandbox, Saw::Same));
            writer.append(&fact).unwrap();
        }
        sandbox.close(&mut writer);
        drop(writer);
        let report = sandbox.report(&sandbox.bytes());
        assert_eq!(report.findings, []);
        let Deed::Witnessed { seen, .. } = &report.facts[2].deed else { panic!("{report:?}") };
        assert_eq!(seen.of, 2);
        assert!(report.facts[1].needs_second);
        let second = seen.statement.as_ref().map_or(&report.facts[2].by, |it| &it.by);
        assert_eq!(*second, sandbox.bob());
        agrees(&sandbox, &sandbox.bytes(), None);
    }
}

#[test]
fn what_needs_two_and_had_one_is_not_closed_as_done() {
    // Nobody looked; somebody looked and saw something else.
    for looked in [None, Some(Saw::Different)] {
        let mut sandbox = Sandbox::new();
        let mut writer = sandbox.waiting();
        if let Some(saw) = looked {
            let fact = sandbox.fact_by(sandbox.bob(), seen(saw, None));
            by_guest(&mut writer, &fact, &sandbox.bob);
        }
        sandbox.close(&mut writer);
        drop(writer);
        assert_eq!(sandbox.findings(&sandbox.bytes()), ["alone"], "{looked:?}");
        agrees(&sandbox, &sandbox.bytes(), Some("it needs a second person"));
    }
}

#[test]
fn an_answer_that_took_the_place_of_one_needs_nobody_for_the_old_one() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.waiting();
    let deed = Deed::Reopened { step: STEP.to_owned(), reason: "a slip".to_owned() };
    for deed in [deed, answered(STEP)] {
        let fact = sandbox.fact(deed);
        writer.append(&fact).unwrap();
    }
    sandbox.close(&mut writer);
    drop(writer);
    assert_eq!(sandbox.findings(&sandbox.bytes()), Vec::<&str>::new());
    agrees(&sandbox, &sandbox.bytes(), None);
}

#[test]
fn what_the_verifier_would_refuse_is_not_written() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.waiting();
    let before = sandbox.bytes();
    let fact = sandbox.fact(seen(Saw::Same, None));
    let refused = writer.append(&fact).unwrap_err().to_string();
    assert!(refused.contains("one person plays both"), "{refused}");
    let Deed::Witnessed { seen: said, .. } = elsewhere(&sandbox, Saw::Different) else {
        unreachable!()
    };
    // The operator makes an approval of a disagreement.
    let forged = Observation { saw: Saw::Same, ..said };
    let fact = sandbox.fact(Deed::Witnessed { step: STEP.to_owned(), seen: forged });
    let refused = writer.append(&fact).unwrap_err().to_string();
    assert!(refused.contains("says something else"), "{refused}");
    assert_eq!(sandbox.bytes(), before);
}

#[test]
fn a_run_goes_on_with_another_key_once_it_was_handed_over() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.waiting();
    let text = || "all quiet".to_owned();
    let hand_over = |to| Deed::HandedOver { to, shown: "1 step open".to_owned(), text: text() };
    let fact = sandbox.fact(hand_over(sandbox.bob()));
    writer.append(&fact).unwrap();
    let fact = sandbox.fact_by(sandbox.bob(), Deed::TakenOver);
    by_guest(&mut writer, &fact, &sandbox.bob);
    writer.hand_to(sandbox.bob(), Box::new(sandbox.bob.clone())).unwrap();
    // From here on the one signs, and the other does not.
    let fact = sandbox.fact(Deed::Noted { step: None, text: text() });
    assert!(writer.append(&fact).is_err());
    let fact = sandbox.fact_by(sandbox.bob(), attached("other", "a.log"));
    writer.append(&fact).unwrap();
    let fact = sandbox.fact_by(sandbox.bob(), hand_over(sandbox.alice()));
    writer.append(&fact).unwrap();
    let fact = sandbox.fact(Deed::TakenOver);
    by_guest(&mut writer, &fact, &sandbox.alice);
    writer.hand_to(sandbox.alice(), Box::new(sandbox.alice.clone())).unwrap();
    let fact = sandbox.fact_by(sandbox.bob(), seen(Saw::Same, None));
    by_guest(&mut writer, &fact, &sandbox.bob);
    sandbox.close(&mut writer);
    drop(writer);
    let report = sandbox.report(&sandbox.bytes());
    assert_eq!(report.findings, []);
    assert_eq!(report.facts[4].by, sandbox.bob(), "evidence counts for who sits there");
    agrees(&sandbox, &sandbox.bytes(), None);
}

/// What our verifier finds, the script with stock tools says too.
#[track_caller]
fn agrees(sandbox: &Sandbox, record: &[u8], refused: Option<&str>) {
    #[cfg(unix)]
    {
        let (holds, said) = crate::stock_tools::script_says(sandbox, record);
        match refused {
            None => assert!(holds, "{said}"),
            Some(words) => assert!(!holds && said.contains(words), "{said}"),
        }
    }
    #[cfg(not(unix))]
    let _nothing_to_compare_with = (sandbox, record, refused);
}

#[test]
fn every_way_of_playing_both_is_found() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.waiting();
    let fact = sandbox.fact_by(sandbox.bob(), seen(Saw::Same, None));
    by_guest(&mut writer, &fact, &sandbox.bob);
    sandbox.close(&mut writer);
    drop(writer);
    let old = lines(&sandbox.bytes());
    let (alice, bob) = (sandbox.alice.clone(), sandbox.bob.clone());
    let key = |key: &SecretKey| key.public_key().fingerprint();
    let attest = rest(&old[5]);
    let by_alice = attest.replace(BOB, ALICE).replace(&key(&bob), &key(&alice));
    let of_another = attest.replace("\"of\":4", "\"of\":1");
    let of_other_bytes = attest.replace("\"of_sha256\":\"sha256:", "\"of_sha256\":\"sha256:0");
    let same_name = attest.replace(&format!("\"name\":\"{BOB}\""), "\"name\":\"alice  ITO\"");
    let table = [
        ("one person plays both", by_alice.as_str(), ALICE, &alice, "one-person", "plays both"),
        ("of another line", &of_another, BOB, &bob, "disagrees", "names no line"),
        ("of other bytes", &of_other_bytes, BOB, &bob, "disagrees", "names no line"),
        // The script compares principals and keys, and no names as people read them.
        ("in the first one's name", &same_name, BOB, &bob, "one-person", ""),
        ("with the first one's key", &attest, BOB, &alice, "other-key", "line 6: "),
    ];
    for (what, event, by, signer, id, script) in table {
        let mut forgery = Forgery::of(&old[..5]);
        forgery.event(event, by, signer, STEP_NAMESPACE);
        let seal = upgrade_wizard::record::SEAL_NAMESPACE;
        forgery.event(&rest(&old[7]), ALICE, &alice, seal);
        let found = sandbox.findings(&forgery.bytes);
        assert!(found.contains(&id), "{what}: {found:?}");
        if !script.is_empty() {
            agrees(&sandbox, &forgery.bytes, Some(script));
        }
    }
}

#[test]
fn every_way_of_forging_what_was_signed_elsewhere_is_found() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.waiting();
    let fact = sandbox.fact(elsewhere(&sandbox, Saw::Same));
    writer.append(&fact).unwrap();
    sandbox.close(&mut writer);
    drop(writer);
    let old = lines(&sandbox.bytes());
    let alice = sandbox.alice.clone();
    let attest = rest(&old[5]);
    let inner = |from: &str, to: &str| {
        let quoted = |text: &str| text.replace('"', "\\\"");
        attest.replacen(&quoted(from), &quoted(to), 1)
    };
    let other_run = inner("\"run\":\"4261557a", "\"run\":\"00000000");
    let other_word = inner("\"saw\":\"same\"", "\"saw\":\"different\"");
    let outer = attest.replacen("\"text\":\"I looked", "\"text\":\"I never looked", 1);
    let by_alice = inner(BOB, ALICE);
    let table = [
        ("another run", other_run, "bad-statement", "line 6: "),
        ("another word inside", other_word, "bad-line", "line 6: "),
        // What a person says in words stands in what they signed; the script reads that.
        ("another word outside", outer, "bad-statement", ""),
        ("another name", by_alice, "bad-statement", "line 6: "),
    ];
    for (what, event, id, script) in table {
        let mut forgery = Forgery::of(&old[..5]);
        forgery.event(&event, ALICE, &alice, STEP_NAMESPACE);
        let found = sandbox.findings(&forgery.bytes);
        assert!(found.contains(&id), "{what}: {found:?}");
        if !script.is_empty() {
            agrees(&sandbox, &forgery.bytes, Some(script));
        }
    }
}

#[test]
fn a_hand_over_is_taken_by_whom_it_names_and_at_once() {
    let mut sandbox = Sandbox::new();
    let mut writer = sandbox.waiting();
    let to = sandbox.bob();
    let deed = Deed::HandedOver { to, shown: "x".to_owned(), text: "y".to_owned() };
    let fact = sandbox.fact(deed);
    writer.append(&fact).unwrap();
    let fact = sandbox.fact_by(sandbox.bob(), Deed::TakenOver);
    by_guest(&mut writer, &fact, &sandbox.bob);
    writer.hand_to(sandbox.bob(), Box::new(sandbox.bob.clone())).unwrap();
    drop(writer);
    let old = lines(&sandbox.bytes());
    let (alice, bob) = (sandbox.alice.clone(), sandbox.bob.clone());
    let take = rest(&old[7]);
    let (from, to) = (bob.public_key().fingerprint(), alice.public_key().fingerprint());
    let by_alice = take.replace(BOB, ALICE).replace(&from, &to);
    let mut forgery = Forgery::of(&old[..7]);
    forgery.event(&by_alice, ALICE, &alice, STEP_NAMESPACE);
    assert!(sandbox.findings(&forgery.bytes).contains(&"disagrees"));
    // Something else was written in between.
    let note = rest(&old[0]);
    let run = &note[..note.find("\"t\":").unwrap()];
    let who = &note[note.find(",\"who\":").unwrap()..];
    let note = format!("{run}\"t\":\"note\",\"ts\":\"2026-11-21T09:06:50Z\",\"text\":\"x\"{who}");
    let note = note.replace("opened this run", "remarks");
    let mut forgery = Forgery::of(&old[..7]);
    forgery.event(&note, ALICE, &alice, STEP_NAMESPACE);
    forgery.event(&take, BOB, &bob, STEP_NAMESPACE);
    assert!(sandbox.findings(&forgery.bytes).contains(&"disagrees"));
}

#[test]
fn requests_and_answers_are_read_strictly() {
    let mut sandbox = Sandbox::new();
    drop(sandbox.waiting());
    let record = load(&sandbox.dir.path().join(RECORD_FILE)).unwrap();
    let request = Request::write(&record, 4, "autumn", "shown").unwrap();
    for line in [1, 2, 3, 5, 6, 99] {
        assert_eq!(Request::write(&record, line, "autumn", "shown"), None, "line {line}");
    }
    // A mail program may have changed the line ends, and nothing else.
    let parsed = Request::parse(&request).unwrap();
    assert_eq!(Request::parse(&request.replace('\n', "\r\n")), Ok(parsed.clone()));
    let flipped = |text: &str, at: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1;
        String::from_utf8(bytes)
    };
    let first = request.find('\n').unwrap();
    for at in first + 1..request.len() {
        if let Ok(flipped) = flipped(&request, at) {
            // Where the line that signs stood in its record is nobody's business.
            let read = Request::parse(&flipped);
            assert!(read.is_err() || read.as_ref() == Ok(&parsed), "byte {at}");
        }
    }
    let answer = parsed.answer(&sandbox.bob(), &sandbox.bob, at(9), (Saw::Same, "seen")).unwrap();
    let read = Answer::parse(&answer).unwrap();
    assert_eq!((read.saw, read.of, &read.of_sha256), (Saw::Same, 4, &parsed.of_sha256));
    for at in 0..answer.len() {
        if let Ok(flipped) = flipped(&answer, at) {
            let again = Answer::parse(&flipped);
            assert!(again.is_err() || again.as_ref() == Ok(&read), "byte {at}");
        }
    }
    let signers = Signers::parse(&sandbox.signers_text()).unwrap();
    assert!(signers.find_by_key(sandbox.bob.public_key()).is_some());
}
