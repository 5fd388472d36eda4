//! Files or folders that are read, hashed and kept with the answer.
//!
//! `instead` is a word that may be typed where there is nothing to attach.
//!
//! ```toml
//! evidence = { ask = "Attach the exported registry key of {server}.", of = "file" }
//! ```

use serde::Deserialize;
use toml::Spanned;

use super::{Ask, EvidenceOf, Kind, Page, Scope, Text};

/// As a flow writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    ask: Spanned<String>,
    of: Spanned<String>,
    instead: Option<Spanned<String>>,
}

const OF: [(EvidenceOf, &str); 3] =
    [(EvidenceOf::File, "file"), (EvidenceOf::Folder, "folder"), (EvidenceOf::Any, "any")];

impl Raw {
    /// Checks it, and notes its mistakes on the page.
    pub(crate) fn read(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Kind {
        let ask = page.prose("ask", &self.ask, scope);
        let of = page.one_of("kind of evidence", &self.of, &OF).unwrap_or(EvidenceOf::Any);
        let instead = self.instead.as_ref().map(|word| page.typed("instead", word, scope));
        Kind::Evidence { ask, of, instead }
    }
}

/// What it asks.
pub(super) fn ask(
    ask: &Text,
    of: EvidenceOf,
    instead: Option<&Text>,
    fill: &dyn Fn(&Text) -> String,
) -> Ask {
    Ask::Evidence { question: fill(ask), of, instead: instead.map(fill) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::testing;

    #[test]
    fn what_is_asked_and_what_is_refused() {
        let table = [
            (
                r#"ask = "Attach."
                of = "file""#,
                r#"Evidence { question: "Attach.", of: File, instead: None }"#,
            ),
            (
                r#"ask = "Attach."
                of = "any"
                instead = "NONE ON {server}""#,
                r#"Evidence { question: "Attach.", of: Any, instead: Some("NONE ON SERVER") }"#,
            ),
            (
                r#"ask = "Attach."
                of = "files""#,
                "there is no kind of evidence `files`",
            ),
            (
                r#"ask = "Attach."
                of = "folder"
                instead = """#,
                "`instead` is empty",
            ),
            (r#"ask = "Attach.""#, "missing field `of`"),
        ];
        for (toml, expected) in table {
            assert_eq!(testing::outcome(toml, Raw::read), expected, "toml: {toml}");
        }
    }
}
