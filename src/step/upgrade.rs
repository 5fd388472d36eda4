//! A point of no return: a word is typed before it, and its outcome is asked after it.
//!
//! ```toml
//! [step.upgrade]
//! ask = "Everything before the upgrade of {site} is settled. Start it?"
//! word = "UPGRADE {site}"
//! outcome = "How did the upgrade of {site} end?"
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
    outcome: Spanned<String>,
}

impl Raw {
    /// Checks it, and notes its mistakes on the page.
    pub(crate) fn read(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Kind {
        Kind::Upgrade {
            ask: page.prose("ask", &self.ask, scope),
            word: page.typed("word", &self.word, scope),
            outcome: page.prose("outcome", &self.outcome, scope),
        }
    }
}

/// What it asks before it is begun.
pub(super) fn ask(ask: &Text, word: &Text, fill: &dyn Fn(&Text) -> String) -> Ask {
    Ask::Begin { question: fill(ask), word: fill(word) }
}

/// What it asks once it has been begun.
pub(super) fn outcome_ask(outcome: &Text, fill: &dyn Fn(&Text) -> String) -> Ask {
    Ask::Outcome { question: fill(outcome) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::testing;

    #[test]
    fn what_is_asked_and_what_is_refused() {
        let table = [
            (
                r#"ask = "Start?"
                word = "UPGRADE {site}"
                outcome = "How did it end?""#,
                r#"Begin { question: "Start?", word: "UPGRADE SITE" }, then Outcome { question: "How did it end?" }"#,
            ),
            (
                r#"ask = ""
                word = ""
                outcome = """#,
                "`ask` is empty; `word` is empty; `outcome` is empty",
            ),
            (
                r#"ask = "Start?"
                word = "UPGRADE""#,
                "missing field `outcome`",
            ),
        ];
        for (toml, expected) in table {
            assert_eq!(testing::outcome(toml, Raw::read), expected, "toml: {toml}");
        }
    }
}
