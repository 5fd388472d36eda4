//! An answers file as written, with positions.

use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnswers {
    pub(super) schema: Spanned<i64>,
    pub(super) finish: Option<Spanned<String>>,
    pub(super) paper: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) empty_passphrase: bool,
    #[serde(default)]
    pub(super) acknowledge: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) happened: Vec<RawHappened>,
    #[serde(default)]
    pub(super) redeclare: Vec<RawRedeclare>,
    #[serde(default)]
    pub(super) answer: Vec<RawEntry>,
    #[serde(default)]
    pub(super) correct: Vec<RawCorrection>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHappened {
    pub(super) what: Spanned<String>,
    pub(super) site: Option<Spanned<String>>,
    pub(super) text: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRedeclare {
    pub(super) site: Spanned<String>,
    pub(super) level: Spanned<String>,
    pub(super) reason: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEntry {
    pub(super) step: Spanned<String>,
    pub(super) yes: Option<Spanned<bool>>,
    pub(super) word: Option<Spanned<String>>,
    pub(super) choose: Option<Spanned<String>>,
    pub(super) line: Option<Spanned<String>>,
    pub(super) seen: Option<Spanned<bool>>,
    pub(super) waive: Option<Spanned<String>>,
    pub(super) not_applicable: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) attach: Vec<String>,
    pub(super) withdraw: Option<Spanned<String>>,
    pub(super) explain: Option<Spanned<String>>,
    pub(super) wait: Option<Spanned<bool>>,
    pub(super) note: Option<String>,
    pub(super) outcome: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCorrection {
    pub(super) step: Spanned<String>,
    pub(super) reason: String,
    pub(super) yes: Option<Spanned<bool>>,
    pub(super) word: Option<Spanned<String>>,
    pub(super) choose: Option<Spanned<String>>,
    pub(super) line: Option<Spanned<String>>,
    pub(super) seen: Option<Spanned<bool>>,
}
