//! Verification of a record, as the `verify` command tells it.

use std::cell::Cell;

use ratatui::layout::Rect;

use crate::text::{shown, wrap};
use crate::theme::Role;

use super::desk::{Errand, Reply, Verified, VerifiedAs};
use super::keymap::{Command, Where};
use super::paint::{Focus, Hit, Painter, bold};
use super::panel::{Act, Panel, Scene};

/// What a verification found.
#[derive(Debug)]
pub(super) struct Verify {
    path: String,
    told: Option<Verified>,
    top: Cell<usize>,
    height: Cell<usize>,
}

impl Verify {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.to_owned(), told: None, top: Cell::new(0), height: Cell::new(1) }
    }

    /// The command with which anybody can do the same.
    fn command(&self) -> String {
        format!("upgrade-wizard verify {}", self.path)
    }
}

impl Panel for Verify {
    fn place(&self) -> Where {
        Where::Verify
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        let mut crumbs = vec![scene.summary.hierarchy.clone(), "Verify".to_owned()];
        crumbs.retain(|crumb| !crumb.is_empty());
        crumbs
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
        matches!(
            command,
            Command::Up
                | Command::Down
                | Command::PageUp
                | Command::PageDown
                | Command::First
                | Command::Last
                | Command::Copy
        )
    }

    fn act(&mut self, command: Command, _scene: &Scene<'_>) -> Vec<Act> {
        let page = self.height.get().saturating_sub(1).max(1);
        let top = self.top.get();
        self.top.set(match command {
            Command::Up => top.saturating_sub(1),
            Command::Down => top + 1,
            Command::PageUp => top.saturating_sub(page),
            Command::PageDown => top + page,
            Command::First => 0,
            Command::Last => usize::MAX,
            _ => return vec![Act::Copy(self.command())],
        });
        Vec::new()
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, _scene: &Scene<'_>) {
        let width = area.width.min(100);
        let at = Rect { x: area.x + (area.width - width) / 2, width, ..area };
        let inside = painter.frame(at, &format!("Verify {}", self.path), "", Focus::Here);
        painter.hits.push((at, Hit::Pane(0)));
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let Some(told) = &self.told else {
            let style = painter.skin.of(Role::TextMuted);
            painter.text(inside, &format!("Verifying {}...", self.path), style);
            return;
        };
        let glyphs = painter.glyphs;
        let (mark, role, words) = match told.verdict {
            VerifiedAs::Holds => (glyphs.confirmed, Role::Success, "The record holds."),
            VerifiedAs::NotSealed => (
                glyphs.open,
                Role::Warning,
                "Nothing in it was altered, and it is not sealed: it may go on.",
            ),
            VerifiedAs::EvidenceChanged => {
                (glyphs.stale, Role::Warning, "The record holds; some evidence is not what it was.")
            }
            VerifiedAs::DoesNotHold => (glyphs.refuted, Role::Danger, "The record does NOT hold."),
            VerifiedAs::CannotBeRead => (glyphs.refuted, Role::Danger, "This cannot be verified."),
        };
        painter.pieces(inside, &[bold(role, format!("{mark} {words}"))], Role::Bg);
        let page = Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
        let lines: Vec<String> = told
            .text
            .lines()
            .flat_map(|line| wrap(&shown(line), usize::from(page.width)))
            .collect();
        let visible = usize::from(page.height);
        self.height.set(visible);
        let top = self.top.get().min(lines.len().saturating_sub(visible));
        self.top.set(top);
        for (line, y) in lines.iter().skip(top).zip(page.y..page.bottom()) {
            painter.text(Rect { y, height: 1, ..page }, line, painter.skin.of(Role::Text));
        }
        painter.scrollbar(at, lines.len(), top, visible);
    }

    fn wheel(&mut self, _pane: usize, by: isize, _scene: &Scene<'_>) {
        self.top.set(self.top.get().saturating_add_signed(by));
    }

    fn opened(&mut self) -> Vec<Act> {
        vec![Act::Send(Errand::Verify { path: self.path.clone() })]
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        if let Reply::Verified(verified) = reply
            && verified.path == self.path
        {
            self.told = Some(verified.clone());
        }
        Vec::new()
    }
}
