//! Draws the verdict: the word, what it stands on, the reasons, and the selected one in full.

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;

use crate::engine::{Danger, READY_SECONDS, Reason};
use crate::front::tui::glyphs::Glyphs;
use crate::front::tui::paint::{Focus, Painter, Piece, bold, piece};
use crate::front::tui::panel::Scene;
use crate::front::tui::reading::size;
use crate::front::tui::ui::clock;
use crate::text::{count, pad, shown_lines, wrap};
use crate::theme::Role;

use super::{Gate, Item, Stands};

/// Cells of the longest word of a danger.
const WORD: usize = 8;

impl Gate {
    pub(super) fn draw_card(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        let width = area.width.min(104);
        let at = Rect { x: area.x + (area.width - width) / 2, width, ..area };
        let right = match self.against() {
            0 => String::new(),
            many => count("reason", many),
        };
        let inside = painter.frame(at, &self.title, &right, Focus::Here);
        let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
        let used = self.draw_head(painter, inside, scene);
        let below =
            Rect { y: inside.y + used, height: inside.height.saturating_sub(used), ..inside };
        // Always as much, whatever is selected: the list stays where it is.
        let lines = if self.items.is_empty() { 0 } else { (below.height / 3).clamp(2, 5) };
        let detail = self.detail(usize::from(below.width), usize::from(lines));
        let reserved = if lines > 0 { lines + 1 } else { 0 };
        let list = Rect { height: below.height.saturating_sub(reserved), ..below };
        painter.list(list, &self.rows, Focus::Here, 0, |painter, row, index, ground| {
            self.draw_row(painter, row, index, ground);
        });
        painter.scrollbar(
            Rect { y: list.y - 1, height: list.height + 2, ..at },
            self.rows.count(),
            self.rows.top(),
            usize::from(list.height),
        );
        if lines > 0 {
            let rule = painter.glyphs.rule.repeat(usize::from(below.width));
            let y = list.bottom();
            painter.text(Rect { y, height: 1, ..below }, &rule, painter.skin.of(Role::Border));
            let rest = Rect { y: y + 1, height: lines, ..below };
            painter.page(rest, &detail, 0);
        }
    }

    /// The verdict, what it stands on, and what comes next; returns the rows used.
    fn draw_head(&self, painter: &mut Painter<'_>, inside: Rect, scene: &Scene<'_>) -> u16 {
        let row = |y: u16| Rect { y, height: 1, ..inside };
        painter.pieces(row(inside.y), &self.headline(painter.glyphs), Role::Bg);
        let mut y = inside.y + 1;
        if let Some(looking) = scene.looking.filter(|it| it.step == self.step) {
            let words = format!(
                "{}, {} of {}",
                count("piece", looking.pieces.len()),
                size(looking.read_bytes),
                size(looking.total_bytes)
            );
            let used = painter.text_right(row(y), &words, painter.skin.of(Role::TextMuted)) + 2;
            let bar = Rect { width: inside.width.saturating_sub(used), ..row(y) };
            painter.progress(bar, looking.read_bytes, looking.total_bytes, Role::Accent);
            y += 1;
        }
        for line in wrap(&shown_lines(&self.words()), usize::from(inside.width)) {
            painter.text(row(y), &line, painter.skin.of(Role::TextMuted));
            y += 1;
        }
        y + 1 - inside.y
    }

    fn headline(&self, glyphs: &Glyphs) -> Vec<Piece> {
        let against = self.against();
        let many = count("reason", against);
        let line = |mark: &str, role: Role, word: &str, words: String| {
            vec![bold(role, format!("{mark} {word}")), piece(Role::Text, format!("  {words}"))]
        };
        match &self.stands {
            Stands::Looking if against > 0 => {
                let words = format!("at everything again. Known already: {many}.");
                line(glyphs.here, Role::Accent, "Looking", words)
            }
            Stands::Looking => {
                line(glyphs.here, Role::Accent, "Looking", "at everything again.".to_owned())
            }
            Stands::Unknown => {
                let words = "it was not looked to the end.".to_owned();
                line(glyphs.stale, Role::Warning, "No verdict", words)
            }
            Stands::Checked { is_fresh: false, is_go, .. } => {
                let word = if *is_go { "GO" } else { "NO-GO" };
                let words = format!("it said {word}, and that holds no more.");
                line(glyphs.stale, Role::Warning, "Not now", words)
            }
            Stands::Checked { is_go: true, .. } => {
                let words = "everything holds that has to hold.".to_owned();
                line(glyphs.confirmed, Role::Success, "GO", words)
            }
            Stands::Checked { is_go: false, .. } => {
                let words = format!("{many} against it, the worst first.");
                line(glyphs.refuted, Role::Danger, "NO-GO", words)
            }
        }
    }

    /// What is on record, and what to do next.
    fn words(&self) -> String {
        let recorded = self
            .fact
            .as_ref()
            .map(|fact| format!("Recorded {} UTC by {}", clock(fact.at), fact.by.name));
        let recorded = recorded.unwrap_or_default();
        match &self.stands {
            Stands::Looking => "This is no verdict yet. You can go on reading; x stops.".to_owned(),
            Stands::Unknown => "r looks at everything, and puts the verdict on record.".to_owned(),
            Stands::Checked { is_fresh: false, .. } => {
                format!("{recorded}. r looks at everything again.")
            }
            Stands::Checked { is_go: true, unchanged, .. } => {
                let until = self.fact.as_ref().map(|fact| until(fact.at)).unwrap_or_default();
                format!(
                    "{recorded}; {} unchanged. Holds until {until} UTC unless something happens. \
                     Next: Enter, and type {}.",
                    pieces(*unchanged),
                    self.word
                )
            }
            Stands::Checked { is_go: false, unchanged, .. } => {
                format!(
                    "{recorded}; {} unchanged. Next: mend what stands below; Enter goes there. \
                     Then r looks again.",
                    pieces(*unchanged)
                )
            }
        }
    }

    fn draw_row(&self, painter: &mut Painter<'_>, row: Rect, index: usize, ground: Role) {
        match self.items[index] {
            Item::Heading(words) => {
                let rule = painter.glyphs.rule;
                let words = format!("{} {words} ", rule.repeat(2));
                let used = painter.text(row, &words, painter.skin.on(Role::TextMuted, ground));
                let rest = Rect { x: row.x + used, width: row.width.saturating_sub(used), ..row };
                let line = rule.repeat(usize::from(rest.width));
                painter.text(rest, &line, painter.skin.on(Role::Border, ground));
            }
            Item::Reason(index) => {
                let reason = &self.reasons[index];
                let role = role_of(reason.danger);
                let mark = mark_of(reason.danger, painter.glyphs);
                let pieces = [
                    piece(role, format!(" {mark} ")),
                    piece(role, format!("{}  ", pad(reason.danger.word(), WORD))),
                    piece(Role::Text, &reason.text),
                ];
                painter.pieces(row, &pieces, ground);
            }
        }
    }

    /// The selected reason in full, in no more rows than there is room for.
    fn detail(&self, width: usize, room: usize) -> Vec<Vec<Piece>> {
        let Some(reason) = self.selected() else { return Vec::new() };
        let mut lines: Vec<Vec<Piece>> = wrap(&shown_lines(&text_of(reason)), width)
            .into_iter()
            .map(|line| vec![piece(Role::Text, line)])
            .collect();
        if lines.len() > room {
            lines.truncate(room.saturating_sub(1));
            lines.push(vec![piece(Role::TextMuted, "i shows the rest")]);
        }
        lines
    }
}

fn text_of(reason: &Reason) -> String {
    if reason.about.is_empty() {
        return reason.text.clone();
    }
    format!("{} ({})", reason.text, reason.about)
}

fn pieces(unchanged: u64) -> String {
    count("piece", usize::try_from(unchanged).unwrap_or(usize::MAX))
}

fn until(at: Timestamp) -> String {
    clock(at.checked_add(SignedDuration::from_secs(READY_SECONDS)).unwrap_or(at))
}

pub(super) const fn role_of(danger: Danger) -> Role {
    match danger {
        Danger::Unknown | Danger::Evidence | Danger::Refuted => Role::Danger,
        Danger::Missing => Role::Warning,
        Danger::Noted => Role::TextMuted,
    }
}

fn mark_of(danger: Danger, glyphs: &Glyphs) -> &'static str {
    match danger {
        Danger::Unknown => glyphs.in_doubt,
        Danger::Evidence | Danger::Refuted => glyphs.refuted,
        Danger::Missing => glyphs.open,
        Danger::Noted => glyphs.not_applicable,
    }
}
