//! Warnings and refusals.

use std::ops::Range;

use toml::Spanned;

use super::raw::{RawWarning, Written};
use super::reference::{Judged, Known};
use super::{Warning, cite};
use crate::step::{Page, Scope};

/// Whether a notice only tells, or stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Warning,
    Refusal,
}

/// Reads one of them. `None`: it has no id, and the page says so.
pub(super) fn read(
    page: &mut Page<'_>,
    raw: &Spanned<RawWarning>,
    sort: Sort,
    article: Option<&str>,
    known: &Known,
) -> Option<Warning> {
    let (table, raw) = (raw.span(), raw.get_ref());
    let place = raw.id.as_ref().map_or(table, Spanned::span);
    let id = page.required(&place, "id", raw.id.as_ref());
    let id = id.map(|written| page.id(sort.name(), written));
    let scope = scope(page, &place, raw.scope.as_ref());
    let judged = Judged { scope, step: None };
    let when = raw.when.as_ref().and_then(|written| known.condition(page, written, judged));
    let title = page.required(&place, "title", raw.title.as_ref());
    let title = title.map(|written| page.line("title", written, scope)).unwrap_or_default();
    let text = page.required(&place, "text", raw.text.as_ref());
    let text = text.map(|written| page.prose("text", written, scope)).unwrap_or_default();
    let cites = cite::cites(page, &place, article, raw.section.as_ref(), raw.cites.as_ref());
    let switch = raw.acknowledge.as_ref().or(raw.breach.as_ref());
    if let (Sort::Refusal, Some(switch)) = (sort, switch) {
        page.advise(
            switch.span(),
            "a refusal is not something to acknowledge",
            "take it out, or make this a warning",
        );
    }
    let is_on = |switch: &Option<Spanned<bool>>| switch.as_ref().is_some_and(|it| *it.get_ref());
    let breach = is_on(&raw.breach);
    let acknowledge = breach || is_on(&raw.acknowledge);
    let scope = scope.unwrap_or(Scope::Hierarchy);
    id.map(|id| Warning { id, scope, when, title, text, cites, acknowledge, breach })
}

impl Sort {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Refusal => "refusal",
        }
    }
}

/// For what a step or a notice exists. `None`: the page says what is wrong.
pub(super) fn scope(
    page: &mut Page<'_>,
    place: &Range<usize>,
    written: Option<&Written>,
) -> Option<Scope> {
    let written = page.required(place, "scope", written)?;
    page.one_of("scope", written, Scope::ALL)
}
