//! What a named fact is worth for one instance, and how conditions are judged with it.

use crate::flow::{Atom, Compare, Condition, Flow, Truth};
use crate::hierarchy::{DomainIx, Hierarchy, Method, Role, Site, SiteIx};
use crate::level::Level;
use crate::step::{FactName, Scope};
use crate::text::list;

use super::instance::{Direction, Instance};
use super::survey::{Survey, is_2_0, managers, sites};

/// The facts of a hierarchy, as seen by a flow.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) flow: &'a Flow,
    pub(super) hierarchy: &'a Hierarchy,
    pub(super) survey: &'a Survey,
}

/// The worth of a fact. Unknown where the hierarchy file does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Truth(Truth),
    Level(Level),
    Word(&'static str),
    Text(String),
    Unknown,
}

impl<'a> Facts<'a> {
    /// Judges a condition, and tells which comparisons decided it.
    pub(super) fn judge<'c>(
        &self,
        condition: &'c Condition,
        at: &Instance,
    ) -> (Truth, Vec<(&'c Atom, Truth)>) {
        let (truth, deciding) = condition.judge(&|atom| self.compare(atom, at));
        (truth, deciding.into_iter().map(|it| (it.atom, it.verdict)).collect())
    }

    /// The same for whoever does not ask what decided.
    pub(super) fn verdict(&self, condition: &Condition, at: &Instance) -> Truth {
        condition.verdict(&|atom| self.compare(atom, at))
    }

    fn compare(&self, atom: &Atom, at: &Instance) -> Truth {
        match (&atom.compare, self.value(atom.fact, at)) {
            (_, Value::Unknown) => Truth::Unknown,
            (Compare::Holds, Value::Truth(truth)) => truth,
            (Compare::IsWord(words), Value::Word(word)) => {
                Truth::from(words.iter().any(|given| given == word))
            }
            (Compare::IsLevel(levels), Value::Level(level)) => Truth::from(levels.contains(&level)),
            (Compare::AtLeast(least), Value::Level(level)) => Truth::from(level >= *least),
            (Compare::Below(limit), Value::Level(level)) => Truth::from(level < *limit),
            // The flow's validation lets no comparison through that does not fit its fact.
            _ => Truth::Unknown,
        }
    }

    /// The words for a fact, for texts. Where it is unknown, words that say so.
    pub(super) fn text(&self, fact: FactName, at: &Instance) -> String {
        match self.value(fact, at) {
            Value::Text(text) => text,
            Value::Word(word) => word.to_owned(),
            Value::Level(level) => level.to_string(),
            Value::Truth(Truth::Holds) => "yes".to_owned(),
            Value::Truth(Truth::Fails) => "no".to_owned(),
            Value::Truth(Truth::Unknown) | Value::Unknown => unknown(fact).to_owned(),
        }
    }

    /// The worth of a fact for one instance.
    pub(super) fn value(&self, fact: FactName, at: &Instance) -> Value {
        use crate::step::Subject as S;
        match fact.subject() {
            S::Hierarchy => self.of_hierarchy(fact),
            S::Site => at.site.map_or(Value::Unknown, |site| self.of_site(fact, site)),
            S::Parent => match at.site.map(|site| self.site(site).parent) {
                Some(Some(parent)) => self.of_parent(fact, parent),
                // The central site has none, and that is known.
                Some(None) if fact == FactName::ParentUpgrades => truth(false),
                _ => Value::Unknown,
            },
            S::Domain => match at.domain {
                Some(domain) => self.of_domain(fact, domain),
                None => self.of_unlisted_domain(fact, at),
            },
            S::Controller | S::MeteringServer => self.of_server(fact, at),
            S::Hotfix => at.hotfix.map_or(Value::Unknown, |hotfix| self.of_hotfix(fact, hotfix)),
            S::Link => self.of_link(fact, at),
        }
    }

    pub(super) fn site(&self, site: SiteIx) -> &'a Site {
        &self.hierarchy.sites[site.0]
    }

    pub(super) fn codes(&self, sites: &[SiteIx]) -> Vec<&'a str> {
        sites.iter().map(|site| self.site(*site).code.as_str()).collect()
    }

    fn of_hierarchy(&self, fact: FactName) -> Value {
        match fact {
            FactName::Hierarchy => Value::Text(self.hierarchy.name.clone()),
            FactName::HotfixesDue => truth(!self.survey.due.is_empty()),
            FactName::SitesDue => names(&self.codes(&self.survey.due)),
            _ => Value::Unknown,
        }
    }

    fn of_site(&self, fact: FactName, ix: SiteIx) -> Value {
        let site = self.site(ix);
        let survey = self.survey;
        match fact {
            FactName::Site => Value::Text(site.code.clone()),
            FactName::Server => Value::Text(site.server.clone()),
            FactName::Role => Value::Word(match site.role {
                Role::Primary => "primary",
                Role::Secondary => "secondary",
            }),
            FactName::Level => Value::Level(site.level),
            FactName::Target => survey.target[ix.0].map_or(Value::Unknown, Value::Level),
            FactName::Build => text(site.level.build().to_string()),
            FactName::FullVersion => site.level.good_full_version().map_or(Value::Unknown, text),
            FactName::Upgrades => truth(survey.upgrades[ix.0]),
            FactName::PathSupported => truth(survey.supported[ix.0]),
            FactName::HasSecondaries => truth(!self.secondaries(ix).is_empty()),
            FactName::Secondaries => names(&self.codes(&self.secondaries(ix))),
            FactName::SqlServer => site.sql_server.clone().map_or(Value::Unknown, Value::Text),
            FactName::SqlOnSiteServer => sql_on_site_server(site),
            FactName::HasMeteringServers => {
                site.metering_servers.as_ref().map_or(Value::Unknown, |all| truth(!all.is_empty()))
            }
            FactName::MeteringServers => {
                site.metering_servers.as_ref().map_or(Value::Unknown, |all| names(all))
            }
            FactName::SharesDomain => Value::Truth(survey.shares[ix.0]),
            FactName::SharedDomains => names(&self.domain_names(&survey.shared_domains_of(site))),
            FactName::HotfixStatus => Value::Word(survey.status[ix.0].word()),
            FactName::AheadOfHotfixes => {
                truth(site.level >= Level::SMS_2_0_SP2 && !survey.due.is_empty())
            }
            FactName::InstalledFrom => method(site.installed_from),
            FactName::PlannedMethod => method(site.planned_method),
            FactName::CameByCd => Value::Truth(came_by_cd(site)),
            FactName::WillShareDomain => Value::Truth(self.will_share(ix)),
            FactName::WillShareWith => names(&self.codes(&self.will_share_with(ix))),
            _ => Value::Unknown,
        }
    }

    fn of_parent(&self, fact: FactName, parent: SiteIx) -> Value {
        match fact {
            FactName::Parent => self.of_site(FactName::Site, parent),
            FactName::ParentServer => self.of_site(FactName::Server, parent),
            FactName::ParentLevel => self.of_site(FactName::Level, parent),
            FactName::ParentUpgrades => self.of_site(FactName::Upgrades, parent),
            _ => Value::Unknown,
        }
    }

    fn of_domain(&self, fact: FactName, ix: DomainIx) -> Value {
        let domain = &self.hierarchy.domains[ix.0];
        let copylog = |hotfix: &usize| self.flow.hotfixes[*hotfix].copylog;
        match fact {
            FactName::Domain => Value::Text(domain.name.clone()),
            FactName::Shared => Value::Truth(self.survey.shared[ix.0]),
            FactName::ManagingSites => names(&self.codes(&managers(self.hierarchy, ix))),
            FactName::CopylogFixDue => Value::Truth(self.due_in(ix, |due| due.iter().any(copylog))),
            FactName::DomainHotfixDue => Value::Truth(self.due_in(ix, |due| !due.is_empty())),
            FactName::ShortName => truth(domain.name.chars().count() < 4),
            FactName::SeveralGoToSp2 => {
                let known = self.going_to_sp2(&managers_after(self, ix));
                Value::Truth(match (known, self.going_to_sp2(&self.survey.silent)) {
                    (2.., _) => Truth::Holds,
                    (known, silent) if known + silent >= 2 => Truth::Unknown,
                    _ => Truth::Fails,
                })
            }
            _ => Value::Unknown,
        }
    }

    /// A domain that two or more sites may share, none of which lists its domains.
    fn of_unlisted_domain(&self, fact: FactName, at: &Instance) -> Value {
        if matches!(at.scope, Scope::SiteDomain) {
            return Value::Unknown;
        }
        let silent = &self.survey.silent;
        let if_due = |test: &dyn Fn(usize) -> bool| {
            let due = |site: &SiteIx| self.survey.due_at(self.flow, self.hierarchy, *site);
            let is_due = silent.iter().any(|site| due(site).into_iter().any(test));
            Value::Truth(if is_due { Truth::Unknown } else { Truth::Fails })
        };
        match fact {
            FactName::Domain => text("a domain that is not listed"),
            FactName::ManagingSites => names(&self.codes(silent)),
            FactName::CopylogFixDue => if_due(&|hotfix| self.flow.hotfixes[hotfix].copylog),
            FactName::DomainHotfixDue => if_due(&|_| true),
            FactName::SeveralGoToSp2 if self.going_to_sp2(silent) < 2 => truth(false),
            _ => Value::Unknown,
        }
    }

    /// The sites of a domain that this run takes to 2.0 SP2, or that may be among them.
    pub(super) fn going_in(&self, domain: DomainIx) -> Vec<SiteIx> {
        let mut going = managers_after(self, domain);
        going.extend(self.survey.silent.iter().copied());
        going.retain(|site| self.going_to_sp2(&[*site]) == 1);
        going
    }

    /// How many of these sites this run takes to 2.0 SP2.
    fn going_to_sp2(&self, sites: &[SiteIx]) -> usize {
        let goes = |site: &&SiteIx| {
            self.survey.upgrades[site.0] && self.survey.target[site.0] == Some(Level::SMS_2_0_SP2)
        };
        sites.iter().filter(goes).count()
    }

    fn of_server(&self, fact: FactName, at: &Instance) -> Value {
        let fields = super::instance::fields(self.flow, self.hierarchy, at);
        match fact {
            FactName::Controller => fields.controller.map_or(Value::Unknown, Value::Text),
            FactName::MeteringServer => fields.server.map_or(Value::Unknown, Value::Text),
            _ => Value::Unknown,
        }
    }

    fn of_hotfix(&self, fact: FactName, hotfix: usize) -> Value {
        let hotfix = &self.flow.hotfixes[hotfix];
        match fact {
            FactName::Hotfix => Value::Text(hotfix.article.clone()),
            FactName::HotfixTitle => Value::Text(hotfix.title.clone()),
            FactName::HotfixFiles => names(&hotfix.files),
            FactName::HotfixServices => names(&hotfix.services),
            FactName::CopylogFix => truth(hotfix.copylog),
            _ => Value::Unknown,
        }
    }

    fn of_link(&self, fact: FactName, at: &Instance) -> Value {
        let Some(child) = at.site else { return Value::Unknown };
        let Some(parent) = self.site(child).parent else { return Value::Unknown };
        let (from, to) = match at.direction {
            Some(Direction::Up) => (child, parent),
            _ => (parent, child),
        };
        match fact {
            FactName::FromSite => self.of_site(FactName::Site, from),
            FactName::FromServer => self.of_site(FactName::Server, from),
            FactName::ToSite => self.of_site(FactName::Site, to),
            FactName::ToServer => self.of_site(FactName::Server, to),
            _ => Value::Unknown,
        }
    }

    pub(super) fn secondaries(&self, site: SiteIx) -> Vec<SiteIx> {
        self.hierarchy
            .children(site)
            .filter(|child| self.site(*child).role == Role::Secondary)
            .collect()
    }

    pub(super) fn domain_names(&self, domains: &[DomainIx]) -> Vec<&'a str> {
        domains.iter().map(|domain| self.hierarchy.domains[domain.0].name.as_str()).collect()
    }

    /// Whether what is due at the sites of a domain meets `test`. A 2.0 site whose domains are not
    /// listed may be one of them.
    fn due_in(&self, domain: DomainIx, test: impl Fn(&[usize]) -> bool) -> Truth {
        let meets = |site: &SiteIx| test(&self.survey.due_at(self.flow, self.hierarchy, *site));
        if managers(self.hierarchy, domain).iter().any(meets) {
            Truth::Holds
        } else if self.survey.silent.iter().any(meets) {
            Truth::Unknown
        } else {
            Truth::Fails
        }
    }

    /// Scenario rule 10: whether a 1.x site, once it runs 2.0, will share a domain with a site that
    /// is at 1239 or 1380 now.
    fn will_share(&self, ix: SiteIx) -> Truth {
        let with = self.will_share_with(ix);
        let is_listed = |other: &SiteIx| !shared_after(self, ix, *other).is_empty();
        if with.iter().any(is_listed) {
            Truth::Holds
        } else if with.is_empty() {
            Truth::Fails
        } else {
            Truth::Unknown
        }
    }

    /// The sites at 1239 or 1380 with which a 1.x site will share a domain once it runs 2.0; also
    /// those with which it may, where one of the two does not list its domains.
    pub(super) fn will_share_with(&self, ix: SiteIx) -> Vec<SiteIx> {
        let site = self.site(ix);
        let goes_to_2_0 = self.survey.upgrades[ix.0]
            && self.survey.target[ix.0].is_some_and(|target| target >= Level::SMS_2_0);
        if is_2_0(site) || !goes_to_2_0 {
            return Vec::new();
        }
        let is_behind = |level| (Level::SMS_2_0..Level::SMS_2_0_SP2).contains(&level);
        let manages_none = |domains: Option<&[DomainIx]>| domains.is_some_and(<[_]>::is_empty);
        let own = after(site);
        sites(self.hierarchy)
            .filter(|(other, row)| *other != ix && is_behind(row.level))
            .filter(|(other, row)| {
                let theirs = row.logon_domains.as_deref();
                let may = (own.is_none() && !manages_none(theirs))
                    || (theirs.is_none() && !manages_none(own));
                may || !shared_after(self, ix, *other).is_empty()
            })
            .map(|(other, _)| other)
            .collect()
    }
}

/// The domains that one site will manage after its upgrade and another manages now.
fn shared_after(facts: &Facts<'_>, one: SiteIx, other: SiteIx) -> Vec<DomainIx> {
    let theirs = facts.site(other).logon_domains.as_deref().unwrap_or_default();
    let own = after(facts.site(one)).unwrap_or_default();
    own.iter().copied().filter(|domain| theirs.contains(domain)).collect()
}

/// The domains that a site manages after the upgrade; `None` where the file does not say.
fn after(site: &Site) -> Option<&[DomainIx]> {
    site.logon_domains_after.as_deref().or(site.logon_domains.as_deref())
}

/// The sites that manage a domain now or will after their upgrade.
fn managers_after(facts: &Facts<'_>, domain: DomainIx) -> Vec<SiteIx> {
    let now = facts.hierarchy.managing(domain);
    let later = sites(facts.hierarchy)
        .filter(|(_, site)| site.logon_domains_after.iter().flatten().any(|it| *it == domain))
        .map(|(ix, _)| ix)
        .filter(|ix| !now.contains(ix));
    now.iter().copied().chain(later).collect()
}

/// Scenario rule 7: 1.2 to SP2 from CD, not lifted by a later SP2 or SP3 run from CD.
fn came_by_cd(site: &Site) -> Truth {
    let is_1_2 = |level: Level| level >= Level::SMS_1_2 && level < Level::SMS_2_0;
    match &site.history {
        Some(history) => {
            let by_cd = |to: &[Level], passage: &crate::hierarchy::Passage| {
                to.contains(&passage.to) && passage.method == Method::Cd
            };
            let came =
                history.iter().rposition(|p| is_1_2(p.from) && by_cd(&[Level::SMS_2_0_SP2], p));
            Truth::from(came.is_some_and(|came| {
                let later = &history[came + 1..];
                !later.iter().any(|p| by_cd(&[Level::SMS_2_0_SP2, Level::SMS_2_0_SP3], p))
            }))
        }
        // A site that got its present level from the console did not get it from the CD.
        None if site.level != Level::SMS_2_0_SP2 => Truth::Fails,
        None if site.installed_from == Some(Method::Console) => Truth::Fails,
        None => Truth::Unknown,
    }
}

fn sql_on_site_server(site: &Site) -> Value {
    match &site.sql_server {
        Some(sql) => truth(sql.eq_ignore_ascii_case(&site.server)),
        None => Value::Unknown,
    }
}

fn method(method: Option<Method>) -> Value {
    match method {
        Some(Method::Cd) => Value::Word("cd"),
        Some(Method::Console) => Value::Word("console"),
        None => Value::Unknown,
    }
}

fn truth(holds: bool) -> Value {
    Value::Truth(Truth::from(holds))
}

fn text(words: impl Into<String>) -> Value {
    Value::Text(words.into())
}

fn names(all: &[impl AsRef<str>]) -> Value {
    if all.is_empty() { text("none") } else { text(list(all)) }
}

/// Words for a fact that the hierarchy file does not tell.
fn unknown(fact: FactName) -> &'static str {
    match fact {
        FactName::Domain => "every domain of the site",
        FactName::Controller => "every domain controller",
        FactName::MeteringServers => "metering servers (not listed)",
        FactName::SqlServer => "the SQL Server of the site",
        FactName::Parent | FactName::ParentServer => "the parent site",
        FactName::FullVersion => "the version of the site",
        _ => "not known",
    }
}
