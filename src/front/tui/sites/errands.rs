//! What the hierarchy is sent off for: to be judged, saved, read from a file, made a plan of.

use std::path::Path;

use crate::hierarchy::draft::Field;
use crate::level::Level;
use crate::text::{count, shown};
use crate::theme::Role;

use super::super::desk::{Errand, HierarchyFrom, NotSaved, Opened, Over, Reply};
use super::super::dialog::{About, Dialog};
use super::super::panel::{Act, Filled};
use super::super::place::Place;
use super::super::plan::PlanView;
use super::super::ui::{choice, text};
use super::undo::Origin;
use super::{Sites, form, judged};

/// What goes on as soon as the hierarchy is known to be free of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Save,
    Plan,
}

/// What is under way, so that a reply to somebody else is not taken for ours.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    wanted: Option<Wanted>,
    is_importing: bool,
    is_planning: bool,
    /// The state that is being written.
    saving: Option<u64>,
    /// Whether the plan is made once there is a target.
    plan_waits: bool,
}

impl UnderWay {
    /// The hierarchy has changed, or somebody does something else.
    pub(super) fn forget(&mut self) {
        self.wanted = None;
        self.is_importing = false;
        self.is_planning = false;
        self.plan_waits = false;
    }

    /// For the frame; nothing where nothing is under way.
    pub(super) fn in_short(&self) -> Option<&'static str> {
        match (self.is_planning, self.saving) {
            (true, _) => Some("making the plan..."),
            (false, Some(_)) => Some("saving..."),
            (false, None) => None,
        }
    }
}

impl Sites {
    /// Sends the hierarchy to be judged.
    pub(super) fn judge(&mut self) -> Act {
        let number = self.judged.ask();
        Act::Send(Errand::Judge { number, draft: self.draft.clone() })
    }

    /// Goes on where nothing is wrong; else goes to the first mistake. Where that is not known
    /// yet, waits for it.
    pub(super) fn go_on(&mut self, wanted: Wanted) -> Vec<Act> {
        if !self.judged.is_current() {
            self.under_way.wanted = Some(wanted);
            return Vec::new();
        }
        if let Some((mistakes, first)) = self.judged.first_mistake() {
            let first = first.clone();
            let place = judged::place(first.at, &self.draft);
            let notice = format!(
                "{} to be mended first. In {place}: {}",
                match mistakes {
                    1 => "1 problem has".to_owned(),
                    many => format!("{} have", count("problem", many)),
                },
                judged::sentence(&first)
            );
            self.edit_at(form::subject_of(first.at), form::row_of(first.at));
            return vec![Act::Notice(Role::Danger, notice)];
        }
        match wanted {
            Wanted::Save => vec![Act::Ask(self.save_dialog())],
            Wanted::Plan => self.plan(),
        }
    }

    fn plan(&mut self) -> Vec<Act> {
        let has_none = |field| self.draft.sites.iter().any(|site| site.get(field).is_empty());
        if self.origin.target.is_none() && has_none(Field::Target) {
            self.under_way.plan_waits = true;
            return vec![Act::Ask(self.target_dialog())];
        }
        self.under_way.is_planning = true;
        vec![Act::Send(Errand::MakePlan {
            draft: self.draft.clone(),
            file_name: self.file_name(),
            target: self.origin.target,
        })]
    }

    /// The name of the file, or of the one it would be saved to.
    fn file_name(&self) -> String {
        let name = self.origin.path.as_deref().and_then(Path::file_name);
        name.map_or_else(|| self.suggested_path(), |name| name.to_string_lossy().into_owned())
    }

    pub(super) fn target_dialog(&self) -> Dialog {
        let options = Level::ALL.map(|level| level.to_string()).to_vec();
        let chosen =
            (self.origin.target).and_then(|it| Level::ALL.iter().position(|level| *level == it));
        Dialog::new(About::Target, "Where do the sites go?", "Choose")
            .say(Role::Text, "A site that has a target of its own keeps it.")
            .ask_choice("Target", options, chosen)
    }

    pub(super) fn import_dialog() -> Dialog {
        Dialog::new(About::Import, "Read a hierarchy file", "Read")
            .say(
                Role::Text,
                "It takes the place of the hierarchy that is here; u brings that back. A file \
                 with mistakes is read as well, and they are shown where they are.",
            )
            .ask_line("Path", "")
    }

    fn save_dialog(&self) -> Dialog {
        let path = self.origin.path.as_ref().map(|path| path.display().to_string());
        let path = path.unwrap_or_else(|| self.suggested_path());
        Dialog::new(About::SaveHierarchy { path: path.clone() }, "Save the hierarchy", "Save")
            .say(Role::Text, "Nothing is wrong with it: `check` accepts the file.")
            .ask_line("Path", &path)
    }

    fn suggested_path(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
        let name: String = self.draft.name.chars().take(60).map(plain).collect();
        let words: Vec<&str> = name.split_whitespace().collect();
        let stem = if words.is_empty() { "hierarchy".to_owned() } else { words.join("-") };
        format!("{stem}.toml")
    }

    fn save(&mut self, path: String, over: Over) -> Act {
        self.under_way.saving = Some(self.revision);
        Act::Send(Errand::SaveHierarchy { draft: self.draft.clone(), path, over })
    }

    pub(super) fn filled_in(&mut self, dialog: &Dialog) -> Filled {
        let given = dialog.given();
        match &dialog.about {
            About::Import | About::SaveHierarchy { .. } if text(&given, 0).is_empty() => {
                Filled::Wrong("Type the path of a file.".to_owned())
            }
            About::Import => {
                self.under_way.is_importing = true;
                let from = HierarchyFrom::File(text(&given, 0));
                let act = Act::Send(Errand::OpenHierarchy { from });
                Filled::Busy("Reading the file...".to_owned(), vec![act])
            }
            About::SaveHierarchy { .. } => {
                let path = text(&given, 0);
                let own = self.origin.path.as_ref().map(|own| own.display().to_string());
                let over = if own.as_ref() == Some(&path) { Over::TheSame } else { Over::Nothing };
                Filled::Busy("Saving...".to_owned(), vec![self.save(path, over)])
            }
            About::Overwrite { path } => {
                let act = self.save(path.clone(), Over::TheSame);
                Filled::Busy("Saving...".to_owned(), vec![act])
            }
            About::Target => {
                let chosen = choice(&given, 0).and_then(|at| Level::ALL.get(at).copied());
                let Some(target) = chosen else {
                    let what = "Choose one, with the arrow keys or its number.";
                    return Filled::Wrong(what.to_owned());
                };
                self.origin.target = Some(target);
                let plan_waits = std::mem::take(&mut self.under_way.plan_waits);
                Filled::Done(if plan_waits { self.go_on(Wanted::Plan) } else { Vec::new() })
            }
            About::RemoveSite(site) => match self.remove_site(*site) {
                Ok(acts) => Filled::Done(acts),
                Err(why) => Filled::Wrong(why),
            },
            About::LeaveHierarchy => Filled::Done(vec![Act::Back]),
            _ => Filled::NotMine,
        }
    }

    pub(super) fn take_reply(&mut self, reply: &Reply) -> Vec<Act> {
        match reply {
            Reply::Judged { number, problems } => {
                if !self.judged.take(*number, problems) {
                    return Vec::new();
                }
                self.was_judged();
                let wanted = self.under_way.wanted.take();
                wanted.map_or(Vec::new(), |wanted| self.go_on(wanted))
            }
            Reply::Hierarchy(opened) if std::mem::take(&mut self.under_way.is_importing) => {
                opened.as_ref().map_or(Vec::new(), |opened| self.import(opened.clone()))
            }
            Reply::HierarchySaved(saved) => match (self.under_way.saving.take(), saved) {
                (None, _) => Vec::new(),
                (Some(revision), Ok(path)) => {
                    self.origin.saved = revision;
                    self.origin.path = Some(path.clone());
                    let what = format!("Saved to {}.", shown(&path.display().to_string()));
                    vec![Act::Notice(Role::Success, what)]
                }
                (Some(_), Err(NotSaved::Exists(path))) => {
                    vec![Act::Ask(overwrite_dialog(&path.display().to_string()))]
                }
                // Said by the dialog, or else until the next key: see `ui/reply.rs`.
                (Some(_), Err(NotSaved::Failed(_))) => Vec::new(),
            },
            Reply::Planned(plan) if std::mem::take(&mut self.under_way.is_planning) => {
                vec![match plan {
                    Ok(plan) => Act::Open(Place::Plan(PlanView::to_approve(plan.clone()))),
                    Err(why) => Act::Notice(Role::Danger, why.clone()),
                }]
            }
            _ => Vec::new(),
        }
    }

    /// Another hierarchy takes the place of this one; the change can be taken back.
    fn import(&mut self, opened: Opened) -> Vec<Act> {
        let Opened { draft, path, target } = opened;
        // What was not saved before is still only here, behind one undo.
        let was_saved = !self.is_changed();
        let before = std::mem::replace(&mut self.draft, draft);
        let target = target.or(self.origin.target);
        let origin = std::mem::replace(&mut self.origin, Origin { path, target, saved: 0 });
        self.undo.remember(&before, &self.draft, self.revision, Some(origin));
        self.other_hierarchy();
        let sites = count("site", self.draft.sites.len());
        let mut acts = self.changed();
        if was_saved {
            self.origin.saved = self.revision;
        }
        acts.push(Act::Notice(
            Role::Success,
            format!("Read {sites}. u brings back what was here."),
        ));
        acts
    }
}

fn overwrite_dialog(path: &str) -> Dialog {
    Dialog::new(About::Overwrite { path: path.to_owned() }, "Replace the file?", "Replace")
        .say(Role::Text, format!("{path} is there already."))
        .say(Role::TextMuted, "What is in it now is lost when it is replaced.")
        .dangerous_choice()
}
