//! The state of a session. Changed by [`Model::apply`] and nothing else.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::plan::{Plan, StepIx};

use super::fact::{Deed, Evidence, Fact, Outcome, UpgradeOutcome};
use super::state::{Settled, State, States, states};

/// A session: its plan, what has happened, and what follows from that.
#[derive(Debug, Clone)]
pub struct Model {
    plan: Arc<Plan>,
    /// Ids of the plan's steps and warnings, for facts, which go by id.
    ids: Arc<HashMap<String, StepIx>>,
    /// Everything that happened, in order.
    facts: Vec<Fact>,
    phase: Phase,
    /// Parallel to the plan's steps, as are the next three.
    settled: Vec<Settled>,
    states: States,
    /// Facts about each step, as indexes into `facts`.
    about: Vec<Vec<usize>>,
    evidence: Vec<Vec<Evidence>>,
    /// Parallel to the plan's warnings: the fact that acknowledged it.
    acknowledged: Vec<Option<usize>>,
    remarks: Vec<Remark>,
}

/// A remark on the session as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub fact: usize,
    pub text: String,
}

/// Whether the session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Walking,
    Closed(Outcome),
}

impl PartialEq for Model {
    /// Two models of one plan are the same when the same has happened and the same follows.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.plan, &other.plan)
            && self.facts == other.facts
            && self.phase == other.phase
            && self.settled == other.settled
            && self.states == other.states
            && self.about == other.about
            && self.evidence == other.evidence
            && self.acknowledged == other.acknowledged
            && self.remarks == other.remarks
    }
}

impl Model {
    /// A session in which nothing has happened yet.
    pub fn new(plan: Arc<Plan>) -> Self {
        let count = plan.steps.len();
        let ids = plan.steps.iter().enumerate();
        let ids = ids.map(|(index, step)| (step.id.clone(), StepIx(index))).collect();
        let settled: Vec<_> = (0..count)
            .map(|index| {
                if plan.is_not_applicable(StepIx(index)) {
                    Settled::NotApplicable { fact: 0 }
                } else {
                    Settled::Open
                }
            })
            .collect();
        Self {
            states: states(&plan, &settled),
            ids: Arc::new(ids),
            facts: Vec::new(),
            phase: Phase::Walking,
            settled,
            about: vec![Vec::new(); count],
            evidence: vec![Vec::new(); count],
            acknowledged: vec![None; plan.warnings.len()],
            remarks: Vec::new(),
            plan,
        }
    }

    /// Rebuilds the state of an earlier session. Performs nothing.
    pub fn replay<'a>(plan: Arc<Plan>, facts: impl IntoIterator<Item = &'a Fact>) -> Self {
        let mut model = Self::new(plan);
        for fact in facts {
            model.fold(fact);
        }
        model.states = states(&model.plan, &model.settled);
        model
    }

    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Everything that happened, in order.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// When the last thing happened.
    pub fn last_at(&self) -> Option<Timestamp> {
        self.facts.last().map(|fact| fact.at)
    }

    pub fn state(&self, step: StepIx) -> &State {
        &self.states.of[step.0]
    }

    pub fn states(&self) -> &[State] {
        &self.states.of
    }

    /// What happened to a step, in order.
    pub fn about(&self, step: StepIx) -> impl DoubleEndedIterator<Item = &Fact> {
        self.about[step.0].iter().map(|index| &self.facts[*index])
    }

    /// All evidence ever attached to a step.
    pub fn evidence(&self, step: StepIx) -> &[Evidence] {
        &self.evidence[step.0]
    }

    /// The evidence of a step that can still prove something: attached after the step was last
    /// opened again, and after the latest change of what it stands on. What was taken before that
    /// shows a state that is no more.
    pub fn fresh_evidence(&self, step: StepIx) -> Vec<&Evidence> {
        let facts = &self.about[step.0];
        let is_reopening = |index: &&usize| {
            matches!(self.facts[**index].deed, Deed::Reopened { .. } | Deed::Ended { .. })
        };
        let opened = facts.iter().rev().find(is_reopening).map_or(0, |index| index + 1);
        let oldest = opened.max(self.states.ground[step.0]);
        let attached = facts.iter().filter(|index| **index + 1 > oldest);
        attached
            .filter_map(|index| {
                let Deed::Attached { evidence, .. } = &self.facts[*index].deed else { return None };
                Some(evidence)
            })
            .collect()
    }

    /// The fact that acknowledged a warning, by the warning's index in the plan.
    pub fn acknowledgement(&self, warning: usize) -> Option<&Fact> {
        self.acknowledged[warning].map(|index| &self.facts[index])
    }

    /// Remarks on the session as a whole.
    pub fn remarks(&self) -> impl Iterator<Item = &Fact> {
        self.remarks.iter().map(|remark| &self.facts[remark.fact])
    }

    /// The step of that id.
    pub fn step_named(&self, id: &str) -> Option<StepIx> {
        self.ids.get(id).copied()
    }

    pub(super) fn settled(&self, step: StepIx) -> Settled {
        self.settled[step.0]
    }

    /// The points of no return behind which the session cannot go back: under way, in doubt or
    /// carried out.
    pub(super) fn crossed(&self) -> impl Iterator<Item = StepIx> + '_ {
        self.settled.iter().enumerate().filter_map(|(index, settled)| match settled {
            Settled::UnderWay { .. } | Settled::InDoubt { .. } | Settled::Succeeded { .. } => {
                Some(StepIx(index))
            }
            Settled::Open
            | Settled::Answered { .. }
            | Settled::Waived { .. }
            | Settled::NotApplicable { .. } => None,
        })
    }

    /// Folds one fact into the state. Total: a fact was legal when it was recorded.
    pub(super) fn apply(&mut self, fact: &Fact) {
        self.fold(fact);
        self.states = states(&self.plan, &self.settled);
        debug_assert!(self.points_of_no_return_lie_behind(), "an upgrade stands on open steps");
    }

    fn fold(&mut self, fact: &Fact) {
        let number = self.facts.len() + 1;
        self.facts.push(fact.clone());
        let settle = match &fact.deed {
            Deed::Answered { step, how, .. } | Deed::Corrected { step, how, .. } => {
                Some((step, Settled::Answered { how: *how, fact: number }))
            }
            Deed::Begun { step, .. } => Some((step, Settled::UnderWay { fact: number })),
            Deed::Ended { step, outcome, .. } => Some((
                step,
                match outcome {
                    UpgradeOutcome::Succeeded => Settled::Succeeded { fact: number },
                    UpgradeOutcome::Failed | UpgradeOutcome::NotStarted => Settled::Open,
                },
            )),
            Deed::Waived { step, .. } => Some((step, Settled::Waived { fact: number })),
            Deed::NotApplicable { step, .. } => {
                Some((step, Settled::NotApplicable { fact: number }))
            }
            Deed::Reopened { step, .. } => Some((step, Settled::Open)),
            Deed::Attached { step, evidence } => {
                if let Some(ix) = self.step_named(step) {
                    self.about[ix.0].push(number - 1);
                    self.evidence[ix.0].push(evidence.clone());
                }
                None
            }
            Deed::Noted { step: Some(step), .. } => {
                if let Some(ix) = self.step_named(step) {
                    self.about[ix.0].push(number - 1);
                }
                None
            }
            Deed::Noted { step: None, text } => {
                self.remarks.push(Remark { fact: number - 1, text: text.clone() });
                None
            }
            Deed::Acknowledged { warning, .. } => {
                let found = self.plan.warnings.iter().position(|notice| notice.id == *warning);
                if let Some(index) = found {
                    self.acknowledged[index] = Some(number - 1);
                }
                None
            }
            Deed::Resumed => {
                for settled in &mut self.settled {
                    if let Settled::UnderWay { fact } = *settled {
                        *settled = Settled::InDoubt { fact };
                    }
                }
                None
            }
            Deed::Closed { outcome, .. } => {
                self.phase = Phase::Closed(*outcome);
                None
            }
        };
        if let Some((step, settled)) = settle
            && let Some(ix) = self.step_named(step)
        {
            self.settled[ix.0] = settled;
            self.about[ix.0].push(number - 1);
        }
    }

    /// Invariant: nothing that a begun upgrade stands on is open again.
    fn points_of_no_return_lie_behind(&self) -> bool {
        self.settled.iter().enumerate().all(|(index, settled)| match settled {
            Settled::UnderWay { .. } | Settled::InDoubt { .. } => {
                self.plan.steps[index].requires.iter().all(|need| {
                    !matches!(self.settled[need.0], Settled::Open) || self.plan.is_gate(*need)
                })
            }
            Settled::Open
            | Settled::Answered { .. }
            | Settled::Waived { .. }
            | Settled::NotApplicable { .. }
            | Settled::Succeeded { .. } => true,
        })
    }
}
