//! The state of a session. Changed by [`Model::apply`] and nothing else.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::plan::{Happening, Plan, StepIx};

use super::clock::Clock;
use super::derive::States;
use super::fact::{Deed, Evidence, Fact, Outcome, Person, UpgradeOutcome};
use super::links::Links;
use super::second::Saw;
use super::state::{Settled, State};

/// A session: its plan, what has happened, and what follows from that.
#[derive(Debug, Clone)]
pub struct Model {
    pub(super) plan: Arc<Plan>,
    /// What hangs together in the plan, and what has which id: facts go by id.
    pub(super) links: Arc<Links>,
    /// Everything that happened, in order.
    facts: Vec<Fact>,
    phase: Phase,
    /// Parallel to the plan's steps, as is `about`.
    pub(super) settled: Vec<Settled>,
    pub(super) states: States,
    /// Facts about each step, as indexes into `facts`.
    pub(super) about: Vec<Vec<usize>>,
    /// Parallel to the plan's warnings: the fact that acknowledged it.
    pub(super) acknowledged: Vec<Option<usize>>,
    remarks: Vec<Remark>,
    clock: Clock,
    /// The time that states are worked out for, in trusted seconds; none before the first fact.
    now: Option<i64>,
    happened: Vec<Happened>,
    /// Steps that ask something else since the hierarchy was corrected: by id, the fact. What was
    /// said or attached before that does not count for them.
    pub(super) renewed: HashMap<String, usize>,
    /// What second persons saw of facts: by fact, the fact that says so.
    pub(super) witnessed: HashMap<usize, (usize, Saw)>,
    /// Whom the session was handed to, until they take it over or something else happens.
    pub(super) handing: Option<Person>,
    /// When the window ends.
    pub(super) window: Option<Timestamp>,
}

/// A remark on the session as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub fact: usize,
    pub text: String,
}

/// Something that ended the truth of answers. Facts are counted from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Happened {
    pub(super) fact: usize,
    pub(super) what: Happening,
    pub(super) site: Option<String>,
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
        let is_one_plan =
            Arc::ptr_eq(&self.plan, &other.plan) || self.plan.hierarchy == other.plan.hierarchy;
        is_one_plan
            && self.facts == other.facts
            && self.phase == other.phase
            && self.settled == other.settled
            && self.states == other.states
            && self.about == other.about
            && self.acknowledged == other.acknowledged
            && self.remarks == other.remarks
            && self.clock == other.clock
            && self.happened == other.happened
            && self.renewed == other.renewed
            && self.witnessed == other.witnessed
            && self.handing == other.handing
            && self.window == other.window
    }
}

impl Model {
    /// A session in which nothing has happened yet.
    pub fn new(plan: Arc<Plan>) -> Self {
        let count = plan.steps.len();
        let settled = (0..count).map(|index| from_the_start(&plan, StepIx(index))).collect();
        let mut model = Self {
            states: States::default(),
            links: Arc::new(Links::of(&plan)),
            facts: Vec::new(),
            phase: Phase::Walking,
            settled,
            about: vec![Vec::new(); count],
            acknowledged: vec![None; plan.warnings.len()],
            remarks: Vec::new(),
            clock: Clock::default(),
            now: None,
            happened: Vec::new(),
            renewed: HashMap::new(),
            witnessed: HashMap::new(),
            handing: None,
            window: None,
            plan,
        };
        model.derive_all();
        model
    }

    /// Rebuilds the state of an earlier session. Performs nothing.
    pub fn replay<F: Into<Fact>>(plan: Arc<Plan>, facts: impl IntoIterator<Item = F>) -> Self {
        let (mut model, facts) = (Self::new(plan), facts.into_iter());
        model.facts.reserve_exact(facts.size_hint().0);
        for fact in facts {
            model.fold(fact.into());
        }
        model.derive_all();
        model
    }

    /// The same for facts of which nobody knows whether they fit. The error names what one of them
    /// speaks of that the plan of that moment does not have.
    pub fn replay_fitting<F: Into<Fact>>(
        plan: Arc<Plan>,
        facts: impl IntoIterator<Item = F>,
    ) -> Result<Self, String> {
        let (mut model, facts) = (Self::new(plan), facts.into_iter());
        model.facts.reserve_exact(facts.size_hint().0);
        for fact in facts {
            let fact = fact.into();
            if let Some(what) = model.foreign(&fact.deed) {
                return Err(what);
            }
            model.fold(fact);
        }
        model.derive_all();
        Ok(model)
    }

    /// What a fact speaks of and the plan does not have.
    fn foreign(&self, deed: &Deed) -> Option<String> {
        if let Deed::Acknowledged { warning, .. } = deed {
            return self.links.warning_named(warning).is_none().then(|| warning.clone());
        }
        if let Deed::Redeclared { site, level, .. } = deed {
            return self.plan.redeclared(site, level).is_err().then(|| format!("level of {site}"));
        }
        deed.step().filter(|step| self.step_named(step).is_none()).map(str::to_owned)
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

    /// The fact since which the step asks what it asks now; 0 where it always did.
    pub(super) fn renewed_at(&self, step: StepIx) -> usize {
        self.renewed.get(&self.plan.step(step).id).copied().unwrap_or(0)
    }

    /// The latest fact that what the step requires stands on; 0 where there is none.
    pub(super) fn ground(&self, step: StepIx) -> usize {
        self.states.ground(step)
    }

    /// All evidence ever attached to a step, with its fact, counted from one.
    pub(super) fn attached(&self, step: StepIx) -> impl Iterator<Item = (usize, &Evidence)> {
        self.about[step.0].iter().filter_map(|index| {
            let Deed::Attached { evidence, .. } = &self.facts[*index].deed else { return None };
            Some((index + 1, evidence))
        })
    }

    /// All evidence ever attached to a step.
    pub fn evidence(&self, step: StepIx) -> Vec<&Evidence> {
        self.attached(step).map(|(_, evidence)| evidence).collect()
    }

    /// The evidence of a step that can still prove something: attached after the step was last
    /// opened again or begun, and after the latest change of what it stands on; not withdrawn, and
    /// the latest of its path. What was taken before that shows a state that is no more.
    pub fn fresh_evidence(&self, step: StepIx) -> Vec<&Evidence> {
        let pieces = self.pieces(step, self.ground(step));
        pieces.into_iter().map(|(_, evidence)| evidence).collect()
    }

    /// The same with the fact of each piece, given what the step stands on.
    pub(super) fn pieces(&self, step: StepIx, ground: usize) -> Vec<(usize, &Evidence)> {
        let mut oldest = ground.max(self.renewed_at(step));
        let mut pieces: Vec<(usize, &Evidence)> = Vec::new();
        for index in &self.about[step.0] {
            match &self.facts[*index].deed {
                Deed::Reopened { .. } | Deed::Ended { .. } | Deed::Begun { .. } => {
                    oldest = oldest.max(index + 1);
                }
                Deed::Attached { evidence, .. } => {
                    pieces.retain(|(_, earlier)| earlier.path != evidence.path);
                    pieces.push((index + 1, evidence));
                }
                Deed::Withdrawn { path, sha256, .. } => {
                    pieces.retain(|(_, it)| it.path != *path || it.sha256 != *sha256);
                }
                Deed::Answered { .. }
                | Deed::Acknowledged { .. }
                | Deed::Waived { .. }
                | Deed::NotApplicable { .. }
                | Deed::Corrected { .. }
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
                | Deed::Resumed { .. }
                | Deed::Closed { .. } => {}
            }
        }
        pieces.retain(|(fact, _)| *fact > oldest);
        pieces
    }

    /// Whether somebody has answered for a finding.
    pub fn is_explained(
        &self,
        step: StepIx,
        sha256: &str,
        finding: &crate::sensor::Finding,
    ) -> bool {
        self.about(step).any(|fact| {
            let Deed::Explained { sha256: of, finding: id, line, .. } = &fact.deed else {
                return false;
            };
            of == sha256 && id == finding.id.word() && *line == finding.line
        })
    }

    /// The fact that acknowledged a warning, by the warning's index in the plan.
    pub fn acknowledgement(&self, warning: usize) -> Option<&Fact> {
        self.acknowledged[warning].map(|index| &self.facts[index])
    }

    /// Remarks on the session as a whole.
    pub fn remarks(&self) -> impl Iterator<Item = &Fact> {
        self.remarks.iter().map(|remark| &self.facts[remark.fact])
    }

    /// The steps that require a step, in the order of the walk.
    pub fn required_by(&self, step: StepIx) -> &[StepIx] {
        self.links.above(step)
    }

    /// The step of that id.
    pub fn step_named(&self, id: &str) -> Option<StepIx> {
        self.links.step_named(id)
    }

    pub(super) fn settled(&self, step: StepIx) -> Settled {
        self.settled[step.0]
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn now(&self) -> Option<i64> {
        self.now
    }

    pub(super) fn happened(&self) -> &[Happened] {
        &self.happened
    }

    /// Lets time go on: waits end, and answers become too old. Nothing else changes.
    pub fn tick(&mut self, at: Timestamp) {
        let now = Some(self.clock.trusted(at));
        let before = std::mem::replace(&mut self.now, now);
        if before != now && self.phase == Phase::Walking {
            self.derive_after(before, Some(Vec::new()));
        }
    }

    /// The points of no return behind which the session cannot go back: under way, in doubt or
    /// carried out.
    pub(super) fn crossed(&self) -> impl Iterator<Item = StepIx> + '_ {
        let steps = self.settled.iter().enumerate();
        steps.filter_map(|(index, settled)| settled.is_crossed().then_some(StepIx(index)))
    }

    /// Folds one fact into the state. Total: a fact was legal when it was recorded.
    pub(super) fn apply(&mut self, fact: &Fact) {
        let before = self.now;
        self.fold(fact.clone());
        self.count_last();
        self.derive_after(before, self.touched(fact));
        debug_assert!(self.points_of_no_return_lie_behind(), "an upgrade stands on open steps");
    }

    fn fold(&mut self, fact: Fact) {
        let number = self.facts.len() + 1;
        if let Deed::ClockJumped { seconds } = fact.deed {
            self.clock.jumped(seconds);
        }
        self.clock.fact(fact.at);
        self.now = self.clock.of(number);
        self.handing = None;
        match &fact.deed {
            Deed::Answered { step, how, .. } | Deed::Corrected { step, how, .. } => {
                self.settle(step, number, Settled::Answered { how: *how, fact: number });
            }
            Deed::Begun { step, .. } => {
                self.settle(step, number, Settled::UnderWay { fact: number });
            }
            Deed::Ended { step, outcome, .. } => {
                let settled = match outcome {
                    UpgradeOutcome::Succeeded => Settled::Succeeded { fact: number },
                    UpgradeOutcome::Failed | UpgradeOutcome::NotStarted => Settled::Open,
                };
                self.settle(step, number, settled);
            }
            Deed::Waived { step, .. } => {
                self.settle(step, number, Settled::Waived { fact: number });
            }
            Deed::NotApplicable { step, .. } => {
                self.settle(step, number, Settled::NotApplicable { fact: number });
            }
            Deed::Reopened { step, .. } => self.settle(step, number, Settled::Open),
            Deed::Attached { step, .. }
            | Deed::Withdrawn { step, .. }
            | Deed::Explained { step, .. }
            | Deed::Checked { step, .. }
            | Deed::Noted { step: Some(step), .. } => self.note(step, number),
            Deed::Noted { step: None, text } => {
                self.remarks.push(Remark { fact: number - 1, text: text.clone() });
            }
            Deed::Acknowledged { warning, .. } => {
                if let Some(index) = self.links.warning_named(warning) {
                    self.acknowledged[index] = Some(number - 1);
                }
            }
            Deed::Happened { what, site, .. } => {
                let (what, site) = (*what, site.clone());
                self.happened.push(Happened { fact: number, what, site });
            }
            Deed::Redeclared { site, level, .. } => self.replan(number, site, level),
            Deed::Witnessed { step, seen } => {
                self.witnessed.insert(seen.of, (number, seen.saw));
                self.note(step, number);
            }
            Deed::HandedOver { to, .. } => self.handing = Some(to.clone()),
            Deed::TakenOver => {}
            Deed::WindowSet { until, .. } => self.window = Some(*until),
            Deed::ClockJumped { .. } => {}
            Deed::Resumed { .. } => {
                for settled in &mut self.settled {
                    if let Settled::UnderWay { fact } = *settled {
                        *settled = Settled::InDoubt { fact };
                    }
                }
            }
            Deed::Closed { outcome, .. } => self.phase = Phase::Closed(*outcome),
        }
        self.facts.push(fact);
    }

    /// A fact about a step that does not settle it.
    fn note(&mut self, step: &str, number: usize) {
        if let Some(ix) = self.step_named(step) {
            self.about[ix.0].push(number - 1);
        }
    }

    fn settle(&mut self, step: &str, number: usize, settled: Settled) {
        if let Some(ix) = self.step_named(step) {
            self.settled[ix.0] = settled;
            self.about[ix.0].push(number - 1);
        }
    }

    /// Invariant: nothing that a begun upgrade stands on is open again.
    fn points_of_no_return_lie_behind(&self) -> bool {
        self.settled.iter().enumerate().all(|(index, settled)| match settled {
            Settled::UnderWay { .. } | Settled::InDoubt { .. } => {
                self.plan.steps[index].requires.iter().all(|need| {
                    !matches!(self.settled[need.0], Settled::Open)
                        || self.plan.is_gate(*need)
                        || *self.state(*need) == State::Observed
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

/// What holds of a step before anything has happened.
pub(super) fn from_the_start(plan: &Plan, step: StepIx) -> Settled {
    if plan.is_not_applicable(step) { Settled::NotApplicable { fact: 0 } } else { Settled::Open }
}
