//! What went stale while nobody looked, told when a session is taken up again.

use std::cell::Cell;

use crate::engine::{Deed, Model, State, gone_stale};
use crate::plan::{StepIx, duration};
use crate::text::count;
use crate::theme::Role;

use super::super::paint::{Piece, bold, piece};
use super::super::walk::stale;
use super::Ui;
use super::overlay::{Overlay, Page};

/// What the page is called, by which it is found again.
const TITLE: &str = "While nobody looked";

impl Ui {
    /// Opens the page of what counts as open again, where there is anything to say: after a
    /// session was taken up, and once more where the clock turns out to have jumped.
    pub(super) fn tell_stale(&mut self, model: &Model) {
        let facts = model.facts();
        let resumed = facts.iter().rposition(|fact| matches!(fact.deed, Deed::Resumed { .. }));
        let Some(resumed) = resumed else { return };
        let since = &facts[resumed + 1..];
        let is_only_time = since.iter().all(|it| matches!(it.deed, Deed::ClockJumped { .. }));
        if !is_only_time {
            return;
        }
        let mut lines: Vec<Vec<Piece>> = Vec::new();
        for fact in since {
            if let Deed::ClockJumped { seconds } = fact.deed {
                lines.push(vec![piece(Role::Warning, jumped(seconds))]);
                lines.push(Vec::new());
            }
        }
        let in_doubt = model.states().iter().enumerate();
        let in_doubt = in_doubt.filter(|(_, state)| **state == State::InDoubt);
        for (index, _) in in_doubt {
            let step = StepIx(index);
            let title = model.plan().words(step).title;
            let id = &model.plan().step(step).id;
            let words = format!("IN DOUBT: {title} ({id}). Look at the site before anything else.");
            lines.push(vec![bold(Role::Danger, words)]);
            lines.push(Vec::new());
        }
        let stale_steps = gone_stale(model);
        if !stale_steps.is_empty() {
            let steps = count("answer", stale_steps.len());
            let words = format!("{steps} held only for a time, and count as open again.");
            lines.push(vec![bold(Role::Warning, words)]);
            lines.push(Vec::new());
        }
        for (step, why) in &stale_steps {
            let planned = model.plan().step(*step);
            let title = model.plan().words(*step).title;
            lines.push(vec![
                piece(Role::Warning, "- "),
                piece(Role::Text, format!("{title} ({}): {}", planned.id, stale(why, model))),
            ]);
        }
        self.overlays.retain(|it| !matches!(it, Overlay::Page(page) if page.title == TITLE));
        if !lines.is_empty() {
            let page = Page { title: TITLE.to_owned(), lines, top: Cell::new(0) };
            self.overlays.push(Overlay::Page(page));
        }
    }
}

/// How the clock jumped, in a sentence.
pub(super) fn jumped(seconds: i64) -> String {
    let way = if seconds < 0 { "back" } else { "ahead" };
    format!(
        "The clock of this machine jumped {way} by {}. Waits and ages are counted without the jump.",
        duration(seconds.unsigned_abs())
    )
}
