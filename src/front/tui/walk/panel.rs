//! The walk as a place: what can be pressed, and what comes of it.

use ratatui::layout::Rect;

use crate::engine::{Action, Card, State, card, warning_card};
use crate::front::tui::evidence::Browser;
use crate::front::tui::gate::Gate;
use crate::front::tui::keymap::{Command, Where};
use crate::front::tui::paint::Painter;
use crate::front::tui::panel::{Act, Panel, Scene};
use crate::front::tui::paper::Paper;
use crate::front::tui::place::Place;
use crate::front::tui::plan::PlanView;
use crate::front::tui::reading::Reading;
use crate::front::tui::review::Review;
use crate::front::tui::why;

use super::items::{Item, items};
use super::{CARD, LIST, Walk, questions};
impl Panel for Walk {
    fn place(&self) -> Where {
        Where::Walk
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        let mut crumbs = vec![scene.summary.hierarchy.clone()];
        if let Some(model) = scene.model {
            let site = self.site_of_selected(model);
            if !site.is_empty() {
                crumbs.push(site);
            }
        }
        crumbs.push("Walk".to_owned());
        crumbs
    }

    fn can(&self, command: Command, scene: &Scene<'_>) -> bool {
        match command {
            Command::Up
            | Command::Down
            | Command::PageUp
            | Command::PageDown
            | Command::First
            | Command::Last
            | Command::Left
            | Command::Right
            | Command::NextPane
            | Command::PreviousPane
            | Command::Find
            | Command::SessionNote
            | Command::Review
            | Command::ShowPlan
            | Command::Print
            | Command::Abort
            | Command::Home
            | Command::NextStep => true,
            Command::Mark => self.can_mark(),
            Command::Enter => !self.has_read.get() || !self.go_on().is_empty() || self.can_mark(),
            Command::Evidence => self.can_action(Action::Attach),
            Command::Attest => {
                self.can_action(Action::Attach)
                    && self.can_action(Action::Answer)
                    && self.card.as_ref().is_some_and(|card| card.evidence.is_empty())
                    && self.has_read.get()
            }
            Command::Note => self.can_action(Action::Note),
            Command::Failed => self.can_action(Action::End),
            Command::SetAside => self.can_action(Action::SetAside),
            Command::Waive => self.can_action(Action::Waive),
            Command::Correct => self.can_action(Action::Correct),
            Command::Reopen => self.can_action(Action::Reopen),
            Command::Why => self.card.is_some(),
            Command::Blocker => {
                matches!(self.card, Some(Card { state: State::Blocked(_), .. }))
            }
            Command::Go => self.card.is_some(),
            Command::CancelReading => scene.readings.iter().any(Reading::is_going_on),
            Command::Copy => self.card.as_ref().is_some_and(|card| !card.evidence.is_empty()),
            _ => false,
        }
    }

    fn label(&self, command: Command, _scene: &Scene<'_>) -> Option<String> {
        match command {
            Command::Mark => Some(self.mark_label().to_owned()),
            // Until the end was seen, both keys read on, and one of them says so.
            Command::Enter if !self.has_read.get() => Some(String::new()),
            _ => None,
        }
    }

    fn position(&self, scene: &Scene<'_>) -> String {
        let summary = scene.summary;
        format!("{} of {} settled", summary.settled, summary.total)
    }

    fn act(&mut self, command: Command, scene: &Scene<'_>) -> Vec<Act> {
        match command {
            Command::Left | Command::PreviousPane => self.focus = LIST,
            Command::Right => self.focus = CARD,
            Command::NextPane => self.focus = 1 - self.focus,
            Command::Mark => return self.confirm(),
            Command::Enter => {
                return if self.read_on() { Vec::new() } else { self.go_on() };
            }
            Command::Evidence => {
                let Some(card) = &self.card else { return Vec::new() };
                return vec![Act::Open(Place::Evidence(Browser::new(card)))];
            }
            Command::Attest
            | Command::Note
            | Command::Failed
            | Command::SetAside
            | Command::Waive
            | Command::Correct
            | Command::Reopen => return self.ask(command),
            Command::SessionNote => return vec![Act::Ask(questions::session_note())],
            Command::Abort => return vec![Act::Ask(questions::abort())],
            Command::Why => {
                let Some((card, model)) = self.card.as_ref().zip(scene.model) else {
                    return Vec::new();
                };
                return vec![why::step(card, model)];
            }
            Command::Blocker => {
                if let Some(State::Blocked(by)) = self.card.as_ref().map(|card| &card.state) {
                    return by.first().map(|step| Act::GoTo(*step)).into_iter().collect();
                }
            }
            Command::Go => {
                let Some(card) = &self.card else { return Vec::new() };
                return vec![Act::Open(Place::Gate(Gate::new(card.step)))];
            }
            Command::NextStep => {
                if let Some(model) = scene.model {
                    self.go_to_next(model, scene.summary);
                }
            }
            Command::Review => return vec![Act::Open(Place::Review(Review::new()))],
            Command::ShowPlan => {
                let plan = scene.model.map(|model| std::sync::Arc::clone(model.plan()));
                return plan
                    .map(|plan| Act::Open(Place::Plan(PlanView::to_look_at(plan))))
                    .into_iter()
                    .collect();
            }
            Command::Print => return Paper::open(None),
            Command::Home => return vec![Act::GoHome],
            Command::CancelReading => return vec![Act::CancelReadings],
            Command::Copy => {
                let path = self.card.as_ref().and_then(|card| card.evidence.last());
                return path.map(|it| Act::Copy(it.path.clone())).into_iter().collect();
            }
            command => self.move_by(command),
        }
        Vec::new()
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        self.draw_all(painter, area, scene);
    }

    fn click(&mut self, pane: usize, row: usize, scene: &Scene<'_>) -> Vec<Act> {
        self.focus = pane.min(CARD);
        if pane == LIST && row < self.items.len() {
            if self.rows.selected() == row && self.items[row].is_selectable() {
                return self.act(Command::Enter, scene);
            }
            self.rows.select(row);
            self.land(true);
        }
        Vec::new()
    }

    fn wheel(&mut self, pane: usize, by: isize, _scene: &Scene<'_>) {
        if pane == CARD {
            self.top.set(self.top.get().saturating_add_signed(by));
        } else {
            self.rows.step(by);
            self.land(by > 0);
        }
    }

    fn settle(&mut self, scene: &Scene<'_>) {
        let Some(model) = scene.model else { return };
        let facts = model.facts().len();
        let is_first = self.items.is_empty();
        if self.facts != Some(facts) {
            let here = self.items.get(self.rows.selected()).cloned();
            self.items = items(model);
            self.rows.resize(self.items.len());
            if let Some(item) = here {
                self.select_item(&item);
            }
            self.facts = Some(facts);
            self.shown_row = None;
        }
        if is_first {
            self.go_to_next(model, scene.summary);
            self.land(true);
        }
        let row = self.rows.selected();
        if self.shown_row == Some(row) {
            return;
        }
        let is_same = self.same_as_before(row, model);
        (self.card, self.warning) = match self.items.get(row) {
            Some(Item::Step(step)) => (Some(card(model, *step)), None),
            Some(Item::Warning(index)) => {
                let read = model.acknowledgement(*index).cloned();
                (None, Some((warning_card(model, *index), read)))
            }
            _ => (None, None),
        };
        self.shown_row = Some(row);
        if !is_same {
            self.top.set(0);
            self.has_read.set(false);
        }
    }

    fn labels(&self, scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        let Some(model) = scene.model else { return };
        let plan = model.plan();
        for (row, item) in self.items.iter().enumerate() {
            match item {
                Item::Step(step) => {
                    let id = &plan.step(*step).id;
                    visit(row, &format!("{id} {}", plan.words(*step).title));
                }
                Item::Warning(index) => {
                    let notice = &plan.warnings[*index];
                    visit(row, &format!("{} {}", notice.id, notice.title));
                }
                Item::Warnings { .. } | Item::Phase { .. } | Item::Site(_) => {}
            }
        }
    }

    fn found_at(&self) -> usize {
        self.rows.selected()
    }

    fn found(&mut self, row: usize, _scene: &Scene<'_>) {
        self.rows.select(row);
        self.land(true);
        self.focus = LIST;
    }
}
