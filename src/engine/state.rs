//! The states of a step, and how those that follow from other steps are worked out.

use crate::plan::{Plan, StepIx};
use crate::step::How;

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
    /// A gate whose requirements are all settled.
    GateOpen,
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

impl State {
    /// Whether what waits for this step may go on.
    pub const fn is_settled(&self) -> bool {
        match self {
            Self::Satisfied(_)
            | Self::GateOpen
            | Self::Waived
            | Self::NotApplicable
            | Self::Succeeded => true,
            Self::Open | Self::Blocked(_) | Self::Stale | Self::UnderWay | Self::InDoubt => false,
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
            Self::GateOpen => "gate open",
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct States {
    pub(super) of: Vec<State>,
    /// The latest fact that what a step requires stands on; 0 where there is none.
    pub(super) ground: Vec<usize>,
}

/// The state of every step, from what is on record. Plan order: requirements come first.
pub(super) fn states(plan: &Plan, settled: &[Settled]) -> States {
    let mut states: Vec<State> = Vec::with_capacity(settled.len());
    let mut ground = Vec::with_capacity(settled.len());
    // The latest fact that a settled step stands on, itself included.
    let mut since = vec![0usize; settled.len()];
    for (index, step) in plan.steps.iter().enumerate() {
        let missing: Vec<StepIx> =
            step.requires.iter().copied().filter(|need| !states[need.0].is_settled()).collect();
        let newest = step.requires.iter().map(|need| since[need.0]).max().unwrap_or(0);
        let (state, own) = match settled[index] {
            Settled::Open if !missing.is_empty() => (State::Blocked(missing), 0),
            Settled::Open if plan.is_gate(StepIx(index)) => (State::GateOpen, newest),
            Settled::Open => (State::Open, 0),
            Settled::Answered { how, fact } if missing.is_empty() && newest <= fact => {
                (State::Satisfied(how), fact)
            }
            Settled::Answered { .. } if missing.is_empty() => (State::Stale, 0),
            // Settled once, but what it stands on is open again.
            Settled::Answered { .. } => (State::Blocked(missing), 0),
            Settled::Waived { fact } => (State::Waived, fact),
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
