//! The states of a step, and how those that follow from other steps are worked out.

use jiff::Timestamp;

use crate::plan::StepIx;
use crate::step::How;

use super::second::Second;
use super::{Model, Standing};

/// What is on record for one step. Numbers are facts, counted from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    Open,
    Answered {
        how: How,
        fact: usize,
    },
    Waived {
        fact: usize,
    },
    /// Declared by the operator, or by the flow from the start (`fact` is 0).
    NotApplicable {
        fact: usize,
    },
    UnderWay {
        fact: usize,
    },
    InDoubt {
        fact: usize,
    },
    /// A point of no return that succeeded.
    Succeeded {
        fact: usize,
    },
}

/// The state of a step, as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Open,
    /// By these steps.
    Blocked(Vec<StepIx>),
    Satisfied(How),
    /// Settled by one person, and a second one has to look at it.
    AwaitsSecond,
    /// A second person saw something else: it has to be put right.
    Disputed,
    /// A gate whose requirements are all settled.
    GateOpen,
    /// Waited for: until a time at least, where one is named that has not come.
    Waiting(Option<Timestamp>),
    /// What was waited for was seen to be there; no person had to say so.
    Observed,
    /// Open, and what is attached speaks against it.
    Refuted,
    Waived,
    NotApplicable,
    /// Settled, but something it stands on has changed since.
    Stale,
    /// A point of no return that was begun in this sitting.
    UnderWay,
    /// A point of no return that was begun in an earlier sitting and never ended.
    InDoubt,
    /// A point of no return that was carried out.
    Succeeded,
}

impl Settled {
    /// Whether the step is a point of no return that was begun, and may have been carried out.
    pub(super) const fn is_crossed(self) -> bool {
        match self {
            Self::UnderWay { .. } | Self::InDoubt { .. } | Self::Succeeded { .. } => true,
            Self::Open
            | Self::Answered { .. }
            | Self::Waived { .. }
            | Self::NotApplicable { .. } => false,
        }
    }
}

impl State {
    /// Whether a person can act on it: it is open in one way or another, and nothing blocks it.
    pub const fn is_open(&self) -> bool {
        match self {
            Self::Open | Self::Waiting(_) | Self::Refuted | Self::Stale => true,
            Self::Blocked(_)
            | Self::Satisfied(_)
            | Self::AwaitsSecond
            | Self::Disputed
            | Self::GateOpen
            | Self::Observed
            | Self::Waived
            | Self::NotApplicable
            | Self::UnderWay
            | Self::InDoubt
            | Self::Succeeded => false,
        }
    }

    /// Whether what waits for this step may go on.
    pub const fn is_settled(&self) -> bool {
        match self {
            Self::Satisfied(_)
            | Self::GateOpen
            | Self::Observed
            | Self::Waived
            | Self::NotApplicable
            | Self::Succeeded => true,
            Self::Open
            | Self::Blocked(_)
            | Self::Waiting(_)
            | Self::Refuted
            | Self::Stale
            | Self::AwaitsSecond
            | Self::Disputed
            | Self::UnderWay
            | Self::InDoubt => false,
        }
    }

    /// The word for it, beside every mark.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Blocked(_) => "blocked",
            Self::Satisfied(How::Confirmed) => "confirmed",
            Self::Satisfied(How::Attested) => "attested",
            Self::Satisfied(How::Shown) => "shown by evidence",
            Self::AwaitsSecond => "awaits a second person",
            Self::Disputed => "disputed",
            Self::GateOpen => "gate open",
            Self::Waiting(_) => "waiting",
            Self::Observed => "observed",
            Self::Refuted => "refuted",
            Self::Waived => "waived",
            Self::NotApplicable => "not applicable",
            Self::Stale => "stale",
            Self::UnderWay => "under way",
            Self::InDoubt => "in doubt",
            Self::Succeeded => "carried out",
        }
    }
}

/// What follows for every step from what is on record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct States {
    pub(super) of: Vec<State>,
    /// The latest fact that what a step requires stands on; 0 where there is none.
    pub(super) ground: Vec<usize>,
}

/// The state of every step, from what is on record and the time. Plan order: requirements come
/// first.
pub(super) fn states(model: &Model) -> States {
    let plan = model.plan();
    let count = plan.steps.len();
    let mut states: Vec<State> = Vec::with_capacity(count);
    let mut ground = Vec::with_capacity(count);
    // The latest fact that a settled step stands on, itself included.
    let mut since = vec![0usize; count];
    for (index, step) in plan.steps.iter().enumerate() {
        let ix = StepIx(index);
        let missing: Vec<StepIx> =
            step.requires.iter().copied().filter(|need| !states[need.0].is_settled()).collect();
        let newest = step.requires.iter().map(|need| since[need.0]).max().unwrap_or(0);
        let (state, own) = match model.settled(ix) {
            Settled::Open if !missing.is_empty() => (State::Blocked(missing), 0),
            Settled::Open if plan.is_gate(ix) => (State::GateOpen, newest),
            Settled::Open => open(model, ix, newest),
            // Settled once, but what it stands on is open again.
            Settled::Answered { .. } if !missing.is_empty() => (State::Blocked(missing), 0),
            Settled::Answered { fact, .. } if newest.max(model.renewed_at(ix)) > fact => {
                (State::Stale, 0)
            }
            Settled::Answered { fact, .. } if model.outdated(ix, fact).is_some() => {
                (State::Stale, 0)
            }
            Settled::Answered { fact, .. } if is_refuted_since(model, ix, fact, newest) => {
                (State::Refuted, 0)
            }
            Settled::Answered { how, fact } => seconded(model, fact, State::Satisfied(how)),
            Settled::Waived { fact } => seconded(model, fact, State::Waived),
            Settled::NotApplicable { fact } => (State::NotApplicable, fact),
            Settled::UnderWay { .. } => (State::UnderWay, 0),
            Settled::InDoubt { .. } => (State::InDoubt, 0),
            Settled::Succeeded { fact } => (State::Succeeded, fact),
        };
        since[index] = own;
        ground.push(newest);
        states.push(state);
    }
    States { of: states, ground }
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

/// The state of a step that nobody has settled and nothing blocks, and the fact it stands on.
fn open(model: &Model, step: StepIx, newest: usize) -> (State, usize) {
    let template = model.plan().template(step);
    let Some(wait) = &template.wait else {
        let is_against = model.standing_since(step, newest).is_against();
        return (if is_against { State::Refuted } else { State::Open }, 0);
    };
    let begun = model.clock().of(newest).or_else(|| model.clock().of(1));
    let seconds = i64::try_from(wait.at_least_seconds).unwrap_or(i64::MAX);
    let ends = begun.map(|begun| begun.saturating_add(seconds));
    // Before anything happened no time has gone by.
    let is_over =
        seconds == 0 || matches!((ends, model.now()), (Some(ends), Some(now)) if now >= ends);
    let until = ends.filter(|_| !is_over).map(|ends| model.clock().shown(ends));
    if template.proof.by.is_empty() {
        return if is_over { (State::Open, 0) } else { (State::Waiting(until), 0) };
    }
    let standing = model.standing_since(step, newest);
    if standing == Standing::Proves && is_over {
        let last = model.pieces(step, newest).last().map_or(newest, |(fact, _)| *fact);
        return (State::Observed, last);
    }
    (if standing.is_against() { State::Refuted } else { State::Waiting(until) }, 0)
}

/// Whether evidence that came after the answer speaks against it.
fn is_refuted_since(model: &Model, step: StepIx, fact: usize, newest: usize) -> bool {
    model.pieces(step, newest).iter().any(|(attached, _)| *attached > fact)
        && model.standing_since(step, newest).is_against()
}
