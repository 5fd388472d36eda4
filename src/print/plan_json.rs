//! The plan for other programs, byte for byte the same for the same input.

use serde::{Serialize, Serializer};

use crate::flow::Cite;
use crate::plan::{Notice, Plan, PlannedStep, ScopeFields, StepIx};

use super::harmless_json::pretty;

/// Version of the form below.
const SCHEMA: u32 = 1;

/// The article that says which sites need hotfixes before SP2.
const HOTFIX_RULES: &str = "Q261931";

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    flow: FlowRef<'a>,
    hierarchy: HierarchyRef<'a>,
    target: Option<String>,
    sites: Vec<Site<'a>>,
    steps: Steps<'a>,
    warnings: Vec<Told<'a>>,
    refusals: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct FlowRef<'a> {
    id: &'a str,
    revision: u32,
    sha256: &'a str,
}

#[derive(Serialize)]
struct HierarchyRef<'a> {
    name: &'a str,
    sha256: &'a str,
}

#[derive(Serialize)]
struct Site<'a> {
    code: &'a str,
    level: String,
    target: Option<String>,
    hotfixes: Hotfixes<'a>,
}

#[derive(Serialize)]
struct Hotfixes<'a> {
    status: &'static str,
    articles: &'a [String],
    because: &'a str,
    cites: [&'static str; 1],
}

/// The steps of a plan, each made as it is written: there may be hundreds of thousands.
struct Steps<'a>(&'a Plan);

impl Serialize for Steps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let steps = self.0.steps.iter().enumerate();
        serializer.collect_seq(steps.map(|(index, planned)| step(self.0, StepIx(index), planned)))
    }
}

#[derive(Serialize)]
struct Step<'a> {
    id: &'a str,
    template: &'a str,
    phase: &'a str,
    #[serde(flatten)]
    scope: Scope<'a>,
    blocking: bool,
    requires: Vec<&'a str>,
    because: String,
    cites: Vec<String>,
    /// Why the step is good practice only.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A warning or a refusal.
#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    template: &'a str,
    #[serde(flatten)]
    scope: Scope<'a>,
    because: &'a str,
    cites: Vec<String>,
}

#[derive(Serialize)]
struct Scope<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    controller: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hotfix: Option<&'a str>,
}

/// Returns the plan as indented JSON with a line end after it.
pub fn plan_json(plan: &Plan) -> String {
    pretty(&Document {
        schema: SCHEMA,
        flow: FlowRef {
            id: &plan.flow.id,
            revision: plan.flow.revision,
            sha256: &plan.flow.sha256,
        },
        hierarchy: HierarchyRef { name: &plan.hierarchy.name, sha256: &plan.hierarchy_sha256 },
        target: plan.target.map(|level| level.to_string()),
        sites: sites(plan),
        steps: Steps(plan),
        warnings: plan.warnings.iter().map(|it| told(plan, it, plan.warning(it))).collect(),
        refusals: plan.refusals.iter().map(|it| told(plan, it, plan.refusal(it))).collect(),
    })
}

fn sites(plan: &Plan) -> Vec<Site<'_>> {
    let site = |planned| {
        let planned: &crate::plan::SitePlan = planned;
        let site = plan.hierarchy.site(planned.site);
        Site {
            code: &site.code,
            level: site.level.to_string(),
            target: planned.target.map(|level| level.to_string()),
            hotfixes: Hotfixes {
                status: planned.hotfixes.word(),
                articles: &planned.articles,
                because: &planned.because,
                cites: [HOTFIX_RULES],
            },
        }
    };
    plan.sites.iter().map(site).collect()
}

fn step<'a>(plan: &'a Plan, ix: StepIx, planned: &'a PlannedStep) -> Step<'a> {
    Step {
        id: &planned.id,
        template: &plan.template(ix).id,
        phase: &plan.flow.phases[planned.phase].id,
        scope: scope(&plan.names(&planned.at)),
        blocking: planned.blocking,
        requires: planned.requires.iter().map(|need| plan.step(*need).id.as_str()).collect(),
        because: plan.because(ix),
        cites: articles(&plan.cites(ix)),
        note: plan.note(ix),
    }
}

fn told<'a>(plan: &'a Plan, notice: &'a Notice, template: &'a crate::flow::Warning) -> Told<'a> {
    Told {
        id: &notice.id,
        template: &template.id,
        scope: scope(&plan.names(&notice.at)),
        because: &notice.because,
        cites: articles(&template.cites),
    }
}

fn scope<'a>(fields: &ScopeFields<&'a str>) -> Scope<'a> {
    let ScopeFields { site, parent, domain, controller, server, hotfix } = *fields;
    Scope { site, parent, domain, controller, server, hotfix }
}

/// The articles without their sections, each once.
fn articles(cites: &[Cite]) -> Vec<String> {
    let mut articles: Vec<String> = Vec::new();
    for cite in cites {
        if !articles.contains(&cite.article) {
            articles.push(cite.article.clone());
        }
    }
    articles
}

#[cfg(test)]
mod tests {
    use super::super::testing::{example, small_plan, sms_plan};
    use super::*;

    #[test]
    fn a_small_plan_has_the_form_that_others_rely_on() {
        insta::assert_snapshot!(plan_json(&small_plan()));
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        assert_eq!(plan_json(&sms_plan(example())), plan_json(&sms_plan(example())));
    }
}
