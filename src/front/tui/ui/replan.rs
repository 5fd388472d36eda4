//! The plan of an open session has become another: what holds on to its steps is made anew.

use std::collections::HashSet;
use std::sync::Arc;

use crate::engine::Model;
use crate::plan::{Plan, StepIx};
use crate::text::count;
use crate::theme::Role;

use super::super::desk::Errand;
use super::super::place::Place;
use super::super::walk::Walk;
use super::{Ui, scratch};

impl Ui {
    /// Takes the plan of the model over. Where it was another before, every place that held on to
    /// its steps is left, and what was typed or read stays with its step, by id.
    pub(super) fn take_over_plan(&mut self, model: &Model) {
        let before = self.plan.replace(Arc::clone(model.plan()));
        let Some(before) = before.filter(|it| !Arc::ptr_eq(it, model.plan())) else { return };
        self.stop_looking();
        self.stop_watching();
        self.awaiting = None;
        let id_of = |step: StepIx| before.steps.get(step.0).map(|it| it.id.clone());
        let kept = std::mem::take(&mut self.kept);
        for (about, typed) in kept {
            let key = about.scratch_key(&|step| id_of(step).unwrap_or_default());
            let about = key.and_then(|key| scratch::about_named(&key, model));
            if let Some(about) = about {
                self.kept.insert(about, typed);
            }
        }
        self.scratch.plan_changed(model);
        for mut reading in std::mem::take(&mut self.readings) {
            match id_of(reading.step).and_then(|id| model.step_named(&id)) {
                Some(step) => {
                    reading.step = step;
                    self.readings.push(reading);
                }
                None => self.errands.push(Errand::CancelRead { job: reading.job }),
            }
        }
        self.start_at(vec![Place::Walk(Walk::new())]);
        self.note(Role::Warning, changed(&before, model.plan()));
    }
}

/// How much is another, in a sentence.
fn changed(before: &Plan, now: &Plan) -> String {
    let ids = |plan: &Plan| plan.steps.iter().map(|it| it.id.clone()).collect::<HashSet<_>>();
    let (before, now) = (ids(before), ids(now));
    let new = now.difference(&before).count();
    let gone = before.difference(&now).count();
    format!(
        "The hierarchy was corrected, and the plan was made anew: {} new, {} gone. What was \
         answered stays with the steps that are still in it.",
        count("step", new),
        count("step", gone)
    )
}
