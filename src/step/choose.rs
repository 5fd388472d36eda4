//! One of several answers. One that does not settle the step names what has to be mended first.
//!
//! ```toml
//! [step.choose]
//! ask = "Is there enough room for the database of {site}?"
//! options = [
//!   { id = "enough", label = "There is enough room" },
//!   { id = "short", label = "There is too little room", settles = false },
//! ]
//! ```

use serde::Deserialize;
use toml::Spanned;

use super::{Ask, AskOption, ChoiceOption, Kind, Page, Scope, Text};

/// Most options that a step may offer.
const OPTION_LIMIT: usize = 20;

/// As a flow writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    ask: Spanned<String>,
    options: Spanned<Vec<RawOption>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOption {
    id: Spanned<String>,
    label: Spanned<String>,
    settles: Option<bool>,
}

impl Raw {
    /// Checks it, and notes its mistakes on the page.
    pub(crate) fn read(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Kind {
        let ask = page.prose("ask", &self.ask, scope);
        let raw = self.options.get_ref();
        // Options that could not be read have been left out.
        let is_short = raw.len() < 2 && !page.is_damaged(&self.options.span());
        if is_short || raw.len() > OPTION_LIMIT {
            page.mistake(
                self.options.span(),
                format!("`options` has {} of them; 2 to {OPTION_LIMIT} are allowed", raw.len()),
            );
        } else if raw.len() > 1 && raw.iter().all(|option| option.settles == Some(false)) {
            page.advise(
                self.options.span(),
                "no option settles the step",
                "leave `settles = false` out of the options that do",
            );
        }
        page.unique("option", raw.iter().map(|option| &option.id));
        let options = raw.iter().map(|option| ChoiceOption {
            id: page.id("option", &option.id),
            label: page.line("label", &option.label, scope),
            settles: option.settles.unwrap_or(true),
        });
        let options = options.collect();
        Kind::Choose { ask, options }
    }
}

/// What it asks.
pub(super) fn ask(ask: &Text, options: &[ChoiceOption], fill: &dyn Fn(&Text) -> String) -> Ask {
    let options = options.iter().map(|option| AskOption {
        id: option.id.clone(),
        label: fill(&option.label),
        settles: option.settles,
    });
    Ask::OneOf { question: fill(ask), options: options.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::testing;

    #[test]
    fn what_is_asked_and_what_is_refused() {
        let table = [
            (
                r#"[{ id = "a", label = "At {site}" }, { id = "b", label = "B", settles = false }]"#,
                r#"OneOf { question: "Which?", options: [AskOption { id: "a", label: "At SITE", settles: true }, AskOption { id: "b", label: "B", settles: false }] }"#,
            ),
            ("[]", "`options` has 0 of them; 2 to 20 are allowed"),
            (r#"[{ id = "a", label = "A" }]"#, "`options` has 1 of them; 2 to 20 are allowed"),
            (
                r#"[{ id = "a", label = "A", settles = false }, { id = "b", label = "", settles = false }]"#,
                "no option settles the step; `label` is empty",
            ),
            (
                r#"[{ id = "a", label = "A" }, { id = "a", label = "B" }]"#,
                "option `a` is there twice",
            ),
            (
                r#"[{ id = "A b", label = "A" }, { id = "b", label = "B" }]"#,
                "option `A b` is not a name",
            ),
            (r#"[{ id = "a" }]"#, "missing field `label`"),
        ];
        for (options, expected) in table {
            let toml = format!("ask = \"Which?\"\noptions = {options}");
            assert_eq!(testing::outcome(&toml, Raw::read), expected, "toml: {toml}");
        }
    }

    #[test]
    fn twenty_options_are_enough() {
        let options = |count: usize| {
            let each = |n| format!("{{ id = \"o{n}\", label = \"O\" }}");
            let all: Vec<_> = (0..count).map(each).collect();
            format!("ask = \"Which?\"\noptions = [{}]", all.join(", "))
        };
        assert!(testing::outcome(&options(20), Raw::read).starts_with("OneOf"));
        let expected = "`options` has 21 of them; 2 to 20 are allowed";
        assert_eq!(testing::outcome(&options(21), Raw::read), expected);
    }
}
