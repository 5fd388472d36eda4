//! Validated hierarchies as drafts.

use super::field::Field;
use super::passages::PassageDraft;
use super::shape::{DomainDraft, Draft, SiteDraft};
use super::{lists, passages};
use crate::hierarchy::{Domain, DomainIx, Hierarchy, Method, Passage, Site, SiteIx};
use crate::level::Level;

impl Draft {
    /// Returns a validated hierarchy as a draft.
    pub fn of(hierarchy: &Hierarchy) -> Self {
        let declared = hierarchy.domains.iter().filter(|domain| domain.declared);
        Self {
            name: hierarchy.name.clone(),
            sites: hierarchy.sites.iter().map(|site| of_site(hierarchy, site)).collect(),
            domains: declared.map(of_domain).collect(),
            unknown: Vec::new(),
        }
    }
}

fn of_site(hierarchy: &Hierarchy, site: &Site) -> SiteDraft {
    let domains = |given: &Option<Vec<DomainIx>>| {
        given.as_ref().map(|given| {
            let name = |domain: &DomainIx| hierarchy.domain(*domain).name.clone();
            lists::text(&given.iter().map(name).collect::<Vec<_>>())
        })
    };
    let parent = |parent: SiteIx| hierarchy.site(parent).code.clone();
    let method = |given: Option<Method>| given.map(|method| method.word().to_owned());
    let passage = |passage: &Passage| PassageDraft {
        from: Some(passage.from.to_string()),
        to: Some(passage.to.to_string()),
        method: Some(passage.method.word().to_owned()),
    };
    let passages =
        |given: &Vec<Passage>| passages::text(&given.iter().map(passage).collect::<Vec<_>>());

    let mut draft = SiteDraft::default();
    for field in Field::ALL {
        let text = match field {
            Field::Code => Some(site.code.clone()),
            Field::Server => Some(site.server.clone()),
            Field::Role => Some(site.role.word().to_owned()),
            Field::Parent => site.parent.map(parent),
            Field::Level => Some(site.level.to_string()),
            Field::FullVersion => site.full_version.map(|version| version.to_string()),
            Field::LogonDomains => domains(&site.logon_domains),
            Field::LogonDomainsAfter => domains(&site.logon_domains_after),
            Field::MeteringServers => site.metering_servers.as_deref().map(lists::text),
            Field::SqlServer => site.sql_server.clone(),
            Field::InstalledFrom => method(site.installed_from),
            Field::PlannedMethod => method(site.planned_method),
            Field::History => site.history.as_ref().map(passages),
            Field::Target => site.target.as_ref().map(Level::to_string),
        };
        draft.set(field, text.unwrap_or_default());
    }
    draft
}

fn of_domain(domain: &Domain) -> DomainDraft {
    DomainDraft {
        name: domain.name.clone(),
        domain_controllers: domain.controllers.as_deref().map(lists::text).unwrap_or_default(),
        unknown: Vec::new(),
    }
}
