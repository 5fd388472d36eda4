//! Carries out what places ask for, and what keys and the mouse come to.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::engine::{Model, sensing};
use crate::plan::StepIx;
use crate::theme::Role;

use super::super::desk::Errand;
use super::super::dialog::{About, Dialog, Pressed};
use super::super::paint::Hit;
use super::super::panel::Act;
use super::super::place::Place;
use super::super::reading::Reading;
use super::super::skin::Skin;
use super::super::themes::Themes;
use super::super::walk::Walk;
use super::overlay::{Overlay, Page};
use super::{Request, Ui};

/// Rows that one turn of the wheel moves.
const WHEEL: isize = 3;

impl Ui {
    pub(super) fn perform(&mut self, acts: Vec<Act>, model: Option<&Model>) {
        for act in acts {
            self.perform_one(act, model);
        }
    }

    fn perform_one(&mut self, act: Act, model: Option<&Model>) {
        match act {
            Act::Say(wish) => self.requests.push(Request::Say(wish)),
            Act::Put(said) => self.requests.push(Request::Put(said)),
            Act::Send(errand) => self.errands.push(errand),
            Act::Open(place) => self.open(place, model),
            Act::GoToWarning(warning) => self.go_to_warning(warning, model),
            Act::Page { title, lines } => {
                self.overlays.push(Overlay::Page(Page {
                    title,
                    lines,
                    top: std::cell::Cell::new(0),
                }));
            }
            Act::Back => {
                if self.places.len() > 1 {
                    self.places.pop();
                }
            }
            Act::Ask(dialog) => self.open_dialog(dialog),
            Act::GoTo(step) => self.go_to(step, model),
            Act::Read { step, path } => self.read(step, path, model),
            Act::CancelReadings => self.cancel_readings(),
            Act::Look(step) => self.look(step, model),
            Act::StopLooking => self.stop_looking(),
            Act::Answered(outcome) => self.answered(outcome),
            Act::Notice(role, text) => self.notice = Some((role, text)),
            Act::Copy(text) => {
                // In full, since not every terminal takes what is copied.
                let words = format!("Copied, where the terminal allows it:\n{text}");
                self.notice = Some((Role::Text, words));
                self.requests.push(Request::Copy(text));
            }
            Act::Wear(theme) => self.skin = Skin::new(theme, self.skin.depth),
            Act::GoHome => self.requests.push(Request::GoHome),
        }
    }

    /// Opens a place over the others.
    pub(super) fn open(&mut self, mut place: Place, model: Option<&Model>) {
        let acts = place.panel_mut().opened();
        self.places.push(place);
        self.finder = None;
        self.settle(model);
        self.perform(acts, model);
    }

    /// Goes to a step in the walk, closing what lies over it.
    pub(super) fn go_to(&mut self, step: StepIx, model: Option<&Model>) {
        if let Some(walk) = self.back_to_walk(model) {
            walk.select_step(step);
        }
        self.settle(model);
    }

    fn go_to_warning(&mut self, warning: usize, model: Option<&Model>) {
        if let Some(walk) = self.back_to_walk(model) {
            walk.select_warning(warning);
        }
        self.settle(model);
    }

    fn back_to_walk(&mut self, model: Option<&Model>) -> Option<&mut Walk> {
        model?;
        let at = self.places.iter().position(|place| matches!(place, Place::Walk(_)));
        match at {
            Some(at) => self.places.truncate(at + 1),
            None => self.places.push(Place::Walk(Walk::new())),
        }
        self.settle(model);
        match self.places.last_mut() {
            Some(Place::Walk(walk)) => Some(walk),
            _ => None,
        }
    }

    fn read(&mut self, step: StepIx, path: std::path::PathBuf, model: Option<&Model>) {
        let Some(model) = model else { return };
        let sensing = Box::new(sensing(model, step));
        self.jobs += 1;
        let job = self.jobs;
        self.errands.push(Errand::Read { job, step, path: path.clone(), sensing });
        self.readings.push(Reading {
            job,
            step,
            path,
            read_bytes: 0,
            total_bytes: 0,
            elapsed_ms: 0,
            failed: None,
        });
    }

    fn cancel_readings(&mut self) {
        for reading in self.readings.iter().filter(|reading| reading.is_going_on()) {
            self.errands.push(Errand::CancelRead { job: reading.job });
        }
        self.readings.retain(Reading::is_going_on);
    }

    pub(super) fn open_themes(&mut self, model: Option<&Model>) {
        self.open(Place::Themes(Themes::new(&self.skin.theme)), model);
    }

    /// Leaves; asks first where something is half typed or being read, and never twice.
    pub(super) fn leave(&mut self, _model: Option<&Model>) {
        let is_typing = self.overlays.iter().any(|overlay| match overlay {
            Overlay::Dialog(dialog) => dialog.is_typed(),
            _ => false,
        });
        let is_reading = self.readings.iter().any(Reading::is_going_on);
        let unsaved = self.places.iter().any(|place| match place {
            Place::Sites(sites) => sites.is_unsaved(),
            _ => false,
        });
        // A question that cannot be seen is not asked: what is half typed is kept.
        let is_unseen = self.is_too_small();
        if self.asked_to_leave || is_unseen || !(is_typing || is_reading || unsaved) {
            self.requests.push(Request::Leave);
            return;
        }
        self.asked_to_leave = true;
        let what = match (is_typing, is_reading) {
            (true, _) => "Some text is half typed and not recorded.",
            (_, true) => "A file is still being read and not attached.",
            _ => "The hierarchy has changes that are not saved.",
        };
        let dialog = Dialog::new(About::Discard, "Leave now?", "Leave")
            .say(Role::Text, what)
            .say(
                Role::TextMuted,
                "Everything that was recorded is saved. Ctrl-C again leaves at once.",
            )
            .dangerous_choice();
        self.overlays.push(Overlay::Dialog(dialog));
    }

    pub(super) fn mouse(&mut self, mouse: MouseEvent, model: Option<&Model>) {
        let at = Position::new(mouse.column, mouse.row);
        let Some(hit) = self.hit_at(at) else { return };
        match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => self.click(hit, model),
            MouseEventKind::ScrollUp => self.wheel(hit, -WHEEL, model),
            MouseEventKind::ScrollDown => self.wheel(hit, WHEEL, model),
            _ => {}
        }
    }

    fn click(&mut self, hit: Hit, model: Option<&Model>) {
        self.notice = None;
        if let Some(overlay) = self.overlays.last_mut() {
            if let (Overlay::Dialog(dialog), Hit::Row { row, .. }) = (overlay, hit) {
                match dialog.click(row) {
                    Pressed::Taken => {}
                    Pressed::Cancel => self.close_dialog(),
                    Pressed::Go => self.submit(model),
                }
            } else if let Hit::Press(command) = hit {
                self.overlays.pop();
                self.command(command, model);
            }
            return;
        }
        match hit {
            Hit::Press(command) => self.command(command, model),
            Hit::Row { pane, row } => {
                let acts = self.with_place(model, |place, scene| place.click(pane, row, scene));
                self.perform(acts, model);
            }
            Hit::Pane(pane) => {
                let none = usize::MAX;
                let acts = self.with_place(model, |place, scene| place.click(pane, none, scene));
                self.perform(acts, model);
            }
        }
    }

    fn wheel(&mut self, hit: Hit, by: isize, model: Option<&Model>) {
        if let Some(overlay) = self.overlays.last_mut() {
            overlay.wheel(by);
            return;
        }
        if let Hit::Row { pane, .. } | Hit::Pane(pane) = hit {
            self.with_place(model, |place, scene| place.wheel(pane, by, scene));
        }
    }
}
