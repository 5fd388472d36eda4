//! A field to type in: a line, or several.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use crate::text::{is_harmless, width};
use crate::theme::Role;

use super::paint::Painter;

/// Most characters that a field takes; what the engine takes is less or the same.
const LIMIT: usize = 4_000;

/// A field to type in. Undo with Ctrl-U, redo with Ctrl-R.
#[derive(Debug, Clone)]
pub(super) struct Field {
    area: TextArea<'static>,
    lines: Lines,
}

/// How many lines a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    One,
    Several,
}

impl Field {
    pub(super) fn new(lines: Lines, text: &str) -> Self {
        let text = harmless(text, lines);
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_cursor_line_style(ratatui::style::Style::new());
        if lines == Lines::Several {
            area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        Self { area, lines }
    }

    /// What was typed.
    pub(super) fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.area.lines().iter().all(|line| line.trim().is_empty())
    }

    pub(super) fn set(&mut self, text: &str) {
        *self = Self::new(self.lines, text);
    }

    pub(super) fn lines(&self) -> Lines {
        self.lines
    }

    /// Takes a key. The caller has kept Esc, Tab and Enter for itself.
    pub(super) fn press(&mut self, key: KeyEvent) {
        let is_break = key.code == KeyCode::Enter
            || (key.modifiers == KeyModifiers::CONTROL
                && matches!(key.code, KeyCode::Char('m' | 'j')));
        if is_break {
            if self.lines == Lines::Several && self.room() > 0 {
                self.area.insert_newline();
            }
            return;
        }
        if matches!(key.code, KeyCode::Char(c) if !is_harmless(c)) || key.code == KeyCode::Tab {
            return;
        }
        if self.room() == 0 && matches!(key.code, KeyCode::Char(_)) {
            return;
        }
        self.area.input(key);
    }

    /// Takes pasted text: text, never keys.
    pub(super) fn paste(&mut self, text: &str) {
        let text: String = harmless(text, self.lines).chars().take(self.room()).collect();
        self.area.insert_str(text);
    }

    fn room(&self) -> usize {
        let used: usize = self.area.lines().iter().map(|line| line.chars().count() + 1).sum();
        LIMIT.saturating_sub(used)
    }

    /// Draws it; the cursor is a reversed cell, so that it is seen without colour.
    pub(super) fn draw(&self, painter: &mut Painter<'_>, area: Rect, has_focus: bool) {
        let ground = if has_focus { Role::SurfaceHi } else { Role::Surface };
        let style = painter.skin.on(Role::Text, ground);
        painter.fill(area, style);
        let mut shown = self.area.clone();
        shown.set_style(style);
        shown.set_cursor_line_style(style);
        let cursor = style.add_modifier(ratatui::style::Modifier::REVERSED);
        shown.set_cursor_style(if has_focus { cursor } else { style });
        painter.widget(&shown, area);
    }

    /// Rows that the text takes at a width, at least one.
    pub(super) fn height(&self, cells: u16) -> u16 {
        let cells = usize::from(cells.max(1));
        let rows: usize = self.area.lines().iter().map(|line| width(line) / cells + 1).sum();
        u16::try_from(rows).unwrap_or(u16::MAX)
    }
}

/// Typed or pasted text without what could move the cursor or hide.
fn harmless(text: &str, lines: Lines) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let kept = text.chars().filter_map(|c| match (c, lines) {
        ('\n', Lines::Several) => Some('\n'),
        ('\n' | '\t', _) => Some(' '),
        (c, _) => is_harmless(c).then_some(c),
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_stays_text() {
        let table = [
            (Lines::One, "two\nlines\tand \u{1B}[2J", "two lines and [2J"),
            (Lines::Several, "two\r\nlines", "two\nlines"),
            (Lines::One, "\u{202E}gpj.exe", "gpj.exe"),
        ];
        for (lines, pasted, expected) in table {
            let mut field = Field::new(lines, "");
            field.paste(pasted);
            assert_eq!(field.text(), expected, "{pasted:?}");
        }
    }

    #[test]
    fn a_field_takes_no_more_than_its_limit() {
        let mut field = Field::new(Lines::Several, "");
        field.paste(&"x".repeat(10_000));
        assert_eq!(field.text().chars().count(), LIMIT - 1);
        field.press(KeyEvent::from(KeyCode::Char('y')));
        assert_eq!(field.text().chars().count(), LIMIT - 1);
    }
}
