//! What is half typed, and where one is, kept outside the record so that a crash does not lose it.
//! Nothing in it counts: phrases of points of no return and secrets are never kept.

use std::collections::{BTreeMap, HashMap};

use crate::engine::{Model, State};
use crate::plan::StepIx;

use super::super::dialog::About;
use super::super::place::Place;
use super::Ui;
use super::overlay::Overlay;

/// What was last sent to be kept, and whether something has changed since.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    is_dirty: bool,
    /// The step that is selected, by id.
    step: Option<String>,
    /// By the name of the dialog; restored ones that have not been opened yet are among them.
    texts: BTreeMap<String, Vec<String>>,
    ids: HashMap<StepIx, String>,
}

impl Scratch {
    pub(super) fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    pub(super) fn touch(&mut self) {
        self.is_dirty = true;
    }

    /// The plan is another: steps have other places in it.
    pub(super) fn plan_changed(&mut self, model: &Model) {
        let ids = std::mem::take(&mut self.ids).into_values();
        self.ids = ids.filter_map(|id| Some((model.step_named(&id)?, id))).collect();
        self.is_dirty = true;
    }

    pub(super) fn note_place(&mut self, here: Option<(StepIx, String)>) {
        let Some((step, id)) = here else { return };
        if self.step.as_ref() != Some(&id) {
            self.ids.insert(step, id.clone());
            self.step = Some(id);
            self.is_dirty = true;
        }
    }

    /// The text to be kept, where something has changed: one JSON object.
    pub(super) fn take_if_dirty(
        &mut self,
        kept: &HashMap<About, Vec<String>>,
        overlays: &[Overlay],
    ) -> Option<String> {
        if !std::mem::take(&mut self.is_dirty) {
            return None;
        }
        let ids = &self.ids;
        let id_of = |step: StepIx| ids.get(&step).cloned().unwrap_or_default();
        let open = overlays.iter().filter_map(|overlay| match overlay {
            Overlay::Dialog(dialog) if !dialog.is_forgotten() => {
                Some((&dialog.about, dialog.typed()))
            }
            Overlay::Dialog(_) | Overlay::Palette(_) | Overlay::Page(_) => None,
        });
        let left = kept.iter().map(|(about, typed)| (about, typed.clone()));
        self.texts.clear();
        for (about, typed) in left.chain(open) {
            if let Some(key) = about.scratch_key(&id_of)
                && typed.iter().any(|text| !text.trim().is_empty())
            {
                self.texts.insert(key, typed);
            }
        }
        Some(self.to_text())
    }

    fn to_text(&self) -> String {
        let mut lines = Vec::new();
        if let Some(step) = &self.step {
            lines.push(format!("at\t{}", escape(step)));
        }
        for (key, typed) in &self.texts {
            for (part, text) in typed.iter().enumerate() {
                lines.push(format!("text\t{}\t{part}\t{}", escape(key), escape(text)));
            }
        }
        lines.join("\n") + "\n"
    }
}

/// A text in one field of a line.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

impl Ui {
    /// The step that is selected in the walk.
    pub(super) fn where_one_is(&self, model: Option<&Model>) -> Option<(StepIx, String)> {
        let plan = model?.plan();
        let walk = self.places.iter().find_map(|place| match place {
            Place::Walk(walk) => Some(walk),
            _ => None,
        })?;
        let step = walk.selected_step()?;
        Some((step, plan.step(step).id.clone()))
    }

    /// Takes up what was half typed when the program ended. What cannot be read is passed over.
    pub fn restore_scratch(&mut self, text: &str, model: &Model) {
        let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in text.lines() {
            let fields: Vec<_> = line.split('\t').map(unescape).collect();
            match fields.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                ["at", id] => {
                    // What is in doubt comes before where one was.
                    let is_in_doubt = model.states().contains(&State::InDoubt);
                    if let Some(step) = model.step_named(id).filter(|_| !is_in_doubt) {
                        self.go_to(step, Some(model));
                    }
                }
                ["text", key, _, text] => {
                    texts.entry((*key).to_owned()).or_default().push((*text).to_owned());
                }
                _ => {}
            }
        }
        for (key, typed) in texts {
            if let Some(about) = about_named(&key, model) {
                if let Some(step) = step_of(&about) {
                    self.scratch.ids.insert(step, model.plan().step(step).id.clone());
                }
                self.kept.insert(about, typed);
            }
        }
        if !self.kept.is_empty() {
            let texts = crate::text::count("text", self.kept.len());
            self.toast(
                crate::theme::Role::Info,
                format!("{texts} half typed earlier: offered again"),
            );
        }
    }
}

fn step_of(about: &About) -> Option<StepIx> {
    match about {
        About::Answer(step)
        | About::Waive(step)
        | About::SetAside(step)
        | About::Reopen(step)
        | About::Note(step)
        | About::Withdraw(step)
        | About::Correct(step) => Some(*step),
        _ => None,
    }
}

pub(super) fn about_named(key: &str, model: &Model) -> Option<About> {
    let about = match key.split_once(' ') {
        Some(("answer", id)) => About::Answer(model.step_named(id)?),
        Some(("waive", id)) => About::Waive(model.step_named(id)?),
        Some(("skip", id)) => About::SetAside(model.step_named(id)?),
        Some(("undo", id)) => About::Reopen(model.step_named(id)?),
        Some(("note", id)) => About::Note(model.step_named(id)?),
        Some(("correct", id)) => About::Correct(model.step_named(id)?),
        Some(("withdraw", id)) => About::Withdraw(model.step_named(id)?),
        Some(("session", "note")) => About::SessionNote,
        _ if key == "abort" => About::Abort,
        _ => return None,
    };
    Some(about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_fits_one_field_of_a_line() {
        for text in ["", "plain", "tab\there", "two\nlines", "back\\slash\\n", "\r\n\t\\"] {
            let escaped = escape(text);
            assert!(!escaped.contains(['\n', '\t', '\r']), "{text:?}");
            assert_eq!(unescape(&escaped), text);
        }
    }
}
