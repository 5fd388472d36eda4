//! Facts into stored events and back.

mod read;
mod readings;
mod second;
mod words;

use crate::engine::{Deed, Evidence, EvidenceKind, Reason, Via};

use super::index::Index;
use super::stamp::stamp;
use super::stored::{
    Amend, AnswerKind, Attach, Body, Check, Clock, Confirm, CountsAs, Explain, GoWord, Handover,
    Happen, Note, Party, PieceKind, Redeclare, Resume, Seal, Source, Stage, Takeover, Waive,
    Window, Withdraw,
};
use words::{ACKNOWLEDGED, answer_words, ending_word, how_word, outcome_word};

pub(super) use read::fact_of;
pub(super) use second::{saw_of, saw_word};

/// Largest number that every JSON reader keeps.
const NUMBER_LIMIT: u64 = 1 << 53;

/// What an event needs to know beside the fact.
pub(super) struct Setting<'a> {
    pub(super) index: &'a Index,
    /// Lines above the event.
    pub(super) lines: u64,
    /// What a resumption says of itself; it has to be at hand when that is the fact.
    pub(super) resume: Option<&'a Resume>,
}

/// Why a fact cannot be put on record as things are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    #[error("step `{step}` has no answer on record that could be amended")]
    NothingToAmend { step: String },
    #[error("the run was not taken up just now")]
    NotResumed,
    #[error("nothing waits for a second person there")]
    NothingToWitness,
    #[error("the run was not handed over just now")]
    NotHandedOver,
    #[error("it is not about the session as a whole")]
    NotOfSession,
    #[error("a number is too large for the record")]
    NumberTooLarge,
}

/// What the event of a fact says of its own.
pub(super) fn body_of(deed: &Deed, setting: &Setting<'_>) -> Result<Body, Misfit> {
    Ok(match deed {
        Deed::Answered { step, shown, answer, how } => {
            let (kind, answer) = answer_words(answer);
            Body::Confirm(Confirm {
                kind,
                answer,
                how: Some(how_word(*how)),
                ..confirm(step, shown, setting)
            })
        }
        Deed::Begun { step, shown, word } => Body::Confirm(Confirm {
            stage: Some(Stage::Begin),
            kind: AnswerKind::Word,
            answer: word.clone(),
            ..confirm(step, shown, setting)
        }),
        Deed::Ended { step, shown, outcome, looked } => Body::Confirm(Confirm {
            stage: Some(Stage::End),
            kind: AnswerKind::Outcome,
            answer: ending_word(*outcome).to_owned(),
            looked: looked.clone(),
            ..confirm(step, shown, setting)
        }),
        Deed::Acknowledged { warning, shown } => Body::Confirm(confirm(warning, shown, setting)),
        Deed::Waived { step, shown, reason } => waive(step, shown, reason, None),
        Deed::NotApplicable { step, shown, reason } => {
            waive(step, shown, reason, Some(CountsAs::NotApplicable))
        }
        Deed::Corrected { step, shown, answer, how, reason } => {
            let (kind, answer) = answer_words(answer);
            Body::Amend(Amend {
                shown: Some(shown.clone()),
                answer: Some(answer),
                kind,
                how: Some(how_word(*how)),
                evidence: setting.index.attached_to(step),
                ..amend(step, reason, setting)?
            })
        }
        Deed::Reopened { step, reason } => Body::Amend(amend(step, reason, setting)?),
        Deed::Attached { step, evidence } => Body::Attach(attach(step, evidence)?),
        Deed::Withdrawn { step, path, sha256, reason } => withdraw(step, path, sha256, reason),
        Deed::Explained { step, sha256, finding, line, text } => {
            explain(step, sha256, finding, *line, text)
        }
        Deed::Checked { step, is_go, reasons, unchanged } => {
            check(step, *is_go, reasons, *unchanged)
        }
        Deed::Witnessed { step, seen } => Body::Attest(second::attest(step, seen, setting)?),
        Deed::Happened { .. }
        | Deed::ClockJumped { .. }
        | Deed::Redeclared { .. }
        | Deed::HandedOver { .. }
        | Deed::TakenOver
        | Deed::WindowSet { .. }
        | Deed::Noted { .. } => of_session(deed, setting)?,
        Deed::Resumed { .. } => Body::Resume(setting.resume.ok_or(Misfit::NotResumed)?.clone()),
        Deed::Closed { outcome, reason } => Body::Seal(Seal {
            lines: setting.lines,
            outcome: outcome_word(*outcome),
            reason: reason.clone(),
            manifests: setting.index.manifests(),
        }),
    })
}

/// What is about the session as a whole.
fn of_session(deed: &Deed, setting: &Setting<'_>) -> Result<Body, Misfit> {
    Ok(match deed {
        Deed::Happened { what, site, text } => Body::Happen(Happen {
            what: what.word().to_owned(),
            site: site.clone(),
            text: text.clone(),
        }),
        Deed::ClockJumped { seconds } => Body::Clock(Clock { seconds: *seconds }),
        Deed::Redeclared { site, level, reason } => Body::Redeclare(Redeclare {
            site: site.clone(),
            level: level.clone(),
            reason: reason.clone(),
        }),
        Deed::Noted { step, text } => Body::Note(Note { step: step.clone(), text: text.clone() }),
        Deed::HandedOver { to, shown, text } => {
            Body::Handover(Handover { to: Party::of(to), shown: shown.clone(), text: text.clone() })
        }
        Deed::TakenOver => {
            let (line, _) = setting.index.handed().ok_or(Misfit::NotHandedOver)?;
            Body::Takeover(Takeover { of: line.n, of_sha256: line.sha256.clone() })
        }
        Deed::WindowSet { until, text } => {
            Body::Window(Window { until: stamp(*until), text: text.clone() })
        }
        _ => return Err(Misfit::NotOfSession),
    })
}

fn withdraw(step: &str, path: &str, sha256: &str, reason: &str) -> Body {
    Body::Withdraw(Withdraw {
        step: step.to_owned(),
        path: path.to_owned(),
        sha256: sha256.to_owned(),
        reason: reason.to_owned(),
    })
}

fn explain(step: &str, sha256: &str, finding: &str, line: Option<usize>, text: &str) -> Body {
    Body::Explain(Explain {
        step: step.to_owned(),
        sha256: sha256.to_owned(),
        finding: finding.to_owned(),
        line: line.map(|line| line as u64),
        text: text.to_owned(),
    })
}

fn check(step: &str, is_go: bool, reasons: &[Reason], unchanged: u64) -> Body {
    Body::Check(Check {
        step: step.to_owned(),
        verdict: if is_go { GoWord::Go } else { GoWord::NoGo },
        reasons: reasons.iter().map(readings::stored_reason).collect(),
        unchanged,
    })
}

/// An acknowledgement; the other kinds of confirmation start from it.
fn confirm(step: &str, shown: &str, setting: &Setting<'_>) -> Confirm {
    Confirm {
        step: step.to_owned(),
        stage: None,
        shown: shown.to_owned(),
        answer: ACKNOWLEDGED.to_owned(),
        kind: AnswerKind::Acknowledged,
        how: None,
        looked: None,
        evidence: setting.index.attached_to(step),
        mono: None,
    }
}

/// A reopening; a correction starts from it.
fn amend(step: &str, reason: &str, setting: &Setting<'_>) -> Result<Amend, Misfit> {
    let old = setting
        .index
        .answer_to(step)
        .ok_or_else(|| Misfit::NothingToAmend { step: step.to_owned() })?;
    Ok(Amend {
        step: step.to_owned(),
        of: old.n,
        of_sha256: old.sha256.clone(),
        reason: reason.to_owned(),
        shown: None,
        answer: None,
        kind: AnswerKind::Reopened,
        how: None,
        evidence: Vec::new(),
    })
}

fn waive(step: &str, shown: &str, reason: &str, counts_as: Option<CountsAs>) -> Body {
    Body::Waive(Waive {
        step: step.to_owned(),
        shown: shown.to_owned(),
        reason: reason.to_owned(),
        counts_as,
    })
}

fn attach(step: &str, evidence: &Evidence) -> Result<Attach, Misfit> {
    let (kind, manifest, files, unreadable) = match &evidence.kind {
        EvidenceKind::File => (PieceKind::File, None, None, None),
        EvidenceKind::Folder { manifest, files, unreadable } => {
            (PieceKind::Folder, Some(manifest.clone()), Some(*files), Some(*unreadable))
        }
    };
    if evidence.size_bytes > NUMBER_LIMIT || files.max(unreadable) > Some(NUMBER_LIMIT) {
        return Err(Misfit::NumberTooLarge);
    }
    Ok(Attach {
        step: step.to_owned(),
        path: evidence.path.clone(),
        kind,
        size: evidence.size_bytes,
        sha256: evidence.sha256.clone(),
        modified: evidence.modified.map(stamp),
        manifest,
        files,
        unreadable,
        readings: evidence.readings.iter().map(readings::stored).collect::<Result<_, _>>()?,
    })
}

/// The word for a standard input that is no terminal.
pub(super) const PIPE: &str = "pipe";

const NO_SOURCE: Source = Source { answers: None, sha256: None, paper: None, input: None };

/// The member that says where an answer came from that was not typed at a terminal.
pub(super) fn source_of(via: &Via) -> Option<Source> {
    match via {
        Via::Person => None,
        Via::Pipe => Some(Source { input: Some(PIPE.to_owned()), ..NO_SOURCE }),
        Via::AnswersFile { name, sha256 } => {
            Some(Source { answers: Some(name.clone()), sha256: Some(sha256.clone()), ..NO_SOURCE })
        }
        Via::Paper { name, sha256, form } => Some(Source {
            answers: Some(name.clone()),
            sha256: Some(sha256.clone()),
            paper: Some(form.clone()),
            ..NO_SOURCE
        }),
    }
}

#[cfg(test)]
mod tests;
