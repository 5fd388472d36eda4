//! A print as PDF: tagged, searchable, with its own fonts, the digest on every page.
//!
//! [`set`] makes strips of a print, [`pages`] puts them on pages, [`draw`] draws those. No clock
//! and no chance: the same record gives the same bytes.

mod draw;
mod entry;
mod fonts;
mod margins;
mod pages;
mod set;
mod sheet;
mod side;
mod strip;
mod table;
mod tags;
#[cfg(test)]
mod tests;
mod typeset;

use super::document::{Document, document};
use super::{Sheet, gather};

pub use sheet::PaperSize;

/// Why no PDF was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    /// A bug: the fonts are part of the program.
    #[error("the fonts of this program cannot be read")]
    Fonts,
    #[error("the PDF could not be put together: {why}")]
    Refused { why: String },
}

impl PdfError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        "print it as html or text instead, and report this"
    }
}

/// Prints the checklist as it stands.
pub fn checklist_pdf(sheet: &Sheet<'_>, size: PaperSize) -> Result<Vec<u8>, PdfError> {
    of(&document(&gather::checklist(sheet)), size)
}

/// Draws a print.
pub(super) fn of(document: &Document, size: PaperSize) -> Result<Vec<u8>, PdfError> {
    let fonts = fonts::Fonts::load().ok_or(PdfError::Fonts)?;
    let set = set::set(document, &fonts, size);
    let pages = pages::pages(set.strips, &set.heads, size.room());
    draw::draw(document, &fonts, size, &pages, set.tags)
}
