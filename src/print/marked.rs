//! Foreign text in markdown: it is shown as it is, and never read as markdown or HTML.

use crate::text::{shown, shown_lines};

/// Markdown in the making.
#[derive(Debug, Default)]
pub(super) struct Marked(String);

impl Marked {
    /// Adds lines as they are, and a line end.
    pub(super) fn put(&mut self, lines: &str) {
        self.0.push_str(lines);
        self.0.push('\n');
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

/// One line of text.
pub(super) fn line(text: &str) -> String {
    escaped(&shown(text))
}

/// Text of several lines, for a list entry whose text stands at `indent`: line ends stay.
pub(super) fn lines(text: &str, indent: usize) -> String {
    let text = shown_lines(text.trim());
    let lines: Vec<_> =
        text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(escaped).collect();
    lines.join(&format!("\\\n{}", " ".repeat(indent)))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    // What makes a list or a heading does so at the beginning of a line only.
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    for (at, c) in text.char_indices() {
        let begins_block = match c {
            '-' | '+' | '=' => at == 0,
            '.' | ')' => at > 0 && at == digits && ends_word(&text[at + 1..]),
            _ => false,
        };
        if begins_block || "\\`*_{}[]<>|~&#$".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn ends_word(rest: &str) -> bool {
    rest.chars().next().is_none_or(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_would_read_is_escaped() {
        let table = [
            ("plain, text: 1.2 - a", "plain, text: 1.2 - a"),
            ("<script>", "\\<script\\>"),
            ("a|b", "a\\|b"),
            ("*a* _b_ `c` [d](e)", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e)"),
            ("# a", "\\# a"),
            ("- a", "\\- a"),
            ("+ a", "\\+ a"),
            ("1. a", "1\\. a"),
            ("12) a", "12\\) a"),
            ("&lt;", "\\&lt;"),
            ("C:\\SMS", "C:\\\\SMS"),
            ("\u{1b}[31m", "\\<U+001B\\>\\[31m"),
            ("a\nb", "a\\<U+000A\\>b"),
            ("![x]", "!\\[x\\]"),
            ("2.0 SP1", "2.0 SP1"),
            ("2.", "2\\."),
        ];
        for (text, expected) in table {
            assert_eq!(line(text), expected, "text: {text:?}");
        }
    }

    #[test]
    fn every_line_of_a_text_is_escaped_and_indented() {
        assert_eq!(lines("a\n\n  # b\n- c\n", 4), "a\\\n    \\# b\\\n    \\- c");
    }
}
