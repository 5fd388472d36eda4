//! What is waited for: which files are watched, when time matters, and what is said when a wait
//! ends. News comes like any other evidence; nobody has to press a key for it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use crate::engine::{
    Evidence, Model, Phase, State, TurnBack, Wish, is_news, is_waited_for, next_upgrade, sensing,
};
use crate::plan::StepIx;
use crate::text::count;
use crate::theme::Role;

use super::super::desk::{Errand, Watched};
use super::{Request, Ui};

/// Seconds after which time is let go on at least while something waits or can become too old.
const LET_GO_ON: i64 = 30;

/// What is watched, and how the steps stood at the last change.
#[derive(Debug, Default)]
pub(super) struct Waits {
    /// What was waited for, each with its state.
    waiting: Vec<(StepIx, State)>,
    /// The states that were seen last, by their number.
    revision: u64,
    /// Step, path, and since when the file has to be new.
    watched: Vec<(StepIx, String, Option<Timestamp>)>,
    round: u64,
    /// When the next wait is over by the clock.
    until: Option<Timestamp>,
    is_waiting: bool,
    can_age: bool,
    /// Evidence that was seen by watching and is before the engine.
    seen: Vec<StepIx>,
}

impl Ui {
    /// Time has passed for the session: states may have moved on without a fact.
    pub fn time_passed(&mut self, model: &Model) {
        let is_later = self.summary.turn_back.words() != model.turn_back().words();
        if self.waits.revision != model.revision() || is_later {
            self.model_changed(model);
        }
    }

    /// After how long time has to be let go on in the session; none where nothing depends on it.
    pub fn time_matters_in(&self) -> Option<Duration> {
        let is_going_by =
            matches!(self.summary.turn_back, TurnBack::Until { .. } | TurnBack::TooLate { .. });
        if !self.waits.is_waiting && !self.waits.can_age && !is_going_by {
            return None;
        }
        let left = self.waits.until.map(|until| until.duration_since(self.now).as_secs());
        let left = left.unwrap_or(LET_GO_ON).clamp(1, LET_GO_ON);
        Some(Duration::from_secs(left.unsigned_abs()))
    }

    pub(super) fn waits_changed(&mut self, model: &Model) {
        self.tell_what_ended(model);
        let waiting: Vec<_> = model.waited_for().collect();
        let states = waiting.iter().map(|step| (*step, model.state(*step).clone())).collect();
        (self.waits.waiting, self.waits.revision) = (states, model.revision());
        self.waits.until = waiting
            .iter()
            .filter_map(|step| match model.state(*step) {
                State::Waiting(until) => *until,
                _ => None,
            })
            .min();
        let is_walking = model.phase() == Phase::Walking;
        self.waits.is_waiting = is_walking && !waiting.is_empty();
        // Behind the last point of no return nothing needs to be fresh any more.
        self.waits.can_age = is_walking && model.can_age() && next_upgrade(model, None).is_some();
        let waiting = if is_walking { waiting } else { Vec::new() };
        self.watch(model, &waiting);
    }

    /// Watches the files that are waited for; sent for anew only where the list has changed.
    fn watch(&mut self, model: &Model, waiting: &[StepIx]) {
        let mut keys = Vec::new();
        let mut watched = Vec::new();
        for step in waiting {
            let Some(path) = model.plan().watched(*step) else { continue };
            let sensing = sensing(model, *step);
            keys.push((*step, path.clone(), sensing.context().since));
            watched.push(Watched { step: *step, path: PathBuf::from(path), sensing });
        }
        if keys != self.waits.watched {
            self.waits.watched = keys;
            self.waits.round += 1;
            self.errands.push(Errand::Watch { round: self.waits.round, watched });
        }
    }

    /// Nothing is watched any more: the session is left, or another plan comes.
    pub(super) fn stop_watching(&mut self) {
        let round = self.waits.round + 1;
        if !self.waits.watched.is_empty() {
            self.errands.push(Errand::Watch { round, watched: Vec::new() });
        }
        self.waits = Waits { round, ..Waits::default() };
    }

    /// A file that is watched was seen to hold something else: it is attached, where it is news.
    pub(super) fn saw(&mut self, round: u64, step: StepIx, evidence: &Evidence, model: &Model) {
        if round != self.waits.round || !is_waited_for(model.plan(), step, model.state(step)) {
            return;
        }
        if !is_news(model, step, evidence) {
            return;
        }
        self.waits.seen.push(step);
        let wish = Wish::Attach { step, evidence: evidence.clone() };
        self.requests.push(Request::Say(wish));
    }

    /// Whether the evidence that is on record now was seen by watching.
    pub(super) fn was_seen(&mut self, step: Option<StepIx>) -> bool {
        let at = self.waits.seen.iter().position(|it| Some(*it) == step);
        at.map(|at| self.waits.seen.remove(at)).is_some()
    }

    /// What was seen was turned down.
    pub(super) fn nothing_seen(&mut self) {
        self.waits.seen.clear();
    }

    /// Says which waits have ended. The bell rings once when the last one of a gate has.
    fn tell_what_ended(&mut self, model: &Model) {
        let before = std::mem::take(&mut self.waits.waiting);
        let plan = model.plan();
        let has_ended = |step: StepIx, before: &State| {
            let now = model.state(step);
            before != now && !matches!(now, State::Waiting(_) | State::Blocked(_))
        };
        let ended = before.iter().filter(|(step, before)| has_ended(*step, before));
        let ended: Vec<StepIx> = ended.map(|(step, _)| *step).collect();
        if ended.is_empty() {
            return;
        }
        let mut rings = false;
        let is_refuted = |step: &StepIx| *model.state(*step) == State::Refuted;
        for step in ended.iter().filter(|step| is_refuted(step)) {
            let title = plan.words(*step).title;
            self.note(Role::Danger, format!("What came speaks against it: {title}"));
            rings = true;
        }
        let gates = |step: &StepIx| {
            let above = model.required_by(*step).iter().copied();
            above.filter(|it| plan.is_gate(*it)).collect::<Vec<_>>()
        };
        for step in ended.iter().filter(|step| !is_refuted(step)) {
            if gates(step).is_empty() {
                let title = plan.words(*step).title;
                self.note(Role::Info, format!("Nothing is waited for any more: {title}."));
                rings = true;
            }
        }
        for gate in ended.iter().flat_map(gates).collect::<BTreeSet<_>>() {
            let waits = |need: &&StepIx| is_waited_for(plan, **need, model.state(**need));
            let left = plan.step(gate).requires.iter().filter(waits).count();
            let title = plan.words(gate).title;
            if left > 0 {
                self.toast(Role::Info, format!("{} left before: {title}", count("wait", left)));
                continue;
            }
            let open = match model.state(gate) {
                State::GateOpen => " It is open now.",
                _ => "",
            };
            self.note(
                Role::Success,
                format!("Nothing is waited for any more before: {title}.{open}"),
            );
            rings = true;
        }
        if rings {
            self.requests.push(Request::Bell);
        }
    }
}
