//! Plans and checklists on paper: text, markdown, HTML, PDF and JSON.
//!
//! The same record always prints the same bytes: no clock, no file, no environment. A print decides
//! nothing; what it says of a step is what the engine says. Everything foreign passes
//! [`crate::text::shown`] or is spelled out as JSON does it.

#![warn(clippy::disallowed_methods)]

mod act;
mod blank;
mod block;
mod checklist_json;
mod checklist_markdown;
mod checklist_text;
mod compare;
mod content;
mod document;
mod entry;
mod footnote;
mod front_markdown;
mod front_text;
mod gather;
mod go;
mod harmless_json;
mod html;
mod lines;
mod marked;
mod paper;
mod pdf;
mod people;
mod phrase;
mod piece_markdown;
mod piece_text;
mod plan_json;
mod plan_text;
mod proof;
#[cfg(test)]
mod proved;
mod reading;
mod seal;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod wait;

use jiff::Timestamp;

use crate::engine::{Model, Person};
use crate::timestamp::Stamp;

pub use blank::{Blank, blank_html, blank_markdown, blank_pdf, blank_text, form_number};
pub use checklist_json::checklist_json;
pub use checklist_markdown::checklist_markdown;
pub use checklist_text::checklist_text;
pub use compare::{
    Comparison, Listed, Side, SiteMap, SiteMapError, difference_json, difference_markdown,
    difference_text,
};
pub use harmless_json::pretty as harmless_json;
pub use html::checklist_html;
pub use pdf::{PaperSize, PdfError, checklist_pdf};
pub use plan_json::plan_json;
pub use plan_text::plan_text;

/// All that a checklist is printed from.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    pub model: &'a Model,
    pub head: &'a Head,
}

/// What the record says beside the facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The session's name.
    pub session: String,
    pub session_id: String,
    /// Hex.
    pub run: String,
    /// `upgrade-wizard 0.1.0`.
    pub tool: String,
    /// Hex. Of the whole file as it stands.
    pub record_sha256: String,
    pub record_lines: u64,
    /// None where nobody has signed the whole file.
    pub sealed: Option<Sealed>,
    pub ticket: Option<String>,
    pub host: String,
    pub opened_at: Timestamp,
    pub opened_by: Person,
    /// Why the signatures could not be checked against a list that the printing person keeps.
    /// Every page says so. `None`: they were, and hold.
    pub unchecked: Option<String>,
    /// The time-stamps that lie beside the record.
    pub stamps: Vec<Stamp>,
}

/// Who signed the whole file, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The principal, as in the signers file.
    pub by_id: String,
    /// The name as printed.
    pub by_name: String,
    /// Fingerprint of the key.
    pub key: String,
    pub at: Timestamp,
}

/// What stands between two pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageBreaks {
    /// A form feed, and every page filled up to its foot: for a printer.
    FormFeed,
    /// An empty line: for a screen or a file.
    Rule,
}
