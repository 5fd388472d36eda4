//! For what a step exists: the hierarchy, each site, each domain controller…

/// For what a step exists once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// `hierarchy`: once. Id: `template`.
    Hierarchy,
    /// `site`: each site. Id: `template/SITE`.
    Site,
    /// `secondary`: each secondary. Id: `template/SITE`.
    Secondary,
    /// `secondary-link`: each direction between a secondary and its parent. Id:
    /// `template/FROM/TO`.
    SecondaryLink,
    /// `site-domain`: each domain of each site; once for the site where none is listed. Id:
    /// `template/SITE/DOMAIN` or `template/SITE`.
    SiteDomain,
    /// `domain`: each domain. Id: `template/DOMAIN`.
    Domain,
    /// `domain-controller`: each controller of each domain; once for the domain where none is
    /// listed. Id: `template/DOMAIN/CONTROLLER` or `template/DOMAIN`.
    DomainController,
    /// `metering-server`: each listed metering server. Id: `template/SERVER`.
    MeteringServer,
    /// `due-hotfix`: each hotfix due at each site. Id: `template/SITE/HOTFIX`.
    DueHotfix,
}

impl Scope {
    /// Every scope with its name in flows.
    pub const ALL: &'static [(Self, &'static str)] = &[
        (Self::Hierarchy, "hierarchy"),
        (Self::Site, "site"),
        (Self::Secondary, "secondary"),
        (Self::SecondaryLink, "secondary-link"),
        (Self::SiteDomain, "site-domain"),
        (Self::Domain, "domain"),
        (Self::DomainController, "domain-controller"),
        (Self::MeteringServer, "metering-server"),
        (Self::DueHotfix, "due-hotfix"),
    ];

    /// The name by which a flow asks for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hierarchy => "hierarchy",
            Self::Site => "site",
            Self::Secondary => "secondary",
            Self::SecondaryLink => "secondary-link",
            Self::SiteDomain => "site-domain",
            Self::Domain => "domain",
            Self::DomainController => "domain-controller",
            Self::MeteringServer => "metering-server",
            Self::DueHotfix => "due-hotfix",
        }
    }

    /// The scope of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(scope, _)| *scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_the_same_as_the_names() {
        for (scope, name) in Scope::ALL {
            assert_eq!(scope.name(), *name);
            assert_eq!(Scope::named(name), Some(*scope));
        }
        assert_eq!(Scope::named("sites"), None);
    }
}
