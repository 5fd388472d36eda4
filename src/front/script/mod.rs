//! The script face: answers from a file, for rehearsals, tests and unattended parts.
//!
//! It asks nobody. A question without an answer stops the session with the name of the step.

mod answers;
mod raw;

pub use answers::{Answers, Finish};

use std::collections::HashSet;
use std::path::Path;

use crate::engine::{
    Deed, Fact, Model, Outcome, Refusal, State, UpgradeOutcome, Via, Wish, screen, verdict,
};
use crate::front::{FrontEnd, FrontError, Said};
use crate::plan::StepIx;

use answers::Entry;

/// Answers from a file, given in the order in which the engine asks.
pub struct Script<'a> {
    answers: Answers,
    via: Via,
    /// Told to whoever watches, one line a recorded fact.
    watch: &'a mut dyn FnMut(&str),
    attached: HashSet<(StepIx, usize)>,
    noted: HashSet<StepIx>,
    /// Points of no return that were ended in this sitting: the file has said what it knows.
    ended: HashSet<StepIx>,
    corrected: usize,
    /// What the last wish was about, for the message when it is turned down.
    about: String,
    refused: Option<String>,
}

impl<'a> Script<'a> {
    /// `name` and `sha256` of the file mark every answer in the record; `watch` is told a line for
    /// every fact that was recorded.
    pub fn new(
        answers: Answers,
        name: String,
        sha256: String,
        watch: &'a mut dyn FnMut(&str),
    ) -> Self {
        Self {
            answers,
            via: Via::AnswersFile { name, sha256 },
            watch,
            attached: HashSet::new(),
            noted: HashSet::new(),
            ended: HashSet::new(),
            corrected: 0,
            about: String::new(),
            refused: None,
        }
    }

    /// The next thing that the file has to say of a step.
    fn turn(&mut self, model: &Model, step: StepIx) -> Result<Said, FrontError> {
        let id = &model.plan().step(step).id;
        id.clone_into(&mut self.about);
        let no_answer = || FrontError::NoAnswer { step: id.clone() };
        let entry = self.answers.entry(id).ok_or_else(no_answer)?;
        for (index, path) in entry.attach.iter().enumerate() {
            // The record has the whole path, the file perhaps only its end.
            let known = model
                .fresh_evidence(step)
                .iter()
                .any(|evidence| Path::new(&evidence.path).ends_with(path));
            if self.attached.insert((step, index)) && !known {
                return Ok(Said::Read { step, path: path.clone() });
            }
        }
        if let Some(text) = &entry.note
            && self.noted.insert(step)
        {
            return Ok(Said::Wish(Wish::Note { step: Some(step), text: text.clone() }));
        }
        let wish = match model.state(step) {
            // What a file said beforehand is no look at the site.
            State::InDoubt => return Err(FrontError::InDoubt { step: id.clone() }),
            State::UnderWay => {
                self.ended.insert(step);
                Self::end(step, entry).ok_or_else(no_answer)?
            }
            _ if self.ended.contains(&step) => return Err(no_answer()),
            _ => Self::settle(model, step, entry).ok_or_else(no_answer)?,
        };
        Ok(Said::Wish(wish))
    }

    fn settle(model: &Model, step: StepIx, entry: &Entry) -> Option<Wish> {
        if let Some(reason) = &entry.waive {
            return Some(Wish::Waive { step, reason: reason.clone() });
        }
        if let Some(reason) = &entry.not_applicable {
            return Some(Wish::SetAside { step, reason: reason.clone() });
        }
        let answer = entry.answer.clone()?;
        if model.plan().is_point_of_no_return(step) {
            // Without an outcome in the file the step would be begun and never ended.
            entry.outcome?;
            let crate::step::Answer::Word(word) = answer else { return None };
            return Some(Wish::Begin { step, word });
        }
        Some(Wish::Answer { step, answer })
    }

    fn end(step: StepIx, entry: &Entry) -> Option<Wish> {
        let outcome: UpgradeOutcome = entry.outcome?;
        Some(Wish::End { step, outcome, looked: None })
    }

    /// Corrections come when nothing else is left to answer, each once; one that stands already,
    /// from an earlier sitting, is not made again.
    fn correction(&mut self, model: &Model) -> Option<Said> {
        while let Some(correction) = self.answers.corrections.get(self.corrected) {
            self.corrected += 1;
            let Some(step) = model.step_named(&correction.step) else { continue };
            let is_made = model.about(step).any(|fact| {
                matches!(&fact.deed, Deed::Corrected { answer, reason, .. }
                    if *answer == correction.answer && *reason == correction.reason)
            });
            if !is_made {
                self.about.clone_from(&correction.step);
                let (answer, reason) = (correction.answer.clone(), correction.reason.clone());
                return Some(Said::Wish(Wish::Correct { step, answer, reason }));
            }
        }
        None
    }

    fn finish(&mut self, model: &Model) -> Result<Said, FrontError> {
        let verdict = verdict(model);
        match (self.answers.finish, verdict.outcome) {
            (Finish::Stop, _) => Ok(Said::Stop),
            (Finish::Seal, Outcome::Incomplete) => Err(FrontError::StillIncomplete),
            (Finish::Seal | Finish::SealIncomplete, shown) => {
                "the end of the session".clone_into(&mut self.about);
                Ok(Said::Wish(Wish::Close { shown }))
            }
        }
    }
}

impl FrontEnd for Script<'_> {
    fn next(&mut self, model: &Model) -> Result<Said, FrontError> {
        if let Some(refusal) = self.refused.take() {
            return Err(FrontError::AnswerRefused { about: self.about.clone(), refusal });
        }
        let screen = screen(model);
        for warning in &screen.unacknowledged {
            let id = &model.plan().warnings[*warning].id;
            if self.answers.acknowledges(id) {
                id.clone_into(&mut self.about);
                return Ok(Said::Wish(Wish::Acknowledge { warning: *warning }));
            }
        }
        match screen.next {
            Some(step) => self.turn(model, step),
            None => match (self.correction(model), screen.unacknowledged.first()) {
                (Some(said), _) => Ok(said),
                (None, Some(warning)) => Err(FrontError::NoAcknowledgement {
                    warning: model.plan().warnings[*warning].id.clone(),
                }),
                (None, None) => self.finish(model),
            },
        }
    }

    fn recorded(&mut self, model: &Model, fact: &Fact) -> Result<(), FrontError> {
        let screen = screen(model);
        (self.watch)(&format!(
            "recorded {}: {}, {} ({} of {})",
            model.facts().len(),
            self.about,
            happened(&fact.deed),
            screen.settled,
            screen.total
        ));
        Ok(())
    }

    fn refuse(&mut self, refusal: &Refusal) -> Result<(), FrontError> {
        self.refused = Some(refusal.to_string());
        Ok(())
    }

    fn unreadable(&mut self, why: &str) -> Result<(), FrontError> {
        self.refused = Some(why.to_owned());
        Ok(())
    }

    fn via(&self) -> Via {
        self.via.clone()
    }
}

/// What happened, in a word or two for whoever watches.
fn happened(deed: &Deed) -> &'static str {
    match deed {
        Deed::Answered { .. } => "answered",
        Deed::Begun { .. } => "begun",
        Deed::Ended { outcome, .. } => outcome.word(),
        Deed::Acknowledged { .. } => "acknowledged",
        Deed::Waived { .. } => "waived",
        Deed::NotApplicable { .. } => "not applicable",
        Deed::Corrected { .. } => "corrected",
        Deed::Reopened { .. } => "opened again",
        Deed::Attached { .. } => "evidence attached",
        Deed::Noted { .. } => "note written",
        Deed::Resumed => "taken up again",
        Deed::Closed { .. } => "closed",
    }
}
