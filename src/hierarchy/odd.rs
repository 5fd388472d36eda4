//! What is odd but allowed: worth a look before anything is planned on it.

use std::collections::HashMap;

use super::domains::Domains;
use super::findings::Findings;
use super::near::NearMisses;
use super::raw::{Entry, RawSite};
use super::shape::{Hierarchy, folded};
use crate::text::quoted;

/// Notes what is odd in a hierarchy that has no mistakes.
pub(super) fn note_all(
    hierarchy: &Hierarchy,
    raw: &[Entry<RawSite>],
    domains: &Domains,
    findings: &mut Findings<'_>,
) {
    note_sites(hierarchy, raw, findings);
    note_domains(domains, findings);
}

fn note_sites(hierarchy: &Hierarchy, raw: &[Entry<RawSite>], findings: &mut Findings<'_>) {
    let mut servers: HashMap<String, &str> = HashMap::new();
    for (site, entry) in hierarchy.sites.iter().zip(raw) {
        let (code, level) = (quoted(&site.code), site.level);
        let span_of = |given: &Option<toml::Spanned<String>>| {
            given.as_ref().map_or(entry.span.clone(), toml::Spanned::span)
        };
        if site.code.bytes().any(|byte| byte.is_ascii_lowercase()) {
            findings.note(
                span_of(&entry.value.code),
                format!("site code {code} is in lower case"),
                "look it up: SMS itself takes only upper case without trouble (Q271885)",
            );
        }
        if let Some(other) = servers.insert(folded(&site.server), &site.code) {
            findings.note(
                span_of(&entry.value.server),
                format!("sites {} and {code} have the same server", quoted(other)),
                "check the name: a server holds one site",
            );
        }
        let parent = site.parent.map(|parent| hierarchy.site(parent));
        if let Some(parent) = parent.filter(|parent| parent.level < level) {
            let given = if entry.value.level.is_some() {
                &entry.value.level
            } else {
                &entry.value.full_version
            };
            findings.note(
                span_of(given),
                format!(
                    "site {code} is at `{level}`, above its parent {} at `{}`",
                    quoted(&parent.code),
                    parent.level
                ),
                "check both: a parent is upgraded before its children (Q264630)",
            );
        }
        let last = site.history.iter().flatten().map(|passage| passage.to).max();
        if let Some(last) = last.filter(|last| *last > level) {
            let span = entry.value.history.iter().flatten().next_back();
            findings.note(
                span.map_or(entry.span.clone(), toml::Spanned::span),
                format!("site {code} went to `{last}` before, but is at `{level}`"),
                "check the level and the history",
            );
        }
    }
}

/// Domains that only sites name may be misspelt; then they would not count as shared.
fn note_domains(domains: &Domains, findings: &mut Findings<'_>) {
    if domains.list.iter().all(|domain| domain.declared) {
        return;
    }
    let names: Vec<String> = domains.list.iter().map(|domain| folded(&domain.name)).collect();
    let by_name: HashMap<&str, usize> =
        names.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
    let mut near = NearMisses::default();
    for (index, domain) in domains.list.iter().enumerate() {
        let name = names[index].as_str();
        // The declared ones come first, so that they are all there to be compared with.
        if !domain.declared {
            let other = near.around(name).into_iter().find(|other| !differ_by_digit(name, other));
            if let Some(other) = other {
                findings.note(
                    domains.spans[index].clone(),
                    format!(
                        "domain {} is close to {}, and has no entry",
                        quoted(&domain.name),
                        quoted(&domains.list[by_name[other]].name)
                    ),
                    "check the spelling: domains count as shared only by the same name",
                );
            }
        }
        near.file(name);
    }
}

/// Whether two names are likely of one series: `corp1` and `corp2`.
fn differ_by_digit(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.replace(|c: char| c.is_ascii_digit(), "");
    letters(one) == letters(other)
}
