//! How a session stands, or ended: never plainly "done".

use crate::plan::StepIx;
use crate::step::How;

use super::decide::stands_on;
use super::{Deed, Fact, Model, Outcome, Phase, Saw, UpgradeOutcome};

/// How the session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How it ended, or would end if it were closed now.
    pub outcome: Outcome,
    pub is_closed: bool,
    /// Printed on the first page, in the order in which they happened.
    pub deviations: Vec<Deviation>,
    /// Steps that are not settled, in the order of the walk.
    pub open: Vec<StepIx>,
    /// Warnings that wait for an acknowledgement, by index in the plan.
    pub unacknowledged: Vec<usize>,
    pub reason: Option<String>,
}

/// Something that was not done as the flow asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// Id of the step or warning.
    pub about: String,
    /// What happened: "waived", "failed once".
    pub what: &'static str,
    pub reason: String,
    /// Index into the facts of the model.
    pub fact: usize,
}

/// How the session stands. Pure; the same facts give the same verdict.
pub fn verdict(model: &Model) -> Verdict {
    let plan = model.plan();
    let open: Vec<_> =
        (0..plan.steps.len()).map(StepIx).filter(|step| !model.state(*step).is_settled()).collect();
    let unacknowledged = unacknowledged(model);
    let deviations: Vec<_> = deviations(model).collect();
    let outcome = outcome(model, open.len() + unacknowledged.len(), !deviations.is_empty());
    let is_closed = model.phase() != Phase::Walking;
    let reason = if is_closed { closing_reason(model) } else { None };
    Verdict { outcome, is_closed, deviations, open, unacknowledged, reason }
}

/// How the session ended, or would end if it were closed now, with so much left to do.
pub(super) fn outcome(model: &Model, left: usize, deviates: bool) -> Outcome {
    match model.phase() {
        Phase::Closed(outcome) => outcome,
        Phase::Walking if left > 0 => Outcome::Incomplete,
        Phase::Walking if deviates => Outcome::CompleteWithDeviations,
        Phase::Walking => Outcome::Complete,
    }
}

/// Warnings that wait for an acknowledgement, by index in the plan.
pub(super) fn unacknowledged(model: &Model) -> Vec<usize> {
    let plan = model.plan();
    let waits = |index: &usize| {
        plan.warning(&plan.warnings[*index]).acknowledge && model.acknowledgement(*index).is_none()
    };
    (0..plan.warnings.len()).filter(waits).collect()
}

fn closing_reason(model: &Model) -> Option<String> {
    match &model.facts().last()?.deed {
        Deed::Closed { reason, .. } => reason.clone(),
        Deed::Answered { .. }
        | Deed::Begun { .. }
        | Deed::Ended { .. }
        | Deed::Acknowledged { .. }
        | Deed::Waived { .. }
        | Deed::NotApplicable { .. }
        | Deed::Corrected { .. }
        | Deed::Reopened { .. }
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
        | Deed::Resumed { .. } => None,
    }
}

/// Waivers that still stand, upgrades that failed, breaches acknowledged, exceptions attested, and
/// answers corrected after an upgrade had begun.
pub(super) fn deviations(model: &Model) -> impl Iterator<Item = Deviation> {
    model.tally().deviating().iter().flat_map(|fact| deviations_of(model, *fact))
}

/// What deviates in a fact, by its index.
pub(super) fn deviations_of(model: &Model, index: usize) -> Vec<Deviation> {
    let (plan, fact) = (model.plan(), &model.facts()[index]);
    let deviation = |about: &str, what, reason: &str| {
        vec![Deviation { about: about.to_owned(), what, reason: reason.to_owned(), fact: index }]
    };
    match &fact.deed {
        Deed::Waived { step, reason, .. } if stands(model, step, fact) => {
            let is_against =
                model.step_named(step).is_some_and(|step| model.standing(step).is_against());
            let what = if is_against { "waived against the evidence" } else { "waived" };
            deviation(step, what, reason)
        }
        Deed::Ended { step, outcome: UpgradeOutcome::Failed, looked, .. } => {
            deviation(step, "failed once", looked.as_deref().unwrap_or(""))
        }
        Deed::Acknowledged { warning, .. } => {
            let notice = plan.warnings.iter().find(|notice| notice.id == *warning);
            match notice.filter(|notice| plan.warning(notice).breach) {
                Some(notice) => deviation(warning, "breach acknowledged", &notice.because),
                None => Vec::new(),
            }
        }
        Deed::Answered { step, how, .. } if is_exception(model, step, *how, fact) => {
            deviation(step, EXCEPTION, "")
        }
        Deed::Corrected { step, how, reason, .. } => {
            let mut told = Vec::new();
            if is_exception(model, step, *how, fact) {
                told.extend(deviation(step, EXCEPTION, reason));
            }
            if is_after_upgrade(model, step, index) {
                told.extend(deviation(step, "corrected after the upgrade had begun", reason));
            }
            told
        }
        Deed::Redeclared { site, level, reason } => deviation(
            &format!("level of {site}"),
            "hierarchy corrected",
            &format!("now {level}: {reason}"),
        ),
        // It stays one, whatever the first person said afterwards.
        Deed::Witnessed { step, seen } if seen.saw == Saw::Different => {
            deviation(step, "a second person saw something else", &seen.text)
        }
        Deed::Resumed { despite_ledger: true } => {
            deviation(THE_RECORD, "taken up although this machine remembers it otherwise", "")
        }
        Deed::Waived { .. }
        | Deed::Answered { .. }
        | Deed::Ended { .. }
        | Deed::Begun { .. }
        | Deed::NotApplicable { .. }
        | Deed::Reopened { .. }
        | Deed::Attached { .. }
        | Deed::Withdrawn { .. }
        | Deed::Explained { .. }
        | Deed::Happened { .. }
        | Deed::ClockJumped { .. }
        | Deed::Checked { .. }
        | Deed::Witnessed { .. }
        | Deed::HandedOver { .. }
        | Deed::TakenOver
        | Deed::WindowSet { .. }
        | Deed::Noted { .. }
        | Deed::Resumed { .. }
        | Deed::Closed { .. } => Vec::new(),
    }
}

/// What a deviation is about that is about no step.
pub const THE_RECORD: &str = "the record";

const EXCEPTION: &str = "attested as an exception";

/// Whether the answer that stands is a typed word where the flow wants to see evidence.
fn is_exception(model: &Model, step: &str, how: How, fact: &Fact) -> bool {
    let deviates = model
        .step_named(step)
        .is_some_and(|ix| model.plan().template(ix).attested_deviates && how == How::Attested);
    deviates && stands(model, step, fact)
}

/// Whether an upgrade that stands on the step had been begun before the fact of that index.
fn is_after_upgrade(model: &Model, step: &str, index: usize) -> bool {
    let Some(ix) = model.step_named(step) else { return false };
    model.facts()[..index].iter().any(|earlier| {
        let Deed::Begun { step, .. } = &earlier.deed else { return false };
        let upgrade = model.step_named(step);
        upgrade.is_some_and(|upgrade| stands_on(model.plan(), upgrade, ix))
    })
}

/// Whether nothing later settled the step or opened it again.
fn stands(model: &Model, step: &str, fact: &Fact) -> bool {
    let Some(ix) = model.step_named(step) else { return false };
    let is_about_state = |fact: &&Fact| {
        !matches!(
            fact.deed,
            Deed::Attached { .. }
                | Deed::Withdrawn { .. }
                | Deed::Explained { .. }
                | Deed::Checked { .. }
                | Deed::Witnessed { .. }
                | Deed::Noted { .. }
        )
    };
    model.about(ix).rev().find(is_about_state).is_some_and(|last| std::ptr::eq(last, fact))
}
