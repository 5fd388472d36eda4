//! Every GO and NO-GO that was put on record before a point of no return.

use serde::Serialize;

use crate::engine::{Danger, Deed, Fact, Model};
use crate::plan::StepIx;
use crate::text::count;

use super::act::{Files, who};
use super::content::{Time, Who};

/// One verdict.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Go {
    /// Id of the point of no return, and its number.
    pub(super) step: String,
    pub(super) number: Option<usize>,
    /// `GO` or `NO-GO`.
    pub(super) verdict: &'static str,
    /// Pieces of evidence that were read again and are what they were.
    pub(super) unchanged: u64,
    /// The worst first.
    pub(super) reasons: Vec<Because>,
    pub(super) at: Time,
    pub(super) by: Who,
    pub(super) answers_file: Option<usize>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Because {
    pub(super) danger: &'static str,
    /// Whether it makes the verdict NO-GO.
    pub(super) stops: bool,
    /// Id of the step or warning that it is about; none where it is about the session.
    pub(super) about: Option<String>,
    pub(super) number: Option<usize>,
    pub(super) text: String,
}

/// The verdicts among some facts, in order.
pub(super) fn verdicts<'f>(
    model: &Model,
    facts: impl IntoIterator<Item = &'f Fact>,
    files: &Files,
) -> Vec<Go> {
    facts.into_iter().filter_map(|fact| verdict(model, fact, files)).collect()
}

/// The last verdict on each point of no return, in the order of the walk.
pub(super) fn last(model: &Model, files: &Files) -> Vec<Go> {
    let steps = (0..model.plan().steps.len()).map(StepIx);
    let upgrades = steps.filter(|step| model.plan().is_point_of_no_return(*step));
    upgrades.filter_map(|step| verdicts(model, model.about(step), files).pop()).collect()
}

fn verdict(model: &Model, fact: &Fact, files: &Files) -> Option<Go> {
    let Deed::Checked { step, is_go, reasons, unchanged } = &fact.deed else { return None };
    let number = |id: &str| model.step_named(id).map(|step| step.0 + 1);
    let reasons = reasons.iter().map(|reason| Because {
        danger: reason.danger.word(),
        stops: reason.danger.stops(),
        about: (!reason.about.is_empty()).then(|| reason.about.clone()),
        number: number(&reason.about),
        text: reason.text.clone(),
    });
    Some(Go {
        number: number(step),
        step: step.clone(),
        verdict: if *is_go { "GO" } else { "NO-GO" },
        unchanged: *unchanged,
        reasons: reasons.collect(),
        at: Time(fact.at),
        by: who(&fact.by),
        answers_file: files.number(&fact.via),
    })
}

impl Go {
    /// "12 pieces of evidence unchanged, 2 reasons against it, 1 noted".
    pub(super) fn words(&self) -> String {
        let pieces = usize::try_from(self.unchanged).unwrap_or(usize::MAX);
        let stops = self.reasons.iter().filter(|reason| reason.stops).count();
        let noted = self.reasons.len() - stops;
        let mut words = format!("{} of evidence unchanged", count("piece", pieces));
        if stops > 0 {
            words.push_str(&format!(", {} against it", count("reason", stops)));
        }
        if noted > 0 {
            words.push_str(&format!(", {noted} noted"));
        }
        words
    }
}

impl Because {
    /// "still to be done: step 7, backup/CEN: ...".
    pub(super) fn words(&self) -> String {
        let danger = match self.danger {
            word if word == Danger::Unknown.word() => "not known",
            word if word == Danger::Evidence.word() => "evidence",
            word if word == Danger::Refuted.word() => "refuted",
            word if word == Danger::Missing.word() => "still to be done",
            _ => "noted",
        };
        let number = self.number.map(|number| format!("step {number}, ")).unwrap_or_default();
        let about = self.about.as_ref().map(|id| format!("{number}{id}: ")).unwrap_or_default();
        format!("{danger}: {about}{}", self.text)
    }
}
