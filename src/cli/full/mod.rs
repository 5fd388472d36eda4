//! The full screen on a terminal: from the list of sessions to a sealed record and back.

mod begin;
mod desk;
mod look;
mod papers;
mod rows;
mod watch;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::engine::Phase;
use crate::failure::Failure;
use crate::front::FrontEnd;
use crate::front::tui::{Desk, HierarchyFrom, Inbox, Mouse, Next, Start, Tui};
use crate::record::{Ending, beginning, ending};
use crate::session::drive;
use crate::world::home::Home;
use crate::world::machine::Gate;
use crate::world::settings::{self, Settings};
use crate::world::{here, store};

use super::args::{Front, Resume, Run, Walk};
use super::run::Sitting;
use super::source::{self, Drawn};
use super::{out, resume, walk};

use desk::Clerk;

/// The file of what is half typed, beside the record and not part of it.
const SCRATCH_FILE: &str = "half-typed.txt";

/// What the screen and its errands have in common.
#[derive(Clone)]
struct Office {
    home: Home,
    walk: Walk,
    flow: String,
    /// Which steps need a second person.
    second: Vec<String>,
    despite_ledger: bool,
    gate: Gate,
    /// How often the progress of what runs beside the screen is told.
    progress: Duration,
    /// Between two looks at a file that is waited for.
    look_again: Duration,
    desk: Arc<Mutex<Papers>>,
}

/// What lies on the desk.
#[derive(Default)]
struct Papers {
    /// The plan made last, and the text that it was made from.
    drawn: Option<Drawn>,
    /// The hierarchy file opened last: as long as nothing is changed, its own bytes are pinned.
    opened: Option<desk::OpenedFile>,
    /// A session that was opened and not walked yet.
    sitting: Option<Box<Sitting>>,
    /// Where the open session lies.
    session: Option<crate::world::sessions::Folder>,
    /// What the open session is pinned to, once somebody has asked.
    opening: Option<crate::record::Opening>,
}

impl Office {
    fn papers(&self) -> MutexGuard<'_, Papers> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether this terminal gets the full screen.
pub(crate) fn is_wanted(walk: &Walk) -> Result<bool, Failure> {
    let can_draw = io::stdin().is_terminal()
        && io::stdout().is_terminal()
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
    match (walk.front, can_draw) {
        (Some(Front::Tui), false) => Err(Failure::Usage {
            message: "this is no terminal that a screen can be drawn on".to_owned(),
            hint: "use --front plain",
        }),
        (Some(Front::Tui), true) => Ok(walk.answers.is_none()),
        (Some(Front::Plain | Front::Script), _) | (None, false) => Ok(false),
        (None, true) => {
            let settings = Home::find().map(|home| Settings::load(&home).0).unwrap_or_default();
            Ok(walk.answers.is_none() && settings.front != Some(settings::Front::Plain))
        }
    }
}

/// The list of sessions.
pub(crate) fn home() -> Result<(), Failure> {
    let walk = Walk { front: None, answers: None, key: None, signers: None };
    Room::enter(walk, "sms".to_owned(), Vec::new(), false)?.stay(Start::Home)
}

/// A new session, from its plan; where there is none yet, from its hierarchy.
pub(crate) fn run(typed: &Run) -> Result<(), Failure> {
    let what = &typed.what;
    let drawn = match source::draw(what) {
        Ok(drawn) => Some(drawn),
        // What was left out is asked on the screen.
        Err(Failure::Plan(crate::plan::PlanError::NoTarget { .. })) => None,
        Err(Failure::Usage { .. }) if what.hierarchy.is_none() && !what.example => None,
        Err(failure) => return Err(failure),
    };
    if let Some(drawn) = &drawn {
        source::must_be_allowed(&drawn.plan)?;
        source::must_have_something_to_do(&drawn.plan)?;
    }
    let room = Room::enter(typed.walk.clone(), what.flow.clone(), what.second.clone(), false)?;
    let start = match (drawn, &what.hierarchy) {
        (Some(drawn), _) => {
            let name = typed.name.clone();
            let plan = Arc::clone(&drawn.plan);
            room.office.papers().drawn = Some(drawn);
            Start::Plan { plan, name }
        }
        (None, Some(path)) => Start::Hierarchy(HierarchyFrom::File(path.display().to_string())),
        (None, None) => Start::NewHierarchy,
    };
    room.stay(start)
}

/// A session that is gone on with. What is plainly open is checked beside the screen; nothing is
/// added to a record before all of it was.
pub(crate) fn resume(typed: &Resume) -> Result<(), Failure> {
    let home = Home::find()?;
    let folder = match &typed.session {
        Some(name) => resume::find(&home, name)?,
        None => match resume::plainly_open(&home)? {
            Some(folder) => folder,
            None => resume::latest_open(&home)?,
        },
    };
    if ending(&folder.record()) != Ending::Open {
        // What does not hold, or is over, is told before a screen is opened.
        let loaded = folder.read()?;
        if loaded.model.phase() != Phase::Walking {
            let face = super::face::Face::line_by_line();
            return resume::go_on(&home, &folder, &typed.walk, face, typed.despite_ledger);
        }
    }
    let (walk, flow) = (typed.walk.clone(), "sms".to_owned());
    let room = Room::enter(walk, flow, Vec::new(), typed.despite_ledger)?;
    let name = beginning(&folder.record()).map_or_else(|| folder.id.clone(), |it| it.name);
    room.stay(Start::Resume { id: folder.id, name })
}

/// The screen and its desk.
struct Room {
    office: Office,
    tui: Tui,
}

impl Room {
    fn enter(
        walk: Walk,
        flow: String,
        second: Vec<String>,
        despite_ledger: bool,
    ) -> Result<Self, Failure> {
        let home = Home::find()?;
        let gate = Gate::default();
        walk::leave_on_signals(&gate);
        let (settings, notes) = Settings::load(&home);
        let (look, more) = look::look(&home, &settings);
        let mouse = if settings.mouse == Some(false) { Mouse::Left } else { Mouse::Captured };
        let progress = match settings.motion {
            Some(settings::Motion::Reduced) => desk::SELDOM,
            Some(settings::Motion::Full) | None => desk::OFTEN,
        };
        let desk = Arc::default();
        let look_again = settings.look_again();
        let office =
            Office { home, walk, flow, second, despite_ledger, gate, progress, look_again, desk };
        let clerk = office.clone();
        out::hold();
        let open = move |inbox: Inbox| -> Box<dyn Desk> { Box::new(Clerk::new(clerk, inbox)) };
        let mut tui = Tui::open(look, mouse, here::now, open).inspect_err(|_| out::let_go())?;
        let notes: Vec<String> = notes.into_iter().chain(more).collect();
        if !notes.is_empty() {
            tui.notice(&notes.join("\n"));
        }
        Ok(Self { office, tui })
    }

    /// Stays until the operator leaves, and gives the terminal back.
    fn stay(self, start: Start) -> Result<(), Failure> {
        let Self { office, tui } = self;
        let ended = Self::live(&office, tui, start);
        out::let_go();
        ended
    }

    /// The screen is given back when this returns, and before anything is told.
    fn live(office: &Office, mut tui: Tui, start: Start) -> Result<(), Failure> {
        let mut start = start;
        // How the last session ended is how the program ends.
        let mut ended = Ok(());
        loop {
            match tui.before(start)? {
                Next::Leave => return ended,
                Next::Home => {}
                Next::Walk => {
                    let Some(sitting) = office.papers().sitting.take() else {
                        return Err(Failure::Bug { what: "no session was opened".to_owned() });
                    };
                    let (next, outcome) = Self::walk(&mut tui, *sitting)?;
                    let mut papers = office.papers();
                    (papers.session, papers.opening) = (None, None);
                    drop(papers);
                    ended = outcome;
                    if next == Next::Leave {
                        return ended;
                    }
                }
            }
            start = Start::Home;
        }
    }

    /// Walks a session until it is closed or left; then what comes next, and how it ended.
    fn walk(tui: &mut Tui, sitting: Sitting) -> Result<(Next, Result<(), Failure>), Failure> {
        let Sitting { mut model, mut machine, folder } = sitting;
        let scratch = scratch_of(&folder.path);
        tui.walk(&model, std::fs::read_to_string(&scratch).ok().as_deref());
        let told = out::take_held();
        if let Some(note) = told.iter().find(|line| line.starts_with("note:")) {
            tui.notice(note);
        }
        match drive(&mut model, tui as &mut dyn FrontEnd, &mut machine) {
            Ok(()) => {
                // Nothing half typed is left of a session that is over.
                drop(std::fs::remove_file(scratch));
                let next = tui.done(&model, walk::finished(&machine, &folder))?;
                Ok((next, walk::ended(&model)))
            }
            Err(Failure::Stopped) => {
                let next = tui.left_for();
                tui.leave_session();
                let ended = if next == Next::Leave { Err(Failure::Stopped) } else { Ok(()) };
                Ok((next, ended))
            }
            Err(failure) => Err(failure),
        }
    }
}

fn scratch_of(folder: &std::path::Path) -> PathBuf {
    folder.join(SCRATCH_FILE)
}

/// Keeps what is half typed. It proves nothing and may be lost.
fn keep_scratch(folder: &std::path::Path, text: &str) -> Result<(), store::StoreError> {
    store::replace(&scratch_of(folder), text)
}
