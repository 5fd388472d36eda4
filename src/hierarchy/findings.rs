//! What is found while a file is read: mistakes, and notes on what is odd but allowed.

use std::ops::Range;

use crate::text::{Diagnostic, Source};

/// The index of the file in diagnostics: a hierarchy is one file.
pub(super) const FILE: usize = 0;

/// What to call the entry that stands at some place.
type Called<'a> = dyn Fn(&Range<usize>) -> String + 'a;

pub(super) struct Findings<'a> {
    source: &'a Source,
    /// None: by its line.
    called: Option<&'a Called<'a>>,
    mistakes: Vec<Finding>,
    notes: Vec<Finding>,
}

/// Something that was found, and the key that it is about where that is not what it points at.
pub(super) struct Finding {
    pub(super) diagnostic: Diagnostic,
    pub(super) subject: Option<Subject>,
}

/// The key that a finding is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    /// It is not there.
    Missing(&'static str),
    About(&'static str),
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, subject: None }
    }
}

impl<'a> Findings<'a> {
    /// Begins with nothing found. Messages call entries by their lines.
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, called: None, mistakes: Vec::new(), notes: Vec::new() }
    }

    /// The same where nobody sees the lines: how to call what stands at a place.
    pub(super) fn called(source: &'a Source, called: &'a Called<'a>) -> Self {
        Self { called: Some(called), ..Self::new(source) }
    }

    pub(super) fn text(&self) -> &'a str {
        self.source.text()
    }

    /// Returns where something stands, for a message: `in line 4`.
    pub(super) fn place(&self, span: &Range<usize>) -> String {
        match self.called {
            Some(called) => called(span),
            None => format!("in line {}", self.source.line_at(span.start)),
        }
    }

    pub(super) fn mistake(&mut self, span: Range<usize>, message: String, advice: &str) {
        self.mistakes.push(Diagnostic::new(FILE, span, message).advise(advice).into());
    }

    /// A mistake in a key that is not there to be pointed at, or not alone to blame.
    pub(super) fn mistake_about(
        &mut self,
        key: &'static str,
        span: Range<usize>,
        message: String,
        advice: &str,
    ) {
        let diagnostic = Diagnostic::new(FILE, span, message).advise(advice);
        self.mistakes.push(Finding { diagnostic, subject: Some(Subject::About(key)) });
    }

    /// The mistake that a key is missing.
    pub(super) fn missing(
        &mut self,
        key: &'static str,
        span: Range<usize>,
        message: String,
        advice: &str,
    ) {
        let diagnostic = Diagnostic::new(FILE, span, message).advise(advice);
        self.mistakes.push(Finding { diagnostic, subject: Some(Subject::Missing(key)) });
    }

    pub(super) fn mistakes(&mut self, mistakes: Vec<Diagnostic>) {
        self.mistakes.extend(mistakes.into_iter().map(Finding::from));
    }

    pub(super) fn note(&mut self, span: Range<usize>, message: String, advice: &str) {
        self.notes.push(Diagnostic::new(FILE, span, message).advise(advice).into());
    }

    /// Whether there is no mistake so far.
    pub(super) fn is_clean(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// Returns the mistakes, or the notes where there is none; in the order of the file.
    pub(super) fn all(self) -> Vec<Finding> {
        let mut all = if self.mistakes.is_empty() { self.notes } else { self.mistakes };
        all.sort_by_key(|one| one.diagnostic.span.start);
        all
    }

    /// Returns the notes, or the mistakes where there are any; in the order of the file.
    pub(super) fn settle(self) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        let is_clean = self.is_clean();
        let all = self.all().into_iter().map(|one| one.diagnostic).collect();
        if is_clean { Ok(all) } else { Err(all) }
    }
}
