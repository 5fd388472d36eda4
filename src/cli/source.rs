//! From what was typed to a plan: flow, hierarchy, target.

use std::sync::Arc;

use crate::failure::Failure;
use crate::flow::Flow;
use crate::hierarchy::Hierarchy;
use crate::level::Level;
use crate::plan::{Plan, Policy, PolicyError};
use crate::text::{Diagnostic, Source, count, render};
use crate::world::{flows, here, input};

use super::args::What;
use super::out;

/// Where the example goes unless something else is asked for.
pub(crate) const EXAMPLE_TARGET: &str = "2.0 SP2";

/// A plan and the texts that it was made from.
#[derive(Clone)]
pub(crate) struct Drawn {
    pub(crate) plan: Arc<Plan>,
    pub(crate) hierarchy: Source,
}

/// Makes the plan. The hierarchy has been named by now.
pub(crate) fn draw(what: &What) -> Result<Drawn, Failure> {
    let flow = flows::load(&what.flow)?;
    let hierarchy = hierarchy_source(what)?;
    let target = match (&what.target, what.example) {
        (Some(target), _) => Some(level(target)?),
        (None, true) => Some(level(EXAMPLE_TARGET)?),
        (None, false) => None,
    };
    plan(Arc::new(flow), hierarchy, target, &what.second)
}

/// Makes the plan of a hierarchy file, with the rules of who needs a second person.
pub(crate) fn plan(
    flow: Arc<Flow>,
    source: Source,
    target: Option<Level>,
    rules: &[String],
) -> Result<Drawn, Failure> {
    let hierarchy = read_hierarchy(&source)?;
    let sha256 = here::sha256(source.text().as_bytes());
    let unusable = |error: PolicyError| Failure::Usage {
        message: error.to_string(),
        hint: "`upgrade-wizard plan` lists the ids of all steps",
    };
    let policy = Policy::parse(rules).map_err(unusable)?;
    let plan = Plan::make(flow, Arc::new(hierarchy), sha256, target)?.with_policy(policy);
    plan.policy_fits().map_err(unusable)?;
    let remarks = plan.remarks();
    for remark in remarks.iter().take(NOTES_TOLD) {
        out::tell(&format!("note: {remark}"));
    }
    if let Some(more @ 1..) = remarks.len().checked_sub(NOTES_TOLD) {
        out::tell(&format!("note: and {} of this kind", count("more note", more)));
    }
    Ok(Drawn { plan: Arc::new(plan), hierarchy: source })
}

/// Reads a hierarchy; what is odd but allowed is told to the person at the console.
pub(crate) fn read_hierarchy(source: &Source) -> Result<Hierarchy, Failure> {
    match Hierarchy::read(source.name(), source.text()) {
        Ok((hierarchy, notes)) => {
            tell_notes(source, &notes);
            Ok(hierarchy)
        }
        Err(mistakes) => Err(Failure::Mistakes {
            what: source.name().to_owned(),
            mistakes: mistakes.len(),
            rendered: render(std::slice::from_ref(source), &mistakes),
        }),
    }
}

/// Notes that are told one by one; more of them would bury the rest.
const NOTES_TOLD: usize = 10;

/// Tells what is odd but allowed.
pub(crate) fn tell_notes(source: &Source, notes: &[Diagnostic]) {
    for note in notes.iter().take(NOTES_TOLD) {
        out::tell(&format!("note: {}", note.one_line(std::slice::from_ref(source))));
    }
    if let Some(more @ 1..) = notes.len().checked_sub(NOTES_TOLD) {
        out::tell(&format!("note: and {} of this kind", count("more note", more)));
    }
}

fn hierarchy_source(what: &What) -> Result<Source, Failure> {
    match (&what.hierarchy, what.example) {
        (Some(path), _) => Ok(input::read_source(path)?),
        (None, true) => Flow::builtin_example(&what.flow).ok_or_else(|| Failure::Usage {
            message: format!("there is no example for flow `{}`", what.flow),
            hint: "name a hierarchy with --hierarchy FILE",
        }),
        (None, false) => Err(Failure::Usage {
            message: "no hierarchy is named".to_owned(),
            hint: "give one with --hierarchy FILE, or try --example",
        }),
    }
}

/// Reads a level as typed.
pub(crate) fn level(typed: &str) -> Result<Level, Failure> {
    Level::parse(typed).map_err(|error| Failure::Usage {
        message: error.to_string(),
        hint: "levels are written like `1.2 SP4` or `2.0 SP2`",
    })
}

/// Refuses a plan without steps: sealing it would look like an upgrade that was carried out.
pub(crate) fn must_have_something_to_do(plan: &Plan) -> Result<(), Failure> {
    if !plan.steps.is_empty() {
        return Ok(());
    }
    Err(Failure::Usage {
        message: "there is nothing to do: no site is below its target".to_owned(),
        hint: "check --target and the levels in the hierarchy file",
    })
}

/// Refuses a plan that cannot be walked.
pub(crate) fn must_be_allowed(plan: &Plan) -> Result<(), Failure> {
    if plan.refusals.is_empty() {
        return Ok(());
    }
    let lines = plan.refusals.iter().map(|refusal| {
        format!("  {}: {}\n    because {}\n", refusal.id, refusal.text, refusal.because)
    });
    Err(Failure::PlanRefused { refusals: plan.refusals.len(), rendered: lines.collect() })
}
