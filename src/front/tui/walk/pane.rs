//! The evidence of a step below its card.

use ratatui::layout::Rect;

use crate::engine::Card;
use crate::front::tui::paint::{Focus, Painter, piece};
use crate::front::tui::panel::Scene;
use crate::front::tui::reading::size;
use crate::theme::Role;

use super::card;

/// Cells below which no digest is shown.
const NARROW: u16 = 52;

/// Draws what is attached, and what is being read.
pub(super) fn draw(painter: &mut Painter<'_>, area: Rect, card: &Card, scene: &Scene<'_>) {
    let inside = painter.frame(area, "Evidence", &card::evidence_count(card), Focus::Elsewhere);
    let mut y = inside.y;
    let row =
        |y: u16| Rect { y, x: inside.x + 1, height: 1, width: inside.width.saturating_sub(2) };
    let has_room = |y: u16| y < inside.bottom();
    let mine = scene.readings.iter().filter(|reading| reading.step == card.step);
    for reading in mine {
        if !has_room(y) {
            return;
        }
        let glyphs = painter.glyphs;
        let (mark, role, right) = match &reading.failed {
            None => (
                glyphs.here,
                Role::Accent,
                format!("{}  {}", size(reading.total_bytes), reading.pace()),
            ),
            Some(_) => (glyphs.refuted, Role::Danger, "not attached".to_owned()),
        };
        line(painter, row(y), (mark, role), &reading.name(), &right);
        y += 1;
        if reading.is_going_on() && has_room(y) {
            let bar = Rect { x: row(y).x + 2, width: row(y).width.saturating_sub(8), ..row(y) };
            painter.progress(bar, reading.read_bytes, reading.total_bytes, Role::Accent);
            let percent = (reading.read_bytes * 100).checked_div(reading.total_bytes).unwrap_or(0);
            let style = painter.skin.of(Role::Text);
            painter.text_right(row(y), &format!("{percent:>3}%"), style);
            y += 1;
        }
    }
    if card.evidence.is_empty() && y == inside.y {
        let style = painter.skin.of(Role::TextMuted);
        painter.text(row(y), "Nothing is attached. e adds files or folders.", style);
        return;
    }
    let room = usize::from(inside.bottom() - y);
    let hidden = card.evidence.len().saturating_sub(room);
    for piece in card.evidence.iter().skip(hidden) {
        let (name, details) = card::evidence(piece);
        // Where it is narrow, the name is worth more than the beginning of the digest.
        let details = match details.split_once("  sha256") {
            Some((what, _)) if inside.width < NARROW => what.to_owned(),
            _ => details,
        };
        let (mark, details) = match card::verdict_of(piece) {
            Some(verdict) => (painter.glyphs.of_verdict(verdict), format!("{verdict}  {details}")),
            None => ((painter.glyphs.shown, Role::Success), details),
        };
        line(painter, row(y), mark, &name, &details);
        y += 1;
    }
}

fn line(
    painter: &mut Painter<'_>,
    area: Rect,
    (mark, role): (&str, Role),
    name: &str,
    right: &str,
) {
    let used = painter.text_right(area, right, painter.skin.of(Role::TextMuted)) + 1;
    let room = Rect { width: area.width.saturating_sub(used), ..area };
    painter.pieces(room, &[piece(role, format!("{mark} ")), piece(Role::Text, name)], Role::Bg);
}
