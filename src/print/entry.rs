//! A step of the walk as the checklist has it.

use crate::engine::{Deed, Fact, Model, State};
use crate::plan::StepIx;

use super::act::{Files, REFUTED_ANSWER, STALE_ANSWER, act, name, settles_or_opens};
use super::content::{Entry, Note};
use super::footnote::Footnotes;
use super::go::verdicts;
use super::reading::{is_of_a_piece, pieces};
use super::wait::{Waited, stale_because, waited};

/// Puts a step and all that happened to it into words.
pub(super) fn entry(model: &Model, step: StepIx, files: &Files, notes: &mut Footnotes) -> Entry {
    let plan = model.plan();
    let planned = plan.step(step);
    let words = plan.words(step);
    let state = model.state(step);
    let ask = plan.ask(step);
    let mut asked = ask.question().to_owned();
    let about: Vec<&Fact> = model.about(step).collect();
    let current = current(state, &about);

    if *state == State::Succeeded {
        asked = plan.outcome_question(step).unwrap_or(asked);
    }

    let (wait, stale_because) = (waited(model, step), stale_because(model, step));
    let mut history = Vec::new();
    for (index, fact) in about.iter().enumerate() {
        let is_told_elsewhere =
            matches!(fact.deed, Deed::Checked { .. }) || is_of_a_piece(&fact.deed, &about);
        if Some(index) == current || is_told_elsewhere {
            continue;
        }
        let later = about[index + 1..].iter().map(|later| &later.deed);
        let next = later.clone().find(|deed| settles_or_opens(deed));
        let what = match (next, &fact.deed) {
            // Nothing came after it, and still it does not hold.
            (None, Deed::Answered { .. } | Deed::Corrected { .. }) => {
                "earlier answer, what it stands on is open again"
            }
            _ => name(&fact.deed, next),
        };
        history.push(act(fact, what, Some(&ask), files));
    }
    Entry {
        number: step.0 + 1,
        id: planned.id.clone(),
        title: words.title,
        mark: mark(state),
        state: state.word(),
        remark: remark(state, words.not_applicable, stale_because.as_deref(), wait.as_ref()),
        is_point_of_no_return: plan.is_point_of_no_return(step),
        opens_by_itself: plan.is_gate(step),
        blocking: planned.blocking,
        good_practice: words.note.map(|text| Note { letter: notes.letter(&text), text }),
        because: plan.because(step),
        sources: plan.cites(step).iter().map(ToString::to_string).collect(),
        asked,
        answer: current.map(|index| {
            let fact = about[index];
            let what = match state {
                State::Stale => STALE_ANSWER,
                State::Refuted => REFUTED_ANSWER,
                _ => name(&fact.deed, None),
            };
            act(fact, what, Some(&ask), files)
        }),
        evidence: pieces(&about, files),
        wait,
        stale_because,
        verdicts: verdicts(model, about.iter().copied(), files),
        waits_for: match state {
            State::Blocked(by) => by.iter().map(|need| need.0 + 1).collect(),
            _ => Vec::new(),
        },
        history,
    }
}

/// The fact that holds now, as an index into what happened to the step.
fn current(state: &State, about: &[&Fact]) -> Option<usize> {
    match state {
        State::Open | State::Waiting(_) | State::Observed | State::Blocked(_) | State::GateOpen => {
            None
        }
        // Answered, and refuted by what came later; or never answered.
        State::Refuted => about
            .iter()
            .rposition(|fact| settles_or_opens(&fact.deed))
            .filter(|index| !matches!(about[*index].deed, Deed::Reopened { .. })),
        State::Satisfied(_)
        | State::AwaitsSecond
        | State::Disputed
        | State::Waived
        | State::NotApplicable
        | State::Stale
        | State::UnderWay
        | State::InDoubt
        | State::Succeeded => about.iter().rposition(|fact| settles_or_opens(&fact.deed)),
    }
}

/// What stands in the box of a step.
fn mark(state: &State) -> char {
    match state {
        State::Satisfied(_) | State::GateOpen | State::Observed | State::Succeeded => 'x',
        State::Waived => '-',
        State::NotApplicable => '.',
        State::Open | State::Waiting(_) | State::Blocked(_) => ' ',
        State::AwaitsSecond => '2',
        State::Refuted | State::Disputed => '!',
        State::UnderWay | State::InDoubt => '!',
        State::Stale => '~',
    }
}

fn remark(
    state: &State,
    nothing_to_do: Option<String>,
    stale_because: Option<&str>,
    wait: Option<&Waited>,
) -> Option<String> {
    let remark = match state {
        State::Observed => "observed: what is waited for was seen to be there",
        State::Waiting(_) => {
            let words = wait.map(Waited::words).unwrap_or_default();
            return Some(format!("WAITING {words}").trim_end().to_owned());
        }
        State::AwaitsSecond => "AWAITS A SECOND PERSON: it does not count yet",
        State::Disputed => "DISPUTED: a second person saw something else; it has to be put right",
        State::Refuted => "REFUTED: what is attached speaks against it",
        State::GateOpen => "opened by itself: all that it waits for is settled",
        State::Stale => {
            let why = stale_because.unwrap_or("what it stands on has changed since");
            return Some(format!("STALE: {why}; it has to be settled anew"));
        }
        State::UnderWay => "BEGUN: nobody has said yet how it ended",
        State::InDoubt => {
            "IN DOUBT: begun in an earlier sitting, and nobody has said how it ended; look first"
        }
        State::NotApplicable => {
            return nothing_to_do.map(|reason| format!("nothing to do here: {reason}"));
        }
        State::Open | State::Blocked(_) | State::Satisfied(_) | State::Waived => return None,
        State::Succeeded => return None,
    };
    Some(remark.to_owned())
}
