//! Second persons: somebody else, with a key of their own, looks at what was settled and says what
//! they saw. Until then it does not count; where they saw something else, it counts no more.

use jiff::Timestamp;

use crate::plan::StepIx;
use crate::step::Answer;

use super::decide::{id, words};
use super::state::Settled;
use super::{Deed, Evidence, Fact, Model, Person, Refusal};

/// What a second person saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Saw {
    /// The same as the first.
    Same,
    /// Something else: a disagreement, and no approval.
    Different,
}

impl Saw {
    pub const ALL: [Self; 2] = [Self::Same, Self::Different];

    /// The word in records and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
        }
    }

    /// What it means, for a person who has to choose.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Same => "I looked myself, and saw the same",
            Self::Different => "I looked myself, and saw something else",
        }
    }
}

/// What a second person signed on another machine. The engine keeps it; the record checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub by: Person,
    pub at: Timestamp,
    /// The exact bytes that were signed, without their line end.
    pub line: String,
    /// The signature, as an armour.
    pub sshsig: String,
}

/// What a second person says of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The fact, counted from one.
    pub of: usize,
    /// What was put before the second person.
    pub shown: String,
    pub saw: Saw,
    /// What they saw, in their own words.
    pub text: String,
    /// Where they signed on another machine; else whoever put the wish signs it themselves.
    pub statement: Option<Statement>,
}

/// How a fact stands with second persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    NotNeeded,
    Awaited,
    Agrees,
    Disagrees,
}

impl Model {
    /// How a fact stands with second persons; facts are counted from one.
    pub fn second(&self, fact: usize) -> Second {
        let needed = fact.checked_sub(1).and_then(|index| self.facts().get(index));
        if !needed.is_some_and(|fact| fact.needs_second) {
            return Second::NotNeeded;
        }
        match self.witnessed.get(&fact) {
            None => Second::Awaited,
            Some((_, Saw::Same)) => Second::Agrees,
            Some((_, Saw::Different)) => Second::Disagrees,
        }
    }

    /// The fact that a second person has to look at before the step counts, counted from one.
    pub fn awaits_second(&self, step: StepIx) -> Option<usize> {
        let fact = match self.settled(step) {
            Settled::Answered { fact, .. } | Settled::Waived { fact } => fact,
            Settled::Open if self.verdict_of(step) == Some(true) => self.last_check(step)?,
            Settled::Open
            | Settled::NotApplicable { .. }
            | Settled::UnderWay { .. }
            | Settled::InDoubt { .. }
            | Settled::Succeeded { .. } => return None,
        };
        (self.second(fact) == Second::Awaited).then_some(fact)
    }

    /// The last verdict on a point of no return, counted from one.
    pub(super) fn last_check(&self, step: StepIx) -> Option<usize> {
        let is_check = |index: &&usize| matches!(self.facts()[**index].deed, Deed::Checked { .. });
        self.about[step.0].iter().rev().find(is_check).map(|index| index + 1)
    }

    /// What has to be put before a second person: what was shown, what was answered, and what that
    /// stood on.
    pub fn to_witness(&self, fact: usize) -> Option<String> {
        let first = self.facts().get(fact.checked_sub(1)?)?;
        let step = first.deed.step()?;
        let evidence: Vec<&Evidence> = match self.step_named(step) {
            Some(step) => {
                self.attached(step).filter(|(at, _)| *at < fact).map(|(_, it)| it).collect()
            }
            None => Vec::new(),
        };
        Some(shown(first, step, &evidence))
    }
}

/// The text that stands before a second person, and goes on record with what they say.
fn shown(first: &Fact, step: &str, evidence: &[&Evidence]) -> String {
    let mut lines = vec![format!("Step: {step}")];
    match &first.deed {
        Deed::Answered { shown, answer, .. } => {
            lines.push(format!("Shown: {shown}"));
            lines.push(format!("Answered: {}", answered(answer)));
        }
        Deed::Corrected { shown, answer, reason, .. } => {
            lines.push(format!("Shown: {shown}"));
            lines.push(format!("Corrected to: {}, because: {reason}", answered(answer)));
        }
        Deed::Waived { shown, reason, .. } => {
            lines.push(format!("Shown: {shown}"));
            lines.push(format!("Waived, because: {reason}"));
        }
        Deed::Checked { is_go, reasons, unchanged, .. } => {
            let verdict = if *is_go { "GO" } else { "NO-GO" };
            lines.push(format!("Verdict: {verdict}; {unchanged} pieces of evidence unchanged"));
            lines.extend(reasons.iter().map(|reason| format!("Known: {}", reason.text)));
        }
        Deed::Begun { .. }
        | Deed::Ended { .. }
        | Deed::Acknowledged { .. }
        | Deed::NotApplicable { .. }
        | Deed::Reopened { .. }
        | Deed::Attached { .. }
        | Deed::Withdrawn { .. }
        | Deed::Explained { .. }
        | Deed::Happened { .. }
        | Deed::ClockJumped { .. }
        | Deed::Redeclared { .. }
        | Deed::Witnessed { .. }
        | Deed::HandedOver { .. }
        | Deed::TakenOver
        | Deed::WindowSet { .. }
        | Deed::Noted { .. }
        | Deed::Resumed { .. }
        | Deed::Closed { .. } => {}
    }
    lines.extend(evidence.iter().map(|it| format!("Evidence: {}, sha256 {}", it.path, it.sha256)));
    lines.push(format!("By: {} ({}), {}", first.by.name, first.by.id, first.at));
    lines.join("\n")
}

fn answered(answer: &Answer) -> String {
    match answer {
        Answer::Yes => "yes".to_owned(),
        Answer::Seen => "the evidence was looked at, and is right".to_owned(),
        Answer::Word(text) | Answer::Choice(text) | Answer::Line(text) => text.clone(),
    }
}

/// In what two persons are one, if in anything. Names are compared as people read them.
pub fn one_person(first: &Person, second: &Person) -> Option<&'static str> {
    let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if first.key == second.key {
        Some("key")
    } else if first.id.eq_ignore_ascii_case(&second.id) {
        Some("principal")
    } else if plain(&first.name) == plain(&second.name) {
        Some("name")
    } else {
        None
    }
}

/// Judges what a second person says. `by` is who puts it on record.
pub(super) fn witness(
    model: &Model,
    step: StepIx,
    seen: Observation,
    by: &Person,
) -> Result<Deed, Refusal> {
    let awaited = model.awaits_second(step);
    let Some(fact) = awaited.filter(|fact| *fact == seen.of) else {
        let step = id(model, step);
        return Err(if awaited.is_some() {
            Refusal::WitnessedOther { step }
        } else {
            Refusal::NoSecondAwaited { step }
        });
    };
    if model.to_witness(fact).as_ref() != Some(&seen.shown) {
        return Err(Refusal::WitnessedOther { step: id(model, step) });
    }
    let first = &model.facts()[fact - 1].by;
    let second = seen.statement.as_ref().map_or(by, |statement| &statement.by);
    if let Some(what) = one_person(first, second) {
        return Err(Refusal::OnePerson { step: id(model, step), what });
    }
    let text = words(&seen.text)?;
    Ok(Deed::Witnessed { step: id(model, step), seen: Observation { text, ..seen } })
}
