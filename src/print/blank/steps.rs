//! Steps and warnings of the form: what is to be done in short, and room for a pen.

use crate::engine::UpgradeOutcome;
use crate::plan::{Notice, Plan, StepIx, StepWords};
use crate::step::Ask;

use super::super::document::{Entry, Hand, Part, Row, Words, line};
use super::super::phrase;
use super::form::entry;

/// What is said of a gate.
const OPENS: &str = "nothing to do: it is reached when all that it comes after is settled";

pub(super) fn steps(plan: &Plan) -> Vec<Part> {
    let mut parts = Vec::new();
    for (index, phase) in plan.flow.phases.iter().enumerate() {
        let steps: Vec<_> =
            (0..plan.steps.len()).filter(|step| plan.steps[*step].phase == index).collect();
        if steps.is_empty() {
            continue;
        }
        parts.push(Part::Heading { title: line(&phase.title), starts_page: parts.is_empty() });
        parts.extend(steps.into_iter().map(|at| Part::Entry(Box::new(step(plan, StepIx(at))))));
    }
    parts
}

pub(super) fn warnings(plan: &Plan) -> Vec<Part> {
    if plan.warnings.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![Part::heading("Warnings")];
    parts.extend(plan.warnings.iter().map(|it| Part::Entry(Box::new(warning(plan, it)))));
    parts
}

fn step(plan: &Plan, ix: StepIx) -> Entry {
    let (planned, words, ask) = (plan.step(ix), plan.words(ix), plan.ask(ix));
    let mut rows = Vec::new();
    if let Some(why) = &words.not_applicable {
        rows.extend(Row::new("state", &format!("nothing to do here: {why}")));
    } else if !plan.is_gate(ix) {
        // Why it is done is left out: who needs it reads the plan.
        rows.extend(Row::new("do", &words.what));
        rows.extend(Row::new("asked", ask.question()));
        if plan.is_point_of_no_return(ix) {
            rows.extend(Row::new("danger", &words.danger));
        }
    }
    let needs: Vec<_> = planned.requires.iter().map(|need| need.0 + 1).collect();
    if !needs.is_empty() {
        rows.extend(Row::new("after", &phrase::waits_for(&needs)));
    }
    let cites: Vec<_> = plan.cites(ix).iter().map(ToString::to_string).collect();
    rows.extend(Row::new("source", &cites.join("; ")));
    // Words, not a box: what is ticked stands below, and here is nothing to tick.
    if plan.is_gate(ix) {
        rows.insert(0, Row::of("state", vec![Words::say(OPENS)]));
    }
    let has_nothing = words.not_applicable.is_some() || plan.is_gate(ix);
    Entry {
        number: Some(ix.0 + 1),
        flag: plan.is_point_of_no_return(ix).then_some("POINT OF NO RETURN"),
        hand: if has_nothing { Vec::new() } else { hand(plan, ix, &words, &ask) },
        ..entry(&words.title, &planned.id, rows, Vec::new())
    }
}

/// What is filled in for a step.
fn hand(plan: &Plan, ix: StepIx, words: &StepWords, ask: &Ask) -> Vec<Hand> {
    let mut boxes: Vec<String> = match ask {
        Ask::OneOf { options, .. } => options.iter().map(|it| line(&it.label)).collect(),
        Ask::Word { word, .. } => vec![line(&format!("done: {word}"))],
        Ask::Begin { .. } | Ask::Outcome { .. } => {
            let outcomes =
                [UpgradeOutcome::Succeeded, UpgradeOutcome::Failed, UpgradeOutcome::NotStarted];
            outcomes.iter().map(|outcome| outcome.label().to_owned()).collect()
        }
        _ => vec!["done".to_owned()],
    };
    let mut has_reason = false;
    if words.may_not_apply.is_some() {
        boxes.push("not applicable".to_owned());
        has_reason = true;
    }
    if plan.is_waivable(ix) || plan.is_waivable_against(ix) {
        boxes.push("waived".to_owned());
        has_reason = true;
    }
    let mut hand = vec![Hand::Boxes(boxes)];
    if has_reason {
        hand.push(Hand::Lines(vec![("Reason", 1)]));
    }
    if let Ask::Evidence { .. } = ask {
        hand.push(Hand::Lines(vec![("Evidence, path", 1)]));
    }
    if plan.is_point_of_no_return(ix) {
        hand.push(Hand::Lines(vec![("Begun (UTC)", 1), ("Ended (UTC)", 1)]));
    }
    hand.push(Hand::Lines(vec![("Value seen", 5), ("Initials", 2), ("Time (UTC)", 3)]));
    hand
}

fn warning(plan: &Plan, notice: &Notice) -> Entry {
    let must_be_read = plan.warning(notice).acknowledge;
    let rows = [Row::new("what", &notice.text), Row::new("because", &notice.because)];
    let hand = if must_be_read {
        vec![Hand::Lines(vec![("Read by, initials", 1), ("Time (UTC)", 1)])]
    } else {
        Vec::new()
    };
    entry(&notice.title, &notice.id, rows.into_iter().flatten().collect(), hand)
}
