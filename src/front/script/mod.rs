//! The script face: answers from a file, for rehearsals, tests and unattended parts.
//!
//! It asks nobody. A question without an answer stops the session with the name of the step.

mod answers;
mod beforehand;
mod raw;

pub use answers::{Answers, Finish};

use std::collections::HashSet;
use std::path::Path;

use crate::engine::{
    Deed, Evidence, Fact, Model, Outcome, Refusal, Saw, State, UpgradeOutcome, Via, Wish, progress,
    verdict,
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
    /// `via` marks every answer in the record; `watch` is told a line for
    /// every fact that was recorded.
    pub fn new(answers: Answers, via: Via, watch: &'a mut dyn FnMut(&str)) -> Self {
        Self {
            answers,
            via,
            watch,
            attached: HashSet::new(),
            noted: HashSet::new(),
            ended: HashSet::new(),
            corrected: 0,
            about: String::new(),
            refused: None,
        }
    }

    /// What comes before everything else: what the hierarchy is wrong about, then what happened.
    /// Each once a session: what is on record, from an earlier sitting too, is not said again.
    fn first_of_all(&mut self, model: &Model) -> Option<Wish> {
        let is_on_record =
            |wanted: &dyn Fn(&Deed) -> bool| model.facts().iter().any(|fact| wanted(&fact.deed));
        for it in &self.answers.redeclared {
            let is_it = |deed: &Deed| {
                matches!(deed, Deed::Redeclared { site, level, .. }
                    if site.eq_ignore_ascii_case(&it.site) && *level == it.level)
            };
            if !is_on_record(&is_it) {
                self.about = format!("level of {}", it.site);
                let (site, level, reason) = (it.site.clone(), it.level.clone(), it.reason.clone());
                // Places in the plan of before mean nothing in the one that follows.
                self.attached.clear();
                self.noted.clear();
                self.ended.clear();
                return Some(Wish::Redeclare { site, level, reason });
            }
        }
        for it in &self.answers.happened {
            let is_it = |deed: &Deed| {
                matches!(deed, Deed::Happened { what, site, text }
                    if *what == it.what && *site == it.site && *text == it.text)
            };
            if !is_on_record(&is_it) {
                it.what.word().clone_into(&mut self.about);
                let (what, site, text) = (it.what, it.site.clone(), it.text.clone());
                return Some(Wish::Tell { what, site, text });
            }
        }
        None
    }

    /// The next thing that the file has to say of a step.
    fn turn(&mut self, model: &Model, step: StepIx) -> Result<Said, FrontError> {
        let id = &model.plan().step(step).id;
        id.clone_into(&mut self.about);
        let no_answer = || FrontError::NoAnswer { step: id.clone() };
        let entry = self.answers.entry(id).ok_or_else(no_answer)?;
        if let State::AwaitsSecond | State::Disputed = model.state(step) {
            return Err(FrontError::SecondPerson { step: id.clone() });
        }
        if let Some(said) = Self::wait_or_withdraw(model, step, entry) {
            return Ok(said);
        }
        // What speaks against the step, or was waited for, may have changed since.
        let is_settling = matches!(model.state(step), State::Refuted | State::Waiting(_));
        if let Some(path) = model.plan().watched(step)
            && entry.waits
            && is_settling
            && self.attached.insert((step, usize::MAX))
        {
            return Ok(Said::Read { step, path });
        }
        for (index, path) in entry.attach.iter().enumerate() {
            let known = model.fresh_evidence(step).iter().any(|it| is_named(it, path));
            if self.attached.insert((step, index)) && (!known || is_settling) {
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
            _ => Self::explain(model, step, entry)
                .or_else(|| Self::settle(model, step, entry))
                .ok_or_else(|| refuted(model, step).unwrap_or_else(no_answer))?,
        };
        Ok(Said::Wish(wish))
    }

    /// Waits for a file before anything is said of its step, and takes back what is attached and
    /// not named.
    fn wait_or_withdraw(model: &Model, step: StepIx, entry: &Entry) -> Option<Said> {
        if let State::Waiting(until) = model.state(step)
            && entry.waits
            && (until.is_some() || model.plan().watched(step).is_some())
        {
            return Some(Said::Watch { step });
        }
        let reason = entry.withdraw.as_ref()?;
        let is_stray = |it: &&&Evidence| !entry.attach.iter().any(|path| is_named(it, path));
        let pieces = model.fresh_evidence(step);
        let stray = pieces.iter().find(is_stray)?;
        let (path, sha256, reason) = (stray.path.clone(), stray.sha256.clone(), reason.clone());
        Some(Said::Wish(Wish::Withdraw { step, path, sha256, reason }))
    }

    /// Answers for the next thing that sensors found and nobody has answered for.
    fn explain(model: &Model, step: StepIx, entry: &Entry) -> Option<Wish> {
        let text = entry.explain.clone()?;
        let standing = model.standing(step);
        let mut found = standing.objections().iter();
        let (sha256, finding) =
            found.find_map(|it| Some((it.sha256.clone(), it.finding.as_ref()?)))?;
        let (line, finding) = (finding.line, finding.id.word().to_owned());
        Some(Wish::Explain { step, sha256, finding, line, text })
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
        if let Some(wish) = self.first_of_all(model) {
            return Ok(Said::Wish(wish));
        }
        let progress = progress(model);
        for warning in &progress.unacknowledged {
            let id = &model.plan().warnings[*warning].id;
            if self.answers.acknowledges(id) {
                id.clone_into(&mut self.about);
                return Ok(Said::Wish(Wish::Acknowledge { warning: *warning }));
            }
        }
        match progress.next {
            Some(step) => self.turn(model, step),
            None => match (self.correction(model), progress.unacknowledged.first()) {
                (Some(said), _) => Ok(said),
                (None, Some(warning)) => Err(FrontError::NoAcknowledgement {
                    warning: model.plan().warnings[*warning].id.clone(),
                }),
                (None, None) => self.finish(model),
            },
        }
    }

    fn recorded(&mut self, model: &Model, fact: &Fact) -> Result<(), FrontError> {
        let progress = progress(model);
        (self.watch)(&format!(
            "recorded {}: {}, {} ({} of {})",
            model.facts().len(),
            subject(&fact.deed).unwrap_or(&self.about),
            happened(&fact.deed),
            progress.settled,
            progress.total
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

    fn unsigned(&mut self, why: &str) -> Result<(), FrontError> {
        // Nobody sits here who could try again.
        Err(FrontError::NotSigned { about: self.about.clone(), why: why.to_owned() })
    }

    fn via(&self) -> Via {
        self.via.clone()
    }
}

/// Whether a piece of evidence is the one that the file means: the record has the whole path, the
/// file perhaps only its end.
fn is_named(evidence: &Evidence, path: &str) -> bool {
    Path::new(&evidence.path).ends_with(path)
}

/// Why a step cannot go on that the evidence speaks against.
fn refuted(model: &Model, step: StepIx) -> Option<FrontError> {
    let standing = model.standing(step);
    let objection = standing.objections().first()?;
    let about = model.plan().step(step).id.clone();
    Some(FrontError::AnswerRefused { about, refusal: objection.sentence() })
}

/// What a fact is about, where it says so.
fn subject(deed: &Deed) -> Option<&str> {
    match deed {
        Deed::Acknowledged { warning, .. } => Some(warning),
        Deed::ClockJumped { .. }
        | Deed::Happened { .. }
        | Deed::HandedOver { .. }
        | Deed::TakenOver
        | Deed::WindowSet { .. } => Some("the session"),
        Deed::Redeclared { site, .. } => Some(site),
        Deed::Noted { .. } => None,
        deed => deed.step(),
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
        Deed::Withdrawn { .. } => "evidence withdrawn",
        Deed::Explained { .. } => "finding answered for",
        Deed::Happened { what, .. } => what.word(),
        Deed::ClockJumped { .. } => "the clock jumped",
        Deed::Checked { is_go: true, .. } => "GO",
        Deed::Checked { is_go: false, .. } => "NO-GO",
        Deed::Redeclared { .. } => "hierarchy corrected",
        Deed::Witnessed { seen, .. } => match seen.saw {
            Saw::Same => "a second person saw the same",
            Saw::Different => "a second person saw something else",
        },
        Deed::HandedOver { .. } => "handed over",
        Deed::TakenOver => "taken over",
        Deed::WindowSet { .. } => "window set",
        Deed::Noted { .. } => "note written",
        Deed::Resumed { .. } => "taken up again",
        Deed::Closed { .. } => "closed",
    }
}
