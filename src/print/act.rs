//! What somebody did, in words: the answers and the rest of a step's history.

use crate::engine::{Deed, Fact, Observation, Person, Saw, UpgradeOutcome, Via};
use crate::plan::duration;
use crate::step::{Answer, Ask, How};
use crate::text::count;

use super::content::{Act, AnswersFile, Time, Who};

/// What an answer is called that something has changed under.
pub(super) const STALE_ANSWER: &str = "stale answer";

/// What a jump of the clock is called.
pub(super) const CLOCK: &str = "clock";

/// What an answer is called that evidence speaks against which came after it.
pub(super) const REFUTED_ANSWER: &str = "answer, refuted since";

/// The answers files of a session, in the order in which they were first read from.
#[derive(Debug, Default)]
pub(super) struct Files(pub(super) Vec<AnswersFile>);

impl Files {
    pub(super) fn of(facts: &[Fact]) -> Self {
        let mut files = Self::default();
        for fact in facts {
            let Some((name, sha256)) = origin(&fact.via) else { continue };
            match files.number(&fact.via) {
                Some(number) => files.0[number - 1].entries += 1,
                None => files.0.push(AnswersFile { name, sha256: sha256.to_owned(), entries: 1 }),
            }
        }
        files
    }

    /// The number of a file, from 1.
    pub(super) fn number(&self, via: &Via) -> Option<usize> {
        let (name, sha256) = origin(via)?;
        let found = self.0.iter().position(|file| file.name == name && file.sha256 == *sha256);
        found.map(|index| index + 1)
    }
}

/// Name and digest of what an answer was read from, where no person typed it at a terminal.
fn origin(via: &Via) -> Option<(String, &str)> {
    match via {
        Via::Person => None,
        Via::Pipe => Some(("standard input, no terminal".to_owned(), "")),
        Via::AnswersFile { name, sha256 } => Some((name.clone(), sha256)),
        Via::Paper { name, sha256, form } => {
            Some((format!("{name}, transcribed from paper, form {form}"), sha256))
        }
    }
}

/// Whether a fact settles a step or opens it again.
pub(super) fn settles_or_opens(deed: &Deed) -> bool {
    match deed {
        Deed::Answered { .. }
        | Deed::Corrected { .. }
        | Deed::Begun { .. }
        | Deed::Ended { .. }
        | Deed::Waived { .. }
        | Deed::NotApplicable { .. }
        | Deed::Reopened { .. } => true,
        Deed::Acknowledged { .. }
        | Deed::Attached { .. }
        | Deed::Withdrawn { .. }
        | Deed::Explained { .. }
        | Deed::Happened { .. }
        | Deed::ClockJumped { .. }
        | Deed::Checked { .. }
        | Deed::Redeclared { .. }
        | Deed::Witnessed { .. }
        | Deed::HandedOver { .. }
        | Deed::TakenOver
        | Deed::WindowSet { .. }
        | Deed::Noted { .. }
        | Deed::Resumed { .. }
        | Deed::Closed { .. } => false,
    }
}

/// What a fact is called: as what holds now where `next` is none, else as what held until then.
pub(super) fn name(deed: &Deed, next: Option<&Deed>) -> &'static str {
    let after = |now, corrected, opened, other| match next {
        None => now,
        Some(Deed::Corrected { .. }) => corrected,
        Some(Deed::Reopened { .. }) => opened,
        Some(_) => other,
    };
    match deed {
        Deed::Answered { .. } => after(
            "answer",
            "earlier answer, corrected",
            "earlier answer, opened again",
            "earlier answer, settled anew",
        ),
        Deed::Corrected { .. } => after(
            "corrected answer",
            "earlier correction, corrected",
            "earlier correction, opened again",
            "earlier correction, settled anew",
        ),
        Deed::Waived { .. } => {
            after("waived", "waived earlier", "waived earlier, opened again", "waived earlier")
        }
        Deed::NotApplicable { .. } => after(
            "does not apply",
            "set aside earlier",
            "set aside earlier, opened again",
            "set aside earlier",
        ),
        Deed::Begun { .. } => "begun",
        Deed::Ended { outcome: UpgradeOutcome::Succeeded, .. } => "carried out",
        Deed::Ended { outcome: UpgradeOutcome::Failed, .. } => "FAILED",
        Deed::Ended { outcome: UpgradeOutcome::NotStarted, .. } => "not started after all",
        Deed::Reopened { .. } => "opened again",
        Deed::Acknowledged { .. } => "acknowledged",
        Deed::Attached { .. } => "evidence",
        Deed::Withdrawn { .. } => "evidence withdrawn",
        Deed::Explained { .. } => "finding answered for",
        Deed::Happened { what, .. } => what.word(),
        Deed::ClockJumped { .. } => CLOCK,
        Deed::Checked { is_go: true, .. } => "GO",
        Deed::Checked { is_go: false, .. } => "NO-GO",
        Deed::Redeclared { .. } => "hierarchy corrected",
        Deed::Witnessed { seen, .. } => match seen.saw {
            Saw::Same => "second person, saw the same",
            Saw::Different => "SECOND PERSON, SAW SOMETHING ELSE",
        },
        Deed::HandedOver { .. } => "handed over",
        Deed::TakenOver => "taken over",
        Deed::WindowSet { .. } => "window",
        Deed::Noted { .. } => "note",
        Deed::Resumed { .. } => "taken up again",
        Deed::Closed { .. } => "closed",
    }
}

/// Puts a fact into words. `ask` is the question of its step.
pub(super) fn act(fact: &Fact, what: &'static str, ask: Option<&Ask>, files: &Files) -> Act {
    let (mut how, mut reason, mut looked) = (None, None, None);
    let text = match &fact.deed {
        Deed::Answered { answer, how: way, .. } => {
            how = Some(how_words(*way));
            answer_words(answer, ask)
        }
        Deed::Corrected { answer, how: way, reason: why, .. } => {
            how = Some(how_words(*way));
            reason = Some(why.clone());
            answer_words(answer, ask)
        }
        Deed::Begun { word, .. } => format!("typed {word}"),
        Deed::Ended { outcome, looked: found, .. } => {
            looked.clone_from(found);
            outcome.label().to_owned()
        }
        Deed::Waived { reason, .. }
        | Deed::NotApplicable { reason, .. }
        | Deed::Reopened { reason, .. } => reason.clone(),
        Deed::Withdrawn { path, sha256, reason: why, .. } => {
            reason = Some(why.clone());
            format!("{path}, sha256 {sha256}")
        }
        Deed::Explained { finding, line, text, .. } => match line {
            Some(line) => format!("{finding}, line {line}: {text}"),
            None => format!("{finding}: {text}"),
        },
        Deed::Happened { site, text, .. } => match site {
            Some(site) => format!("{site}: {text}"),
            None => text.clone(),
        },
        Deed::ClockJumped { seconds } => {
            let way = if *seconds < 0 { "back" } else { "ahead" };
            format!("jumped {way} by {}", duration(seconds.unsigned_abs()))
        }
        Deed::Checked { unchanged, .. } => {
            let pieces = usize::try_from(*unchanged).unwrap_or(usize::MAX);
            let pieces = count("piece", pieces);
            format!("everything looked at again; {pieces} of evidence unchanged")
        }
        Deed::Redeclared { site, level, reason: why } => {
            reason = Some(why.clone());
            format!("{site} is at {level}")
        }
        Deed::Witnessed { seen, .. } => witnessed(fact, seen),
        Deed::HandedOver { to, shown, text } => {
            let points = shown.lines().collect::<Vec<_>>().join("; ");
            format!("to {} ({}), key {}: {text}; read back: {points}", to.name, to.id, to.key)
        }
        Deed::WindowSet { until, text } => format!("until {}: {text}", Time(*until)),
        Deed::Noted { text, .. } => text.clone(),
        Deed::Closed { reason, .. } => reason.clone().unwrap_or_default(),
        Deed::Attached { evidence, .. } => evidence.path.clone(),
        Deed::Acknowledged { .. } | Deed::TakenOver | Deed::Resumed { .. } => String::new(),
    };
    // Who signed elsewhere is who said it; who took it in is told in the text.
    let (at, by) = match &fact.deed {
        Deed::Witnessed { seen: Observation { statement: Some(it), .. }, .. } => (it.at, &it.by),
        _ => (fact.at, &fact.by),
    };
    Act {
        what,
        text,
        how,
        reason,
        looked,
        at: Time(at),
        by: who(by),
        answers_file: files.number(&fact.via),
    }
}

fn witnessed(fact: &Fact, seen: &Observation) -> String {
    if seen.statement.is_none() {
        return seen.text.clone();
    }
    let (name, at) = (&fact.by.name, Time(fact.at));
    format!("{} (signed elsewhere; taken in by {name}, {at})", seen.text)
}

pub(super) fn who(person: &Person) -> Who {
    Who { name: person.name.clone(), id: person.id.clone(), key: person.key.clone() }
}

fn how_words(how: How) -> &'static str {
    match how {
        How::Confirmed => "confirmed",
        How::Attested => "attested by a typed word",
        How::Shown => "shown by evidence",
    }
}

/// An answer as a reader understands it: an option by its label.
fn answer_words(answer: &Answer, ask: Option<&Ask>) -> String {
    match answer {
        Answer::Yes => "yes".to_owned(),
        Answer::Word(word) => word.clone(),
        Answer::Choice(id) => {
            let options = match ask {
                Some(Ask::OneOf { options, .. }) => options.as_slice(),
                _ => &[],
            };
            let option = options.iter().find(|option| option.id == *id);
            option.map_or_else(|| id.clone(), |option| option.label.clone())
        }
        Answer::Line(text) => text.clone(),
        Answer::Seen => "looked at the evidence; it is right".to_owned(),
    }
}
