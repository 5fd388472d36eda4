//! What the SMS flow plans for a hierarchy written in a few words.

mod examples;
mod rules;

use std::sync::Arc;

use upgrade_wizard::flow::Flow;
use upgrade_wizard::hierarchy::Hierarchy;
use upgrade_wizard::level::Level;
use upgrade_wizard::plan::{Plan, StepIx};

/// A plan of the SMS flow for sites and domains written in a few words.
struct Case(Plan);

/// `site` lines: code, level, then `key = value` pairs as in a hierarchy file.
fn case(sites: &[&str], domains: &[(&str, &[&str])], target: &str) -> Case {
    let mut toml = "schema = 1\nname = \"Case\"\n".to_owned();
    for site in sites {
        let mut parts = site.split("; ");
        let code = parts.next().unwrap();
        let level = parts.next().unwrap();
        toml +=
            &format!("[[site]]\ncode = \"{code}\"\nserver = \"{code}SRV\"\nlevel = \"{level}\"\n");
        let rest: Vec<_> = parts.collect();
        if !rest.iter().any(|part| part.starts_with("role")) {
            toml += "role = \"primary\"\n";
        }
        for part in rest {
            toml += part;
            toml += "\n";
        }
    }
    for (name, controllers) in domains {
        toml += &format!("[[domain]]\nname = \"{name}\"\ndomain_controllers = {controllers:?}\n");
    }
    plan_of(&toml, Some(target))
}

fn plan_of(toml: &str, target: Option<&str>) -> Case {
    let flow = Flow::read(&Flow::builtin_sources("sms").unwrap()).unwrap();
    let (hierarchy, _) = Hierarchy::read("case.toml", toml).unwrap_or_else(|mistakes| {
        panic!("{toml}\n{mistakes:?}");
    });
    let target = target.map(|target| Level::parse(target).unwrap());
    Case(Plan::make(Arc::new(flow), Arc::new(hierarchy), String::new(), target).unwrap())
}

impl Case {
    fn ids(&self) -> Vec<&str> {
        self.0.steps.iter().map(|step| step.id.as_str()).collect()
    }

    /// Ids of the steps of a template.
    fn steps(&self, template: &str) -> Vec<&str> {
        let is_of = |id: &&str| id.split('/').next() == Some(template);
        let mut ids: Vec<_> = self.ids().into_iter().filter(is_of).collect();
        ids.sort_unstable();
        ids
    }

    fn warnings(&self, template: &str) -> Vec<&str> {
        let ids = self.0.warnings.iter().map(|warning| warning.id.as_str());
        let mut ids: Vec<_> = ids.filter(|id| id.split('/').next() == Some(template)).collect();
        ids.sort_unstable();
        ids
    }

    fn refusals(&self) -> Vec<&str> {
        self.0.refusals.iter().map(|refusal| refusal.id.as_str()).collect()
    }

    /// "required Q249077 Q252717", by site.
    fn hotfixes(&self, code: &str) -> String {
        let found = self.0.sites.iter().find(|site| self.0.hierarchy.site(site.site).code == code);
        let site = found.unwrap();
        let mut words = vec![site.hotfixes.word().to_owned()];
        words.extend(site.articles.iter().cloned());
        words.join(" ")
    }

    fn step(&self, id: &str) -> StepIx {
        self.0.step_named(id).unwrap_or_else(|| panic!("no step {id} in {:?}", self.ids()))
    }

    fn is_blocking(&self, id: &str) -> bool {
        self.0.step(self.step(id)).blocking
    }

    /// Whether `from` reaches `to` along `requires`.
    fn reaches(&self, from: &str, to: &str) -> bool {
        let (mut todo, goal) = (vec![self.step(from)], self.step(to));
        let mut seen = vec![false; self.0.steps.len()];
        while let Some(next) = todo.pop() {
            for need in &self.0.step(next).requires {
                if *need == goal {
                    return true;
                }
                if !std::mem::replace(&mut seen[need.0], true) {
                    todo.push(*need);
                }
            }
        }
        false
    }

    fn order(&self) -> Vec<&str> {
        let codes = self.0.sites.iter().map(|site| &self.0.hierarchy.site(site.site).code);
        codes.map(String::as_str).collect()
    }

    fn because(&self, id: &str) -> String {
        self.0.because(self.step(id))
    }
}

const CORP: &[(&str, &[&str])] = &[("CORP", &["DC1", "DC2", "DC3"])];

const Q171338: &[&str] = &[
    "read-release-notes",
    "read-upgrading-chapter",
    "service-account",
    "event-log",
    "backup-registry",
    "backup-site-control-file",
    "backup-system-map",
    "database-dump",
    "directory-backup",
    "quiet-hours",
    "site-reset",
    "sql-server-configuration",
    "database-space",
];
