//! What is counted of a session, and which steps are looked for by their state. Kept up with every
//! change: nobody goes over all steps to say how many are settled, or which one is next.

use std::collections::BTreeSet;

use crate::plan::{Plan, StepIx};

use super::back_out::undo_mark;
use super::verdict::deviations_of;
use super::{Model, State, is_waited_for};

/// Counts and lists of one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// By phase of the flow: how many steps are settled, of how many.
    phases: Vec<(usize, usize)>,
    /// What can be acted on, by urgency; each in the order of the walk.
    due: [BTreeSet<StepIx>; URGENCIES],
    waited_for: BTreeSet<StepIx>,
    /// Settled answers that become too old at some time.
    can_age: BTreeSet<StepIx>,
    /// What would have to be undone on the way back, and how long that takes, in seconds.
    to_undo: BTreeSet<StepIx>,
    undo_seconds: u128,
    /// The facts that are deviations, as indexes.
    deviating: BTreeSet<usize>,
}

impl Tally {
    /// Counts everything. States are worked out before.
    pub(super) fn of(model: &Model) -> Self {
        let plan = model.plan();
        let phases = vec![(0, 0); plan.flow.phases.len()];
        let mut tally = Self { phases, ..Self::default() };
        for (index, step) in plan.steps.iter().enumerate() {
            let (step, phase) = (StepIx(index), step.phase);
            tally.phases[phase].1 += 1;
            tally.count(plan, step, model.state(step), true);
            tally.undo(plan, step, undo_mark(model, step).is_some());
        }
        let facts = 0..model.facts().len();
        tally.deviating = facts.filter(|fact| !deviations_of(model, *fact).is_empty()).collect();
        tally
    }

    /// A step has gone from one state to another.
    pub(super) fn moved(&mut self, plan: &Plan, step: StepIx, before: &State, now: &State) {
        self.count(plan, step, before, false);
        self.count(plan, step, now, true);
    }

    /// Takes a step that is in a state in, or out.
    fn count(&mut self, plan: &Plan, step: StepIx, state: &State, is_in: bool) {
        if state.is_settled() {
            let settled = &mut self.phases[plan.step(step).phase].0;
            *settled = if is_in { *settled + 1 } else { *settled - 1 };
        }
        let due = urgency(state).map(|urgency| &mut self.due[urgency]);
        let waited_for = is_waited_for(plan, step, state).then_some(&mut self.waited_for);
        let can_age = can_age(plan, step, state).then_some(&mut self.can_age);
        for list in [due, waited_for, can_age].into_iter().flatten() {
            if is_in {
                list.insert(step);
            } else {
                list.remove(&step);
            }
        }
    }

    /// Whether a step would have to be undone.
    pub(super) fn undo(&mut self, plan: &Plan, step: StepIx, is_to_undo: bool) {
        let Some(undo) = &plan.template(step).undo else { return };
        let seconds = u128::from(undo.takes_seconds);
        if is_to_undo && self.to_undo.insert(step) {
            self.undo_seconds += seconds;
        } else if !is_to_undo && self.to_undo.remove(&step) {
            self.undo_seconds -= seconds;
        }
    }

    /// Whether a fact, by its index, is a deviation.
    pub(super) fn deviates(&mut self, fact: usize, deviates: bool) {
        if deviates {
            self.deviating.insert(fact);
        } else {
            self.deviating.remove(&fact);
        }
    }

    pub(super) fn deviating(&self) -> &BTreeSet<usize> {
        &self.deviating
    }

    pub(super) fn to_undo(&self) -> &BTreeSet<StepIx> {
        &self.to_undo
    }

    pub(super) fn undo_seconds(&self) -> u64 {
        u64::try_from(self.undo_seconds).unwrap_or(u64::MAX)
    }

    /// What to do next.
    pub(super) fn next(&self) -> Option<StepIx> {
        self.due.iter().find_map(|steps| steps.first()).copied()
    }

    /// How many steps are settled.
    pub(super) fn settled(&self) -> usize {
        self.phases.iter().map(|(settled, _)| settled).sum()
    }
}

impl Model {
    /// How many steps of a phase of the flow are settled, and how many it has.
    pub fn of_phase(&self, phase: usize) -> (usize, usize) {
        self.tally().phases.get(phase).copied().unwrap_or_default()
    }

    /// The steps that something is waited for at, in the order of the walk.
    pub fn waited_for(&self) -> impl Iterator<Item = StepIx> {
        self.tally().waited_for.iter().copied()
    }

    /// Whether some answer becomes too old at some time.
    pub fn can_age(&self) -> bool {
        !self.tally().can_age.is_empty()
    }
}

const URGENCIES: usize = 5;

/// What goes first, from 0; none where there is nothing to do. In doubt comes before everything: it
/// must be looked at, never guessed.
const fn urgency(state: &State) -> Option<usize> {
    match state {
        State::InDoubt => Some(0),
        State::UnderWay => Some(1),
        State::Open | State::Refuted | State::Stale | State::Disputed => Some(2),
        State::AwaitsSecond => Some(3),
        // What is waited for comes last: there may be nothing to do for it.
        State::Waiting(_) => Some(4),
        State::Blocked(_)
        | State::Satisfied(_)
        | State::GateOpen
        | State::Observed
        | State::Waived
        | State::NotApplicable
        | State::Succeeded => None,
    }
}

fn can_age(plan: &Plan, step: StepIx, state: &State) -> bool {
    let fresh = || plan.template(step).fresh.as_ref();
    matches!(state, State::Satisfied(_)) && fresh().is_some_and(|it| it.within_seconds.is_some())
}
