//! The levels of one site: present, target, and those it went through.

use toml::Spanned;

use super::MOST_ENTRIES;
use super::fields::{called, method};
use super::findings::Findings;
use super::raw::{Entry, RawPassage, RawSite};
use super::shape::Passage;
use crate::level::{FileVersion, Level};
use crate::text::{Table, list, quoted};

pub(super) fn a_level(given: &Spanned<String>, findings: &mut Findings<'_>) -> Option<Level> {
    let error = match Level::parse(given.get_ref()) {
        Ok(level) => return Some(level),
        Err(error) => error,
    };
    let advice = match error.near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the levels are {}", list(&Level::ALL.map(|level| format!("`{level}`")))),
    };
    findings.mistake(given.span(), format!("unknown level {}", quoted(&error.given)), &advice);
    None
}

pub(super) fn version(given: &Spanned<String>, findings: &mut Findings<'_>) -> Option<FileVersion> {
    let version = given.get_ref().parse();
    if version.is_err() {
        findings.mistake(
            given.span(),
            format!("full version {} is not four numbers", quoted(given.get_ref())),
            "write it as the registry has it: `2.00.1380.1000`",
        );
    }
    version.ok()
}

/// The level as given, or as Full Version tells it; both must agree.
pub(super) fn present_level(
    entry: &Entry<RawSite>,
    full_version: Option<FileVersion>,
    findings: &mut Findings<'_>,
) -> Option<Level> {
    let raw = &entry.value;
    if raw.level.is_none() && raw.full_version.is_none() && entry.is_whole {
        findings.mistake_about(
            "level",
            entry.span.clone(),
            format!("{} has neither `level` nor `full_version`", called(raw)),
            "add the level that it runs now",
        );
    }
    let level = raw.level.as_ref().and_then(|given| a_level(given, findings));
    let (Some(given), Some(full_version)) = (&raw.full_version, full_version) else {
        return level;
    };
    match (Level::of_version(&full_version), level) {
        (None, _) => findings.mistake(
            given.span(),
            format!("full version {} belongs to no level of SMS 2.0", quoted(given.get_ref())),
            "compare it with the registry, or give the level alone",
        ),
        (Some(told), Some(level)) if told != level => findings.mistake(
            given.span(),
            format!("full version {} is of `{told}`, not `{level}`", quoted(given.get_ref())),
            "find out which of the two is right, and mend the other",
        ),
        (told, _) => return told,
    }
    None
}

pub(super) fn history(
    given: &[Spanned<Table<RawPassage>>],
    entry: &Entry<RawSite>,
    findings: &mut Findings<'_>,
) -> Vec<Passage> {
    if let Some(first_over) = given.get(MOST_ENTRIES) {
        let message = format!("{} entries in `history`", given.len());
        let advice = format!("there can be at most {MOST_ENTRIES}");
        findings.mistake(first_over.span(), message, &advice);
    }
    let mut passages: Vec<Passage> = Vec::with_capacity(given.len());
    for one in given {
        let Some(passage) = passage(one, entry, findings) else { continue };
        // The same level again is Setup run once more, as Q281207 asks for from CD.
        if passage.to < passage.from {
            findings.mistake(
                one.span(),
                format!("history goes from `{}` to `{}`", passage.from, passage.to),
                "an upgrade never leads to a lower level",
            );
        } else if let Some(before) = passages.last().filter(|before| passage.from < before.to) {
            findings.mistake(
                one.span(),
                format!("history goes back from `{}` to `{}`", before.to, passage.from),
                "write the oldest upgrade first",
            );
        }
        passages.push(passage);
    }
    passages
}

fn passage(
    given: &Spanned<Table<RawPassage>>,
    entry: &Entry<RawSite>,
    findings: &mut Findings<'_>,
) -> Option<Passage> {
    let Table(RawPassage { from, to, method: by }) = given.get_ref();
    for (key, value) in [("from", from), ("to", to), ("method", by)] {
        if value.is_none() && entry.is_whole {
            let message = format!("an entry of `history` has no `{key}`");
            findings.missing(key, given.span(), message, &format!("add `{key} = \"...\"`"));
        }
    }
    let from = from.as_ref().and_then(|given| a_level(given, findings));
    let to = to.as_ref().and_then(|given| a_level(given, findings));
    let method = by.as_ref().and_then(|given| method("method", given, findings));
    Some(Passage { from: from?, to: to?, method: method? })
}
