//! The rows of the list on the left: warnings, phases, sites, steps.

use crate::engine::Model;
use crate::plan::StepIx;

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// The warnings that wait for somebody to read them, and all others.
    Warnings {
        read: usize,
        to_read: usize,
    },
    /// A warning of the plan, by index.
    Warning(usize),
    Phase {
        title: String,
        settled: usize,
        total: usize,
    },
    /// The site whose steps follow, or nothing for those of no site.
    Site(String),
    Step(StepIx),
}

impl Item {
    /// Whether it can be selected: headings are passed over.
    pub(super) fn is_selectable(&self) -> bool {
        matches!(self, Self::Warning(_) | Self::Step(_))
    }
}

/// Lists the whole session: by phase, and inside a phase by site, as the walk goes.
pub(super) fn items(model: &Model) -> Vec<Item> {
    let plan = model.plan();
    let mut items = Vec::with_capacity(plan.steps.len() + plan.warnings.len() + 16);
    warnings(model, &mut items);
    let mut phase = None;
    let mut heading = 0;
    let mut site = None;
    for (index, step) in plan.steps.iter().enumerate() {
        if phase != Some(step.phase) {
            phase = Some(step.phase);
            site = None;
            heading = items.len();
            let title = plan.flow.phases[step.phase].title.clone();
            items.push(Item::Phase { title, settled: 0, total: 0 });
        }
        if site != Some(step.at.site) {
            site = Some(step.at.site);
            if let Some(ix) = step.at.site {
                let of = plan.hierarchy.site(ix);
                items.push(Item::Site(format!("{}  {}", of.code, of.server)));
            }
        }
        if let Item::Phase { settled, total, .. } = &mut items[heading] {
            *total += 1;
            *settled += usize::from(model.state(StepIx(index)).is_settled());
        }
        items.push(Item::Step(StepIx(index)));
    }
    items
}

/// Those that have to be acknowledged come first.
fn warnings(model: &Model, items: &mut Vec<Item>) {
    let plan = model.plan();
    if plan.warnings.is_empty() {
        return;
    }
    let must = |index: &usize| plan.warning(&plan.warnings[*index]).acknowledge;
    let all = 0..plan.warnings.len();
    let to_read = all.clone().filter(must).count();
    let read =
        all.clone().filter(|index| must(index) && model.acknowledgement(*index).is_some()).count();
    items.push(Item::Warnings { read, to_read });
    items.extend(all.clone().filter(must).map(Item::Warning));
    items.extend(all.filter(|index| !must(index)).map(Item::Warning));
}
