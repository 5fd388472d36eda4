//! The end: how it ended, where everything lies, and how anybody can verify it.

use ratatui::layout::Rect;

use crate::engine::{Outcome, verdict};
use crate::front::words;
use crate::text::{argument, count, shown, wrap};
use crate::theme::Role;

use super::desk::Finished;
use super::keymap::{Command, Where};
use super::paint::{Focus, Hit, Painter, Piece, bold, paths_broken, piece};
use super::panel::{Act, Panel, Scene};
use super::paper::Paper;
use super::place::Place;
use super::rows::Rows;
use super::verify::Verify;

/// A closed session.
#[derive(Debug)]
pub(super) struct Done {
    finished: Finished,
    rows: Rows,
}

/// How many things can be copied.
const LINES: usize = 6;

impl Done {
    pub(super) fn new(finished: Finished) -> Self {
        Self { finished, rows: Rows::new(LINES) }
    }

    /// What can be copied: a name and the text itself.
    fn lines(&self) -> [(&'static str, String); LINES] {
        let it = &self.finished;
        [
            ("Closing code: read it to somebody who writes it down", it.closing_code.clone()),
            ("Record", it.record.clone()),
            ("Signature", it.signature.clone()),
            ("SHA-256", it.sha256.clone()),
            ("Verify with this program", format!("upgrade-wizard verify {}", argument(&it.record))),
            ("Verify with stock tools", it.stock_command.clone()),
        ]
    }
}

impl Done {
    /// What can be copied, each with its name above it. The selected one is always seen whole.
    fn draw_lines(&self, painter: &mut Painter<'_>, frame: Rect, area: Rect) {
        let room = usize::from(area.width.saturating_sub(3));
        let air = usize::from(area.height > 18);
        let mut rows: Vec<(Option<usize>, Piece)> = Vec::new();
        let mut seen = 0..0;
        for (index, (name, text)) in self.lines().into_iter().enumerate() {
            let is_selected = self.rows.selected() == index;
            let first = rows.len();
            let role = if is_selected { Role::Text } else { Role::TextMuted };
            rows.push((Some(index), bold(role, name)));
            let lines = wrap(&paths_broken(&shown(&text), room), room);
            rows.extend(lines.into_iter().map(|line| (Some(index), piece(Role::Text, line))));
            if is_selected {
                seen = first..rows.len();
            }
            rows.extend((0..air).map(|_| (None, piece(Role::Text, ""))));
        }
        let height = usize::from(area.height);
        let top = seen.end.saturating_sub(height).min(seen.start);
        for ((index, line), y) in rows.iter().skip(top).zip(area.y..area.bottom()) {
            let Some(index) = index else { continue };
            let row = Rect { y, height: 1, ..area };
            let is_selected = self.rows.selected() == *index;
            let ground = if is_selected { Role::Selection } else { Role::Bg };
            painter.fill(row, painter.skin.on(Role::Text, ground));
            let bar = if is_selected { painter.glyphs.bar } else { " " };
            let line = [piece(Role::Accent, format!("{bar} ")), line.clone()];
            painter.pieces(row, &line, ground);
            painter.hits.push((row, Hit::Row { pane: 0, row: *index }));
        }
        let bar = Rect { y: area.y - 1, height: area.height + 2, ..frame };
        painter.scrollbar(bar, rows.len() - air, top, height);
    }
}

impl Panel for Done {
    fn place(&self) -> Where {
        Where::Done
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        vec![scene.summary.hierarchy.clone(), "Done".to_owned()]
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
        matches!(
            command,
            Command::Up
                | Command::Down
                | Command::First
                | Command::Last
                | Command::Copy
                | Command::Print
                | Command::Verify
                | Command::Home
        )
    }

    fn act(&mut self, command: Command, _scene: &Scene<'_>) -> Vec<Act> {
        match command {
            Command::Up => self.rows.step(-1),
            Command::Down => self.rows.step(1),
            Command::First => self.rows.first(),
            Command::Last => self.rows.last(),
            Command::Copy => {
                let (_, text) = self.lines()[self.rows.selected()].clone();
                return vec![Act::Copy(text)];
            }
            Command::Print => return Paper::open(Some(self.finished.session.clone())),
            Command::Verify => {
                return vec![Act::Open(Place::Verify(Verify::new(&self.finished.record)))];
            }
            Command::Home => return vec![Act::GoHome],
            _ => {}
        }
        Vec::new()
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        "read-only".to_owned()
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let width = area.width.min(100);
        let at = Rect { x: area.x + (area.width - width) / 2, width, ..area };
        let inside = painter.frame(at, "The session is closed", "signed", Focus::Here);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let mut y = inside.y;
        if let Some(model) = scene.model {
            let verdict = verdict(model);
            let glyphs = painter.glyphs;
            let (mark, role) = match verdict.outcome {
                Outcome::Complete => (glyphs.confirmed, Role::Success),
                Outcome::CompleteWithDeviations => (glyphs.waived, Role::Warning),
                Outcome::Incomplete | Outcome::Aborted => (glyphs.refuted, Role::Danger),
            };
            let outcome = words::outcome(verdict.outcome, verdict.deviations.len());
            let settled = format!(
                "{} of {} settled.",
                scene.summary.settled,
                count("step", scene.summary.total)
            );
            let head: [Vec<Piece>; 2] =
                [vec![bold(role, format!("{mark} {outcome}"))], vec![piece(Role::Text, settled)]];
            for line in head {
                painter.pieces(Rect { y, height: 1, ..inside }, &line, Role::Bg);
                y += 1;
            }
            y += 1;
        }
        let list = Rect { x: inside.x - 1, y, width: inside.width + 2, ..inside };
        let list = Rect { height: inside.bottom().saturating_sub(y), ..list };
        self.draw_lines(painter, at, list);
    }

    fn click(&mut self, _pane: usize, row: usize, _scene: &Scene<'_>) -> Vec<Act> {
        self.rows.select(row);
        Vec::new()
    }
}
