//! Who is whose parent: the sites must form one tree, with a primary at the top.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;

use super::fields::{called, known_role};
use super::findings::Findings;
use super::near::NearMisses;
use super::raw::{Entry, RawSite};
use super::shape::{Role, SiteIx, folded};
use crate::text::{list, quoted};

/// How many sites of a circle a message names.
const NAMED_IN_CIRCLE: usize = 5;

/// Resolves the parents of all sites and reports what keeps them from being one tree.
pub(super) fn parents(
    sites: &[Entry<RawSite>],
    findings: &mut Findings<'_>,
) -> Vec<Option<SiteIx>> {
    let codes = codes(sites, findings);
    let parents = resolve(sites, &codes, findings);
    let has_circle = report_circles(sites, &parents, findings);
    report_tops(sites, has_circle, findings);
    parents
}

/// The sites by code. Where a code is used twice, the first counts.
fn codes(sites: &[Entry<RawSite>], findings: &mut Findings<'_>) -> HashMap<String, SiteIx> {
    let mut codes: HashMap<String, SiteIx> = HashMap::with_capacity(sites.len());
    for (index, entry) in sites.iter().enumerate() {
        let Some(code) = &entry.value.code else { continue };
        match codes.entry(folded(code.get_ref())) {
            MapEntry::Vacant(free) => {
                free.insert(SiteIx(index));
            }
            MapEntry::Occupied(first) => {
                let place = findings.place(&sites[first.get().0].span);
                findings.mistake(
                    code.span(),
                    format!("site code {} is used twice", quoted(code.get_ref())),
                    &format!("the site {place} has it too; case does not count"),
                );
            }
        }
    }
    codes
}

fn resolve(
    sites: &[Entry<RawSite>],
    codes: &HashMap<String, SiteIx>,
    findings: &mut Findings<'_>,
) -> Vec<Option<SiteIx>> {
    let mut suggestions = None;
    let mut parents = Vec::with_capacity(sites.len());
    for entry in sites {
        let Some(given) = &entry.value.parent else {
            parents.push(None);
            continue;
        };
        let parent = codes.get(&folded(given.get_ref())).copied();
        parents.push(parent);
        if let Some(parent) = parent {
            if known_role(&sites[parent.0].value) == Some(Role::Secondary) {
                findings.mistake(
                    given.span(),
                    format!("parent {} is a secondary site", quoted(given.get_ref())),
                    "name a primary: secondaries have no sites below them",
                );
            }
        } else {
            let suggestions = suggestions.get_or_insert_with(|| Suggestions::new(sites, codes));
            let message = format!("unknown parent {}", quoted(given.get_ref()));
            findings.mistake(given.span(), message, &suggestions.advice(given.get_ref()));
        }
    }
    parents
}

/// What may have been meant by an unknown parent. Made for the first one only.
struct Suggestions<'a> {
    sites: &'a [Entry<RawSite>],
    codes: &'a HashMap<String, SiteIx>,
    near: NearMisses<'a>,
    servers: HashMap<String, &'a str>,
}

impl<'a> Suggestions<'a> {
    fn new(sites: &'a [Entry<RawSite>], codes: &'a HashMap<String, SiteIx>) -> Self {
        let servers = sites
            .iter()
            .filter_map(|entry| entry.value.server.as_ref().zip(entry.value.code.as_ref()))
            .map(|(server, code)| (folded(server.get_ref()), code.get_ref().as_str()))
            .collect();
        Self { sites, codes, near: NearMisses::of(codes.keys().map(String::as_str)), servers }
    }

    fn advice(&self, given: &str) -> String {
        if given.is_empty() {
            return "leave `parent` out for the central site".to_owned();
        }
        let given = folded(given);
        let as_written = |near| self.sites[self.codes[near].0].value.code.as_ref();
        if let Some(code) = self.near.only(&given).and_then(as_written) {
            format!("did you mean {}?", quoted(code.get_ref()))
        } else if let Some(code) = self.servers.get(&given) {
            format!("parents go by site code: did you mean {}?", quoted(code))
        } else {
            "name the code of another site in this file".to_owned()
        }
    }
}

/// Reports each circle of parents once, at the first of its sites in the file.
fn report_circles(
    sites: &[Entry<RawSite>],
    parents: &[Option<SiteIx>],
    findings: &mut Findings<'_>,
) -> bool {
    let circles = circles(parents);
    for circle in &circles {
        report_circle(sites, circle, findings);
    }
    !circles.is_empty()
}

/// Finds the circles of parents, each from its first site in the file upwards.
pub(super) fn circles(parents: &[Option<SiteIx>]) -> Vec<Vec<usize>> {
    // The walk on which each site was first reached; a walk that meets itself has found a circle.
    let mut reached_by: Vec<Option<usize>> = vec![None; parents.len()];
    let mut circles = Vec::new();
    for start in 0..parents.len() {
        let mut at = start;
        while reached_by[at].is_none() {
            reached_by[at] = Some(start);
            let Some(parent) = parents[at] else { break };
            at = parent.0;
        }
        // A walk that ended at a top, or where an earlier one had been, met no circle of its own.
        if parents[at].is_some() && reached_by[at] == Some(start) {
            circles.push(circle_through(at, parents));
        }
    }
    circles
}

/// The sites of a circle from its first in the file upwards.
fn circle_through(at: usize, parents: &[Option<SiteIx>]) -> Vec<usize> {
    let above = |site: &usize| parents[*site].map(|parent| parent.0);
    let mut circle = vec![at];
    circle.extend(std::iter::successors(above(&at), above).take_while(|site| *site != at));
    let first = (0..circle.len()).min_by_key(|index| circle[*index]).unwrap_or(0);
    circle.rotate_left(first);
    circle
}

fn report_circle(sites: &[Entry<RawSite>], circle: &[usize], findings: &mut Findings<'_>) {
    let entry = &sites[circle[0]];
    let span = entry.value.parent.as_ref().map_or(entry.span.clone(), toml::Spanned::span);
    let site = called(&entry.value);
    let advice = "every way up must end at the central site, which has no parent";
    if circle.len() == 1 {
        findings.mistake(span, format!("{site} is its own parent"), advice);
        return;
    }
    let mut above: Vec<String> = (circle[1..].iter().take(NAMED_IN_CIRCLE))
        .filter_map(|site| sites[*site].value.code.as_ref())
        .map(|code| quoted(code.get_ref()))
        .collect();
    if circle.len() - 1 > above.len() {
        above.push("others".to_owned());
    }
    findings.mistake(span, format!("{site} is below itself, by way of {}", list(&above)), advice);
}

/// Exactly one site has no parent, and it is a primary.
fn report_tops(sites: &[Entry<RawSite>], has_circle: bool, findings: &mut Findings<'_>) {
    if sites.is_empty() {
        return;
    }
    // What could not be read whole may have a parent under a misspelt key.
    let tops = || sites.iter().filter(|entry| entry.value.parent.is_none() && entry.is_whole);
    let is_secondary = |entry: &&Entry<RawSite>| known_role(&entry.value) == Some(Role::Secondary);
    let central = tops().find(|entry| !is_secondary(entry));

    let Some(central) = central else {
        if let Some(top) = tops().next() {
            findings.mistake_about(
                "role",
                top.span.clone(),
                format!("the central site is a secondary: {}", called(&top.value)),
                "the site at the top is a primary; give a secondary its `parent`",
            );
        } else if !has_circle && sites.iter().all(|entry| entry.is_whole) {
            let advice = "leave `parent` out for the site at the top";
            findings.mistake(0..0, "no central site: every site has a parent".to_owned(), advice);
        }
        return;
    };
    for top in tops().filter(|top| !std::ptr::eq(*top, central)) {
        let (site, span) = (called(&top.value), top.span.clone());
        if is_secondary(&top) {
            let message = format!("secondary {site} has no parent");
            let advice = "add `parent = \"...\"`: the primary it reports to";
            findings.missing("parent", span, message, advice);
        } else {
            findings.mistake_about(
                "parent",
                span,
                format!("{site} has no parent, and neither has {}", called(&central.value)),
                "one site is the central site; give the others their `parent`",
            );
        }
    }
}
