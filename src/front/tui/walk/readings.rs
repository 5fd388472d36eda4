//! Everything that the sensors read in the evidence of a step, on a page.

use crate::engine::{Card, Evidence, Reading};
use crate::front::tui::glyphs::UNICODE;
use crate::front::tui::paint::{Piece, bold, piece};
use crate::front::tui::panel::Act;
use crate::text::shown;
use crate::theme::Role;

use super::card::evidence as evidence_words;
use super::proof::{self, Told, words_of};

/// What the evidence of a step says, all of it.
pub(super) fn page(card: &Card, told: &Told) -> Act {
    let mut lines = vec![vec![bold(Role::Text, &card.words.title)], Vec::new()];
    section(&mut lines, card, told);
    for piece_of in &card.evidence {
        one(&mut lines, piece_of);
    }
    if card.evidence.is_empty() {
        lines.push(vec![piece(Role::TextMuted, "Nothing is attached.")]);
    }
    Act::Page { title: "What the evidence says".to_owned(), lines }
}

fn section(lines: &mut Vec<Vec<Piece>>, card: &Card, told: &Told) {
    if let Some((role, sentence)) = proof::standing(card, told) {
        lines.push(vec![bold(role, sentence)]);
        if card.standing.is_against() {
            lines.push(vec![piece(Role::Text, proof::what_to_do(card))]);
        }
        lines.push(Vec::new());
    }
    if !told.settles.is_empty() {
        let label = bold(Role::Accent, "Settled by  ");
        lines.push(vec![label, piece(Role::Text, &told.settles)]);
        lines.push(Vec::new());
    }
}

/// What speaks against the step, and what can be done about it.
pub(super) fn against(card: &Card, told: &Told) -> Act {
    let mut lines = vec![vec![bold(Role::Text, &card.words.title)], Vec::new()];
    if let Some((role, sentence)) = proof::standing(card, told) {
        lines.push(vec![bold(role, sentence)]);
        lines.push(Vec::new());
    }
    lines.push(vec![bold(Role::Accent, "What speaks against it")]);
    for objection in card.standing.objections() {
        let words = proof::objection(objection);
        lines.push(vec![piece(Role::Text, "- "), piece(Role::Text, words)]);
    }
    lines.push(Vec::new());
    lines.push(vec![bold(Role::Accent, "What can be done")]);
    for (key, what) in proof::ways(card) {
        lines.push(vec![bold(Role::Accent, format!("{key}  ")), piece(Role::Text, what)]);
    }
    Act::Page { title: "It cannot be confirmed".to_owned(), lines }
}

fn one(lines: &mut Vec<Vec<Piece>>, of: &Evidence) {
    let (_, details) = evidence_words(of);
    let what = details.split("  sha256").next().unwrap_or_default();
    lines.push(vec![bold(Role::Accent, &of.path)]);
    let digest = piece(Role::TextMuted, format!("sha256 {}", of.sha256));
    lines.push(vec![piece(Role::TextMuted, format!("{what}  ")), digest]);
    for reading in &of.readings {
        sensor(lines, reading);
    }
    if of.readings.is_empty() {
        lines.push(vec![piece(Role::TextMuted, "No sensor reads it: a person has to.")]);
    }
    lines.push(Vec::new());
}

fn sensor(lines: &mut Vec<Vec<Piece>>, reading: &Reading) {
    let (_, role) = UNICODE.of_verdict(reading.verdict);
    let kind = format!("{}  ", reading.kind);
    lines.push(vec![bold(Role::Text, kind), bold(role, reading.verdict.word())]);
    for (key, value) in &reading.values {
        let need = reading.need(key).map(|need| format!("; needed: {need}")).unwrap_or_default();
        let key = format!("  {}  ", shown(&words_of(key)));
        lines.push(vec![piece(Role::TextMuted, key), piece(Role::Text, format!("{value}{need}"))]);
    }
    for found in &reading.findings {
        let line = found.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let words = format!("{line}{} ({}, {})", found.text, found.id, found.article);
        lines.push(vec![piece(Role::Danger, "  - "), piece(Role::Text, words)]);
    }
}
