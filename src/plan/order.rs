//! Which planned steps wait for which, and the order of the walk.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use crate::flow::{Relation, Requirement, TemplateIx};
use crate::hierarchy::{Role, SiteIx};
use crate::step::Scope;

use super::instance::Instance;
use super::value::Facts;
use super::{PlanError, PlannedStep, StepIx};

/// Planned steps by template, and by template and site or domain.
pub(super) struct Index<'a> {
    steps: &'a [PlannedStep],
    of_template: HashMap<TemplateIx, Vec<usize>>,
    of_site: HashMap<(TemplateIx, SiteIx), Vec<usize>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(steps: &'a [PlannedStep]) -> Self {
        let mut of_template: HashMap<_, Vec<usize>> = HashMap::new();
        let mut of_site: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, step) in steps.iter().enumerate() {
            of_template.entry(step.template).or_default().push(index);
            if let Some(site) = step.at.site {
                of_site.entry((step.template, site)).or_default().push(index);
            }
        }
        Self { steps, of_template, of_site }
    }

    /// The instances of another step that `requirement` means, seen from `at`.
    pub(super) fn related(
        &self,
        facts: &Facts<'_>,
        requirement: &Requirement,
        at: &Instance,
    ) -> Vec<usize> {
        let template = requirement.step;
        let of_site = |site: SiteIx| {
            self.of_site.get(&(template, site)).map_or(&[][..], Vec::as_slice).iter().copied()
        };
        let all = || self.of_template.get(&template).map_or(&[][..], Vec::as_slice).iter().copied();
        match (requirement.relation, at.site) {
            (Relation::All, _) => all().collect(),
            (Relation::Same, Some(site)) => {
                let same: Vec<_> =
                    of_site(site).filter(|index| agree(&self.steps[*index].at, at)).collect();
                // Steps that belong to no site are shared by all.
                if same.is_empty() {
                    all()
                        .filter(|index| {
                            let other = &self.steps[*index].at;
                            other.site.is_none() && agree(other, at)
                        })
                        .collect()
                } else {
                    same
                }
            }
            (Relation::Same, None) => {
                all().filter(|index| agree(&self.steps[*index].at, at)).collect()
            }
            (Relation::Parent, Some(site)) => {
                facts.site(site).parent.into_iter().flat_map(of_site).collect()
            }
            (Relation::Children, Some(site)) => {
                facts.hierarchy.children(site).flat_map(of_site).collect()
            }
            (Relation::Secondaries, Some(site)) => facts
                .hierarchy
                .children(site)
                .filter(|child| facts.site(*child).role == Role::Secondary)
                .flat_map(of_site)
                .collect(),
            (Relation::Siblings, Some(site)) => match facts.site(site).parent {
                Some(parent) => facts.hierarchy.children(parent).flat_map(of_site).collect(),
                None => of_site(site).collect(),
            },
            (Relation::Domain, _) => self.of_domain(facts, at, &of_site),
            (
                Relation::Parent | Relation::Children | Relation::Secondaries | Relation::Siblings,
                None,
            ) => Vec::new(),
        }
    }

    /// The instances at sites that manage the domain, or may.
    fn of_domain<I: Iterator<Item = usize>>(
        &self,
        facts: &Facts<'_>,
        at: &Instance,
        of_site: &impl Fn(SiteIx) -> I,
    ) -> Vec<usize> {
        let managing = at.domain.map_or(&[][..], |domain| facts.hierarchy.managing(domain));
        let silent = facts.survey.silent.iter().filter(|site| !managing.contains(site));
        let listed = managing.iter().chain(silent);
        listed
            .flat_map(|site| of_site(*site))
            .filter(|index| match self.steps[*index].at.hotfix {
                Some(hotfix) => facts.flow.hotfixes[hotfix].copylog,
                None => true,
            })
            .collect()
    }
}

/// Whether two instances agree in every field that both have.
fn agree(one: &Instance, other: &Instance) -> bool {
    fn same<T: PartialEq + Copy>(one: Option<T>, other: Option<T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    // A domain that is not listed is one of its own, not all of them.
    let are_domains = is_domain(one.scope) && is_domain(other.scope);
    same(one.site, other.site)
        && (!are_domains || one.domain == other.domain)
        && same(one.domain, other.domain)
        && same(one.controller, other.controller)
        && same(one.server, other.server)
        && same(one.hotfix, other.hotfix)
        && same(one.direction, other.direction)
}

fn is_domain(scope: Scope) -> bool {
    matches!(scope, Scope::Domain | Scope::DomainController)
}

/// What decides between steps that could both come next: phase, then site, then the flow's order.
fn rank(step: &PlannedStep, place: &[usize], index: usize) -> (usize, usize, usize, usize) {
    let block = match (step.at.scope, step.at.site) {
        (Scope::Hierarchy, _) => 0,
        (_, Some(site)) => 1 + place[site.0],
        // Domains come after the sites: what concerns them waits for the sites' hotfixes.
        (_, None) => usize::MAX,
    };
    (step.phase, block, step.template.0, index)
}

/// Sorts the steps so that each comes after all that it requires, and renumbers the requirements.
///
/// `waits` holds pairs of indexes: the first waits for the second.
pub(super) fn sort(
    mut steps: Vec<PlannedStep>,
    mut waits: Vec<(usize, usize)>,
    place: &[usize],
) -> Result<Vec<PlannedStep>, PlanError> {
    waits.sort_unstable();
    waits.dedup();
    let mut missing = vec![0usize; steps.len()];
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (who, what) in &waits {
        missing[*who] += 1;
        waiting[*what].push(*who);
    }
    let mut ready: BinaryHeap<_> = (0..steps.len())
        .filter(|index| missing[*index] == 0)
        .map(|index| Reverse(rank(&steps[index], place, index)))
        .collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(Reverse((.., index))) = ready.pop() {
        order.push(index);
        for who in &waiting[index] {
            missing[*who] -= 1;
            if missing[*who] == 0 {
                ready.push(Reverse(rank(&steps[*who], place, *who)));
            }
        }
    }
    if order.len() < steps.len() {
        let stuck = (0..steps.len()).filter(|index| missing[*index] > 0);
        let names: Vec<_> = stuck.take(6).map(|index| steps[index].id.clone()).collect();
        return Err(PlanError::Circle { circle: names.join(", ") });
    }
    let mut new_place = vec![0usize; steps.len()];
    for (place, index) in order.iter().enumerate() {
        new_place[*index] = place;
    }
    for (who, what) in waits {
        steps[who].requires.push(StepIx(new_place[what]));
    }
    let mut sorted: Vec<_> = new_place.into_iter().zip(steps).collect();
    sorted.sort_unstable_by_key(|(place, _)| *place);
    Ok(sorted
        .into_iter()
        .map(|(_, mut step)| {
            step.requires.sort_unstable();
            step
        })
        .collect())
}
