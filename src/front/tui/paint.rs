//! Painting: text, frames, lists and bars into a buffer. Everything foreign is made harmless here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use crate::text::{cut, shown, width};
use crate::theme::Role;

use super::glyphs::Glyphs;
use super::keymap::Command;
use super::rows::Rows;
use super::skin::Skin;

/// What a click on a place of the screen means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hit {
    /// The row of that index in the pane of that number.
    Row {
        pane: usize,
        row: usize,
    },
    Pane(usize),
    Press(Command),
}

/// Whether a pane has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    Here,
    Elsewhere,
    /// It has the focus, and there is no way back behind it.
    Danger,
}

impl Focus {
    pub(super) fn when(is_here: bool) -> Self {
        if is_here { Self::Here } else { Self::Elsewhere }
    }
}

/// A piece of a line in a style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) role: Role,
    pub(super) bold: bool,
}

/// A piece of a line.
pub(super) fn piece(role: Role, text: impl Into<String>) -> Piece {
    Piece { text: text.into(), role, bold: false }
}

/// A piece of a line, bold.
pub(super) fn bold(role: Role, text: impl Into<String>) -> Piece {
    Piece { text: text.into(), role, bold: true }
}

/// Text with line breaks in words that are wider than a line, after a separator of a path where
/// there is one: a name is not torn apart where that can be helped.
pub(super) fn paths_broken(text: &str, cells: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        let mut rest = word;
        while width(rest.trim_end()) > cells {
            let fits = cut(rest, cells);
            let at = fits.rfind(['/', '\\']).map_or(fits.len(), |at| at + 1);
            if at == 0 {
                break;
            }
            out.push_str(&rest[..at]);
            out.push('\n');
            rest = &rest[at..];
        }
        out.push_str(rest);
    }
    out
}

/// Draws one frame, and remembers what a click would mean.
pub(super) struct Painter<'a> {
    pub(super) buf: &'a mut Buffer,
    pub(super) skin: &'a Skin,
    pub(super) glyphs: &'static Glyphs,
    pub(super) hits: Vec<(Rect, Hit)>,
}

impl<'a> Painter<'a> {
    pub(super) fn new(buf: &'a mut Buffer, skin: &'a Skin, glyphs: &'static Glyphs) -> Self {
        Self { buf, skin, glyphs, hits: Vec::new() }
    }

    /// Fills an area with spaces in a style.
    pub(super) fn fill(&mut self, area: Rect, style: Style) {
        let area = area.intersection(self.buf.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                self.buf[(x, y)].reset();
                self.buf[(x, y)].set_style(style);
            }
        }
    }

    /// Draws an area in the colour of what matters less, whatever it was drawn in.
    pub(super) fn veil(&mut self, area: Rect) {
        let area = area.intersection(self.buf.area);
        let style = self.skin.of(Role::TextMuted);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                let cell = &mut self.buf[(x, y)];
                cell.modifier = Modifier::empty();
                cell.set_style(style);
            }
        }
    }

    /// Clears an area and the column on each side of it, for something that lies over a place.
    pub(super) fn clear_for(&mut self, area: Rect) {
        let wide =
            Rect { x: area.x.saturating_sub(1), width: area.width.saturating_add(2), ..area };
        self.fill(wide, self.skin.of(Role::Text));
    }

    /// Draws one of ratatui's own widgets.
    pub(super) fn widget(&mut self, widget: impl Widget, area: Rect) {
        widget.render(area.intersection(self.buf.area), self.buf);
    }

    /// Writes text from the left of an area's first row, clipped with a mark; returns the cells
    /// used.
    pub(super) fn text(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let area = area.intersection(self.buf.area);
        if area.is_empty() {
            return 0;
        }
        let text = shown(text);
        let room = usize::from(area.width);
        let clipped = self.clip(&text, room);
        let (end, _) = self.buf.set_stringn(area.x, area.y, &clipped, room, style);
        end - area.x
    }

    /// Text cut to a number of cells, with a mark where something is missing.
    pub(super) fn clip(&self, text: &str, cells: usize) -> String {
        if width(text) <= cells {
            return text.to_owned();
        }
        let Some(room) = cells.checked_sub(1) else { return String::new() };
        format!("{}{}", cut(text, room).trim_end(), self.glyphs.more)
    }

    /// Writes text at the right end of an area's first row; returns the cells used.
    pub(super) fn text_right(&mut self, area: Rect, text: &str, style: Style) -> u16 {
        let cells = u16::try_from(width(&shown(text))).unwrap_or(u16::MAX).min(area.width);
        let at = Rect { x: area.right() - cells, width: cells, ..area };
        self.text(at, text, style)
    }

    /// Writes pieces one after the other on a ground; returns the cells used.
    pub(super) fn pieces(&mut self, area: Rect, pieces: &[Piece], ground: Role) -> u16 {
        let mut left = area;
        for piece in pieces {
            let mut style = self.skin.on(piece.role, ground);
            if piece.bold {
                style = style.add_modifier(Modifier::BOLD);
            }
            let used = self.text(left, &piece.text, style);
            left.x += used;
            left.width -= used;
        }
        area.width - left.width
    }

    /// Draws a frame with a title on its left and a count or state on its right; returns what is
    /// inside, with a column free on each side.
    pub(super) fn frame(&mut self, area: Rect, title: &str, right: &str, focus: Focus) -> Rect {
        let area = area.intersection(self.buf.area);
        if area.width < 4 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let (line, name) = match focus {
            Focus::Here => (Role::BorderFocus, Role::Accent),
            Focus::Danger => (Role::Danger, Role::Danger),
            Focus::Elsewhere => (Role::Border, Role::TextMuted),
        };
        let line = self.skin.of(line);
        let name = self.skin.of(name).add_modifier(Modifier::BOLD);
        self.border(area, line);
        let room = area.width - 4;
        let right_cells = u16::try_from(width(&shown(right))).unwrap_or(u16::MAX);
        let has_right = !right.is_empty() && right_cells + 6 < room;
        let title_room = if has_right { room - right_cells - 3 } else { room };
        if !title.is_empty() {
            let title = self.clip(&shown(title), usize::from(title_room.saturating_sub(2)));
            let at = Rect { x: area.x + 1, y: area.y, width: title_room, height: 1 };
            self.text(at, &format!(" {title} "), name);
        }
        if has_right {
            let cells = right_cells + 2;
            let at = Rect { x: area.right() - 1 - cells, y: area.y, width: cells, height: 1 };
            let role = if focus == Focus::Danger { Role::Danger } else { Role::TextMuted };
            self.text(at, &format!(" {right} "), self.skin.of(role));
        }
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }

    fn border(&mut self, area: Rect, style: Style) {
        let glyphs = self.glyphs;
        let (left, right) = (area.x, area.right() - 1);
        let (top, bottom) = (area.y, area.bottom() - 1);
        for x in left + 1..right {
            self.buf[(x, top)].set_symbol(glyphs.rule).set_style(style);
            self.buf[(x, bottom)].set_symbol(glyphs.rule).set_style(style);
        }
        for y in top + 1..bottom {
            self.buf[(left, y)].set_symbol(glyphs.side).set_style(style);
            self.buf[(right, y)].set_symbol(glyphs.side).set_style(style);
        }
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
        for (at, corner) in corners.into_iter().zip(glyphs.corners) {
            self.buf[at].set_symbol(corner).set_style(style);
        }
    }

    /// Draws where in a long list one is, over the right border of a frame.
    pub(super) fn scrollbar(&mut self, frame: Rect, total: usize, top: usize, visible: usize) {
        let Some(height) = frame.height.checked_sub(2).filter(|height| *height > 0) else { return };
        if total <= visible || frame.width == 0 {
            return;
        }
        let track = usize::from(height);
        let length = (track * visible / total).clamp(1, track);
        let travel = track - length;
        let hidden = total - visible;
        let start = (travel * top.min(hidden)).div_ceil(hidden);
        // It takes the colour of the border that it lies on: bright where the focus is.
        for offset in start..start + length {
            let y = frame.y + 1 + u16::try_from(offset).unwrap_or(0);
            self.buf[(frame.right() - 1, y)].set_symbol(self.glyphs.thumb);
        }
    }

    /// Draws how much of something is done.
    pub(super) fn progress(&mut self, area: Rect, part: u64, whole: u64, role: Role) {
        let cells = u64::from(area.width);
        let done = (cells * part.min(whole)).checked_div(whole).unwrap_or(0);
        // Something done is seen; something left, too.
        let done = match (part, part < whole) {
            (1.., true) => done.clamp(1.min(cells), cells.saturating_sub(1)),
            _ => done,
        };
        for offset in 0..cells {
            let x = area.x + u16::try_from(offset).unwrap_or(0);
            let (symbol, role) = if offset < done {
                (self.glyphs.full, role)
            } else {
                (self.glyphs.empty, Role::Track)
            };
            let style = self.skin.of(role);
            self.buf[(x, area.y)].set_symbol(symbol).set_style(style);
        }
    }

    /// Draws the visible rows of a list. `row` gets the area of each and the role to draw on; the
    /// selected one is marked by a bar and a colour.
    pub(super) fn list(
        &mut self,
        area: Rect,
        rows: &Rows,
        focus: Focus,
        pane: usize,
        mut row: impl FnMut(&mut Self, Rect, usize, Role),
    ) {
        self.hits.push((area, Hit::Pane(pane)));
        let visible = rows.visible(usize::from(area.height));
        for (index, y) in visible.zip(area.y..) {
            let line = Rect { y, height: 1, ..area };
            let is_selected = rows.selected() == index;
            let ground = match (is_selected, focus) {
                (true, Focus::Here | Focus::Danger) => Role::Selection,
                (true, Focus::Elsewhere) => Role::SurfaceHi,
                (false, _) => Role::Bg,
            };
            self.fill(line, self.skin.on(Role::Text, ground));
            if is_selected {
                let style = self.skin.on(Role::Accent, ground);
                self.text(line, self.glyphs.bar, style);
            }
            let inside = Rect { x: line.x + 1, width: line.width.saturating_sub(2), ..line };
            row(self, inside, index, ground);
            self.hits.push((line, Hit::Row { pane, row: index }));
        }
    }

    /// Writes lines of pieces from the top of an area, from line `top` on; returns how many there
    /// would be to write.
    pub(super) fn page(&mut self, area: Rect, lines: &[Vec<Piece>], top: usize) -> usize {
        for (line, y) in lines.iter().skip(top).zip(area.y..area.bottom()) {
            self.pieces(Rect { y, height: 1, ..area }, line, Role::Bg);
        }
        lines.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_breaks_after_a_separator_where_it_has_one() {
        let table = [
            ("short", "short"),
            ("/home/ines/record.jsonl", "/home/ines/\nrecord.jsonl"),
            ("verify C:\\upgrade\\record.jsonl", "verify C:\\upgrade\\\nrecord.jsonl"),
            ("0123456789abcdef01", "0123456789abcde\nf01"),
            ("東京第一営業所/記録", "東京第一営業所/\n記録"),
        ];
        for (text, expected) in table {
            assert_eq!(paths_broken(text, 15), expected);
        }
        assert_eq!(paths_broken("東京", 1), "東京");
    }
}
