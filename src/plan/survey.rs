//! What follows from a hierarchy and a target before any step is looked at: who goes where, which
//! domains are shared, what the hotfix rules say of each site.

use crate::flow::{Flow, Truth};
use crate::hierarchy::{DomainIx, Hierarchy, Site, SiteIx};
use crate::level::Level;

use super::PlanError;

/// What the hotfix rules say of a site (Q261931 and the hotfix articles).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HotfixStatus {
    /// The site itself manages a shared domain, or may.
    Required,
    /// Another site does: Q261931 asks for the set everywhere, the hotfix articles do not.
    RequiredHierarchy,
    NotRequired,
    /// 1.x: there is no such hotfix.
    NoneExists,
    /// SP2 and later carry them.
    Included,
}

impl HotfixStatus {
    /// The word in plans and conditions.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::RequiredHierarchy => "required-hierarchy",
            Self::NotRequired => "not-required",
            Self::NoneExists => "none-exists",
            Self::Included => "included",
        }
    }

    /// Whether the hotfixes of the site's own build have to go on.
    pub const fn is_due(self) -> bool {
        matches!(self, Self::Required | Self::RequiredHierarchy)
    }
}

/// Derived facts, by site or by domain. Lists run parallel to those of the hierarchy.
#[derive(Debug)]
pub(super) struct Survey {
    /// Parents before children, the central site first (Q264630, Q199250).
    pub(super) order: Vec<SiteIx>,
    /// Place of each site in `order`.
    pub(super) place: Vec<usize>,
    pub(super) target: Vec<Option<Level>>,
    /// There is a supported way from level to target, or nothing to do.
    pub(super) supported: Vec<bool>,
    pub(super) upgrades: Vec<bool>,
    pub(super) status: Vec<HotfixStatus>,
    /// By domain.
    pub(super) shared: Vec<Truth>,
    /// By site: whether it manages a shared domain.
    pub(super) shares: Vec<Truth>,
    /// SMS 2.0 sites whose logon domains the file does not list.
    pub(super) silent: Vec<SiteIx>,
    /// Sites where a hotfix is due, in the order of upgrade.
    pub(super) due: Vec<SiteIx>,
}

impl Survey {
    pub(super) fn make(
        flow: &Flow,
        hierarchy: &Hierarchy,
        target: Option<Level>,
    ) -> Result<Self, PlanError> {
        let order = hierarchy.upgrade_order();
        let mut place = vec![0; order.len()];
        for (index, site) in order.iter().enumerate() {
            place[site.0] = index;
        }
        let targets = targets(flow, hierarchy, target)?;
        let levels = || hierarchy.sites.iter().map(|site| site.level).zip(&targets);
        let supported: Vec<_> =
            levels().map(|(level, target)| is_supported(flow, level, *target)).collect();
        let upgrades = levels()
            .zip(&supported)
            .map(|((level, target), supported)| *supported && target.is_some_and(|t| level < t))
            .collect();

        let silent: Vec<_> = sites(hierarchy)
            .filter(|(_, site)| is_2_0(site) && site.logon_domains.is_none())
            .map(|(ix, _)| ix)
            .collect();
        let shared: Vec<_> = (0..hierarchy.domains.len())
            .map(|index| is_shared(hierarchy, DomainIx(index), silent.len()))
            .collect();
        let any_shared = any_shared(hierarchy, &shared, silent.len());
        let sharing = shares(hierarchy, &shared);
        let sites = hierarchy.sites.iter().zip(&sharing);
        let status: Vec<_> =
            sites.map(|(site, shares)| status_of(site, *shares, any_shared)).collect();
        let due = order.iter().copied().filter(|site| status[site.0].is_due()).collect();
        let target = targets;
        Ok(Self {
            order,
            place,
            target,
            supported,
            upgrades,
            status,
            shared,
            shares: sharing,
            silent,
            due,
        })
    }

    /// The hotfixes due at a site: the set of its own level, whatever the others run.
    pub(super) fn due_at(&self, flow: &Flow, hierarchy: &Hierarchy, site: SiteIx) -> Vec<usize> {
        if !self.status[site.0].is_due() {
            return Vec::new();
        }
        let level = hierarchy.sites[site.0].level;
        (0..flow.hotfixes.len()).filter(|index| flow.hotfixes[*index].level == level).collect()
    }

    /// The domains that a site manages together with others, or may.
    pub(super) fn shared_domains_of(&self, site: &Site) -> Vec<DomainIx> {
        let listed = site.logon_domains.iter().flatten().copied();
        listed.filter(|domain| is_2_0(site) && self.shared[domain.0] != Truth::Fails).collect()
    }
}

/// Each site with its index.
pub(super) fn sites(hierarchy: &Hierarchy) -> impl Iterator<Item = (SiteIx, &Site)> {
    hierarchy.sites.iter().enumerate().map(|(index, site)| (SiteIx(index), site))
}

/// Whether a site runs SMS 2.0, of any service pack.
pub(super) fn is_2_0(site: &Site) -> bool {
    site.level >= Level::SMS_2_0
}

/// The SMS 2.0 sites that manage a domain.
pub(super) fn managers(hierarchy: &Hierarchy, domain: DomainIx) -> Vec<SiteIx> {
    let listed = hierarchy.managing(domain).iter().copied();
    listed.filter(|site| is_2_0(&hierarchy.sites[site.0])).collect()
}

fn targets(
    flow: &Flow,
    hierarchy: &Hierarchy,
    run: Option<Level>,
) -> Result<Vec<Option<Level>>, PlanError> {
    let mut targets = Vec::with_capacity(hierarchy.sites.len());
    for site in &hierarchy.sites {
        let target = site.target.or(run);
        let Some(target) = target else {
            return Err(PlanError::NoTarget { site: site.code.clone() });
        };
        if !flow.levels.contains(&target) {
            return Err(PlanError::UnknownTarget { target, flow: flow.id.clone() });
        }
        targets.push(Some(target));
    }
    Ok(targets)
}

fn is_supported(flow: &Flow, level: Level, target: Option<Level>) -> bool {
    let Some(target) = target else { return true };
    level >= target
        || flow.paths.iter().any(|path| path.from.contains(&level) && path.to.contains(&target))
}

/// Scenario rules 1 and 11: shared when two or more SMS 2.0 sites list it. A 2.0 site whose
/// domains are not listed may manage any of them.
fn is_shared(hierarchy: &Hierarchy, domain: DomainIx, silent: usize) -> Truth {
    match managers(hierarchy, domain).len() {
        2.. => Truth::Holds,
        known if known + silent >= 2 => Truth::Unknown,
        _ => Truth::Fails,
    }
}

fn any_shared(hierarchy: &Hierarchy, shared: &[Truth], silent: usize) -> Truth {
    if shared.contains(&Truth::Holds) {
        return Truth::Holds;
    }
    let lists_some = hierarchy
        .sites
        .iter()
        .any(|site| is_2_0(site) && site.logon_domains.as_ref().is_some_and(|all| !all.is_empty()));
    if silent >= 2 || (silent == 1 && lists_some) { Truth::Unknown } else { Truth::Fails }
}

/// Whether each site manages a domain together with another SMS 2.0 site.
fn shares(hierarchy: &Hierarchy, shared: &[Truth]) -> Vec<Truth> {
    let may_manage = |site: &&Site| {
        is_2_0(site) && site.logon_domains.as_ref().is_none_or(|all| !all.is_empty())
    };
    let managing = hierarchy.sites.iter().filter(may_manage).count();
    let of_site = |site: &Site| match &site.logon_domains {
        _ if !is_2_0(site) => Truth::Fails,
        Some(listed) if listed.iter().any(|domain| shared[domain.0] == Truth::Holds) => {
            Truth::Holds
        }
        Some(listed) if listed.iter().any(|domain| shared[domain.0] == Truth::Unknown) => {
            Truth::Unknown
        }
        Some(_) => Truth::Fails,
        // It may share with any other 2.0 site that manages a domain, or may; it is one itself.
        None if managing > 1 => Truth::Unknown,
        None => Truth::Fails,
    };
    hierarchy.sites.iter().map(of_site).collect()
}

fn status_of(site: &Site, shares: Truth, any_shared: Truth) -> HotfixStatus {
    if site.level < Level::SMS_2_0 {
        HotfixStatus::NoneExists
    } else if site.level >= Level::SMS_2_0_SP2 {
        HotfixStatus::Included
    } else if shares != Truth::Fails {
        HotfixStatus::Required
    } else if any_shared != Truth::Fails {
        HotfixStatus::RequiredHierarchy
    } else {
        HotfixStatus::NotRequired
    }
}
