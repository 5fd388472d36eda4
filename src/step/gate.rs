//! A gate: it opens by itself when everything that it requires is settled, and holds back the rest.
//!
//! ```toml
//! gate = { ask = "Every hotfix that is due is installed at every site." }
//! ```

use serde::Deserialize;
use toml::Spanned;

use super::{Ask, Kind, Page, Scope, Text};

/// As a flow writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    ask: Spanned<String>,
}

impl Raw {
    /// Checks it, and notes its mistakes on the page. That it can open at all is checked by `flow`,
    /// which knows what it requires.
    pub(crate) fn read(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Kind {
        Kind::Gate { ask: page.prose("ask", &self.ask, scope) }
    }
}

/// What it asks.
pub(super) fn ask(ask: &Text, fill: &dyn Fn(&Text) -> String) -> Ask {
    Ask::Gate { question: fill(ask) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::testing;

    #[test]
    fn what_is_asked_and_what_is_refused() {
        let table = [
            (r#"ask = "All done at {site}.""#, r#"Gate { question: "All done at SITE." }"#),
            (r#"ask = "  ""#, "`ask` is empty"),
            ("", "missing field `ask`"),
        ];
        for (toml, expected) in table {
            assert_eq!(testing::outcome(toml, Raw::read), expected, "toml: {toml}");
        }
    }
}
