//! For what exactly a step exists: which site, domain, controller, server or hotfix.

use crate::flow::Flow;
use crate::hierarchy::{DomainIx, Hierarchy, Role, SiteIx};
use crate::step::Scope;

use super::survey::Survey;

/// One instance of a scope. Fields that the scope does not have are none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Instance {
    pub scope: Scope,
    pub site: Option<SiteIx>,
    pub domain: Option<DomainIx>,
    /// Index into the domain's controllers; none also where the file lists none.
    pub controller: Option<usize>,
    /// Index into the site's metering servers.
    pub server: Option<usize>,
    /// Index into the flow's hotfixes.
    pub hotfix: Option<usize>,
    pub direction: Option<Direction>,
}

/// A direction between a secondary and its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    Down,
    Up,
}

/// The scope fields of a step as others see them; absent where they do not apply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeFields<T = String> {
    pub site: Option<T>,
    pub parent: Option<T>,
    pub domain: Option<T>,
    pub controller: Option<T>,
    pub server: Option<T>,
    pub hotfix: Option<T>,
}

impl ScopeFields<&str> {
    fn owned(self) -> ScopeFields {
        let owned = |it: Option<&str>| it.map(str::to_owned);
        ScopeFields {
            site: owned(self.site),
            parent: owned(self.parent),
            domain: owned(self.domain),
            controller: owned(self.controller),
            server: owned(self.server),
            hotfix: owned(self.hotfix),
        }
    }
}

impl Instance {
    /// The instance of [`Scope::Hierarchy`], and the start of every other.
    pub(super) fn of(scope: Scope) -> Self {
        Self {
            scope,
            site: None,
            domain: None,
            controller: None,
            server: None,
            hotfix: None,
            direction: None,
        }
    }
}

/// Every instance of a scope: sites in the order of upgrade, the rest as written.
///
/// Sites that are refused have no instances of their own (scenario rule 8), except where
/// `refused_too` asks for them.
pub(super) fn all(
    scope: Scope,
    flow: &Flow,
    hierarchy: &Hierarchy,
    survey: &Survey,
    refused_too: bool,
) -> Vec<Instance> {
    let sites =
        || survey.order.iter().copied().filter(|site| refused_too || survey.supported[site.0]);
    let of_site = |site: SiteIx| Instance { site: Some(site), ..Instance::of(scope) };
    let secondaries = || sites().filter(|site| hierarchy.sites[site.0].role == Role::Secondary);
    match scope {
        Scope::Hierarchy => vec![Instance::of(scope)],
        Scope::Site => sites().map(of_site).collect(),
        Scope::Secondary => secondaries().map(of_site).collect(),
        Scope::SecondaryLink => secondaries()
            .flat_map(|site| {
                [Direction::Down, Direction::Up]
                    .map(|way| Instance { direction: Some(way), ..of_site(site) })
            })
            .collect(),
        Scope::SiteDomain => sites()
            .flat_map(|site| {
                // A site whose domains are not listed, or that lists none, still has an account.
                let listed = hierarchy.sites[site.0].logon_domains.clone().unwrap_or_default();
                let domains: Vec<_> = if listed.is_empty() {
                    vec![None]
                } else {
                    listed.into_iter().map(Some).collect()
                };
                domains.into_iter().map(move |domain| Instance { domain, ..of_site(site) })
            })
            .collect(),
        Scope::Domain => domains(hierarchy, survey, scope),
        Scope::DomainController => domains(hierarchy, survey, scope)
            .into_iter()
            .flat_map(|at| {
                let domain = at.domain.map(|domain| &hierarchy.domains[domain.0]);
                let listed = domain.and_then(|it| it.controllers.as_ref()).map_or(0, Vec::len);
                // Unknown controllers remove no step: the step then speaks of the whole domain.
                let controllers: Vec<_> =
                    if listed == 0 { vec![None] } else { (0..listed).map(Some).collect() };
                controllers.into_iter().map(move |controller| Instance { controller, ..at.clone() })
            })
            .collect(),
        Scope::MeteringServer => sites()
            .flat_map(|site| {
                let listed = hierarchy.sites[site.0].metering_servers.as_ref().map_or(0, Vec::len);
                (0..listed).map(move |server| Instance { server: Some(server), ..of_site(site) })
            })
            .collect(),
        Scope::DueHotfix => sites()
            .flat_map(|site| {
                survey
                    .due_at(flow, hierarchy, site)
                    .into_iter()
                    .map(move |hotfix| Instance { hotfix: Some(hotfix), ..of_site(site) })
            })
            .collect(),
    }
}

/// Each domain; and once without a name where sites that may share one do not list theirs: what
/// is not in the file never removes a step.
fn domains(hierarchy: &Hierarchy, survey: &Survey, scope: Scope) -> Vec<Instance> {
    let of_domain = |domain| Instance { domain, ..Instance::of(scope) };
    let listed = (0..hierarchy.domains.len()).map(|index| of_domain(Some(DomainIx(index))));
    let unlisted = (survey.silent.len() >= 2).then(|| of_domain(None));
    listed.chain(unlisted).collect()
}

/// The id of a template's instance: `copylog-refreshed/CORP/DC1`.
pub(super) fn id(template: &str, flow: &Flow, hierarchy: &Hierarchy, at: &Instance) -> String {
    let names = names(flow, hierarchy, at);
    let parts = match (at.scope, at.direction) {
        (Scope::SecondaryLink, Some(Direction::Down)) => [names.parent, names.site, None, None],
        (Scope::SecondaryLink, _) => [names.site, names.parent, None, None],
        (Scope::MeteringServer, _) => [names.server, None, None, None],
        _ => [names.site, names.domain, names.controller, names.hotfix],
    };
    let mut id = template.to_owned();
    for part in parts.into_iter().flatten() {
        id.push('/');
        id.push_str(part);
    }
    id
}

pub(super) fn fields(flow: &Flow, hierarchy: &Hierarchy, at: &Instance) -> ScopeFields {
    names(flow, hierarchy, at).owned()
}

/// The scope fields, as they stand in flow and hierarchy.
pub(super) fn names<'a>(
    flow: &'a Flow,
    hierarchy: &'a Hierarchy,
    at: &Instance,
) -> ScopeFields<&'a str> {
    let site = at.site.map(|site| &hierarchy.sites[site.0]);
    let domain = at.domain.map(|domain| &hierarchy.domains[domain.0]);
    let parent = match at.scope {
        Scope::Secondary | Scope::SecondaryLink => site.and_then(|site| site.parent),
        _ => None,
    };
    ScopeFields {
        site: site.map(|site| site.code.as_str()),
        parent: parent.map(|parent| hierarchy.sites[parent.0].code.as_str()),
        domain: domain.map(|domain| domain.name.as_str()),
        controller: at.controller.and_then(|index| {
            domain.and_then(|domain| domain.controllers.as_ref()).map(|all| all[index].as_str())
        }),
        server: at.server.and_then(|index| {
            site.and_then(|site| site.metering_servers.as_ref()).map(|all| all[index].as_str())
        }),
        hotfix: at.hotfix.map(|index| flow.hotfixes[index].article.as_str()),
    }
}
