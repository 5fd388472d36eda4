//! What a hierarchy is once it has been validated, and the ways through it.

use std::collections::HashMap;
use std::fmt;

use crate::level::{FileVersion, Level};

/// Index into [`Hierarchy::sites`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteIx(pub usize);

/// Index into [`Hierarchy::domains`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DomainIx(pub usize);

/// A validated hierarchy. Never without sites; exactly one of them, a primary, has no parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    pub name: String,
    /// As written.
    pub sites: Vec<Site>,
    /// The declared ones as written, then those that only sites name, as they first do.
    pub domains: Vec<Domain>,
    /// Parents before children, the central site first.
    order: Vec<SiteIx>,
    /// Per site, in the order of the file.
    children: Vec<Vec<SiteIx>>,
    /// Per domain, in the order of the file.
    managing: Vec<Vec<SiteIx>>,
    by_code: HashMap<String, SiteIx>,
    by_domain: HashMap<String, DomainIx>,
}

/// A site. `None` is what the file does not say; an empty list is known to be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Three letters or digits, as written.
    pub code: String,
    pub server: String,
    pub role: Role,
    /// None for the central site only.
    pub parent: Option<SiteIx>,
    pub level: Level,
    /// As the file gives it, beside the level or instead of it.
    pub full_version: Option<FileVersion>,
    /// The NT domains whose logon points the site manages.
    pub logon_domains: Option<Vec<DomainIx>>,
    /// The same after the upgrade, where it differs.
    pub logon_domains_after: Option<Vec<DomainIx>>,
    pub metering_servers: Option<Vec<String>>,
    pub sql_server: Option<String>,
    /// How a secondary got its present level.
    pub installed_from: Option<Method>,
    /// How this upgrade is going to be done.
    pub planned_method: Option<Method>,
    /// Earlier upgrades, oldest first.
    pub history: Option<Vec<Passage>>,
    /// Where it differs from the target of the run.
    pub target: Option<Level>,
}

/// An NT domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// As written where it comes first.
    pub name: String,
    /// None where the file does not say.
    pub controllers: Option<Vec<String>>,
    /// Whether the file has an entry for it; else only sites name it.
    pub declared: bool,
}

/// What kind of site it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Has a site database of its own, and may have sites below it.
    Primary,
    Secondary,
}

/// From where a site is installed or upgraded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Setup run at the site, from CD or a copy of it.
    Cd,
    /// Pushed from the parent by the administrator console.
    Console,
}

/// One upgrade that a site went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Passage {
    pub from: Level,
    pub to: Level,
    pub method: Method,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Primary, Self::Secondary];

    /// Returns the word for it in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
        }
    }
}

impl Method {
    pub const ALL: [Self; 2] = [Self::Cd, Self::Console];

    /// Returns the word for it in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cd => "cd",
            Self::Console => "console",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Hierarchy {
    /// Works out the ways through a hierarchy. The sites' parents must form one tree.
    pub(super) fn new(name: String, sites: Vec<Site>, domains: Vec<Domain>) -> Self {
        let mut children = vec![Vec::new(); sites.len()];
        let mut managing = vec![Vec::new(); domains.len()];
        let mut order = Vec::with_capacity(sites.len());
        for (index, site) in sites.iter().enumerate() {
            match site.parent {
                Some(parent) => children[parent.0].push(SiteIx(index)),
                None => order.push(SiteIx(index)),
            }
            for domain in site.logon_domains.iter().flatten() {
                managing[domain.0].push(SiteIx(index));
            }
        }
        let mut reached = 0;
        while let Some(site) = order.get(reached) {
            order.extend_from_slice(&children[site.0]);
            reached += 1;
        }
        debug_assert_eq!(order.len(), sites.len(), "the parents form one tree");

        let by_code = (sites.iter().enumerate())
            .map(|(index, site)| (folded(&site.code), SiteIx(index)))
            .collect();
        let by_domain = (domains.iter().enumerate())
            .map(|(index, domain)| (folded(&domain.name), DomainIx(index)))
            .collect();
        Self { name, sites, domains, order, children, managing, by_code, by_domain }
    }

    pub fn site(&self, site: SiteIx) -> &Site {
        &self.sites[site.0]
    }

    pub fn domain(&self, domain: DomainIx) -> &Domain {
        &self.domains[domain.0]
    }

    /// Returns the one site without a parent.
    pub fn central(&self) -> SiteIx {
        self.order[0]
    }

    /// Returns all sites, a parent before its children, the central site first (Q264630): level by
    /// level, and in the order of the file among the children of one site.
    pub fn upgrade_order(&self) -> Vec<SiteIx> {
        self.order.clone()
    }

    /// Returns the sites directly below one, in the order of the file.
    pub fn children(&self, site: SiteIx) -> impl Iterator<Item = SiteIx> + '_ {
        self.children[site.0].iter().copied()
    }

    /// Returns the sites that manage logon points of a domain now, in the order of the file.
    pub fn managing(&self, domain: DomainIx) -> &[SiteIx] {
        &self.managing[domain.0]
    }

    /// Finds a site by its code. Case does not count.
    pub fn site_named(&self, code: &str) -> Option<SiteIx> {
        self.by_code.get(&folded(code)).copied()
    }

    /// Finds a domain by its name. Case does not count.
    pub fn domain_named(&self, name: &str) -> Option<DomainIx> {
        self.by_domain.get(&folded(name)).copied()
    }
}

/// A name as it is compared: case does not count.
pub(super) fn folded(name: &str) -> String {
    name.to_lowercase()
}
