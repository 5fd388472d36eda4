//! Text with its looks. Whatever is put in comes out harmless.

use crate::text::{shown, shown_lines};

/// A paragraph in the making: pieces of text, each with its look. `\n` in one breaks the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::print) struct Words {
    spans: Vec<Span>,
    /// How deep it stands below what comes before it.
    indent: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::print) struct Span {
    pub(in crate::print) text: String,
    pub(in crate::print) look: Look,
}

/// What a piece of text looks like, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::print) enum Look {
    Plain,
    Strong,
    /// Digests, paths and ids: every character counts.
    Exact,
    /// Held once, and holds no more.
    Struck,
    /// Who and when: there to be found, not to be read first.
    Quiet,
}

/// Text that is one line by nature.
pub(in crate::print) fn line(text: &str) -> String {
    shown(text).into_owned()
}

impl Words {
    /// One line.
    pub(in crate::print) fn say(text: &str) -> Self {
        Self::default().and(Look::Plain, text)
    }

    /// One line or several.
    pub(in crate::print) fn prose(text: &str) -> Self {
        Self::default().and_prose(Look::Plain, text)
    }

    pub(in crate::print) fn strong(text: &str) -> Self {
        Self::default().and(Look::Strong, text)
    }

    pub(in crate::print) fn exact(text: &str) -> Self {
        Self::default().and(Look::Exact, text)
    }

    pub(in crate::print) fn quiet(text: &str) -> Self {
        Self::default().and(Look::Quiet, text)
    }

    /// Adds text of one line.
    pub(in crate::print) fn and(self, look: Look, text: &str) -> Self {
        self.push(look, line(text))
    }

    /// Adds text of one line or several.
    pub(in crate::print) fn and_prose(self, look: Look, text: &str) -> Self {
        self.push(look, shown_lines(text.trim_end()).into_owned())
    }

    pub(in crate::print) fn indented(self, indent: u8) -> Self {
        Self { indent, ..self }
    }

    fn push(mut self, look: Look, text: String) -> Self {
        if !text.is_empty() {
            self.spans.push(Span { text, look });
        }
        self
    }

    pub(in crate::print) fn spans(&self) -> &[Span] {
        &self.spans
    }

    pub(in crate::print) fn indent(&self) -> u8 {
        self.indent
    }

    /// The text without its looks.
    pub(in crate::print) fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}
