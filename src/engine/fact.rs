//! What has happened: the wishes that were granted. A fact is recorded before anything acts on it,
//! and is never edited.

use jiff::Timestamp;

use crate::plan::Happening;
use crate::sensor::Reading;
use crate::step::{Answer, How};

use super::second::{Observation, Saw};

/// What the signature of a second person means who saw the same.
pub const WITNESSED: &str = "looked as a second person and saw the same";

/// What it means where they saw something else.
pub const DISAGREED: &str = "looked as a second person and saw something else";

/// One thing that happened, when, and who stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Whole seconds, UTC.
    pub at: Timestamp,
    pub by: Person,
    pub via: Via,
    pub deed: Deed,
    /// It counts only once a second person has looked at it.
    pub needs_second: bool,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// The principal, as in the signers file: `alice@site-a`.
    pub id: String,
    /// The name as printed.
    pub name: String,
    /// Fingerprint of the key: `SHA256:…`.
    pub key: String,
}

/// How the answer reached the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Via {
    /// A person at a terminal.
    Person,
    /// Lines on a standard input that is no terminal: nobody knows who wrote them.
    Pipe,
    /// An answers file, read by the script face.
    AnswersFile { name: String, sha256: String },
    /// An answers file too, which somebody typed in from a form that was filled in by hand; `form`
    /// is the number on it, or its beginning.
    Paper { name: String, sha256: String, form: String },
}

/// What happened. Steps and warnings go by their id in the plan: `backup-registry/CEN`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A step was settled by an answer. `shown` is the exact text put before the operator.
    Answered { step: String, shown: String, answer: Answer, how: How },
    /// A point of no return was begun; the operator is told to act only after this is on record.
    Begun { step: String, shown: String, word: String },
    /// A point of no return ended. `looked` says how an in-doubt step was looked at.
    Ended { step: String, shown: String, outcome: UpgradeOutcome, looked: Option<String> },
    /// A warning was acknowledged.
    Acknowledged { warning: String, shown: String },
    /// The operator goes on without a step: a deviation.
    Waived { step: String, shown: String, reason: String },
    /// A step turned out not to apply.
    NotApplicable { step: String, shown: String, reason: String },
    /// An earlier answer was put right; the old one stays on record.
    Corrected { step: String, shown: String, answer: Answer, how: How, reason: String },
    /// A settled step is open again.
    Reopened { step: String, reason: String },
    /// A file or folder was read and belongs to a step from now on.
    Attached { step: String, evidence: Evidence },
    /// A piece of evidence does not belong to the step any more.
    Withdrawn { step: String, path: String, sha256: String, reason: String },
    /// Something that a sensor found is answered for.
    Explained { step: String, sha256: String, finding: String, line: Option<usize>, text: String },
    /// Something happened that ends the truth of earlier answers; at one site, or everywhere.
    Happened { what: Happening, site: Option<String>, text: String },
    /// The machine's clock jumped by so many seconds; negative where it was set back.
    ClockJumped { seconds: i64 },
    /// Everything was looked at again before a point of no return.
    Checked { step: String, is_go: bool, reasons: Vec<Reason>, unchanged: u64 },
    /// The hierarchy declares another level for a site than was written; the plan follows.
    Redeclared { site: String, level: String, reason: String },
    /// A remark on a step, or on the session where `step` is none.
    Noted { step: Option<String>, text: String },
    /// A second person looked at what was settled, and says what they saw.
    Witnessed { step: String, seen: Observation },
    /// The operator hands the session to somebody else, or to a new key of their own. `shown` is
    /// what was read back.
    HandedOver { to: Person, shown: String, text: String },
    /// Whoever it was handed to takes it over; from here on they act.
    TakenOver,
    /// The operator says until when the work has to be done or undone.
    WindowSet { until: Timestamp, text: String },
    /// The session was taken up again. Points of no return that were under way are in doubt.
    /// `despite_ledger`: the machine remembered another state of the record, and was overruled.
    Resumed { despite_ledger: bool },
    /// The session is over.
    Closed { outcome: Outcome, reason: Option<String> },
}

/// Facts are replayed one by one, whether they are kept elsewhere or given away.
impl From<&Fact> for Fact {
    fn from(fact: &Fact) -> Self {
        fact.clone()
    }
}

impl Deed {
    /// The id of the step that it is about, where it is about one.
    pub fn step(&self) -> Option<&str> {
        match self {
            Self::Answered { step, .. }
            | Self::Begun { step, .. }
            | Self::Ended { step, .. }
            | Self::Waived { step, .. }
            | Self::NotApplicable { step, .. }
            | Self::Corrected { step, .. }
            | Self::Reopened { step, .. }
            | Self::Attached { step, .. }
            | Self::Withdrawn { step, .. }
            | Self::Explained { step, .. }
            | Self::Checked { step, .. }
            | Self::Witnessed { step, .. } => Some(step),
            Self::Noted { step, .. } => step.as_deref(),
            Self::Acknowledged { .. }
            | Self::Happened { .. }
            | Self::ClockJumped { .. }
            | Self::Redeclared { .. }
            | Self::HandedOver { .. }
            | Self::TakenOver
            | Self::WindowSet { .. }
            | Self::Resumed { .. }
            | Self::Closed { .. } => None,
        }
    }

    /// What a signature under it means; on record with the signature, and on paper. Evidence is
    /// not signed by itself: it is bound by the next signature.
    pub const fn meaning(&self) -> Option<&'static str> {
        Some(match self {
            Self::Answered { .. } => "performed and confirmed",
            Self::Begun { .. } => "begins what cannot be undone",
            Self::Ended { .. } => "saw how it ended",
            Self::Acknowledged { .. } => "read and acknowledged",
            Self::Waived { .. } => "goes on without it",
            Self::NotApplicable { .. } => "found that it does not apply",
            Self::Corrected { .. } => "corrects an earlier answer",
            Self::Reopened { .. } => "opens the step again",
            Self::Attached { .. } | Self::ClockJumped { .. } => return None,
            Self::Withdrawn { .. } => "withdraws evidence",
            Self::Explained { .. } => "answers for what was found",
            Self::Happened { .. } => "says what happened",
            Self::Checked { .. } => "looked at everything again",
            Self::Redeclared { .. } => "corrects the hierarchy",
            Self::Witnessed { seen: Observation { statement: Some(_), .. }, .. } => {
                "takes in what a second person signed elsewhere"
            }
            Self::Witnessed { seen: Observation { saw: Saw::Same, .. }, .. } => WITNESSED,
            Self::Witnessed { seen: Observation { saw: Saw::Different, .. }, .. } => DISAGREED,
            Self::HandedOver { .. } => "hands this run over",
            Self::TakenOver => "takes this run over",
            Self::WindowSet { .. } => "sets the window",
            Self::Noted { .. } => "remarks",
            Self::Resumed { .. } => "took this run up again",
            Self::Closed { .. } => "closed this run",
        })
    }
}

/// How a point of no return ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UpgradeOutcome {
    Succeeded,
    /// It was tried and did not succeed; the step is open again.
    Failed,
    /// It was never started; the step is open again.
    NotStarted,
}

impl UpgradeOutcome {
    pub const ALL: [Self; 3] = [Self::Succeeded, Self::Failed, Self::NotStarted];

    /// The word in records and answers files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::NotStarted => "not-started",
        }
    }

    /// What it means, for a person who has to choose.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Succeeded => "It was carried out and succeeded",
            Self::Failed => "It was tried and did not succeed",
            Self::NotStarted => "It was not started; nothing has been changed",
        }
    }
}

/// How a session ends. Never plainly "done".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    Complete,
    CompleteWithDeviations,
    Incomplete,
    Aborted,
}

impl Outcome {
    /// The word in lists of sessions.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::CompleteWithDeviations => "complete-with-deviations",
            Self::Incomplete => "incomplete",
            Self::Aborted => "aborted",
        }
    }
}

/// A file or folder that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// As the operator gave it.
    pub path: String,
    pub kind: EvidenceKind,
    /// All files together.
    pub size_bytes: u64,
    /// Hex. Of the file; of the manifest in `SHA256SUMS` form for a folder.
    pub sha256: String,
    /// When it was last changed, as far as the system tells.
    pub modified: Option<Timestamp>,
    /// What the sensors of the step made of it; empty where it names none.
    pub readings: Vec<Reading>,
}

/// What a piece of evidence is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceKind {
    File,
    Folder {
        /// Name of the manifest in the session's folder.
        manifest: String,
        files: u64,
        /// Entries that could not be read; named in the manifest's twin.
        unreadable: u64,
    },
}

/// One reason in the verdict before a point of no return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub danger: Danger,
    /// Id of the step or warning that it is about; empty where it is about the session.
    pub about: String,
    /// A sentence. It may quote evidence: whoever prints it makes it harmless.
    pub text: String,
}

/// How bad a reason is; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Danger {
    /// Nobody knows how it stands: an upgrade in doubt, a pin that is not what it was.
    Unknown,
    /// Evidence that is not what it was.
    Evidence,
    /// A sensor says that something is wrong.
    Refuted,
    /// Something has still to be done, waited for or answered again.
    Missing,
    /// Known, and no obstacle: waivers, exceptions, evidence that lies elsewhere.
    Noted,
}

impl Danger {
    pub const ALL: [Self; 5] =
        [Self::Unknown, Self::Evidence, Self::Refuted, Self::Missing, Self::Noted];

    /// The word in records.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Evidence => "evidence",
            Self::Refuted => "refuted",
            Self::Missing => "missing",
            Self::Noted => "noted",
        }
    }

    /// Whether it makes the verdict NO-GO.
    pub const fn stops(self) -> bool {
        !matches!(self, Self::Noted)
    }
}
