//! The walk as a place: what can be pressed, and what comes of it.

use ratatui::layout::Rect;

use crate::engine::{Action, Card, Model, State, card, next_upgrade, warning_card};
use crate::front::tui::dialog::{About, Dialog};
use crate::front::tui::evidence::Browser;
use crate::front::tui::gate::Gate;
use crate::front::tui::keymap::{Command, Where};
use crate::front::tui::paint::Painter;
use crate::front::tui::panel::{Act, Filled, Panel, Scene};
use crate::front::tui::paper::Paper;
use crate::front::tui::place::Place;
use crate::front::tui::plan::PlanView;
use crate::front::tui::reading::Reading;
use crate::front::tui::review::Review;
use crate::front::tui::ui::choice;
use crate::front::tui::why;
use crate::plan::{Happening, StepIx};

use super::items::{Item, items, to_read};
use super::proof::{Told, wrong_level};
use super::{CARD, LIST, Walk, questions, readings, second, site_of};

impl Walk {
    /// What takes more than one person, and the way back.
    fn about_persons(&self, command: Command, scene: &Scene<'_>) -> Vec<Act> {
        let Some(model) = scene.model else { return Vec::new() };
        match command {
            Command::HandOver => second::hand_over(model),
            Command::WayBack => vec![second::way_back(model)],
            Command::Window => vec![Act::Ask(second::window(model))],
            _ => self.card.as_ref().map(second::look).unwrap_or_default(),
        }
    }
}

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
            | Command::HandOver
            | Command::WayBack
            | Command::Window
            | Command::Home
            | Command::NextStep => true,
            Command::Second => self.can_action(Action::Second),
            Command::Mark => self.can_mark(),
            Command::Enter => {
                !self.has_read.get() || !self.go_on(scene.model).is_empty() || self.can_mark()
            }
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
            Command::Go => scene.model.is_some_and(|it| self.upgrade_ahead(it).is_some()),
            Command::Withdraw => self.can_action(Action::Withdraw),
            Command::Explain => self.card.as_ref().is_some_and(|card| {
                self.can_action(Action::Explain) && !questions::to_explain(card).is_empty()
            }),
            Command::Readings => self.card.as_ref().is_some_and(|card| !card.evidence.is_empty()),
            Command::Restarted | Command::SiteChanged => self.card.is_some(),
            Command::Redeclare => self.card.as_ref().is_some_and(|card| {
                let site = scene.model.and_then(|it| site_of(it, card.step));
                wrong_level(card).is_some() && site.is_some()
            }),
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
            Command::Mark => return self.confirm(scene.model),
            Command::Enter => {
                return if self.read_on() { Vec::new() } else { self.go_on(scene.model) };
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
            | Command::Withdraw
            | Command::Explain
            | Command::Reopen => return self.ask(command),
            Command::Readings | Command::Restarted | Command::SiteChanged | Command::Redeclare => {
                return self.about_evidence(command, scene);
            }
            Command::Go => {
                let step = scene.model.and_then(|it| self.upgrade_ahead(it));
                return step.map(|it| Act::Open(Place::Gate(Gate::new(it)))).into_iter().collect();
            }
            Command::SessionNote => return vec![Act::Ask(questions::session_note())],
            Command::Second | Command::HandOver | Command::WayBack | Command::Window => {
                return self.about_persons(command, scene);
            }
            Command::Abort => {
                let way_back = scene.model.map(second::way_back);
                return [Act::Ask(questions::abort())].into_iter().chain(way_back).collect();
            }
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
        let revision = scene.summary.revision;
        let is_first = self.items.is_empty();
        if self.revision != Some(revision) {
            // Another plan comes with another walk.
            if is_first {
                self.items = items(model.plan());
                self.to_read = to_read(model.plan());
                self.rows.resize(self.items.len());
            }
            self.revision = Some(revision);
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
        self.told = self.card.as_ref().map(|card| Told::of(model, card)).unwrap_or_default();
        self.shown_row = Some(row);
        if !is_same {
            self.top.set(0);
            self.has_read.set(false);
        }
    }

    fn filled(&mut self, dialog: &Dialog, scene: &Scene<'_>) -> Filled {
        let (About::WhichIsWrong(step), Some(model)) = (&dialog.about, scene.model) else {
            return Filled::NotMine;
        };
        match (choice(&dialog.given(), 0), site_of(model, *step)) {
            (Some(0), _) => {
                let browser = Browser::new(&card(model, *step));
                Filled::Done(vec![Act::Open(Place::Evidence(browser))])
            }
            (Some(1), Some(site)) => {
                Filled::Done(vec![Act::Ask(questions::redeclare(&site, model))])
            }
            _ => Filled::Wrong("Choose one, with the arrow keys or its number.".to_owned()),
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
                Item::Warnings | Item::Phase(_) | Item::SiteOf(_) => {}
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

impl Walk {
    /// What has to do with evidence, and with what it does not say any more.
    fn about_evidence(&self, command: Command, scene: &Scene<'_>) -> Vec<Act> {
        let Some((card, model)) = self.card.as_ref().zip(scene.model) else { return Vec::new() };
        match command {
            Command::Readings => vec![readings::page(card, &self.told)],
            Command::Restarted => tell(Happening::Restart, card, model),
            Command::SiteChanged => tell(Happening::SiteChange, card, model),
            _ => vec![self.mend(card, Some(model))],
        }
    }

    /// The point of no return that the verdict is asked for: the selected one, else the next of
    /// its site, else the next of all.
    fn upgrade_ahead(&self, model: &Model) -> Option<StepIx> {
        let here = self.card.as_ref().map(|card| card.step);
        let is_ahead = |step: &StepIx| {
            let state = model.state(*step);
            model.plan().is_point_of_no_return(*step)
                && (state.is_open() || matches!(state, State::Blocked(_)))
        };
        let of_site = || next_upgrade(model, Some(&site_of(model, here?)?));
        here.filter(is_ahead).or_else(of_site).or_else(|| next_upgrade(model, None))
    }
}

/// Asks what happened at the site of a step, or everywhere where it is of none.
fn tell(what: Happening, card: &Card, model: &Model) -> Vec<Act> {
    vec![Act::Ask(questions::tell(what, site_of(model, card.step)))]
}
