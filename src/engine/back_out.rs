//! The way back: what has been changed so far, how each is undone, last first, and until when one
//! can still turn back.

use jiff::Timestamp;

use crate::plan::{StepIx, duration};

use super::{Deed, Model, State};

/// One thing to undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoing {
    pub step: StepIx,
    pub id: String,
    pub title: String,
    /// Whether it is known that there is something to undo: an upgrade that is in doubt, or was
    /// given up, may have changed something or not.
    pub is_certain: bool,
    pub how: String,
    pub takes_seconds: u64,
}

/// Whether and until when one can still turn back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnBack {
    /// Nothing was changed.
    Nothing,
    /// The operator has set no window: only how long the way back takes is known.
    Takes { seconds: u64 },
    /// Until then the way back fits into the window.
    Until { last: Timestamp, seconds: u64 },
    /// The way back would end after the window.
    TooLate { by_seconds: u64, seconds: u64 },
}

impl TurnBack {
    /// In a few words, for the head of the walk.
    pub fn words(self) -> String {
        match self {
            Self::Nothing => "nothing changed yet".to_owned(),
            Self::Takes { seconds } => format!("way back takes {}", duration(seconds)),
            Self::Until { last, .. } => {
                format!("turn back until {} UTC", last.strftime("%m-%d %H:%M"))
            }
            Self::TooLate { by_seconds, .. } => {
                format!("TOO LATE to turn back by {}", duration(by_seconds))
            }
        }
    }
}

impl Model {
    /// What has to be undone to be back where the session began, last first.
    pub fn back_out(&self) -> Vec<Undoing> {
        let plan = self.plan();
        // What was tried last is undone first; in the order of the walk where nobody knows.
        let mut done: Vec<(usize, StepIx, bool)> = Vec::new();
        for step in self.tally().to_undo().iter().copied() {
            if let Some(is_certain) = undo_mark(self, step) {
                done.push((self.about[step.0].last().copied().unwrap_or(0), step, is_certain));
            }
        }
        done.sort_by_key(|(fact, step, _)| std::cmp::Reverse((*fact, *step)));
        let undoing = |(_, step, is_certain): (usize, StepIx, bool)| {
            let (how, takes_seconds) = plan.undo(step)?;
            let (id, title) = (plan.step(step).id.clone(), plan.words(step).title);
            Some(Undoing { step, id, title, is_certain, how, takes_seconds })
        };
        done.into_iter().filter_map(undoing).collect()
    }

    /// Whether something was done for the step that did not last: an upgrade that failed, or an
    /// answer that was taken back.
    fn was_tried(&self, step: StepIx) -> bool {
        self.about(step).any(|fact| match &fact.deed {
            Deed::Answered { .. } | Deed::Corrected { .. } => true,
            Deed::Ended { outcome, .. } => *outcome == super::UpgradeOutcome::Failed,
            Deed::Begun { .. }
            | Deed::Acknowledged { .. }
            | Deed::Waived { .. }
            | Deed::NotApplicable { .. }
            | Deed::Reopened { .. }
            | Deed::Attached { .. }
            | Deed::Withdrawn { .. }
            | Deed::Explained { .. }
            | Deed::Happened { .. }
            | Deed::ClockJumped { .. }
            | Deed::Checked { .. }
            | Deed::Redeclared { .. }
            | Deed::Witnessed { .. }
            | Deed::HandedOver { .. }
            | Deed::TakenOver
            | Deed::WindowSet { .. }
            | Deed::Noted { .. }
            | Deed::Resumed { .. }
            | Deed::Closed { .. } => false,
        })
    }

    /// When the window ends that the operator set last.
    pub fn window_ends(&self) -> Option<Timestamp> {
        self.window
    }

    /// Whether and until when one can still turn back, by the time that the session knows.
    pub fn turn_back(&self) -> TurnBack {
        if self.tally().to_undo().is_empty() {
            return TurnBack::Nothing;
        }
        let seconds = self.tally().undo_seconds();
        let (Some(end), Some(now)) = (self.window, self.now()) else {
            return TurnBack::Takes { seconds };
        };
        let takes = i64::try_from(seconds).unwrap_or(i64::MAX);
        let last = end.as_second().saturating_sub(takes);
        let now = self.clock().shown(now).as_second();
        match u64::try_from(now.saturating_sub(last)) {
            Ok(by_seconds) if by_seconds > 0 => TurnBack::TooLate { by_seconds, seconds },
            _ => match Timestamp::from_second(last) {
                Ok(last) => TurnBack::Until { last, seconds },
                Err(_) => TurnBack::Takes { seconds },
            },
        }
    }
}

/// Whether a step has to be undone on the way back, and then whether it is certain that there is
/// something to undo.
pub(super) fn undo_mark(model: &Model, step: StepIx) -> Option<bool> {
    model.plan().template(step).undo.as_ref()?;
    match model.state(step) {
        State::Satisfied(_) | State::AwaitsSecond | State::Disputed | State::Succeeded => {
            Some(true)
        }
        // Answered once, and what was done then was done.
        State::Stale | State::UnderWay | State::InDoubt => Some(false),
        State::Open
        | State::Blocked(_)
        | State::GateOpen
        | State::Waiting(_)
        | State::Observed
        | State::Refuted
        | State::Waived
        | State::NotApplicable => model.was_tried(step).then_some(false),
    }
}
