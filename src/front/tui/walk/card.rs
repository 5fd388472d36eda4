//! The step on the right: what, why, danger, source, what it asks, what is on record.

use crate::engine::{Card, Evidence, EvidenceKind, Fact, State, WarningCard};
use crate::front::tui::glyphs::Glyphs;
use crate::front::tui::paint::{Piece, bold, piece};
use crate::front::tui::reading::size;
use crate::front::tui::ui::clock;
use crate::front::words::{alert, said};
use crate::step::Ask;
use crate::text::{shown_lines, wrap};
use crate::theme::Role;

/// Lines in the making, wrapped to a width in cells.
struct Writer {
    lines: Vec<Vec<Piece>>,
    width: usize,
}

impl Writer {
    fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
    }

    fn text(&mut self, role: Role, text: &str) {
        for paragraph in shown_lines(text).split('\n') {
            let (mark, words) = list_mark(paragraph);
            let indent = " ".repeat(mark.len());
            let room = self.width.saturating_sub(mark.len()).max(8);
            for (index, line) in wrap(words, room).into_iter().enumerate() {
                let before = if index == 0 { mark } else { &indent };
                self.lines.push(vec![piece(role, format!("{before}{line}"))]);
            }
        }
    }

    /// A label and a text that begins on the same line; a list begins on the next.
    fn labelled(&mut self, label: (Role, &str), role: Role, text: &str) {
        let text = shown_lines(text);
        if text.contains('\n') {
            self.lines.push(vec![bold(label.0, label.1)]);
            self.text(role, &text);
            self.blank();
            return;
        }
        let whole = format!("{}  {text}", label.1);
        for (index, line) in wrap(&whole, self.width).into_iter().enumerate() {
            match line.strip_prefix(label.1).filter(|_| index == 0) {
                Some(rest) => {
                    self.lines.push(vec![bold(label.0, label.1), piece(role, rest)]);
                }
                None => self.lines.push(vec![piece(role, line)]),
            }
        }
        self.blank();
    }
}

/// The mark of an item of a list, "2. " or "- ", and the words after it.
fn list_mark(line: &str) -> (&str, &str) {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = &line[digits..];
    let is_numbered = (1..=3).contains(&digits) && after.starts_with(". ");
    let mark = match (is_numbered, line.starts_with("- ")) {
        (true, _) => digits + 2,
        (false, true) => 2,
        (false, false) => 0,
    };
    line.split_at(mark)
}

/// A step in full, every word of [`Card::paragraphs`] among it.
pub(super) fn step(card: &Card, glyphs: &Glyphs, width: usize) -> Vec<Vec<Piece>> {
    let mut out = Writer { lines: Vec::new(), width };
    let (mark, role) = glyphs.of(&card.state);
    out.lines.push(vec![
        piece(role, format!("{mark} ")),
        bold(role, card.state.word()),
        piece(Role::TextMuted, format!("  {}", card.id)),
    ]);
    out.blank();
    if let Some(alert) = alert(card) {
        out.text(Role::Danger, alert);
        out.blank();
    }
    for (id, title) in card.blocked_by.iter().take(4) {
        out.text(Role::Warning, &format!("Waits for {title} ({id})"));
    }
    if card.blocked_by.len() > 4 {
        let more = crate::text::count("more step", card.blocked_by.len() - 4);
        out.text(Role::Warning, &format!("and for {more}"));
    }
    out.blank();
    for (label, text) in card.paragraphs() {
        match label {
            "What" => {
                out.text(Role::Text, &text);
                out.blank();
            }
            "Danger" => out.labelled((Role::Danger, label), Role::Warning, &text),
            "Asks" => {}
            "Source" | "Here because" | "Good practice" => {
                out.labelled((Role::TextMuted, label), Role::TextMuted, &text);
            }
            label => out.labelled((Role::Accent, label), Role::Text, &text),
        }
    }
    out.labelled((Role::Accent, "Asks"), Role::Text, &card.ask.full_question());
    history(&mut out, &card.history);
    out.lines
}

fn history(out: &mut Writer, facts: &[Fact]) {
    if facts.is_empty() {
        return;
    }
    out.blank();
    out.lines.push(vec![bold(Role::Accent, "On record")]);
    for fact in facts {
        let day: String = fact.at.to_string().chars().take(10).collect();
        let said = said(fact);
        let line = format!("{day} {} {}: {said}", clock(fact.at), fact.by.name);
        out.text(Role::TextMuted, &line);
    }
}

/// A warning in full.
pub(super) fn warning(
    card: &WarningCard,
    is_read: Option<&Fact>,
    glyphs: &Glyphs,
    width: usize,
) -> Vec<Vec<Piece>> {
    let mut out = Writer { lines: Vec::new(), width };
    let (mark, word, role) = match (card.needs_acknowledgement, is_read) {
        (true, _) => (glyphs.open, "to be read and acknowledged", Role::Warning),
        (false, Some(_)) => (glyphs.confirmed, "acknowledged", Role::Success),
        (false, None) => (glyphs.not_applicable, "for your information", Role::Info),
    };
    out.lines.push(vec![
        piece(role, format!("{mark} ")),
        bold(role, word),
        piece(Role::TextMuted, format!("  {}", card.id)),
    ]);
    out.blank();
    out.text(Role::Text, &card.text);
    out.blank();
    let muted = Role::TextMuted;
    out.labelled((muted, "Here because"), muted, &card.because);
    out.labelled((muted, "Source"), muted, &card.sources.join("; "));
    if let Some(fact) = is_read {
        history(&mut out, std::slice::from_ref(fact));
    }
    out.lines
}

/// A piece of evidence in two halves: its name, and its size and digest.
pub(in crate::front::tui) fn evidence(evidence: &Evidence) -> (String, String) {
    let name = evidence.path.rsplit(['/', '\\']).find(|part| !part.is_empty());
    let name = name.unwrap_or(&evidence.path).to_owned();
    let digest = format!(
        "sha256 {}..{}",
        &evidence.sha256[..8.min(evidence.sha256.len())],
        &evidence.sha256[evidence.sha256.len().saturating_sub(4)..]
    );
    let what = match &evidence.kind {
        EvidenceKind::File => size(evidence.size_bytes),
        EvidenceKind::Folder { files, unreadable: 0, .. } => {
            format!("{files} files, {}", size(evidence.size_bytes))
        }
        EvidenceKind::Folder { files, unreadable, .. } => {
            format!("{files} files, {unreadable} NOT READ, {}", size(evidence.size_bytes))
        }
    };
    (name, format!("{what}  {digest}"))
}

/// How many pieces of evidence a step asks for: "1 of 1 needed"; nothing where it asks for none.
pub(super) fn evidence_count(card: &Card) -> String {
    let have = card.evidence.len();
    if !matches!(card.state, State::Open | State::Stale | State::Blocked(_)) && have == 0 {
        return "none".to_owned();
    }
    match &card.ask {
        Ask::Evidence { instead: None, .. } if have == 0 => "needed".to_owned(),
        Ask::Evidence { instead: Some(_), .. } if have == 0 => "none yet".to_owned(),
        _ => crate::text::count("piece", have),
    }
}
