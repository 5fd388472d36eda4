//! What is being read, what was attached, and what was not: the pane below the list.

use ratatui::layout::Rect;

use crate::engine::Evidence;
use crate::front::tui::paint::{Focus, Painter, piece};
use crate::front::tui::panel::Scene;
use crate::front::tui::reading::{Reading, duration, size};
use crate::front::tui::walk::evidence_words;
use crate::plan::StepIx;
use crate::text::{count, pad, width, wrap};
use crate::theme::Role;

use super::Browser;

const WORDS: &str = "You can go on working: reading goes on beside it; Esc does not stop it.";
const FEW_WORDS: &str = "Reading goes on beside your work; Esc does not stop it.";

/// What is said while something is read, as the room allows.
fn words(cells: u16) -> Vec<String> {
    let cells = usize::from(cells);
    wrap(if width(WORDS) <= cells { WORDS } else { FEW_WORDS }, cells)
}

/// A row of the pane.
struct Line {
    mark: &'static str,
    role: Role,
    name: String,
    /// Read and to be read, in bytes.
    done: Option<(u64, u64)>,
    right: String,
}

/// Columns of a row: the name, the bar, the rest.
#[derive(Clone, Copy)]
struct Columns {
    name: u16,
    right: u16,
}

impl Browser {
    fn attached_since<'a>(&self, scene: &Scene<'a>) -> Vec<&'a Evidence> {
        let all = scene.model.map_or(Vec::new(), |model| model.evidence(self.step));
        self.had.and_then(|had| all.get(had..)).unwrap_or_default().to_vec()
    }

    /// Rows that the pane wants, frame included; none where there is nothing to tell.
    pub(super) fn hashing_rows(&self, scene: &Scene<'_>, cells: u16) -> u16 {
        let lines = scene.readings.len() + self.attached_since(scene).len();
        if lines == 0 {
            return 0;
        }
        let going_on = scene.readings.iter().filter(|it| it.is_going_on()).count();
        let words = if going_on > 0 { words(cells - 4).len() } else { 0 };
        let rows = lines + usize::from(going_on > 1) + words + 2;
        u16::try_from(rows).unwrap_or(u16::MAX)
    }

    pub(super) fn draw_hashing(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let going_on: Vec<&Reading> = scene.readings.iter().filter(|it| it.is_going_on()).collect();
        let total: u64 = going_on.iter().map(|it| it.total_bytes).sum();
        let right = match going_on.len() {
            0 => "nothing is being read".to_owned(),
            pieces if total == 0 => count("piece", pieces),
            pieces => format!("{}, {}", count("piece", pieces), size(total)),
        };
        let inside = painter.frame(area, "Hashing", &right, Focus::Elsewhere);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let words = if going_on.is_empty() { Vec::new() } else { words(inside.width) };
        let words_rows = u16::try_from(words.len()).unwrap_or(0);
        let room = usize::from(inside.height.saturating_sub(words_rows));
        let mut lines = self.lines(painter, &going_on, scene, inside.width >= 90);
        if lines.len() > room && room > 0 {
            let left_out = lines.len() - room + 1;
            lines.truncate(room - 1);
            let name = format!("and {left_out} more");
            lines.push(Line {
                mark: " ",
                role: Role::TextMuted,
                name,
                done: None,
                right: String::new(),
            });
        }
        let columns = if inside.width >= 90 {
            Columns { name: 30, right: 32 }
        } else if inside.width >= 70 {
            Columns { name: 24, right: 21 }
        } else {
            Columns { name: 20, right: 11 }
        };
        let mut y = inside.y;
        for line in lines.iter().take(room) {
            draw_line(painter, Rect { y, height: 1, ..inside }, line, columns);
            y += 1;
        }
        for line in &words {
            let style = painter.skin.of(Role::TextMuted);
            painter.text(Rect { y, height: 1, ..inside }, line, style);
            y += 1;
        }
    }

    fn lines(
        &self,
        painter: &Painter<'_>,
        going_on: &[&Reading],
        scene: &Scene<'_>,
        is_wide: bool,
    ) -> Vec<Line> {
        let glyphs = painter.glyphs;
        let mut lines: Vec<Line> = Vec::new();
        for reading in going_on {
            let right = match (is_wide, reading.seconds_left().filter(|_| reading.rate().is_some()))
            {
                (false, Some(left)) => format!("{} left", duration(left)),
                _ => reading.pace(),
            };
            lines.push(Line {
                mark: glyphs.here,
                role: Role::Accent,
                name: self.name(reading),
                done: Some((reading.read_bytes, reading.total_bytes)),
                right,
            });
        }
        for reading in scene.readings {
            if let Some(why) = &reading.failed {
                let name = format!("{}  not attached: {why}", self.name(reading));
                let (mark, role) = (glyphs.refuted, Role::Danger);
                lines.push(Line { mark, role, name, done: None, right: String::new() });
            }
        }
        if going_on.len() > 1 {
            let read = going_on.iter().map(|it| it.read_bytes).sum();
            let total = going_on.iter().map(|it| it.total_bytes).sum();
            let right =
                if is_wide { format!("{} of {}", size(read), size(total)) } else { size(total) };
            let done = Some((read, total));
            lines.push(Line {
                mark: " ",
                role: Role::Info,
                name: "Together".to_owned(),
                done,
                right,
            });
        }
        for evidence in self.attached_since(scene).iter().rev() {
            let (name, details) = evidence_words(evidence);
            let right = if is_wide { details } else { "attached".to_owned() };
            let (mark, role) = (glyphs.shown, Role::Success);
            lines.push(Line { mark, role, name, done: Some((1, 1)), right });
        }
        lines
    }

    /// The name of what is read; with its step, where that is another.
    fn name(&self, reading: &Reading) -> String {
        let StepIx(index) = reading.step;
        if reading.step == self.step {
            reading.name()
        } else {
            format!("{} (step {})", reading.name(), index + 1)
        }
    }
}

fn draw_line(painter: &mut Painter<'_>, area: Rect, line: &Line, columns: Columns) {
    let mark = piece(line.role, format!("{} ", line.mark));
    let Some((part, whole)) = line.done else {
        let role = if line.role == Role::Danger { Role::Danger } else { Role::Text };
        painter.pieces(area, &[mark, piece(role, line.name.clone())], Role::Bg);
        return;
    };
    let room = usize::from(columns.name - 2);
    let name = painter.clip(&crate::text::shown(&line.name), room);
    let used = painter.pieces(area, &[mark, piece(Role::Text, pad(&name, room))], Role::Bg);
    let tail = Rect { x: area.right() - columns.right, width: columns.right, ..area };
    let right = if width(&line.right) > usize::from(columns.right) {
        painter.clip(&line.right, usize::from(columns.right))
    } else {
        line.right.clone()
    };
    painter.text_right(tail, &right, painter.skin.of(Role::TextMuted));
    // " 100%", and a free column on each side of the bar.
    let bar = Rect {
        x: area.x + used + 1,
        width: area.width.saturating_sub(used + columns.right + 8),
        ..area
    };
    painter.progress(bar, part, whole, line.role);
    let percent = (part.min(whole) * 100).checked_div(whole).unwrap_or(0);
    let at = Rect { x: bar.right(), width: 5, ..area };
    painter.text(at, &format!(" {percent:>3}%"), painter.skin.of(Role::Text));
}
