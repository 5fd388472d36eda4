//! A question that must be answered yes.
//!
//! ```toml
//! confirm = { ask = "Has the registry of {server} been backed up?" }
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
    /// Checks it, and notes its mistakes on the page.
    pub(crate) fn read(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Kind {
        Kind::Confirm { ask: page.prose("ask", &self.ask, scope) }
    }
}

/// What it asks.
pub(super) fn ask(ask: &Text, fill: &dyn Fn(&Text) -> String) -> Ask {
    Ask::YesNo { question: fill(ask) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::testing;

    #[test]
    fn what_is_asked_and_what_is_refused() {
        let table = [
            (r#"ask = "Is {server} backed up?""#, r#"YesNo { question: "Is SERVER backed up?" }"#),
            (r#"ask = """#, "`ask` is empty"),
            (r#"ask = "Is {servr} up?""#, "there is no fact `servr`"),
            ("", "missing field `ask`"),
            (r#"asc = "Is it?""#, "unknown field `asc`, expected `ask`"),
            ("ask = 1", "invalid type: integer `1`, expected a string"),
        ];
        for (toml, expected) in table {
            assert_eq!(testing::outcome(toml, Raw::read), expected, "toml: {toml}");
        }
    }
}
