//! What follows for each step from what is on record and from the time, and what has to be worked
//! out anew after a fact: what depends on it, and nothing else.

use std::collections::BTreeSet;

use crate::plan::StepIx;

use super::back_out::undo_mark;
use super::second::Second;
use super::state::{Settled, State};
use super::tally::Tally;
use super::verdict::deviations_of;
use super::{Deed, Fact, Model, Standing};

/// What follows for every step from what is on record. Lists run parallel to the plan's steps.
#[derive(Debug, Clone, Default)]
pub(super) struct States {
    pub(super) of: Vec<State>,
    /// The latest fact that what a step requires stands on; 0 where there is none.
    ground: Vec<usize>,
    /// The latest fact that a settled step stands on, itself included.
    since: Vec<usize>,
    /// When time alone may change the state of a step. What has become of it since does no harm:
    /// it is looked at in vain.
    due: BTreeSet<(i64, StepIx)>,
    /// How many steps were looked at the last time.
    looked_at: usize,
    /// Rises with every change of a state.
    revision: u64,
    tally: Tally,
}

/// Two are the same when the same follows from them, in whatever way it was worked out.
impl PartialEq for States {
    fn eq(&self, other: &Self) -> bool {
        (&self.of, &self.ground, &self.since, &self.tally)
            == (&other.of, &other.ground, &other.since, &other.tally)
    }
}

/// What follows for one step.
struct Derived {
    state: State,
    ground: usize,
    since: usize,
    /// From when on time alone may change it, in trusted seconds.
    until: Option<i64>,
}

impl States {
    fn open(steps: usize) -> Self {
        Self {
            of: vec![State::Open; steps],
            ground: vec![0; steps],
            since: vec![0; steps],
            ..Self::default()
        }
    }

    pub(super) fn ground(&self, step: StepIx) -> usize {
        self.ground.get(step.0).copied().unwrap_or(0)
    }

    /// Takes in what follows for a step. Returns whether that changes anything for others, and the
    /// state that the step was in where it is in another now.
    fn put(&mut self, step: StepIx, derived: Derived) -> (bool, Option<State>) {
        let Derived { state, ground, since, until } = derived;
        let matters = self.of[step.0].is_settled() != state.is_settled()
            || (self.ground[step.0], self.since[step.0]) != (ground, since);
        let mut before = None;
        if self.of[step.0] != state {
            self.revision += 1;
            before = Some(std::mem::replace(&mut self.of[step.0], state));
        }
        self.ground[step.0] = ground;
        self.since[step.0] = since;
        self.due.extend(until.map(|until| (until, step)));
        (matters, before)
    }
}

impl Model {
    /// How many steps were looked at to work out what follows from the last fact or moment.
    pub fn looked_at(&self) -> usize {
        self.states.looked_at
    }

    /// Changes with every change of a state: whoever has seen that number has seen them all.
    pub fn revision(&self) -> u64 {
        self.states.revision
    }

    /// Works everything out anew. Requirements come first in a plan.
    pub(super) fn derive_all(&mut self) {
        let count = self.plan.steps.len();
        self.states = States { revision: self.states.revision + 1, ..States::open(count) };
        for step in (0..count).map(StepIx) {
            let derived = derived(self, step);
            self.states.put(step, derived);
        }
        self.states.looked_at = count;
        self.states.tally = Tally::of(self);
    }

    /// Works out what follows after a fact that touched these steps, or none in particular, and
    /// after the time that has gone by since `before`.
    pub(super) fn derive_after(&mut self, before: Option<i64>, touched: Option<Vec<StepIx>>) {
        match touched {
            Some(touched) if before.is_some() && self.now() >= before => self.derive_from(touched),
            // Before that there was no time, or it was later: what has ended may not have.
            _ => self.derive_all(),
        }
        debug_assert!(self.is_derived(), "something that has changed was not worked out anew");
    }

    /// Works out anew what follows for these steps, for those that time has come for, and for all
    /// that depends on them.
    fn derive_from(&mut self, touched: Vec<StepIx>) {
        let now = self.now().unwrap_or(i64::MAX);
        let later = self.states.due.split_off(&(now.saturating_add(1), StepIx(0)));
        let due = std::mem::replace(&mut self.states.due, later);
        let mut todo: BTreeSet<StepIx> = due.into_iter().map(|(_, step)| step).collect();
        for step in touched {
            todo.insert(step);
            // Evidence counts for what requires a step too, and is compared with that of others.
            todo.extend(self.links.above(step));
            todo.extend(self.links.alike(step));
        }
        self.states.looked_at = 0;
        while let Some(step) = todo.pop_first() {
            self.states.looked_at += 1;
            let derived = derived(self, step);
            let (matters, before) = self.states.put(step, derived);
            self.recount(step, before.as_ref());
            if matters {
                todo.extend(self.links.above(step));
                todo.extend(self.links.alike(step).iter().filter(|it| **it > step));
            }
        }
    }

    /// Counts a step anew that may have changed, and what was done about it.
    fn recount(&mut self, step: StepIx, before: Option<&State>) {
        let is_to_undo = undo_mark(self, step).is_some();
        let about = &self.about[step.0];
        let deviates = |fact: &usize| (*fact, !deviations_of(self, *fact).is_empty());
        let about: Vec<_> = about.iter().map(deviates).collect();
        let States { of, tally, .. } = &mut self.states;
        if let Some(before) = before {
            tally.moved(&self.plan, step, before, &of[step.0]);
        }
        tally.undo(&self.plan, step, is_to_undo);
        for (fact, deviates) in about {
            tally.deviates(fact, deviates);
        }
    }

    /// Counts the last fact where it is about no step.
    pub(super) fn count_last(&mut self) {
        let Some(last) = self.facts().len().checked_sub(1) else { return };
        let deviates = !deviations_of(self, last).is_empty();
        self.states.tally.deviates(last, deviates);
    }

    pub(super) fn tally(&self) -> &Tally {
        &self.states.tally
    }

    /// The steps for which a fact may change something at once; none where it may for all.
    pub(super) fn touched(&self, fact: &Fact) -> Option<Vec<StepIx>> {
        // The first fact begins every wait that stands on nothing.
        if self.facts().len() == 1 {
            return None;
        }
        match &fact.deed {
            Deed::Happened { .. }
            | Deed::ClockJumped { .. }
            | Deed::Redeclared { .. }
            | Deed::Resumed { .. }
            | Deed::Closed { .. } => None,
            Deed::Acknowledged { .. }
            | Deed::HandedOver { .. }
            | Deed::TakenOver
            | Deed::WindowSet { .. }
            | Deed::Answered { .. }
            | Deed::Begun { .. }
            | Deed::Ended { .. }
            | Deed::Waived { .. }
            | Deed::NotApplicable { .. }
            | Deed::Corrected { .. }
            | Deed::Reopened { .. }
            | Deed::Attached { .. }
            | Deed::Withdrawn { .. }
            | Deed::Explained { .. }
            | Deed::Checked { .. }
            | Deed::Witnessed { .. }
            | Deed::Noted { .. } => {
                let step = fact.deed.step().and_then(|id| self.step_named(id));
                let mut touched: Vec<_> = step.into_iter().collect();
                if let Some(step) = step.filter(|it| self.plan.is_point_of_no_return(*it)) {
                    touched.extend(self.links.fresh_for(step));
                }
                Some(touched)
            }
        }
    }

    /// Invariant: what was worked out bit by bit is what would be worked out from the start.
    fn is_derived(&mut self) -> bool {
        let kept = std::mem::take(&mut self.states);
        self.derive_all();
        let whole = std::mem::replace(&mut self.states, kept);
        whole == self.states
    }
}

/// What follows for one step, given what follows for those before it.
fn derived(model: &Model, step: StepIx) -> Derived {
    let plan = model.plan();
    let states = &model.states;
    let requires = &plan.step(step).requires;
    let is_missing = |need: &StepIx| !states.of[need.0].is_settled();
    let missing: Vec<StepIx> = requires.iter().copied().filter(is_missing).collect();
    let ground = requires.iter().map(|need| states.since[need.0]).max().unwrap_or(0);
    let mut until = None;
    let (state, since) = match model.settled(step) {
        Settled::Open if !missing.is_empty() => (State::Blocked(missing), 0),
        Settled::Open if plan.is_gate(step) => (State::GateOpen, ground),
        Settled::Open => open(model, step, ground, &mut until),
        // Settled once, but what it stands on is open again.
        Settled::Answered { .. } if !missing.is_empty() => (State::Blocked(missing), 0),
        Settled::Answered { fact, .. } if ground.max(model.renewed_at(step)) > fact => {
            (State::Stale, 0)
        }
        Settled::Answered { fact, .. } if model.outdated(step, fact).is_some() => (State::Stale, 0),
        Settled::Answered { fact, how } => {
            until = model.ages_at(step, fact);
            if is_refuted_since(model, step, fact, ground) {
                (State::Refuted, 0)
            } else {
                seconded(model, fact, State::Satisfied(how))
            }
        }
        Settled::Waived { fact } => seconded(model, fact, State::Waived),
        Settled::NotApplicable { fact } => (State::NotApplicable, fact),
        Settled::UnderWay { .. } => (State::UnderWay, 0),
        Settled::InDoubt { .. } => (State::InDoubt, 0),
        Settled::Succeeded { fact } => (State::Succeeded, fact),
    };
    Derived { state, ground, since, until }
}

/// The state that a step is in by a fact, where a second person agrees or none is needed; and the
/// fact it stands on.
fn seconded(model: &Model, fact: usize, state: State) -> (State, usize) {
    match model.second(fact) {
        Second::NotNeeded | Second::Agrees => (state, fact),
        Second::Awaited => (State::AwaitsSecond, 0),
        Second::Disagrees => (State::Disputed, 0),
    }
}

/// The state of a step that nobody has settled and nothing blocks, the fact it stands on, and when
/// its wait is over.
fn open(model: &Model, step: StepIx, ground: usize, over_at: &mut Option<i64>) -> (State, usize) {
    let template = model.plan().template(step);
    let Some(wait) = &template.wait else {
        let is_against = model.standing_since(step, ground).is_against();
        return (if is_against { State::Refuted } else { State::Open }, 0);
    };
    let begun = model.clock().of(ground).or_else(|| model.clock().of(1));
    let seconds = i64::try_from(wait.at_least_seconds).unwrap_or(i64::MAX);
    let ends = begun.map(|begun| begun.saturating_add(seconds));
    // Before anything happened no time has gone by.
    let is_over =
        seconds == 0 || matches!((ends, model.now()), (Some(ends), Some(now)) if now >= ends);
    *over_at = ends.filter(|_| !is_over);
    let until = over_at.map(|ends| model.clock().shown(ends));
    if template.proof.by.is_empty() {
        return if is_over { (State::Open, 0) } else { (State::Waiting(until), 0) };
    }
    let standing = model.standing_since(step, ground);
    if standing == Standing::Proves && is_over {
        let last = model.pieces(step, ground).last().map_or(ground, |(fact, _)| *fact);
        return (State::Observed, last);
    }
    (if standing.is_against() { State::Refuted } else { State::Waiting(until) }, 0)
}

/// Whether evidence that came after the answer speaks against it.
fn is_refuted_since(model: &Model, step: StepIx, fact: usize, ground: usize) -> bool {
    model.pieces(step, ground).iter().any(|(attached, _)| *attached > fact)
        && model.standing_since(step, ground).is_against()
}
