//! What is found while a file is read: mistakes, and notes on what is odd but allowed.

use std::ops::Range;

use crate::text::{Diagnostic, Source};

/// The index of the file in diagnostics: a hierarchy is one file.
pub(super) const FILE: usize = 0;

pub(super) struct Findings<'a> {
    source: &'a Source,
    mistakes: Vec<Diagnostic>,
    notes: Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, mistakes: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn text(&self) -> &'a str {
        self.source.text()
    }

    /// Returns the number of the line in which something stands.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.source.line_at(span.start)
    }

    pub(super) fn mistake(&mut self, span: Range<usize>, message: String, advice: &str) {
        self.mistakes.push(Diagnostic::new(FILE, span, message).advise(advice));
    }

    pub(super) fn mistakes(&mut self, mistakes: Vec<Diagnostic>) {
        self.mistakes.extend(mistakes);
    }

    pub(super) fn note(&mut self, span: Range<usize>, message: String, advice: &str) {
        self.notes.push(Diagnostic::new(FILE, span, message).advise(advice));
    }

    /// Whether there is no mistake so far.
    pub(super) fn is_clean(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// Returns the notes, or the mistakes where there are any; in the order of the file.
    pub(super) fn settle(mut self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        self.mistakes.sort_by_key(|mistake| mistake.span.start);
        self.notes.sort_by_key(|note| note.span.start);
        if self.mistakes.is_empty() { Ok(self.notes) } else { Err(self.mistakes) }
    }
}
