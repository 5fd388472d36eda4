//! The named facts of a hierarchy that a flow may ask about and name in its text.
//!
//! A closed list: a flow that names anything else is refused when it is loaded. What a fact is
//! worth for one site or domain is worked out by `plan`; this page only says that it exists, for
//! which scopes, and what can be compared with it.

use std::ops::Range;

use super::mistake::ticked;
use super::{Mistake, Scope};
use crate::text;

/// What a fact can be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Holds or does not: `when = "shares_domain"`.
    Truth,
    /// An SMS level: `when = "level >= 2.0 SP1"`.
    Level,
    /// One of a few words: `when = "role is secondary"`.
    Word(&'static [&'static str]),
    /// Words for people only; cannot be compared.
    Text,
}

/// Where a fact comes from, and so which scopes have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The whole hierarchy: every scope has it.
    Hierarchy,
    /// A site: every scope that belongs to one.
    Site,
    /// The parent of a site. Unknown at the central site.
    Parent,
    /// A Windows NT domain.
    Domain,
    /// One domain controller.
    Controller,
    /// A software metering server.
    MeteringServer,
    /// A hotfix that is due at a site.
    Hotfix,
    /// One direction between a secondary and its parent.
    Link,
}

impl Subject {
    /// Whether every instance of `scope` has facts about this subject.
    pub fn is_in(self, scope: Scope) -> bool {
        use Scope as S;
        match self {
            Self::Hierarchy => true,
            Self::Site | Self::Parent => {
                !matches!(scope, S::Hierarchy | S::Domain | S::DomainController)
            }
            Self::Domain => matches!(scope, S::Domain | S::DomainController | S::SiteDomain),
            Self::Controller => matches!(scope, S::DomainController),
            Self::MeteringServer => matches!(scope, S::MeteringServer),
            Self::Hotfix => matches!(scope, S::DueHotfix),
            Self::Link => matches!(scope, S::SecondaryLink),
        }
    }

    /// The scopes whose instances all have facts about this subject.
    pub fn scopes(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().map(|(scope, _)| *scope).filter(move |scope| self.is_in(*scope))
    }
}

/// Declares the facts: name in flows, subject, kind, and what it means.
macro_rules! facts {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $subject:ident, $kind:expr;)+) => {
        /// One named fact.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FactName { $($(#[doc = $doc])+ $variant,)+ }

        impl FactName {
            /// Every fact there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The name by which a flow asks for it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it is about.
            pub const fn subject(self) -> Subject {
                match self { $(Self::$variant => Subject::$subject,)+ }
            }

            /// What it can be compared with.
            pub const fn kind(self) -> FactKind {
                match self { $(Self::$variant => $kind,)+ }
            }

            /// What it means, for the manual.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

use FactKind::{Level, Text, Truth, Word};

facts! {
    /// The name of the hierarchy.
    Hierarchy = "hierarchy", Hierarchy, Text;
    /// Whether a pre-SP2 hotfix is due at any site.
    HotfixesDue = "hotfixes_due", Hierarchy, Truth;
    /// The sites where a hotfix is due.
    SitesDue = "sites_due", Hierarchy, Text;

    /// The three-character site code.
    Site = "site", Site, Text;
    /// The site server.
    Server = "server", Site, Text;
    /// Primary or secondary.
    Role = "role", Site, Word(&["primary", "secondary"]);
    /// The level that the site runs now.
    Level = "level", Site, Level;
    /// The level that this run takes the site to.
    Target = "target", Site, Level;
    /// The build of the present level.
    Build = "build", Site, Text;
    /// The value of Full Version that is right for the present level.
    FullVersion = "full_version", Site, Text;
    /// Whether this run upgrades the site.
    Upgrades = "upgrades", Site, Truth;
    /// Whether there is a supported way from the level to the target.
    PathSupported = "path_supported", Site, Truth;
    /// Whether the site has secondaries below it.
    HasSecondaries = "has_secondaries", Site, Truth;
    /// The secondaries directly below the site.
    Secondaries = "secondaries", Site, Text;
    /// The SQL Server that holds the site database.
    SqlServer = "sql_server", Site, Text;
    /// Whether SQL Server runs on the site server itself.
    SqlOnSiteServer = "sql_on_site_server", Site, Truth;
    /// Whether the site has software metering servers.
    HasMeteringServers = "has_metering_servers", Site, Truth;
    /// The software metering servers of the site.
    MeteringServers = "metering_servers", Site, Text;
    /// Whether the site manages a domain together with another SMS 2.0 site.
    SharesDomain = "shares_domain", Site, Truth;
    /// The domains that the site manages together with others.
    SharedDomains = "shared_domains", Site, Text;
    /// What the hotfix rules say of the site.
    HotfixStatus = "hotfix_status", Site, Word(&[
        "required", "required-hierarchy", "not-required", "none-exists", "included",
    ]);
    /// Whether the site is at SP2 or later while a hotfix is still due elsewhere.
    AheadOfHotfixes = "ahead_of_hotfixes", Site, Truth;
    /// How the site got its present level.
    InstalledFrom = "installed_from", Site, Word(&["cd", "console"]);
    /// How this upgrade is going to be done.
    PlannedMethod = "planned_method", Site, Word(&["cd", "console"]);
    /// Whether the site went from 1.2 to 2.0 SP2 by CD, with no later SP2 or SP3 run from CD.
    CameByCd = "came_by_cd", Site, Truth;
    /// Whether, after its upgrade, the site will manage a domain together with one that now runs
    /// build 1239 or 1380.
    WillShareDomain = "will_share_domain", Site, Truth;
    /// The sites with which it will share one.
    WillShareWith = "will_share_with", Site, Text;

    /// The code of the parent site.
    Parent = "parent", Parent, Text;
    /// The server of the parent site.
    ParentServer = "parent_server", Parent, Text;
    /// The level that the parent site runs now.
    ParentLevel = "parent_level", Parent, Level;
    /// Whether this run upgrades the parent site.
    ParentUpgrades = "parent_upgrades", Parent, Truth;

    /// The name of the domain, or the words for "every domain" where none is listed.
    Domain = "domain", Domain, Text;
    /// Whether two or more SMS 2.0 sites manage the domain.
    Shared = "shared", Domain, Truth;
    /// The SMS 2.0 sites that manage the domain.
    ManagingSites = "managing_sites", Domain, Text;
    /// Whether a hotfix whose effect shows in Copylog.tcf is due at a site that manages the domain.
    CopylogFixDue = "copylog_fix_due", Domain, Truth;
    /// Whether any hotfix is due at a site that manages the domain.
    DomainHotfixDue = "domain_hotfix_due", Domain, Truth;
    /// Whether the name has fewer than four characters.
    ShortName = "short_name", Domain, Truth;
    /// Whether two or more sites that share the domain go to 2.0 SP2.
    SeveralGoToSp2 = "several_go_to_sp2", Domain, Truth;

    /// The domain controller, or the words for "every domain controller" where none is listed.
    Controller = "controller", Controller, Text;

    /// The software metering server.
    MeteringServer = "metering_server", MeteringServer, Text;

    /// The article of the hotfix.
    Hotfix = "hotfix", Hotfix, Text;
    /// What the hotfix mends.
    HotfixTitle = "hotfix_title", Hotfix, Text;
    /// The files it replaces, with the lowest good versions.
    HotfixFiles = "hotfix_files", Hotfix, Text;
    /// The services that have to be stopped for it.
    HotfixServices = "hotfix_services", Hotfix, Text;
    /// Whether its effect shows in Copylog.tcf on the domain controllers.
    CopylogFix = "copylog_fix", Hotfix, Truth;

    /// The site at which the connection is tried.
    FromSite = "from_site", Link, Text;
    /// The server from which the connection is tried.
    FromServer = "from_server", Link, Text;
    /// The site to which the connection is tried.
    ToSite = "to_site", Link, Text;
    /// The server to which the connection is tried.
    ToServer = "to_server", Link, Text;
}

impl FactName {
    /// The fact of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fact| fact.name() == name)
    }

    /// The fact of that name, or the mistake of naming it, with the nearest that there is.
    pub(crate) fn find(name: &str, at: Range<usize>) -> Result<Self, Mistake> {
        Self::named(name).ok_or_else(|| {
            let mistake = Mistake::new(at, format!("there is no fact {}", text::quoted(name)));
            match text::nearest(name.trim(), Self::ALL.iter().map(|fact| fact.name())) {
                Some(near) => mistake.advise(format!("did you mean `{near}`?")),
                None => mistake,
            }
        })
    }

    /// Whether every instance of `scope` has it; the mistake says which scopes do.
    pub(crate) fn check_in(self, scope: Option<Scope>, at: Range<usize>) -> Result<(), Mistake> {
        match scope {
            Some(scope) if !self.subject().is_in(scope) => {
                let name = self.name();
                let message = format!("`{name}` is not known in scope `{}`", scope.name());
                let scopes = ticked(self.subject().scopes().map(Scope::name));
                let advice = format!("it is known in {scopes}");
                Err(Mistake::new(at, message).advise(advice))
            }
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_fact_in_snake_case() {
        for fact in FactName::ALL {
            assert_eq!(FactName::named(fact.name()), Some(*fact), "two facts of one name");
            let in_a_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(fact.name().chars().all(in_a_name), "{}", fact.name());
            assert!(!fact.meaning().trim().is_empty());
        }
    }

    #[test]
    fn every_subject_is_in_some_scope() {
        for fact in FactName::ALL {
            assert!(fact.subject().scopes().next().is_some(), "{}", fact.name());
        }
    }

    #[test]
    fn the_words_of_a_fact_can_be_written_in_a_condition() {
        for fact in FactName::ALL {
            if let FactKind::Word(words) = fact.kind() {
                assert!(words.len() > 1, "{}", fact.name());
                for word in words {
                    assert!(word.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{word}");
                }
            }
        }
    }
}
