//! Breaks words into lines of a width. What no font has is spelled out, never dropped.

use krilla::text::{GlyphId, KrillaGlyph};

use super::super::document::{Look, Words};
use super::fonts::{Face, Fonts};
use super::strip::{Ink, Run};

/// One character as it is set.
#[derive(Debug, Clone, Copy)]
struct Cell {
    c: char,
    face: Face,
    id: GlyphId,
    /// In ems.
    advance: f32,
    ink: Ink,
    is_struck: bool,
}

/// Text that is to be broken: how large, how wide, and in which ink where its look says none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    pub(super) size: f32,
    pub(super) width: f32,
    pub(super) ink: Ink,
}

impl Measure {
    pub(super) fn new(size: f32, width: f32) -> Self {
        Self { size, width, ink: Ink::Black }
    }

    pub(super) fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
}

/// Breaks a paragraph. An empty one is one empty line.
pub(super) fn lines(words: &Words, fonts: &Fonts, measure: Measure) -> Vec<Vec<Run>> {
    let mut lines = Vec::new();
    let mut cells = Vec::new();
    for span in words.spans() {
        let (face, ink, is_struck) = looks(span.look, measure.ink);
        for c in span.text.chars() {
            if c == '\n' {
                broken(&cells, measure, &mut lines);
                cells.clear();
            } else {
                push(
                    &mut cells,
                    fonts,
                    c,
                    &Cell { c, face, id: GlyphId::new(0), advance: 0.0, ink, is_struck },
                );
            }
        }
    }
    broken(&cells, measure, &mut lines);
    lines
}

/// One line of our own words, however long.
pub(super) fn one_line(words: &Words, fonts: &Fonts, measure: Measure) -> Vec<Run> {
    let mut all = lines(words, fonts, measure);
    let is_cut = all.len() > 1;
    let mut first = all.swap_remove(0);
    if is_cut {
        let dots = Measure { width: f32::MAX, ..measure };
        first.extend(lines(&Words::quiet("..."), fonts, dots).into_iter().flatten());
    }
    first
}

fn looks(look: Look, ink: Ink) -> (Face, Ink, bool) {
    match look {
        Look::Plain => (Face::Regular, ink, false),
        Look::Strong => (Face::Bold, ink, false),
        Look::Exact => (Face::Mono, ink, false),
        Look::Struck => (Face::Regular, Ink::Quiet, true),
        Look::Quiet => (Face::Regular, Ink::Quiet, false),
    }
}

/// How large a font is set beside the others: a fixed pitch looks larger than it is.
fn scale(face: Face) -> f32 {
    if face == Face::Mono { 0.88 } else { 1.0 }
}

fn push(cells: &mut Vec<Cell>, fonts: &Fonts, c: char, like: &Cell) {
    if let Some(glyph) = fonts.glyph(like.face, c) {
        let advance = glyph.advance * scale(glyph.face);
        cells.push(Cell { c, face: glyph.face, id: glyph.id, advance, ..*like });
        return;
    }
    for c in format!("<U+{:04X}>", u32::from(c)).chars() {
        // The fonts have every letter of ASCII: a test holds them to it.
        if let Some(glyph) = fonts.glyph(Face::Mono, c) {
            let advance = glyph.advance * scale(Face::Mono);
            cells.push(Cell { c, face: Face::Mono, id: glyph.id, advance, ..*like });
        }
    }
}

/// Breaks at spaces; where a word is too long for a line, behind a stroke or a dot, or anywhere.
fn broken(cells: &[Cell], measure: Measure, lines: &mut Vec<Vec<Run>>) {
    let width = measure.width / measure.size;
    let mut start = 0;
    loop {
        let end = end_of_line(&cells[start..], width) + start;
        lines.push(runs(&cells[start..end], measure.size));
        start = end;
        if start >= cells.len() {
            return;
        }
    }
}

/// How many cells go into the first line. At least one, where there are any.
fn end_of_line(cells: &[Cell], width: f32) -> usize {
    let (mut used, mut at_space, mut at_stroke) = (0.0, 0, 0);
    for (index, cell) in cells.iter().enumerate() {
        // A space at the end may hang out: nobody sees it, and a reader finds it.
        if cell.c == ' ' {
            at_space = index + 1;
        }
        used += cell.advance;
        if used > width && cell.c != ' ' && index > 0 {
            let whole = if at_space > 0 { at_space } else { at_stroke };
            return if whole > 0 { whole } else { index };
        }
        // Never behind the first few: a lone letter at the end of a line helps nobody.
        if index > 3 && matches!(cell.c, '/' | '\\' | '-' | '.' | '_' | ',' | ';') {
            at_stroke = index + 1;
        }
    }
    cells.len()
}

fn runs(cells: &[Cell], size: f32) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for cell in cells {
        let is_same = runs.last().is_some_and(|run| {
            run.face == cell.face && run.ink == cell.ink && run.is_struck == cell.is_struck
        });
        if !is_same {
            runs.push(Run {
                face: cell.face,
                ink: cell.ink,
                is_struck: cell.is_struck,
                text: String::new(),
                glyphs: Vec::new(),
                width: 0.0,
            });
        }
        if let Some(run) = runs.last_mut() {
            let start = run.text.len();
            run.text.push(cell.c);
            let advance = cell.advance / scale(cell.face);
            let range = start..run.text.len();
            run.glyphs.push(KrillaGlyph::new(cell.id, advance, 0.0, 0.0, 0.0, range, None));
            run.width += cell.advance * size;
        }
    }
    runs
}

/// How large a run is set in a line of a size.
pub(super) fn size_of(run: &Run, size: f32) -> f32 {
    size * scale(run.face)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &Words, width: f32) -> Vec<String> {
        let fonts = Fonts::load().unwrap();
        let lines = lines(words, &fonts, Measure::new(10.0, width));
        lines.iter().map(|runs| runs.iter().map(|run| run.text.as_str()).collect()).collect()
    }

    #[test]
    fn lines_break_at_spaces_then_at_strokes_then_anywhere() {
        let table = [
            ("", vec![""]),
            ("one two three", vec!["one two ", "three"]),
            ("a\nb", vec!["a", "b"]),
            ("/sms/backup/cen", vec!["/sms/", "backup/", "cen"]),
            ("mmmmmmmm", vec!["mmmmm", "mmm"]),
            ("12 mmmmmmmm", vec!["12 ", "mmmmm", "mmm"]),
        ];
        for (text, expected) in table {
            let found = texts(&Words::prose(text), 50.0);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_no_font_has_is_spelled_out() {
        let words = Words::say("日 → ж é ☃\u{1F600}");
        assert_eq!(texts(&words, 500.0), ["<U+65E5> → ж é <U+2603><U+1F600>"]);
        let fonts = Fonts::load().unwrap();
        for c in ' '..='~' {
            for face in [Face::Regular, Face::Bold, Face::Mono] {
                assert_eq!(fonts.glyph(face, c).map(|it| it.face), Some(face), "{c}");
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_its_measure() {
        let fonts = Fonts::load().unwrap();
        let words =
            Words::prose(&"word of-any/length ".repeat(40)).and(Look::Exact, &"f".repeat(300));
        let set = lines(&words, &fonts, Measure::new(9.0, 120.0));
        for line in &set {
            let seen: f32 = line.iter().map(|run| run.width).sum();
            let hangs = line.last().is_some_and(|run| run.text.ends_with(' '));
            assert!(seen <= 120.01 || hangs, "{seen}");
        }
        let text: String = set.iter().flatten().map(|run| run.text.as_str()).collect();
        assert_eq!(text, words.text());
    }
}
