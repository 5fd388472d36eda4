//! Mistakes in place: the line of the file with a caret under what is wrong.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use unicode_segmentation::UnicodeSegmentation;

use super::{Diagnostic, Source, shown, width};

/// Widest excerpt of a line. With the numbers before it, it fits a terminal of 80 columns.
const EXCERPT_CELLS: usize = 68;
/// How much of it may stand before the mistake when the line is cut.
const BEFORE_CELLS: usize = 28;
const DOTS: &str = "...";

/// Draws mistakes in the order of files and places, in plain ASCII but for what they quote.
pub fn render(sources: &[Source], mistakes: &[Diagnostic]) -> String {
    render_as(&Level::ERROR, sources, mistakes)
}

/// Draws in the same way what is only odd.
pub fn render_notes(sources: &[Source], notes: &[Diagnostic]) -> String {
    render_as(&Level::NOTE, sources, notes)
}

fn render_as(level: &Level<'_>, sources: &[Source], diagnostics: &[Diagnostic]) -> String {
    let mut in_order: Vec<&Diagnostic> = diagnostics.iter().collect();
    in_order.sort_by_key(|diagnostic| (diagnostic.file, diagnostic.span.start));

    let renderer = Renderer::plain().decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for diagnostic in in_order {
        let drawn = match sources.get(diagnostic.file) {
            Some(source) => draw(&renderer, level, source, diagnostic),
            None => diagnostic.one_line(sources),
        };
        let separator = if text.is_empty() { "" } else { "\n" };
        writeln!(text, "{separator}{}", drawn.trim_end()).expect("a string takes everything");
    }
    text
}

fn draw(
    renderer: &Renderer,
    level: &Level<'_>,
    source: &Source,
    diagnostic: &Diagnostic,
) -> String {
    let start = source.clamped(diagnostic.span.start);
    let line = source.line_at(start);
    let (excerpt, marked) = excerpt(source, start, source.clamped(diagnostic.span.end));
    let snippet =
        Snippet::source(excerpt).line_start(line).annotation(AnnotationKind::Primary.span(marked));
    let origin = Origin::path(shown(source.name())).line(line).char_column(source.column_at(start));
    let mut group =
        level.clone().primary_title(shown(&diagnostic.message)).element(origin).element(snippet);
    if let Some(advice) = &diagnostic.advice {
        group = group.element(Level::HELP.message(shown(advice)));
    }
    let drawn = renderer.render(&[group]);
    // It marks a snippet that follows an origin; here they are one and the same place.
    let is_told = |line: &&str| line.trim() != ":::";
    drawn.lines().filter(is_told).collect::<Vec<_>>().join("\n")
}

/// Returns the line as it may be shown, cut around the mistake, and where the mistake lies in it.
fn excerpt(source: &Source, start: usize, end: usize) -> (String, Range<usize>) {
    let line = source.line_range(start);
    let start = start.min(line.end);
    // A mistake that spans lines is marked to the end of its first.
    let end = end.clamp(start, line.end);
    let text = source.text();

    let (before, marked, after) =
        (&text[line.start..start], &text[start..end], &text[end..line.end]);
    let [before, marked, after] = whole([before, marked, after]).unwrap_or_else(|| {
        let before = last_cells(before, BEFORE_CELLS);
        let marked = first_cells(marked, EXCERPT_CELLS.saturating_sub(width(&before)));
        let rest = EXCERPT_CELLS.saturating_sub(width(&before) + width(&marked));
        let after = first_cells(after, rest);
        [before, marked, after]
    });
    let range = before.len()..before.len() + marked.len();
    (before + &marked + &after, range)
}

/// The parts of a line, harmless, where they fit without a cut.
fn whole(parts: [&str; 3]) -> Option<[String; 3]> {
    // A line of many bytes is not even measured.
    if parts.iter().map(|part| part.len()).sum::<usize>() > 6 * EXCERPT_CELLS {
        return None;
    }
    let parts = parts.map(harmless);
    (parts.iter().map(|part| width(part)).sum::<usize>() <= EXCERPT_CELLS).then_some(parts)
}

/// One line of a file, where a tab is no threat.
fn harmless(text: &str) -> String {
    shown(&text.replace('\t', " ")).into_owned()
}

/// The beginning of a text, harmless and no wider than that.
fn first_cells(text: &str, cells: usize) -> String {
    let mut out = String::new();
    for (at, character) in text.grapheme_indices(true) {
        let character = harmless(character);
        let is_last = at + character.len() >= text.len();
        let reserve = if is_last { 0 } else { DOTS.len() };
        if width(&out) + width(&character) + reserve > cells {
            out.push_str(&DOTS[..DOTS.len().min(cells.saturating_sub(width(&out)))]);
            break;
        }
        out.push_str(&character);
    }
    out
}

/// The end of a text, harmless and no wider than that.
fn last_cells(text: &str, cells: usize) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut taken = 0;
    for character in text.graphemes(true).rev() {
        let character = harmless(character);
        taken += width(&character);
        if taken > cells {
            kept.push(DOTS.to_owned());
            break;
        }
        kept.push(character);
    }
    kept.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn drawn(text: &str, span: Range<usize>) -> String {
        render(&[Source::new("a.toml", text)], &[Diagnostic::new(0, span, "wrong")])
    }

    #[test]
    fn mistakes_are_drawn_in_place_and_in_order() {
        let sources = [
            Source::new("a.toml", "one = 1\ntwo = \"zwei\"\n"),
            Source::new("b\u{1B}.toml", "\tthree = '\u{202E}'  \n"),
        ];
        let mistakes = [
            Diagnostic::new(1, 9..14, "a hidden character"),
            Diagnostic::new(0, 14..20, "not a number").advise("write `2`"),
            Diagnostic::new(0, 0..3, "unknown\nkey"),
        ];
        insta::assert_snapshot!(render(&sources, &mistakes));
        assert!(render_notes(&sources, &mistakes).starts_with("note: unknown<U+000A>key\n"));
        assert_eq!(render(&sources, &[]), "");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mistake() {
        let line = format!("{} MISTAKE {}\n", "before ".repeat(2000), "after ".repeat(2000));
        let at = line.find("MISTAKE").unwrap();
        insta::assert_snapshot!(drawn(&line, at..at + 7));
        let end = line.len() - 1;
        insta::assert_snapshot!(drawn(&line, end..end));
        insta::assert_snapshot!(drawn(&line, 0..end));
        insta::assert_snapshot!(drawn(&"東京\u{1B}".repeat(100), 60..67));
    }

    #[test]
    fn a_mistake_over_several_lines_is_marked_in_its_first() {
        insta::assert_snapshot!(drawn("x = [\n1,\n2]\n", 4..11));
    }

    proptest! {
        #[test]
        fn whatever_is_wrong_wherever_it_can_be_drawn(
            text in any::<String>(),
            start in 0..200_usize,
            length in 0..200_usize,
            message in any::<String>(),
        ) {
            let sources = [Source::new("f", text)];
            let mistake = Diagnostic::new(0, start..start + length, message).advise("x");
            let drawn = render(&sources, &[mistake]);
            prop_assert!(drawn.chars().all(|c| c == '\n' || super::super::is_harmless(c)));
            let excerpt = drawn.lines().find(|line| line.starts_with(|c: char| c.is_ascii_digit()));
            prop_assert!(excerpt.is_some_and(|line| width(line) <= 80), "{}", drawn);
        }
    }
}
