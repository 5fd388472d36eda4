//! Judges wishes against the current state. Reads the model, changes nothing.

use crate::plan::{Happening, Plan, StepIx};
use crate::step::{Answer, Ask, EvidenceOf, Objection};

use super::judge::judge;
use super::screen::{card, outcome_question, warning_card};
use super::second::Second;
use super::state::{Settled, State};
use super::{
    Deed, Evidence, EvidenceKind, Fact, Inspection, Model, Msg, Outcome, Person, Phase, Refusal,
    UpgradeOutcome, Via, Wish, ready, second, shift, verdict,
};

/// Longest reason or remark, in characters.
pub(super) const TEXT_LIMIT: usize = 2_000;

/// Most pieces of evidence on one step.
pub(super) const EVIDENCE_LIMIT: usize = 200;

pub(super) fn decide(model: &Model, msg: Msg) -> Result<Fact, Refusal> {
    let Msg { at, by, via, wish } = msg;
    let deed = match (model.phase(), wish) {
        (Phase::Closed(_), _) => return Err(Refusal::Over),
        (Phase::Walking, Wish::SetWindow { until, .. }) if until <= at => {
            return Err(Refusal::WindowOver);
        }
        (Phase::Walking, wish) => granted(model, wish, &by, &via)?,
    };
    let needs_second = needs_second(model, &deed);
    Ok(Fact { at, by, via, deed, needs_second })
}

fn granted(model: &Model, wish: Wish, by: &Person, via: &Via) -> Result<Deed, Refusal> {
    match wish {
        Wish::Answer { step, answer } => answer_open(model, known(model, step)?, answer, via),
        Wish::Witness { step, seen } => second::witness(model, known(model, step)?, seen, by),
        Wish::HandOver { to, text } => shift::hand_over(model, to, &text, by),
        Wish::TakeOver => shift::take_over(model, by),
        Wish::SetWindow { until, text } => Ok(Deed::WindowSet { until, text: words(&text)? }),
        Wish::Begin { step, word } => begin(model, known(model, step)?, word),
        Wish::End { step, outcome, looked } => end(model, known(model, step)?, outcome, looked),
        Wish::Acknowledge { warning } => acknowledge(model, warning),
        Wish::Waive { step, reason } => waive(model, known(model, step)?, &reason),
        Wish::SetAside { step, reason } => set_aside(model, known(model, step)?, &reason),
        Wish::Correct { step, answer, reason } => {
            correct(model, known(model, step)?, answer, &reason, via)
        }
        Wish::Reopen { step, reason } => reopen(model, known(model, step)?, &reason),
        Wish::Attach { step, evidence } => attach(model, known(model, step)?, evidence),
        Wish::Withdraw { step, path, sha256, reason } => {
            withdraw(model, known(model, step)?, path, sha256, &reason)
        }
        Wish::Explain { step, sha256, finding, line, text } => {
            let step = known(model, step)?;
            explain(model, step, (sha256, finding, line), &text)
        }
        Wish::Tell { what, site, text } => tell(model, what, site, &text),
        Wish::ClockJumped { seconds } => Ok(Deed::ClockJumped { seconds }),
        Wish::Check { step, inspection } => check(model, known(model, step)?, &inspection),
        Wish::Redeclare { site, level, reason } => redeclare(model, site, level, &reason),
        Wish::Note { step, text } => {
            let step = step.map(|step| known(model, step)).transpose()?;
            Ok(Deed::Noted { step: step.map(|step| id(model, step)), text: words(&text)? })
        }
        Wish::Resume { despite_ledger } => Ok(Deed::Resumed { despite_ledger }),
        Wish::Close { shown } => close(model, shown),
        Wish::Abort { reason } => {
            no_upgrade_is_open(model)?;
            Ok(Deed::Closed { outcome: Outcome::Aborted, reason: Some(words(&reason)?) })
        }
    }
}

/// Whether it counts only once a second person has looked at it.
fn needs_second(model: &Model, deed: &Deed) -> bool {
    let Some(step) = deed.step().and_then(|id| model.step_named(id)) else { return false };
    let plan = model.plan();
    match deed {
        Deed::Answered { .. } | Deed::Corrected { .. } | Deed::Checked { is_go: true, .. } => {
            plan.needs_second(step)
        }
        Deed::Waived { .. } => plan.waiver_needs_second(step),
        Deed::Checked { .. }
        | Deed::Begun { .. }
        | Deed::Ended { .. }
        | Deed::Acknowledged { .. }
        | Deed::NotApplicable { .. }
        | Deed::Reopened { .. }
        | Deed::Attached { .. }
        | Deed::Withdrawn { .. }
        | Deed::Explained { .. }
        | Deed::Happened { .. }
        | Deed::ClockJumped { .. }
        | Deed::Redeclared { .. }
        | Deed::Witnessed { .. }
        | Deed::HandedOver { .. }
        | Deed::TakenOver
        | Deed::WindowSet { .. }
        | Deed::Noted { .. }
        | Deed::Resumed { .. }
        | Deed::Closed { .. } => false,
    }
}

fn answer_open(model: &Model, step: StepIx, answer: Answer, via: &Via) -> Result<Deed, Refusal> {
    if model.plan().is_point_of_no_return(step) {
        return Err(Refusal::PointOfNoReturn { step: id(model, step) });
    }
    may_act(model, step)?;
    wait_is_over(model, step)?;
    let how = judge(model, step, &answer, via)?;
    Ok(Deed::Answered { step: id(model, step), shown: card(model, step).shown(), answer, how })
}

fn begin(model: &Model, step: StepIx, word: String) -> Result<Deed, Refusal> {
    must_be_point_of_no_return(model, step)?;
    may_act(model, step)?;
    let plan = model.plan();
    for (index, notice) in plan.warnings.iter().enumerate() {
        if plan.warning(notice).acknowledge && model.acknowledgement(index).is_none() {
            return Err(Refusal::Unacknowledged { warning: notice.id.clone() });
        }
    }
    judge(model, step, &Answer::Word(word.clone()), &Via::Person)?;
    match model.verdict_of(step) {
        Some(true) => {}
        Some(false) => return Err(Refusal::NoGo { step: id(model, step) }),
        None => return Err(Refusal::Unchecked { step: id(model, step) }),
    }
    if model
        .last_check(step)
        .is_some_and(|check| !matches!(model.second(check), Second::NotNeeded | Second::Agrees))
    {
        return Err(Refusal::SecondNeeded { step: id(model, step) });
    }
    Ok(Deed::Begun { step: id(model, step), shown: card(model, step).shown(), word })
}

fn end(
    model: &Model,
    step: StepIx,
    outcome: UpgradeOutcome,
    looked: Option<String>,
) -> Result<Deed, Refusal> {
    must_be_point_of_no_return(model, step)?;
    let looked = match (model.settled(step), looked) {
        (Settled::InDoubt { .. }, None) => {
            return Err(Refusal::LookFirst { step: id(model, step) });
        }
        (Settled::InDoubt { .. } | Settled::UnderWay { .. }, Some(looked)) => Some(words(&looked)?),
        (Settled::UnderWay { .. }, None) => None,
        (
            Settled::Open
            | Settled::Answered { .. }
            | Settled::Waived { .. }
            | Settled::NotApplicable { .. }
            | Settled::Succeeded { .. },
            _,
        ) => return Err(Refusal::NotBegun { step: id(model, step) }),
    };
    let standing = model.standing(step);
    if outcome == UpgradeOutcome::Succeeded
        && let Some(objection) = standing.objections().first()
    {
        return Err(Refusal::Refuted { step: id(model, step), why: objection.sentence() });
    }
    let shown = outcome_question(model, step);
    Ok(Deed::Ended { step: id(model, step), shown, outcome, looked })
}

fn acknowledge(model: &Model, warning: usize) -> Result<Deed, Refusal> {
    let plan = model.plan();
    let notice = plan.warnings.get(warning).ok_or(Refusal::NoSuchWarning)?;
    if !plan.warning(notice).acknowledge {
        return Err(Refusal::NoAcknowledgement { warning: notice.id.clone() });
    }
    if model.acknowledgement(warning).is_some() {
        return Err(Refusal::Acknowledged { warning: notice.id.clone() });
    }
    let shown = warning_card(model, warning).shown();
    Ok(Deed::Acknowledged { warning: notice.id.clone(), shown })
}

/// A blocked step may be waived too: whoever goes without it needs not what it stands on.
fn waive(model: &Model, step: StepIx, reason: &str) -> Result<Deed, Refusal> {
    if !is_waivable(model, step)
        || model.plan().is_point_of_no_return(step)
        || model.plan().is_gate(step)
    {
        return Err(Refusal::NotWaivable { step: id(model, step) });
    }
    must_be_unsettled(model, step)?;
    let shown = card(model, step).shown();
    Ok(Deed::Waived { step: id(model, step), shown, reason: words(reason)? })
}

fn set_aside(model: &Model, step: StepIx, reason: &str) -> Result<Deed, Refusal> {
    if model.plan().template(step).may_not_apply.is_none() {
        return Err(Refusal::Applies { step: id(model, step) });
    }
    must_be_unsettled(model, step)?;
    let shown = card(model, step).shown();
    Ok(Deed::NotApplicable { step: id(model, step), shown, reason: words(reason)? })
}

fn correct(
    model: &Model,
    step: StepIx,
    answer: Answer,
    reason: &str,
    via: &Via,
) -> Result<Deed, Refusal> {
    match model.state(step) {
        State::Satisfied(_) | State::AwaitsSecond | State::Disputed
            if matches!(model.settled(step), Settled::Answered { .. }) => {}
        State::Blocked(by) => return Err(blocked(model, step, by)),
        State::Open
        | State::Waiting(_)
        | State::Refuted
        | State::Stale
        | State::UnderWay
        | State::InDoubt => {
            return Err(Refusal::NotSettled { step: id(model, step) });
        }
        State::GateOpen
        | State::Satisfied(_)
        | State::AwaitsSecond
        | State::Disputed
        | State::Observed
        | State::Waived
        | State::NotApplicable
        | State::Succeeded => {
            return Err(Refusal::NothingToCorrect { step: id(model, step) });
        }
    }
    let how = judge(model, step, &answer, via)?;
    let shown = card(model, step).shown();
    let reason = words(reason)?;
    Ok(Deed::Corrected { step: id(model, step), shown, answer, how, reason })
}

fn reopen(model: &Model, step: StepIx, reason: &str) -> Result<Deed, Refusal> {
    match model.settled(step) {
        Settled::Answered { .. } | Settled::Waived { .. } => {}
        Settled::NotApplicable { fact } if fact > 0 => {}
        Settled::Open
        | Settled::NotApplicable { .. }
        | Settled::UnderWay { .. }
        | Settled::InDoubt { .. } => return Err(Refusal::NotSettled { step: id(model, step) }),
        Settled::Succeeded { .. } => {
            let (step, upgrade) = (id(model, step), id(model, step));
            return Err(Refusal::CrossesPointOfNoReturn { step, upgrade });
        }
    }
    if let Some(upgrade) = standing_on(model, step) {
        return Err(Refusal::CrossesPointOfNoReturn {
            step: id(model, step),
            upgrade: id(model, upgrade),
        });
    }
    Ok(Deed::Reopened { step: id(model, step), reason: words(reason)? })
}

/// A point of no return that is under way, in doubt or carried out, and stands on `step`.
pub(super) fn standing_on(model: &Model, step: StepIx) -> Option<StepIx> {
    model.crossed().find(|upgrade| stands_on(model.plan(), *upgrade, step))
}

/// Whether `upgrade` requires `step`, directly or not.
pub(super) fn stands_on(plan: &Plan, upgrade: StepIx, step: StepIx) -> bool {
    let mut seen = vec![false; plan.steps.len()];
    let mut todo = vec![upgrade];
    while let Some(next) = todo.pop() {
        for need in &plan.step(next).requires {
            if *need == step {
                return true;
            }
            if !std::mem::replace(&mut seen[need.0], true) {
                todo.push(*need);
            }
        }
    }
    false
}

fn attach(model: &Model, step: StepIx, evidence: Evidence) -> Result<Deed, Refusal> {
    if let State::Blocked(by) = model.state(step) {
        return Err(blocked(model, step, by));
    }
    if model.evidence(step).len() >= EVIDENCE_LIMIT {
        let limit = EVIDENCE_LIMIT;
        return Err(Refusal::TooMuchEvidence { step: id(model, step), limit });
    }
    if let Ask::Evidence { of, .. } = model.plan().ask(step) {
        let wanted = match (of, &evidence.kind) {
            (EvidenceOf::File, EvidenceKind::Folder { .. }) => Some("a file, not a folder"),
            (EvidenceOf::Folder, EvidenceKind::File) => Some("a folder, not a file"),
            (EvidenceOf::File | EvidenceOf::Folder | EvidenceOf::Any, _) => None,
        };
        if let Some(wanted) = wanted {
            return Err(Refusal::Objection(Objection::WrongKind { wanted }));
        }
    }
    Ok(Deed::Attached { step: id(model, step), evidence })
}

fn close(model: &Model, shown: Outcome) -> Result<Deed, Refusal> {
    no_upgrade_is_open(model)?;
    if verdict(model).outcome != shown {
        return Err(Refusal::VerdictChanged);
    }
    Ok(Deed::Closed { outcome: shown, reason: None })
}

/// No session ends, in whatever way, with an upgrade whose outcome nobody has told.
fn no_upgrade_is_open(model: &Model) -> Result<(), Refusal> {
    let is_open = |state: &State| matches!(state, State::UnderWay | State::InDoubt);
    match model.states().iter().position(is_open) {
        Some(index) => Err(Refusal::UpgradeOpen { step: id(model, StepIx(index)) }),
        None => Ok(()),
    }
}

/// Acting is for open and stale steps whose requirements hold.
fn may_act(model: &Model, step: StepIx) -> Result<(), Refusal> {
    match model.state(step) {
        State::Open | State::Waiting(_) | State::Refuted | State::Stale => Ok(()),
        State::Blocked(by) => Err(blocked(model, step, by)),
        State::GateOpen => Err(Refusal::Objection(Objection::OpensByItself)),
        State::UnderWay | State::InDoubt => Err(Refusal::Begun { step: id(model, step) }),
        State::Satisfied(_)
        | State::AwaitsSecond
        | State::Disputed
        | State::Observed
        | State::Waived
        | State::NotApplicable
        | State::Succeeded => Err(Refusal::Settled { step: id(model, step) }),
    }
}

fn must_be_unsettled(model: &Model, step: StepIx) -> Result<(), Refusal> {
    match model.state(step) {
        State::Open | State::Waiting(_) | State::Refuted | State::Stale | State::Blocked(_) => {
            Ok(())
        }
        State::UnderWay | State::InDoubt => Err(Refusal::Begun { step: id(model, step) }),
        State::Satisfied(_)
        | State::AwaitsSecond
        | State::Disputed
        | State::GateOpen
        | State::Observed
        | State::Waived
        | State::NotApplicable
        | State::Succeeded => Err(Refusal::Settled { step: id(model, step) }),
    }
}

fn must_be_point_of_no_return(model: &Model, step: StepIx) -> Result<(), Refusal> {
    if model.plan().is_point_of_no_return(step) {
        Ok(())
    } else {
        Err(Refusal::NoPointOfNoReturn { step: id(model, step) })
    }
}

/// A step whose wait has a time that has not come cannot be settled, whoever says so.
fn wait_is_over(model: &Model, step: StepIx) -> Result<(), Refusal> {
    if let State::Waiting(Some(until)) = model.state(step) {
        return Err(Refusal::TooEarly { step: id(model, step), until: *until });
    }
    Ok(())
}

/// Whether a person may go on without the step: the flow allows it, or a sensor refutes what was
/// brought and the flow does not forbid it.
pub(super) fn is_waivable(model: &Model, step: StepIx) -> bool {
    let is_refuted = || model.standing(step).is_against();
    model.plan().is_waivable(step) || (model.plan().is_waivable_against(step) && is_refuted())
}

fn withdraw(
    model: &Model,
    step: StepIx,
    path: String,
    sha256: String,
    reason: &str,
) -> Result<Deed, Refusal> {
    if model.state(step).is_settled() && *model.state(step) != State::Observed {
        return Err(Refusal::Settled { step: id(model, step) });
    }
    let is_it = |it: &&Evidence| it.path == path && it.sha256 == sha256;
    if !model.fresh_evidence(step).iter().any(is_it) {
        return Err(Refusal::NoSuchEvidence { step: id(model, step) });
    }
    Ok(Deed::Withdrawn { step: id(model, step), path, sha256, reason: words(reason)? })
}

fn explain(
    model: &Model,
    step: StepIx,
    (sha256, finding, line): (String, String, Option<usize>),
    text: &str,
) -> Result<Deed, Refusal> {
    let is_found = model.standing(step).objections().iter().any(|objection| {
        objection.sha256 == sha256
            && objection
                .finding
                .as_ref()
                .is_some_and(|it| it.id.word() == finding && it.line == line)
    });
    if !is_found || !model.plan().template(step).proof.explain {
        return Err(Refusal::NothingToExplain { step: id(model, step) });
    }
    Ok(Deed::Explained { step: id(model, step), sha256, finding, line, text: words(text)? })
}

fn tell(model: &Model, what: Happening, site: Option<String>, text: &str) -> Result<Deed, Refusal> {
    if let Some(code) = &site
        && model.plan().hierarchy.site_named(code).is_none()
    {
        return Err(Refusal::NoSuchSite { site: code.clone() });
    }
    Ok(Deed::Happened { what, site, text: words(text)? })
}

fn check(model: &Model, step: StepIx, inspection: &Inspection) -> Result<Deed, Refusal> {
    must_be_point_of_no_return(model, step)?;
    let ready = ready(model, step, inspection);
    let (is_go, reasons, unchanged) = (ready.is_go, ready.reasons, ready.unchanged);
    Ok(Deed::Checked { step: id(model, step), is_go, reasons, unchanged })
}

fn redeclare(model: &Model, site: String, level: String, reason: &str) -> Result<Deed, Refusal> {
    no_upgrade_is_open(model)?;
    let plan = model.plan();
    if let Some(crossed) = model.crossed().next() {
        let (step, upgrade) = (format!("level of {site}"), id(model, crossed));
        return Err(Refusal::CrossesPointOfNoReturn { step, upgrade });
    }
    plan.redeclared(&site, &level).map_err(|why| Refusal::NoOtherPlan { why })?;
    Ok(Deed::Redeclared { site, level, reason: words(reason)? })
}

fn blocked(model: &Model, step: StepIx, by: &[StepIx]) -> Refusal {
    let named = by.iter().take(3).map(|need| format!("`{}`", id(model, *need)));
    let mut by_words = named.collect::<Vec<_>>().join(", ");
    if by.len() > 3 {
        by_words = format!("{by_words} and {} more", by.len() - 3);
    }
    Refusal::Blocked { step: id(model, step), by: by_words }
}

pub(super) fn words(text: &str) -> Result<String, Refusal> {
    match text.trim().chars().count() {
        1..=TEXT_LIMIT => Ok(text.trim().to_owned()),
        _ => Err(Refusal::TextLength { limit: TEXT_LIMIT }),
    }
}

fn known(model: &Model, step: StepIx) -> Result<StepIx, Refusal> {
    if step.0 < model.plan().steps.len() { Ok(step) } else { Err(Refusal::NoSuchStep) }
}

pub(super) fn id(model: &Model, step: StepIx) -> String {
    model.plan().step(step).id.clone()
}
