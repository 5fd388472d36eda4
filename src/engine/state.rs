//! The states of a step: what is on record for it, and what everybody sees.

use jiff::Timestamp;

use crate::plan::StepIx;
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
