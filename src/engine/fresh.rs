//! How long answers hold: by age, and until something happens. What has gone stale counts as open,
//! until every point of no return that stands on it lies behind.

use std::collections::HashMap;

use crate::plan::{Happening, Plan, StepIx};

use super::Model;
use super::state::{Settled, State};

/// Why a settled step counts as open again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Staleness {
    /// Something that it stands on was answered after it.
    Below,
    /// It held for so many seconds.
    Age {
        seconds: u64,
    },
    Happened {
        what: Happening,
        fact: usize,
    },
}

/// The points of no return ahead of each step whose answer goes stale: the nearest that stand on
/// it, and that of its own site.
pub(super) fn ahead(plan: &Plan, above: &[Vec<StepIx>]) -> HashMap<StepIx, Vec<StepIx>> {
    let fresh: Vec<_> = (0..plan.steps.len())
        .map(StepIx)
        .filter(|step| plan.template(*step).fresh.is_some())
        .collect();
    if fresh.is_empty() {
        return HashMap::new();
    }
    let mut of_site = HashMap::new();
    for (index, step) in plan.steps.iter().enumerate() {
        if let Some(site) = step.at.site.filter(|_| plan.is_point_of_no_return(StepIx(index))) {
            of_site.insert(site, StepIx(index));
        }
    }
    let nearest = |from: StepIx| {
        let mut seen = std::collections::HashSet::new();
        let mut found: Vec<StepIx> = plan
            .step(from)
            .at
            .site
            .and_then(|site| of_site.get(&site).copied())
            .into_iter()
            .collect();
        let mut todo = vec![from];
        while let Some(step) = todo.pop() {
            for next in &above[step.0] {
                if !seen.insert(*next) {
                    continue;
                }
                if plan.is_point_of_no_return(*next) {
                    found.push(*next);
                } else {
                    todo.push(*next);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    };
    fresh.into_iter().map(|step| (step, nearest(step))).collect()
}

impl Model {
    /// Why a step counts as open although it was answered. `None` where it does not.
    pub fn staleness(&self, step: StepIx) -> Option<Staleness> {
        if *self.state(step) != State::Stale {
            return None;
        }
        match self.settled(step) {
            Settled::Answered { fact, .. } => {
                Some(self.outdated(step, fact).unwrap_or(Staleness::Below))
            }
            Settled::Open
            | Settled::Waived { .. }
            | Settled::NotApplicable { .. }
            | Settled::UnderWay { .. }
            | Settled::InDoubt { .. }
            | Settled::Succeeded { .. } => None,
        }
    }

    /// Whether the answer of that fact holds no more by itself.
    pub(super) fn outdated(&self, step: StepIx, fact: usize) -> Option<Staleness> {
        let fresh = self.plan().template(step).fresh.as_ref()?;
        let last = self.frozen_at(step).unwrap_or(usize::MAX);
        let happened = self.happened().iter().find(|it| {
            it.fact > fact && it.fact < last && fresh.until.contains(&it.what) && {
                let site = self.plan().step(step).at.site;
                let site = site.map(|site| self.plan().hierarchy.site(site).code.as_str());
                it.site.is_none() || it.site.as_deref() == site
            }
        });
        if let Some(it) = happened {
            return Some(Staleness::Happened { what: it.what, fact: it.fact });
        }
        let seconds = fresh.within_seconds?;
        let until = if last == usize::MAX { self.now()? } else { self.clock().of(last)? };
        (until >= self.too_old_at(fact, seconds)?).then_some(Staleness::Age { seconds })
    }

    /// From when on the answer of that fact is too old by itself, while something ahead needs it;
    /// none where that never comes.
    pub(super) fn ages_at(&self, step: StepIx, fact: usize) -> Option<i64> {
        let seconds = self.plan().template(step).fresh.as_ref()?.within_seconds?;
        if self.frozen_at(step).is_some() {
            return None;
        }
        self.too_old_at(fact, seconds)
    }

    /// The first second at which an answer that holds for so many is too old.
    fn too_old_at(&self, fact: usize, seconds: u64) -> Option<i64> {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        Some(self.clock().of(fact)?.saturating_add(seconds).saturating_add(1))
    }

    /// The fact since which nothing ahead needs the answer any more; none while something does.
    fn frozen_at(&self, step: StepIx) -> Option<usize> {
        let ahead = self.links.ahead(step)?;
        let begun = ahead.iter().map(|upgrade| match self.settled(*upgrade) {
            Settled::UnderWay { fact } | Settled::InDoubt { fact } => Some(fact),
            Settled::Succeeded { fact } => Some(fact),
            Settled::NotApplicable { .. } | Settled::Waived { .. } => Some(0),
            Settled::Open | Settled::Answered { .. } => None,
        });
        let begun: Option<Vec<_>> = begun.collect();
        begun?.into_iter().max()
    }
}

/// Steps that were settled once and count as open now, each with why.
pub fn gone_stale(model: &Model) -> Vec<(StepIx, Staleness)> {
    let steps = (0..model.plan().steps.len()).map(StepIx);
    steps.filter_map(|step| Some((step, model.staleness(step)?))).collect()
}
