//! A word that must be typed as it stands, for what is easily confirmed without thinking.
//!
//! ```toml
//! word = { ask = "Has the site reset of {site} ended without errors?", word = "RESET {site}" }
//! ```

use serde::Deserialize;
use toml::Spanned;

use super::{Ask, Kind, Page, Scope, Text};

/// As a flow writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    ask: Spanned<String>,
    word: Spanned<String>,
}

impl Raw {
    /// Checks it, and notes its mistakes on the page.
    pub(crate) fn read(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Kind {
        Kind::Word {
            ask: page.prose("ask", &self.ask, scope),
            word: page.typed("word", &self.word, scope),
        }
    }
}

/// What it asks.
pub(super) fn ask(ask: &Text, word: &Text, fill: &dyn Fn(&Text) -> String) -> Ask {
    Ask::Word { question: fill(ask), word: fill(word) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::testing;

    #[test]
    fn what_is_asked_and_what_is_refused() {
        let table = [
            (
                r#"ask = "Reset?"
                word = "RESET {site}""#,
                r#"Word { question: "Reset?", word: "RESET SITE" }"#,
            ),
            (
                r#"ask = ""
                word = " ""#,
                "`ask` is empty; `word` is empty",
            ),
            (
                r#"ask = "Reset?"
                word = "RESET ""#,
                "`word` begins or ends with a space, which nobody sees to type",
            ),
            (
                r#"ask = "Reset?"
                word = "RE\nSET""#,
                "`word` is longer than one line",
            ),
            (r#"ask = "Reset?""#, "missing field `word`"),
        ];
        for (toml, expected) in table {
            assert_eq!(testing::outcome(toml, Raw::read), expected, "toml: {toml}");
        }
        let long = format!("ask = \"Reset?\"\nword = \"{}\"", "R".repeat(81));
        let expected = "`word` has 81 characters; the limit is 80";
        assert_eq!(testing::outcome(&long, Raw::read), expected);
    }
}
