//! The sites of a draft as a tree, however wrong their codes and parents are.

use std::collections::HashMap;

use super::field::Field;
use super::shape::Draft;
use crate::hierarchy::parents::circles;
use crate::hierarchy::shape::{SiteIx, folded};

/// A site in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeRow {
    /// Its place in [`Draft::sites`].
    pub site: usize,
    /// How far below the top, which is 0.
    pub depth: usize,
    /// How many sites are directly below it.
    pub children: usize,
    /// How many sites are below it in all: as many rows follow that belong to it.
    pub descendants: usize,
    /// Why its place is not a good one.
    pub problem: Option<Astray>,
}

/// Why a site is not at a good place in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Astray {
    /// It has no parent, but another site is the central one.
    SecondTop,
    /// No site has the code that it names as its parent.
    UnknownParent,
    /// It is below itself.
    Circle,
}

/// Who is whose parent, as far as the codes tell. Where a code is used twice, the first counts.
pub(super) struct Kinship {
    by_code: HashMap<String, usize>,
    pub(super) parents: Vec<Option<usize>>,
}

impl Kinship {
    pub(super) fn of(draft: &Draft) -> Self {
        let mut by_code = HashMap::with_capacity(draft.sites.len());
        for (index, site) in draft.sites.iter().enumerate() {
            let code = site.get(Field::Code);
            if !code.is_empty() {
                by_code.entry(folded(code)).or_insert(index);
            }
        }
        let parents = (draft.sites.iter())
            .map(|site| by_code.get(&folded(site.get(Field::Parent))).copied())
            .collect();
        Self { by_code, parents }
    }

    pub(super) fn site_named(&self, code: &str) -> Option<usize> {
        self.by_code.get(&folded(code)).copied()
    }
}

impl Draft {
    /// Returns every site once, each directly followed by those below it, and otherwise in the
    /// order of the file. The central site comes first; what belongs nowhere comes last, at depth
    /// 0.
    pub fn tree(&self) -> Vec<TreeRow> {
        let mut parents = Kinship::of(self).parents;
        let mut problems: Vec<Option<Astray>> = vec![None; self.sites.len()];
        let as_indices: Vec<_> = parents.iter().map(|parent| parent.map(SiteIx)).collect();
        for circle in circles(&as_indices) {
            // It is cut open above the first of them.
            parents[circle[0]] = None;
            for site in circle {
                problems[site] = Some(Astray::Circle);
            }
        }

        let central = self.central();
        let mut tops: Vec<usize> = Vec::from_iter(central);
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); self.sites.len()];
        for (site, parent) in parents.into_iter().enumerate() {
            if let Some(parent) = parent {
                children[parent].push(site);
                continue;
            }
            if Some(site) == central {
                continue;
            }
            tops.push(site);
            problems[site] = problems[site].or(Some(match self.sites[site].get(Field::Parent) {
                "" => Astray::SecondTop,
                _ => Astray::UnknownParent,
            }));
        }
        rows(&tops, &children, &problems)
    }

    /// The site that is the central one, if any is: as the validation sees it.
    fn central(&self) -> Option<usize> {
        let tops =
            || (0..self.sites.len()).filter(|site| self.sites[*site].get(Field::Parent).is_empty());
        tops().find(|site| !self.sites[*site].is_secondary()).or_else(|| tops().next())
    }

    /// The codes that may be named as the parent of a site.
    pub(super) fn possible_parents(&self, site: usize) -> Vec<String> {
        let tree = self.tree();
        let own = tree.iter().position(|row| row.site == site);
        let is_below =
            |at: usize| own.is_some_and(|own| own <= at && at <= own + tree[own].descendants);
        let mut others: Vec<usize> = (tree.iter().enumerate())
            .filter(|(at, _)| !is_below(*at))
            .map(|(_, row)| row.site)
            .filter(|other| self.sites[*other].is_primary())
            .collect();
        others.sort_unstable();
        let code = |other: &usize| self.sites[*other].get(Field::Code).to_owned();
        others.iter().map(code).filter(|code| !code.is_empty()).collect()
    }
}

fn rows(tops: &[usize], children: &[Vec<usize>], problems: &[Option<Astray>]) -> Vec<TreeRow> {
    let mut rows = Vec::with_capacity(children.len());
    let mut todo: Vec<(usize, usize)> = tops.iter().rev().map(|top| (*top, 0)).collect();
    while let Some((site, depth)) = todo.pop() {
        let below = &children[site];
        todo.extend(below.iter().rev().map(|child| (*child, depth + 1)));
        let problem = problems[site];
        rows.push(TreeRow { site, depth, children: below.len(), descendants: 0, problem });
    }
    // From the last row upwards: what is below a row is counted before the row is.
    let mut counted = vec![0; children.len()];
    for row in rows.iter_mut().rev() {
        row.descendants = children[row.site].iter().map(|child| counted[*child] + 1).sum();
        counted[row.site] = row.descendants;
    }
    rows
}
