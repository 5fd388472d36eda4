//! The step on the right: what, why, danger, source, what it asks, what is on record.

use crate::engine::{Card, Deed, Evidence, EvidenceKind, Fact, ReadingVerdict, State, WarningCard};
use crate::front::tui::glyphs::Glyphs;
use crate::front::tui::paint::{Piece, bold, piece};
use crate::front::tui::reading::size;
use crate::front::tui::ui::clock;
use crate::front::words::{alert, said};
use crate::step::Ask;
use crate::text::{shown_lines, width as width_of, wrap};
use crate::theme::Role;

use super::proof::{self, Told};

/// Lines in the making, wrapped to a width in cells.
pub(super) struct Writer {
    pub(super) lines: Vec<Vec<Piece>>,
    pub(super) width: usize,
}

impl Writer {
    pub(super) fn blank(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
    }

    pub(super) fn text(&mut self, role: Role, text: &str) {
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

    /// The same, bold.
    pub(super) fn bold(&mut self, role: Role, text: &str) {
        for line in wrap(&shown_lines(text), self.width) {
            self.lines.push(vec![bold(role, line)]);
        }
    }

    /// A text after a label; what follows is indented under its beginning.
    pub(super) fn hanging(&mut self, label: &str, role: Role, text: &str) {
        let indent = " ".repeat(width_of(label));
        let room = self.width.saturating_sub(indent.len()).max(8);
        for (index, line) in wrap(&shown_lines(text), room).into_iter().enumerate() {
            let before = if index == 0 { label } else { &indent };
            self.lines.push(vec![piece(Role::TextMuted, before), piece(role, line)]);
        }
    }

    /// A label and a text that begins on the same line; a list begins on the next.
    pub(super) fn labelled(&mut self, label: (Role, &str), role: Role, text: &str) {
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
pub(super) fn step(card: &Card, told: &Told, glyphs: &Glyphs, width: usize) -> Vec<Vec<Piece>> {
    let mut out = Writer { lines: Vec::new(), width };
    let (mark, role) = glyphs.of(&card.state);
    out.lines.push(vec![
        piece(role, format!("{mark} ")),
        bold(role, card.state.word()),
        piece(Role::TextMuted, format!("  {}", card.id)),
    ]);
    out.blank();
    match (&told.stale, alert(card)) {
        (Some(why), _) => {
            out.text(Role::Warning, &format!("STALE: {why} Answer it again."));
            out.blank();
        }
        // The sentence on the evidence says it better.
        (None, Some(_)) if card.standing.is_against() && card.state == State::Refuted => {}
        (None, Some(alert)) => {
            out.text(Role::Danger, alert);
            let seen = card.history.iter().rev().find(|fact| {
                card.state == State::Disputed && matches!(fact.deed, Deed::Witnessed { .. })
            });
            if let Some(fact) = seen {
                out.text(Role::Text, &said(fact));
            }
            out.blank();
        }
        (None, None) => {}
    }
    proof::lines(&mut out, card, told, glyphs);
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
    let is_told = proof::standing(card, told).is_some();
    if !is_told && !told.settles.is_empty() {
        out.labelled((Role::TextMuted, "Settled by"), Role::TextMuted, &told.settles);
    }
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

/// The last part of a path.
pub(in crate::front::tui) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(path)
}

/// A piece of evidence in two halves: its name, and its size and digest.
pub(in crate::front::tui) fn evidence(evidence: &Evidence) -> (String, String) {
    let name = file_name(&evidence.path).to_owned();
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

/// What the sensors made of a piece, the worst first. None where none reads it.
pub(super) fn verdict_of(evidence: &Evidence) -> Option<ReadingVerdict> {
    let worst_first = [
        ReadingVerdict::Refutes,
        ReadingVerdict::Proves,
        ReadingVerdict::Undecided,
        ReadingVerdict::NotRecognised,
    ];
    let is_there =
        |verdict: &ReadingVerdict| evidence.readings.iter().any(|it| it.verdict == *verdict);
    worst_first.into_iter().find(is_there)
}

/// How many pieces of evidence a step asks for: "1 of 1 needed"; nothing where it asks for none.
pub(super) fn evidence_count(card: &Card) -> String {
    let have = card.evidence.len();
    let is_due = card.state.is_open() || matches!(card.state, State::Blocked(_));
    if !is_due && have == 0 {
        return "none".to_owned();
    }
    match &card.ask {
        Ask::Evidence { instead: None, .. } if have == 0 => "needed".to_owned(),
        Ask::Evidence { instead: Some(_), .. } if have == 0 => "none yet".to_owned(),
        _ => crate::text::count("piece", have),
    }
}
