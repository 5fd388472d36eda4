//! A print as HTML: one file, no scripts, nothing fetched; for a screen, a phone and a printer.
//!
//! maud escapes whatever is put in, by templates that are compiled; [`Words`] made it harmless
//! before.

mod entry;
mod page;
mod parts;
mod style;
#[cfg(test)]
mod tests;

use std::fmt::Write;

use maud::{Escaper, Markup, Render, html};

use super::document::{Document, Look, Words, document};
use super::{Sheet, gather};

/// Prints the checklist as it stands.
pub fn checklist_html(sheet: &Sheet<'_>) -> String {
    of(&document(&gather::checklist(sheet)))
}

/// Draws a print.
pub(super) fn of(document: &Document) -> String {
    let mut text = page::page(document).into_string();
    text.push('\n');
    text
}

/// A paragraph's pieces, each with its look.
fn words(words: &Words) -> Markup {
    html! {
        @for span in words.spans() {
            @match span.look {
                Look::Plain => (lines(&span.text)),
                Look::Strong => strong { (lines(&span.text)) },
                Look::Exact => code { (lines(&span.text)) },
                Look::Struck => del { (lines(&span.text)) },
                Look::Quiet => span.quiet { (lines(&span.text)) },
            }
        }
    }
}

/// Text in which nothing is left that HTML reads: maud escapes `& < > "`, and this `'` too.
struct Text<'a>(&'a str);

impl Render for Text<'_> {
    fn render_to(&self, buffer: &mut String) {
        for (index, part) in self.0.split('\'').enumerate() {
            if index > 0 {
                buffer.push_str("&#39;");
            }
            // Writing to a string cannot fail.
            let _ = Escaper::new(buffer).write_str(part);
        }
    }
}

/// Text whose line ends are kept.
fn lines(text: &str) -> Markup {
    html! {
        @for (index, line) in text.split('\n').enumerate() {
            @if index > 0 { br; }
            (Text(line))
        }
    }
}

/// Paragraphs in a cell or beside a label.
fn stacked(all: &[Words]) -> Markup {
    html! {
        @for one in all {
            @match one.indent() {
                0 => p { (words(one)) },
                1 => p.in1 { (words(one)) },
                _ => p.in2 { (words(one)) },
            }
        }
    }
}
