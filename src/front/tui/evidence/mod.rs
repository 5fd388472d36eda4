//! The file browser: what is attached to a step is chosen here, and read beside the walk.

mod draw;
mod folder;
mod hashing;
mod peek;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use ratatui::layout::Rect;

use crate::engine::{Card, Evidence};
use crate::plan::StepIx;
use crate::step::{Ask, EvidenceOf};
use crate::theme::Role;

use super::desk::{Entry, EntryKind, Hidden, Reply};
use super::dialog::{About, Dialog};
use super::keymap::{Command, Where};
use super::paint::Painter;
use super::panel::{Act, Filled, Panel, Scene};
use super::reading::Reading;
use super::ui::text;

use folder::{Arrival, Folder, How, Row};
use peek::Peek;

/// The file browser of one step.
#[derive(Debug)]
pub(super) struct Browser {
    step: StepIx,
    id: String,
    title: String,
    question: String,
    of: EvidenceOf,
    folder: Folder,
    /// Marks stay when one goes to another folder.
    marked: BTreeSet<PathBuf>,
    peek: Peek,
    /// Pieces of evidence that the step had when the browser was opened.
    had: Option<usize>,
    /// Why there is no list at all.
    trouble: Option<String>,
}

impl Browser {
    pub(super) fn new(card: &Card) -> Self {
        let of = match &card.ask {
            Ask::Evidence { of, .. } => *of,
            _ => EvidenceOf::Any,
        };
        Self {
            step: card.step,
            id: card.id.clone(),
            title: card.words.title.clone(),
            question: card.ask.question().to_owned(),
            of,
            folder: Folder::new(),
            marked: BTreeSet::new(),
            peek: Peek::default(),
            had: None,
            trouble: None,
        }
    }

    /// Why an entry cannot be attached to this step, in a sentence; nothing where it can.
    fn refusal(&self, entry: &Entry) -> Option<String> {
        let name = crate::text::quoted(&entry.name);
        match (entry.kind, self.of) {
            (EntryKind::Link, _) => Some(format!(
                "{name} is a link, and a link proves nothing: attach the file that it leads to."
            )),
            (EntryKind::Other, _) => {
                Some(format!("{name} is a device or a pipe, not a file or folder."))
            }
            (EntryKind::Folder, EvidenceOf::File) => Some(format!(
                "{name} is a folder, and this step wants a file. Enter opens the folder; mark the \
                 files in it."
            )),
            (EntryKind::File, EvidenceOf::Folder) => Some(format!(
                "{name} is a file, and this step wants a whole folder. Go up, and mark the folder \
                 that holds it."
            )),
            (EntryKind::Folder | EntryKind::File, _) => None,
        }
    }

    fn mark(&mut self) -> Vec<Act> {
        let Some(entry) = self.folder.selected_entry() else { return Vec::new() };
        if let Some(why) = self.refusal(entry) {
            return vec![Act::Notice(Role::Warning, why)];
        }
        let path = entry.path.clone();
        if !self.marked.remove(&path) {
            self.marked.insert(path);
        }
        Vec::new()
    }

    fn enter(&mut self) -> Vec<Act> {
        let Some(row) = self.folder.selected() else { return Vec::new() };
        match row {
            Row::Parent(_) => self.go_up(),
            Row::Entry(entry) => match entry.kind {
                EntryKind::Folder => self.go_to(entry.path.clone(), How::Chosen),
                EntryKind::Link => self.go_to(entry.path.clone(), How::Link),
                EntryKind::File | EntryKind::Other => self.mark(),
            },
        }
    }

    fn go_to(&mut self, path: PathBuf, how: How) -> Vec<Act> {
        vec![Act::Send(self.folder.ask(Some(path), None, how))]
    }

    /// Goes to the folder above, to the row that one came from.
    fn go_up(&mut self) -> Vec<Act> {
        let Some(parent) = self.folder.parent().map(Path::to_owned) else { return Vec::new() };
        let from = self.folder.path().map(Path::to_owned);
        vec![Act::Send(self.folder.ask(Some(parent), from, How::Chosen))]
    }

    /// Lists the same folder again, with or without what is hidden.
    fn toggle_hidden(&mut self) -> Vec<Act> {
        self.folder.hidden = match self.folder.hidden {
            Hidden::Shown => Hidden::Left,
            Hidden::Left => Hidden::Shown,
        };
        let here = self.folder.path().map(Path::to_owned);
        let select = self.folder.selected_entry().map(|entry| entry.path.clone());
        vec![Act::Send(self.folder.ask(here, select, How::Chosen))]
    }

    /// Reads what is marked; where nothing is, what is selected.
    fn attach(&mut self, scene: &Scene<'_>) -> Vec<Act> {
        let chosen: Vec<PathBuf> = if self.marked.is_empty() {
            let Some(entry) = self.folder.selected_entry() else { return Vec::new() };
            if let Some(why) = self.refusal(entry) {
                return vec![Act::Notice(Role::Warning, why)];
            }
            if self.standing(&entry.path, scene) == Some(Standing::Attached) {
                let name = crate::text::quoted(&entry.name);
                let words = format!(
                    "{name} is attached already. If it has changed since, mark it with Space and \
                     attach it again."
                );
                return vec![Act::Notice(Role::Info, words)];
            }
            vec![entry.path.clone()]
        } else {
            std::mem::take(&mut self.marked).into_iter().collect()
        };
        let step = self.step;
        let new = chosen.iter().filter(|path| !is_being_read(path, step, scene.readings));
        let acts: Vec<_> = new.map(|path| Act::Read { step, path: path.clone() }).collect();
        if acts.is_empty() {
            let words = "This is being read already; it is attached when it has been read.";
            return vec![Act::Notice(Role::Info, words.to_owned())];
        }
        acts
    }

    fn ask_path() -> Vec<Act> {
        let words = "A folder to look into, or a file to go to. Paste works, quotes do no harm.";
        let dialog = Dialog::new(About::EvidencePath, "Go to a path", "Go there")
            .say(Role::TextMuted, words)
            .ask_line("Path", "");
        vec![Act::Ask(dialog)]
    }

    /// How a path stands to this step, where it does.
    fn standing(&self, path: &Path, scene: &Scene<'_>) -> Option<Standing> {
        if is_being_read(path, self.step, scene.readings) {
            return Some(Standing::Read);
        }
        let model = scene.model?;
        let all = model.evidence(self.step);
        standing(path, &all, || model.fresh_evidence(self.step))
    }

    /// Looks at the selected file, if that was not done yet.
    fn look(&mut self) -> Vec<Act> {
        let file = self.folder.selected_entry().filter(|entry| entry.kind == EntryKind::File);
        let path = file.map(|entry| entry.path.clone());
        self.peek.at(path).map(Act::Send).into_iter().collect()
    }

    /// Marks that cannot be seen here.
    fn marked_elsewhere(&self) -> usize {
        let here = self.folder.path();
        self.marked.iter().filter(|path| path.parent() != here).count()
    }
}

/// How a file or folder stands to the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Read,
    Attached,
    /// Attached before the step was opened again: it proves nothing any more.
    Stale,
}

fn standing<'a>(
    path: &Path,
    all: &[&Evidence],
    fresh: impl FnOnce() -> Vec<&'a Evidence>,
) -> Option<Standing> {
    let path = path.to_string_lossy();
    let is_it = |evidence: &&Evidence| Path::new(&evidence.path) == Path::new(path.as_ref());
    if !all.iter().any(is_it) {
        return None;
    }
    let is_fresh = fresh().iter().any(is_it);
    Some(if is_fresh { Standing::Attached } else { Standing::Stale })
}

fn is_being_read(path: &Path, step: StepIx, readings: &[Reading]) -> bool {
    readings.iter().any(|it| it.is_going_on() && it.step == step && it.path == path)
}

impl Panel for Browser {
    fn place(&self) -> Where {
        Where::Evidence
    }

    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String> {
        let mut crumbs = vec![scene.summary.hierarchy.clone(), self.title.clone()];
        crumbs.retain(|crumb| !crumb.is_empty());
        crumbs.push("Add evidence".to_owned());
        crumbs
    }

    fn can(&self, command: Command, scene: &Scene<'_>) -> bool {
        match command {
            Command::Up
            | Command::Down
            | Command::PageUp
            | Command::PageDown
            | Command::First
            | Command::Last
            | Command::Find => self.folder.rows.count() > 1,
            Command::Enter => self.folder.selected().is_some(),
            Command::Right => {
                self.folder.selected_entry().is_some_and(|it| it.kind == EntryKind::Folder)
            }
            Command::Mark | Command::Copy => self.folder.selected_entry().is_some(),
            Command::Attach => !self.marked.is_empty() || self.folder.selected_entry().is_some(),
            Command::Parent => self.folder.parent().is_some(),
            Command::GoTo => true,
            Command::Hidden => self.folder.listing.is_some(),
            Command::CancelReading => !scene.readings.is_empty(),
            _ => false,
        }
    }

    fn label(&self, command: Command, scene: &Scene<'_>) -> Option<String> {
        let entry = self.folder.selected_entry();
        let is_marked = entry.is_some_and(|entry| self.marked.contains(&entry.path));
        let label = match command {
            Command::Mark if is_marked => "Unmark",
            Command::Enter => match entry.map(|entry| entry.kind) {
                // Space says it, and the room is for the key that attaches.
                Some(EntryKind::File) => "",
                None => "Up",
                Some(EntryKind::Folder | EntryKind::Link | EntryKind::Other) => "Open",
            },
            Command::Attach if !self.marked.is_empty() => {
                return Some(format!("Attach {}", self.marked.len()));
            }
            Command::Hidden if self.folder.hidden == Hidden::Shown => "Hide hidden",
            Command::CancelReading if !scene.readings.iter().any(Reading::is_going_on) => "Clear",
            _ => return None,
        };
        Some(label.to_owned())
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        match (self.marked.len(), self.marked_elsewhere()) {
            (0, _) if self.folder.rows.count() == 0 => String::new(),
            (0, _) => {
                format!("{} of {}", self.folder.rows.selected() + 1, self.folder.rows.count())
            }
            (marked, 0) => format!("{marked} marked"),
            (marked, elsewhere) => format!("{marked} marked, {elsewhere} elsewhere"),
        }
    }

    fn act(&mut self, command: Command, scene: &Scene<'_>) -> Vec<Act> {
        let rows = &mut self.folder.rows;
        match command {
            Command::Up => rows.step(-1),
            Command::Down => rows.step(1),
            Command::PageUp => rows.page(-1),
            Command::PageDown => rows.page(1),
            Command::First => rows.first(),
            Command::Last => rows.last(),
            Command::Mark => return self.mark(),
            Command::Enter | Command::Right => return self.enter(),
            Command::Parent => return self.go_up(),
            Command::Hidden => return self.toggle_hidden(),
            Command::Attach => return self.attach(scene),
            Command::GoTo => return Self::ask_path(),
            Command::CancelReading => return vec![Act::CancelReadings],
            Command::Copy => {
                let path = self.folder.selected_entry().map(|it| it.path.display().to_string());
                return path.map(Act::Copy).into_iter().collect();
            }
            _ => {}
        }
        self.look()
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        self.draw_all(painter, area, scene);
    }

    fn click(&mut self, _pane: usize, row: usize, _scene: &Scene<'_>) -> Vec<Act> {
        if row >= self.folder.rows.count() {
            return Vec::new();
        }
        if self.folder.rows.selected() == row {
            return self.enter();
        }
        self.folder.rows.select(row);
        self.look()
    }

    fn wheel(&mut self, _pane: usize, by: isize, _scene: &Scene<'_>) {
        self.folder.rows.step(by);
    }

    fn opened(&mut self) -> Vec<Act> {
        vec![Act::Send(self.folder.ask(None, None, How::Chosen))]
    }

    fn due(&mut self) -> Vec<Act> {
        self.look()
    }

    fn settle(&mut self, scene: &Scene<'_>) {
        if let (None, Some(model)) = (self.had, scene.model) {
            self.had = Some(model.evidence(self.step).len());
        }
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        match reply {
            Reply::Listing(listed) => match self.folder.told(listed) {
                Arrival::Late => Vec::new(),
                Arrival::Here { how } => {
                    self.trouble = None;
                    let mut acts = self.look();
                    if how == How::Typed {
                        acts.push(Act::Answered(Ok(())));
                    }
                    acts
                }
                Arrival::NoFolder => {
                    let words = "The link leads to no folder. Go to the file itself to attach it.";
                    vec![Act::Notice(Role::Warning, words.to_owned())]
                }
                // The dialog says it.
                Arrival::Failed { why, how: How::Typed } => vec![Act::Answered(Err(why))],
                Arrival::Failed { why, .. } => {
                    if self.folder.listing.is_none() {
                        self.trouble = Some(why);
                        return Vec::new();
                    }
                    vec![Act::Notice(Role::Danger, why)]
                }
            },
            Reply::Preview(preview) => {
                self.peek.told(preview);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn filled(&mut self, dialog: &Dialog, _scene: &Scene<'_>) -> Filled {
        if dialog.about != About::EvidencePath {
            return Filled::NotMine;
        }
        let path = text(&dialog.given(), 0);
        if path.is_empty() {
            return Filled::Wrong("Type or paste a path.".to_owned());
        }
        Filled::Busy("Looking...".to_owned(), vec![Act::Send(self.folder.ask_typed(&path))])
    }

    fn labels(&self, _scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        let Some(listing) = &self.folder.listing else { return };
        let above = usize::from(listing.parent.is_some());
        for (index, entry) in listing.entries.iter().enumerate() {
            visit(index + above, &entry.name);
        }
    }

    fn found_at(&self) -> usize {
        self.folder.rows.selected()
    }

    fn found(&mut self, row: usize, _scene: &Scene<'_>) {
        self.folder.rows.select(row);
    }
}
