//! What every place of the screen can be asked, and what it can ask for.

use crossterm::event::KeyEvent;
use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::engine::{Model, Outcome, TurnBack, Wish};
use crate::front::Said;
use crate::plan::StepIx;
use crate::theme::Role;

use super::desk::{Errand, Reply};
use super::dialog::Dialog;
use super::field::Field;
use super::keymap::{Command, Where};
use super::paint::Painter;
use super::place::Place;
use super::reading::Reading;

/// What places see of the session and of the moment.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) model: Option<&'a Model>,
    pub(super) summary: &'a Summary,
    pub(super) now: Timestamp,
    pub(super) readings: &'a [Reading],
    /// What is being looked at before a point of no return.
    pub(super) looking: Option<&'a Looking>,
}

/// Everything before a point of no return is being looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Looking {
    pub(super) job: u64,
    pub(super) step: StepIx,
    pub(super) read_bytes: u64,
    pub(super) total_bytes: u64,
    /// What is read again: step, path and digest.
    pub(super) pieces: Vec<(StepIx, String, String)>,
}

/// The session at a glance; made anew when something is recorded, not when something is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Summary {
    /// Counts up whenever the session has changed, by a fact or by time: what is derived from it is
    /// made anew then.
    pub(super) revision: u64,
    pub(super) hierarchy: String,
    pub(super) settled: usize,
    pub(super) total: usize,
    pub(super) next: Option<StepIx>,
    pub(super) unacknowledged: Vec<usize>,
    pub(super) outcome: Outcome,
    pub(super) deviations: usize,
    pub(super) saved_at: Option<Timestamp>,
    /// Whether and until when one can still turn back.
    pub(super) turn_back: TurnBack,
}

impl Default for Summary {
    fn default() -> Self {
        Self {
            revision: 0,
            hierarchy: String::new(),
            settled: 0,
            total: 0,
            next: None,
            unacknowledged: Vec::new(),
            outcome: Outcome::Incomplete,
            deviations: 0,
            saved_at: None,
            turn_back: TurnBack::Nothing,
        }
    }
}

/// What a place asks for.
#[expect(clippy::large_enum_variant, reason = "an act is made for a key, and carried out at once")]
#[derive(Debug)]
pub(super) enum Act {
    /// Puts a wish to the engine.
    Say(Wish),
    /// The same where a key has to be unlocked for it.
    Put(Box<Said>),
    Send(Errand),
    /// Opens a place over this one.
    Open(Place),
    Back,
    Ask(Dialog),
    /// Goes to a step in the walk, closing what lies over it.
    GoTo(StepIx),
    /// The same for a warning, by its index in the plan.
    GoToWarning(usize),
    /// Opens a text to read over the place.
    Page {
        title: String,
        lines: Vec<Vec<super::paint::Piece>>,
    },
    /// Reads a file or folder as evidence of a step.
    Read {
        step: StepIx,
        path: std::path::PathBuf,
    },
    CancelReadings,
    /// Looks at everything before a point of no return again, and puts the verdict on record.
    Look(StepIx),
    StopLooking,
    /// What the open dialog waited for has come, or why it did not.
    Answered(Result<(), String>),
    /// Says something that stays until the next key.
    Notice(Role, String),
    Copy(String),
    /// Takes another theme, for now.
    Wear(crate::theme::Theme),
    GoHome,
}

/// A place of the screen. Drawing reads everything and changes nothing.
pub(super) trait Panel {
    fn place(&self) -> Where;

    /// Where am I: what stands in the breadcrumb after the product.
    fn crumbs(&self, scene: &Scene<'_>) -> Vec<String>;

    /// Whether the command can be carried out here and now. The footer and the palette show what
    /// can.
    fn can(&self, command: Command, scene: &Scene<'_>) -> bool;

    fn act(&mut self, command: Command, scene: &Scene<'_>) -> Vec<Act>;

    fn draw(&self, painter: &mut Painter<'_>, area: Rect, scene: &Scene<'_>);

    /// What the footer calls a command now, where that says more than the table.
    fn label(&self, _command: Command, _scene: &Scene<'_>) -> Option<String> {
        None
    }

    /// Where am I in the list: the right end of the footer.
    fn position(&self, _scene: &Scene<'_>) -> String {
        String::new()
    }

    /// A row was clicked; a second click on the selected row acts.
    fn click(&mut self, _pane: usize, _row: usize, _scene: &Scene<'_>) -> Vec<Act> {
        Vec::new()
    }

    /// The wheel was turned over a pane.
    fn wheel(&mut self, _pane: usize, _by: isize, _scene: &Scene<'_>) {}

    /// The field that has the focus: letters are letters there.
    fn typing(&mut self) -> Option<&mut Field> {
        None
    }

    /// A key that is not text in the field that has the focus: returns whether it was taken.
    fn takes(&mut self, _key: KeyEvent) -> bool {
        false
    }

    /// Enter, Tab, Shift-Tab, Esc, Up or Down in a field.
    fn leave_field(&mut self, _key: KeyEvent, _scene: &Scene<'_>) -> Vec<Act> {
        Vec::new()
    }

    /// A reply came in. Places look at those they asked for.
    fn told(&mut self, _reply: &Reply, _scene: &Scene<'_>) -> Vec<Act> {
        Vec::new()
    }

    /// A dialog that this place asked for was filled in; see `ui/submit.rs` for those that lead to
    /// wishes.
    fn filled(&mut self, _dialog: &Dialog, _scene: &Scene<'_>) -> Filled {
        Filled::NotMine
    }

    /// Called once when the place is opened: what it needs is sent for.
    fn opened(&mut self) -> Vec<Act> {
        Vec::new()
    }

    /// Called after every input on the place that is seen: what it wants sent for by now.
    fn due(&mut self) -> Vec<Act> {
        Vec::new()
    }

    /// Called after every input: what is derived from the scene is brought up to date.
    fn settle(&mut self, _scene: &Scene<'_>) {}

    /// Names every row of the list, for finding.
    fn labels(&self, _scene: &Scene<'_>, _visit: &mut dyn FnMut(usize, &str)) {}

    /// The row that finding starts from.
    fn found_at(&self) -> usize {
        0
    }

    /// Selects a row that was found.
    fn found(&mut self, _row: usize, _scene: &Scene<'_>) {}
}

/// What a place makes of a dialog that was filled in.
#[derive(Debug)]
pub(super) enum Filled {
    NotMine,
    /// Done; the dialog closes.
    Done(Vec<Act>),
    /// Something is wrong with what was given.
    Wrong(String),
    /// An errand runs; the dialog stays until it is told.
    Busy(String, Vec<Act>),
}
