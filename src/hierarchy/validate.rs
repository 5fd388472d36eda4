//! From raw to validated: all mistakes at once, in the order of the file.

use super::domains::Domains;
use super::fields;
use super::findings::Findings;
use super::shape::{Hierarchy, Site};
use super::{MOST_SITES, names, odd, parents, raw};
use crate::text::{Diagnostic, Source};

impl Hierarchy {
    /// Reads a hierarchy file. Returns it with notes on what is odd but allowed, or every mistake
    /// in it; both in the order of the file, which is file 0 in them.
    #[expect(clippy::missing_panics_doc, reason = "it does not panic: see the expectation")]
    pub fn read(file_name: &str, text: &str) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let source = Source::new(file_name, text);
        let mut findings = Findings::new(&source);
        let hierarchy = validate(&mut findings);
        let notes = findings.settle()?;
        let hierarchy = hierarchy.expect("what could not be made of the file is a mistake");
        Ok((hierarchy, notes))
    }
}

/// None where there are mistakes.
pub(super) fn validate(findings: &mut Findings<'_>) -> Option<Hierarchy> {
    let raw = raw::read(findings)?;
    let name = raw.name.as_ref().and_then(|given| names::title("name", given, findings));
    if let Some(first_over) = raw.sites.get(MOST_SITES) {
        let message = format!("{} sites", raw.sites.len());
        let advice = format!("there can be at most {MOST_SITES}");
        findings.mistake(first_over.span.clone(), message, &advice);
    }

    let parents = parents::parents(&raw.sites, findings);
    let mut domains = Domains::declared(&raw.domains, findings);
    let mut sites: Vec<Site> = Vec::with_capacity(raw.sites.len());
    for (entry, parent) in raw.sites.iter().zip(parents) {
        sites.extend(fields::site(entry, parent, &mut domains, findings));
    }
    if !findings.is_clean() {
        return None;
    }
    let hierarchy = Hierarchy::new(name?, sites, domains.list.clone());
    odd::note_all(&hierarchy, &raw.sites, &domains, findings);
    Some(hierarchy)
}
