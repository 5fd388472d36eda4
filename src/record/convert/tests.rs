//! Whatever happened comes back from its line as it was.

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::engine::{
    Danger, Deed, Evidence, EvidenceKind, Fact, Finding, FindingId, Happening, Observation,
    Outcome, Person, Reading, ReadingVerdict, Reason, Saw, SensorKind, UpgradeOutcome, Value, Via,
};
use crate::record::index::Index;
use crate::record::line::{Line, LineError};
use crate::record::stamp::stamp;
use crate::record::stored::{Event, Host, Resume, TornPin, Who};
use crate::step::{Answer, How};

use super::{Misfit, NUMBER_LIMIT, Setting, body_of, fact_of, source_of};

/// Text with everything in it that is awkward.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z/A-Z0-9]{1,12}",
        any::<String>(),
        "(\\PC|[\u{0}-\u{20}\u{7f}-\u{ad}\"\\\\]){0,20}"
    ]
}

fn time() -> impl Strategy<Value = Timestamp> {
    (-62_135_596_800_i64..253_402_300_799)
        .prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        Just(Answer::Yes),
        text().prop_map(Answer::Word),
        text().prop_map(Answer::Choice),
        text().prop_map(Answer::Line),
        Just(Answer::Seen),
    ]
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![Just(How::Confirmed), Just(How::Attested), Just(How::Shown)]
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let kind = prop_oneof![
        Just(EvidenceKind::File),
        (text(), 0..=NUMBER_LIMIT, 0..=NUMBER_LIMIT).prop_map(|(manifest, files, unreadable)| {
            EvidenceKind::Folder { manifest, files, unreadable }
        }),
    ];
    (text(), kind, 0..=NUMBER_LIMIT, text(), option::of(time()), vec(reading(), 0..3)).prop_map(
        |(path, kind, size_bytes, sha256, modified, readings)| Evidence {
            path,
            kind,
            size_bytes,
            sha256,
            modified,
            readings,
        },
    )
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::Text),
        (0..=NUMBER_LIMIT).prop_map(Value::Number),
        any::<bool>().prop_map(Value::Flag),
        vec(text(), 0..3).prop_map(Value::List),
    ]
}

/// The number of a line, where a finding has one.
fn line() -> impl Strategy<Value = Option<usize>> {
    option::of(1..1_000_000_usize)
}

fn finding() -> impl Strategy<Value = Finding> {
    let id = select(FindingId::ALL.to_vec());
    let of_article = id
        .prop_flat_map(|id| select(id.articles().to_vec()).prop_map(move |article| (id, article)));
    (of_article, line(), text()).prop_map(|((id, article), line, text)| Finding {
        id,
        article,
        line,
        text,
    })
}

fn reading() -> impl Strategy<Value = Reading> {
    (
        select(SensorKind::ALL.to_vec()),
        select(ReadingVerdict::ALL.to_vec()),
        vec((text(), value()), 0..4),
        vec((text(), text()), 0..3),
        vec(finding(), 0..3),
    )
        .prop_map(|(kind, verdict, values, needed, findings)| Reading {
            kind,
            verdict,
            values,
            needed,
            findings,
        })
}

fn reason() -> impl Strategy<Value = Reason> {
    let about = prop_oneof![Just(String::new()), text()];
    (select(Danger::ALL.to_vec()), about, text()).prop_map(|(danger, about, text)| Reason {
        danger,
        about,
        text,
    })
}

/// What came with evidence that proves.
fn deed_of_proof() -> impl Strategy<Value = Deed> {
    let limit = i64::try_from(NUMBER_LIMIT).unwrap();
    prop_oneof![
        (text(), text(), text(), text()).prop_map(|(step, path, sha256, reason)| {
            Deed::Withdrawn { step, path, sha256, reason }
        }),
        (text(), text(), text(), line(), text()).prop_map(|(step, sha256, finding, line, text)| {
            Deed::Explained { step, sha256, finding, line, text }
        }),
        (select(Happening::ALL.to_vec()), option::of(text()), text())
            .prop_map(|(what, site, text)| Deed::Happened { what, site, text }),
        (-limit..=limit).prop_map(|seconds| Deed::ClockJumped { seconds }),
        (text(), any::<bool>(), vec(reason(), 0..4), 0..=NUMBER_LIMIT).prop_map(
            |(step, is_go, reasons, unchanged)| Deed::Checked { step, is_go, reasons, unchanged }
        ),
        (text(), text(), text()).prop_map(|(site, level, reason)| Deed::Redeclared {
            site,
            level,
            reason
        }),
    ]
}

fn deed() -> impl Strategy<Value = Deed> {
    let ending = prop_oneof![
        Just(UpgradeOutcome::Succeeded),
        Just(UpgradeOutcome::Failed),
        Just(UpgradeOutcome::NotStarted),
    ];
    let outcome = prop_oneof![
        Just(Outcome::Complete),
        Just(Outcome::CompleteWithDeviations),
        Just(Outcome::Incomplete),
        Just(Outcome::Aborted),
    ];
    prop_oneof![
        (text(), text(), answer(), how()).prop_map(|(step, shown, answer, how)| Deed::Answered {
            step,
            shown,
            answer,
            how
        }),
        (text(), text(), text()).prop_map(|(step, shown, word)| Deed::Begun { step, shown, word }),
        (text(), text(), ending, option::of(text())).prop_map(|(step, shown, outcome, looked)| {
            Deed::Ended { step, shown, outcome, looked }
        }),
        (text(), text()).prop_map(|(warning, shown)| Deed::Acknowledged { warning, shown }),
        (text(), text(), text()).prop_map(|(step, shown, reason)| Deed::Waived {
            step,
            shown,
            reason
        }),
        (text(), text(), text()).prop_map(|(step, shown, reason)| Deed::NotApplicable {
            step,
            shown,
            reason
        }),
        (text(), text(), answer(), how(), text()).prop_map(|(step, shown, answer, how, reason)| {
            Deed::Corrected { step, shown, answer, how, reason }
        }),
        (text(), text()).prop_map(|(step, reason)| Deed::Reopened { step, reason }),
        (text(), evidence()).prop_map(|(step, evidence)| Deed::Attached { step, evidence }),
        (option::of(text()), text()).prop_map(|(step, text)| Deed::Noted { step, text }),
        Just(Deed::Resumed { despite_ledger: false }),
        (outcome, option::of(text()))
            .prop_map(|(outcome, reason)| Deed::Closed { outcome, reason }),
    ]
}

fn fact() -> impl Strategy<Value = Fact> {
    let by = (text(), text(), text()).prop_map(|(id, name, key)| Person { id, name, key });
    let via = prop_oneof![
        Just(Via::Person),
        Just(Via::Pipe),
        (text(), text()).prop_map(|(name, sha256)| Via::AnswersFile { name, sha256 }),
        (text(), text(), text()).prop_map(|(name, sha256, form)| Via::Paper { name, sha256, form }),
    ];
    let deed = prop_oneof![deed(), deed_of_proof(), deed_of_persons()];
    (time(), by, via, deed, any::<bool>()).prop_map(|(at, by, via, deed, second)| {
        let can = matches!(
            deed,
            Deed::Answered { .. }
                | Deed::Corrected { .. }
                | Deed::Waived { .. }
                | Deed::Checked { is_go: true, .. }
        );
        Fact { at, by, via, deed, needs_second: second && can }
    })
}

/// What takes more than one person. The index has one line that waits for a second one.
fn deed_of_persons() -> impl Strategy<Value = Deed> {
    let person = || (text(), text(), text()).prop_map(|(id, name, key)| Person { id, name, key });
    let saw = prop_oneof![Just(Saw::Same), Just(Saw::Different)];
    prop_oneof![
        (text(), text(), saw, text()).prop_map(|(step, shown, saw, text)| Deed::Witnessed {
            step,
            seen: Observation { of: 1, shown, saw, text, statement: None },
        }),
        (person(), text(), text()).prop_map(|(to, shown, text)| Deed::HandedOver {
            to,
            shown,
            text
        }),
        (time(), text()).prop_map(|(until, text)| Deed::WindowSet { until, text }),
    ]
}

fn resume() -> Resume {
    Resume {
        session: "s".to_owned(),
        torn: Some(TornPin { bytes: 7, sha256: "sha256:00".to_owned() }),
        host: Host { name: "h".to_owned(), os: "o".to_owned(), machine: "m".to_owned() },
        boot: "b".to_owned(),
        ledger: "none".to_owned(),
    }
}

/// The event of a fact, below the lines that the index has.
fn event(fact: &Fact, index: &Index) -> Result<Event, Misfit> {
    let resume = resume();
    let setting = Setting { index, lines: 4, resume: Some(&resume) };
    Ok(Event {
        n: 5,
        prev: "sha256:00".to_owned(),
        run: "r".to_owned(),
        ts: stamp(fact.at),
        clock: None,
        body: body_of(&fact.deed, &setting)?,
        source: source_of(&fact.via),
        who: fact.deed.meaning().map(|meaning| Who {
            id: fact.by.id.clone(),
            name: fact.by.name.clone(),
            key: fact.by.key.clone(),
            meaning: meaning.to_owned(),
        }),
        need: fact.needs_second.then_some(2),
    })
}

/// An index in which the fact's step has an answer, evidence and a manifest.
fn index_for(deed: &Deed) -> Index {
    let step = match deed {
        Deed::Corrected { step, .. }
        | Deed::Reopened { step, .. }
        | Deed::Witnessed { step, .. } => step.clone(),
        _ => "other".to_owned(),
    };
    let by = Person { id: String::new(), name: String::new(), key: String::new() };
    let evidence = Evidence {
        path: "dump".to_owned(),
        kind: EvidenceKind::Folder { manifest: "SUMS".to_owned(), files: 2, unreadable: 0 },
        size_bytes: 1,
        sha256: "00".to_owned(),
        modified: None,
        readings: Vec::new(),
    };
    let mut index = Index::default();
    for deed in [
        Deed::Attached { step: step.clone(), evidence },
        Deed::Waived { step, shown: String::new(), reason: String::new() },
    ] {
        let needs_second = matches!(deed, Deed::Waived { .. });
        let (at, by, via) = (Timestamp::UNIX_EPOCH, by.clone(), Via::Person);
        let fact = Fact { at, by, via, deed, needs_second };
        let event = event(&fact, &index).unwrap();
        index.push(&event, &event.write());
    }
    index
}

proptest! {
    #[test]
    fn a_fact_comes_back_from_its_line(fact in fact()) {
        let index = index_for(&fact.deed);
        let event = event(&fact, &index).unwrap();
        prop_assert_eq!(index.agrees_with(&event), Ok(()));
        let bytes = Line::Event(event.clone()).write();
        prop_assert_eq!(Line::parse(&bytes), Ok(Line::Event(event.clone())));
        prop_assert_eq!(fact_of(&event, &fact.by, &index), Ok(fact));
        prop_assert_eq!(bytes.iter().filter(|byte| byte.is_ascii_control()).count(), 1, "LF only");
    }
}

#[test]
fn every_finding_and_every_kind_of_value_comes_back() {
    let findings = FindingId::ALL.iter().flat_map(|id| {
        id.articles().iter().map(|article| Finding {
            id: *id,
            article,
            line: Some(7),
            text: id.word().to_owned(),
        })
    });
    let findings: Vec<_> = findings.collect();
    let key = |key: &str| key.to_owned();
    let readings = SensorKind::ALL.into_iter().zip(ReadingVerdict::ALL.into_iter().cycle());
    let readings = readings.map(|(kind, verdict)| Reading {
        kind,
        verdict,
        values: vec![
            (key("text"), Value::Text(String::new())),
            (key("number"), Value::Number(0)),
            (key("flag"), Value::Flag(false)),
            (key("list"), Value::List(Vec::new())),
        ],
        needed: vec![(key("text"), key("more"))],
        findings: findings.clone(),
    });
    let evidence = Evidence {
        path: key("a.log"),
        kind: EvidenceKind::File,
        size_bytes: 1,
        sha256: key("00"),
        modified: None,
        readings: readings.collect(),
    };
    let by = Person { id: String::new(), name: String::new(), key: String::new() };
    let deed = Deed::Attached { step: key("s"), evidence };
    let (at, by, via) = (Timestamp::UNIX_EPOCH, by.clone(), Via::Person);
    let fact = Fact { at, by: by.clone(), via, deed, needs_second: false };
    let event = event(&fact, &Index::default()).unwrap();
    assert_eq!(Line::parse(&Line::Event(event.clone()).write()), Ok(Line::Event(event.clone())));
    assert_eq!(fact_of(&event, &by, &Index::default()), Ok(fact));
}

#[test]
fn only_what_was_answered_can_be_amended() {
    let index = index_for(&Deed::Reopened { step: "a".to_owned(), reason: String::new() });
    let by = Person { id: String::new(), name: String::new(), key: String::new() };
    for (step, fits) in [("a", true), ("b", false)] {
        let deed = Deed::Reopened { step: step.to_owned(), reason: "r".to_owned() };
        let (at, by, via) = (Timestamp::UNIX_EPOCH, by.clone(), Via::Person);
        let fact = Fact { at, by: by.clone(), via, deed, needs_second: false };
        let refusal = Misfit::NothingToAmend { step: step.to_owned() };
        assert_eq!(event(&fact, &index).err(), (!fits).then_some(refusal), "{step}");
    }
}

#[test]
fn members_that_do_not_go_together_are_refused() {
    let confirm = |rest: &str| {
        format!(r#""t":"confirm","ts":"2026-11-21T09:06:40Z","step":"s",{rest},"evidence":[]"#)
    };
    let table = [
        (confirm(r#""shown":"?","answer":"yes","kind":"yes","how":"confirmed""#), true, None),
        (confirm(r#""shown":"?","answer":"yes","kind":"yes","how":"confirmed""#), false, Some("who did it")),
        (confirm(r#""shown":"?","answer":"no","kind":"yes","how":"confirmed""#), true, Some("kind it says")),
        (confirm(r#""shown":"?","answer":"yes","kind":"yes""#), true, Some("go together")),
        (confirm(r#""shown":"?","answer":"no","kind":"acknowledged""#), true, Some("go together")),
        (confirm(r#""stage":"end","shown":"?","answer":"well","kind":"outcome""#), true, Some("no such outcome")),
        (confirm(r#""stage":"begin","shown":"?","answer":"well","kind":"outcome""#), true, Some("go together")),
        (
            r#""t":"evidence","ts":"2026-11-21T09:06:40Z","step":"s","path":"p","kind":"file","size":1,"sha256":"x""#
                .to_owned(),
            true,
            Some("not signed by itself"),
        ),
        (
            r#""t":"evidence","ts":"2026-11-21T09:06:40Z","step":"s","path":"p","kind":"folder","size":1,"sha256":"x""#
                .to_owned(),
            false,
            Some("go together"),
        ),
    ];
    assert_refused(table);
}

#[test]
fn members_of_what_proves_go_together_too() {
    let reading = |rest: &str| {
        let piece = r#""step":"s","path":"p","kind":"file","size":1,"sha256":"x""#;
        format!(r#""t":"evidence","ts":"2026-11-21T09:06:40Z",{piece},"readings":[{{{rest}}}]"#)
    };
    let happened = |what: &str| {
        format!(r#""t":"happened","ts":"2026-11-21T09:06:40Z","what":"{what}","text":"x""#)
    };
    let check = |reason: &str| {
        let rest = r#""verdict":"no-go""#;
        format!(
            r#""t":"check","ts":"2026-11-21T09:06:40Z","step":"s",{rest},"reasons":[{{{reason}}}],"unchanged":3"#
        )
    };
    let table = [
        (
            reading(r#""kind":"copylog","verdict":"proves","values":[],"needed":[],"findings":[]"#),
            false,
            None,
        ),
        (
            reading(r#""kind":"copylog","verdict":"proves","values":[],"needed":[],"findings":[]"#),
            true,
            Some("not signed by itself"),
        ),
        (
            reading(
                r#""kind":"tea-leaves","verdict":"proves","values":[],"needed":[],"findings":[]"#,
            ),
            false,
            Some("no such sensor"),
        ),
        (
            reading(r#""kind":"copylog","verdict":"maybe","values":[],"needed":[],"findings":[]"#),
            false,
            Some("no such verdict"),
        ),
        (
            reading(
                r#""kind":"copylog","verdict":"proves","values":[{"key":"a","text":"b","number":1}],"needed":[],"findings":[]"#,
            ),
            false,
            Some("exactly one kind"),
        ),
        (
            reading(
                r#""kind":"copylog","verdict":"refutes","values":[],"needed":[],"findings":[{"id":"log-full","article":"Q264976","text":"t"}]"#,
            ),
            false,
            Some("says nothing of that finding"),
        ),
        (happened("restart"), true, None),
        (happened("restart"), false, Some("who did it")),
        (happened("flood"), true, Some("nothing of the kind")),
        (r#""t":"clock","ts":"2026-11-21T09:06:40Z","seconds":-3600"#.to_owned(), false, None),
        (check(r#""danger":"missing","about":"a","text":"b""#), true, None),
        (check(r#""danger":"mild","about":"a","text":"b""#), true, Some("no such danger")),
        (check(r#""danger":"missing","about":"","text":"b""#), true, Some("is empty")),
    ];
    assert_refused(table);
}

/// The event of each row, signed or not, is refused in these words, or is not.
#[track_caller]
fn assert_refused<const N: usize>(table: [(String, bool, Option<&str>); N]) {
    let line = |members: &str, who: bool| {
        let who = if who { r#","who":{"id":"a","name":"A","key":"k","meaning":"m"}"# } else { "" };
        format!(r#"{{"n":1,"prev":"p","run":"r",{members}{who}}}"#) + "\n"
    };
    let sitting = Person { id: String::new(), name: String::new(), key: String::new() };
    for (members, who, wrong) in table {
        let Ok(Line::Event(event)) = Line::parse(line(&members, who).as_bytes()) else {
            panic!("not an event: {members}");
        };
        match (fact_of(&event, &sitting, &Index::default()), wrong) {
            (Ok(_), None) => {}
            (Err(LineError::Contradiction { what }), Some(wrong)) if what.contains(wrong) => {}
            (other, _) => panic!("{members}: {other:?}"),
        }
    }
}
