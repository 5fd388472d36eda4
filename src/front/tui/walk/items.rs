//! The rows of the list on the left: warnings, phases, sites, steps. They follow from the plan and
//! stay.

use crate::plan::{Plan, StepIx};

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// The heading of the warnings.
    Warnings,
    /// A warning of the plan, by index.
    Warning(usize),
    /// A phase of the flow, by index.
    Phase(usize),
    /// The site whose steps follow: this is the first of them.
    SiteOf(StepIx),
    Step(StepIx),
}

impl Item {
    /// Whether it can be selected: headings are passed over.
    pub(super) fn is_selectable(&self) -> bool {
        matches!(self, Self::Warning(_) | Self::Step(_))
    }
}

/// Lists the whole session: by phase, and inside a phase by site, as the walk goes.
pub(super) fn items(plan: &Plan) -> Vec<Item> {
    let mut items = Vec::with_capacity(plan.steps.len() + plan.warnings.len() + 16);
    warnings(plan, &mut items);
    let mut phase = None;
    let mut site = None;
    for (index, step) in plan.steps.iter().enumerate() {
        if phase != Some(step.phase) {
            phase = Some(step.phase);
            site = None;
            items.push(Item::Phase(step.phase));
        }
        if site != Some(step.at.site) {
            site = Some(step.at.site);
            if step.at.site.is_some() {
                items.push(Item::SiteOf(StepIx(index)));
            }
        }
        items.push(Item::Step(StepIx(index)));
    }
    items
}

/// Those that have to be acknowledged come first.
fn warnings(plan: &Plan, items: &mut Vec<Item>) {
    if plan.warnings.is_empty() {
        return;
    }
    let must = |index: &usize| plan.warning(&plan.warnings[*index]).acknowledge;
    let all = 0..plan.warnings.len();
    items.push(Item::Warnings);
    items.extend(all.clone().filter(must).map(Item::Warning));
    items.extend(all.filter(|index| !must(index)).map(Item::Warning));
}

/// How many warnings somebody has to read.
pub(super) fn to_read(plan: &Plan) -> usize {
    plan.warnings.iter().filter(|notice| plan.warning(notice).acknowledge).count()
}
