//! Why a wish was turned down. Sentences in the operator's words; nothing has changed.

use crate::step::Objection;

/// A wish that was turned down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("This session is over; its record is closed.")]
    Over,
    #[error("There is no such step in this plan.")]
    NoSuchStep,
    #[error("There is no such warning in this plan.")]
    NoSuchWarning,
    #[error("`{step}` has to wait: settle {by} first.")]
    Blocked { step: String, by: String },
    #[error("`{step}` is settled already. Correct it or open it again, with a reason.")]
    Settled { step: String },
    #[error("`{step}` is not settled yet; there is nothing to correct or to open again.")]
    NotSettled { step: String },
    #[error("`{step}` is not an answer that can be corrected; open it again instead.")]
    NothingToCorrect { step: String },
    #[error("{0}")]
    Objection(#[from] Objection),
    #[error("`{step}` is a point of no return: begin it, then say how it ended.")]
    PointOfNoReturn { step: String },
    #[error("`{step}` is not a point of no return.")]
    NoPointOfNoReturn { step: String },
    #[error("`{step}` has been begun already; say how it ended.")]
    Begun { step: String },
    #[error("`{step}` has not been begun.")]
    NotBegun { step: String },
    #[error("`{step}` is in doubt: say how you looked at it before you say how it ended.")]
    LookFirst { step: String },
    #[error("Warning `{warning}` has to be acknowledged before any site is upgraded.")]
    Unacknowledged { warning: String },
    #[error("Warning `{warning}` needs no acknowledgement.")]
    NoAcknowledgement { warning: String },
    #[error("Warning `{warning}` has been acknowledged already.")]
    Acknowledged { warning: String },
    #[error("`{step}` cannot be waived: the flow does not allow it.")]
    NotWaivable { step: String },
    #[error("`{step}` applies here: the flow does not allow to set it aside.")]
    Applies { step: String },
    #[error("`{step}` cannot be opened again: `{upgrade}` stands on it and has been begun.")]
    CrossesPointOfNoReturn { step: String, upgrade: String },
    #[error("A reason or remark has 1 to {limit} characters.")]
    TextLength { limit: usize },
    #[error(
        "The evidence attached to `{step}` is older than what the step stands on: attach it anew."
    )]
    OldEvidence { step: String },
    #[error("`{step}` has {limit} pieces of evidence; no more can be attached.")]
    TooMuchEvidence { step: String, limit: usize },
    #[error(
        "`{step}` is under way or in doubt; the session cannot be closed before it is settled."
    )]
    UpgradeOpen { step: String },
    #[error("The verdict has changed since it was shown; look at it again.")]
    VerdictChanged,
}
