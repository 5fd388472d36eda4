//! Steps: from what a file says to templates that refer to one another by index.

use std::ops::Range;

use toml::Spanned;

use super::raw::{RawAdvisory, RawDefaults, RawStep, RawVariant, Written};
use super::reference::{Dependency, Direction, Judged, Known, Template};
use super::{Advisory, Condition, Fresh, Gather, Proof, Undo, Variant, Wait, Waive, Words, cite};
use crate::step::{KINDS, Kind, Page, Scope, Text, ticked};

/// A step on its way from raw to validated.
pub(super) struct Draft<'r> {
    /// Index into the files.
    pub(super) file: usize,
    pub(super) table: Range<usize>,
    pub(super) raw: &'r RawStep,
    /// Of its file.
    pub(super) defaults: Option<&'r RawDefaults>,
    pub(super) article: Option<&'r str>,
    /// Index into the phases; beyond them where that is a mistake.
    pub(super) phase: usize,
}

/// What a step says and asks, with its dependencies as written.
pub(super) struct Read {
    pub(super) words: Words,
    pub(super) variants: Vec<Variant>,
    pub(super) when: Option<Condition>,
    pub(super) advisory: Option<Advisory>,
    pub(super) cites: Vec<super::Cite>,
    /// `None`: none is given, or several are.
    pub(super) kind: Option<Kind>,
    pub(super) proof: Proof,
    pub(super) wait: Option<Wait>,
    pub(super) fresh: Option<Fresh>,
    pub(super) undo: Option<Undo>,
    pub(super) gather: Option<Gather>,
    pub(super) waive: Waive,
    pub(super) may_not_apply: Option<Text>,
    pub(super) requires: Vec<Dependency>,
    pub(super) before: Vec<Dependency>,
    /// Whether every dependency could be resolved.
    pub(super) is_resolved: bool,
}

impl<'r> Draft<'r> {
    pub(super) fn new(
        file: usize,
        raw: &'r Spanned<RawStep>,
        defaults: Option<&'r RawDefaults>,
        article: Option<&'r str>,
    ) -> Self {
        Self { file, table: raw.span(), raw: raw.get_ref(), defaults, article, phase: 0 }
    }
    /// Where mistakes of the step as a whole are shown.
    pub(super) fn place(&self) -> Range<usize> {
        self.raw.id.as_ref().map_or_else(|| self.table.clone(), Spanned::span)
    }

    /// Checks everything that it says.
    pub(super) fn read(&self, page: &mut Page<'_>, own: &Template, known: &Known) -> Read {
        let scope = own.scope;
        let judged = Judged { scope, step: None };
        let words = self.words(page, scope);
        let variants = self.raw.variant.iter();
        let variants =
            variants.filter_map(|raw| variant(page, raw, &words, known, judged)).collect();
        let (requires, all_required) =
            dependencies(page, self.raw.requires.as_deref(), own, known, Direction::Requires);
        let before = self.raw.before.as_deref();
        let before = before.or_else(|| self.defaults?.before.as_deref());
        let (before, all_before) = dependencies(page, before, own, known, Direction::Before);
        Read {
            variants,
            when: self.when(page, own, known),
            advisory: self.advisory(page, known, judged),
            cites: cite::cites(
                page,
                &self.place(),
                self.article,
                self.raw.section.as_ref(),
                self.raw.cites.as_ref(),
            ),
            kind: self.kind(page, scope),
            proof: self.proof(page),
            wait: self.raw.wait.as_ref().map(|raw| raw.get_ref().read(page, scope)),
            fresh: self.raw.fresh.as_ref().map(|raw| raw.get_ref().read(page)),
            undo: self.raw.undo.as_ref().map(|raw| raw.get_ref().read(page, raw.span(), scope)),
            gather: self
                .raw
                .gather
                .as_ref()
                .map(|raw| raw.get_ref().read(page, &raw.span(), scope)),
            waive: self.waive(page, known, judged),
            may_not_apply: text(page, "may_not_apply", self.raw.may_not_apply.as_ref(), scope),
            requires,
            before,
            words,
            is_resolved: all_required && all_before,
        }
    }

    fn words(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Words {
        let place = self.place();
        let title = page.required(&place, "title", self.raw.title.as_ref());
        let title = title.map(|written| page.line("title", written, scope)).unwrap_or_default();
        let parts = [("do", &self.raw.what), ("why", &self.raw.why), ("danger", &self.raw.danger)];
        let [what, why, danger] = parts.map(|(name, written)| {
            let written = page.required(&place, name, written.as_ref());
            written.map(|written| page.prose(name, written, scope)).unwrap_or_default()
        });
        Words { title, what, why, danger }
    }

    /// Its own condition, and that of its file.
    fn when(&self, page: &mut Page<'_>, own: &Template, known: &Known) -> Option<Condition> {
        let given = self.defaults.and_then(|defaults| defaults.when.as_ref());
        let judged = Judged { scope: own.scope, step: Some(&own.id) };
        let of_file = given.and_then(|written| known.condition(page, written, judged));
        let judged = Judged { scope: own.scope, step: None };
        let own = self.raw.when.as_ref();
        let own = own.and_then(|written| known.condition(page, written, judged));
        match (of_file, own) {
            (Some(of_file), Some(own)) => Some(of_file.and(own)),
            (of_file, own) => of_file.or(own),
        }
    }

    fn advisory(&self, page: &mut Page<'_>, known: &Known, judged: Judged<'_>) -> Option<Advisory> {
        let read = |page: &mut Page<'_>, raw: &Spanned<RawAdvisory>| {
            let raw = raw.get_ref();
            let when = known.condition(page, &raw.when, judged);
            let note = page.prose("note", &raw.note, judged.scope);
            when.map(|when| Advisory { when, note })
        };
        match (&self.raw.advisory, &self.raw.always_blocking) {
            (Some(raw), None) => read(page, raw),
            (Some(_), Some(switch)) => {
                page.mistake(switch.span(), "`always_blocking` and `advisory` are both given");
                None
            }
            (None, Some(switch)) => {
                if !switch.get_ref() {
                    page.mistake(switch.span(), "`always_blocking` can only be true or left out");
                }
                None
            }
            (None, None) => read(page, self.defaults?.advisory.as_ref()?),
        }
    }

    fn kind(&self, page: &mut Page<'_>, scope: Option<Scope>) -> Option<Kind> {
        let mut kinds = self.raw.kinds(page, scope);
        if let [_, (second, _), ..] = &kinds[..] {
            let message =
                format!("{} are given together", ticked(kinds.iter().map(|(_, kind)| kind.name())));
            page.advise(second.clone(), message, "a step is of one kind: leave only one of them");
            return None;
        }
        if kinds.is_empty() && !page.is_damaged(&self.table) {
            let known = ticked(KINDS.iter().map(|(name, _)| *name));
            page.advise(self.place(), "the step asks nothing", format!("add one of {known}"));
        }
        kinds.pop().map(|(_, kind)| kind)
    }

    fn proof(&self, page: &mut Page<'_>) -> Proof {
        self.raw.proof.as_ref().map(|raw| raw.get_ref().read(page)).unwrap_or_default()
    }

    fn waive(&self, page: &mut Page<'_>, known: &Known, judged: Judged<'_>) -> Waive {
        const WAIVE: [(bool, &str); 2] = [(false, "never"), (true, "reason")];
        match (&self.raw.waive, &self.raw.waive_when) {
            (None, None) => Waive::IfRefuted,
            (Some(written), None) => match page.one_of("way to waive", written, &WAIVE) {
                Some(true) => Waive::WithReason,
                Some(false) | None => Waive::Never,
            },
            (None, Some(written)) => {
                known.condition(page, written, judged).map_or(Waive::Never, Waive::When)
            }
            (Some(written), Some(_)) => {
                page.mistake(written.span(), "`waive` and `waive_when` are both given");
                Waive::Never
            }
        }
    }
}

/// Other words for some instances; what it leaves out is as in the step.
fn variant(
    page: &mut Page<'_>,
    raw: &Spanned<RawVariant>,
    words: &Words,
    known: &Known,
    judged: Judged<'_>,
) -> Option<Variant> {
    let (table, raw, scope) = (raw.span(), raw.get_ref(), judged.scope);
    let when = page.required(&table, "when", raw.when.as_ref());
    let when = when.and_then(|written| known.condition(page, written, judged));
    let title = raw.title.as_ref().map(|written| page.line("title", written, scope));
    let words = Words {
        title: title.unwrap_or_else(|| words.title.clone()),
        what: text(page, "do", raw.what.as_ref(), scope).unwrap_or_else(|| words.what.clone()),
        why: text(page, "why", raw.why.as_ref(), scope).unwrap_or_else(|| words.why.clone()),
        danger: text(page, "danger", raw.danger.as_ref(), scope)
            .unwrap_or_else(|| words.danger.clone()),
    };
    let not_applicable = text(page, "not_applicable", raw.not_applicable.as_ref(), scope);
    let has_words = [&raw.title, &raw.what, &raw.why, &raw.danger, &raw.not_applicable];
    if has_words.iter().all(|words| words.is_none()) && !page.is_damaged(&table) {
        page.mistake(table, "the variant says nothing of its own");
    }
    when.map(|when| Variant { when, words, not_applicable })
}

fn text(
    page: &mut Page<'_>,
    name: &str,
    written: Option<&Written>,
    scope: Option<Scope>,
) -> Option<Text> {
    written.map(|written| page.prose(name, written, scope))
}

/// Every dependency that could be resolved, and whether that is all of them.
fn dependencies(
    page: &mut Page<'_>,
    written: Option<&[Written]>,
    own: &Template,
    known: &Known,
    direction: Direction,
) -> (Vec<Dependency>, bool) {
    let written = written.unwrap_or_default();
    let read = written.iter().filter_map(|it| known.dependency(page, it, own, direction));
    let read: Vec<_> = read.collect();
    let is_resolved = read.len() == written.len();
    (read, is_resolved)
}
