//! Stored events into facts.

use jiff::Timestamp;

use crate::engine::{Deed, Evidence, EvidenceKind, Fact, Happening, Person, Via};
use crate::record::index::Index;
use crate::record::ledger::OVERRIDDEN;
use crate::record::line::LineError;
use crate::record::stamp::unstamp;
use crate::record::stored::{
    Amend, AnswerKind, Attach, Body, Check, Clock, Confirm, CountsAs, Event, Explain, GoWord,
    Handover, Happen, PieceKind, Redeclare, Resume, Source, Stage, Waive, Window, Withdraw,
};

use super::PIPE;
use super::readings::{line_of, reading_of, reason_of};
use super::second::witnessed;
use super::words::{ACKNOWLEDGED, answer, ending_of, how_of, outcome_of};

/// Reads an event back. `sitting` is who opened the run or took it up last: who attached evidence,
/// since nobody signs for that alone. The opening is no fact.
/// `index` knows the lines above.
pub(in crate::record) fn fact_of(
    event: &Event,
    sitting: &Person,
    index: &Index,
) -> Result<Fact, LineError> {
    let at = unstamp(&event.ts).ok_or(contradiction("`ts` is not a time"))?;
    let deed = deed_of(&event.body, index)?;
    let by = match (&event.who, deed.meaning()) {
        (Some(who), Some(_)) => who.person(),
        (None, None) => sitting.clone(),
        (Some(_), None) => return Err(contradiction("it is not signed by itself")),
        (None, Some(_)) => return Err(contradiction("it has to name who did it")),
    };
    let via = match event.source.clone() {
        None => Via::Person,
        Some(Source { answers: Some(name), sha256: Some(sha256), paper, input: None }) => {
            match paper {
                None => Via::AnswersFile { name, sha256 },
                Some(form) => Via::Paper { name, sha256, form },
            }
        }
        Some(Source { answers: None, sha256: None, paper: None, input: Some(input) })
            if input == PIPE =>
        {
            Via::Pipe
        }
        Some(_) => return Err(contradiction("`source` names neither an answers file nor a pipe")),
    };
    let needs_second = match event.need {
        None => false,
        Some(2) if can_need_second(&deed) => true,
        Some(_) => return Err(contradiction("it does not take as many persons as it says")),
    };
    Ok(Fact { at, by, via, deed, needs_second })
}

/// What an event says that happened.
fn deed_of(body: &Body, index: &Index) -> Result<Deed, LineError> {
    Ok(match body {
        Body::Open(_) => return Err(contradiction("a run is opened only once")),
        Body::Confirm(confirm) => confirmed(confirm)?,
        Body::Amend(amend) => amended(amend)?,
        Body::Attach(attach) => attached(attach)?,
        Body::Waive(Waive { step, shown, reason, counts_as }) => {
            let (step, shown, reason) = (step.clone(), shown.clone(), reason.clone());
            match counts_as {
                None => Deed::Waived { step, shown, reason },
                Some(CountsAs::NotApplicable) => Deed::NotApplicable { step, shown, reason },
            }
        }
        Body::Withdraw(Withdraw { step, path, sha256, reason }) => Deed::Withdrawn {
            step: step.clone(),
            path: path.clone(),
            sha256: sha256.clone(),
            reason: reason.clone(),
        },
        Body::Explain(Explain { step, sha256, finding, line, text }) => Deed::Explained {
            step: step.clone(),
            sha256: sha256.clone(),
            finding: finding.clone(),
            line: line_of(*line)?,
            text: text.clone(),
        },
        Body::Happen(Happen { what, site, text }) => Deed::Happened {
            what: Happening::named(what).ok_or(contradiction("nothing of the kind happens"))?,
            site: site.clone(),
            text: text.clone(),
        },
        Body::Clock(Clock { seconds }) => Deed::ClockJumped { seconds: *seconds },
        Body::Check(Check { step, verdict, reasons, unchanged }) => Deed::Checked {
            step: step.clone(),
            is_go: *verdict == GoWord::Go,
            reasons: reasons.iter().map(reason_of).collect::<Result<_, _>>()?,
            unchanged: *unchanged,
        },
        Body::Redeclare(Redeclare { site, level, reason }) => {
            Deed::Redeclared { site: site.clone(), level: level.clone(), reason: reason.clone() }
        }
        Body::Note(note) => Deed::Noted { step: note.step.clone(), text: note.text.clone() },
        Body::Attest(attest) => witnessed(attest, index)?,
        Body::Handover(Handover { to, shown, text }) => {
            Deed::HandedOver { to: to.person(), shown: shown.clone(), text: text.clone() }
        }
        Body::Takeover(_) => Deed::TakenOver,
        Body::Window(Window { until, text }) => Deed::WindowSet {
            until: unstamp(until).ok_or(contradiction("`until` is not a time"))?,
            text: text.clone(),
        },
        Body::Resume(Resume { ledger, .. }) => {
            Deed::Resumed { despite_ledger: ledger == OVERRIDDEN }
        }
        Body::Seal(seal) => {
            Deed::Closed { outcome: outcome_of(seal.outcome), reason: seal.reason.clone() }
        }
    })
}

/// What can be settled only by two persons.
fn can_need_second(deed: &Deed) -> bool {
    matches!(
        deed,
        Deed::Answered { .. }
            | Deed::Corrected { .. }
            | Deed::Waived { .. }
            | Deed::Checked { is_go: true, .. }
    )
}

fn confirmed(confirm: &Confirm) -> Result<Deed, LineError> {
    let (step, shown, given) =
        (confirm.step.clone(), confirm.shown.clone(), confirm.answer.clone());
    match (confirm.stage, confirm.kind, confirm.how, &confirm.looked) {
        (None, AnswerKind::Acknowledged, None, None) if given == ACKNOWLEDGED => {
            Ok(Deed::Acknowledged { warning: step, shown })
        }
        (Some(Stage::Begin), AnswerKind::Word, None, None) => {
            Ok(Deed::Begun { step, shown, word: given })
        }
        (Some(Stage::End), AnswerKind::Outcome, None, looked) => {
            let outcome = ending_of(&given).ok_or(contradiction("there is no such outcome"))?;
            Ok(Deed::Ended { step, shown, outcome, looked: looked.clone() })
        }
        (None, kind, Some(how), None) => Ok(Deed::Answered {
            step,
            shown,
            answer: answer(kind, given).ok_or(OTHER_KIND)?,
            how: how_of(how),
        }),
        _ => Err(contradiction("its members do not go together")),
    }
}

fn amended(amend: &Amend) -> Result<Deed, LineError> {
    let (step, reason) = (amend.step.clone(), amend.reason.clone());
    match (amend.kind, &amend.shown, &amend.answer, amend.how) {
        (AnswerKind::Reopened, None, None, None) => Ok(Deed::Reopened { step, reason }),
        (kind, Some(shown), Some(given), Some(how)) => Ok(Deed::Corrected {
            step,
            shown: shown.clone(),
            answer: answer(kind, given.clone()).ok_or(OTHER_KIND)?,
            how: how_of(how),
            reason,
        }),
        _ => Err(contradiction("its members do not go together")),
    }
}

fn attached(attach: &Attach) -> Result<Deed, LineError> {
    let kind = match (attach.kind, &attach.manifest, attach.files, attach.unreadable) {
        (PieceKind::File, None, None, None) => EvidenceKind::File,
        (PieceKind::Folder, Some(manifest), Some(files), Some(unreadable)) => {
            EvidenceKind::Folder { manifest: manifest.clone(), files, unreadable }
        }
        _ => return Err(contradiction("its members do not go together")),
    };
    let modified: Option<Timestamp> = match &attach.modified {
        None => None,
        Some(text) => Some(unstamp(text).ok_or(contradiction("`modified` is not a time"))?),
    };
    Ok(Deed::Attached {
        step: attach.step.clone(),
        evidence: Evidence {
            path: attach.path.clone(),
            kind,
            size_bytes: attach.size,
            sha256: attach.sha256.clone(),
            modified,
            readings: attach.readings.iter().map(reading_of).collect::<Result<_, _>>()?,
        },
    })
}

fn contradiction(what: &'static str) -> LineError {
    LineError::Contradiction { what }
}

const OTHER_KIND: LineError =
    LineError::Contradiction { what: "the answer is not of the kind it says" };
