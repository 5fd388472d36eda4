//! Takes in what comes from the desk and from the engine.

use crate::engine::{Deed, Fact, Model, Wish};
use crate::theme::Role;

use super::super::desk::{NotSaved, Reply};
use super::super::dialog::About;
use super::super::place::Place;
use super::overlay::Overlay;
use super::{Request, Ui};

impl Ui {
    pub(super) fn reply(&mut self, reply: &Reply, model: Option<&Model>) {
        match reply {
            Reply::Progress { job, read_bytes, total_bytes, elapsed_ms } => {
                if let Some(reading) = self.readings.iter_mut().find(|other| other.job == *job) {
                    reading.read_bytes = *read_bytes;
                    reading.total_bytes = *total_bytes;
                    reading.elapsed_ms = *elapsed_ms;
                }
            }
            Reply::Read { job, step, evidence } => {
                let Some(at) = self.readings.iter().position(|other| other.job == *job) else {
                    return;
                };
                match evidence {
                    Ok(evidence) => {
                        self.readings.remove(at);
                        let wish = Wish::Attach { step: *step, evidence: evidence.clone() };
                        self.requests.push(Request::Say(wish));
                    }
                    Err(why) => {
                        self.readings[at].failed = Some(why.clone());
                        self.notice = Some((Role::Danger, why.clone()));
                        self.requests.push(Request::Bell);
                    }
                }
            }
            Reply::Opened(Ok(())) => self.requests.push(Request::Walk),
            Reply::Opened(Err(why)) if !self.is_waiting() => {
                self.notice = Some((Role::Danger, why.clone()));
            }
            Reply::HierarchySaved(Err(NotSaved::Failed(why))) if !self.is_waiting() => {
                self.notice = Some((Role::Danger, why.clone()));
            }
            Reply::Trouble(why) => self.toast(Role::Warning, why.clone()),
            _ => {}
        }
        let mut acts = Vec::new();
        let mut places = std::mem::take(&mut self.places);
        for place in &mut places {
            acts.extend(place.panel_mut().told(reply, &self.scene(model)));
        }
        self.places = places;
        self.reply_to_dialog(reply);
        self.perform(acts, model);
    }

    /// Whether a dialog waits for an errand.
    fn is_waiting(&self) -> bool {
        matches!(self.overlays.last(), Some(Overlay::Dialog(dialog)) if dialog.busy.is_some())
    }

    /// A dialog may have waited for this.
    fn reply_to_dialog(&mut self, reply: &Reply) {
        let Some(Overlay::Dialog(dialog)) = self.overlays.last_mut() else { return };
        if dialog.busy.is_none() {
            return;
        }
        let outcome = match (&dialog.about, reply) {
            (About::NewSession | About::ResumeSession { .. }, Reply::Opened(opened)) => {
                opened.clone()
            }
            (About::Seal, Reply::Passphrase(opens)) => opens.clone(),
            (About::Import, Reply::Hierarchy(opened)) => opened.clone().map(drop),
            (
                About::SaveHierarchy { .. } | About::Overwrite { .. },
                Reply::HierarchySaved(Err(NotSaved::Failed(why))),
            ) => Err(why.clone()),
            // Where the file is there already, another question comes in its place.
            (About::SaveHierarchy { .. } | About::Overwrite { .. }, Reply::HierarchySaved(_)) => {
                Ok(())
            }
            (About::SavePaper, Reply::PaperSaved(saved)) => saved.clone().map(drop),
            _ => return,
        };
        self.answered(outcome);
    }

    /// What the dialog on top waited for has come: it closes, or says what is wrong.
    pub(super) fn answered(&mut self, outcome: Result<(), String>) {
        let Some(Overlay::Dialog(dialog)) = self.overlays.last_mut() else { return };
        if dialog.busy.is_none() {
            return;
        }
        match outcome {
            Ok(()) => {
                let about = dialog.about.clone();
                self.overlays.pop();
                self.kept.remove(&about);
            }
            Err(why) => dialog.object(why),
        }
    }

    /// A fact is on record: the dialog that wished for it closes, and the walk goes on.
    pub(super) fn told_recorded(&mut self, model: &Model, fact: &Fact) {
        if let Deed::Attached { evidence, .. } = &fact.deed {
            let name = evidence.path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
            self.toast(Role::Success, format!("attached {name}"));
            if self.readings.iter().all(|reading| !reading.is_going_on()) {
                self.requests.push(Request::Bell);
            }
            return;
        }
        if let Some(about) = self.awaiting.take() {
            self.kept.remove(&about);
            self.scratch.touch();
            let is_open = matches!(
                self.overlays.last(),
                Some(Overlay::Dialog(dialog)) if dialog.about == about
            );
            if is_open {
                self.overlays.pop();
            }
        }
        let summary = self.summary.clone();
        if let Some(Place::Walk(walk)) =
            self.places.iter_mut().find(|place| matches!(place, Place::Walk(_)))
        {
            walk.went_on(model, fact, &summary);
        }
    }

    /// A wish was turned down: said at the field where one is open, else until the next key.
    pub(super) fn told_refused(&mut self, why: &str) {
        let awaited = self.awaiting.take();
        if let Some(Overlay::Dialog(dialog)) = self.overlays.last_mut()
            && Some(&dialog.about) == awaited.as_ref()
        {
            dialog.object(why);
            return;
        }
        self.notice = Some((Role::Danger, why.to_owned()));
    }
}
