//! The hierarchy: the tree of its sites, a table of them, and a form for each.
//!
//! What is edited is a draft: text, as it was typed. Nothing is judged here: after each change the
//! draft is sent off, and what is wrong with it comes back.

mod draw;
mod errands;
mod form;
mod judged;
mod page;
mod panel;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod undo;

use std::cell::Cell;

use crate::hierarchy::draft::{DomainDraft, Draft, DraftError, Field};
use crate::theme::Role;

use super::desk::Opened;
use super::dialog::{About, Dialog};
use super::panel::Act;

use errands::UnderWay;
use form::{Form, Row, Subject};
use judged::Judged;
use table::{Item, Listed, Table};
use tree::{Node, Tree};
use undo::{Origin, PutBack, Undo};

/// The panes.
const TREE: usize = 0;
const TABLE: usize = 1;
const FORM: usize = 2;

/// The hierarchy that is being edited.
#[derive(Debug)]
pub(super) struct Sites {
    draft: Draft,
    origin: Origin,
    undo: Undo,
    /// The state that the draft is in, and the last number that was given to one.
    revision: u64,
    last_revision: u64,
    judged: Judged,
    tree: Tree,
    table: Table,
    /// The list that has the keys, or had them before the form: [`TREE`] or [`TABLE`].
    list: usize,
    /// While somebody types in it.
    form: Option<Form>,
    under_way: UnderWay,
    /// First line of the form that is seen, and whose form it was.
    top: Cell<usize>,
    shown: Option<Subject>,
}

impl Sites {
    /// A hierarchy to be written from nothing: its central site waits for a code.
    pub(super) fn empty() -> Self {
        let mut draft = Draft { name: "New hierarchy".to_owned(), ..Draft::default() };
        draft.add_site(None);
        let mut sites = Self::of(Opened { draft, path: None, target: None });
        sites.edit_at(Subject::Site(0), None);
        sites
    }

    /// A hierarchy that was read.
    pub(super) fn of(opened: Opened) -> Self {
        let Opened { draft, path, target } = opened;
        let tree = Tree::of(&draft);
        let mut table = Table::default();
        table.rescope(&tree, &draft);
        Self {
            draft,
            origin: Origin { path, target, saved: 0 },
            undo: Undo::default(),
            revision: 0,
            last_revision: 0,
            judged: Judged::default(),
            tree,
            table,
            list: TABLE,
            form: None,
            under_way: UnderWay::default(),
            top: Cell::new(0),
            shown: None,
        }
    }

    /// Whether leaving would lose something.
    pub(super) fn is_unsaved(&self) -> bool {
        self.is_changed() || self.form.as_ref().is_some_and(|form| form.typed().is_some())
    }

    /// Whether letters are letters now.
    pub(super) fn is_typing(&self) -> bool {
        self.form.as_ref().is_some_and(|form| form.field().is_some())
    }

    fn is_changed(&self) -> bool {
        self.revision != self.origin.saved
    }

    /// Changes the hierarchy so that it can be changed back.
    fn change(&mut self, change: impl FnOnce(&mut Draft)) -> Vec<Act> {
        let before = self.draft.clone();
        change(&mut self.draft);
        if !self.undo.remember(&before, &self.draft, self.revision, None) {
            return Vec::new();
        }
        self.changed()
    }

    /// The draft is another one now: what is made from it is made anew, and it is judged.
    fn changed(&mut self) -> Vec<Act> {
        self.last_revision += 1;
        self.revision = self.last_revision;
        self.refresh()
    }

    fn refresh(&mut self) -> Vec<Act> {
        self.under_way.forget();
        let here = self.table.selected(&self.tree);
        self.tree.rebuild(&self.draft, &self.judged);
        self.table.refresh(&self.tree, &self.draft, &self.judged);
        if let Some(item) = here {
            self.table.select(&self.tree, item);
        }
        vec![self.judge()]
    }

    /// Another hierarchy took the place of the one that was here.
    fn other_hierarchy(&mut self) {
        self.form = None;
        self.judged.forget_all();
        self.tree.fold_many(&self.draft);
        self.tree.list.first();
        self.table.list.first();
    }

    fn was_judged(&mut self) {
        self.tree.mark(&self.judged);
        let here = self.table.selected(&self.tree);
        self.table.refresh(&self.tree, &self.draft, &self.judged);
        if let Some(item) = here {
            self.table.select(&self.tree, item);
        }
    }

    /// What was typed goes into the draft, right or wrong.
    fn take_typed(&mut self) -> Vec<Act> {
        let Some(form) = &mut self.form else { return Vec::new() };
        let Some(text) = form.typed() else { return Vec::new() };
        let (subject, row) = (form.subject(), form.row());
        form.taken();
        self.change(|draft| form::put(draft, subject, row, text))
    }

    fn take_back(&mut self) -> Vec<Act> {
        let Some(mut change) = self.undo.take() else { return Vec::new() };
        self.revision = change.revision;
        let is_other = change.origin.is_some();
        if let Some(origin) = change.origin.take() {
            self.origin = origin;
        }
        let back = change.put_back(&mut self.draft);
        if is_other {
            self.other_hierarchy();
            return self.refresh();
        }
        // Places may have moved; what is known of them is known again in a moment.
        self.judged.forget_all();
        let acts = self.refresh();
        match back {
            PutBack::Site(site) if site < self.draft.sites.len() => {
                self.show(Subject::Site(site));
            }
            PutBack::Domain(domain) if domain < self.draft.domains.len() => {
                self.show(Subject::Domain(domain));
            }
            PutBack::Site(_) | PutBack::Domain(_) | PutBack::Elsewhere => {}
        }
        acts
    }

    /// What the form shows: what is edited, or else what is selected.
    fn subject(&self) -> Option<Subject> {
        if let Some(form) = &self.form {
            return Some(form.subject());
        }
        if self.list == TABLE {
            return self.table.selected(&self.tree).map(|item| match item {
                Item::Site(site) => Subject::Site(site),
                Item::Domain(domain) => Subject::Domain(domain),
            });
        }
        match self.tree.selected() {
            Node::Hierarchy => Some(Subject::Hierarchy),
            Node::Row(row) => self.tree.rows().get(row).map(|row| Subject::Site(row.site)),
            Node::Domain(domain) => Some(Subject::Domain(domain)),
            Node::Domains => None,
        }
    }

    /// Selects something wherever it is listed; what hides it is unfolded.
    fn show(&mut self, subject: Subject) {
        let item = match subject {
            Subject::Hierarchy => {
                self.list = TREE;
                return self.select_node(Node::Hierarchy);
            }
            Subject::Site(site) => {
                self.tree.reveal(&self.draft, site);
                Item::Site(site)
            }
            Subject::Domain(domain) => {
                self.tree.unfold_domains(&self.draft);
                Item::Domain(domain)
            }
        };
        let node = self.tree.selected();
        self.table.rescope(&self.tree, &self.draft);
        if self.list == TREE {
            match item {
                Item::Site(site) => self.tree.select_site(site),
                Item::Domain(domain) => self.tree.select(Node::Domain(domain)),
            }
            self.table.rescope(&self.tree, &self.draft);
        }
        if self.table.select(&self.tree, item) {
            return;
        }
        // Not among what is listed: then everything is.
        if self.table.is_only_problems() {
            self.table.show_only(false, &self.tree, &self.draft, &self.judged);
        }
        if self.table.select(&self.tree, item) {
            return;
        }
        let wider = match item {
            Item::Site(_) => Node::Hierarchy,
            Item::Domain(_) => Node::Domains,
        };
        if node != wider {
            self.select_node(wider);
        }
        self.table.select(&self.tree, item);
    }

    fn select_node(&mut self, node: Node) {
        self.tree.select(node);
        self.went_in_tree();
    }

    /// Another node of the tree is selected: the table shows what belongs to it.
    fn went_in_tree(&mut self) {
        self.table.rescope(&self.tree, &self.draft);
        self.table.list.first();
        if let Node::Domain(domain) = self.tree.selected() {
            self.table.select(&self.tree, Item::Domain(domain));
        }
    }

    /// Opens the form of something, at a row of it.
    fn edit_at(&mut self, subject: Subject, at: Option<Row>) {
        self.show(subject);
        self.form = Some(Form::open(&self.draft, subject, at));
    }

    /// Adds what belongs below the selected thing, and opens its form.
    fn add(&mut self) -> Vec<Act> {
        let is_domain = match self.list {
            TREE => matches!(self.tree.selected(), Node::Domains | Node::Domain(_)),
            _ => self.table.listed() == Listed::Domains,
        };
        if is_domain {
            let domain = self.draft.domains.len();
            let acts = self.change(|draft| draft.domains.push(DomainDraft::default()));
            self.edit_at(Subject::Domain(domain), None);
            return acts;
        }
        let parent = match self.subject() {
            Some(Subject::Site(site)) => Some(site),
            _ => self.tree.rows().first().map(|row| row.site),
        };
        if let Some(code) = parent.map(|parent| self.draft.sites[parent].get(Field::Code))
            && code.is_empty()
        {
            let what = "Type the code of this site first: a site below it names it as its parent.";
            self.form = parent.map(|parent| {
                Form::open(&self.draft, Subject::Site(parent), Some(Row::Site(Field::Code)))
            });
            return vec![Act::Notice(Role::Warning, what.to_owned())];
        }
        let site = self.draft.sites.len();
        let acts = self.change(|draft| {
            draft.add_site(parent);
        });
        let at_parent = self.tree.selected();
        self.edit_at(Subject::Site(site), None);
        if self.list == TREE {
            // Whoever adds one site below another often adds the next one, too.
            self.select_node(at_parent);
            self.table.select(&self.tree, Item::Site(site));
        }
        acts
    }

    /// Removes the selected thing, where nothing is below it.
    fn remove(&mut self) -> Vec<Act> {
        if let Some(form) = &self.form {
            let (subject, Row::Unknown(at)) = (form.subject(), form.row()) else {
                return Vec::new();
            };
            let focus = form.focus();
            let acts = self.change(|draft| form::take_out(draft, subject, at));
            if let Some(form) = &mut self.form
                && !form.focus_on(&self.draft, focus)
            {
                form.focus_on(&self.draft, focus.saturating_sub(1));
            }
            return acts;
        }
        match self.subject() {
            Some(Subject::Site(site)) => self.ask_to_remove(site),
            Some(Subject::Domain(domain)) => {
                let name = judged::domain_name(&self.draft, domain);
                self.judged.forget_domain(domain);
                let mut acts = self.change(|draft| {
                    draft.domains.remove(domain);
                });
                let what = format!("Removed {name}; u brings it back.");
                acts.push(Act::Notice(Role::Text, what));
                acts
            }
            Some(Subject::Hierarchy) | None => Vec::new(),
        }
    }

    fn ask_to_remove(&self, site: usize) -> Vec<Act> {
        let below = self.tree.row_of(site).map_or(0, |row| self.tree.rows()[row].children);
        if below > 0 {
            let code = self.draft.sites[site].get(Field::Code).to_owned();
            let why = DraftError::HasChildren { code, below }.to_string();
            return vec![Act::Notice(Role::Warning, capital(&why))];
        }
        let name = judged::site_name(&self.draft, site);
        let dialog = Dialog::new(About::RemoveSite(site), "Remove the site?", "Remove")
            .say(Role::Text, format!("This takes {name} out of the hierarchy."))
            .say(Role::TextMuted, "u brings it back.")
            .dangerous_choice();
        vec![Act::Ask(dialog)]
    }

    fn remove_site(&mut self, site: usize) -> Result<Vec<Act>, String> {
        let before = self.draft.clone();
        self.draft.remove_site(site).map_err(|error| capital(&error.to_string()))?;
        self.judged.forget_site(site);
        self.undo.remember(&before, &self.draft, self.revision, None);
        // The sites after it move up; where it was selected, the one above it is.
        let node = self.tree.selected();
        let above = match node {
            Node::Row(row) if self.tree.rows()[row].site == site => row.checked_sub(1),
            Node::Row(row) => Some(row),
            _ => None,
        };
        let above = above.map(|row| self.tree.rows()[row].site);
        let row = self.table.list.selected();
        let acts = self.changed();
        match (above, node) {
            (Some(other), _) => self.tree.select_site(other - usize::from(other > site)),
            (None, Node::Row(_)) => self.tree.select(Node::Hierarchy),
            (None, _) => {}
        }
        self.table.rescope(&self.tree, &self.draft);
        self.table.list.select(row);
        Ok(acts)
    }
}

/// A sentence begins with a capital letter and ends with a full stop.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(std::iter::once('.')).collect()
}
