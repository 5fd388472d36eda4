//! Where the screen opens, and how a session begins and ends on it.

use std::sync::Arc;

use crate::engine::Model;
use crate::plan::Plan;
use crate::theme::Role;

use super::super::desk::{Errand, Finished, HierarchyFrom};
use super::super::done::Done;
use super::super::home::Home;
use super::super::place::Place;
use super::super::plan::PlanView;
use super::super::sites::Sites;
use super::super::walk::Walk;
use super::Ui;
use super::overlay::Overlay;

/// Where the screen opens.
#[derive(Debug, Clone)]
pub enum Start {
    /// The list of sessions.
    Home,
    /// A hierarchy to edit and plan.
    Hierarchy(HierarchyFrom),
    /// A hierarchy that is written from nothing.
    NewHierarchy,
    /// A plan that is ready to be approved, and what the session is to be called.
    Plan { plan: Arc<Plan>, name: Option<String> },
    /// A session to be gone on with, and what it is called.
    Resume { id: String, name: String },
}

impl Ui {
    /// Opens at a place, with the list of sessions below it.
    pub fn start(&mut self, start: Start) {
        self.start_at(vec![Place::Home(Home::new())]);
        // A session that is named comes before the list of all of them.
        if !matches!(start, Start::Resume { .. }) {
            self.errands.push(Errand::Sessions);
        }
        match start {
            Start::Home => {}
            Start::Hierarchy(from) => self.open_hierarchy(from),
            Start::NewHierarchy => self.open(Place::Sites(Sites::empty()), None),
            Start::Plan { plan, name } => self.open_plan(plan, name),
            Start::Resume { id, name } => self.ask_to_resume(id, name),
        }
    }

    fn open_plan(&mut self, plan: Arc<Plan>, name: Option<String>) {
        self.open(Place::Plan(PlanView::to_approve(plan).named(name)), None);
    }

    fn open_hierarchy(&mut self, from: HierarchyFrom) {
        if let Some(Place::Home(home)) = self.places.first_mut() {
            let acts = home.open_hierarchy(from);
            self.perform(acts, None);
        }
    }

    fn ask_to_resume(&mut self, id: String, name: String) {
        if let Some(Place::Home(home)) = self.places.first_mut() {
            let acts = home.resume_first(id, name);
            self.perform(acts, None);
        }
    }

    /// A session is open: its walk is before us.
    pub fn begin_walk(&mut self, model: &Model) {
        self.start_at(vec![Place::Walk(Walk::new())]);
        self.stop_watching();
        self.plan = None;
        self.model_changed(model);
        self.tell_stale(model);
    }

    /// The session is closed: how it ended is before us.
    pub fn finish(&mut self, finished: Finished, model: &Model) {
        self.start_at(vec![Place::Done(Done::new(finished))]);
        self.settle(Some(model));
    }

    /// Says something that matters, until the next key.
    pub fn say(&mut self, words: &str) {
        self.notice = Some((Role::Warning, words.to_owned()));
    }

    /// Whether a key is waited for from now on that has to be touched.
    pub fn signing(&mut self, is_signing: bool) {
        self.is_signing = is_signing;
    }

    /// Says what is being done, as long as that takes.
    pub fn say_for_now(&mut self, words: &str) {
        if let Some(Overlay::Dialog(dialog)) = self.overlays.last_mut() {
            dialog.busy = Some(words.to_owned());
        }
    }

    /// Whether whoever runs the screen is wanted now.
    pub fn wants_something(&self) -> bool {
        !self.requests.is_empty() || !self.errands.is_empty()
    }

    /// What is still to be kept when the session is left.
    pub fn last_errands(&mut self) -> Vec<Errand> {
        if let Some(text) = self.scratch.take_if_dirty(&self.kept, &self.overlays) {
            self.errands.push(Errand::Scratch { text });
        }
        self.errands.retain(|errand| matches!(errand, Errand::Scratch { .. }));
        self.take_errands()
    }
}
