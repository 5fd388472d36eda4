//! The page around the parts: head, header, footer.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::super::document::Document;
use super::lines;
use super::parts::part;
use super::style::style;

/// Nothing is fetched and nothing runs, whatever stands in the record.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

pub(super) fn page(document: &Document) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (lines(&document.title)) }
                style { (PreEscaped(style(&document.digest))) }
            }
            body {
                header.running {
                    span { (lines(&document.header.0)) }
                    span { (lines(&document.header.1)) }
                }
                main {
                    @for it in &document.parts { (part(it)) }
                }
                footer {
                    p { strong { (lines(&document.standing)) } }
                    p { code { (lines(&document.digest)) } }
                    p { (lines(&document.about)) }
                }
            }
        }
    }
}
