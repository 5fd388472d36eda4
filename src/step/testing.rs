//! What the tests of the kinds share.

use serde::de::DeserializeOwned;

use super::{Ask, Kind, Page, Scope, Text};
use crate::text::Source;

/// What a kind asks once it is read, with each fact as its name in upper case; or its mistakes.
pub(super) fn outcome<Raw: DeserializeOwned>(
    toml: &str,
    read: fn(&Raw, &mut Page<'_>, Option<Scope>) -> Kind,
) -> String {
    let raw: Raw = match toml::from_str(toml) {
        Ok(raw) => raw,
        Err(error) => return error.message().to_owned(),
    };
    let source = Source::new("flow.toml", toml);
    let mut page = Page::new(0, &source);
    let kind = read(&raw, &mut page, Some(Scope::Site));
    let mistakes: Vec<_> = page.into_mistakes().into_iter().map(|it| it.message).collect();
    if !mistakes.is_empty() {
        return mistakes.join("; ");
    }
    let fill = |text: &Text| text.fill(&|fact| fact.name().to_uppercase());
    let outcome = kind.outcome_ask(&fill).map(|ask: Ask| format!(", then {ask:?}"));
    format!("{:?}{}", kind.ask(&fill), outcome.unwrap_or_default())
}
