//! Draws a dialog: roomy where there is room, tight where there is not.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::front::tui::field::{Field, Lines};
use crate::front::tui::paint::{Focus, Hit, Painter};
use crate::text::{shown_lines, width, wrap};
use crate::theme::Role;

use super::{DIALOG_PANE, Dialog, Part};

/// Widest dialog, in cells.
const WIDEST: u16 = 84;

/// How generously it is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spread {
    /// Labels above their fields, a free row after each.
    Roomy,
    /// Labels beside short fields, no free rows: for small windows.
    Tight,
}

impl Dialog {
    /// Draws it over an area, as large as it needs to be.
    pub(in crate::front::tui) fn draw(&self, painter: &mut Painter<'_>, area: Rect) {
        let outer = area.width.saturating_sub(4).min(WIDEST);
        let inner = usize::from(outer.saturating_sub(4));
        let objection =
            self.objection.as_ref().map_or(Vec::new(), |text| wrap(&shown_lines(text), inner));
        let needed = |spread| self.rows_needed(spread, inner) + rows(objection.len());
        let spread =
            if needed(Spread::Roomy) <= area.height { Spread::Roomy } else { Spread::Tight };
        let height = needed(spread).min(area.height);
        let at = Rect {
            x: area.x + (area.width - outer) / 2,
            y: area.y + (area.height - height) / 2,
            width: outer,
            height,
        };
        painter.clear_for(at);
        let right = if self.danger { "point of no return" } else { "" };
        let focus = if self.danger { Focus::Danger } else { Focus::Here };
        let inside = painter.frame(at, &self.title, right, focus);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let body = self.body_lines(spread, inner);
        let body_rows = usize::from(height - (needed(spread) - rows(body.len())).min(height));
        let mut y = inside.y;
        // Where the body does not fit, its end is what the question stands in.
        for (role, line) in body.iter().skip(body.len().saturating_sub(body_rows)) {
            painter.text(Rect { y, height: 1, ..inside }, line, painter.skin.of(*role));
            y += 1;
        }
        let mut hit = 2;
        for (index, part) in self.parts.iter().enumerate() {
            let has_focus = self.focus == index;
            let area = Rect { y, height: inside.bottom().saturating_sub(y), ..inside };
            y += self.draw_part(painter, area, part, (has_focus, spread), &mut hit);
        }
        for line in &objection {
            painter.text(Rect { y, height: 1, ..inside }, line, painter.skin.of(Role::Danger));
            y += 1;
        }
        let buttons = Rect { y: at.bottom().saturating_sub(2), height: 1, ..inside };
        self.draw_buttons(painter, buttons);
    }

    /// Rows of everything but an objection: the frame, the body, the parts, the buttons.
    fn rows_needed(&self, spread: Spread, inner: usize) -> u16 {
        let parts: u16 = self.parts.iter().map(|part| part_rows(part, spread, inner)).sum();
        let around = if spread == Spread::Roomy { 4 } else { 3 };
        around + rows(self.body_lines(spread, inner).len()) + parts
    }

    fn body_lines(&self, spread: Spread, inner: usize) -> Vec<(Role, String)> {
        let mut lines = Vec::new();
        for (role, text) in &self.body {
            lines.extend(wrap(&shown_lines(text), inner).into_iter().map(|line| (*role, line)));
            if spread == Spread::Roomy {
                lines.push((Role::Text, String::new()));
            }
        }
        lines
    }

    /// Draws a part from the top of an area; returns its rows.
    fn draw_part(
        &self,
        painter: &mut Painter<'_>,
        area: Rect,
        part: &Part,
        (has_focus, spread): (bool, Spread),
        hit: &mut usize,
    ) -> u16 {
        let all = part_rows(part, spread, usize::from(area.width));
        if area.height == 0 {
            return 0;
        }
        let role = if has_focus { Role::Accent } else { Role::TextMuted };
        let label = part_label(part);
        let beside = is_beside(part, spread, usize::from(area.width));
        let labels = wrap(&shown_lines(label), usize::from(area.width));
        for (line, y) in labels.iter().zip(area.y..area.bottom()) {
            painter.text(Rect { y, height: 1, ..area }, line, painter.skin.of(role));
        }
        let rest = if beside {
            // Fields that stand beside their labels begin in one column.
            let all = self.parts.iter().filter(|it| is_beside(it, spread, usize::from(area.width)));
            let widest = all.map(|part| width(part_label(part))).max().unwrap_or(0);
            let used = u16::try_from(widest + 2).unwrap_or(u16::MAX).min(area.width);
            Rect { x: area.x + used, width: area.width - used, height: 1, ..area }
        } else {
            let used = rows(labels.len()).min(area.height);
            Rect { y: area.y + used, height: area.height - used, ..area }
        };
        match part {
            Part::Text { field, .. } => {
                let at = Rect { height: field_rows(field, rest.width).min(rest.height), ..rest };
                field.draw(painter, at, has_focus && self.busy.is_none());
                note_hit(painter, at, hit);
            }
            Part::Secret { typed, .. } => {
                let ground = if has_focus { Role::SurfaceHi } else { Role::Surface };
                let style = painter.skin.on(Role::Text, ground);
                let at = Rect { height: 1.min(rest.height), ..rest };
                painter.fill(at, style);
                let stars = "*".repeat(typed.0.chars().count().min(40));
                let used = painter.text(at, &stars, style);
                if has_focus && used < at.width {
                    // The same cursor as in any other field.
                    let cell = &mut painter.buf[(at.x + used, at.y)];
                    cell.modifier.insert(Modifier::REVERSED);
                }
                note_hit(painter, at, hit);
            }
            Part::Choice { options, chosen, .. } => {
                draw_options(painter, rest, options, (*chosen, has_focus), hit);
            }
        }
        all
    }

    fn draw_buttons(&self, painter: &mut Painter<'_>, area: Rect) {
        if let Some(busy) = &self.busy {
            painter.text(area, busy, painter.skin.of(Role::Info));
            return;
        }
        let mut at = area;
        for (label, index) in [(self.go.as_str(), 0), ("Not now", 1)] {
            let has_focus = self.focus == self.parts.len() + index;
            let style = if has_focus {
                painter.skin.on(Role::OnAccent, Role::Accent)
            } else {
                painter.skin.on(Role::OnKey, Role::Key)
            };
            let bar = if has_focus { painter.glyphs.bar } else { " " };
            let used = painter.text(at, &format!("{bar}{label} "), style);
            let button = Rect { width: used, ..at };
            painter.hits.push((button, Hit::Row { pane: DIALOG_PANE, row: index }));
            at.x += used + 2;
            at.width = at.width.saturating_sub(used + 2);
        }
        painter.text_right(at, "Tab next   Esc not now", painter.skin.of(Role::TextMuted));
    }
}

fn draw_options(
    painter: &mut Painter<'_>,
    area: Rect,
    options: &[String],
    (chosen, has_focus): (Option<usize>, bool),
    hit: &mut usize,
) {
    let mut y = area.y;
    for (index, option) in options.iter().enumerate() {
        let lines = option_lines(option, usize::from(area.width));
        let height = rows(lines.len()).min(area.bottom().saturating_sub(y));
        let at = Rect { y, height, ..area };
        let is_chosen = chosen == Some(index);
        let ground = match (is_chosen, has_focus) {
            (true, true) => Role::Selection,
            (true, false) => Role::SurfaceHi,
            (false, _) => Role::Bg,
        };
        let style = painter.skin.on(Role::Text, ground);
        painter.fill(at, style);
        let bar = if is_chosen { painter.glyphs.bar } else { " " };
        let mark = if is_chosen { painter.glyphs.here } else { painter.glyphs.open };
        for (line, y) in lines.iter().zip(at.y..at.bottom()) {
            let before = if y == at.y {
                format!("{bar}{} {mark} ", index + 1)
            } else {
                format!("{bar}{}", " ".repeat(OPTION_INDENT - 1))
            };
            painter.text(Rect { y, height: 1, ..area }, &format!("{before}{line}"), style);
            if is_chosen {
                let bar = painter.glyphs.bar;
                let style = painter.skin.on(Role::Accent, ground);
                painter.text(Rect { y, height: 1, ..area }, bar, style);
            }
        }
        note_hit(painter, at, hit);
        y += height;
    }
}

/// "▌1 ● " before an option.
const OPTION_INDENT: usize = 5;

fn option_lines(option: &str, inner: usize) -> Vec<String> {
    wrap(&shown_lines(option), inner.saturating_sub(OPTION_INDENT).max(8))
}

fn note_hit(painter: &mut Painter<'_>, at: Rect, hit: &mut usize) {
    painter.hits.push((at, Hit::Row { pane: DIALOG_PANE, row: *hit }));
    *hit += 1;
}

fn part_label(part: &Part) -> &str {
    match part {
        Part::Text { label, .. } | Part::Secret { label, .. } | Part::Choice { label, .. } => label,
    }
}

/// Whether a label stands beside its field, with room for what is typed.
fn is_beside(part: &Part, spread: Spread, inner: usize) -> bool {
    let is_short = match part {
        Part::Text { field, .. } => field.lines() == Lines::One,
        Part::Secret { .. } => true,
        Part::Choice { .. } => false,
    };
    spread == Spread::Tight && is_short && width(part_label(part)) + 20 <= inner
}

fn part_rows(part: &Part, spread: Spread, inner: usize) -> u16 {
    if is_beside(part, spread, inner) {
        return 1;
    }
    let labels = rows(wrap(&shown_lines(part_label(part)), inner).len());
    let own = match part {
        Part::Text { field, .. } => field_rows(field, u16::try_from(inner).unwrap_or(u16::MAX)),
        Part::Secret { .. } => 1,
        Part::Choice { options, .. } => {
            options.iter().map(|option| rows(option_lines(option, inner).len())).sum()
        }
    };
    let free = u16::from(spread == Spread::Roomy);
    labels + own + free
}

fn field_rows(field: &Field, width: u16) -> u16 {
    match field.lines() {
        Lines::One => 1,
        Lines::Several => field.height(width).clamp(3, 6),
    }
}

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX / 4)
}
