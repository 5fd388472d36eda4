//! The tree on the left: the hierarchy, its sites, its domains. Made anew when something changes,
//! never while one moves in it.

use std::collections::HashSet;
use std::ops::Range;

use crate::hierarchy::draft::{Draft, Field, TreeRow};

use super::super::rows::Rows;
use super::judged::Judged;

/// Above so many sites, what is below the first level starts folded.
const MANY: usize = 200;

/// A node of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    /// The hierarchy as a whole: its name.
    Hierarchy,
    /// The site of that row of [`Tree::rows`].
    Row(usize),
    Domains,
    Domain(usize),
}

/// The tree, and which node is selected.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// Every site, each directly followed by those below it.
    rows: Vec<TreeRow>,
    /// Per site, its row.
    row_of: Vec<usize>,
    /// The nodes that are not folded away.
    nodes: Vec<Node>,
    /// Codes of the sites whose sites below are folded away.
    folded: HashSet<String>,
    are_domains_folded: bool,
    /// Per row, how many rows before it have a problem.
    problems_before: Vec<usize>,
    pub(super) list: Rows,
}

impl Tree {
    pub(super) fn of(draft: &Draft) -> Self {
        let mut tree = Self::default();
        tree.fold_many(draft);
        tree.rebuild(draft, &Judged::default());
        tree
    }

    /// Folds what is too much to begin with.
    pub(super) fn fold_many(&mut self, draft: &Draft) {
        self.folded.clear();
        self.are_domains_folded = draft.domains.len() > MANY;
        if draft.sites.len() > MANY {
            let rows = draft.tree();
            let inner = rows.iter().filter(|row| row.depth > 0 && row.children > 0);
            self.folded.extend(inner.map(|row| code(draft, row.site)));
        }
    }

    /// The hierarchy has changed.
    pub(super) fn rebuild(&mut self, draft: &Draft, judged: &Judged) {
        let here = self.selected();
        let site = match here {
            Node::Row(row) => Some(self.rows[row].site),
            _ => None,
        };
        self.rows = draft.tree();
        self.row_of = vec![0; draft.sites.len()];
        for (at, row) in self.rows.iter().enumerate() {
            self.row_of[row.site] = at;
        }
        self.unfold_nodes(draft);
        self.mark(judged);
        match (here, site) {
            (Node::Row(_), Some(site)) => self.select_site(site),
            (node, _) => self.select(node),
        }
    }

    /// Another judgement is in.
    pub(super) fn mark(&mut self, judged: &Judged) {
        let mut so_far = 0;
        self.problems_before = Vec::with_capacity(self.rows.len() + 1);
        self.problems_before.push(0);
        for row in &self.rows {
            so_far += usize::from(judged.of_site(row.site).next().is_some());
            self.problems_before.push(so_far);
        }
    }

    fn unfold_nodes(&mut self, draft: &Draft) {
        let mut nodes = vec![Node::Hierarchy];
        let mut at = 0;
        while let Some(row) = self.rows.get(at) {
            nodes.push(Node::Row(at));
            let is_folded = row.children > 0 && self.folded.contains(&code(draft, row.site));
            at += 1 + if is_folded { row.descendants } else { 0 };
        }
        nodes.push(Node::Domains);
        if !self.are_domains_folded {
            nodes.extend((0..draft.domains.len()).map(Node::Domain));
        }
        self.nodes = nodes;
        self.list.resize(self.nodes.len());
    }

    pub(super) fn rows(&self) -> &[TreeRow] {
        &self.rows
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn selected(&self) -> Node {
        self.nodes.get(self.list.selected()).copied().unwrap_or(Node::Hierarchy)
    }

    /// The row of a site, where there is such a site.
    pub(super) fn row_of(&self, site: usize) -> Option<usize> {
        self.row_of.get(site).copied()
    }

    /// A row and those that belong to it.
    pub(super) fn span(&self, row: usize) -> Range<usize> {
        row..row + 1 + self.rows[row].descendants
    }

    /// How many rows of a range have a problem.
    pub(super) fn problems_in(&self, range: Range<usize>) -> usize {
        let before = |at: usize| self.problems_before.get(at).copied().unwrap_or(0);
        before(range.end).saturating_sub(before(range.start))
    }

    pub(super) fn is_folded(&self, draft: &Draft, node: Node) -> bool {
        match node {
            Node::Row(row) => self.folded.contains(&code(draft, self.rows[row].site)),
            Node::Domains => self.are_domains_folded,
            Node::Hierarchy | Node::Domain(_) => false,
        }
    }

    /// Whether there is something below a node of its own.
    pub(super) fn has_below(&self, draft: &Draft, node: Node) -> bool {
        match node {
            Node::Row(row) => self.rows[row].children > 0,
            Node::Domains => !draft.domains.is_empty(),
            Node::Hierarchy | Node::Domain(_) => false,
        }
    }

    /// Folds the selected node, or else goes to the one above it.
    pub(super) fn fold(&mut self, draft: &Draft) {
        let node = self.selected();
        if self.has_below(draft, node) && !self.is_folded(draft, node) {
            match node {
                Node::Row(row) => drop(self.folded.insert(code(draft, self.rows[row].site))),
                _ => self.are_domains_folded = true,
            }
            self.unfold_nodes(draft);
            return;
        }
        let above = match node {
            Node::Row(row) => self.above(row).map_or(Node::Hierarchy, Node::Row),
            Node::Domain(_) => Node::Domains,
            Node::Hierarchy | Node::Domains => Node::Hierarchy,
        };
        self.select(above);
    }

    /// Unfolds the selected node; returns whether there was something to unfold.
    pub(super) fn unfold(&mut self, draft: &Draft) -> bool {
        let node = self.selected();
        if !self.has_below(draft, node) || !self.is_folded(draft, node) {
            return false;
        }
        match node {
            Node::Row(row) => drop(self.folded.remove(&code(draft, self.rows[row].site))),
            _ => self.are_domains_folded = false,
        }
        self.unfold_nodes(draft);
        true
    }

    /// The row that a row is directly below.
    fn above(&self, row: usize) -> Option<usize> {
        let depth = self.rows[row].depth;
        (0..row).rev().find(|above| self.rows[*above].depth < depth)
    }

    /// Unfolds whatever hides a site.
    pub(super) fn reveal(&mut self, draft: &Draft, site: usize) {
        let mut next = self.row_of(site);
        while let Some(row) = next.and_then(|row| self.above(row)) {
            self.folded.remove(&code(draft, self.rows[row].site));
            next = Some(row);
        }
        let here = self.selected();
        self.unfold_nodes(draft);
        self.select(here);
    }

    pub(super) fn unfold_domains(&mut self, draft: &Draft) {
        self.are_domains_folded = false;
        let here = self.selected();
        self.unfold_nodes(draft);
        self.select(here);
    }

    /// Selects a node, or what it is folded into.
    pub(super) fn select(&mut self, node: Node) {
        let order = |node: Node| match node {
            Node::Hierarchy => (0, 0),
            Node::Row(row) => (1, row),
            Node::Domains => (2, 0),
            Node::Domain(domain) => (3, domain),
        };
        let after = self.nodes.partition_point(|other| order(*other) <= order(node));
        self.list.select(after.saturating_sub(1));
    }

    pub(super) fn select_site(&mut self, site: usize) {
        let node = self.row_of(site).map_or(Node::Hierarchy, Node::Row);
        self.select(node);
    }
}

/// What a site is folded under.
fn code(draft: &Draft, site: usize) -> String {
    draft.sites.get(site).map_or("", |site| site.get(Field::Code)).to_ascii_uppercase()
}
