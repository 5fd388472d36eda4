//! A hierarchy that turns out to say something wrong: the plan is made anew, and what happened
//! stays with the steps that are still in it.

use std::sync::Arc;

use crate::plan::{Plan, StepIx};

use super::Model;
use super::links::Links;
use super::model::from_the_start;

impl Model {
    /// Puts another plan in the place of the one there is. Nothing changes where none can be made:
    /// that was looked at when the fact was granted.
    pub(super) fn replan(&mut self, fact: usize, site: &str, level: &str) {
        let Ok(plan) = self.plan.redeclared(site, level) else { return };
        let count = plan.steps.len();
        let mut settled = Vec::with_capacity(count);
        let mut about = Vec::with_capacity(count);
        for (index, step) in plan.steps.iter().enumerate() {
            let start = from_the_start(&plan, StepIx(index));
            let Some(old) = self.step_named(&step.id) else {
                settled.push(start);
                about.push(Vec::new());
                continue;
            };
            if asks_otherwise(&self.plan, old, &plan, StepIx(index), site) {
                self.renewed.insert(step.id.clone(), fact);
            }
            let is_as_begun = self.settled[old.0] == from_the_start(&self.plan, old);
            settled.push(if is_as_begun { start } else { self.settled[old.0] });
            about.push(std::mem::take(&mut self.about[old.0]));
        }
        let acknowledged = plan.warnings.iter().map(|notice| {
            let old = self.plan.warnings.iter().position(|it| it.id == notice.id)?;
            self.acknowledged[old]
        });
        self.acknowledged = acknowledged.collect();
        self.settled = settled;
        self.about = about;
        self.links = Arc::new(Links::of(&plan));
        self.plan = Arc::new(plan);
    }
}

/// Whether a step asks something else than it did: in other words, or of sensors that hold what
/// they read against another level of the site.
fn asks_otherwise(old: &Plan, at: StepIx, new: &Plan, now: StepIx, site: &str) -> bool {
    let of_site = |code: &String| code.eq_ignore_ascii_case(site);
    let is_of_site = new.fields(&new.step(now).at).site.as_ref().is_some_and(of_site);
    let is_read = !new.template(now).proof.by.is_empty();
    (is_of_site && is_read) || old.words(at) != new.words(now) || old.ask(at) != new.ask(now)
}
