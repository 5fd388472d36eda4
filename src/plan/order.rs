//! Which planned steps wait for which, and the order of the walk.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use crate::flow::{Relation, Requirement, TemplateIx};
use crate::hierarchy::{Role, SiteIx};
use crate::step::Scope;

use super::instance::Instance;
use super::value::Facts;
use super::{PlanError, PlannedStep, StepIx};

/// Planned steps as they were made: those of a template lie side by side, and among them those of a
/// site, by its place in the order of upgrade, or those of a domain, as the file lists them.
pub(super) struct Index<'a> {
    steps: &'a [PlannedStep],
    place: &'a [usize],
    /// By template: where its steps lie.
    of_template: Vec<Range<usize>>,
}

impl<'a> Index<'a> {
    pub(super) fn of(steps: &'a [PlannedStep], facts: &Facts<'a>) -> Self {
        let mut of_template = vec![0..0; facts.flow.steps.len()];
        let mut from = 0;
        for group in steps.chunk_by(|one, other| one.template == other.template) {
            of_template[group[0].template.0] = from..from + group.len();
            from += group.len();
        }
        Self { steps, place: &facts.survey.place, of_template }
    }

    fn all(&self, template: TemplateIx) -> Range<usize> {
        self.of_template[template.0].clone()
    }

    /// Those of a template's steps that have this key, by which they are sorted.
    fn with_key<K: Ord>(
        &self,
        template: TemplateIx,
        wanted: &K,
        key: impl Fn(&Instance) -> K,
    ) -> Range<usize> {
        let all = self.all(template);
        let steps = &self.steps[all.clone()];
        let from = steps.partition_point(|step| key(&step.at) < *wanted);
        let length = steps[from..].partition_point(|step| key(&step.at) == *wanted);
        all.start + from..all.start + from + length
    }

    fn of_site(&self, template: TemplateIx, site: SiteIx) -> Range<usize> {
        let place = |site: SiteIx| self.place[site.0];
        self.with_key(template, &Some(place(site)), |at| at.site.map(place))
    }

    /// All steps of a template have one scope.
    fn are_of_no_site(&self, template: TemplateIx) -> bool {
        self.steps[self.all(template)].first().is_some_and(|step| step.at.site.is_none())
    }

    /// Those that may agree with an instance of no site.
    fn around(&self, template: TemplateIx, at: &Instance) -> Range<usize> {
        let first = self.steps[self.all(template)].first();
        let are_domains = is_domain(at.scope) && first.is_some_and(|it| is_domain(it.at.scope));
        if !are_domains {
            return self.all(template);
        }
        // The domains that nobody lists come last.
        let key = |at: &Instance| at.domain.map_or(usize::MAX, |domain| domain.0);
        self.with_key(template, &key(at), key)
    }

    /// Finds the instances of another step that `requirement` means, seen from `at`.
    pub(super) fn related(
        &self,
        facts: &Facts<'_>,
        requirement: &Requirement,
        at: &Instance,
        found: &mut Vec<usize>,
    ) {
        found.clear();
        let template = requirement.step;
        let of_site = |site: SiteIx| self.of_site(template, site);
        let agrees = |index: &usize| agree(&self.steps[*index].at, at);
        match (requirement.relation, at.site) {
            (Relation::All, _) => found.extend(self.all(template)),
            (Relation::Same, Some(site)) => {
                found.extend(of_site(site).filter(agrees));
                // Steps that belong to no site are shared by all.
                if found.is_empty() && self.are_of_no_site(template) {
                    found.extend(self.all(template).filter(agrees));
                }
            }
            (Relation::Same, None) => found.extend(self.around(template, at).filter(agrees)),
            (Relation::Parent, Some(site)) => {
                found.extend(facts.site(site).parent.into_iter().flat_map(of_site));
            }
            (Relation::Children, Some(site)) => {
                found.extend(facts.hierarchy.children(site).flat_map(of_site));
            }
            (Relation::Secondaries, Some(site)) => found.extend(
                facts
                    .hierarchy
                    .children(site)
                    .filter(|child| facts.site(*child).role == Role::Secondary)
                    .flat_map(of_site),
            ),
            (Relation::Siblings, Some(site)) => match facts.site(site).parent {
                Some(parent) => found.extend(facts.hierarchy.children(parent).flat_map(of_site)),
                None => found.extend(of_site(site)),
            },
            (Relation::Domain, _) => self.of_domain(facts, at, template, found),
            (
                Relation::Parent | Relation::Children | Relation::Secondaries | Relation::Siblings,
                None,
            ) => {}
        }
    }

    /// The instances at sites that manage the domain, or may.
    fn of_domain(
        &self,
        facts: &Facts<'_>,
        at: &Instance,
        template: TemplateIx,
        found: &mut Vec<usize>,
    ) {
        let managing = at.domain.map_or(&[][..], |domain| facts.hierarchy.managing(domain));
        let silent = facts.survey.silent.iter().filter(|site| !managing.contains(site));
        let listed = managing.iter().chain(silent);
        let counts = |index: &usize| match self.steps[*index].at.hotfix {
            Some(hotfix) => facts.flow.hotfixes[hotfix].copylog,
            None => true,
        };
        found.extend(listed.flat_map(|site| self.of_site(template, *site)).filter(counts));
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
    let mut waiting = waits.iter().map(|(who, what)| (*what, *who)).collect::<Vec<_>>();
    waiting.sort_unstable();
    for (who, _) in &waits {
        missing[*who] += 1;
    }
    let waiting_for = |index: usize| {
        let from = waiting.partition_point(|(what, _)| *what < index);
        waiting[from..].iter().take_while(move |(what, _)| *what == index).map(|(_, who)| *who)
    };
    let mut ready: BinaryHeap<_> = (0..steps.len())
        .filter(|index| missing[*index] == 0)
        .map(|index| Reverse(rank(&steps[index], place, index)))
        .collect();
    let mut order = Vec::with_capacity(steps.len());
    while let Some(Reverse((.., index))) = ready.pop() {
        order.push(index);
        for who in waiting_for(index) {
            missing[who] -= 1;
            if missing[who] == 0 {
                ready.push(Reverse(rank(&steps[who], place, who)));
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
    for group in waits.chunk_by(|(one, _), (other, _)| one == other) {
        let mut requires: Vec<_> = group.iter().map(|(_, what)| StepIx(new_place[*what])).collect();
        requires.sort_unstable();
        steps[group[0].0].requires = requires;
    }
    let mut steps: Vec<_> = steps.into_iter().map(Some).collect();
    let mut sorted = Vec::with_capacity(order.len());
    sorted.extend(order.into_iter().filter_map(|index| steps[index].take()));
    Ok(sorted)
}
