//! The one place that says why: sentences built from the facts that decided.

use crate::flow::{Atom, Condition, Truth};
use crate::hierarchy::{DomainIx, Method, Role, SiteIx};
use crate::level::Level;
use crate::step::{FactName, Scope, Subject};
use crate::text::list;

use super::instance::{Instance, fields};
use super::survey::{HotfixStatus, is_2_0, managers};
use super::value::Facts;

/// A thing and what is said of it: "CEN", "runs 2.0 SP1 (build 1380)".
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    subject: String,
    predicate: String,
}

fn phrase(subject: impl Into<String>, predicate: impl Into<String>) -> Phrase {
    Phrase { subject: subject.into(), predicate: predicate.into() }
}

/// Joins phrases, saying each subject once: "CEN runs 2.0 SP1 and manages CORP; DC1 is …".
fn sentence(phrases: &[Phrase]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for Phrase { subject, predicate } in phrases {
        match groups.iter_mut().find(|(known, _)| known == subject) {
            Some((_, said)) if said.contains(&predicate.as_str()) => {}
            Some((_, said)) => said.push(predicate),
            None => groups.push((subject, vec![predicate])),
        }
    }
    for (_, said) in &mut groups {
        // Whoever "goes from 2.0 to 2.0 SP2" need not be said to "go to 2.0 SP2" as well.
        if let Some(way) = said.iter().copied().find(|it| it.starts_with("goes from ")) {
            said.retain(|it| !(it.starts_with("goes to ") && way.ends_with(&it["goes ".len()..])));
        }
    }
    let clauses = groups.iter().map(|(subject, said)| format!("{subject} {}", list(said)));
    clauses.collect::<Vec<_>>().join("; ")
}

impl Facts<'_> {
    /// Why an instance has a step: what its scope stands on, then what decided the condition.
    pub(super) fn because(&self, when: Option<&Condition>, at: &Instance) -> String {
        let mut phrases = self.scope_phrases(at);
        for (atom, truth) in when.map(|when| self.judge(when, at).1).unwrap_or_default() {
            phrases.extend(self.phrases(atom, truth, at));
        }
        if phrases.is_empty() {
            phrases.push(match at.site {
                Some(site) => self.level_phrase(site),
                None => phrase(
                    "the hierarchy",
                    format!("has {}", crate::text::count("site", self.hierarchy.sites.len())),
                ),
            });
        }
        sentence(&phrases)
    }

    /// Why the hotfix rules say what they say of a site.
    pub(super) fn because_of_hotfixes(&self, site: SiteIx) -> String {
        sentence(&self.hotfix_phrases(site))
    }

    fn scope_phrases(&self, at: &Instance) -> Vec<Phrase> {
        let fields = fields(self.flow, self.hierarchy, at);
        match at.scope {
            Scope::Hierarchy | Scope::Site => Vec::new(),
            Scope::Secondary | Scope::SecondaryLink => {
                at.site.map(|site| self.role_phrase(site)).into_iter().collect()
            }
            Scope::SiteDomain => {
                let site = fields.site.unwrap_or_default();
                match fields.domain {
                    Some(domain) => vec![phrase(site, format!("manages logon points in {domain}"))],
                    None => vec![phrase(
                        "the hierarchy file",
                        format!(
                            "lists no domains of {site}, which has a service account all the same"
                        ),
                    )],
                }
            }
            Scope::Domain | Scope::DomainController if at.domain.is_none() => vec![phrase(
                few(&self.codes(&self.survey.silent)),
                "may share a domain that the hierarchy file does not list",
            )],
            Scope::Domain | Scope::DomainController => {
                let domain = fields.domain.unwrap_or_default();
                match (at.scope, fields.controller) {
                    (Scope::DomainController, Some(controller)) => {
                        vec![phrase(controller, format!("is a domain controller of {domain}"))]
                    }
                    (Scope::DomainController, None) => vec![phrase(
                        "the hierarchy file",
                        format!("lists no domain controllers of {domain}"),
                    )],
                    _ => Vec::new(),
                }
            }
            Scope::MeteringServer => vec![phrase(
                fields.server.unwrap_or_default(),
                format!("is a software metering server of {}", fields.site.unwrap_or_default()),
            )],
            Scope::DueHotfix => at.site.map(|site| self.hotfix_phrases(site)).unwrap_or_default(),
        }
    }

    /// What one deciding comparison says.
    fn phrases(&self, atom: &Atom, truth: Truth, at: &Instance) -> Vec<Phrase> {
        let one = |phrase: Option<Phrase>| phrase.into_iter().collect();
        match (atom.fact.subject(), at.site) {
            (Subject::Hierarchy, _) => one(self.hierarchy_phrase(atom.fact)),
            (Subject::Site | Subject::Hotfix, Some(site)) => self.site_phrases(atom, truth, site),
            (Subject::Parent, Some(site)) => match self.site(site).parent {
                Some(parent) => one(self.parent_phrase(atom.fact, parent)),
                None => vec![phrase(self.code(site), "is the central site")],
            },
            (Subject::Domain, _) => match atom.fact {
                FactName::CopylogFixDue | FactName::DomainHotfixDue => {
                    self.due_phrases(atom.fact, at)
                }
                fact => one(self.domain_phrase(fact, truth, at)),
            },
            _ => Vec::new(),
        }
    }

    fn hierarchy_phrase(&self, fact: FactName) -> Option<Phrase> {
        if !matches!(fact, FactName::HotfixesDue | FactName::SitesDue) {
            return None;
        }
        let due = self.codes(&self.survey.due);
        Some(match due.as_slice() {
            [] => phrase("no site", "is due a hotfix"),
            [one] => phrase(*one, "is due hotfixes"),
            due => phrase(few(due), "are due hotfixes"),
        })
    }

    fn site_phrases(&self, atom: &Atom, truth: Truth, site: SiteIx) -> Vec<Phrase> {
        let code = self.code(site);
        let row = self.site(site);
        let goes = self.survey.target[site.0].map_or_else(String::new, |t| t.to_string());
        let said = match atom.fact {
            FactName::Role => return vec![self.role_phrase(site)],
            FactName::Level => return vec![self.level_phrase(site)],
            FactName::HotfixStatus | FactName::SharesDomain => return self.hotfix_phrases(site),
            FactName::Upgrades if truth == Truth::Holds => {
                format!("goes from {} to {goes}", row.level)
            }
            FactName::Upgrades => format!("stays at {}", row.level),
            FactName::Target => format!("goes to {goes}"),
            // That there is a way goes without saying.
            FactName::PathSupported if truth == Truth::Holds => return Vec::new(),
            FactName::PathSupported => {
                format!("runs {}, and there is no supported way from there to {goes}", row.level)
            }
            FactName::HasSecondaries if truth == Truth::Holds => format!(
                "is the parent of the {} {}",
                if self.secondaries(site).len() == 1 { "secondary" } else { "secondaries" },
                few(&self.codes(&self.secondaries(site)))
            ),
            FactName::HasSecondaries => "has no secondaries".to_owned(),
            FactName::SqlOnSiteServer => match &row.sql_server {
                Some(sql) => format!("has its database on {sql}"),
                None => "has a SQL Server that the hierarchy file does not name".to_owned(),
            },
            FactName::HasMeteringServers => match &row.metering_servers {
                Some(all) if !all.is_empty() => {
                    format!("has the metering {} {}", plural("server", all.len()), list(all))
                }
                Some(_) => "has no metering servers".to_owned(),
                None => {
                    "may have metering servers, of which the hierarchy file says nothing".into()
                }
            },
            FactName::AheadOfHotfixes => format!(
                "already runs {} while hotfixes are still due at {}",
                row.level,
                few(&self.codes(&self.survey.due))
            ),
            FactName::InstalledFrom if truth == Truth::Unknown => {
                "got its level in a way that the hierarchy file does not tell".to_owned()
            }
            FactName::InstalledFrom => {
                format!("got its level from the {}", medium(row.installed_from))
            }
            FactName::PlannedMethod if truth == Truth::Unknown => {
                "is going to be upgraded in a way that the hierarchy file does not tell".to_owned()
            }
            FactName::PlannedMethod => {
                format!("is going to be upgraded from the {}", medium(row.planned_method))
            }
            FactName::CameByCd if truth == Truth::Holds => {
                "went from 1.2 to 2.0 SP2 by CD, with no later run from CD".to_owned()
            }
            FactName::CameByCd => {
                "may have come from 1.2 by CD, which the hierarchy file does not tell".to_owned()
            }
            FactName::WillShareDomain => format!(
                "will manage a domain together with {} (build 1239 or 1380 today)",
                few(&self.codes(&self.will_share_with(site)))
            ),
            _ => return Vec::new(),
        };
        vec![phrase(code, said)]
    }

    fn parent_phrase(&self, fact: FactName, parent: SiteIx) -> Option<Phrase> {
        match fact {
            FactName::ParentLevel => Some(self.level_phrase(parent)),
            FactName::ParentUpgrades if self.survey.upgrades[parent.0] => {
                let target = self.survey.target[parent.0]?;
                Some(phrase(
                    self.code(parent),
                    format!("goes from {} to {target}", self.site(parent).level),
                ))
            }
            FactName::ParentUpgrades => Some(phrase(self.code(parent), "is not upgraded")),
            _ => None,
        }
    }

    fn domain_phrase(&self, fact: FactName, truth: Truth, at: &Instance) -> Option<Phrase> {
        let ix = at.domain?;
        let name = self.hierarchy.domains[ix.0].name.as_str();
        let known = few(&self.codes(&managers(self.hierarchy, ix)));
        Some(match (fact, truth) {
            (FactName::Shared, Truth::Holds) => phrase(name, format!("is managed by {known}")),
            (FactName::Shared, Truth::Unknown) => phrase(
                name,
                format!(
                    "may be managed by {}, whose domains the hierarchy file does not list",
                    few(&self.codes(&self.survey.silent))
                ),
            ),
            (FactName::ShortName, _) => phrase(name, "has fewer than four characters in its name"),
            (FactName::SeveralGoToSp2, _) => {
                let going = self.codes(&self.going_in(ix));
                phrase(name, format!("is managed by {}, which go to 2.0 SP2", few(&going)))
            }
            _ => return None,
        })
    }

    /// "WES is due Q249077", for each site that manages the domain or may.
    fn due_phrases(&self, fact: FactName, at: &Instance) -> Vec<Phrase> {
        let mut sites = at.domain.map_or_else(Vec::new, |domain| managers(self.hierarchy, domain));
        sites.extend(
            self.survey.silent.iter().filter(|it| !sites.contains(it)).copied().collect::<Vec<_>>(),
        );
        let counts = |hotfix: &usize| {
            fact == FactName::DomainHotfixDue || self.flow.hotfixes[*hotfix].copylog
        };
        let mut phrases = Vec::new();
        for site in sites {
            let due = self.survey.due_at(self.flow, self.hierarchy, site);
            let due = due.iter().filter(|hotfix| counts(hotfix));
            let names: Vec<_> = due.map(|hotfix| &self.flow.hotfixes[*hotfix].article).collect();
            if !names.is_empty() {
                phrases.push(phrase(self.code(site), format!("is due {}", list(&names))));
            }
        }
        phrases
    }

    fn hotfix_phrases(&self, ix: SiteIx) -> Vec<Phrase> {
        let site = self.site(ix);
        let code = self.code(ix);
        let mut phrases = vec![self.level_phrase(ix)];
        match self.survey.status[ix.0] {
            HotfixStatus::NoneExists => {
                phrases.push(phrase(code, "has no pre-SP2 hotfixes made for it"));
            }
            HotfixStatus::Included => {
                phrases.push(phrase(code, "has the pre-SP2 hotfixes in its service pack"));
            }
            HotfixStatus::Required => phrases.extend(self.sharing_phrases(ix)),
            HotfixStatus::RequiredHierarchy => {
                phrases.push(phrase(code, "manages no shared domain itself"));
                phrases.push(self.shared_elsewhere());
            }
            HotfixStatus::NotRequired if is_2_0(site) => {
                phrases.push(phrase("no domain", "is managed by two or more SMS 2.0 sites"));
            }
            HotfixStatus::NotRequired => {}
        }
        phrases
    }

    /// "manages CORP together with CH1", once for each shared domain.
    fn sharing_phrases(&self, ix: SiteIx) -> Vec<Phrase> {
        let site = self.site(ix);
        let code = self.code(ix);
        let shared = self.survey.shared_domains_of(site);
        if shared.is_empty() {
            let said = "has logon domains that the hierarchy file does not list";
            return vec![phrase(code, said)];
        }
        let with = |domain: &DomainIx| {
            let name = &self.hierarchy.domains[domain.0].name;
            let mut others = managers(self.hierarchy, *domain);
            others.retain(|other| *other != ix);
            if others.is_empty() {
                let silent = few(&self.codes(&self.survey.silent));
                let said = format!("may manage {name} too: the hierarchy file does not say");
                vec![phrase(code, format!("manages {name}")), phrase(silent, said)]
            } else {
                let said = format!("manages {name} together with {}", few(&self.codes(&others)));
                vec![phrase(code, said)]
            }
        };
        shared.iter().flat_map(with).collect()
    }

    fn shared_elsewhere(&self) -> Phrase {
        let all = 0..self.hierarchy.domains.len();
        let shared = all.map(DomainIx).find(|ix| self.survey.shared[ix.0] == Truth::Holds);
        let Some(domain) = shared else {
            let silent = few(&self.codes(&self.survey.silent));
            return phrase(silent, "may share a domain: none is listed");
        };
        let name = self.hierarchy.domains[domain.0].name.as_str();
        let sites = few(&self.codes(&managers(self.hierarchy, domain)));
        phrase(name, format!("is managed by {sites}"))
    }

    fn level_phrase(&self, ix: SiteIx) -> Phrase {
        let level = self.site(ix).level;
        let said = if level >= Level::SMS_2_0 {
            format!("runs {level} (build {})", level.build())
        } else {
            format!("runs {level}")
        };
        phrase(self.code(ix), said)
    }

    fn role_phrase(&self, ix: SiteIx) -> Phrase {
        let site = self.site(ix);
        let said = match (site.role, site.parent) {
            (Role::Secondary, Some(parent)) => {
                format!("is a secondary site of {}", self.code(parent))
            }
            (Role::Secondary, None) => "is a secondary site".to_owned(),
            (Role::Primary, _) => "is a primary site".to_owned(),
        };
        phrase(self.code(ix), said)
    }

    fn code(&self, site: SiteIx) -> &str {
        &self.site(site).code
    }
}

/// "CEN, CH1, CH2 and 7 more": a sentence with ten thousand codes in it helps nobody.
fn few(codes: &[&str]) -> String {
    const SAID: usize = 4;
    match codes.split_at_checked(SAID) {
        Some((first, rest)) if rest.len() > 1 => {
            format!("{} and {} more", first[..SAID - 1].join(", "), rest.len() + 1)
        }
        _ => list(codes),
    }
}

fn medium(method: Option<Method>) -> &'static str {
    match method {
        Some(Method::Cd) => "CD",
        Some(Method::Console) => "console",
        None => "way that the hierarchy file does not tell",
    }
}

fn plural(noun: &str, count: usize) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}
