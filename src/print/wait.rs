//! What a step waits or waited for, and why an answer holds no more.

use serde::Serialize;

use crate::engine::{Deed, Model, Staleness, State};
use crate::plan::{StepIx, duration};

use super::act::settles_or_opens;
use super::content::Time;

/// What is or was waited for.
#[derive(Debug, Serialize)]
pub(super) struct Waited {
    /// When the last of what the step requires was settled.
    pub(super) since: Option<Time>,
    /// Not before then; none where no time is named, or it has come.
    pub(super) until: Option<Time>,
    /// Where the file comes that is waited for.
    pub(super) file: Option<String>,
    /// When it was read and found to be there.
    pub(super) observed: Option<Time>,
}

/// The wait of a step. `None` where it has none, or its turn has not come.
pub(super) fn waited(model: &Model, step: StepIx) -> Option<Waited> {
    let plan = model.plan();
    plan.template(step).wait.as_ref()?;
    let state = model.state(step);
    if matches!(state, State::Blocked(_)) {
        return None;
    }
    let settled = plan.step(step).requires.iter().filter_map(|need| {
        model.about(*need).rev().find(|fact| settles_or_opens(&fact.deed)).map(|fact| fact.at)
    });
    let until = match state {
        State::Waiting(until) => *until,
        _ => None,
    };
    Some(Waited {
        since: settled.max().map(Time),
        until: until.map(Time),
        file: plan.watched(step),
        observed: observed(model, step),
    })
}

/// When the piece was attached by which a step that waited became settled.
fn observed(model: &Model, step: StepIx) -> Option<Time> {
    if *model.state(step) != State::Observed {
        return None;
    }
    let last = model.fresh_evidence(step).pop()?;
    let is_it = |deed: &Deed| matches!(deed, Deed::Attached { evidence, .. } if evidence == last);
    model.about(step).rev().find(|fact| is_it(&fact.deed)).map(|fact| Time(fact.at))
}

/// Why an answer holds no more, in words.
pub(super) fn stale_because(model: &Model, step: StepIx) -> Option<String> {
    Some(match model.staleness(step)? {
        Staleness::Below => "what it stands on has changed since".to_owned(),
        Staleness::Age { seconds } => {
            format!("an answer holds for {}, and this one is older", duration(seconds))
        }
        Staleness::Happened { what, fact } => {
            let at = fact.checked_sub(1).and_then(|index| model.facts().get(index));
            let at = at.map(|fact| format!(" at {}", Time(fact.at))).unwrap_or_default();
            format!("it was answered before the {}{at}", what.word())
        }
    })
}

impl Waited {
    /// "since 2026-11-21 09:06:40 UTC; until ... at least; seen at ...".
    pub(super) fn words(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.file.as_ref().map(|file| format!("for a change of {file}")));
        parts.extend(self.since.map(|since| format!("since {since}")));
        parts.extend(self.until.map(|until| format!("until {until} at least")));
        parts.extend(self.observed.map(|observed| format!("seen to be there {observed}")));
        parts.join("; ")
    }
}
