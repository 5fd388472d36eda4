//! The empty form of a plan, to fill in by hand where no machine may be used, and to be taken over
//! from paper later. Its number is the digest of the plan: two forms of one number ask the same.

mod form;
mod markdown;
mod signatures;
mod steps;
#[cfg(test)]
mod tests;
mod text;

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::plan::Plan;

use super::pdf::{PaperSize, PdfError};
use super::{PageBreaks, html, pdf, plan_json};

/// A form that is to be printed.
#[derive(Debug, Clone, Copy)]
pub struct Blank<'a> {
    pub plan: &'a Plan,
    /// The session that it is printed for. `None`: there is none yet.
    pub session: Option<&'a str>,
}

/// The number of the form of a plan: SHA-256, hex, of the plan as JSON.
pub fn form_number(plan: &Plan) -> String {
    let digest = Sha256::digest(plan_json(plan).as_bytes());
    digest.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The form as text, in 80 columns.
pub fn blank_text(blank: &Blank<'_>, page_breaks: PageBreaks) -> String {
    text::of(&form::form(blank), page_breaks)
}

/// The form as markdown.
pub fn blank_markdown(blank: &Blank<'_>) -> String {
    markdown::of(&form::form(blank))
}

/// The form as HTML.
pub fn blank_html(blank: &Blank<'_>) -> String {
    html::of(&form::form(blank))
}

/// The form as PDF.
pub fn blank_pdf(blank: &Blank<'_>, size: PaperSize) -> Result<Vec<u8>, PdfError> {
    pdf::of(&form::form(blank), size)
}
