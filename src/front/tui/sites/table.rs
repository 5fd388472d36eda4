//! The table in the middle: the sites from the selected node of the tree down, or the domains.

use std::ops::Range;

use crate::hierarchy::draft::Draft;

use super::super::rows::Rows;
use super::judged::Judged;
use super::tree::{Node, Tree};

/// What a row of the table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    Site(usize),
    Domain(usize),
}

/// Which kind of rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Listed {
    #[default]
    Sites,
    Domains,
}

/// The rows of the table. Never copied while one moves: a range of what the tree has.
#[derive(Debug, Default)]
pub(super) struct Table {
    listed: Listed,
    /// Of the rows of the tree, or of `only`.
    range: Range<usize>,
    /// Where only what has problems is shown: rows of the tree, or domains.
    only: Option<Only>,
    pub(super) list: Rows,
}

#[derive(Debug, Default)]
struct Only {
    rows: Vec<usize>,
    domains: Vec<usize>,
}

impl Table {
    pub(super) fn listed(&self) -> Listed {
        self.listed
    }

    pub(super) fn is_only_problems(&self) -> bool {
        self.only.is_some()
    }

    /// Shows only what has problems, or everything again.
    pub(super) fn show_only(&mut self, is_only: bool, tree: &Tree, draft: &Draft, judged: &Judged) {
        self.only = is_only.then(Only::default);
        self.refresh(tree, draft, judged);
    }

    /// The tree or the problems have changed: the same row stays selected, where it is still there.
    pub(super) fn refresh(&mut self, tree: &Tree, draft: &Draft, judged: &Judged) {
        if let Some(only) = &mut self.only {
            let rows = tree.rows().iter().enumerate();
            only.rows = rows
                .filter(|(_, row)| judged.of_site(row.site).next().is_some())
                .map(|(at, _)| at)
                .collect();
            only.domains = (0..draft.domains.len())
                .filter(|domain| judged.of_domain(*domain).next().is_some())
                .collect();
        }
        self.rescope(tree, draft);
    }

    /// Another node of the tree is selected, or the same one spans something else.
    pub(super) fn rescope(&mut self, tree: &Tree, draft: &Draft) {
        let rows = match tree.selected() {
            Node::Hierarchy => Some(0..tree.rows().len()),
            Node::Row(row) => Some(tree.span(row)),
            Node::Domains | Node::Domain(_) => None,
        };
        self.listed = if rows.is_some() { Listed::Sites } else { Listed::Domains };
        self.range = match (rows, &self.only) {
            (Some(rows), None) => rows,
            (None, None) => 0..draft.domains.len(),
            (None, Some(only)) => 0..only.domains.len(),
            (Some(rows), Some(only)) => {
                let place = |row: usize| only.rows.partition_point(|other| *other < row);
                place(rows.start)..place(rows.end)
            }
        };
        self.list.resize(self.range.len());
    }

    /// What the row is about.
    pub(super) fn item(&self, tree: &Tree, row: usize) -> Option<Item> {
        let at = self.range.start + row;
        if at >= self.range.end {
            return None;
        }
        match (self.listed, &self.only) {
            (Listed::Sites, None) => tree.rows().get(at).map(|row| Item::Site(row.site)),
            (Listed::Sites, Some(only)) => {
                only.rows.get(at).map(|row| Item::Site(tree.rows()[*row].site))
            }
            (Listed::Domains, None) => Some(Item::Domain(at)),
            (Listed::Domains, Some(only)) => only.domains.get(at).copied().map(Item::Domain),
        }
    }

    pub(super) fn selected(&self, tree: &Tree) -> Option<Item> {
        self.item(tree, self.list.selected())
    }

    /// Selects the row about something; returns whether there is one.
    pub(super) fn select(&mut self, tree: &Tree, item: Item) -> bool {
        let place = match (item, self.listed, &self.only) {
            (Item::Site(site), Listed::Sites, None) => tree.row_of(site),
            (Item::Site(site), Listed::Sites, Some(only)) => {
                tree.row_of(site).and_then(|row| only.rows.binary_search(&row).ok())
            }
            (Item::Domain(domain), Listed::Domains, None) => Some(domain),
            (Item::Domain(domain), Listed::Domains, Some(only)) => {
                only.domains.binary_search(&domain).ok()
            }
            _ => None,
        };
        let found = place.filter(|at| self.range.contains(at));
        if let Some(at) = found {
            self.list.select(at - self.range.start);
        }
        found.is_some()
    }
}
