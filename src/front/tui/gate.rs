//! GO or NO-GO: everything that must hold before a step, and who has it.

use ratatui::layout::Rect;

use crate::engine::{Model, State};
use crate::plan::StepIx;
use crate::text::{count, pad, width as width_of};
use crate::theme::Role;

use super::keymap::{Command, Where};
use super::paint::{Focus, Painter, bold, piece};
use super::panel::{Act, Panel, Scene};
use super::rows::Rows;

/// The conditions of one step.
#[derive(Debug)]
pub(super) struct Gate {
    step: StepIx,
    title: String,
    /// What is missing comes first, in the order of the walk.
    conditions: Vec<StepIx>,
    missing: usize,
    /// Warnings that nobody has acknowledged; only a point of no return asks for them.
    unread: usize,
    rows: Rows,
    facts: Option<usize>,
}

impl Gate {
    pub(super) fn new(step: StepIx) -> Self {
        Self {
            step,
            title: String::new(),
            conditions: Vec::new(),
            missing: 0,
            unread: 0,
            rows: Rows::default(),
            facts: None,
        }
    }

    fn selected(&self) -> Option<StepIx> {
        self.conditions.get(self.rows.selected()).copied()
    }

    fn is_go(&self) -> bool {
        self.missing == 0 && self.unread == 0
    }
}

/// Everything that a step requires, directly or not, in the order of the walk.
fn closure(model: &Model, step: StepIx) -> Vec<StepIx> {
    let plan = model.plan();
    let mut seen = vec![false; plan.steps.len()];
    let mut todo = plan.step(step).requires.clone();
    while let Some(next) = todo.pop() {
        if !std::mem::replace(&mut seen[next.0], true) {
            todo.extend(&plan.step(next).requires);
        }
    }
    (0..seen.len()).filter(|index| seen[*index]).map(StepIx).collect()
}

/// Who is to do something about a condition, or when and by whom it was met.
fn owner(model: &Model, step: StepIx) -> String {
    match model.state(step) {
        State::Blocked(by) => match by.as_slice() {
            [one] => format!("waits for: {}", model.plan().words(*one).title),
            many => format!("waits for {}", count("step", many.len())),
        },
        State::GateOpen => "holds by itself".to_owned(),
        State::Open => "yours to do".to_owned(),
        State::Stale => "to be answered again".to_owned(),
        State::UnderWay | State::InDoubt => "say how it ended".to_owned(),
        State::Satisfied(_) | State::Waived | State::NotApplicable | State::Succeeded => {
            match model.about(step).last() {
                Some(fact) => format!("{} {}", fact.by.name, super::ui::clock(fact.at)),
                None => "by the plan".to_owned(),
            }
        }
    }
}

impl Panel for Gate {
    fn place(&self) -> Where {
        Where::Gate
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        vec![scene.summary.hierarchy.clone(), "GO or NO-GO".to_owned()]
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
        match command {
            command if Rows::is_move(command) => true,
            Command::Find => true,
            Command::Enter => self.selected().is_some(),
            Command::Blocker => self.missing > 0,
            _ => false,
        }
    }

    fn act(&mut self, command: Command, _scene: &Scene<'_>) -> Vec<Act> {
        match command {
            Command::Enter => return self.selected().map(Act::GoTo).into_iter().collect(),
            Command::Blocker => {
                return self.conditions.first().copied().map(Act::GoTo).into_iter().collect();
            }
            command => self.rows.go(command),
        }
        Vec::new()
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        let met = self.conditions.len() - self.missing;
        format!("{met} of {} met", self.conditions.len())
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let Some(model) = scene.model else { return };
        let width = area.width.min(100);
        let at = Rect { x: area.x + (area.width - width) / 2, width, ..area };
        let right = count("condition", self.conditions.len());
        let inside = painter.frame(at, &self.title, &right, Focus::Here);
        let line = |y: u16| Rect { x: inside.x + 1, y, width: inside.width - 2, height: 1 };
        let verdict = if self.is_go() {
            let words = if self.conditions.is_empty() {
                "GO: no other step has to be settled before this one."
            } else {
                "GO: everything that must hold before this step holds."
            };
            vec![bold(Role::Success, format!("{} {words}", painter.glyphs.confirmed))]
        } else {
            let mut missing = Vec::new();
            if self.missing > 0 {
                missing.push(format!("{} missing", count("condition", self.missing)));
            }
            if self.unread > 0 {
                missing.push(format!("{} not acknowledged", count("warning", self.unread)));
            }
            let words = format!("NO-GO: {}.", missing.join(", "));
            vec![bold(Role::Danger, format!("{} {words}", painter.glyphs.refuted))]
        };
        painter.pieces(line(inside.y), &verdict, Role::Bg);
        let met = (self.conditions.len() - self.missing) as u64;
        let bar = Rect { width: (line(inside.y + 1).width / 2).min(50), ..line(inside.y + 1) };
        painter.progress(bar, met, self.conditions.len() as u64, Role::Success);
        let words = format!("{met} of {} conditions met", self.conditions.len());
        let left = bar.right() + 2;
        let beside = Rect { x: left, width: inside.right().saturating_sub(left), ..bar };
        painter.text(beside, &words, painter.skin.of(Role::TextMuted));
        let note = "Good practice blocks nothing, and is not listed.";
        painter.text(line(inside.y + 2), note, painter.skin.of(Role::TextMuted));
        let list = Rect { y: inside.y + 4, height: inside.height.saturating_sub(4), ..inside };
        let states = self.conditions.iter().map(|step| width_of(model.state(*step).word()));
        let word_cells = states.max().unwrap_or(0);
        painter.list(list, &self.rows, Focus::Here, 0, |painter, row, index, ground| {
            let step = self.conditions[index];
            let state = model.state(step);
            let (mark, role) = painter.glyphs.of(state);
            let right = painter.clip(&owner(model, step), usize::from(row.width / 3));
            let used =
                painter.text_right(row, &right, painter.skin.on(Role::TextMuted, ground)) + 1;
            let room = Rect { width: row.width.saturating_sub(used), ..row };
            let pieces = [
                piece(role, format!(" {mark} ")),
                piece(role, format!("{}  ", pad(state.word(), word_cells))),
                piece(Role::Text, model.plan().words(step).title),
            ];
            painter.pieces(room, &pieces, ground);
        });
        let visible = usize::from(list.height);
        painter.scrollbar(at, self.rows.count(), self.rows.top(), visible);
    }

    fn click(&mut self, _pane: usize, row: usize, _scene: &Scene<'_>) -> Vec<Act> {
        if row >= self.conditions.len() {
            return Vec::new();
        }
        if self.rows.selected() == row {
            return self.selected().map(Act::GoTo).into_iter().collect();
        }
        self.rows.select(row);
        Vec::new()
    }

    fn wheel(&mut self, _pane: usize, by: isize, _scene: &Scene<'_>) {
        self.rows.step(by);
    }

    fn settle(&mut self, scene: &Scene<'_>) {
        let Some(model) = scene.model else { return };
        if self.facts == Some(model.facts().len()) {
            return;
        }
        self.facts = Some(model.facts().len());
        self.title = model.plan().words(self.step).title;
        let all = closure(model, self.step);
        let is_met = |step: &StepIx| model.state(*step).is_settled();
        let (met, missing): (Vec<_>, Vec<_>) = all.into_iter().partition(is_met);
        self.missing = missing.len();
        self.conditions = missing.into_iter().chain(met).collect();
        let is_upgrade = model.plan().is_point_of_no_return(self.step);
        self.unread = if is_upgrade { scene.summary.unacknowledged.len() } else { 0 };
        self.rows.resize(self.conditions.len());
    }

    fn labels(&self, scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        let Some(model) = scene.model else { return };
        for (row, step) in self.conditions.iter().enumerate() {
            visit(
                row,
                &format!("{} {}", model.plan().step(*step).id, model.plan().words(*step).title),
            );
        }
    }

    fn found_at(&self) -> usize {
        self.rows.selected()
    }

    fn found(&mut self, row: usize, _scene: &Scene<'_>) {
        self.rows.select(row);
    }
}
