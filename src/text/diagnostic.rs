//! A mistake in a file: where it is, what is wrong, and what to do about it.

use std::ops::Range;

use super::shown;

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
    /// Where each line starts, in bytes; never empty, lowest first.
    line_starts: Vec<usize>,
}

impl Source {
    /// Takes the name for messages, and the text.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { name: name.into(), text, line_starts }
    }

    /// The name as given, not yet made harmless.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the number of the line, from 1, in which a byte stands.
    pub fn line_at(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte)
    }

    /// Returns the column, from 1, in characters.
    pub fn column_at(&self, byte: usize) -> usize {
        let byte = self.clamped(byte);
        let start = self.line_starts[self.line_at(byte) - 1];
        self.text[start..byte].chars().count() + 1
    }

    /// Returns where the line of a byte lies, without its line end.
    pub fn line_range(&self, byte: usize) -> Range<usize> {
        let line = self.line_at(byte);
        let start = self.line_starts[line - 1];
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| next - 1);
        let text = &self.text[start..end];
        start..start + text.strip_suffix('\r').unwrap_or(text).len()
    }

    /// Moves a position back to where a character starts, and into the text.
    pub(super) fn clamped(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }
}

/// One mistake, or one thing that is odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Index into the sources.
    pub file: usize,
    /// Bytes in that file.
    pub span: Range<usize>,
    /// What is wrong: lower case, values in backticks, no full stop.
    pub message: String,
    /// What to do, in the imperative.
    pub advice: Option<String>,
}

impl Diagnostic {
    /// A mistake without advice.
    pub fn new(file: usize, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { file, span, message: message.into(), advice: None }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }

    /// Returns the number of the line, from 1; 1 as well where the file is not among the sources.
    pub fn line(&self, sources: &[Source]) -> usize {
        sources.get(self.file).map_or(1, |source| source.line_at(source.clamped(self.span.start)))
    }

    /// Returns it in one line: `file:line: message; advice`.
    pub fn one_line(&self, sources: &[Source]) -> String {
        let name = sources.get(self.file).map_or("?", Source::name);
        let line = self.line(sources);
        let message = shown(&self.message);
        match &self.advice {
            Some(advice) => format!("{}:{line}: {message}; {}", shown(name), shown(advice)),
            None => format!("{}:{line}: {message}", shown(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_line_and_column() {
        let source = Source::new("f", "ab\r\n\ncÉd\n");
        let table = [
            // byte, line, column, range of the line
            (0, 1, 1, 0..2),
            (2, 1, 3, 0..2),
            (3, 1, 4, 0..2),
            (4, 2, 1, 4..4),
            (5, 3, 1, 5..9),
            (7, 3, 2, 5..9), // Inside É, which starts at 6.
            (8, 3, 3, 5..9),
            (10, 4, 1, 10..10),
            (99, 4, 1, 10..10),
        ];
        for (byte, line, column, range) in table {
            let found = (source.line_at(byte), source.column_at(byte), source.line_range(byte));
            assert_eq!(found, (line, column, range), "byte {byte}");
        }
        assert_eq!(Source::new("f", "").line_range(0), 0..0);
    }

    #[test]
    fn one_line_is_one_harmless_line() {
        let sources = [Source::new("a.toml", "x\ny\n"), Source::new("b\n\u{1B}", "")];
        let table = [
            (Diagnostic::new(0, 2..3, "wrong `y`"), "a.toml:2: wrong `y`"),
            (Diagnostic::new(0, 0..1, "wrong").advise("mend it"), "a.toml:1: wrong; mend it"),
            (Diagnostic::new(1, 0..9, "\u{202E}\n"), "b<U+000A><U+001B>:1: <U+202E><U+000A>"),
            (Diagnostic::new(7, 0..1, "lost"), "?:1: lost"),
        ];
        for (diagnostic, expected) in table {
            assert_eq!(diagnostic.one_line(&sources), expected);
        }
    }
}
