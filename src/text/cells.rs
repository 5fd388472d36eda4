//! Text in the cells of a terminal: how wide it is, and making it fit.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Stands where text was cut.
const DOTS: &str = "...";

/// Returns how many cells a line takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.width() }
}

/// Whether each byte is a character that takes one cell, as nearly always.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Returns the line filled up with spaces. A line that is wider stays as it is.
pub fn pad(text: &str, cells: usize) -> String {
    let missing = cells.saturating_sub(width(text));
    let mut padded = text.to_owned();
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// Returns the line cut to fit, ending in `...` where something was cut.
pub fn clip(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let dots = &DOTS[..DOTS.len().min(cells)];
    let (kept, _) = split_at_cells(text, cells - dots.len());
    format!("{kept}{dots}")
}

/// Returns as much of the line as fits, without a mark.
pub fn cut(text: &str, cells: usize) -> &str {
    split_at_cells(text, cells).0
}

/// Breaks text into lines that fit, at spaces where there are any.
///
/// Line ends in the text stay line ends, and an empty line stays one. A word that is too long is
/// broken between characters. What is wider than a whole line becomes `?`. No lines for 0 cells.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    if cells == 0 {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, cells, &mut lines);
    }
    lines
}

fn wrap_paragraph(paragraph: &str, cells: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    let mut line_cells = 0;
    let mut rest = paragraph;
    while !rest.is_empty() {
        // Spaces are kept between two words of a line and dropped where it breaks.
        let (gap, after) = rest.split_at(rest.len() - rest.trim_start_matches(' ').len());
        let (mut word, after) = after.split_at(after.find(' ').unwrap_or(after.len()));
        rest = after;

        let (_, over) = split_at_cells(word, cells.saturating_sub(line_cells + gap.len()));
        if over.is_empty() && line_cells + gap.len() <= cells {
            line.push_str(gap);
            line.push_str(word);
            line_cells += gap.len() + cells_of(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        loop {
            let (fits, over) = split_at_cells(word, cells);
            if over.is_empty() {
                break;
            }
            if fits.is_empty() {
                // A single character that is wider than the line.
                lines.push("?".to_owned());
                word = after_first_character(word);
            } else {
                lines.push(fits.to_owned());
                word = over;
            }
        }
        line.push_str(word);
        line_cells = cells_of(word);
    }
    lines.push(line);
}

/// Splits after as many whole characters, as people count them, as fit.
fn split_at_cells(text: &str, cells: usize) -> (&str, &str) {
    if is_plain(text) {
        return text.split_at(cells.min(text.len()));
    }
    let mut taken = 0;
    for (at, character) in text.grapheme_indices(true) {
        taken += width(character);
        if taken > cells {
            return text.split_at(at);
        }
    }
    (text, "")
}

/// The width character by character: never less than that of the whole, which may join some.
fn cells_of(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.graphemes(true).map(width).sum() }
}

fn after_first_character(text: &str) -> &str {
    text.graphemes(true).next().map_or("", |first| &text[first.len()..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_measured_in_cells() {
        for (text, expected) in [("", 0), ("abc", 3), ("Größe", 5), ("東京", 4), ("e\u{301}", 1)]
        {
            assert_eq!(width(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_are_padded_and_clipped_to_cells() {
        let table = [
            ("abc", 5, "abc  ", "abc"),
            ("abc", 3, "abc", "abc"),
            ("abcdef", 5, "abcdef", "ab..."),
            ("abcdef", 3, "abcdef", "..."),
            ("abcdef", 2, "abcdef", ".."),
            ("abcdef", 0, "abcdef", ""),
            ("東京都庁", 7, "東京都庁", "東京..."),
            ("東京都庁", 6, "東京都庁", "東..."),
            ("東", 4, "東  ", "東"),
        ];
        for (text, cells, padded, clipped) in table {
            assert_eq!(pad(text, cells), padded, "{text:?} to {cells}");
            assert_eq!(clip(text, cells), clipped, "{text:?} to {cells}");
        }
    }

    #[test]
    fn text_is_wrapped_at_spaces_where_there_are_any() {
        let table: [(&str, usize, &[&str]); 13] = [
            ("", 10, &[""]),
            ("one two three", 7, &["one two", "three"]),
            ("one two three", 100, &["one two three"]),
            ("one  two", 8, &["one  two"]),
            ("one  two", 7, &["one", "two"]),
            ("first\n\nsecond line", 6, &["first", "", "second", "line"]),
            ("ends\n", 6, &["ends", ""]),
            ("  - an item", 8, &["  - an", "item"]),
            ("abcdefgh", 3, &["abc", "def", "gh"]),
            ("a abcdefgh b", 4, &["a", "abcd", "efgh", "b"]),
            ("東京都庁 x", 5, &["東京", "都庁", "x"]),
            ("a東b", 1, &["a", "?", "b"]),
            ("abc", 0, &[]),
        ];
        for (text, cells, expected) in table {
            assert_eq!(wrap(text, cells), expected, "{text:?} to {cells}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked(text in any::<String>(), cells in 0..40_usize) {
            for line in wrap(&text, cells) {
                prop_assert!(width(&line) <= cells, "{:?}", line);
            }
            prop_assert!(width(&clip(&text, cells)) <= cells);
            prop_assert!(width(&pad(&text, cells)) >= cells);
        }

        #[test]
        fn nothing_is_lost_but_spaces(text in "[a-zé東 \n]{0,80}", cells in 2..40_usize) {
            let solid = |text: &str| text.replace([' ', '\n'], "");
            prop_assert_eq!(solid(&wrap(&text, cells).concat()), solid(&text));
        }
    }
}
