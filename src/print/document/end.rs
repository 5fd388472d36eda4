//! What stands after the steps: the warnings, and how a reader checks it all.

use super::super::content::{Checklist, Told};
use super::super::{phrase, proof};
use super::{Entry, Look, Part, Row, Tone, Words};

/// Warnings, and how to verify.
pub(super) fn end(list: &Checklist) -> Vec<Part> {
    let mut parts = Vec::new();
    if !list.warnings.is_empty() {
        parts.push(Part::heading("Warnings"));
        parts.extend(list.warnings.iter().map(|told| Part::Entry(Box::new(warning(told)))));
    }
    parts.push(Part::heading("How to verify"));
    parts.push(Part::Paragraph(Words::say("In the session's folder:")));
    for check in &list.verify {
        parts.push(Part::Paragraph(Words::strong(&check.proves).and(Look::Plain, ":")));
        parts.push(Part::Commands(check.command.iter().map(|it| super::line(it)).collect()));
        let shows = Words::say("Must show: ").and(Look::Exact, &check.expect);
        parts.push(Part::Paragraph(shows));
    }
    parts.push(Part::Paragraph(Words::say(proof::SIGNERS)));
    parts
}

fn warning(told: &Told) -> Entry {
    let (mark, tone) = match (&told.acknowledged, told.wants_acknowledgement) {
        (Some(_), _) => (Some('x'), Tone::Good),
        (None, true) => (Some(' '), Tone::Plain),
        (None, false) => (None, Tone::Plain),
    };
    let rows = [
        Row::new("what", &phrase::what(&told.text, told.same_as.as_deref())),
        Row::new("because", &told.because),
        Row::new("source", &told.sources.join("; ")),
        Row::new("read by", &phrase::read_by(told)),
    ];
    Entry {
        mark,
        number: None,
        title: super::line(&told.title),
        id: super::line(&told.id),
        flag: None,
        tone,
        rows: rows.into_iter().flatten().collect(),
        hand: Vec::new(),
    }
}
