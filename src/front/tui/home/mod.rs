//! The list of sessions: where the work stopped, and where new work starts.

mod draw;
mod row;
#[cfg(test)]
mod tests;

use ratatui::layout::Rect;

use crate::text::count;
use crate::theme::Role;

use super::desk::{Errand, HierarchyFrom, KeyState, Reply, Secret, SessionRow, SessionState};
use super::dialog::{About, Dialog};
use super::keymap::{Command, Where};
use super::paint::Painter;
use super::panel::{Act, Filled, Panel, Scene};
use super::paper::Paper;
use super::place::Place;
use super::rows::Rows;
use super::sites::Sites;
use super::ui::text;
use super::verify::Verify;

/// What can be started without a session; all there is before the first one.
const CHOICES: [Item<'static>; 3] = [Item::Example, Item::New, Item::Verify];

/// The list of sessions.
#[derive(Debug, Default)]
pub(super) struct Home {
    list: List,
    rows: Rows,
    waits: Option<Waits>,
    /// Something was opened over the list, or came before it: it is asked for when one comes back.
    was_left: bool,
    /// What the session is called that comes before the list.
    first: Option<String>,
}

#[derive(Debug, Default)]
enum List {
    #[default]
    Loading,
    Known(Vec<SessionRow>),
    Unknown(String),
}

/// What was sent for, and is to be gone on with.
#[derive(Debug, PartialEq, Eq)]
enum Waits {
    Hierarchy,
    /// The key, to resume that session.
    Key(String),
    Session,
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item<'a> {
    Session(&'a SessionRow),
    New,
    Example,
    Verify,
}

impl Home {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Takes a session up again, as soon as it is known what has to be typed.
    pub(super) fn resume(&mut self, id: String) -> Vec<Act> {
        self.waits = Some(Waits::Key(id));
        vec![Act::Send(Errand::Key)]
    }

    /// The same for a session that is called so, before there is a list.
    pub(super) fn resume_first(&mut self, id: String, name: String) -> Vec<Act> {
        (self.first, self.was_left) = (Some(name), true);
        self.resume(id)
    }

    /// Opens a hierarchy to be edited and planned.
    pub(super) fn open_hierarchy(&mut self, from: HierarchyFrom) -> Vec<Act> {
        self.waits = Some(Waits::Hierarchy);
        vec![Act::Send(Errand::OpenHierarchy { from })]
    }

    fn sessions(&self) -> &[SessionRow] {
        match &self.list {
            List::Known(sessions) => sessions,
            List::Loading | List::Unknown(_) => &[],
        }
    }

    /// Nothing was ever begun here.
    fn is_first_time(&self) -> bool {
        matches!(&self.list, List::Known(sessions) if sessions.is_empty())
    }

    fn row_count(&self) -> usize {
        match &self.list {
            List::Loading => 0,
            List::Known(sessions) if sessions.is_empty() => CHOICES.len(),
            List::Known(sessions) => sessions.len() + 1,
            List::Unknown(_) => 1,
        }
    }

    fn item(&self, row: usize) -> Option<Item<'_>> {
        if row >= self.row_count() {
            return None;
        }
        if self.is_first_time() {
            return CHOICES.get(row).copied();
        }
        Some(self.sessions().get(row).map_or(Item::New, Item::Session))
    }

    fn selected(&self) -> Option<Item<'_>> {
        self.item(self.rows.selected())
    }

    fn take_list(&mut self, list: List) {
        let here = match self.selected() {
            Some(Item::Session(session)) => Some(session.id.clone()),
            _ => None,
        };
        self.list = list;
        self.rows.resize(self.row_count());
        if let Some(id) = here
            && let Some(row) = self.sessions().iter().position(|session| session.id == id)
        {
            self.rows.select(row);
        }
    }

    /// Opens a place over the list.
    fn leave_for(&mut self, place: Place) -> Vec<Act> {
        self.waits = None;
        self.was_left = true;
        vec![Act::Open(place)]
    }

    fn enter(&mut self, scene: &Scene<'_>) -> Vec<Act> {
        match self.selected() {
            Some(Item::Session(session)) => {
                let id = session.id.clone();
                match &session.state {
                    SessionState::Open => self.resume(id),
                    SessionState::Closed { .. } => {
                        self.waits = None;
                        self.was_left = true;
                        Paper::open(Some(id))
                    }
                    SessionState::Broken { why } => vec![Act::Notice(Role::Danger, why.clone())],
                }
            }
            Some(Item::New) => self.act(Command::New, scene),
            Some(Item::Example) => self.act(Command::Example, scene),
            Some(Item::Verify) => self.act(Command::Verify, scene),
            None => Vec::new(),
        }
    }

    /// The record of the selected session; where none is selected, its path is asked for.
    fn verify(&mut self) -> Vec<Act> {
        // Asked every time: what is verified is what somebody named.
        let offered = match self.selected() {
            Some(Item::Session(session)) => session.record.clone(),
            _ => String::new(),
        };
        let words = "The record of a session, or the folder it lies in. Nothing is changed.";
        let dialog = Dialog::new(About::VerifyPath, "Verify a record", "Verify")
            .say(Role::TextMuted, words)
            .ask_line("Path", &offered);
        vec![Act::Ask(dialog)]
    }

    /// It is known what has to be typed before anything can be signed.
    fn go_on_with_key(&mut self, id: String, key: &Result<KeyState, String>) -> Vec<Act> {
        match key {
            Ok(KeyState::Open) => {
                self.waits = Some(Waits::Session);
                let passphrase = Secret::default();
                vec![Act::Send(Errand::Resume { id, passphrase })]
            }
            Ok(KeyState::Locked { path }) => vec![Act::Ask(self.passphrase(id, path))],
            Ok(KeyState::New { .. }) => {
                let words = "The key that this session was begun with is not here, so nothing \
                             could be signed. Put it back, or name it: upgrade-wizard resume \
                             --key FILE.";
                vec![Act::Notice(Role::Danger, words.to_owned())]
            }
            Err(why) => vec![Act::Notice(Role::Danger, why.clone())],
        }
    }

    fn passphrase(&self, id: String, path: &str) -> Dialog {
        let session = self.sessions().iter().find(|session| session.id == id);
        let listed = session.map(|session| session.name.as_str());
        let which = listed.or(self.first.as_deref()).unwrap_or(&id);
        let words = format!("Session: {which}");
        Dialog::new(About::ResumeSession { id }, "Passphrase", "Open")
            .say(Role::Text, words)
            .say(Role::TextMuted, format!("Answers are signed with {path}, which is locked."))
            .ask_secret("Passphrase")
    }

    /// What is being waited for, in a few words.
    fn busy(&self) -> Option<&'static str> {
        self.waits.as_ref().map(|waits| match waits {
            Waits::Hierarchy => "Reading the hierarchy...",
            Waits::Key(_) => "Looking for the key...",
            Waits::Session => "Opening the session...",
        })
    }
}

impl Panel for Home {
    fn place(&self) -> Where {
        Where::Home
    }

    fn crumbs(&self, _scene: &Scene<'_>) -> Vec<String> {
        vec!["Sessions".to_owned()]
    }

    fn can(&self, command: Command, _scene: &Scene<'_>) -> bool {
        let is_opening = self.waits == Some(Waits::Session);
        match command {
            Command::Up
            | Command::Down
            | Command::PageUp
            | Command::PageDown
            | Command::First
            | Command::Last => self.rows.count() > 1,
            Command::Find => self.sessions().len() > 1,
            Command::Enter => self.selected().is_some() && self.waits.is_none(),
            Command::New | Command::Example => !is_opening,
            Command::Verify => match self.selected() {
                Some(Item::Session(session)) => !is_opening && !session.record.is_empty(),
                _ => !is_opening,
            },
            _ => false,
        }
    }

    fn label(&self, command: Command, _scene: &Scene<'_>) -> Option<String> {
        if command != Command::Enter {
            return None;
        }
        let label = match self.selected()? {
            Item::Session(session) => match session.state {
                SessionState::Open => "Resume",
                SessionState::Closed { .. } => "Print",
                SessionState::Broken { .. } => "What is wrong",
            },
            Item::New | Item::Example => "Start",
            Item::Verify => "Verify",
        };
        Some(label.to_owned())
    }

    fn act(&mut self, command: Command, scene: &Scene<'_>) -> Vec<Act> {
        match command {
            Command::Up => self.rows.step(-1),
            Command::Down => self.rows.step(1),
            Command::PageUp => self.rows.page(-1),
            Command::PageDown => self.rows.page(1),
            Command::First => self.rows.first(),
            Command::Last => self.rows.last(),
            Command::Enter => return self.enter(scene),
            Command::New => return self.leave_for(Place::Sites(Sites::empty())),
            Command::Example => return self.open_hierarchy(HierarchyFrom::Example),
            Command::Verify => return self.verify(),
            _ => {}
        }
        Vec::new()
    }

    fn position(&self, _scene: &Scene<'_>) -> String {
        match &self.list {
            List::Known(sessions) if !sessions.is_empty() => count("session", sessions.len()),
            _ => String::new(),
        }
    }

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>) {
        self.draw_all(painter, area, scene);
    }

    fn click(&mut self, _pane: usize, row: usize, scene: &Scene<'_>) -> Vec<Act> {
        if row >= self.rows.count() {
            return Vec::new();
        }
        if self.rows.selected() == row && self.can(Command::Enter, scene) {
            return self.enter(scene);
        }
        self.rows.select(row);
        Vec::new()
    }

    fn wheel(&mut self, _pane: usize, by: isize, _scene: &Scene<'_>) {
        self.rows.step(by.signum());
    }

    fn opened(&mut self) -> Vec<Act> {
        vec![Act::Send(Errand::Sessions)]
    }

    fn due(&mut self) -> Vec<Act> {
        if self.waits.is_none() && std::mem::take(&mut self.was_left) {
            return self.opened();
        }
        Vec::new()
    }

    fn told(&mut self, reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        match reply {
            Reply::Sessions(Ok(sessions)) => self.take_list(List::Known(sessions.clone())),
            Reply::Sessions(Err(why)) => {
                // A list that was read before is better than none.
                if matches!(self.list, List::Known(_)) {
                    return vec![Act::Notice(Role::Danger, why.clone())];
                }
                self.take_list(List::Unknown(why.clone()));
            }
            Reply::Key(key) => {
                if let Some(Waits::Key(id)) = self.waits.take_if(|it| matches!(it, Waits::Key(_))) {
                    return self.go_on_with_key(id, key);
                }
            }
            Reply::Hierarchy(opened) if self.waits == Some(Waits::Hierarchy) => {
                self.waits = None;
                return match opened {
                    Ok(opened) => self.leave_for(Place::Sites(Sites::of(opened.clone()))),
                    Err(why) => vec![Act::Notice(Role::Danger, why.clone())],
                };
            }
            Reply::Opened(opened) => {
                self.waits = None;
                // Its walk takes the place of the list.
                self.was_left &= opened.is_err();
            }
            _ => {}
        }
        Vec::new()
    }

    fn filled(&mut self, dialog: &Dialog, _scene: &Scene<'_>) -> Filled {
        if dialog.about != About::VerifyPath {
            return Filled::NotMine;
        }
        let path = text(&dialog.given(), 0);
        if path.is_empty() {
            return Filled::Wrong("Name a record, or the folder of a session.".to_owned());
        }
        Filled::Done(self.leave_for(Place::Verify(Verify::new(&path))))
    }

    fn labels(&self, _scene: &Scene<'_>, visit: &mut dyn FnMut(usize, &str)) {
        for (row, session) in self.sessions().iter().enumerate() {
            visit(row, &format!("{} {}", session.name, session.hierarchy));
        }
    }

    fn found_at(&self) -> usize {
        self.rows.selected()
    }

    fn found(&mut self, row: usize, _scene: &Scene<'_>) {
        self.rows.select(row);
    }
}
