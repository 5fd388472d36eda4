//! Draws the file browser: what is wanted, the folder, the selected file, what is being read.

use ratatui::layout::Rect;

use crate::front::tui::desk::{Entry, EntryKind};
use crate::front::tui::paint::{Focus, Painter, Piece, bold, piece};
use crate::front::tui::panel::Scene;
use crate::front::tui::reading::size;
use crate::front::tui::when::{date_and_time, stamp};
use crate::step::EvidenceOf;
use crate::text::{count, pad, shown, shown_lines, width, wrap};
use crate::theme::Role;

use super::folder::Row;
use super::{Browser, Standing};

/// Columns of size and time at the right of a row.
const SIZE: usize = 9;
const TIME: usize = 10;

/// Rows that the list keeps, frame included, whatever is being read.
const LIST_LEAST: u16 = 7;

impl Browser {
    pub(super) fn draw_all(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let used = self.draw_wanted(painter, area);
        let body = Rect { y: area.y + used, height: area.height.saturating_sub(used), ..area };
        let most = body.height.saturating_sub(LIST_LEAST).min(body.height / 2);
        let hashing = self.hashing_rows(scene, body.width).min(most);
        let above = Rect { height: body.height - hashing, ..body };
        if above.width < 80 {
            self.draw_folder(painter, above, scene);
        } else {
            let width = above.width * 60 / 100;
            let list = Rect { width, ..above };
            self.draw_folder(painter, list, scene);
            let x = list.right();
            self.draw_peek(painter, Rect { x, width: above.right() - x, ..above }, scene);
        }
        if hashing > 0 {
            let at = Rect { y: above.bottom(), height: hashing, ..body };
            self.draw_hashing(painter, at, scene);
        }
    }

    /// The step, and what it wants; returns the rows used.
    fn draw_wanted(&self, painter: &mut Painter<'_>, area: Rect) -> u16 {
        let line = Rect { x: area.x + 1, height: 1, width: area.width - 2, ..area };
        let step = [
            piece(Role::TextMuted, format!("Step {}  ", self.step.0 + 1)),
            bold(Role::Text, self.title.clone()),
            piece(Role::TextMuted, format!("  {}", self.id)),
        ];
        painter.pieces(line, &step, Role::Bg);
        let wants = match self.of {
            EvidenceOf::File => "Wants a file:",
            EvidenceOf::Folder => "Wants a folder:",
            EvidenceOf::Any => "Wants files or folders:",
        };
        let question = shown(&self.question).replace('\n', " ");
        let whole = format!("{wants} {question}");
        let most = if area.height >= 25 { 3 } else { 2 };
        let mut lines = wrap(&whole, usize::from(line.width));
        if lines.len() > most {
            // What is left is clipped with a mark.
            let rest = lines.split_off(most - 1).join(" ");
            lines.push(rest);
        }
        let mut y = line.y + 1;
        for (index, text) in lines.iter().enumerate() {
            let at = Rect { y, ..line };
            let rest = text.strip_prefix(wants).filter(|_| index == 0);
            let pieces = match rest {
                Some(rest) => vec![bold(Role::Accent, wants), piece(Role::Text, rest)],
                None => vec![piece(Role::Text, text.clone())],
            };
            painter.pieces(at, &pieces, Role::Bg);
            y += 1;
        }
        y - area.y + u16::from(area.height >= 25)
    }

    fn draw_folder(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let right = self.count();
        let room = usize::from(area.width).saturating_sub(width(&right) + 11);
        let title = match self.folder.path() {
            Some(path) if path.as_os_str().is_empty() => "Drives".to_owned(),
            Some(path) => tail(&shown(&path.to_string_lossy()), room, painter.glyphs.more),
            None => "Files".to_owned(),
        };
        let inside = painter.frame(area, &title, &right, Focus::Here);
        let rows = &self.folder.rows;
        painter.list(inside, rows, Focus::Here, 0, |painter, line, index, ground| {
            match self.folder.row(index) {
                Some(Row::Parent(_)) => {
                    painter.pieces(line, &[piece(Role::Text, "     ../")], ground);
                }
                Some(Row::Entry(entry)) => self.draw_entry(painter, line, entry, ground, scene),
                None => {}
            }
        });
        painter.scrollbar(area, rows.count(), rows.top(), usize::from(inside.height));
        let (role, words) = match (&self.folder.listing, &self.trouble) {
            (None, Some(why)) => (Role::Danger, why.as_str()),
            (None, None) => (Role::TextMuted, "Listing..."),
            (Some(listing), _) if listing.entries.is_empty() => {
                (Role::TextMuted, "Nothing is in this folder that could be shown.")
            }
            (Some(_), _) => return,
        };
        let y = inside.y + u16::from(self.folder.parent().is_some());
        let at = Rect { x: inside.x + 1, y, width: inside.width.saturating_sub(2), height: 1 };
        for (line, y) in wrap(&shown_lines(words), usize::from(at.width)).iter().zip(y..) {
            if y < inside.bottom() {
                painter.text(Rect { y, ..at }, line, painter.skin.of(role));
            }
        }
    }

    /// "7 items", or that a list is under way.
    fn count(&self) -> String {
        match &self.folder.listing {
            _ if self.folder.is_waiting() => "listing...".to_owned(),
            None => String::new(),
            Some(listing) if listing.left_out > 0 => {
                format!("first {}, {} more", listing.entries.len(), listing.left_out)
            }
            Some(listing) => count("item", listing.entries.len()),
        }
    }

    fn draw_entry(
        &self,
        painter: &mut Painter<'_>,
        line: Rect,
        entry: &Entry,
        ground: Role,
        scene: &Scene<'_>,
    ) {
        let can_be_marked = self.refusal(entry).is_none();
        let (mark, mark_role) = match (can_be_marked, self.marked.contains(&entry.path)) {
            (true, true) => (format!("[{}] ", painter.glyphs.shown), Role::Accent),
            (true, false) => ("[ ] ".to_owned(), Role::TextMuted),
            (false, _) => ("    ".to_owned(), Role::TextMuted),
        };
        let size = match entry.kind {
            EntryKind::Link => "link".to_owned(),
            EntryKind::Other => "device".to_owned(),
            EntryKind::Folder | EntryKind::File => entry.size_bytes.map(size).unwrap_or_default(),
        };
        let (time, time_role) = match self.standing(&entry.path, scene) {
            Some(Standing::Read) => ("reading".to_owned(), Role::Accent),
            Some(Standing::Attached) => ("attached".to_owned(), Role::Success),
            Some(Standing::Stale) => ("stale".to_owned(), Role::Warning),
            None => {
                let time = entry.modified.map(|at| stamp(scene.now, at)).unwrap_or_default();
                (time, Role::TextMuted)
            }
        };
        painter.text_right(line, &time, painter.skin.on(time_role, ground));
        let time_cells = u16::try_from(TIME).unwrap_or(0);
        let rest = Rect { width: line.width.saturating_sub(time_cells), ..line };
        painter.text_right(rest, &size, painter.skin.on(Role::TextMuted, ground));
        let size_cells = u16::try_from(SIZE).unwrap_or(0);
        let rest = Rect { width: rest.width.saturating_sub(size_cells), ..rest };
        let slash = if entry.kind == EntryKind::Folder { "/" } else { "" };
        let can_be_opened = entry.kind == EntryKind::Folder;
        let role = if can_be_marked || can_be_opened { Role::Text } else { Role::TextMuted };
        let name = format!("{}{slash}", entry.name);
        painter.pieces(rest, &[piece(mark_role, format!(" {mark}")), piece(role, name)], ground);
    }

    /// The selected file: what it is, and how it begins.
    fn draw_peek(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let name = self.folder.selected_entry().map_or("", |entry| entry.name.as_str());
        let room = usize::from(area.width).saturating_sub(17);
        let name = painter.clip(&shown(name), room);
        let inside = painter.frame(area, "Preview", &name, Focus::Elsewhere);
        let page = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let lines = match self.folder.selected() {
            Some(Row::Entry(entry)) => self.peek_lines(entry, scene, usize::from(page.width)),
            Some(Row::Parent(_)) => {
                vec![vec![piece(Role::TextMuted, "The folder above. Enter goes there.")]]
            }
            None => Vec::new(),
        };
        painter.page(page, &lines, 0);
    }

    fn peek_lines(&self, entry: &Entry, scene: &Scene<'_>, cells: usize) -> Vec<Vec<Piece>> {
        let mut lines = Vec::new();
        let mut add = |label: &str, role: Role, text: &str| {
            lines.push(vec![piece(Role::TextMuted, pad(label, 8)), piece(role, text)]);
        };
        if let Some(bytes) = entry.size_bytes {
            add("Size", Role::Text, &size(bytes));
        }
        if let Some(at) = entry.modified {
            add("Changed", Role::Text, &date_and_time(at));
        }
        let kind = match (entry.kind, self.peek.seen()) {
            (EntryKind::Folder, _) => "folder",
            (EntryKind::Link, _) => "link",
            (EntryKind::Other, _) => "device or pipe",
            (EntryKind::File, Some(Ok(preview))) => preview.kind.as_str(),
            (EntryKind::File, Some(Err(_))) => "file",
            (EntryKind::File, None) => "looking...",
        };
        add("Type", Role::Text, kind);
        match self.standing(&entry.path, scene) {
            Some(Standing::Read) => add("Step", Role::Accent, "is being read for it"),
            Some(Standing::Attached) => add("Step", Role::Success, "attached to it"),
            Some(Standing::Stale) => add("Step", Role::Warning, "attached before it was reopened"),
            None => {}
        }
        lines.push(Vec::new());
        let mut say = |role: Role, text: &str| {
            let wrapped = wrap(&shown_lines(text), cells);
            lines.extend(wrapped.into_iter().map(|line| vec![piece(role, line)]));
        };
        if entry.kind == EntryKind::Folder {
            say(Role::Text, "Enter opens it.");
        }
        match (self.refusal(entry), entry.kind, self.peek.seen()) {
            (Some(why), ..) => say(Role::Warning, &why),
            (None, EntryKind::Folder, _) => {
                say(Role::Text, "Space marks it as a whole: every file in it is read.");
            }
            _ => {}
        }
        if entry.kind == EntryKind::File {
            match self.peek.seen() {
                Some(Ok(preview)) => {
                    let tidy = |line: &String| piece(Role::Text, line.replace('\t', "    "));
                    lines.extend(preview.lines.iter().map(|line| vec![tidy(line)]));
                }
                Some(Err(why)) => say(Role::Danger, why),
                None => {}
            }
        }
        lines
    }
}

/// The end of a path, which says more than its beginning.
fn tail(path: &str, cells: usize, more: &str) -> String {
    if width(path) <= cells {
        return path.to_owned();
    }
    let room = cells.saturating_sub(width(more));
    let start = path.char_indices().map(|(at, _)| at).find(|at| width(&path[*at..]) <= room);
    format!("{more}{}", start.map_or("", |at| &path[at..]))
}
