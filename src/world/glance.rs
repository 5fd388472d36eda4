//! A session in a few words, for lists of sessions.

use jiff::Timestamp;

use crate::engine::{Deed, Phase, screen, verdict};

use super::sessions::{Folder, Loaded, SessionError};

/// A session at a glance. Plain data, so that a thread can make it. Names are as they were written,
/// not yet made harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    pub id: String,
    pub name: String,
    pub hierarchy: String,
    /// Where the sites go; empty where each has a target of its own.
    pub target: String,
    pub is_open: bool,
    /// "open", or how it ended: "complete-with-deviations".
    pub state: &'static str,
    /// Steps that are settled.
    pub settled: usize,
    pub total: usize,
    /// Id and title of the step to do next.
    pub next: Option<(String, String)>,
    /// When the last fact was recorded.
    pub touched: Timestamp,
    pub facts: usize,
    /// Pieces of evidence that were attached.
    pub evidence: usize,
    pub deviations: usize,
    /// Who opened it and who recorded anything, by name, in the order in which they came.
    pub people: Vec<String>,
}

impl Folder {
    /// Reads the session as [`Folder::read`] does, and keeps what a list shows.
    pub fn glance(&self) -> Result<Glance, SessionError> {
        Ok(Glance::of(self, &self.read()?))
    }
}

impl Glance {
    /// A session that was read already.
    pub fn of(folder: &Folder, loaded: &Loaded) -> Self {
        let Loaded { opening, model, .. } = loaded;
        let screen = screen(model);
        let is_open = model.phase() == Phase::Walking;
        let plan = model.plan();
        let next = screen.next.filter(|_| is_open);
        let mut people = vec![opening.by.name.clone()];
        for fact in model.facts() {
            if !people.contains(&fact.by.name) {
                people.push(fact.by.name.clone());
            }
        }
        let is_evidence = |deed: &Deed| matches!(deed, Deed::Attached { .. });
        Self {
            id: folder.id.clone(),
            name: opening.name.clone(),
            hierarchy: plan.hierarchy.name.clone(),
            target: opening.target.clone(),
            is_open,
            state: if is_open { "open" } else { verdict(model).outcome.word() },
            settled: screen.settled,
            total: screen.total,
            next: next.map(|step| (plan.step(step).id.clone(), plan.words(step).title)),
            touched: model.last_at().unwrap_or(opening.at),
            facts: model.facts().len(),
            evidence: model.facts().iter().filter(|fact| is_evidence(&fact.deed)).count(),
            deviations: screen.deviations,
            people,
        }
    }
}
