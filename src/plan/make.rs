//! Makes a plan from a flow, a hierarchy and a target.

use std::collections::HashSet;
use std::sync::Arc;

use crate::flow::{Condition, Flow, Requirement, Step, TemplateIx, Truth, Warning};
use crate::hierarchy::Hierarchy;
use crate::level::Level;
use crate::step::Scope;

use super::instance::{Instance, all, id};
use super::order::{Index, sort};
use super::survey::Survey;
use super::value::Facts;
use super::{Notice, Plan, PlanError, PlannedStep, SitePlan};

/// Most steps that one plan may have.
const STEPS_MAX: usize = 1_000_000;

impl Plan {
    /// Makes the plan. `hierarchy_sha256` is the digest of the hierarchy file, in hex; `target` is
    /// where every site goes that has no target of its own.
    pub fn make(
        flow: Arc<Flow>,
        hierarchy: Arc<Hierarchy>,
        hierarchy_sha256: String,
        target: Option<Level>,
    ) -> Result<Self, PlanError> {
        let survey = Survey::make(&flow, &hierarchy, target)?;
        let facts = Facts { flow: &flow, hierarchy: &hierarchy, survey: &survey };
        let steps = planned_steps(&facts)?;
        let waits = waits(&facts, &steps);
        let steps = sort(steps, waits, &survey.place)?;
        let warnings = notices(&facts, &flow.warnings, false);
        let refusals = notices(&facts, &flow.refusals, true);
        let sites = survey.order.iter().map(|site| site_plan(&facts, *site)).collect();
        Ok(Self {
            flow,
            hierarchy,
            hierarchy_sha256,
            target,
            sites,
            steps,
            warnings,
            refusals,
            policy: super::Policy::default(),
            survey,
        })
    }
}

fn site_plan(facts: &Facts<'_>, site: crate::hierarchy::SiteIx) -> SitePlan {
    let survey = facts.survey;
    let due = survey.due_at(facts.flow, facts.hierarchy, site);
    SitePlan {
        site,
        target: survey.target[site.0],
        upgrades: survey.upgrades[site.0],
        hotfixes: survey.status[site.0],
        articles: due
            .into_iter()
            .map(|hotfix| facts.flow.hotfixes[hotfix].article.clone())
            .collect(),
        because: facts.because_of_hotfixes(site),
    }
}

fn planned_steps(facts: &Facts<'_>) -> Result<Vec<PlannedStep>, PlanError> {
    let mut steps = Vec::new();
    for (index, template) in facts.flow.steps.iter().enumerate() {
        for at in instances(facts, template.scope, template.when.as_ref(), false) {
            if steps.len() == STEPS_MAX {
                return Err(PlanError::TooManySteps { limit: STEPS_MAX });
            }
            steps.push(planned(facts, TemplateIx(index), template, at));
        }
    }
    tell_apart(facts, steps.iter_mut().map(|step| (&mut step.id, &step.at)));
    Ok(steps)
}

fn planned(facts: &Facts<'_>, ix: TemplateIx, template: &Step, at: Instance) -> PlannedStep {
    let certainly = |condition: &Condition| facts.verdict(condition, &at) == Truth::Holds;
    let advisory = template.advisory.as_ref().is_some_and(|advisory| certainly(&advisory.when));
    PlannedStep {
        id: id(&template.id, facts.flow, facts.hierarchy, &at),
        template: ix,
        phase: template.phase,
        blocking: template.blocking && !advisory,
        variant: template.variants.iter().position(|variant| certainly(&variant.when)),
        requires: Vec::new(),
        at,
    }
}

/// A metering server that two sites list would give two steps one id; the second names its site.
fn tell_apart<'a>(facts: &Facts<'_>, ids: impl Iterator<Item = (&'a mut String, &'a Instance)>) {
    let mut ids: Vec<_> = ids.collect();
    let mut seen = HashSet::with_capacity(ids.len());
    let all = ids.iter().enumerate();
    let repeated = all.filter(|(_, (id, _))| !seen.insert(id.as_str()));
    let repeated: Vec<usize> = repeated.map(|(index, _)| index).collect();
    if repeated.is_empty() {
        return;
    }
    let mut taken: HashSet<String> = seen.into_iter().map(str::to_owned).collect();
    for index in repeated {
        let (id, at) = &mut ids[index];
        let site = at.site.map_or("", |site| facts.site(site).code.as_str());
        id.push('/');
        id.push_str(site);
        while !taken.insert(id.clone()) {
            id.push('+');
        }
    }
}

/// The instances of a scope to which a condition applies. Unknown applies.
fn instances(
    facts: &Facts<'_>,
    scope: Scope,
    when: Option<&Condition>,
    refused_too: bool,
) -> Vec<Instance> {
    let mut found = all(scope, facts.flow, facts.hierarchy, facts.survey, refused_too);
    if let Some(when) = when {
        found.retain(|at| facts.verdict(when, at) != Truth::Fails);
    }
    found
}

/// Pairs of steps, by index: the first waits for the second. Steps that block nothing are left out.
fn waits(facts: &Facts<'_>, steps: &[PlannedStep]) -> Vec<(usize, usize)> {
    let index = Index::of(steps, facts);
    let holds = |requirement: &Requirement, at: &Instance| {
        requirement.when.as_ref().is_none_or(|when| facts.verdict(when, at) != Truth::Fails)
    };
    let (mut waits, mut related) = (Vec::new(), Vec::new());
    for (me, step) in steps.iter().enumerate() {
        let template = &facts.flow.steps[step.template.0];
        for requirement in template.requires.iter().filter(|need| holds(need, &step.at)) {
            index.related(facts, requirement, &step.at, &mut related);
            let others = related.iter().filter(|other| **other != me && steps[**other].blocking);
            waits.extend(others.map(|other| (me, *other)));
        }
        if !step.blocking {
            continue;
        }
        for requirement in &template.before {
            index.related(facts, requirement, &step.at, &mut related);
            let others = related.iter().copied();
            let others =
                others.filter(|other| *other != me && holds(requirement, &steps[*other].at));
            waits.extend(others.map(|other| (other, me)));
        }
    }
    waits
}

fn notices(facts: &Facts<'_>, templates: &[Warning], refused_too: bool) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    for (index, template) in templates.iter().enumerate() {
        for at in instances(facts, template.scope, template.when.as_ref(), refused_too) {
            let fill = |text: &crate::step::Text| text.fill(&|fact| facts.text(fact, &at));
            notices.push(Notice {
                id: id(&template.id, facts.flow, facts.hierarchy, &at),
                template: index,
                because: facts.because(template.when.as_ref(), &at),
                title: fill(&template.title),
                text: fill(&template.text),
                at,
            });
        }
    }
    tell_apart(facts, notices.iter_mut().map(|notice| (&mut notice.id, &notice.at)));
    notices
}
