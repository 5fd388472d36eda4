//! What keys and the mouse do to the hierarchy.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use crate::hierarchy::draft::Field as SiteField;
use crate::theme::Role;

use super::super::desk::Reply;
use super::super::dialog::{About, Dialog};
use super::super::field::Field;
use super::super::keymap::{Command, Where};
use super::super::paint::Painter;
use super::super::panel::{Act, Filled, Panel, Scene};
use super::super::rows::Rows;
use super::errands::Wanted;
use super::form::{self, Form, Row, Subject};
use super::table::Item;
use super::tree::Node;
use super::{FORM, Sites, TABLE, TREE, draw};

/// Whether a command only moves about.
fn is_move(command: Command) -> bool {
    matches!(
        command,
        Command::Up
            | Command::Down
            | Command::PageUp
            | Command::PageDown
            | Command::First
            | Command::Last
            | Command::Left
            | Command::Right
            | Command::NextPane
            | Command::PreviousPane
    )
}

impl Panel for Sites {
    fn place(&self) -> Where {
        Where::Sites
    }

    fn crumbs(&self, _scene: &Scene<'_>) -> Vec<String> {
        let name = Some(self.draft.name.clone()).filter(|name| !name.is_empty());
        name.into_iter().chain(["Hierarchy".to_owned()]).collect()
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
        if let Some(form) = &self.form {
            return match command {
                Command::Edit | Command::Save | Command::Back => true,
                // Elsewhere these are letters, or the field's own.
                Command::Remove => matches!(form.row(), Row::Unknown(_)),
                Command::Left | Command::Right => false,
                command => is_move(command) && form.field().is_none(),
            };
        }
        match command {
            Command::Edit => self.subject().is_some() || self.list == TREE,
            Command::Add | Command::Import | Command::Save | Command::Target => true,
            Command::Next => !self.draft.sites.is_empty(),
            Command::OnlyProblems => !self.judged.is_clean() || self.table.is_only_problems(),
            Command::Remove => {
                matches!(self.subject(), Some(Subject::Site(_) | Subject::Domain(_)))
            }
            Command::Undo => !self.undo.is_empty(),
            Command::Find => self.table.list.count() > 0,
            Command::Back => self.is_unsaved(),
            command => is_move(command),
        }
    }

    fn act(&mut self, command: Command, _scene: &Scene<'_>) -> Vec<Act> {
        let mut acts = self.take_typed();
        if !is_move(command) {
            self.under_way.forget();
        }
        let more = if self.form.is_some() {
            self.act_in_form(command)
        } else {
            self.act_in_lists(command)
        };
        acts.extend(more);
        acts
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, _scene: &Scene<'_>) {
        draw::draw(self, painter, area);
    }

    fn label(&self, command: Command, _scene: &Scene<'_>) -> Option<String> {
        let is_typing = self.form.is_some();
        let label = match command {
            Command::Edit if is_typing => "Next field",
            Command::Back if is_typing => "Close",
            Command::Remove if is_typing => "Take out",
            Command::Edit if self.subject().is_none() => "List",
            Command::OnlyProblems if self.table.is_only_problems() => "Show all",
            Command::Target => {
                let target = self.origin.target?;
                return Some(format!("Target {target}"));
            }
            _ => return None,
        };
        Some(label.to_owned())
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        if let Some(form) = &self.form {
            let rows = form::rows(&self.draft, form.subject()).len();
            return format!("field {} of {rows}", form.focus() + 1);
        }
        let list = if self.list == TREE { &self.tree.list } else { &self.table.list };
        match list.count() {
            0 => String::new(),
            count => format!("{} of {count}", list.selected() + 1),
        }
    }

    fn click(&mut self, pane: usize, row: usize, _scene: &Scene<'_>) -> Vec<Act> {
        let mut acts = self.take_typed();
        if pane == FORM {
            let subject = self.subject();
            if let (Some(subject), true) = (subject, row != usize::MAX) {
                let form = self.form.get_or_insert_with(|| Form::open(&self.draft, subject, None));
                form.focus_on(&self.draft, row);
            }
            return acts;
        }
        let was_in_form = self.form.take().is_some();
        let is_again = !was_in_form && self.list == pane;
        self.list = pane;
        let rows = if pane == TREE { &mut self.tree.list } else { &mut self.table.list };
        if row >= rows.count() {
            return acts;
        }
        if is_again && rows.selected() == row {
            let node = self.tree.selected();
            if pane == TREE && self.tree.has_below(&self.draft, node) {
                if !self.tree.unfold(&self.draft) {
                    self.tree.fold(&self.draft);
                }
            } else {
                acts.extend(self.act_in_lists(Command::Edit));
            }
            return acts;
        }
        rows.select(row);
        if pane == TREE {
            self.went_in_tree();
        }
        acts
    }

    fn wheel(&mut self, pane: usize, by: isize, _scene: &Scene<'_>) {
        match pane {
            FORM => self.top.set(self.top.get().saturating_add_signed(by)),
            TABLE => self.table.list.step(by),
            _ => {
                self.tree.list.step(by);
                self.went_in_tree();
            }
        }
    }

    fn typing(&mut self) -> Option<&mut Field> {
        self.form.as_mut().and_then(Form::field_mut)
    }

    fn takes(&mut self, key: KeyEvent) -> bool {
        self.form.as_mut().is_some_and(|form| form.choose(key, &self.draft))
    }

    fn leave_field(&mut self, key: KeyEvent, _scene: &Scene<'_>) -> Vec<Act> {
        let acts = self.take_typed();
        match key.code {
            KeyCode::Esc => self.form = None,
            KeyCode::Up | KeyCode::BackTab => self.next_field(-1),
            KeyCode::Down => self.next_field(1),
            _ => self.next_field_or_leave(),
        }
        acts
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        self.take_reply(reply)
    }

    fn filled(&mut self, dialog: &Dialog, _scene: &Scene<'_>) -> Filled {
        self.filled_in(dialog)
    }

    fn opened(&mut self) -> Vec<Act> {
        vec![self.judge()]
    }

    fn settle(&mut self, _scene: &Scene<'_>) {
        let subject = self.subject();
        if self.shown != subject {
            self.shown = subject;
            self.top.set(0);
        }
    }

    fn labels(&self, _scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        for row in 0..self.table.list.count() {
            match self.table.item(&self.tree, row) {
                Some(Item::Site(site)) => {
                    let site = &self.draft.sites[site];
                    let (code, server) = (site.get(SiteField::Code), site.get(SiteField::Server));
                    visit(row, &format!("{code} {server}"));
                }
                Some(Item::Domain(domain)) => visit(row, &self.draft.domains[domain].name),
                None => {}
            }
        }
    }

    fn found_at(&self) -> usize {
        self.table.list.selected()
    }

    fn found(&mut self, row: usize, _scene: &Scene<'_>) {
        self.list = TABLE;
        self.table.list.select(row);
    }
}

impl Sites {
    fn act_in_form(&mut self, command: Command) -> Vec<Act> {
        match command {
            Command::Edit | Command::NextPane => self.next_field_or_leave(),
            Command::Down => self.next_field(1),
            Command::Up | Command::PreviousPane => self.next_field(-1),
            Command::Back => self.form = None,
            Command::Remove => return self.remove(),
            Command::Save => return self.go_on(Wanted::Save),
            _ => {}
        }
        Vec::new()
    }

    fn next_field(&mut self, by: isize) {
        if let Some(form) = &mut self.form
            && let Some(focus) = form.focus().checked_add_signed(by)
        {
            form.focus_on(&self.draft, focus);
        }
    }

    /// The next field; after the last one the form is done.
    fn next_field_or_leave(&mut self) {
        let Some(form) = &mut self.form else { return };
        let next = form.focus() + 1;
        if !form.focus_on(&self.draft, next) {
            self.form = None;
        }
    }

    fn act_in_lists(&mut self, command: Command) -> Vec<Act> {
        match command {
            Command::NextPane | Command::PreviousPane => self.list = TREE + TABLE - self.list,
            Command::Left if self.list == TABLE => self.list = TREE,
            Command::Left => {
                self.tree.fold(&self.draft);
                self.went_in_tree();
            }
            Command::Right => {
                if self.list == TREE && !self.tree.unfold(&self.draft) {
                    self.list = TABLE;
                }
            }
            Command::Edit => match self.subject() {
                Some(subject) => self.form = Some(Form::open(&self.draft, subject, None)),
                None => self.list = TABLE,
            },
            Command::Add => return self.add(),
            Command::Remove => return self.remove(),
            Command::Undo => return self.take_back(),
            Command::Import => return vec![Act::Ask(Self::import_dialog())],
            Command::Save => return self.go_on(Wanted::Save),
            Command::Next => return self.go_on(Wanted::Plan),
            Command::Target => return vec![Act::Ask(self.target_dialog())],
            Command::OnlyProblems => {
                let is_only = !self.table.is_only_problems();
                let here = self.table.selected(&self.tree);
                self.table.show_only(is_only, &self.tree, &self.draft, &self.judged);
                if let Some(here) = here {
                    self.table.select(&self.tree, here);
                }
                self.list = TABLE;
                // Whoever asks for problems is taken to where there are some.
                for node in [Node::Domains, Node::Hierarchy] {
                    if self.table.list.count() == 0 {
                        self.select_node(node);
                    }
                }
                if self.table.list.count() == 0 {
                    self.list = TREE;
                }
            }
            Command::Back => return vec![Act::Ask(leave_dialog())],
            command => self.go(command),
        }
        Vec::new()
    }

    fn go(&mut self, command: Command) {
        let list = if self.list == TREE { &mut self.tree.list } else { &mut self.table.list };
        let before = list.selected();
        match command {
            Command::Up => list.step(-1),
            Command::Down => list.step(1),
            Command::PageUp => list.page(-1),
            Command::PageDown => list.page(1),
            Command::First => Rows::first(list),
            Command::Last => Rows::last(list),
            _ => {}
        }
        if self.list == TREE && before != self.tree.list.selected() {
            self.went_in_tree();
        }
    }

    /// The node of the tree whose sites the table shows.
    pub(super) fn scope(&self) -> Node {
        self.tree.selected()
    }
}

fn leave_dialog() -> Dialog {
    Dialog::new(About::LeaveHierarchy, "Leave the hierarchy?", "Leave without saving")
        .say(Role::Text, "It has changes that are not saved, and they would be lost.")
        .say(Role::TextMuted, "Ctrl-S saves it to a file, once nothing is wrong with it.")
        .dangerous_choice()
}
