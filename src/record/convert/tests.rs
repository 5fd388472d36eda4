//! Whatever happened comes back from its line as it was.

use jiff::Timestamp;
use proptest::option;
use proptest::prelude::*;

use crate::engine::{Deed, Evidence, EvidenceKind, Fact, Outcome, Person, UpgradeOutcome, Via};
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
    (text(), kind, 0..=NUMBER_LIMIT, text(), option::of(time())).prop_map(
        |(path, kind, size_bytes, sha256, modified)| Evidence {
            path,
            kind,
            size_bytes,
            sha256,
            modified,
        },
    )
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
        Just(Deed::Resumed),
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
    ];
    (time(), by, via, deed()).prop_map(|(at, by, via, deed)| Fact { at, by, via, deed })
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
    })
}

/// An index in which the fact's step has an answer, evidence and a manifest.
fn index_for(deed: &Deed) -> Index {
    let step = match deed {
        Deed::Corrected { step, .. } | Deed::Reopened { step, .. } => step.clone(),
        _ => "other".to_owned(),
    };
    let by = Person { id: String::new(), name: String::new(), key: String::new() };
    let evidence = Evidence {
        path: "dump".to_owned(),
        kind: EvidenceKind::Folder { manifest: "SUMS".to_owned(), files: 2, unreadable: 0 },
        size_bytes: 1,
        sha256: "00".to_owned(),
        modified: None,
    };
    let mut index = Index::default();
    for deed in [
        Deed::Attached { step: step.clone(), evidence },
        Deed::Waived { step, shown: String::new(), reason: String::new() },
    ] {
        let fact = Fact { at: Timestamp::UNIX_EPOCH, by: by.clone(), via: Via::Person, deed };
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
        prop_assert_eq!(fact_of(&event, &fact.by), Ok(fact));
        prop_assert_eq!(bytes.iter().filter(|byte| byte.is_ascii_control()).count(), 1, "LF only");
    }
}

#[test]
fn only_what_was_answered_can_be_amended() {
    let index = index_for(&Deed::Reopened { step: "a".to_owned(), reason: String::new() });
    let by = Person { id: String::new(), name: String::new(), key: String::new() };
    for (step, fits) in [("a", true), ("b", false)] {
        let deed = Deed::Reopened { step: step.to_owned(), reason: "r".to_owned() };
        let fact = Fact { at: Timestamp::UNIX_EPOCH, by: by.clone(), via: Via::Person, deed };
        let refusal = Misfit::NothingToAmend { step: step.to_owned() };
        assert_eq!(event(&fact, &index).err(), (!fits).then_some(refusal), "{step}");
    }
}

#[test]
fn members_that_do_not_go_together_are_refused() {
    let line = |members: &str, who: bool| {
        let who = if who { r#","who":{"id":"a","name":"A","key":"k","meaning":"m"}"# } else { "" };
        format!(r#"{{"n":1,"prev":"p","run":"r",{members}{who}}}"#) + "\n"
    };
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
    let sitting = Person { id: String::new(), name: String::new(), key: String::new() };
    for (members, who, wrong) in table {
        let Ok(Line::Event(event)) = Line::parse(line(&members, who).as_bytes()) else {
            panic!("not an event: {members}");
        };
        match (fact_of(&event, &sitting), wrong) {
            (Ok(_), None) => {}
            (Err(LineError::Contradiction { what }), Some(wrong)) if what.contains(wrong) => {}
            (other, _) => panic!("{members}: {other:?}"),
        }
    }
}
