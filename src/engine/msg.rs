//! What an operator may wish for. A wish may be refused.

use jiff::Timestamp;

use crate::plan::{Happening, StepIx};
use crate::step::Answer;

use super::{Evidence, Inspection, Observation, Outcome, Person, UpgradeOutcome, Via};

/// A wish, when it was uttered, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Msg {
    pub at: Timestamp,
    pub by: Person,
    pub via: Via,
    pub wish: Wish,
}

/// What the operator wants to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Settle an open or stale step.
    Answer { step: StepIx, answer: Answer },
    /// Begin a point of no return, with the word typed.
    Begin { step: StepIx, word: String },
    /// Say how a point of no return ended. `looked` is required where it is in doubt.
    End { step: StepIx, outcome: UpgradeOutcome, looked: Option<String> },
    /// Acknowledge a warning, by its index in the plan.
    Acknowledge { warning: usize },
    /// Go on without a step.
    Waive { step: StepIx, reason: String },
    /// Declare that a step does not apply.
    SetAside { step: StepIx, reason: String },
    /// Put an earlier answer right.
    Correct { step: StepIx, answer: Answer, reason: String },
    /// Open a settled step again.
    Reopen { step: StepIx, reason: String },
    /// Add evidence that was read.
    Attach { step: StepIx, evidence: Evidence },
    /// Take a piece of evidence back that does not belong to the step.
    Withdraw { step: StepIx, path: String, sha256: String, reason: String },
    /// Answer for something that a sensor found in a piece of evidence.
    Explain { step: StepIx, sha256: String, finding: String, line: Option<usize>, text: String },
    /// Say that something happened that ends the truth of earlier answers.
    Tell { what: Happening, site: Option<String>, text: String },
    /// Put a jump of the machine's clock on record, in seconds.
    ClockJumped { seconds: i64 },
    /// Look at everything again before a point of no return, with what was found outside.
    Check { step: StepIx, inspection: Inspection },
    /// The hierarchy file is wrong about the level of a site.
    Redeclare { site: String, level: String, reason: String },
    /// Put a remark on record.
    Note { step: Option<StepIx>, text: String },
    /// Say as a second person what was seen.
    Witness { step: StepIx, seen: Observation },
    /// Hand the session to somebody else, or to a new key.
    HandOver { to: Person, text: String },
    /// Take over what was handed over.
    TakeOver,
    /// Say until when the work has to be done or undone.
    SetWindow { until: Timestamp, text: String },
    /// Take the session up again: what was under way is in doubt from now on.
    Resume { despite_ledger: bool },
    /// End the session with the verdict that was shown; refused when it has changed since.
    Close { shown: Outcome },
    /// End the session here and now.
    Abort { reason: String },
}
