//! The state of the screen, and what an input does to it. Pure: no terminal, no file, no clock.
//!
//! Highlights, scroll offsets, half-typed text and what lies over what live here and nowhere else;
//! the engine never hears of them.

mod act;
mod draw;
mod find;
mod looking;
mod overlay;
mod replan;
mod reply;
mod scratch;
mod stale;
mod start;
mod submit;
mod waits;

use std::collections::HashMap;
use std::sync::Arc;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use jiff::Timestamp;
use ratatui::layout::{Position, Rect};

use crate::engine::{Fact, Model, Refusal, Wish, progress};
use crate::front::Said;
use crate::plan::Plan;
use crate::theme::{Role, Theme};

use super::desk::{Errand, Reply};
use super::dialog::{About, Dialog};
use super::glyphs::Glyphs;
use super::home::Home;
use super::keymap::{self, Command};
use super::paint::Hit;
use super::panel::{Looking, Panel, Scene, Summary};
use super::place::Place;
use super::reading::Reading;
use super::skin::{Depth, Skin};

pub(super) use draw::clock;
pub(super) use overlay::wrapped;
pub use start::Start;
pub(super) use submit::{choice, secret, text};

use find::Finder;
use overlay::Overlay;

/// Least size that everything fits into.
pub(super) const LEAST: (u16, u16) = (60, 20);

/// What comes in.
#[derive(Debug, Clone)]
pub enum Input {
    /// From the terminal.
    Event(Event),
    /// From the desk.
    Reply(Box<Reply>),
    /// Time has passed; only while something moves.
    Tick,
    /// The terminal is gone, or the program was told to end.
    Gone,
}

/// What the screen wants of whoever runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A wish for the engine.
    Say(Wish),
    /// The same where a key has to be unlocked for it.
    Put(Box<Said>),
    /// The session that was opened is to be walked.
    Walk,
    /// The open session is left; the home screen comes next.
    GoHome,
    /// The program ends.
    Leave,
    Copy(String),
    Bell,
    Redraw,
    Suspend,
}

/// How the screen looks on this terminal.
#[derive(Debug, Clone)]
pub struct Look {
    pub theme: Theme,
    pub depth: Depth,
    pub glyphs: &'static Glyphs,
}

/// A message that goes away by itself: what it says is also recorded elsewhere.
#[derive(Debug, Clone)]
struct Toast {
    role: Role,
    text: String,
    ticks_left: u8,
}

/// The state of the screen.
pub struct Ui {
    skin: Skin,
    glyphs: &'static Glyphs,
    /// Never empty; the last one is seen.
    places: Vec<Place>,
    overlays: Vec<Overlay>,
    finder: Option<Finder>,
    /// Something that matters; stays until the next key.
    notice: Option<(Role, String)>,
    /// Whether a key is asked to sign that has to be touched for it.
    is_signing: bool,
    /// What matters and came while something else lay over the place.
    later: Vec<(Role, String)>,
    toasts: Vec<Toast>,
    readings: Vec<Reading>,
    jobs: u64,
    looking: Option<Looking>,
    waits: waits::Waits,
    /// The plan of the open session: it can become another.
    plan: Option<Arc<Plan>>,
    /// What was typed into dialogs that were left.
    kept: HashMap<About, Vec<String>>,
    scratch: scratch::Scratch,
    summary: Summary,
    now: Timestamp,
    size: (u16, u16),
    hits: Vec<(Rect, Hit)>,
    /// The dialog whose wish is before the engine.
    awaiting: Option<About>,
    requests: Vec<Request>,
    errands: Vec<Errand>,
    asked_to_leave: bool,
}

impl Ui {
    /// Opens at the list of sessions.
    pub fn new(look: Look, now: Timestamp) -> Self {
        Self {
            skin: Skin::new(look.theme, look.depth),
            glyphs: look.glyphs,
            places: vec![Place::Home(Home::new())],
            overlays: Vec::new(),
            finder: None,
            notice: None,
            is_signing: false,
            later: Vec::new(),
            toasts: Vec::new(),
            readings: Vec::new(),
            jobs: 0,
            looking: None,
            waits: waits::Waits::default(),
            plan: None,
            kept: HashMap::new(),
            scratch: scratch::Scratch::default(),
            summary: Summary::default(),
            now,
            size: (0, 0),
            hits: Vec::new(),
            awaiting: None,
            requests: Vec::new(),
            errands: Vec::new(),
            asked_to_leave: false,
        }
    }

    /// What the clock says, for times that are shown.
    pub fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// What is wanted since this was asked last.
    pub fn take_requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }

    /// What is to be sent off since this was asked last.
    pub fn take_errands(&mut self) -> Vec<Errand> {
        std::mem::take(&mut self.errands)
    }

    /// Whether something moves by itself, so that ticks are wanted.
    pub fn is_moving(&self) -> bool {
        !self.toasts.is_empty()
            || self.scratch.is_dirty()
            || self.readings.iter().any(Reading::is_going_on)
    }

    /// Takes one input.
    pub fn input(&mut self, input: Input, model: Option<&Model>) {
        match input {
            Input::Event(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                self.key(key, model);
            }
            Input::Event(Event::Paste(text)) => self.paste(&text),
            Input::Event(Event::Mouse(mouse)) => self.mouse(mouse, model),
            Input::Event(Event::Resize(..)) => {}
            Input::Event(_) => {}
            Input::Reply(reply) => self.reply(&reply, model),
            Input::Tick => self.tick(),
            Input::Gone => self.requests.push(Request::Leave),
        }
        self.settle(model);
        let due = self.with_place(model, |place, _| place.due());
        self.perform(due, model);
    }

    /// A session is before us now, or has changed.
    pub fn model_changed(&mut self, model: &Model) {
        self.take_over_plan(model);
        let progress = progress(model);
        self.summary = Summary {
            revision: self.summary.revision + 1,
            hierarchy: model.plan().hierarchy.name.clone(),
            settled: progress.settled,
            total: progress.total,
            next: progress.next,
            unacknowledged: progress.unacknowledged,
            outcome: progress.outcome,
            deviations: progress.deviations,
            saved_at: model.last_at(),
            turn_back: model.turn_back(),
        };
        self.waits_changed(model);
        self.settle(Some(model));
    }

    /// A fact is on record.
    pub fn recorded(&mut self, model: &Model, fact: &Fact) {
        self.model_changed(model);
        self.told_recorded(model, fact);
        self.settle(Some(model));
    }

    /// The engine turned a wish down; nothing has changed.
    pub fn refused(&mut self, refusal: &Refusal) {
        self.told_refused(&refusal.to_string());
    }

    /// The key did not sign a wish; nothing has changed.
    pub fn unsigned(&mut self, why: &str) {
        self.told_refused(&format!("Not signed, and so not recorded: {why}"));
    }

    /// The session is left, or over: no model is before us any more.
    pub fn session_left(&mut self) {
        self.summary = Summary::default();
        self.readings.clear();
        self.stop_looking();
        self.stop_watching();
        self.plan = None;
        self.later.clear();
        self.kept.clear();
        self.scratch = scratch::Scratch::default();
    }

    /// Opens a place over everything else.
    pub(super) fn start_at(&mut self, places: Vec<Place>) {
        self.places = places;
        self.overlays.clear();
        self.finder = None;
    }

    fn scene<'a>(&'a self, model: Option<&'a Model>) -> Scene<'a> {
        Scene {
            model,
            summary: &self.summary,
            now: self.now,
            readings: &self.readings,
            looking: self.looking.as_ref(),
        }
    }

    fn place(&self) -> &dyn Panel {
        self.places.last().expect("there is always a place").panel()
    }

    /// Runs something on the place that is seen, with the scene.
    fn with_place<T>(
        &mut self,
        model: Option<&Model>,
        action: impl FnOnce(&mut dyn Panel, &Scene<'_>) -> T,
    ) -> T {
        let mut place = self.places.pop().expect("there is always a place");
        let result = action(place.panel_mut(), &self.scene(model));
        self.places.push(place);
        result
    }

    fn settle(&mut self, model: Option<&Model>) {
        let mut places = std::mem::take(&mut self.places);
        for place in &mut places {
            place.panel_mut().settle(&self.scene(model));
        }
        self.places = places;
        self.drop_looking();
        self.show_what_came_later();
        let here = self.where_one_is(model);
        self.scratch.note_place(here);
    }

    /// Says something that matters once nothing lies over the place, until the next key.
    fn note(&mut self, role: Role, text: impl Into<String>) {
        self.later.push((role, text.into()));
    }

    fn show_what_came_later(&mut self) {
        if self.later.is_empty() || self.notice.is_some() || !self.overlays.is_empty() {
            return;
        }
        let is_bad = self.later.iter().any(|(role, _)| *role == Role::Danger);
        let role = if is_bad { Role::Danger } else { self.later[0].0 };
        let words: Vec<_> = self.later.drain(..).map(|(_, text)| text).collect();
        self.notice = Some((role, words.join("\n")));
    }

    fn is_too_small(&self) -> bool {
        self.size.0 < LEAST.0 || self.size.1 < LEAST.1
    }

    fn key(&mut self, key: KeyEvent, model: Option<&Model>) {
        let is_ctrl_c =
            key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        if is_ctrl_c {
            self.leave(model);
            return;
        }
        self.asked_to_leave = false;
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            match key.code {
                KeyCode::Char('l') => return self.requests.push(Request::Redraw),
                KeyCode::Char('z') => return self.requests.push(Request::Suspend),
                _ => {}
            }
        }
        if self.is_too_small() {
            if key.code == KeyCode::Char('q') {
                self.leave(model);
            }
            return;
        }
        if self.notice.take().is_some() && matches!(key.code, KeyCode::Esc | KeyCode::Enter) {
            // It was read: that is all this key was for.
            return;
        }
        if !self.overlays.is_empty() {
            return self.key_in_overlay(key, model);
        }
        if self.finder.is_some() && self.key_in_finder(key, model) {
            return;
        }
        let is_typing = self.with_place(model, |place, _| place.typing().is_some());
        if is_typing {
            return self.key_in_field(key, model);
        }
        let scene = self.scene(model);
        let place = self.place();
        let command = keymap::command(place.place(), key, |command| {
            self.can_globally(command) || place.can(command, &scene)
        });
        // A key that is held down moves and scrolls; it answers nothing.
        let is_held = key.kind == KeyEventKind::Repeat
            && matches!(command, Some(Command::Mark | Command::Enter));
        if let Some(command) = command.filter(|_| !is_held) {
            self.command(command, model);
        }
    }

    fn key_in_field(&mut self, key: KeyEvent, model: Option<&Model>) {
        let leaves = matches!(
            key.code,
            KeyCode::Enter
                | KeyCode::Tab
                | KeyCode::BackTab
                | KeyCode::Esc
                | KeyCode::Up
                | KeyCode::Down
        );
        if leaves {
            let acts = self.with_place(model, |place, scene| place.leave_field(key, scene));
            return self.perform(acts, model);
        }
        let is_command = key.code == KeyCode::F(1)
            || (key.modifiers == KeyModifiers::CONTROL
                && matches!(key.code, KeyCode::Char('p' | 's')));
        if is_command {
            let scene = self.scene(model);
            let place = self.place();
            let command = keymap::command(place.place(), key, |command| {
                self.can_globally(command) || place.can(command, &scene)
            });
            if let Some(command) = command {
                self.command(command, model);
            }
            return;
        }
        self.with_place(model, |place, _| {
            if !place.takes(key)
                && let Some(field) = place.typing()
            {
                field.press(key);
            }
        });
    }

    /// What can be done wherever one is.
    fn can_globally(&self, command: Command) -> bool {
        match command {
            Command::Palette
            | Command::Help
            | Command::Leave
            | Command::Redraw
            | Command::Suspend => true,
            Command::Theme => !matches!(self.places.last(), Some(Place::Themes(_))),
            Command::Back => self.places.len() > 1,
            _ => false,
        }
    }

    /// Carries a command out, from a key, the palette or a click.
    fn command(&mut self, command: Command, model: Option<&Model>) {
        match command {
            Command::Help => self.overlays.push(Overlay::help(self.place().place())),
            Command::Palette => self.open_palette(model),
            Command::Leave => self.leave(model),
            Command::Redraw => self.requests.push(Request::Redraw),
            Command::Suspend => self.requests.push(Request::Suspend),
            Command::Theme => self.open_themes(model),
            Command::Find => self.finder = Some(Finder::new(self.place().found_at())),
            Command::Back => {
                let can = self.place().can(command, &self.scene(model));
                if can {
                    let acts = self.with_place(model, |place, scene| place.act(command, scene));
                    self.perform(acts, model);
                } else if self.places.len() > 1 {
                    self.places.pop();
                }
            }
            command => {
                let acts = self.with_place(model, |place, scene| place.act(command, scene));
                self.perform(acts, model);
            }
        }
    }

    fn paste(&mut self, text: &str) {
        self.scratch.touch();
        if let Some(Overlay::Dialog(dialog)) = self.overlays.last_mut() {
            dialog.paste(text);
        } else if let Some(Overlay::Palette(palette)) = self.overlays.last_mut() {
            palette.paste(text);
        } else if self.overlays.is_empty() {
            if let Some(finder) = &mut self.finder {
                finder.paste(text);
            } else if let Some(place) = self.places.last_mut()
                && let Some(field) = place.panel_mut().typing()
            {
                field.paste(text);
            }
        }
    }

    fn hit_at(&self, at: Position) -> Option<Hit> {
        // What was drawn last lies on top.
        self.hits.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, hit)| *hit)
    }

    fn tick(&mut self) {
        for toast in &mut self.toasts {
            toast.ticks_left = toast.ticks_left.saturating_sub(1);
        }
        self.toasts.retain(|toast| toast.ticks_left > 0);
        if let Some(text) = self.scratch.take_if_dirty(&self.kept, &self.overlays) {
            self.errands.push(Errand::Scratch { text });
        }
    }

    fn toast(&mut self, role: Role, text: impl Into<String>) {
        // Ticks come four times a second: five seconds.
        self.toasts.push(Toast { role, text: text.into(), ticks_left: 20 });
        if self.toasts.len() > 3 {
            self.toasts.remove(0);
        }
    }

    fn open_dialog(&mut self, mut dialog: Dialog) {
        if let Some(typed) = self.kept.get(&dialog.about) {
            dialog.retype(typed);
        }
        self.overlays.push(Overlay::Dialog(dialog));
    }
}
