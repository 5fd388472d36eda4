//! Why a wish was turned down. Sentences in the operator's words; nothing has changed.

use jiff::Timestamp;

use super::SensorKind;
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
    #[error(
        "`{step}` cannot be confirmed: {why} Bring other evidence, or waive it with a reason where \
         that is allowed."
    )]
    Refuted { step: String, why: String },
    #[error(
        "`{step}` cannot be confirmed: the {proves} says that it is done, and that is contradicted: \
         {why}"
    )]
    Conflict { step: String, proves: SensorKind, why: String },
    #[error("What is attached to `{step}` proves it; type the value of `{key}` that it shows.")]
    TypeTheValue { step: String, key: String },
    #[error("`{given}` is not what the evidence of `{step}` shows: that is `{found}`.")]
    OtherValue { step: String, given: String, found: String },
    #[error(
        "What is attached to `{step}` does not prove it. Bring better evidence, or type `{word}` to \
         stand in for it yourself."
    )]
    NotProved { step: String, word: &'static str },
    #[error("`{step}` has to wait until {until} at least.")]
    TooEarly { step: String, until: Timestamp },
    #[error("`{step}` has no such piece of evidence that could be withdrawn.")]
    NoSuchEvidence { step: String },
    #[error("Nothing was found in the evidence of `{step}` that can be answered for with a note.")]
    NothingToExplain { step: String },
    #[error("The hierarchy has no site `{site}`.")]
    NoSuchSite { site: String },
    #[error("The hierarchy cannot be corrected like that: {why}.")]
    NoOtherPlan { why: String },
    #[error("NO-GO: `{step}` cannot be begun before everything that the verdict names is mended.")]
    NoGo { step: String },
    #[error("Before `{step}` is begun everything has to be looked at once more, just now.")]
    Unchecked { step: String },
    #[error("`{step}` waits for no second person now: what was to be looked at has changed.")]
    NoSecondAwaited { step: String },
    #[error("This is not about `{step}` as it stands now: what was to be looked at has changed.")]
    WitnessedOther { step: String },
    #[error("`{step}` needs two persons, and these two have the same {what}.")]
    OnePerson { step: String, what: &'static str },
    #[error("`{step}` needs a second person, who looks at the verdict before it is begun.")]
    SecondNeeded { step: String },
    #[error("This is the key that signs here already: name another one.")]
    SameKey,
    #[error("The session was not handed to this person just now.")]
    NotHandedOver,
    #[error(
        "This is a hold point: whoever settles it types the passphrase of their key once more."
    )]
    HoldPoint,
    #[error("A window ends later than now.")]
    WindowOver,
    #[error("The verdict has changed since it was shown; look at it again.")]
    VerdictChanged,
}
