//! Which instances of another step a dependency means, and between which scopes it can.

use super::Relation;
use crate::step::{Scope, Subject};

impl Relation {
    /// The name by which a flow asks for it. `None`: it is written by leaving it out.
    pub fn name(self) -> Option<&'static str> {
        Self::ALL.iter().find(|(relation, _)| *relation == self).map(|(_, name)| *name)
    }

    /// Whether it leads from a step of one scope to a step of another; if not, why.
    pub(super) fn check(self, from: Scope, to: Scope) -> Result<(), Unfit> {
        let (of_site, of_domain) =
            (|scope| Subject::Site.is_in(scope), |scope| Subject::Domain.is_in(scope));
        let has_none_below = matches!(from, Scope::Secondary | Scope::SecondaryLink);
        match self {
            Self::All => Ok(()),
            Self::Same => {
                let whole = [from, to].contains(&Scope::Hierarchy);
                let common = of_site(from) && of_site(to) || of_domain(from) && of_domain(to);
                if whole || common { Ok(()) } else { Err(Unfit::NothingInCommon) }
            }
            Self::Children | Self::Secondaries if has_none_below => Err(Unfit::NothingBelow),
            Self::Parent | Self::Children | Self::Secondaries | Self::Siblings => {
                match (of_site(from), of_site(to)) {
                    (true, true) => Ok(()),
                    (false, _) => Err(Unfit::FromNoSite),
                    (true, false) => Err(Unfit::ToNoSite),
                }
            }
            Self::Domain => match (of_domain(from), of_site(to)) {
                (true, true) => Ok(()),
                (false, _) => Err(Unfit::FromNoDomain),
                (true, false) => Err(Unfit::ToNoSite),
            },
        }
    }
}

/// Why a relation does not lead from one scope to another. Reads after "because".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    NothingInCommon,
    NothingBelow,
    FromNoSite,
    FromNoDomain,
    ToNoSite,
}

impl Unfit {
    /// What is the matter between these scopes.
    pub(super) fn reason(self, from: Scope, to: Scope) -> String {
        let (from, to) = (from.name(), to.name());
        match self {
            Self::NothingInCommon => {
                format!("scope `{from}` and scope `{to}` have neither site nor domain in common")
            }
            Self::NothingBelow => format!("no site is below a site of scope `{from}`"),
            Self::FromNoSite => {
                format!("it starts from a site, and scope `{from}` belongs to none")
            }
            Self::FromNoDomain => {
                format!("it starts from a domain, and scope `{from}` belongs to none")
            }
            Self::ToNoSite => format!("it leads to sites, and scope `{to}` belongs to none"),
        }
    }

    /// What to write instead.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::NothingInCommon => {
                "write `@domain` at the step of the domain, or `@all` if every one is meant"
            }
            Self::NothingBelow => "leave it out, or write `@siblings`",
            Self::FromNoSite | Self::ToNoSite => {
                "write `@domain` at the step of the domain, or `@all`"
            }
            Self::FromNoDomain => "write it at the step of the domain instead, or write `@all`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_makes_sense_between_some_scopes_only() {
        use Scope::{Domain, DomainController, DueHotfix, Hierarchy, Secondary, Site, SiteDomain};
        let table = [
            (Relation::Same, Site, DueHotfix, Ok(())),
            (Relation::Same, DomainController, Domain, Ok(())),
            (Relation::Same, SiteDomain, Domain, Ok(())),
            (Relation::Same, Hierarchy, Domain, Ok(())),
            (Relation::Same, Site, Domain, Err(Unfit::NothingInCommon)),
            (Relation::Parent, Site, Site, Ok(())),
            (Relation::Parent, Secondary, DueHotfix, Ok(())),
            (Relation::Parent, Domain, Site, Err(Unfit::FromNoSite)),
            (Relation::Parent, Site, Hierarchy, Err(Unfit::ToNoSite)),
            (Relation::Children, Secondary, Site, Err(Unfit::NothingBelow)),
            (Relation::Secondaries, Site, Secondary, Ok(())),
            (Relation::Siblings, Secondary, Site, Ok(())),
            (Relation::Domain, DomainController, DueHotfix, Ok(())),
            (Relation::Domain, Site, Site, Err(Unfit::FromNoDomain)),
            (Relation::Domain, Domain, DomainController, Err(Unfit::ToNoSite)),
            (Relation::All, Site, Domain, Ok(())),
        ];
        for (relation, from, to, expected) in table {
            assert_eq!(relation.check(from, to), expected, "{relation:?} {from:?} {to:?}");
        }
    }
}
