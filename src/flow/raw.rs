//! A flow as written, with positions. What is missing or unknown is found later, all at once.

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::gather::RawGather;
use super::proof::{RawFresh, RawProof, RawWait};
use super::undo::RawUndo;
use crate::step::{Kind, Page, Scope, choose, confirm, evidence, gate, line, upgrade, word};

/// A string and where it stands.
pub(super) type Written = Spanned<String>;

/// `flow.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFlow {
    /// Looked at before anything else.
    #[serde(rename = "schema")]
    _schema: Option<i64>,
    pub(super) id: Option<Written>,
    pub(super) title: Option<Written>,
    pub(super) revision: Option<Spanned<u32>>,
    pub(super) levels: Option<Spanned<Vec<Written>>>,
    pub(super) articles: Option<Spanned<Vec<Written>>>,
    #[serde(default)]
    pub(super) phase: Vec<Spanned<RawPhase>>,
    #[serde(default)]
    pub(super) path: Vec<Spanned<RawPath>>,
    #[serde(default)]
    pub(super) hotfix: Vec<Spanned<RawHotfix>>,
    #[serde(default)]
    pub(super) step: Vec<Spanned<RawStep>>,
    #[serde(default)]
    pub(super) warning: Vec<Spanned<RawWarning>>,
    #[serde(default)]
    pub(super) refusal: Vec<Spanned<RawWarning>>,
}

/// One file an article.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawArticleFile {
    #[serde(rename = "schema")]
    _schema: Option<i64>,
    pub(super) article: Option<Spanned<RawArticle>>,
    pub(super) defaults: Option<Spanned<RawDefaults>>,
    #[serde(default)]
    pub(super) step: Vec<Spanned<RawStep>>,
    #[serde(default)]
    pub(super) warning: Vec<Spanned<RawWarning>>,
    #[serde(default)]
    pub(super) refusal: Vec<Spanned<RawWarning>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawArticle {
    pub(super) id: Option<Written>,
    pub(super) title: Option<Written>,
}

/// For the steps of one file that give none of their own; `when` is added to their own.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDefaults {
    pub(super) phase: Option<Written>,
    pub(super) when: Option<Written>,
    pub(super) before: Option<Vec<Written>>,
    pub(super) advisory: Option<Spanned<RawAdvisory>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAdvisory {
    pub(super) when: Written,
    pub(super) note: Written,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPhase {
    pub(super) id: Option<Written>,
    pub(super) title: Option<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPath {
    pub(super) from: Option<Spanned<Vec<Written>>>,
    pub(super) to: Option<Spanned<Vec<Written>>>,
    pub(super) articles: Option<Spanned<Vec<Written>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHotfix {
    pub(super) article: Option<Written>,
    pub(super) title: Option<Written>,
    pub(super) level: Option<Written>,
    pub(super) files: Option<Spanned<Vec<Written>>>,
    pub(super) services: Option<Spanned<Vec<Written>>>,
    #[serde(default)]
    pub(super) copylog: bool,
}

/// What steps stand on: `section` of this file's article, or `cites` of several.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCite {
    pub(super) article: Written,
    pub(super) section: Written,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in a flow")]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStep {
    pub(super) id: Option<Written>,
    pub(super) scope: Option<Written>,
    pub(super) phase: Option<Written>,
    pub(super) title: Option<Written>,
    #[serde(rename = "do")]
    pub(super) what: Option<Written>,
    pub(super) why: Option<Written>,
    pub(super) danger: Option<Written>,
    pub(super) section: Option<Written>,
    pub(super) cites: Option<Spanned<Vec<RawCite>>>,
    pub(super) when: Option<Written>,
    pub(super) blocking: Option<bool>,
    pub(super) advisory: Option<Spanned<RawAdvisory>>,
    /// `always_blocking = true` takes no advisory from the defaults of the file.
    pub(super) always_blocking: Option<Spanned<bool>>,
    pub(super) waive: Option<Written>,
    pub(super) waive_when: Option<Written>,
    /// An answer that is only attested is a deviation.
    #[serde(default)]
    pub(super) attested_deviates: bool,
    pub(super) may_not_apply: Option<Written>,
    pub(super) requires: Option<Vec<Written>>,
    pub(super) before: Option<Vec<Written>>,
    #[serde(default)]
    pub(super) variant: Vec<Spanned<RawVariant>>,
    pub(super) proof: Option<Spanned<RawProof>>,
    pub(super) wait: Option<Spanned<RawWait>>,
    pub(super) fresh: Option<Spanned<RawFresh>>,
    /// A second person has to see it before it counts.
    #[serde(default)]
    pub(super) second: bool,
    /// The same for going on without it.
    #[serde(default)]
    pub(super) waive_second: bool,
    /// Whoever settles it unlocks the key once more.
    #[serde(default)]
    pub(super) hold: bool,
    pub(super) undo: Option<Spanned<RawUndo>>,
    pub(super) gather: Option<Spanned<RawGather>>,
    confirm: Option<Spanned<confirm::Raw>>,
    word: Option<Spanned<word::Raw>>,
    choose: Option<Spanned<choose::Raw>>,
    line: Option<Spanned<line::Raw>>,
    evidence: Option<Spanned<evidence::Raw>>,
    gate: Option<Spanned<gate::Raw>>,
    upgrade: Option<Spanned<upgrade::Raw>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVariant {
    pub(super) when: Option<Written>,
    pub(super) title: Option<Written>,
    #[serde(rename = "do")]
    pub(super) what: Option<Written>,
    pub(super) why: Option<Written>,
    pub(super) danger: Option<Written>,
    pub(super) not_applicable: Option<Written>,
}

/// Also the shape of a refusal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWarning {
    pub(super) id: Option<Written>,
    pub(super) scope: Option<Written>,
    pub(super) when: Option<Written>,
    pub(super) title: Option<Written>,
    pub(super) text: Option<Written>,
    pub(super) section: Option<Written>,
    pub(super) cites: Option<Spanned<Vec<RawCite>>>,
    pub(super) acknowledge: Option<Spanned<bool>>,
    /// It tells of something that went wrong before the run; it has to be acknowledged.
    pub(super) breach: Option<Spanned<bool>>,
}

impl RawStep {
    /// Reads every kind that is given, where it stands; a step has exactly one.
    pub(super) fn kinds(
        &self,
        page: &mut Page<'_>,
        scope: Option<Scope>,
    ) -> Vec<(Range<usize>, Kind)> {
        let mut kinds = Vec::new();
        // One arm a kind: each has a type of its own.
        macro_rules! read {
            ($($key:ident)+) => {$(
                if let Some(raw) = &self.$key {
                    kinds.push((raw.span(), raw.get_ref().read(page, scope)));
                }
            )+};
        }
        read!(confirm word choose line evidence gate upgrade);
        kinds.sort_by_key(|(at, _)| at.start);
        kinds
    }
}
