//! Takes in what comes from the desk and from the engine.

use crate::engine::{Card, Deed, Evidence, Fact, Model, Wish, card};
use crate::theme::Role;

use super::super::desk::{NotSaved, Reply};
use super::super::dialog::About;
use super::super::place::Place;
use super::super::walk::{explain, file_name};
use super::overlay::Overlay;
use super::{Request, Ui, stale};

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
            Reply::Read { job, evidence, .. } => {
                let Some(at) = self.readings.iter().position(|other| other.job == *job) else {
                    return;
                };
                match evidence {
                    Ok(evidence) => {
                        // The plan may have become another meanwhile, and its steps with it.
                        let step = self.readings.remove(at).step;
                        let wish = Wish::Attach { step, evidence: evidence.clone() };
                        self.requests.push(Request::Say(wish));
                    }
                    Err(why) => {
                        self.readings[at].failed = Some(why.clone());
                        self.notice = Some((Role::Danger, why.clone()));
                        self.requests.push(Request::Bell);
                    }
                }
            }
            Reply::Inspecting { job, read_bytes } => self.looked_on(*job, *read_bytes),
            Reply::Inspected { job, inspection } => self.looked(*job, inspection, model),
            Reply::Seen { round, step, evidence } => {
                if let Some(model) = model {
                    self.saw(*round, *step, evidence, model);
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
        match &fact.deed {
            Deed::Attached { step, evidence } => return self.told_attached(model, step, evidence),
            // These come by themselves: no dialog waits for them.
            Deed::ClockJumped { seconds } => {
                self.tell_stale(model);
                if self.overlays.is_empty() {
                    self.note(Role::Warning, stale::jumped(*seconds));
                }
                return;
            }
            Deed::Checked { .. } => return,
            _ => {}
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
        match &fact.deed {
            // It is to be carried out now: its step is before us.
            Deed::Begun { step, .. } => {
                if let Some(step) = model.step_named(step) {
                    self.go_to(step, Some(model));
                }
            }
            Deed::Explained { step, .. } => self.ask_for_next_note(model, step),
            _ => {}
        }
    }

    /// Findings are answered for one after the other.
    fn ask_for_next_note(&mut self, model: &Model, step: &str) {
        let card: Option<Card> = model.step_named(step).map(|step| card(model, step));
        if let Some(dialog) = card.as_ref().and_then(explain) {
            self.open_dialog(dialog);
        }
    }

    fn told_attached(&mut self, model: &Model, step: &str, evidence: &Evidence) {
        let name = file_name(&evidence.path).to_owned();
        if self.was_seen(model.step_named(step)) {
            // Nobody asked for it: the bell is for when a wait has ended.
            return self.toast(Role::Info, format!("seen and attached: {name}"));
        }
        self.toast(Role::Success, format!("attached {name}"));
        if self.readings.iter().all(|reading| !reading.is_going_on()) {
            self.requests.push(Request::Bell);
        }
    }

    /// A wish was turned down: said at the field where one is open, else until the next key.
    pub(super) fn told_refused(&mut self, why: &str) {
        self.nothing_seen();
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
