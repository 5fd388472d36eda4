//! The checklist as it prints, to scroll through.

use std::cell::Cell;

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::text::{cut, shown, width};
use crate::theme::Role;

use super::desk::{Errand, Reply};
use super::dialog::{About, Dialog};
use super::keymap::{Command, Where};
use super::paint::{Focus, Hit, Painter};
use super::panel::{Act, Filled, Panel, Scene};
use super::place::Place;
use super::ui::text;

/// The printed checklist of a session.
#[derive(Debug)]
pub(super) struct Paper {
    session: Option<String>,
    lines: Option<Result<Vec<String>, String>>,
    top: Cell<usize>,
    height: Cell<usize>,
    /// First column that is seen, and how many are, where the paper is wider than the screen.
    left: Cell<usize>,
    columns: Cell<usize>,
    /// Cells of the widest line.
    widest: usize,
    found: Option<usize>,
}

/// Columns that one key moves sideways.
const SIDEWAYS: isize = 10;
/// Cells of a sheet, the frame around it included.
const FRAMED: u16 = 84;

impl Paper {
    /// Opens the print of the open session, or of that one.
    pub(super) fn open(session: Option<String>) -> Vec<Act> {
        let paper = Self {
            session,
            lines: None,
            top: Cell::new(0),
            height: Cell::new(1),
            left: Cell::new(0),
            columns: Cell::new(usize::MAX),
            widest: 0,
            found: None,
        };
        vec![Act::Open(Place::Paper(paper))]
    }

    fn line_count(&self) -> usize {
        self.lines.as_ref().and_then(|lines| lines.as_ref().ok()).map_or(0, Vec::len)
    }

    fn scroll(&self, by: isize) {
        let lowest = self.line_count().saturating_sub(self.height.get());
        self.top.set(self.top.get().saturating_add_signed(by).min(lowest));
    }

    fn shift(&self, by: isize) {
        let rightmost = self.widest.saturating_sub(self.columns.get());
        self.left.set(self.left.get().saturating_add_signed(by).min(rightmost));
    }
}

impl Paper {
    /// Where a sheet and a frame do not fit beside one another: a line above the sheet; returns
    /// what is left.
    fn draw_head(&self, painter: &mut Painter<'_>, area: Rect) -> Rect {
        let is_cut = self.widest > usize::from(area.width);
        let right = if is_cut { "Left and Right move it" } else { "as it goes on paper" };
        let line = painter.glyphs.rule.repeat(usize::from(area.width));
        let row = Rect { height: 1, ..area };
        painter.text(row, &line, painter.skin.of(Role::BorderFocus));
        let title = painter.skin.of(Role::Accent).add_modifier(Modifier::BOLD);
        painter.text(Rect { x: area.x + 1, ..row }, " Print ", title);
        let at = Rect { width: area.width - 1, ..row };
        painter.text_right(at, &format!(" {right} "), painter.skin.of(Role::TextMuted));
        let height = area.height - 1;
        Rect { y: area.y + 1, height, ..area }
    }
}

impl Panel for Paper {
    fn place(&self) -> Where {
        Where::Paper
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        let mut crumbs = vec![scene.summary.hierarchy.clone()];
        crumbs.retain(|crumb| !crumb.is_empty());
        crumbs.push("Print".to_owned());
        crumbs
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
        match command {
            Command::Up
            | Command::Down
            | Command::PageUp
            | Command::PageDown
            | Command::First
            | Command::Last
            | Command::Find => true,
            Command::SavePrint => self.line_count() > 0,
            Command::Left | Command::Right => self.widest > self.columns.get(),
            _ => false,
        }
    }

    fn act(&mut self, command: Command, _scene: &Scene<'_>) -> Vec<Act> {
        let page = isize::try_from(self.height.get().saturating_sub(2).max(1)).unwrap_or(1);
        match command {
            Command::Up => self.scroll(-1),
            Command::Down => self.scroll(1),
            Command::PageUp => self.scroll(-page),
            Command::PageDown => self.scroll(page),
            Command::First => self.scroll(isize::MIN),
            Command::Last => self.scroll(isize::MAX),
            Command::Left => self.shift(-SIDEWAYS),
            Command::Right => self.shift(SIDEWAYS),
            Command::SavePrint => {
                let dialog =
                    Dialog::new(About::SavePaper, "Write the checklist to a file", "Write")
                        .say(Role::TextMuted, "A file that is there already is left as it is.")
                        .say(Role::TextMuted, "Its ending says the format: .txt .md .html .pdf")
                        .ask_line("File", "checklist.txt");
                return vec![Act::Ask(dialog)];
            }
            _ => {}
        }
        Vec::new()
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        let (top, all) = (self.top.get(), self.line_count());
        let line = format!("line {} of {all}", (top + 1).min(all));
        match self.left.get() {
            0 => line,
            left => format!("{line}, column {}", left + 1),
        }
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, _scene: &Scene<'_>) {
        let width = area.width.min(88);
        let at = Rect { x: area.x + (area.width - width) / 2, width, ..area };
        let sheet = if width >= FRAMED || self.widest == 0 {
            let inside = painter.frame(at, "Print", "as it goes on paper", Focus::Here);
            Rect { x: inside.x + 1, width: inside.width - 1, ..inside }
        } else {
            self.draw_head(painter, at)
        };
        self.columns.set(usize::from(sheet.width));
        self.shift(0);
        painter.hits.push((at, Hit::Pane(0)));
        self.height.set(usize::from(sheet.height));
        let said = |painter: &mut Painter<'_>, role: Role, words: &str| {
            painter.text(sheet, words, painter.skin.of(role));
        };
        match &self.lines {
            None => said(painter, Role::TextMuted, "Printing..."),
            Some(Err(why)) => said(painter, Role::Danger, why),
            Some(Ok(lines)) => {
                self.scroll(0);
                let top = self.top.get();
                let seen = lines.iter().enumerate().skip(top).zip(sheet.y..sheet.bottom());
                for ((index, line), y) in seen {
                    let ground = if self.found == Some(index) { Role::Selection } else { Role::Bg };
                    let style = painter.skin.on(Role::Text, ground);
                    let row = Rect { y, height: 1, ..sheet };
                    let hidden = cut(line, self.left.get());
                    let line = line.strip_prefix(hidden).unwrap_or_default();
                    painter.text(row, line, style);
                }
                if width >= FRAMED {
                    painter.scrollbar(at, lines.len(), top, usize::from(sheet.height));
                }
            }
        }
    }

    fn wheel(&mut self, _pane: usize, by: isize, _scene: &Scene<'_>) {
        self.scroll(by);
    }

    fn opened(&mut self) -> Vec<Act> {
        vec![Act::Send(Errand::Paper { session: self.session.clone() })]
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        match reply {
            Reply::Paper(paper) => {
                let lines = |text: &String| -> Vec<String> {
                    text.lines().map(|it| shown(it).into_owned()).collect()
                };
                self.widest = paper.as_ref().map_or(0, |text| {
                    text.lines().map(|line| width(&shown(line))).max().unwrap_or(0)
                });
                self.lines = Some(paper.as_ref().map(lines).map_err(Clone::clone));
                Vec::new()
            }
            Reply::PaperSaved(Ok(path)) => {
                vec![Act::Notice(Role::Success, format!("Written to {}.", path.display()))]
            }
            _ => Vec::new(),
        }
    }

    fn filled(&mut self, dialog: &Dialog, _scene: &Scene<'_>) -> Filled {
        if dialog.about != About::SavePaper {
            return Filled::NotMine;
        }
        let path = text(&dialog.given(), 0);
        if path.is_empty() {
            return Filled::Wrong("Name a file.".to_owned());
        }
        let errand = Errand::SavePaper { session: self.session.clone(), path };
        Filled::Busy("Writing...".to_owned(), vec![Act::Send(errand)])
    }

    fn labels(&self, _scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        if let Some(Ok(lines)) = &self.lines {
            lines.iter().enumerate().for_each(|(row, line)| visit(row, line));
        }
    }

    fn found_at(&self) -> usize {
        self.found.unwrap_or_else(|| self.top.get())
    }

    fn found(&mut self, row: usize, _scene: &Scene<'_>) {
        self.found = Some(row);
        let height = self.height.get();
        let top = self.top.get();
        if row < top || row >= top + height {
            self.top.set(row.saturating_sub(height / 3));
        }
    }
}
