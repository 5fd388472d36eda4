//! Why a record cannot be begun, taken up or written.

use std::io;
use std::path::{Path, PathBuf};

use crate::engine::Outcome;
use crate::keys::{KeyError, SignatureError};

use super::convert::Misfit;
use super::finding::Finding;
use super::ledger::{LedgerError, Rollback};
use super::line::LineError;
use super::signers::Denial;

/// Why a record cannot be begun, taken up or written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("record `{}` is open elsewhere", path.display())]
    Locked { path: PathBuf },
    #[error("record `{}` is there already", path.display())]
    Exists { path: PathBuf },
    #[error("record `{}` is not there", path.display())]
    Missing { path: PathBuf },
    #[error("record `{}` ends before its first event: nothing is recorded in it", path.display())]
    NeverOpened { path: PathBuf },
    #[error("record `{}` is larger than {limit} bytes", path.display())]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("record `{}` is full: it may have {limit} bytes", path.display())]
    Full { path: PathBuf, limit: u64 },
    #[error("record `{}` does not hold: {}", path.display(), first(findings))]
    Damaged { path: PathBuf, findings: Vec<Finding> },
    #[error("record `{}` is not as it was left: {rollback}", path.display())]
    RolledBack { path: PathBuf, rollback: Rollback },
    #[error("the run is closed; nothing can be added to its record")]
    Sealed { outcome: Outcome },
    #[error("record `{}`: {doing} failed", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("the record could not be written earlier; nothing more is written to it")]
    Poisoned,
    #[error("something else was put on record since this was signed")]
    Outdated,
    #[error("a run that was taken up has to say so first")]
    ResumeFirst,
    #[error(transparent)]
    Misfit(#[from] Misfit),
    #[error("this cannot be put on record: {0}")]
    Line(#[from] LineError),
    #[error("`{given}` cannot act in the sitting of `{sitting}`")]
    OtherPerson { given: String, sitting: String },
    #[error("key `{key}` is not the key of `{person}`")]
    OtherKey { key: String, person: String },
    #[error("{0}")]
    Second(Finding),
    #[error(transparent)]
    Denied(#[from] Denial),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the key signed wrongly: {0}")]
    SignedWrongly(#[from] SignatureError),
}

impl RecordError {
    /// What the operator can do next.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Locked { .. } => Some("end the other wizard first"),
            Self::RolledBack { .. } => Some(
                "find the newer copy; `resume --despite-ledger` goes on without it, and says so",
            ),
            Self::Sealed { .. } => Some("print it with `upgrade-wizard print`, or verify it"),
            Self::Missing { .. } => Some("check the path, or put a copy in its place"),
            Self::NeverOpened { .. } => {
                Some("start a new session; if there was more in this one, look for a copy")
            }
            Self::Damaged { .. } => Some("keep the file as it is and compare it with a copy"),
            Self::Io { .. } | Self::Poisoned => {
                Some("see that the disk is sound and has room, then resume")
            }
            Self::Key(error) => error.hint(),
            Self::Full { .. } => Some("resume this session and close it; go on in another one"),
            Self::Denied(_) => Some("have the signers file put right by whoever keeps it"),
            _ => None,
        }
    }
}

/// Says of which record the ledger speaks.
pub(super) fn of_ledger(path: &Path) -> impl FnOnce(LedgerError) -> RecordError + use<> {
    let path = path.to_owned();
    move |error| match error {
        LedgerError::Rollback(rollback) => RecordError::RolledBack { path, rollback },
        LedgerError::Unreadable(error) => error,
    }
}

fn first(findings: &[Finding]) -> String {
    let mut words = findings.first().map(ToString::to_string).unwrap_or_default();
    if findings.len() > 1 {
        words.push_str(" (and more)");
    }
    words
}
