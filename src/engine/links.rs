//! Which steps a change of one of them reaches. It follows from the plan alone, and is worked out
//! once.

use std::collections::HashMap;
use std::sync::Arc;

use crate::plan::{Plan, StepIx};

/// What hangs together in a plan.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The steps of that id.
    ids: HashMap<String, StepIx>,
    warnings: HashMap<String, usize>,
    /// The points of no return, in the order of the walk.
    upgrades: Vec<StepIx>,
    /// Parallel to the plan's steps: the steps that require it.
    above: Vec<Vec<StepIx>>,
    /// The steps of one kind in one domain whose evidence has to hold the same, by each of them.
    alike: HashMap<StepIx, Arc<[StepIx]>>,
    /// The points of no return ahead for which an answer has to be fresh, by step.
    ahead: HashMap<StepIx, Vec<StepIx>>,
}

impl Links {
    pub(super) fn of(plan: &Plan) -> Self {
        let steps = || plan.steps.iter().enumerate().map(|(index, step)| (StepIx(index), step));
        let mut above = vec![Vec::new(); plan.steps.len()];
        let mut groups: HashMap<_, Vec<StepIx>> = HashMap::new();
        for (ix, step) in steps() {
            for need in &step.requires {
                above[need.0].push(ix);
            }
            if plan.template(ix).wait.as_ref().is_some_and(|wait| wait.alike) {
                groups.entry((step.template, step.at.domain)).or_default().push(ix);
            }
        }
        let mut alike = HashMap::new();
        for group in groups.into_values().map(Arc::<[StepIx]>::from) {
            alike.extend(group.iter().map(|step| (*step, Arc::clone(&group))));
        }
        let notices = plan.warnings.iter().enumerate();
        Self {
            ids: steps().map(|(ix, step)| (step.id.clone(), ix)).collect(),
            upgrades: steps()
                .map(|(ix, _)| ix)
                .filter(|ix| plan.is_point_of_no_return(*ix))
                .collect(),
            warnings: notices.map(|(index, notice)| (notice.id.clone(), index)).collect(),
            ahead: super::fresh::ahead(plan, &above),
            above,
            alike,
        }
    }

    pub(super) fn step_named(&self, id: &str) -> Option<StepIx> {
        self.ids.get(id).copied()
    }

    pub(super) fn warning_named(&self, id: &str) -> Option<usize> {
        self.warnings.get(id).copied()
    }

    /// The points of no return, in the order of the walk.
    pub(super) fn upgrades(&self) -> &[StepIx] {
        &self.upgrades
    }

    /// The steps that require this one.
    pub(super) fn above(&self, step: StepIx) -> &[StepIx] {
        &self.above[step.0]
    }

    /// The steps whose evidence has to hold the same, in the order of the walk, itself included.
    pub(super) fn alike(&self, step: StepIx) -> &[StepIx] {
        self.alike.get(&step).map_or(&[], |group| &**group)
    }

    /// The points of no return ahead for which the answer to a step has to be fresh.
    pub(super) fn ahead(&self, step: StepIx) -> Option<&[StepIx]> {
        self.ahead.get(&step).map(Vec::as_slice)
    }

    /// The steps whose answers have to be fresh for a point of no return.
    pub(super) fn fresh_for(&self, upgrade: StepIx) -> impl Iterator<Item = StepIx> {
        let is_meant = move |(_, ahead): &(&StepIx, &Vec<StepIx>)| ahead.contains(&upgrade);
        self.ahead.iter().filter(is_meant).map(|(step, _)| *step)
    }
}
