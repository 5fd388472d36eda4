//! What lies over a place: a dialog, the help, the command palette, a text to read.

use std::cell::Cell;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use crate::engine::Model;
use crate::text::{pad, shown_lines, width, wrap};
use crate::theme::Role;

use super::super::dialog::{Dialog, Pressed};
use super::super::field::{Field, Lines};
use super::super::keymap::{self, Binding, Command, KEYS, Where};
use super::super::paint::{Focus, Hit, Painter, Piece, bold, piece};
use super::super::rows::Rows;
use super::Ui;
use nucleo_matcher::pattern::AtomKind;

use super::find::score;

/// Something over a place. The one on top gets the keys.
#[expect(clippy::large_enum_variant, reason = "there are one or two at a time")]
#[derive(Debug, Clone)]
pub(super) enum Overlay {
    Dialog(Dialog),
    Palette(Palette),
    Page(Page),
}

/// A text to read.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) lines: Vec<Vec<Piece>>,
    pub(super) top: Cell<usize>,
}

/// Every command that is possible now, by name.
#[derive(Debug, Clone)]
pub(super) struct Palette {
    query: Field,
    all: Vec<&'static Binding>,
    found: Vec<&'static Binding>,
    rows: Rows,
}

impl Overlay {
    /// What the keys do at a place, and everywhere.
    pub(super) fn help(place: Where) -> Self {
        let mut lines = Vec::new();
        for section in [place, Where::Everywhere] {
            lines.push(vec![bold(Role::Accent, section.title())]);
            let rows = keymap::at(place)
                .filter(|row| (section == Where::Everywhere) != row.places.contains(&place));
            for row in rows {
                lines.push(help_line(row));
            }
            lines.push(Vec::new());
        }
        lines.push(vec![bold(Role::Accent, "In a field")]);
        let typing = [
            ("Esc", "leave it; what was typed is kept"),
            ("Tab", "next field or button"),
            ("Enter", "go on; in a long text it ends the text, Alt-Enter breaks the line"),
            ("Ctrl-U", "take back what was typed last"),
        ];
        for (key, what) in typing {
            lines.push(vec![piece(Role::Text, pad(key, 14)), piece(Role::TextMuted, what)]);
        }
        Self::Page(Page { title: format!("Keys: {}", place.title()), lines, top: Cell::new(0) })
    }

    /// A text in a frame, wrapped when it is drawn.
    pub(super) fn wheel(&mut self, by: isize) {
        match self {
            Self::Page(page) => page.scroll(by),
            Self::Palette(palette) => palette.rows.step(by),
            Self::Dialog(_) => {}
        }
    }

    pub(super) fn draw(&self, painter: &mut Painter<'_>, area: Rect) {
        match self {
            Self::Dialog(dialog) => dialog.draw(painter, area),
            Self::Page(page) => page.draw(painter, area),
            Self::Palette(palette) => palette.draw(painter, area),
        }
    }
}

fn help_line(row: &Binding) -> Vec<Piece> {
    vec![piece(Role::Text, pad(&keys(row), 14)), piece(Role::TextMuted, row.what)]
}

/// All keys of a row: "Up k".
pub(super) fn keys(row: &Binding) -> String {
    row.keys.iter().map(|key| key.name()).collect::<Vec<_>>().join(" ")
}

impl Page {
    fn scroll(&self, by: isize) {
        // Where the end is, is known when it is drawn.
        self.top.set(self.top.get().saturating_add_signed(by));
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect) {
        let width = area.width.saturating_sub(4).min(88);
        let room = usize::from(width.saturating_sub(4));
        let lines = wrapped(&self.lines, room);
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let height = rows.min(area.height);
        let at = Rect {
            x: area.x + (area.width - width) / 2,
            y: area.y + (area.height - height) / 2,
            width,
            height,
        };
        painter.clear_for(at);
        let visible = usize::from(height.saturating_sub(2));
        let lowest = lines.len().saturating_sub(visible);
        let top = self.top.get().min(lowest);
        self.top.set(top);
        let right = if top < lowest { "more below: Down, PgDn" } else { "Esc closes" };
        let inside = painter.frame(at, &self.title, right, Focus::Here);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        painter.page(inside, &lines, top);
        painter.scrollbar(at, lines.len(), top, visible);
    }
}

/// Lines of pieces broken where they are too wide; what follows is indented under the last piece.
pub(in super::super) fn wrapped(lines: &[Vec<Piece>], room: usize) -> Vec<Vec<Piece>> {
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let Some((last, before)) = line.split_last() else {
            out.push(Vec::new());
            continue;
        };
        let indent: usize = before.iter().map(|piece| width(&piece.text)).sum();
        let cells = room.saturating_sub(indent).max(8);
        for (index, text) in wrap(&shown_lines(&last.text), cells).into_iter().enumerate() {
            let mut pieces = if index == 0 {
                before.to_vec()
            } else {
                vec![piece(Role::Text, " ".repeat(indent))]
            };
            pieces.push(Piece { text, ..last.clone() });
            out.push(pieces);
        }
    }
    out
}

impl Palette {
    pub(super) fn paste(&mut self, text: &str) {
        self.query.paste(text);
        self.narrow();
    }

    fn narrow(&mut self) {
        let query = self.query.text();
        let scored_by = |kind| -> Vec<_> {
            let words = |row: &Binding| format!("{} {}", row.label, row.what);
            let rows = self.all.iter();
            rows.filter_map(|row| Some((score(&query, &words(row), kind)?, *row))).collect()
        };
        // What holds the words as they are typed comes before what only holds their letters.
        let mut scored = scored_by(AtomKind::Substring);
        if scored.is_empty() {
            scored = scored_by(AtomKind::Fuzzy);
        }
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.found = scored.into_iter().map(|(_, row)| row).collect();
        self.rows = Rows::new(self.found.len());
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect) {
        let width = area.width.saturating_sub(4).min(110);
        let height = area.height.min(18);
        let at = Rect { x: area.x + (area.width - width) / 2, y: area.y, width, height };
        painter.clear_for(at);
        let right = crate::text::count("command", self.found.len());
        let inside = painter.frame(at, "Commands", &right, Focus::Here);
        let query = Rect { height: 1, ..inside };
        let used = painter.text(query, " : ", painter.skin.of(Role::Accent));
        let typed = Rect { x: query.x + used, width: query.width - used, ..query };
        self.query.draw(painter, typed, true);
        let list = Rect { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
        painter.list(list, &self.rows, Focus::Here, 0, |painter, area, index, ground| {
            let row = self.found[index];
            let line = [
                piece(Role::Text, pad(row.label, 15)),
                piece(Role::TextMuted, format!("{:<8}", row.keys[0].name())),
                piece(Role::TextMuted, row.what),
            ];
            painter.pieces(area, &line, ground);
            painter.hits.push((area, Hit::Press(row.command)));
        });
        painter.scrollbar(at, self.rows.count(), self.rows.top(), usize::from(list.height));
    }
}

impl Ui {
    pub(super) fn open_palette(&mut self, model: Option<&Model>) {
        let scene = self.scene(model);
        let place = self.place();
        let is_moving = |command: Command| {
            matches!(
                command,
                Command::Up
                    | Command::Down
                    | Command::PageUp
                    | Command::PageDown
                    | Command::First
                    | Command::Last
                    | Command::Left
                    | Command::Right
                    | Command::Palette
                    | Command::NextPane
                    | Command::PreviousPane
            )
        };
        let mut all: Vec<&'static Binding> = Vec::new();
        for row in keymap::at(place.place()) {
            let can = self.can_globally(row.command) || place.can(row.command, &scene);
            let is_new = all.iter().all(|other| other.command != row.command);
            if can && is_new && !is_moving(row.command) {
                all.push(row);
            }
        }
        debug_assert!(all.len() <= KEYS.len(), "commands come from the table");
        let mut palette = Palette {
            query: Field::new(Lines::One, ""),
            found: Vec::new(),
            all,
            rows: Rows::new(0),
        };
        palette.narrow();
        self.overlays.push(Overlay::Palette(palette));
    }

    pub(super) fn key_in_overlay(&mut self, key: KeyEvent, model: Option<&Model>) {
        match self.overlays.last_mut() {
            Some(Overlay::Dialog(dialog)) => match dialog.press(key) {
                Pressed::Taken => self.scratch.touch(),
                Pressed::Cancel => self.close_dialog(),
                Pressed::Go => self.submit(model),
            },
            Some(Overlay::Palette(palette)) => match key.code {
                KeyCode::Esc => drop(self.overlays.pop()),
                KeyCode::Up => palette.rows.step(-1),
                KeyCode::Down => palette.rows.step(1),
                KeyCode::PageUp => palette.rows.page(-1),
                KeyCode::PageDown => palette.rows.page(1),
                KeyCode::Enter => {
                    let chosen = palette.found.get(palette.rows.selected()).map(|row| row.command);
                    self.overlays.pop();
                    if let Some(command) = chosen {
                        self.command(command, model);
                    }
                }
                _ => {
                    palette.query.press(key);
                    palette.narrow();
                }
            },
            Some(Overlay::Page(page)) => match key.code {
                KeyCode::Up | KeyCode::Char('k') => page.scroll(-1),
                KeyCode::Down | KeyCode::Char('j') => page.scroll(1),
                KeyCode::PageUp => page.scroll(-10),
                KeyCode::PageDown | KeyCode::Char(' ') => page.scroll(10),
                KeyCode::Home => page.top.set(0),
                KeyCode::End => page.scroll(isize::MAX),
                KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | '?' | 'i') | KeyCode::F(1) => {
                    self.overlays.pop();
                }
                _ => {}
            },
            None => {}
        }
    }

    /// Closes the dialog on top; what was typed in it is kept and offered again.
    pub(super) fn close_dialog(&mut self) {
        if let Some(Overlay::Dialog(dialog)) = self.overlays.pop() {
            // What was only offered is offered anew, and for something else may be another thing.
            if dialog.is_typed() && !dialog.is_forgotten() {
                self.kept.insert(dialog.about.clone(), dialog.typed());
            } else {
                self.kept.remove(&dialog.about);
            }
            self.scratch.touch();
        }
    }
}
