//! The order of upgrade, and the gates that stand in it.

use ratatui::layout::Rect;

use crate::front::tui::paint::{Focus, Painter, bold, piece};
use crate::front::tui::rows::Rows;
use crate::plan::{Plan, StepIx};
use crate::text::{count, pad};
use crate::theme::Role;

use super::LIST;
use super::grid::beside;
use super::matrix::Matrix;

/// A row of the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Heading(&'static str),
    Gate(StepIx),
    /// Index into [`Plan::sites`].
    Site(usize),
}

/// Gates first: they stand before the upgrades that they hold back.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) items: Vec<Item>,
    pub(super) rows: Rows,
    pub(super) gates: usize,
    /// The step that upgrades a site, by index of the site in the hierarchy.
    pub(super) upgrades: Vec<Option<StepIx>>,
}

impl Order {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut upgrades = vec![None; plan.hierarchy.sites.len()];
        let mut gates = Vec::new();
        for ix in (0..plan.steps.len()).map(StepIx) {
            if plan.is_gate(ix) {
                gates.push(Item::Gate(ix));
            }
            if let (true, Some(site)) = (plan.is_point_of_no_return(ix), plan.step(ix).at.site) {
                upgrades[site.0] = Some(ix);
            }
        }
        let count = gates.len();
        let mut items = Vec::with_capacity(count + plan.sites.len() + 2);
        if count > 0 {
            items.push(Item::Heading("Gates, which open by themselves"));
            items.extend(gates);
        }
        items.push(Item::Heading("Sites, in the order of upgrade"));
        items.extend((0..plan.sites.len()).map(Item::Site));
        let mut order = Self { rows: Rows::new(items.len()), items, gates: count, upgrades };
        order.land(true);
        order
    }

    pub(super) fn selected(&self) -> Option<Item> {
        self.items.get(self.rows.selected()).copied()
    }

    /// Headings are passed over.
    pub(super) fn land(&mut self, downwards: bool) {
        let is_row = |row: &usize| !matches!(self.items.get(*row), Some(Item::Heading(_)) | None);
        let here = self.rows.selected();
        if is_row(&here) {
            return;
        }
        let below = (here..self.items.len()).find(is_row);
        let above = (0..here).rev().find(is_row);
        let goal = if downwards { below.or(above) } else { above.or(below) };
        if let Some(row) = goal {
            self.rows.select(row);
        }
    }

    pub(super) fn draw(
        &self,
        painter: &mut Painter<'_>,
        frame: Rect,
        area: Rect,
        plan: &Plan,
        matrix: &Matrix,
        focus: Focus,
    ) {
        painter.list(area, &self.rows, focus, LIST, |painter, row, index, ground| {
            match self.items[index] {
                Item::Heading(title) => {
                    painter.pieces(row, &[bold(Role::Accent, title)], ground);
                }
                Item::Gate(gate) => draw_gate(painter, row, plan, gate, ground),
                Item::Site(site) => draw_site(painter, row, plan, matrix, site, ground),
            }
        });
        let visible = usize::from(area.height);
        painter.scrollbar(beside(frame, area), self.rows.count(), self.rows.top(), visible);
    }
}

fn draw_gate(painter: &mut Painter<'_>, row: Rect, plan: &Plan, gate: StepIx, ground: Role) {
    let waits = format!("waits for {}", count("step", plan.step(gate).requires.len()));
    let used = painter.text_right(row, &waits, painter.skin.on(Role::Info, ground)) + 1;
    let room = Rect { width: row.width.saturating_sub(used), ..row };
    let mark = painter.glyphs.waiting;
    let title = plan.words(gate).title;
    let line = [piece(Role::Info, format!("  {mark} ")), piece(Role::Text, title)];
    painter.pieces(room, &line, ground);
}

fn draw_site(
    painter: &mut Painter<'_>,
    row: Rect,
    plan: &Plan,
    matrix: &Matrix,
    index: usize,
    ground: Role,
) {
    let site = plan.hierarchy.site(plan.sites[index].site);
    let digits = plan.sites.len().to_string().len();
    let number = format!("  {:>digits$}. ", index + 1);
    let mut line = vec![
        piece(Role::TextMuted, number),
        bold(Role::Text, format!("{}  ", pad(&site.code, matrix.widths.code))),
    ];
    line.extend(matrix.way(plan, index, painter.glyphs));
    if matrix.sites[index].is_refused {
        line.push(piece(Role::Danger, "  refused"));
    }
    line.push(piece(Role::TextMuted, format!("  {:<9}  {}", site.role, site.server)));
    painter.pieces(row, &line, ground);
}
