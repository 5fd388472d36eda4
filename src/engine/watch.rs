//! What is waited for: which steps, where it comes, and whether what is there is news.

use crate::plan::{Plan, StepIx};

use super::{Evidence, Model, State};

/// Whether something is waited for at a step in this state. What speaks against a file that came
/// may be mended by the next one.
pub fn is_waited_for(plan: &Plan, step: StepIx, state: &State) -> bool {
    match state {
        State::Waiting(_) => true,
        State::Refuted => plan.template(step).wait.is_some(),
        State::Open
        | State::Blocked(_)
        | State::Satisfied(_)
        | State::AwaitsSecond
        | State::Disputed
        | State::GateOpen
        | State::Observed
        | State::Waived
        | State::NotApplicable
        | State::Stale
        | State::UnderWay
        | State::InDoubt
        | State::Succeeded => false,
    }
}

/// The steps that wait for a file, and where it comes, in the order of the walk.
pub fn watched(model: &Model) -> Vec<(StepIx, String)> {
    let plan = model.plan();
    model.waited_for().filter_map(|step| Some((step, plan.watched(step)?))).collect()
}

/// Whether a file is not what was attached to a step last from the same place.
pub fn is_news(model: &Model, step: StepIx, evidence: &Evidence) -> bool {
    let attached = model.fresh_evidence(step);
    let last = attached.iter().rev().find(|it| it.path == evidence.path);
    last.is_none_or(|it| it.sha256 != evidence.sha256 || it.modified != evidence.modified)
}
