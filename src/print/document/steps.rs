//! The steps, phase by phase: what holds, what it rests on, and what held before.

use super::super::content::{Act, Checklist, Entry as Step, Piece};
use super::super::go::Go;
use super::super::phrase;
use super::super::reading::Reading;
use super::super::wait::Waited;
use super::{Entry, Hand, Look, Part, Row, Tone, Words};

/// The legend, the notes that many steps share, and the phases.
pub(super) fn steps(list: &Checklist) -> Vec<Part> {
    let mut parts = vec![Part::heading("What the boxes mean")];
    let marks = phrase::LEGEND.iter().map(|(mark, meaning)| {
        Words::default()
            .and(Look::Exact, &format!("[{mark}]"))
            .and(Look::Plain, &format!(" {meaning}"))
    });
    parts.push(Part::Facts(vec![Row::of("", marks.collect())]));
    if !list.good_practice.is_empty() {
        parts.push(Part::heading("Good practice only"));
        let notes = list.good_practice.iter().map(|note| {
            Words::strong(&format!("({}) ", note.letter)).and_prose(Look::Plain, &note.text)
        });
        parts.push(Part::Facts(vec![Row::of("", notes.collect())]));
    }
    for phase in &list.phases {
        let (settled, all) = (phase.settled, phase.steps.len());
        parts.push(Part::heading(&format!("{} ({settled} of {all} settled)", phase.title)));
        let steps = phase.steps.iter().map(|step| entry(step, !list.verdict.is_finished));
        parts.extend(steps.map(|entry| Part::Entry(Box::new(entry))));
    }
    parts
}

fn entry(step: &Step, goes_on: bool) -> Entry {
    let mut rows = Vec::new();
    rows.extend(Row::new("state", step.remark.as_deref().unwrap_or_default()));
    if let Some(note) = &step.good_practice {
        rows.extend(Row::new("note", &format!("good practice only ({})", note.letter)));
    }
    if step.is_open() || step.answer.is_some() {
        rows.extend(Row::new("asked", &step.asked));
    }
    rows.extend(step.answer.as_ref().map(answer));
    if !matches!(step.mark, ' ') {
        // Of what is still waited for the state says it.
        let waited = step.wait.as_ref().map(Waited::words).unwrap_or_default();
        rows.extend(Row::new("waited", &waited));
    }
    rows.extend(step.evidence.iter().map(piece));
    rows.extend(step.verdicts.iter().map(verdict));
    rows.extend(Row::new("source", &step.sources.join("; ")));
    if !step.waits_for.is_empty() {
        rows.extend(Row::new("waits for", &phrase::waits_for(&step.waits_for)));
    }
    rows.extend(step.history.iter().map(earlier));
    let mut hand = Vec::new();
    if step.is_open() && goes_on {
        hand.push(Hand::Lines(vec![("Name", 3), ("Time", 2)]));
    } else if step.is_open() {
        rows.extend(Row::new("state", phrase::NEVER_SETTLED));
    }
    Entry {
        mark: Some(step.mark),
        number: Some(step.number),
        title: super::line(&step.title),
        id: super::line(&step.id),
        flag: step.is_point_of_no_return.then_some("POINT OF NO RETURN"),
        tone: tone(step.mark),
        rows,
        hand,
    }
}

fn tone(mark: char) -> Tone {
    match mark {
        'x' => Tone::Good,
        '-' | '~' => Tone::Noted,
        '!' => Tone::Bad,
        _ => Tone::Plain,
    }
}

/// What holds now.
fn answer(act: &Act) -> Row {
    let mut lines = vec![Words::default().and_prose(Look::Strong, &phrase::said(act))];
    if let Some(looked) = &act.looked {
        lines.push(Words::prose(&format!("looked at: {looked}")));
    }
    if let Some(reason) = &act.reason {
        lines.push(Words::prose(&format!("corrected because: {reason}")));
    }
    lines.push(Words::quiet(&phrase::by(act)));
    Row::of(phrase::answer_label(act), lines)
}

/// What happened before. What held once and holds no more is struck through.
fn earlier(act: &Act) -> Row {
    let look = if act.what.contains("earlier") { Look::Struck } else { Look::Plain };
    let said = phrase::said(act);
    let mut words = Words::say(act.what);
    if !said.is_empty() {
        words = words.and(Look::Plain, ": ").and_prose(look, &said);
    }
    let mut lines = vec![words];
    if let Some(looked) = &act.looked {
        lines.push(Words::prose(&format!("looked at: {looked}")));
    }
    if let Some(reason) = &act.reason {
        lines.push(Words::prose(&format!("because: {reason}")));
    }
    lines.push(Words::quiet(&phrase::by(act)));
    Row::of("history", lines)
}

/// A verdict before a point of no return, and every reason behind it.
fn verdict(go: &Go) -> Row {
    let mut lines = vec![Words::say(&go.words())];
    lines.extend(go.reasons.iter().map(|it| Words::prose(&it.words()).indented(1)));
    lines.push(Words::quiet(&phrase::go_by(go)));
    Row::of(go.verdict, lines)
}

/// A piece of evidence with what was read in it. One that was taken back is struck through.
fn piece(piece: &Piece) -> Row {
    let (label, look) = match piece.withdrawn {
        Some(_) => ("WITHDRAWN", Look::Struck),
        None => ("evidence", Look::Exact),
    };
    let mut lines = vec![Words::default().and(look, &piece.path), Words::say(&phrase::size(piece))];
    if let Some(folder) = &piece.folder {
        lines.push(Words::say(&format!("sums in {}, which has this digest:", folder.manifest)));
    }
    lines.push(Words::quiet("sha256 ").and(Look::Exact, &piece.sha256));
    lines.push(Words::quiet(&format!("attached by {}", phrase::piece_by(piece))));
    for read in &piece.readings {
        reading(&mut lines, read);
    }
    if let Some(withdrawn) = &piece.withdrawn {
        lines.push(Words::prose(&format!("withdrawn because: {}", withdrawn.text)));
        lines.push(Words::quiet(&phrase::said_by(withdrawn)));
    }
    Row::of(label, lines)
}

fn reading(lines: &mut Vec<Words>, reading: &Reading) {
    lines.push(Words::say(&format!("read as {}", reading.head())));
    lines.extend(reading.values.iter().map(|it| Words::say(&it.words()).indented(1)));
    for finding in &reading.findings {
        lines.push(Words::prose(&format!("found {}", finding.words())).indented(1));
        if let Some(note) = &finding.explained {
            lines.push(Words::prose(&format!("answered for: {}", note.text)).indented(2));
            lines.push(Words::quiet(&phrase::said_by(note)).indented(2));
        }
    }
}
