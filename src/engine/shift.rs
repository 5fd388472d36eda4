//! Shifts: the outgoing operator reads back what is open and signs it, the incoming one signs that
//! they take it over; from then on the other key signs. The same makes room for a new key.

use crate::plan::StepIx;

use super::decide::words;
use super::{Deed, Model, Person, Refusal, State, verdict};

/// Most points that are read back one by one; the rest is counted.
const POINTS_MAX: usize = 40;

impl Model {
    /// To whom the session has been handed and who has not taken it over yet.
    pub fn handed_to(&self) -> Option<&Person> {
        self.handing.as_ref()
    }

    /// What is read back when the session is handed over: how far it is, and each open point.
    pub fn open_points(&self) -> Vec<String> {
        let plan = self.plan();
        let verdict = verdict(self);
        let settled = self.states().iter().filter(|state| state.is_settled()).count();
        let mut points = vec![format!("{settled} of {} steps settled", plan.steps.len())];
        let first = |state: &State| {
            matches!(
                state,
                State::InDoubt
                    | State::UnderWay
                    | State::Refuted
                    | State::Stale
                    | State::Disputed
                    | State::AwaitsSecond
            )
        };
        let (mut open, is_other) =
            (verdict.open.clone(), |step: &StepIx| !first(self.state(*step)));
        open.sort_by_key(is_other);
        for step in open.into_iter().take(POINTS_MAX) {
            let (id, state) = (&plan.step(step).id, self.state(step).word());
            points.push(format!("{state}: {id}"));
        }
        if let Some(more) = verdict.open.len().checked_sub(POINTS_MAX).filter(|more| *more > 0) {
            points.push(format!("and {more} more that are open"));
        }
        for warning in &verdict.unacknowledged {
            points.push(format!("not acknowledged: {}", plan.warnings[*warning].id));
        }
        for deviation in &verdict.deviations {
            points.push(format!("deviation, {}: {}", deviation.what, deviation.about));
        }
        points
    }
}

/// Judges the wish to hand the session over.
pub(super) fn hand_over(
    model: &Model,
    to: Person,
    text: &str,
    by: &Person,
) -> Result<Deed, Refusal> {
    if to.key == by.key {
        return Err(Refusal::SameKey);
    }
    let shown = model.open_points().join("\n");
    Ok(Deed::HandedOver { to, shown, text: words(text)? })
}

/// Judges the wish to take the session over.
pub(super) fn take_over(model: &Model, by: &Person) -> Result<Deed, Refusal> {
    match model.handed_to() {
        Some(to) if to == by => Ok(Deed::TakenOver),
        _ => Err(Refusal::NotHandedOver),
    }
}
