//! The plan for other programs, byte for byte the same for the same input.

use serde::Serialize;

use crate::flow::Cite;
use crate::plan::{Notice, Plan, PlannedStep, ScopeFields, StepIx};

use super::harmless_json::pretty;

/// Version of the form below.
const SCHEMA: u32 = 1;

/// The article that says which sites need hotfixes before SP2.
const HOTFIX_RULES: &str = "Q261931";

#[derive(Serialize)]
struct Document {
    schema: u32,
    flow: FlowRef,
    hierarchy: HierarchyRef,
    target: Option<String>,
    sites: Vec<Site>,
    steps: Vec<Step>,
    warnings: Vec<Told>,
    refusals: Vec<Told>,
}

#[derive(Serialize)]
struct FlowRef {
    id: String,
    revision: u32,
    sha256: String,
}

#[derive(Serialize)]
struct HierarchyRef {
    name: String,
    sha256: String,
}

#[derive(Serialize)]
struct Site {
    code: String,
    level: String,
    target: Option<String>,
    hotfixes: Hotfixes,
}

#[derive(Serialize)]
struct Hotfixes {
    status: &'static str,
    articles: Vec<String>,
    because: String,
    cites: Vec<String>,
}

#[derive(Serialize)]
struct Step {
    id: String,
    template: String,
    phase: String,
    #[serde(flatten)]
    scope: Scope,
    blocking: bool,
    requires: Vec<String>,
    because: String,
    cites: Vec<String>,
    /// Why the step is good practice only.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A warning or a refusal.
#[derive(Serialize)]
struct Told {
    id: String,
    template: String,
    #[serde(flatten)]
    scope: Scope,
    because: String,
    cites: Vec<String>,
}

#[derive(Serialize)]
struct Scope {
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    controller: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hotfix: Option<String>,
}

/// Returns the plan as indented JSON with a line end after it.
pub fn plan_json(plan: &Plan) -> String {
    let steps = plan.steps.iter().enumerate();
    pretty(&Document {
        schema: SCHEMA,
        flow: FlowRef {
            id: plan.flow.id.clone(),
            revision: plan.flow.revision,
            sha256: plan.flow.sha256.clone(),
        },
        hierarchy: HierarchyRef {
            name: plan.hierarchy.name.clone(),
            sha256: plan.hierarchy_sha256.clone(),
        },
        target: plan.target.map(|level| level.to_string()),
        sites: sites(plan),
        steps: steps.map(|(index, planned)| step(plan, StepIx(index), planned)).collect(),
        warnings: plan.warnings.iter().map(|it| told(plan, it, plan.warning(it))).collect(),
        refusals: plan.refusals.iter().map(|it| told(plan, it, plan.refusal(it))).collect(),
    })
}

fn sites(plan: &Plan) -> Vec<Site> {
    let site = |planned: &crate::plan::SitePlan| {
        let site = plan.hierarchy.site(planned.site);
        Site {
            code: site.code.clone(),
            level: site.level.to_string(),
            target: planned.target.map(|level| level.to_string()),
            hotfixes: Hotfixes {
                status: planned.hotfixes.word(),
                articles: planned.articles.clone(),
                because: planned.because.clone(),
                cites: vec![HOTFIX_RULES.to_owned()],
            },
        }
    };
    plan.sites.iter().map(site).collect()
}

fn step(plan: &Plan, ix: StepIx, planned: &PlannedStep) -> Step {
    Step {
        id: planned.id.clone(),
        template: plan.template(ix).id.clone(),
        phase: plan.flow.phases[planned.phase].id.clone(),
        scope: scope(plan.fields(&planned.at)),
        blocking: planned.blocking,
        requires: planned.requires.iter().map(|need| plan.step(*need).id.clone()).collect(),
        because: planned.because.clone(),
        cites: articles(&plan.cites(ix)),
        note: plan.words(ix).note,
    }
}

fn told(plan: &Plan, notice: &Notice, template: &crate::flow::Warning) -> Told {
    Told {
        id: notice.id.clone(),
        template: template.id.clone(),
        scope: scope(plan.fields(&notice.at)),
        because: notice.because.clone(),
        cites: articles(&template.cites),
    }
}

fn scope(fields: ScopeFields) -> Scope {
    let ScopeFields { site, parent, domain, controller, server, hotfix } = fields;
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
