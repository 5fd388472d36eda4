//! The plan: which hotfix goes where and why, the order of upgrade with its gates, the warnings,
//! the refusals. Before a session it can be approved; from the walk it is to look at.

mod begin;
mod detail;
mod draw;
mod grid;
mod matrix;
mod notices;
mod order;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ratatui::layout::Rect;

use crate::plan::Plan;
use crate::text::count;
use crate::theme::Role;

use super::desk::{Errand, KeyState, Reply};
use super::dialog::{About, Dialog};
use super::keymap::{Command, Where};
use super::paint::Painter;
use super::panel::{Act, Filled, Panel, Scene};
use super::rows::Rows;

use detail::{Detail, NOTHING_TO_DO, Totals};
use matrix::Matrix;
use notices::{Notices, Sort};
use order::{Item, Order};

/// Numbers of what can be clicked: the list, what is said of its row, the sections, and from
/// [`CELLS`] on the columns of the matrix.
const LIST: usize = 0;
const DETAIL: usize = 1;
const TABS: usize = 2;
const CELLS: usize = 1_000;

/// What the plan is shown for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Approve,
    LookAt,
}

/// A part of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Refusals,
    Matrix,
    Order,
    Warnings,
}

impl Section {
    fn title(self) -> &'static str {
        match self {
            Self::Refusals => "Refusals",
            Self::Matrix => "Hotfix matrix",
            Self::Order => "Order and gates",
            Self::Warnings => "Warnings",
        }
    }

    /// Where it is narrow.
    fn short(self) -> &'static str {
        match self {
            Self::Matrix => "Hotfixes",
            Self::Order => "Order",
            Self::Refusals | Self::Warnings => self.title(),
        }
    }
}

/// The plan: which hotfix goes where, and why.
#[derive(Debug)]
pub(super) struct PlanView {
    plan: Arc<Plan>,
    purpose: Purpose,
    /// What the session is to be called.
    name: String,
    section: Section,
    sections: Vec<Section>,
    matrix: Matrix,
    order: Order,
    warnings: Notices,
    refusals: Notices,
    totals: Totals,
    /// Of the selected row; made anew when another is selected.
    detail: Option<Detail>,
    detail_of: Option<Selected>,
    /// The state of the key was asked for.
    is_asking: bool,
    key: Option<KeyState>,
}

/// What is selected: section, row and column, and what the filter leaves.
type Selected = (Section, usize, usize, bool);

impl PlanView {
    /// A plan that can be approved, before there is a session.
    pub(super) fn to_approve(plan: Arc<Plan>) -> Self {
        Self::new(plan, Purpose::Approve)
    }

    /// The plan that a session follows.
    pub(super) fn to_look_at(plan: Arc<Plan>) -> Self {
        Self::new(plan, Purpose::LookAt)
    }

    /// The session is to be called so.
    #[must_use]
    pub(super) fn named(mut self, name: Option<String>) -> Self {
        if let Some(name) = name {
            self.name = name;
        }
        self
    }

    fn new(plan: Arc<Plan>, purpose: Purpose) -> Self {
        let matrix = Matrix::new(&plan);
        let order = Order::new(&plan);
        let totals = Totals::of(&plan, &matrix, &order);
        let mut sections = vec![Section::Matrix, Section::Order, Section::Warnings];
        if totals.refusals > 0 {
            sections.insert(0, Section::Refusals);
        }
        let mut view = Self {
            name: begin::default_name(&plan),
            section: sections[0],
            sections,
            warnings: Notices::new(&plan, Sort::Warnings),
            refusals: Notices::new(&plan, Sort::Refusals),
            matrix,
            order,
            totals,
            purpose,
            detail: None,
            detail_of: None,
            is_asking: false,
            key: None,
            plan,
        };
        view.refresh();
        view
    }

    fn rows(&self) -> &Rows {
        match self.section {
            Section::Matrix => &self.matrix.rows,
            Section::Order => &self.order.rows,
            Section::Warnings => &self.warnings.rows,
            Section::Refusals => &self.refusals.rows,
        }
    }

    fn rows_mut(&mut self) -> &mut Rows {
        match self.section {
            Section::Matrix => &mut self.matrix.rows,
            Section::Order => &mut self.order.rows,
            Section::Warnings => &mut self.warnings.rows,
            Section::Refusals => &mut self.refusals.rows,
        }
    }

    /// Another section, round and round.
    fn turn(&mut self, forwards: bool) {
        let all = self.sections.len();
        let here = self.sections.iter().position(|it| *it == self.section).unwrap_or(0);
        let next = if forwards { here + 1 } else { here + all - 1 };
        self.section = self.sections[next % all];
    }

    /// The next or previous column of the matrix; elsewhere the next or previous section.
    fn sideways(&mut self, forwards: bool) {
        if self.section == Section::Matrix && !self.plan.flow.hotfixes.is_empty() {
            self.matrix.step_column(if forwards { 1 } else { -1 });
        } else {
            self.turn(forwards);
        }
    }

    /// Says anew what is said of the selected row, where another one is.
    fn refresh(&mut self) {
        let matrix = &self.matrix;
        let here = (self.section, self.rows().selected(), matrix.column, matrix.only_due);
        if self.detail_of != Some(here) {
            self.detail_of = Some(here);
            self.detail = detail::of(self);
        }
    }

    fn is_nothing_to_do(&self) -> bool {
        self.totals.steps == 0 && self.totals.refusals == 0
    }

    /// Before a session: what the key needs is asked first.
    fn approve(&mut self) -> Vec<Act> {
        if self.totals.refusals > 0 {
            let refused = count("refusal", self.totals.refusals);
            let words = format!(
                "This plan cannot be approved: it has {refused}. Each says what to do instead; \
                 Esc goes back to the hierarchy."
            );
            self.section = Section::Refusals;
            return vec![Act::Notice(Role::Danger, words)];
        }
        if std::mem::replace(&mut self.is_asking, true) {
            return Vec::new();
        }
        vec![Act::Send(Errand::Key)]
    }
}

impl Panel for PlanView {
    fn place(&self) -> Where {
        Where::Plan
    }

    fn crumbs(&self, _scene: &Scene<'_>) -> Vec<String> {
        vec![self.plan.hierarchy.name.clone(), "Plan".to_owned()]
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
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
            | Command::PreviousPane => true,
            Command::Find => self.rows().count() > 0,
            Command::Enter | Command::Why => self.detail.is_some(),
            Command::OnlyProblems => self.section == Section::Matrix && self.totals.installs > 0,
            Command::Next => self.purpose == Purpose::Approve && !self.is_nothing_to_do(),
            _ => false,
        }
    }

    fn act(&mut self, command: Command, _scene: &Scene<'_>) -> Vec<Act> {
        let mut acts = Vec::new();
        match command {
            Command::Up => self.rows_mut().step(-1),
            Command::Down => self.rows_mut().step(1),
            Command::PageUp => self.rows_mut().page(-1),
            Command::PageDown => self.rows_mut().page(1),
            Command::First => self.rows_mut().first(),
            Command::Last => self.rows_mut().last(),
            Command::Left => self.sideways(false),
            Command::Right => self.sideways(true),
            Command::NextPane => self.turn(true),
            Command::PreviousPane => self.turn(false),
            Command::OnlyProblems => self.matrix.toggle_only_due(),
            Command::Enter | Command::Why => acts = detail::page(self),
            Command::Next => acts = self.approve(),
            _ => {}
        }
        let is_upwards = matches!(command, Command::Up | Command::PageUp);
        self.order.land(!is_upwards);
        self.refresh();
        acts
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, _scene: &Scene<'_>) {
        self.draw_all(painter, area);
    }

    fn label(&self, command: Command, _scene: &Scene<'_>) -> Option<String> {
        match command {
            Command::OnlyProblems if self.matrix.only_due => Some("All sites".to_owned()),
            Command::NextPane => Some("Section".to_owned()),
            // The key still says why it is not possible.
            Command::Next if self.totals.refusals > 0 => Some(String::new()),
            _ => None,
        }
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        if self.is_nothing_to_do() {
            return "nothing to do".to_owned();
        }
        let (noun, here, all) = match self.section {
            Section::Matrix => {
                ("site", self.matrix.site().unwrap_or(0) + 1, self.matrix.sites.len())
            }
            Section::Order => match self.order.selected() {
                Some(Item::Site(index)) => ("site", index + 1, self.matrix.sites.len()),
                // The first row is a heading.
                _ => ("gate", self.order.rows.selected(), self.order.gates),
            },
            Section::Warnings | Section::Refusals => {
                ("row", self.rows().selected() + 1, self.rows().count())
            }
        };
        if all == 0 { String::new() } else { format!("{noun} {here} of {all}") }
    }

    fn click(&mut self, pane: usize, row: usize, _scene: &Scene<'_>) -> Vec<Act> {
        let before = self.detail_of;
        match pane {
            TABS => self.section = self.sections.get(row).copied().unwrap_or(self.section),
            DETAIL => return detail::page(self),
            _ => {
                if let Some(column) = pane.checked_sub(CELLS) {
                    self.matrix.column = column;
                }
                if row < self.rows().count() {
                    self.rows_mut().select(row);
                    self.order.land(true);
                }
            }
        }
        self.refresh();
        let is_row = pane != TABS && row < self.rows().count();
        if is_row && before == self.detail_of { detail::page(self) } else { Vec::new() }
    }

    fn wheel(&mut self, pane: usize, by: isize, _scene: &Scene<'_>) {
        if !matches!(pane, TABS | DETAIL) {
            self.rows_mut().step(by);
            self.order.land(by > 0);
            self.refresh();
        }
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        let Reply::Key(key) = reply else { return Vec::new() };
        if !std::mem::replace(&mut self.is_asking, false) {
            return Vec::new();
        }
        match key {
            Ok(key) => {
                let dialog = begin::dialog(&self.name, key);
                self.key = Some(key.clone());
                vec![Act::Ask(dialog)]
            }
            Err(why) => vec![Act::Notice(Role::Danger, why.clone())],
        }
    }

    fn filled(&mut self, dialog: &Dialog, _scene: &Scene<'_>) -> Filled {
        match (&dialog.about, &self.key) {
            (About::NewSession, Some(key)) => begin::filled(dialog, key),
            _ => Filled::NotMine,
        }
    }

    fn opened(&mut self) -> Vec<Act> {
        if self.is_nothing_to_do() && self.purpose == Purpose::Approve {
            return vec![Act::Notice(Role::Warning, NOTHING_TO_DO.to_owned())];
        }
        Vec::new()
    }

    fn settle(&mut self, _scene: &Scene<'_>) {
        self.refresh();
    }

    fn labels(&self, _scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        let plan = &self.plan;
        let site = |index: usize| {
            let site = plan.hierarchy.site(plan.sites[index].site);
            format!("{} {}", site.code, site.server)
        };
        match self.section {
            Section::Matrix => {
                let shown = self.matrix.shown.iter().enumerate();
                shown.for_each(|(row, index)| visit(row, &site(*index)));
            }
            Section::Order => {
                for (row, item) in self.order.items.iter().enumerate() {
                    match item {
                        Item::Site(index) => visit(row, &site(*index)),
                        Item::Gate(gate) => visit(row, &plan.words(*gate).title),
                        Item::Heading(_) => {}
                    }
                }
            }
            Section::Warnings => self.warnings.labels(plan, visit),
            Section::Refusals => self.refusals.labels(plan, visit),
        }
    }

    fn found_at(&self) -> usize {
        self.rows().selected()
    }

    fn found(&mut self, row: usize, _scene: &Scene<'_>) {
        self.rows_mut().select(row);
        self.order.land(true);
        self.refresh();
    }
}
