//! A short text that is put on record, such as where a backup lies.
//!
//! ```toml
//! line = { ask = "Where does the copy of {server} lie?", example = "tape 14, cabinet 2" }
//! ```

use serde::Deserialize;
use toml::Spanned;

use super::{Ask, Kind, Page, Scope, Text};

/// As a flow writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    ask: Spanned<String>,
    example: Spanned<String>,
}

impl Raw {
    /// Checks it, and notes its mistakes on the page.
    pub(crate) fn read(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Kind {
        Kind::Line {
            ask: page.prose("ask", &self.ask, scope),
            example: page.line("example", &self.example, scope),
        }
    }
}

/// What it asks.
pub(super) fn ask(ask: &Text, example: &Text, fill: &dyn Fn(&Text) -> String) -> Ask {
    Ask::Line { question: fill(ask), example: fill(example) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::testing;

    #[test]
    fn what_is_asked_and_what_is_refused() {
        let table = [
            (
                r#"ask = "Where?"
                example = "tape of {site}""#,
                r#"Line { question: "Where?", example: "tape of SITE" }"#,
            ),
            (
                r#"ask = "Where?"
                example = """#,
                "`example` is empty",
            ),
            (
                r#"ask = "Where?"
                example = "one\ntwo""#,
                "`example` is longer than one line",
            ),
            (r#"ask = "Where?""#, "missing field `example`"),
        ];
        for (toml, expected) in table {
            assert_eq!(testing::outcome(toml, Raw::read), expected, "toml: {toml}");
        }
    }
}
