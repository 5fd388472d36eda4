//! What is wrong with the hierarchy, as it was judged last, sorted by where it shows.

use std::collections::HashMap;

use crate::hierarchy::draft::{At, Draft, Field, Problem};
use crate::text::{count, quoted};

/// The problems, and whether they are those of the hierarchy as it is now.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Of the judgement that was asked for last.
    number: u64,
    is_current: bool,
    problems: Vec<Problem>,
    of_site: HashMap<usize, Vec<usize>>,
    of_domain: HashMap<usize, Vec<usize>>,
    of_hierarchy: Vec<usize>,
}

impl Judged {
    /// Another judgement is under way; returns its number.
    pub(super) fn ask(&mut self) -> u64 {
        self.number += 1;
        self.is_current = false;
        self.number
    }

    /// Takes a judgement, unless a later one was asked for.
    pub(super) fn take(&mut self, number: u64, problems: &[Problem]) -> bool {
        if number != self.number || self.is_current {
            return false;
        }
        self.is_current = true;
        self.problems = problems.to_vec();
        self.sort();
        true
    }

    fn sort(&mut self) {
        self.of_site.clear();
        self.of_domain.clear();
        self.of_hierarchy.clear();
        for (at, problem) in self.problems.iter().enumerate() {
            match problem.at {
                At::Site { index, .. } => self.of_site.entry(index).or_default().push(at),
                At::Domain { index, .. } => self.of_domain.entry(index).or_default().push(at),
                At::Name | At::File => self.of_hierarchy.push(at),
            }
        }
    }

    /// A site is gone: those after it have moved up. Shown until the next judgement is in.
    pub(super) fn forget_site(&mut self, gone: usize) {
        self.problems.retain(|one| !matches!(one.at, At::Site { index, .. } if index == gone));
        for problem in &mut self.problems {
            if let At::Site { index, .. } = &mut problem.at
                && *index > gone
            {
                *index -= 1;
            }
        }
        self.sort();
    }

    /// The same for a domain.
    pub(super) fn forget_domain(&mut self, gone: usize) {
        self.problems.retain(|one| !matches!(one.at, At::Domain { index, .. } if index == gone));
        for problem in &mut self.problems {
            if let At::Domain { index, .. } = &mut problem.at
                && *index > gone
            {
                *index -= 1;
            }
        }
        self.sort();
    }

    /// Another hierarchy is here: nothing is known of it yet.
    pub(super) fn forget_all(&mut self) {
        self.problems.clear();
        self.sort();
    }

    pub(super) fn is_current(&self) -> bool {
        self.is_current
    }

    pub(super) fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    pub(super) fn of_site(&self, site: usize) -> impl Iterator<Item = &Problem> {
        let found = self.of_site.get(&site).map_or(&[][..], Vec::as_slice);
        found.iter().map(|at| &self.problems[*at])
    }

    pub(super) fn of_domain(&self, domain: usize) -> impl Iterator<Item = &Problem> {
        let found = self.of_domain.get(&domain).map_or(&[][..], Vec::as_slice);
        found.iter().map(|at| &self.problems[*at])
    }

    /// Those of the hierarchy as a whole, and of its name.
    pub(super) fn of_hierarchy(&self) -> impl Iterator<Item = &Problem> {
        self.of_hierarchy.iter().map(|at| &self.problems[*at])
    }

    pub(super) fn has_domains(&self) -> bool {
        !self.of_domain.is_empty()
    }

    /// Whether something has to be mended; else there are only oddities.
    pub(super) fn has_mistakes(&self) -> bool {
        self.problems.iter().any(|problem| problem.is_mistake)
    }

    /// How many there are, and the first: it has to be mended before the hierarchy is of use.
    pub(super) fn first_mistake(&self) -> Option<(usize, &Problem)> {
        let mistakes = || self.problems.iter().filter(|problem| problem.is_mistake);
        mistakes().next().map(|first| (mistakes().count(), first))
    }

    /// "3 problems", "2 oddities", "checking..."; nothing where all is well.
    pub(super) fn in_short(&self) -> String {
        match (self.is_current, self.problems.first()) {
            (false, _) => "checking...".to_owned(),
            (true, None) => String::new(),
            (true, Some(first)) if first.is_mistake => count("problem", self.problems.len()),
            (true, Some(_)) => count("oddity", self.problems.len()),
        }
    }
}

/// The problem and what to do about it.
pub(super) fn sentence(problem: &Problem) -> String {
    let Problem { text, advice, .. } = problem;
    if advice.is_empty() {
        return text.clone();
    }
    let stop = if advice.starts_with(char::is_uppercase) { "." } else { ";" };
    format!("{text}{stop} {advice}")
}

/// Where a problem is: "site `CH1`, Parent site".
pub(super) fn place(at: At, draft: &Draft) -> String {
    match at {
        At::Name => "the name of the hierarchy".to_owned(),
        At::File => "the hierarchy".to_owned(),
        At::Site { index, field } => {
            let site = site_name(draft, index);
            field.map_or(site.clone(), |field| format!("{site}, {}", field.label()))
        }
        At::Domain { index, controllers } => {
            let domain = domain_name(draft, index);
            if controllers { format!("{domain}, Controllers") } else { domain }
        }
    }
}

/// What a sentence calls a site.
pub(super) fn site_name(draft: &Draft, site: usize) -> String {
    let Some(found) = draft.sites.get(site) else { return "a site".to_owned() };
    match (found.get(Field::Code), found.get(Field::Server)) {
        ("", "") => format!("site {} of the file", site + 1),
        ("", server) => format!("the site on server {}", quoted(server)),
        (code, _) => format!("site {}", quoted(code)),
    }
}

/// What a sentence calls a domain.
pub(super) fn domain_name(draft: &Draft, domain: usize) -> String {
    match draft.domains.get(domain).map(|domain| domain.name.as_str()) {
        None => "a domain".to_owned(),
        Some("") => format!("domain {} of the file", domain + 1),
        Some(name) => format!("domain {}", quoted(name)),
    }
}
