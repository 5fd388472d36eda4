//! Draws the plan: its sections, the list of the one that is seen, and what is said of the
//! selected row.

use ratatui::layout::Rect;

use crate::front::tui::keymap::Command;
use crate::front::tui::paint::{Focus, Hit, Painter, Piece, bold, piece};
use crate::front::tui::ui::wrapped;
use crate::text::{count, width};
use crate::theme::Role;

use super::{DETAIL, PlanView, Section, TABS};

/// Least width at which what is said of a row stands beside the list.
const WIDE: u16 = 100;

impl PlanView {
    pub(super) fn draw_all(&self, painter: &mut Painter<'_>, area: Rect) {
        self.draw_tabs(painter, Rect { height: 1, ..area });
        let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        if area.width >= WIDE {
            let width = (area.width * 36 / 120).max(34);
            let right = Rect { x: area.right() - width, width, ..area };
            let left = Rect { width: area.width - width, ..area };
            let inside = self.draw_frame(painter, left);
            self.draw_list(painter, left, inside);
            self.draw_beside(painter, right);
        } else {
            let inside = self.draw_frame(painter, area);
            let rows = self.rows_below(inside.height);
            let list = Rect { height: inside.height.saturating_sub(rows + 1), ..inside };
            self.draw_list(painter, area, list);
            let line = Rect { y: list.bottom(), height: 1, ..inside };
            let rule = painter.glyphs.rule.repeat(usize::from(line.width));
            painter.text(line, &rule, painter.skin.of(Role::Border));
            let below = Rect { y: line.bottom(), height: rows, ..inside };
            self.draw_below(painter, below);
        }
    }

    /// Rows for what is said of the selected row, where it stands below: more where the list is
    /// short, and always as many in one section, so that nothing jumps.
    fn rows_below(&self, height: u16) -> u16 {
        let (listed, least) = match self.section {
            // Legend, heads and totals stand around the sites.
            Section::Matrix => (self.matrix.sites.len() + 6, (height / 4).max(3)),
            Section::Order => (self.order.items.len(), height / 2),
            Section::Warnings => (self.warnings.groups.len().max(1), height / 2),
            Section::Refusals => (self.refusals.groups.len(), height / 2),
        };
        let listed = u16::try_from(listed).unwrap_or(u16::MAX);
        height.saturating_sub(1).saturating_sub(listed).max(least)
    }

    fn draw_tabs(&self, painter: &mut Painter<'_>, row: Rect) {
        let long: Vec<_> = self.sections.iter().map(|it| self.tab(*it, it.title())).collect();
        let cells = |tabs: &[String]| tabs.iter().map(|tab| width(tab) + 3).sum::<usize>();
        let key = " Tab ";
        let tabs = if cells(&long) + width(key) < usize::from(row.width) {
            long
        } else {
            self.sections.iter().map(|it| self.tab(*it, it.short())).collect()
        };
        let mut left = Rect { x: row.x + 1, width: row.width.saturating_sub(1), ..row };
        for (index, (section, tab)) in self.sections.iter().zip(tabs).enumerate() {
            let is_here = *section == self.section;
            let ground = if is_here { Role::Selection } else { Role::Bg };
            let bar = if is_here { painter.glyphs.bar } else { " " };
            let role = match (section, is_here) {
                (Section::Refusals, _) => Role::Danger,
                (_, true) => Role::Text,
                (_, false) => Role::TextMuted,
            };
            let tab = format!("{tab} ");
            let name = if is_here { bold(role, tab) } else { piece(role, tab) };
            let used = painter.pieces(left, &[piece(Role::Accent, bar), name], ground);
            let hit = Hit::Row { pane: TABS, row: index };
            painter.hits.push((Rect { width: used, ..left }, hit));
            left.x += used + 1;
            left.width = left.width.saturating_sub(used + 1);
        }
        let right = Rect { width: left.width.saturating_sub(1), ..left };
        let style = painter.skin.on(Role::OnKey, Role::Key);
        let used = painter.text_right(right, key, style);
        let at = Rect { x: right.right() - used, width: used, ..right };
        painter.hits.push((at, Hit::Press(Command::NextPane)));
    }

    fn tab(&self, section: Section, title: &str) -> String {
        match section {
            Section::Matrix | Section::Order => title.to_owned(),
            Section::Warnings => format!("{title} {}", self.totals.warnings),
            Section::Refusals => format!("{title} {}", self.totals.refusals),
        }
    }

    fn draw_frame(&self, painter: &mut Painter<'_>, area: Rect) -> Rect {
        let totals = &self.totals;
        let right = match self.section {
            Section::Matrix if self.matrix.only_due => {
                format!("{} of {}, only due", self.matrix.shown.len(), count("site", totals.sites))
            }
            Section::Matrix => {
                let hotfixes = count("hotfix", self.plan.flow.hotfixes.len());
                format!("{} x {hotfixes}", count("site", totals.sites))
            }
            Section::Order => {
                format!("{}, {}", count("gate", self.order.gates), count("site", totals.sites))
            }
            Section::Warnings if totals.must_read > 0 => {
                let all = count("warning", totals.warnings);
                format!("{all}, {} to acknowledge", totals.must_read)
            }
            Section::Warnings => count("warning", totals.warnings),
            Section::Refusals => "approve is not possible".to_owned(),
        };
        painter.frame(area, self.section.title(), &right, Focus::Here)
    }

    fn draw_list(&self, painter: &mut Painter<'_>, frame: Rect, area: Rect) {
        let (plan, focus) = (&self.plan, Focus::Here);
        match self.section {
            Section::Matrix => self.matrix.draw(painter, frame, area, plan, focus),
            Section::Order => {
                self.order.draw(painter, frame, area, plan, &self.matrix, focus);
            }
            Section::Warnings => self.warnings.draw(painter, frame, area, plan, focus),
            Section::Refusals => self.refusals.draw(painter, frame, area, plan, focus),
        }
    }

    /// What is said of the selected row on top, the plan in figures at the bottom.
    fn draw_beside(&self, painter: &mut Painter<'_>, area: Rect) {
        let kind = self.detail.as_ref().map_or("Plan", |detail| detail.kind);
        let inside = painter.frame(area, kind, "", Focus::Elsewhere);
        painter.hits.push((area, Hit::Pane(DETAIL)));
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let room = usize::from(inside.width);
        let (role, advice) = self.totals.advice(self.purpose);
        let mut figures = vec![vec![bold(Role::Accent, "The plan")]];
        figures.extend(self.totals.lines());
        figures.push(Vec::new());
        match advice.strip_prefix("n ") {
            // A key looks like one.
            Some(rest) => {
                figures.push(vec![bold(Role::Accent, "n  "), piece(role, rest)]);
            }
            None => figures.push(vec![piece(role, advice)]),
        }
        let figures = wrapped(&figures, room);
        let rows = u16::try_from(figures.len()).unwrap_or(u16::MAX).min(inside.height / 2);
        let above = Rect { height: inside.height - rows, ..inside };
        let figures_at = Rect { y: above.bottom(), height: rows, ..inside };
        painter.page(figures_at, &figures, 0);
        let above = Rect { height: above.height.saturating_sub(1), ..above };
        let lines = self.detail_lines(painter, Air::Some);
        draw_lines(painter, above, &lines);
    }

    fn draw_below(&self, painter: &mut Painter<'_>, area: Rect) {
        painter.hits.push((area, Hit::Pane(DETAIL)));
        let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let lines = self.detail_lines(painter, Air::None);
        draw_lines(painter, inside, &lines);
    }

    fn detail_lines(&self, painter: &Painter<'_>, air: Air) -> Vec<Vec<Piece>> {
        let Some(detail) = &self.detail else { return Vec::new() };
        let (mark, role) = detail.mark.of(painter.glyphs);
        let mut lines = match air {
            Air::Some => vec![
                vec![bold(Role::Text, detail.title.as_str())],
                vec![piece(role, format!("{mark} ")), piece(role, detail.word.as_str())],
                Vec::new(),
            ],
            Air::None => vec![vec![
                piece(role, format!("{mark} ")),
                bold(Role::Text, format!("{}: {}", detail.title, detail.word)),
            ]],
        };
        let all = detail.lines.iter();
        lines.extend(all.filter(|line| air == Air::Some || !line.is_empty()).cloned());
        lines
    }
}

/// Whether there is room for empty lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Air {
    Some,
    None,
}

/// Draws lines, and says where to read on when they do not all fit.
fn draw_lines(painter: &mut Painter<'_>, area: Rect, lines: &[Vec<Piece>]) {
    let mut lines = wrapped(lines, usize::from(area.width));
    while lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    let Some(above) = area.height.checked_sub(1) else { return };
    if lines.len() <= usize::from(area.height) {
        painter.page(area, &lines, 0);
        return;
    }
    painter.page(Rect { height: above, ..area }, &lines, 0);
    let last = Rect { y: area.y + above, height: 1, ..area };
    let style = painter.skin.on(Role::OnKey, Role::Key);
    let used = painter.text_right(last, " Enter ", style) + 1;
    let muted = painter.skin.of(Role::TextMuted);
    let room = Rect { width: last.width.saturating_sub(used), ..last };
    let used = painter.text_right(room, "all of it", muted) + 2;
    let room = Rect { width: room.width.saturating_sub(used), ..room };
    // What is cut off here says so by its own mark.
    let mut line = lines[usize::from(above)].clone();
    line.push(piece(Role::TextMuted, format!(" {}", painter.glyphs.more)));
    painter.pieces(room, &line, Role::Bg);
}
