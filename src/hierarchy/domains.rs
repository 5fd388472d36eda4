//! The domains of a hierarchy: those with an entry, and those that only sites name.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use super::findings::Findings;
use super::names::{name, names};
use super::raw::{Entry, RawDomain};
use super::shape::{Domain, DomainIx, folded};
use super::{MOST_CONTROLLERS, MOST_DOMAINS, MOST_ENTRIES};
use crate::text::quoted;

#[derive(Default)]
pub(super) struct Domains {
    pub(super) list: Vec<Domain>,
    /// Where each is written first.
    pub(super) spans: Vec<Range<usize>>,
    by_name: HashMap<String, DomainIx>,
}

impl Domains {
    /// Takes the entries for domains.
    pub(super) fn declared(entries: &[Entry<RawDomain>], findings: &mut Findings<'_>) -> Self {
        let mut domains = Self::default();
        for entry in entries {
            domains.declare(entry, findings);
        }
        domains
    }

    fn declare(&mut self, entry: &Entry<RawDomain>, findings: &mut Findings<'_>) {
        let controllers = entry
            .value
            .domain_controllers
            .as_ref()
            .map(|given| names("domain_controllers", MOST_CONTROLLERS, given, findings));
        let Some(given) = &entry.value.name else {
            if entry.is_whole {
                let message = "this domain has no `name`".to_owned();
                findings.missing("name", entry.span.clone(), message, "add `name = \"...\"`");
            }
            return;
        };
        let domain = Domain { name: name("name", given, findings), controllers, declared: true };
        if let Some(first) = self.by_name.get(&folded(&domain.name)) {
            let place = findings.place(&self.spans[first.0]);
            findings.mistake(
                given.span(),
                format!("domain {} has two entries", quoted(&domain.name)),
                &format!("make one of it and that {place}; case does not count"),
            );
            return;
        }
        self.add(domain, given.span(), findings);
    }

    /// Resolves a site's list of domains, adding those that have no entry.
    pub(super) fn named(
        &mut self,
        key: &str,
        given: &[Spanned<String>],
        findings: &mut Findings<'_>,
    ) -> Vec<DomainIx> {
        let names = names(key, MOST_ENTRIES, given, findings);
        (names.into_iter().zip(given))
            .map(|(name, written)| {
                if let Some(domain) = self.by_name.get(&folded(&name)) {
                    return *domain;
                }
                let domain = Domain { name, controllers: None, declared: false };
                self.add(domain, written.span(), findings)
            })
            .collect()
    }

    fn add(&mut self, domain: Domain, span: Range<usize>, findings: &mut Findings<'_>) -> DomainIx {
        if self.list.len() == MOST_DOMAINS {
            let message = format!("more than {MOST_DOMAINS} domains");
            findings.mistake(span.clone(), message, "describe a part of the hierarchy at a time");
        }
        let index = DomainIx(self.list.len());
        self.by_name.insert(folded(&domain.name), index);
        self.list.push(domain);
        self.spans.push(span);
        index
    }
}
